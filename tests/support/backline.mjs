// A real Backline for tests: a private PostgreSQL, the built binary, everything in one folder that
// goes away with it. Nothing here is a stand-in. BACKLINE_BINARY names the binary
// (build/dev/backline).
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { createInterface } from "node:readline";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const binary = process.env.BACKLINE_BINARY ?? join(root, "build", "dev", "backline");
export const staffPassword = "eleven herons over the harbour";

// Runs a program to its end; throws with what it said when it fails.
export function run(command, words, options = {}) {
  const done = spawnSync(command, words, {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    ...options,
  });
  if (done.error) throw done.error;
  if (done.status !== 0) {
    throw new Error(`${command} ${words.join(" ")} ended with ${done.status}: ${done.stderr}`);
  }
  return done.stdout;
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

// Waits until `holds` returns something true; says what it waited for when it does not.
export async function until(what, holds, milliseconds = 20000) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${milliseconds} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const ended = (child) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", resolve));

const toml = (value) =>
  Array.isArray(value) ? `[${value.map(toml).join(", ")}]` : JSON.stringify(value);

export class Backline {
  // settings: {form: {min_seconds: 0}, …} over those of a test; requests: how many of the demo's;
  // https: nginx in front; second: another server on the same database, behind the same nginx.
  static async start({ settings = {}, requests = 0, https = null, second = false, nginx } = {}) {
    const self = new Backline();
    self.folder = mkdtempSync("/tmp/backline-test-");
    self.server = null;
    self.nginx = null;
    try {
      self.port = await freePort();
      if (https) {
        self.httpsPort = await freePort();
        self.plainPort = await freePort();
      }
      self.origin = https ? `https://localhost:${self.httpsPort}` : `http://localhost:${self.port}`;
      self.startPostgres();
      self.makeDatabase();
      self.writeSettings(settings);
      self.prepare(requests);
      await self.serve();
      if (second) await self.addSecond();
      if (https) await self.putNginxInFront(...(nginx ?? []));
    } catch (fault) {
      await self.stop();
      throw fault;
    }
    return self;
  }

  startPostgres() {
    run(join(root, "deploy/postgres"), ["start", this.folder]);
    this.socket = run(join(root, "deploy/postgres"), ["socket", this.folder]).trim();
  }

  stopPostgres() {
    run(join(root, "deploy/postgres"), ["stop", this.folder]);
  }

  // The process id of PostgreSQL, or null when it does not run.
  postmaster() {
    const asked = spawnSync(join(root, "deploy/postgres"), ["status", this.folder]);
    return asked.status === 0 ? Number(asked.stdout) : null;
  }

  // Rows as arrays of strings, asked as the superuser.
  sql(statement, database = "backline") {
    const words = ["sql", this.folder, "--dbname", database, "-At", "--quiet",
      "--field-separator", "\t"];
    const out = run(join(root, "deploy/postgres"), words, { input: statement });
    return out.split("\n").filter((line) => line !== "").map((line) => line.split("\t"));
  }

  makeDatabase() {
    this.sql(readFileSync(join(root, "sql/roles.sql"), "utf8"), "postgres");
    this.sql("create database backline owner backline_owner", "postgres");
  }

  writeSettings(settings) {
    const url = (role) => `host=${this.socket} dbname=backline user=${role}`;
    const key = join(this.folder, "master.key");
    writeFileSync(key, `${randomBytes(32).toString("hex")}\n`);
    chmodSync(key, 0o400);
    const tables = {
      server: {
        listen: `127.0.0.1:${this.port}`,
        public_origin: this.origin,
        demo: true,
        trusted_proxies: this.httpsPort ? ["127.0.0.1"] : [],
        ...settings.server,
      },
      database: {
        url: url("backline_app"),
        owner_url: url("backline_owner"),
        report_url: url("backline_report"),
      },
      keys: { master: key },
      journal: { anchor: join(this.folder, "journal.anchor") },
      log: { file: join(this.folder, "backline.log") },
      lanes: { ...settings.lanes },
      desk: { ...settings.desk },
      form: {
        min_seconds: 0, per_address_hour: 1000000, per_phone_day: 1000, unproven_per_address: 0,
        red_flags_per_address: 0, ...settings.form,
      },
    };
    const lines = [];
    for (const [name, table] of Object.entries(tables)) {
      lines.push(`[${name}]`);
      for (const [setting, value] of Object.entries(table))
        lines.push(`${setting} = ${toml(value)}`);
    }
    this.config = join(this.folder, "backline.toml");
    writeFileSync(this.config, `${lines.join("\n")}\n`);
  }

  // One verb of the command line, to its end.
  verb(...words) {
    return run(binary, ["--config", this.config, ...words], {
      env: { ...process.env, BACKLINE_DEMO_PASSWORD: staffPassword },
    });
  }

  prepare(requests) {
    this.verb("migrate");
    this.verb("load-institute", join(root, "config/institute.toml"));
    this.moveClock();
    this.verb("demo-data", String(requests));
  }

  // The phone team is at work and every patient may be called, whenever the test runs: the
  // database's clock goes on from 10:00 of the next plain working day at the institute.
  moveClock() {
    this.sql(`
      create temporary table moved as
      select extract(epoch from (morning::date + time '10:00') at time zone zone - now())::bigint
             as seconds
      from institute,
           generate_series(current_date + 2, current_date + 40, interval '1 day') as morning
      where extract(isodow from morning) between 2 and 4
        and not exists (select from holiday where holiday.day between morning::date - 3
                        and morning::date + 3)
      order by morning limit 1;
      select format('create or replace function instant() returns timestamptz language sql ' ||
        'stable parallel safe as %L',
        format('select coalesce(nullif(current_setting(''backline.instant'', true), ' ||
        ''''')::timestamptz, transaction_timestamp() + interval ''%s seconds'')', seconds))
      from moved \\gexec`);
  }

  // Another server with a port, a log and an anchor of its own.
  async addSecond() {
    this.secondPort = await freePort();
    this.secondConfig = join(this.folder, "second.toml");
    const text = readFileSync(this.config, "utf8")
      .replace(`127.0.0.1:${this.port}`, `127.0.0.1:${this.secondPort}`)
      .replace("journal.anchor", "second.anchor")
      .replace("backline.log", "second.log");
    writeFileSync(this.secondConfig, text);
    this.second = await this.launch(this.secondConfig);
  }

  // Starts the server and waits for its line "ready …".
  async serve() {
    this.server = await this.launch(this.config, (child) => (this.server = child));
  }

  // Ends one of the two servers as an upgrade would, and starts it anew.
  async restart(which) {
    const child = this[which];
    child.kill("SIGTERM");
    await ended(child);
    if (child.exitCode !== 0) throw new Error(`${which} ended with ${child.exitCode}`);
    const config = which === "second" ? this.secondConfig : this.config;
    this[which] = await this.launch(config, (next) => (this[which] = next));
  }

  async launch(config, started = () => {}) {
    const [program, ...words] = [...(this.under ?? []), binary, "--config", config, "serve"];
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
    started(child);
    this.said = this.said ?? [];
    createInterface({ input: child.stderr }).on("line", (line) => this.said.push(line));
    await new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        this.said.push(line);
        if (line.startsWith("ready ")) resolve();
      });
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        const last = this.said.slice(-5).join("\n");
        reject(new Error(`the server ended (${code ?? signal}): ${last}`));
      });
    });
    return child;
  }

  // kill -9; resolves when the process is gone.
  async killServer() {
    this.server.kill("SIGKILL");
    await ended(this.server);
  }

  // SIGTERM; resolves to the exit status.
  async endServer() {
    if (!this.server) return 0;
    this.server.kill("SIGTERM");
    await ended(this.server);
    return this.server.exitCode;
  }

  // The shipped template between the client and the server.
  async putNginxInFront(...options) {
    const ports = [this.port, this.secondPort].filter(Boolean).join(",");
    const words = [join(this.folder, "nginx"), ports, this.httpsPort, this.plainPort];
    this.nginx = spawn(join(root, "tests/support/nginx"), [...words.map(String), ...options], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    await until("nginx listens", () => {
      if (this.nginx.exitCode !== null) throw new Error("nginx did not start");
      return listens(this.httpsPort);
    });
  }

  // Everything that was written down anywhere by any of the programs.
  logs() {
    const files = ["backline.log", "postgres.log", "nginx/logs/nginx.log"];
    files.push("nginx/logs/backline.access.log", "nginx/logs/backline.error.log");
    const texts = files
      .map((name) => join(this.folder, name))
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, "latin1"));
    return [...texts, ...(this.said ?? [])].join("\n");
  }

  async stop() {
    for (const child of [this.nginx, this.server, this.second]) {
      if (!child || child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 15000);
      await ended(child);
      clearTimeout(late);
    }
    spawnSync(join(root, "deploy/postgres"), ["stop", this.folder]);
    if (process.env.BACKLINE_KEEP) console.error(`kept: ${this.folder}`);
    else rmSync(this.folder, { recursive: true, force: true });
  }
}

export function listens(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    socket.once("connect", () => resolve(socket.destroy() && true));
    socket.once("error", () => resolve(false));
  });
}

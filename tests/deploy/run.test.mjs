// deploy/run as somebody who tries the product uses it: first start, stop, again, and after a
// crash.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { freePort, listens, root, run, until } from "../support/backline.mjs";
import { http } from "../support/patient.mjs";

const build = process.env.BACKLINE_BUILD ?? join(root, "build", "dev");
const isRoot = process.getuid() === 0;
const account = ["--account", "backline"];

class Started {
  // Starts deploy/run; resolves when it serves or has ended.
  static async run(words, environment = {}) {
    const self = new Started();
    self.child = spawn(join(root, "deploy/run"), ["--no-install", "--build-dir", build, ...words], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    self.out = "";
    self.err = "";
    self.child.stdout.on("data", (data) => (self.out += data));
    self.child.stderr.on("data", (data) => (self.err += data));
    self.ended = new Promise((resolve) => self.child.once("close", (code) => resolve(code)));
    let code = null;
    void self.ended.then((value) => (code = value));
    await until("deploy/run serves", () => code !== null || /^ready .*\n/m.test(self.out), 240000);
    return self;
  }

  async end(signal = "SIGTERM") {
    this.child.kill(signal);
    return this.ended;
  }

  get password() {
    return this.out.match(/^password: (.*)$/m)?.[1];
  }
}

const postmaster = (data) => {
  const words = [...account, "status", data];
  const asked = spawnSync(join(root, "deploy/postgres"), words, { encoding: "utf8" });
  return asked.status === 0 ? Number(asked.stdout) : null;
};
const count = (data, table) =>
  Number(run(join(root, "deploy/postgres"), [...account, "sql", data, "-d", "backline", "-At"], {
    input: `select count(*) from ${table}`,
  }));

describe("deploy/run", () => {
  let folder, data, port, started;
  before(async () => {
    folder = mkdtempSync("/tmp/backline-run-");
    chmodSync(folder, 0o755);
    data = join(folder, "data");
    port = await freePort();
  });
  after(async () => {
    await started?.end();
    rmSync(folder, { recursive: true, force: true });
  });
  const words = () => ["--data", data, "--port", String(port)];

  test("serves, with demo people whose password it prints, and says so in one line", async () => {
    started = await Started.run(words());
    assert.match(started.out, new RegExp(`^ready http://localhost:${port}\\n`, "m"), started.err);
    assert.equal(started.out.match(/^ready/gm).length, 1);
    assert.ok(started.password.length >= 15);
    assert.equal((await http(port, "GET", "/")).status, 200);
    assert.equal((await http(port, "GET", "/readyz")).status, 200);
    assert.equal(count(data, "request"), 400);
    const answer = await http(port, "POST", "/api/session", {
      headers: { "Content-Type": "application/json", Origin: `http://localhost:${port}` },
      body: JSON.stringify({ username: "agent", password: started.password }),
    });
    assert.equal(answer.status, 201);
  });

  test("listens on loopback only, PostgreSQL on no port at all", () => {
    const [settings] = run(join(root, "deploy/postgres"),
      [...account, "sql", data, "-d", "backline", "-At", "-c",
        "select current_setting('listen_addresses'), current_setting('fsync'), " +
        "current_setting('synchronous_commit'), current_setting('full_page_writes')"],
    ).split("\n");
    assert.equal(settings, "|on|on|on");
    const listeners = readFileSync("/proc/net/tcp", "utf8").split("\n")
      .map((line) => line.trim().split(/\s+/));
    const hex = port.toString(16).toUpperCase().padStart(4, "0");
    const ours = listeners.filter((entry) => entry[3] === "0A" && entry[1].endsWith(`:${hex}`));
    assert.deepEqual(ours.map((entry) => entry[1].split(":")[0]), ["0100007F"]);
  });

  test("keeps its secrets to itself", () => {
    const kept = [join(data, "master.key"), join(data, "demo-password"), data];
    const said = run("stat", ["-c", "%a", ...kept]);
    assert.deepEqual(said.split("\n").filter(Boolean), ["400", "600", "700"]);
  });

  test("a second one on the same data says that it runs already", async () => {
    const second = await Started.run(["--data", data, "--port", String(await freePort())]);
    assert.equal(await second.ended, 1);
    assert.match(second.err, /already runs/);
    assert.doesNotMatch(second.out, /ready/);
    assert.equal((await http(port, "GET", "/healthz")).status, 200);
  });

  test("PostgreSQL killed under it comes back by itself", async () => {
    const before = postmaster(data);
    process.kill(before, "SIGKILL");
    await until("PostgreSQL runs again", () => (postmaster(data) ?? before) !== before);
    await until("ready again", async () => (await http(port, "GET", "/readyz")).status === 200);
  });

  test("PostgreSQL that fails to start is tried again until it does", async () => {
    const settings = join(data, "postgres", "postgresql.auto.conf");
    const log = () => readFileSync(join(data, "postgres.log"), "utf8");
    const before = readFileSync(settings, "utf8");
    writeFileSync(settings, `${before}\nno_such_setting = 1\n`);
    process.kill(postmaster(data), "SIGKILL");
    const failures = () => log().split("no_such_setting").length - 1;
    await until("it has failed twice", () => failures() >= 2);
    assert.equal(postmaster(data), null);
    writeFileSync(settings, before);
    await until("ready again", async () => (await http(port, "GET", "/readyz")).status === 200);
  });

  test("SIGTERM ends the server, then PostgreSQL, with status 0", async () => {
    assert.equal(await started.end(), 0, started.err);
    assert.equal(postmaster(data), null);
    assert.equal(await listens(port), false);
  });

  test("the second start keeps the data and installs and builds nothing", async () => {
    const password = started.password;
    started = await Started.run(words());
    assert.equal(started.password, password, started.err);
    assert.equal(count(data, "request"), 400);
  });

  test("Ctrl-C ends it as well", async () => {
    assert.equal(await started.end("SIGINT"), 0);
    assert.equal(postmaster(data), null);
  });

  test("starts again after everything was killed at once", async () => {
    started = await Started.run(words());
    const pids = run("sh", ["-c", `cat '${data}/lock'`]).trim().split("\n").map(Number);
    const database = postmaster(data);
    for (const pid of [...pids, database]) process.kill(pid, "SIGKILL");
    await started.ended;
    await until("the server follows its parent", async () => !(await listens(port)));
    started = await Started.run(words());
    assert.match(started.out, /^ready/m, started.err);
    assert.equal(count(data, "request"), 400);
    assert.equal(await started.end(), 0);
  });

  test("--no-demo serves an empty database, in a folder too deep for a socket", async () => {
    const deep = join(folder, "d".repeat(60), "e".repeat(60));
    const empty = await Started.run(["--no-demo", "--data", deep, "--port", String(port)]);
    try {
      assert.match(empty.out, /^ready/m, empty.err);
      assert.equal(empty.password, undefined);
      assert.equal(count(deep, "request"), 0);
      assert.equal(count(deep, "staff"), 0);
    } finally {
      assert.equal(await empty.end(), 0);
    }
  });

  test("a password of one's own is used, and a short one refused", async () => {
    const own = "a password of my own choosing";
    const short = await Started.run(words(), { BACKLINE_DEMO_PASSWORD: "too short" });
    assert.equal(await short.ended, 2);
    const chosen = await Started.run(["--data", join(folder, "own"), "--port", String(port)],
      { BACKLINE_DEMO_PASSWORD: own });
    try {
      assert.equal(chosen.password, own, chosen.err);
    } finally {
      await chosen.end();
    }
  });

  test("a taken port is said, not fought over", async () => {
    started = await Started.run(words());
    assert.match(started.out, /^ready/m, started.err);
    const second = await Started.run(["--data", join(folder, "other"), "--port", String(port)]);
    if (/^ready/m.test(second.out)) await second.end();
    assert.match(second.err, /taken/);
    assert.equal(await second.ended, 1);
    await started.end();
  });

  test("as root, a folder that the account can't reach is kept elsewhere", async (now) => {
    if (!isRoot) return now.skip("only root has another account to think of");
    const closed = join(folder, "closed");
    mkdirSync(closed, { mode: 0o700 });
    const inside = join(closed, "data");
    const hidden = await Started.run(["--no-demo", "--data", inside, "--port", String(port)]);
    try {
      assert.match(hidden.out, /^ready/m, hidden.err);
      assert.match(hidden.err, /can't reach/);
      assert.ok(existsSync(join(inside, "place", "master.key")));
    } finally {
      assert.equal(await hidden.end(), 0);
      const place = run("readlink", ["-f", join(inside, "place")]).trim();
      assert.match(place, /^\/var\/lib\/backline\/\w+$/);
      rmSync(place, { recursive: true });
    }
  });

  test("what it doesn't understand it says, with status 2", () => {
    for (const wrong of [["--port", "0"], ["--port", "eighty"], ["--data"], ["--sideways"]]) {
      assert.equal(spawnSync(join(root, "deploy/run"), wrong).status, 2, wrong.join(" "));
    }
    assert.equal(spawnSync(join(root, "deploy/run"), ["--help"]).status, 0);
  });
});

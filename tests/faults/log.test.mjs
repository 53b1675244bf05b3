// The log: rotated under a running server, and on a pipe that nobody reads.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Backline, binary, until } from "../support/backline.mjs";
import { http } from "../support/patient.mjs";

describe("the log", () => {
  let backline;
  before(async () => (backline = await Backline.start()));
  after(async () => backline?.stop());

  test("goes on under its name after it was rotated away and SIGHUP told so", async () => {
    const log = join(backline.folder, "backline.log");
    await http(backline.port, "GET", "/");
    renameSync(log, `${log}.1`);
    backline.server.kill("SIGHUP");
    await until("the new log has a line", async () => {
      assert.equal((await http(backline.port, "GET", "/healthz")).status, 200);
      return existsSync(log) && readFileSync(log, "utf8").includes("request_served");
    });
    assert.equal(await backline.endServer(), 0);
    assert.match(readFileSync(log, "utf8"), /"event":"stopped"/);
  });

  test("on a pipe that nobody reads holds up nobody, and not the end", async () => {
    const settings = readFileSync(backline.config, "utf8");
    writeFileSync(backline.config, settings.replace(/^file = .*backline\.log"$/m, 'file = ""'));
    const server = spawn(binary, ["--config", backline.config, "serve"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    server.stderr.pause();
    await once(server.stdout, "data");
    for (let asked = 0; asked < 4000; asked += 50) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => http(backline.port, "GET", "/healthz")));
      for (const { status } of answers) assert.equal(status, 200);
    }
    server.kill("SIGTERM");
    const [code] = await once(server, "exit");
    assert.equal(code, 0);
  });
});

// kill -9 under load, ten times the server and ten times PostgreSQL: nothing acknowledged is lost
// or doubled, and the journal verifies after each.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readlinkSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Backline, until } from "../support/backline.mjs";
import { http } from "../support/patient.mjs";
import { acknowledgedOnce, journalIsWhole, outcomesOnce, statesAreLegal } from "./check.mjs";
import { Load } from "./load.mjs";

const times = Number(process.env.BACKLINE_KILLS ?? 10);
const workBetweenKills = 40;

async function check(backline, load) {
  acknowledgedOnce(backline, load.references);
  outcomesOnce(backline, load.outcomes);
  statesAreLegal(backline);
  journalIsWhole(backline);
  assert.deepEqual(load.wrong, []);
}

const enough = (load) => {
  const wanted = load.acknowledged + workBetweenKills;
  return until("the load goes on", () => load.acknowledged >= wanted, 60000);
};

// Every process of this test's own cluster: those that stand in its data folder.
function processesOf(backline) {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readlinkSync(join("/proc", pid, "cwd")) === join(backline.folder, "postgres");
    } catch {
      return false;
    }
  });
}

// When the tests don't run as root, PostgreSQL is their own child's child and may be killed
// directly; as root too.
const killPostgres = (backline) => {
  for (const pid of processesOf(backline)) {
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch (fault) {
      if (fault.code !== "ESRCH") throw fault;
    }
  }
};

describe("kill -9 under load", () => {
  let backline;
  let load;
  before(async () => {
    backline = await Backline.start();
    load = new Load(backline);
  });
  after(async () => {
    if (load) load.running = false;
    await backline?.stop();
  });

  for (let kill = 1; kill <= times; kill++) {
    test(`the server, kill ${kill}`, async () => {
      await enough(load);
      await backline.killServer();
      await backline.serve();
      await enough(load);
      await check(backline, load);
    });
  }

  for (let kill = 1; kill <= times; kill++) {
    test(`PostgreSQL, kill ${kill}: serving again without a restart of Backline`, async () => {
      const { pid } = backline.server;
      await enough(load);
      killPostgres(backline);
      backline.startPostgres();
      await until("ready again", async () => {
        const answer = await http(backline.port, "GET", "/readyz").catch(() => ({ status: 0 }));
        return answer.status === 200;
      });
      await enough(load);
      await check(backline, load);
      assert.equal(backline.server.pid, pid);
      assert.equal(backline.server.exitCode, null);
    });
  }

  test("in the end every key has one answer and every answer one row", async () => {
    await load.stop();
    await check(backline, load);
    const [[rows]] = backline.sql("select count(*) from submission");
    assert.equal(Number(rows), load.references.size);
    assert.ok(load.lost > 0, "the kills were felt");
    assert.equal(await backline.endServer(), 0);
  });
});

// What operators do to the database: migrating from several machines at once, and a logical dump
// that is restored into a fresh cluster, where transactions are numbered anew.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { Backline, binary, root, run, until } from "../support/backline.mjs";
import { Agent } from "../support/desk.mjs";
import { submit } from "../support/patient.mjs";
import { nameOf, phoneOf } from "../support/people.mjs";

const ended = (child) => new Promise((done) => child.once("close", (code) => done(code)));
const roles = readFileSync(join(root, "sql/roles.sql"), "utf8");

describe("an empty database", () => {
  let backline;
  after(async () => backline?.stop());

  test("is migrated by eight at once, and each of them succeeds", async () => {
    backline = await Backline.start();
    for (let round = 0; round < 3; round += 1) {
      await backline.endServer();
      backline.sql("drop database backline", "postgres");
      backline.sql("create database backline owner backline_owner", "postgres");
      const all = Array.from({ length: 8 }, () =>
        spawn(binary, ["--config", backline.config, "migrate"], { stdio: "ignore" }));
      const codes = await Promise.all(all.map(ended));
      assert.deepEqual(codes, Array(8).fill(0));
      const [[keys]] = backline.sql("select count(*) from data_key");
      assert.ok(Number(keys) >= 1);
    }
  });
});

describe("a dump, restored into a fresh cluster", () => {
  let before;
  let restored;
  after(async () => {
    await before?.stop();
    await restored?.stop();
  });

  test("goes on: patients are served, desks get news, the journal is sealed", async () => {
    before = await Backline.start();
    const told = [];
    for (let n = 1; n <= 5; n += 1) {
      told.push(await submit(before.port, { name: nameOf(n), phone: phoneOf(n) }));
    }
    await until("all is sealed", () =>
      before.sql(`select (select count(*) from journal) = (select count(*) from journal_seal)`)
        [0][0] === "t");
    assert.equal(await before.endServer(), 0);
    const dump = run("pg_dump", ["-h", before.socket, "-U", "backline_owner", "backline"]);

    restored = new Backline();
    Object.assign(restored, {
      folder: mkdtempSync("/tmp/backline-test-"), port: before.port, origin: before.origin,
      server: null, nginx: null,
    });
    restored.startPostgres();
    restored.sql(roles, "postgres");
    restored.sql("create database backline owner backline_owner", "postgres");
    run("psql", ["-h", restored.socket, "-U", "backline_owner", "-d", "backline", "-q",
      "-v", "ON_ERROR_STOP=1"], { input: dump });
    restored.writeSettings({});
    for (const name of ["master.key", "journal.anchor"]) {
      run("rm", ["-f", join(restored.folder, name)]);
      copyFileSync(join(before.folder, name), join(restored.folder, name));
    }
    restored.verb("migrate");
    assert.match(restored.verb("journal", "verify"), /holds/);
    await restored.serve();

    // What was there is there, and its link leads to it.
    const page = await fetch(told[0].status_url.replace("localhost", "127.0.0.1"));
    assert.equal(page.status, 200);
    const agent = await Agent.signIn(restored.port, restored.origin, "agent");
    const { value: queue } = await agent.get("/api/desk/queue");
    assert.equal(queue.items.length, 5);
    let { seq } = queue;
    const kinds = [];
    const news = async () => {
      const { value } = await agent.get(`/api/desk/changes?after=${seq}&nonce=n`);
      seq = value.seq;
      kinds.push(...value.changes.map(({ kind }) => kind));
      return kinds.includes("request.submitted");
    };
    const told6 = until("the desk is told", news);
    const sixth = await submit(restored.port, { name: nameOf(6), phone: phoneOf(6) });
    await told6;
    assert.ok(sixth.reference);
    await until("all is sealed", () =>
      restored.sql(`select (select count(*) from journal) = (select count(*) from journal_seal)`)
        [0][0] === "t");
    assert.equal(await restored.endServer(), 0);
    assert.match(restored.verb("journal", "verify"), /holds/);
  });
});

// PostgreSQL that says nothing, without ending a connection: everybody is told so while they wait,
// nothing typed is lost, and it heals by itself.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { readFileSync, writeFileSync } from "node:fs";
import { Backline, until } from "../support/backline.mjs";
import { Agent } from "../support/desk.mjs";
import { http, postJson, readForm, submit } from "../support/patient.mjs";
import { nameOf, phoneOf, requestOf } from "../support/people.mjs";
import { SilentWay } from "../support/silent_way.mjs";

describe("a silent PostgreSQL", () => {
  let backline;
  let way;
  let agent;
  let receipt;
  before(async () => {
    backline = await Backline.start();
    way = await SilentWay.before(backline.socket);
    const settings = readFileSync(backline.config, "utf8");
    const hosts = /(url = "host=)[^ ]+( .*user=backline_(app|report))/g;
    writeFileSync(backline.config, settings.replaceAll(hosts, `$1${way.folder}$2`));
    await backline.endServer();
    await backline.serve();
    agent = await Agent.signIn(backline.port, backline.origin, "agent");
    receipt = await submit(backline.port, { name: nameOf(1), phone: phoneOf(1) });
  });
  after(async () => {
    await backline?.stop();
    way?.stop();
  });

  const timed = async (asked) => {
    const began = Date.now();
    return { answer: await asked, took: Date.now() - began };
  };

  test("is told to everybody who waits, and what they typed comes back", async () => {
    const page = await readForm(backline.port);
    const bodies = Array.from({ length: 5 }, (_, i) =>
      requestOf(10 + i, { ...page, topic: "neck-pain", submission_id: randomUUID() }));
    const typed = new URLSearchParams({
      kind: "callback",
      name: "Ana Silencio",
      phone: "310 555 0142",
      topic: "neck-pain",
      language: "en",
      consent: "yes",
      consent_text_id: page.consent,
      rendered: page.rendered,
      submission_id: randomUUID(),
    });
    const plain = () => http(backline.port, "POST", "/", {
      body: typed.toString(),
      headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "text/html" },
    });
    const link = new URL(receipt.status_url).pathname;
    way.silence();
    const told = await Promise.all([
      ...bodies.map((body) => timed(postJson(backline.port, "/api/requests", body))),
      timed(http(backline.port, "GET", link, { headers: { Accept: "text/html" } })),
      timed(http(backline.port, "GET", "/readyz")),
      timed(postJson(backline.port, "/api/desk/claims", {}, agent.headers)),
    ]);
    const typedAgain = await timed(plain());
    for (const { answer } of [...told, typedAgain]) {
      assert.equal(answer.status, 503, answer.text);
      assert.ok(Number(answer.headers["retry-after"]) > 0);
    }
    assert.match(typedAgain.answer.text, /Ana Silencio/);
    assert.equal((await http(backline.port, "GET", "/healthz")).status, 200);
    const later = await Promise.all(
      bodies.map((body) => timed(postJson(backline.port, "/api/requests", body))));
    for (const { answer } of later) assert.equal(answer.status, 503);
    const longest = (all) => Math.max(...all.map(({ took }) => took));
    console.log(`# told after ${longest(told)} ms at most; once known, after ${longest(later)} ms`);

    way.speak();
    await until("ready again", async () =>
      (await http(backline.port, "GET", "/readyz")).status === 200);
    // Each lane finds out by itself.
    await until("forms are saved again", async () => (await plain()).status === 303);
    for (const body of bodies) {
      const answer = await postJson(backline.port, "/api/requests", body);
      assert.ok([200, 201].includes(answer.status), answer.text);
    }
    const [[rows]] = backline.sql("select count(*) from submission");
    assert.equal(Number(rows), 2 + bodies.length, "each once");
    assert.equal((await agent.post("/api/desk/claims", {})).status, 201);
    assert.equal((await http(backline.port, "GET", link)).status, 200);
  });
});

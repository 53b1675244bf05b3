// Scripted posts reach no agent and are kept; people who share an address are not taken for one.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { Backline, until } from "../support/backline.mjs";
import { Agent } from "../support/desk.mjs";
import { comparable, http, postJson, readForm } from "../support/patient.mjs";
import { nameOf, phoneOf } from "../support/people.mjs";
import { rows } from "./way.mjs";

// A real installation's limits, behind a proxy whose forwarded address counts.
const settings = {
  server: { trusted_proxies: ["127.0.0.1"] },
  form: {
    min_seconds: 3, per_address_hour: 300, per_phone_day: 5, unproven_per_address: 10,
    red_flags_per_address: 3,
  },
};

let backline;
let consent;
let person = 0;
before(async () => {
  backline = await Backline.start({ settings });
  ({ consent } = await readForm(backline.port));
});
after(async () => backline?.stop());
afterEach(() => backline.sql("update submission set created_at = created_at - interval '2 hours'"));

async function freshToken() {
  return JSON.parse((await http(backline.port, "GET", "/api/form")).text).rendered;
}

// Until a form drawn now is old enough for a person's.
async function ripe(token) {
  const drawn = Number(token.split(".")[0]);
  await until("a person has read the form", () => Date.now() > drawn + 3100);
}

// The piece of work that a page does by itself.
function proofOf(token) {
  for (let n = 0; ; n += 1) {
    const answer = n.toString(36);
    const digest = createHash("sha256").update(`${token}.${answer}`).digest();
    if (Math.clz32(digest.readUInt32BE(0)) >= 12) return answer;
  }
}
// As a person's browser sends it.
const proven = (rendered) => ({ rendered, proof: proofOf(rendered) });

async function post(fields, address) {
  person += 1;
  const answer = await postJson(
    backline.port,
    "/api/requests",
    {
      kind: "callback", name: nameOf(person), phone: phoneOf(person * 7), topic: "neck-pain",
      consent: { text_id: consent, given: true }, ...fields,
    },
    address ? { "X-Forwarded-For": address } : {},
  );
  assert.equal(answer.status, 201, answer.text);
  return JSON.parse(answer.text);
}

// In groups, as many at once as a script would.
async function many(count, one) {
  const numbers = Array.from({ length: count }, (_, n) => n);
  for (let at = 0; at < count; at += 50) await Promise.all(numbers.slice(at, at + 50).map(one));
}

const queued = () => rows(backline, "request where state <> 'quarantined'");
const held = () => rows(backline, "request where state = 'quarantined'");

async function seenByAgent() {
  const agent = await Agent.signIn(backline.port, backline.origin, "agent");
  const { value } = await agent.get("/api/desk/queue");
  return value.items.length;
}

test("a thousand scripted posts: none reaches the queue, none is lost", async () => {
  const token = await freshToken();
  const unused = await Promise.all(Array.from({ length: 200 }, freshToken));
  await many(200, (n) => post({}, `198.51.100.${n}`));
  await many(200, (n) => post({ rendered: "1.forged", spare: "" }, `198.51.100.${n}`));
  const tokens = [];
  await many(200, async () => tokens.push(await freshToken()));
  await many(200, (n) => post({ rendered: tokens[n] }, `203.0.113.${n}`));
  await ripe(unused.at(-1));
  await many(200, (n) => post({ rendered: unused[n], spare: "ACME" }, `192.0.2.${n}`));
  // The first who uses a token might be a person; here it is a script that was caught before.
  await post({ rendered: token, spare: "ACME" }, "192.0.2.250");
  await many(199, (n) => post({ rendered: token }, `192.0.2.${n}`));
  assert.equal(queued(), 0);
  assert.equal(held(), 1000);
  assert.equal(await seenByAgent(), 0);
  const reasons = Object.fromEntries(
    backline.sql("select quarantine_reason, count(*) from request group by 1"),
  );
  assert.deepEqual(Object.keys(reasons).sort(), [
    "honeypot", "no_render_time", "render_token_reused", "too_fast",
  ]);
});

test("an address that sent what machines send gets nothing through for an hour", async () => {
  const before = queued();
  const tokens = await Promise.all(Array.from({ length: 120 }, freshToken));
  await many(20, () => post({}, "198.51.100.7"));
  await ripe(tokens.at(-1));
  const heldBefore = held();
  await many(100, (n) => post(proven(tokens[n]), "198.51.100.7"));
  assert.equal(queued(), before);
  assert.equal(held(), heldBefore + 100);
  // Somebody else is not touched by it, and after an hour neither is that address.
  await post({ rendered: tokens[100] }, "198.51.100.8");
  assert.equal(queued(), before + 1);
  backline.sql("update submission set created_at = created_at - interval '61 minutes'");
  await post({ rendered: tokens[101] }, "198.51.100.7");
  assert.equal(queued(), before + 2);
});

test("two hundred people of one office: none is held back", async () => {
  const before = { queued: queued(), held: held() };
  const tokens = await Promise.all(Array.from({ length: 200 }, freshToken));
  await ripe(tokens.at(-1));
  await many(200, (n) => post(proven(tokens[n]), "198.51.100.99"));
  assert.deepEqual({ queued: queued(), held: held() }, {
    queued: before.queued + 200,
    held: before.held,
  });
});

// Side by side: a script that fetches its tokens and waits as long as a person does, and an office
// whose browsers do their work, a few of them without JavaScript.
test("sixty at once with tokens, half of them with signs: few pass", async () => {
  const before = { queued: queued(), held: held() };
  const first = () => rows(backline, "request where rank = 0 and state = 'new'");
  const firstBefore = first();
  const [flag] = JSON.parse((await http(backline.port, "GET", "/api/form")).text).red_flags;
  const tokens = await Promise.all(Array.from({ length: 125 }, freshToken));
  await ripe(tokens.at(-1));
  await many(60, (n) => post(
    { rendered: tokens[n], red_flags: n % 2 === 0 ? [flag.id] : [] }, "198.51.100.200"));
  // Two batches at once each count what was saved before both.
  const passed = queued() - before.queued;
  assert.ok(passed >= 5 && passed <= 20, `${passed} passed`);
  assert.equal(held() - before.held, 60 - passed);
  assert.ok(first() - firstBefore <= 6);
  const lead = await Agent.signIn(backline.port, backline.origin, "lead");
  const { value } = await lead.get("/api/desk/queue");
  assert.ok(value.counts.held_red_flags >= 24, "each of the others is a lead's at once");
  await many(60, (n) => post(n < 5 ? { rendered: tokens[60 + n] } : proven(tokens[60 + n]),
    "198.51.100.201"));
  assert.equal(queued(), before.queued + passed + 60, "of the office everybody");
});

test("people who share their address with one machine are not held back for it", async () => {
  const address = "198.51.100.98";
  const tokens = await Promise.all(Array.from({ length: 60 }, freshToken));
  await ripe(tokens.at(-1));
  const before = { queued: queued(), held: held() };
  await many(40, (n) => post(proven(tokens[n]), address));
  await many(25, () => post({}, address));
  await many(20, (n) => post(proven(tokens[40 + n]), address));
  assert.deepEqual({ queued: queued(), held: held() }, {
    queued: before.queued + 60,
    held: before.held + 25,
  });
});

test("more from one address than any office sends is held back, not lost", async () => {
  const before = { queued: queued(), held: held() };
  const tokens = await Promise.all(Array.from({ length: 320 }, freshToken));
  await ripe(tokens.at(-1));
  for (const rendered of tokens) await post(proven(rendered), "198.51.100.100");
  assert.deepEqual({ queued: queued(), held: held() }, {
    queued: before.queued + 300,
    held: before.held + 20,
  });
});

test("the addresses of one /64 are one customer, those of another are not", async () => {
  const tokens = await Promise.all(Array.from({ length: 6 }, freshToken));
  const network = "2001:db8:64:1:";
  await many(20, (n) => post({}, `${network}${n}:a:b:c`));
  await ripe(tokens.at(-1));
  const before = { queued: queued(), held: held() };
  for (const n of [1, 2, 3]) await post({ rendered: tokens[n] }, `${network}ffff::${n}`);
  assert.deepEqual({ queued: queued(), held: held() }, { ...before, held: before.held + 3 });
  await post({ rendered: tokens[4] }, "2001:db8:64:2::1");
  assert.deepEqual({ queued: queued(), held: held() }, {
    queued: before.queued + 1,
    held: before.held + 3,
  });
});

test("the sixth request for one number in a day is held back, five are not", async () => {
  const before = held();
  const tokens = await Promise.all(Array.from({ length: 6 }, freshToken));
  await ripe(tokens.at(-1));
  for (const [n, rendered] of tokens.entries()) {
    await post({ rendered, phone: "310 724 5511" }, `198.51.100.${110 + n}`);
  }
  assert.equal(held(), before + 1);
});

test("the answer to who is held back is the answer to everybody", async () => {
  const token = await freshToken();
  const caught = await post({}, "198.51.100.120");
  await ripe(token);
  const taken = await post({ rendered: token }, "198.51.100.121");
  assert.deepEqual(Object.keys(caught), Object.keys(taken));
  assert.equal(caught.state, taken.state);
  const shown = async ({ status_url: url }) => {
    const { status, text } = await http(backline.port, "GET", new URL(url).pathname);
    assert.equal(status, 200);
    return comparable(text);
  };
  assert.equal(await shown(caught), await shown(taken));
  const moved = await http(backline.port, "POST", `${new URL(caught.status_url).pathname}/window`, {
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: "best_time=parts&parts=afternoon",
  });
  assert.equal(moved.status, 303);
  const { text } = await http(backline.port, "GET", moved.headers.location);
  assert.match(text, /You asked for a call in the afternoon/);
});

test("a lead sees what is held back, and lets a person out of it", async () => {
  const lead = await Agent.signIn(backline.port, backline.origin, "lead");
  const { reference } = await post({}, "198.51.100.130");
  const { value } = await lead.post("/api/requests/search", { q: reference });
  assert.equal(value.items[0].state, "quarantined");
  const before = queued();
  const path = `/api/requests/${value.items[0].id}/quarantine`;
  const answer = await http(backline.port, "DELETE", path, {
    headers: { ...lead.headers, "Content-Type": "application/json", "Content-Length": 2 },
    body: "{}",
  });
  assert.equal(answer.status, 204, answer.text);
  assert.equal(queued(), before + 1);
});

describe("without a trusted proxy", () => {
  test("a forwarded address is only a claim: the connection's own counts", async () => {
    const plain = await Backline.start({
      settings: { form: { min_seconds: 0, per_address_hour: 10 } },
    });
    const behindProxy = backline;
    try {
      backline = plain;
      for (let n = 0; n < 15; n += 1) {
        await post({ rendered: await freshToken() }, `198.51.100.${n}`);
      }
      assert.equal(held(), 5);
      // An operator who forgot to name the proxy is told so, once.
      const lines = readFileSync(join(plain.folder, "backline.log"), "utf8").split("\n");
      assert.equal(lines.filter((line) => line.includes('"proxy_unknown"')).length, 1);
    } finally {
      backline = behindProxy;
      await plain.stop();
    }
  });
});

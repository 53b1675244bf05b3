// Numbers that are known: who sends a form learns nothing about it. And the patient's page, state
// by state.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Backline } from "../support/backline.mjs";
import { Agent } from "../support/desk.mjs";
import { comparable, http, submit } from "../support/patient.mjs";
import { words } from "../browser/words.mjs";
import { rows } from "./way.mjs";

const say = words("en");
let backline;
let agent;
before(async () => {
  backline = await Backline.start();
  agent = await Agent.signIn(backline.port, backline.origin, "agent");
});
after(async () => backline?.stop());

const form = "application/x-www-form-urlencoded";
const pathOf = (receipt) => new URL(receipt.status_url).pathname;
const page = async (receipt) => (await http(backline.port, "GET", pathOf(receipt))).text;
const post = (receipt, what, body = "") =>
  http(backline.port, "POST", `${pathOf(receipt)}/${what}`, {
    headers: { "Content-Type": form },
    body,
  });
const send = (fields) => submit(backline.port, { email: "", ...fields });
const person = (name, phone) => ({ name, phone });

// Takes the one request that is due, calls, and logs what came of it.
async function callOne(outcome, needs = {}) {
  const claim = await agent.post("/api/desk/claims", {});
  assert.equal(claim.status, 201);
  const { request, fence } = claim.value;
  const attempt = await agent.post(`/api/requests/${request.id}/attempts`, { fence });
  assert.equal(attempt.status, 201);
  return () =>
    agent.post(`/api/attempts/${attempt.value.attempt_id}/outcome`, { fence, outcome, ...needs });
}

test("same person while a request is open: one request, two links, the same answer", async () => {
  const first = await send(person("Ines Okafor", "310 724 6001"));
  await (await callOne("no_answer"))();
  assert.ok((await page(first)).includes(say("state.retry.title")));
  const before = rows(backline, "request");
  const second = await send({
    ...person("ines  OKAFOR", "(310) 724-6001"),
    window: { parts: ["afternoon"] },
  });
  assert.equal(rows(backline, "request"), before);
  assert.notEqual(second.reference, first.reference);
  const stranger = await send({
    ...person("Nobody Known", "310 724 6002"),
    window: { parts: ["afternoon"] },
  });
  assert.deepEqual(Object.keys(second), Object.keys(stranger));
  assert.equal(comparable(await page(second)), comparable(await page(stranger)));
  assert.match(await page(second), /You asked for a call in the afternoon/);
  assert.ok((await page(first)).includes(say("state.retry.title")), "the first link tells its own");
  // Whoever knows a name and a number can take back the form they sent, and nobody else's.
  await post(second, "withdrawal");
  await post(stranger, "withdrawal");
  assert.ok((await page(second)).includes(say("state.withdrawn.title")));
  assert.equal(comparable(await page(second)), comparable(await page(stranger)));
  assert.ok((await page(first)).includes(say("state.retry.title")), "the request goes on");
  assert.equal((await post(first, "withdrawal")).status, 303);
  assert.ok((await page(first)).includes(say("state.withdrawn.title")));
});

test("a form that joins during a call tells nothing of the call", async () => {
  const first = await send(person("Lena Marsh", "310 724 6005"));
  const end = await callOne("no_answer");
  const second = await send(person("Lena Marsh", "310 724 6005"));
  const stranger = await send(person("Nobody Calls", "310 724 6006"));
  assert.equal(comparable(await page(second)), comparable(await page(stranger)));
  for (const receipt of [second, stranger]) {
    assert.equal((await post(receipt, "window", "best_time=parts&parts=afternoon")).status, 303);
    assert.equal((await post(receipt, "withdrawal")).status, 303);
  }
  assert.equal(comparable(await page(second)), comparable(await page(stranger)));
  assert.equal((await post(first, "withdrawal")).status, 409, "the call goes on");
  await end();
  await post(first, "withdrawal");
});

test("a joined form tells what it asked for, and of calls once it stands alone", async () => {
  const first = await send(person("Mara Lindqvist", "310 724 6010"));
  const second = await send(person("Mara Lindqvist", "310 724 6010"));
  const moved = await post(second, "window", "best_time=parts&parts=morning");
  assert.equal(moved.status, 303);
  assert.match(await page(second), /You asked for a call in the morning/);
  assert.ok((await page(second)).includes(say("state.new.title")));
  await post(second, "window", "best_time=asap");
  await post(first, "withdrawal");
  await (await callOne("no_answer"))();
  assert.ok((await page(second)).includes(say("state.retry.title")));
  await post(second, "withdrawal");
});

test("another name at the same number: a household, linked and never merged", async () => {
  const first = await send(person("Tomas Arias", "310 724 6020"));
  const second = await send(person("Elena Arias", "310 724 6020"));
  assert.equal(comparable(await page(first)), comparable(await page(second)));
  const { value } = await agent.post("/api/requests/search", { q: second.reference });
  const found = await agent.get(`/api/requests/${value.items[0].id}`);
  assert.deepEqual(found.value.household.map((one) => one.reference), [first.reference]);
  await post(first, "withdrawal");
  await post(second, "withdrawal");
});

test("a number that must not be called: to a lead, and the answer tells nothing", async () => {
  await send(person("Piet Vermeer", "310 724 6030"));
  const ended = await (await callOne("do_not_call"))();
  assert.equal(ended.status, 200, JSON.stringify(ended.value));
  const again = await send(person("Piet Vermeer", "310 724 6030"));
  const stranger = await send(person("Somebody Else", "310 724 6031"));
  assert.equal(comparable(await page(again)), comparable(await page(stranger)));
  for (const receipt of [again, stranger]) {
    const moved = await post(receipt, "window", "best_time=parts&parts=afternoon");
    assert.equal(moved.status, 303);
  }
  assert.equal(comparable(await page(again)), comparable(await page(stranger)));
  const [row] = backline.sql(`select state from request
    join submission s on s.request_id = request.id where s.reference = '${again.reference}'`);
  assert.equal(row[0], "escalated");
  await post(stranger, "withdrawal");
  await post(again, "withdrawal");
});

test("booked: the page says when and where, and the calendar has it", async () => {
  const receipt = await send({ ...person("Rosa Quintero", "310 724 6040"), language: "es" });
  assert.equal((await http(backline.port, "GET", `${pathOf(receipt)}/visit.ics`)).status, 404);
  const ended = await (await callOne("booked", {
    appointment: {
      visit_start: "2027-03-16T17:30:00Z",
      location: "Santa Monica, 2nd floor; ring twice",
      clinician: "Dr. Ñandú",
    },
  }))();
  assert.equal(ended.status, 200, JSON.stringify(ended.value));
  const shown = await page(receipt);
  assert.ok(shown.includes(say("state.booked.title")));
  assert.match(shown, /Tuesday, March 16, 2027, at 10:30 am/);
  const answer = await http(backline.port, "GET", `${pathOf(receipt)}/visit.ics?language=en`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers["content-type"], /^text\/calendar/);
  const lines = answer.text.split("\r\n");
  assert.equal(lines[0], "BEGIN:VCALENDAR");
  assert.ok(lines.includes("METHOD:PUBLISH") && lines.includes("SEQUENCE:0"));
  assert.ok(lines.includes("DTSTART:20270316T173000Z"));
  assert.ok(lines.includes("LOCATION:Santa Monica\\, 2nd floor\\; ring twice"));
  assert.ok(lines.every((line) => Buffer.byteLength(line) <= 75));
  assert.ok(!answer.text.includes("Quintero") && !answer.text.includes("6040"));
});

test("while we call, nothing can be changed, and the page says why", async () => {
  const receipt = await send(person("Viktor Hale", "310 724 6045"));
  const end = await callOne("no_answer");
  for (const [what, body] of [["window", "best_time=asap"], ["withdrawal", ""]]) {
    const answer = await post(receipt, what, body);
    assert.equal(answer.status, 409);
    assert.ok(answer.text.includes(say("error.best_time.in_call")));
    assert.ok(answer.text.includes(receipt.reference) && answer.text.includes("(310) 828-7757"));
  }
  assert.equal((await end()).status, 200);
  assert.equal((await post(receipt, "withdrawal")).status, 303);
  const late = await post(receipt, "window", "best_time=asap");
  assert.equal(late.status, 409);
  assert.ok(late.text.replace(/&apos;/g, "'").includes(say("error.best_time.closed")));
});

test("looking changes nothing, and a wrong link looks like an expired one", async () => {
  const receipt = await send(person("Uma Petrossian", "310 724 6050"));
  const before = backline.sql("select count(*), max(id) from journal")[0];
  for (const method of ["GET", "HEAD"]) {
    for (const path of ["", "/withdrawal", "/window"]) {
      await http(backline.port, method, pathOf(receipt) + path);
    }
  }
  assert.ok((await page(receipt)).includes(say("state.new.title")));
  assert.deepEqual(backline.sql("select count(*), max(id) from journal")[0], before);
  await post(receipt, "withdrawal");
  backline.sql(`update request set closed_at = closed_at - interval '31 days'
    where id = (select request_id from submission where reference = '${receipt.reference}')`);
  const expired = await http(backline.port, "GET", pathOf(receipt));
  const wrong = await http(backline.port, "GET", "/r/AAAAAAAAAAAAAAAAAAAAAA");
  const shortened = await http(backline.port, "GET", "/r/x");
  assert.deepEqual([expired.status, wrong.status, shortened.status], [404, 404, 404]);
  const bare = ({ text }) => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID");
  assert.equal(bare(expired), bare(wrong));
  assert.equal(bare(shortened), bare(wrong));
});

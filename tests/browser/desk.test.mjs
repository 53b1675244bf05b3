// The agent's whole loop, seen from two browsers at once.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Backline } from "../support/backline.mjs";
import { assertNoCanary, canary } from "../support/canary.mjs";
import { http, submit } from "../support/patient.mjs";
import { accessible, Browser, inBrowser, picture, signIn, tooWide } from "./harness.mjs";

let backline;
let browser;
inBrowser(() => Backline.start(), (...begun) => {
  [backline, browser] = begun;
});

// A `tel:` link finds no telephone on a test machine.
const noTelephone = [/does not have a registered handler/];
const desk = async (username, options = {}) => {
  const page = await browser.page({ expect: noTelephone, ...options });
  await signIn(page, backline, username);
  return page;
};
const ask = (name, more = {}) =>
  submit(backline.port,
    { name, phone: canary.phone, email: canary.email, reason: canary.reason, ...more });
const row = (page, reference) => page.locator(".queue-item", { hasText: reference });
const holds = (page, name) => page.getByRole("heading", { level: 2, name });
const outcome = (page, label) => page.getByRole("button", { name: label });
const queueIsRead = (page) => page.locator(".counts").waitFor();
// The clear queue that each test begins with.
const clear = () =>
  backline.sql(`update request set state = 'closed', resolution = 'withdrawn',
    closed_at = instant(), due_at = null, claim_agent = null, claim_until = null,
    open_attempt = null where state <> 'closed';
    update attempt set ended_at = instant(), outcome = 'no_answer', reached = 'none', counted = true
    where ended_at is null`);

describe("signing in", () => {
  test("a wrong password is refused in one sentence, the right one opens the desk", async () => {
    const page = await browser.page();
    await page.goto(`${backline.origin}/desk`);
    await page.getByRole("heading", { name: "Sign in to the desk" }).waitFor();
    await accessible(page, "sign-in");
    await page.getByLabel("User name").fill("agent");
    await page.getByLabel("Password").fill("not the password at all");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor();
    await accessible(page, "a refused sign-in");
    await signIn(page, backline, "agent2");
    await queueIsRead(page);
    await accessible(page, "an empty desk");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in to the desk" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Sign in to the desk" }).waitFor();
  });

  test("a manager finds no desk, and an agent no reports", async () => {
    const page = await browser.page();
    await signIn(page, backline, "manager");
    await page.getByRole("heading", { name: "This is the phone team's desk" }).waitFor();
    assert.equal(await page.locator(".queue").count(), 0);
    await accessible(page, "the desk for somebody else");
  });
});

describe("the desk of two agents", () => {
  test("claim, call, log: the other sees each step", async () => {
    clear();
    const first = await ask(`${canary.name} one`);
    const ana = await desk("agent");
    const ben = await desk("agent2");
    await row(ana, first.reference).waitFor();
    await row(ben, first.reference).waitFor();
    await accessible(ana, "a desk with a queue");

    // A patient's form reaches both desks by itself.
    const second = await ask(`${canary.name} two`);
    await row(ana, second.reference).waitFor();
    await row(ben, second.reference).waitFor();

    await ana.keyboard.press("n");
    await holds(ana, `${canary.name} one`).waitFor();
    await row(ben, first.reference).locator(".queue-item__holder").waitFor();
    await accessible(ana, "a desk that holds a request");
    assert.match(await ana.locator(".call-bar a").getAttribute("href"), /^tel:\+13107240962$/);

    // The other agent gets the other request, never the same.
    await ben.keyboard.press("n");
    await holds(ben, `${canary.name} two`).waitFor();

    await ana.keyboard.press("c");
    await ana.getByText("On a call", { exact: true }).waitFor();
    await row(ben, first.reference).getByText("on a call").waitFor();
    await accessible(ana, "a desk on a call");
    await ana.getByLabel("Note").fill(canary.note);
    await ana.keyboard.press("Escape");
    await ana.keyboard.press("1");
    await ana.keyboard.press("Enter");
    await ana.getByText(`Logged: ${first.reference}`).waitFor();
    await accessible(ana, "a desk after an outcome");
    const [[state, attempts]] = backline.sql(
      `select state, attempts from request where reference = '${first.reference}'`,
    );
    assert.deepEqual([state, attempts], ["retry", "1"]);
    await row(ben, first.reference).locator(".queue-item__holder").waitFor({ state: "detached" });
  });

  test("an outcome says what it needs, then takes it", async () => {
    clear();
    const asked = await ask(`${canary.name} three`);
    const page = await desk("agent");
    await row(page, asked.reference).waitFor();
    await page.keyboard.press("n");
    await holds(page, `${canary.name} three`).waitFor();
    await page.keyboard.press("c");
    await page.getByText("On a call", { exact: true }).waitFor();
    await outcome(page, /booked/i).click();
    await page.getByLabel("Visit starts").press("Enter");
    await page.locator("[aria-invalid=true]").first().waitFor();
    await accessible(page, "a desk with an outcome's faults");
    const later = new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 10);
    await page.getByLabel("Visit starts").fill(`${later}T10:30`);
    await page.getByLabel("Where").fill("Santa Monica");
    await page.keyboard.press("Enter");
    await page.getByText(`Logged: ${asked.reference}`).waitFor();
    const [[state, resolution]] = backline.sql(
      `select state, resolution from request where reference = '${asked.reference}'`,
    );
    assert.deepEqual([state, resolution], ["closed", "booked"]);
  });

  test("schedules another time by key", async () => {
    clear();
    const asked = await ask(`${canary.name} four`);
    const page = await desk("agent");
    await row(page, asked.reference).waitFor();
    await page.keyboard.press("n");
    await holds(page, `${canary.name} four`).waitFor();
    await page.keyboard.press("c");
    await page.getByText("On a call", { exact: true }).waitFor();
    await page.keyboard.press("s");
    await page.getByRole("button", { name: /^Tomorrow/ }).click();
    await page.getByLabel("When shall we call?").press("Enter");
    await page.getByText(`Logged: ${asked.reference}`).waitFor();
    const [[state, promised]] = backline.sql(
      `select state, promise_from is not null from request where reference = '${asked.reference}'`,
    );
    assert.deepEqual([state, promised], ["scheduled", "t"]);
  });

  test("gives a request back, and the other takes it", async () => {
    clear();
    const asked = await ask(`${canary.name} five`);
    const ana = await desk("agent");
    const ben = await desk("agent2");
    await row(ana, asked.reference).waitFor();
    await ana.keyboard.press("n");
    await holds(ana, `${canary.name} five`).waitFor();
    await row(ben, asked.reference).locator(".queue-item__holder").waitFor();
    await ana.getByRole("button", { name: "Release" }).click();
    await ana.getByRole("dialog").waitFor();
    await accessible(ana, "the question before a release");
    await ana.getByRole("dialog").getByRole("button", { name: /release|give/i }).click();
    await ana.getByText(`Released: ${asked.reference}`).waitFor();
    await row(ben, asked.reference).locator(".queue-item__holder").waitFor({ state: "detached" });
    await ben.keyboard.press("n");
    await holds(ben, `${canary.name} five`).waitFor();
  });

  test("a reload loses nothing: the request is still held, the note still there", async () => {
    clear();
    const asked = await ask(`${canary.name} six`);
    const page = await desk("agent");
    await row(page, asked.reference).waitFor();
    await page.keyboard.press("n");
    await holds(page, `${canary.name} six`).waitFor();
    await page.keyboard.press("c");
    await page.getByText("On a call", { exact: true }).waitFor();
    const saved = page.waitForResponse((answer) => answer.url().endsWith("/draft"));
    await page.getByLabel("Note").fill(canary.note);
    assert.equal((await saved).status(), 204);
    await page.reload();
    await holds(page, `${canary.name} six`).waitFor();
    await page.getByText("On a call", { exact: true }).waitFor();
    assert.equal(await page.getByLabel("Note").inputValue(), canary.note);
  });

  test("shows its keys, and fits a small screen", async () => {
    clear();
    await ask(`${canary.name} seven`);
    const page = await desk("agent", { viewport: { width: 390, height: 844 } });
    await queueIsRead(page);
    assert.equal(await tooWide(page), false);
    await accessible(page, "a desk on a small screen");
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await accessible(page, "the list of keys");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("another agent reads a held request without its number", async () => {
    clear();
    const asked = await ask(`${canary.name} eight`);
    const ana = await desk("agent");
    const ben = await desk("agent2");
    await row(ana, asked.reference).waitFor();
    await ana.keyboard.press("n");
    await holds(ana, `${canary.name} eight`).waitFor();
    await row(ben, asked.reference).getByRole("button").click();
    await ben.getByText("Looking only.").waitFor();
    assert.ok(!(await ben.locator("body").innerText()).includes("724-0962"));
    await accessible(ben, "a request that is only looked at");
  });
});

describe("a call that nobody ended", () => {
  test("comes first in a lead's queue, who takes it over and ends it", async () => {
    clear();
    const asked = await ask(`${canary.name} nine`);
    const ana = await desk("agent");
    const lead = await desk("lead");
    await row(ana, asked.reference).waitFor();
    await ana.keyboard.press("n");
    await holds(ana, `${canary.name} nine`).waitFor();
    await ana.keyboard.press("c");
    await ana.getByText("On a call", { exact: true }).waitFor();
    const mark = row(lead, asked.reference).getByText(/^Call open for over an hour: \S/);
    await row(lead, asked.reference).getByText("on a call").waitFor();
    assert.equal(await mark.count(), 0);

    backline.sql(`update attempt set started_at = started_at - interval '61 minutes'
      where ended_at is null;
      update request set claim_until = claim_until - interval '61 minutes'
      where open_attempt is not null`);
    await mark.waitFor();
    await lead.getByRole("heading", { name: "Call open too long (1)" }).waitFor();
    await row(lead, asked.reference).getByRole("button").click();
    await lead.getByText("Looking only.").waitFor();
    await accessible(lead, "a call that is open for too long");
    assert.ok(!(await ana.locator(".queue").innerText()).includes("over an hour"));

    await lead.getByRole("button", { name: "Take it" }).click();
    await lead.getByLabel("Reason").fill("Ana has gone home");
    await lead.getByRole("dialog").getByRole("button", { name: "Take it" }).click();
    await lead.getByText("On a call", { exact: true }).waitFor();
    await ana.getByText(`Your hold has ended: ${asked.reference}`).waitFor();
    await lead.keyboard.press("Escape");
    await lead.keyboard.press("1");
    await lead.keyboard.press("Enter");
    await lead.getByText(`Logged: ${asked.reference}`).waitFor();
    await mark.waitFor({ state: "detached" });
    const [[outcome]] = backline.sql(`select outcome from attempt a join request r
      on r.id = a.request_id where r.reference = '${asked.reference}'`);
    assert.equal(outcome, "no_answer");
  });
});

describe("a request that can never be called", () => {
  test("is served to nobody, and a lead closes it without a call, by keyboard", async () => {
    clear();
    const asked = await ask(`${canary.name} ten`, { language: "ko" });
    backline.sql(`update request set state = 'escalated', rank = 0, barred = 'their_local_time',
      promise_from = null, promise_to = null where reference = '${asked.reference}'`);
    const lead = await desk("lead");
    await lead.getByRole("heading", { name: "Cannot be called (1)" }).waitFor();
    await row(lead, asked.reference).getByText("Nobody who speaks Korean is in: use an interpreter")
      .waitFor();
    await lead.keyboard.press("n");
    await lead.getByText("Nothing is due now.").first().waitFor();
    await row(lead, asked.reference).getByRole("button").focus();
    await lead.keyboard.press("Enter");
    await lead.getByText("It is served to nobody.", { exact: false }).waitFor();
    await accessible(lead, "a request that can never be called");
    await lead.keyboard.press("x");
    const dialog = lead.getByRole("dialog");
    await dialog.waitFor();
    await accessible(lead, "closing without a call");
    await dialog.getByLabel("Why is it closed?").selectOption("unable_to_reach");
    await dialog.getByLabel("Note").fill(canary.note);
    await lead.keyboard.press("Tab");
    await lead.keyboard.press("Tab");
    await lead.keyboard.press("Enter");
    await lead.getByText(`${asked.reference} is closed.`).waitFor();
    await row(lead, asked.reference).waitFor({ state: "detached" });
    const [[state, resolution]] = backline.sql(
      `select state, resolution from request where reference = '${asked.reference}'`);
    assert.deepEqual([state, resolution], ["closed", "unable_to_reach"]);
    const agent = await desk("agent");
    await queueIsRead(agent);
    await agent.keyboard.press("x");
    assert.equal(await agent.getByRole("dialog").count(), 0);
  });
});

describe("a request that changes in an agent's hand", () => {
  const link = ({ status_url: url }) => new URL(url).pathname;
  const correct = async (asked, phone) => {
    const body = new URLSearchParams({ phone }).toString();
    const answer = await http(backline.port, "POST", `${link(asked)}/phone`, {
      headers: { "Content-Type": "application/x-www-form-urlencoded" }, body });
    assert.equal(answer.status, 303, answer.text);
  };

  test("is shown as it is by now: the number before the call, the signs during it", async () => {
    clear();
    const name = `${canary.name} mended`;
    const asked = await ask(name, { relation: "other", contact_name: "Rosa Caller" });
    const page = await desk("agent");
    await row(page, asked.reference).waitFor();
    await page.keyboard.press("n");
    await holds(page, name).waitFor();
    await page.getByText(`Ask for ${name}. Rosa Caller asked us to call.`).waitFor();
    await correct(asked, "(310) 724-0977");
    await page.getByText("Changed meanwhile: the number").first().waitFor();
    const number = page.locator(".call-bar a");
    assert.equal(await number.getAttribute("href"), "tel:+13107240977");
    assert.match(await number.innerText(), /724-0977/);
    await accessible(page, "a desk whose request was mended");
    await page.keyboard.press("c");
    await page.getByText("On a call", { exact: true }).waitFor();

    const { text } = await http(backline.port, "GET", "/api/form");
    const [flag] = JSON.parse(text).red_flags;
    await ask(name, { phone: "+13107240977", red_flags: [flag.id] });
    await page.getByText("Red flag: they ticked").waitFor();
    await page.getByRole("listitem").filter({ hasText: flag.label.en }).first().waitFor();
    // Beside the call, wherever the rest has scrolled to; and what to read is open.
    const flagged = page.locator(".call-bar__flag");
    await flagged.getByText(flag.label.en).waitFor();
    const { top, bottom } = await flagged.evaluate((one) => one.getBoundingClientRect().toJSON());
    assert.ok(top >= 0 && bottom <= page.viewportSize().height);
    assert.equal(await page.locator(".guide details").first().getAttribute("open"), "");
    await picture(page, "desk-red-flag-in-call");
    const advice = page.locator(".notice", { hasText: "Red flag: they ticked" });
    assert.ok(await advice.locator('a[href="tel:911"]').count() >= 1);
    assert.ok(await advice.locator("ul").nth(1).locator("li").count() >= 6, "every sign is named");
    await outcome(page, /declined/i).click();
    await page.getByRole("radio", { name: /cost/i }).check();
    const read = page.getByRole("checkbox", { name: "I read this advice to them" });
    await read.check();
    await read.press("Enter");
    await page.getByText(`Logged: ${asked.reference}`).waitFor();
    const [[given]] = backline.sql(`select advice is not null and reason = 'cost' from attempt a
      join request r on r.id = a.request_id where reference = '${asked.reference}'`);
    assert.equal(given, "t");
  });

  test("takes another number by key, and says when it is called there", async () => {
    clear();
    const asked = await ask(`${canary.name} moved`);
    const page = await desk("agent");
    await row(page, asked.reference).waitFor();
    await page.keyboard.press("n");
    await holds(page, `${canary.name} moved`).waitFor();
    await page.keyboard.press("c");
    await page.getByText("On a call", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await outcome(page, /wrong number/i).click();
    await page.getByLabel(/another number/i).fill("(310) 724-0988");
    await page.keyboard.press("Enter");
    await page.getByText(/To be called on •••-•••-0988/).first().waitFor();
    await page.getByRole("searchbox").fill("0988");
    await page.keyboard.press("Enter");
    await page.getByText("Looked for the last four digits 0988.").waitFor();
    await row(page, asked.reference).getByText("•••-•••-0988").waitFor();
    await page.getByRole("searchbox").fill("0913");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing found. Looked for the last four digits 0913.").waitFor();
  });

  test("takes one of the open times that are offered for a time that cannot be", async () => {
    clear();
    // The institute's real hours: nobody agrees on a call at night.
    const asked = await ask(`${canary.name} later`);
    const page = await desk("agent");
    await row(page, asked.reference).waitFor();
    await page.keyboard.press("n");
    await holds(page, `${canary.name} later`).waitFor();
    await page.keyboard.press("c");
    await page.getByText("On a call", { exact: true }).waitFor();
    await page.keyboard.press("s");
    const night = await page.evaluate(() =>
      new Date(Date.now() + 86400000).toISOString().slice(0, 10));
    await page.getByLabel("When shall we call?").fill(`${night}T03:00`);
    await page.getByLabel("When shall we call?").press("Enter");
    await page.locator("#due-at[aria-invalid=true]").waitFor();
    const picks = page.locator(".outcome-fields__picks button");
    assert.equal(await picks.count(), 3);
    await picks.first().click();
    await page.getByLabel("When shall we call?").press("Enter");
    await page.getByText(`Logged: ${asked.reference}`).waitFor();
  });
});

describe("signs of an emergency in a form that was held back", () => {
  test("stand before everything for a lead; an agent is told to call one", async () => {
    clear();
    const { text } = await http(backline.port, "GET", "/api/form");
    const [flag] = JSON.parse(text).red_flags;
    const lead = await desk("lead");
    const ana = await desk("agent");
    await queueIsRead(lead);
    await queueIsRead(ana);
    const calm = await ask(`${canary.name} calm`);
    await row(ana, calm.reference).waitFor();
    await ana.keyboard.press("n");
    await holds(ana, `${canary.name} calm`).waitFor();
    const held = await ask(`${canary.name} urgent`, { rendered: "", red_flags: [flag.id] });

    await ana.getByText("A form with signs of an emergency is held aside").waitFor();
    await ana.getByRole("status").getByText(/signs of an emergency was held back/).waitFor();
    assert.equal(await row(ana, held.reference).count(), 0);
    await accessible(ana, "a desk beside which signs of an emergency wait for a lead");
    await ana.getByRole("searchbox").fill(held.reference);
    await ana.keyboard.press("Enter");
    await ana.locator(".queue__found").getByText("1 is held aside as suspected spam").waitFor();
    await picture(ana, "desk-told-of-held-back");
    await ana.getByRole("button", { name: "Back to the queue" }).click();

    await row(lead, held.reference).waitFor();
    const first = lead.locator(".queue-item").first();
    await first.getByText(held.reference).waitFor();
    await first.getByText("Decide now").waitFor();
    await accessible(lead, "a lead's desk with signs of an emergency held back");
    await picture(lead, "desk-held-back");
    await row(lead, held.reference).getByRole("button").click();
    await lead.getByRole("button", { name: "Let it into the queue" }).click();
    await row(ana, held.reference).waitFor();
    await ana.getByText("A form with signs of an emergency is held aside")
      .waitFor({ state: "detached" });
    const [[state, rank]] = backline.sql(
      `select state, rank from request where reference = '${held.reference}'`,
    );
    assert.deepEqual([state, rank], ["new", "0"]);
  });
});

test("nothing an agent or a patient typed is in a log or in clear on the disk", async () => {
  await browser.closePages();
  await assertNoCanary(backline);
});

test("the desk with a morning's work", async (run) => {
  if (process.env.BACKLINE_SCREENSHOTS !== "1") return run.skip("pictures were not asked for");
  const demo = await Backline.start({ requests: 400 });
  const shown = await Browser.start(demo);
  try {
    const page = await shown.page({ expect: noTelephone, viewport: { width: 1440, height: 900 } });
    await signIn(page, demo, "agent");
    await queueIsRead(page);
    await page.keyboard.press("n");
    await page.locator(".call-bar").waitFor();
    await page.keyboard.press("c");
    await page.getByText("On a call", { exact: true }).waitFor();
    await page.keyboard.press("1");
    await picture(page, "console");
  } finally {
    await shown.stop();
    await demo.stop();
  }
});

// Every screen that a patient meets, in both languages, narrow and wide: nothing sticks out, axe
// has nothing to say. BACKLINE_SCREENSHOTS=1 keeps a picture of each.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inBrowser, picture, tooWide } from "../browser/harness.mjs";
import { words } from "../browser/words.mjs";
import { root, until } from "../support/backline.mjs";
import { Agent } from "../support/desk.mjs";
import { http, submit } from "../support/patient.mjs";
import {
  accessibleInside, agePage, fill, openForm, press, sent, startWithArticle, unfold,
} from "./way.mjs";

let backline;
let browser;
let agent;
let line = 1200;
inBrowser(() => startWithArticle({ settings: { form: { max_hours: 1 } } }), async (...begun) => {
  [backline, browser] = begun;
  agent = await Agent.signIn(backline.port, backline.origin, "agent");
});

function somebody(language) {
  line += 1;
  const name = language === "es" ? "Lucía Fernández Ortega" : "Margaret O’Neill";
  return { name, phone: `(310) 724-${line}` };
}

// The form is sent as its script sends it, and the link opened; "sent" goes all the way by hand.
async function confirmed(page, language) {
  const receipt = await submit(backline.port, somebody(language));
  await page.goto(`${receipt.status_url}?language=${language}`);
  await page.locator(".reference").waitFor();
  return receipt.reference;
}

// An agent calls the only request that is due; what comes back ends the call.
async function callOne() {
  const { value } = await agent.post("/api/desk/claims", {});
  const { fence } = value;
  const attempt = await agent.post(`/api/requests/${value.request.id}/attempts`, { fence });
  const path = `/api/attempts/${attempt.value.attempt_id}/outcome`;
  return async (outcome, needs = {}) => {
    const { status, value: answer } = await agent.post(path, { fence, outcome, ...needs });
    assert.equal(status, 200, JSON.stringify(answer));
  };
}
const call = async (outcome, needs) => (await callOne())(outcome, needs);

const inTwoDays = () =>
  backline.sql(`select to_char((instant() + interval '2 days') at time zone 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS"Z"')`)[0][0];

// The page of a request after a call that ended so.
const called = (outcome, state, needs = () => ({})) => async (page, say, language) => {
  await confirmed(page, language);
  await call(outcome, needs());
  await page.reload();
  await page.getByRole("heading", { name: say(`state.${state}.title`) }).waitFor();
};

// What only the database can do to a request: time that passes, and what no page offers.
const change = (reference, how) =>
  backline.sql(`update request set ${how} where reference = '${reference}'`);

async function withdraw(page, say) {
  await page.locator("summary", { hasText: say("patient.withdraw") }).click();
  await page.getByRole("button", { name: say("patient.withdraw.button") }).click();
}

async function askForTime(page, say) {
  await page.locator("summary", { hasText: say("patient.window") }).click();
  await page.getByLabel(say("form.best_time.parts")).check();
  await page.getByLabel(say("form.parts.afternoon")).check();
  await page.getByRole("button", { name: say("patient.window.button") }).click();
}

async function withoutDatabase(work) {
  backline.stopPostgres();
  try {
    await work();
  } finally {
    backline.startPostgres();
    await until("the server has its database again", async () =>
      (await http(backline.port, "GET", "/readyz")).status === 200);
  }
}

// Screen by screen: how a patient gets there. Some give back what has to be done at the end.
const screens = {
  form: async (page, say, language) => {
    await openForm(page, backline, { language });
  },
  "form-whole": async (page, say, language) => {
    await openForm(page, backline, { language });
    await fill(page, say, somebody(language));
    await page.getByLabel(say("form.best_time.parts")).check();
    await page.getByLabel(say("form.parts.morning")).check();
    await page.getByLabel(say("form.voicemail_ok")).check();
    await unfold(page);
    await page.locator("#email").fill("margaret@example.org");
    const reason = { en: "Stairs are hard.", es: "Me cuesta subir escaleras." };
    await page.locator("#reason").fill(reason[language]);
    await page.locator("#relation-other").check();
    await page.locator("#language").selectOption("ko");
  },
  "form-times": async (page, say, language) => {
    await openForm(page, backline, { language });
    await page.getByLabel(say("form.best_time.window")).check();
  },
  "form-faults": async (page, say, language) => {
    await openForm(page, backline, { language });
    await page.locator("#phone").fill("310 828");
    await page.getByLabel(say("form.best_time.window")).check();
    await press(page);
    await page.locator("#summary li").first().waitFor();
  },
  "form-red-flag": async (page, say, language) => {
    await openForm(page, backline, { language });
    await page.locator("#red_flags").check();
    await page.locator("#red_flags-both-legs").check();
    await page.locator("#red-flag-notice").waitFor();
  },
  "form-not-saved": async (page, say, language) => {
    await openForm(page, backline, { language });
    await fill(page, say, somebody(language));
    await withoutDatabase(async () => {
      await press(page);
      await page.locator("#not-saved").waitFor();
    });
  },
  "form-stale": async (page, say, language) => {
    await openForm(page, backline, { language });
    await fill(page, say, somebody(language));
    await agePage(page, backline);
    // As a browser without JavaScript sends it; form.js would draw a token anew by itself.
    await page.locator("#request").evaluate((form) =>
      HTMLFormElement.prototype.submit.call(form));
    await page.locator("#stale").waitFor();
  },
  sent: async (page, say, language) => {
    await openForm(page, backline, { language });
    await fill(page, say, somebody(language));
    await press(page);
    await sent(page);
  },
  "sent-red-flag": async (page, say, language) => {
    await openForm(page, backline, { language });
    await fill(page, say, somebody(language));
    await page.locator("#red_flags").check();
    await page.locator("#red_flags-both-legs").check();
    await press(page);
    await sent(page);
  },
  "another-time": async (page, say, language) => {
    await confirmed(page, language);
    await page.locator("summary", { hasText: say("patient.window") }).click();
    await page.getByLabel(say("form.best_time.parts")).check();
  },
  "another-time-faults": async (page, say, language) => {
    await confirmed(page, language);
    await page.locator("summary", { hasText: say("patient.window") }).click();
    await page.getByLabel(say("form.best_time.window")).check();
    await page.getByRole("button", { name: say("patient.window.button") }).click();
    await page.locator("#summary li").first().waitFor();
  },
  "another-time-saved": async (page, say, language) => {
    await confirmed(page, language);
    await askForTime(page, say);
    await page.getByText(say("patient.done.window")).waitFor();
  },
  withdraw: async (page, say, language) => {
    await confirmed(page, language);
    await page.locator("summary", { hasText: say("patient.withdraw") }).click();
    await page.getByRole("button", { name: say("patient.withdraw.button") }).waitFor();
  },
  tried: called("no_answer", "retry"),
  scheduled: called("callback_requested", "scheduled", () => ({ due_at: inTwoDays() })),
  waiting: called("needs_information", "waiting", () => ({
    note: "The MRI is missing.", due_at: inTwoDays(),
  })),
  escalated: called("clinical_escalation", "escalated", () => ({ note: "Takes blood thinners." })),
  booked: called("booked", "booked", () => ({
    appointment: { visit_start: "2027-03-16T17:30:00Z", location: "Santa Monica, 2nd floor" },
  })),
  declined: called("declined", "closed", () => ({ reason: "cost" })),
  "wrong-number": called("wrong_number", "wrong_number"),
  // Six calls, each on a day of its own.
  "unable-to-reach": async (page, say, language) => {
    const reference = await confirmed(page, language);
    for (let calls = 0; calls < 6; calls += 1) {
      if (calls > 0) {
        backline.sql(`update attempt set started_at = started_at - interval '1 day',
            ended_at = ended_at - interval '1 day'
          where request_id = (select id from request where reference = '${reference}')`);
        change(reference, "due_at = instant()");
      }
      await call("no_answer");
    }
    await page.reload();
    await page.getByRole("heading", { name: say("state.unable_to_reach.title") }).waitFor();
  },
  withdrawn: async (page, say, language) => {
    await confirmed(page, language);
    await withdraw(page, say);
    await page.getByRole("heading", { name: say("state.withdrawn.title") }).waitFor();
  },
  "refused-in-call": async (page, say, language) => {
    await confirmed(page, language);
    const end = await callOne();
    await withdraw(page, say);
    await page.getByText(say("error.best_time.in_call")).waitFor();
    return () => end("no_answer");
  },
  "refused-closed": async (page, say, language) => {
    await confirmed(page, language);
    await call("declined", { reason: "better" });
    await askForTime(page, say);
    await page.getByText(say("error.best_time.closed")).waitFor();
  },
  "refused-with-a-clinician": async (page, say, language) => {
    await confirmed(page, language);
    await call("clinical_escalation", { note: "Takes blood thinners." });
    await askForTime(page, say);
    await page.locator("#summary li").waitFor();
    await page.getByRole("heading", { name: say("state.escalated.title") }).waitFor();
  },
  "not-found": async (page, say, language) => {
    await page.goto(`${backline.origin}/r/AAAAAAAAAAAAAAAAAAAAAA?language=${language}`);
    await page.getByRole("heading", { name: say("not_found.title") }).waitFor();
  },
  expired: async (page, say, language) => {
    const reference = await confirmed(page, language);
    await withdraw(page, say);
    await page.getByRole("heading", { name: say("state.withdrawn.title") }).waitFor();
    change(reference, "closed_at = closed_at - interval '31 days'");
    await page.reload();
    await page.getByRole("heading", { name: say("not_found.title") }).waitFor();
  },
  "no-database": async (page, say, language) => {
    await withoutDatabase(async () => {
      await page.goto(`${backline.origin}/r/AAAAAAAAAAAAAAAAAAAAAA?language=${language}`);
      await page.getByRole("heading", { name: say("unavailable.shown.title") }).waitFor();
    });
  },
  article: async (page) => {
    await page.goto(backline.article);
  },
  "article-form": async (page, say, language) => {
    const frame = await openForm(page, backline, { framed: true });
    if (language === "es") {
      await frame.locator("[name=switch]").click();
      await frame.getByRole("heading", { name: say("form.title") }).waitFor();
    }
  },
};

// Of the long ones a picture shows the part that matters, from here on; of the others all.
const shownFrom = {
  form: "body",
  "form-times": "#best_time-field",
  "form-faults": "#summary",
  "form-red-flag": "#red_flags-field",
  "form-not-saved": "#not-saved",
  "form-stale": "#stale",
  article: "body",
  "article-form": "iframe",
};

// All of the form, in as many pictures as it takes; each ends below a whole field.
async function pictureWhole(page, file, width) {
  const { ends, all } = await page.evaluate(() => ({
    ends: [...document.querySelectorAll("#request > .field")].map((one) =>
      Math.ceil(one.getBoundingClientRect().bottom + scrollY + 12)),
    all: document.documentElement.scrollHeight,
  }));
  let from = 0;
  let count = 0;
  for (const [n, end] of [...ends, all].entries()) {
    const next = ends[n + 1] ?? all;
    if (end < all && next - from < 1400) continue;
    count += 1;
    const clip = { x: 0, y: from, width, height: end - from };
    await stored(page, file.replace("-whole-", `-whole-${count}-`), { fullPage: true, clip });
    from = end;
  }
}

async function stored(page, file, options) {
  if (!(await picture(page, file, options))) return;
  const { size } = statSync(join(root, "docs/screenshots", `${file}.png`));
  assert.ok(size < 150 * 1024, `${file}.png has ${size} bytes`);
}

// What is still open is withdrawn, so that a call reaches the one it is meant for.
async function close(page) {
  const link = new URL(page.url()).pathname.match(/^\/r\/[^/]{22}/);
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  if (link) await http(backline.port, "POST", `${link[0]}/withdrawal`, { headers });
}

for (const language of ["en", "es"]) {
  const say = words(language);
  for (const [name, reach] of Object.entries(screens)) {
    test(`${name}, ${language}`, async () => {
      const height = name === "article" ? 800 : 1000;
      const page = await browser.page({
        allow: [backline.articleOrigin],
        expect: [/status of (404|503)/],
        viewport: { width: 320, height },
        locale: language,
      });
      const leave = await reach(page, say, language);
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height });
        for (const frame of page.frames()) {
          const inside = frame === page.mainFrame() ? page : frame;
          assert.equal(await tooWide(inside), false, `${name} sticks out at ${width} px`);
          await accessibleInside(inside, page, name);
        }
        const file = `patient-${name}-${language}-${width}`;
        const from = shownFrom[name];
        if (from) await page.locator(from).evaluate((one) => one.scrollIntoView());
        if (name === "form-whole") await pictureWhole(page, file, width);
        else await stored(page, file, { fullPage: !from });
      }
      await leave?.();
      await close(page);
    });
  }
}

// Every screen that a patient meets, in both languages, narrow and wide: nothing sticks out, axe
// has nothing to say. BACKLINE_SCREENSHOTS=1 keeps a picture of each in docs/screenshots.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { Browser, picture, tooWide } from "../browser/harness.mjs";
import { words } from "../browser/words.mjs";
import { root } from "../support/backline.mjs";
import { Agent } from "../support/desk.mjs";
import { accessibleInside, fill, openForm, press, sent, startWithArticle } from "./way.mjs";

let backline;
let browser;
let agent;
let line = 1200;
before(async () => {
  backline = await startWithArticle();
  browser = await Browser.start(backline);
  agent = await Agent.signIn(backline.port, backline.origin, "agent");
});
afterEach(async () => {
  await browser.closePages();
  browser.check();
});
after(async () => {
  await browser?.stop();
  await backline?.stop();
});

async function fillAs(inside, say, language) {
  line += 1;
  const name = language === "es" ? "Lucía Fernández Ortega" : "Margaret O’Neill";
  await fill(inside, say, { name, phone: `(310) 724-${line}` });
}

async function confirmed(page, say, language) {
  await openForm(page, backline, { language });
  await fillAs(page, say, language);
  await press(page);
  await sent(page);
}

// One call by an agent to the only request that is due.
async function call(outcome, needs = {}) {
  const { value } = await agent.post("/api/desk/claims", {});
  const { fence } = value;
  const attempt = await agent.post(`/api/requests/${value.request.id}/attempts`, { fence });
  const path = `/api/attempts/${attempt.value.attempt_id}/outcome`;
  assert.equal((await agent.post(path, { fence, outcome, ...needs })).status, 200);
}

async function withdraw(page, say) {
  await page.locator("summary", { hasText: say("patient.withdraw") }).click();
  await page.getByRole("button", { name: say("patient.withdraw.button") }).click();
  await page.getByRole("heading", { name: say("state.withdrawn.title") }).waitFor();
}

// Screen by screen: how a patient gets there. What is left open is closed, so that a call reaches
// the one it is meant for.
const screens = {
  form: async (page, say, language) => {
    await openForm(page, backline, { language });
  },
  "form-times": async (page, say, language) => {
    await openForm(page, backline, { language });
    await page.getByLabel(say("form.best_time.window")).check();
    await page.locator("#best_time-field").evaluate((element) => element.scrollIntoView());
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
    await page.locator("#red_flags-field summary").click();
    await page.locator("#red_flags-field input").first().check();
    await page.locator("#red-flag-notice").waitFor();
    await page.locator("#red_flags-field").evaluate((element) => element.scrollIntoView());
  },
  sent: async (page, say, language) => {
    await confirmed(page, say, language);
    return () => withdraw(page, say);
  },
  "sent-red-flag": async (page, say, language) => {
    await openForm(page, backline, { language });
    await fillAs(page, say, language);
    await page.locator("#red_flags-field summary").click();
    await page.locator("#red_flags-field input").first().check();
    await press(page);
    await sent(page);
    return () => withdraw(page, say);
  },
  "another-time": async (page, say, language) => {
    await confirmed(page, say, language);
    await page.locator("summary", { hasText: say("patient.window") }).click();
    await page.getByLabel(say("form.best_time.parts")).check();
    return () => withdraw(page, say);
  },
  tried: async (page, say, language) => {
    await confirmed(page, say, language);
    await call("no_answer");
    await page.reload();
    await page.getByRole("heading", { name: say("state.retry.title") }).waitFor();
    return () => withdraw(page, say);
  },
  booked: async (page, say, language) => {
    await confirmed(page, say, language);
    await call("booked", {
      appointment: { visit_start: "2027-03-16T17:30:00Z", location: "Santa Monica, 2nd floor" },
    });
    await page.reload();
    await page.getByRole("heading", { name: say("state.booked.title") }).waitFor();
  },
  withdrawn: async (page, say, language) => {
    await confirmed(page, say, language);
    await withdraw(page, say);
  },
  "not-found": async (page, say, language) => {
    await page.goto(`${backline.origin}/r/AAAAAAAAAAAAAAAAAAAAAA?language=${language}`);
    await page.getByRole("heading", { name: say("not_found.title") }).waitFor();
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
    await page.locator("iframe").evaluate((element) => element.scrollIntoView());
  },
};

// Of the long ones the part that matters is shown, not all of it.
const inPart = /^(form|article)/;
// Each language and each width; all four pairs only where pictures are wanted of all four.
const pictures = process.env.BACKLINE_SCREENSHOTS === "1";
const widths = { en: pictures ? [320, 1280] : [320], es: pictures ? [320, 1280] : [1280] };

for (const language of ["en", "es"]) {
  const say = words(language);
  for (const width of widths[language]) {
    for (const [name, reach] of Object.entries(screens)) {
      test(`${name}, ${language}, ${width} px`, async () => {
        const page = await browser.page({
          allow: [backline.articleOrigin],
          expect: [/status of 404/],
          viewport: { width, height: name === "article" ? 800 : 1000 },
          locale: language,
        });
        const leave = await reach(page, say, language);
        assert.equal(await tooWide(page), false);
        await accessibleInside(page, page, name);
        const file = `patient-${name}-${language}-${width}`;
        await picture(page, file, { fullPage: !inPart.test(name) });
        if (pictures) {
          const { size } = statSync(join(root, "docs/screenshots", `${file}.png`));
          assert.ok(size < 150 * 1024, `${file}.png has ${size} bytes`);
        }
        await leave?.();
      });
    }
  }
}

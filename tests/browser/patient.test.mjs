// The patient's way, in both languages, with and without JavaScript, through the shipped nginx.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Backline } from "../support/backline.mjs";
import { assertNoCanary, canary } from "../support/canary.mjs";
import { accessible, inBrowser, tooWide } from "./harness.mjs";
import { words } from "./words.mjs";

const kinds = [
  { language: "en", path: "/", script: true },
  { language: "en", path: "/", script: false },
  { language: "es", path: "/es", script: true },
  { language: "es", path: "/es", script: false },
];

let backline;
let browser;
inBrowser(() => Backline.start({ https: true }), (...begun) => {
  [backline, browser] = begun;
});

const rows = (table) => Number(backline.sql(`select count(*) from ${table}`)[0][0]);

async function fill(page, say, { name, phone }) {
  await page.getByLabel(say("form.kind.callback")).check();
  await page.getByLabel(say("form.topic")).selectOption("neck-pain");
  await page.locator("#name").fill(name);
  await page.locator("#phone").fill(phone);
  await page.getByLabel(say("form.best_time.asap")).check();
  await page.locator("#more summary").click();
  await page.locator("#email").fill(canary.email);
  await page.locator("#reason").fill(canary.reason);
  await page.locator("#consent").check();
}

const send = (page, say) => page.locator("#submit", { hasText: say("form.submit") }).click();

for (const { language, path, script } of kinds) {
  const say = words(language);
  const mode = script ? "with JavaScript" : "without JavaScript";
  const options = { javaScriptEnabled: script, locale: language };
  describe(`a patient, ${language}, ${mode}`, () => {
    test("asks for a call and sees when it comes", async () => {
      const before = rows("submission");
      const page = await browser.page(options);
      await page.goto(backline.origin + path);
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      await fill(page, say, {
        name: language === "en" ? canary.name : canary.otherName,
        phone: language === "en" ? canary.spelling : canary.otherSpelling,
      });
      await send(page, say);
      await page.waitForURL(/\/r\/[^/]+$/);
      const reference = await page.locator(".reference").innerText();
      assert.match(reference.replace(/\s/g, ""), /^[2-9A-HJ-NP-Z]{8}$/);
      const shown = await page.locator("body").innerText();
      for (const word of [canary.name, canary.otherName, "724-0962", "689-1437", "689.1437"]) {
        assert.ok(!shown.includes(word), "the patient's page holds no name and no number");
      }
      assert.equal(rows("submission"), before + 1);
      await accessible(page, "the patient's page");

      await page.reload();
      assert.equal(await page.locator(".reference").innerText(), reference);
      assert.equal(rows("submission"), before + 1);
    });

    test("presses twice, or goes back and sends again: it stays one request", async () => {
      const before = rows("request");
      const page = await browser.page(options);
      const name = `${canary.name} ${language} ${script}`;
      await page.goto(backline.origin + path);
      await fill(page, say, { name, phone: canary.spelling });
      await page.locator("#submit", { hasText: say("form.submit") }).dblclick();
      // The second press may break off the way to the page that the first one leads to.
      await page.locator(".reference").waitFor();
      assert.match(page.url(), /\/r\/[^/]+$/);
      await page.goto(backline.origin + path);
      await fill(page, say, { name, phone: canary.spelling });
      await send(page, say);
      await page.waitForURL(/\/r\/[^/]+$/);
      assert.equal(rows("request"), before + 1);
    });

    test("leaves everything out: all faults at once, nothing lost, nothing saved", async () => {
      const before = rows("submission");
      const page = await browser.page(options);
      await page.goto(backline.origin + path);
      await page.locator("#name").fill(canary.name);
      await send(page, say);
      await page.locator("#summary, .summary, [data-summary]").first().waitFor();
      const summary = page.locator("#summary, .summary, [data-summary]").first();
      const text = await summary.innerText();
      for (const field of ["phone", "topic", "consent"]) {
        const key = `error.${field}.required`;
        assert.ok(text.includes(say(key)), `${key} in: ${text}`);
      }
      const name = page.locator("#name");
      assert.equal(await name.inputValue(), canary.name);
      assert.match(await page.title(), new RegExp(`^${say("layout.error_prefix")}`));
      await accessible(page, "the form with faults");
      await summary.getByRole("link", { name: say("error.phone.required") }).click();
      assert.equal(await page.evaluate(() => document.activeElement.id), "phone");
      assert.equal(rows("submission"), before);
    });

    test("withdraws", async () => {
      const page = await browser.page(options);
      await page.goto(backline.origin + path);
      const name = `${canary.name} w ${language} ${script}`;
      await fill(page, say, { name, phone: canary.spelling });
      await send(page, say);
      await page.waitForURL(/\/r\/[^/]+$/);
      await page.locator("summary", { hasText: say("patient.withdraw") }).click();
      await accessible(page, "the patient's page with the question whether to withdraw");
      const before = rows("request where resolution = 'withdrawn'");
      await page.getByRole("button", { name: say("patient.withdraw.button") }).click();
      await page.getByRole("link", { name: say("patient.again") }).waitFor();
      assert.equal(rows("request where resolution = 'withdrawn'"), before + 1);
      await accessible(page, "the patient's page after withdrawing");
    });

    test("asks for another time", async () => {
      const page = await browser.page(options);
      await page.goto(backline.origin + path);
      const name = `${canary.name} t ${language} ${script}`;
      await fill(page, say, { name, phone: canary.spelling });
      await send(page, say);
      await page.waitForURL(/\/r\/[^/]+$/);
      await page.locator("summary", { hasText: say("patient.window") }).click();
      await page.getByLabel(say("form.best_time.parts")).check();
      await page.getByLabel(say("form.parts.afternoon")).check();
      await page.getByRole("button", { name: say("patient.window.button") }).click();
      await page.getByText(say("patient.done.window")).waitFor();
      await accessible(page, "the patient's page after another time was asked for");
    });

    test("ticks a red flag: the notice shows, and the request is saved", async () => {
      const page = await browser.page(options);
      await page.goto(backline.origin + path);
      const name = `${canary.name} f ${language} ${script}`;
      await fill(page, say, { name, phone: canary.spelling });
      await page.getByLabel(say("form.red_flags")).check();
      await page.locator("#red_flags-bladder-bowel").check();
      await page.locator("#red-flag-notice").waitFor({ state: "visible" });
      await accessible(page, "the form with a red flag");
      await send(page, say);
      await page.waitForURL(/\/r\/[^/]+$/);
      await accessible(page, "the patient's page of a red flag");
      const [row] = backline.sql("select red_flags <> '{}' from request order by id desc limit 1");
      assert.equal(row[0], "t");
    });

    test("switches the language and keeps what was typed", async () => {
      const other = words(language === "en" ? "es" : "en");
      const page = await browser.page(options);
      await page.goto(backline.origin + path);
      await page.locator("#name").fill(canary.name);
      await page.getByRole("button", { name: say("layout.other_language") }).click();
      await page.getByRole("heading", { name: other("form.title") }).waitFor();
      assert.equal(
        await page.getByRole("textbox", { name: other("form.name"), exact: true }).inputValue(),
        canary.name,
      );
    });

    for (const width of [320, 768, 1280]) {
      test(`reads the form at ${width} px`, async () => {
        const page = await browser.page({ ...options, viewport: { width, height: 800 } });
        await page.goto(backline.origin + path);
        await page.getByRole("heading", { name: say("form.title") }).waitFor();
        assert.equal(await tooWide(page), false);
        await accessible(page, "the form");
      });
    }
  });
}

test("a wrong link is answered like an expired one, and says whom to call", async () => {
  const page = await browser.page({ expect: [/status of 404/] });
  const answer = await page.goto(`${backline.origin}/r/AAAAAAAAAAAAAAAAAAAAAA`);
  assert.equal(answer.status(), 404);
  assert.match(await page.locator("body").innerText(), /\(310\) 828-7757/);
  await accessible(page, "a wrong link");
});

test("nothing a patient typed is in a log or in clear on the disk", async () => {
  await browser.closePages();
  await assertNoCanary(backline);
});

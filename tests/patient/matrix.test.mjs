// The whole way, fill, send, read the confirmation, wherever the form stands and whatever the
// browser can.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser, tooWide } from "../browser/harness.mjs";
import { words } from "../browser/words.mjs";
import { nameOf, phoneOf } from "../support/people.mjs";
import {
  accessibleInside, fill, nothingShifted, openForm, press, rows, sent, startWithArticle, watchShift,
} from "./way.mjs";

let backline;
let browser;
let person = 100;
inBrowser(startWithArticle, (...begun) => {
  [backline, browser] = begun;
});

const newPage = async (options) => {
  const page = await browser.page({ allow: [backline.articleOrigin], ...options });
  await watchShift(page.context());
  return page;
};

const cells = [true, false].flatMap((script) =>
  ["en", "es"].flatMap((language) =>
    [320, 768, 1280].flatMap((width) =>
      [false, true].map((framed) => ({ script, language, width, framed })),
    ),
  ),
);

// Without JavaScript an article shows a plain link, which leads to the form's own page.
async function followLink(page, say) {
  await page.goto(backline.article);
  assert.equal(await page.locator("iframe").count(), 0);
  await page.getByRole("link", { name: "Ask for a call" }).click();
  await page.waitForURL(/from=neck-pain-botox-la/);
  if (say("form.submit") === "Ask for a call") return;
  await page.locator("[name=switch]").click();
  await page.getByRole("heading", { name: say("form.title") }).waitFor();
}

for (const { script, language, width, framed } of cells) {
  const say = words(language);
  const where = framed ? "in an article" : "on its own page";
  const with_ = script ? "with JavaScript" : "without JavaScript";
  test(`${language}, ${width} px, ${with_}, ${where}: a call is promised`, async () => {
    const before = rows(backline, "request");
    const page = await newPage({
      javaScriptEnabled: script,
      locale: language,
      viewport: { width, height: 800 },
    });
    let inside = page;
    if (framed && !script) await followLink(page, say);
    else inside = await openForm(page, backline, { language, framed });
    if (framed && script && language === "es") {
      await inside.locator("[name=switch]").click();
      await inside.getByRole("heading", { name: say("form.title") }).waitFor();
    }
    assert.equal(await inside.locator("html").getAttribute("lang"), language);
    assert.equal(await tooWide(inside), false);
    await accessibleInside(inside, page, "the empty form");
    if (framed) assert.equal(await inside.locator("#topic").inputValue(), "neck-pain");
    if (script) await nothingShifted(page);

    person += 1;
    await fill(inside, say, { name: nameOf(person), phone: phoneOf(person) });
    await press(inside);
    await sent(inside);
    await inside.getByRole("heading", { name: say("state.new.title") }).waitFor();
    const promised = await inside.locator(".when").innerText();
    assert.ok(promised.startsWith(say("patient.when").split("{")[0]), promised);
    assert.equal(await tooWide(inside), false);
    await accessibleInside(inside, page, "the confirmation");
    if (script && !framed) await nothingShifted(page);

    assert.equal(rows(backline, "request"), before + 1);
    const [row] = backline.sql(
      "select topic, source_from, promise_from is not null from request order by id desc limit 1",
    );
    assert.deepEqual(row, ["neck-pain", framed ? "neck-pain-botox-la" : "", "t"]);
  });
}

for (const script of [true, false]) {
  test(`two times that were left out, ${script ? "with" : "without"} JavaScript`, async () => {
    for (const language of ["en", "es"]) {
      const say = words(language);
      const page = await newPage({ javaScriptEnabled: script });
      await openForm(page, backline, { language });
      await page.getByLabel(say("form.best_time.window")).check();
      await press(page);
      await page.locator("#summary li").first().waitFor();
      for (const field of ["window_from", "window_to"]) {
        const shown = await page.locator(`#${field}-fault`).textContent();
        const wanted = say("layout.error_prefix") + say(`error.${field}.required`);
        assert.equal(shown.trim(), wanted);
      }
      await accessibleInside(page, page, "two times left out");
    }
  });
}

// How much of the form everybody sees, as docs/patient-form-length.md counts it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Browser } from "../browser/harness.mjs";
import { root } from "../support/backline.mjs";
import { openForm, startWithArticle } from "./way.mjs";

let backline;
let browser;
before(async () => {
  backline = await startWithArticle();
  browser = await Browser.start(backline);
});
after(async () => {
  await browser?.stop();
  await backline?.stop();
});

const told = (row) => {
  const page = readFileSync(join(root, "docs/patient-form-length.md"), "utf8");
  return Number(page.match(new RegExp(`\\| ${row} \\| \\d+ \\| (\\d+) \\|`))[1]);
};

for (const script of [true, false]) {
  test(`the form is as short as we say, ${script ? "with" : "without"} JavaScript`, async () => {
    const page = await browser.page({ javaScriptEnabled: script });
    await openForm(page, backline);
    const seen = async (what) => {
      let count = 0;
      for (const one of await page.locator(what).all()) if (await one.isVisible()) count += 1;
      return count;
    };
    const questions = await seen("#request > .field");
    const controls = await seen(
      "#request input, #request select, #request textarea, #request summary, #request .main",
    );
    assert.equal(questions, told("questions that everybody sees"), "questions");
    assert.equal(controls, told("controls to tab through"), "controls");
  });
}

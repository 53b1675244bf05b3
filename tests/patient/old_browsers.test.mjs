// Browsers that lack what form.js and embed.js need: the form goes the plain way, the article gets
// a link, and nothing is sent that nobody meant to send.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser } from "../browser/harness.mjs";
import { words } from "../browser/words.mjs";
import { nameOf, phoneOf } from "../support/people.mjs";
import { fill, openForm, press, rows, sent, startWithArticle } from "./way.mjs";

const say = words("en");
let backline;
let browser;
let person = 700;
inBrowser(startWithArticle, (...begun) => {
  [backline, browser] = begun;
});

// What is missing, taken away before any script of the page runs.
const missing = {
  "SubmitEvent.submitter (Safari before 15.4)": () => delete SubmitEvent.prototype.submitter,
  SubmitEvent: () => delete window.SubmitEvent,
  fetch: () => delete window.fetch,
  AbortController: () => delete window.AbortController,
  FormData: () => delete window.FormData,
  URLSearchParams: () => delete window.URLSearchParams,
  replaceChildren: () => delete Element.prototype.replaceChildren,
  "Object.fromEntries": () => delete Object.fromEntries,
};

for (const [what, take] of Object.entries(missing)) {
  test(`without ${what}: another language sends nothing, and the form is sent`, async () => {
    const page = await browser.page();
    await page.addInitScript(take);
    await openForm(page, backline);
    person += 1;
    await fill(page, say, { name: nameOf(person), phone: phoneOf(person) });
    const before = rows(backline, "request");
    await page.locator("[name=switch]").click();
    await page.getByRole("heading", { name: words("es")("form.title") }).waitFor();
    assert.equal(await page.locator("#name").inputValue(), nameOf(person));
    assert.equal(rows(backline, "request"), before);
    await page.locator("#consent").check();
    await press(page);
    await sent(page);
    assert.equal(rows(backline, "request"), before + 1);
  });
}

test("without ResizeObserver the frame still grows with its form", async () => {
  const page = await browser.page({ allow: [backline.articleOrigin] });
  await page.addInitScript(() => delete window.ResizeObserver);
  const frame = await openForm(page, backline, { framed: true });
  const fits = () =>
    frame.waitForFunction(
      () => Math.abs(window.innerHeight -
        document.documentElement.getBoundingClientRect().height) <= 1.5,
    );
  await fits();
  await frame.locator("#more summary").click();
  await fits();
});

test("without URLSearchParams the article gets a link to the form", async () => {
  const page = await browser.page({ allow: [backline.articleOrigin] });
  await page.addInitScript(() => delete window.URLSearchParams);
  await page.goto(backline.article);
  const link = page.locator(".ask a");
  await link.waitFor();
  assert.equal(await page.locator("iframe").count(), 0);
  await link.click();
  await page.locator("#submit").waitFor();
  assert.equal(await page.locator("#topic").inputValue(), "neck-pain");
});

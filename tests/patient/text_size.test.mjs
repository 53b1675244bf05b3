// Text at twice its size on small phones: it grows, nothing sticks out, and no word is broken.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser } from "../browser/harness.mjs";
import { submit } from "../support/patient.mjs";
import { nameOf, phoneOf } from "../support/people.mjs";
import { openForm, press, startWithArticle, unfold } from "./way.mjs";

let backline;
let browser;
let person = 500;
inBrowser(startWithArticle, (...begun) => {
  [backline, browser] = begun;
});

// Every size of ours is a multiple of the root's, as a reader's setting of 32 px makes it.
const enlarge = (inside) =>
  inside.evaluate(() => document.documentElement.style.setProperty("font-size", "34px"));

// What sticks out, and words of headings, questions and buttons that begin on one line and end on
// another.
const broken = (inside) =>
  inside.evaluate(() => {
    const faults = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) {
      const wide = [...document.querySelectorAll("body *")]
        .filter((one) => one.getBoundingClientRect().right > clientWidth + 0.5)
        .map((one) => one.id || one.className || one.tagName);
      faults.push(`${scrollWidth - clientWidth} px stick out: ${wide.slice(-6).join(", ")}`);
    }
    for (const one of document.querySelectorAll("h1, h2, legend, label, button, .button, .quiet")) {
      if (one.closest(".unseen, .spare") || one.matches(".unseen")) continue;
      const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (const { 0: word, index } of node.data.matchAll(/[\p{L}\p{N}’'-]+/gu)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
          if (lines.size > 1 && !word.includes("-")) faults.push(`${one.tagName}: ${word}`);
        }
      }
    }
    return faults;
  });

async function openAll(page) {
  await page.locator("#red_flags").check();
  await page.locator("#relation-other").check();
  await page.locator("#language").selectOption("ko");
  await page.locator("#best_time-parts").check();
  await unfold(page);
}

for (const width of [320, 390]) {
  for (const language of ["en", "es"]) {
    const newPage = () =>
      browser.page({ allow: [backline.articleOrigin], viewport: { width, height: 800 } });

    test(`${language}, ${width} px: the form, folded, unfolded and with faults`, async () => {
      const page = await newPage();
      await openForm(page, backline, { language });
      const size = () =>
        page.locator("h1").evaluate((one) => parseFloat(getComputedStyle(one).fontSize));
      const before = await size();
      await enlarge(page);
      assert.deepEqual(await broken(page), []);
      assert.ok((await size()) > before * 1.4, "the heading grows, too");
      await openAll(page);
      assert.deepEqual(await broken(page), []);
      await press(page);
      await page.locator("#summary li").first().waitFor();
      assert.deepEqual(await broken(page), []);
    });

    test(`${language}, ${width} px: the patient's page`, async () => {
      person += 1;
      const receipt = await submit(backline.port, { name: nameOf(person), phone: phoneOf(person) });
      const page = await newPage();
      await page.goto(`${receipt.status_url}?language=${language}`);
      await enlarge(page);
      assert.deepEqual(await broken(page), []);
      for (const fold of await page.locator("summary").all()) await fold.click();
      assert.deepEqual(await broken(page), []);
    });
  }

  test(`${width} px: the article, and the form in its frame`, async () => {
    const page = await browser.page({
      allow: [backline.articleOrigin], viewport: { width, height: 800 },
    });
    const frame = await openForm(page, backline, { framed: true });
    await enlarge(page);
    await enlarge(frame);
    assert.deepEqual(await broken(page), []);
    assert.deepEqual(await broken(frame), []);
  });
}

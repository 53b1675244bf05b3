// What the page says follows what was chosen on it: whom the form is for, when to call, what is
// urgent, and which time is offered in place of one that cannot be.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inBrowser } from "../browser/harness.mjs";
import { words } from "../browser/words.mjs";
import { nameOf, phoneOf } from "../support/people.mjs";
import { fill, nextDay, openForm, press, sent, startWithArticle } from "./way.mjs";

let backline;
let browser;
let person = 800;
inBrowser(startWithArticle, (...begun) => {
  [backline, browser] = begun;
});

const seen = (inside, selector) => inside.locator(selector).isVisible();

for (const language of ["en", "es"]) {
  const say = words(language);

  test(`${language}: for somebody else, the words of the fields say whose they are`, async () => {
    const page = await browser.page();
    const inside = await openForm(page, backline, { language });
    const label = (id) => inside.locator(`label[for=${id}]`).innerText();
    assert.equal(await label("name"), say("form.name"));
    assert.equal(await label("phone"), say("form.phone"));
    assert.equal(await seen(inside, "#contact_name"), false);
    const before = (first, second) =>
      inside.locator(first).evaluate((one, other) =>
        Boolean(one.compareDocumentPosition(document.querySelector(other)) &
          Node.DOCUMENT_POSITION_FOLLOWING), second);
    assert.ok(await before("#relation-other", "#name"), "who it is for comes first");
    await inside.locator("#relation-other").check();
    assert.equal(await label("name"), say("form.name.other"));
    assert.equal(await label("phone"), say("form.phone.other"));
    await inside.getByText(say("form.relation.hint")).waitFor();
    await inside.getByText(say("form.contact_name.hint")).waitFor();
    person += 1;
    await fill(inside, say, { name: nameOf(person), phone: phoneOf(person) });
    await inside.locator("#contact_name").fill("Rosa Caller");
    await press(inside);
    const reference = await sent(inside);
    const [[relation, kept]] = backline.sql(
      `select relation, contact_name_sealed is not null from request
        where reference = '${reference}'`);
    assert.deepEqual([relation, kept], ["other", "t"]);
  });

  test(`${language}: the sentence at the number follows the time and the signs`, async () => {
    const page = await browser.page();
    const inside = await openForm(page, backline, { language });
    const sentences = async () =>
      [await seen(inside, "#when-soon"), await seen(inside, "#when-chosen")];
    assert.deepEqual(await sentences(), [true, false]);
    await inside.locator("#best_time-window").check();
    assert.deepEqual(await sentences(), [false, true]);
    await inside.locator(".reveal-window .hint").waitFor();
    await inside.locator("#red_flags").check();
    assert.deepEqual(await sentences(), [false, false], "called first, whatever was chosen");
    await inside.locator("#red-flag-notice").getByText(say("form.red_flags.saved")).waitFor();
    const urgent = await inside.locator("#red-flag-notice a").getAttribute("href");
    assert.equal(urgent, "tel:911");
    await inside.locator("#red_flags").uncheck();
    await inside.locator("#best_time").check();
    assert.deepEqual(await sentences(), [true, false]);
  });

  for (const script of [true, false]) {
    const how = script ? "with" : "without";
    test(`${language}: a time that is too short is asked back, ${how} JavaScript`, async () => {
      const page = await browser.page({ javaScriptEnabled: script });
      const inside = await openForm(page, backline, { language });
      person += 1;
      await fill(inside, say, { name: nameOf(person), phone: phoneOf(person) });
      await inside.locator("#best_time-window").check();
      const day = nextDay(backline);
      await inside.locator("#window_from").fill(`${day}T14:00`);
      await inside.locator("#window_to").fill(`${day}T14:10`);
      await press(inside);
      await inside.getByText(say("form.open_times")).waitFor();
      const offered = inside.locator("#open-times input");
      assert.equal(await offered.count(), 3);
      assert.equal(await inside.locator("#name").inputValue(), nameOf(person));
      if (!script) await inside.locator("#consent").check();
      await offered.first().check();
      const [from, to] = (await offered.first().inputValue()).split("/");
      await press(inside);
      const reference = await sent(inside);
      const [[asked]] = backline.sql(
        `select asked_from = '${from}'::timestamptz and asked_to = '${to}'::timestamptz
           from request where reference = '${reference}'`);
      assert.equal(asked, "t");
    });
  }
}

test("a browser does its piece of work unseen, without JavaScript none", async () => {
  const say = words("en");
  for (const javaScriptEnabled of [true, false]) {
    const page = await browser.page({ javaScriptEnabled });
    const inside = await openForm(page, backline);
    person += 1;
    await fill(inside, say, { name: nameOf(person), phone: phoneOf(person) });
    await press(inside);
    const reference = await sent(inside);
    const [[proven, state]] = backline.sql(`select s.proven, r.state from submission s
      join request r on r.id = s.request_id where s.reference = '${reference}'`);
    assert.deepEqual([proven, state], [javaScriptEnabled ? "t" : "f", "new"]);
  }
});

test("the article lists the emergency signs once, above the form; 911 is a link", async () => {
  const page = await browser.page({ allow: [backline.articleOrigin] });
  const inside = await openForm(page, backline, { framed: true });
  const signs = await inside.locator(".emergency .signs li").allInnerTexts();
  assert.ok(signs.length >= 6);
  const article = await page.locator("main").innerText();
  for (const sign of signs) assert.ok(!article.includes(sign), sign);
  assert.equal(await page.locator('.urgent a[href="tel:911"]').count(), 1);
  assert.ok(await inside.locator('.emergency a[href="tel:911"]').count() >= 1);
  assert.doesNotMatch(await page.locator(".urgent").innerText(), /bladder|weakness|swallowing/i);
});

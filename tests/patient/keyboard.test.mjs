// By keyboard alone, on the form's own page and in an article: all that a patient can do, and what
// has the focus is always seen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser } from "../browser/harness.mjs";
import { words } from "../browser/words.mjs";
import { until } from "../support/backline.mjs";
import { nameOf, phoneOf } from "../support/people.mjs";
import { accessibleInside, nextDay, openForm, sent, startWithArticle } from "./way.mjs";

let backline;
let browser;
let day;
let person = 300;
inBrowser(startWithArticle, (...begun) => {
  [backline, browser] = begun;
  day = nextDay(backline);
});

// What has the focus: its id, or its words where it has none; null on the article around a frame.
async function focused(page, inside) {
  const around = await page.evaluate(() => {
    const frame = document.activeElement;
    return frame.tagName === "IFRAME" ? frame.getBoundingClientRect().top : null;
  });
  if (inside !== page && around === null) return null;
  return inside.evaluate(() => {
    const element = document.activeElement;
    return element === document.body ? null : element.id || element.textContent.trim();
  });
}

// Whether it shows a ring, and stands where the window shows it.
async function seen(page, inside) {
  const { innerHeight, above } = await page.evaluate(() => ({
    innerHeight: globalThis.innerHeight,
    above: document.querySelector("iframe")?.getBoundingClientRect().top ?? 0,
  }));
  const { ring, top, bottom } = await inside.evaluate(() => {
    const element = document.activeElement;
    const { top, bottom } = element.getBoundingClientRect();
    // The calendar's button in a field for a time has the browser's own ring, out of our sight.
    const own = element.type === "datetime-local" && !element.matches(":focus");
    return { ring: own || getComputedStyle(element).outlineStyle !== "none", top, bottom };
  });
  return ring && bottom + above > 0 && top + above < innerHeight;
}

// An article's frame grows with what opens in it, milliseconds later; nobody's Tab comes sooner.
const grown = (page, inside) =>
  until("the frame is as tall as its page", async () => {
    const tall = await inside.evaluate(() =>
      Math.ceil(document.documentElement.getBoundingClientRect().height));
    return tall === await page.locator("iframe").evaluate((frame) => frame.clientHeight);
  }, 5000);

// Tab by Tab, as somebody does who has no mouse, to `last`; on the way what `keys` says is typed
// at what it names, once each. Answers what was passed.
async function walk(page, inside, last, keys = {}) {
  const passed = new Set();
  await inside.waitForLoadState();
  for (let steps = 0; steps < 90; steps += 1) {
    if (inside !== page) await grown(page, inside);
    await page.keyboard.press("Tab");
    const name = await focused(page, inside);
    if (name === null) continue;
    await until(`${name} has the focus, and is seen`, () => seen(page, inside), 5000);
    if (name === last) {
      const missed = Object.keys(keys).filter((one) => !passed.has(one));
      assert.deepEqual(missed, [], `never reached before ${last}`);
      return passed;
    }
    if (!passed.has(name)) await type(page, keys[name] ?? []);
    passed.add(name);
  }
  return assert.fail(`no Tab leads to ${last}; passed: ${[...passed].join(", ")}`);
}

// "Space", "Enter", "Tab" and arrows are keys; anything else is typed.
async function type(page, keys) {
  for (const key of [keys].flat()) {
    if (/^(Space|Enter|Tab|Arrow\w+)$/.test(key)) await page.keyboard.press(key);
    else await page.keyboard.type(key);
  }
}

// A browser has a time in the order of its own language, whatever the page's.
const moment = (hour) => {
  const [year, month, date] = day.split("-");
  return [`${month}${date}${year}`, "Tab", `${hour}30`, hour < 12 ? "AM" : "PM"];
};

// Two ways to ask for a time: its keys, and what the request then asks for.
const times = {
  parts: {
    keys: {
      best_time: "ArrowDown",
      days: "Space",
      "days-thu": "Space",
      "parts-afternoon": "Space",
    },
    asked: () => ["", "", "{1,4}", "{afternoon}"],
  },
  window: {
    keys: {
      best_time: ["ArrowDown", "ArrowDown"],
      get window_from() { return moment("09"); },
      get window_to() { return moment("11"); },
    },
    asked: () => [`${day} 09:30`, `${day} 11:30`, "{}", "{}"],
  },
};

const asked = (reference) =>
  backline.sql(`select to_char(asked_from at time zone zone, 'YYYY-MM-DD HH24:MI'),
      to_char(asked_to at time zone zone, 'YYYY-MM-DD HH24:MI'), asked_days, asked_parts
    from request, institute where reference = '${reference}'`)[0];

const ways = [
  { first: "parts", then: "window", flag: true },
  { first: "window", then: "parts", flag: false },
];

for (const framed of [false, true]) {
  for (const language of ["en", "es"]) {
    for (const { first, then, flag } of ways) {
      const where = framed ? "in an article" : "on its own page";
      const what = `${first}${flag ? ", a red flag" : ""}, then ${then}, and withdrawn`;
      test(`${language}, ${where}: ${what}`, async () => {
        const say = words(language);
        const page = await browser.page({
          allow: [backline.articleOrigin],
          viewport: { width: 320, height: 640 },
        });
        const inside = await openForm(page, backline, { framed });
        if (language === "es") {
          await walk(page, inside, words("en")("layout.other_language"));
          await page.keyboard.press("Enter");
          await inside.getByRole("heading", { name: say("form.title") }).waitFor();
        }
        person += 1;
        const passed = await walk(page, inside, "submit", {
          kind: ["ArrowDown", "ArrowUp"],
          topic: language === "es" ? "Segunda" : "Second",
          name: nameOf(person),
          phone: phoneOf(person),
          ...times[first].keys,
          voicemail_ok: "Space",
          ...(flag ? { red_flags: "Space", "red_flags-fever": "Space" } : {}),
          consent: "Space",
        });
        assert.ok(!passed.has("spare"), "the honeypot is out of the way");
        assert.equal(await inside.locator("#red-flag-notice").isVisible(), flag);
        await page.keyboard.press("Enter");
        const reference = await sent(inside);
        assert.deepEqual(asked(reference), times[first].asked());
        const [row] = backline.sql(`select kind, topic, language, voicemail_ok, text_ok, red_flags
          from request where reference = '${reference}'`);
        const flags = flag ? "{fever}" : "{}";
        assert.deepEqual(row, ["callback", "second-opinion", language, "t", "f", flags]);

        await walk(page, inside, say("patient.window"));
        await page.keyboard.press("Enter");
        await walk(page, inside, say("patient.window.button"), times[then].keys);
        await page.keyboard.press("Enter");
        // Signs of an emergency are called first, whatever time is asked for.
        const done = flag ? "patient.done.red_flag" : "patient.done.window";
        await inside.getByText(say(done)).waitFor();
        assert.deepEqual(asked(reference), times[then].asked());

        await walk(page, inside, say("patient.withdraw"));
        await page.keyboard.press("Enter");
        await walk(page, inside, say("patient.withdraw.button"));
        await page.keyboard.press("Enter");
        await inside.getByRole("heading", { name: say("state.withdrawn.title") }).waitFor();
        await accessibleInside(inside, page, "withdrawn");
      });
    }
  }
}

test("a fault takes the focus to the summary, and its link to the field", async () => {
  const page = await browser.page();
  await openForm(page, backline);
  await page.locator("#name").focus();
  await page.keyboard.press("Enter");
  await page.locator("#summary").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "summary");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "topic");
});

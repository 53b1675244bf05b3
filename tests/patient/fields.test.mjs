// Every field of the form, with JavaScript and without: what was typed and ticked is what the
// database holds, and all of it outlives another language.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser } from "../browser/harness.mjs";
import { words } from "../browser/words.mjs";
import { Agent } from "../support/desk.mjs";
import { nameOf, phoneOf } from "../support/people.mjs";
import { nextDay, openForm, press, sent, startWithArticle, unfold } from "./way.mjs";

let backline;
let browser;
let agent;
let day;
let person = 900;
inBrowser(startWithArticle, async (...begun) => {
  [backline, browser] = begun;
  agent = await Agent.signIn(backline.port, backline.origin, "agent");
  day = nextDay(backline);
});

// Where a browser is says nothing about the hours at the institute: a time is the institute's.
const newPage = (script) =>
  browser.page({
    allow: [backline.articleOrigin],
    javaScriptEnabled: script,
    timezoneId: "Asia/Tokyo",
  });

// Control by control, by its name and value; what is left out stays as the page came.
async function enter(inside, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const control = inside.locator(`#request [name=${name}]`);
    const kind = await control.first().evaluate((one) => one.type);
    if (kind === "select-one") await control.selectOption(value);
    else if (kind !== "radio" && kind !== "checkbox") {
      if (await inside.locator(`#more [name=${name}]`).count()) await unfold(inside);
      await control.fill(value);
    }
    else {
      for (const one of [value].flat()) {
        const choice = inside.locator(`#request [name=${name}][value="${one}"]`);
        if (name === "red_flags") await inside.locator("#red_flags").check();
        else if (!(await choice.isVisible())) await unfold(inside);
        await choice.check();
      }
    }
  }
}

// Which boxes are ticked differs from form to form, so that no two columns could be mistaken for
// each other. Of `row` only what is no default.
const forms = {
  "everything there is": {
    query: "?from=neck-pain-botox-la&utm_source=letter&utm_medium=post&utm_campaign=spring" +
      "&utm_content=blue&utm_term=neck",
    typed: () => ({
      kind: "consultation",
      topic: "epidural",
      best_time: "asap",
      language: "hy",
      interpreter: "yes",
      voicemail_ok: "yes",
      text_ok: "yes",
      relation: "other",
      contact_name: "Ana Lopez, her daughter",
      existing_patient: "yes",
      email: "Margaret.Oneill@Example.org",
      reason: "Since March; stairs are hard.\nWho may come with me?",
      red_flags: ["both-legs", "fever"],
    }),
    row: () => ({
      kind: "consultation",
      topic: "epidural",
      language: "hy",
      interpreter: true,
      voicemail_ok: true,
      text_ok: true,
      relation: "other",
      contact_name: "Ana Lopez, her daughter",
      existing_patient: true,
      email: "Margaret.Oneill@Example.org",
      reason: "Since March; stairs are hard.\nWho may come with me?",
      red_flags: ["both-legs", "fever"],
      source_from: "neck-pain-botox-la",
      utm_source: "letter",
      utm_medium: "post",
      utm_campaign: "spring",
      utm_content: "blue",
      utm_term: "neck",
    }),
  },
  "only what must be there": { typed: () => ({ topic: "other" }), row: () => ({ topic: "other" }) },
  "days and parts of the day": {
    typed: () => ({
      topic: "back-pain",
      best_time: "parts",
      days: ["tue", "sat"],
      parts: ["morning", "evening"],
      language: "ko",
      interpreter: "yes",
      voicemail_ok: "yes",
      existing_patient: "no",
    }),
    row: () => ({
      topic: "back-pain",
      asked_days: [2, 6],
      asked_parts: ["evening", "morning"],
      language: "ko",
      interpreter: true,
      voicemail_ok: true,
      existing_patient: false,
    }),
  },
  "a stated window": {
    typed: () => ({
      topic: "botox-pt",
      best_time: "window",
      window_from: `${day}T10:30`,
      window_to: `${day}T15:45`,
      language: "vi",
      interpreter: "yes",
      text_ok: "yes",
    }),
    row: () => ({
      topic: "botox-pt",
      asked_from: `${day} 10:30`,
      asked_to: `${day} 15:45`,
      language: "vi",
      interpreter: true,
      text_ok: true,
    }),
  },
};

// The request as the database has it; what is sealed there, as an agent reads it.
async function saved(reference) {
  const [[id, text]] = backline.sql(`
    select id, to_jsonb(shown) - 'id' from (
      select r.id, kind, topic, language, interpreter, relation, existing_patient, voicemail_ok,
             text_ok, array(select unnest(red_flags) order by 1) as red_flags,
             to_char(asked_from at time zone zone, 'YYYY-MM-DD HH24:MI') as asked_from,
             to_char(asked_to at time zone zone, 'YYYY-MM-DD HH24:MI') as asked_to,
             array(select unnest(asked_days) order by 1) as asked_days,
             array(select unnest(asked_parts) order by 1) as asked_parts,
             consent_text_id, consent_language, source_from, utm_source, utm_medium, utm_campaign,
             utm_content, utm_term, state, email_sealed is null as no_email,
             reason_sealed is null as no_reason
        from request r, institute where reference = '${reference}') as shown`);
  const { name, contact_name, email, reason } = (await agent.get(`/api/requests/${id}`)).value;
  const shown = await agent.post(`/api/requests/${id}/reveal`, { reason: "a test" });
  // A form's post ends lines with \r\n, as HTML has it.
  const lines = reason?.replaceAll("\r\n", "\n") ?? null;
  const { phone } = shown.value;
  return { ...JSON.parse(text), name, contact_name, email, reason: lines, phone };
}

for (const script of [true, false]) {
  const how = script ? "with JavaScript" : "without JavaScript";
  for (const language of ["en", "es"]) {
    for (const [which, { query, typed, row }] of Object.entries(forms)) {
      // Which language the page is in shows in three columns, and one form tells.
      if (language === "es" && which !== "everything there is") continue;
      test(`${language}, ${how}: ${which} is in its columns`, async () => {
        const page = await newPage(script);
        await openForm(page, backline, { language, query });
        person += 1;
        const who = { name: nameOf(person), phone: phoneOf(person) };
        await enter(page, { ...who, ...typed(), consent: "yes" });
        await press(page);
        const found = await saved(await sent(page));
        const wanted = row();
        assert.deepEqual(found, {
          kind: "callback",
          language,
          interpreter: false,
          voicemail_ok: false,
          text_ok: false,
          relation: "self",
          contact_name: null,
          existing_patient: null,
          red_flags: [],
          asked_from: null,
          asked_to: null,
          asked_days: [],
          asked_parts: [],
          email: null,
          no_email: !wanted.email,
          reason: null,
          no_reason: !wanted.reason,
          source_from: null,
          utm_source: null,
          utm_medium: null,
          utm_campaign: null,
          utm_content: null,
          utm_term: null,
          consent_text_id: `call-${language}-2`,
          consent_language: language,
          state: "new",
          ...who,
          ...wanted,
        });
      });
    }
  }
}

// Each control that a person sees, as it stands: [name, value] or [name, value, ticked].
const standing = (inside) =>
  inside.locator("#request").evaluate((form) =>
    [...form.elements]
      .filter((one) => one.name && one.type !== "hidden" && one.type !== "submit")
      .map(({ name, type, value, checked }) =>
        /radio|checkbox/.test(type) ? [name, value, checked] : [name, value],
      ),
  );
const hidden = (inside, name) => inside.locator(`#request [name=${name}]`).inputValue();

async function switchTo(inside, language) {
  await inside.locator("[name=switch]").click();
  await inside.getByRole("heading", { name: words(language)("form.title") }).waitFor();
}

// All that can be typed and ticked at once: who changes their mind about the time leaves something
// in each way of it.
const everything = () => ({
  ...forms["everything there is"].typed(),
  name: "Begoña Núñez “Bego” <O’Neill> & Söhne",
  phone: "(310) 724-0977",
  days: ["mon", "sat"],
  parts: ["afternoon"],
  window_from: `${day}T10:30`,
  window_to: `${day}T15:45`,
});

// The agreement is to words in one language: it is the one thing to be given anew.
const toAgreeAnew = (controls) =>
  controls.map((one) => (one[0] === "consent" ? ["consent", "yes", false] : one));

for (const { script, framed } of [
  { script: true, framed: false },
  { script: true, framed: true },
  { script: false, framed: false },
]) {
  const how = script ? "with JavaScript" : "without JavaScript";
  const where = framed ? ", in an article" : "";
  test(`another language and back, ${how}${where}: all of it is there`, async () => {
    const page = await newPage(script);
    const { query } = forms["everything there is"];
    const inside = await openForm(page, backline, { framed, query: framed ? "" : query });
    const empty = await standing(inside);
    // What belongs to one way of the time stays out of sight in the others, and in the form.
    const { days, parts, window_from, window_to, best_time, ...rest } = everything();
    await enter(inside, { best_time: "parts", days, parts });
    await enter(inside, { best_time: "window", window_from, window_to });
    await enter(inside, rest);
    // A field that is new to the form has to be typed here, too.
    const before = new Set(empty.map(String));
    const touched = (await standing(inside)).filter((one) => !before.has(String(one)));
    const names = new Set(empty.map(([name]) => name));
    for (const name of ["spare", "consent"]) names.delete(name);
    assert.deepEqual(new Set(touched.map(([name]) => name)), names);
    const key = await hidden(inside, "submission_id");
    const from = await hidden(inside, "from");

    for (const way of ["window", "parts", best_time]) {
      await enter(inside, { best_time: way });
      for (const language of ["es", "en"]) {
        await enter(inside, { consent: "yes" });
        const typed = await standing(inside);
        await switchTo(inside, language);
        assert.equal(await inside.locator("html").getAttribute("lang"), language);
        assert.deepEqual(await standing(inside), toAgreeAnew(typed), `${way}, in ${language}`);
        assert.equal(await hidden(inside, "consent_text_id"), `call-${language}-2`);
        assert.equal(await hidden(inside, "submission_id"), key);
        assert.equal(await hidden(inside, "from"), from);
        if (!framed) assert.equal(await hidden(inside, "utm_campaign"), "spring");
        await inside.locator("#red-flag-notice").waitFor();
        assert.equal(await inside.locator("#days").isVisible(), way === "parts");
        assert.equal(await inside.locator("#window_from").isVisible(), way === "window");
      }
    }
  });
}

test("the language of the call follows the page's, until another one is chosen", async () => {
  for (const script of [true, false]) {
    const page = await newPage(script);
    await openForm(page, backline);
    const asked = page.locator("#language");
    for (const language of ["es", "en"]) {
      await switchTo(page, language);
      assert.equal(await asked.inputValue(), language);
    }
    await asked.selectOption("ko");
    for (const language of ["es", "en"]) {
      await switchTo(page, language);
      assert.equal(await asked.inputValue(), "ko");
    }
  }
});

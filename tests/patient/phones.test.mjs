// Forty ways to write a phone number, and forty that are none, typed into the real form.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser } from "../browser/harness.mjs";
import { words } from "../browser/words.mjs";
import { postJson, readForm } from "../support/patient.mjs";
import { nameOf } from "../support/people.mjs";
import { openForm, press, startWithArticle } from "./way.mjs";

const accepted = [
  "3108287757", "310 828 7757", "310-828-7757", "310.828.7757", "(310) 828-7757", "(310)828-7757",
  "(310)8287757", "310/828/7757", "310-828 7757", "1 310 828 7757", "1-310-828-7757",
  "1(310)828-7757", "1.310.828.7757", "13108287757", "+13108287757", "+1 310 828 7757",
  "+1 (310) 828-7757", "+1-310-828-7757", "+1.310.828.7757", "001 310 828 7757",
  "  310 828 7757  ", "310  828  7757", "310–828–7757", "310—828—7757", "310‑828‑7757",
  "310\u00a0828\u00a07757", "\u202a310 828 7757\u202c", "３１０８２８７７５７",
  "tel: 310 828 7757", "Phone 310-828-7757", "cell (310) 828-7757", "310 828 7757 (mobile)",
  "my number is 310 828 7757", "casa 310 828 7757", "teléfono: 310 828 7757", "310_828_7757",
  "310 8287757", "310, 828, 7757", "[310] 828-7757", "+52 55 5658 1111",
  "310 828 7757 ext. 12", "310-828-7757 x4", "310 828 7757 #9", "310 828 7757 interno 12",
  "310-828-7757 anexo 12", "310\ufe0f828\u180e7757", "565 234 5678",
];

const refused = {
  required: ["   ", "\u00a0"],
  too_short: [
    "1", "12", "310", "828 7757", "828-7757", "8287757", "310 828", "310 828 77", "310-828-775",
    "310828775", "+1 310 828 77",
  ],
  too_long: [
    "310 828 77571", "310 828 7757 1234", "31082877570000", "+1 310 828 77577", "1 310 828 77571",
  ],
  not_valid: [
    "000 000 0000", "111 111 1111", "123 456 7890", "010 828 7757", "310 111 2222",
    "310 028 7757", "999 828 7757", "555 828 7757", "900 555 1234", "+1 000 828 7757",
    "+999 123 456 789",
  ],
  not_a_number: [
    "none", "n/a", "no phone", "ask me", "---", "()", "email me", "x", "@", "call 310 later",
    "ninguno",
  ],
  emergency_number: ["911", "9-1-1", "112"],
};

let backline;
let browser;
inBrowser(startWithArticle, (...begun) => {
  [backline, browser] = begun;
});

// Sends the form with this number and nothing else; what stands by the field then, or null.
async function answered(page, typed) {
  await page.locator("#phone").fill(typed);
  const answer = page.waitForResponse(/\/api\/requests$/);
  await press(page);
  assert.equal((await answer).status(), 422);
  await page.locator("#summary").waitFor();
  const fault = page.locator("#phone-fault");
  return (await fault.count()) === 0 ? null : (await fault.textContent()).trim();
}

for (const language of ["en", "es"]) {
  const say = words(language);

  test(`${language}: forty spellings and more are taken, and stand there as typed`, async () => {
    assert.ok(accepted.length >= 40);
    const page = await browser.page();
    await openForm(page, backline, { language });
    for (const typed of accepted) {
      assert.equal(await answered(page, typed), null, typed);
      assert.equal(await page.locator("#phone").inputValue(), typed);
    }
  });

  test(`${language}: what is no number is refused with the right words`, async () => {
    const wrong = Object.entries(refused);
    assert.ok(wrong.flatMap(([, list]) => list).length >= 40);
    const page = await browser.page();
    await openForm(page, backline, { language });
    for (const [code, list] of wrong) {
      const wanted = say("layout.error_prefix") + say(`error.phone.${code}`);
      for (const typed of list) {
        assert.equal(await answered(page, typed), wanted, JSON.stringify(typed));
        assert.equal(await page.locator("#phone").inputValue(), typed);
      }
    }
  });
}

test("each spelling of one number is that number", async () => {
  const { rendered, consent } = await readForm(backline.port);
  const one = accepted.filter((typed) => !/^(\+52|565)/.test(typed));
  for (const [n, typed] of one.entries()) {
    const answer = await postJson(backline.port, "/api/requests", {
      kind: "callback", name: nameOf(n), phone: typed, topic: "neck-pain", rendered,
      consent: { text_id: consent, given: true },
    });
    assert.equal(answer.status, 201, typed);
  }
  const [row] = backline.sql("select count(*), count(distinct phone_index) from request");
  assert.deepEqual(row, [String(one.length), "1"]);
});

// What a person meets when something fails: words that say what to do, everything typed still
// there, the number to call, and never a second request.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer, request as ask } from "node:http";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { Browser } from "../browser/harness.mjs";
import { words } from "../browser/words.mjs";
import { Backline, root, until } from "../support/backline.mjs";
import { http } from "../support/patient.mjs";
import { nameOf, phoneOf } from "../support/people.mjs";
import {
  accessibleInside, agePage, fill, openForm, press, rows, sent, startWithArticle,
} from "./way.mjs";

const number = "(310) 828-7757";
let backline;
let browser;
// Between the browser and the server; what it does with an answer is a test's to say.
let proxy;
let person = 500;

before(async () => {
  let spoil = null;
  proxy = createServer((request, response) => {
    const spoiled = request.method === "POST" ? spoil : null;
    const passed = ask(
      {
        host: "127.0.0.1", port: backline.port, method: request.method, path: request.url,
        headers: request.headers,
      },
      (answer) => {
        if (spoiled) {
          answer.resume();
          answer.on("end", () => spoiled(response));
          return;
        }
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    passed.on("error", () => response.destroy());
    request.pipe(passed);
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  proxy.port = proxy.address().port;
  proxy.spoil = (how) => (spoil = how);
  backline = await startWithArticle({ settings: { form: { max_hours: 1 } } });
  proxy.origin = `http://localhost:${proxy.port}`;
  browser = await Browser.start(backline);
});
afterEach(async () => {
  proxy.spoil(null);
  await browser.closePages();
  browser.check();
});
after(async () => {
  await browser?.stop();
  await backline?.stop();
  proxy?.closeAllConnections();
  proxy?.close();
});

const newPage = (options = {}) =>
  browser.page({
    allow: [proxy.origin],
    expect: [/status of (500|503|504)/, /ERR_(EMPTY_RESPONSE|CONNECTION|FAILED|ABORTED)/],
    ...options,
  });

async function typedStill(page, typed) {
  assert.equal(await page.locator("#name").inputValue(), typed.name);
  assert.equal(await page.locator("#phone").inputValue(), typed.phone);
  assert.equal(await page.locator("#topic").inputValue(), "neck-pain");
  assert.equal(await page.locator("#consent").isChecked(), true);
}

async function fillAnew(page, say) {
  person += 1;
  const typed = { name: nameOf(person), phone: phoneOf(person) };
  await fill(page, say, typed);
  return typed;
}

async function notSaved(page, say, typed, what = "not_saved") {
  const notice = page.locator(`#${what.replace("_", "-")}`);
  await notice.waitFor();
  assert.ok((await notice.innerText()).includes(say(`form.${what}.title`)));
  assert.ok((await notice.innerText()).includes(number));
  await typedStill(page, typed);
}

for (const [language, script] of [["en", true], ["en", false], ["es", true], ["es", false]]) {
  const say = words(language);
  const how = script ? "with JavaScript" : "without JavaScript";
  describe(`${language}, ${how}`, () => {
    test("the database is down, and comes back", async () => {
      const viewport = { width: 320, height: 700 };
      const page = await newPage({ javaScriptEnabled: script, viewport });
      await openForm(page, backline, { language });
      const typed = await fillAnew(page, say);
      const before = rows(backline, "request");
      backline.stopPostgres();
      try {
        await press(page);
        await notSaved(page, say, typed);
        await accessibleInside(page, page, "not saved (503)");
        // The form itself needs no database.
        assert.equal((await http(backline.port, "GET", "/")).status, 200);
        const lost = await http(backline.port, "GET", "/r/AAAAAAAAAAAAAAAAAAAAAA");
        assert.equal(lost.status, 503);
        assert.ok(lost.text.includes(number) && lost.headers["retry-after"]);
      } finally {
        backline.startPostgres();
      }
      await until("the server has its database again", async () =>
        (await http(backline.port, "GET", "/readyz")).status === 200);
      await press(page);
      await sent(page);
      assert.equal(rows(backline, "request"), before + 1);
    });

    test("the answer is lost after it was saved: sending again is still one request", async () => {
      const page = await newPage({ javaScriptEnabled: script });
      await openForm(page, { origin: proxy.origin }, { language });
      const typed = await fillAnew(page, say);
      const before = { requests: rows(backline, "request"), forms: rows(backline, "submission") };
      proxy.spoil((response) => response.destroy());
      if (script) {
        await press(page);
        await notSaved(page, say, typed, "in_doubt");
      } else {
        await press(page).catch(() => {});
        await until("the form was saved", () => rows(backline, "submission") === before.forms + 1);
        // The browser has its own page for this; "reload" posts the same form again.
        await until("the browser says that nothing came", () =>
          page.evaluate(() => location.protocol === "chrome-error:").catch(() => false));
      }
      proxy.spoil(null);
      if (script) await press(page);
      else await page.reload();
      await sent(page);
      assert.equal(rows(backline, "request"), before.requests + 1);
      assert.equal(rows(backline, "submission"), before.forms + 1);
    });

    // Without JavaScript what a browser keeps of the key is its own: tests/http has the rest.
    if (script) test("the answer is lost, the number mended: one request, mended", async () => {
      const page = await newPage();
      await openForm(page, { origin: proxy.origin }, { language });
      await fillAnew(page, say);
      const forms = rows(backline, "submission");
      const before = rows(backline, "request");
      proxy.spoil((response) => response.destroy());
      await press(page);
      await page.locator("#in-doubt").waitFor();
      proxy.spoil(null);
      await page.locator("#phone").fill("310 555 0177");
      await press(page);
      await sent(page);
      assert.ok((await page.locator("main").innerText()).includes("0177"));
      assert.equal(rows(backline, "submission"), forms + 1);
      assert.equal(rows(backline, "request"), before + 1);
    });

    test("pressed twice and thrice: one request", async () => {
      const page = await newPage({ javaScriptEnabled: script });
      await openForm(page, backline, { language });
      await fillAnew(page, say);
      const before = rows(backline, "submission");
      await page.locator("#submit").click({ clickCount: 3 });
      await sent(page);
      assert.equal(rows(backline, "submission"), before + 1);
    });

    test("back, and sent again; the confirmation reloaded: one request", async () => {
      const page = await newPage({ javaScriptEnabled: script });
      await openForm(page, backline, { language });
      const typed = await fillAnew(page, say);
      const before = rows(backline, "request");
      await press(page);
      const reference = await sent(page);
      await page.reload();
      assert.equal(await sent(page), reference);
      await openForm(page, backline, { language });
      await fill(page, say, typed);
      await press(page);
      await sent(page);
      assert.equal(rows(backline, "request"), before + 1);
    });

    test("a page that was open all night: sent after one more press at most", async () => {
      const page = await newPage({ javaScriptEnabled: script });
      await openForm(page, backline, { language });
      const typed = await fillAnew(page, say);
      const before = rows(backline, "request where state <> 'quarantined'");
      await agePage(page, backline);
      await press(page);
      if (!script) {
        const stale = page.locator("#stale");
        await stale.waitFor();
        assert.ok((await stale.innerText()).includes(say("form.stale.title")));
        await typedStill(page, typed);
        await accessibleInside(page, page, "open for a long time");
        await press(page);
      }
      await sent(page);
      assert.equal(rows(backline, "request where state <> 'quarantined'"), before + 1);
    });
  });
}

describe("a server that cannot keep up", () => {
  // Holds a lock until it is told to let go.
  async function lockForms(where) {
    const words = ["sql", where.folder, "--dbname", "backline", "--quiet"];
    const stdio = ["pipe", "ignore", "inherit"];
    const session = spawn(join(root, "deploy/postgres"), words, { stdio });
    session.stdin.write("begin; lock table submission in access exclusive mode;\n");
    await until("the table is locked", () =>
      where.sql(`select 1 from pg_locks where mode = 'AccessExclusiveLock' and granted
        and relation = 'submission'::regclass`).length > 0);
    return () => new Promise((resolve) => {
      session.once("exit", resolve);
      session.stdin.end("rollback;\n");
    });
  }

  test("overload and time-out: both say so, and end in one request each", async () => {
    const busy = await Backline.start({
      settings: { lanes: { form_workers: 1, form_queue: 1, form_batch: 1 } },
    });
    let release = null;
    try {
      const say = words("en");
      const options = { allow: [busy.origin] };
      const pages = [];
      for (let n = 0; n < 3; n += 1) pages.push(await newPage(options));
      const typed = [];
      for (const page of pages) {
        await openForm(page, busy);
        typed.push(await fillAnew(page, say));
      }
      release = await lockForms(busy);
      // One is being saved, one waits behind it; a third there is no room for.
      await press(pages[0]);
      await until("the first is being saved", () =>
        busy.sql("select 1 from pg_locks where not granted").length > 0);
      await press(pages[1]);
      const third = pages[2];
      await until("the third is turned away", async () => {
        const began = Date.now();
        await press(third);
        await third.locator("#submit:not([aria-disabled])").waitFor();
        return Date.now() - began < 2000 && third.locator("#not-saved").isVisible();
      });
      await notSaved(third, say, typed[2]);
      // The server does not wait for the lock for ever, and knows that nothing was saved.
      await pages[0].locator("#not-saved").waitFor({ timeout: 20000 });
      await notSaved(pages[0], say, typed[0]);
      await release();
      release = null;
      // The script waits ten seconds for an answer, not for ever, and does not know.
      busy.server.kill("SIGSTOP");
      try {
        await press(pages[0]);
        await pages[0].locator("#in-doubt").waitFor({ timeout: 20000 });
        await notSaved(pages[0], say, typed[0], "in_doubt");
      } finally {
        busy.server.kill("SIGCONT");
      }
      for (const page of pages) {
        // The second may have been answered just before its patience ended.
        const there = () => /\/r\//.test(page.url());
        await until("an answer, or the notice", async () =>
          there() || (await page.locator("#not-saved, #in-doubt").locator("visible=true").count()
            .catch(() => 0)) > 0);
        if (!there()) await press(page);
        await sent(page);
      }
      assert.equal(rows(busy, "request"), 3);
    } finally {
      await release?.();
      await busy.stop();
    }
  });
});

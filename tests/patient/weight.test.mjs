// What the form costs on a telephone: bytes over the wire, and Lighthouse's marks.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import lighthouse from "lighthouse";
import { Browser } from "../browser/harness.mjs";
import { freePort, listens, until } from "../support/backline.mjs";
import { openForm, startWithArticle } from "./way.mjs";

let backline;
before(async () => {
  backline = await startWithArticle();
});
after(async () => backline?.stop());

test("the form is at most 50 KB over the wire, all in all, compressed by the server", async () => {
  const browser = await Browser.start(backline);
  try {
    for (const language of ["en", "es"]) {
      const page = await browser.page();
      const devtools = await page.context().newCDPSession(page);
      await devtools.send("Network.enable");
      let bytes = 0;
      const encodings = [];
      devtools.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
      devtools.on("Network.responseReceived", ({ response }) =>
        encodings.push(response.headers["Content-Encoding"] ?? response.mimeType));
      await openForm(page, backline, { language });
      await page.waitForLoadState("networkidle");
      assert.ok(bytes > 5000 && bytes <= 50 * 1024, `${language}: ${bytes} bytes`);
      assert.ok(encodings.filter((one) => one === "gzip").length >= 3, String(encodings));
      console.log(`# ${language}: ${bytes} bytes over the wire`);
    }
    browser.check();
  } finally {
    await browser.stop();
  }
});

// A browser of its own for Lighthouse, which cannot even look another host up.
async function startChromium() {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "backline-lighthouse-"));
  const child = spawn(
    process.env.BACKLINE_CHROMIUM ?? "/usr/bin/chromium",
    [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
      `--remote-debugging-port=${port}`, `--user-data-dir=${folder}`, "about:blank",
    ],
    { stdio: "ignore" },
  );
  await until("chromium listens", () => listens(port));
  return {
    port,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const categories = ["accessibility", "best-practices", "seo", "performance"];

// One run. A trace that the browser did not record says nothing of the page: it is made again.
async function looked(port) {
  let lhr;
  for (let tries = 0; tries < 3; tries += 1) {
    ({ lhr } = await lighthouse(`${backline.origin}/`, {
      port,
      logLevel: "silent",
      onlyCategories: categories,
      formFactor: "mobile",
    }));
    if (lhr.runtimeError?.code !== "NO_NAVSTART") break;
  }
  assert.equal(lhr.runtimeError, undefined);
  return lhr;
}

// Three runs: the median mark of each category, and what cost marks.
async function marksOf(port) {
  const marks = Object.fromEntries(categories.map((name) => [name, []]));
  const why = new Set();
  for (let run = 0; run < 3; run += 1) {
    const lhr = await looked(port);
    for (const name of categories) {
      marks[name].push(Math.round(lhr.categories[name].score * 100));
      for (const { id, weight } of lhr.categories[name].auditRefs) {
        const { score, displayValue, title } = lhr.audits[id];
        if (weight > 0 && score !== null && score < 0.9) why.add(`${title} ${displayValue ?? ""}`);
      }
    }
    assert.equal(lhr.audits["cumulative-layout-shift"].numericValue, 0);
    const requests = lhr.audits["network-requests"].details.items;
    // The browser's own pages (chrome:, about:, data:) are no request to any host.
    const hosts = requests.filter(({ url }) => /^(https?|wss?):/.test(url));
    assert.ok(hosts.length > 0);
    for (const { url } of hosts) assert.equal(new URL(url).origin, backline.origin);
  }
  const middle = categories.map((name) => [name, median(marks[name])]);
  return { marks: Object.fromEntries(middle), why: [...why].join("; ") };
}

test("Lighthouse, as on a telephone: 100, 100, 100, and 98 or more for speed", async () => {
  const browser = await startChromium();
  try {
    let { marks, why } = await marksOf(browser.port);
    // A machine that is busy with something else only ever makes a page look slower than it is.
    for (let more = 0; more < 2 && marks.performance < 98; more += 1) {
      console.log(`# ${JSON.stringify(marks)}; once more`);
      ({ marks, why } = await marksOf(browser.port));
    }
    console.log(`# ${JSON.stringify(marks)}`);
    for (const name of ["accessibility", "best-practices", "seo"]) {
      assert.equal(marks[name], 100, `${name}: ${why}`);
    }
    assert.ok(marks.performance >= 98, `performance ${marks.performance}: ${why}`);
  } finally {
    await browser.stop();
  }
});

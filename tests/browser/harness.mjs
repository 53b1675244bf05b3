// A real browser on a real Backline. A page fails its test when it breaks the content security
// policy, logs an error, throws, or asks another host for anything.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, afterEach, before } from "node:test";
import { chromium } from "playwright-core";
import { root, staffPassword } from "../support/backline.mjs";

const build = process.env.BACKLINE_BUILD ?? join(root, "build", "dev");
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// An answer with one of these is a page's everyday life, and the browser logs it as an error.
const everyday = /^Failed to load resource: the server responded with a status of (401|409|422) /;

export class Browser {
  static async start(backline) {
    const self = new Browser();
    self.backline = backline;
    self.chromium = await chromium.launch({
      executablePath: process.env.BACKLINE_CHROMIUM ?? "/usr/bin/chromium",
      args: flags,
    });
    self.faults = [];
    self.contexts = [];
    self.looks = 0;
    return self;
  }

  // A page in a context of its own (its own cookies). `allow` are further origins it may ask.
  async page({ allow = [], expect = [], ...options } = {}) {
    const context = await this.chromium.newContext({
      ignoreHTTPSErrors: true,
      viewport: { width: 1280, height: 900 },
      reducedMotion: "reduce",
      ...options,
    });
    this.contexts.push(context);
    context.setDefaultTimeout(20000);
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    context.on("page", (page) => this.watch(page, allow, expect));
    const page = await context.newPage();
    page.withoutScript = options.javaScriptEnabled === false;
    return page;
  }

  watch(page, allow, expect) {
    const note = (what) => this.faults.push(`${new URL(page.url()).pathname}: ${what}`);
    const origins = new Set([this.backline.origin, ...allow]);
    page.on("console", (message) => {
      const text = message.text();
      const fine = everyday.test(text) || expect.some((pattern) => pattern.test(text));
      if (message.type() === "error" && !fine) note(`console: ${text} ${message.location().url}`);
    });
    page.on("pageerror", (fault) => note(`threw: ${fault.message}`));
    page.on("request", (asked) => {
      const url = new URL(asked.url());
      if (["data:", "blob:", "about:", "tel:"].includes(url.protocol)) return;
      if (!origins.has(url.origin)) note(`asked another host: ${url.origin}`);
    });
  }

  // What went wrong on any page since the last call; a test ends with it.
  check() {
    const faults = this.faults.splice(0);
    assert.deepEqual(faults, []);
  }

  // BACKLINE_LOOK=DIR keeps a picture of each page as its test left it.
  async closePages() {
    const folder = process.env.BACKLINE_LOOK;
    for (const context of this.contexts.splice(0)) {
      for (const page of folder ? context.pages() : []) {
        await page.screenshot({ path: join(folder, `${process.pid}-${this.looks++}.png`) });
      }
      await context.close();
    }
  }

  async stop() {
    await this.chromium?.close();
  }
}

// The hooks of a file whose tests look at a Backline in one browser: `begin` starts the server,
// `begun` is given both; what went wrong on a page fails the test that opened it.
export function inBrowser(begin, begun) {
  let backline;
  let browser;
  before(async () => {
    backline = await begin();
    browser = await Browser.start(backline);
    await begun(backline, browser);
  });
  afterEach(async () => {
    await browser.closePages();
    browser.check();
  });
  after(async () => {
    await browser?.stop();
    await backline?.stop();
  });
}

// No violation of WCAG 2.2 A and AA, nor of axe's best practices.
export async function accessible(page, state) {
  if (page.withoutScript) return accessibleCopy(page, state);
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return result.violations.map((one) => {
      const places = one.nodes.map((node) => node.target.join(" ")).join(", ");
      return `${one.id}: ${one.help}: ${places}`;
    });
  });
  assert.deepEqual(found, [], `${state} at ${page.viewportSize().width} px`);
}

// axe is a script: a page without JavaScript is examined as a copy of what it shows.
async function accessibleCopy(page, state) {
  const html = (await page.content()).replace(/<script[^>]*><\/script>/g, "");
  const context = await page.context().browser().newContext({
    ignoreHTTPSErrors: true,
    viewport: page.viewportSize(),
    reducedMotion: "reduce",
  });
  try {
    const copy = await context.newPage();
    await copy.route(page.url(), (route) =>
      route.fulfill({ body: html, contentType: "text/html; charset=utf-8" }),
    );
    await copy.goto(page.url());
    await accessible(copy, `${state}, without JavaScript,`);
  } finally {
    await context.close();
  }
}

// With BACKLINE_SCREENSHOTS=1 a picture that the README shows goes to docs/screenshots, any other
// to the build folder, to be looked at. Whether it is one of the README's.
export async function picture(page, name, options = {}) {
  if (process.env.BACKLINE_SCREENSHOTS !== "1") return false;
  const shown = readFileSync(join(root, "README.md"), "utf8").includes(`/${name}.png)`);
  const folder = shown ? join(root, "docs", "screenshots") : join(build, "screenshots");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: "disabled", caret: "hide", ...options });
  assert.ok(statSync(path).size < 300 * 1024, `${name}.png is larger than 300 KB`);
  return shown;
}

export async function signIn(page, backline, username, path = "/desk") {
  await page.goto(backline.origin + path);
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password").fill(staffPassword);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

// Whether the page can be scrolled sideways: it never should.
export const tooWide = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

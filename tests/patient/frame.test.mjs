// The form in an article of another origin: who may frame it, how it fits in, what goes along.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { inBrowser } from "../browser/harness.mjs";
import { words } from "../browser/words.mjs";
import { until } from "../support/backline.mjs";
import { http } from "../support/patient.mjs";
import { nameOf, phoneOf } from "../support/people.mjs";
import { articlePath, fill, openForm, press, sent, startWithArticle } from "./way.mjs";

const say = words("en");
let backline;
let browser;
// An institute's site of our own making, whose page is what a test sets it to.
let site;
let stranger;

async function listen(page) {
  const server = createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    response.end(page(request));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(server, { origin: `http://localhost:${server.address().port}` });
}

let article = "";
inBrowser(async () => {
  site = await listen(() => article);
  stranger = await listen(() => article);
  return startWithArticle({ origins: [site.origin] });
}, (...begun) => {
  [backline, browser] = begun;
});
after(() => {
  site?.close();
  stranger?.close();
});

const allow = () => [backline.articleOrigin, site.origin, stranger.origin];
const embed = (attributes = "") =>
  `<script src="${backline.origin}/embed.js" ${attributes} async></script>`;
const html = (body, head = "") =>
  `<!doctype html><html lang="en"><head><link rel="icon" href="data:,">${head}</head>` +
  `<body>${body}</body></html>`;

async function framed(page, origin) {
  await page.goto(origin);
  const frame = await (await page.waitForSelector("iframe")).contentFrame();
  await frame.waitForSelector("#submit");
  return frame;
}

test("the article: one page of the demo, with a policy of its own", async () => {
  const port = Number(new URL(backline.article).port);
  const answer = await http(port, "GET", articlePath);
  assert.equal(answer.status, 200);
  assert.match(answer.text, /<title>Neck Pain and Botox in Los Angeles, CA/);
  const shown = answer.text.replace(/<[^>]*>/g, " ").split(/\s+/).length;
  assert.ok(shown >= 800 && shown <= 1200, `${shown} words`);
  assert.ok(answer.headers["content-security-policy"].includes(`frame-src ${backline.origin}`));
  assert.equal((await http(port, "GET", "/")).headers.location, articlePath);
  assert.equal((await http(port, "GET", "/desk")).status, 404);
  assert.equal((await http(port, "POST", articlePath)).status, 405);
});

test("only the listed origins may frame the patient's pages, nothing the desk", async () => {
  const ancestors = async (path) => {
    const { headers } = await http(backline.port, "GET", path);
    return headers["content-security-policy"].match(/frame-ancestors ([^;]*)/)[1];
  };
  const listed = `'self' ${backline.articleOrigin} ${site.origin}`;
  assert.equal(await ancestors("/"), listed);
  assert.equal(await ancestors("/es?embed=1"), listed);
  assert.equal(await ancestors("/r/AAAAAAAAAAAAAAAAAAAAAA"), listed);
  for (const path of ["/desk", "/reports", "/api/form"]) {
    assert.equal(await ancestors(path), "'none'");
  }
});

test("an origin that is not listed is refused by the browser", async () => {
  article = html(embed('data-topic="neck-pain"'));
  const page = await browser.page({ allow: allow(), expect: [/frame-ancestors/, /ERR_BLOCKED/] });
  const refused = page.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
  await page.goto(stranger.origin);
  await refused;
  const frame = await (await page.waitForSelector("iframe")).contentFrame();
  assert.equal(await frame.locator("#submit").count(), 0);
});

test("the frame is as tall as the form, also when the form grows, and never scrolls", async () => {
  const page = await browser.page({ allow: allow(), viewport: { width: 320, height: 640 } });
  const frame = await openForm(page, backline, { framed: true });
  const fits = async () => {
    const inner = await frame.evaluate(
      () => document.documentElement.getBoundingClientRect().height,
    );
    const outer = (await page.locator("iframe").boundingBox()).height;
    return Math.abs(inner - outer) <= 1.5 && outer;
  };
  const empty = await until("the frame fits", fits);
  await frame.locator("#red_flags").click();
  const open = await until("the frame grew", async () => (await fits()) > empty && fits());
  await frame.locator("#red_flags").click();
  await until("the frame shrank", async () => (await fits()) < open);
  await press(frame);
  await frame.locator("#summary").waitFor();
  await until("the frame fits with faults", fits);
  await page.setViewportSize({ width: 1280, height: 800 });
  await until("the frame fits a wide page", fits);
});

test("topic, article and campaign go along, the patient's page stays in the frame", async () => {
  const page = await browser.page({ allow: allow() });
  const query = "?utm_source=news&utm_medium=mail&utm_campaign=fall&gclid=tracked&utm_term=";
  const frame = await openForm(page, backline, { framed: true, query });
  assert.equal(await frame.locator("#topic").inputValue(), "neck-pain");
  assert.ok(!frame.url().includes("gclid"));
  await fill(frame, say, { name: nameOf(1), phone: phoneOf(1), topic: null });
  await press(frame);
  await sent(frame);
  assert.equal(page.url(), backline.article + query);
  assert.match(frame.url(), /embed=1/);
  const [row] = backline.sql(`select topic, source_from, utm_source, utm_medium, utm_campaign,
    coalesce(utm_term, '') from request order by id desc limit 1`);
  assert.deepEqual(row, ["neck-pain", "neck-pain-botox-la", "news", "mail", "fall", ""]);
  await frame.locator("summary", { hasText: say("patient.withdraw") }).click();
  await frame.getByRole("button", { name: say("patient.withdraw.button") }).click();
  await frame.getByRole("heading", { name: say("state.withdrawn.title") }).waitFor();
  assert.match(frame.url(), /embed=1/);
});

test("after a reload of the article the confirmation is there again, and opens alone", async () => {
  const page = await browser.page({ allow: allow() });
  const frame = await openForm(page, backline, { framed: true });
  await fill(frame, say, { name: nameOf(2), phone: phoneOf(2), topic: null });
  await press(frame);
  const reference = await sent(frame);
  await page.reload();
  const again = await (await page.waitForSelector("iframe")).contentFrame();
  await again.locator(".reference").waitFor();
  assert.equal((await again.locator(".reference").innerText()).replace(/\s/g, ""), reference);
  assert.deepEqual(await page.context().cookies(), [], "no cookie remembers it");

  const opened = page.context().waitForEvent("page");
  await again.getByRole("link", { name: say("layout.new_window") }).click();
  const own = await opened;
  await own.locator(".reference").waitFor();
  assert.equal(own.url().startsWith(`${backline.origin}/r/`), true);
  assert.equal(await own.evaluate(() => window.opener), null);
  await own.getByRole("img", { name: say("patient.code") }).waitFor();
  await own.emulateMedia({ media: "print" });
  for (const [what, shown] of [
    [".code svg", true], [".print-only", true], [".foot a[href^=tel]", true],
    ["ul.foot-hours", true], ["details", false], ["#print", false],
  ]) {
    assert.equal(await own.locator(what).first().isVisible(), shown, `on paper: ${what}`);
  }
  assert.equal(await own.locator(".print-only").innerText(), own.url().split("?")[0]);

  // Another request from the same tab begins with an empty form.
  await again.getByRole("link", { name: say("patient.again") }).click();
  await again.locator("#submit").waitFor();
  await page.reload();
  const fresh = await (await page.waitForSelector("iframe")).contentFrame();
  await fresh.locator("#submit").waitFor();
});

test("where a frame is given no storage, the form and its confirmation still work", async () => {
  const page = await browser.page({ allow: allow() });
  await page.addInitScript(() =>
    Object.defineProperty(window, "sessionStorage", {
      get() { throw new DOMException("denied", "SecurityError"); },
    }));
  const frame = await openForm(page, backline, { framed: true });
  await fill(frame, say, { name: nameOf(3), phone: phoneOf(3), topic: null });
  await press(frame);
  await sent(frame);
  await frame.getByRole("link", { name: say("layout.new_window") }).waitFor();
});

for (const scheme of ["light", "dark"]) {
  test(`an article that follows the system: the form is ${scheme} with it`, async () => {
    const page = await browser.page({ allow: allow(), colorScheme: scheme });
    const frame = await openForm(page, backline, { framed: true });
    const ground = (inside) =>
      inside.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    assert.match(await ground(page), /^rgb\(/);
    await until("the form's ground is the article's", async () =>
      (await ground(frame)) === (await ground(page)));
  });

  test(`an article that is only ${scheme}: so is the form, whatever the system wants`, async () => {
    const colour = scheme === "dark" ? "#111" : "#fff";
    article = html(`<div>${embed()}</div>`, `<style>body { background: ${colour} }</style>`);
    const other = scheme === "dark" ? "light" : "dark";
    const page = await browser.page({ allow: allow(), colorScheme: other });
    const frame = await framed(page, site.origin);
    assert.equal(await frame.locator("html").getAttribute("class"), `embedded ${scheme}`);
    await fill(frame, say, { name: nameOf(2), phone: phoneOf(2) });
    await press(frame);
    await sent(frame);
    assert.ok((await frame.locator("html").getAttribute("class")).includes(scheme));
  });
}

test("an article in Spanish gets the form in Spanish", async () => {
  article = html(embed()).replace('lang="en"', 'lang="es-US"');
  const page = await browser.page({ allow: allow() });
  const frame = await framed(page, site.origin);
  assert.equal(await frame.locator("html").getAttribute("lang"), "es");
});

test("a frame without JavaScript: the form works and stays inside", async () => {
  const form = `${backline.origin}/?embed=1&topic=back-pain`;
  article = html(`<iframe src="${form}" height="900"></iframe>`);
  const page = await browser.page({ allow: allow(), javaScriptEnabled: false });
  const frame = await framed(page, site.origin);
  await press(frame);
  await frame.locator("#summary li").first().waitFor();
  await fill(frame, say, { name: nameOf(3), phone: phoneOf(3), topic: null });
  await press(frame);
  await sent(frame);
  assert.match(frame.url(), /embed=1/);
  assert.equal(new URL(page.url()).origin, site.origin);
});

test("the article's own scripts cannot read the form", async () => {
  article = html(`${embed()}<p id="seen"></p>`);
  const page = await browser.page({ allow: allow() });
  await framed(page, site.origin);
  const seen = await page.evaluate(() => {
    try {
      return document.querySelector("iframe").contentWindow.document.title;
    } catch (fault) {
      return fault.name;
    }
  });
  assert.equal(seen, "SecurityError");
});

// The patient's way through the form, for every test of this folder: a Backline with an article
// page on another port, the fields, and what a page must never do.
import assert from "node:assert/strict";
import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Backline, freePort } from "../support/backline.mjs";
import { accessible } from "../browser/harness.mjs";

export const articlePath = "/articles/neck-pain-botox-los-angeles";

// A Backline whose form may be framed by the article's origin and by `origins`.
export async function startWithArticle({ settings = {}, origins = [], ...more } = {}) {
  const port = await freePort();
  const article = `http://localhost:${port}`;
  const backline = await Backline.start({
    ...more,
    settings: {
      ...settings,
      server: {
        embed_origins: [article, ...origins],
        demo_article: `127.0.0.1:${port}`,
        ...settings.server,
      },
    },
  });
  return Object.assign(backline, { article: article + articlePath, articleOrigin: article });
}

// The database's clock stands on a plain working day; the institute's next one, which is as plain.
export function nextDay(backline) {
  const [[day]] = backline.sql(
    "select to_char((instant() at time zone zone)::date + 1, 'YYYY-MM-DD') from institute",
  );
  return day;
}

// The form on its own page, or in the article's frame; what comes back is the page or the frame.
export async function openForm(page, backline, asked = {}) {
  const { language = "en", framed = false, query = "" } = asked;
  if (!framed) {
    await page.goto(backline.origin + (language === "es" ? "/es" : "/") + query);
    return page;
  }
  await page.goto(backline.article + query);
  const frame = await (await page.waitForSelector("iframe")).contentFrame();
  await frame.waitForSelector("#submit");
  return frame;
}

// Every field that has to be filled, by the labels that a person reads.
export async function fill(inside, say, { name, phone, topic = "neck-pain" }) {
  await inside.getByLabel(say("form.kind.callback")).check();
  if (topic) await inside.getByLabel(say("form.topic")).selectOption(topic);
  await inside.locator("#name").fill(name);
  await inside.locator("#phone").fill(phone);
  await inside.locator("#consent").check();
}

// What only some people need is folded away until somebody asks for it.
export async function unfold(inside, field = "#email") {
  if (!(await inside.locator(field).isVisible())) await inside.locator("#more summary").click();
}

export const press = (inside) => inside.locator("#submit").click();

export async function sent(inside) {
  await inside.waitForURL(/\/r\/[^/]+$/);
  const reference = (await inside.locator(".reference").innerText()).replace(/\s/g, "");
  assert.match(reference, /^[2-9A-HJ-NP-Z]{8}$/);
  return reference;
}

// A render token as the server signs it, of two hours ago, in the place of the one that is there.
export async function agePage(page, backline) {
  const root = Buffer.from(readFileSync(`${backline.folder}/master.key`, "utf8").trim(), "hex");
  const key = Buffer.from(hkdfSync("sha256", root, "backline master 1", "render", 32));
  const part = `${Date.now() - 2 * 60 * 60 * 1000}.${randomBytes(12).toString("base64url")}`;
  const token = `${part}.${createHmac("sha256", key).update(part).digest("base64url")}`;
  await page.locator("[name=rendered]").evaluate((field, value) => (field.value = value), token);
}

export const rows = (backline, from) => Number(backline.sql(`select count(*) from ${from}`)[0][0]);

// Counts what moved without anybody having done something; read with shiftOf.
export const watchShift = (context) =>
  context.addInitScript(() => {
    globalThis.shifted = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        const moved = entry.sources.map((source) => source.node?.id || source.node?.nodeName);
        globalThis.shifted.push(`${entry.value.toFixed(4)} ${moved}`);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });

export async function nothingShifted(page) {
  for (const frame of page.frames()) {
    // Two frames are drawn, so that what was about to move has moved; what is out of sight is never
    // drawn, and so never moves.
    const shifted = await frame.evaluate(
      () => new Promise((done) => {
        const tell = () => done(globalThis.shifted ?? []);
        const sight = new IntersectionObserver(([seen]) => {
          sight.disconnect();
          if (!seen.isIntersecting) tell();
          else requestAnimationFrame(() => requestAnimationFrame(tell));
        });
        sight.observe(document.documentElement);
        setTimeout(tell, 1000);
      }),
    );
    assert.deepEqual(shifted, [], `layout shift in ${new URL(frame.url()).pathname}`);
  }
}

// axe on the page itself, or on the document in its frame.
export const accessibleInside = (inside, page, state) =>
  inside === page
    ? accessible(page, state)
    : accessible(
        {
          evaluate: (...asked) => inside.evaluate(...asked),
          viewportSize: () => page.viewportSize(),
        },
        `${state}, framed,`,
      );

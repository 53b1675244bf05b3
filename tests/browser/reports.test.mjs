// The manager's page: the chart, its table twin, the download and the API say the same.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { Backline, staffPassword } from "../support/backline.mjs";
import { accessible, inBrowser, picture, signIn, tooWide } from "./harness.mjs";

let backline;
let browser;
inBrowser(() => Backline.start({ requests: 400 }), (...begun) => {
  [backline, browser] = begun;
});

const whole = (text) => Number(text.replace(/[^\d-]/g, ""));
// What the API says for the range that the page shows.
const shownReport = async (page) => {
  const from = await page.locator("#from").inputValue();
  const to = await page.locator("#to").inputValue();
  return page.evaluate(
    async (path) => (await fetch(path)).json(),
    `/api/reports/service-level?from=${from}&to=${to}&by=day`,
  );
};
const cells = (line) => line.locator("th, td").allInnerTexts();

describe("the manager's page", () => {
  test("table, download and API have the same figures", async () => {
    const page = await browser.page({ acceptDownloads: true });
    const answered = page.waitForResponse((answer) =>
      answer.url().includes("/api/reports/service-level"));
    await signIn(page, backline, "manager", "/reports");
    const report = await (await answered).json();
    await page.locator(".day-table table").waitFor();
    assert.ok(report.total.requests > 0, "the demo has requests in the usual range");

    const rows = page.locator(".day-table tbody tr");
    assert.equal(await rows.count(), report.rows.length);
    for (const [index, row] of report.rows.entries()) {
      const shown = await cells(rows.nth(index));
      assert.equal(whole(shown[1]), row.requests);
      assert.equal(whole(shown[2]), row.attempted);
    }
    const sum = report.rows.reduce((total, row) => total + row.requests, 0);
    assert.equal(report.total.requests, sum);

    const waiting = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download CSV" }).click();
    const lines = readFileSync(await (await waiting).path(), "utf8").split("\r\n");
    for (const row of report.rows) {
      const line = lines.find((one) => one.startsWith(row.day));
      assert.ok(line, `the download has ${row.day}`);
      assert.equal(Number(line.split(",")[1]), row.requests);
    }
  });

  test("the chart has a picture, words and no fault, on every width", async () => {
    for (const width of [320, 768, 1280]) {
      const page = await browser.page({ viewport: { width, height: 900 } });
      await signIn(page, backline, "manager", "/reports");
      await page.locator(".day-table table").waitFor();
      assert.ok((await page.locator("main svg").count()) > 0);
      assert.equal(await tooWide(page), false);
      await accessible(page, "the report");
      if (width === 1280) await picture(page, "report");
    }
  });

  test("whoever works here changes their password themselves", async () => {
    const manager = await browser.page();
    await signIn(manager, backline, "manager", "/reports");
    await manager.getByRole("button", { name: "Password" }).click();
    const change = async (current, wanted) => {
      await manager.getByLabel("Your password now").fill(current);
      await manager.getByLabel("New password").fill(wanted);
      await manager.getByRole("button", { name: "Change it" }).click();
    };
    await change(staffPassword, "Spine Institute 2026");
    await manager.getByText("This is easily guessed").waitFor();
    await accessible(manager, "a refused password");
    await picture(manager, "password");
    await change("not this one", "nine lanterns over the quay");
    await manager.getByText("This is not your password").waitFor();
    await change(staffPassword, "nine lanterns over the quay");
    await manager.getByText("Your password is changed").waitFor();
    await manager.getByRole("button", { name: "Close" }).click();
    await manager.getByRole("button", { name: "Password" }).click();
    await change("nine lanterns over the quay", staffPassword);
    await manager.getByText("Your password is changed").waitFor();
  });

  test("another range is read, and a backward one is refused", async () => {
    const page = await browser.page();
    await signIn(page, backline, "manager", "/reports");
    await page.locator(".day-table table").waitFor();
    await page.getByRole("button", { name: "Last 7 days" }).click();
    await page.locator(".day-table tbody tr:nth-child(7):last-child").waitFor();
    assert.equal((await shownReport(page)).rows.length, 7);
    await page.getByLabel("From").fill("2026-12-31");
    await page.getByLabel("To", { exact: true }).fill("2026-01-01");
    await page.getByRole("button", { name: "Show" }).click();
    await page.locator("#from:invalid, #to:invalid").first().waitFor();
    assert.equal(await page.locator(".day-table tbody tr").count(), 7, "the old report stays");
    await accessible(page, "a refused range");
  });

  test("an agent finds no report", async () => {
    const page = await browser.page();
    await signIn(page, backline, "agent", "/reports");
    await page.getByRole("heading", { name: "These are the manager's reports" }).waitFor();
    assert.equal(await page.locator(".day-table").count(), 0);
    await accessible(page, "the reports for somebody else");
  });
});

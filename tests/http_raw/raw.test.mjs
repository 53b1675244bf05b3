// Whatever bytes arrive: straight to the port never a crash and never an exception's text, and the
// next request is served; through the shipped nginx never a 5xx.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Backline } from "../support/backline.mjs";
import { assertNoCanary, canary } from "../support/canary.mjs";
import { Agent } from "../support/desk.mjs";
import { postJson, submit } from "../support/patient.mjs";
import { request, send } from "../support/raw.mjs";
import { cases } from "./cases.mjs";

// What libraries say when they throw.
const exceptionText = new RegExp(
  ["std::", "basic_string", "stoi", "stol", "lexical", "pqxx", "pistache", "what\\(\\)",
    "exception", "invalid_argument", "out_of_range", "parse_error", "SQLSTATE", "/server/"]
    .join("|"),
  "i",
);

describe("odd framings and headers", () => {
  let backline;
  let pid;
  before(async () => {
    backline = await Backline.start({ https: true });
    pid = backline.server.pid;
  });
  after(() => backline?.stop());

  for (const { name, bytes, open } of cases) {
    test(`straight to the port: ${name}`, async () => {
      const answer = await send(backline.port, bytes, { open });
      assert.doesNotMatch(answer.text, exceptionText);
      // 501 and 505 say that a coding or a version is not spoken here.
      const fine = answer.status < 500 || [501, 505].includes(answer.status);
      assert.ok(fine, `answered ${answer.status}: ${answer.body}`);
      assert.equal(backline.server.exitCode, null);
      assert.equal(backline.server.signalCode, null);
      assert.equal((await request(backline.port, "/healthz")).status, 200);
      assert.equal(backline.server.pid, pid);
    });
    test(`through nginx: ${name}`, async () => {
      const answer = await send(backline.httpsPort, bytes, { open, tls: true });
      assert.doesNotMatch(answer.text, exceptionText);
      assert.ok(answer.status < 500, `answered ${answer.status}: ${answer.body}`);
      const next = await request(backline.httpsPort, "/healthz", { tls: true });
      assert.equal(next.status, 200);
    });
  }

  // Names and numbers where they belong and where they don't: each is refused or saved, none is
  // written down in clear by the server, nginx or PostgreSQL.
  test("patient data in odd places is in no log and in clear on no disk", async () => {
    const { port, httpsPort } = backline;
    const person = { name: canary.name, phone: canary.phone, email: canary.email };
    await submit(port, { ...person, reason: canary.reason });
    await postJson(port, "/api/requests", { ...person, nickname: canary.otherName });
    await postJson(port, "/api/requests", { name: canary.otherName, phone: "31072409620000" });
    await postJson(port, "/api/session", { username: canary.name, password: canary.reason });
    const staff = await Agent.signIn(port, backline.origin, "lead");
    for (const word of [canary.name, canary.phone, canary.email, "Quillwortham"]) {
      const found = await staff.post("/api/requests/search", { q: word });
      assert.equal(found.status, 200);
    }
    const odd = encodeURIComponent(canary.name);
    for (const bytes of [
      `GET /?name=${odd}&phone=3107240962 HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      `GET /${odd} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      `GET /r/${odd} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Name: Zephyrina\r\nCookie: Zephyrina\r\n\r\n`,
      `GET /Quillwortham%zz HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      `QUILLWORTHAM / HTTP/1.1\r\nHost: quillwortham.example\r\n\r\n`,
    ]) {
      await send(port, bytes);
      await send(httpsPort, bytes, { tls: true });
    }
    await assertNoCanary(backline);
  });
});

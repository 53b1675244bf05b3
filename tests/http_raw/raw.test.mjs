// Whatever bytes arrive: straight to the port never a crash and never an exception's text, and the
// next request is served; through the shipped nginx never a 5xx.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Backline } from "../support/backline.mjs";
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
});

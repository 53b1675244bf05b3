// The shipped nginx template, run by a real nginx. Behind it stands a listener that tells what
// reached it, because that is what the template promises: what the server gets to see.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import https from "node:https";
import { freePort, listens, root, until } from "../support/backline.mjs";
import { request, send } from "../support/raw.mjs";

const page = `<!doctype html><title>page</title>${"<p>words, words, words</p>".repeat(200)}`;

function upstream() {
  const seen = [];
  const server = createServer((asked, answer) => {
    const chunks = [];
    asked.on("data", (chunk) => chunks.push(chunk));
    asked.on("end", () => {
      const body = Buffer.concat(chunks).toString("latin1");
      const { method, url, rawHeaders, headers } = asked;
      seen.push({ method, url, raw: rawHeaders, headers, body });
      const type = asked.url.startsWith("/api/") ? "application/json" : "text/html; charset=utf-8";
      answer.setHeader("Content-Type", type);
      answer.setHeader("Cache-Control", "no-store");
      answer.setHeader("X-Content-Type-Options", "nosniff");
      answer.setHeader("Content-Security-Policy", "default-src 'none'; script-src 'self'");
      if (asked.url === "/hang-up") return asked.socket.destroy();
      answer.end(page);
    });
  });
  return { seen, server };
}

function fetchTls(port, path, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const asked = https.request(
      { host: "127.0.0.1", port, path, method, servername: "localhost", rejectUnauthorized: false,
        headers: { Host: `localhost:${port}`, ...headers }, agent: false },
      (answer) => {
        const chunks = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("end", () => {
          const body = Buffer.concat(chunks);
          resolve({ status: answer.statusCode, headers: answer.headers, body });
        });
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

// A test machine has one IPv6 address at most: the map's own patterns, on many.
test("the addresses of one IPv6 /64 are counted as one, and no others", () => {
  const template = readFileSync(join(root, "deploy/nginx/backline.conf.template"), "utf8");
  const [map] = template.match(/map \$remote_addr \$backline_client \{[^}]*\}[^}]*\}?/);
  const patterns = [...map.matchAll(/"~(\^.+)" \$backline/g)].map(([, one]) => new RegExp(one));
  assert.equal(patterns.length, 2);
  const client = (address) => {
    const found = patterns.map((pattern) => address.match(pattern)).find(Boolean);
    return found ? Object.values(found.groups)[0] : address;
  };
  assert.equal(client("2001:db8:64:1:5:6:7:8"), client("2001:db8:64:1:ffff::1"));
  assert.equal(client("2001:db8:64:1::1"), client("2001:db8:64:1:a:b:c:d"));
  assert.notEqual(client("2001:db8:64:1::1"), client("2001:db8:64:2::1"));
  assert.notEqual(client("2001:db8:64:1::1"), client("2001:db8:65:1::1"));
  assert.equal(client("2001:db8::1"), client("2001:db8::2"));
  assert.equal(client("198.51.100.7"), "198.51.100.7");
});

describe("nginx in front", () => {
  let folder, nginx, listener, port, plain;
  before(async () => {
    folder = mkdtempSync("/tmp/backline-nginx-");
    listener = upstream();
    await new Promise((resolve) => listener.server.listen(0, "127.0.0.1", resolve));
    port = await freePort();
    plain = await freePort();
    const words = [folder, listener.server.address().port, port, plain].map(String);
    nginx = spawn(join(root, "tests/support/nginx"), [...words, "--phone", "(310) 828-7757"], {
      stdio: "inherit",
    });
    await until("nginx listens", () => listens(port));
  });
  after(async () => {
    nginx?.kill("SIGTERM");
    listener?.server.closeAllConnections?.();
    listener?.server.close();
    await new Promise((resolve) => nginx.once("exit", resolve));
    rmSync(folder, { recursive: true, force: true });
  });
  const last = () => listener.seen[listener.seen.length - 1];

  test("plain http only points to https, and is told so for good", async () => {
    const answer = await request(plain, "/es?kind=callback");
    assert.equal(answer.status, 308);
    assert.equal(answer.headers.location, `https://localhost:${port}/es?kind=callback`);
    const secure = await fetchTls(port, "/");
    assert.match(secure.headers["strict-transport-security"], /^max-age=63072000/);
  });

  test("only our own session cookie passes", async () => {
    const token = "__Host-sid=abcdefghijklmnopqrstuvwxyz0123456789ABCD";
    await fetchTls(port, "/", { headers: { Cookie: `_ga=GA1.2.3; ${token}; theme=dark; flag` } });
    assert.equal(last().headers.cookie, token);
    const others = ["flag", "sid=abcdefghijklmnopqrstuvwxyz", "x__Host-sid=aaaaaaaaaaaaaaaaaaaaaa"];
    for (const other of others) {
      await fetchTls(port, "/", { headers: { Cookie: other } });
      assert.equal(last().headers.cookie, undefined, other);
    }
  });

  test("what the server doesn't read doesn't reach it", async () => {
    await fetchTls(port, "/", {
      headers: { Accept: "text/html", Date: "yesterday", Authorization: "Basic abc", "X-Odd": "1",
        "Accept-Encoding": "gzip, br", "User-Agent": "somebody",
        Referer: "https://example.org/neck" },
    });
    const names = Object.keys(last().headers).sort();
    assert.deepEqual(names, ["connection", "host", "x-forwarded-for", "x-forwarded-proto"]);
    assert.equal(last().headers.connection, "keep-alive");
    await send(port, ["POST /api/requests HTTP/1.1", "Host: localhost",
      "Content-Type: application/json", "Expect: 100-continue", "Content-Length: 2", "",
      "{}"].join("\r\n"), { tls: true });
    assert.equal(last().headers.expect, undefined);
    assert.equal(last().body, "{}");
  });

  test("what the server reads reaches it", async () => {
    const headers = { "Content-Type": "application/json; charset=utf-8",
      Origin: `https://localhost:${port}`, "Sec-Fetch-Site": "same-origin",
      "X-CSRF-Token": "token", "Idempotency-Key": "key" };
    await fetchTls(port, "/api/requests", { method: "POST", headers, body: '{"a":1}' });
    const got = last().headers;
    assert.equal(got["content-type"], "application/json");
    assert.equal(got["content-length"], "7");
    assert.equal(got.origin, headers.Origin);
    assert.equal(got["sec-fetch-site"], "same-origin");
    assert.equal(got["x-csrf-token"], "token");
    assert.equal(got["idempotency-key"], "key");
  });

  test("a made-up X-Forwarded-For is replaced, not added to", async () => {
    const headers = { "X-Forwarded-For": "203.0.113.9", Forwarded: "for=203.0.113.9" };
    await fetchTls(port, "/", { headers });
    assert.equal(last().headers["x-forwarded-for"], "127.0.0.1");
    assert.equal(last().headers.forwarded, undefined);
  });

  test("a chunked body arrives with its length, whole", async () => {
    await send(port, ["POST /api/requests HTTP/1.1", "Host: localhost",
      "Content-Type: application/json", "Transfer-Encoding: chunked", "",
      "4\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\n\r\n"].join("\r\n"), { tls: true });
    assert.equal(last().headers["content-length"], "7");
    assert.equal(last().headers["transfer-encoding"], undefined);
    assert.equal(last().body, '{"a":1}');
  });

  test("pages are compressed, answers of the API are not", async () => {
    const packed = await fetchTls(port, "/", { headers: { "Accept-Encoding": "gzip" } });
    assert.equal(packed.headers["content-encoding"], "gzip");
    assert.equal(gunzipSync(packed.body).toString(), page);
    assert.ok(packed.body.length < page.length / 5);
    const api = await fetchTls(port, "/api/form", { headers: { "Accept-Encoding": "gzip" } });
    assert.equal(api.headers["content-encoding"], undefined);
  });

  test("the server's headers stay single, and nginx's own answers are as safe", async () => {
    const own = await request(port, "/", { tls: true });
    assert.equal(own.text.match(/^x-content-type-options:/gim).length, 1);
    assert.equal(own.text.match(/^content-security-policy:/gim).length, 1);
    const refused = await send(port, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", { tls: true });
    assert.equal(refused.status, 421);
    assert.equal(refused.headers["x-content-type-options"], "nosniff");
    assert.equal(refused.headers["cache-control"], "no-store");
    assert.match(refused.headers["content-security-policy"], /default-src 'none'/);
    assert.doesNotMatch(refused.text, /nginx\/\d/);
  });

  test("a server that is away is a 503 with a time to come back and a number to call", async () => {
    const gone = await request(port, "/hang-up", { tls: true });
    assert.equal(gone.status, 503);
    assert.equal(gone.headers["retry-after"], "5");
    assert.match(gone.body, /\(310\) 828-7757/);
  });

  test("a body larger than any form's is refused before the server sees it", async () => {
    const before = listener.seen.length;
    const headers = { "Content-Type": "application/json" };
    const body = "x".repeat(100000);
    const answer = await fetchTls(port, "/api/requests", { method: "POST", headers, body });
    assert.equal(answer.status, 413);
    assert.equal(listener.seen.length, before);
  });

  test("a client that dawdles over its headers is cut off within seconds", async () => {
    const bytes = "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
    const answer = await send(port, bytes, { tls: true, patience: 15000 });
    assert.ok(answer.closed);
  });

  test("a script that floods the form is slowed down, with a reason", async () => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const form = { method: "POST", headers, body: "a=1" };
    const answers = await Promise.all(
      Array.from({ length: 120 }, () => fetchTls(port, "/", form)),
    );
    const slowed = answers.filter((answer) => answer.status === 429);
    assert.ok(slowed.length > 0);
    assert.ok(answers.length - slowed.length >= 60, "a burst of an office passes");
    assert.equal(slowed[0].headers["retry-after"], "10");
    assert.equal((await request(port, "/", { tls: true })).status, 200, "reading goes on");
  });

  test("nothing that was typed is written down", async () => {
    await request(port, "/api/requests?q=Canarietta+Zwelve", { tls: true });
    await request(port, "/r/TokenOfCanarietta", { tls: true });
    await request(port, "/r/TokenOfCanarietta/hang-up?q=Canarietta", { tls: true });
    await send(port, "GET /Canarietta%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", { tls: true });
    const logs = ["backline.access.log", "backline.error.log", "nginx.log"]
      .map((name) => readFileSync(join(folder, "logs", name), "utf8")).join("");
    assert.doesNotMatch(logs, /Canarietta/);
    assert.match(logs, /"path":"\/api\/requests"/);
    assert.match(logs, /"path":"\/r\/-/);
  });
});

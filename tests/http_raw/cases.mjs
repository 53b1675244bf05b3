// Odd framings and headers, as bytes. `open: true` marks a request that never becomes whole: the
// client hangs up. Each is sent straight to the server's port and through the shipped nginx.
const get = (path, ...headers) =>
  ["GET " + path + " HTTP/1.1", "Host: localhost", ...headers, "", ""].join("\r\n");
const post = (path, body, ...headers) =>
  ["POST " + path + " HTTP/1.1", "Host: localhost", ...headers, "", body].join("\r\n");
const json = "Content-Type: application/json";

const framings = [
  ["two different Content-Lengths", post("/api/requests", "{}ab", json, "Content-Length: 2", "Content-Length: 4")],
  ["the same Content-Length twice", post("/api/requests", "{}", json, "Content-Length: 2", "Content-Length: 2")],
  ["Content-Length abc", post("/api/requests", "{}", json, "Content-Length: abc")],
  ["Content-Length -1", post("/api/requests", "{}", json, "Content-Length: -1")],
  ["Content-Length +2", post("/api/requests", "{}", json, "Content-Length: +2")],
  ["Content-Length 0x2", post("/api/requests", "{}", json, "Content-Length: 0x2")],
  ["Content-Length beyond 64 bits", post("/api/requests", "{}", json, "Content-Length: 99999999999999999999999")],
  ["Content-Length empty", post("/api/requests", "{}", json, "Content-Length:")],
  ["Content-Length list", post("/api/requests", "{}", json, "Content-Length: 2, 2")],
  ["no length at all", post("/api/requests", "{}", json)],
  ["Content-Length and Transfer-Encoding", post("/api/requests", "2\r\n{}\r\n0\r\n\r\n", json, "Content-Length: 2", "Transfer-Encoding: chunked")],
  ["Transfer-Encoding of a made-up kind", post("/api/requests", "{}", json, "Transfer-Encoding: pigeon", "Content-Length: 2")],
  ["chunked, chunked", post("/api/requests", "0\r\n\r\n", json, "Transfer-Encoding: chunked, chunked")],
  ["chunk size that is no number", post("/api/requests", "zz\r\n{}\r\n0\r\n\r\n", json, "Transfer-Encoding: chunked")],
  ["chunk size beyond 64 bits", post("/api/requests", "fffffffffffffffff\r\n{}", json, "Transfer-Encoding: chunked")],
  ["a whole chunked body", post("/api/requests", "2\r\n{}\r\n0\r\n\r\n", json, "Transfer-Encoding: chunked")],
  ["less body than said", post("/api/requests", "{", json, "Content-Length: 500"), { open: true }],
  ["more body than said", post("/api/requests", "{}GARBAGE GARBAGE", json, "Content-Length: 2")],
  ["two requests at once", get("/healthz") + get("/healthz")],
  ["line ends without CR", "GET /healthz HTTP/1.1\nHost: localhost\n\n"],
  ["a folded header", get("/healthz", "X-Long: one", " two")],
  ["a space before the colon", get("/healthz", "X-Odd : one")],
  ["a header without a colon", get("/healthz", "NoColonHere")],
  ["a header without a name", get("/healthz", ": value")],
  ["NUL in a header", get("/healthz", "X-Nul: a\0b")],
  ["bytes above 127 in a header", get("/healthz", "X-High: \xff\xfe\xc3\x28")],
  ["only a line end", "\r\n\r\n"],
  ["nothing but garbage", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03hello\r\n\r\n"],
  ["half a request line", "GET /healt", { open: true }],
  ["headers that never end", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n", { open: true }],
];

const lines = [
  ["no Host", "GET /healthz HTTP/1.1\r\n\r\n"],
  ["two Hosts", get("/healthz", "Host: example.org")],
  ["a Host with a port that is no number", "GET /healthz HTTP/1.1\r\nHost: localhost:abc\r\n\r\n"],
  ["a Host with a port too large", "GET /healthz HTTP/1.1\r\nHost: localhost:99999999\r\n\r\n"],
  ["a Host that is an open bracket", "GET /healthz HTTP/1.1\r\nHost: [::1\r\n\r\n"],
  ["an empty Host", "GET /healthz HTTP/1.1\r\nHost:\r\n\r\n"],
  ["a foreign Host", "GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n"],
  ["an absolute URI", "GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["an absolute URI of another host", "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["a path without a slash", get("healthz")],
  ["an asterisk", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["CONNECT", "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["TRACE", "TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["a made-up method", "BREW /coffee HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["a method in lower case", "get /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  ["a method of 5,000 letters", `${"A".repeat(5000)} / HTTP/1.1\r\nHost: localhost\r\n\r\n`],
  ["HTTP/0.9", "GET /\r\n\r\n"],
  ["HTTP/1.0 without a Host", "GET /healthz HTTP/1.0\r\n\r\n"],
  ["HTTP/3.7", "GET /healthz HTTP/3.7\r\nHost: localhost\r\n\r\n"],
  ["HTTP/1.1 misspelled", "GET /healthz HTPP/1.1\r\nHost: localhost\r\n\r\n"],
  ["bad percent-encoding", get("/api/requests/%zz")],
  ["half a percent-encoding", get("/r/%4")],
  ["an encoded NUL", get("/r/%00")],
  ["an encoded slash", get("/r/a%2fb")],
  ["bytes that are no UTF-8, encoded", get("/r/%ff%fe")],
  ["dots that climb", get("/assets/../../etc/passwd")],
  ["encoded dots that climb", get("/assets/%2e%2e/%2e%2e/etc/passwd")],
  ["a bad query", get("/?topic=%&kind=%zz&=&&&==")],
  ["a path of 20,000 letters", get("/" + "a".repeat(20000))],
  ["a NUL in the path", "GET /health\0z HTTP/1.1\r\nHost: localhost\r\n\r\n"],
];

const headers = [
  ["a cookie without =", get("/api/session", "Cookie: flag")],
  ["a cookie of nothing but separators", get("/api/session", "Cookie: ;;;=;=;;")],
  ["200 cookies", get("/api/session", `Cookie: ${"sid=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; ".repeat(150)}`)],
  ["a Date that is none", get("/healthz", "Date: yesterday, or so")],
  ["an Accept that is none", get("/healthz", "Accept: ;;q=;/,")],
  ["an Accept-Encoding that is none", get("/healthz", "Accept-Encoding: \u0001, q=9")],
  ["Authorization without a value", get("/healthz", "Authorization:")],
  ["Authorization that is no base64", get("/healthz", "Authorization: Basic %%%")],
  ["Expect: 100-continue", post("/api/requests", "{}", json, "Expect: 100-continue", "Content-Length: 2")],
  ["Expect: something else", post("/api/requests", "{}", json, "Expect: rain", "Content-Length: 2")],
  ["Connection: Close", get("/healthz", "Connection: Close")],
  ["Connection: Upgrade", get("/healthz", "Connection: Upgrade", "Upgrade: websocket")],
  ["HTTP/2 by Upgrade", get("/healthz", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk")],
  ["Cache-Control that is none", get("/healthz", "Cache-Control: max-age=never")],
  ["Range", get("/", "Range: bytes=9999999999999999999-")],
  ["If-Modified-Since that is none", get("/", "If-Modified-Since: once upon a time")],
  ["a Content-Type that is none", post("/api/requests", "{}", "Content-Type: ///;;", "Content-Length: 2")],
  ["an empty Content-Type", post("/api/requests", "{}", "Content-Type:", "Content-Length: 2")],
  ["a Content-Encoding", post("/api/requests", "{}", json, "Content-Encoding: gzip", "Content-Length: 2")],
  ["100 headers", get("/healthz", ...Array.from({ length: 100 }, (_, i) => `X-${i}: ${"v".repeat(50)}`))],
  ["one header of 60,000 bytes", get("/healthz", `X-Bomb: ${"b".repeat(60000)}`)],
  ["5,000 headers", get("/healthz", ...Array.from({ length: 5000 }, (_, i) => `X-${i}: v`))],
  ["an idempotency key of 10,000 bytes", post("/api/requests", "{}", json, `Idempotency-Key: ${"k".repeat(10000)}`, "Content-Length: 2")],
  ["X-Forwarded-For that is no address", get("/", "X-Forwarded-For: ', \"; drop table request; --")],
];

const form = "Content-Type: application/x-www-form-urlencoded";
const sized = (path, type, body) =>
  post(path, body, type, `Content-Length: ${Buffer.byteLength(body, "latin1")}`);
const bodies = [
  ["a body of 17 KB", sized("/api/requests", json, `{"name":"${"n".repeat(17000)}"}`)],
  ["a body of 200 KB", sized("/api/requests", json, `{"name":"${"n".repeat(200000)}"}`)],
  ["JSON 2,000 deep", sized("/api/requests", json, "[".repeat(2000) + "]".repeat(2000))],
  ["JSON that is no UTF-8", sized("/api/requests", json, '{"name":"\xff\xfe"}')],
  ["JSON with a NUL", sized("/api/requests", json, '{"name":"a\\u0000b"}')],
  ["JSON with half a surrogate", sized("/api/requests", json, '{"name":"\\ud800"}')],
  ["JSON with a number too large", sized("/api/requests", json, '{"name":1e999999}')],
  ["JSON with a key twice", sized("/api/requests", json, '{"name":"a","name":"b"}')],
  ["half of JSON", sized("/api/requests", json, '{"name":')],
  ["an empty JSON body", sized("/api/requests", json, "")],
  ["JSON that is a list", sized("/api/requests", json, "[]")],
  ["a form with bad escapes", sized("/", form, "name=%zz&phone=%&=&&&%00=1")],
  ["a form that is no UTF-8", sized("/es", form, "name=%ff%fe&topic=%c3%28")],
  ["a form of 2,000 fields", sized("/", form, "a=1&".repeat(2000))],
  ["a sign-in with the wrong types", sized("/api/session", json, '{"username":[],"password":{}}')],
];

export const cases = [...framings, ...lines, ...headers, ...bodies].map(([name, bytes, more]) => ({
  name,
  bytes: Buffer.from(bytes, "latin1"),
  open: more?.open ?? false,
}));

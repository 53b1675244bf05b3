// Bytes over a socket, and what came back, parsed no more than a test has to.
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";

// The first answer in `text`, or null while it is not whole.
export function parse(text) {
  const split = text.indexOf("\r\n\r\n");
  if (split < 0) return null;
  const [line, ...rest] = text.slice(0, split).split("\r\n");
  const headers = {};
  for (const entry of rest) {
    const colon = entry.indexOf(":");
    headers[entry.slice(0, colon).toLowerCase()] = entry.slice(colon + 1).trim();
  }
  const body = text.slice(split + 4);
  const length = Number(headers["content-length"] ?? NaN);
  const status = Number(line.split(" ")[1]);
  const whole = status === 100 ? false : Number.isNaN(length) ? null : body.length >= length;
  return { status, headers, body, whole };
}

// Sends the bytes and resolves when an answer is whole, the other side hangs up, or `patience`
// ends. {status: 0} means: hung up on, or no word at all.
export function send(port, bytes, { tls = false, open = false, patience = 3000 } = {}) {
  return new Promise((resolve) => {
    const words = { port, host: "127.0.0.1" };
    const socket = tls
      ? connectTls({ ...words, servername: "localhost", rejectUnauthorized: false })
      : connect(words);
    let text = "";
    let closed = false;
    const finish = () => {
      clearTimeout(late);
      socket.destroy();
      resolve({ ...(parse(text) ?? { status: 0, headers: {}, body: "" }), text, closed });
    };
    const late = setTimeout(finish, patience);
    socket.on("data", (data) => {
      text += data.toString("latin1");
      if (parse(text)?.whole) finish();
    });
    for (const event of ["end", "close", "error"]) {
      socket.on(event, () => {
        closed = true;
        finish();
      });
    }
    socket.once(tls ? "secureConnect" : "connect", () => {
      socket.write(bytes);
      // A request that never becomes whole: hang up once it is sent.
      if (open) socket.end();
    });
  });
}

export const request = (port, path, options = {}, ...headers) =>
  send(
    port,
    [`GET ${path} HTTP/1.1`, "Host: localhost", ...headers, "", ""].join("\r\n"),
    options,
  );

// A patient over HTTP: reads the form, then posts JSON as the form's script does.
import { request as ask } from "node:http";
import { Agent } from "node:http";

export const agent = new Agent({ keepAlive: true, maxSockets: 64 });

// {status, headers, text}; never follows a redirect; rejects when the connection breaks.
export function http(port, method, path, { headers = {}, body, timeout = 30000 } = {}) {
  return new Promise((resolve, reject) => {
    const to = { host: "127.0.0.1", port, method, path, agent, timeout, headers };
    const sent = ask(to, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => (text += part));
      answer.on("error", reject);
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
      answer.on("aborted", () => reject(new Error("cut off")));
    });
    sent.on("error", reject);
    sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.end(body);
  });
}

export const postJson = (port, path, value, headers = {}) => {
  const body = JSON.stringify(value);
  const length = Buffer.byteLength(body);
  const all = { "Content-Type": "application/json", "Content-Length": length, ...headers };
  return http(port, "POST", path, { headers: all, body });
};

// What the page of the form carries: the signed render time and the consent text's id.
export async function readForm(port) {
  const { text, status } = await http(port, "GET", "/");
  if (status !== 200) throw new Error(`GET / answered ${status}`);
  const hidden = (name) => {
    const found = text.match(new RegExp(`name="${name}" value="([^"]*)"`));
    if (!found) throw new Error(`the form has no ${name}`);
    return found[1];
  };
  return { rendered: hidden("rendered"), consent: hidden("consent_text_id") };
}

// Saves one request, or throws; answers the receipt.
export async function submit(port, fields) {
  const { rendered, consent } = await readForm(port);
  const body = {
    kind: "callback",
    topic: "neck-pain",
    language: "en",
    window: { asap: true },
    consent: { text_id: consent, given: true },
    rendered,
    ...fields,
  };
  const answer = await postJson(port, "/api/requests", body);
  if (answer.status !== 201) throw new Error(`answered ${answer.status}: ${answer.text}`);
  return JSON.parse(answer.text);
}

// What differs between any two patients' pages, left out: link and its code, reference, the
// number's end, the promised time.
export const comparable = (page) =>
  page
    .replace(/\/r\/[\w-]{22}/g, "/r/TOKEN")
    .replace(/<figure class="code">[^]*?<\/figure>/, "")
    .replace(/class="reference">[^<]*/, "")
    .replace(/ending in \d{4}/g, "ending in NNNN")
    .replace(/<p class="when">[^<]*/, "");

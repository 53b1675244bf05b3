// An agent over HTTP, as the console does it: a session cookie, the CSRF token, the same origin.
import { http, postJson } from "./patient.mjs";
import { staffPassword } from "./backline.mjs";

export class Agent {
  // `origin` as the server's public_origin; `port` where it listens.
  static async signIn(port, origin, username) {
    const answer = await postJson(port, "/api/session", { username, password: staffPassword },
      { Origin: origin, "Sec-Fetch-Site": "same-origin" });
    if (answer.status !== 201) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`);
    const cookie = String(answer.headers["set-cookie"]).split(";")[0];
    const { csrf_token: csrf, user } = JSON.parse(answer.text);
    return Object.assign(new Agent(), { port, origin, cookie, csrf, user });
  }

  get headers() {
    return {
      Cookie: this.cookie,
      Origin: this.origin,
      "Sec-Fetch-Site": "same-origin",
      "X-CSRF-Token": this.csrf,
    };
  }

  async get(path) {
    return said(await http(this.port, "GET", path, { headers: this.headers }));
  }

  async post(path, value) {
    return said(await postJson(this.port, path, value, this.headers));
  }
}

function said(answer) {
  const json = (answer.headers["content-type"] ?? "").includes("json") && answer.text !== "";
  return { status: answer.status, value: json ? JSON.parse(answer.text) : null };
}

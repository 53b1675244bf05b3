// Two servers behind the shipped nginx, restarted one after the other under load: nobody sees it.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Agent as Keep, request } from "node:https";
import { after, before, describe, test } from "node:test";
import { Backline, staffPassword, until } from "../support/backline.mjs";
import { nameOf, phoneOf } from "../support/people.mjs";
import { acknowledgedOnce, journalIsWhole, outcomesOnce, statesAreLegal } from "./check.mjs";

const rounds = Number(process.env.BACKLINE_RESTARTS ?? 4);
const workBetween = 60;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// What a browser does through nginx; every answer that a person would notice is written down.
class Visitors {
  constructor(backline) {
    this.backline = backline;
    this.agent = new Keep({ keepAlive: true, maxSockets: 32, rejectUnauthorized: false });
    this.failed = [];
    this.answered = 0;
    this.references = new Map();
    this.outcomes = new Map();
    this.running = true;
    this.next = 1;
    this.workers = [
      ...Array.from({ length: 5 }, () => this.patient()),
      this.caller("agent"),
      this.caller("agent2"),
      this.reader("lead"),
    ];
  }

  async stop() {
    this.running = false;
    await Promise.all(this.workers);
    this.agent.destroy();
  }

  // A status below 500, or a line in `failed`.
  async ask(method, path, { headers = {}, json } = {}) {
    await pause(100);
    const body = json === undefined ? undefined : JSON.stringify(json);
    const all = body === undefined ? headers : {
      "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body), ...headers,
    };
    try {
      const answer = await new Promise((resolve, reject) => {
        const sent = request({
          host: "127.0.0.1", port: this.backline.httpsPort, servername: "localhost", method, path,
          agent: this.agent, timeout: 60000,
          headers: { Host: `localhost:${this.backline.httpsPort}`, ...all },
        }, (got) => {
          let text = "";
          got.setEncoding("utf8");
          got.on("data", (part) => (text += part));
          got.on("end", () => resolve({ status: got.statusCode, headers: got.headers, text }));
          got.on("aborted", () => reject(new Error("cut off")));
        });
        sent.on("error", reject);
        sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
        sent.end(body);
      });
      this.answered += 1;
      if (answer.status >= 500 || answer.status === 429) {
        this.failed.push(`${method} ${path}: ${answer.status}`);
      }
      return answer;
    } catch (fault) {
      this.failed.push(`${method} ${path}: ${fault.message}`);
      return { status: 0, headers: {}, text: "" };
    }
  }

  async patient() {
    while (this.running) {
      const n = this.next++;
      const page = await this.ask("GET", "/");
      const hidden = (name) =>
        page.text.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1] ?? "";
      const key = randomUUID();
      const sent = await this.ask("POST", "/api/requests", {
        json: {
          kind: "callback", name: nameOf(n), phone: phoneOf(n), topic: "neck-pain",
          window: { asap: true }, submission_id: key, rendered: hidden("rendered"),
          consent: { text_id: hidden("consent_text_id"), given: true },
        },
      });
      if (sent.status !== 201 && sent.status !== 200) continue;
      const { reference, status_url: url } = JSON.parse(sent.text);
      this.references.set(key, reference);
      await this.ask("GET", new URL(url).pathname);
    }
  }

  async signIn(username) {
    const { origin } = this.backline;
    const answer = await this.ask("POST", "/api/session", {
      json: { username, password: staffPassword },
      headers: { Origin: origin, "Sec-Fetch-Site": "same-origin" },
    });
    const cookie = String(answer.headers["set-cookie"]).split(";")[0];
    return {
      Cookie: cookie, Origin: origin, "Sec-Fetch-Site": "same-origin",
      "X-CSRF-Token": JSON.parse(answer.text).csrf_token,
    };
  }

  async caller(username) {
    const headers = await this.signIn(username);
    const post = (path, json) => this.ask("POST", path, { headers, json });
    while (this.running) {
      const claim = await post("/api/desk/claims", {});
      if (claim.status !== 201) continue;
      const { request: taken, fence } = JSON.parse(claim.text);
      const url = `/api/requests/${taken.id}`;
      await this.ask("PUT", `${url}/draft`, { headers, json: { fence, note: "Rang" } });
      const call = await post(`${url}/attempts`, { fence });
      if (call.status !== 201) continue;
      const id = JSON.parse(call.text).attempt_id;
      const logged = await post(`/api/attempts/${id}/outcome`, { fence, outcome: "no_answer" });
      if (logged.status === 200) this.outcomes.set(id, "no_answer");
      else this.failed.push(`an outcome: ${logged.status} ${logged.text}`);
    }
  }

  // A desk that shows the queue and waits for news.
  async reader(username) {
    const headers = await this.signIn(username);
    while (this.running) {
      const queue = await this.ask("GET", "/api/desk/queue", { headers });
      if (queue.status !== 200) continue;
      const { seq } = JSON.parse(queue.text);
      await this.ask("GET", `/api/desk/changes?after=${seq}&nonce=n`, { headers });
    }
  }
}

describe("a rolling restart", () => {
  let backline;
  let visitors;
  before(async () => {
    backline = await Backline.start({
      https: true,
      second: true,
      nginx: ["--form-rate", "500", "--form-burst", "500"],
    });
    visitors = new Visitors(backline);
  });
  after(async () => {
    if (visitors) visitors.running = false;
    await backline?.stop();
  });

  test("of two servers, again and again: no request fails, and nothing is lost", async () => {
    for (let round = 0; round < rounds; round += 1) {
      for (const which of ["server", "second"]) {
        const wanted = visitors.answered + workBetween;
        await until("the load goes on", () => visitors.answered >= wanted, 60000);
        await backline.restart(which);
        assert.deepEqual(visitors.failed, [], `round ${round}, ${which}`);
      }
    }
    await visitors.stop();
    assert.deepEqual(visitors.failed, []);
    assert.ok(visitors.references.size > 50 && visitors.outcomes.size > 10);
    acknowledgedOnce(backline, visitors.references);
    outcomesOnce(backline, visitors.outcomes);
    statesAreLegal(backline);
    journalIsWhole(backline);
  });
});

// Patients and agents who go on through every fault: each keeps what was acknowledged to it, and
// when an answer is lost asks again with the same key, as the form and the console do.
import { randomUUID } from "node:crypto";
import { Agent } from "../support/desk.mjs";
import { postJson, readForm } from "../support/patient.mjs";
import { nameOf, phoneOf } from "../support/people.mjs";

const patience = 60000;
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Load {
  constructor(backline, { patients = 8, agents = ["agent", "agent2"] } = {}) {
    this.backline = backline;
    this.references = new Map(); // key → reference, of what was acknowledged
    this.outcomes = new Map(); // attempt id → outcome, of what was acknowledged
    this.wrong = []; // what must never be seen
    this.lost = 0; // answers that did not arrive
    this.next = 1;
    this.running = true;
    this.workers = [
      ...Array.from({ length: patients }, () => this.patient()),
      ...agents.map((name) => this.agent(name)),
    ];
  }

  get acknowledged() {
    return this.references.size + this.outcomes.size;
  }

  async stop() {
    this.running = false;
    await Promise.all(this.workers);
  }

  // Tries until there is an answer below 500, at most for a minute.
  async insist(what, attempt) {
    const end = Date.now() + patience;
    for (;;) {
      try {
        const answer = await attempt();
        if (answer.status < 500) return answer;
        if (answer.status !== 503) this.wrong.push(`${what}: answered ${answer.status}`);
      } catch {
        this.lost++;
      }
      if (Date.now() > end) throw new Error(`${what}: no answer for ${patience} ms`);
      await pause(25);
    }
  }

  async patient() {
    while (this.running) {
      const n = this.next++;
      const key = randomUUID();
      const page = await this.insist("the form", async () => (
        { status: 200, ...(await readForm(this.backline.port)) }));
      const body = {
        kind: "callback",
        name: nameOf(n),
        phone: phoneOf(n),
        topic: "neck-pain",
        language: "en",
        window: { asap: true },
        consent: { text_id: page.consent, given: true },
        rendered: page.rendered,
        submission_id: key,
      };
      const answer = await this.insist("a submission", () =>
        postJson(this.backline.port, "/api/requests", body),
      );
      if (answer.status !== 201 && answer.status !== 200) {
        this.wrong.push(`a submission: answered ${answer.status}: ${answer.text}`);
        continue;
      }
      this.references.set(key, JSON.parse(answer.text).reference);
    }
  }

  // Claims, calls and logs "no answer", over and over. A lost answer is looked up, never guessed:
  // claiming again gives back the same request, with the attempt that is open in it.
  async agent(username) {
    const { backline } = this;
    const person = await this.insist("a sign-in", async () => {
      const signedIn = await Agent.signIn(backline.port, backline.origin, username);
      return Object.assign(signedIn, { status: 201 });
    });
    while (this.running) {
      const claim = await this.insist("a claim", () => person.post("/api/desk/claims", {}));
      if (claim.status === 204) {
        await pause(20);
        continue;
      }
      if (claim.status !== 201) {
        this.wrong.push(`a claim: answered ${claim.status}`);
        continue;
      }
      const { request, fence } = claim.value;
      let attempt = request.open_attempt?.id;
      if (!attempt) {
        const started = await this.insist("an attempt", () =>
          person.post(`/api/requests/${request.id}/attempts`, { fence }),
        );
        // 409: the lost answer had started it; the next claim shows it.
        if (started.status === 409) continue;
        attempt = started.value.attempt_id;
      }
      const logged = await this.insist("an outcome", () =>
        person.post(`/api/attempts/${attempt}/outcome`, { fence, outcome: "no_answer" }),
      );
      // 409: ended by the answer that was lost; whether it is there is checked in the end.
      if (logged.status === 200) this.outcomes.set(attempt, "no_answer");
    }
  }
}

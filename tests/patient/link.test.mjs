// A hundred thousand guesses at somebody's link find nobody's page, and leave nothing behind.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { Backline } from "../support/backline.mjs";
import { http, submit } from "../support/patient.mjs";
import { nameOf, phoneOf } from "../support/people.mjs";

const guesses = 100_000;
const atOnce = 64;

let backline;
before(async () => {
  backline = await Backline.start({ settings: { form: { per_address_hour: 0 } } });
});
after(async () => backline?.stop());

// What differs between any two answers: the id of the answer itself.
const bare = (text) => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID");

test("a hundred thousand random tokens: every answer is the wrong link's", async () => {
  const links = [];
  for (let n = 0; n < 50; n += 1) {
    const { status_url: url } = await submit(backline.port, { name: nameOf(n), phone: phoneOf(n) });
    links.push(new URL(url).pathname);
  }
  const journal = "select count(*), max(id) from journal";
  const before = backline.sql(journal)[0];
  const wrong = await http(backline.port, "GET", `/r/${"A".repeat(22)}`);
  assert.equal(wrong.status, 404);
  const tries = { left: guesses, statuses: new Map(), bodies: new Set() };
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (tries.left > 0) {
        tries.left -= 1;
        // Every other one is a real link with its last eight characters guessed anew.
        const guess =
          tries.left % 2 === 0
            ? randomBytes(16).toString("base64url")
            : links[tries.left % links.length].slice(3, 17) + randomBytes(6).toString("base64url");
        const { status, text } = await http(backline.port, "GET", `/r/${guess}`);
        tries.statuses.set(status, (tries.statuses.get(status) ?? 0) + 1);
        tries.bodies.add(bare(text));
      }
    }),
  );
  assert.deepEqual([...tries.statuses], [[404, guesses]]);
  assert.deepEqual([...tries.bodies], [bare(wrong.text)]);
  assert.deepEqual(backline.sql(journal)[0], before);
  for (const link of links) assert.equal((await http(backline.port, "GET", link)).status, 200);
});

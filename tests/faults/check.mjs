// What must hold after every fault, asked of the database itself (reliability.md, invariants).
import assert from "node:assert/strict";

const count = (backline, query) => Number(backline.sql(`select count(*) from ${query}`)[0][0]);

// I1: what was acknowledged is there exactly once. `references`: key → reference.
export function acknowledgedOnce(backline, references) {
  const kept = new Map();
  for (const [reference] of backline.sql("select reference from submission")) {
    assert.ok(!kept.has(reference), `${reference} is there twice`);
    kept.set(reference, true);
  }
  for (const reference of references.values()) {
    assert.ok(kept.has(reference), `acknowledged ${reference} is lost`);
  }
  assert.equal(new Set(references.values()).size, references.size, "one reference for two people");
}

// I4: every acknowledged outcome is there once.
export function outcomesOnce(backline, outcomes) {
  const kept = new Map(
    backline.sql("select id, outcome from attempt where ended_at is not null"),
  );
  for (const [attempt, outcome] of outcomes) {
    assert.equal(kept.get(attempt), outcome, `the outcome of ${attempt} is lost`);
  }
  assert.equal(
    count(backline, `(select 1 from request r join attempt a on a.request_id = r.id
      where a.counted group by r.id, r.attempts having count(*) <> r.attempts) as wrong`),
    0, "a request counts its attempts wrongly");
}

// I6: the chain verifies, and the journal has one entry of each thing done.
export function journalIsWhole(backline) {
  backline.verb("journal", "verify");
  assert.equal(
    count(backline, "request"),
    count(backline, "journal where action in ('request.submitted', 'request.quarantined')"),
  );
  assert.equal(
    count(backline, "attempt"),
    count(backline, "journal where action = 'attempt.started'"),
  );
}

// I7: received = open + closed + quarantined; no claim on what is over, no open attempt without a
// hold.
export function statesAreLegal(backline) {
  assert.equal(
    count(backline, "request where open_attempt is not null and claim_agent is null"), 0);
  assert.equal(
    count(backline, "attempt a join request r on r.id = a.request_id " +
      "where a.ended_at is null and r.open_attempt is distinct from a.id"), 0);
}

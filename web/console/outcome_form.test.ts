import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barredBy, EMPTY_ENTRY, fieldsOf, outcomeBody } from './outcome_form';
import type { Need, OutcomeKind } from './wire';

const outcome = (code: string, needs: Need[], rest: Partial<OutcomeKind> = {}): OutcomeKind => ({
  code,
  label: code,
  reached: 'person',
  next: 'closed',
  needs,
  reasons: [],
  position: 1,
  ...rest,
});
const context = { redFlag: false, zone: 'America/Los_Angeles', adviceId: 'emergency-en-1' };

test('an outcome without needs is sent as it is, with the note if there is one', () => {
  const plain = outcome('no_answer', [], { reached: 'none' });
  assert.deepEqual(outcomeBody(plain, EMPTY_ENTRY, context), { body: { outcome: 'no_answer' } });
  assert.deepEqual(outcomeBody(plain, { ...EMPTY_ENTRY, note: ' rang long ' }, context), {
    body: { outcome: 'no_answer', note: 'rang long' },
  });
});

test('all that is missing is said at once', () => {
  const result = outcomeBody(
    outcome('x', ['note', 'due_at', 'reason', 'appointment']),
    EMPTY_ENTRY,
    context,
  );
  assert.ok('faults' in result);
  assert.deepEqual(
    result.faults.map((fault) => fault.field),
    ['note', 'due_at', 'appointment.visit_start', 'appointment.location', 'reason'],
  );
});

test('times are read in the zone of the institute', () => {
  const entry = { ...EMPTY_ENTRY, dueAt: '2026-11-23T09:00', mine: true };
  assert.deepEqual(outcomeBody(outcome('callback_requested', ['due_at']), entry, context), {
    body: { outcome: 'callback_requested', due_at: '2026-11-23T17:00:00Z', mine: true },
  });
});

test('a booking carries its visit; an empty clinician is left out', () => {
  const entry = { ...EMPTY_ENTRY, visitStart: '2026-12-01T10:30', location: ' Santa Monica ' };
  assert.deepEqual(outcomeBody(outcome('booked', ['appointment']), entry, context), {
    body: {
      outcome: 'booked',
      appointment: { visit_start: '2026-12-01T18:30:00Z', location: 'Santa Monica' },
    },
  });
});

test('after a red flag whoever is reached must have heard the advice', () => {
  const declined = outcome('declined', ['reason'], { reasons: ['cost'] });
  const entry = { ...EMPTY_ENTRY, reason: 'cost' };
  const flagged = { ...context, redFlag: true };
  assert.deepEqual(fieldsOf(declined, true), ['reason', 'advice']);
  assert.deepEqual(fieldsOf(outcome('no_answer', [], { reached: 'none' }), true), []);
  assert.ok('faults' in outcomeBody(declined, entry, flagged));
  assert.deepEqual(outcomeBody(declined, { ...entry, adviceRead: true }, flagged), {
    body: { outcome: 'declined', reason: 'cost', advice: 'emergency-en-1' },
  });
});

test('a field that the server faults is shown even when nobody expected it', () => {
  const fault = { field: 'appointment.location', code: 'required', message: 'Say where' };
  assert.deepEqual(fieldsOf(outcome('x', []), false, [fault]), ['appointment']);
});

test('no voicemail without permission', () => {
  const voicemail = outcome('voicemail_left', ['voicemail_permission'], { reached: 'machine' });
  assert.equal(barredBy(voicemail, true), null);
  assert.match(barredBy(voicemail, false) ?? '', /did not allow/);
});

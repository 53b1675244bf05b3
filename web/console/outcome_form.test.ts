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
  takes: [],
  reasons: [],
  position: 1,
  ...rest,
});
const context = {
  redFlag: false,
  zone: 'America/Los_Angeles',
  adviceId: 'emergency-en-1',
  found: [],
};

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
  const callback = outcome('callback_requested', ['due_at'], { takes: ['mine'] });
  assert.deepEqual(outcomeBody(callback, entry, context), {
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

test('advice that the server asks for is sent once it was read', () => {
  const declined = outcome('declined', ['reason'], { reasons: ['cost'] });
  const entry = { ...EMPTY_ENTRY, reason: 'cost' };
  const found = [{ field: 'advice', code: 'required', message: 'Read it' }];
  assert.ok('faults' in outcomeBody(declined, entry, { ...context, found }));
  assert.deepEqual(outcomeBody(declined, { ...entry, adviceRead: true }, { ...context, found }), {
    body: { outcome: 'declined', reason: 'cost', advice: 'emergency-en-1' },
  });
});

test('a field that the server faults is shown even when nobody expected it', () => {
  const fault = { field: 'appointment.location', code: 'required', message: 'Say where' };
  assert.deepEqual(fieldsOf(outcome('x', []), false, [fault]), ['appointment']);
});

test('no voicemail without permission', () => {
  const voicemail = outcome('voicemail_left', ['voicemail_permission'], { reached: 'machine' });
  const request = { voicemail_ok: true, voicemails_left: 1, state: 'new' as const };
  assert.equal(barredBy(voicemail, request), null);
  assert.match(barredBy(voicemail, { ...request, voicemail_ok: false }) ?? '', /did not allow/);
  assert.match(barredBy(voicemail, { ...request, voicemails_left: 0 }) ?? '', /No more/);
});

test('not a candidate only after a clinician decided', () => {
  const never = outcome('not_a_candidate', ['clinician']);
  const request = { voicemail_ok: true, voicemails_left: 2, state: 'new' as const };
  assert.match(barredBy(never, request) ?? '', /clinician/);
  assert.equal(barredBy(never, { ...request, state: 'escalated' }), null);
});

test('another number may be given when the first was no good', () => {
  const wrong = outcome('wrong_number', [], { reached: 'third_party', takes: ['other_phone'] });
  assert.deepEqual(fieldsOf(wrong, false), ['other_phone']);
  assert.deepEqual(outcomeBody(wrong, EMPTY_ENTRY, context), { body: { outcome: 'wrong_number' } });
  const entry = { ...EMPTY_ENTRY, otherPhone: ' 310 555 0199 ' };
  assert.deepEqual(outcomeBody(wrong, entry, context), {
    body: { outcome: 'wrong_number', other_phone: '310 555 0199' },
  });
});

test('a call back in another language may be for a time, too', () => {
  const language = outcome('language_callback', ['language'], { takes: ['due_at', 'mine'] });
  assert.deepEqual(fieldsOf(language, false), ['due_at', 'language']);
  const entry = { ...EMPTY_ENTRY, language: 'es' };
  assert.deepEqual(outcomeBody(language, entry, context), {
    body: { outcome: 'language_callback', language: 'es' },
  });
  assert.deepEqual(outcomeBody(language, { ...entry, dueAt: '2026-11-23T09:00' }, context), {
    body: { outcome: 'language_callback', due_at: '2026-11-23T17:00:00Z', language: 'es' },
  });
});

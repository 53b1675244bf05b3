import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from '../shared/api';
import { Desk } from './desk';
import type { OutcomeKind } from './wire';

const ANA = 'ana';
const NOW = Date.parse('2026-11-23T18:00:00Z');

const request = {
  id: 'r1',
  reference: '7KQ2M9XA',
  topic_label: 'Neck pain',
  state: 'new',
  red_flags: [],
  attempts: [],
  open_attempt: null,
  voicemail_ok: true,
  voicemails_left: 2,
  phone: '+13105550142',
  extension: null,
  history: [],
};
const guide = { language: 'en', emergency_id: 'emergency-en-1' };
const claim = { request, fence: 7, lease_seconds: 300, guide, draft: '' };
const noAnswer = {
  code: 'no_answer',
  label: 'No answer',
  reached: 'none',
  next: 'retry',
  needs: [],
  takes: [],
  reasons: [],
  position: 1,
} as OutcomeKind;
const counts = { due: 0, later: 0, claimed: 0, escalated: 0, quarantined: 0, held_red_flags: 0 };
const queue = (holder: object | null) => ({
  seq: 1,
  now: new Date(NOW).toISOString(),
  counts,
  items: [{ id: 'r1', place: 'new', holder }],
});

type Given = { status: number; body?: unknown };
// A desk whose server gives the answers listed under "METHOD path", and what it was asked.
function deskWith(answers: Record<string, Given>, announced: (words: string) => void = () => {}) {
  const asked: { what: string; body: Record<string, unknown> }[] = [];
  const all: Record<string, Given> = {
    'GET /api/desk/queue': { status: 200, body: queue(null) },
    'GET /api/outcomes': { status: 200, body: { outcomes: [noAnswer] } },
    'GET /api/form': { status: 200, body: { languages: [{ code: 'en' }] } },
    'POST /api/desk/claims': { status: 201, body: claim },
    ...answers,
  };
  const api = new Api(async (url, init) => {
    const what = `${init.method} ${url}`;
    asked.push({ what, body: init.body ? JSON.parse(String(init.body)) : {} });
    const given = all[what];
    if (!given) throw new TypeError(`no connection for ${what}`);
    const text = given.body === undefined ? null : JSON.stringify(given.body);
    return new Response(text, { status: given.status });
  });
  const clock = { now: NOW };
  const dialled: string[] = [];
  const due: (() => void)[] = [];
  const desk = new Desk(api, {
    now: () => clock.now,
    zone: () => 'America/Los_Angeles',
    personId: () => ANA,
    dial: (tel) => dialled.push(tel),
    later: (_ms, work) => {
      due.push(work);
      return () => due.splice(due.indexOf(work) >>> 0, 1);
    },
    announceNews: ({ words }) => announced(words),
  });
  const sent = (what: string) => asked.filter((one) => one.what === what);
  return { desk, all, asked, sent, clock, dialled, due };
}

const started = {
  status: 201,
  body: {
    attempt_id: 'a1',
    number: 1,
    started_at: '2026-11-23T18:00:00Z',
    tel: 'tel:+13105550142',
  },
};

test('call, outcome, next: each write carries the fence', async () => {
  const { desk, sent, dialled } = deskWith({
    'POST /api/requests/r1/attempts': started,
    'POST /api/attempts/a1/outcome': {
      status: 200,
      body: { request_id: 'r1', state: 'retry', due_at: '2026-11-23T18:45:00Z', resolution: null },
    },
  });
  await desk.open();
  await desk.takeNext();
  await desk.startCall();
  assert.deepEqual(dialled, ['tel:+13105550142']);
  desk.chooseNumber(1);
  await desk.logOutcome();
  assert.deepEqual(sent('POST /api/requests/r1/attempts')[0]?.body, { fence: 7 });
  assert.deepEqual(sent('POST /api/attempts/a1/outcome')[0]?.body, {
    fence: 7,
    outcome: 'no_answer',
  });
  assert.equal(desk.hold.value, null);
  assert.equal(desk.ending.value?.text, 'No answer. Comes back today 10:45 am.');
});

test('the gate refuses: nothing is dialled and its reason is shown', async () => {
  const { desk, dialled } = deskWith({
    'POST /api/requests/r1/attempts': {
      status: 409,
      body: { title: 'Not now', code: 'not_now', reason_text: 'Their window opens 2:00 pm' },
    },
  });
  await desk.takeNext();
  await desk.startCall();
  assert.deepEqual(dialled, []);
  assert.equal(desk.refusal.value, 'Their window opens 2:00 pm');
  assert.ok(desk.hold.value);
});

test('a failed write keeps what was entered', async () => {
  const { desk } = deskWith({ 'POST /api/requests/r1/attempts': started });
  await desk.open();
  await desk.takeNext();
  await desk.startCall();
  desk.write({ note: 'Rang long' });
  desk.chooseNumber(1);
  await desk.logOutcome();
  assert.equal(desk.entry.value.note, 'Rang long');
  assert.match(desk.refusal.value ?? '', /may have been saved or not/);
  assert.equal(desk.chosen.value?.code, 'no_answer');
});

test('faults of the server stand beside their fields', async () => {
  const errors = [{ field: 'due_at', code: 'in_the_past', message: 'That time has passed' }];
  const { desk } = deskWith({
    'POST /api/requests/r1/attempts': started,
    'POST /api/attempts/a1/outcome': { status: 422, body: { title: 'Invalid', errors } },
  });
  await desk.open();
  await desk.takeNext();
  await desk.startCall();
  desk.chooseNumber(1);
  await desk.logOutcome();
  assert.deepEqual(desk.faults.value, errors);
});

test('a draft is saved after a pause, and tried again when it fails', async () => {
  const { desk, all, sent, due } = deskWith({});
  await desk.takeNext();
  desk.write({ note: 'Call the' });
  desk.write({ note: 'Call the son' });
  assert.equal(desk.draft.value, 'unsaved');
  assert.equal(due.length, 1);
  await desk.saveDraft();
  assert.equal(desk.draft.value, 'unsaved');
  all['PUT /api/requests/r1/draft'] = { status: 204 };
  await desk.saveDraft();
  assert.equal(desk.draft.value, 'saved');
  const last = sent('PUT /api/requests/r1/draft').pop();
  assert.deepEqual(last?.body, { fence: 7, note: 'Call the son' });
});

test('a claim is renewed by work, and its loss keeps the unsaved note', async () => {
  const { desk, all, sent, clock } = deskWith({
    'PUT /api/requests/r1/claim': { status: 200, body: { lease_seconds: 300 } },
  });
  await desk.takeNext();
  clock.now += 70_000;
  await desk.tick();
  assert.equal(sent('PUT /api/requests/r1/claim').length, 0);
  desk.touch();
  await desk.tick();
  assert.equal(sent('PUT /api/requests/r1/claim').length, 1);
  desk.write({ note: 'Half a thought' });
  all['PUT /api/requests/r1/claim'] = { status: 409, body: { title: 'x', code: 'stale_fence' } };
  const holder = { id: 'ben', name: 'Ben Cole' };
  all['GET /api/desk/queue'] = { status: 200, body: queue(holder) };
  clock.now += 400_000;
  desk.touch();
  await desk.tick();
  await new Promise((done) => setImmediate(done));
  assert.equal(desk.hold.value, null);
  assert.deepEqual(desk.ending.value, {
    kind: 'lost',
    reference: '7KQ2M9XA',
    text: 'Ben Cole has it now.',
    note: 'Half a thought',
  });
});

test('after signing in again the same hold goes on, and its note is saved', async () => {
  const { desk, all, sent } = deskWith({
    'PUT /api/requests/r1/claim': { status: 200, body: { lease_seconds: 300 } },
    'PUT /api/requests/r1/draft': { status: 401, body: { title: 'Sign in' } },
  });
  await desk.takeNext();
  desk.write({ note: 'Typed while signed out' });
  await desk.saveDraft();
  assert.equal(desk.draft.value, 'unsaved');
  all['PUT /api/requests/r1/draft'] = { status: 204 };
  await desk.open();
  assert.equal(desk.draft.value, 'saved');
  assert.equal(sent('POST /api/desk/claims').length, 1);
  assert.equal(desk.entry.value.note, 'Typed while signed out');
});

test('a reload finds what the person holds, with its open call', async () => {
  const open_attempt = { id: 'a1', started_at: new Date(NOW - 30_000).toISOString() };
  const { desk } = deskWith({
    'GET /api/desk/queue': { status: 200, body: queue({ id: ANA, name: 'Ana Reyes' }) },
    'POST /api/desk/claims': {
      status: 201,
      body: { ...claim, draft: 'Kept', request: { ...request, open_attempt } },
    },
  });
  await desk.open();
  assert.equal(desk.call.value?.id, 'a1');
  assert.equal(desk.call.value?.startedAt, NOW - 30_000);
  assert.equal(desk.entry.value.note, 'Kept');
});

test('nothing of one person is left for another', async () => {
  const { desk } = deskWith({});
  await desk.takeNext();
  desk.write({ note: 'Private' });
  desk.forget();
  assert.equal(desk.hold.value, null);
  assert.equal(desk.entry.value.note, '');
  assert.equal(desk.queue.value, null);
});

test('a view or a search by somebody reloads nothing', async () => {
  const { desk, due } = deskWith({});
  const at = '2026-11-23T18:00:00Z';
  desk.takeChanges([{ seq: 1, kind: 'request.viewed', request_id: 'r1', at }]);
  assert.equal(due.length, 0);
  desk.takeChanges([{ seq: 2, kind: 'request.claimed', request_id: 'r1', at }]);
  desk.takeChanges([{ seq: 3, kind: 'request.submitted', request_id: 'r2', at }]);
  assert.equal(due.length, 1);
});

const mended = { ...request, phone: '+13105550143', red_flags: [{ id: 'fever', label: 'Fever' }] };
const nowHeld = { status: 200, body: { ...claim, request: { ...mended, red_flag: true } } };
const at = '2026-11-23T18:00:00Z';
const settled = () => new Promise((done) => setImmediate(done));

test('a request in hand that its patient mends is shown as it is by now', async () => {
  const { desk, sent } = deskWith({
    'GET /api/desk/claim': nowHeld,
    'PUT /api/requests/r1/draft': { status: 204 },
  });
  await desk.takeNext();
  desk.write({ note: 'Rang' });
  desk.takeChanges([{ seq: 1, kind: 'draft.saved', request_id: 'r1', at }]);
  desk.takeChanges([{ seq: 2, kind: 'request.corrected', request_id: 'r2', at }]);
  assert.equal(sent('GET /api/desk/claim').length, 0);
  desk.takeChanges([{ seq: 3, kind: 'request.corrected', request_id: 'r1', at }]);
  await settled();
  assert.equal(desk.hold.value?.request.phone, '+13105550143');
  assert.equal(desk.hold.value?.fence, 7);
  assert.equal(desk.redFlag.value, true);
  assert.equal(desk.entry.value.note, 'Rang');
  assert.deepEqual(desk.changed.value, ['signs of an emergency', 'the number']);
  assert.equal(desk.said.value, 'Changed meanwhile: signs of an emergency, the number.');
  await desk.saveDraft();
  assert.equal(desk.draft.value, 'saved');
});

test('the request in hand is looked at once more where a look failed', async () => {
  const { desk, all, sent, due } = deskWith({ 'GET /api/desk/claim': { status: 503 } });
  await desk.takeNext();
  const change = { seq: 1, kind: 'form.withdrawn', request_id: 'r1', at };
  desk.takeChanges([change]);
  desk.takeChanges([{ ...change, kind: 'request.joined' }]);
  await settled();
  await settled();
  assert.ok(sent('GET /api/desk/claim').length >= 1);
  all['GET /api/desk/claim'] = nowHeld;
  for (const work of [...due]) work();
  await settled();
  await settled();
  assert.equal(desk.hold.value?.request.phone, '+13105550143');
});

test('what is held under another fence is another hold', async () => {
  const { desk } = deskWith({
    'GET /api/desk/claim': { status: 200, body: { ...nowHeld.body, fence: 9 } },
  });
  await desk.takeNext();
  await desk.reloadHeld();
  assert.equal(desk.hold.value?.request.phone, '+13105550142');
});

test('the number that is called is the one shown, though no more is learned of it', async () => {
  const { desk, dialled } = deskWith({
    'POST /api/requests/r1/attempts': {
      ...started,
      body: { ...started.body, tel: 'tel:+13105550143;ext=204' },
    },
    'GET /api/desk/claim': { status: 503 },
  });
  await desk.takeNext();
  const shown: (string | null | undefined)[] = [];
  desk.call.subscribe(() => shown.push(desk.hold.value?.request.phone));
  await desk.startCall();
  assert.deepEqual(dialled, ['tel:+13105550143;ext=204']);
  assert.deepEqual(shown, ['+13105550142', '+13105550143'], 'together with the call');
  assert.equal(desk.hold.value?.request.extension, '204');
  assert.deepEqual(desk.changed.value, ['the number']);
});

test('a flood of held back signs rings once in a while', async () => {
  const rung: string[] = [];
  const { desk, all, clock } = deskWith({}, (words) => rung.push(words));
  const held = (held_red_flags: number) => {
    all['GET /api/desk/queue'] = {
      status: 200,
      body: { ...queue(null), counts: { ...counts, held_red_flags } },
    };
    return desk.loadQueue();
  };
  await held(0);
  for (const count of [1, 2, 3]) await held(count);
  assert.equal(rung.length, 1);
  clock.now += 121_000;
  await held(4);
  assert.equal(rung.length, 2);
});

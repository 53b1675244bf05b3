import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../shared/api';
import { Feed, type FeedDoors, HEARTBEAT_MS, pauseAfter } from './feed';
import type { Change, Changes } from './wire';

const change = (seq: number): Change => ({
  seq,
  kind: 'request.claimed',
  request_id: 'r',
  at: '2026-11-22T20:00:00Z',
});
const lost: Answer<Changes> = { ok: false, problem: { status: 0, title: '', errors: [] } };

// A server that follows a script, one entry per poll, then stays silent until the feed stops.
function scripted(script: ((nonce: string) => Answer<Changes>)[]) {
  const seen = { polls: [] as number[], waits: [] as number[], changes: [] as number[], back: 0 };
  let finish: () => void = () => {};
  const done = new Promise<void>((resolve) => (finish = resolve));
  const silent = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  const doors: FeedDoors = {
    poll: async (after, nonce, signal) => {
      seen.polls.push(after);
      const next = script.shift();
      if (next) return next(nonce);
      finish();
      await silent(signal);
      return lost;
    },
    alive: async () => true,
    ready: async () => true,
    wait: async (ms, signal) => {
      if (ms === HEARTBEAT_MS) return silent(signal);
      seen.waits.push(ms);
    },
    onChanges: (changes) => seen.changes.push(...changes.map((one) => one.seq)),
    onBack: () => (seen.back += 1),
  };
  return { feed: new Feed(doors), seen, done };
}

const news =
  (seq: number) =>
  (nonce: string): Answer<Changes> => ({
    ok: true,
    status: 200,
    body: { seq, nonce, changes: [change(seq)] },
  });

test('each poll asks after the last position seen', async () => {
  const { feed, seen, done } = scripted([news(5), news(9)]);
  feed.start(3);
  await done;
  feed.stop();
  assert.deepEqual(seen.polls, [3, 5, 9]);
  assert.deepEqual(seen.changes, [5, 9]);
});

test('an answer to somebody else is dropped', async () => {
  const { feed, seen, done } = scripted([
    () => ({ ok: true, status: 200, body: { seq: 99, nonce: 'other', changes: [change(99)] } }),
    news(4),
  ]);
  feed.start(3);
  await done;
  feed.stop();
  assert.deepEqual(seen.polls, [3, 3, 4]);
  assert.deepEqual(seen.changes, [4]);
});

test('failures pause longer and longer, and each coming back is told', async () => {
  const { feed, seen, done } = scripted([() => lost, () => lost, () => lost, news(4), news(5)]);
  feed.start(3);
  await done;
  feed.stop();
  assert.deepEqual(seen.waits, [500, 1000, 2000]);
  assert.equal(seen.back, 3);
  assert.equal(feed.link.value, 'live');
});

test('pauses have a bound', () => {
  assert.equal(pauseAfter(1), 500);
  assert.equal(pauseAfter(30), 8_000);
});

test('a signed-out answer ends the feed', async () => {
  let polls = 0;
  const feed = new Feed({
    poll: async () => {
      polls += 1;
      return { ok: false, problem: { status: 401, title: '', errors: [] } };
    },
    alive: async () => true,
    ready: async () => true,
    wait: (_, signal) => new Promise((done) => signal.addEventListener('abort', () => done())),
    onChanges: () => {},
    onBack: () => {},
  });
  feed.start(0);
  await new Promise((done) => setImmediate(done));
  feed.stop();
  assert.equal(polls, 1);
});

test('the loss stays on the screen until the server can work again', async () => {
  const { feed, seen, done } = scripted([() => lost, news(4)]);
  const links: string[] = [];
  const answers = [false, false, true];
  feed.link.subscribe((link) => links.push(link));
  (feed as unknown as { doors: FeedDoors }).doors.ready = async () => answers.shift() ?? true;
  feed.start(3);
  await done;
  feed.stop();
  assert.deepEqual(links, ['live', 'lost', 'live']);
  assert.deepEqual(seen.waits, [500, 1000, 2000]);
});

test('a silent line is found by the heartbeat', async () => {
  let beats = 0;
  const feed = new Feed({
    poll: (_after, _nonce, signal) =>
      new Promise((done) => signal.addEventListener('abort', () => done(lost))),
    alive: async () => false,
    ready: async () => true,
    wait: async (ms, signal) => {
      beats += 1;
      if (ms === HEARTBEAT_MS && beats === 1) return;
      await new Promise<void>((done) => signal.addEventListener('abort', () => done()));
    },
    onChanges: () => {},
    onBack: () => {},
  });
  feed.start(0);
  await new Promise((done) => setImmediate(done));
  await new Promise((done) => setImmediate(done));
  assert.equal(feed.link.value, 'lost');
  feed.stop();
});

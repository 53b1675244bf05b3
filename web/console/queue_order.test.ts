import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frozenRows, groupsOf, newsOf, nextDue, rowsOf } from './queue_order';
import type { Place, Queue, QueueItem } from './wire';

const item = (id: string, place: Place, rest: Partial<QueueItem> = {}): QueueItem => ({
  id,
  reference: id,
  kind: 'callback',
  topic: 'neck-pain',
  topic_label: 'Neck pain',
  language: 'en',
  interpreter: false,
  state: 'new',
  phone_masked: '•••-•••-0142',
  attempts: 0,
  due_at: '2026-11-22T20:00:00Z',
  created_at: '2026-11-22T19:00:00Z',
  asked: { asap: true },
  promise: null,
  red_flag: false,
  place,
  why: '',
  target: 'on_time',
  holder: null,
  held_until: null,
  in_call: false,
  barred: null,
  no_speaker: false,
  unreadable: [],
  ...rest,
});
const queue = (items: QueueItem[], held_red_flags = 0): Queue => ({
  seq: 1,
  now: '2026-11-22T20:00:00Z',
  counts: {
    due: 0,
    later: 0,
    claimed: 0,
    escalated: 0,
    quarantined: held_red_flags,
    held_red_flags,
  },
  more: 0,
  items,
});

test('frozen rows keep their places, renewed, gone or waiting at the end', () => {
  const shown = rowsOf([item('a', 'new'), item('b', 'new'), item('c', 'retry')]);
  const holder = { id: '1', name: 'Ana Reyes' };
  const rows = frozenRows(shown, [
    item('d', 'red_flag'),
    item('c', 'new'),
    item('a', 'new', { holder }),
  ]);
  assert.deepEqual(
    rows.map((row) => [row.item.id, row.place, row.gone]),
    [
      ['a', 'new', false],
      ['b', 'new', true],
      ['c', 'retry', false],
      ['d', 'red_flag', false],
    ],
  );
  assert.equal(rows[0]?.item.holder?.name, 'Ana Reyes');
});

test('rows stand under headings in the order of serving', () => {
  const rows = rowsOf([
    item('a', 'red_flag'),
    item('b', 'new'),
    item('c', 'new'),
    item('d', 'later'),
  ]);
  assert.deepEqual(
    groupsOf(rows).map((group) => [group.place, group.rows.length]),
    [
      ['red_flag', 1],
      ['new', 2],
      ['later', 1],
    ],
  );
});

test('news is what waits and was not there', () => {
  const before = queue([item('a', 'new')]);
  assert.equal(newsOf(null, before), null);
  assert.equal(newsOf(before, before), null);
  assert.deepEqual(newsOf(before, queue([item('a', 'new'), item('b', 'new')])), {
    words: 'New request waiting',
    urgent: false,
  });
  assert.equal(newsOf(before, queue([item('b', 'later')])), null);
  const held = item('b', 'new', { holder: { id: '1', name: 'Ana' } });
  assert.equal(newsOf(before, queue([held])), null);
});

test('a call that has been open for too long is news once, and comes first', () => {
  const holder = { id: '1', name: 'Ana Reyes' };
  const before = queue([item('a', 'new', { holder, in_call: true })]);
  const overdue = item('a', 'overdue', { holder, in_call: true });
  const after = queue([overdue, item('b', 'new')]);
  assert.equal(newsOf(before, after)?.words, 'A call has been open for over an hour');
  assert.equal(newsOf(after, after), null);
});

test('signs of an emergency that were held back are news also in a call, to everybody', () => {
  const before = queue([item('a', 'new')]);
  const agents = queue([item('a', 'new'), item('b', 'new')], 1);
  assert.deepEqual(newsOf(before, agents), {
    words: 'A form with signs of an emergency was held back: for a lead',
    urgent: true,
  });
  assert.equal(newsOf(agents, agents), null);
  assert.equal(newsOf(agents, before), null);
});

test('the next to come due is the earliest of those that wait for later', () => {
  const rows = [
    item('a', 'later', { due_at: '2026-11-22T23:00:00Z' }),
    item('b', 'later', { due_at: '2026-11-22T22:00:00Z' }),
    item('c', 'new', { due_at: '2026-11-22T20:00:00Z' }),
  ];
  assert.equal(nextDue(queue(rows)), '2026-11-22T22:00:00Z');
  assert.equal(nextDue(null), null);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, dayPlus, daysBetween, instantOf, moment, span, wallTime } from './time';

const LA = 'America/Los_Angeles';

test('a wall time in winter and in summer is the right instant', () => {
  assert.equal(instantOf('2026-11-22T14:05', LA), '2026-11-22T22:05:00Z');
  assert.equal(instantOf('2026-07-01T09:00', LA), '2026-07-01T16:00:00Z');
});

test('the autumn night repeats an hour: the first of the two is taken', () => {
  assert.equal(instantOf('2026-11-01T00:30', LA), '2026-11-01T07:30:00Z');
  assert.equal(instantOf('2026-11-01T01:30', LA), '2026-11-01T08:30:00Z');
  assert.equal(instantOf('2026-11-01T02:30', LA), '2026-11-01T10:30:00Z');
});

test('the spring night skips an hour: a time in it is as far after', () => {
  assert.equal(instantOf('2026-03-08T01:59', LA), '2026-03-08T09:59:00Z');
  assert.equal(instantOf('2026-03-08T02:30', LA), '2026-03-08T10:30:00Z');
  assert.equal(wallTime('2026-03-08T10:30:00Z', LA), '2026-03-08T03:30');
  assert.equal(instantOf('2026-03-08T03:00', LA), '2026-03-08T10:00:00Z');
});

test('every hour of the year goes to the wall and back, the repeated one aside', () => {
  for (let hour = 0; hour < 365 * 24; hour += 1) {
    const ms = Date.UTC(2026, 0, 1, hour);
    const back = Date.parse(instantOf(wallTime(ms, LA), LA)!);
    const repeated = ms === Date.UTC(2026, 10, 1, 9);
    assert.equal(back, repeated ? ms - 3_600_000 : ms);
  }
});

test('what is no time is refused', () => {
  for (const wall of ['', 'tomorrow', '2026-02-30T10:00', '2026-13-01T10:00', '2026-01-01']) {
    assert.equal(instantOf(wall, LA), null, wall);
  }
});

test('moments name the day as people do', () => {
  const now = Date.parse('2026-11-22T20:00:00Z');
  assert.equal(clock('2026-11-22T22:00:00Z', LA), '2:00 pm');
  assert.equal(moment('2026-11-22T22:00:00Z', LA, now), 'today 2:00 pm');
  assert.equal(moment('2026-11-23T17:00:00Z', LA, now), 'tomorrow 9:00 am');
  assert.equal(moment('2026-11-21T17:00:00Z', LA, now), 'yesterday 9:00 am');
  assert.equal(moment('2026-11-24T17:00:00Z', LA, now), 'Tue, Nov 24, 9:00 am');
  assert.equal(moment('2025-11-24T17:00:00Z', LA, now), 'Mon, Nov 24, 2025, 9:00 am');
  assert.equal(
    span('2026-11-22T22:00:00Z', '2026-11-22T23:00:00Z', LA, now),
    'today 2:00 – 3:00 pm',
  );
  assert.equal(
    span('2026-11-22T19:00:00Z', '2026-11-22T21:00:00Z', LA, now),
    'today 11:00 am – 1:00 pm',
  );
});

test('calendar days add and count over a change of clocks', () => {
  assert.equal(dayPlus('2026-10-31', 1), '2026-11-01');
  assert.equal(dayPlus('2026-11-01', 1), '2026-11-02');
  assert.equal(dayPlus('2026-03-01', -1), '2026-02-28');
  assert.equal(daysBetween('2026-10-25', '2026-11-07'), 14);
});

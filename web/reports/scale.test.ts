import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelled, pathOf, timeTicks } from './scale';

test('time ticks are round and few', () => {
  assert.deepEqual(timeTicks(290), [0, 60, 120, 180, 240, 300]);
  assert.deepEqual(timeTicks(4_000), [0, 900, 1800, 2700, 3600, 4500]);
  assert.deepEqual(timeTicks(0), [0, 10]);
  for (const most of [1, 61, 999, 5_000, 90_000, 600_000, 9_000_000]) {
    const ticks = timeTicks(most);
    assert.ok(ticks.length <= 6, `${most}`);
    assert.ok(ticks[ticks.length - 1]! >= most, `${most}`);
  }
});

test('labels keep their distance and the last day has one', () => {
  assert.deepEqual(labelled(5, 500, 60), [0, 1, 2, 3, 4]);
  assert.deepEqual(labelled(7, 200, 60), [0, 3, 6]);
  assert.deepEqual(labelled(0, 200, 60), []);
});

test('a missing value breaks the line', () => {
  assert.equal(
    pathOf([{ x: 0, y: 1 }, { x: 1, y: 2 }, null, { x: 3, y: 4 }]),
    'M0.0 1.0L1.0 2.0M3.0 4.0',
  );
});

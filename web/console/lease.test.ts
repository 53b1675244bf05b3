import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftMs, moodOf, shouldRenew } from './lease';

const lease = { seconds: 300, renewedAt: 1_000_000 };
const after = (seconds: number): number => lease.renewedAt + seconds * 1000;

test('a lease runs down to nothing and no further', () => {
  assert.equal(leftMs(lease, after(0)), 300_000);
  assert.equal(leftMs(lease, after(299)), 1_000);
  assert.equal(leftMs(lease, after(400)), 0);
});

test('its last fifth is short', () => {
  assert.equal(moodOf(lease, after(100)), 'calm');
  assert.equal(moodOf(lease, after(240)), 'short');
  assert.equal(moodOf(lease, after(300)), 'over');
});

test('work renews it, not too often; idleness never does', () => {
  assert.equal(shouldRenew(lease, after(-5), after(200)), false);
  assert.equal(shouldRenew(lease, after(30), after(31)), false);
  assert.equal(shouldRenew(lease, after(30), after(60)), true);
  assert.equal(shouldRenew(lease, after(301), after(301)), true);
  assert.equal(shouldRenew({ seconds: 4, renewedAt: 0 }, 500, 1000), true);
});

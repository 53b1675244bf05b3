import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesBetween, telOf } from './hold_changes';
import type { Request } from './wire';

const before = {
  phone: '+13105550142',
  extension: null,
  name: 'Ana Lopez',
  reason: 'Neck',
  red_flags: [],
  asked: { asap: true },
  barred: null,
} as unknown as Request;

test('what changed is named, in the order of weight', () => {
  assert.deepEqual(changesBetween(before, { ...before }), []);
  const after = {
    ...before,
    reason: 'Neck, worse',
    phone: '+13105550143',
    red_flags: [{ id: 'fever', label: 'Fever' }],
  };
  assert.deepEqual(changesBetween(before, after), [
    'signs of an emergency',
    'the number',
    'the reason',
  ]);
  assert.deepEqual(changesBetween(before, { ...before, extension: '204' }), ['the number']);
});

test('a number is dialled with its extension', () => {
  assert.equal(telOf({ phone: '+13105550142', extension: null }), 'tel:+13105550142');
  assert.equal(telOf({ phone: '+13105550142', extension: '204' }), 'tel:+13105550142;ext=204');
});

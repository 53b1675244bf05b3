import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesBetween, telOf, withTel } from './hold_changes';
import type { Request } from './wire';

const before = {
  phone: '+13105550142',
  extension: null,
  name: 'Ana Lopez',
  reason: 'Neck',
  red_flags: [],
  asked: { asap: true },
  barred: null,
  history: [],
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
  // Ticked once more, and answered before: nothing but that it stands again.
  assert.deepEqual(changesBetween(before, { ...before, red_flag: true }), [
    'signs of an emergency',
  ]);
  const line = { at: '', kind: 'request.joined', actor: null, text: '' };
  assert.deepEqual(changesBetween(before, { ...before, history: [line] }), ['they wrote again']);
});

test('a number is dialled with its extension', () => {
  assert.equal(telOf({ phone: '+13105550142', extension: null }), 'tel:+13105550142');
  assert.equal(telOf({ phone: '+13105550142', extension: '204' }), 'tel:+13105550142;ext=204');
  const shown = { phone: '+13105550142', extension: null, phone_display: 'x' } as Request;
  assert.equal(withTel(shown, 'tel:+13105550142'), shown);
  const mended = withTel(shown, 'tel:+13105550143;ext=9');
  assert.equal(telOf(mended), 'tel:+13105550143;ext=9');
  assert.equal(mended.phone_display, null);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionOf, type KeyPress } from './shortcuts';

const press = (key: string, rest: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  isComposing: false,
  target: { tagName: 'BODY' },
  ...rest,
});

test('keys act', () => {
  assert.deepEqual(actionOf(press('n')), { do: 'next' });
  assert.deepEqual(actionOf(press('C')), { do: 'call' });
  assert.deepEqual(actionOf(press('s')), { do: 'schedule' });
  assert.deepEqual(actionOf(press('7')), { do: 'outcome', number: 7 });
  assert.deepEqual(actionOf(press('?')), { do: 'keys' });
  assert.deepEqual(actionOf(press('/')), { do: 'search' });
  assert.deepEqual(actionOf(press('Enter')), { do: 'log' });
  assert.equal(actionOf(press('Enter', { target: { tagName: 'BUTTON' } })), null);
  assert.equal(actionOf(press('0')), null);
  assert.deepEqual(actionOf(press('x')), { do: 'close' });
  assert.equal(actionOf(press('y')), null);
});

test('no key acts while typing', () => {
  for (const tagName of ['INPUT', 'TEXTAREA', 'SELECT']) {
    assert.equal(actionOf(press('n', { target: { tagName } })), null, tagName);
  }
  assert.equal(actionOf(press('n', { target: { tagName: 'DIV', isContentEditable: true } })), null);
  assert.deepEqual(actionOf(press('n', { target: { tagName: 'BUTTON' } })), { do: 'next' });
});

test('no key acts with a modifier, held down, or while composing', () => {
  assert.equal(actionOf(press('c', { ctrlKey: true })), null);
  assert.equal(actionOf(press('c', { metaKey: true })), null);
  assert.equal(actionOf(press('c', { altKey: true })), null);
  assert.equal(actionOf(press('c', { repeat: true })), null);
  assert.equal(actionOf(press('c', { isComposing: true })), null);
});

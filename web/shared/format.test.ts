import assert from 'node:assert/strict';
import { test } from 'node:test';
import { age, count, duration, languageName, many, percent, phone, timer, words } from './format';

test('ages grow from minutes to days', () => {
  assert.equal(age(20_000), 'now');
  assert.equal(age(7 * 60_000), '7 min');
  assert.equal(age(185 * 60_000), '3 h 05 min');
  assert.equal(age(52 * 3_600_000), '2 d 4 h');
  assert.equal(age(-5), 'now');
});

test('timers run', () => {
  assert.equal(timer(7_400), '0:07');
  assert.equal(timer(760_000), '12:40');
  assert.equal(timer(3_723_000), '1:02:03');
  assert.equal(timer(-1), '0:00');
});

test('missing figures are a dash and zero is zero', () => {
  assert.equal(percent(null), '—');
  assert.equal(percent(0), '0.0 %');
  assert.equal(percent(0.8181), '81.8 %');
  assert.equal(duration(null), '—');
  assert.equal(duration(0), '0 s');
  assert.equal(duration(210), '3 min 30 s');
  assert.equal(duration(300), '5 min');
  assert.equal(duration(7_500), '2 h 05 min');
  assert.equal(count(null), '—');
  assert.equal(count(12_345), '12,345');
});

test('words for codes, numbers and languages', () => {
  assert.equal(words('other_care'), 'Other care');
  assert.equal(many(1, 'call'), '1 call');
  assert.equal(many(0, 'call'), '0 calls');
  assert.equal(languageName('es'), 'Spanish');
  assert.equal(languageName('?'), '?');
  assert.equal(phone('+13105550142'), '(310) 555-0142');
  assert.equal(phone('+442079460958'), '+442079460958');
});

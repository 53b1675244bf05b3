import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api, saying } from './api';

function answering(status: number, body: unknown, seen: RequestInit[] = []): Api {
  return new Api(async (_url, init) => {
    seen.push(init);
    return new Response(body === null ? null : JSON.stringify(body), { status });
  });
}

test('a write carries the CSRF token and JSON, a read neither', async () => {
  const seen: RequestInit[] = [];
  const api = answering(200, { fine: true }, seen);
  api.csrf = 'token';
  await api.call('POST', '/api/desk/claims', {});
  await api.call('GET', '/api/desk/queue');
  const headers = seen.map((init) => init.headers as Record<string, string>);
  assert.equal(headers[0]?.['X-CSRF-Token'], 'token');
  assert.equal(headers[0]?.['Content-Type'], 'application/json');
  assert.equal(headers[1]?.['X-CSRF-Token'], undefined);
  assert.equal(headers[1]?.['Content-Type'], undefined);
});

test('an empty answer is no fault', async () => {
  assert.deepEqual(await answering(204, null).call('POST', '/x', {}), {
    ok: true,
    status: 204,
    body: null,
  });
});

test('a problem keeps its code, reason and field faults', async () => {
  const answer = await answering(409, {
    title: 'Not now',
    code: 'not_now',
    reason_text: 'Their window opens 2:00 pm',
  }).call('POST', '/x', {});
  assert.ok(!answer.ok);
  assert.equal(answer.problem.status, 409);
  assert.equal(saying(answer.problem), 'Their window opens 2:00 pm');
  assert.deepEqual(answer.problem.errors, []);
});

test('a lost connection is an answer too', async () => {
  const api = new Api(() => Promise.reject(new TypeError('failed')));
  const answer = await api.call('GET', '/x');
  assert.ok(!answer.ok);
  assert.equal(answer.problem.status, 0);
});

test('401 signs out, but not where somebody just tries to sign in', async () => {
  let ended = 0;
  const api = answering(401, { title: 'Sign in' });
  api.onSignedOut = () => {
    ended += 1;
  };
  await api.call('POST', '/api/session', {});
  assert.equal(ended, 0);
  await api.call('GET', '/api/desk/queue');
  assert.equal(ended, 1);
});

test('who holds it is said by name', () => {
  const held = {
    status: 409,
    title: 'Held',
    code: 'held',
    holder: { name: 'Ana Reyes' },
    errors: [],
  };
  assert.equal(saying(held), 'Ana Reyes has this request.');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from './api';
import { Session } from './session';

const BODY = {
  user: { id: 'p', name: 'Ana', role: 'agent', languages: ['en'] },
  csrf_token: 'token',
};

// A server that answers with these statuses, null for no answer; waits are ended by hand.
function parts(answers: (number | null)[]) {
  const asked: string[] = [];
  const kept = new Map<string, string>();
  const waiting: (() => void)[] = [];
  const api = new Api(async (url, init) => {
    asked.push(`${init.method} ${url}`);
    const status = answers.shift();
    if (!status) throw new Error('no network');
    const body = status === 204 ? null : JSON.stringify(status < 300 ? BODY : {});
    return new Response(body, { status });
  });
  const opened = () =>
    new Session(api, {
      later: (_ms, work) => void waiting.push(work),
      store: {
        getItem: (name) => kept.get(name) ?? null,
        setItem: (name, value) => void kept.set(name, value),
        removeItem: (name) => void kept.delete(name),
      },
    });
  return { api, asked, waiting, opened };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('signing out is told as unfinished until the server has heard of it', async () => {
  const { asked, waiting, opened } = parts([200, null, 503, 204]);
  const session = opened();
  await session.resume();
  await session.signOut();
  assert.equal(session.person.value, null);
  assert.equal(session.leaving.value, true);
  waiting.shift()?.();
  await settled();
  await settled();
  assert.equal(session.leaving.value, true);
  waiting.shift()?.();
  await settled();
  await settled();
  assert.equal(session.leaving.value, false);
  assert.deepEqual(asked.slice(1), Array(3).fill('DELETE /api/session'));
});

test('a new password goes out in one normal form, its faults come back', async () => {
  const sent: unknown[] = [];
  const errors = [{ field: 'password', code: 'too_short', message: 'Use 15 characters or more' }];
  const api = new Api(async (_url, init) => {
    sent.push(JSON.parse(String(init.body)));
    if (sent.length > 1) return new Response(null, { status: 204 });
    return new Response(JSON.stringify({ errors }), { status: 422 });
  });
  const session = new Session(api, { later: () => {}, store: new Map() as never });
  const refused = await session.changePassword('e\u0301te\u0301', 'court');
  assert.deepEqual(refused?.faults, errors);
  assert.deepEqual(sent[0], { current: '\u00e9t\u00e9', password: 'court' });
  assert.equal(await session.changePassword('\u00e9t\u00e9', 'un autre, plus long'), null);
});

test('signing out goes on after a reload, which does not open the desk', async () => {
  const { api, asked, opened } = parts([200, null, 200, 204]);
  const session = opened();
  await session.resume();
  await session.signOut();
  api.csrf = '';
  const reloaded = opened();
  await reloaded.resume();
  assert.equal(reloaded.person.value, null);
  assert.equal(reloaded.leaving.value, false);
  assert.deepEqual(asked.slice(-2), ['GET /api/session', 'DELETE /api/session']);
});

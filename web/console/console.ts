// What the parts of the console share: the desk, the session, the clock, and small choices of the
// screen that are nobody else's business.
import { computed, signal } from '@preact/signals';
import { Api } from '../shared/api';
import { Session } from '../shared/session';
import { Alerts } from './alerts';
import { Desk } from './desk';
import { Feed, wait } from './feed';
import type { Changes } from './wire';

const SHORTCUTS_STORED_AS = 'backline.shortcuts';
const DIALS_STORED_AS = 'backline.dials';
const POLL_TIMEOUT_MS = 33_000;
const HEARTBEAT_TIMEOUT_MS = 1_500;

export const api = new Api();
export const session = new Session(api);
export const alerts = new Alerts();

// This machine's clock, a tick each second; `serverNow` is the server's.
export const now = signal(Date.now());
export const shortcutsOn = signal(localStorage.getItem(SHORTCUTS_STORED_AS) !== 'off');
// Whether starting a call also opens its tel: link. A browser answers such a link with a question
// that takes the keyboard away, so a desk says once that it has a telephone; a phone in the hand
// is one.
export const dialsHere = signal(
  localStorage.getItem(DIALS_STORED_AS) === 'on' ||
    (localStorage.getItem(DIALS_STORED_AS) === null && matchMedia('(pointer: coarse)').matches),
);
export type DialogName = 'keys' | 'release' | 'take' | 'close';
export const dialog = signal<DialogName | null>(null);

// Opens the telephone of this computer, where the desk has said that it has one.
function dial(tel: string): void {
  if (!dialsHere.peek()) return;
  const link = document.createElement('a');
  link.href = tel;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}

export const desk = new Desk(api, {
  now: () => Date.now(),
  zone: () => session.zone.peek(),
  personId: () => session.person.peek()?.id ?? '',
  dial,
  later: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
  announceNews: ({ words, urgent }) => {
    if (desk.hold.peek() && !urgent) return;
    desk.say(words);
    alerts.announce(words);
  },
});

export const serverNow = computed(() => now.value + desk.skewMs.value);
// For ages, which need no seconds.
export const serverNowCoarse = computed(() => Math.floor(serverNow.value / 10_000) * 10_000);

const answers = async (url: string): Promise<boolean> => {
  const abort = new AbortController();
  const giveUp = setTimeout(() => abort.abort(), HEARTBEAT_TIMEOUT_MS);
  try {
    const response = await fetch(url, { signal: abort.signal, cache: 'no-store' });
    return response.status < 500;
  } catch {
    return false;
  } finally {
    clearTimeout(giveUp);
  }
};

export const feed = new Feed({
  poll: (after, nonce, signal) =>
    api.call<Changes>('GET', `/api/desk/changes?after=${after}&nonce=${nonce}`, undefined, {
      signal,
      timeoutMs: POLL_TIMEOUT_MS,
    }),
  alive: () => (document.hidden ? Promise.resolve(true) : answers('/healthz')),
  ready: () => answers('/readyz'),
  wait,
  onChanges: (changes) => desk.takeChanges(changes),
  onBack: () => {
    void desk.loadQueue();
    void desk.reloadHeld();
    void desk.saveDraft();
  },
});

export function setDialsHere(on: boolean): void {
  dialsHere.value = on;
  localStorage.setItem(DIALS_STORED_AS, on ? 'on' : 'off');
}

export function setShortcuts(on: boolean): void {
  shortcutsOn.value = on;
  localStorage.setItem(SHORTCUTS_STORED_AS, on ? 'on' : 'off');
}

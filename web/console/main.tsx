// Starts the console: session, clock, keys, live feed.
import { effect } from '@preact/signals';
import { render } from 'preact';
import { shellOf } from '../shared/page';
import { homeOf } from '../shared/session';
import { App } from './app';
import { desk, dialog, feed, now, session, shortcutsOn } from './console';
import { SEARCH_ID } from './search_box';
import { type Action, actionOf } from './shortcuts';

// For a lead, of a request that is open and in no call.
function offerToClose(): void {
  const request = desk.viewed.value ?? desk.hold.value?.request;
  if (session.person.value?.role !== 'lead' || !request) return;
  const over = request.state === 'closed' || request.state === 'quarantined';
  const called = request.open_attempt || (!desk.viewed.value && desk.call.value);
  if (!over && !called) dialog.value = 'close';
}

function act(action: Action): void {
  if (action.do === 'keys') dialog.value = 'keys';
  else if (action.do === 'search') document.getElementById(SEARCH_ID)?.focus();
  else if (action.do === 'next') void desk.takeNext();
  else if (action.do === 'call') void desk.startCall();
  else if (action.do === 'schedule') desk.schedule();
  else if (action.do === 'close') offerToClose();
  else if (action.do === 'log') void desk.logOutcome();
  else desk.chooseNumber(action.number);
}

function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    desk.touch();
    if (!shortcutsOn.value || dialog.value) return;
    if (homeOf(session.person.value?.role ?? 'auditor') !== '/desk') return;
    const action = actionOf({
      key: event.key,
      ctrlKey: event.ctrlKey,
      altKey: event.altKey,
      metaKey: event.metaKey,
      repeat: event.repeat,
      isComposing: event.isComposing,
      target: event.target instanceof HTMLElement ? event.target : null,
    });
    if (!action) return;
    event.preventDefault();
    act(action);
  });
  document.addEventListener('pointerdown', () => desk.touch());
}

function listenToLine(): void {
  window.addEventListener('offline', () => feed.lose());
  window.addEventListener('online', () => feed.hurry());
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void desk.saveDraft(true);
  });
}

// Opens the desk for whoever signs in; another person never sees what the one before had in hand.
function followSession(): void {
  let last = '';
  effect(() => {
    const person = session.person.value;
    if (person === undefined) return;
    if (!person || homeOf(person.role) !== '/desk') {
      feed.stop();
      return;
    }
    if (last && last !== person.id) desk.forget();
    last = person.id;
    void desk.open().then(() => {
      if (session.person.peek()?.id === person.id) feed.start(desk.queue.peek()?.seq ?? 0);
    });
    if (person.role === 'lead') void desk.loadReveals();
  });
}

const shell = shellOf(document);
setInterval(() => {
  now.value = Date.now();
  if (session.person.peek()) void desk.tick();
}, 1000);
listenToKeys();
listenToLine();
followSession();
render(<App institute={shell.institute} phone={shell.phone} />, shell.root);
void session.resume();

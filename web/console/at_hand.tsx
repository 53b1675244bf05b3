// The middle while nothing is held: what came of the last request, and the button for the next.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { many } from '../shared/format';
import { moment } from '../shared/time';
import { desk, serverNowCoarse, session } from './console';
import type { Ending } from './desk';
import { nextDue } from './queue_order';

const ENDING_WORDS: Record<Ending['kind'], string> = {
  logged: 'Logged',
  released: 'Released',
  lost: 'Your hold has ended',
};

function EndingNotice({ ending }: { ending: Ending }) {
  const mood = ending.kind === 'lost' ? 'notice--warn' : 'notice--good';
  return (
    <div class={`notice ${mood}`}>
      <h3 class="notice__title">
        {ENDING_WORDS[ending.kind]}: {ending.reference}
      </h3>
      <p>{ending.text}</p>
      {ending.kind === 'lost' && ending.note && (
        <>
          <p>Your note was not saved. Copy what you need:</p>
          <p class="at-hand__note">{ending.note}</p>
        </>
      )}
    </div>
  );
}

function waitingWords(): string {
  const queue = desk.queue.value;
  if (!queue) return 'Reading the queue…';
  const due = queue.counts.due;
  if (due > 0) return `${many(due, 'request')} ${due === 1 ? 'is' : 'are'} due.`;
  const at = nextDue(queue);
  if (!at) return 'Nothing is due now.';
  const when = moment(at, session.zone.value, serverNowCoarse.value);
  return `Nothing is due now. The next comes due ${when}.`;
}

export function AtHand() {
  const next = useRef<HTMLButtonElement>(null);
  const ending = desk.ending.value;
  useLayoutEffect(() => {
    if (ending) next.current?.focus();
  }, [ending]);
  return (
    <div class="at-hand">
      {ending && <EndingNotice ending={ending} />}
      <h2 class="at-hand__title">{ending ? 'Ready for the next' : 'Nothing in hand'}</h2>
      <p class="at-hand__waiting">{waitingWords()}</p>
      <button
        type="button"
        ref={next}
        class="button button--main button--large"
        aria-disabled={desk.busy.value}
        onClick={() => void desk.takeNext()}
      >
        Take the next request <kbd class="key">n</kbd>
      </button>
      {desk.refusal.value && <p class="call-bar__refusal">{desk.refusal.value}</p>}
    </div>
  );
}

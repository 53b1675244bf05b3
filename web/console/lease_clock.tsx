// How long the request is still ours, in words, and the way to give it back.
import { timer } from '../shared/format';
import { desk, dialog, now } from './console';
import { leftMs, moodOf } from './lease';

export function LeaseClock() {
  const lease = desk.lease.value;
  const mood = moodOf(lease, now.value);
  const left = timer(leftMs(lease, now.value));
  let text = `Yours for ${left}`;
  if (desk.call.value) text = 'Yours during the call';
  else if (mood === 'over') text = 'Time is over: press any key to try to keep it';
  else if (mood === 'short') text = `Only ${left} left: press any key to keep it`;
  const warn = !desk.call.value && mood !== 'calm';
  return (
    <div class="lease">
      <span class={`badge badge--plain figures${warn ? ' badge--warn' : ''}`}>{text}</span>
      <button
        type="button"
        class="button button--quiet"
        aria-disabled={desk.call.value !== null}
        onClick={() => {
          if (desk.call.value) desk.say('Choose how the call ended first.');
          else dialog.value = 'release';
        }}
      >
        Release
      </button>
    </div>
  );
}

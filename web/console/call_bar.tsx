// The number and the one button that calls it. The attempt is started first and the number can be
// dialled only when the server allows it; else the reason stands here.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { phone as phoneWords, timer } from '../shared/format';
import { desk, dialsHere, now } from './console';
import type { Hold } from './desk';
import { telOf } from './hold_changes';
import type { Request } from './wire';

function CallState({ name }: { name: string }) {
  const call = desk.call.value;
  if (!call) return null;
  return (
    <p class="call-bar__state">
      <span class="badge badge--good">On a call</span>{' '}
      <span class="call-bar__timer figures">{timer(now.value - call.startedAt)}</span>
      <span>
        Call {call.number}, {name}
      </span>
    </p>
  );
}

// What must not be missed while the rest has scrolled away.
function AtOnce({ request }: { request: Request }) {
  const changed = desk.changed.value;
  return (
    <>
      {request.red_flag && (
        <p class="call-bar__flag">
          Red flag: {request.red_flags.map((flag) => flag.label).join('; ')}. Read the emergency
          advice.
        </p>
      )}
      {changed.length > 0 && <p class="call-bar__refusal">Changed: {changed.join(', ')}</p>}
    </>
  );
}

export function CallBar({ hold }: { hold: Hold }) {
  const { request } = hold;
  const shown = request.phone_display || phoneWords(request.phone ?? '') || request.phone_masked;
  const call = desk.call.value;
  const gate = request.callable;
  const why = desk.refusal.value ?? (gate.now ? null : gate.reason_text);
  const dialWords = dialsHere.value ? 'Dial again' : 'Dial';
  // With the call on, Enter dials; whoever types already goes on typing.
  const link = useRef<HTMLAnchorElement>(null);
  useLayoutEffect(() => {
    const typing = document.activeElement?.matches('input, textarea, select');
    if (call && !dialsHere.peek() && !typing) link.current?.focus({ preventScroll: true });
  }, [call?.id]);
  function press(event: Event): void {
    if (desk.call.value) return; // the link itself dials, within the same attempt
    event.preventDefault();
    void desk.startCall();
  }
  return (
    <div class="call-bar">
      <a
        ref={link}
        class={`button button--large${call ? '' : ' button--main'}`}
        href={telOf(request)}
        aria-describedby={why ? 'call-refusal' : undefined}
        onClick={press}
      >
        <span>{call ? dialWords : 'Call'}</span>
        <span class="figures">{shown}</span>
        {!call && <kbd class="key">c</kbd>}
      </a>
      <CallState name={request.name} />
      {call && <AtOnce request={request} />}
      {why && !call && (
        <p class="call-bar__refusal" id="call-refusal">
          {why}
        </p>
      )}
      {call && desk.refusal.value && <p class="call-bar__refusal">{desk.refusal.value}</p>}
    </div>
  );
}

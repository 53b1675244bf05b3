// The middle: the request in hand, else one that is looked at, else the way to the next.
import { useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { words } from '../shared/format';
import { AtHand } from './at_hand';
import { CallBar } from './call_bar';
import { desk, dialog, session } from './console';
import type { Hold } from './desk';
import { History } from './history';
import { Household } from './household';
import { LeaseClock } from './lease_clock';
import { OutcomePanel } from './outcome_panel';
import { PERSON_TITLE_ID, PersonHead } from './person_head';
import { RedFlags } from './red_flags';
import { RequestFacts } from './request_facts';
import type { Request } from './wire';

function Held({ hold }: { hold: Hold }) {
  const { request, guide } = hold;
  useLayoutEffect(() => document.getElementById(PERSON_TITLE_ID)?.focus(), [request.id]);
  return (
    <>
      <RedFlags request={request} guide={guide} />
      <Barred request={request} />
      <Changed />
      <PersonHead request={request}>
        <LeaseClock />
      </PersonHead>
      <CallBar hold={hold} />
      {session.person.value?.role === 'lead' && !desk.call.value && (
        <p class="person__looking-actions">
          <button type="button" class="button" onClick={() => (dialog.value = 'close')}>
            Close without a call
          </button>
        </p>
      )}
      <RequestFacts request={request} />
      <OutcomePanel request={request} />
      <History request={request} />
      <Household request={request} />
    </>
  );
}

// What changed while it was in hand.
function Changed() {
  if (desk.changed.value.length === 0) return null;
  return (
    <div class="notice notice--warn">
      <p class="notice__title">Changed meanwhile: {desk.changed.value.join(', ')}</p>
      <p>What they wrote in another form stands under “All that happened”.</p>
    </div>
  );
}

function Judgement({ request }: { request: Request }) {
  const sure = useSignal(false);
  return (
    <div class="notice notice--warn">
      <p class="notice__title">Held aside as suspected spam</p>
      {request.quarantine_reason && <p>Why: {words(request.quarantine_reason).toLowerCase()}.</p>}
      <p class="person__looking-actions">
        <button type="button" class="button" onClick={() => void desk.judge(request, false)}>
          Let it into the queue
        </button>
        {!sure.value && (
          <button type="button" class="button" onClick={() => (sure.value = true)}>
            It is spam: close it
          </button>
        )}
        {sure.value && (
          <button type="button" class="button" onClick={() => void desk.judge(request, true)}>
            Close it for good: nobody will call
          </button>
        )}
      </p>
    </div>
  );
}

// No instant allows a call: why, and what a lead can do about it.
function Barred({ request }: { request: Request }) {
  if (!request.barred) return null;
  return (
    <div class="notice notice--bad">
      <p class="notice__title">
        {request.suppressed ? 'This number must not be called.' : request.callable.reason_text}
      </p>
      <p>It is served to nobody. A lead closes it without a call.</p>
    </div>
  );
}

// Leads only: the queue tells nobody else of it.
function Overdue({ request }: { request: Request }) {
  const item = desk.queue.value?.items.find((one) => one.id === request.id);
  if (item?.place !== 'overdue') return null;
  return (
    <div class="notice notice--bad">
      <p class="notice__title">{item.why}</p>
      <p>If nobody is on the phone any more, take it and log how the call ended.</p>
    </div>
  );
}

function viewedWords(request: Request): string {
  if (request.holder) {
    const mine = request.holder.id === session.person.value?.id;
    return mine ? 'You have this request.' : `${request.holder.name} has this request.`;
  }
  if (request.state === 'closed') return 'This request is closed.';
  if (request.state === 'quarantined') return 'It is not in the queue.';
  return 'Nobody has this request. It is served in its turn.';
}

function Viewed({ request }: { request: Request }) {
  useLayoutEffect(() => document.getElementById(PERSON_TITLE_ID)?.focus(), [request.id]);
  const lead = session.person.value?.role === 'lead';
  const open = request.state !== 'closed' && request.state !== 'quarantined';
  return (
    <>
      <div class="person__looking">
        <p>
          <strong>Looking only.</strong> {viewedWords(request)}
        </p>
        <span class="person__looking-actions">
          {lead && open && !request.open_attempt && (
            <button type="button" class="button" onClick={() => (dialog.value = 'close')}>
              Close without a call
            </button>
          )}
          {lead && open && !desk.hold.value && (
            <button type="button" class="button" onClick={() => (dialog.value = 'take')}>
              Take it
            </button>
          )}
          <button type="button" class="button button--quiet" onClick={() => desk.closeView()}>
            {desk.hold.value ? 'Back to my request' : 'Close'}
          </button>
        </span>
      </div>
      {desk.refusal.value && <p class="call-bar__refusal">{desk.refusal.value}</p>}
      {desk.outOfDate.value && (
        <div class="notice notice--warn">
          <p class="notice__title">This request has changed since.</p>
          <p class="person__looking-actions">
            <button type="button" class="button" onClick={() => void desk.look(request.id)}>
              Show it as it is now
            </button>
          </p>
        </div>
      )}
      {lead && request.state === 'quarantined' && <Judgement request={request} />}
      <Overdue request={request} />
      <Barred request={request} />
      <RedFlags request={request} />
      <PersonHead request={request}>
        <p class="figures">{request.phone_masked}</p>
      </PersonHead>
      <RequestFacts request={request} />
      <History request={request} />
      <Household request={request} />
    </>
  );
}

export function PersonPanel() {
  const viewed = desk.viewed.value;
  const hold = desk.hold.value;
  return (
    <section class="person" id="person" aria-label="Request" tabIndex={-1}>
      {viewed && <Viewed request={viewed} />}
      {!viewed && hold && <Held hold={hold} />}
      {!viewed && !hold && <AtHand />}
    </section>
  );
}

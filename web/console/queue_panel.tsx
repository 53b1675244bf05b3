// The live queue in the order of serving, with its counts and the search. While the pointer rests
// on the list nothing in it changes place.
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { desk, session } from './console';
import { heldAsideWords, understoodWords } from './desk';
import { QueueItemRow } from './queue_item';
import { frozenRows, groupsOf, PLACE_NAMES, type Row, rowsOf } from './queue_order';
import { SearchBox } from './search_box';
import { ShownNumbers } from './shown_numbers';
import type { Counts } from './wire';

function CountList({ counts, lead }: { counts: Counts; lead: boolean }) {
  const all: [string, number][] = [
    ['Due', counts.due],
    ['Later', counts.later],
    ['Held', counts.claimed],
    ['Escalated', counts.escalated],
  ];
  return (
    <dl class="counts">
      {all.map(([name, value]) => (
        <div class="counts__one" key={name}>
          <dt>{name}</dt>
          <dd class="figures">{value}</dd>
        </div>
      ))}
      {lead && (
        <div class="counts__one">
          <dt>
            <button type="button" class="counts__link" onClick={() => void desk.showQuarantine()}>
              Quarantine
            </button>
          </dt>
          <dd class="figures">{counts.quarantined}</dd>
        </div>
      )}
    </dl>
  );
}

function Rows({ rows }: { rows: Row[] }) {
  return (
    <>
      {groupsOf(rows).map((group, index) => (
        <section key={`${group.place}-${index}`}>
          <h3 class="queue__place">
            {PLACE_NAMES[group.place]} <span class="figures">({group.rows.length})</span>
          </h3>
          <ol role="list">
            {group.rows.map((row) => (
              <QueueItemRow key={row.item.id} row={row} />
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}

// A lead has them at the head of the list; whoever else is in calls a lead.
function HeldRedFlags() {
  const count = desk.queue.value?.counts.held_red_flags ?? 0;
  if (count === 0 || session.person.value?.role === 'lead') return null;
  const forms = count === 1 ? 'A form' : `${count} forms`;
  return (
    <p class="notice notice--bad">
      {forms} with signs of an emergency {count === 1 ? 'is' : 'are'} held aside as suspected spam.
      Tell a lead now.
    </p>
  );
}

function FoundRows() {
  const found = desk.found.value;
  if (!found) return null;
  return (
    <section class="queue__found">
      <div class="queue__found-head">
        <h3>
          {found.title} ({found.items.length})
        </h3>
        <button type="button" class="button button--quiet" onClick={() => desk.closeSearch()}>
          Back to the queue
        </button>
      </div>
      {found.understood && (
        <p class="queue__sought">
          {found.items.length === 0 && found.heldAside === 0 && 'Nothing found. '}
          Looked for {understoodWords(found.understood)}.
          {found.heldAside > 0 && <strong> {heldAsideWords(found.heldAside)}</strong>}
        </p>
      )}
      <ol role="list">
        {rowsOf(found.items).map((row) => (
          <QueueItemRow key={row.item.id} row={row} />
        ))}
      </ol>
    </section>
  );
}

export function QueuePanel() {
  const resting = useSignal(false);
  const unfolded = useSignal(false);
  const shown = useRef<Row[]>([]);
  const queue = desk.queue.value;
  const items = queue?.items ?? [];
  shown.current = resting.value ? frozenRows(shown.current, items) : rowsOf(items);
  const folded = desk.hold.value !== null && !unfolded.value;
  return (
    <section class={`queue${folded ? ' queue--folded' : ''}`} aria-labelledby="queue-title">
      <div class="queue__head">
        <div class="queue__title-line">
          <h2 class="queue__title" id="queue-title">
            Queue
          </h2>
          {desk.hold.value && (
            <button
              type="button"
              class="button button--quiet queue__fold"
              aria-expanded={!folded}
              onClick={() => (unfolded.value = !unfolded.value)}
            >
              {folded ? 'Show the queue' : 'Hide the queue'}
            </button>
          )}
        </div>
        {queue && <CountList counts={queue.counts} lead={session.person.value?.role === 'lead'} />}
        <SearchBox />
      </div>
      <div
        class="queue__list"
        tabIndex={0}
        role="group"
        aria-label="Requests in the order of serving"
        onPointerEnter={() => (resting.value = true)}
        onPointerLeave={() => (resting.value = false)}
      >
        <HeldRedFlags />
        <ShownNumbers />
        <FoundRows />
        {!desk.found.value && <Rows rows={shown.current} />}
        {!desk.found.value && queue && queue.more > 0 && (
          <p class="queue__more">
            {queue.more} more {queue.more === 1 ? 'request is' : 'requests are'} open and not shown
            here; the search finds {queue.more === 1 ? 'it' : 'them'}.
          </p>
        )}
        {!desk.found.value && queue && items.length === 0 && (
          <p class="queue__empty">No request is waiting.</p>
        )}
      </div>
    </section>
  );
}

// One row of the queue: target, what about, how long it waits, when to call, who has it and why it
// stands where it stands. The whole row is one button that shows the request.
import { age, languageName, words } from '../shared/format';
import { noSpeakerWords } from './no_speaker';
import { desk, serverNowCoarse, session } from './console';
import { windowWords } from './asked';
import type { Row } from './queue_order';
import type { QueueItem, Target } from './wire';

const TARGETS: Record<Target, { words: string; class: string }> = {
  on_time: { words: 'On time', class: 'badge--good' },
  soon: { words: 'Due soon', class: 'badge--warn' },
  late: { words: 'Late', class: 'badge--bad' },
};

const ORDINALS = ['1st', '2nd', '3rd'];

function callNumber(item: QueueItem): string {
  const number = item.attempts + 1;
  return `${ORDINALS[number - 1] ?? `${number}th`} call`;
}

function holderWords(item: QueueItem): string | null {
  if (!item.holder) return null;
  const who = item.holder.id === session.person.value?.id ? 'You' : item.holder.name;
  const verb = who === 'You' ? 'have' : 'has';
  return item.in_call ? `${who} ${verb} it, on a call` : `${who} ${verb} it`;
}

// Found by a search, but neither served nor late for anything. What was held back with signs of an
// emergency is, for a lead.
const isOut = (item: QueueItem): boolean =>
  item.state === 'closed' || (item.state === 'quarantined' && !item.red_flag);

function Standing({ row }: { row: Row }) {
  const { item, gone } = row;
  if (gone) return <span class="badge badge--plain">Left the queue</span>;
  if (isOut(item)) return <span class="badge badge--plain">{words(item.state)}</span>;
  if (item.state === 'quarantined') return <span class="badge badge--bad">Decide now</span>;
  if (item.barred) return <span class="badge badge--bad">No call</span>;
  const target = TARGETS[item.target];
  return <span class={`badge ${target.class}`}>{target.words}</span>;
}

function Why({ item }: { item: QueueItem }) {
  const alarm = item.place === 'overdue' ? ' queue-item__why--alarm' : '';
  return <span class={`queue-item__why${alarm}`}>{item.why}</span>;
}

export function QueueItemRow({ row }: { row: Row }) {
  const { item, gone } = row;
  const holder = holderWords(item);
  const at = serverNowCoarse.value;
  const shown = desk.viewed.value?.id ?? desk.hold.value?.request.id;
  return (
    <li class={`queue-item${gone ? ' queue-item--gone' : ''}`}>
      <button
        type="button"
        class="queue-item__button"
        aria-current={shown === item.id ? 'true' : undefined}
        onClick={() => void desk.look(item.id)}
      >
        <span class="queue-item__line">
          <span class="queue-item__topic">{item.topic_label}</span>
          <span class="queue-item__age figures">{age(at - Date.parse(item.created_at))}</span>
        </span>
        <span class="queue-item__line">
          <span>{windowWords(item, session.zone.value, at)}</span>
          <Standing row={row} />
        </span>
        <span class="queue-item__facts">
          {item.red_flag && <strong class="queue-item__flag">Red flag</strong>}
          <span>{languageName(item.language)}</span>
          {item.interpreter && <span>interpreter</span>}
          {item.unreadable.length > 0 && <strong>number cannot be read</strong>}
          <span>{callNumber(item)}</span>
          <span class="figures">{item.phone_masked}</span>
          <span>{item.reference}</span>
        </span>
        {!isOut(item) && <Why item={item} />}
        {!isOut(item) && item.no_speaker && (
          <span class="queue-item__why">{noSpeakerWords(item.language)}</span>
        )}
        {holder && <span class="queue-item__holder">{holder}</span>}
      </button>
    </li>
  );
}

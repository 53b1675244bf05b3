// What the queue shows, and when it may move. While the pointer rests on the list nothing in it
// changes place: rows are renewed where they stand, rows that left stay as "gone", and new ones
// wait at the end. Pure.
import type { Place, Queue, QueueItem } from './wire';

// `place` is the heading a row stands under, which a frozen row keeps.
export type Row = { item: QueueItem; place: Place; gone: boolean };

export const PLACE_NAMES: Record<Place, string> = {
  overdue: 'Call open too long',
  held_back: 'Held back, with signs of an emergency',
  red_flag: 'Red flags, and what a lead decides',
  promised: 'Promised',
  new: 'New',
  retry: 'Call again',
  later: 'Later',
  barred: 'Cannot be called',
};

export function rowsOf(items: QueueItem[]): Row[] {
  return items.map((item) => ({ item, place: item.place, gone: false }));
}

export function frozenRows(shown: Row[], fresh: QueueItem[]): Row[] {
  const byId = new Map(fresh.map((item) => [item.id, item]));
  const kept = shown.map((row) => {
    const item = byId.get(row.item.id);
    byId.delete(row.item.id);
    return item ? { item, place: row.place, gone: false } : { ...row, gone: true };
  });
  return [...kept, ...rowsOf([...byId.values()])];
}

// Neighbouring rows under one heading, in order.
export function groupsOf(rows: Row[]): { place: Place; rows: Row[] }[] {
  const groups: { place: Place; rows: Row[] }[] = [];
  for (const row of rows) {
    const last = groups[groups.length - 1];
    if (last && last.place === row.place) last.rows.push(row);
    else groups.push({ place: row.place, rows: [row] });
  }
  return groups;
}

const waits = (item: QueueItem): boolean =>
  item.place !== 'later' && item.place !== 'barred' && item.holder === null;

export type News = { words: string; urgent: boolean };

const soft = (words: string): News => ({ words, urgent: false });

// What is new since `before`, in words that say nothing of whom or why: a form with signs of an
// emergency that was held back, which cannot wait for the end of a call; a call that has been open
// for too long, which only leads are told of; or something that waits now and was not there.
export function newsOf(before: Queue | null, after: Queue): News | null {
  if (!before) return null;
  if (after.counts.held_red_flags > before.counts.held_red_flags) {
    return { words: 'A form with signs of an emergency was held back: for a lead', urgent: true };
  }
  const known = new Map(before.items.map((item) => [item.id, item]));
  const overdue = (item: QueueItem | undefined): boolean => item?.place === 'overdue';
  if (after.items.some((item) => overdue(item) && !overdue(known.get(item.id)))) {
    return soft('A call has been open for over an hour');
  }
  const waiting = after.items.some((item) => waits(item) && !known.has(item.id));
  return waiting ? soft('New request waiting') : null;
}

// The first instant at which something that is not due yet comes due.
export function nextDue(queue: Queue | null): string | null {
  const later = queue?.items.filter((item) => item.place === 'later' && !item.holder) ?? [];
  return later.map((item) => item.due_at).sort()[0] ?? null;
}

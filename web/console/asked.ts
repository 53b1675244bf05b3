// When a patient wants to be called, in words. Pure.
import { span } from '../shared/time';
import { words } from '../shared/format';
import type { Asked, Span } from './wire';

export function askedWords(asked: Asked, zone: string, now: number): string {
  if ('asap' in asked) return 'As soon as possible';
  if ('from' in asked) return words(span(asked.from, asked.to, zone, now));
  const days = asked.days.map((day) => words(day).slice(0, 3)).join(', ');
  const parts = asked.parts.map((part) => words(part).toLowerCase()).join(' or ');
  if (!days && !parts) return 'Any time';
  if (!parts) return `${days}, any time`;
  return days ? `${days}, ${parts}` : words(parts);
}

// What the patient was told, else what they asked for.
export function windowWords(
  item: { asked: Asked; promise: Span | null },
  zone: string,
  now: number,
): string {
  if (item.promise) return `Promised ${span(item.promise.from, item.promise.to, zone, now)}`;
  return askedWords(item.asked, zone, now);
}

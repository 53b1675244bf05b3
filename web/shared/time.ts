// Instants and the institute's wall clock. An instant is RFC 3339 UTC text; a wall time is what a
// datetime-local field holds, "2026-11-22T14:05", read in a named zone. Pure.

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

type Parts = { year: number; month: number; day: number; hour: number; minute: number };

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone });
    formats.set(key, found);
  }
  return found;
}

function partsAt(ms: number, zone: string): Parts {
  const format = formatOf(zone, {
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const found: Record<string, number> = {};
  for (const part of format.formatToParts(ms)) found[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = found;
  return { year, month, day, hour, minute };
}

const two = (value: number): string => String(value).padStart(2, '0');

// How far the zone's clock is ahead of UTC at that instant.
function offsetMs(ms: number, zone: string): number {
  const p = partsAt(ms, zone);
  const wholeMinute = Math.floor(ms / MINUTE_MS) * MINUTE_MS;
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute) - wholeMinute;
}

// "2026-11-22T14:05" as the zone's clock shows that instant.
export function wallTime(instant: string | number, zone: string): string {
  const p = partsAt(typeof instant === 'number' ? instant : Date.parse(instant), zone);
  return `${p.year}-${two(p.month)}-${two(p.day)}T${two(p.hour)}:${two(p.minute)}`;
}

// The instant at which the zone's clock shows `wall`, or null when that is no time. A time that the
// spring change skips is taken as the same distance after it; one that the autumn change repeats is
// the first of the two.
export function instantOf(wall: string, zone: string): string | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(wall);
  if (!match) return null;
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as number[];
  const asUtc = Date.UTC(year!, month! - 1, day!, hour!, minute!);
  if (new Date(asUtc).toISOString().slice(0, 16) !== wall.slice(0, 16)) return null;
  const before = offsetMs(asUtc - DAY_MS, zone);
  const after = offsetMs(asUtc + DAY_MS, zone);
  const candidates = [asUtc - before, asUtc - after].sort((a, b) => a - b);
  const exact = candidates.find((ms) => wallTime(ms, zone) === wall.slice(0, 16));
  return toInstant(exact ?? asUtc - before);
}

const toInstant = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

// The zone's calendar day, "2026-11-22".
export function dayAt(ms: number, zone: string): string {
  return wallTime(ms, zone).slice(0, 10);
}

// A calendar day some days later (or earlier).
export function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

// Days from `from` to `to`, both counted.
export function daysBetween(from: string, to: string): number {
  const span = Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`);
  return Math.round(span / DAY_MS) + 1;
}

// "2:05 pm"
export function clock(instant: string | number, zone: string): string {
  const ms = typeof instant === 'number' ? instant : Date.parse(instant);
  const format = formatOf(zone, { hour: 'numeric', minute: '2-digit', hour12: true });
  return format.format(ms).replace(/\s*([AP])M/, (_, half: string) => ` ${half.toLowerCase()}m`);
}

// "Sun, Nov 22", and the year when it is not this one.
export function date(instant: string | number, zone: string, now: number): string {
  const ms = typeof instant === 'number' ? instant : Date.parse(instant);
  const sameYear = dayAt(ms, zone).slice(0, 4) === dayAt(now, zone).slice(0, 4);
  return formatOf(zone, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(ms);
}

// "today 2:05 pm", "tomorrow 9:00 am", "Tue, Nov 24, 9:00 am"
export function moment(instant: string | number, zone: string, now: number): string {
  const ms = typeof instant === 'number' ? instant : Date.parse(instant);
  const day = dayAt(ms, zone);
  const today = dayAt(now, zone);
  const time = clock(ms, zone);
  if (day === today) return `today ${time}`;
  if (day === dayPlus(today, 1)) return `tomorrow ${time}`;
  if (day === dayPlus(today, -1)) return `yesterday ${time}`;
  return `${date(ms, zone, now)}, ${time}`;
}

// "today 2:00 – 3:00 pm"
export function span(from: string, to: string, zone: string, now: number): string {
  if (dayAt(Date.parse(from), zone) !== dayAt(Date.parse(to), zone)) {
    return `${moment(from, zone, now)} – ${moment(to, zone, now)}`;
  }
  const start = moment(from, zone, now);
  const end = clock(to, zone);
  const half = end.slice(-3);
  return `${start.endsWith(half) ? start.slice(0, -3) : start} – ${end}`;
}

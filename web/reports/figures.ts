// The service-level report: its shape, and how its figures are said. Missing is "—"; below ten
// it is "too few"; counts are always shown. Pure.
import { duration, NONE, percent } from '../shared/format';
import { dayAt, dayPlus, daysBetween } from '../shared/time';

export type Figures = {
  requests: number;
  attempted: number;
  within_target: number;
  of: number;
  service_level: number | null;
  low: number | null;
  high: number | null;
  median_seconds: number | null;
  p90_seconds: number | null;
  mean_seconds: number | null;
  median_wall_seconds: number | null;
  not_attempted: number;
  oldest_not_attempted_seconds: number | null;
};
export type DayFigures = Figures & { day: string };
export type Report = {
  name: string;
  title: string;
  definition: string;
  zone: string;
  target_seconds: number;
  from: string;
  to: string;
  as_of: string;
  rows: DayFigures[];
  total: Figures;
};
export type Range = { from: string; to: string };

export const TOO_FEW = 'too few';
const SMALLEST = 10;
// The share of requests that we promise to call within the target time.
export const TARGET_SHARE = 0.8;

export function shareOf(figures: Figures): number | null {
  return figures.of < SMALLEST ? null : figures.service_level;
}

export function shareWords(figures: Figures): string {
  if (figures.service_level === null) return NONE;
  return figures.of < SMALLEST ? TOO_FEW : percent(figures.service_level);
}

export function intervalWords(figures: Figures): string {
  if (figures.low === null || figures.high === null) return NONE;
  if (figures.of < SMALLEST) return TOO_FEW;
  return `${percent(figures.low).replace(' %', '')} – ${percent(figures.high)}`;
}

// Day by day the share of the days up to it, `days` at the most, taken together: steadier than one
// day's. The counts are added up, so it is the very share that a report of those days would give.
export function pooledShares(rows: Figures[], days: number): (number | null)[] {
  return rows.map((_, index) => {
    const last = rows.slice(Math.max(0, index - days + 1), index + 1);
    const of = last.reduce((sum, row) => sum + row.of, 0);
    const within = last.reduce((sum, row) => sum + row.within_target, 0);
    return of < SMALLEST ? null : within / of;
  });
}

type Spread = 'median_seconds' | 'p90_seconds' | 'mean_seconds' | 'median_wall_seconds';

export function spreadOf(figures: Figures, which: Spread): number | null {
  return figures.attempted < SMALLEST ? null : figures[which];
}

export function spreadWords(figures: Figures, which: Spread): string {
  if (figures[which] === null) return NONE;
  return figures.attempted < SMALLEST ? TOO_FEW : duration(figures[which]);
}

// "up 3.1 points from 78.1 %"
export function shareChange(now: Figures, before: Figures | null): string {
  const a = shareOf(now);
  const b = before ? shareOf(before) : null;
  if (a === null || b === null || !before) return 'No comparison with the period before';
  const points = (a - b) * 100;
  if (Math.abs(points) < 0.05) return `As in the period before`;
  const way = points > 0 ? 'Up' : 'Down';
  return `${way} ${Math.abs(points).toFixed(1)} points from ${percent(b)}`;
}

// "was 5 min"
export function spreadChange(now: Figures, before: Figures | null, which: Spread): string {
  const a = spreadOf(now, which);
  const b = before ? spreadOf(before, which) : null;
  if (a === null || b === null) return 'No comparison with the period before';
  return a === b ? 'As in the period before' : `Was ${duration(b)} in the period before`;
}

export function countChange(now: number, before: number | undefined): string {
  if (before === undefined) return 'No comparison with the period before';
  return now === before ? 'As in the period before' : `Was ${before} in the period before`;
}

// --- ranges of days, both ends counted ---

export function lastDays(days: number, now: number, zone: string): Range {
  const to = dayAt(now, zone);
  return { from: dayPlus(to, 1 - days), to };
}

export function thisMonth(now: number, zone: string): Range {
  const to = dayAt(now, zone);
  return { from: `${to.slice(0, 7)}-01`, to };
}

export function rangeBefore(range: Range): Range {
  const days = daysBetween(range.from, range.to);
  return { from: dayPlus(range.from, -days), to: dayPlus(range.from, -1) };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LONGEST_DAYS = 366;

// What is wrong with a range, or null.
export function rangeFault(range: Range): string | null {
  if (!DAY.test(range.from) || !DAY.test(range.to)) return 'Give both days.';
  if (range.from > range.to) return 'The first day must not be after the last.';
  if (daysBetween(range.from, range.to) > LONGEST_DAYS) return 'Choose a year at most.';
  return null;
}

// The range in a page's address, or null.
export function rangeIn(query: string): Range | null {
  const asked = new URLSearchParams(query);
  const range = { from: asked.get('from') ?? '', to: asked.get('to') ?? '' };
  return rangeFault(range) === null ? range : null;
}

export function queryOf(range: Range): string {
  return new URLSearchParams({ from: range.from, to: range.to, by: 'day' }).toString();
}

// "Nov 3"
export function dayWords(day: string): string {
  const format = new Intl.DateTimeFormat('en-US', {
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  });
  return format.format(Date.parse(`${day}T00:00:00Z`));
}

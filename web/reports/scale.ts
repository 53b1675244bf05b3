// Places on a chart: ticks, positions, and lines broken where a value is missing. Pure.

const STEPS_SECONDS = [
  10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400, 172800, 604800,
];
const MOST_TICKS = 5;

// Round times from 0 to at least `most` seconds, six marks at the most.
export function timeTicks(most: number): number[] {
  const step =
    STEPS_SECONDS.find((one) => Math.ceil(most / one) <= MOST_TICKS) ?? most / MOST_TICKS;
  const marks = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: marks + 1 }, (_, index) => index * step);
}

// Which of `length` labels to draw so that neighbours are `apart` pixels or more apart.
export function labelled(length: number, width: number, apart: number): number[] {
  if (length === 0) return [];
  const every = Math.max(1, Math.ceil(length / Math.max(1, Math.floor(width / apart))));
  const found: number[] = [];
  for (let index = length - 1; index >= 0; index -= every) found.unshift(index);
  return found;
}

export type Point = { x: number; y: number };

// An SVG path through the points; a missing one breaks the line.
export function pathOf(points: (Point | null)[]): string {
  let path = '';
  let pen = 'M';
  for (const point of points) {
    if (!point) {
      pen = 'M';
      continue;
    }
    path += `${pen}${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
    pen = 'L';
  }
  return path;
}

// The report that is shown, the one of the period before, and how they are read from the server.
import { batch, signal } from '@preact/signals';
import { Api, saying } from '../shared/api';
import { Session } from '../shared/session';
import { queryOf, type Range, rangeBefore, rangeFault, type Report } from './figures';

export const api = new Api();
export const session = new Session(api);

export const report = signal<Report | null>(null);
export const before = signal<Report | null>(null);
export const fault = signal<string | null>(null);
export const loading = signal(false);

const NAME = 'service-level';
let asked = 0;

export function addressOf(range: Range, format: 'json' | 'csv'): string {
  const rest = format === 'csv' ? '&format=csv' : '';
  return `/api/reports/${NAME}?${queryOf(range)}${rest}`;
}

// Only the latest question's answer is shown.
export async function read(range: Range): Promise<void> {
  const wrong = rangeFault(range);
  if (wrong) {
    fault.value = wrong;
    return;
  }
  asked += 1;
  const mine = asked;
  loading.value = true;
  const now = await api.call<Report>('GET', addressOf(range, 'json'));
  const earlier = now.ok
    ? await api.call<Report>('GET', addressOf(rangeBefore(range), 'json'))
    : now;
  if (mine !== asked) return;
  batch(() => {
    loading.value = false;
    if (now.ok) {
      report.value = now.body;
      before.value = earlier.ok ? earlier.body : null;
      fault.value = null;
    } else if (now.problem.status !== 401) {
      fault.value = now.problem.errors[0]?.message ?? saying(now.problem);
    }
  });
  if (now.ok) history.replaceState(null, '', `?from=${range.from}&to=${range.to}`);
}

export function forget(): void {
  report.value = null;
  before.value = null;
  fault.value = null;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dayWords,
  type Figures,
  intervalWords,
  lastDays,
  pooledShares,
  queryOf,
  rangeBefore,
  rangeFault,
  rangeIn,
  shareChange,
  shareOf,
  shareWords,
  spreadWords,
  thisMonth,
} from './figures';

const LA = 'America/Los_Angeles';
const figures = (rest: Partial<Figures>): Figures => ({
  requests: 40,
  attempted: 40,
  within_target: 32,
  of: 40,
  service_level: 0.8,
  low: 0.652,
  high: 0.895,
  median_seconds: 200,
  p90_seconds: 900,
  mean_seconds: 300,
  median_wall_seconds: 400,
  not_attempted: 0,
  oldest_not_attempted_seconds: null,
  ...rest,
});

test('a rate with nothing under it is a dash, with little under it too few', () => {
  assert.equal(shareWords(figures({ of: 0, service_level: null })), '—');
  assert.equal(shareWords(figures({ of: 9 })), 'too few');
  assert.equal(shareWords(figures({ of: 10, service_level: 0 })), '0.0 %');
  assert.equal(intervalWords(figures({})), '65.2 – 89.5 %');
  assert.equal(intervalWords(figures({ of: 9 })), 'too few');
  assert.equal(shareOf(figures({ of: 9 })), null);
  const nobody = figures({ attempted: 0, median_seconds: null });
  assert.equal(spreadWords(nobody, 'median_seconds'), '—');
  assert.equal(spreadWords(figures({ attempted: 3 }), 'median_seconds'), 'too few');
  assert.equal(spreadWords(figures({}), 'p90_seconds'), '15 min');
});

test('days taken together add up their counts', () => {
  const rows = [
    figures({ of: 4, within_target: 4 }),
    figures({ of: 8, within_target: 5 }),
    figures({ of: 0, within_target: 0 }),
    figures({ of: 2, within_target: 0 }),
  ];
  assert.deepEqual(pooledShares(rows, 3), [null, 0.75, 0.75, 0.5]);
});

test('the period before is as long and ends the day before', () => {
  assert.deepEqual(rangeBefore({ from: '2026-11-01', to: '2026-11-07' }), {
    from: '2026-10-25',
    to: '2026-10-31',
  });
});

test('changes are told only when both sides are known', () => {
  assert.equal(
    shareChange(figures({}), figures({ service_level: 0.75 })),
    'Up 5.0 points from 75.0 %',
  );
  assert.equal(
    shareChange(figures({}), figures({ of: 4 })),
    'No comparison with the period before',
  );
  assert.equal(shareChange(figures({}), null), 'No comparison with the period before');
});

test('ranges are days of the institute, not of the reader', () => {
  const late = Date.parse('2026-11-23T05:00:00Z'); // still the 22nd in Los Angeles
  assert.deepEqual(lastDays(7, late, LA), { from: '2026-11-16', to: '2026-11-22' });
  assert.deepEqual(thisMonth(late, LA), { from: '2026-11-01', to: '2026-11-22' });
  assert.deepEqual(rangeIn('?from=2026-11-01&to=2026-11-22'), {
    from: '2026-11-01',
    to: '2026-11-22',
  });
  assert.equal(rangeIn('?from=x&to=2026-11-22'), null);
  assert.match(rangeFault({ from: '2026-11-02', to: '2026-11-01' }) ?? '', /after/);
  assert.match(rangeFault({ from: '2020-11-02', to: '2026-11-01' }) ?? '', /year/);
  assert.equal(
    queryOf({ from: '2026-11-01', to: '2026-11-22' }),
    'from=2026-11-01&to=2026-11-22&by=day',
  );
  assert.equal(dayWords('2026-11-03'), 'Nov 3');
});

// The figures of the whole range, each beside the period before.
import { count, duration } from '../shared/format';
import {
  countChange,
  dayWords,
  type Figures,
  intervalWords,
  rangeBefore,
  type Report,
  shareChange,
  shareWords,
  spreadChange,
  spreadWords,
} from './figures';

type FigureProps = { name: string; value: string; detail: string; change: string };

function Figure({ name, value, detail, change }: FigureProps) {
  return (
    <div class="totals__one">
      <dt class="totals__name">{name}</dt>
      <dd class="totals__value figures">{value}</dd>
      <dd class="totals__detail figures">{detail}</dd>
      <dd class="totals__detail figures">{change}</dd>
    </div>
  );
}

function withinWords(total: Figures): string {
  return `${count(total.within_target)} of ${count(total.of)}`;
}

function waitingWords(total: Figures): string {
  if (total.not_attempted === 0) return 'Everybody has been called';
  const oldest = total.oldest_not_attempted_seconds;
  return oldest === null
    ? 'No open time has passed yet'
    : `Oldest: ${duration(oldest)} of open time`;
}

export function Totals({ report, before }: { report: Report; before: Report | null }) {
  const total = report.total;
  const earlier = before?.total ?? null;
  const range = rangeBefore(report);
  const wall = spreadWords(total, 'median_wall_seconds');
  return (
    <section class="totals" aria-labelledby="totals-title">
      <h3 class="totals__title" id="totals-title">
        {dayWords(report.from)} to {dayWords(report.to)}, beside {dayWords(range.from)} to{' '}
        {dayWords(range.to)}
      </h3>
      <dl class="totals__list">
        <Figure
          name={`Called within ${duration(report.target_seconds)}`}
          value={shareWords(total)}
          detail={`${withinWords(total)}; 95 % interval ${intervalWords(total)}`}
          change={shareChange(total, earlier)}
        />
        <Figure
          name="Time to first call, median"
          value={spreadWords(total, 'median_seconds')}
          detail={`Mean ${spreadWords(total, 'mean_seconds')}; median by the wall clock ${wall}`}
          change={spreadChange(total, earlier, 'median_seconds')}
        />
        <Figure
          name="Nine in ten called within"
          value={spreadWords(total, 'p90_seconds')}
          detail={`${count(total.attempted)} of ${count(total.requests)} requests called`}
          change={spreadChange(total, earlier, 'p90_seconds')}
        />
        <Figure
          name="Not called yet"
          value={count(total.not_attempted)}
          detail={waitingWords(total)}
          change={countChange(total.not_attempted, earlier?.not_attempted)}
        />
      </dl>
    </section>
  );
}

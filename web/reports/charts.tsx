// Service level by day with the target band, and the time to the first call as median and 90th
// percentile. Days with too few requests have no point.
import { duration } from '../shared/format';
import {
  dayWords,
  type DayFigures,
  pooledShares,
  type Report,
  shareOf,
  shareWords,
  spreadOf,
  spreadWords,
  TARGET_SHARE,
} from './figures';
import { LineChart, type Span } from './line_chart';
import { timeTicks } from './scale';

const TABLE_SAYS = 'The table below has every figure.';
const SHARE_TICKS = [0, 0.25, 0.5, 0.75, 1];

const spanOf = (row: DayFigures): Span =>
  shareOf(row) === null || row.low === null || row.high === null
    ? null
    : { low: row.low, high: row.high };

function ServiceLevel({ report }: { report: Report }) {
  const values = report.rows.map(shareOf);
  const known = values.filter((value) => value !== null);
  const kept = known.filter((value) => value >= TARGET_SHARE).length;
  const within = duration(report.target_seconds);
  return (
    <LineChart
      id="service-level"
      title={`Called within ${within}, by day`}
      summary={
        `Line chart: on ${kept} of ${known.length} days with enough requests, ` +
        `${TARGET_SHARE * 100} % or more were called within ${within}. ${TABLE_SAYS}`
      }
      labels={report.rows.map((row) => dayWords(row.day))}
      series={[
        { name: 'Day', mark: 'round', values },
        { name: 'Seven days together', mark: 'none', values: pooledShares(report.rows, 7) },
      ]}
      spans={report.rows.map(spanOf)}
      ticks={SHARE_TICKS}
      say={(value) => `${value * 100} %`}
      band={{ from: TARGET_SHARE, to: 1, name: `Target: ${TARGET_SHARE * 100} % or more` }}
      tell={(index) => {
        const row = report.rows[index]!;
        return `${dayWords(row.day)}: ${shareWords(row)}, ${row.within_target} of ${row.of}`;
      }}
    />
  );
}

function FirstCall({ report }: { report: Report }) {
  const medians = report.rows.map((row) => spreadOf(row, 'median_seconds'));
  const tenths = report.rows.map((row) => spreadOf(row, 'p90_seconds'));
  const target = report.target_seconds;
  const most = Math.max(target, ...[...medians, ...tenths].map((value) => value ?? 0));
  return (
    <LineChart
      id="first-call"
      title="Time to the first call, by day"
      summary={`Line chart: median and 90th percentile of the open time to it. ${TABLE_SAYS}`}
      labels={report.rows.map((row) => dayWords(row.day))}
      series={[
        { name: 'Median', mark: 'round', values: medians },
        { name: '90th percentile', mark: 'square', values: tenths },
      ]}
      ticks={timeTicks(most)}
      say={duration}
      band={{ from: 0, to: target, name: `Target: ${duration(target)} or less` }}
      tell={(index) => {
        const row = report.rows[index]!;
        const median = spreadWords(row, 'median_seconds');
        const tenth = spreadWords(row, 'p90_seconds');
        return `${dayWords(row.day)}: median ${median}, 90th percentile ${tenth}`;
      }}
    />
  );
}

export function Charts({ report }: { report: Report }) {
  const enough = report.rows.some((row) => shareOf(row) !== null);
  if (!enough) {
    return (
      <p class="notice">
        No day in this range has ten requests or more, too few for a line. The table has the counts.
      </p>
    );
  }
  return (
    <div class="charts">
      <ServiceLevel report={report} />
      <FirstCall report={report} />
    </div>
  );
}

// The table twin of the charts: every figure of every day, and the total.
import { count, duration } from '../shared/format';
import {
  dayWords,
  type Figures,
  intervalWords,
  type Report,
  shareWords,
  spreadWords,
} from './figures';

const COLUMNS: { name: string; say: (figures: Figures) => string }[] = [
  { name: 'Requests', say: (row) => count(row.requests) },
  { name: 'Called', say: (row) => count(row.attempted) },
  { name: 'In time', say: (row) => `${count(row.within_target)} of ${count(row.of)}` },
  { name: 'Service level', say: shareWords },
  { name: '95 % interval', say: intervalWords },
  { name: 'Median', say: (row) => spreadWords(row, 'median_seconds') },
  { name: '90th percentile', say: (row) => spreadWords(row, 'p90_seconds') },
  { name: 'Mean', say: (row) => spreadWords(row, 'mean_seconds') },
  { name: 'Median, wall clock', say: (row) => spreadWords(row, 'median_wall_seconds') },
  { name: 'Not called yet', say: (row) => count(row.not_attempted) },
  { name: 'Oldest of them', say: (row) => duration(row.oldest_not_attempted_seconds) },
];

function Cells({ figures }: { figures: Figures }) {
  return (
    <>
      {COLUMNS.map(({ name, say }) => (
        <td class="figures" key={name}>
          {say(figures)}
        </td>
      ))}
    </>
  );
}

export function DayTable({ report }: { report: Report }) {
  return (
    <section class="day-table" aria-labelledby="day-table-title" tabIndex={0}>
      <table>
        <caption id="day-table-title">
          Day by day. Times are open time unless they say otherwise; fewer than ten are too few for
          a rate or a spread.
        </caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {COLUMNS.map(({ name }) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row) => (
            <tr key={row.day}>
              <th scope="row">
                <time dateTime={row.day}>{dayWords(row.day)}</time>
              </th>
              <Cells figures={row} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Total</th>
            <Cells figures={report.total} />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

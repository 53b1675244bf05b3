// Which days: two dates, and the ranges asked for most.
import { Field } from '../shared/field';
import { lastDays, type Range, thisMonth } from './figures';
import { addressOf, fault, read, session } from './reading';

type RangeFormProps = { range: Range; onRange: (range: Range) => void };

export function RangeForm({ range, onRange }: RangeFormProps) {
  const zone = session.zone.value;
  const now = Date.now();
  const usual: [string, Range][] = [
    ['Last 7 days', lastDays(7, now, zone)],
    ['Last 28 days', lastDays(28, now, zone)],
    ['This month', thisMonth(now, zone)],
  ];
  function choose(chosen: Range): void {
    onRange(chosen);
    void read(chosen);
  }
  return (
    <form
      class="range"
      aria-label="Days of the report"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void read(range);
      }}
    >
      <Field id="from" label="From">
        {(ties) => (
          <input
            {...ties}
            type="date"
            value={range.from}
            max={range.to}
            onInput={(event) => onRange({ ...range, from: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field id="to" label="To">
        {(ties) => (
          <input
            {...ties}
            type="date"
            value={range.to}
            onInput={(event) => onRange({ ...range, to: event.currentTarget.value })}
          />
        )}
      </Field>
      <button class="button button--main">Show</button>
      <div class="range__usual">
        {usual.map(([name, one]) => (
          <button
            key={name}
            type="button"
            class="button button--quiet"
            aria-pressed={one.from === range.from && one.to === range.to}
            onClick={() => choose(one)}
          >
            {name}
          </button>
        ))}
      </div>
      <a class="button range__download" href={addressOf(range, 'csv')} download>
        Download CSV
      </a>
      <div class="range__fault" role="alert">
        {fault.value && <p class="field__fault">{fault.value}</p>}
      </div>
    </form>
  );
}

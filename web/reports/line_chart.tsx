// Lines over days, drawn at the size of their box. The picture is named for screen readers and its
// figures stand in the table below it; moving over it tells a day's figures in a line of its own.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { labelled, pathOf, type Point } from './scale';

export type Series = { name: string; mark: 'round' | 'square' | 'none'; values: (number | null)[] };
export type Span = { low: number; high: number } | null;
type LineChartProps = {
  id: string;
  title: string;
  summary: string;
  labels: string[];
  series: Series[];
  ticks: number[];
  say: (value: number) => string;
  // Where the values should be, e.g. at 80 % or more.
  band?: { from: number; to: number; name: string };
  // Per day, how sure the first series is.
  spans?: Span[];
  // The figures of one day, in words.
  tell: (index: number) => string;
};

const HEIGHT = 240;
const EDGE = { top: 12, right: 12, bottom: 28, left: 64 };
const LABEL_APART = 64;

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(640);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      if (entry) width.value = Math.max(240, Math.round(entry.contentRect.width));
    });
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return { box, width: width.value };
}

type Place = { x: (index: number) => number; y: (value: number) => number; width: number };

function placeOf(props: LineChartProps, width: number): Place {
  const most = props.ticks[props.ticks.length - 1] ?? 1;
  const inner = { width: width - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };
  const step = inner.width / Math.max(1, props.labels.length);
  return {
    width,
    x: (index) => EDGE.left + step * (index + 0.5),
    y: (value) => EDGE.top + inner.height * (1 - Math.min(value, most) / most),
  };
}

function Axes({ props, place }: { props: LineChartProps; place: Place }) {
  const shown = labelled(props.labels.length, place.width - EDGE.left - EDGE.right, LABEL_APART);
  return (
    <g class="chart__axes">
      {props.ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={EDGE.left}
            x2={place.width - EDGE.right}
            y1={place.y(tick)}
            y2={place.y(tick)}
          />
          <text x={EDGE.left - 8} y={place.y(tick) + 4} text-anchor="end">
            {props.say(tick)}
          </text>
        </g>
      ))}
      {shown.map((index) => (
        <text key={index} x={place.x(index)} y={HEIGHT - 8} text-anchor="middle">
          {props.labels[index]}
        </text>
      ))}
    </g>
  );
}

function Band({ band, place }: { band: NonNullable<LineChartProps['band']>; place: Place }) {
  const top = place.y(band.to);
  return (
    <g class="chart__band">
      <rect
        x={EDGE.left}
        y={top}
        width={place.width - EDGE.left - EDGE.right}
        height={Math.max(0, place.y(band.from) - top)}
      />
      <line
        x1={EDGE.left}
        x2={place.width - EDGE.right}
        y1={place.y(band.from)}
        y2={place.y(band.from)}
      />
    </g>
  );
}

function Line({ series, place, number }: { series: Series; place: Place; number: number }) {
  const points = series.values.map((value, index): Point | null =>
    value === null ? null : { x: place.x(index), y: place.y(value) },
  );
  return (
    <g class={`chart__line chart__line--${number}`}>
      <path d={pathOf(points)} />
      {points.map((point, index) => {
        if (!point || series.mark === 'none') return null;
        if (series.mark === 'round')
          return <circle key={index} cx={point.x} cy={point.y} r="3.5" />;
        return <rect key={index} x={point.x - 3} y={point.y - 3} width="6" height="6" />;
      })}
    </g>
  );
}

function Legend({ props }: { props: LineChartProps }) {
  return (
    <ul class="chart__legend" role="list">
      {props.series.map((series, index) => (
        <li class={`chart__key chart__key--${index + 1}`} key={series.name}>
          {series.name}
        </li>
      ))}
      {props.spans && <li class="chart__key chart__key--span">95 % interval</li>}
      {props.band && <li class="chart__key chart__key--band">{props.band.name}</li>}
    </ul>
  );
}

export function LineChart(props: LineChartProps) {
  const { box, width } = useWidth();
  const pointed = useSignal<number | null>(null);
  const place = placeOf(props, width);
  function point(event: PointerEvent): void {
    const left = (event.currentTarget as Element).getBoundingClientRect().left;
    const step = (width - EDGE.left - EDGE.right) / Math.max(1, props.labels.length);
    const index = Math.floor((event.clientX - left - EDGE.left) / step);
    pointed.value = index >= 0 && index < props.labels.length ? index : null;
  }
  const at = pointed.value;
  return (
    <figure class="chart" aria-labelledby={`${props.id}-title`}>
      <figcaption class="chart__head">
        <h3 id={`${props.id}-title`}>{props.title}</h3>
        <Legend props={props} />
      </figcaption>
      <div ref={box}>
        <svg
          class="chart__picture"
          width={width}
          height={HEIGHT}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          role="img"
          aria-label={props.summary}
          onPointerMove={point}
          onPointerLeave={() => (pointed.value = null)}
        >
          {props.band && <Band band={props.band} place={place} />}
          <Axes props={props} place={place} />
          {at !== null && (
            <line
              class="chart__pointer"
              x1={place.x(at)}
              x2={place.x(at)}
              y1={EDGE.top}
              y2={HEIGHT - EDGE.bottom}
            />
          )}
          {props.spans?.map(
            (span, index) =>
              span && (
                <line
                  key={index}
                  class="chart__span"
                  x1={place.x(index)}
                  x2={place.x(index)}
                  y1={place.y(span.low)}
                  y2={place.y(span.high)}
                />
              ),
          )}
          {props.series.map((series, index) => (
            <Line key={series.name} series={series} place={place} number={index + 1} />
          ))}
        </svg>
      </div>
      <p class="chart__told figures">
        {at === null
          ? 'Point at a day for its figures. Days with fewer than ten have no point.'
          : props.tell(at)}
      </p>
    </figure>
  );
}

// The error of the plain central difference against its step, with the slopes that calculus gives it.

import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import { formatError, formatNumber } from '../../protocol/format';
import type { ElementAnswer, StepErrorsAnswer } from '../../protocol/messages';
import { colourOf, themeChanges } from '../theme';
import { seriesOf, type ErrorSeries } from './plot';
import { describeSteps } from './sentences';

const HEIGHT = 240;
const POINT = 6;
const OWN_POINT = 11;

interface Props {
  readonly answer: StepErrorsAnswer;
  readonly element: ElementAnswer;
}

export function StepPlot({ answer, element: { analytic, slopes } }: Props) {
  const { reference } = answer;
  const distance = analytic === null || reference === null ? null : Math.abs(analytic - reference);
  const sentences = describeSteps(answer, slopes !== null);
  const isPlotted = reference !== null && answer.points.some(({ error }) => error > 0);
  if (!isPlotted) return <p>{sentences.join(' ')}</p>;
  return (
    <div class="steps">
      <Plot answer={answer} distance={distance} label={sentences.join(' ')} />
      <Legend answer={answer} distance={distance} />
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <StepTable answer={answer} />
    </div>
  );
}

interface PlotProps {
  readonly answer: StepErrorsAnswer;
  readonly distance: number | null;
  readonly label: string;
}

function Plot({ answer, distance, label }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const changes = themeChanges.value;
  useEffect(() => {
    const at = box.current!;
    const series = seriesOf(answer, distance);
    const data = [series.steps, ...SERIES.map(({ key }) => series[key])] as UPlot.AlignedData;
    const plot = new UPlot(optionsOf(at, series), data, at);
    const resize = new ResizeObserver(() => plot.setSize({ width: at.clientWidth, height: HEIGHT }));
    resize.observe(at);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [answer, distance, changes]);
  return <div ref={box} class="plot" role="img" aria-label={label} />;
}

interface Drawn {
  readonly key: Exclude<keyof ErrorSeries, 'steps' | 'range'>;
  readonly title: string;
  readonly colour: string;
  readonly dash?: readonly number[];
  /** Points alone where there is no line. */
  readonly points?: 'filled' | 'hollow' | 'own';
  readonly line: boolean;
}

/** Told apart by dashes and points too. */
const SERIES: readonly Drawn[] = [
  { key: 'truncation', title: 'truncation: goes with h²', colour: '--back', dash: [8, 4], line: true },
  { key: 'rounding', title: 'round-off: goes with 1/h', colour: '--unsure', dash: [2, 3], line: true },
  { key: 'analytic', title: 'the analytic gradient, |a − n|', colour: '--fail', dash: [10, 3, 2, 3], line: true },
  {
    key: 'errors',
    title: 'the plain central difference',
    colour: '--vscode-editor-foreground',
    points: 'filled',
    line: true,
  },
  {
    key: 'switched',
    title: 'a plain difference across a switch',
    colour: '--vscode-editor-foreground',
    points: 'hollow',
    line: false,
  },
  { key: 'own', title: "the check's own step and bound", colour: '--pass', points: 'own', line: false },
];

function optionsOf(box: HTMLElement, { range }: ErrorSeries): UPlot.Options {
  const colour = (property: string): string => colourOf(property, box);
  const axis = (label: string): UPlot.Axis => ({
    label,
    labelSize: 20,
    stroke: colour('--vscode-editor-foreground'),
    font: fontOf(box),
    labelFont: fontOf(box),
    grid: { stroke: colour('--grid'), width: 1 },
    ticks: { show: false },
    splits: (_plot, _axis, least, most) => evenPowers(least, most),
    values: (_, splits) => splits.map(powerText),
    filter: (_, splits) => splits,
  });
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, distr: 3 }, y: { distr: 3, range: () => [...range] } },
    axes: [
      { ...axis('step h'), size: 28 },
      { ...axis('error'), size: 52 },
    ],
    series: [{}, ...SERIES.map((one) => seriesOptions(one, colour))],
  };
}

function seriesOptions(
  { colour: property, dash, points, line }: Drawn,
  colour: (property: string) => string,
): UPlot.Series {
  const stroke = colour(property);
  const size = points === 'own' ? OWN_POINT : POINT;
  return {
    stroke,
    width: line ? (dash ? 2 : 1) : 0,
    ...(dash && { dash: [...dash] }),
    points: points
      ? {
          show: true,
          size,
          stroke,
          fill: points === 'filled' ? stroke : colour('--vscode-editor-background'),
          width: points === 'own' ? 3 : 1.5,
        }
      : { show: false },
  };
}

const fontOf = (box: HTMLElement): string => `11px ${getComputedStyle(box).fontFamily}`;

/** Every second power of ten is enough to read by. */
function evenPowers(least: number, most: number): number[] {
  const first = Math.ceil(Math.log10(least) / 2);
  const last = Math.floor(Math.log10(most) / 2);
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (2 * (first + i)));
}

function powerText(x: number): string {
  return `1e${Math.round(Math.log10(x))}`;
}

function Legend({ answer: { own, truncation, rounding, points }, distance }: Omit<PlotProps, 'label'>) {
  const isShown: Readonly<Record<Drawn['key'], boolean>> = {
    errors: points.some(({ switched }) => !switched),
    switched: points.some(({ switched }) => switched),
    truncation: truncation !== null,
    rounding: rounding !== null,
    own: own !== null,
    analytic: distance !== null && distance > 0,
  };
  return (
    <ul class="plot-legend" aria-hidden="true">
      {SERIES.filter(({ key }) => isShown[key]).map((one) => (
        <li key={one.key}>
          <Sample of={one} /> {one.title}
        </li>
      ))}
    </ul>
  );
}

function Sample({ of: { colour, dash, points, line } }: { readonly of: Drawn }) {
  const stroke = `var(${colour})`;
  const size = points === 'own' ? OWN_POINT : POINT;
  return (
    <svg width="30" height="14" style={{ stroke }}>
      {line && <path d="M1,7 H29" stroke-width="2" stroke-dasharray={dash?.join(' ')} />}
      {points && (
        <circle cx="15" cy="7" r={size / 2} style={{ fill: points === 'filled' ? stroke : 'none' }} stroke-width="2" />
      )}
    </svg>
  );
}

/** One row for each power of ten. */
function StepTable({ answer: { points } }: { readonly answer: StepErrorsAnswer }) {
  const rows = points.filter((_, i) => i % 4 === 0);
  return (
    <details>
      <summary>The errors as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">step h</th>
            <th scope="col">central difference</th>
            <th scope="col">error</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ h, slope, error, switched }) => (
            <tr key={h}>
              <th scope="row">{formatError(h)}</th>
              <td>{formatNumber(slope)}</td>
              <td>
                {formatError(error)}
                {switched && ', switched'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

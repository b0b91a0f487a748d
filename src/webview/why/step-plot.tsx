// The error of the plain central difference against its step, with the slopes that calculus gives it.

import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import { formatError, formatNumber } from '../../protocol/format';
import type { ElementAnswer, StepErrorsAnswer } from '../../protocol/messages';
import { seriesOf, type ErrorSeries } from './plot';
import { describeSteps } from './sentences';
import { colourOf, themeChanges } from './theme';

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
  if (reference === null) return <p class="quiet">{sentences.join(' ')}</p>;
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
  readonly colour: string;
  readonly dash?: readonly number[];
  /** Points alone where there is no line. */
  readonly points?: 'filled' | 'hollow' | 'own';
  readonly line: boolean;
}

/** Told apart by dashes and points too. */
const SERIES: readonly Drawn[] = [
  { key: 'truncation', colour: '--back', dash: [8, 4], line: true },
  { key: 'rounding', colour: '--unsure', dash: [2, 3], line: true },
  { key: 'analytic', colour: '--fail', dash: [10, 3, 2, 3], line: true },
  { key: 'errors', colour: '--vscode-editor-foreground', points: 'filled', line: true },
  { key: 'switched', colour: '--vscode-editor-foreground', points: 'hollow', line: false },
  { key: 'own', colour: '--pass', points: 'own', line: false },
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
    values: (_, splits) => splits.map(powerText),
    filter: (_, splits) => splits.map((split) => (isEvenPower(split) ? split : null)),
  });
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, distr: 3 }, y: { distr: 3, range: () => [...range] } },
    axes: [axis('step h'), { ...axis('error'), size: 56 }],
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
function isEvenPower(x: number): boolean {
  const power = Math.log10(x);
  return Math.abs(power - Math.round(power)) < 1e-6 && Math.round(power) % 2 === 0;
}

function powerText(x: number | null): string {
  return x === null ? '' : `1e${Math.round(Math.log10(x))}`;
}

function Legend({ answer: { own, truncation, rounding, points }, distance }: Omit<PlotProps, 'label'>) {
  const entries: [kind: string, text: string, shown: boolean][] = [
    ['errors', '● error of the plain central difference', true],
    ['switched', '○ the same where a switch is thrown', points.some(({ switched }) => switched)],
    ['truncation', '╌ truncation, with h²', truncation !== null],
    ['rounding', '┈ round-off, with 1/h', rounding !== null],
    ['own', "◯ the check's own step and error bound", own !== null],
    ['analytic', '╴· how far the analytic gradient is off', distance !== null && distance > 0],
  ];
  return (
    <ul class="legend" aria-hidden="true">
      {entries
        .filter(([, , shown]) => shown)
        .map(([kind, text]) => (
          <li key={kind} class={kind}>
            {text}
          </li>
        ))}
    </ul>
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

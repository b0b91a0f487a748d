// The graph as an SVG file: all of it, whatever is in view, with the verdict above and the meaning of its signs below.

import { renderToString } from 'preact-render-to-string';
import { faultText, formatNumber } from '../../protocol/format';
import type { CheckResult, Replaced } from '../../protocol/messages';
import { Definitions } from '../drawing/definitions';
import { Line, Numbers } from '../drawing/edge';
import { Badge, classOf, Name, Shape } from '../drawing/node';
import { pathThrough, verdictOfNode, type Picture, type PlacedEdge, type PlacedNode } from '../scene/picture';
import { describeNode, elementName, NETWORK_VERDICTS, shownOf, verdictOf } from '../words';
import { LegendMarks, legendOf } from './legend';
import { inLines } from './lines';
import { styleFor, type Dress } from './style';

export interface Drawing {
  readonly picture: Picture;
  readonly result: Pick<CheckResult, 'report' | 'whatIf'>;
  readonly dress: Dress;
}

const MARGIN = 24;
const NARROWEST = 520;
const TITLE_LINE = 26;
const LINE = 19;
const MOST_NAMED = 6;

export interface Svg {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

export function svgOf(drawing: Drawing): Svg {
  const { picture, result } = drawing;
  const { report } = result;
  const width = Math.ceil(Math.max(NARROWEST, picture.width));
  const heading = headingOf(result, width - 2 * MARGIN);
  const legend = legendOf(picture, width - 2 * MARGIN);
  const top = MARGIN + TITLE_LINE + heading.length * LINE;
  const height = Math.ceil(top + picture.height + legend.height + MARGIN / 2);
  const left = (width - picture.width) / 2;
  const vnode = (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-labelledby="title description"
    >
      <title id="title">{`Computational graph of ${report.network}`}</title>
      <desc id="description">{describe(drawing)}</desc>
      <style dangerouslySetInnerHTML={{ __html: styleFor(drawing.dress) }} />
      <Definitions />
      <rect class="background" width={width} height={height} />
      <Heading report={report} lines={heading} />
      <g transform={`translate(${round(left - picture.left)},${round(top - picture.top)})`}>
        <Graph picture={picture} />
      </g>
      <LegendMarks legend={legend} x={MARGIN} y={top + picture.height} />
    </svg>
  );
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${withoutControls(renderToString(vnode))}\n`, width, height };
}

interface HeadingLine {
  readonly class: string;
  readonly text: string;
}

function headingOf({ report, whatIf = [] }: Drawing['result'], width: number): HeadingLine[] {
  const { status, loss, dtype, method, faults } = report;
  const verdict = `${verdictOf(status).glyph} ${NETWORK_VERDICTS[status]}`;
  const causes = faults.flatMap((fault) => inLines(`${fault.layer}: ${faultText(fault)}`, width));
  return [
    { class: `verdict ${status}`, text: verdict },
    ...causes.map((text) => ({ class: 'cause', text })),
    ...inLines(hypothesis(whatIf), width).map((text) => ({ class: 'what-if', text })),
    { class: 'quiet', text: `loss ${formatNumber(loss)} · ${dtype} · ${method}` },
  ];
}

/** A drawing of numbers that are not the file's says so. */
function hypothesis(replaced: readonly Replaced[]): string {
  if (replaced.length === 0) return '';
  const named = replaced
    .slice(0, MOST_NAMED)
    .map((one) => `${elementName(one)} = ${formatNumber(one.value)} in the place of ${formatNumber(one.was)}`);
  const more = replaced.length > MOST_NAMED ? [`${replaced.length - MOST_NAMED} more`] : [];
  return `What if: ${[...named, ...more].join('; ')}.`;
}

function Heading({
  report,
  lines,
}: {
  readonly report: CheckResult['report'];
  readonly lines: readonly HeadingLine[];
}) {
  return (
    <g class="heading">
      <text class="title" x={MARGIN} y={MARGIN + 8}>
        {report.network}
      </text>
      {lines.map(({ class: name, text }, i) => (
        <text key={i} class={name} x={MARGIN} y={MARGIN + TITLE_LINE + i * LINE + 4}>
          {text}
        </text>
      ))}
    </g>
  );
}

/** Frames lie below the edges that run through them. */
function Graph({ picture }: { readonly picture: Picture }) {
  const { nodes, edges } = picture;
  const node = (placed: PlacedNode) => <Node key={placed.id} placed={placed} picture={picture} />;
  return (
    <>
      {nodes.filter(({ form }) => form === 'frame').map(node)}
      {edges.map((edge) => (
        <Edge key={edge.id} edge={edge} picture={picture} />
      ))}
      {nodes.filter(({ form }) => form !== 'frame' && form !== 'end').map(node)}
    </>
  );
}

function Node({ placed, picture }: { readonly placed: PlacedNode; readonly picture: Picture }) {
  return (
    <g
      class={classOf(placed, picture)}
      data-node={placed.id}
      transform={`translate(${round(placed.at.x)},${round(placed.at.y)})`}
    >
      <title>{spoken(placed, picture)}</title>
      <Shape placed={placed} />
      <Name placed={placed} />
      <Badge placed={placed} picture={picture} />
    </g>
  );
}

function Edge({ edge, picture }: { readonly edge: PlacedEdge; readonly picture: Picture }) {
  const tensor = picture.flat.tensors[edge.tensor];
  return (
    <g class={`edge ${shownOf(tensor) ?? ''}`} data-edge={edge.id}>
      <Line edge={edge} path={pathThrough(edge.points)} />
      {edge.labelled && <Numbers tensor={tensor} x={round(edge.label.x)} y={round(edge.label.y)} />}
    </g>
  );
}

/** For whoever does not see it: the verdict, then node by node in the order of execution. */
function describe({ picture, result: { report } }: Drawing): string {
  const nodes = picture.nodes.filter(({ form }) => form !== 'end').map((placed) => spoken(placed, picture));
  return [`${NETWORK_VERDICTS[report.status]}, loss ${formatNumber(report.loss)}.`, ...nodes].join('\n');
}

function spoken(placed: PlacedNode, picture: Picture): string {
  const guilty = picture.guilty.has(placed.id);
  const status = verdictOfNode(placed, picture);
  return describeNode(placed.node, picture.flat.tensors, status, { guilty, opens: null, open: false });
}

const round = (x: number): number => Math.round(x * 10) / 10;

/** XML has no place for most control characters and for halves of characters, whatever a name holds. */
function withoutControls(markup: string): string {
  return markup.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}');
}

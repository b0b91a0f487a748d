// The drawn graph: forward from left to right above the edges, gradients back below them.

import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { GraphView, TensorView } from '../protocol/messages';
import { formOf, pathThrough, place, roomFor, type PlacedEdge, type PlacedNode, type Placement } from './layout';
import { nextNode } from './keyboard';
import { describeNode, edgeLines, signOf, statusOf, verdictOf } from './words';
import { attachZoom, type ZoomControl } from './zoom';

interface Props {
  readonly view: GraphView;
  readonly selected: string | null;
  readonly onSelect: (id: string | null) => void;
}

export function GraphCanvas({ view, selected, onSelect }: Props) {
  const placement = useMemo(() => place(view), [view]);
  const svg = useRef<SVGSVGElement>(null);
  const stage = useRef<SVGGElement>(null);
  const zoom = useRef<ZoomControl | null>(null);

  useEffect(() => {
    if (!svg.current || !stage.current) return;
    const control = attachZoom(svg.current, stage.current, placement);
    zoom.current = control;
    control.fit();
    return control.dispose;
  }, [placement]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === '+' || event.key === '=') zoom.current?.by(1.25);
    else if (event.key === '-') zoom.current?.by(0.8);
    else if (event.key === '0') zoom.current?.fit();
    else if (event.key === 'Escape') onSelect(null);
    else {
      const next = nextNode(event.key, selected, placement, view.edges);
      if (next === null) return;
      onSelect(next);
      svg.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(next)}"]`)?.focus();
    }
    event.preventDefault();
  };

  return (
    <main class="canvas">
      <svg ref={svg} role="group" aria-label="Computational graph. Arrow keys follow its edges." onKeyDown={onKeyDown}>
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path class="arrow" d="M0,0 L8,4 L0,8 z" />
          </marker>
        </defs>
        <g ref={stage}>
          {placement.edges.map((edge) => (
            <Edge placed={edge} tensor={view.tensors[edge.edge.tensor]} />
          ))}
          {placement.nodes.map((node) => (
            <Node placed={node} view={view} selected={node.node.id === selected} onSelect={onSelect} />
          ))}
          <Answer placement={placement} view={view} />
        </g>
      </svg>
      <div class="tools" role="toolbar" aria-label="Zoom">
        <button type="button" aria-label="Zoom in" onClick={() => zoom.current?.by(1.25)}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => zoom.current?.by(0.8)}>
          −
        </button>
        <button type="button" onClick={() => zoom.current?.fit()}>
          Fit
        </button>
      </div>
    </main>
  );
}

function Edge({ placed, tensor }: { readonly placed: PlacedEdge; readonly tensor: TensorView }) {
  return (
    <g class={`edge ${tensor.report?.status ?? ''}`}>
      <path d={pathThrough(placed.points)} marker-end="url(#arrow)" />
      <EdgeNumbers tensor={tensor} x={placed.label.x} y={placed.label.y} />
    </g>
  );
}

/** The forward value above the line, the gradient and its distance from the numerical one below. */
function EdgeNumbers({ tensor, x, y }: { readonly tensor: TensorView; readonly x: number; readonly y: number }) {
  const { forward, backward, difference } = edgeLines(tensor);
  return (
    <g class="numbers">
      <text class="forward" x={x} y={y - 7}>
        {forward}
      </text>
      {backward && (
        <text class="backward" x={x} y={y + 15}>
          {backward}
        </text>
      )}
      {difference && (
        <text class="difference" x={x} y={y + 30}>
          {difference}
        </text>
      )}
    </g>
  );
}

interface NodeProps {
  readonly placed: PlacedNode;
  readonly view: GraphView;
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
}

function Node({ placed: { node, x, y, width, height }, view, selected, onSelect }: NodeProps) {
  const form = formOf(node);
  const status = statusOf(node.outputs.map((name) => view.tensors[name]));
  const select = (): void => onSelect(node.id);
  return (
    <g
      class={`node ${form} ${node.kind} ${status ?? ''}`}
      transform={`translate(${x},${y})`}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      aria-label={describeNode(node, view.tensors)}
      data-node={node.id}
      onClick={select}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') select();
      }}
    >
      {form === 'circle' ? (
        <ellipse rx={width / 2} ry={height / 2} />
      ) : (
        <rect x={-width / 2} y={-height / 2} width={width} height={height} rx={form === 'word' ? height / 2 : 6} />
      )}
      {form === 'circle' ? (
        <text class="sign" dy="0.36em">
          {signOf(node)}
        </text>
      ) : (
        <text class="name" dy={form === 'box' ? '-0.2em' : '0.36em'}>
          {node.label}
        </text>
      )}
      {form === 'box' && (
        <text class="type" dy="1.3em">
          {node.type}
        </text>
      )}
      {status && status !== 'skipped' && (
        <g class={`badge ${status}`} transform={`translate(${width / 2 - 2},${-height / 2 + 2})`}>
          <circle r="9" />
          <text dy="0.36em">{verdictOf(status).glyph}</text>
        </g>
      )}
    </g>
  );
}

/** The output's own numbers, on a short arrow that leaves the last node. */
function Answer({ placement, view }: { readonly placement: Placement; readonly view: GraphView }) {
  const used = new Set(view.edges.map(({ tensor }) => tensor));
  return (
    <>
      {placement.nodes.flatMap(({ node, x, y, width }) =>
        node.outputs
          .filter((name) => !used.has(name))
          .map((name) => {
            const from = x + width / 2;
            const room = roomFor(view.tensors[name]).width;
            return (
              <g class={`edge ${view.tensors[name].report?.status ?? ''}`}>
                <path d={`M${from},${y} L${from + room},${y}`} marker-end="url(#arrow)" />
                <EdgeNumbers tensor={view.tensors[name]} x={from + room / 2} y={y} />
              </g>
            );
          }),
      )}
    </>
  );
}

// The layout of large graphs: nothing lies on anything else, whatever the graph.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Line } from '../../src/picture/layout/arrange';
import { byLayers } from '../../src/picture/layout/layered';

interface Drawn {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

/** Nodes of any size; each uses some of those before it. */
const graphs: fc.Arbitrary<Drawn> = fc
  .array(
    fc.record({
      width: fc.integer({ min: 1, max: 200 }),
      height: fc.integer({ min: 1, max: 90 }),
      uses: fc.array(fc.nat(), { maxLength: 3 }),
    }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((nodes) => ({
    boxes: nodes.map(({ width, height }, i) => ({ id: `n${i}`, width, height })),
    lines: nodes.flatMap(({ uses, width }, i) =>
      i === 0
        ? []
        : [...new Set(uses.map((use) => use % i))].map((from) => ({
            id: `${from} ${i}`,
            from: `n${from}`,
            to: `n${i}`,
            width: width % 3 === 0 ? 0 : 80,
            height: 60,
            weight: 1,
          })),
    ),
  }));

describe('the layout by layers', () => {
  it('runs from left to right along every edge, or on to the next row, and begins and ends it at its nodes', () => {
    fc.assert(
      fc.property(graphs, ({ boxes, lines }) => {
        const { nodes, edges } = byLayers(boxes, lines, 24);
        const widthOf = new Map(boxes.map(({ id, width }) => [id, width]));
        for (const { id, from, to } of lines) {
          const [start, end] = [nodes.get(from)!, nodes.get(to)!];
          const { points } = edges.get(id)!;
          expect(points[0]).toEqual({ x: start.x + widthOf.get(from)! / 2, y: start.y });
          expect(points.at(-1)).toEqual({ x: end.x - widthOf.get(to)! / 2, y: end.y });
          const goesBack = points.some(({ x }, i) => i > 0 && x < points[i - 1].x - 1e-9);
          // Only from the end of a row to the next one, below.
          if (goesBack) expect(end.y - start.y).toBeGreaterThan(30);
        }
      }),
    );
  });

  it('puts no node on another, and all of them inside its extent', () => {
    fc.assert(
      fc.property(graphs, ({ boxes, lines }) => {
        const { nodes, width, height } = byLayers(boxes, lines, 24);
        const placed = boxes.map((box) => ({ ...box, ...nodes.get(box.id)! }));
        for (const [i, a] of placed.entries()) {
          expect(a.x - a.width / 2).toBeGreaterThan(0);
          expect(a.y - a.height / 2).toBeGreaterThan(0);
          expect(a.x + a.width / 2).toBeLessThan(width);
          expect(a.y + a.height / 2).toBeLessThan(height);
          for (const b of placed.slice(i + 1)) {
            const apart =
              Math.abs(a.x - b.x) >= (a.width + b.width) / 2 - 1e-9 ||
              Math.abs(a.y - b.y) >= (a.height + b.height) / 2 - 1e-9;
            expect(apart).toBe(true);
          }
        }
      }),
    );
  });

  it('puts a thousand nodes in a line into rows, and does not run out of stack', () => {
    const boxes = Array.from({ length: 1000 }, (_, i) => ({ id: `n${i}`, width: 90, height: 50 }));
    const lines = boxes.slice(1).map(({ id }, i) => ({ id, from: `n${i}`, to: id, width: 80, height: 60, weight: 1 }));
    const { nodes, width, height } = byLayers(boxes, lines, 24);
    const rows = new Set([...nodes.values()].map(({ y }) => y)).size;
    expect(rows).toBeGreaterThan(10);
    expect(width / height).toBeGreaterThan(1);
    expect(width / height).toBeLessThan(3);
  });
});

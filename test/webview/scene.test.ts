// The panel's own reckoning: what is drawn, where it stands, where arrow keys lead, in which order the passes go.
import { describe, expect, it } from 'vitest';
import type { GraphView, LayerView } from '../../src/protocol/messages';
import { nextNode } from '../../src/webview/keyboard';
import { place } from '../../src/picture/layout/place';
import { passesOf } from '../../src/webview/passes/steps';
import { layoutGraphOf, roomFor } from '../../src/picture/scene/measure';
import { neighbours, pathThrough, pictureOf, verdictOfNode, type Picture } from '../../src/picture/scene/picture';
import { sceneOf } from '../../src/picture/scene/scene';
import { describeNode, edgeLines, statusOf } from '../../src/picture/words';
import { GATED, PRICE, tensorView, viewNode } from './fixtures';

interface Manner {
  readonly open?: boolean;
  readonly fragments?: ReadonlyMap<string, LayerView>;
  readonly before?: Picture;
  readonly anchor?: string;
}

function draw(view: GraphView, { open = true, fragments = new Map(), before, anchor }: Manner = {}): Picture {
  const { scene, flat } = sceneOf({ view, fragments, isOpen: () => open, params: 'shown' });
  const layout = place(layoutGraphOf(scene, flat.tensors));
  return pictureOf({ scene, flat, layout, guilty: new Set(), before: before ?? null, anchor: anchor ?? null });
}

const at = (picture: Picture, id: string) => picture.byId.get(id)!.at;

/** Whatever has a place of its own: nodes, and the numbers on edges. */
function boxes({ nodes, edges, flat }: Picture) {
  return [
    ...nodes.filter(({ form }) => form !== 'frame').map((node) => node.at),
    ...edges
      .filter(({ labelled }) => labelled)
      .map(({ label, tensor }) => ({ ...label, ...roomFor(flat.tensors[tensor]) })),
  ];
}

describe('the layout', () => {
  for (const [name, view] of Object.entries({ PRICE, GATED })) {
    const picture = draw(view);

    it(`runs from left to right along every edge of ${name}`, () => {
      for (const { from, to } of view.edges) expect(at(picture, from).x).toBeLessThan(at(picture, to).x);
    });

    it(`leaves room for nodes and numbers of ${name}, apart from one another`, () => {
      for (const [i, a] of boxes(picture).entries()) {
        for (const b of boxes(picture).slice(i + 1)) {
          const apart =
            Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
          expect(apart, JSON.stringify([a, b])).toBe(true);
        }
      }
    });
  }

  it('draws an edge through its points, end to end', () => {
    const path = pathThrough([
      { x: 0, y: 0 },
      { x: 10, y: 5 },
      { x: 20, y: 5 },
    ]);
    expect(path).toBe('M0,0 Q10,5 15,5 L20,5');
  });
});

describe('a layer of several nodes', () => {
  const opened = draw(GATED);
  const closed = draw(GATED, { open: false });

  it('is a box while it is closed, and takes what it uses twice once', () => {
    expect(closed.nodes.map(({ id, form }) => `${form} ${id}`)).toEqual([
      'word x',
      'box Gate',
      'named Last',
      'end out Last.out',
    ]);
    expect(closed.edges.map(({ from, to }) => `${from} > ${to}`)).toEqual([
      'x > Gate',
      'Gate > Last',
      'Last > out Last.out',
    ]);
  });

  it('is a frame around its nodes when it is opened', () => {
    const frame = at(opened, 'Gate');
    for (const id of ['Gate/exp1.out', 'Gate.out']) {
      const inner = at(opened, id);
      expect(Math.abs(inner.x - frame.x)).toBeLessThan((frame.width - inner.width) / 2);
      expect(Math.abs(inner.y - frame.y)).toBeLessThan((frame.height - inner.height) / 2);
    }
  });

  it('is entered and left at its border, where the edges inside begin and end', () => {
    const into = opened.edges.find(({ from, to }) => from === 'x' && to === 'Gate')!;
    const inside = opened.edges.filter(({ from }) => from === 'in x');
    expect(inside).toHaveLength(2);
    for (const { points } of inside) expect(points[0]).toEqual(into.points.at(-1));
    const out = opened.edges.find(({ to }) => to === 'out Gate.out')!;
    expect(out.points.at(-1)).toEqual(opened.edges.find(({ from, to }) => from === 'Gate' && to === 'Last')!.points[0]);
  });

  it('has a place of its own on the border for each tensor that comes in', () => {
    const two: GraphView = {
      ...GATED,
      nodes: [...GATED.nodes],
      edges: [...GATED.edges, { from: 'y', to: 'Gate.out', operand: 'z', tensor: 'y' }],
      tensors: { ...GATED.tensors, y: tensorView('y', [], 'pass', [1]) },
    };
    const picture = draw({ ...two, nodes: [viewNode('y', 'input'), ...two.nodes] });
    const [x, y] = ['x', 'y'].map((from) =>
      picture.edges.find((edge) => edge.from === from && edge.to === 'Gate')!.points.at(-1)!,
    );
    expect(x.x).toBe(y.x);
    expect(Math.abs(x.y - y.y)).toBeGreaterThan(10);
  });

  it('stays where the eye is while it is opened', () => {
    const next = draw(GATED, { before: closed, anchor: 'Gate' });
    expect(at(next, 'Gate')).toMatchObject({ x: at(closed, 'Gate').x, y: at(closed, 'Gate').y });
    expect(next.left).not.toBe(0);
  });
});

it('a composite layer has its inner nodes in its place, wired as it was', () => {
  const part = (name: string, type: string) =>
    viewNode(name, 'arithmetic', { type, layer: 'Product', label: name, outputs: [name] });
  const fragment: LayerView = {
    layer: 'Product',
    nodes: [part('Product/log1.out', 'Log'), part('Product.out', 'Exp')],
    edges: [
      { from: 'a', to: 'Product/log1.out', operand: 'x', tensor: 'a' },
      { from: 'b', to: 'Product/log1.out', operand: 'y', tensor: 'b' },
      { from: 'Product/log1.out', to: 'Product.out', operand: 'x', tensor: 'Product/log1.out' },
    ],
    tensors: { 'Product/log1.out': tensorView('Product/log1.out', [], 'pass', [1]) },
  };
  const picture = draw(PRICE, { fragments: new Map([['Product', fragment]]) });
  expect(picture.byId.get('Product')?.form).toBe('frame');
  expect(neighbours(picture, 'Product/log1.out', 'backwards')).toEqual(['a', 'b']);
  expect(neighbours(picture, 'Product.out', 'forwards')).toEqual(['Price']);
});

it('params can be left out, and are then judged at their layer', () => {
  const view: GraphView = {
    ...PRICE,
    nodes: PRICE.nodes.map((node) => (node.id === 'c' ? { ...node, kind: 'param', layer: 'Price' } : node)),
  };
  const { scene } = sceneOf({ view, fragments: new Map(), isOpen: () => true, params: 'hidden' });
  expect(scene.nodes.map(({ id }) => id)).not.toContain('c');
  expect(scene.nodes.find(({ id }) => id === 'Price')?.judged).toEqual(['Price.out', 'c']);
});

it('where a layer is guilty, what else is wrong is inherited', () => {
  const wrong = { ...PRICE.tensors, 'Product.out': tensorView('Product.out', [], 'fail', [1]) };
  const { scene, flat } = sceneOf({
    view: { ...PRICE, tensors: wrong },
    fragments: new Map(),
    isOpen: () => true,
    params: 'shown',
  });
  const layout = place(layoutGraphOf(scene, flat.tensors));
  const verdicts = (...guilty: string[]) => {
    const picture = pictureOf({ scene, flat, layout, guilty: new Set(guilty), before: null, anchor: null });
    return ['Product', 'Price', 'a'].map((id) => verdictOfNode(picture.byId.get(id)!, picture));
  };
  expect(verdicts()).toEqual(['fail', 'pass', 'pass']);
  expect(verdicts('Price')).toEqual(['inherited', 'fail', 'pass']);
});

describe('the passes', () => {
  it('go forward in the order of execution and back the other way', () => {
    const { steps } = passesOf(draw(PRICE));
    expect(steps.map(({ direction, node }) => `${direction} ${node}`)).toEqual([
      'forward Product',
      'forward Price',
      'backward Price',
      'backward Product',
    ]);
  });

  it('make values and gradients known one by one', () => {
    const { valueAt, gradientAt } = passesOf(draw(PRICE));
    expect(valueAt.get('a')).toBeUndefined();
    expect(valueAt.get('Price.out')).toBe(1);
    expect(['Price.out', 'c', 'Product.out', 'a'].map((name) => gradientAt.get(name))).toEqual([2, 2, 2, 3]);
  });

  it('know the gradient of what is used twice when the last user has sent its part', () => {
    const { steps, gradientAt } = passesOf(draw(GATED));
    expect(steps[gradientAt.get('x')!]).toEqual({ direction: 'backward', node: 'Gate/exp1.out' });
  });

  it('take a closed layer in one step', () => {
    expect(passesOf(draw(GATED, { open: false })).steps.map(({ node }) => node)).toEqual([
      'Gate',
      'Last',
      'Last',
      'Gate',
    ]);
  });
});

describe('arrow keys', () => {
  const picture = draw(PRICE);
  const press = (key: string, from: string | null) => nextNode(key, from, picture);

  it('begin at the first node', () => expect(press('ArrowRight', null)).toBe('a'));
  it('follow an edge forwards and backwards', () => {
    expect(press('ArrowRight', 'a')).toBe('Product');
    expect(press('ArrowLeft', 'Price')).toBe('Product');
  });
  it('stop where no edge leads on', () => expect(press('ArrowRight', 'Price')).toBeNull());
  it('go down and up again in a column', () => {
    const below = press('ArrowDown', 'a') ?? press('ArrowUp', 'a');
    expect(['b', 'c']).toContain(below);
  });
  it('leave other keys alone', () => expect(press('Tab', 'a')).toBeNull());
  it('lead through an opened layer', () => {
    const opened = draw(GATED);
    expect(nextNode('ArrowRight', 'Gate/exp1.out', opened)).toBe('Gate.out');
    expect(nextNode('ArrowRight', 'Gate.out', opened)).toBe('Last');
  });
});

describe('words', () => {
  it('give a single number as it is, and a larger tensor by its shape and norm', () => {
    expect(edgeLines(tensorView('a', [], 'pass', [2.2]))).toEqual({
      forward: '2.2',
      backward: '← 2.2',
      difference: '✓ Δ 3e-11',
    });
    expect(edgeLines(tensorView('W', [1, 2], 'fail', [3, 4]))).toMatchObject({
      forward: '1×2  (3, 4)',
      difference: '✗ Δ 3e-11',
    });
  });

  it('take the worst verdict, and tell inherited from guilty', () => {
    const inherited = tensorView('b', [], 'fail', [1], { inherited: true });
    expect(statusOf([tensorView('a', [], 'pass', [1]), tensorView('b', [], 'fail', [1])])).toBe('fail');
    expect(statusOf([tensorView('a', [], 'pass', [1]), inherited])).toBe('inherited');
    expect(edgeLines(inherited).difference).toBe('↞ Δ 3e-11');
    expect(statusOf([undefined])).toBeNull();
  });

  it('describe a node for the ear', () => {
    const manner = { guilty: false, opens: 'Product', open: false };
    expect(describeNode(PRICE.nodes[3], PRICE.tensors, 'pass', manner)).toBe(
      'Product, Mul, scalar, gradient agrees, can be opened',
    );
  });
});

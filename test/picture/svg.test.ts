// The graph as a file: well-formed whatever the names are, and with every number of the network in it as text.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { firstPicture } from '../../src/picture/first';
import { inLines } from '../../src/picture/svg/lines';
import { svgOf } from '../../src/picture/svg/document';
import { styleFor } from '../../src/picture/svg/style';
import { COLOURS, THEMES } from '../../src/picture/themes';
import type { CheckReport, CheckResult, Fault, GraphView } from '../../src/protocol/messages';
import { PRICE, tensorView, viewNode } from '../webview/fixtures';

function resultOf(view: GraphView, more: Partial<CheckReport> = {}): CheckResult {
  const report = {
    version: 1,
    network: 'Price',
    file: 'price.grad.json',
    status: 'pass',
    loss: 2,
    seed: 0,
    dtype: 'float64',
    method: 'auto',
    elapsedMs: 1,
    tensors: [],
    faults: [],
    warnings: [],
    ...more,
  } satisfies CheckReport;
  return { report, view, mentions: [], layerSpans: {}, ties: [] };
}

interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
});

/** What an XML parser that knows nothing of HTML makes of it. */
function parse(svg: string): Element {
  expect(XMLValidator.validate(svg)).toBe(true);
  const [root] = (parser.parse(svg) as Record<string, unknown>[]).filter((one) => 'svg' in one).map(elementOf);
  return root;
}

function elementOf(parsed: Record<string, unknown>): Element {
  const [tag] = Object.keys(parsed).filter((key) => key !== ':@');
  if (tag === '#text') return { tag, attributes: {}, children: [], text: String(parsed[tag]) };
  const children = (parsed[tag] as Record<string, unknown>[]).map(elementOf);
  const attributes = (parsed[':@'] ?? {}) as Record<string, string>;
  return { tag, attributes, children, text: children.map(({ text }) => text).join('') };
}

const all = (root: Element): Element[] => [root, ...root.children.flatMap(all)];
const ofClass = (root: Element, name: string): Element[] =>
  all(root).filter(({ attributes }) => (attributes.class ?? '').split(' ').includes(name));
const draw = (result: CheckResult): Element =>
  parse(svgOf({ picture: firstPicture(result), result, dress: 'light' }).text);

const FAULT = {
  layer: 'Price',
  input: 'x',
  tensor: 'Product.out',
  code: 'sign-flipped',
  confidence: 1,
  evidence: {},
  fix: null,
  span: null,
} as unknown as Fault;

describe('the graph as an SVG file', () => {
  const root = draw(resultOf(PRICE));

  it('holds every node by its name, and the numbers of every edge as text', () => {
    const nodes = ofClass(root, 'node').map(({ attributes }) => attributes['data-node']);
    expect(nodes.sort()).toEqual(['Price', 'Product', 'a', 'b', 'c']);
    for (const numbers of ofClass(root, 'numbers').filter(({ children }) => children.length === 3))
      expect(numbers.children.map(({ text }) => text)).toEqual(['2', '← 2', '✓ Δ 3e-11']);
    expect(ofClass(root, 'edge')).toHaveLength(5);
  });

  it('has the value above the line and the gradient below it', () => {
    for (const edge of ofClass(root, 'edge')) {
      const y = (name: string) => Number(ofClass(edge, name)[0].attributes.y);
      const level = /Q[-\d.]+,([-\d.]+)/.exec(ofClass(edge, 'line')[0].attributes.d)?.[1];
      expect(y('value')).toBeLessThan(y('gradient'));
      expect(y('gradient')).toBeLessThan(y('difference'));
      if (level !== undefined) expect(y('value') < Number(level) + 30 && Number(level) - 30 < y('gradient')).toBe(true);
    }
  });

  it('holds all that is drawn inside of its borders', () => {
    const [, , width, height] = root.attributes.viewBox.split(' ').map(Number);
    const { nodes } = firstPicture(resultOf(PRICE));
    for (const { at } of nodes) expect(at.x + at.width / 2 <= width && at.y + at.height / 2 <= height).toBe(true);
    for (const entry of ofClass(root, 'legend').flatMap(({ children }) => children)) {
      const [, x] = /translate\(([-\d.]+)/.exec(entry.attributes.transform)!;
      expect(Number(x) + entry.text.length * 6).toBeLessThan(width);
    }
  });

  it('says by a title and a description what it shows', () => {
    const named = (tag: string) => root.children.find((child) => child.tag === tag)!;
    expect(root.attributes['aria-labelledby'].split(' ').sort()).toEqual(
      [named('title').attributes.id, named('desc').attributes.id].sort(),
    );
    expect(named('title').text).toBe('Computational graph of Price');
    expect(named('desc').text).toContain('Every gradient agrees, loss 2.');
    expect(named('desc').text).toContain('Product, Mul, scalar, gradient agrees');
  });

  it('refers to nothing outside of itself', () => {
    const { text } = svgOf({ picture: firstPicture(resultOf(PRICE)), result: resultOf(PRICE), dress: 'reader' });
    expect(text.match(/(href|src|url\((?!#)|@import|@font-face)/g)).toBeNull();
    expect(text.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
  });

  it('marks the guilty layer, says the cause, and explains just the verdicts that occur', () => {
    const wrong = {
      ...PRICE,
      tensors: { ...PRICE.tensors, 'Product.out': tensorView('Product.out', [], 'fail', [1]) },
    };
    const failing = draw(resultOf(wrong, { status: 'fail', faults: [FAULT] }));
    expect(ofClass(failing, 'guilty').map(({ attributes }) => attributes['data-node'])).toEqual(['Price']);
    expect(ofClass(failing, 'cause')[0].text).toMatch(/^Price: x's gradient/);
    expect(ofClass(failing, 'legend')[0].text).toContain('gradient is wrong');
    expect(ofClass(root, 'legend')[0].text).not.toContain('wrong');
  });

  it('says where its numbers are not those of the file', () => {
    const whatIf = [{ tensor: 'a', index: [0, 1], value: 3, was: 2 }];
    const drawn = draw({ ...resultOf(PRICE), whatIf });
    expect(ofClass(drawn, 'what-if')[0].text).toBe('What if: a[0, 1] = 3 in the place of 2.');
    expect(ofClass(root, 'what-if')).toEqual([]);
  });

  it('stays well-formed and inert whatever the names are', () => {
    const hostile = '</text><script>alert(1)</script>&"\'\u0000\ud800 ]]> <!--';
    const nodes = PRICE.nodes.map((node) => (node.id === 'c' ? viewNode(hostile, 'input') : node));
    const tensors = { ...PRICE.tensors, [hostile]: tensorView(hostile, [], 'pass', [1]) };
    const edges = PRICE.edges.map((edge) => (edge.from === 'c' ? { ...edge, from: hostile, tensor: hostile } : edge));
    const drawn = draw(resultOf({ ...PRICE, nodes, tensors, edges }, { network: hostile }));
    expect(all(drawn).filter(({ tag }) => tag === 'script' || tag === 'a')).toEqual([]);
    expect(ofClass(drawn, 'title')[0].text).toContain('alert(1)');
    expect(
      all(drawn)
        .flatMap(({ attributes }) => Object.keys(attributes))
        .filter((name) => /^on/i.test(name)),
    ).toEqual([]);
  });
});

describe('the colours of what leaves the editor', () => {
  const channel = (hex: string): number => {
    const value = parseInt(hex, 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = (colour: string): number =>
    [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => sum + weight * channel(colour.slice(1 + 2 * i, 3 + 2 * i)), 0);
  const contrast = (a: string, b: string): number => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };

  it.each(THEMES)('stand out as text in the %s theme', (theme) => {
    const { background, surface, alarm, line, ...texts } = COLOURS[theme];
    for (const [name, colour] of Object.entries(texts))
      expect(contrast(colour, background), name).toBeGreaterThanOrEqual(4.5);
    for (const under of [surface, alarm]) expect(contrast(texts.text, under)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(line, background)).toBeGreaterThanOrEqual(3);
  });

  it('follow the reader where that is asked for', () => {
    expect(styleFor('reader')).toContain('prefers-color-scheme: dark');
    expect(styleFor('dark')).not.toContain('@media');
  });
});

it('text is broken between words, and inside of those that are too long', () => {
  expect(inLines('one two three', 1000)).toEqual(['one two three']);
  expect(inLines('a'.repeat(25) + ' b', 20 * 6.9)).toEqual(['a'.repeat(20), `${'a'.repeat(5)} b`]);
});

// A fault stands where its backward pass is written.
import { expect, it } from 'vitest';
import type { BackwardText } from '../../src/network/types';
import { placeOfFault } from '../../src/session/place';

const line = (line: number) => ({ line, column: 1, endLine: line, endColumn: 9 });
const written = (at: number) => ({ span: line(at), text: '' });

const NETWORK = {
  layerSpans: new Map([
    ['Hand', line(20)],
    ['Swish', line(21)],
    ['Imported', line(22)],
  ]),
  backwardTexts: new Map<string, BackwardText>([
    ['Hand', { kind: 'method', method: written(5) }],
    ['Swish', { kind: 'expressions', expressions: new Map([['x', written(9)]]) }],
  ]),
};

it.each([
  ['at the method', 'Hand', 'W', 5],
  ['at the expression of its input', 'Swish', 'x', 9],
  ['at the layer, where an expression is left out', 'Swish', 'beta', 21],
  ['at the layer, whose code is in another file', 'Imported', 'x', 22],
  ['at the layer, where the wiring is wrong', 'Hand', null, 20],
])('%s', (_, layer, input, at) => {
  expect(placeOfFault(NETWORK, { layer, input })).toEqual(line(at));
});

it('nowhere, of a layer without a text', () => {
  expect(placeOfFault(NETWORK, { layer: 'Nobody', input: 'x' })).toBeNull();
});

// Networks that are stepped through, checked.
import fc from 'fast-check';

export { APPLE, DOUBLED, MLP, finished } from '../session/tensors/networks';

/** A layer of expressions whose backward pass is written by hand, with the wrong sign. */
export const FLIPPED = `{ "seed": 3,
  "layerTypes": {
    "Swish": {
      "inputs": ["x"],
      "let": { "s": "1 ./ (1 + exp(-x))" },
      "forward": "x .* s",
      "backward": { "x": "-dout .* (s + x .* s .* (1 - s))" }
    }
  },
  "inputs": { "x": { "shape": [3, 4], "normal": 1 } },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 2 },
    { "name": "Swish1", "type": "Swish" },
    { "name": "Total", "type": "Sum" }
  ]
}`;

/** Layers that take what any of those before them give: values fan out, and some of them lead nowhere. */
export const anyNetwork: fc.Arbitrary<string> = fc
  .array(
    fc.record({
      type: fc.constantFrom('Add', 'Mul', 'Tanh', 'Expression', 'Sigmoid'),
      a: fc.nat(20),
      b: fc.nat(20),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((drawn) => {
    const names = ['x', 'y'];
    const layers = drawn.map(({ type, a, b }, k) => {
      const [left, right] = [names[a % names.length], names[b % names.length]];
      const name = `L${k}`;
      names.push(name);
      if (type === 'Expression') return { name, type, forward: `sin(${left}) .* (${right} + ${left})` };
      return { name, type, inputs: type === 'Add' || type === 'Mul' ? [left, right] : left };
    });
    return JSON.stringify({ inputs: { x: [0.5, -1.5], y: [0.25, 2] }, layers });
  });

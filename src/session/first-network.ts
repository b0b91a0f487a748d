// The networks that a person starts from: small, commented, and right.

/** The text of a new network, by its format. */
export const FIRST_NETWORK: Readonly<Record<'json' | 'typescript', (name: string) => string>> = {
  json: jsonNetwork,
  typescript: typescriptNetwork,
};

function jsonNetwork(name: string): string {
  return `// A small classifier. Check it with "Gradient: Run Gradient Check" in the editor or with gradcheck in a terminal.
{
  "name": ${JSON.stringify(name)},
  "seed": 1, // every random value derives from it

  // Named data: numbers, nested arrays, files ({ "file": "x.npy" }) or random values.
  "inputs": {
    "x": { "shape": [4, 3], "normal": 1 }, // four samples with three features each
    "t": [0, 2, 1, 2] // the class of each sample
  },

  // A layer takes the output of the one before it, unless "inputs" names something else.
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 5 },
    { "name": "Relu1", "type": "ReLU" },
    { "name": "Affine2", "type": "Affine", "units": 3 },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] }
  ]
}
`;
}

function typescriptNetwork(name: string): string {
  return `// A small classifier with a layer written by hand. Its backward pass is the code under test: change it, and check it
// with "Gradient: Run Gradient Check" in the editor or with gradcheck in a terminal.
import { affine, input, layer, network, normal, softmaxWithLoss, type Tensor } from 'gradient-debugger';

class Relu {
  private mask!: Tensor;

  forward(x: Tensor): Tensor {
    this.mask = x.greater(0);
    return x.mul(this.mask);
  }

  // dout is the gradient of the loss with respect to what forward returned.
  backward(dout: Tensor): Tensor {
    return dout.mul(this.mask);
  }
}

export default network(${quoted(name)}, () => {
  const x = input('x', normal([4, 3], 1)); // four samples with three features each
  const t = input('t', [0, 2, 1, 2]); // the class of each sample
  let h = affine(x, 5, { name: 'Affine1' });
  h = layer(new Relu(), h, { name: 'Relu1' });
  h = affine(h, 3, { name: 'Affine2' });
  return softmaxWithLoss(h, t, { name: 'Loss' });
});
`;
}

/** As a string of TypeScript in single quotes. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

// The network that a person starts from: small, commented, and right.

/** The text of a new `*.grad.json`. */
export function firstNetwork(name: string): string {
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

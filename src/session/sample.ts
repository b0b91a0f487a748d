// The network of the walkthrough: one layer is written by hand, and its backward pass has the wrong sign.

export const SAMPLE = `// One backward pass in this network is wrong. Run the check to see which: Swish's has a minus too many.
{
  "name": "Sample",
  "seed": 3,
  "layerTypes": {
    "Swish": {
      "inputs": ["x"],
      "let": { "s": "1 ./ (1 + exp(-x))" },
      "forward": "x .* s",
      "backward": { "x": "-dout .* (s + x .* s .* (1 - s))" }
    }
  },
  "inputs": { "x": { "shape": [3, 4], "normal": 1 }, "t": [0, 1, 0] },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 2 },
    { "name": "Swish1", "type": "Swish" },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Swish1", "t"] }
  ]
}
`;

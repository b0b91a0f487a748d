// Networks that the tests in the editor check.

export const APPLE = `{
  // one apple at 100, two of them, 10 % tax
  "name": "Apple",
  "inputs": { "apple": 100, "apple_num": 2, "tax": 1.1 },
  "layers": [
    { "name": "Price", "type": "Mul", "inputs": ["apple", "apple_num"] },
    { "name": "WithTax", "type": "Mul", "inputs": ["Price", "tax"] },
  ],
}
`;

export const MISSPELT = APPLE.replace('["Price", "tax"]', '["Prise", "tax"]');

export const MLP = `{
  "name": "MLP",
  "seed": 1,
  "inputs": { "x": { "shape": [3, 4], "normal": 1 }, "t": [0, 2, 1] },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 5 },
    { "name": "Relu1", "type": "ReLU" },
    { "name": "Affine2", "type": "Affine", "units": 3 },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] }
  ]
}
`;

/** So large that its check takes many seconds. */
export const SLOW = `{
  "name": "Slow",
  "inputs": { "x": { "shape": [100, 784], "normal": 1 }, "t": { "shape": [100, 10], "constant": 0.1 } },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 100 },
    { "name": "Sigmoid1", "type": "Sigmoid" },
    { "name": "Affine2", "type": "Affine", "units": 10 },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] }
  ]
}
`;

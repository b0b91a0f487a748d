// What an op does on the way there and on the way back, in a sentence each.

interface Sentence {
  readonly forward: string;
  readonly backward: string;
}

const SENTENCES: Readonly<Record<string, Sentence>> = {
  Add: { forward: 'Adds its operands.', backward: 'Addition passes the gradient on unchanged to every operand.' },
  Sub: {
    forward: 'Subtracts.',
    backward: 'Subtraction passes the gradient on: unchanged to the first operand, with its sign turned to the second.',
  },
  Mul: {
    forward: 'Multiplies its operands.',
    backward: 'Multiplication sends each operand the gradient times the other operand.',
  },
  Div: {
    forward: 'Divides.',
    backward: 'Division sends the dividend the gradient over the divisor, and the divisor -x/y² times it.',
  },
  Exp: {
    forward: 'Takes e to the power of x.',
    backward: 'The exponential is its own derivative: the gradient times the output.',
  },
  Log: { forward: 'Takes the natural logarithm.', backward: 'The logarithm sends the gradient over x.' },
  Neg: { forward: 'Turns the sign.', backward: 'The gradient comes out with its sign turned.' },
  Square: { forward: 'Squares.', backward: 'The square sends the gradient times 2x.' },
  Sqrt: { forward: 'Takes the square root.', backward: 'The root sends the gradient over twice the output.' },
  Sum: { forward: 'Adds up elements.', backward: 'Every element that was added up receives the same gradient.' },
  Mean: { forward: 'Takes the mean.', backward: 'Every element receives the gradient over their number.' },
  Max: { forward: 'Takes the largest element.', backward: 'Only the largest element receives the gradient.' },
  ReLU: {
    forward: 'Lets through what is positive.',
    backward: 'Where x was positive the gradient goes through unchanged; elsewhere nothing does.',
  },
  Sigmoid: {
    forward: 'Squeezes each element between 0 and 1.',
    backward: 'The sigmoid sends the gradient times y(1 - y).',
  },
  Tanh: {
    forward: 'Squeezes each element between -1 and 1.',
    backward: 'The hyperbolic tangent sends the gradient times 1 - y².',
  },
  MatMul: {
    forward: 'Multiplies matrices: rows by columns.',
    backward: 'Each factor receives the gradient times the other factor, transposed.',
  },
  Affine: {
    forward: 'Multiplies by the weights and adds the bias.',
    backward: 'The input receives dout · Wᵀ, the weights xᵀ · dout, the bias the gradient added up over the batch.',
  },
  Softmax: {
    forward: 'Turns scores into probabilities.',
    backward: 'Every score moves every probability of its row: the products are added up.',
  },
  SoftmaxWithLoss: {
    forward: 'Turns scores into probabilities and compares them with the labels.',
    backward: 'Probability minus label, over the batch size: (y - t) / N.',
  },
  Reshape: {
    forward: 'Puts the same elements into another shape.',
    backward: 'The gradient is put back into the shape before.',
  },
  Transpose: { forward: 'Exchanges axes.', backward: 'The gradient has its axes exchanged back.' },
};

const OTHER: Sentence = {
  forward: 'Computes its output.',
  backward: 'What arrives, times the local derivative, goes on; what goes several ways is added up.',
};

export function sentenceOf(type: string, direction: keyof Sentence): string {
  return (Object.hasOwn(SENTENCES, type) ? SENTENCES[type] : OTHER)[direction];
}

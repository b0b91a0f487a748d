// Layers of plain functions for these tests, right unless a mistake is asked for.

import type { HandWritten } from '../../src/engine/hand-written';
import { formatShape, zeros, type Tensor } from '../../src/engine/tensor';
import { handWritten, type Instance } from './hand-written';

export const map = (t: Tensor, f: (value: number, i: number) => number): Tensor => ({
  shape: t.shape,
  data: t.data.map((value, i) => f(value, i)),
});

/** (N, D) · (D, M); where they do not fit, as library code does it. */
export function dot(a: Tensor, b: Tensor): Tensor {
  const [[n, d], [rows, m]] = [a.shape, b.shape];
  if (d !== rows) throw new Error(`cannot multiply ${formatShape(a.shape)} by ${formatShape(b.shape)}`);
  const out = zeros([n, m]);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += a.data[i * d + k] * b.data[k * m + j];
      out.data[i * m + j] = sum;
    }
  }
  return out;
}

export function transpose({ shape: [n, m], data }: Tensor): Tensor {
  const out = zeros([m, n]);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out.data[j * n + i] = data[i * m + j];
  return out;
}

export function sumRows({ shape: [n, m], data }: Tensor): Tensor {
  const out = zeros([m]);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out.data[j] += data[i * m + j];
  return out;
}

export interface AffineMistakes {
  readonly dW?: (right: Tensor) => Tensor;
  readonly db?: (right: Tensor) => Tensor;
  readonly dx?: (right: Tensor) => Tensor;
}

export const affine = ({ dW = same, db = same, dx = same }: AffineMistakes = {}): HandWritten =>
  handWritten({
    type: 'Affine',
    inputs: ['x'],
    params: ['W', 'b'],
    make() {
      let [x, W]: Tensor[] = [];
      return {
        forward([given], { W: weights, b }) {
          [x, W] = [given, weights];
          const out = dot(x, W);
          if (b.data.length !== out.shape[1]) throw new Error('b does not fit');
          return [map(out, (v, i) => v + b.data[i % b.data.length])];
        },
        backward([dout]) {
          return {
            inputs: [dx(dot(dout, transpose(W)))],
            params: { W: dW(dot(transpose(x), dout)), b: db(sumRows(dout)) },
          };
        },
      };
    },
  });

const same = <T>(value: T): T => value;

/** An elementwise layer; the slope from x and y. */
export const elementwise = (
  f: (x: number) => number,
  slope: (x: number, y: number) => number,
  type = 'Elementwise',
): HandWritten =>
  handWritten({
    type,
    inputs: ['x'],
    make() {
      let [x, y]: Tensor[] = [];
      return {
        forward([given]) {
          x = given;
          y = map(x, f);
          return [y];
        },
        backward: ([dout]) => ({ inputs: [map(dout, (g, i) => g * slope(x.data[i], y.data[i]))] }),
      };
    },
  });

export const tanh = (slope = (_x: number, y: number): number => 1 - y * y): HandWritten =>
  elementwise(Math.tanh, slope, 'Tanh');

/** The book's: its backward pass writes into dout. */
export const bookRelu = (): HandWritten =>
  unary('Relu', () => {
    let mask: boolean[];
    return {
      forward([x]) {
        mask = Array.from(x.data, (v) => v <= 0);
        return [map(x, (v, i) => (mask[i] ? 0 : v))];
      },
      backward([dout]) {
        mask.forEach((off, i) => off && (dout.data[i] = 0));
        return { inputs: [dout] };
      },
    };
  });

export const unary = (type: string, make: () => Instance): HandWritten => handWritten({ type, inputs: ['x'], make });

/** Of scores and one-hot rows; the book's does not look at dout. */
export const softmaxWithLoss = ({ ignoresDout = false, shifted = true } = {}): HandWritten =>
  handWritten({
    type: 'SoftmaxWithLoss',
    inputs: ['x', 't'],
    make() {
      let [y, t]: Tensor[] = [];
      return {
        forward([x, target]) {
          t = target;
          y = softmax(x, shifted);
          if (t.data.length !== y.data.length) throw new Error('t does not fit');
          let loss = 0;
          t.data.forEach((share, i) => (loss -= share * Math.log(y.data[i] + (shifted ? 1e-7 : 0))));
          return [map(zeros([]), () => loss / x.shape[0])];
        },
        backward([dout]) {
          const scale = (ignoresDout ? 1 : dout.data[0]) / y.shape[0];
          return { inputs: [map(y, (p, i) => (p - t.data[i]) * scale), null] };
        },
      };
    },
  });

function softmax(x: Tensor, shifted: boolean): Tensor {
  const [rows, width] = x.shape;
  const out = zeros(x.shape);
  for (let r = 0; r < rows; r++) {
    const row = Array.from(x.data.slice(r * width, (r + 1) * width));
    const top = shifted ? Math.max(...row) : 0;
    const sum = row.reduce((total, v) => total + Math.exp(v - top), 0);
    row.forEach((v, j) => (out.data[r * width + j] = Math.exp(v - top) / sum));
  }
  return out;
}

// Right layers written by hand, of plain numbers, as people write them.

import type { HandWritten } from '../../src/engine/hand-written';
import { copyOf, tensor, type Tensor } from '../../src/engine/tensor';
import { handWritten } from './hand-written';
import { elementwise, map } from './layers';
import { Recording } from './recording';

export const sigmoid = (): HandWritten =>
  elementwise(
    (x) => 1 / (1 + Math.exp(-x)),
    (_, y) => y * (1 - y),
    'Sigmoid',
  );

/** Subgradient `atZero` at 0. */
export const plainRelu = (atZero = 0): HandWritten =>
  elementwise(
    (x) => Math.max(0, x),
    (x) => (x === 0 ? atZero : Number(x > 0)),
    'PlainRelu',
  );

export const plainAbs = (): HandWritten => elementwise(Math.abs, Math.sign, 'PlainAbs');

/** A mask by comparison, recorded. */
export function relu(atZero = 0): HandWritten {
  return handWritten({
    type: 'Relu',
    inputs: ['x'],
    make() {
      const decisions = new Recording();
      let mask: Tensor;
      return {
        decisions,
        forward([x]) {
          mask = map(x, (v) => decisions.greater(v, 0, atZero));
          return [map(x, (v, i) => v * mask.data[i])];
        },
        backward: ([dout]) => ({ inputs: [map(dout, (g, i) => g * mask.data[i])] }),
      };
    },
  });
}

/** relu(x) - relu(-x), which is x, by two recorded comparisons with a subgradient at 0 each. */
export function reluOfBoth(up: number, down: number): HandWritten {
  return handWritten({
    type: 'ReluOfBoth',
    inputs: ['x'],
    make() {
      const decisions = new Recording();
      let [above, below]: Tensor[] = [];
      return {
        decisions,
        forward([x]) {
          above = map(x, (v) => decisions.greater(v, 0, up));
          below = map(x, (v) => decisions.greater(-v, 0, down));
          return [map(x, (v, i) => v * above.data[i] + v * below.data[i])];
        },
        backward: ([dout]) => ({ inputs: [map(dout, (g, i) => g * (above.data[i] + below.data[i]))] }),
      };
    },
  });
}

/** The larger of two, recorded; at ties the second. */
export function larger(): HandWritten {
  return handWritten({
    type: 'Larger',
    inputs: ['a', 'b'],
    make() {
      const decisions = new Recording();
      let first: Tensor;
      return {
        decisions,
        forward([a, b]) {
          first = map(a, (v, i) => decisions.greater(v, b.data[i]));
          return [map(a, (v, i) => (first.data[i] ? v : b.data[i]))];
        },
        backward: ([dout]) => ({
          inputs: [map(dout, (g, i) => g * first.data[i]), map(dout, (g, i) => g * (1 - first.data[i]))],
        }),
      };
    },
  });
}

/** x + x, as a branch that is added to what it started from. */
export function residual(): HandWritten {
  return handWritten({
    type: 'Residual',
    inputs: ['x', 'branch'],
    make: () => ({
      forward: ([x, branch]) => [map(x, (v, i) => v + branch.data[i])],
      backward: ([dout]) => ({ inputs: [copyOf(dout), copyOf(dout)] }),
    }),
  });
}

/** tanh(x) and x²: two outputs of one input. */
export function split(): HandWritten {
  return handWritten({
    type: 'Split',
    inputs: ['x'],
    outputs: ['h', 'c'],
    make() {
      let [x, h]: Tensor[] = [];
      return {
        forward: ([given]) => [(h = map((x = given), Math.tanh)), map(x, (v) => v * v)],
        backward: ([dh, dc]) => ({
          inputs: [map(x, (v, i) => dh.data[i] * (1 - h.data[i] ** 2) + 2 * v * dc.data[i])],
        }),
      };
    },
  });
}

/** Over the last axis, epsilon 1e-5. */
export function layerNorm(): HandWritten {
  return handWritten({
    type: 'LayerNorm',
    inputs: ['x'],
    params: ['gamma', 'beta'],
    make() {
      let [normal, gamma]: Tensor[] = [];
      let deviations: number[] = [];
      const meanOf = (row: ArrayLike<number>): number => Array.from(row).reduce((sum, v) => sum + v, 0) / row.length;
      return {
        forward([x], params) {
          gamma = params.gamma;
          const width = x.shape[x.shape.length - 1];
          normal = copyOf(x);
          deviations = [];
          for (let from = 0; from < x.data.length; from += width) {
            const row = x.data.subarray(from, from + width);
            const mean = meanOf(row);
            const deviation = Math.sqrt(meanOf(row.map((v) => (v - mean) ** 2)) + 1e-5);
            deviations.push(deviation);
            row.forEach((v, i) => (normal.data[from + i] = (v - mean) / deviation));
          }
          return [map(normal, (v, i) => v * gamma.data[i % width] + params.beta.data[i % width])];
        },
        backward([dout]) {
          const width = gamma.data.length;
          const dgamma = map(gamma, () => 0);
          const dbeta = map(gamma, () => 0);
          const dx = map(dout, () => 0);
          for (let from = 0; from < dout.data.length; from += width) {
            const y = normal.data.subarray(from, from + width);
            const g = Float64Array.from(y, (_, i) => dout.data[from + i] * gamma.data[i]);
            const mean = meanOf(g);
            const along = meanOf(g.map((v, i) => v * y[i]));
            for (let i = 0; i < width; i++) {
              dgamma.data[i] += dout.data[from + i] * y[i];
              dbeta.data[i] += dout.data[from + i];
              dx.data[from + i] = (g[i] - mean - y[i] * along) / deviations[from / width];
            }
          }
          return { inputs: [dx], params: { gamma: dgamma, beta: dbeta } };
        },
      };
    },
  });
}

/** A mask that stays as it was drawn, kept values doubled. */
export function dropout(mask: readonly number[]): HandWritten {
  return handWritten({
    type: 'Dropout',
    inputs: ['x'],
    make: () => ({
      forward: ([x]) => [map(x, (v, i) => 2 * v * mask[i])],
      backward: ([dout]) => ({ inputs: [map(dout, (g, i) => 2 * g * mask[i])] }),
    }),
  });
}

/** Mean cross entropy of softmax(x) with class indices. */
export function softmaxLoss(): HandWritten {
  return handWritten({
    type: 'SoftmaxLoss',
    inputs: ['x', 't'],
    make() {
      let [y, t]: Tensor[] = [];
      return {
        forward([x, labels]) {
          const [rows, classes] = x.shape;
          [y, t] = [copyOf(x), labels];
          let loss = 0;
          for (let n = 0; n < rows; n++) {
            const row = y.data.subarray(n * classes, (n + 1) * classes);
            const top = Math.max(...row);
            const total = Array.from(row).reduce((sum, v) => sum + Math.exp(v - top), 0);
            loss -= row[t.data[n]] - top - Math.log(total);
            row.forEach((v, i) => (row[i] = Math.exp(v - top) / total));
          }
          return [tensor([], [loss / rows])];
        },
        backward([dout]) {
          const [rows, classes] = y.shape;
          const hit = (i: number): number => Number(i % classes === t.data[Math.floor(i / classes)]);
          return { inputs: [map(y, (p, i) => (dout.data[0] * (p - hit(i))) / rows), null] };
        },
      };
    },
  });
}

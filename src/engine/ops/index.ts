// The registry: every op and layer type by the name that a network file gives it.

import { layers } from '../layers';
import type { Op } from '../op';
import { abs } from './abs';
import { add } from './add';
import { broadcastTo } from './broadcast-to';
import { clamp } from './clamp';
import { concat } from './concat';
import { cos } from './cos';
import { div } from './div';
import { elu } from './elu';
import { exp } from './exp';
import { flatten } from './flatten';
import { gather } from './gather';
import { gelu } from './gelu';
import { leakyReLU } from './leaky-relu';
import { log } from './log';
import { logSoftmax } from './log-softmax';
import { matMul } from './matmul';
import { max } from './max';
import { maximum } from './maximum';
import { mean } from './mean';
import { min } from './min';
import { minimum } from './minimum';
import { mul } from './mul';
import { neg } from './neg';
import { pow } from './pow';
import { reciprocal } from './reciprocal';
import { relu } from './relu';
import { reshape } from './reshape';
import { sigmoid } from './sigmoid';
import { silu } from './silu';
import { sin } from './sin';
import { slice } from './slice';
import { softmax } from './softmax';
import { softplus } from './softplus';
import { sqrt } from './sqrt';
import { square } from './square';
import { sub } from './sub';
import { sum } from './sum';
import { tanh } from './tanh';
import { transpose } from './transpose';

export const registry = {
  Add: add,
  Sub: sub,
  Mul: mul,
  Div: div,
  Neg: neg,
  Exp: exp,
  Log: log,
  Pow: pow,
  Sqrt: sqrt,
  Square: square,
  Reciprocal: reciprocal,
  Abs: abs,
  Sin: sin,
  Cos: cos,
  Max: max,
  Min: min,
  Maximum: maximum,
  Minimum: minimum,
  Clamp: clamp,
  MatMul: matMul,
  Transpose: transpose,
  Reshape: reshape,
  Flatten: flatten,
  Sum: sum,
  Mean: mean,
  BroadcastTo: broadcastTo,
  Concat: concat,
  Slice: slice,
  Gather: gather,
  ReLU: relu,
  LeakyReLU: leakyReLU,
  ELU: elu,
  Sigmoid: sigmoid,
  Tanh: tanh,
  Softplus: softplus,
  GELU: gelu,
  SiLU: silu,
  Softmax: softmax,
  LogSoftmax: logSoftmax,
  ...layers,
} satisfies Record<string, Op>;

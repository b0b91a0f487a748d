// The layers and losses: ops composed of primitive ones, computed in one go.

import type { Op } from '../op';
import { affine } from './affine';
import { averagePooling } from './average-pooling';
import { batchNorm } from './batch-norm';
import { convolution } from './convolution';
import { crossEntropyError } from './cross-entropy-error';
import { dropout } from './dropout';
import { embedding } from './embedding';
import { layerNorm } from './layer-norm';
import { maxPooling } from './max-pooling';
import { meanSquaredError } from './mean-squared-error';
import { sigmoidWithLoss } from './sigmoid-with-loss';
import { softmaxWithLoss } from './softmax-with-loss';
import { sumSquaredError } from './sum-squared-error';

export const layers = {
  Affine: affine,
  Convolution: convolution,
  MaxPooling: maxPooling,
  AveragePooling: averagePooling,
  BatchNorm: batchNorm,
  LayerNorm: layerNorm,
  Dropout: dropout,
  Embedding: embedding,
  SoftmaxWithLoss: softmaxWithLoss,
  SigmoidWithLoss: sigmoidWithLoss,
  MeanSquaredError: meanSquaredError,
  SumSquaredError: sumSquaredError,
  CrossEntropyError: crossEntropyError,
} satisfies Record<string, Op>;

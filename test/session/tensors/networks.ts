// Networks whose numbers are asked for, checked.
import { checkFile } from '../../../src/session/session';
import type { Finished } from '../../../src/session/tensors/kept';

export const APPLE = `{ "inputs": { "apple": 100, "n": 2, "tax": 1.1 }, "layers": [
  { "name": "Price", "type": "Mul", "inputs": ["apple", "n"] },
  { "name": "Total", "type": "Mul", "inputs": ["Price", "tax"] } ] }`;

export const MLP = `{ "seed": 1, "inputs": { "x": { "shape": [3, 4], "normal": 1 }, "t": [0, 2, 1] }, "layers": [
  { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 5 },
  { "name": "Relu1", "type": "ReLU" },
  { "name": "Affine2", "type": "Affine", "units": 3 },
  { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] } ] }`;

/** A gradient that is twice what it should be, and a fan-out: x goes into the layer and into the sum. */
export const DOUBLED = `{ "layerTypes": { "Cube": { "inputs": ["x"], "forward": "x.^3", "backward": { "x": "2 * dout .* 3 .* x.^2" } } },
  "inputs": { "x": [[1, 2], [3, 4]] }, "layers": [
  { "name": "Cube1", "type": "Cube", "inputs": "x" },
  { "name": "Sum1", "type": "Add", "inputs": ["Cube1", "x"] },
  { "name": "Total", "type": "Sum" } ] }`;

export const KINK = `{ "inputs": { "x": [-1, 0, 2] }, "layers": [
  { "name": "Relu1", "type": "ReLU", "inputs": "x" }, { "name": "Total", "type": "Sum" } ] }`;

export async function finished(text: string, settings = {}, file = 'n.grad.json'): Promise<Finished> {
  let kept: Finished | undefined;
  const files = { read: () => Promise.reject(new Error('no such file')) };
  const work = {
    signal: { aborted: false },
    progress: () => {},
    now: () => performance.now(),
    breathe: () => Promise.resolve(),
  };
  const result = await checkFile({ file, text, files, settings }, work, (all) => (kept = all));
  if (!result.ok || !kept) throw new Error(JSON.stringify(result.report));
  return kept;
}

// The book's layers one after the other, wired by hand: a net of Affine, Relu, Affine, Sigmoid, Affine and a softmax loss.

import { input, layer, network, normal, oneHot, zeros } from 'gradient-debugger';
import { Affine, Relu, Sigmoid, SoftmaxWithLoss } from './layers';

export default network('BookLayers', () => {
  const x = input('x', normal([4, 5], 1));
  const t = input('t', oneHot([0, 2, 1, 2], 3));
  let h = layer(new Affine(normal([5, 6], 0.5), zeros([6])), x, { name: 'Affine1' });
  h = layer(new Relu(), h, { name: 'Relu1' });
  h = layer(new Affine(normal([6, 4], 0.5), zeros([4])), h, { name: 'Affine2' });
  h = layer(new Sigmoid(), h, { name: 'Sigmoid1' });
  h = layer(new Affine(normal([4, 3], 0.5), zeros([3])), h, { name: 'Affine3' });
  return layer(new SoftmaxWithLoss(), h, t, { name: 'Loss' });
});

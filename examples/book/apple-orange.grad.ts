// Two apples and three oranges with tax, by the book's MulLayer and AddLayer.

import { input, layer, network } from 'gradient-debugger';
import { AddLayer, MulLayer } from './layers';

export default network('AppleOrange', () => {
  const apple = layer(new MulLayer(), input('apple', 100), input('apple_num', 2), { name: 'MulApple' });
  const orange = layer(new MulLayer(), input('orange', 150), input('orange_num', 3), { name: 'MulOrange' });
  const all = layer(new AddLayer(), apple, orange, { name: 'AddAll' });
  return layer(new MulLayer(), all, input('tax', 1.1), { name: 'MulTax' });
});

// Expressions in mathjs's syntax, as nodes of the graph; and the layer types that are written with them.

export { expressionCode } from './code';
export { derivedBackward } from './derive';
export { bindExpression } from './evaluate';
export { isConstant } from './functions';
export { instantiate, paramShapes } from './instantiate';
export { defineLayerType, inlineLayerType, type LayerType } from './layer-type';
export { checkNames, parseExpression } from './parse';
export * from './types';

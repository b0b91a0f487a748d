// Types of networks in TypeScript. Made by npm run generate.

export type Shape = readonly number[];
export type Data = Float64Array | Float32Array;
/** Numbers nested as in JSON: `[[1, 2], [3, 4]]`. */
export type Nested = number | readonly Nested[];
export type TensorLike = Tensor | Nested;
type Axis = number | readonly number[];

export declare class Elements {
    readonly shape: Shape;
    /** The elements in row-major order; they may be written. */
    data: Data;
    constructor(shape: Shape, data: Data | readonly number[]);
    get size(): number;
    get ndim(): number;
    item(): number;
    get(...index: readonly number[]): number;
    /** Writes a value in place: where a mask is not 0, or at one index. */
    set(where: Elements | readonly number[], value: number): this;
    addInPlace(y: Elements | Nested): this;
    subInPlace(y: Elements | Nested): this;
    mulInPlace(y: Elements | Nested): this;
    toArray(): Nested;
}
export declare class Tensor extends Elements {
    static of(nested: TensorLike): Tensor;
    static full(shape: Shape, value: number): Tensor;
    static zeros(shape: Shape): Tensor;
    static ones(shape: Shape): Tensor;
    /** Of the shape and the dtype of another. */
    static zerosLike(x: Tensor): Tensor;
    /** One row for each index, 1 at it. */
    static oneHot(indices: TensorLike, classes: number): Tensor;
    static concat(tensors: readonly TensorLike[], axis?: number): Tensor;
    /** Elements of `a` where the mask is not 0, of `b` elsewhere; the three broadcast. */
    static where(mask: TensorLike, a: TensorLike, b: TensorLike): Tensor;
    /** The axes in reverse order. */
    get T(): Tensor;
    add(y: TensorLike): Tensor;
    sub(y: TensorLike): Tensor;
    mul(y: TensorLike): Tensor;
    div(y: TensorLike): Tensor;
    pow(exponent: number): Tensor;
    neg(): Tensor;
    exp(): Tensor;
    log(): Tensor;
    sqrt(): Tensor;
    square(): Tensor;
    abs(): Tensor;
    sin(): Tensor;
    cos(): Tensor;
    tanh(): Tensor;
    sigmoid(): Tensor;
    relu(): Tensor;
    /** The matrix product; vectors as NumPy's `dot` takes them. */
    dot(y: TensorLike): Tensor;
    transpose(axes?: readonly number[]): Tensor;
    /** One extent may be -1: what is left. */
    reshape(shape: Shape): Tensor;
    flatten(): Tensor;
    sum(axis?: Axis, keepDims?: boolean): Tensor;
    mean(axis?: Axis, keepDims?: boolean): Tensor;
    max(axis?: Axis, keepDims?: boolean): Tensor;
    min(axis?: Axis, keepDims?: boolean): Tensor;
    maximum(y: TensorLike): Tensor;
    minimum(y: TensorLike): Tensor;
    clip(min: number, max: number): Tensor;
    /** 1 where the comparison holds, 0 elsewhere; so do those that follow. */
    greater(y: TensorLike): Tensor;
    greaterEqual(y: TensorLike): Tensor;
    less(y: TensorLike): Tensor;
    lessEqual(y: TensorLike): Tensor;
    equal(y: TensorLike): Tensor;
    /** Of a mask: 1 where it is 0, 0 elsewhere. */
    not(): Tensor;
    /** The position of the largest element along an axis, of several the first; of all where no axis is given. */
    argmax(axis?: number): Tensor;
    /** Each element by a function of numbers; of its kinks the check learns by their slopes alone. */
    map(f: (value: number, at: number) => number): Tensor;
    /** The part from one position up to another, exclusive, on each axis; axes not given are whole. */
    slice(from: Axis, to: Axis): Tensor;
    /** The part at one position of the first axis, without that axis. */
    row(at: number): Tensor;
    /** Of a matrix, one element of each row: `y[arange(N), columns]`. */
    pick(columns: TensorLike): Tensor;
    copy(): Tensor;
}
/**
 * Elementwise sum, with broadcasting.
 * `x + y`
 * @param x any shape
 * @param y a shape that broadcasts with x
 */
export declare function add(x: TensorLike, y: TensorLike, options?: { name?: string }): Tensor;
/**
 * Elementwise difference x - y, with broadcasting.
 * `x - y`
 * @param x any shape
 * @param y a shape that broadcasts with x
 */
export declare function sub(x: TensorLike, y: TensorLike, options?: { name?: string }): Tensor;
/**
 * Elementwise product, with broadcasting.
 * `x · y`
 * @param x any shape
 * @param y a shape that broadcasts with x
 */
export declare function mul(x: TensorLike, y: TensorLike, options?: { name?: string }): Tensor;
/**
 * Elementwise quotient x / y, with broadcasting.
 * `x / y`
 * @param x any shape
 * @param y a shape that broadcasts with x
 */
export declare function div(x: TensorLike, y: TensorLike, options?: { name?: string }): Tensor;
/**
 * -x, elementwise.
 * `-x`
 * @param x any shape
 */
export declare function neg(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * e to the power of x, elementwise.
 * `exp(x)`
 * @param x any shape
 */
export declare function exp(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * Natural logarithm, elementwise.
 * `log(x)`
 * @param x any shape
 */
export declare function log(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * x to the power of a constant, elementwise.
 * `x^exponent`
 * @param x any shape
 * @param exponent The power.
 */
export declare function pow(x: TensorLike, options?: { name?: string; exponent?: number }): Tensor;
export declare function pow(x: TensorLike, exponent?: number, options?: { name?: string; exponent?: number }): Tensor;
/**
 * Square root, elementwise.
 * `sqrt(x)`
 * @param x any shape
 */
export declare function sqrt(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * x · x, elementwise.
 * `x²`
 * @param x any shape
 */
export declare function square(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * 1 / x, elementwise.
 * `1 / x`
 * @param x any shape
 */
export declare function reciprocal(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * Absolute value, elementwise; the derivative at 0 is 0.
 * `|x|`
 * @param x any shape
 */
export declare function abs(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * Sine of x in radians, elementwise.
 * `sin(x)`
 * @param x any shape
 */
export declare function sin(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * Cosine of x in radians, elementwise.
 * `cos(x)`
 * @param x any shape
 */
export declare function cos(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * Largest element over the given axes; the first where several are.
 * `max x`
 * @param x any shape
 * @param axis The axis or axes to reduce over; left out, all.
 * @param keepDims Whether reduced axes stay, with extent 1. Default false.
 */
export declare function max(x: TensorLike, options?: { name?: string; axis?: number | readonly number[]; keepDims?: boolean }): Tensor;
export declare function max(x: TensorLike, axis?: number | readonly number[], options?: { name?: string; axis?: number | readonly number[]; keepDims?: boolean }): Tensor;
export declare function max(x: TensorLike, axis?: number | readonly number[], keepDims?: boolean, options?: { name?: string; axis?: number | readonly number[]; keepDims?: boolean }): Tensor;
/**
 * Smallest element over the given axes; the first where several are.
 * `min x`
 * @param x any shape
 * @param axis The axis or axes to reduce over; left out, all.
 * @param keepDims Whether reduced axes stay, with extent 1. Default false.
 */
export declare function min(x: TensorLike, options?: { name?: string; axis?: number | readonly number[]; keepDims?: boolean }): Tensor;
export declare function min(x: TensorLike, axis?: number | readonly number[], options?: { name?: string; axis?: number | readonly number[]; keepDims?: boolean }): Tensor;
export declare function min(x: TensorLike, axis?: number | readonly number[], keepDims?: boolean, options?: { name?: string; axis?: number | readonly number[]; keepDims?: boolean }): Tensor;
/**
 * The larger of x and y, elementwise, with broadcasting; at a tie each gets half of the gradient.
 * `max(x, y)`
 * @param x any shape
 * @param y a shape that broadcasts with x
 */
export declare function maximum(x: TensorLike, y: TensorLike, options?: { name?: string }): Tensor;
/**
 * The smaller of x and y, elementwise, with broadcasting; at a tie each gets half of the gradient.
 * `min(x, y)`
 * @param x any shape
 * @param y a shape that broadcasts with x
 */
export declare function minimum(x: TensorLike, y: TensorLike, options?: { name?: string }): Tensor;
/**
 * x limited to min .. max, elementwise; the derivative at the ends is 1.
 * `min(max(x, min), max)`
 * @param x any shape
 * @param min Lower end.
 * @param max Upper end.
 */
export declare function clamp(x: TensorLike, options?: { name?: string; min?: number; max?: number }): Tensor;
export declare function clamp(x: TensorLike, min?: number, options?: { name?: string; min?: number; max?: number }): Tensor;
export declare function clamp(x: TensorLike, min?: number, max?: number, options?: { name?: string; min?: number; max?: number }): Tensor;
/**
 * Matrix product; leading axes are batches and broadcast.
 * `x · y`
 * @param x (..., m, k), or (k)
 * @param y (..., k, n), or (k)
 */
export declare function matMul(x: TensorLike, y: TensorLike, options?: { name?: string }): Tensor;
/**
 * Axes in another order; left out, reversed.
 * `xᵀ`
 * @param x any shape
 * @param axes For each axis of the result the axis of x; left out, in reverse.
 */
export declare function transpose(x: TensorLike, options?: { name?: string; axes?: readonly number[] }): Tensor;
export declare function transpose(x: TensorLike, axes?: readonly number[], options?: { name?: string; axes?: readonly number[] }): Tensor;
/**
 * The same elements in the same order under another shape.
 * `x under another shape`
 * @param x any shape
 * @param shape The new shape; one extent may be -1 and follows from the rest.
 */
export declare function reshape(x: TensorLike, options?: { name?: string; shape?: number | readonly number[] }): Tensor;
export declare function reshape(x: TensorLike, shape?: number | readonly number[], options?: { name?: string; shape?: number | readonly number[] }): Tensor;
/**
 * All axes but the first made one.
 * `x, a row for each of the first axis`
 * @param x any shape
 */
export declare function flatten(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * Sum over the given axes.
 * `Σ x`
 * @param x any shape
 * @param axis The axis or axes to reduce over; left out, all.
 * @param keepDims Whether reduced axes stay, with extent 1. Default false.
 */
export declare function sum(x: TensorLike, options?: { name?: string; axis?: number | readonly number[]; keepDims?: boolean }): Tensor;
export declare function sum(x: TensorLike, axis?: number | readonly number[], options?: { name?: string; axis?: number | readonly number[]; keepDims?: boolean }): Tensor;
export declare function sum(x: TensorLike, axis?: number | readonly number[], keepDims?: boolean, options?: { name?: string; axis?: number | readonly number[]; keepDims?: boolean }): Tensor;
/**
 * Arithmetic mean over the given axes.
 * `Σ x / n`
 * @param x any shape
 * @param axis The axis or axes to reduce over; left out, all.
 * @param keepDims Whether reduced axes stay, with extent 1. Default false.
 */
export declare function mean(x: TensorLike, options?: { name?: string; axis?: number | readonly number[]; keepDims?: boolean }): Tensor;
export declare function mean(x: TensorLike, axis?: number | readonly number[], options?: { name?: string; axis?: number | readonly number[]; keepDims?: boolean }): Tensor;
export declare function mean(x: TensorLike, axis?: number | readonly number[], keepDims?: boolean, options?: { name?: string; axis?: number | readonly number[]; keepDims?: boolean }): Tensor;
/**
 * x stretched to a shape, as NumPy broadcasts.
 * `x stretched`
 * @param x any shape
 * @param shape The shape to stretch to.
 */
export declare function broadcastTo(x: TensorLike, options?: { name?: string; shape?: number | readonly number[] }): Tensor;
export declare function broadcastTo(x: TensorLike, shape?: number | readonly number[], options?: { name?: string; shape?: number | readonly number[] }): Tensor;
/**
 * Joins tensors along an axis.
 * `x1, x2, ... one after another`
 * @param x shapes that agree in all axes but one
 * @param axis The axis to join along. Default 0.
 */
export declare function concat(x: readonly Tensor[], options?: { name?: string; axis?: number }): Tensor;
export declare function concat(x: readonly Tensor[], axis?: number, options?: { name?: string; axis?: number }): Tensor;
/**
 * The part of x from one position up to, and without, another; axes not given are whole.
 * `x[from:to]`
 * @param x any shape
 * @param from First position on each axis.
 * @param to End on each axis, exclusive.
 */
export declare function slice(x: TensorLike, options?: { name?: string; from?: number | readonly number[]; to?: number | readonly number[] }): Tensor;
export declare function slice(x: TensorLike, from?: number | readonly number[], options?: { name?: string; from?: number | readonly number[]; to?: number | readonly number[] }): Tensor;
export declare function slice(x: TensorLike, from?: number | readonly number[], to?: number | readonly number[], options?: { name?: string; from?: number | readonly number[]; to?: number | readonly number[] }): Tensor;
/**
 * Takes x at the given indices along an axis.
 * `x[indices]`
 * @param x at least one axis
 * @param indices whole numbers, any shape
 * @param axis The axis to take along. Default 0.
 */
export declare function gather(x: TensorLike, indices: TensorLike, options?: { name?: string; axis?: number }): Tensor;
export declare function gather(x: TensorLike, indices: TensorLike, axis?: number, options?: { name?: string; axis?: number }): Tensor;
/**
 * max(x, 0), elementwise; the derivative at 0 is 0.
 * `max(x, 0)`
 * @param x any shape
 */
export declare function relu(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * x where x > 0, else alpha · x, elementwise.
 * `x where x > 0, else alpha · x`
 * @param x any shape
 * @param alpha Slope below 0. Default 0.01.
 */
export declare function leakyReLU(x: TensorLike, options?: { name?: string; alpha?: number }): Tensor;
export declare function leakyReLU(x: TensorLike, alpha?: number, options?: { name?: string; alpha?: number }): Tensor;
/**
 * x where x > 0, else alpha · (exp(x) - 1), elementwise.
 * `x where x > 0, else alpha · (exp(x) - 1)`
 * @param x any shape
 * @param alpha Minus the limit far below 0. Default 1.
 */
export declare function elu(x: TensorLike, options?: { name?: string; alpha?: number }): Tensor;
export declare function elu(x: TensorLike, alpha?: number, options?: { name?: string; alpha?: number }): Tensor;
/**
 * The logistic function 1 / (1 + exp(-x)), elementwise.
 * `1 / (1 + exp(-x))`
 * @param x any shape
 */
export declare function sigmoid(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * Hyperbolic tangent, elementwise.
 * `tanh(x)`
 * @param x any shape
 */
export declare function tanh(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * log(1 + exp(x)), elementwise.
 * `log(1 + exp(x))`
 * @param x any shape
 */
export declare function softplus(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * x · Φ(x), elementwise, with Φ the normal distribution function.
 * `x · Φ(x), or x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2`
 * @param x any shape
 * @param approximate none: exact, by the error function; tanh: the usual formula that comes close to it. Default "none".
 */
export declare function gelu(x: TensorLike, options?: { name?: string; approximate?: 'none' | 'tanh' }): Tensor;
export declare function gelu(x: TensorLike, approximate?: 'none' | 'tanh', options?: { name?: string; approximate?: 'none' | 'tanh' }): Tensor;
/**
 * x · sigmoid(x), elementwise.
 * `x · sigmoid(x)`
 * @param x any shape
 */
export declare function silu(x: TensorLike, options?: { name?: string }): Tensor;
/**
 * exp(x) divided by its sum along an axis: positive, and 1 in all.
 * `exp(x) / Σ exp(x)`
 * @param x at least one axis
 * @param axis The axis along which the sum is taken. Default -1.
 */
export declare function softmax(x: TensorLike, options?: { name?: string; axis?: number }): Tensor;
export declare function softmax(x: TensorLike, axis?: number, options?: { name?: string; axis?: number }): Tensor;
/**
 * Logarithm of Softmax along an axis: x - log Σ exp(x).
 * `x - log Σ exp(x)`
 * @param x at least one axis
 * @param axis The axis along which the sum is taken. Default -1.
 */
export declare function logSoftmax(x: TensorLike, options?: { name?: string; axis?: number }): Tensor;
export declare function logSoftmax(x: TensorLike, axis?: number, options?: { name?: string; axis?: number }): Tensor;
/**
 * Fully connected layer: x · W + b for each row of x.
 * `x · W + b`
 * @param x (N, D), or (D) for a single row
 * @param W (D, units)
 * @param b (units), added to every row
 * @param units Number of outputs; may be left out where W is given.
 * @param bias Whether b is added. Default true.
 */
export declare function affine(x: TensorLike, options?: { name?: string; units?: number; bias?: boolean; W?: TensorLike | Initial; b?: TensorLike | Initial }): Tensor;
export declare function affine(x: TensorLike, units?: number, options?: { name?: string; units?: number; bias?: boolean; W?: TensorLike | Initial; b?: TensorLike | Initial }): Tensor;
export declare function affine(x: TensorLike, units?: number, bias?: boolean, options?: { name?: string; units?: number; bias?: boolean; W?: TensorLike | Initial; b?: TensorLike | Initial }): Tensor;
/**
 * Slides filters over images (N, C, H, W) and adds a bias per filter.
 * `Σ over C and kernel of W · x under the filter, + b`
 * @param x (N, C, H, W)
 * @param W (filters, C, kernel height, kernel width)
 * @param b (filters)
 * @param filters Number of filters; may be left out where W is given.
 * @param kernel Height and width of the filters, or one number for both.
 * @param stride Step between positions. Default 1.
 * @param padding Zeros added around each image. Default 0.
 */
export declare function convolution(x: TensorLike, options?: { name?: string; filters?: number; kernel?: number | readonly number[]; stride?: number | readonly number[]; padding?: number | readonly number[]; W?: TensorLike | Initial; b?: TensorLike | Initial }): Tensor;
export declare function convolution(x: TensorLike, filters?: number, options?: { name?: string; filters?: number; kernel?: number | readonly number[]; stride?: number | readonly number[]; padding?: number | readonly number[]; W?: TensorLike | Initial; b?: TensorLike | Initial }): Tensor;
export declare function convolution(x: TensorLike, filters?: number, kernel?: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], options?: { name?: string; filters?: number; kernel?: number | readonly number[]; stride?: number | readonly number[]; padding?: number | readonly number[]; W?: TensorLike | Initial; b?: TensorLike | Initial }): Tensor;
/**
 * The largest element of each window of each channel; the first where several are.
 * `max of x over the window`
 * @param x (N, C, H, W)
 * @param size Height and width of the window.
 * @param stride Step between windows; left out, their size.
 * @param padding Elements added around each image. Default 0.
 */
export declare function maxPooling(x: TensorLike, options?: { name?: string; size?: number | readonly number[]; stride?: number | readonly number[]; padding?: number | readonly number[] }): Tensor;
export declare function maxPooling(x: TensorLike, size?: number | readonly number[], options?: { name?: string; size?: number | readonly number[]; stride?: number | readonly number[]; padding?: number | readonly number[] }): Tensor;
export declare function maxPooling(x: TensorLike, size?: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], options?: { name?: string; size?: number | readonly number[]; stride?: number | readonly number[]; padding?: number | readonly number[] }): Tensor;
/**
 * The mean of each window of each channel; zeros in the padding count.
 * `mean of x over the window`
 * @param x (N, C, H, W)
 * @param size Height and width of the window.
 * @param stride Step between windows; left out, their size.
 * @param padding Elements added around each image. Default 0.
 */
export declare function averagePooling(x: TensorLike, options?: { name?: string; size?: number | readonly number[]; stride?: number | readonly number[]; padding?: number | readonly number[] }): Tensor;
export declare function averagePooling(x: TensorLike, size?: number | readonly number[], options?: { name?: string; size?: number | readonly number[]; stride?: number | readonly number[]; padding?: number | readonly number[] }): Tensor;
export declare function averagePooling(x: TensorLike, size?: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], options?: { name?: string; size?: number | readonly number[]; stride?: number | readonly number[]; padding?: number | readonly number[] }): Tensor;
/**
 * Normalises each feature over the batch, with its own mean and biased variance; then gamma · x + beta.
 * `gamma · n + beta, n = (x - mean) / sqrt(variance + epsilon)`
 * @param x (N, D), or images (N, C, H, W)
 * @param gamma (D) or (C)
 * @param beta (D) or (C)
 * @param epsilon Added to the variance, so that its root is never 0. Default 0.00001.
 */
export declare function batchNorm(x: TensorLike, options?: { name?: string; epsilon?: number; gamma?: TensorLike | Initial; beta?: TensorLike | Initial }): Tensor;
export declare function batchNorm(x: TensorLike, epsilon?: number, options?: { name?: string; epsilon?: number; gamma?: TensorLike | Initial; beta?: TensorLike | Initial }): Tensor;
/**
 * Normalises along the last axis, with its mean and biased variance; then gamma · x + beta.
 * `gamma · n + beta, n = (x - mean) / sqrt(variance + epsilon)`
 * @param x (..., D)
 * @param gamma (D)
 * @param beta (D)
 * @param epsilon Added to the variance, so that its root is never 0. Default 0.00001.
 */
export declare function layerNorm(x: TensorLike, options?: { name?: string; epsilon?: number; gamma?: TensorLike | Initial; beta?: TensorLike | Initial }): Tensor;
export declare function layerNorm(x: TensorLike, epsilon?: number, options?: { name?: string; epsilon?: number; gamma?: TensorLike | Initial; beta?: TensorLike | Initial }): Tensor;
/**
 * Multiplies x by a seeded mask that holds 0 (dropped) or 1 / (1 - rate) (kept).
 * `x · mask`
 * @param x any shape
 * @param rate Probability that an element is dropped. Default 0.5.
 */
export declare function dropout(x: TensorLike, options?: { name?: string; rate?: number }): Tensor;
export declare function dropout(x: TensorLike, rate?: number, options?: { name?: string; rate?: number }): Tensor;
/**
 * Looks up a row of W for each index of x.
 * `W[x]`
 * @param x indices 0 .. vocabulary - 1, any shape
 * @param W (vocabulary, units)
 * @param vocabulary Number of rows of W; may be left out where W is given.
 * @param units Length of a row; may be left out where W is given.
 */
export declare function embedding(x: TensorLike, options?: { name?: string; vocabulary?: number; units?: number; W?: TensorLike | Initial }): Tensor;
export declare function embedding(x: TensorLike, vocabulary?: number, options?: { name?: string; vocabulary?: number; units?: number; W?: TensorLike | Initial }): Tensor;
export declare function embedding(x: TensorLike, vocabulary?: number, units?: number, options?: { name?: string; vocabulary?: number; units?: number; W?: TensorLike | Initial }): Tensor;
/**
 * Softmax of the scores x, then cross entropy with t, averaged over the batch; exact for scores of any size.
 * `-Σ t · log softmax(x) / N`
 * @param x scores (N, C), or (C) for a single row
 * @param t probabilities (N, C), or class indices (N)
 */
export declare function softmaxWithLoss(x: TensorLike, t: TensorLike, options?: { name?: string }): Tensor;
/**
 * Sigmoid of the scores x, then binary cross entropy with t, summed over all axes but the first, over N.
 * `-Σ (t · log s + (1 - t) · log(1 - s)) / N, s = sigmoid(x)`
 * @param x scores (N, ...)
 * @param t labels 0 or 1, or probabilities; the shape of x
 */
export declare function sigmoidWithLoss(x: TensorLike, t: TensorLike, options?: { name?: string }): Tensor;
/**
 * The mean over all elements of (y - t)².
 * `Σ (y - t)² / number of elements`
 * @param y predictions (N, ...)
 * @param t targets; the shape of y
 */
export declare function meanSquaredError(y: TensorLike, t: TensorLike, options?: { name?: string }): Tensor;
/**
 * Half the sum of (y - t)², over the batch size; a vector is a batch of one.
 * `Σ (y - t)² / 2N`
 * @param y predictions (N, ...)
 * @param t targets; the shape of y
 */
export declare function sumSquaredError(y: TensorLike, t: TensorLike, options?: { name?: string }): Tensor;
/**
 * Cross entropy of probabilities y with t, summed over the classes and averaged over the batch.
 * `-Σ t · log(y) / N`
 * @param y probabilities (N, C), or (C) for a single row
 * @param t probabilities (N, C), or class indices (N)
 */
export declare function crossEntropyError(y: TensorLike, t: TensorLike, options?: { name?: string }): Tensor;

/** An initial value whose shape its place implies. */
export interface Initial {
  readonly initialiser: unknown;
}

/** Normal, of mean 0. Drawn by the network's seed and the name that the tensor gets. */
export declare function normal(shape: Shape, std?: number): Tensor;
export declare function normal(std: number): Initial;
/** Uniform in [lo, hi). */
export declare function uniform(shape: Shape, lo?: number, hi?: number): Tensor;
export declare function uniform(lo: number, hi: number): Initial;
export declare function constant(shape: Shape, value?: number): Tensor;
export declare function constant(value: number): Initial;
/** Normal with standard deviation 1 / sqrt(fan-in): what the weights of built-in layers are where none are given, before a ReLU too. */
export declare function xavier(shape: Shape): Tensor;
export declare function xavier(): Initial;
/** Normal with standard deviation sqrt(2 / fan-in). */
export declare function he(shape: Shape): Tensor;
export declare function he(): Initial;
export declare function tensor(nested: TensorLike): Tensor;
export declare function zeros(shape: Shape): Tensor;
export declare function ones(shape: Shape): Tensor;
export declare function full(shape: Shape, value: number): Tensor;
export declare function oneHot(indices: TensorLike, classes: number): Tensor;
export declare function where(mask: TensorLike, a: TensorLike, b: TensorLike): Tensor;

/** Named data of the network. */
export declare function input(name: string, value: TensorLike): Tensor;
/** A named trainable tensor, which several layers may share. */
export declare function param(name: string, value: TensorLike): Tensor;

/** Code under test. Trainable tensors are in `params`; `backward` leaves their gradients in `grads`, by the same keys. */
export interface Layer {
  forward(...inputs: any[]): Tensor | number | readonly (Tensor | number)[];
  backward(...douts: any[]): Tensor | number | readonly (Tensor | number | null | undefined)[] | void;
  params?: object;
  grads?: object;
}

/** A layer of your own, run on its inputs. */
export declare function layer(instance: Layer, ...inputs: TensorLike[]): Tensor;
export declare function layer(instance: Layer, ...rest: [...inputs: TensorLike[], options: { name?: string }]): Tensor;
export declare function layer(
  instance: Layer,
  ...rest: [...inputs: TensorLike[], options: { name?: string; outputs: readonly string[] }]
): Tensor[];

export interface CheckOptions {
  method?: 'auto' | 'response' | 'central' | 'ridders' | 'projection';
  h?: number;
  rtol?: number;
  atol?: number;
  tensors?: readonly string[];
  sample?: number;
  seed?: number;
}

export interface NetworkOptions {
  /** Every random value derives from it; default 0. */
  seed?: number;
  dtype?: 'float64' | 'float32';
  check?: CheckOptions;
}

/** What a file exports by default: `export default network(...)`. */
export interface Network {
  readonly name: string;
}

/** A network that is built by running a function, which returns what is to be differentiated. */
export declare function network(name: string, build: () => Tensor, options?: NetworkOptions): Network;

export interface ModelOptions extends NetworkOptions {
  /** In the order in which the methods take them. */
  inputs: Readonly<Record<string, TensorLike>>;
  /** The method that computes the loss; default `loss`. */
  loss?: string;
  /** The method that returns the gradients of its params, by name; default `gradient`. */
  gradient?: string;
}

/** A model that wires its own passes: its `layers` (array, Map or record) and `lastLayer` are watched while they run. */
export declare function model(name: string, instance: object, options: ModelOptions): Network;

"""The book's numerical gradient: central differences at h = 1e-4, the whole forward pass twice per parameter."""

import numpy as np
from networks import KERNEL, POOL

H = 1e-4


def cross_entropy(scores, t):
    exps = np.exp(scores - scores.max(axis=1, keepdims=True))
    y = exps / exps.sum(axis=1, keepdims=True)
    return -np.sum(np.log(y[np.arange(len(t)), t] + 1e-7)) / len(t)


def dense(network, p, x):
    activation = ACTIVATIONS[network["activation"]]
    for i in range(0, len(p) - 2, 2):
        x = activation(x @ p[i] + p[i + 1])
    scores = x @ p[-2] + p[-1]
    return activation(scores) if network["last"] else scores


def im2col(x, size, stride):
    """Every window as a row."""
    n, channels, height, width = x.shape
    rows, columns = (height - size) // stride + 1, (width - size) // stride + 1
    col = np.empty((n, channels, size, size, rows, columns))
    for i in range(size):
        for j in range(size):
            col[:, :, i, j] = x[:, :, i : i + stride * rows : stride, j : j + stride * columns : stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(n * rows * columns, -1), rows, columns


def convolutional(p, x):
    n, filters = len(x), len(p[0])
    col, rows, columns = im2col(x, KERNEL, 1)
    out = col @ p[0].reshape(filters, -1).T + p[1]
    h = np.maximum(0, out.reshape(n, rows, columns, filters).transpose(0, 3, 1, 2))
    col, rows, columns = im2col(h, POOL, POOL)
    pooled = col.reshape(-1, POOL * POOL).max(axis=1)
    pooled = pooled.reshape(n, rows, columns, filters).transpose(0, 3, 1, 2)
    return pooled.reshape(n, -1) @ p[2] + p[3]


ACTIVATIONS = {"ReLU": lambda x: np.maximum(0, x), "Sigmoid": lambda x: 1 / (1 + np.exp(-x))}


def loss_of(network, p, x, t):
    if network["kind"] == "convolution":
        return lambda: cross_entropy(convolutional(p, x), t)
    return lambda: cross_entropy(dense(network, p, x), t)


def numerical_gradient(f, w, every):
    """Of every so many elements; returns how many."""
    gradient = np.zeros_like(w)
    measured = 0
    for k, index in enumerate(np.ndindex(w.shape)):
        if k % every:
            continue
        value = w[index]
        w[index] = value + H
        above = f()
        w[index] = value - H
        below = f()
        w[index] = value
        gradient[index] = (above - below) / (2 * H)
        measured += 1
    return measured

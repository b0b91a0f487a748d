"""The book's gradient check of 784-50-10: central differences at h = 1e-4, the whole forward pass twice per parameter.

Prints the CPU seconds for the numerical gradient of all parameters by one batch. usage: book_numpy.py BATCH
"""

import json
import sys
import time

import numpy as np
from digits import digits, params

H = 1e-4


def loss(p, x, t):
    h = np.maximum(0, x @ p["W1"] + p["b1"])
    scores = h @ p["W2"] + p["b2"]
    exps = np.exp(scores - scores.max(axis=1, keepdims=True))
    y = exps / exps.sum(axis=1, keepdims=True)
    return -np.sum(t * np.log(y + 1e-7)) / len(x)


def numerical_gradient(f, w):
    gradient = np.zeros_like(w)
    for index in np.ndindex(w.shape):
        value = w[index]
        w[index] = value + H
        above = f()
        w[index] = value - H
        below = f()
        w[index] = value
        gradient[index] = (above - below) / (2 * H)
    return gradient


x, t = digits(int(sys.argv[1]))
p = params()
start = time.process_time()
for w in p.values():
    numerical_gradient(lambda: loss(p, x, t), w)
print(json.dumps({"seconds": time.process_time() - start}))

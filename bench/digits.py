"""The digits and the weights that the comparisons run on: those of examples/two-layer.grad.json in size and kind."""

import gzip
import pathlib

import numpy as np

DATA = pathlib.Path(__file__).parent.parent / "examples" / "data"
INPUTS, HIDDEN, CLASSES = 784, 50, 10
STD = 0.01


def idx(name, rows):
    """The first rows of a gzipped IDX file of unsigned bytes."""
    with gzip.open(DATA / f"{name}.idx.gz") as file:
        content = file.read()
    rank = content[3]
    shape = np.frombuffer(content, ">u4", rank, 4).astype(int)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)[:rows]


def digits(batch):
    x = idx("train-images", batch).reshape(batch, INPUTS) / 255
    t = np.eye(CLASSES)[idx("train-labels", batch)]
    return x, t


def params():
    random = np.random.default_rng(7)
    return {
        "W1": STD * random.standard_normal((INPUTS, HIDDEN)),
        "b1": np.zeros(HIDDEN),
        "W2": STD * random.standard_normal((HIDDEN, CLASSES)),
        "b2": np.zeros(CLASSES),
    }

"""The networks of the comparison as arrays: what bench/networks.ts describes, in size and kind."""

import gzip
import pathlib

import numpy as np

DATA = pathlib.Path(__file__).parent.parent.parent / "examples" / "data"
FILTERS, KERNEL, POOL, CLASSES = 8, 5, 2, 10


def idx(name, rows):
    """The first rows of a gzipped IDX file of unsigned bytes."""
    with gzip.open(DATA / f"{name}.idx.gz") as file:
        content = file.read()
    rank = content[3]
    shape = np.frombuffer(content, ">u4", rank, 4).astype(int)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape)[:rows]


def data(network):
    """Inputs and labels."""
    batch, random = network["batch"], np.random.default_rng(7)
    if network["kind"] == "convolution":
        return random.standard_normal((batch, 1, 28, 28)), random.integers(0, CLASSES, batch)
    widths = network["widths"]
    if network["digits"]:
        return idx("train-images", batch).reshape(batch, -1) / 255, idx("train-labels", batch).astype(int)
    return random.standard_normal((batch, widths[0])), random.integers(0, widths[-1], batch)


def params(network):
    """Weights and biases by turns, in the order of the layers."""
    random = np.random.default_rng(7)
    if network["kind"] == "convolution":
        side = (28 - KERNEL + 1) // POOL
        return [
            0.2 * random.standard_normal((FILTERS, 1, KERNEL, KERNEL)),
            0.1 * random.standard_normal(FILTERS),
            0.03 * random.standard_normal((FILTERS * side * side, CLASSES)),
            np.zeros(CLASSES),
        ]
    pairs = zip(network["widths"], network["widths"][1:])
    return [p for d, m in pairs for p in (random.standard_normal((d, m)) / np.sqrt(d), np.zeros(m))]

#!/usr/bin/python3
"""Writes <op>.json beside this file: forward results and gradients of every op, computed by PyTorch.

Run with Debian's python3-torch (1.13): `/usr/bin/python3 test/references/make.py`. Operands are drawn from a fixed seed
and rounded to three decimals, so that the files stay small and the same numbers go in on both sides. Where our
convention is not PyTorch's, the case says so in its `note` and takes its gradient from the definition in DESIGN.md.
"""

import json
import math
import pathlib
import zlib

import numpy as np
import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent
DTYPES = {"float64": torch.float64, "float32": torch.float32}
cases: dict[str, list[dict]] = {}


def draw(rng, shape, lo=-2.0, hi=2.0):
    return np.round(rng.uniform(lo, hi, shape), 3)


def packed(array, dtype):
    """Shape and elements; float32 in its shortest decimal form."""
    array = np.asarray(array)
    if dtype == "float32" and array.dtype == np.float32:
        data = [float(str(v)) for v in array.ravel()]
    else:
        data = [float(v) for v in array.ravel()]
    return {"shape": list(array.shape), "data": [int(v) if v == int(v) else v for v in data]}


def case(op, name, operands, fn, attributes=None, fixed=(), dtype="float64", note=None, gradients=None):
    """One case. `fixed` are the positions of operands without a gradient; `gradients` overrides PyTorch's by position."""
    rng = np.random.RandomState(zlib.crc32(f"{op} {name}".encode()))
    operands = [draw(rng, o) if isinstance(o, tuple) else np.asarray(o, dtype=np.float64) for o in operands]
    tensors = [torch.tensor(o, dtype=DTYPES[dtype], requires_grad=k not in fixed) for k, o in enumerate(operands)]
    out = fn(*tensors)
    cotangent = draw(rng, tuple(out.shape))
    wanted = [t for t in tensors if t.requires_grad]
    got = torch.autograd.grad(out, wanted, torch.tensor(cotangent, dtype=DTYPES[dtype]))
    found = {k: g for k, g in zip([k for k in range(len(tensors)) if k not in fixed], got)}
    for k, rule in (gradients or {}).items():
        found[k] = torch.tensor(rule(cotangent), dtype=DTYPES[dtype])
    record = {
        "name": name,
        "dtype": dtype,
        "operands": [packed(o, dtype) for o in operands],
        "attributes": attributes or {},
        "cotangent": packed(cotangent, dtype),
        "forward": packed(out.detach().numpy(), dtype),
        "gradients": [packed(found[k].numpy(), dtype) if k in found else None for k in range(len(tensors))],
    }
    if note:
        record["note"] = note
    cases.setdefault(op, []).append(record)


def both(op, name, operands, fn, attributes=None, fixed=()):
    """The same case in float64 and in float32."""
    case(op, name, operands, fn, attributes, fixed)
    case(op, f"{name}, float32", operands, fn, attributes, fixed, dtype="float32")


def away(shape, seed, lo=0.3, hi=2.0):
    """Elements of both signs, none near zero."""
    rng = np.random.RandomState(seed)
    return np.round(rng.uniform(lo, hi, shape) * rng.choice([-1, 1], shape), 3)


def positive(shape, seed, lo=0.2, hi=3.0):
    return draw(np.random.RandomState(seed), shape, lo, hi)


def arithmetic():
    pairs = {
        "same shape": [(3, 4), (3, 4)],
        "a row": [(3, 4), (4,)],
        "both stretched": [(3, 1), (1, 4)],
        "a scalar first": [(), (2, 3)],
        "ranks 3 and 2": [(2, 1, 3), (4, 1)],
    }
    for op, fn in [("Add", torch.add), ("Sub", torch.sub), ("Mul", torch.mul)]:
        for name, shapes in pairs.items():
            case(op, name, shapes, fn)
        case(op, "same shape, float32", pairs["same shape"], fn, dtype="float32")
    for seed, (name, (x, y)) in enumerate(pairs.items()):
        case("Div", name, [x, away(y, seed)], torch.div)
    case("Div", "same shape, float32", [(3, 4), away((3, 4), 9)], torch.div, dtype="float32")
    for op, fn, operand in [
        ("Neg", torch.neg, (3, 4)),
        ("Exp", torch.exp, (3, 4)),
        ("Log", torch.log, positive((3, 4), 1)),
        ("Sqrt", torch.sqrt, positive((3, 4), 2)),
        ("Square", torch.square, (3, 4)),
        ("Reciprocal", torch.reciprocal, away((3, 4), 3)),
        ("Abs", torch.abs, away((3, 4), 4)),
        ("Sin", torch.sin, (3, 4)),
        ("Cos", torch.cos, (3, 4)),
    ]:
        both(op, "a matrix", [operand], fn)
        case(op, "a scalar", [positive((), 5)], fn)
    case("Exp", "far from zero", [[-700, -40, 0, 40, 700]], torch.exp)
    case("Log", "far from one", [[1e-300, 1e-5, 1, 1e5, 1e300]], torch.log)
    case("Sin", "many turns", [[-1000, 31.4, 0, 355]], torch.sin)
    case("Cos", "many turns", [[-1000, 31.4, 0, 355]], torch.cos)
    case("Abs", "at zero", [[-1.5, 0, 2]], torch.abs, note="0 at 0, as in PyTorch")
    for exponent, operand in [(3, (3, 4)), (2, [[-1.5, 0, 2]]), (0.5, positive((5,), 6)), (-1.5, positive((5,), 7))]:
        case("Pow", f"exponent {exponent}", [operand], lambda x: torch.pow(x, exponent), {"exponent": exponent})
    case("Pow", "float32", [positive((5,), 8)], lambda x: torch.pow(x, 2.5), {"exponent": 2.5}, dtype="float32")


def choices():
    for op, fn in [("Maximum", torch.maximum), ("Minimum", torch.minimum)]:
        both(op, "same shape", [(3, 4), (3, 4)], fn)
        case(op, "both stretched", [(3, 1), (1, 4)], fn)
        case(op, "ties", [[1, 2, -3, 0], [1, 0, -3, 0]], fn, note="one half each, as in PyTorch")
    clamp = lambda x: torch.clamp(x, -1, 0.5)
    both("Clamp", "both sides", [(3, 4)], clamp, {"min": -1, "max": 0.5})
    case("Clamp", "at the ends", [[-2, -1, 0, 0.5, 1]], clamp, {"min": -1, "max": 0.5}, note="1 at both ends, as in PyTorch")
    for op, along, over, pick in [("Max", torch.max, torch.amax, np.argmax), ("Min", torch.min, torch.amin, np.argmin)]:
        both(op, "of all", [(3, 4)], lambda x: along(x))
        case(op, "along the first axis", [(3, 4)], lambda x: along(x, 0).values, {"axis": 0})
        case(op, "along the last, kept", [(2, 3, 2)], lambda x: along(x, 2, True).values, {"axis": -1, "keepDims": True})
        case(op, "over two axes", [(2, 3, 4)], lambda x: over(x, (0, 2)), {"axis": [0, 2]})
        case(op, "over two axes, kept", [(2, 3, 4)], lambda x: over(x, (1, 2), True), {"axis": [1, 2], "keepDims": True})
        rows = np.array([[1, 3, 3, 1], [2, 2, 2, 2]])
        case(op, "ties in rows", [rows], lambda x: along(x, 1).values, {"axis": 1}, note="the first, as in PyTorch")

        def first(dout, at=pick(rows)):
            gradient = np.zeros(rows.shape)
            gradient.flat[at] = dout
            return gradient

        note = "the first; PyTorch shares the gradient among all"
        case(op, "ties over all", [rows], lambda x: along(x), gradients={0: first}, note=note)


def shapes():
    both("MatMul", "two matrices", [(3, 4), (4, 5)], torch.matmul)
    case("MatMul", "a column", [(3, 4), (4, 1)], torch.matmul)
    case("MatMul", "an outer product", [(3, 1), (1, 4)], torch.matmul)
    case("MatMul", "wider than a block", [(5, 70), (70, 9)], torch.matmul)
    both("Transpose", "reversed", [(3, 4)], torch.t)
    case("Transpose", "reversed, rank 3", [(2, 3, 4)], lambda x: x.permute(2, 1, 0))
    case("Transpose", "axes given", [(2, 3, 4)], lambda x: x.permute(1, 2, 0), {"axes": [1, 2, 0]})
    both("Reshape", "a matrix", [(3, 4)], lambda x: x.reshape(2, 6), {"shape": [2, 6]})
    case("Reshape", "to a scalar", [(1, 1)], lambda x: x.reshape(()), {"shape": []})
    both("Flatten", "images", [(2, 3, 2, 2)], lambda x: x.flatten(1))
    case("Flatten", "rows stay", [(3, 4)], lambda x: x.flatten(1))
    for op, fn in [("Sum", torch.sum), ("Mean", torch.mean)]:
        both(op, "of all", [(3, 4)], lambda x: fn(x))
        case(op, "along the first axis", [(3, 4)], lambda x: fn(x, 0), {"axis": 0})
        case(op, "along the last, kept", [(2, 3, 2)], lambda x: fn(x, 2, True), {"axis": -1, "keepDims": True})
        case(op, "over two axes", [(2, 3, 4)], lambda x: fn(x, (0, 2)), {"axis": [0, 2]})
        case(op, "of all, kept", [(2, 3)], lambda x: fn(x, (0, 1), True), {"keepDims": True})
    both("BroadcastTo", "a row", [(4,)], lambda x: x.broadcast_to(3, 4), {"shape": [3, 4]})
    case("BroadcastTo", "a column", [(3, 1)], lambda x: x.broadcast_to(2, 3, 4), {"shape": [2, 3, 4]})
    case("BroadcastTo", "a scalar", [()], lambda x: x.broadcast_to(2, 2), {"shape": [2, 2]})
    both("Concat", "rows", [(2, 3), (1, 3)], lambda *x: torch.cat(x, 0))
    case("Concat", "three, along the last axis", [(2, 3), (2, 1), (2, 2)], lambda *x: torch.cat(x, 1), {"axis": 1})
    both("Slice", "a block", [(4, 5)], lambda x: x[1:3, 0:4], {"from": [1, 0], "to": [3, 4]})
    case("Slice", "of a vector", [(6,)], lambda x: x[2:5], {"from": [2], "to": [5]})
    both("Gather", "rows, one twice", [(4, 3), [2, 0, 2]], lambda x, i: x[i.long()], {"axis": 0}, fixed=[1])
    along = lambda x, i: x.index_select(1, i.long())
    case("Gather", "columns", [(3, 4), [3, 3, 0, 1, 2]], along, {"axis": 1}, fixed=[1])
    case("Gather", "a table of indices", [(4, 2), [[0, 1], [3, 3]]], lambda x, i: x[i.long()], {"axis": 0}, fixed=[1])


def activations():
    far = [[-800, -30, -1, 0.5, 30, 800]]
    soft = lambda x: torch.logaddexp(x, torch.zeros_like(x))
    plain = [
        ("ReLU", torch.relu, [[-2, -1, 0, 1, 3]], "0 at 0, as in PyTorch"),
        ("Sigmoid", torch.sigmoid, far, None),
        ("Tanh", torch.tanh, far, None),
        ("Softplus", soft, far, "by logaddexp: PyTorch's softplus is x above 20"),
        ("SiLU", F.silu, far, None),
        ("LeakyReLU", lambda x: F.leaky_relu(x, 0.01), far, None),
        ("ELU", F.elu, far, None),
        ("GELU", F.gelu, [[-5, -1, 0, 0.5, 30]], None),
    ]
    for op, fn, edge, note in plain:
        both(op, "a matrix", [(3, 4)], fn)
        case(op, "far from zero" if note is None else "at the edges", [edge], fn, note=note)
    case("LeakyReLU", "steeper", [(3, 4)], lambda x: F.leaky_relu(x, 0.2), {"alpha": 0.2})
    case("ELU", "half as deep", [(3, 4)], lambda x: F.elu(x, 0.5), {"alpha": 0.5})
    both("GELU", "by tanh", [(3, 4)], lambda x: F.gelu(x, approximate="tanh"), {"approximate": "tanh"})
    for op, fn in [("Softmax", torch.softmax), ("LogSoftmax", torch.log_softmax)]:
        both(op, "rows", [(3, 4)], lambda x: fn(x, 1))
        case(op, "columns", [(3, 4)], lambda x: fn(x, 0), {"axis": 0})
        case(op, "the middle axis", [(2, 3, 2)], lambda x: fn(x, 1), {"axis": 1})
        case(op, "large scores", [[[1000, 999, -1000], [-5000, -5000, -5001]]], lambda x: fn(x, 1))


def windows():
    def convolution(name, x, w, stride=1, padding=0, dtype="float64"):
        attributes = {"filters": w[0], "kernel": list(w[2:]), "stride": stride, "padding": padding}
        fn = lambda x, w, b: F.conv2d(x, w, b, stride, padding)
        case("Convolution", name, [x, w, (w[0],)], fn, attributes, dtype=dtype)

    convolution("two images", (2, 2, 5, 4), (3, 2, 3, 2))
    convolution("two images, float32", (2, 2, 5, 4), (3, 2, 3, 2), dtype="float32")
    convolution("five filters, padding", (1, 2, 4, 5), (5, 2, 3, 3), 1, 1)
    convolution("stride 2", (1, 1, 6, 7), (2, 1, 2, 3), 2)
    convolution("stride and padding by axis", (1, 2, 5, 4), (4, 2, 2, 3), [2, 1], [1, 2])
    convolution("stride wider than the kernel", (1, 1, 5, 5), (1, 1, 2, 2), 3)
    convolution("kernel of one", (2, 3, 2, 2), (2, 3, 1, 1))
    case(
        "Convolution",
        "kernel as one number",
        [(1, 1, 4, 4), (1, 1, 3, 3), (1,)],
        F.conv2d,
        {"filters": 1, "kernel": 3},
    )

    pools = [
        ("halves", (2, 2, 4, 6), 2, None, 0),
        ("overlapping, padded", (1, 2, 5, 5), 3, 2, 1),
        ("by axis", (2, 1, 5, 4), [2, 3], [1, 2], [0, 1]),
        ("stride wider than the window", (1, 1, 5, 7), 2, 3, 0),
    ]
    for op, fn in [("MaxPooling", F.max_pool2d), ("AveragePooling", F.avg_pool2d)]:
        for name, x, size, stride, padding in pools:
            attributes = {"size": size, "padding": padding, **({} if stride is None else {"stride": stride})}
            case(op, name, [x], lambda x: fn(x, size, stride, padding), attributes)
        case(op, "float32", [(1, 2, 4, 4)], lambda x: fn(x, 2), {"size": 2}, dtype="float32")
    ties = [[[[1, 1, 2, 0], [1, 1, 0, 2], [0, 0, -1, -1], [0, 0, -2, -1]]]]
    note = "the first in row-major order, as in PyTorch"
    case("MaxPooling", "ties", [ties], lambda x: F.max_pool2d(x, 2), {"size": 2}, note=note)
    below = -positive((1, 1, 3, 3), 11)
    case("MaxPooling", "padding never wins", [below], lambda x: F.max_pool2d(x, 2, 2, 1), {"size": 2, "padding": 1})


def layers():
    affine = lambda x, w, b: x @ w + b
    both("Affine", "a batch", [(3, 4), (4, 5), (5,)], affine, {"units": 5})
    case("Affine", "one row", [(4,), (4, 3), (3,)], affine, {"units": 3})
    case("Affine", "without bias", [(2, 3), (3, 2)], torch.matmul, {"units": 2, "bias": False})
    case("Affine", "one in, one out", [(1, 1), (1, 1), (1,)], affine, {"units": 1})
    case("Affine", "wide", [(6, 40), (40, 7), (7,)], affine, {"units": 7})

    normalise = lambda eps: lambda x, gamma, beta: F.batch_norm(x, None, None, gamma, beta, True, eps=eps)
    both("BatchNorm", "rows", [(5, 3), (3,), (3,)], normalise(1e-5))
    case("BatchNorm", "images", [(2, 3, 2, 4), (3,), (3,)], normalise(1e-5))
    case("BatchNorm", "epsilon given", [(4, 2), (2,), (2,)], normalise(0.1), {"epsilon": 0.1})
    case("BatchNorm", "a feature that is constant", [[[1, 2], [1, 5], [1, -3]], (2,), (2,)], normalise(1e-2), {"epsilon": 1e-2})
    norm = lambda eps: lambda x, gamma, beta: F.layer_norm(x, x.shape[-1:], gamma, beta, eps)
    both("LayerNorm", "rows", [(3, 5), (5,), (5,)], norm(1e-5))
    case("LayerNorm", "rank 3", [(2, 2, 4), (4,), (4,)], norm(1e-5))
    case("LayerNorm", "a vector, epsilon given", [(6,), (6,), (6,)], norm(0.1), {"epsilon": 0.1})

    third = [[2, 0, 2, 2], [0, 2, 2, 0], [2, 2, 0, 2]]
    both("Dropout", "half dropped", [(3, 4), third], torch.mul, {"rate": 0.5}, fixed=[1])
    case("Dropout", "a fifth dropped", [(5,), [1.25, 1.25, 0, 1.25, 1.25]], torch.mul, {"rate": 0.2}, fixed=[1])
    embed = lambda x, w: F.embedding(x.long(), w)
    both("Embedding", "a row twice", [[2, 0, 2, 1], (4, 3)], embed, {"vocabulary": 4, "units": 3}, fixed=[0])
    table = [[[0, 1, 1], [4, 1, 0]], (5, 2)]
    case("Embedding", "sentences", table, embed, {"vocabulary": 5, "units": 2}, fixed=[0])


def losses():
    indices = lambda x, t: F.cross_entropy(x, t.long())
    soft = lambda x, t: F.cross_entropy(x, t)
    one_hot = [[0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 1, 0]]
    mixed = [[0.2, 0.3, 0.5], [1, 0, 0], [0.1, 0.1, 0.8], [0.25, 0.5, 0.25]]
    fixed = {"fixed": [1]}
    both("SoftmaxWithLoss", "class indices", [(4, 3), [2, 0, 1, 1]], indices, **fixed)
    case("SoftmaxWithLoss", "class indices in a column", [(4, 3), [[2], [0], [1], [1]]], lambda x, t: indices(x, t[:, 0]), **fixed)
    case("SoftmaxWithLoss", "one-hot rows", [(4, 3), one_hot], soft, **fixed)
    case("SoftmaxWithLoss", "probabilities", [(4, 3), mixed], soft, **fixed)
    case("SoftmaxWithLoss", "rows that do not sum to one", [(2, 3), [[1, 1, 0], [0.5, 0, 0]]], soft, **fixed)
    case("SoftmaxWithLoss", "one row, one-hot", [(3,), [0, 1, 0]], soft, **fixed)
    case("SoftmaxWithLoss", "one row, one index", [(3,), 1], lambda x, t: indices(x[None], t[None]), **fixed)
    large = [[1000, 999, 0], [-1000, 1000, 1000.5], [30, -30, 0]]
    case("SoftmaxWithLoss", "large scores", [large, [1, 1, 2]], indices, **fixed)
    logs = np.log([[0.3, 0.2, 0.5]])
    case("SoftmaxWithLoss", "the scores of (0.3, 0.2, 0.5)", [logs, [1]], indices, **fixed)

    binary = lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="sum") / (x.shape[0] if x.dim() else 1)
    both("SigmoidWithLoss", "labels", [(4,), [0, 1, 1, 0]], binary, **fixed)
    case("SigmoidWithLoss", "several per row", [(2, 3), [[0, 1, 1], [1, 0, 0]]], binary, **fixed)
    case("SigmoidWithLoss", "probabilities", [(2, 2), [[0.2, 0.9], [0.5, 0]]], binary, **fixed)
    case("SigmoidWithLoss", "large scores", [[[800, -800], [20, -20]], [[0, 1], [0, 1]]], binary, **fixed)
    case("SigmoidWithLoss", "one score", [(), 1], binary, **fixed)

    half = lambda y, t: 0.5 * ((y - t) ** 2).sum() / (y.shape[0] if y.dim() > 1 else 1)
    for op, fn in [("MeanSquaredError", F.mse_loss), ("SumSquaredError", half)]:
        both(op, "a batch", [(4, 3), (4, 3)], fn)
        case(op, "a vector", [(5,), (5,)], fn)
        case(op, "images", [(2, 1, 2, 2), (2, 1, 2, 2)], fn)
        case(op, "a scalar", [(), ()], fn)

    entropy = lambda y, t: -(t * y.log()).sum() / (y.shape[0] if y.dim() > 1 else 1)
    chosen = lambda y, t: F.nll_loss(y.log(), t.long())
    y = [[0.3, 0.2, 0.5], [0.1, 0.8, 0.1], [0.25, 0.25, 0.5], [0.9, 0.05, 0.05]]
    both("CrossEntropyError", "class indices", [y, [2, 0, 1, 1]], chosen, **fixed)
    case("CrossEntropyError", "one-hot rows", [y, one_hot], entropy, **fixed)
    case("CrossEntropyError", "probabilities", [y, mixed], entropy, **fixed)
    case("CrossEntropyError", "one row, one-hot", [y[0], [0, 1, 0]], entropy, **fixed)
    case("CrossEntropyError", "one row, one index", [y[0], 1], lambda y, t: -y[t.long()].log(), **fixed)
    ours = {0: lambda dout: dout * np.array([[0, -1.0]])}
    note = "0 · log 0 is 0; PyTorch multiplies out to NaN"
    value = lambda y, t: -y[0, 1].log() + 0 * y[0, 0]
    case("CrossEntropyError", "no chance and no part", [[[0, 1]], [[0, 1]]], value, gradients=ours, note=note, **fixed)


def write():
    for op, of_op in cases.items():
        lines = ",\n".join(json.dumps(c, separators=(",", ":"), ensure_ascii=False, allow_nan=False) for c in of_op)
        (HERE / f"{op}.json").write_text(f"[\n{lines}\n]\n")


for section in [arithmetic, choices, shapes, activations, windows, layers, losses]:
    section()
write()

"""Answers measurements: a JSON request a line on standard input, a JSON answer a line on standard output.

A request names what to `do`, the `network`, and of slow things of how many elements one is to be measured (`every`).
An answer has the CPU seconds of one run; of a part, those of the whole by its share.
"""

import json
import platform
import sys
import time

import numpy as np
import torch

import book
import pytorch
from limits import limits
from networks import data, params

ROWS = 10_000


def timed(run, least):
    """CPU seconds of one run, over as many as last the given time."""
    runs, start = 0, time.process_time()
    while True:
        result = run()
        runs += 1
        seconds = time.process_time() - start
        if seconds >= least:
            return seconds / runs, result


def whole(measure, count, least, every):
    """CPU seconds for `count` elements; with `every` above 1 by the time that more elements take than the first alone."""
    seconds, measured = timed(lambda: measure(every), least)
    if measured == count:
        return {"seconds": seconds}
    least_seconds, fewest = timed(lambda: measure(count), least / 10)
    each = (seconds - least_seconds) / (measured - fewest)
    return {"seconds": least_seconds + each * (count - fewest)}


def answer(request):
    do = request["do"]
    if do == "limits":
        return limits()
    if do == "versions":
        return {"python": platform.python_version(), "numpy": np.__version__, "torch": torch.__version__}
    network, least, every = request["network"], request["least"], request["every"]
    x, t = data(network)
    arrays = params(network)
    count = sum(array.size for array in arrays)
    if do == "book":
        loss = book.loss_of(network, arrays, x, t)
        return whole(lambda k: sum(book.numerical_gradient(loss, w, k) for w in arrays), count, least, every)
    p = pytorch.leaves(arrays)
    x, t = torch.tensor(x), torch.tensor(t)
    loss = pytorch.loss_of(network, x, t)
    if do == "step":
        return {"seconds": timed(lambda: pytorch.step(loss, p), least)[0]}
    if do == "epoch":
        x, t = x.repeat(-(-ROWS // len(x)), 1)[:ROWS], t.repeat(-(-ROWS // len(t)))[:ROWS]
        order = torch.randperm(ROWS)
        return {"seconds": timed(lambda: pytorch.epoch(network, p, x, t, order, 0.1), least)[0]}
    return whole(lambda k: pytorch.check(loss, p, do == "gradcheck-fast", k), count, least, every)


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)

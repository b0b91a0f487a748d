"""What the machine itself can do on one thread, as far as its BLAS and its memory copy come to it."""

import time

import numpy as np

SIDE = 1000
BYTES = 2**28


def best(run, rounds=5):
    times = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def limits():
    a = np.random.default_rng(0).standard_normal((SIDE, SIDE))
    product = np.empty_like(a)
    source = np.full(BYTES // 8, 2.0)
    target = np.ones_like(source)
    return {
        "multiplyAdds": SIDE**3 / best(lambda: np.matmul(a, a, out=product)),
        "bytes": 2 * BYTES / best(lambda: np.copyto(target, source)),
    }

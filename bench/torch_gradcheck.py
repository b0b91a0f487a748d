"""PyTorch's gradcheck (fast_mode off: every element) of 784-50-10 by all its parameters.

Prints the CPU seconds by one batch. usage: torch_gradcheck.py BATCH
"""

import json
import sys
import time

import torch
from digits import digits, params

torch.set_num_threads(1)
x, t = (torch.tensor(array) for array in digits(int(sys.argv[1])))
p = [torch.tensor(w, requires_grad=True) for w in params().values()]


def loss(W1, b1, W2, b2):
    scores = torch.relu(x @ W1 + b1) @ W2 + b2
    return torch.nn.functional.cross_entropy(scores, t)


start = time.process_time()
torch.autograd.gradcheck(loss, p, fast_mode=False, raise_exception=False)
print(json.dumps({"seconds": time.process_time() - start}))

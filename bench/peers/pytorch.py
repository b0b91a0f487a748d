"""PyTorch: gradcheck in both modes, and the passes of a training step. One thread, float64."""

import importlib
import itertools

import torch
from torch.nn import functional as F
from networks import POOL

torch.set_num_threads(1)
ACTIVATIONS = {"ReLU": torch.relu, "Sigmoid": torch.sigmoid}
# torch.autograd.gradcheck by attribute is the function that hides its module.
checker = importlib.import_module("torch.autograd.gradcheck")
every_element = checker._iter_tensor


def loss_of(network, x, t):
    if network["kind"] == "convolution":

        def convolutional(W1, b1, W2, b2):
            h = F.max_pool2d(torch.relu(F.conv2d(x, W1, b1)), POOL)
            return F.cross_entropy(h.flatten(1) @ W2 + b2, t)

        return convolutional
    activation = ACTIVATIONS[network["activation"]]

    def dense(*p):
        h = x
        for i in range(0, len(p) - 2, 2):
            h = activation(torch.addmm(p[i + 1], h, p[i]))
        scores = torch.addmm(p[-1], h, p[-2])
        return F.cross_entropy(activation(scores) if network["last"] else scores, t)

    return dense


def leaves(arrays):
    return [torch.tensor(array, requires_grad=True) for array in arrays]


def check(loss, p, fast, every):
    """
    Returns how many elements were checked. With `every` above 1 gradcheck's own loop goes over every so many; it then
    fails, after all the work.
    """
    checker._iter_tensor = lambda tensor: itertools.islice(every_element(tensor), 0, None, every)
    torch.autograd.gradcheck(loss, p, fast_mode=fast, raise_exception=False)
    checker._iter_tensor = every_element
    return sum(-(-tensor.numel() // every) for tensor in p)


def step(loss, p):
    """Forward and backward."""
    for tensor in p:
        tensor.grad = None
    loss(*p).backward()


def epoch(network, p, x, t, order, rate):
    """Plain gradient descent over all rows, in batches of rows in the given order."""
    batch = network["batch"]
    for start in range(0, len(order), batch):
        rows = order[start : start + batch]
        step(loss_of(network, x[rows], t[rows]), p)
        with torch.no_grad():
            for tensor in p:
                tensor -= rate * tensor.grad

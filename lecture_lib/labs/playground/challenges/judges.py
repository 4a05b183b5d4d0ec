"""What challenges count: examples told right, losses, units that fire, numbers that were edited, lines that fail."""

from __future__ import annotations

from math import isfinite

import numpy as np

from ....nn import MLP, forward_checked
from ....threshold import separate
from ....validation import Array, InputError
from ..run import Run, held_out_loss
from ..setup import Setup, problem


def n_classified_correctly(setup: Setup, run: Run, held_out: bool = True) -> int:
    """Return how many examples the network puts into their own class; 0 where there are no classes.

    >>> from ..run import first_run
    >>> n_classified_correctly(Setup(), first_run(Setup()))
    121
    >>> n_classified_correctly(Setup(data="plane"), first_run(Setup(data="plane")))
    0
    """
    p = problem(setup)
    part, x = (p.held_out, p.x_held_out) if held_out else (p.train, p.x_train)
    if not part.classes or not len(part):
        return 0
    z = _logits(run.net, x)
    told = z.argmax(axis=1) if z.shape[1] > 1 else (z[:, 0] > 0).astype(int)
    return int((told == part.y).sum())


def train_loss(setup: Setup, run: Run) -> float:
    """Return the mean loss on the examples of the training as they are now.

    >>> from ..run import first_run
    >>> train_loss(Setup(), first_run(Setup())) > 0.3
    True
    """
    p = problem(setup)
    with np.errstate(all="ignore"):
        return p.loss.of_checked(forward_checked(run.net, p.x_train), p.y_train)


def unseen_loss(setup: Setup, run: Run) -> float:
    """Return the mean loss on the held-out examples as they are now; infinity where it is not a number.

    >>> from ..run import first_run
    >>> unseen_loss(Setup(share=100), first_run(Setup(share=100)))
    inf
    """
    found = held_out_loss(problem(setup), run.net)
    return found if isfinite(found) else float("inf")


def jitter(run: Run, last: int = 20) -> float:
    """Return by how much the training losses of the last epochs differ at most, as a part of their mean.

    It is infinite before that many epochs.

    >>> from ..run import LossHistory, first_run
    >>> jitter(Run(first_run(Setup()).net, losses=LossHistory([(0.9, 0.0), (1.1, 0.0)])), 2)
    0.20...
    """
    losses = np.array([losses.train for losses in run.losses[-last:]])
    return float(np.ptp(losses) / losses.mean()) if len(losses) == last else float("inf")


def n_firing(setup: Setup, run: Run) -> int:
    """Return how many units of the first hidden layer are above 0 on at least one example of the training.

    >>> from ..run import first_run
    >>> setup = Setup(hidden=(3,), activations=("relu",))
    >>> n_firing(setup, first_run(setup))
    3
    """
    return int((forward_checked(run.net, problem(setup).x_train).a[1] > 0).any(axis=0).sum())


def n_edited(net: MLP, given: MLP) -> int:
    """Return how many weights and biases of two networks of the same sizes differ.

    >>> from ..run import first_run
    >>> net = first_run(Setup()).net
    >>> n_edited(net, net), n_edited(net, first_run(Setup(seed=1)).net)
    (0, 18)
    """
    if net.sizes != given.sizes:
        return net.n_parameters
    return sum(int((a != b).sum()) for new, old in zip(net, given) for a, b in zip(new[:2], old[:2]))


def no_line_separates(x: Array, y: Array) -> bool:
    """Is it certain that no straight line has all examples of class 1 on one side, and those of class 0 on the other?

    >>> no_line_separates(np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([0, 1]))
    False
    """
    try:
        return not separate(x, 2.0 * y - 1).separable
    except InputError:  # too close to be told apart
        return False


@np.errstate(all="ignore")
def _logits(net: MLP, x: Array) -> Array:
    return forward_checked(net, x).z[-1]

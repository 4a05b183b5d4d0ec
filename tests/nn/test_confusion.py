"""The confusion matrix and each example's loss: against loops, and refusals in words (row 15.2)."""

import math

import numpy as np
import pytest

from lecture_lib import MLP, InputError, cross_entropy, forward, one_hot, softmax
from lecture_lib.nn import confusion_matrix, example_losses

RNG = np.random.default_rng(3)


def test_counts_are_those_of_a_loop():
    true, read = RNG.integers(0, 4, 50), RNG.integers(0, 4, 50)
    counts = [[0] * 4 for _ in range(4)]
    for t, r in zip(true, read):
        counts[t][r] += 1
    assert confusion_matrix(true, read, 4).tolist() == counts
    assert confusion_matrix(true, read).sum() == 50 and confusion_matrix(true, read).dtype == int


def test_the_mean_of_the_losses_is_the_cross_entropy():
    net, x = MLP.random((3, 4), softmax, rng=RNG), RNG.normal(size=(7, 3))
    classes = RNG.integers(0, 4, 7)
    losses = example_losses(net(x), classes)
    assert math.isclose(losses.mean(), cross_entropy.of(forward(net, x), one_hot(classes, 4)))
    assert all(math.isclose(loss, -math.log(p[c])) for loss, p, c in zip(losses, net(x), classes))
    assert example_losses([[1.0, 0.0]], [1])[0] == math.inf


@pytest.mark.parametrize(
    "true, read, says",
    [([0], [0, 1], "1 true classes came with 2"), ([10], [0], "holds 10"), ([0], [0.5], "holds 0.5")],
)
def test_labels_outside_the_classes_are_refused_in_words(true, read, says):
    with pytest.raises(InputError, match=says):
        confusion_matrix(true, read)


def test_losses_of_other_tables_are_refused_in_words():
    with pytest.raises(InputError, match="p holds 1 examples, but classes holds 2"):
        example_losses([[0.5, 0.5]], [0, 1])

"""Smoothness of weights, exciting images, votes: by hand and by loops (row 15.3)."""

import re

import numpy as np
import pytest

from lecture_lib import MLP, InputError, identity, relu, softmax
from lecture_lib.labs.digits import exciting_images, initial_net, neighbour_correlation, unit_votes

HUGE = 1.7e308 * np.sign(initial_net()[1].W[:1]).astype(float)


def correlation_by_loops(image):
    first, second = [], []
    for r in range(28):
        for c in range(28):
            for down, right in ((0, 1), (1, 0)):
                if r + down < 28 and c + right < 28:
                    first.append(image[r, c])
                    second.append(image[r + down, c + right])
    return np.corrcoef(first, second)[0, 1]


def test_the_correlation_of_neighbours_by_loops():
    rng = np.random.default_rng(0)
    W = rng.normal(size=(3, 784)) + np.sin(np.arange(784) / 50)
    by_loops = np.mean([correlation_by_loops(w.reshape(28, 28)) for w in W])
    assert neighbour_correlation(W) == pytest.approx(by_loops)
    assert neighbour_correlation(5 * W - 2) == pytest.approx(by_loops)


def test_noise_has_none_and_a_smooth_image_has_much():
    rng = np.random.default_rng(0)
    assert abs(neighbour_correlation(rng.normal(size=(50, 784)))) < 0.02
    hill = np.add.outer(-((np.arange(28) - 14) ** 2), -((np.arange(28) - 14) ** 2)).reshape(1, 784)
    assert neighbour_correlation(hill) > 0.95


def test_pixels_without_a_weight_are_left_out():
    rng = np.random.default_rng(0)
    W = rng.normal(size=(2, 784))
    W[:, 100] = np.nan
    assert np.isfinite(neighbour_correlation(W))
    with pytest.raises(InputError, match=re.escape("W has shape (2, 783)")):
        neighbour_correlation(W[:, :783])


def test_exciting_images_are_those_of_largest_z_in_any_layer():
    rng = np.random.default_rng(1)
    net = MLP.random((5, 4, 3), relu, softmax, rng=rng)
    x = rng.normal(size=(20, 5))
    z = [net[1].W[2] @ row + net[1].b[2] for row in x]
    assert exciting_images(net, x, 3, k=4).tolist() == sorted(range(20), key=lambda i: -z[i])[:4]
    deep = [net[2].W[0] @ np.maximum(0, net[1].W @ row + net[1].b) for row in x]
    assert exciting_images(net, x, 1, k=20, layer=2).tolist() == sorted(range(20), key=lambda i: -deep[i])


def test_a_vote_is_the_largest_outgoing_weight_of_the_last_layer():
    V = np.array([[1.0, -9.0, 0.0], [2.0, -1.0, -0.5], [0.5, -2.0, -1.0]])
    net = MLP((np.eye(3), np.zeros(3), identity), (V, np.zeros(3), softmax))
    assert unit_votes(net).tolist() == [1, 1, 0]
    assert unit_votes(initial_net()).shape == (32,)


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: exciting_images(initial_net(), np.zeros((9, 784)), 0), "unit is 0"),
        (
            lambda: exciting_images(initial_net(), np.zeros((9, 784)), 65),
            "unit is 65. Give a whole",
        ),
        (lambda: exciting_images(initial_net(), np.zeros((2, 784)), 1, k=3), "k is 3"),
        (lambda: exciting_images(initial_net(), np.zeros((2, 783)), 1, k=1), "783 values"),
        (lambda: exciting_images(initial_net(), np.full((2, 784), np.nan), 1, k=1), "x holds nan at [0, 0]"),
        (lambda: exciting_images(initial_net(), [["a"] * 784], 1, k=1), "x holds text"),
        (lambda: exciting_images(initial_net(), HUGE, 1, k=1), "beyond the largest float"),
        (lambda: exciting_images("net", np.zeros((2, 784)), 1), "net must be a network"),
        (lambda: unit_votes(None), "net must be a network"),
    ],
)
def test_what_cannot_be_asked_is_refused(act, says):
    with pytest.raises(InputError, match=re.escape(says)):
        act()

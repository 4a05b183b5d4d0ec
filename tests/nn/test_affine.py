"""Affine layers as one layer: against running them one after another, and by hand (row 07.3)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_lib import MLP, InputError, identity, relu, sigmoid
from lecture_lib.nn import collapse, merge_linear_layers


def one_by_one(layers, x):
    """Run the layers with plain sums, no matrix product."""
    for W, b in layers:
        x = [sum(float(w) * v for w, v in zip(row, x)) + float(c) for row, c in zip(W, b)]
    return x


def random_layers(rng, sizes):
    return [(rng.normal(size=(n, m)), rng.normal(size=n)) for m, n in zip(sizes, sizes[1:])]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=2, max_size=6), st.integers(0, 10**6))
def test_the_formula_is_what_running_the_layers_gives(sizes, seed):
    rng = np.random.default_rng(seed)
    layers = random_layers(rng, sizes)
    W, b = collapse(layers)
    assert W.shape == (sizes[-1], sizes[0]) and b.shape == (sizes[-1],)
    for x in rng.normal(size=(3, sizes[0])):
        assert W @ x + b == pytest.approx(one_by_one(layers, x.tolist()), rel=1e-9, abs=1e-9)


def test_two_layers_by_hand():
    W, b = collapse([([[1, 2], [0, 1]], [1, -1]), ([[2, 0], [1, 3]], [0, 5])])
    assert W.tolist() == [[2, 4], [1, 5]] and b.tolist() == [2, 3]


def test_one_layer_is_itself():
    W, b = collapse([([[1, 2]], [3])])
    assert W.tolist() == [[1, 2]] and b.tolist() == [3]


@pytest.mark.parametrize(
    "bad, said",
    [
        ([], "at least one layer"),
        (3, "pairs"),
        ([([[1.0]], [0.0], relu)], "pairs"),
        ([([[1.0, 2.0]], [0.0]), ([[1.0, 2.0]], [0.0])], "layer 2: W has shape"),
        ([([1.0], [0.0])], "layer 1: W"),
    ],
)
def test_what_cannot_be_collapsed_is_refused_in_words(bad, said):
    with pytest.raises(InputError, match=said):
        collapse(bad)


def test_merging_keeps_the_function_and_only_linear_layers_go():
    rng = np.random.default_rng(3)
    net = MLP.random((2, 5, 4, 3, 6, 2), identity, relu, identity, identity, sigmoid, rng=rng)
    less = merge_linear_layers(net)
    x = rng.normal(size=(20, 2))
    assert less.sizes == (2, 4, 2) and [g for _, _, g in less] == [relu, sigmoid]
    assert np.allclose(less(x), net(x), atol=1e-12)


def test_a_network_of_linear_layers_becomes_one_and_one_without_stays():
    rng = np.random.default_rng(4)
    assert merge_linear_layers(MLP.random((3, 8, 8, 2), identity, rng=rng)).sizes == (3, 2)
    net = MLP.random((3, 8, 2), relu, identity, rng=rng)
    assert merge_linear_layers(net) == net
    with pytest.raises(InputError, match="MLP"):
        merge_linear_layers([1])


def test_a_bottleneck_leaves_its_rank():
    rng = np.random.default_rng(5)
    W, _ = collapse(random_layers(rng, (6, 5, 2, 7)))
    assert np.linalg.matrix_rank(W) == 2

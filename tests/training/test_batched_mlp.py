"""Networks trained as one batch go the way that each of them would go alone (row 04.7)."""

from itertools import islice

import numpy as np
import pytest

from lecture_lib import (
    MLP,
    SGD,
    InputError,
    absolute,
    binary_cross_entropy,
    cross_entropy,
    descend,
    half_squares,
    identity,
    relu,
    sigmoid,
    softmax,
    tanh,
)
from lecture_lib.training import BatchedMLP, descend_batched

RNG = np.random.default_rng(3)
X = RNG.normal(size=(5, 2))
ONE, TWO = RNG.uniform(size=5), np.eye(2)[RNG.integers(0, 2, 5)]


@pytest.mark.parametrize(
    "activations, loss, y",
    [
        ((tanh, sigmoid), binary_cross_entropy, ONE),
        ((relu, sigmoid), half_squares, ONE),
        ((sigmoid, identity), absolute, ONE),
        ((tanh, softmax), cross_entropy, TWO),
    ],
    ids=["tanh", "relu", "sigmoid", "softmax"],
)
def test_networks_in_one_batch_train_as_each_alone(activations, loss, y):
    n_out = 1 if y.ndim == 1 else 2
    nets = [MLP.random((2, 3, n_out), *activations, rng=np.random.default_rng(k)) for k in range(4)]
    *_, together = islice(descend_batched(nets, X, y, loss, 0.3), 30)
    for k, net in enumerate(nets):
        *_, alone = islice(descend(net, X, y, loss, SGD(0.3)), 30)
        assert together.losses[k] == pytest.approx(alone.loss, rel=1e-9)
        for mine, its in zip(together.nets[k], alone.net):
            assert np.allclose(mine.W, its.W, rtol=1e-9) and np.allclose(mine.b, its.b, rtol=1e-9)


def test_epochs_at_a_time_go_the_same_way_as_one_by_one():
    nets = [MLP.random((2, 3, 1), tanh, identity, rng=np.random.default_rng(k)) for k in range(4)]
    *_, single = islice(descend_batched(nets, X, ONE, half_squares, 0.3), 30)
    *_, third = islice(descend_batched(nets, X, ONE, half_squares, 0.3, every=10), 3)
    assert third.number == single.number == 30 and np.array_equal(third.losses, single.losses)
    assert [third.nets[k] for k in range(4)] == [single.nets[k] for k in range(4)]
    with pytest.raises(InputError, match="every is 0"):
        next(descend_batched(nets, X, ONE, half_squares, 0.3, every=0))


def test_outputs_of_a_batch_are_those_of_its_networks():
    nets = [MLP.random((2, 3, 1), tanh, rng=np.random.default_rng(k)) for k in range(3)]
    batched = BatchedMLP.from_networks(nets)
    assert len(batched) == 3 and batched[2] == nets[2]
    assert np.allclose(batched(X), [net(X) for net in nets])


def test_networks_of_different_shapes_are_no_batch():
    nets = [MLP.random((2, n, 1), tanh, rng=RNG) for n in (2, 3)]
    with pytest.raises(InputError, match="same shape"):
        BatchedMLP.from_networks(nets)
    with pytest.raises(InputError, match="same shape"):
        BatchedMLP.from_networks([MLP.random((2, 2, 1), g, rng=RNG) for g in (tanh, relu)])
    with pytest.raises(InputError, match="at least one network"):
        BatchedMLP.from_networks([])


def test_a_batch_that_diverges_says_which_network(recwarn):
    calm, wild = (MLP(([[w, w]], [0.0], identity)) for w in (0.0, 1.0))
    with pytest.raises(InputError, match="loss of network 1 is not finite"):
        list(islice(descend_batched([calm, wild], X, np.zeros(5), half_squares, 50.0), 2000))
    assert not recwarn

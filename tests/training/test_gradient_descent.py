"""Gradient descent: a step by hand, batches, divergence, repeatability (rows 08.2, 04.7)."""

import re
from itertools import islice

import numpy as np
import pytest

from lecture_lib import (
    MLP,
    SGD,
    Adam,
    InputError,
    Momentum,
    binary_cross_entropy,
    descend,
    half_squares,
    identity,
    relu,
    sigmoid,
    tanh,
)
from lecture_lib.nn import Activation
from lecture_lib.training import Epoch

INPUTS = [[0, 0], [0, 1], [1, 0], [1, 1]]
XOR = [0, 1, 1, 0]


def test_one_epoch_on_all_examples_is_one_step_by_hand():
    # z = 2x + 1 at x = 1, 3 is 3, 7; targets 0, 5: dL/dz = (3, 2)/2; dW = (3 + 6)/2 = 4.5, db = 2.5
    net = MLP(([[2.0]], [1.0], identity))
    epoch = next(descend(net, [[1.0], [3.0]], [0.0, 5.0], half_squares, SGD(0.1)))
    assert isinstance(epoch, Epoch) and epoch.number == 1 and epoch.loss == pytest.approx((9 / 2 + 4 / 2) / 2)
    assert epoch.net([[0.0], [1.0]]).ravel() == pytest.approx([0.75, 0.75 + 1.55])
    assert net == MLP(([[2.0]], [1.0], identity))


def recorder(seen):
    """A network of one layer whose activation notes the batches that pass through it."""

    def value(z):
        seen.append(np.round(z[:, 0]).astype(int).tolist())
        return z

    return MLP(([[1.0]], [0.0], Activation("recorder", value, np.ones_like)))


def test_batches_show_every_example_once_an_epoch_in_a_new_order():
    seen = []
    net, x = recorder(seen), np.arange(7.0)[:, None]
    run = descend(net, x, x[:, 0], half_squares, SGD(1e-12), batch=3, rng=np.random.default_rng(0))
    list(islice(run, 2))
    batches = [batch for batch in seen if len(batch) < 7]  # all seven: only the shapes are checked
    assert [len(batch) for batch in batches] == [3, 3, 1] * 2
    first, second = sum(batches[:3], []), sum(batches[3:], [])
    assert sorted(first) == sorted(second) == list(range(7)) and first != second


def test_the_loss_of_an_epoch_weighs_a_short_last_batch_less():
    x = np.array([[1.0], [1.0], [4.0]])
    run = descend(
        MLP(([[1.0]], [0.0], identity)),
        x,
        [0.0, 0.0, 0.0],
        half_squares,
        SGD(1e-12),
        batch=2,
        rng=np.random.default_rng(0),
    )
    assert next(run).loss == pytest.approx((0.5 + 0.5 + 8) / 3)


def trained(rule, seed=0, batch=2, epochs=20, g=tanh):
    net = MLP.random((2, 4, 1), g, sigmoid, rng=np.random.default_rng(5))
    rng = np.random.default_rng(seed)
    run = descend(net, INPUTS, XOR, binary_cross_entropy, rule, batch=batch, rng=rng)
    return list(islice(run, epochs))[-1].net


@pytest.mark.parametrize("rule", [SGD(0.5), Momentum(0.1), Adam(0.05)], ids=repr)
def test_the_same_rng_gives_the_same_run_and_another_rng_another(rule):
    assert trained(rule, seed=1) == trained(rule, seed=1)
    assert trained(rule, seed=1) != trained(rule, seed=2)


@pytest.mark.parametrize("rule", [SGD(1.0), Momentum(0.2), Adam(0.05)], ids=repr)
def test_every_rule_learns_xor(rule):
    net = trained(rule, batch=None, epochs=600)
    assert ((net(INPUTS)[:, 0] > 0.5) == np.array(XOR, bool)).all()


@pytest.mark.parametrize("rate", [50.0, 1e308])
def test_a_run_that_diverges_says_so_with_the_epoch_and_the_rate(rate, recwarn):
    net = MLP.random((2, 3, 1), relu, identity, rng=np.random.default_rng(0))
    said = rf"in epoch \d+: the training has diverged. The rate is {re.escape(f'{rate:g}')}; try a tenth"
    with pytest.raises(InputError, match=said):
        list(islice(descend(net, 100 * np.array(INPUTS), XOR, half_squares, SGD(rate)), 1000))
    assert not recwarn


@pytest.mark.parametrize("batch", [0, -1, 2.5, "2"])
def test_a_batch_size_that_is_none_is_refused(batch):
    with pytest.raises(InputError, match="batch is .*. Give a whole number of at least 1"):
        next(
            descend(
                MLP(([[1.0, 1.0]], [0.0], identity)),
                INPUTS,
                XOR,
                half_squares,
                batch=batch,
                rng=np.random.default_rng(0),
            )
        )


def test_batches_need_a_generator():
    with pytest.raises(InputError, match="give rng="):
        next(descend(MLP(([[1.0, 1.0]], [0.0], identity)), INPUTS, XOR, half_squares, batch=2))


def test_a_rate_must_be_above_zero():
    with pytest.raises(InputError, match="rate is 0"):
        next(descend(MLP(([[1.0, 1.0]], [0.0], identity)), INPUTS, XOR, half_squares, SGD(0.0)))

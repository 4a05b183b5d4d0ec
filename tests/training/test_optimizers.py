"""The optimisers' steps against formulas by hand (row 08.2)."""

import numpy as np
import pytest

from lecture_lib import MLP, SGD, Adam, InputError, Momentum, half_squares, identity
from lecture_lib.training import Penalty, descend

GRADIENTS = [4.0, -2.0, 1.0]  # three gradients in a row for one parameter that starts at 1


def walk(rule):
    """Take three steps with the gradients above and return where the parameter was after each."""
    p, memory, seen = np.array([1.0]), rule.start(np.array([1.0])), []
    for g in GRADIENTS:
        p, memory = rule.step(p, np.array([g]), memory)
        seen.append(float(p[0]))
    return seen


def test_sgd_by_hand():
    assert walk(SGD(0.1)) == pytest.approx([0.6, 0.8, 0.7])


def test_momentum_by_hand():
    # v = 4, then 0.5·4 - 2 = 0, then 0.5·0 + 1 = 1
    assert walk(Momentum(0.1, beta=0.5)) == pytest.approx([0.6, 0.6, 0.5])


def test_adam_by_hand():
    # beta1 = 0.5, beta2 = 0.75; m: 2, 0, 0.5; v: 4, 4, 3.25; divided by 1 - beta^t
    steps = [(2 / 0.5) / np.sqrt(4 / 0.25), (0 / 0.75) / np.sqrt(4 / 0.4375), (0.5 / 0.875) / np.sqrt(3.25 / 0.578125)]
    assert walk(Adam(0.1, beta1=0.5, beta2=0.75)) == pytest.approx(1 - 0.1 * np.cumsum(steps))


def test_adam_takes_a_first_step_of_size_rate_whatever_the_gradient():
    rule = Adam(0.01)
    for g in (1e-3, 1.0, -1e3):
        p, _ = rule.step(np.array([0.0]), np.array([g]), rule.start(np.array([0.0])))
        assert p[0] == pytest.approx(-0.01 * np.sign(g), rel=1e-4)


@pytest.mark.parametrize(
    "rule",
    [
        lambda: Momentum(0.1, 1.5),
        lambda: Momentum(0.1, 1.0),
        lambda: Momentum(0.1, -0.1),
        lambda: Momentum(0.1, float("nan")),
        lambda: Adam(beta1=1.0),
        lambda: Adam(beta2=2.0),
    ],
)
def test_a_memory_that_never_fades_is_refused(rule):
    with pytest.raises(InputError, match="at least 0 and below 1"):
        rule()


def test_a_memory_of_nothing_is_plain_descent():
    p, dp = np.array([1.0, -2.0]), np.array([3.0, 0.5])
    rule = Momentum(0.1, 0.0)
    assert np.array_equal(rule.step(p, dp, rule.start(p))[0], SGD(0.1).step(p, dp, None)[0])


# --- penalties ---------------------------------------------------------------------------------------------------


def test_squares_alone_make_every_weight_fade():
    """Without a gradient of the loss, w ← w - rate · l2 · w, and the bias stays."""
    net = MLP(([[2.0]], [3.0], identity))
    first = next(descend(net, [[0.0]], [3.0], half_squares, SGD(0.1), penalty=Penalty(l2=0.5)))
    assert first.net[1].W.item() == pytest.approx(2 * (1 - 0.1 * 0.5)) and first.net[1].b.item() == 3


def test_the_slope_of_the_penalty_is_its_derivative():
    net, h = MLP(([[0.5, -2.0]], [1.0], identity)), 1e-6
    penalty = Penalty(l1=0.3, l2=0.7)
    for i in range(2):
        W = np.array([[0.5, -2.0]])
        W[0, i] += h
        above = penalty(net.with_layer(1, W=W))
        W[0, i] -= 2 * h
        wanted = (above - penalty(net.with_layer(1, W=W))) / (2 * h)
        w = net[1].W[0, i]
        assert penalty.slope(w) + 0.3 * np.sign(w) == pytest.approx(wanted, rel=1e-6)


def test_l1_takes_small_weights_to_zero_and_leaves_them_free():
    """y = 3 x1 and nothing else: the second weight becomes exactly 0, the first falls short by l1."""
    x = np.random.default_rng(0).normal(size=(200, 2))
    x -= x.mean(axis=0)
    x /= x.std(axis=0)
    x[:, 1] -= (x[:, 0] @ x[:, 1]) / 200 * x[:, 0]
    net, penalty = MLP(([[0.5, 0.5]], [0.0], identity)), Penalty(l1=0.25)
    *_, last = (
        epoch for _, epoch in zip(range(400), descend(net, x, 3 * x[:, 0], half_squares, SGD(0.1), penalty=penalty))
    )
    w = last.net[1].W[0]
    assert w[1] == 0 and w[0] == pytest.approx(3 - 0.25, abs=1e-6)


@pytest.mark.parametrize("given", [{"l1": -1.0}, {"l2": -0.1}, {"l1": float("nan")}])
def test_a_penalty_that_makes_no_sense_is_refused(given):
    with pytest.raises(InputError, match=next(iter(given))):
        Penalty(**given)

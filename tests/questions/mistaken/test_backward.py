"""Each known mistake of a backward pass is pinned by sums over single examples; no step of the library is used here."""

from dataclasses import FrozenInstanceError, fields
from types import SimpleNamespace

import numpy as np
import pytest

from lecture_lib import MLP, backward, cross_entropy, forward, half_squares, softmax, tanh
from lecture_lib.nn import complex_step
from lecture_lib.questions.mistaken import (
    MISTAKEN_STEPS,
    RIGHT_STEPS,
    BackwardSteps,
    combined_steps,
    deep_backward_pass,
    early_update_steps,
    gradients_by_steps,
    shallow_backward_pass,
)

RNG = np.random.default_rng(4)
N = 3
W1, b1, W2, b2 = RNG.normal(size=(2, 2)), RNG.normal(size=2), RNG.normal(size=(2, 2)), RNG.normal(size=2)
X, Y = RNG.normal(size=(N, 2)), RNG.normal(size=(N, 2))


def s(z):
    return 1 / (1 + np.exp(-z))


LAYERS = [(W1, b1, np.tanh, lambda z: 1 - np.tanh(z) ** 2), (W2, b2, s, lambda z: s(z) * (1 - s(z)))]


def example(x, y):
    """Return the forward pass of one example, its error over n and the slopes of its units."""
    z1 = W1 @ x + b1
    z2 = W2 @ np.tanh(z1) + b2
    return SimpleNamespace(
        x=x,
        z1=z1,
        a1=np.tanh(z1),
        z2=z2,
        a2=s(z2),
        error=(s(z2) - y) / N,
        s1=1 / np.cosh(z1) ** 2,
        s2=s(z2) * s(-z2),
    )


EXAMPLES = [example(x, y) for x, y in zip(X, Y)]


def d2_right(v):
    return v.error * v.s2


def added(examples=EXAMPLES, d2=d2_right, d1=None, reads=("x", "a1")):
    """Return [(dW1, db1), (dW2, db2)], added up example by example."""
    d1 = d1 or (lambda v: v.s1 * (W2.T @ d2(v)))
    return [
        (sum(np.outer(d(v), getattr(v, read)) for v in examples), sum(d(v) for v in examples))
        for d, read in zip((d1, d2), reads)
    ]


def with_dW(change):
    return [(change(dW, l), db) for l, (dW, db) in enumerate(added())]


def with_db(change):
    return [(dW, change(db, l)) for l, (dW, db) in enumerate(added())]


def times(factor):
    return [(factor * dW, factor * db) for dW, db in added()]


def at_activations(v):
    return v.error * s(v.a2) * s(-v.a2)


FROM_DA = added(d2=lambda v: v.error, d1=lambda v: W2.T @ d2_right(v))
DELTAS = [[v.s1 * (W2.T @ d2_right(v)) for v in EXAMPLES], [d2_right(v) for v in EXAMPLES]]
EXPECTED = {
    "sign": times(-1),
    "mean missing": times(N),
    "mean over entries": times(1 / 2),
    "mean taken twice": times(1 / N),
    "factor 2": times(2),
    "slopes missing": added(d2=lambda v: v.error, d1=lambda v: W2.T @ v.error),
    "output slope missing": added(d2=lambda v: v.error),
    "hidden slopes missing": added(d1=lambda v: W2.T @ d2_right(v)),
    "slope at a": added(d2=at_activations, d1=lambda v: (W2.T @ at_activations(v)) / np.cosh(v.a1) ** 2),
    "first layer's slope": added(d2=lambda v: v.error / np.cosh(v.z2) ** 2),
    "slope of tanh": added(
        d2=lambda v: v.error * (1 - v.a2**2), d1=lambda v: v.s1 * (W2.T @ (v.error * (1 - v.a2**2)))
    ),
    "slope of ReLU": added(
        d2=lambda v: v.error * (v.z2 > 0), d1=lambda v: (v.z1 > 0) * (W2.T @ (v.error * (v.z2 > 0)))
    ),
    "a alone": added(d2=lambda v: v.error * v.a2, d1=lambda v: v.a1 * (W2.T @ (v.error * v.a2))),
    "slope overwrites": added(d1=lambda v: v.s1),
    "neighbour's slope": added(d1=lambda v: v.s2 * (W2.T @ d2_right(v))),
    "sigmoid's slope": added(d1=lambda v: v.a1 * (1 - v.a1) * (W2.T @ d2_right(v))),
    "da for dz at the output": with_dW(lambda dW, l: FROM_DA[l][0] if l else dW),
    "value for delta": with_dW(
        lambda dW, l: sum(np.outer(*((v.a1, v.x) if l == 0 else (v.a2, v.a1))) for v in EXAMPLES)
    ),
    "mean twice in dW": with_dW(lambda dW, l: dW / N),
    "mean missing in dW": with_dW(lambda dW, l: dW * N),
    "mean missing in db": with_db(lambda db, l: db * N),
    "a of the same layer": added(reads=("a1", "a2")),
    "db one number": with_db(lambda db, l: np.sum(db)),
    "db of da": with_db(lambda db, l: FROM_DA[l][1]),
    "transposed": with_dW(lambda dW, l: dW.T),
    "da for dz": with_dW(lambda dW, l: FROM_DA[l][0]),
    "z for a": added(reads=("x", "z1")),
    "x for a": added(reads=("x", "x")),
    "wrong axis": with_db(lambda db, l: [sum(delta) for delta in DELTAS[l]]),
    "db as a mean": with_db(lambda db, l: db / N),
    "last example only": added(examples=EXAMPLES[-1:]),
    "W transposed": added(d1=lambda v: v.s1 * (W2 @ d2_right(v))),
    "da sent back": added(d1=lambda v: v.s1 * (W2.T @ v.error)),
}


def flat(pairs):
    return np.concatenate([np.ravel(array) for pair in pairs for array in pair])


def test_every_mistake_is_pinned():
    assert set(EXPECTED) == set(MISTAKEN_STEPS)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_mistake_gives_what_its_own_formula_gives(name):
    got = deep_backward_pass(MISTAKEN_STEPS[name])(LAYERS, X, Y)
    for (dW, db), (dW_expected, db_expected) in zip(got, EXPECTED[name], strict=True):
        assert dW.shape == np.shape(dW_expected) and np.allclose(dW, dW_expected, rtol=1e-12)
        assert db.shape == np.shape(db_expected) and np.allclose(db, db_expected, rtol=1e-12)


def test_the_right_steps_are_the_derivatives_of_the_loss():
    given = [W1, b1, W2, b2]

    def loss(k, p):
        V1, c1, V2, c2 = (p if i == k else part for i, part in enumerate(given))
        return ((s(np.tanh(X @ V1.T + c1) @ V2.T + c2) - Y) ** 2).sum() / 2 / N

    derivatives = [complex_step(lambda p: loss(k, p), part) for k, part in enumerate(given)]
    assert np.allclose(flat(deep_backward_pass()(LAYERS, X, Y)), np.concatenate([d.ravel() for d in derivatives]))
    assert np.allclose(flat(added()), flat(deep_backward_pass()(LAYERS, X, Y)), rtol=1e-12)


def test_no_two_mistakes_and_no_mistake_and_the_right_pass_agree():
    passes = [flat(added()), *map(flat, EXPECTED.values())]
    lengths = [len(p) for p in passes]
    assert not any(
        lengths[i] == lengths[j] and np.allclose(passes[i], passes[j], rtol=1e-6)
        for i in range(len(passes))
        for j in range(i)
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_a_mistake_replaces_one_step(name):
    steps = MISTAKEN_STEPS[name]
    replaced = [f.name for f in fields(steps) if getattr(steps, f.name) is not getattr(RIGHT_STEPS, f.name)]
    assert replaced == ["dW", "db"] if name == "last example only" else len(replaced) == 1


def test_several_mistakes_are_made_at_once():
    both = combined_steps(MISTAKEN_STEPS["sign"], MISTAKEN_STEPS["mean twice in dW"], RIGHT_STEPS)
    for (dW, db), (dW_right, db_right) in zip(deep_backward_pass(both)(LAYERS, X, Y), added(), strict=True):
        assert np.allclose(dW, -dW_right / N) and np.allclose(db, -db_right)


def test_a_step_that_does_not_exist_and_a_change_afterwards_are_refused():
    with pytest.raises(TypeError, match="dz1"):
        BackwardSteps(dz1=lambda s: s.da)
    with pytest.raises(FrozenInstanceError):
        RIGHT_STEPS.dz = lambda s: s.da


@pytest.mark.parametrize("name", [None, *EXPECTED])
def test_the_shallow_pass_is_the_deep_one_with_two_sigmoid_layers(name):
    steps = MISTAKEN_STEPS[name] if name else RIGHT_STEPS
    sigmoid_layers = [(W1, b1, *LAYERS[1][2:]), LAYERS[1]]
    (dW1, db1), (dW2, db2) = deep_backward_pass(steps)(sigmoid_layers, X, Y)
    for got, expected in zip(shallow_backward_pass(steps)(W1, b1, W2, b2, X, Y), (dW1, db1, dW2, db2), strict=True):
        assert np.allclose(got, expected, rtol=1e-12)


def test_the_shallow_pass_sends_nothing_back_through_layer_1():
    V1, x = RNG.normal(size=(2, 4)), RNG.normal(size=(N, 4))
    dW1, *_ = shallow_backward_pass(MISTAKEN_STEPS["W transposed"])(V1, b1, W2, b2, x, Y)
    assert dW1.shape == (2, 4)
    with pytest.raises(ValueError):
        deep_backward_pass(MISTAKEN_STEPS["W transposed"])([(V1, *LAYERS[0][1:]), LAYERS[1]], x, Y)


@pytest.mark.parametrize("rate", [0.0, 0.01, 2.0])
def test_an_early_update_sends_dz_back_through_the_new_weights(rate):
    W2_new = W2 - rate * added()[1][0]
    expected = added(d1=lambda v: v.s1 * (W2_new.T @ d2_right(v)))
    got = deep_backward_pass(early_update_steps(rate))(LAYERS, X, Y)
    assert np.allclose(flat(got), flat(expected), rtol=1e-12)
    assert np.allclose(flat(got), flat(added()), rtol=1e-12) == (rate == 0)


def test_steps_serve_every_activation_and_loss():
    net = MLP.random((2, 3, 4), tanh, softmax, rng=RNG)
    y = RNG.dirichlet(np.ones(4), N)
    trace = forward(net, X)
    for loss in (cross_entropy, half_squares):
        right, got = backward(trace, y, loss), gradients_by_steps(RIGHT_STEPS, trace, y.tolist(), loss)
        for kind in ("da", "dz", "dW", "db"):
            for one, other in zip(getattr(right, kind), getattr(got, kind), strict=True):
                assert one is None and other is None or np.allclose(one, other, rtol=1e-9, atol=1e-15)

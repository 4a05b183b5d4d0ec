"""Landscapes of two weights against the library's networks and the complex step; runs (rows 08.2, 08.3)."""

from itertools import islice

import numpy as np
import pytest

from lecture_lib import SGD, Adam, InputError, Momentum, backward, descend, forward, half_squares
from lecture_lib.training import (
    LANDSCAPES,
    descent_path,
    hessian,
    landscape_stationary_points,
    stationary_kind,
)
from tests.reference_gradients import VALUES, complex_step

every = pytest.mark.parametrize("land", LANDSCAPES.values(), ids=LANDSCAPES)
W = np.random.default_rng(0).normal(size=(3, 4, 2))


def slow_loss(land, w, rows=slice(None)):
    g, x, y = VALUES[land.g.name], land.x[rows], land.y[rows]
    f = w[1] * g(w[0] * x) if x.ndim == 1 else g(x @ w)
    return ((f - y) ** 2).mean() / 2


@every
def test_loss_and_gradient_at_many_places_are_those_at_each(land):
    losses, gradients = land.loss(W), land.gradient(W)
    assert losses.shape == (3, 4) and gradients.shape == (3, 4, 2)
    for i in np.ndindex(3, 4):
        assert losses[i] == pytest.approx(slow_loss(land, W[i]))
        assert np.allclose(gradients[i], complex_step(lambda w: slow_loss(land, w), W[i]), rtol=1e-11, atol=1e-14)


@every
def test_the_gradient_of_a_batch_is_that_of_its_examples(land):
    for rows in ([0], [2, 1]):
        assert np.allclose(land.gradient(W, rows)[1, 2], complex_step(lambda w: slow_loss(land, w, rows), W[1, 2]))


@every
def test_the_landscape_is_that_of_the_library_s_network(land):
    w, x = W[0, 0], land.x.reshape(len(land.y), -1)
    trace = forward(land.net(w), x)
    grads = backward(trace, land.y, half_squares)
    assert half_squares.of(trace, land.y) == pytest.approx(float(land.loss(w)))
    assert np.allclose(np.concatenate([dW.ravel() for dW in grads.dW[1:]]), land.gradient(w))


@pytest.mark.slow
@every
def test_its_still_points_stand_still_and_lie_inside(land):
    points = landscape_stationary_points(land)
    assert len(points) == {"1-1-1, tanh": 3, "one linear neuron": 1, "one tanh neuron": 9}.get(land.name, len(points))
    for p in points:
        assert (
            np.linalg.norm(land.gradient(p)) < 1e-8
            and (np.abs(p - (land.low + land.high) / 2) < (land.high - land.low) / 2).all()
        )


def kinds(name):
    land = LANDSCAPES[name]
    return sorted(
        stationary_kind(np.linalg.eigvalsh(hessian(land.gradient, p))) for p in landscape_stationary_points(land)
    )


@pytest.mark.slow
def test_the_kinds_are_those_the_notebook_tells():
    assert kinds("1-1-1, tanh") == ["minimum", "minimum", "saddle"]
    assert kinds("one linear neuron") == ["minimum"]
    assert kinds("one tanh neuron") == ["maximum"] + 4 * ["minimum"] + 4 * ["saddle"]
    assert set(kinds("1-1-1, linear")) == {"flat", "saddle"}


@pytest.mark.parametrize("rule", [SGD(0.1), Momentum(0.1, 0.5), Adam(0.1)])
def test_a_walk_goes_as_the_rule_steps_and_many_starts_go_as_each_alone(rule):
    land = LANDSCAPES["1-1-1, tanh"]
    many = list(islice(descent_path(land, W[0], rule), 25))
    for k in range(4):
        w, memory = W[0, k], rule.start(W[0, k])
        for together in many:
            w, memory = rule.step(w, land.gradient(w), memory)
            assert np.allclose(together[k], w, atol=1e-14)


def test_the_first_step_of_a_walk_is_that_of_descend_whose_biases_are_still_0():
    land = LANDSCAPES["1-1-1, tanh"]
    epoch = next(descend(land.net((0.8, 0.5)), land.x[:, None], land.y, half_squares, SGD(0.1)))
    w = next(descent_path(land, (0.8, 0.5), SGD(0.1)))
    assert w == pytest.approx([epoch.net[1].W[0, 0], epoch.net[2].W[0, 0]])


def test_an_epoch_of_batches_takes_every_example_once():
    land, seen = LANDSCAPES["one linear neuron"], []

    class Spy:
        x, y = land.x, land.y

        @staticmethod
        def gradient(w, rows):
            seen.append(sorted(rows.tolist()))
            return 0 * w

    list(islice(descent_path(Spy, [0.0, 0.0], SGD(0.1), batch=3, rng=np.random.default_rng(0)), 4))
    assert [len(rows) for rows in seen] == [3, 1, 3, 1]
    assert sorted(seen[0] + seen[1]) == sorted(seen[2] + seen[3]) == [0, 1, 2, 3] and seen[:2] != seen[2:]
    with pytest.raises(InputError, match="shuffled"):
        next(descent_path(land, [0.0, 0.0], SGD(0.1), batch=1))

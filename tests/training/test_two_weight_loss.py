"""Landscapes of two weights against the library's networks and the complex step; runs; cuts (rows 08.2, 08.3)."""

from itertools import islice

import numpy as np
import pytest

from lecture_lib import SGD, Adam, InputError, Momentum, backward, descend, forward, half_squares
from lecture_lib.training import (
    LANDSCAPES,
    descent_path,
    hessian,
    landscape_stationary_points,
    local_minimum_count,
    loss_slice,
    path_fraction_in_plane,
    path_plane,
    random_plane,
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


# --- cuts ------------------------------------------------------------------------------------------------------------


def test_a_random_plane_is_orthonormal_and_keeps_two_parts_in_d_of_a_square():
    rng, step = np.random.default_rng(0), np.eye(20)[3]
    planes = [random_plane(20, rng) for _ in range(4000)]
    assert all(np.allclose(p @ p.T, np.eye(2)) for p in planes[:20])
    assert np.mean([((p @ step) ** 2).sum() for p in planes]) == pytest.approx(2 / 20, rel=0.05)


def test_the_plane_of_a_flat_path_holds_all_of_it_and_another_only_part():
    rng = np.random.default_rng(1)
    plane = random_plane(7, rng)
    path = np.cumsum(rng.normal(size=(30, 2)), axis=0) @ plane + 5
    assert path_fraction_in_plane(path, path_plane(path)) == pytest.approx(1)
    assert 0 < path_fraction_in_plane(path, random_plane(7, rng)) < 0.95


def test_a_cut_walks_along_u_in_its_columns_and_along_v_in_its_rows():
    values = loss_slice(
        lambda p: p[0] + 10 * p[1] + 100 * p[2], np.array([0, 0, 1.0]), np.eye(3)[:2], [0, 1, 2], [0, 1]
    )
    assert values.tolist() == [[100, 101, 102], [110, 111, 112]]


def test_dips_are_strict_and_inside():
    table = np.ones((5, 6))
    table[1, 1] = table[3, 4] = table[0, 3] = 0
    assert local_minimum_count(table) == 2
    table[3, 3] = 0  # two equal neighbours: none is lower than all
    assert local_minimum_count(table) == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda: random_plane(1, np.random.default_rng(0)),
        lambda: path_plane([[1.0, 2.0]]),
        lambda: path_fraction_in_plane([[1.0, 2.0], [1.0, 2.0]], np.eye(2)),
        lambda: local_minimum_count([1, 2]),
    ],
)
def test_what_makes_no_sense_is_refused(call):
    with pytest.raises(InputError):
        call()

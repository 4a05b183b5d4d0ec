"""What notebook 08 says of landscapes and slices, computed once more (rows 08.2, 08.3)."""

from collections import Counter
from itertools import islice

import numpy as np
import pytest

from lecture_lib import MLP, SGD, binary_cross_entropy, descend, half_squares, identity, sigmoid, tanh
from lecture_lib.data import moons
from lecture_lib.labs.descent.runs import classified_points
from lecture_lib.training import (
    LANDSCAPES,
    hessian,
    loss_and_gradient,
    newton_stationary_points,
    parameter_vector,
    stationary_kind,
)


def test_saddles_are_not_the_rule_in_the_small_landscapes():
    kinds = {name: Counter(point.kind for point in classified_points(name)) for name in LANDSCAPES}
    assert kinds["1-1-1, tanh"] == {"minimum": 2, "saddle": 1}
    assert kinds["one tanh neuron"] == {"minimum": 4, "saddle": 4, "maximum": 1}
    assert kinds["one linear neuron"] == {"minimum": 1}


@pytest.mark.slow
def test_they_are_in_the_network_with_hidden_units_and_its_minima_have_two_heights():
    x, rng = np.linspace(-2, 2, 9)[:, None], np.random.default_rng(0)
    net = MLP.random((1, 2, 1), tanh, identity, rng=rng)
    risk, plain = loss_and_gradient(net, x, np.abs(x[:, 0]) - 1, half_squares)

    def penalised(p):
        return plain(p) + 0.01 * p

    found = newton_stationary_points(penalised, rng.normal(0, 1.5, (80, 7)), steps=60)
    kinds = [stationary_kind(np.linalg.eigvalsh(hessian(penalised, p))) for p in found]
    count = Counter(kinds)
    assert 25 <= count["saddle"] <= 40 and 2 <= count["minimum"] <= 6 and not count["maximum"]
    heights = {round(float(risk(p) + 0.005 * p @ p), 3) for p, kind in zip(found, kinds) if kind == "minimum"}
    assert heights == {0.047, 0.216}


@pytest.mark.slow
def test_a_fifth_of_the_eigenvalues_is_negative_but_no_random_direction_curves_down():
    x, labels = moons(100, np.random.default_rng(0))
    net = MLP.random((2, 8, 8, 1), tanh, tanh, sigmoid, rng=np.random.default_rng(0))
    task = net, x, (labels + 1) / 2, binary_cross_entropy
    *_, last = islice(descend(*task, SGD(0.5)), 600)
    H = hessian(loss_and_gradient(*task)[1], parameter_vector(last.net))
    values = np.linalg.eigvalsh(H)
    assert len(values) == 105 and 18 <= (values < -1e-6).sum() <= 26
    assert -0.003 < values[0] < 0 and 1.5 < values[-1] < 2.5
    alone = np.random.default_rng(7).normal(size=(20_000, 105))
    assert not (np.einsum("ni,ij,nj->n", alone, H, alone) < 0).any()


def test_the_best_rate_of_a_bowl_is_two_over_the_sum_of_its_curvatures():
    x = LANDSCAPES["one linear neuron"].x
    low, high = np.linalg.eigvalsh(x.T @ x / len(x))
    rates = np.linspace(0.001, 0.6, 6000)
    slower = np.maximum(abs(1 - rates * low), abs(1 - rates * high))
    assert rates[slower.argmin()] == pytest.approx(2 / (low + high), abs=2e-4)

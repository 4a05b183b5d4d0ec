"""Cells of ReLU networks in the plane: by hand, by sampling, by formula, and what must change nothing (row 14.1)."""

from math import comb

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from lecture_lib import MLP, InputError, forward, identity, leaky_relu, relu, sigmoid
from lecture_lib.piecewise_linear import local_affine_map, regions_2d

from .rational_regions import mixed_net, rational_cells

SIZES = some.sampled_from([(2, 5, 1), (2, 4, 4, 1), (2, 3, 3, 3, 2)])


def random_net(seed, sizes, g=relu):
    rng = np.random.default_rng(seed)
    net = MLP.random(sizes, *[g] * (len(sizes) - 2), identity, rng=rng)
    return MLP(*((W, rng.normal(size=b.shape) / 2, h) for W, b, h in net))


def area(corners):
    x, y = corners.T
    return 0.5 * (x @ np.roll(y, -1) - y @ np.roll(x, -1))


def areas(found):
    return np.array([area(found.polygon(i)) for i in range(len(found.active))])


def pattern(net, x):
    trace = forward(net, x)
    return np.hstack([z > 0 for z, layer in zip(trace.z[1:], net) if layer.g is not identity])


def rows(table):
    return {row.tobytes() for row in np.ascontiguousarray(table)}


@given(some.integers(0, 10**6), SIZES, some.sampled_from([relu, leaky_relu]))
def test_random_networks_by_dense_sampling(seed, sizes, g):
    """Sampling can only find fewer cells: each that it finds is there, once, and each cell is what it says."""
    net = random_net(seed, sizes, g)
    found = regions_2d(net, (-2, -2), (2, 2))
    middles = np.array([found.polygon(i).mean(axis=0) for i in range(len(found.active))])
    inside = areas(found) > 1e-9  # in a sliver the middle is rounding
    assert np.array_equal(pattern(net, middles)[inside], found.active[inside])
    points = np.random.default_rng(seed).uniform(-2, 2, (4000, 2))
    assert rows(pattern(net, points)) <= rows(found.active)
    assert areas(found).sum() == pytest.approx(16) and (areas(found) > 0).all()


@given(some.integers(0, 10**6), SIZES)
def test_the_network_is_linear_in_a_cell_and_cells_are_convex(seed, sizes):
    net = random_net(seed, sizes)
    found = regions_2d(net)
    for i in range(len(found.active)):
        corners = found.polygon(i)
        assert np.allclose(net(corners).mean(axis=0), net(corners.mean(axis=0)[None])[0], atol=1e-9)
        ways = np.roll(corners, -1, axis=0) - corners
        turns = ways[:, 0] * np.roll(ways[:, 1], -1) - ways[:, 1] * np.roll(ways[:, 0], -1)
        assert (turns > -1e-9).all()


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8, 12])
def test_lines_in_general_position_make_as_many_cells_as_the_formula_says(n):
    angle = np.pi * (np.arange(n) + 0.3) / n
    W, b = np.stack([np.cos(angle), np.sin(angle)], axis=1), 0.01 * np.sin(7.0 * np.arange(n) ** 2 + 1)
    found = regions_2d(MLP((W, b, relu), (np.ones((1, n)), [0], identity)), (-50, -50), (50, 50))
    assert len(found.active) == 1 + n + comb(n, 2) == len(rows(found.active))


@given(some.integers(0, 10**6))
def test_order_and_positive_scale_of_units_change_nothing(seed):
    net, rng = random_net(seed, (2, 5, 4, 1)), np.random.default_rng(seed)
    (W1, b1, _), (W2, b2, _), (W3, b3, _) = net
    order, scale = rng.permutation(5), np.exp(rng.normal(size=5))
    other = MLP(
        ((scale[:, None] * W1)[order], (scale * b1)[order], relu),
        ((W2 / scale)[:, order], b2, relu),
        (W3, b3, identity),
    )
    one, two = regions_2d(net), regions_2d(other)
    assert rows(one.active[:, [*order, 5, 6, 7, 8]]) == rows(two.active)
    assert np.sort(areas(one)) == pytest.approx(np.sort(areas(two)), abs=1e-9)


@pytest.mark.parametrize(
    "W, b, n",
    [
        ([[1, 0], [1, 0]], [0, 0], 2),  # the same line twice
        ([[1, 0], [-2, 0]], [0, 0], 2),  # ... looking the other way
        ([[1, 0], [0, 1], [1, 1]], [0, 0, 0], 6),  # three lines through one point
        ([[1, 0], [1, 0]], [0, -0.5], 3),  # parallel lines
        ([[1, 0]], [1], 1),
        ([[1, 0]], [-1], 1),  # along the border: touches, does not cut
        ([[1, 1]], [2], 1),
        ([[1, 1]], [-2], 1),  # through one corner
        ([[1, 1]], [0], 2),  # through two corners
        ([[0, 0], [0, 0]], [1, -1], 1),
        ([[1, 0]], [5], 1),  # units that never switch
        ([[0.1, 0.2], [0.3, 0.6]], [0.1, 0.3], 2),  # the same line, but for rounding
    ],
    ids=range(12),
)
def test_ties(W, b, n):
    found = regions_2d(MLP((W, b, relu), (np.ones((1, len(b))), [0], identity)))
    assert len(found.active) == n and areas(found).sum() == pytest.approx(4) and (areas(found) > 1e-6).all()


def test_a_line_of_the_second_layer_is_bent_at_those_of_the_first():
    net = MLP(([[1, 0], [0, 1]], [0, 0], relu), ([[1, 1]], [-0.5], relu), ([[1]], [0], identity))
    found = regions_2d(net)  # relu(x) + relu(y) = ½ runs through three quadrants
    assert len(found.active) == 7 and sorted(areas(found)) == pytest.approx([0.125, 0.5, 0.5, 0.5, 0.5, 0.875, 1.0])


def test_without_a_joint_there_is_one_cell_and_straight_layers_add_none():
    assert len(regions_2d(MLP.random((2, 3, 1), identity, rng=np.random.default_rng(0))).active) == 1
    W1, b1, g = ([[1, 0], [0, 1]], [0, 0], relu)
    assert (
        len(regions_2d(MLP((W1, b1, g), ([[1, 2], [3, 4]], [1, 1], identity), ([[1, 1]], [0], identity))).active) == 4
    )


@pytest.mark.parametrize(
    "net, ends, says",
    [
        (MLP(([[1.0]], [0.0], relu)), ((-1, -1), (1, 1)), "reads 1 values"),
        (MLP(([[1, 2]], [0], relu)), ((1, 1), (0, 2)), "the rectangle should have an area"),
        (MLP(([[1, 2]], [0], sigmoid)), ((-1, -1), (1, 1)), "layer 1 has sigmoid"),
        (MLP(([[1, 2]], [0], relu)), ((0,), (1, 1)), "low holds 1 numbers"),
        (MLP(([[1, 2]], [0], relu)), ((0, 0), (1, np.inf)), "high holds inf"),
        (None, ((0, 0), (1, 1)), "must be a network"),
    ],
    ids=range(6),
)
def test_what_has_no_cells_is_refused(net, ends, says):
    with pytest.raises(InputError, match=says):
        regions_2d(net, *ends)


@given(some.integers(0, 10**6), SIZES)
def test_the_linear_function_of_a_cell_is_the_networks_own(seed, sizes):
    net = random_net(seed, sizes)
    found = regions_2d(net)
    for i in range(len(found.active)):
        W, b = local_affine_map(net, found.active[i])
        assert np.allclose(found.polygon(i) @ W.T + b, net(found.polygon(i)), atol=1e-8)


@pytest.mark.parametrize(
    "net, active, says",
    [
        (MLP(([[1, 2]], [0], relu)), [True, True], "one value for each of the 1 ReLU units"),
        (MLP(([[1, 2]], [0], leaky_relu)), [True], "Use relu"),
        ("net", [True], "must be a network"),
    ],
    ids=range(3),
)
def test_what_has_no_linear_function_is_refused(net, active, says):
    with pytest.raises(InputError, match=says):
        local_affine_map(net, active)


def test_without_a_relu_the_function_of_the_only_cell_is_the_whole_network():
    net = MLP(([[1, 2], [3, 4]], [5, 6], identity), ([[1, -1]], [0], identity))
    W, b = local_affine_map(net, [])
    assert W.tolist() == [[-2, -2]] and b.tolist() == [-1]


@given(
    some.sampled_from(["normal", "whole", "thirds", "scales"]),
    some.sampled_from([(2, 5, 1), (2, 4, 3, 1), (2, 3, 3, 2, 1)]),
    some.integers(0, 10**6),
)
@settings(max_examples=40)
def test_cells_are_those_of_rational_arithmetic(kind, sizes, seed):
    net = mixed_net(kind, sizes, seed)
    exact = np.sort([float(cell) for cell in rational_cells(net, (-1, -1), (1, 1))])
    assume(exact.min() > 1e-8)  # a cell thinner than the tolerance may go, by intention
    assert np.sort(areas(regions_2d(net))) == pytest.approx(exact, abs=1e-9)


def test_large_values_in_one_cell_hide_no_cut_in_another():
    net = MLP(([[1e9, 0], [1, 0]], [-0.9e9, 1], relu), ([[1, 1e-3]], [-1e-3], relu), ([[1]], [0], identity))
    assert sorted(areas(regions_2d(net))) == pytest.approx([0.2, 1.8, 2.0])

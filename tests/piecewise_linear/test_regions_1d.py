"""Joints of ReLU networks on a line: by hand, by dense sampling, and against what is known of the most (row 14.1)."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from lecture_lib import MLP, InputError, forward, identity, leaky_relu, relu, tanh
from lecture_lib.piecewise_linear import (
    compose_networks,
    function_breakpoints,
    iterate_network,
    line_breakpoints,
    linear_interpolant,
    sawtooth,
    unit_breakpoints,
)

from .rational_regions import mixed_net, rational_bends

HAT = ([[1.0], [1.0]], [0.0, -0.5], relu), ([[2.0, -4.0]], [0.0], relu)  # up to 1 at ½ and down again


def switches(net, start, end, n=20001):
    """Return where the pattern of active units changes between n points of the segment, by looking at each."""
    t = np.linspace(0, 1, n)
    trace = forward(net, start + t[:, None] * (end - start))
    pattern = np.hstack([z > 0 for z, layer in zip(trace.z[1:], net) if layer.g is not identity])
    return (t[1:] + t[:-1])[np.any(pattern[1:] != pattern[:-1], axis=1)] / 2


@pytest.mark.parametrize("folds", [1, 2, 3, 6])
def test_a_hat_repeated_doubles_its_pieces(folds):
    found = unit_breakpoints(MLP(*HAT * folds, ([[1.0]], [0.0], identity)), [0.0], [1.0])
    assert found == pytest.approx(np.arange(1, 2**folds) / 2**folds)


@given(
    some.integers(0, 10**6),
    some.sampled_from([(1, 5, 1), (2, 4, 4, 1), (3, 3, 3, 3, 2)]),
    some.sampled_from([relu, leaky_relu]),
)
def test_random_networks_switch_where_dense_sampling_sees_it(seed, sizes, g):
    rng = np.random.default_rng(seed)
    net = MLP.random(sizes, *[g] * (len(sizes) - 2), identity, rng=rng)
    net = MLP(*((W, rng.normal(size=b.shape), h) for W, b, h in net))
    start, end = rng.normal(size=(2, sizes[0])) * 3
    exact, seen = unit_breakpoints(net, start, end), switches(net, start, end)
    assert all(np.abs(exact - t).min() <= 2 / 20000 for t in seen)  # none is missed
    assert all(
        np.abs(switches(net, start + (t - 1e-6) * (end - start), start + (t + 1e-6) * (end - start), 101) - 0.5).min()
        < 0.02
        for t in exact
    )  # none is invented


def test_between_joints_the_network_is_straight():
    net = MLP.random((2, 9, 9, 9, 3), relu, rng=np.random.default_rng(4))
    start, end = np.array([-4.0, 1.0]), np.array([3.0, 2.0])
    t = np.concatenate([[0], unit_breakpoints(net, start, end), [1]])
    left, right, middle = (net(start + s[:, None] * (end - start)) for s in (t[:-1], t[1:], (t[1:] + t[:-1]) / 2))
    assert np.abs((left + right) / 2 - middle).max() < 1e-12


def test_a_shallow_network_has_at_most_one_joint_a_unit_and_can_have_all():
    W, b = np.ones((6, 1)), -np.arange(1.0, 7.0)
    assert unit_breakpoints(MLP((W, b, relu), (np.ones((1, 6)), [0.0], identity)), [0.0], [7.0]) * 7 == pytest.approx(
        -b
    )


def test_units_that_switch_at_one_place_make_one_joint():
    third = 1 / 3
    net = MLP(([[1.0], [3.0], [-7.0]], [-third, -1.0, 7 * third], relu))
    assert unit_breakpoints(net, [0.0], [1.0]) == pytest.approx([third])


def test_the_ends_are_no_joints_and_a_silent_unit_has_none():
    net = MLP(([[1.0], [1.0], [0.0]], [0.0, -1.0, 0.0], relu))
    assert unit_breakpoints(net, [0.0], [1.0]).size == 0 == unit_breakpoints(net, [2.0], [2.0]).size


@pytest.mark.parametrize(
    "net, ends, said",
    [
        (MLP(([[1.0]], [0.0], tanh)), ([0.0], [1.0]), "layer 1 has tanh, which is not made of straight pieces"),
        (
            MLP(([[1.0]], [0.0], relu)),
            ([0.0, 1.0], [1.0, 2.0]),
            "start and end hold 2 and 2 values, but layer 1 reads 1",
        ),
        (MLP(([[1.0]], [0.0], relu)), ([0.0], [np.inf]), "end holds inf"),
        ("net", ([0.0], [1.0]), "net must be a network"),
        (MLP(([[1.0]], [0.0], relu)), ([0.0], [0.0, 1.0]), "start and end hold 1 and 2 values"),
    ],
    ids=range(5),
)
def test_what_has_no_joints_is_refused(net, ends, said):
    with pytest.raises(InputError, match=said):
        unit_breakpoints(net, *ends)


def test_a_switch_without_effect_is_a_joint_and_no_bend():
    first = ([[1.0], [1.0], [-1.0]], [-0.25, -0.5, 0.75], relu)
    net = MLP(first, ([[1.0, 0.0, 0.0], [-1.0, 0.0, -1.0]], [0.0, -1.0], relu), ([[2.0, 1.0]], [0.0], identity))
    assert unit_breakpoints(net, [0.0], [1.0]) == pytest.approx([0.25, 0.5, 0.75])
    assert function_breakpoints(net, [0.0], [1.0]) == pytest.approx(
        [0.25]
    )  # unit 2 is not read; what reads unit 3 never fires


@given(some.integers(0, 10**6))
def test_bends_are_where_the_slope_of_a_shallow_network_changes(seed):
    rng = np.random.default_rng(seed)
    v = rng.normal(size=(1, 5)) * rng.integers(0, 2, 5)
    net = MLP((rng.normal(size=(5, 1)), rng.normal(size=5), relu), (v, [0.0], identity))
    at = (-net[1].b / net[1].W[:, 0] + 4) / 8
    expected = np.sort(at[(v[0] != 0) & (at > 0) & (at < 1)])
    assert function_breakpoints(net, [-4.0], [4.0]) == pytest.approx(expected)


@given(some.integers(0, 10**6))
def test_order_and_positive_scale_of_units_move_no_joint_and_no_bend(seed):
    rng = np.random.default_rng(seed)
    net = MLP(
        *((W, rng.normal(size=b.shape), g) for W, b, g in MLP.random((1, 6, 5, 1), relu, relu, identity, rng=rng))
    )
    (W1, b1, _), (W2, b2, _), last = net
    order, scale = rng.permutation(6), 2.0 ** rng.integers(-3, 4, 6)  # powers of two: no rounding
    other = MLP(((scale[:, None] * W1)[order], (scale * b1)[order], relu), ((W2 / scale)[:, order], b2, relu), last)
    for found in (unit_breakpoints, function_breakpoints):
        assert found(net, [-4.0], [4.0]) == pytest.approx(found(other, [-4.0], [4.0]), abs=1e-9)


@given(
    some.sampled_from(["normal", "whole", "thirds", "scales"]),
    some.sampled_from([(1, 6, 1), (1, 4, 4, 1), (1, 5, 4, 3, 2), (1, 3, 3, 3, 3, 1)]),
    some.integers(0, 10**6),
)
def test_joints_and_bends_are_those_of_rational_arithmetic(kind, sizes, seed):
    net = mixed_net(kind, sizes, seed)
    joints, bends = rational_bends(net, -4, 4)
    assume(np.diff([-4, *map(float, joints), 4]).min() > 1e-10)  # joints nearer than that are one, by intention
    assert -4 + 8 * unit_breakpoints(net, [-4.0], [4.0]) == pytest.approx([float(x) for x in joints], abs=1e-9)
    assert -4 + 8 * function_breakpoints(net, [-4.0], [4.0]) == pytest.approx([float(x) for x in bends], abs=1e-9)


@pytest.mark.parametrize(
    "v, bends",
    [
        ([1.0, 2e7], [0.0, 1.0]),
        ([1e-8, 1e8], [0.0, 1.0]),
        ([1.0, 1.0], [0.0, 1.0]),
        ([1e8, 0.0], [0.0]),
    ],
    ids=str,
)
def test_a_bend_counts_however_steep_the_network_is_elsewhere(v, bends):
    net = MLP(([[1.0], [1.0]], [0.0, -1.0], relu), ([v], [0.0], identity))
    assert -1 + 4 * function_breakpoints(net, [-1.0], [3.0]) == pytest.approx(bends)


def test_effects_that_cancel_but_for_rounding_make_no_bend():
    net = MLP(([[0.1], [0.3], [1.0]], [-0.1, -0.3, 0.0], relu), ([[3.0, -1.0, 1.0]], [0.0], identity))
    assert unit_breakpoints(net, [-1.0], [3.0]) * 4 - 1 == pytest.approx([0, 1])
    assert function_breakpoints(net, [-1.0], [3.0]) * 4 - 1 == pytest.approx([0])


@pytest.mark.parametrize("peak", [1 / 2, 1 / 64, 0.9])
def test_a_skew_tent_repeated_has_every_bend(peak):
    net = iterate_network(linear_interpolant([0, peak, 1], [0, 1, 0]), 5)
    assert len(function_breakpoints(net, [0.0], [1.0])) == 31


def test_more_joints_than_are_compared_at_a_time():
    assert len(function_breakpoints(sawtooth(5, 6), [0.0], [1.0])) == 6**6 - 1 > 2 * 20_000


@pytest.mark.parametrize("shift, scale", [(0, 1), (2000, 1), (-2000, 1), (0, 1e4), (1e6, 1e-2), (0, 1e-5)])
def test_all_bends_on_the_line_are_found_wherever_they_lie(shift, scale):
    first = linear_interpolant(shift + scale * np.array([0, 0.4, 0.6, 1]), [0, 1, 0, 1])
    net = compose_networks(first, linear_interpolant([0.2, 0.5, 0.8, 1], [0, 1, 0, 1]))
    inside = (line_breakpoints(net) - shift) / scale
    assert inside == pytest.approx([0.08, 0.2, 0.32, 0.4, 0.44, 0.5, 0.56, 0.68, 0.8, 0.92], abs=1e-4)


@pytest.mark.parametrize(
    "net, bends",
    [
        (MLP(([[1.0]], [0.0], identity)), []),
        (MLP(([[0.0]], [1.0], relu), ([[1.0]], [0.0], identity)), []),
        (MLP(([[1.0]], [0.0], relu), ([[1.0]], [0.0], identity)), [0]),
        (MLP(([[1.0], [-1.0]], [-1e9, -1e9], relu), ([[1.0, 1.0]], [0.0], identity)), [-1e9, 1e9]),
        (MLP(([[1.0], [1.0]], [0.0, -1.0], leaky_relu), ([[1.0, 1.0]], [0.0], identity)), [0, 1]),
    ],
    ids=range(5),
)
def test_bends_on_the_whole_line(net, bends):
    assert line_breakpoints(net) == pytest.approx(bends)


def test_a_plane_is_no_line():
    with pytest.raises(InputError, match="reads 2 numbers"):
        line_breakpoints(MLP(([[1.0, 0.0]], [0.0], relu)))

"""Composed networks: the merged network is the composition, and it folds (rows 13.1, 13.2, 13.3, 13.5)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from lecture_lib import MLP, InputError, identity, relu, sigmoid, tanh
from lecture_lib.piecewise_linear import (
    breakpoint_origins,
    compose_networks,
    function_breakpoints,
    iterate_network,
    linear_interpolant,
    linear_pieces,
    preimages,
)

HAT = MLP(([[1.0], [1.0]], [0.0, -0.5], relu), ([[2.0, -4.0]], [0.0], identity))


def random_net(rng, sizes, g):
    net = MLP.random(sizes, *[g] * (len(sizes) - 2), identity, rng=rng)
    return MLP(*((W, rng.normal(size=b.shape), h) for W, b, h in net))


@given(some.integers(0, 10**6), some.sampled_from([1, 2, 3]), some.sampled_from([relu, tanh, sigmoid]))
def test_the_merged_network_is_the_composition(seed, between, g):
    rng = np.random.default_rng(seed)
    first, second = random_net(rng, (2, 5, between), g), random_net(rng, (between, 4, 3, 2), g)
    x = rng.normal(size=(20, 2)) * 3
    whole = compose_networks(first, second)
    assert np.allclose(whole(x), second(first(x)), rtol=1e-12, atol=1e-12)
    assert whole.sizes == (2, 5, 4, 3, 2) and np.linalg.matrix_rank(whole[2].W) <= between


@pytest.mark.parametrize("times", [1, 2, 5, 8])
def test_each_repetition_folds_once_more(times):
    whole = iterate_network(HAT, times)
    assert len(function_breakpoints(whole, [0.0], [1.0])) + 1 == 2**times
    x = np.linspace(0, 1, 50)[:, None]
    by_hand = x
    for _ in range(times):
        by_hand = HAT(by_hand)
    assert whole(x) == pytest.approx(by_hand, abs=1e-9)


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: compose_networks(MLP(([[1.0]], [0.0], relu)), HAT), "ends with relu"),
        (lambda: compose_networks(HAT, MLP(([[1.0, 2.0]], [0.0], relu))), "gives 1 values"),
        (lambda: compose_networks(HAT, None), "must be networks"),
        (lambda: iterate_network(HAT, 0), "times is 0"),
    ],
)
def test_what_cannot_be_merged_is_refused(act, says):
    with pytest.raises(InputError, match=says):
        act()


# --- written out, folded, explained (rows 13.1 to 13.3, 13.6) -----------------------------------------------------


def psi_by_hand(theta, phi, theta2, phi2, x):
    """Lecture C's formulas, unit after unit: ψ first, then the two-layer network."""
    n, m = len(theta), len(theta2)
    psi = [[theta2[j][0] + theta2[j][1] * phi[0]] + [theta2[j][1] * phi[k + 1] for k in range(n)] for j in range(m)]
    h = [max(0.0, t0 + t1 * x) for t0, t1 in theta]
    h2 = [max(0.0, row[0] + sum(p * hk for p, hk in zip(row[1:], h))) for row in psi]
    return phi2[0] + sum(p * hk for p, hk in zip(phi2[1:], h2))


def shallow(theta, phi):
    return MLP((theta[:, 1:], theta[:, 0], relu), (phi[None, 1:], phi[:1], identity))


@given(some.integers(0, 10**6), some.integers(1, 6), some.integers(1, 6))
def test_lecture_cs_psi_is_the_composition_to_twelve_digits(seed, n, m):
    rng = np.random.default_rng(seed)
    theta, phi, theta2, phi2 = (
        rng.normal(size=(n, 2)),
        rng.normal(size=n + 1),
        rng.normal(size=(m, 2)),
        rng.normal(size=m + 1),
    )
    x = rng.normal(size=10) * 3
    apart = shallow(theta2, phi2)(shallow(theta, phi)(x[:, None]))[:, 0]
    by_hand = [psi_by_hand(theta.tolist(), phi.tolist(), theta2.tolist(), phi2.tolist(), v) for v in x.tolist()]
    assert np.allclose(by_hand, apart, rtol=1e-12, atol=1e-12)
    assert np.allclose(
        compose_networks(shallow(theta, phi), shallow(theta2, phi2))(x[:, None])[:, 0], apart, rtol=1e-12, atol=1e-12
    )


def random_polyline(rng):
    return linear_interpolant(np.sort(rng.choice(np.arange(0, 100), 4, replace=False)) / 100, rng.uniform(0, 1, 4))


def sampled_bends(f, n=2001):
    """Return how many changes of slope equally spaced points show: never more than there are."""
    x = np.linspace(0, 1, n)
    turn = np.abs(np.diff(f(x), 2)) > 1e-9
    return int((turn & ~np.append(False, turn[:-1])).sum())  # a bend between two points shows at both


@given(some.integers(0, 10**6))
def test_every_bend_has_a_reason_and_sampling_never_finds_more(seed):
    rng = np.random.default_rng(seed)
    one, two = random_polyline(rng), random_polyline(rng)
    found = breakpoint_origins(one, two)
    assert sampled_bends(lambda x: two(one(x[:, None]))[:, 0]) <= len(found)
    own, turns = -one[1].b, -two[1].b
    for bend in found:
        assert bend.y == pytest.approx(float(one([[bend.x]])[0, 0]), abs=1e-9)
        away = np.abs(own - bend.x) if bend.joint == 0 else np.abs(turns[bend.joint - 1] - bend.y)
        assert away.min() < 1e-7
        slope = float(one([[bend.x + 1e-6]])[0, 0]) - bend.y
        assert bend.rising == (slope > 0)
    assert [bend.x for bend in found] == sorted(bend.x for bend in found)


def test_the_reasons_of_a_pair_worked_out_by_hand():
    one, two = (
        linear_interpolant([0, 0.4, 0.6, 1], [0.1, 0.9, 0.1, 0.9]),
        linear_interpolant([0, 0.3, 0.7, 1], [0.2, 0.8, 0, 0.6]),
    )
    got = [(round(bend.x, 9), bend.joint, bend.rising) for bend in breakpoint_origins(one, two)]
    assert got == [
        (0.1, 2, True),
        (0.3, 3, True),
        (0.4, 0, False),
        (0.45, 3, False),
        (0.55, 2, False),
        (0.6, 0, True),
        (0.7, 2, True),
        (0.9, 3, True),
    ]
    assert breakpoint_origins(linear_interpolant([0, 0.5, 1], [0.5, 0.5, 0.5]), two) == []


@given(some.integers(0, 10**6), some.floats(-0.2, 1.2))
def test_preimages_land_on_y_and_none_is_left_out(seed, y):
    net = random_polyline(np.random.default_rng(seed))
    x = preimages(net, y)
    assert (
        np.allclose([float(net([[v]])[0, 0]) for v in x], y, atol=1e-9)
        and (np.diff(x) > 0).all()
        and ((x >= 0) & (x <= 1)).all()
    )
    fine = np.linspace(0, 1, 5001)
    side = np.sign(net(fine[:, None])[:, 0] - y)
    crossed = fine[:-1][side[:-1] * side[1:] < 0]
    assert all(np.abs(x - place).min(initial=1) < 1e-3 for place in crossed)


@pytest.mark.parametrize("y, wanted", [(0.5, [0.25, 0.75]), (1.0, [0.5]), (0.0, [0.0, 1.0]), (1.1, []), (-0.1, [])])
def test_preimages_of_the_tent(y, wanted):
    assert preimages(linear_interpolant([0, 0.5, 1], [0, 1, 0]), y).tolist() == pytest.approx(wanted)


def test_a_level_piece_gives_both_its_ends():
    step = linear_interpolant([0, 0.2, 0.6, 1], [0.0, 0.5, 0.5, 1.0])
    assert preimages(step, 0.5).tolist() == pytest.approx([0.2, 0.6])


def test_pieces_cover_the_range_without_gaps():
    found = linear_pieces(iterate_network(HAT, 3), -0.5, 1.5)
    assert (found[0].x0, found[-1].x1) == (-0.5, 1.5)
    assert all(a.x1 == b.x0 and a.y1 == b.y0 for a, b in zip(found, found[1:]))
    assert len(found) == 2**3 + 2  # level to the left of 0 and to the right of 1


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: linear_pieces(HAT, 1, 0), "from left to right"),
        (lambda: preimages(MLP(([[1, 2]], [0], relu)), 0), "one input"),
        (lambda: breakpoint_origins(HAT, 3), "must be networks"),
        (lambda: preimages(HAT, float("nan")), "finite"),
        (lambda: linear_pieces(7), "must be a network"),
    ],
)
def test_what_cannot_be_folded_is_refused(act, says):
    with pytest.raises(InputError, match=says):
        act()


@pytest.mark.parametrize("height", [1e-9, 1.0, 1e9])
def test_preimages_whatever_the_height(height):
    tent = linear_interpolant([0, 0.5, 1], [0, height, 0])
    assert preimages(tent, 0.5 * height) == pytest.approx([0.25, 0.75])
    assert preimages(tent, height) == pytest.approx([0.5]) and preimages(tent, 1.01 * height).size == 0
    assert preimages(tent, 0.0) == pytest.approx([0, 1])


def test_a_place_far_from_the_origin_has_its_reasons_too():
    far = linear_interpolant([2000, 2000.4, 2000.6, 2001], [0, 1, 0, 1])
    found = breakpoint_origins(far, linear_interpolant([0.2, 0.5, 0.8, 1], [0, 1, 0, 1]), 2000, 2001)
    assert [(bend.joint, bend.rising) for bend in found[:4]] == [(1, True), (2, True), (3, True), (0, False)]
    assert len(found) == 10

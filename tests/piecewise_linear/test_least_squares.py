"""Fitted output layers, the floor under polynomials, and knots where they are needed (rows 11.1 to 11.3)."""

import numpy as np
import pytest

from lecture_lib import InputError, relu, tanh
from lecture_lib.piecewise_linear import (
    fit_output,
    largest_error,
    linear_interpolant,
    minimax_lower_bound,
    polyline,
    uneven_knots,
)


def wave(x):
    return np.sin(5 * x) + x


def test_no_other_output_layer_is_nearer_on_average():
    rng = np.random.default_rng(1)
    W, b = rng.normal(size=(5, 1)), rng.normal(size=5)
    net, x = fit_output(wave, W, b, tanh, -1, 2, points=50), np.linspace(-1, 2, 50)
    best = np.mean((net(x[:, None])[:, 0] - wave(x)) ** 2)
    for _ in range(20):
        nudged = net.with_layer(2, W=net[2].W + 1e-3 * rng.normal(size=(1, 5)), b=net[2].b + 1e-3 * rng.normal(size=1))
        assert np.mean((nudged(x[:, None])[:, 0] - wave(x)) ** 2) > best


def test_what_the_units_can_do_exactly_they_do():
    built = linear_interpolant([0.0, 0.2, 0.7, 1.0], [1.0, -1.0, 0.5, 3.0])
    fitted = fit_output(lambda x: built(x[:, None])[:, 0], built[1].W, built[1].b, relu)
    assert largest_error(fitted, lambda x: built(x[:, None])[:, 0]) < 1e-9


def test_units_on_top_of_each_other_and_units_that_are_silent_do_no_harm():
    net = fit_output(wave, np.ones((4, 1)), [-0.5, -0.5, -0.5, -7.0], relu)
    assert np.isfinite(net[2].W).all() and largest_error(net, wave) < 2


@pytest.mark.parametrize(
    "f, degree, best",
    [
        (np.abs, 2, 1 / 8),
        (np.abs, 1, 1 / 2),
        (lambda x: x**3, 2, 1 / 4),
        (lambda x: x**2, 1, 1 / 2),
        (lambda x: 2 * x**4, 3, 2 / 8),
    ],
)
def test_the_floor_is_below_the_best_polynomial_and_near_it(f, degree, best):
    floor = minimax_lower_bound(f, degree, -1, 1)
    assert 0.8 * best <= floor <= best + 1e-12  # Chebyshev: x^n is missed by 2^(1-n) at best


def test_no_fitted_polynomial_gets_below_the_floor_and_a_polynomial_has_none():
    x = np.linspace(-1, 1, 2001)
    for degree in range(7):
        p = np.polynomial.Polynomial.fit(x, wave(x), degree)
        assert np.abs(p(x) - wave(x)).max() >= minimax_lower_bound(wave, degree, -1, 1)
    assert minimax_lower_bound(lambda x: 4 * x**3 - x, 3, -2, 5) < 1e-9


def test_knots_go_where_the_target_bends_and_pay():
    sharp = lambda x: np.tanh(20 * (x - 0.3))
    t = uneven_knots(sharp, 8, 2)
    assert t[0] == 0 and t[-1] == 1 and np.all(np.diff(t) > 0) and np.sum(np.abs(t - 0.3) < 0.15) >= 6
    assert largest_error(linear_interpolant(t, sharp(t)), sharp) < 0.2 * largest_error(polyline(sharp, 8), sharp)


def test_knots_for_steps_share_the_way_up():
    t = uneven_knots(lambda x: x**3, 5, 1, 0, 2)
    assert t**3 == pytest.approx(np.linspace(0, 8, 6), abs=0.05)


def test_a_flat_target_gets_equal_knots():
    assert uneven_knots(lambda x: 0 * x + 3, 4, 2) == pytest.approx([0, 0.25, 0.5, 0.75, 1], abs=1e-3)


def chord_error_of_the_root(t):
    """The largest distance of √x from its chords, from the formula (√b - √a)² / 4(√a + √b)."""
    a, b = np.sqrt(t[:-1]), np.sqrt(t[1:])
    return float(((b - a) ** 2 / (4 * (a + b))).max())


@pytest.mark.parametrize("n", [4, 8, 16, 32, 64, 128, 256])
def test_with_knots_where_it_bends_the_root_gains_a_factor_of_four_again(n):
    t, ideal = uneven_knots(np.sqrt, n, 2), (np.arange(n + 1) / n) ** 4
    found = chord_error_of_the_root(t)
    assert found == pytest.approx(chord_error_of_the_root(ideal), rel=0.05)
    assert largest_error(linear_interpolant(t, np.sqrt(t)), np.sqrt) == pytest.approx(found, rel=0.01)
    assert found < 0.16 * chord_error_of_the_root(np.linspace(0, 1, n + 1)) * (8 / n if n > 8 else 2)


def test_a_kink_and_a_jump_draw_knots_and_break_nothing():
    for f in (lambda x: np.abs(x - 0.3), lambda x: (x > 0.3) * 1.0, lambda x: x**0.2):
        for order in (1, 2):
            t = uneven_knots(f, 16, order)
            assert len(t) == 17 and np.all(np.diff(t) > 0) and (t[0], t[-1]) == (0, 1)


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: minimax_lower_bound(np.sin, -1), "degree is -1"),
        (lambda: minimax_lower_bound(np.sin, 1.5), "degree is 1.5"),
        (lambda: uneven_knots(np.sin, 3, 3), "order is 3"),
        (lambda: fit_output(lambda x: x / 0, [[1.0]], [0.0], relu), "values holds"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_makes_no_sense_is_refused(act, says):
    with pytest.raises(InputError, match=says):
        act()

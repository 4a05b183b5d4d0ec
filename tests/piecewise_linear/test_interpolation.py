"""Built approximations: where they agree, how fast their error falls, and what is refused (row 11.2)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.drawing import loglog_slope
from lecture_lib.piecewise_linear import largest_error, linear_interpolant, polyline, staircase, step_interpolant

TARGETS = {
    "sine": lambda x: np.sin(2 * np.pi * x),
    "wave": lambda x: np.cos(5 * x) * x,
    "line": lambda x: 3 * x - 1,
    "flat": lambda x: 0 * x + 2,
}


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("n", [1, 2, 7, 50])
def test_a_polyline_meets_the_target_at_its_knots_and_is_straight_between(name, n):
    f, net = TARGETS[name], polyline(TARGETS[name], n, -1, 2)
    t = np.linspace(-1, 2, n + 1)
    assert net.sizes == (1, n, 1) and net(t[:, None])[:, 0] == pytest.approx(f(t), abs=1e-12)
    middle = (t[1:] + t[:-1]) / 2
    assert net(middle[:, None])[:, 0] == pytest.approx((f(t[1:]) + f(t[:-1])) / 2, abs=1e-12)


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("n", [1, 3, 20])
def test_a_staircase_has_the_targets_value_on_each_of_its_pieces(name, n):
    f, net = TARGETS[name], staircase(TARGETS[name], n, -1, 2)
    t = np.linspace(-1, 2, n + 2)
    middle, width = (t[1:] + t[:-1]) / 2, t[1] - t[0]
    for share in (-0.49, 0.0, 0.49):
        assert net((middle + share * width)[:, None])[:, 0] == pytest.approx(f(middle), abs=1e-12)
    assert net.sizes == (1, n, 1)


@pytest.mark.parametrize("build, power", [(staircase, -1), (polyline, -2)])
def test_the_error_falls_with_the_power_that_theory_says(build, power):
    n = np.array([10, 20, 40, 80, 160])
    for f in (TARGETS["sine"], TARGETS["wave"]):
        assert loglog_slope(n, [largest_error(build(f, int(k)), f) for k in n]) == pytest.approx(power, abs=0.12)


@pytest.mark.parametrize("n", [3, 64, 128, 777])
def test_the_largest_error_is_found_in_a_piece_however_narrow(n):
    """The root's error is in the first piece, whose width is down to a millionth: √h / 4 away at h / 4."""
    h = 1e-6
    net = linear_interpolant([0.0, h, 1.0], [0.0, h**0.5, 1.0])
    assert largest_error(net, lambda x: np.minimum(np.sqrt(x), h**0.5 + (x - h) * (1 - h**0.5) / (1 - h))) == (
        pytest.approx(h**0.5 / 4, rel=0.01)
    )
    assert largest_error(polyline(np.sqrt, n), np.sqrt) == pytest.approx(n**-0.5 / 4, rel=1e-3)


@pytest.mark.parametrize("n", [1, 6, 333])
def test_the_largest_error_of_a_staircase_is_at_the_foot_of_a_step(n):
    assert largest_error(staircase(lambda x: x, n), lambda x: x) == pytest.approx(0.5 / (n + 1), rel=1e-9)


def test_lines_cost_a_polyline_nothing():
    assert (
        largest_error(polyline(TARGETS["line"], 1), TARGETS["line"])
        < 1e-12
        < largest_error(staircase(TARGETS["line"], 9), TARGETS["line"])
    )


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: polyline(np.sin, 0), "n is 0. Give a whole number of at least 1"),
        (lambda: polyline(np.sin, 2.5), "n is 2.5. Give a whole number of at least 1"),
        (lambda: polyline(np.sin, 2.0), "n is 2.0. Give a whole number of at least 1"),
        (lambda: staircase(np.sin, "3"), "n is '3'. Give a whole number of at least 0"),
        (lambda: staircase(np.sin, 3, 1, 1), "from 1 to 1"),
        (lambda: polyline(lambda x: x[:1], 3), "1 values for 4 places"),
        (lambda: polyline(lambda x: x / 0 * np.inf, 3), "nan"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_makes_no_sense_is_refused(act, says):
    with pytest.raises(InputError, match=says):
        act()


def test_through_meets_points_at_uneven_places_and_knows_how_it_goes_on():
    t, values = [-3.0, -2.5, 0.0, 4.0], [1.0, -1.0, -1.0, 7.0]
    net = linear_interpolant(t, values)
    assert net.sizes == (1, 3, 1) and net([[v] for v in t])[:, 0] == pytest.approx(values, abs=1e-12)
    x = np.linspace(-3, 4, 57)
    assert net(x[:, None])[:, 0] == pytest.approx(np.interp(x, t, values), abs=1e-12)
    assert net([[-9.0], [6.0]])[:, 0] == pytest.approx([1.0, 11.0])


@pytest.mark.parametrize("t, values", [([0, 1], [1]), ([0], [1]), ([0, 0], [1, 2]), ([1, 0], [1, 2])])
def test_points_that_make_no_line_are_refused(t, values):
    with pytest.raises(InputError, match="places from left to right"):
        linear_interpolant(t, values)


def test_stairs_have_the_values_between_their_places():
    net = step_interpolant([-1.0, 0.5, 0.75], [2.0, -1.0, 4.0, 4.5])
    assert net.sizes == (1, 3, 1) and net([[-2.0], [-0.9], [0.4], [0.6], [0.74], [5.0]])[:, 0] == pytest.approx(
        [2, -1, -1, 4, 4, 4.5]
    )


@pytest.mark.parametrize("t, values", [([0], [1]), ([0, 0], [1, 2, 3]), ([1, 0], [1, 2, 3])])
def test_stairs_that_do_not_fit_are_refused(t, values):
    with pytest.raises(InputError, match="one value more than positions"):
        step_interpolant(t, values)


@pytest.mark.parametrize(
    "t, values",
    [
        ([0, 0.1, 0.2, 0.3, 0.7], [0, 0.1, 0.2, 0.3, 0.7]),
        ([0, 1, 2, 3], [0.3, 0.1 + 0.2, 0.3, 0.3]),
        ([1000.1, 1000.2, 1000.3], [0.1, 0.2, 0.3]),
        ([0, 1 / 3, 2 / 3, 1], [1e9 / 3, 2e9 / 3, 1e9, 4e9 / 3]),
    ],
    ids=range(4),
)
def test_points_on_one_line_make_no_bend(t, values):
    assert not linear_interpolant(t, values)[2].W[0, 1:].any()

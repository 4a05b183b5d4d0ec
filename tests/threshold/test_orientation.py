"""Left, right or on the line: the sign is that of the fractions, however near the three points lie (row 12.1)."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from lecture_lib.threshold.orientation import turn_sign, turn_signs

NUMBERS = some.floats(-1e6, 1e6, allow_subnormal=False).filter(lambda v: v == 0 or abs(v) > 1e-100)


def by_fractions(*six):
    ax, ay, bx, by, cx, cy = map(Fraction, six)
    turn = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    return (turn > 0) - (turn < 0)


@settings(deadline=None)
@given(some.tuples(*[NUMBERS] * 6))
def test_any_three_points(six):
    assert turn_sign(*six) == by_fractions(*six)


@settings(deadline=None)
@given(some.tuples(*[NUMBERS] * 4), some.floats(0, 1), some.integers(-3, 3))
def test_points_that_lie_on_a_line_but_for_rounding(four, share, ulps):
    ax, ay, bx, by = four
    cx, cy = ax + share * (bx - ax), ay + share * (by - ay)
    for _ in range(abs(ulps)):
        cy = float(np.nextafter(cy, np.sign(ulps) * np.inf))
    assert turn_sign(ax, ay, bx, by, cx, cy) == by_fractions(ax, ay, bx, by, cx, cy)


def test_many_at_once_are_as_one_by_one():
    rng = np.random.default_rng(0)
    a, b, c = rng.integers(-2, 3, (3, 300, 2)) / 10
    assert turn_signs(a, b, c).tolist() == [by_fractions(*p, *q, *r) for p, q, r in zip(a, b, c)]

"""Ticks and their numbers: rising, inside the range, told apart, whatever the range."""

import math
import re
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lecture_lib import MLP, relu
from lecture_lib.drawing import (
    Frame,
    distinct_texts,
    heatmap,
    labelled_ticks,
    number_text,
    plane_frame,
    regions_by_output,
    scientific_notation,
    score_heatmap,
    ticks,
)
from lecture_lib.labs.softmax.bars import bar_axes, bar_frame
from lecture_lib.piecewise_linear import regions_2d

FINITE = st.floats(allow_nan=False, allow_infinity=False)
NARROW = st.builds(
    lambda start, width: (start, start + width), FINITE, st.floats(0, 1) | st.sampled_from([1e-320, 1e-12, 1e-6])
)
NOT_FINITE = (math.inf, -math.inf, math.nan)
HARD_RANGES = [
    (0.0, 1e-12),
    (0.0, 5e-324),
    (-1e300, 1e300),
    (-1.7e308, 1.7e308),
    (1e12, 1e12 + 1),
    (1.0, math.nextafter(1.0, 2.0)),
    (1e16, 1e16 + 2),
    (-1e-9, 1e9),
    (0.05, 0.46),
    (0.1 + 0.2, 0.9),
]


def hard_examples(test):
    for ends in HARD_RANGES:
        for about in (1, 2, 5, 30):
            test = example(ends, about)(test)
    return test


@given(st.tuples(FINITE, FINITE) | NARROW, st.integers(1, 30))
@hard_examples
def test_ticks_rise_inside_the_range_and_are_neither_few_nor_many(ends, about):
    low, high = sorted(ends)
    found = ticks(*ends, about)
    assert all(a < b for a, b in pairwise(found))
    slack = 1e-8 * (high / 2 - low / 2)
    assert low - slack <= found[0] and found[-1] <= high + slack
    assert len(found) <= max(about + 2, 6)
    assert len(found) >= (2 if low < high else 1)
    assert ticks(high, low, about) == ticks(low, high, about) == found
    assert len({label for _, label in labelled_ticks(low, high, about)}) == len(found)


@given(st.tuples(FINITE, FINITE) | NARROW, st.integers(1, 30))
@hard_examples
def test_ticks_are_multiples_of_a_round_number(ends, about):
    low, high = sorted(ends)
    assume(high / 2 - low / 2 > 1e-12 * max(map(abs, ends)) + 1e-300)  # wider than a few neighbouring floats
    found = [Decimal(repr(tick)) for tick in ticks(low, high, about)]
    (gap,) = {b - a for a, b in pairwise(found)}
    assert gap.normalize().as_tuple().digits in ((1,), (2,), (5,))
    assert all(tick % gap == 0 for tick in found)


@pytest.mark.parametrize("other", [0.0, *NOT_FINITE])
@pytest.mark.parametrize("end", NOT_FINITE)
def test_a_range_without_end_has_no_ticks(end, other):
    assert ticks(end, other, 5) == ticks(other, end, 5) == []
    assert "NaN" not in Frame(end, other, other, end, 50, 20, 300, 200).axes()


@pytest.mark.parametrize("at", [0, 3, -1e300, np.float32(0.1), np.int64(7)])
def test_a_range_of_width_0_has_one_tick_in_the_middle(at):
    assert ticks(at, at, 5) == [float(at)]
    frame = Frame(at, at, at, at, left=50, top=20, width=300, height=200)
    assert frame.at(at, at) == (200, 120)
    assert frame.points([(at, at)]).tolist() == [[200, 120]]
    assert frame.axes().count("<line") == 2


@pytest.mark.parametrize("low, high", [*(ends for ends in HARD_RANGES if ends[1] < 1e308), (2.0, 2.0), (3.0, -3.0)])
def test_axes_have_numbers_that_differ_and_lie_along_the_frame(low, high):
    frame = Frame(low, high, low, high, left=50, top=20, width=300, height=200)
    drawn = frame.axes("", "")
    assert not re.search(r"nan|inf", drawn)
    for class_, ends, axis in (("mid small soft num", (50, 350), "x"), ("end small soft num", (24, 224), "y")):
        found = re.findall(rf'<text x="([-\d.e]+)" y="([-\d.e]+)" class="{class_}">([^<]+)<', drawn)
        assert len({label for *_, label in found}) == len(found) > 0
        assert all(ends[0] - 0.1 <= float(each["xy".index(axis)]) <= ends[1] + 0.1 for each in found)


def test_bars_of_one_height_have_axes():
    assert bar_axes(bar_frame(2, 0.0, 0.0, 0, 0, 100, 100), "", "z").count("<line") == 1
    assert bar_axes(bar_frame(2, 0.0, 1e-12, 0, 0, 100, 100), "", "z").count("e−13") == 4


@given(st.lists(FINITE, unique=True, min_size=1, max_size=8))
def test_different_numbers_have_different_texts(values):
    texts = distinct_texts([v + 0.0 for v in values])
    assert len(set(texts)) == len(values)
    for text, v in zip(texts, values):
        assert float(text.replace("−", "-")) == pytest.approx(v, rel=1e-3) or abs(v) > 1.797e308


def test_no_more_digits_than_it_takes():
    assert distinct_texts([0.123456, 2.0]) == ["0.1235", "2"]
    assert distinct_texts([1e12, 1e12 + 0.5]) == ["1000000000000", "1000000000000.5"]


@given(st.floats())
def test_every_float_has_a_text(v):
    for text in (number_text(v), number_text(v, 17), scientific_notation(v)):
        assert text and "-" not in text
    assert math.isnan(v) or float(number_text(v, 17).replace("−", "-")) == v


# --- values that are all alike, or all small -----------------------------------------------------------------


def opacities(svg: str) -> list[float]:
    return [float(v) for v in re.findall(r'fill-opacity="([^"]+)"', svg)]


def test_a_table_of_zeros_has_no_tint_and_a_table_of_small_numbers_has():
    assert set(opacities(heatmap(np.zeros((2, 2)), ["a", "b"], ["c", "d"], "").svg)) == {0}
    assert set(opacities(heatmap([[1e-15, -1e-15]], ["a"], ["c", "d"], "").svg)) == {0.65}


def test_equal_scores_have_no_tint_and_near_ones_have():
    assert set(opacities(score_heatmap([[0.5, 0.5]], [[0, 0]], ["a"], ["c", "d"], "").svg)) == {0}
    assert max(opacities(score_heatmap([[0.5, 0.5 + 1e-14]], [[0, 0]], ["a"], ["c", "d"], "").svg)) == 0.65


def test_regions_with_one_output_have_one_colour():
    net = MLP(([[1, 0], [0, 1], [1, 1]], [0, 0, 0.5], relu), ([[0, 0, 0]], [0.1], relu))
    drawn = regions_by_output(plane_frame(-1, 1, -1, 1), regions_2d(net), net)
    assert set(opacities(drawn)) == {0.1}

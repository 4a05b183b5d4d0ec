"""Contour lines cross every cell where they should, joined end to end, whatever the raster holds."""

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from lecture_lib.drawing import Frame, contour_lines, decision_surface, plane_frame

SMALL = st.tuples(st.integers(2, 6), st.integers(2, 6))
ON_AND_OFF_THE_LEVEL = st.sampled_from([-2.0, -1.0, 0.0, 0.5, 3.0])


def crossings(v: np.ndarray) -> list:
    """The contour at 0, cell by cell and side by side: slow, and plain to see."""
    segments = []
    for r, c in np.ndindex(v.shape[0] - 1, v.shape[1] - 1):
        ring, found = [(c, r), (c + 1, r), (c + 1, r + 1), (c, r + 1), (c, r)], []
        for (c1, r1), (c2, r2) in zip(ring, ring[1:]):
            p, q = v[r1, c1], v[r2, c2]
            if (p > 0) != (q > 0):
                found.append((c1 + p / (p - q) * (c2 - c1), r1 + p / (p - q) * (r2 - r1)))
        segments += list(zip(found[::2], found[1::2]))
    return segments


def has_saddle(v: np.ndarray) -> bool:
    """Do two ways lead through some cell? Corners across are on one side of the level, and the others not."""
    above = v > 0
    here, right, below, across = above[:-1, :-1], above[:-1, 1:], above[1:, :-1], above[1:, 1:]
    return bool(((here == across) & (right == below) & (here != right)).any())


def point(xy) -> tuple[float, float]:
    return round(float(xy[0]), 9) + 0.0, round(float(xy[1]), 9) + 0.0


def steps(lines) -> Counter:
    """Return how often each step from point to point is made, whichever way."""
    return Counter(frozenset((point(a), point(b))) for line in lines for a, b in zip(line, line[1:]))


@given(arrays.arrays(float, SMALL, elements=ON_AND_OFF_THE_LEVEL))
def test_the_contour_crosses_every_cell_where_it_should(values):
    found, wanted = steps(contour_lines(values)), steps(crossings(values))
    if has_saddle(values):  # which of the two ways is taken is the library's choice; both meet the same points
        found, wanted = (Counter(p for step in each.elements() for p in step) for each in (found, wanted))
        assert found.keys() == wanted.keys()
    else:
        assert found == wanted


@given(arrays.arrays(float, SMALL, elements=ON_AND_OFF_THE_LEVEL))
def test_lines_are_closed_or_end_at_the_rim(values):
    last = np.array(values.shape)[::-1] - 1
    for line in contour_lines(values):
        if point(line[0]) != point(line[-1]):
            assert all((end % last == 0).any() for end in (line[0], line[-1]))


def test_a_ring_is_one_closed_line():
    y, x = np.mgrid[-1:1:60j, -1:1:60j]
    (ring,) = contour_lines(0.5 - np.hypot(x, y))
    assert len(ring) > 100 and np.array_equal(ring[0], ring[-1])
    length = np.linalg.norm(np.diff(ring, axis=0), axis=1).sum()
    assert length == pytest.approx(2 * np.pi * 0.5 * 59 / 2, rel=1e-3)


@pytest.mark.parametrize("value", [-1.0, 0.0, 1.0, np.nan, np.inf, -np.inf])
def test_a_constant_raster_has_no_contour(value):
    assert contour_lines(np.full((5, 4), value)) == []


def test_the_rim_of_a_plateau_at_the_level_is_drawn_once():
    values = np.zeros((7, 7))
    values[2:5, 2:5] = 1.0  # above the level; round it all numbers are equal to it
    (rim,) = contour_lines(values)
    assert rim.min() == 1.0 and rim.max() == 5.0 and np.array_equal(rim[0], rim[-1])
    assert contour_lines(-values) == []  # nothing lies above


@given(
    arrays.arrays(float, (6, 7), elements=st.floats(-1, 1) | st.sampled_from([np.nan, np.inf, -np.inf])),
    st.sampled_from([-0.5, 0.0, 0.5]),
)
def test_what_is_no_number_makes_a_hole_and_no_point(values, level):
    lines = contour_lines(values, level)
    assert all(np.isfinite(line).all() for line in lines)
    assert not re.search("[a-z]", Frame(0, 1, 0, 1, 0, 0, 70, 60).contour(values, level))


def test_beside_a_hole_the_line_goes_on():
    values = np.tile(np.linspace(-1, 1, 8), (9, 1))
    values[4, 3] = np.nan
    rows = np.concatenate(contour_lines(values))[:, 1]
    assert {0, 1, 2, 3, 5, 6, 7, 8} <= set(rows.tolist()) and 4 not in rows


def test_the_raster_lies_over_the_frame():
    frame = Frame(-1, 1, -1, 1, left=50, top=20, width=100, height=200)
    path = frame.contour([[1, 1], [-1, -1]], 0)
    assert path[0] == "M" and set(path[1:].split("L")) == {"75.0 120.0", "125.0 120.0"}
    assert frame.contour([[1, 1], [-1, -1]], 0, 5) == path  # no number lies above 5


def test_the_zero_line_is_joined_and_short():
    surface = decision_surface(plane_frame(-2, 2, -2, 2), lambda x: 1 - np.hypot(*x.T))
    (path,) = re.findall(r' d="([^"]+)"', surface)
    assert path.count("M") == 1 and path.count("L") > 150

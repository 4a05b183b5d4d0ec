"""The pictures of notebook 14: cells, borders, curves of very many pieces (rows 14.1, 14.2)."""

import re

import numpy as np
import pytest

from lecture_lib import MLP, identity, relu
from lecture_lib.drawing import (
    Frame,
    figure,
    plane_frame,
    plot_with_intervals,
    region_maps,
    regions_by_activity,
    zero_line,
)
from lecture_lib.labs.depth import piecewise_curve
from lecture_lib.labs.depth.curve_picture import MAX_PIECES, breakpoint_marks
from lecture_lib.piecewise_linear import regions_2d
from lecture_lib.training import mean_with_interval

QUADRANTS = MLP(([[1, 0], [0, 1]], [0, 0], relu), ([[1, -1]], [0], identity))


def test_cells_are_drawn_each_once_darker_with_more_units_on():
    found = regions_2d(QUADRANTS)
    drawn = regions_by_activity(plane_frame(-1, 1, -1, 1), found)
    strength = [float(v) for v in re.findall(r'fill-opacity="([\d.]+)"', drawn)]
    assert drawn.count("M") == 4 == drawn.count("z") and strength == sorted(strength) and len(set(strength)) == 3


def test_the_border_is_where_the_output_is_zero():
    found, frame = regions_2d(QUADRANTS), Frame(-1, 1, -1, 1, 0, 0, 200, 200)
    ends = np.array(
        re.findall(r"(-?[\d.]+) (-?[\d.]+)", zero_line(frame, found, QUADRANTS(found.corners)[:, 0] + 0.25)), float
    )
    x, y = ends[:, 0] / 100 - 1, 1 - ends[:, 1] / 100
    assert np.maximum(x, 0) - np.maximum(y, 0) + 0.25 == pytest.approx(0 * x, abs=1e-9) and len(ends) == 4
    assert zero_line(frame, found, np.ones(len(found.corners))) == ""


def test_cell_maps_say_how_many_cells_each_has():
    picture = region_maps([QUADRANTS, QUADRANTS], ["one", "two"], "Both", x=[[0, 0], [1, 1]], y=[-1, 1])
    assert picture.text == "Both. one: 4 cells. two: 4 cells."


def test_a_curve_with_many_pieces_becomes_the_band_that_it_fills():
    frame = Frame(0, 1, 0, 2, 0, 0, 100, 100)
    t = np.linspace(0, 1, MAX_PIECES + 2)
    band = piecewise_curve(frame, t, np.arange(MAX_PIECES + 2) % 2 * (1 + t))
    heights = np.array(re.findall(r"([\d.]+),([\d.]+)", band), float)
    upper, lower = heights[:50], heights[50:][::-1]
    assert np.allclose(lower[:, 1], 100) and np.allclose(upper[:, 1], 50 - 50 * upper[:, 0] / 100, atol=1.5)


def test_joints_are_marked_where_they_are():
    frame = Frame(0, 1, 0, 1, 10, 0, 100, 50)
    assert re.findall(r"M(\d+)", breakpoint_marks(frame, np.array([0.2, 0.9]))) == ["30", "100"]
    assert "M" not in breakpoint_marks(frame, np.array([]))


def test_bars_are_as_long_as_the_interval():
    fig, ax = figure()
    plot_with_intervals(
        ax, {"a": ([1, 2], [mean_with_interval([1, 3]), mean_with_interval([5, 5])])}, "x", "y", log="x"
    )
    low, high = ax.containers[0].lines[2][0].get_segments()[0][:, 1]
    assert high - low == pytest.approx(2 * mean_with_interval([1, 3]).half) and ax.get_xscale() == "log"

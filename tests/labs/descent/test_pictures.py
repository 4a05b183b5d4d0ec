"""The map, its contour lines and markers, and the maps of slices (row 08.3)."""

import re

import numpy as np
import pytest

from lecture_lib.drawing import contour_lines
from lecture_lib.labs.descent import slice_figure
from lecture_lib.labs.descent.map_picture import (
    START_COLOURS,
    START_DASHES,
    START_SHAPES,
    loss_map,
    map_frame,
    map_heights,
    start_marker,
)
from lecture_lib.training import LANDSCAPES


def test_contour_lines_lie_at_equal_height():
    land = LANDSCAPES["one linear neuron"]
    frame = map_frame(land.low, land.high)
    path = re.search(r'<path d="([^"]+)"', loss_map(land)[1])[1]
    for piece in path.split("M")[1:]:
        x, y = np.array([p.split() for p in piece.split("L")], float).T
        w = np.column_stack(
            [
                frame.x0 + (x - frame.left) / frame.width * (frame.x1 - frame.x0),
                frame.y1 - (y - frame.top) / frame.height * (frame.y1 - frame.y0),
            ]
        )
        losses = np.log(land.loss(w) + 0.01 * 24)  # the raster spreads the logarithm over the levels
        assert np.ptp(losses) < 0.25
        assert np.hypot(np.diff(x), np.diff(y)).max() < 1.5 * frame.width / 72  # from one cell to the next


def test_the_path_of_all_levels_is_as_long_as_their_lines_together():
    land, frame, n = LANDSCAPES["one tanh neuron"], map_frame(-0.5, 2.0), 72
    height = map_heights(land.loss(frame.grid(n)).reshape(n, n))
    levels = np.linspace(-1, 1, 13)[1:-1]
    lines = [line * frame.width / n for level in levels for line in contour_lines(height, level)]
    pieces = re.search(r'<path d="([^"]+)"', loss_map(land)[1])[1].split("M")[1:]
    joined = [np.array([p.split() for p in piece.split("L")], float) for piece in pieces]
    drawn, wanted = (sum(np.linalg.norm(np.diff(xy, axis=0), axis=1).sum() for xy in each) for each in (joined, lines))
    assert drawn == pytest.approx(wanted, rel=0.01)
    assert len(pieces) == len(lines) < sum(map(len, joined)) / 10


def test_each_start_has_a_look_of_its_own():
    assert len({re.sub(r"[\d.,-]+", "", start_marker((0, 0), k)) + START_SHAPES[k] for k in range(4)}) == 4
    assert len(set(START_DASHES)) == len(set(START_COLOURS)) == 4


def test_slices_are_described_in_words():
    table = [[3.0, 2, 3], [2, 1, 2], [3, 2, 3]]
    shown = slice_figure(["a", "b"], [-1, 0, 1], [-1, 0, 1], [table, table], [[(1, 1), (0, 0)], [(0, 0.5), (0, 0)]])
    assert repr(shown) == (
        "Loss in 2 cuts. a: from 1 to 3; the projected path is 1.41 long. "
        "b: from 1 to 3; the projected path is 0.5 long."
    )

"""Fitted lines side by side: what is drawn is what was fitted (row 01.1)."""

import re

import pytest

from lecture_lib import InputError
from lecture_lib.labs.linear import fitted_lines

X, Y = [[-2, 0], [-1, 1], [2, 0]], [-1, -1, 1]


def test_a_panel_for_each_fit_with_a_ring_for_each_point_that_pulls():
    shown = fitted_lines(X, Y, {"one": ([0.5, 0.0], 0.0, [1, 0, 0.5]), "other": ([-0.5, 0.0], 0.0, [0, 0, 0])})
    radii = [re.findall(r'<circle [^>]*r="([\d.]+)" fill="none"', str(panel.parts)) for panel in shown.panels]
    assert radii == [["8.5", "6.5"], []]
    assert "one: 3 of 3 points classified correctly, 2 points pull, half the margin is 2." in shown.text
    assert "other: 0 of 3 points" in shown.text


def test_one_pull_for_each_point_is_wanted():
    with pytest.raises(InputError, match="by hand: 2 pulls were given for 3 points"):
        fitted_lines(X, Y, {"by hand": ([1.0, 0.0], 0.0, [1, 1])})

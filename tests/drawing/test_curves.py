"""Curves in words: what a reader of the text alternative learns of a plot."""

import numpy as np
import pytest

from lecture_lib.drawing import SERIES, curve_in_words, figure, plot_curves

X = np.linspace(0, 1, 101)


@pytest.mark.parametrize(
    "y, words",
    [
        (2 * X, "rises from 0 to 2"),
        (3 - X, "falls from 3 to 2"),
        (0 * X + 0.5, "stays at 0.5"),
        (0 * X, "stays at 0"),
        (np.sin(2 * np.pi * X), "goes from 0 to 0, highest 1 at 0.25, lowest -1 at 0.75"),
        (X * (1 - X), "goes from 0 to 0, highest 0.25 at 0.5"),
        ((X - 0.5) ** 2, "goes from 0.25 to 0.25, lowest 0 at 0.5"),
        (np.exp(-2 * X) + 0.01 * np.sin(90 * X), "goes from 1 to 0.144"),
        (np.where(X < 1, X, np.inf), "goes from 0 to inf, and is not finite everywhere"),
    ],
)
def test_a_curve_is_told_by_its_ends_and_what_lies_beyond_them(y, words):
    assert curve_in_words(X, y) == words


def test_six_curves_are_told_apart_by_colour_by_line_and_by_marker():
    _, ax = figure()
    plot_curves(ax, {f"curve {k}": (X, X + k) for k in range(6)}, "x", "y")
    assert [len({str(look[part]) for look in SERIES}) for part in ("color", "linestyle", "marker")] == [6, 6, 6]
    assert [line.get_marker() for line in ax.lines] == [look["marker"] for look in SERIES]


def test_the_kind_of_plot_and_its_axes_come_first():
    fig, ax = figure()
    said = plot_curves(ax, {"hat 2": (range(3), [0, 1, 0])}, "x", "value")
    assert said == "Line plot of value against x. hat 2 goes from 0 to 0, highest 1 at 1."


def test_on_a_logarithmic_axis_no_power_of_ten_is_too_small_to_be_told():
    fig, ax = figure()
    said = plot_curves(ax, {"one layer": ([1, 2], [2, 1e20])}, "units", "regions", log="y")
    assert said.endswith("one layer rises from 2 to 1e+20.")

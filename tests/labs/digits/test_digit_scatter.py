"""Digits in the plane of two components, and small images of ink and weights (row 15.4)."""

import re

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.digits import digit_scatter
from lecture_lib.labs.digits.pixels import ink_image, weight_image


@pytest.mark.slow
def test_one_plot_per_set_and_its_words():
    points = np.random.default_rng(0).normal(size=(30, 2))
    shown = digit_scatter({"pixels": points, "hidden": points[::-1]}, np.arange(30) % 10, "Thirty digits.")
    assert repr(shown) == "Thirty digits." and "pixels" in shown.svg and "hidden" in shown.svg


def test_points_without_a_class_are_refused():
    with pytest.raises(InputError, match=re.escape("pixels has shape (3, 2); 2 points of two numbers")):
        digit_scatter({"pixels": np.zeros((3, 2))}, [1, 2], "Three points.")


def test_ink_is_as_dark_as_its_number_and_paper_draws_nothing():
    drawn = str(ink_image(0, 0, 20, np.array([[0.0, 0.5], [1.0, 1.0]])))
    assert drawn.count("<path") == 2 and 'fill-opacity="0.5"' in drawn and 'fill-opacity="1' in drawn
    assert drawn.count("M") == 3
    assert str(ink_image(0, 0, 20, np.zeros((2, 2)))).count("<path") == 0


def test_weights_of_0_can_be_shown():
    assert "image" in str(weight_image(0, 0, 20, np.zeros((2, 2)), 0.0))

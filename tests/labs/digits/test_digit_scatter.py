"""Digits in the plane of two components (row 15.4)."""

import re

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.digits import digit_scatter


@pytest.mark.slow
def test_one_plot_per_set_and_its_words():
    points = np.random.default_rng(0).normal(size=(30, 2))
    shown = digit_scatter({"pixels": points, "hidden": points[::-1]}, np.arange(30) % 10, "Thirty digits.")
    assert repr(shown) == "Thirty digits." and "pixels" in shown.svg and "hidden" in shown.svg


def test_points_without_a_class_are_refused():
    with pytest.raises(InputError, match=re.escape("pixels has shape (3, 2); 2 points of two numbers")):
        digit_scatter({"pixels": np.zeros((3, 2))}, [1, 2], "Three points.")

"""Bars, one a class."""

import re

from lecture_lib.labs.softmax import class_bars
from lecture_lib.labs.softmax.bars import bar_frame


def test_bars_grow_from_zero_in_both_directions():
    drawn = class_bars(bar_frame(2, -1, 1, 0, 0, 100, 100), [0.5, -0.5])
    assert re.findall(r'y="([\d.]+)" width="28" height="([\d.]+)"', drawn) == [("25", "25"), ("50", "25")]

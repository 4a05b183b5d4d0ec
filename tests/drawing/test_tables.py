"""Tables of numbers tinted by sign and size: a Jacobian, a heat map, a confusion matrix."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.drawing import confusion_heatmap, heatmap, number_table


def test_a_heat_picture_holds_its_numbers_and_refuses_wrong_names():
    picture = heatmap([[0.5, -0.25], [1.0, 0.0]], ["a", "b"], ["c", "d"], "Four numbers")
    shown = {e.text for e in ElementTree.fromstring(picture.svg).iter() if e.tag.endswith("text")}
    assert {"0.5", "−0.25", "1", "0", "0.25", "Four numbers"} <= shown
    with pytest.raises(InputError, match="2 rows"):
        heatmap([[1.0]], ["a", "b"], ["c"], "Too few")


def test_a_table_tints_by_sign_and_size():
    drawn = number_table([[1, -0.5], [0, float("nan")]], 0, 0, (10, 10), 1, "ab", "cd", str)
    assert re.findall(r'fill="var\(--(\w+)\)" fill-opacity="([\d.]+)"', drawn) == [
        ("plus", "0.65"),
        ("minus", "0.325"),
        ("minus", "0"),
        ("minus", "0"),
    ]


def test_the_confusion_matrix_writes_each_count_in_its_place():
    picture = confusion_heatmap([[3, 2], [0, 5]], ["cat", "dog"])
    written = re.findall(r'<text [^>]*num">(.+?)</text>', picture.svg)
    assert written == ["3", "2", "·", "5"] and "cat read as dog (2)" in picture.text
    assert "8 of 10 on the diagonal" in picture.text and "confused: none" in confusion_heatmap(np.eye(2), "ab").text

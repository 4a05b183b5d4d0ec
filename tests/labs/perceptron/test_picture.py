"""Half-planes tinted as a threshold unit answers."""

import re

import pytest

from lecture_lib.drawing import plane_frame
from lecture_lib.labs.perceptron.picture import half_plane_tint


def test_sides_are_tinted_as_the_unit_answers():
    frame = plane_frame(0, 1, 0, 1, left=0, top=0, size=100)
    blue, orange = re.findall(r'points="([^"]*)"', half_plane_tint(frame, (1, 0), -0.25))
    assert {p.split(",")[0] for p in blue.split()} == {"25.0", "100.0"}
    assert {p.split(",")[0] for p in orange.split()} == {"0.0", "25.0"}
    assert half_plane_tint(frame, (0, 0), 0).count("polygon") == 1 and "#e08a3c" in half_plane_tint(frame, (0, 0), 0)


@pytest.mark.parametrize(
    "w, b, tints",
    [((0, 0), 1, ["#3f8fd2"]), ((0, 0), -1, ["#e08a3c"]), ((1, 1), 0, ["#3f8fd2"]), ((1, 1), -9, ["#e08a3c"])],
)
def test_a_plane_that_is_all_on_one_side_has_one_tint(w, b, tints):
    tint = half_plane_tint(plane_frame(0, 1, 0, 1), w, b)
    assert re.findall(r'fill="([^"]*)"', tint) == tints and tint.count("polygon") == 1

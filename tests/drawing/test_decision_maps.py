"""Maps of what several networks say, side by side."""

from lecture_lib.drawing import decision_map_row


def test_maps_tell_for_each_field_how_many_points_are_right():
    fields, x, y = [lambda x: x[:, 0], lambda x: -x[:, 0]], [[-1, 0], [1, 0], [2, 0]], [-1, 1, 1]
    picture = decision_map_row(fields, ["one", "two"], x, y, "Both")
    assert picture.text == "Both. one: 3 of 3 points classified correctly. two: 0 of 3 points classified correctly."

"""The joints of a small network as points to drag (rows 13.1, 13.2)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.folding.knots import interpolating_net, move_knot, set_knot_from_text, validate_knots

POINTS = ((0.0, 0.2), (0.3, 0.9), (0.7, 0.1), (1.0, 0.6))


@pytest.mark.parametrize(
    "k, to, lands",
    [
        (0, (-1, 0.5), (0.0, 0.5)),
        (1, (0.9, 2), (0.68, 1.0)),
        (2, (0.1, -1), (0.32, 0.0)),
        (3, (0.5, 0.4), (1.0, 0.4)),
        (1, (0.123456, 0.5), (0.12, 0.5)),
    ],
)
def test_a_joint_stays_between_its_neighbours_and_in_the_square(k, to, lands):
    moved = move_knot(POINTS, k, *to)
    assert moved[k] == pytest.approx(lands) and moved[:k] + moved[k + 1 :] == POINTS[:k] + POINTS[k + 1 :]
    assert validate_knots(moved, "it") == moved


def test_joints_can_be_typed():
    assert set_knot_from_text(POINTS, 1, "0,4 0,5")[1] == (0.4, 0.5)
    assert set_knot_from_text(POINTS, 1, "0.25")[1] == (0.3, 0.25)
    for text, says in [
        ("x", "number"),
        ("2", "from 0 to 1"),
        ("0.1 0.2 0.3", "a place and a height"),
        ("nan", "number"),
        ("१", "number"),
        ("0.1 1e999", "finite"),
        ("", "nothing was typed. Type a height such as 0.4, or a place"),
        ("-", "number"),
        ("1e 0.5", "number"),
    ]:
        with pytest.raises(InputError, match=says):
            set_knot_from_text(POINTS, 1, text)


def test_the_network_of_points_goes_through_them_and_has_three_units():
    net, x = interpolating_net(POINTS), np.linspace(0, 1, 57)
    assert net.sizes == (1, 3, 1) and net(x[:, None])[:, 0] == pytest.approx(
        np.interp(x, *np.array(POINTS).T), abs=1e-12
    )


@pytest.mark.parametrize(
    "points",
    [
        POINTS[:3],
        POINTS[1:],
        (*POINTS[:2], (0.5, 0.5), *POINTS[2:]),
        "abc",
        5,
        ((0, 0), (1, 1, 1)),
        ((0,), (0.5,), (0.7,), (1,)),
        (("x", 0),) * 4,
    ],
)
def test_what_is_no_set_of_points_is_refused_in_words(points):
    with pytest.raises(InputError, match="first"):
        validate_knots(points, "first")

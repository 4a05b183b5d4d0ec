"""The density of breakpoints near the decision border, against counts by hand (row 14.1)."""

import numpy as np
import pytest

from lecture_lib import MLP, InputError, identity, relu
from lecture_lib.piecewise_linear import breakpoint_density


def test_the_density_of_parallel_lines():
    """Ten joints at x = 0.02, 0.06, ..., 0.38, the border at 0.2: near it there are 10 on a way of 0.4 along x."""
    b = -0.04 * np.arange(10) - 0.02
    net = MLP((np.column_stack([np.ones(10), np.zeros(10)]), b, relu), ([[1.0, *[0.0] * 9]], [-0.18], identity))
    found = breakpoint_density(net, n=400)
    assert found.everywhere == pytest.approx(10 / 4 / 2, rel=0.05) and found.near == pytest.approx(
        10 / 0.4 / 2, rel=0.1
    )


def test_joints_far_from_the_border_are_not_near_it():
    net = MLP(
        ([[1, 0], [0, 1]], [1.5, 0], relu), ([[0, 1]], [-1.5], identity)
    )  # joints x = −1.5, y = 0; border y = 1.5
    found = breakpoint_density(net)
    assert found.near == pytest.approx(1 / 4 / 2, rel=0.1) and found.everywhere == pytest.approx(2 / 4 / 2, rel=0.05)


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda: breakpoint_density(MLP(([[1.0]], [0.0], relu))), "reads 1 values"),
        (lambda: breakpoint_density(MLP(([[1, 0]], [5], relu), ([[1]], [1], identity))), "no border"),
        (
            lambda: breakpoint_density(MLP(([[1, 0]], [5], relu), ([[1]], [1], identity)), n=1),
            "n is 1. Give a whole number of at least 2",
        ),
    ],
)
def test_what_makes_no_sense_is_answered_in_words(call, says):
    with pytest.raises(InputError, match=says):
        call()


def test_the_border_may_be_that_of_another_network():
    near = MLP(([[1, 0], [1, 0]], [0, -0.1], relu), ([[1, 1]], [-0.15], identity))
    far = MLP(([[1, 0]], [-1.5], relu), ([[1]], [-0.1], identity))
    assert breakpoint_density(near, border=near) == breakpoint_density(near)
    assert breakpoint_density(near, border=far).near == 0 < breakpoint_density(near).near

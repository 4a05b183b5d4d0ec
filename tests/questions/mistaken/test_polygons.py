"""What sheet 12 reads from a learner's network or unit, against sides that are tested one by one."""

import numpy as np
import pytest

from lecture_lib import MLP, InputError, step
from lecture_lib.questions.mistaken import (
    INNER_SQUARE,
    LEFT_SQUARE,
    OUTER_SQUARE,
    RIGHT_SQUARE,
    grid_off_boundary,
    is_in_polygon,
    n_containing_half_planes,
    network_labels,
    points_beside_line,
    polygon_test_points,
    unit_labels,
)

TRIANGLE = np.array([(0.0, 0.0), (2.0, 0.0), (0.0, 2.0)])
SHAPES = [TRIANGLE, LEFT_SQUARE, RIGHT_SQUARE, OUTER_SQUARE, INNER_SQUARE]


def n_sides_with_point_on_the_left(corners, x):
    count = 0
    for (a, b), (c, d) in zip(corners, [*corners[1:], corners[0]]):
        count += (c - a) * (x[1] - b) - (d - b) * (x[0] - a) > 0
    return count


@pytest.mark.parametrize("corners", SHAPES, ids=len)
def test_half_planes_are_counted_side_by_side(corners):
    x = np.random.default_rng(0).uniform(-4, 4, (200, 2))
    expected = [n_sides_with_point_on_the_left(corners, point) for point in x]
    assert n_containing_half_planes(corners, x).tolist() == expected
    assert is_in_polygon(corners, x).tolist() == [count == len(corners) for count in expected]


def test_no_test_point_lies_near_the_border_and_some_lie_on_either_side():
    x = polygon_test_points(TRIANGLE)
    distances = np.column_stack([x[:, 0], x[:, 1], (2 - x.sum(axis=1)) / np.sqrt(2)])
    inside = is_in_polygon(TRIANGLE, x)
    assert 50 < inside.sum() < len(x) / 2 and distances[inside].min() > 0.05


def test_the_grid_leaves_out_the_margin_alone():
    x = grid_off_boundary(lambda x: x[:, 0] > 0, (-1, -1), (1, 1), n=10, margin=0.1)
    assert len(x) == 80 and np.abs(x[:, 0]).min() > 0.2
    assert len(grid_off_boundary(lambda x: x[:, 0] > 5, (-1, -1), (1, 1), n=10)) == 100


LAYER = ([[1.0, 0.0]], [-0.5])
PLACES = [[1.0, 0.0], [0.0, 0.0], [0.5, 3.0], [2.0, -1.0]]


@pytest.mark.parametrize("answer", [[LAYER], (LAYER,), [(*LAYER, step)], MLP((*LAYER, step))], ids=repr)
def test_a_network_in_every_spelling(answer):
    assert network_labels(answer, PLACES).tolist() == [1, 0, 0, 1]


@pytest.mark.parametrize(
    "answer, says",
    [
        (3, "a network is wanted"),
        ([], "a network is wanted"),
        (MLP(([[1.0]], [0.0], step)), "2 inputs and 1 output"),
    ],
)
def test_what_is_not_such_a_network_is_answered_in_words(answer, says):
    with pytest.raises(InputError, match=says):
        network_labels(answer, PLACES)


def test_points_beside_a_line_lie_left_or_right_of_it():
    p, q = (1.0, 2.0), (-1.0, 3.0)
    x, left = points_beside_line(p, q)
    assert left.tolist() == [(q[0] - p[0]) * (v - p[1]) - (q[1] - p[1]) * (u - p[0]) > 0 for u, v in x]


def test_a_unit_fires_on_its_side():
    p, q = (1.0, 2.0), (-1.0, 3.0)
    w = np.array([-(q[1] - p[1]), q[0] - p[0]])
    assert unit_labels((w, -w @ p), p, q).tolist() == points_beside_line(p, q)[1].astype(float).tolist()
    assert unit_labels((-w, [w @ p]), p, q).tolist() == (~points_beside_line(p, q)[1]).astype(float).tolist()


@pytest.mark.parametrize("answer, says", [(3, "two parts"), (([1, 2, 3], 0), "3 numbers"), (([1, 2], [0, 1]), "b 2")])
def test_what_is_not_a_unit_is_answered_in_words(answer, says):
    with pytest.raises(InputError, match=says):
        unit_labels(answer, (0, 0), (1, 0))


@pytest.mark.parametrize("stub", [None, ...])
def test_a_stub_stays_a_stub(stub):
    assert network_labels(stub, PLACES) is stub and unit_labels(stub, (0, 0), (1, 0)) is stub

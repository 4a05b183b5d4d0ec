"""What sheet 12 reads from a learner's network or unit, against sides that are tested one by one."""

import numpy as np
import pytest

from lecture_lib import MLP, InputError, step
from lecture_lib.questions.mistaken import (
    INNER_SQUARE,
    LEFT_SQUARE,
    OUTER_SQUARE,
    RIGHT_SQUARE,
    firing_difference,
    firing_table,
    grid_off_boundary,
    is_in_polygon,
    mistaken_table,
    n_containing_half_planes,
    network_labels,
    places_to_test,
    unit_difference,
    unit_table,
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


@pytest.mark.parametrize("corners", SHAPES, ids=len)
def test_no_test_point_lies_at_the_border_and_some_lie_close_beside_every_side(corners):
    x = places_to_test(lambda x: is_in_polygon(corners, x), corners)
    along = np.roll(corners, -1, axis=0) - corners
    across = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
    distances = x @ across.T - (across * corners).sum(axis=1)
    inside = is_in_polygon(corners, x)
    assert 50 < inside.sum() < len(x) / 2 and distances[inside].min() > 0.005
    assert (np.sort(np.abs(distances), axis=0)[5] < 0.05).all() and np.abs(x).max() > 100


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
        (3, "this is not a network"),
        ([], "this is not a network"),
        (MLP(([[1.0]], [0.0], step)), "2 inputs and 1 output"),
    ],
)
def test_what_is_not_such_a_network_is_answered_in_words(answer, says):
    with pytest.raises(InputError, match=says):
        network_labels(answer, PLACES)


def test_a_unit_is_told_by_three_of_its_values():
    p, q = (1.0, 2.0), (-1.0, 3.0)
    w = np.array([-(q[1] - p[1]), q[0] - p[0]])
    table = unit_table((w, -w @ p), p, q)
    assert table[:2].tolist() == [[1, 2, 0], [-1, 3, 0]] and table[2, 2] == pytest.approx(5**0.5 / 2)
    assert np.cross([*np.subtract(q, p), 0], [*np.subtract(table[2, :2], p), 0])[2] > 0  # on the left
    assert unit_difference(table, table) == ""
    for wrong, says in (
        ((-w, [w @ p]), "below 0 at (−0.5, 1.5). It should be above 0 there, on the left"),
        ((w, 1 - w @ p), "At p = (1, 2) your w·x + b is above 0. It should be 0"),
        (((1, 1), -3), "At q = (−1, 3) your w·x + b is below 0"),
    ):
        assert says in unit_difference(unit_table(wrong, p, q), table)


def in_unit_square(x):
    return np.abs(np.asarray(x)).max(axis=1) < 1


BOX = ([[1, 0], [-1, 0], [0, 1], [0, -1]], [1, 1, 1, 1])
FAR_BOX = ([[1, 0], [-1, 0], [0, 1], [0, -1]], [-50, 52, -50, 52])


def test_a_network_that_fires_where_no_point_was_is_found_in_its_cells():
    two = [
        ([*BOX[0], *FAR_BOX[0]], [*BOX[1], *FAR_BOX[1]]),
        ([[1] * 4 + [0] * 4, [0] * 4 + [1] * 4], [-3.5, -3.5]),
        ([[1, 1]], [-0.5]),
    ]
    x = np.array([[0.0, 0.0], [3.0, 1.0]])
    table, truth = firing_table(two, x, in_unit_square, INNER_SQUARE), mistaken_table(x, in_unit_square)
    assert table[:2].tolist() == truth[:2].tolist()
    (u, v, fires), _ = table[-1], truth
    assert 50 < u < 52 and 50 < v < 52 and fires == 1
    assert "your network gives 1. It should give 0 there, outside the shape" in firing_difference(table, truth)
    one = [BOX, ([[1] * 4], [-3.5])]
    assert np.array_equal(firing_table(one, x, in_unit_square, INNER_SQUARE), truth)


def test_the_point_that_is_named_is_one_where_the_network_is_wrong():
    x = np.array([[0.0, 0.0], [0.5, -0.25], [3.0, 1.0]])
    table = mistaken_table(x, lambda x: x[:, 0] > 0.2)
    assert firing_difference(table, mistaken_table(x, in_unit_square)).startswith("At the point (0, 0) your network")


@pytest.mark.parametrize("answer, says", [(3, "two parts"), (([1, 2, 3], 0), "3 numbers"), (([1, 2], [0, 1]), "b 2")])
def test_what_is_not_a_unit_is_answered_in_words(answer, says):
    with pytest.raises(InputError, match=says):
        unit_table(answer, (0, 0), (1, 0))


@pytest.mark.parametrize("stub", [None, ...])
def test_a_stub_stays_a_stub(stub):
    assert network_labels(stub, PLACES) is stub and unit_table(stub, (0, 0), (1, 0)) is stub

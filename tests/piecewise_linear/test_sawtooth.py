"""Networks that reach the largest number of regions: counted, not quoted (rows 14.1, 14.2)."""

import numpy as np
import pytest

from lecture_lib import MLP, InputError, identity, relu
from lecture_lib.piecewise_linear import (
    function_breakpoints,
    max_regions_1d,
    regions_2d,
    sawtooth,
    sawtooth_2d,
    unit_breakpoints,
)


@pytest.mark.parametrize("width, depth", [(3, 1), (3, 2), (3, 4), (4, 3), (5, 2), (9, 1), (10, 1), (10, 3)])
def test_every_region_of_the_bound_is_there(width, depth):
    net = sawtooth(width, depth)
    assert (
        len(function_breakpoints(net, [0.0], [1.0])) + 1
        == len(unit_breakpoints(net, [0.0], [1.0])) + 1
        == max_regions_1d(width, depth)
    )
    assert net.sizes == (1, *[width] * depth, 1)


def test_lecture_cs_network_of_471_parameters_has_161051_regions():
    net = sawtooth(10, 5)
    assert net.n_parameters == 471 and len(unit_breakpoints(net, [0.0], [1.0])) + 1 == 11**5 == 161051


def test_no_network_of_this_shape_has_more_than_the_bound():
    for seed in range(30):
        rng = np.random.default_rng(seed)
        net = MLP(
            *(
                (W * 3, rng.normal(size=b.shape), g)
                for W, b, g in MLP.random((1, 3, 3, 1), relu, relu, identity, rng=rng)
            )
        )
        assert len(unit_breakpoints(net, [-50.0], [50.0])) + 1 <= max_regions_1d(3, 2)


@pytest.mark.parametrize("width, depth", [(3, 1), (4, 2), (7, 2)])
def test_each_piece_maps_onto_the_whole_interval(width, depth):
    net = sawtooth(width, depth)
    corners = np.concatenate([[0], unit_breakpoints(net, [0.0], [1.0]), [1]])
    assert net(corners[:, None]).ravel() == pytest.approx(np.arange(len(corners)) % 2, abs=1e-9)


@pytest.mark.parametrize(
    "width, depth, says",
    [
        (2, 1, "of at least 3"),
        (3, 0, "depth is 0. Give a whole"),
        (0, 0, "width is 0. Give a whole"),
    ],
)
def test_too_small_a_shape_is_refused(width, depth, says):
    with pytest.raises(InputError, match=says):
        sawtooth(width, depth)


@pytest.mark.parametrize("width, depth", [(6, 1), (6, 2), (8, 2), (10, 1)])
def test_a_folded_sheet_has_the_square_of_the_lines_regions_and_its_cells_are_rectangles(width, depth):
    found = regions_2d(sawtooth_2d(width, depth), (0, 0), (1, 1))
    assert len(found.active) == max_regions_1d(width // 2, depth) ** 2
    assert set(np.diff(found.starts)) == {4}


def test_a_folded_sheet_adds_up_two_sawtooths():
    x = np.random.default_rng(0).uniform(size=(50, 2))
    one = sawtooth(4, 3)
    assert sawtooth_2d(8, 3)(x)[:, 0] == pytest.approx(one(x[:, :1])[:, 0] + one(x[:, 1:])[:, 0])


def test_a_sheet_has_two_equal_halves():
    with pytest.raises(InputError, match="It should be even"):
        sawtooth_2d(7, 2)

"""The figures of notebook 13 that stand still: inside a network, and cells by their output (rows 13.4, 13.5)."""

from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import MLP, InputError, identity, relu
from lecture_lib.drawing import PLUS_TINT, value_maps
from lecture_lib.labs.folding import hidden_units_figure
from lecture_lib.piecewise_linear import regions_2d

RISING = MLP(
    ([[1.0], [1.0], [1.0]], [0, -1 / 3, -2 / 3], relu),
    ([[3, -6, 6], [-3, 6, -5], [9, 0, 0]], [-0.4, 0.6, 0], relu),
    ([[0.5, -0.5, 1]], [0], identity),
)


@pytest.mark.slow
def test_inside_a_network_each_unit_clips_where_its_sum_changes_sign():
    x = np.linspace(0, 1, 100_001) + 1e-9
    z = np.maximum(x[:, None] - [0, 1 / 3, 2 / 3], 0) @ RISING[2].W.T + RISING[2].b
    text = hidden_units_figure(RISING).alt
    for j in range(3):
        places = x[:-1][z[:-1, j] * z[1:, j] < 0]
        said = ", ".join(f"{v:.3g}" for v in places) or "no place"
        assert f"Unit {j + 1} clips at {said}." in text
    assert "first layer: 0.333, 0.667." in text
    with pytest.raises(InputError, match="two hidden layers"):
        hidden_units_figure(MLP(([[1.0]], [0.0], relu)))


def test_cells_are_drawn_one_polygon_each_the_high_ones_blue():
    net = MLP(([[1, 0], [0, 1]], [0, 0], relu), ([[1, 1]], [0], identity))
    root = ElementTree.fromstring(value_maps([net], ["quarters"], "Quarters").svg)
    fills = [node.get("fill") for node in root.iter() if node.tag.endswith("polygon")]
    means = [float(net(regions_2d(net).polygon(i)).mean()) for i in range(4)]
    assert len(fills) == 4 and [fill == PLUS_TINT for fill in fills] == [m > np.mean(means) for m in means]

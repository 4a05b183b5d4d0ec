"""How many parameters a shape has, and the widest shape that a number of parameters allows (rows 14.2, 14.4)."""

import numpy as np
import pytest

from lecture_lib import MLP, InputError, relu
from lecture_lib.nn import n_parameters
from lecture_lib.piecewise_linear import layer_sizes, max_width


@pytest.mark.parametrize(
    "n_in, width, depth, n_out",
    [(1, 10, 5, 1), (40, 63, 4, 10), (2, 1, 1, 3), (784, 25, 1, 10), (1, 1, 1, 1), (2, 4, 3, 1), (5, 3, 2, 2)],
)
def test_the_count_is_what_the_network_has(n_in, width, depth, n_out):
    sizes = layer_sizes(n_in, width, depth, n_out)
    net = MLP.random(sizes, relu, rng=np.random.default_rng(0))
    assert n_parameters(sizes) == net.n_parameters == sum(W.size + b.size for W, b, _ in net)
    assert sizes == (n_in, *[width] * depth, n_out)


@pytest.mark.parametrize("budget", [100, 471, 470, 5000])
@pytest.mark.parametrize("depth", [1, 3, 5])
def test_the_widest_fits_and_one_wider_does_not(budget, depth):
    width = max_width(budget, depth, 1, 1)
    assert n_parameters(layer_sizes(1, width, depth, 1)) <= budget < n_parameters(layer_sizes(1, width + 1, depth, 1))


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda: max_width(100, 0, 1, 1), "depth is 0"),
        (lambda: max_width(10, 3, 5, 5), "not enough for one unit per layer"),
        (lambda: max_width(100, "2", 1, 1), "depth is '2'. Give a whole number of at least 1"),
        (lambda: max_width(1e4, 2, 1, 1), "budget is 10000.0. Give a whole number from 1 to"),
        (lambda: max_width(100, 2, True, 1), "n_in is True. Give a whole number of at least 1"),
        (lambda: layer_sizes(1, 2.0, 1, 1), "width is 2.0"),
        (lambda: layer_sizes(1, 2, 0, 1), "depth is 0"),
        (lambda: layer_sizes(1, 2, 1, -1), "n_out is -1"),
    ],
)
def test_what_makes_no_sense_is_answered_in_words(call, says):
    with pytest.raises(InputError, match=says):
        call()


def test_a_large_number_of_parameters_is_no_long_search():
    width = max_width(10**15, 1, 1, 1)
    assert 3 * width + 1 <= 10**15 < 3 * (width + 1) + 1


@pytest.mark.parametrize(
    "sizes, n",
    [((np.int32(50_000),) * 2, 2_500_050_000), (np.array([100, 100, 10], np.uint8), 11_110)],
    ids=["int32", "uint8"],
)
def test_numbers_of_parameters_do_not_wrap_round_whatever_integers_come_in(sizes, n):
    assert n_parameters(sizes) == n

"""Counts of layers against real layers and against the published numbers of VGG19 (row 16.4)."""

from itertools import pairwise

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.architectures import (
    ConvLayer,
    DenseLayer,
    PoolLayer,
    conv2d,
    count_layers,
    initial_conv_net,
    max_pool2d,
    mean_pool2d,
    vgg19_counts,
    vgg19_layers,
)

SMALL = [ConvLayer(8, 5), PoolLayer(), ConvLayer(16, 3, padding=1), PoolLayer(), DenseLayer(10)]


def test_the_counts_of_the_small_network_are_those_of_its_parameters():
    counts = count_layers(SMALL, (28, 28, 1))
    sizes = [p.size for p in initial_conv_net(np.random.default_rng(0))]
    assert [c.n_parameters for c in counts if c.n_parameters] == [a + b for a, b in zip(sizes[::2], sizes[1::2])]
    assert [c.shape for c in counts] == [(24, 24, 8), (12, 12, 8), (12, 12, 16), (6, 6, 16), (10,)]
    assert counts[0].multiplications == 24 * 24 * 8 * 25 and counts[-1].multiplications == 5760


@pytest.mark.parametrize("layer", [ConvLayer(3, 3, 2, 1), ConvLayer(2, 2), ConvLayer(4, 1, 3), ConvLayer(2, 5, 1, 2)])
def test_shape_and_parameters_are_those_of_the_layer_itself(layer):
    x = np.ones((1, 9, 8, 2))
    K = np.ones((layer.kernel, layer.kernel, 2, layer.channels))
    y, _ = conv2d(x, K, np.zeros(layer.channels), layer.stride, layer.padding)
    (count,) = count_layers([layer], (9, 8, 2))
    assert count.shape == y.shape[1:] and count.n_parameters == K.size + layer.channels
    assert count.multiplications == y.size * K[..., 0].size


def test_the_receptive_field_is_what_a_derivative_reaches():
    """Mean pooling and kernels of ones: the derivative of one output is positive exactly on its field."""
    layers = [ConvLayer(1, 3), PoolLayer(2, 2), ConvLayer(1, 3, 2)]
    x, ways = np.ones((1, 21, 21, 1)), []
    for layer in layers:
        if isinstance(layer, PoolLayer):
            x, back = mean_pool2d(x, layer.kernel, layer.stride)
            ways.append(lambda d, back=back: back(d)[0])
        else:
            x, back = conv2d(x, np.ones((layer.kernel, layer.kernel, 1, 1)), [0.0], layer.stride)
            ways.append(lambda d, back=back: back(d)[0])
    sides = []
    for column in (1, 2):
        d = np.zeros_like(x)
        d[0, 0, column, 0] = 1
        for way in reversed(ways):
            d = way(d)
        sides.append(np.flatnonzero(d[0].any(axis=(0, 2))))
    last = count_layers(layers, (21, 21, 1))[-1]
    assert len(sides[0]) == last.field and sides[1][0] - sides[0][0] == last.jump


def test_pooling_counts_as_it_pools():
    assert count_layers([PoolLayer(3, 2)], (9, 8, 4))[0].shape == max_pool2d(np.ones((1, 9, 8, 4)), 3, 2)[0].shape[1:]


@pytest.mark.parametrize(
    "layers, says",
    [
        ([ConvLayer(4, 9)], "the kernel has side 9, but the image has only 8"),
        ([ConvLayer(4, 3, stride=0)], "stride is 0"),
        ([PoolLayer(2, 0)], "stride is 0"),
        ([ConvLayer(0, 3)], "channels is 0"),
        ([DenseLayer(3), ConvLayer(4, 1)], r"the input has shape \(3,\). Give a volume"),
        ([DenseLayer(0)], "units is 0"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(layers, says):
    with pytest.raises(InputError, match=says):
        count_layers(layers, (8, 8, 1))


# --- VGG19: the published numbers (Simonyan and Zisserman 2015, table 2: 144 million; torchvision: 143,667,240)


def test_vgg19_has_the_published_parameters():
    counts = vgg19_counts()
    assert sum(c.n_parameters for c in counts.values()) == 143_667_240
    assert sum(c.n_parameters for name, c in counts.items() if name.startswith("conv")) == 20_024_384
    assert [c.n_parameters for c in counts.values()][-3:] == [102_764_544, 16_781_312, 4_097_000]


def test_vgg19_has_16_convolutions_and_3_dense_layers_and_halves_its_sides_five_times():
    layers, counts = vgg19_layers(), vgg19_counts()
    kinds = [type(layer).__name__ for layer in layers.values()]
    assert (kinds.count("ConvLayer"), kinds.count("PoolLayer"), kinds.count("DenseLayer")) == (16, 5, 3)
    sides = [224, *(counts[f"pool{i}"].shape[0] for i in range(1, 6))]
    assert all(before == 2 * after for before, after in pairwise(sides)) and sides[-1] == 7


def test_the_work_and_the_receptive_field_of_vgg19():
    counts = vgg19_counts()
    assert sum(c.multiplications for c in counts.values()) == 19_632_062_464
    convs = ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4))
    field = 1 + sum(2 * n * 2**i for i, (_, n) in enumerate(convs)) + sum(2**i for i in range(4))
    assert counts["conv5_4"].field == field == 252

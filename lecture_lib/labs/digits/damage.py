"""Damage to a trained network or to its images, and how much of its accuracy is left (row 15.4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from ...data import digits, shift_images
from ...nn import MLP, forward_checked
from ...training import MeanInterval, mean_with_interval
from ...validation import Array, InputError, must_be
from .trained_net import trained_net

N_SEEDS = 5
"""Networks, and draws of the damage, over which a curve is measured."""


class Damage(NamedTuple):
    """A kind of damage: the amounts that are tried, their unit in words, and what it does.

    `apply(net, x, amount, rng)` returns another network and other images.
    """

    amounts: tuple[float, ...]
    unit: str
    apply: Callable[[MLP, Array, float, np.random.Generator], tuple[MLP, Array]]


def zero_biases(net: MLP, x: Array, count: float, rng: np.random.Generator) -> tuple[MLP, Array]:
    """Return the network with `count` biases of its first layer set to 0, chosen by `rng`.

    >>> from lecture_lib.labs.digits import initial_net
    >>> net = initial_net().with_layer(1, b=np.ones(64))
    >>> (zero_biases(net, np.zeros((1, 784)), 5, np.random.default_rng(0))[0][1].b == 0).sum().item()
    5
    """
    b = np.array(net[1].b)
    b[_chosen(b, count, rng)] = 0
    return net.with_layer(1, b=b), x


def cut_units(net: MLP, x: Array, count: float, rng: np.random.Generator) -> tuple[MLP, Array]:
    """Return the network in which `count` units of the first hidden layer are cut: nothing leaves them.

    >>> from lecture_lib.labs.digits import initial_net
    >>> net, _ = cut_units(initial_net(), np.zeros((1, 784)), 64, np.random.default_rng(0))
    >>> bool(net[2].W.any())
    False
    """
    W = np.array(net[2].W)
    W[:, _chosen(net[1].b, count, rng)] = 0
    return net.with_layer(2, W=W), x


def shuffle_units(net: MLP, x: Array, count: float, rng: np.random.Generator) -> tuple[MLP, Array]:
    """Return the network with `count` units of the first hidden layer permuted; the next layer stays as it is.

    >>> from lecture_lib.labs.digits import initial_net
    >>> net, x = initial_net(), np.ones((1, 784))
    >>> bool(np.allclose(shuffle_units(net, x, 64, np.random.default_rng(0))[0](x), net(x)))
    False
    """
    order = _permutation(net, count, rng)
    return net.with_layer(1, W=net[1].W[order], b=net[1].b[order]), x


def shuffle_alike(net: MLP, x: Array, count: float, rng: np.random.Generator) -> tuple[MLP, Array]:
    """Return the network with `count` units permuted, and the next layer's columns by the same permutation.

    >>> from lecture_lib.labs.digits import initial_net
    >>> net, x = initial_net(), np.ones((1, 784))
    >>> bool(np.allclose(shuffle_alike(net, x, 64, np.random.default_rng(0))[0](x), net(x), atol=1e-5))
    True
    """
    order = _permutation(net, count, rng)
    moved = net.with_layer(1, W=net[1].W[order], b=net[1].b[order])
    return moved.with_layer(2, W=net[2].W[:, order]), x


def add_weight_noise(net: MLP, x: Array, size: float, rng: np.random.Generator) -> tuple[MLP, Array]:
    """Return the network with normal noise on all weights, `size` times the standard deviation of each layer's.

    >>> from lecture_lib.labs.digits import initial_net
    >>> net = initial_net()
    >>> add_weight_noise(net, np.ones((1, 784)), 0, np.random.default_rng(0))[0] == net
    True
    """
    for l in range(1, len(net) + 1):
        W = net[l].W
        net = net.with_layer(l, W=W + (size * W.std() * rng.normal(size=W.shape)).astype(W.dtype))
    return net, x


def shift_right(net: MLP, x: Array, pixels: float, rng: np.random.Generator) -> tuple[MLP, Array]:
    """Return the images moved to the right by whole pixels; paper comes in from the left.

    >>> shift_right(None, np.eye(784)[:1], 2, None)[1].argmax().item()
    2
    """
    return net, shift_images(x, (0, int(pixels)))


def _chosen(b: Array, count: float, rng: np.random.Generator) -> Array:
    return rng.permutation(len(b))[: int(count)]


def _permutation(net: MLP, count: float, rng: np.random.Generator) -> Array:
    """Return an order of the units in which `count` of them, chosen by `rng`, have moved in a cycle."""
    order = np.arange(len(net[1].b))
    chosen = _chosen(order, count, rng)
    order[chosen] = np.roll(chosen, 1)
    return order


DAMAGES = {
    "biases set to 0": Damage((0, 8, 16, 32, 64), "biases set to 0", zero_biases),
    "units cut": Damage((0, 8, 16, 32, 48), "units cut", cut_units),
    "units shuffled": Damage((0, 8, 16, 32, 64), "units permuted", shuffle_units),
    "both layers shuffled": Damage((0, 8, 16, 32, 64), "units permuted", shuffle_alike),
    "noise on weights": Damage((0, 0.5, 1, 1.5, 2), "noise, × std of the weights", add_weight_noise),
    "image shifted": Damage((0, 1, 2, 3, 4), "pixels to the right", shift_right),
}


def damaged_accuracy(net: MLP, kind: str, amount: float, seed: int = 0) -> float:
    """Return the fraction of the 1000 held-out images that a damaged network gets right.

    >>> from lecture_lib.labs.digits import initial_net
    >>> 0 <= damaged_accuracy(initial_net(), "units cut", 8) < 0.5
    True
    >>> damaged_accuracy(initial_net(), "rain", 8)
    Traceback (most recent call last):
    lecture_lib.validation.InputError: kind is 'rain'; give one of biases set to 0, units cut, units shuffled, ...
    """
    if kind not in DAMAGES:
        raise InputError(f"kind is {kind!r}; give one of {', '.join(list(DAMAGES)[:3])}, ...")
    _, _, x, y = digits()
    net, x = DAMAGES[kind].apply(must_be(MLP, net, "net must be a network, an MLP"), _float32(), amount, _rng(seed))
    return float((forward_checked(net, x).a[-1].argmax(axis=1) == y).mean())


@cache
def _float32() -> Array:
    return digits().x_test.astype(np.float32)


def _rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


@cache
def damage_curve(kind: str, shifted: bool = True) -> tuple[MeanInterval, ...]:
    """Return the accuracy at each amount of a kind of damage: mean and 95 % interval over five trained networks.

    `shifted` says whether the networks were trained on shifted images too. The networks are trained at the first call.

    >>> len(damage_curve("units cut"))                       # doctest: +SKIP
    5
    """
    curves = [damaged_accuracies(kind, seed, shifted) for seed in range(N_SEEDS)]
    return tuple(mean_with_interval(values) for values in zip(*curves))


@cache
def damaged_accuracies(kind: str, seed: int, shifted: bool = True) -> tuple[float, ...]:
    """Return the accuracy of one trained network at each amount of a kind of damage, which its seed draws as well.

    >>> len(damaged_accuracies("units cut", 0))
    5
    """
    net = trained_net(seed, shifted=shifted)
    return tuple(damaged_accuracy(net, kind, amount, seed) for amount in DAMAGES[kind].amounts)

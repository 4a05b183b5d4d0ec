"""The multilayer perceptron: layers, the network, and the record of a forward pass.

For layer l = 1 ... L (row 05.4, lecture D):

    z[l] = W[l] a[l-1] + b[l],    a[l] = g[l](z[l]),    a[0] = x

W[l] has shape (n_out, n_in): row j holds the weights into unit j, as the lectures print it. One example is a
1-D array; a batch has examples as rows, and then Z = A Wᵀ + b.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..validation import Array, InputError, count_phrase, must_be, numbers, whole
from .activations import Activation

PerLayer = tuple[Any, ...]
"""An array for each layer l = 1 ... L under its own number; entry 0, where there is no layer, may be None."""

_LARGEST_LAYER = 10**8  # weights, 0.8 GB: a mistake in the sizes must not fill the memory


class Layer(NamedTuple):
    """One layer; unpacks as `W, b, g`. W: (n_out, n_in), b: (n_out,), g: an activation."""

    W: Array
    b: Array
    g: Activation


class MLP:
    """A network of layers, each given as (W, b, g). It does not change; `with_layer` returns a new one.

    `net[1]` ... `net[L]` are the layers, counted as the slides count them; `for W, b, g in net` walks through
    them; `len(net)` is L, the depth; `net(x)` is the output (rows 05.1 to 05.4).

    >>> from lecture_lib.nn.activations import identity, relu
    >>> net = MLP(([[1, 1], [1, 1]], [0, -1], relu), ([[1, -2]], [0], identity))
    >>> net([[0, 0], [0, 1], [1, 0], [1, 1]]).ravel()
    array([0., 1., 1., 0.])
    >>> net.sizes, net.n_parameters, net.n_units
    ((2, 2, 1), 9, 3)
    >>> MLP(([[1, 1]], [0], relu), ([[1, 2, 3]], [0], relu))
    Traceback (most recent call last):
    lecture_lib.validation.InputError: layer 2: W has shape (1, 3), so it reads 3 values, but layer 1 has 1 unit
    """

    def __init__(self, *layers) -> None:
        if not layers:
            raise InputError("a network needs at least one layer (W, b, g); none was given")
        self._layers = tuple(_read_layer(l, layer) for l, layer in enumerate(layers, start=1))
        for l in range(2, len(self) + 1):
            reads, gets = self[l].W.shape[1], self[l - 1].W.shape[0]
            if reads != gets:
                raise InputError(
                    f"layer {l}: W has shape {self[l].W.shape}, so it reads "
                    f"{count_phrase(reads, 'value')}, but layer {l - 1} has {count_phrase(gets, 'unit')}"
                )

    @classmethod
    def random(cls, sizes, *activations: Activation, rng: np.random.Generator, spread: float | None = None) -> MLP:
        """Return a network with the given sizes (n_0, ..., n_L), zero biases and normal random weights.

        One activation serves all layers, or give one per layer. The weights' standard deviation is `spread`, or
        sqrt(2 / n_in) before a ReLU (He) and sqrt(1 / n_in) before anything else (LeCun).

        >>> from lecture_lib.nn.activations import sigmoid, tanh
        >>> MLP.random((2, 4, 1), tanh, sigmoid, rng=np.random.default_rng(0)).sizes
        (2, 4, 1)
        """
        sizes = _read_sizes(sizes)
        _must_fit_in_memory(sizes)
        for g in activations:
            must_be(Activation, g, "g must be an activation such as sigmoid or relu")
        must_be(np.random.Generator, rng, "rng must be a random generator such as np.random.default_rng(0)")
        if spread is not None and (spread := float(numbers(spread, "spread", ndim=(0,)))) < 0:
            raise InputError(f"spread is {spread:g}. Give a number of at least 0.")
        gs = activations * (len(sizes) - 1) if len(activations) == 1 else activations
        if len(gs) != len(sizes) - 1:
            raise InputError(
                f"sizes {sizes} make {count_phrase(len(sizes) - 1, 'layer')}, "
                f"but you gave {count_phrase(len(activations), 'activation')}. Give one per layer."
            )

        def weights(n_out: int, n_in: int, g: Activation) -> Array:
            natural = np.sqrt((2 if "relu" in g.name else 1) / n_in)
            return rng.normal(0, natural if spread is None else spread, (n_out, n_in))

        return cls(
            *((weights(n_out, n_in, g), np.zeros(n_out), g) for n_in, n_out, g in zip(sizes[:-1], sizes[1:], gs))
        )

    @classmethod
    def of_checked(cls, layers) -> MLP:
        """Return the network of layers that are known to fit: no check, no copy. For loops that train."""
        net = object.__new__(cls)
        net._layers = tuple(layers)
        return net

    def with_layer(self, l: int, W=None, b=None, g=None) -> MLP:
        """Return a network in which layer l has another W, b or g; this one stays as it is.

        >>> from lecture_lib.nn.activations import identity
        >>> net = MLP(([[2.0]], [1.0], identity))
        >>> net.with_layer(1, b=[5.0])([3.0]), net([3.0])
        (array([11.]), array([7.]))
        """
        layers = [tuple(layer) for layer in self]
        layers[l - 1] = tuple(old if new is None else new for old, new in zip(self[l], (W, b, g)))
        return MLP(*layers)

    def __len__(self) -> int:
        return len(self._layers)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self._layers)

    def __getitem__(self, l: int) -> Layer:
        if not isinstance(l, int | np.integer) or not 1 <= l <= len(self):
            raise InputError(
                f"there is no layer {reprlib.repr(l)}: the layers are counted from 1 to "
                f"{len(self)}; layer 0 is the input, which has no weights"
            )
        return self._layers[l - 1]

    def __call__(self, x) -> Array:
        return forward(self, x).a[-1]

    def __eq__(self, other) -> bool:
        return (
            isinstance(other, MLP)
            and self.sizes == other.sizes
            and all(np.array_equal(p.W, q.W) and np.array_equal(p.b, q.b) and p.g == q.g for p, q in zip(self, other))
        )

    def __hash__(self) -> int:
        return hash(tuple((*layer.W.ravel().tolist(), *layer.b.tolist()) for layer in self))

    def __repr__(self) -> str:
        return "MLP(" + ", ".join(f"({W.tolist()}, {b.tolist()}, {g!r})" for W, b, g in self) + ")"

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers of values (n_0, n_1, ..., n_L): the input, then the units of each layer."""
        return (self[1].W.shape[1], *(len(layer.b) for layer in self))

    @property
    def n_units(self) -> int:
        """The number of neurons, inputs not counted (D: the sum of N_l for l = 1 ... L)."""
        return sum(self.sizes[1:])

    @property
    def n_parameters(self) -> int:
        """The number of weights and biases."""
        return n_parameters(self.sizes)


def n_parameters(sizes) -> int:
    """Return how many weights and biases a network of sizes (n_0, ..., n_L) has (rows 05.4, 07.4, 14.2 C).

    >>> n_parameters((1, 10, 10, 10, 10, 10, 1))               # lecture C's network
    471
    """
    sizes = _read_sizes(sizes)
    return sum(n_out * (n_in + 1) for n_in, n_out in zip(sizes[:-1], sizes[1:]))


@dataclass(frozen=True, eq=False)
class Trace:
    """All that a forward pass saw: z[l] and a[l] for l = 1 ... L. a[0] is the input, z[0] is None.

    The arrays are 1-D for one example; for a batch they have one row per example.
    """

    net: MLP
    z: PerLayer
    a: PerLayer


def forward(net: MLP, x) -> Trace:
    """Run `x`, shape (n_in,) or (n, n_in), through the network and keep everything (row 05.4 D).

    >>> from lecture_lib.nn.activations import sigmoid
    >>> trace = forward(MLP(([[3, -9, 2], [11, -2, 7]], [5, 2], sigmoid)), [-3, 1, 5])
    >>> trace.z[1], trace.a[1].round(2)
    (array([-3.,  2.]), array([0.05, 0.88]))
    """
    must_be(MLP, net, "net must be a network, an MLP")
    x = numbers(x, "x", ndim=(1, 2))
    if x.shape[-1] != net.sizes[0]:
        raise InputError(
            f"x has shape {x.shape}, so an example holds {count_phrase(x.shape[-1], 'value')}, "
            f"but layer 1 reads {net.sizes[0]} (its W has shape {net[1].W.shape})"
        )
    trace = forward_checked(net, x)
    for l in range(1, len(net) + 1):
        if not (np.isfinite(trace.z[l]).all() and np.isfinite(trace.a[l]).all()):
            raise InputError(
                f"layer {l}: z = W a + b or g(z) is beyond the largest float. Give smaller weights or inputs."
            )
    return trace


@np.errstate(over="ignore", invalid="ignore")
def forward_checked(net: MLP, x: Array) -> Trace:
    """As `forward`, for an x that is known to fit; nothing is checked, neither before nor after.

    >>> from lecture_lib.nn.activations import identity
    >>> forward_checked(MLP(([[2.0]], [1.0], identity)), np.array([3.0])).a[1]
    array([7.])
    """
    z: list[Any] = [None]
    a = [x]
    for W, b, g in net:
        z.append(a[-1] @ W.T + b)
        a.append(g.value(z[-1]))
    return Trace(net, tuple(z), tuple(a))


def _read_layer(l: int, layer) -> Layer:
    try:
        W, b, g = layer
    except (TypeError, ValueError):
        raise InputError(f"layer {l} must be three things, (W, b, g); {reprlib.repr(layer)} was given") from None
    W, b = numbers(W, f"layer {l}: W", ndim=(2,)), numbers(b, f"layer {l}: b", ndim=(1,))
    if len(W) != len(b):
        raise InputError(
            f"layer {l}: W has shape {W.shape}, so it has {count_phrase(len(W), 'unit')}, "
            f"but b has {count_phrase(len(b), 'value')}; each unit needs one bias"
        )
    must_be(Activation, g, f"layer {l}: g must be an activation such as sigmoid or relu")
    W.setflags(write=False)
    b.setflags(write=False)
    return Layer(W, b, g)


def _read_sizes(sizes) -> tuple[int, ...]:
    if not isinstance(sizes, Sequence | np.ndarray) or isinstance(sizes, str | bytes) or len(sizes) < 2:
        raise InputError(
            f"sizes must be two or more whole numbers above 0, such as (2, 4, 1); {reprlib.repr(sizes)} was given"
        )
    return tuple(whole(n, f"sizes[{i}]") for i, n in enumerate(sizes))


def _must_fit_in_memory(sizes: tuple[int, ...]) -> None:
    for l, (n_in, n_out) in enumerate(zip(sizes[:-1], sizes[1:]), start=1):
        if n_in * n_out > _LARGEST_LAYER:
            raise InputError(f"by these sizes layer {l} has more than {_LARGEST_LAYER:.0e} weights. Give fewer units.")

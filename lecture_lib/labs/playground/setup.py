"""All that can be chosen of a playground, as plain data: the same setup always begins and goes the same way."""

from __future__ import annotations

import reprlib
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...nn import (
    ACTIVATIONS,
    MLP,
    Activation,
    Loss,
    binary_cross_entropy,
    cross_entropy,
    half_squares,
    identity,
    one_hot,
    sigmoid,
    softmax,
    tanh,
)
from ...training import SGD, Adam, Momentum, Penalty
from ...validation import Array, InputError, count_phrase, must_be, numbers, positive, whole
from .examples import MOST_NOISE, Examples, formula_examples, made_examples, split_rows
from .features import feature_values
from .table import read_table

HIDDEN_ACTIVATIONS = ("relu", "tanh", "sigmoid", "leaky_relu", "identity", "step")
LOSSES = ("cross-entropy", "squared")
RULES = {"SGD": SGD, "momentum": Momentum, "Adam": Adam}
MOST_LAYERS, MOST_UNITS = 10, 32
MOST_DROPOUT = 90  # per cent


_OF_TEXT = ("inputs", "features", "activations")


def _tuple(given, name: str) -> tuple:
    """Return a list as a tuple; `InputError` if it is none, or one that should hold text and does not."""
    if not isinstance(given, list | tuple) or name in _OF_TEXT and not all(isinstance(each, str) for each in given):
        raise InputError(
            f"{name} is {reprlib.repr(given)}. Give a list of {'text' if name in _OF_TEXT else 'numbers'}."
        )
    return tuple(given)


@dataclass(frozen=True)
class Setup:
    """What a playground begins with.

    `data` names a set, or is "own": then `table` holds it as text, `target` names the column that is wanted (empty: the
    last), `inputs` those to learn from, in their order (empty: all others), and `held` has the numbers of the examples
    that are held out, from 0 (empty: by share). Or `data` is "formula": points are blue where the formula `boundary` in
    x1 and x2 is above 0. noise, share (of what is trained on) and dropout are in per cent. `hidden` has the size of
    each hidden layer and `activations` its activation. `batch` is the number of examples in a step. `loss` is for
    classes; numbers are always fitted with squared errors. Lists are taken for tuples.
    """

    data: str = "circle"
    noise: int = 0
    share: int = 50
    data_seed: int = 0
    table: str = ""
    target: str = ""
    inputs: tuple[str, ...] = ()
    held: tuple[int, ...] = ()
    boundary: str = ""
    features: tuple[str, ...] = ("x1", "x2")
    hidden: tuple[int, ...] = (4, 2)
    activations: tuple[str, ...] = ("tanh", "tanh")
    loss: str = "cross-entropy"
    rule: str = "SGD"
    rate: float = 0.03
    l1: float = 0.0
    l2: float = 0.0
    dropout: int = 0
    batch: int = 10
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("data", "table", "target", "boundary"):
            must_be(str, getattr(self, name), f"{name} must be text")
        for name in ("inputs", "features", "activations", "hidden", "held"):
            object.__setattr__(self, name, _tuple(getattr(self, name), name))
        for row in self.held:
            whole(row, "the number of an example in held", 0)
        whole(self.noise, "noise", 0, MOST_NOISE)
        whole(self.share, "share", 1, 100)
        whole(self.data_seed, "data_seed", 0)
        whole(self.seed, "seed", 0)
        whole(self.dropout, "dropout", 0, MOST_DROPOUT)
        whole(self.batch, "batch")
        positive(self.rate, "rate")
        for name in ("l1", "l2"):
            if float(numbers(getattr(self, name), name, ndim=(0,))) < 0:
                raise InputError(f"{name} is {getattr(self, name):g}. Give 0 or more.")
        if len(self.hidden) > MOST_LAYERS:
            raise InputError(f"hidden has {len(self.hidden)} layers. Give at most {MOST_LAYERS}.")
        for size in self.hidden:
            whole(size, "the size of a hidden layer", 1, MOST_UNITS)
        if len(self.activations) != len(self.hidden):
            raise InputError(
                f"there are {count_phrase(len(self.hidden), 'hidden layer')} and "
                f"{count_phrase(len(self.activations), 'activation')}. Give one for each."
            )
        for name, given, options in [
            *(("an activation", g, HIDDEN_ACTIVATIONS) for g in self.activations),
            ("loss", self.loss, LOSSES),
            ("rule", self.rule, RULES),
        ]:
            if given not in options:
                raise InputError(f"{name} is {given!r}. Give one of {', '.join(options)}.")

    @property
    def data_key(self) -> tuple[str, int, int, str, str, tuple[str, ...], str]:
        """All that the examples depend on: what `examples` takes."""
        return self.data, self.noise, self.data_seed, self.table, self.target, self.inputs, self.boundary

    @property
    def penalty(self) -> Penalty | None:
        """What keeps the weights small, if anything does."""
        return Penalty(self.l1, self.l2) if self.l1 or self.l2 else None

    @property
    def update_rule(self):
        """The rule that takes a step, at the rate that is set."""
        rule = RULES[self.rule](self.rate)
        return rule if self.rule == "SGD" else _ByEquation(rule)


class _ByEquation:
    """A rule whose steps are its equation, not the trainer's faster form, which remembers by other numbers.

    So what a run remembers is all that the next step depends on, to the last bit: left, kept and gone on with, it goes
    the very same way. With a rate that is too large, a difference in the last bit grows to another network.
    """

    def __init__(self, rule) -> None:
        self.rate, self.start, self.step = rule.rate, rule.start, rule.step


class Problem(NamedTuple):
    """What is to be learned: examples, and the features and targets that the network sees of them.

    x_train (n, k) and y_train (n, n_out) are float32; the output layer has the activation `head`. `train_rows` and
    `held_out_rows` have the number that each example has among all.
    """

    train: Examples
    held_out: Examples
    x_train: Array
    y_train: Array
    x_held_out: Array
    y_held_out: Array
    head: Activation
    loss: Loss
    train_rows: Array
    held_out_rows: Array


def examples(
    data: str,
    noise: int = 0,
    data_seed: int = 0,
    table: str = "",
    target: str = "",
    inputs: tuple[str, ...] = (),
    boundary: str = "",
) -> Examples:
    """Return all examples of a playground: those of a set, those on both sides of a formula, or those of its own table.

    >>> len(examples("spiral")), len(examples("formula", boundary="x1*x2")), len(examples("own", table="1,2,a\\n3,4,b"))
    (500, 500, 2)
    >>> examples(*Setup().data_key) is examples("circle")
    True
    """
    if data == "own":
        return _own_examples(table, target, inputs)
    return formula_examples(boundary, noise, data_seed) if data == "formula" else made_examples(data, noise, data_seed)


_own_examples = lru_cache(maxsize=32)(read_table)


@lru_cache(maxsize=32)
def _problem(key: tuple, held: tuple[int, ...], share: int, features: tuple[str, ...], loss: str) -> Problem:
    found = examples(*key)
    data, seed = key[0], key[2]
    rows = _chosen_rows(len(found), held) if data == "own" and held else split_rows(len(found), share, seed)
    train, held_out = map(found.rows, rows)
    head, measure = _ends(len(train.classes), loss)
    x, y = zip(*(_columns(part, features, head) for part in (train, held_out)))
    return Problem(train, held_out, x[0], y[0], x[1], y[1], head, measure, *rows)


def _columns(part: Examples, features: tuple[str, ...], head: Activation) -> tuple[Array, Array]:
    """Return the features and the targets of some examples, in float32."""
    x = feature_values(features, part.x) if len(part) else np.empty((0, len(features)))
    return x.astype(np.float32), _targets(part, head).astype(np.float32)


def _chosen_rows(n: int, held: tuple[int, ...]) -> tuple[Array, Array]:
    """Return which of n examples are trained with and which are held out, where the latter were chosen."""
    if max(held) >= n:
        raise InputError(f"held names example {max(held)}, but there are {n}, counted from 0.")
    held_out = np.unique(held)
    train = np.setdiff1d(np.arange(n), held_out)
    if not len(train):
        raise InputError("all examples are held out. Leave at least one to train with.")
    return train, held_out


def problem(setup: Setup) -> Problem:
    """Return what is to be learned with this setup.

    >>> found = problem(Setup())
    >>> found.x_train.shape, found.y_train.shape, found.head, found.loss
    ((250, 2), (250, 1), sigmoid, binary_cross_entropy)
    """
    return _problem(setup.data_key, setup.held, setup.share, setup.features, setup.loss)


def _ends(n_classes: int, loss: str) -> tuple[Activation, Loss]:
    """Return the activation of the output layer and the loss, for so many classes (0: numbers to fit)."""
    if n_classes == 0:
        return identity, half_squares
    if loss == "squared":
        return (tanh if n_classes == 2 else softmax), half_squares
    return (sigmoid, binary_cross_entropy) if n_classes == 2 else (softmax, cross_entropy)


def _targets(part: Examples, head: Activation) -> Array:
    """Return what the output should be: a number, 0 or 1, -1 or +1, or one row of a 1 and zeros."""
    if head is softmax:
        return one_hot(part.y, len(part.classes)) if len(part) else np.empty((0, len(part.classes)))
    return (2.0 * part.y - 1 if head is tanh else part.y)[:, None]


@lru_cache(maxsize=64)
def fresh_net(sizes: tuple[int, ...], activations: tuple[str, ...], head: Activation, seed: int) -> MLP:
    """Return the network that training starts from, in float32; the same seed gives the same one.

    >>> fresh_net((2, 3, 1), ("relu",), sigmoid, 0).sizes
    (2, 3, 1)
    """
    gs = [ACTIVATIONS[name] for name in activations]
    net = MLP.random(sizes, *gs, head, rng=np.random.default_rng(seed))
    return MLP(*((W.astype(np.float32), b.astype(np.float32), g) for W, b, g in net))

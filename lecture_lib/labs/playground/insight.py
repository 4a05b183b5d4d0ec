"""What a run's network can be asked: its gradients, which units are dead, which classes it confuses, one point's way.

Everything follows from a setup and a run, and nothing is changed. Gradients and losses are those of the examples
themselves, without the penalty on weights and without dropout.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...drawing import activation_name, number_text, subscript, superscript
from ...nn import Activation, Trace, backward_checked, confusion_matrix, forward_checked, relu, sigmoid, softmax, tanh
from ...validation import Array, InputError, count_phrase, whole
from .features import feature_values, feature_values_where_defined
from .run import Run
from .setup import Problem, Setup, problem

FLAT_SLOPE = 0.05  # of an activation's largest slope: below it an example passes on nearly nothing
FLAT_SHARE = 0.95  # of the examples: so many must be flat before a unit counts as saturated
MOST_TERMS = 6  # of a formula; the smaller ones are added up
_DIGITS = 3
_LARGEST_SLOPE = {sigmoid: 0.25, tanh: 1.0}


class LayerGradient(NamedTuple):
    """Derivatives of the loss with respect to a layer's weights dW (n_out, n_in) and biases db (n_out,)."""

    dW: Array
    db: Array

    @property
    def weight_norm(self) -> float:
        """The Euclidean norm of dW."""
        return float(np.linalg.norm(self.dW))

    @property
    def bias_norm(self) -> float:
        """The Euclidean norm of db."""
        return float(np.linalg.norm(self.db))


class Confusions(NamedTuple):
    """Counts (k, k) of the examples of class i, a row, that the network says are class j, a column."""

    train: Array
    held_out: Array


class UnitFormula(NamedTuple):
    """A unit's arithmetic in words: with names, with a point's numbers plugged in, and what its activation makes of it.

    The last two are empty where no point is given.
    """

    names: str
    numbers: str = ""
    output: str = ""


@lru_cache(maxsize=2)  # several panels of one frame ask for it
@np.errstate(all="ignore")
def training_trace(setup: Setup, run: Run) -> Trace:
    """Return the forward pass of all training examples, one in a row.

    >>> from lecture_lib.labs.playground import first_run
    >>> training_trace(Setup(), first_run(Setup())).a[1].shape
    (250, 4)
    """
    return forward_checked(run.net, problem(setup).x_train)


@lru_cache(maxsize=2)
@np.errstate(all="ignore")
def loss_gradients(setup: Setup, run: Run) -> tuple[LayerGradient, ...]:
    """Return the gradient of the mean loss on all training examples, for each layer from the first.

    >>> from lecture_lib.labs.playground import first_run
    >>> [layer.dW.shape for layer in loss_gradients(Setup(), first_run(Setup()))]
    [(4, 2), (2, 4), (1, 2)]
    """
    p = problem(setup)
    grads = backward_checked(training_trace(setup, run), p.y_train, p.loss)
    return tuple(LayerGradient(dW, db) for dW, db in zip(grads.dW[1:], grads.db[1:]))


@np.errstate(all="ignore")
def unit_health(setup: Setup, run: Run) -> tuple[tuple[str, ...], ...]:
    """Return for each hidden layer what is wrong with each of its units: "dead", "saturated" or nothing, "".

    A ReLU is dead if its output is 0 on all training examples. A sigmoid or tanh is saturated if on at least 95 per
    cent of them its slope is below 5 per cent of its largest.

    >>> from lecture_lib.labs.playground import first_run
    >>> setup = Setup(hidden=(2,), activations=("relu",))
    >>> run = first_run(setup)
    >>> unit_health(setup, Run(run.net.with_layer(1, b=[0.0, -100.0])))
    (('', 'dead'),)
    """
    trace = training_trace(setup, run)
    return tuple(_layer_health(run.net[l].g, trace.z[l], trace.a[l]) for l in range(1, len(run.net)))


def _layer_health(g: Activation, z: Array, a: Array) -> tuple[str, ...]:
    if g is relu:
        return tuple("dead" if dead else "" for dead in (a == 0).all(axis=0).tolist())
    if g not in _LARGEST_SLOPE:
        return ("",) * z.shape[1]
    flat = g.derivative(z) < FLAT_SLOPE * _LARGEST_SLOPE[g]
    return tuple("saturated" if share >= FLAT_SHARE else "" for share in flat.mean(axis=0).tolist())


@np.errstate(all="ignore")
def class_confusions(setup: Setup, run: Run) -> Confusions:
    """Return which classes are taken for which, among the training examples and those that are held out.

    >>> from lecture_lib.labs.playground import first_run
    >>> found = class_confusions(Setup(), first_run(Setup()))
    >>> found.train.shape, int(found.train.sum()), int(found.held_out.sum())
    ((2, 2), 250, 250)
    """
    p = problem(setup)
    k = _n_classes(p)
    held_out = forward_checked(run.net, p.x_held_out).z[-1] if len(p.held_out) else None
    return Confusions(
        confusion_matrix(p.train.y, _classes(training_trace(setup, run).z[-1]), k),
        np.zeros((k, k), int) if held_out is None else confusion_matrix(p.held_out.y, _classes(held_out), k),
    )


def _classes(z: Array) -> Array:
    """Return the class that each row of pre-activations of the output stands for."""
    return (z[:, 0] > 0).astype(int) if z.shape[1] == 1 else z.argmax(axis=1)


def _n_classes(p: Problem) -> int:
    if not p.train.classes:
        raise InputError("these examples have no classes: the network fits numbers to them.")
    return len(p.train.classes)


@np.errstate(all="ignore")
def class_probabilities(setup: Setup, run: Run, x: Array) -> Array:
    """Return the probability (n, k) of each class at the points x (n, d), NaN where a feature has no value.

    With the squared loss, two classes have the output of a tanh, and (1 + a)/2 stands in for the probability.

    >>> from lecture_lib.labs.playground import first_run
    >>> class_probabilities(Setup(), first_run(Setup()), np.zeros((1, 2)))
    array([[0.5, 0.5]], dtype=float32)
    """
    k = _n_classes(problem(setup))
    values = feature_values_where_defined(setup.features, np.asarray(x, float)).astype(np.float32)
    p = forward_checked(run.net, values).a[-1]
    if k == 2 and p.shape[1] == 1:
        p = (1 + p) / 2 if run.net[len(run.net)].g is tanh else p
        p = np.hstack([1 - p, p])
    return np.where(np.isfinite(values).all(axis=1, keepdims=True), p, np.nan).astype(np.float32)


@np.errstate(all="ignore")
def point_values(setup: Setup, run: Run, point: Sequence[float]) -> Trace:
    """Return z and a of every unit for one point, given by its inputs; a[0] are its features.

    `InputError` if a feature has no value there.

    >>> from lecture_lib.labs.playground import first_run
    >>> [a.shape for a in point_values(Setup(), first_run(Setup()), (1.0, 2.0)).a]
    [(2,), (4,), (2,), (1,)]
    """
    x = feature_values(setup.features, np.asarray(point, float)[None])[0]
    return forward_checked(run.net, x.astype(np.float32))


def feature_label(text: str) -> str:
    """Return a feature as it is written in pictures.

    >>> feature_label("x1^2"), feature_label("x1*x2"), feature_label("sin(x1) - x10")
    ('x₁²', 'x₁·x₂', 'sin(x₁) − x₁₀')
    """
    text = re.sub(r"\bx(\d+)", lambda found: "x" + subscript(int(found[1])), text)
    text = re.sub(r"\^(\d+)", lambda found: superscript(int(found[1])), text)
    return text.replace("*", "·").replace("-", "−")


def unit_label(layer: int, unit: int, kind: str = "a") -> str:
    """Return the name of a unit's output a or pre-activation z; layers count from 1, units from 0.

    >>> unit_label(1, 0), unit_label(2, 11, "z")
    ('a[1]₁', 'z[2]₁₂')
    """
    return f"{kind}[{layer}]{subscript(unit + 1)}"


def input_labels(setup: Setup, layer: int) -> list[str]:
    """Return the names of what the units of a layer read: the features, or the outputs of the layer before.

    >>> input_labels(Setup(), 1), input_labels(Setup(), 3)
    (['x₁', 'x₂'], ['a[2]₁', 'a[2]₂'])
    """
    if layer == 1:
        return [feature_label(text) for text in setup.features]
    return [unit_label(layer - 1, unit) for unit in range(setup.hidden[layer - 2])]


def unit_words(setup: Setup, layer: int, unit: int) -> str:
    """Return how a sentence calls a unit; layers count from 1, and units, here, from 0.

    >>> unit_words(Setup(), 1, 0), unit_words(Setup(), 3, 0), unit_words(Setup("three clouds"), 3, 2)
    ('unit 1 of layer 1', 'the output', 'the output for purple')
    """
    if layer <= len(setup.hidden):
        return f"unit {unit + 1} of layer {layer}"
    classes = problem(setup).train.classes
    return f"the output for {classes[unit]}" if len(classes) > 2 else "the output"


def unit_formula(
    setup: Setup, run: Run, layer: int, unit: int, point: Sequence[float] | None = None, digits: int = _DIGITS
) -> UnitFormula:
    """Return a unit's arithmetic in words; layers count from 1, the output's is the last, units from 0.

    Numbers are rounded. Of more than six terms the smaller ones are added up.

    >>> from lecture_lib.labs.playground import first_run
    >>> run = first_run(Setup())
    >>> run = Run(run.net.with_layer(1, W=[[0.31, -1.2]] * 4, b=[0.05] * 4))
    >>> unit_formula(Setup(), run, 1, 0).names
    'z = 0.31·x₁ − 1.2·x₂ + 0.05'
    >>> unit_formula(Setup(), run, 1, 0, (2.0, -1.0))[1:]
    ('z = 0.31·2 − 1.2·(−1) + 0.05 = 1.87', 'a = tanh(1.87) = 0.954')
    """
    layer, unit = whole(layer, "layer", 1, len(run.net)), whole(unit, "unit", 0, len(run.net[layer].b) - 1)
    W, b, g = run.net[layer]
    w, bias = W[unit].tolist(), float(b[unit])
    named = [_bracketed(name) for name in input_labels(setup, layer)]
    if point is None:
        return UnitFormula(f"z = {_sum_text(w, named, [1.0] * len(w), bias, digits, named=True)}")
    trace = point_values(setup, run, point)
    before = trace.a[layer - 1].tolist()
    z, a = (number_text(float(values[unit]), digits) for values in (trace.z[layer], trace.a[layer]))
    plugged = [_bracketed(number_text(v, digits)) for v in before]
    made = f"softmax(z){subscript(unit + 1)}" if g is softmax else f"{activation_name(g)}({z})"
    return UnitFormula(
        f"z = {_sum_text(w, named, before, bias, digits, named=True)}",
        f"z = {_sum_text(w, plugged, before, bias, digits)} = {z}",
        f"a = {made} = {a}",
    )


def _bracketed(name: str) -> str:
    return f"({name})" if re.search(r"[+−/]", name) else name


def _sum_text(
    w: Sequence[float], factors: Sequence[str], values: Sequence[float], b: float, digits: int, named: bool = False
) -> str:
    """Return w₁·factor₁ + ... + b; of many terms the largest for these values, and what the rest adds up to."""
    sizes = np.abs(np.multiply(w, values))
    shown = sorted(np.argsort(-sizes, kind="stable")[:MOST_TERMS].tolist())
    terms = [(w[i] < 0, f"{number_text(abs(w[i]), digits)}·{factors[i]}") for i in shown]
    if len(shown) < len(w):
        rest = set(range(len(w))).difference(shown)
        smaller = count_phrase(len(rest), "smaller term")
        total = sum(w[i] * values[i] for i in rest)
        terms.append(
            (False, f"({smaller})") if named else (total < 0, f"{number_text(abs(total), digits)} ({smaller})")
        )
    terms.append((b < 0, number_text(abs(b), digits)))
    front = "−" if terms[0][0] else ""
    return front + terms[0][1] + "".join(f" {'−' if minus else '+'} {term}" for minus, term in terms[1:])

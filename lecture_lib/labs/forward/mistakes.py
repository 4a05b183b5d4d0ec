"""What went wrong in one number of a forward pass: the likely mistake, named, without the right number (row 05.5).

Each known mistake is worked out as a learner would make it; the first whose result is the learner's number is named.
Only mistakes that give another number than the right one count.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...checking import MistakenValue, name_mistake
from ...drawing import subscript
from ...nn import MLP, VectorActivation
from ...validation import Array, is_close
from .steps import ForwardStep

TOLERANCE = 0.005  # right to two decimals, as the lecture prints its numbers


def is_correct(step: ForwardStep, typed: float) -> bool:
    """Is the number right to two decimals?

    >>> from lecture_lib.labs.forward.steps import ForwardCell
    >>> step = ForwardStep(ForwardCell("a", 1, 0), "", 0.04743, np.zeros(1), np.zeros(1))
    >>> is_correct(step, 0.05), is_correct(step, 0.0474), is_correct(step, 0.04)
    (True, True, False)
    """
    return _is_close_enough(typed, step.value)


def _is_close_enough(typed: float, value: float) -> bool:
    return is_close(typed, value, TOLERANCE + 1e-9, relative=0)


def likely_mistake(net: MLP, step: ForwardStep, typed: float) -> str:
    """Return what probably went wrong, as advice to the learner; never empty.

    >>> from lecture_lib.nn import sigmoid
    >>> from lecture_lib.labs.forward.steps import ForwardCell, forward_steps
    >>> net = MLP(([[3, -9, 2]], [5], sigmoid))
    >>> step = forward_steps(net, np.array([-3.0, 1.0, 5.0]))[ForwardCell("z", 1, 0)]
    >>> likely_mistake(net, step, -8)
    'The bias is not added yet.'
    """
    return name_mistake(known_mistakes(net, step), typed, step.value, _is_close_enough) or _general(step, typed)


def known_mistakes(net: MLP, step: ForwardStep) -> Iterator[MistakenValue]:
    """Yield every mistake that we know, likeliest first: the number it gives, and what to say.

    >>> from lecture_lib.nn import relu
    >>> from lecture_lib.labs.forward.steps import ForwardCell, forward_steps
    >>> net = MLP(([[2.0]], [1.0], relu))
    >>> step = forward_steps(net, [3.0])[ForwardCell("z", 1, 0)]
    >>> [float(number) for number, _ in known_mistakes(net, step)][:2]      # right is 7
    [6.0, 5.0]
    """
    yield from _mistaken_z(net, step) if step.cell.kind == "z" else _mistaken_a(net, step)


def _mistaken_z(net: MLP, step: ForwardStep) -> Iterator[MistakenValue]:
    _, l, j = step.cell
    W, b, _ = net[l]
    a, terms = step.before, W[j] * step.before
    total = terms.sum()
    yield total, "The bias is not added yet."
    yield total - b[j], "You subtracted the bias. Add it, with its own sign."
    column = W[: len(a), j] if j < W.shape[1] else np.zeros(0)
    if len(column) == len(a):
        yield column @ a + b[j], f"You took column {j + 1} of W. Unit {j + 1} reads row {j + 1}."
    for decimals in (2, 1):
        early = "The numbers of the layer before were rounded too early. Keep four digits until the end."
        yield W[j] @ a.round(decimals) + b[j], early
        yield W[j] @ (np.trunc(a * 10**decimals) / 10**decimals) + b[j], early
    for i, term in enumerate(terms):
        yield total + b[j] - 2 * term, f"Look at the sign of product {i + 1}."
        yield total + b[j] - term, f"Product {i + 1} is missing from the sum."
    for k in range(len(b)):
        yield total + b[k], f"You added the bias of unit {k + 1}. This is unit {j + 1}."
        yield W[k] @ a + b[k], f"That is unit {k + 1}. This is unit {j + 1}, so read row {j + 1} of W."
    yield -step.value, "The sign of the result is wrong."
    yield float(net[l].g.value(step.z)[j]), "That is already the activation a. The question asks for z, before it."


def _mistaken_a(net: MLP, step: ForwardStep) -> Iterator[MistakenValue]:
    _, l, j = step.cell
    g, z = net[l].g, step.z
    yield z[j], "That is z itself. Apply the activation to it."
    a = g.value(z)
    yield float(np.trunc(a[j] * 100) / 100), "The digits after the second are cut off. Round to the nearest instead."
    if isinstance(g, VectorActivation):
        yield from _mistaken_softmax(z, a, j)
    else:
        if g.name == "relu":  # before the sign of z, which gives the same numbers
            yield abs(z[j]), "The ReLU is not the absolute value of z: below 0 it gives 0."
            yield min(0.0, z[j]), "That is min(0, z). The ReLU takes the larger of 0 and z."
        yield float(g.value(-z)[j]), _WRONG_SIGN.get(g.name, "The sign of z is wrong.")
        yield -a[j], "The sign of the result is wrong."
        yield float(z[j] > 0), "That is a step. Look at the formula of the activation again."
    for k in range(len(z)):
        yield float(a[k]), f"That is a{subscript(k + 1)}. This is unit {j + 1}."


def _mistaken_softmax(z: Array, a: Array, j: int) -> Iterator[MistakenValue]:
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        yield float(np.exp(z[j])), "That is e to the power z. Divide it by the sum over all units."
        yield float(z[j] / z.sum()), "You divided the z themselves. Softmax divides their exponentials."
        others = np.exp(z).sum() - np.exp(z[j])
        yield float(np.exp(z[j]) / others), "The sum in the denominator contains all units, this one too."
    yield float(1 / (1 + np.exp(-np.clip(z[j], -700, 700)))), "That is the sigmoid. This layer uses softmax."
    yield (
        float(j == int(np.argmax(z))),
        "That is the argmax. Softmax is its smooth version and never gives exactly 0 or 1.",
    )


_WRONG_SIGN = {"sigmoid": "The exponent has the wrong sign: σ(z) = 1 / (1 + e^−z)."}


def _general(step: ForwardStep, typed: float) -> str:
    if abs(typed - step.value) <= 0.1 * max(1.0, abs(step.value)):
        return "Close, but not to two decimals. Keep four digits on the way and round at the end."
    if step.cell.kind == "z":
        return "Go along the row: each weight times what it reads, then the sum of the products, then the bias."
    return "Put z into the formula beside the cell, step by step."

"""Every known mistake is recognised from a wrong number that was worked out here, and none gives the right one away."""

import math
import re

import numpy as np
import pytest

from lecture_lib import MLP, identity, relu, sigmoid, softmax, tanh
from lecture_lib.data import LECTURE_EXAMPLES
from lecture_lib.drawing import number_text, subscript
from lecture_lib.labs.forward.mistakes import is_correct, likely_mistake
from lecture_lib.labs.forward.steps import ForwardCell, forward_steps

NETS = {
    **{name: (example.net, example.x.tolist()) for name, example in LECTURE_EXAMPLES.items()},
    "wide": (
        MLP(([[0.5, -1.5], [2.0, 1.0], [-0.7, 0.4]], [0.3, -0.2, 0.9], tanh), ([[1, -2, 3]], [0.5], identity)),
        [1.25, -0.5],
    ),
}
CELLS = [(name, cell) for name, (net, x) in NETS.items() for cell in forward_steps(net, x)]
EARLY = "The numbers of the layer before were rounded too early. Keep four digits until the end."


def s(v):
    return 1 / (1 + math.exp(-v)) if v > -700 else 0.0


def wrong_z(net, step):
    """Yield the numbers of a learner with a mistake in a pre-activation, in plain loops."""
    l, j = step.cell.l, step.cell.j
    W, b, a = net[l].W.tolist(), net[l].b.tolist(), [float(v) for v in step.before]
    products = [w * v for w, v in zip(W[j], a)]
    z = sum(products) + b[j]
    yield sum(products), "The bias is not added yet."
    yield sum(products) - b[j], "You subtracted the bias. Add it, with its own sign."
    if j < len(a) <= len(W):
        yield (
            sum(W[i][j] * a[i] for i in range(len(a))) + b[j],
            f"You took column {j + 1} of W. Unit {j + 1} reads row {j + 1}.",
        )
    for d in (2, 1):
        yield sum(w * round(v, d) for w, v in zip(W[j], a)) + b[j], EARLY
        yield sum(w * int(v * 10**d) / 10**d for w, v in zip(W[j], a)) + b[j], EARLY
    for i, product in enumerate(products, 1):
        yield z - 2 * product, f"Look at the sign of product {i}."
        yield z - product, f"Product {i} is missing from the sum."
    for k, other in enumerate(b):
        yield sum(products) + other, f"You added the bias of unit {k + 1}. This is unit {j + 1}."
        yield (
            sum(w * v for w, v in zip(W[k], a)) + other,
            f"That is unit {k + 1}. This is unit {j + 1}, so read row {j + 1} of W.",
        )
    yield -z, "The sign of the result is wrong."
    every = [float(v) for v in step.z]
    yield activated(net[l].g, every, j), "That is already the activation a. The question asks for z, before it."


def activated(g, z, j):
    if g is softmax:
        return math.exp(z[j] - max(z)) / sum(math.exp(v - max(z)) for v in z)
    return {sigmoid: s, tanh: math.tanh, relu: lambda v: max(v, 0.0), identity: float}[g](z[j])


def wrong_a(net, step):
    """Yield the numbers of a learner with a mistake in an activation."""
    j, g, z = step.cell.j, net[step.cell.l].g, [float(v) for v in step.z]
    a = [activated(g, z, k) for k in range(len(z))]
    yield z[j], "That is z itself. Apply the activation to it."
    yield int(a[j] * 100) / 100, "The digits after the second are cut off. Round to the nearest instead."
    if g is softmax:
        e = [math.exp(v) for v in z]
        yield e[j], "That is e to the power z. Divide it by the sum over all units."
        yield z[j] / sum(z), "You divided the z themselves. Softmax divides their exponentials."
        yield e[j] / (sum(e) - e[j]), "The sum in the denominator contains all units, this one too."
        yield s(z[j]), "That is the sigmoid. This layer uses softmax."
        yield float(z[j] == max(z)), "That is the argmax. Softmax is its smooth version and never gives exactly 0 or 1."
    else:
        turned = (
            "The exponent has the wrong sign: σ(z) = 1 / (1 + e^−z)." if g is sigmoid else "The sign of z is wrong."
        )
        yield activated(g, [-v for v in z], j), turned
        yield -a[j], "The sign of the result is wrong."
        if g is relu:
            yield abs(z[j]), "The ReLU is not the absolute value of z: below 0 it gives 0."
            yield min(0.0, z[j]), "That is min(0, z). The ReLU takes the larger of 0 and z."
        yield float(z[j] > 0), "That is a step. Look at the formula of the activation again."
    for k, other in enumerate(a):
        yield other, f"That is a{subscript(k + 1)}. This is unit {j + 1}."


def wrong_numbers(name, cell):
    net, x = NETS[name]
    step = forward_steps(net, x)[cell]
    return net, step, list((wrong_z if cell.kind == "z" else wrong_a)(net, step))


@pytest.mark.parametrize("name, cell", CELLS, ids=str)
def test_a_mistake_is_named_as_itself_or_as_one_that_gives_the_same(name, cell):
    net, step, mistakes = wrong_numbers(name, cell)
    for number, _ in mistakes:
        typed = round(number, 2) if abs(round(number, 2) - step.value) > 0.01 else number
        if not is_correct(step, typed):
            others = {says for other, says in mistakes if abs(other - typed) <= 0.0051 and not is_correct(step, other)}
            assert likely_mistake(net, step, typed) in others


def kind(says):
    return re.sub(r"[\d₀₁₂₃₄₅₆₇₈₉]+", "#", says)


def test_every_mistake_that_we_know_is_named_somewhere():
    known, named = set(), set()
    for name, cell in CELLS:
        net, step, mistakes = wrong_numbers(name, cell)
        known |= {kind(says) for _, says in mistakes}
        named |= {kind(likely_mistake(net, step, number)) for number, _ in mistakes if not is_correct(step, number)}
    assert len(known) == 23 and named == known


@pytest.mark.parametrize("name, cell", CELLS, ids=str)
def test_no_advice_holds_the_right_number(name, cell):
    net, step, mistakes = wrong_numbers(name, cell)
    telling = {
        text
        for text in (f"{step.value:.2f}", f"{step.value:.4f}", number_text(step.value))
        if len(text.strip("−-")) > 1
    }
    for typed in [number for number, _ in mistakes] + [step.value + 0.03, step.value + 1000, step.value - 3.3]:
        if not is_correct(step, typed):
            said = likely_mistake(net, step, typed)
            assert said and not any(text in said for text in telling), said


@pytest.mark.parametrize("name, cell", CELLS, ids=str)
def test_right_in_every_rounding_from_two_decimals(name, cell):
    net, x = NETS[name]
    step = forward_steps(net, x)[cell]
    assert all(is_correct(step, round(step.value, d)) for d in range(2, 10))
    assert is_correct(step, float(np.format_float_positional(step.value, precision=2, unique=False)))
    assert not is_correct(step, step.value + 0.0051) and not is_correct(step, step.value - 0.0051)


def test_a_mistake_that_gives_the_right_number_is_not_named():
    net = MLP(([[1.0], [5.0]], [0.0, 0.004], identity))
    step = forward_steps(net, [1.0])[ForwardCell("z", 1, 0)]
    assert is_correct(step, 1.004)  # unit 2's bias in place of unit 1's
    assert (
        likely_mistake(net, step, 1.008)
        == "Close, but not to two decimals. Keep four digits on the way and round at the end."
    )


@pytest.mark.parametrize(
    "cell, typed, said",
    [
        (ForwardCell("z", 1, 0), 123.4, "Go along the row"),
        (ForwardCell("a", 1, 0), 123.4, "Put z into the formula"),
        (ForwardCell("a", 1, 0), 0.06, "Close, but"),
    ],
)
def test_an_unknown_number_gets_general_advice(cell, typed, said):
    net, x = LECTURE_EXAMPLES["3-4-1"]
    assert likely_mistake(net, forward_steps(net, x)[cell], typed).startswith(said)


def test_huge_sums_give_advice_and_no_warning(recwarn):
    net = MLP(([[1e5], [-1e5], [3e4]], [0, 0, 0], softmax))
    for step in forward_steps(net, [100.0]).values():
        assert likely_mistake(net, step, 0.37)
    assert not recwarn.list

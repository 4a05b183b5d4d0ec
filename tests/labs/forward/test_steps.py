"""A forward pass told number by number must be the forward pass, and its arithmetic must be arithmetic."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib import MLP, forward, identity, leaky_relu, relu, sigmoid, sign, softmax, step, tanh
from lecture_lib.data import LECTURE_EXAMPLES, PRINTED_VALUES
from lecture_lib.drawing import number_text
from lecture_lib.labs.forward.steps import ForwardCell, forward_cells, forward_steps
from tests.notebooks.rows import ROOT

GS = [identity, leaky_relu, relu, sigmoid, sign, step, tanh, softmax]
numbers = st.floats(-3, 3).map(lambda v: round(v, 3)) | st.integers(-9, 9).map(float)


@st.composite
def networks(draw):
    """Return a network of one to three layers and an input for it."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        row = st.lists(numbers, min_size=n_in, max_size=n_in)
        layers.append(
            (
                draw(st.lists(row, min_size=n_out, max_size=n_out)),
                draw(st.lists(numbers, min_size=n_out, max_size=n_out)),
                draw(st.sampled_from(GS)),
            )
        )
    return MLP(*layers), draw(st.lists(numbers, min_size=sizes[0], max_size=sizes[0]))


@given(networks())
def test_the_steps_are_the_forward_pass(case):
    net, x = case
    steps, trace = forward_steps(net, x), forward(net, x)
    assert list(steps) == forward_cells(net) and len(steps) == 2 * net.n_units
    for cell, told in steps.items():
        assert told.cell == cell
        assert np.isclose(told.value, {"z": trace.z, "a": trace.a}[cell.kind][cell.l][cell.j], rtol=1e-12, atol=1e-12)


PLAIN = {
    "identity": list,
    "relu": lambda z: [max(0.0, v) for v in z],
    "tanh": lambda z: [math.tanh(v) for v in z],
    "sigmoid": lambda z: [1 / (1 + math.exp(-v)) for v in z],
    "step": lambda z: [float(v > 0) for v in z],
    "sign": lambda z: [1.0 if v > 0 else -1.0 for v in z],
    "leaky_relu": lambda z: [v if v > 0 else 0.01 * v for v in z],
    "softmax": lambda z: [math.exp(v - max(z)) / sum(math.exp(u - max(z)) for u in z) for v in z],
}


def by_loops(net, x, own):
    """The forward pass in plain loops: what each number should be, and go on from `own` numbers."""
    right, a = {}, list(x)
    for l in range(1, len(net) + 1):
        W, b, g = net[l]
        z = []
        for j in range(len(b)):
            right["z", l, j] = b[j] + sum(W[j, i] * a[i] for i in range(len(a)))
            z.append(own.get(("z", l, j), right["z", l, j]))
        a = PLAIN[g.name](z)
        for j in range(len(b)):
            right["a", l, j] = a[j]
        a = [own.get(("a", l, j), a[j]) for j in range(len(b))]
    return right


@given(networks(), st.data())
def test_own_numbers_go_on(case, data):
    net, x = case
    chosen = data.draw(st.sets(st.sampled_from(forward_cells(net)), max_size=4))
    own = {cell: data.draw(numbers) for cell in sorted(chosen)}
    steps = forward_steps(net, x, own)
    for cell, value in by_loops(net, x, own).items():
        assert np.isclose(steps[ForwardCell(*cell)].value, value, rtol=1e-9, atol=1e-9), cell


def test_an_own_number_leaves_what_is_before_and_beside_it():
    net, x = LECTURE_EXAMPLES["3-4-1"]
    plain, own = forward_steps(net, x), forward_steps(net, x, {ForwardCell("z", 1, 1): 9.0})
    changed = [str(cell) for cell in plain if plain[cell].value != own[cell].value]
    assert changed == ["a[1]₂", "z[2]₁", "a[2]₁"]


NAMES = {
    "exp": math.exp,
    "max": max,
    "tanh": math.tanh,
    "__builtins__": {},
    **{name: lambda v, name=name: PLAIN[name]([v])[0] for name in ("sign", "step", "leaky_relu")},
}


def worked_out(formula):
    arithmetic = formula.replace("×", "*").replace("−", "-")
    return eval(re.sub(r"e\^(-?[\d.]+(?:e[-+]\d+)?)", r"exp(\1)", arithmetic), NAMES)


@pytest.mark.slow
@given(networks())
def test_the_arithmetic_gives_the_value(case):
    net, x = case
    for cell, told in forward_steps(net, x).items():
        W, b, g = net[cell.l]
        terms = np.abs(W[cell.j] * told.before).sum() + abs(b[cell.j]) if cell.kind == "z" else np.abs(told.z).max()
        if g in (sign, step) and abs(told.z[cell.j]) < 1e-9:
            continue  # at a jump the last digit decides
        assert abs(worked_out(told.formula) - told.value) <= 1e-3 * (terms + 1), (cell, told.formula)


def test_the_lectures_first_numbers_are_worked_out_exactly():
    net, x = LECTURE_EXAMPLES["3-4-4-4-3"]
    for cell, told in forward_steps(net, x).items():
        if cell.kind == "z" or cell.l < 4:
            assert worked_out(told.formula) == told.value


@pytest.mark.parametrize(
    "value, shown",
    [
        (-0.04742587, "−0.04743"),
        (3.0, "3"),
        (-0.0, "0"),
        (1e9, "1e+09"),
        (-1e-7, "−1e−07"),
        (2 / 3, "0.6667"),
        (123456.0, "123456"),
        (np.float32(0.5), "0.5"),
        (5, "5"),
    ],
)
def test_short(value, shown):
    assert number_text(value) == shown


# --- what lecture B prints ---------------------------------------------------------------------------------------

WRONG = {
    ("3-4-1", "a", 1, 3): "digits after the second were cut off",  # σ(7) = 0.99909, printed 0.99
    ("3-4-4-4-3", "a", 4, 0): "digits after the third were cut off",  # 0.8668, printed 0.866
    ("3-4-4-4-3", "a", 4, 1): "digits after the third were cut off",  # 0.0159, printed 0.015
}
"""The printed numbers that are not the rounded true ones, and what their slide check says."""

EVERY = [
    (name, kind, l, j, number)
    for name, table in PRINTED_VALUES.items()
    for (kind, l), row in table.items()
    for j, number in enumerate(row)
]


def decimals(name, kind, l):
    return 0 if (kind, l) == ("z", 1) or name == "3-4-4-4-3" and (kind, l) != ("a", 4) else 3 if l == 4 else 2


@pytest.mark.parametrize("name, kind, l, j, printed", EVERY)
def test_what_is_printed_holds_but_where_a_slide_check_says_so(name, kind, l, j, printed):
    net, x = LECTURE_EXAMPLES[name]
    rounded = round(forward_steps(net, x)[ForwardCell(kind, l, j)].value, decimals(name, kind, l))
    assert (rounded == printed) is ((name, kind, l, j) not in WRONG)


def test_each_difference_has_its_slide_check():
    page = (ROOT / "docs/slide-checks.md").read_text("utf-8")
    assert len(EVERY) == 44 and set(WRONG) <= {case[:4] for case in EVERY}
    assert all(why in page for why in WRONG.values())


def test_the_other_slips_of_the_slides_are_slips():
    net, x = LECTURE_EXAMPLES["3-4-1"]
    a, f_in = [0.05, 0.88, 0.50, 0.99], forward(net, x).z[2][0]
    assert round(3 * a[0] - 12 * a[1] + 8 * a[2] + a[3] + 6, 2) == 0.58 != PRINTED_VALUES["3-4-1"]["z", 2][0]
    assert round(1 / (1 + math.exp(0.57)), 2) == 0.36 and round(1 / (1 + math.exp(-f_in)), 2) == 0.64
    assert round(sum(PRINTED_VALUES["3-4-4-4-3"]["a", 4]), 3) == 0.998
    assert 1 / (1 + math.exp(-79)) == pytest.approx(1) != PRINTED_VALUES["3-4-4-4-3"]["a", 1][0]

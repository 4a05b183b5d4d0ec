"""Typed formulas: what they mean, what their derivatives are, and hundreds of texts that are none (rows 09.2, 09.3)."""

import builtins
import cmath
import math
import time
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lecture_lib import InputError
from lecture_lib.autodiff import (
    FUNCTIONS,
    MAX_CHARACTERS,
    MAX_NESTING,
    MAX_OPERATIONS,
    ExpressionError,
    adjoints,
    edge_count,
    parse_expression,
    tangents,
    topological_order,
)
from tests.reference_gradients import complex_step

PYTHON = {
    "exp": cmath.exp,
    "log": cmath.log,
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tanh": cmath.tanh,
    "sqrt": cmath.sqrt,
    "sigmoid": lambda u: 1 / (1 + cmath.exp(-u)),
    "σ": lambda u: 1 / (1 + cmath.exp(-u)),
    "square": lambda u: u * u,
    "relu": lambda u: u if u.real > 0 else 0 * u,
}


def by_python(text, values):
    """Return the value as Python's own mathematics gives it, also for complex values."""
    return eval(text.replace("^", "**"), {"__builtins__": {}}, PYTHON | values)


# --- what a formula means ----------------------------------------------------------------------------------------

NUMBERS = st.floats(0.1, 3).map(lambda v: f"{v:.3f}")


def grown(inner):
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map("({0[0]} {0[1]} {0[2]})".format),
        st.tuples(inner, st.sampled_from("+-*"), inner).map("{0[0]}{0[1]}{0[2]}".format),  # rules of precedence
        st.tuples(inner, inner).map("{0[0]}/(2 + ({0[1]})^2)".format),
        st.tuples(inner, st.sampled_from(["^2", "^3", "**2"])).map("({0[0]}){0[1]}".format),
        inner.map("-{}".format),
        inner.map("+({})".format),
        inner.map("-({})^2".format),
        st.tuples(st.sampled_from(["sin", "cos", "tanh", "sigmoid", "σ", "square"]), inner).map(
            "{0[0]}({0[1]})".format
        ),
        inner.map("exp(tanh({}))".format),
        inner.map("log(1 + ({})^2)".format),
        inner.map("sqrt(1 + ({})^2)".format),
    )


FORMULAS = st.recursive(NUMBERS | st.sampled_from(["x", "y", "w_1"]), grown, max_leaves=8)
VALUES = st.fixed_dictionaries(dict.fromkeys(("x", "y", "w_1"), st.floats(-2, 2).map(lambda v: round(v, 3))))


@given(FORMULAS, VALUES)
def test_any_formula_has_the_value_and_the_derivatives_of_an_independent_calculation(text, values):
    expected = by_python(text, values)
    assume(abs(expected) < 1e6)
    expression = parse_expression(text)
    inputs = {name: values[name] for name in expression.names}
    out = expression.graph(inputs)
    assert out.value == pytest.approx(complex(expected).real, rel=1e-9, abs=1e-9)
    exact = (
        complex_step(lambda p: by_python(text, values | dict(zip(inputs, p))), list(inputs.values())) if inputs else []
    )
    assume(np.isfinite(exact).all() and np.abs(exact).max(initial=0) < 1e6)
    adjoint, nodes = adjoints(out), {node.name: node for node in topological_order(out)}
    for name, derivative in zip(inputs, exact):
        assert adjoint[nodes[name]] == pytest.approx(derivative, rel=1e-8, abs=1e-8)
        assert tangents(nodes[name], out)[out] == pytest.approx(derivative, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize(
    "text, value",
    [
        ("2+3*4", 14),
        ("(2+3)*4", 20),
        ("2-3-4", -5),
        ("12/3/2", 2),
        ("2^3^2", 512),
        ("-2^2", -4),
        ("2^-1", 0.5),
        ("--3", 3),
        ("2*-3", -6),
        ("+5", 5),
        (".5 + 1. + 1e2 + 1.5E-1", 101.65),
        ("4^(1/2)", 2),
        ("2**3", 8),
        ("3²", 9),
        ("(1+1)³", 8),
        ("6 ÷ 3 × 2 · 5", 20),
        ("7 − 2 – 1", 4),
        ("relu(-3) + relu(4)", 4),
        ("square(3) + sqrt(16)", 13),
        ("σ(0)", 0.5),
        ("sigmoid(0)", 0.5),
        ("log(exp(2))", 2),
        ("cos(0) + sin(0) + tanh(0)", 1),
        ("a = 3; b = a*a; b + a", 12),
        ("a = 3\nb = a + 1", 4),
        ("; ;\n a = 2 ;; a*a;", 4),
        ("0^0", 1),
    ],
)
def test_values_by_hand(text, value):
    assert parse_expression(text).graph({}).value == pytest.approx(value)


def test_lecture_a_with_named_parts():
    expression = parse_expression("z = w*x + b; y = σ(z); L = (y - t)^2 / 2; L + λ*w^2/2")
    assert expression.names == ("w", "x", "b", "t", "λ")
    out = expression.graph({"w": 2.0, "x": 0.5, "b": -1.0, "t": 1.0, "λ": 0.1})
    assert out.value == pytest.approx(0.125 + 0.2)
    assert {node.name for node in topological_order(out)} - {""} == {"w", "x", "b", "t", "λ", "z", "y", "L"}


def test_a_name_is_one_node_and_equal_parts_are_two():
    out = parse_expression("x*x + sin(x)*sin(x)").graph({"x": 1.0})
    ops = [node.op for node in topological_order(out)]
    assert (ops.count("x"), ops.count("sin")) == (1, 2) and edge_count(out) == 8


def test_a_second_name_for_the_same_thing_loses_no_path():
    """z = x makes a node of its own; the derivative of z*x by x is 2x all the same."""
    out = parse_expression("z = x; z*x").graph({"x": 3.0})
    adjoint = {node.name: value for node, value in adjoints(out).items()}
    assert (adjoint["x"], adjoint["z"]) == (6.0, 3.0)


def test_values_are_asked_for_and_checked():
    with pytest.raises(InputError, match="give a value for w and b"):
        parse_expression("w*x + b").graph({"x": 1})
    with pytest.raises(InputError, match="text"):
        parse_expression("w*x").graph({"w": "a", "x": 1})
    for text, says in (
        ("1/x", "divides by 0"),
        ("log(x)", "above 0"),
        ("exp(1000 + x)", "finite"),
        ("sqrt(x)", "finite"),
    ):
        with pytest.raises(InputError, match=says):
            parse_expression(text).graph({"x": 0.0})


def test_forward_mode_through_several_results():
    out = parse_expression("z = x^2; z + sin(z)").graph({"x": 0.5})
    z = next(node for node in topological_order(out) if node.name == "z")
    x = z.parents[0]
    dot = tangents(x, z, out)
    assert dot[z] == 1.0 and dot[out] == pytest.approx(1 + math.cos(0.25))
    assert edge_count(z, out) == edge_count(out) == 4 and tangents(out, z)[z] == 0


# --- what is no formula ------------------------------------------------------------------------------------------

POINTED = [  # text, place of the fault, what is said
    ("", 0, "there is no formula yet"),
    ("   ", 3, "there is no formula yet"),
    (";;\n", 3, "there is no formula yet"),
    ("2x", 1, r"a product is written 2\*x"),
    ("x y", 2, "operator is missing"),
    ("(x)(y)", 3, "operator is missing"),
    ("x(2)", 0, "a product is written"),
    ("f(x)", 0, "f is not a function"),
    ("sine(x)", 0, "there is no function sine"),
    ("exp", 0, "write exp"),
    ("exp x", 0, "write exp"),
    ("exp = 3", 0, "has a meaning already"),
    ("x + NaN", 4, "not a number to compute with"),
    ("inf = 3", 0, "has a meaning already"),
    ("(x", 2, "a closing bracket is missing"),
    ("x)", 1, "has no opening one"),
    ("()", 1, "something is missing before"),
    ("exp()", 4, "something is missing before"),
    ("x +", 3, "something is missing after “\\+”"),
    ("* x", 0, "is not possible here"),
    ("x * / y", 4, "is not possible here"),
    ("x^y", 2, "exponent must be a number"),
    ("2^(1+n)", 2, "exponent must be a number"),
    ("a = 1; a = 2", 7, "defined twice"),
    ("x + 1; x = 2", 7, "used before"),
    ("x = x + 1", 0, "used before"),
    ("x == 1", 3, "gives a name"),
    ("x + 1 = y", 6, "gives a name"),
    ("x = ", 4, "something is missing"),
    ("x = ; y", 4, "the end of a line"),
    ("x.real", 1, "a dot belongs inside a number"),
    ("1.2.3", 3, "operator is missing"),
    ("1,5", 1, "numbers have a dot"),
    ("max(1, 2)", 5, "numbers have a dot"),
    ("x[0]", 1, "brackets are round"),
    ("{x}", 0, "brackets are round"),
    ("_x", 0, "begins with a letter"),
    ("1e999", 0, "beyond the largest float"),
    ("x + " + "a" * 31, 4, "name has 31 characters"),
    ("1" * 31, 0, "number has 31"),
    ("x & y", 2, "ampersand"),
    ("x\0", 1, "invisible"),
    ("x + 'a'", 4, "apostrophe"),
    ("х + 1", 0, "cyrillic small letter ha.*another alphabet"),
    ("x + ２", 4, "fullwidth digit two"),
    ("x\u202ey", 1, "invisible character"),
    ("x\u200b*y", 1, "invisible character"),
    ("x < y", 2, "less-than sign"),
    ("x!", 1, "exclamation mark"),
]


@pytest.mark.parametrize(
    "text, plain",
    [
        ("x⁻¹ + x¹⁰", "x^-1 + x^10"),
        ("½*x + ¾", "0.5*x + 0.75"),
        ("x⋅y∗x ∕ y ⁄ x", "x*y*x/y/x"),
        ("√(x)", "sqrt(x)"),
        ("ln(x) + Sigmoid(x) - ReLU(x)*TANH(y)", "log(x) + σ(x) - relu(x)*tanh(y)"),
        ("sigma(x)", "σ(x)"),
        ("abs(x - 4)", "4 - x"),
        ("pi*x + π", "3.141592653589793*x + 3.141592653589793"),
        ("e = 3; e^2*x; pi = 2; pi*e*x", "6*x"),
        ("x\u00a0+ y", "x+y"),
        ("w1*x1 + λ*w", "w1*x1 + λ * w"),
    ],
)
def test_other_spellings_of_the_same(text, plain):
    names = {"x": 2.0, "y": 3.0, "w1": 0.5, "x1": 4.0, "λ": 0.25, "w": -1.0}
    assert parse_expression(text).graph(names).value == pytest.approx(parse_expression(plain).graph(names).value)


POINTED += [
    ("2 + e^x", 4, r"e\^x is written exp\(x\)"),
    ("e^-x", 0, r"e\^x is written exp\(x\)"),
    ("e*x", 0, r"written exp\(1\)"),
    ("x + λw", 4, r"one name; write λ\*w"),
    ("w1x1", 0, r"one name; write w1\*x1"),
    ("σz", 0, r"write σ\(z\)"),
    ("x^y", 2, r"write exp\(y\*log\(x\)\)"),
    ("2^x", 2, r"write exp\(x\*log\(2\)\)"),
    ("sin^2(x)", 0, r"its square is \(sin\(x\)\)\^2"),
    ("|x|", 0, r"abs\(x\)"),
    ("√x", 0, r"write sqrt"),
]


@pytest.mark.parametrize("text, at, says", POINTED)
def test_the_fault_is_named_at_its_character(text, at, says):
    with pytest.raises(ExpressionError, match=says) as problem:
        parse_expression(text)
    assert problem.value.at == at and str(problem.value).startswith(f"character {at + 1}: ")


def test_the_mark_stands_under_the_fault_of_its_line():
    with pytest.raises(ExpressionError) as problem:
        parse_expression("z = w*x\ny = z +* 2")
    assert problem.value.marked_line() == "y = z +* 2\n       ^" and problem.value._render_traceback_()[:2] == [
        "y = z +* 2",
        "       ^",
    ]


CODE = [
    "__import__('os').system('true')",
    "().__class__.__bases__[0]",
    "x.__class__",
    "exec('1')",
    "eval(1)",
    "open('f')",
    "lambda: 0",
    "[i for i in x]",
    "f'{x}'",
    "x if x else y",
    "import os",
    "x; import os",
    "print(1)",
    "globals()",
    "exp.__globals__",
    "x or y",
    "not x",
    "x is y",
    "x in y",
    "del x",
    "raise x",
    "assert x",
    "yield x",
    "await x",
    "while 1: x",
    "def f(): x",
    "class C: x",
    "x := 1",
    "x @ y",
    "x % y",
    "x // y",
    "x >> 2",
    "x | y",
    "~x",
    "`x`",
    "$x",
    "?",
    "x\\",
    "#",
    "x # y",
    '"x"',
    "b'x'",
    "0x1F",
    "0b1",
    "1_000",
    "1j",
    "True and x",
    "...",
    "*x",
    "**x",
    "x,",
    "x:",
    "x->y",
    "@x",
    "exp(*x)",
    "exp(x=1)",
    "exp(x)(y)",
    "(x)y",
    "getattr(x)",
    "nan(",
    "inf(",
]
DEEP = [
    open_ * n + "x" + close_ * n
    for n in (MAX_NESTING + 1, 200, 450)
    for open_, close_ in (("(", ")"), ("sin(", ")"), ("-(", ")"))
]
DEEP += ["-" * n + "x" for n in (100, 900)] + [
    "+" * 900 + "x",
    "2^" * 400 + "2",
    "(" * 900,
    ")" * 900,
    "x" + "^-" * 400 + "1",
    "((((((((x",
    "sin(" * 200,
]
LONG = [
    "x" * (MAX_CHARACTERS + 1),
    "+".join(["x"] * (MAX_OPERATIONS + 1)),
    "*".join("12" * 100) + "*" + "x+" * 400,
    "1" * 400,
    "9" * 999,
    "1e" + "9" * 500,
    "x;" * 499 + "*",
    "a" * 500 + "(",
    " " * 1001,
    "x\n" * 501,
]
ALIKE = [
    "х",
    "у*х",
    "а+b",
    "ｘ",
    "𝑥",
    "ℯ",
    "x＋y",
    "x＊y",
    "（x）",
    "x‐y",
    "x₁",
    "½x",
    "√x",
    "∞",
    "π²²√",
    "𝟏+𝟐",
    "١+٢",
    "e\u0301",
    "ⅷ",
    "ﬁ",
    "é",
    "ß",
    "Σ(x)",
    "Δx",
    "ı",
    "x\u2028y",
    "x\ufeff",
    "\ud800",
    "😀",
    "\x1b[31m",
    "x\x07",
    "\u0000",
    "\u0085x",
]
HALVES = [text[:n] for text in ("exp((x", "sin(x*(2", "1+(2*(3-", "z = (w*", "σ(σ(σ(") for n in range(3, len(text) + 1)]
SIGNS = (
    [f"x {one}{two} y" for one in "*/^=)" for two in "*/^=)" if one + two != "**"]
    + [f"{one} x" for one in "*/^=)"]
    + [f"x {one}" for one in "+-*/^=("]
)
DOTS = [
    ".",
    "..",
    "1..2",
    "x.",
    ".x",
    "1.x",
    "x.1",
    "1 . 2",
    "(.)",
    "1e",
    "1e+",
    "1ex",
    "e1.",
    "sin.x",
    "sin(x).y",
    "1.e",
    "1.2e3.4",
]
BAD = [*(text for text, _, _ in POINTED), *CODE, *DEEP, *LONG, *ALIKE, *HALVES, *SIGNS, *DOTS]


def parsed_without_running(text):
    """Return what comes of a text: the problem, or None. Every way to run it would raise something else."""

    def refused(*_, **__):
        raise AssertionError("text was run")

    with patch.multiple(builtins, eval=refused, exec=refused, compile=refused, __import__=refused, open=refused):
        try:
            parse_expression(text)
        except ExpressionError as problem:
            return problem
    return None


def test_more_than_two_hundred_texts_that_are_no_formula():
    """Each is refused in words, at a place in the text, and in no time; none is run."""
    assert len(set(BAD)) >= 200
    for text in BAD:
        started = time.perf_counter()
        problem = parsed_without_running(text)
        assert problem is not None, f"{text[:60]!r} was taken for a formula"
        assert time.perf_counter() - started < 1, text[:60]
        assert 0 <= problem.at <= len(text) and len(str(problem)) < 300 and problem.marked_line().endswith("^"), text


@given(st.text(alphabet="xyσ012.+-*/^()=; \nexp²_,'", max_size=40) | st.text(max_size=30))
def test_any_text_is_a_formula_or_is_refused_in_words(text):
    try:
        expression = parse_expression(text)
        expression.graph(dict.fromkeys(expression.names, 0.7))
    except InputError as problem:
        assert str(problem)


@pytest.mark.parametrize("thing", [None, 3, b"x", ["x"], {}, object])
def test_what_is_no_text_is_refused(thing):
    with pytest.raises(InputError, match="a formula is text"):
        parse_expression(thing)


def test_the_largest_formulas_that_are_allowed_still_work():
    assert parse_expression("(" * (MAX_NESTING - 1) + "x" + ")" * (MAX_NESTING - 1)).graph({"x": 2}).value == 2
    terms = (MAX_OPERATIONS + 1) // 2
    assert parse_expression("+".join(["x"] * terms)).graph({"x": 1}).value == terms
    assert len(FUNCTIONS) == 13


# --- whole arrays at once ----------------------------------------------------------------------------------------


@given(FORMULAS, st.lists(VALUES, min_size=1, max_size=5))
def test_arrays_give_what_single_numbers_give(text, points):
    """A graph is made of one point; its value is the array's entry, and where there is no graph there is no number."""
    formula = parse_expression(text)
    found = formula.on_arrays({name: np.array([point[name] for point in points]) for name in points[0]})
    for point, value in zip(points, found):
        try:
            wanted = formula.graph(point).value
        except InputError:
            continue
        assert value == pytest.approx(wanted, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("text", ["log(x)", "1/x", "sqrt(x)", "x^-1", "exp(1000*x)"])
def test_where_a_formula_has_no_value_the_array_has_none(text):
    found = parse_expression(text).on_arrays({"x": np.array([-1.0, 0.0, 1.0])})
    assert not np.isfinite(found).all()


def test_a_formula_without_names_is_the_same_everywhere():
    assert parse_expression("a = 2; a^3").on_arrays({"x": np.zeros((2, 3))}).tolist() == [[8.0] * 3] * 2


def test_functions_on_numbers_and_on_arrays_are_the_same_ones():
    x = np.linspace(0.1, 3, 7)
    for name in FUNCTIONS:
        formula = parse_expression(f"{name}(x)")
        assert formula.on_arrays({"x": x}) == pytest.approx([formula.graph({"x": v}).value for v in x], rel=1e-12)

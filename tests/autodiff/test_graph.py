"""Graphs: adjoints against the complex step and central differences, on expressions that nobody wrote."""

import copy
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lecture_lib import InputError
from lecture_lib.autodiff import (
    Node,
    adjoints,
    cos,
    exp,
    graph,
    log,
    relu,
    sigmoid,
    sin,
    tanh,
    topological_order,
    variable,
)
from lecture_lib.nn import central_difference
from tests.reference_gradients import GRAPHS, ComplexFunctions, assert_close, complex_step

pytestmark = pytest.mark.filterwarnings("error")

VALUES = st.floats(-2, 2).map(lambda v: round(v, 3))


class Real:
    """The functions of `graph` for real numbers, from Python's own mathematics."""

    exp, sin, cos, tanh = math.exp, math.sin, math.cos, math.tanh
    sigmoid, relu = staticmethod(lambda u: 1 / (1 + math.exp(-u))), staticmethod(lambda u: max(0.0, u))


def grown(children):
    """Return expressions one operation larger: functions of (the mathematics G, the inputs)."""
    one, two = st.tuples(children), st.tuples(children, children)
    return st.one_of(
        two.map(lambda c: lambda G, v: c[0](G, v) + c[1](G, v)),
        two.map(lambda c: lambda G, v: c[0](G, v) * c[1](G, v)),
        two.map(lambda c: lambda G, v: c[0](G, v) - c[1](G, v)),
        two.map(lambda c: lambda G, v: c[0](G, v) / (2 + c[1](G, v) ** 2)),
        one.map(lambda c: lambda G, v: -c[0](G, v)),
        one.map(lambda c: lambda G, v: 1.5 - 2 * c[0](G, v)),
        one.map(lambda c: lambda G, v: c[0](G, v) ** 3),
        one.map(lambda c: lambda G, v: G.sin(c[0](G, v))),
        one.map(lambda c: lambda G, v: G.cos(c[0](G, v))),
        one.map(lambda c: lambda G, v: G.tanh(c[0](G, v))),
        one.map(lambda c: lambda G, v: G.sigmoid(c[0](G, v))),
        one.map(lambda c: lambda G, v: G.exp(G.tanh(c[0](G, v)))),
        one.map(lambda c: lambda G, v: (lambda w: w * w + G.sin(w) * w)(c[0](G, v))),  # used four times
    )


EXPRESSIONS = st.recursive(
    st.integers(0, 2).map(lambda i: lambda G, v: v[i]) | VALUES.map(lambda c: lambda G, v: v[0] * 0 + c),
    grown,
    max_leaves=6,
)


@given(EXPRESSIONS, st.lists(VALUES, min_size=3, max_size=3))
def test_adjoints_of_any_expression(f, v):
    exact = complex_step(lambda p: f(ComplexFunctions, p), v)
    assume(np.isfinite(exact).all() and np.abs(exact).max() < 1e6 and abs(f(Real, v)) < 1e6)
    inputs = [variable(value, name) for value, name in zip(v, "uvw")]
    out = f(graph, inputs)
    adjoint = adjoints(out)
    found = [adjoint.get(node, 0.0) for node in inputs]
    assert math.isclose(out.value, f(Real, v), rel_tol=1e-12, abs_tol=1e-12)
    assert np.allclose(found, exact, rtol=1e-9, atol=1e-9)
    slow = central_difference(lambda p: f(Real, p.tolist()), v, h=1e-6)
    assert np.allclose(found, slow, rtol=1e-4, atol=1e-4 * max(1, abs(out.value)))


@pytest.mark.parametrize("f", GRAPHS.values(), ids=GRAPHS)
@settings(max_examples=15)
@given(st.floats(0.1, 3), st.floats(0.1, 3))
def test_adjoints_of_every_operation(f, u, v):
    assume(abs(u - v) > 1e-3)
    nodes = variable(u, "u"), variable(v, "v")
    adjoint = adjoints(f(graph, *nodes))
    assert_close(
        [adjoint.get(node, 0.0) for node in nodes], complex_step(lambda p: f(ComplexFunctions, *p), [u, v]), "adjoints"
    )


def test_every_partial_is_the_derivative_of_its_operation():
    for f, name in (
        (exp, "exp"),
        (sin, "sin"),
        (cos, "cos"),
        (tanh, "tanh"),
        (sigmoid, "sigmoid"),
        (relu, "relu"),
    ):
        for v in (-2.5, -0.3, 0.4, 1.7):
            assert math.isclose(
                f(variable(v, "u")).partials[0], complex_step(getattr(ComplexFunctions, name), v), rel_tol=1e-9
            )
    assert log(variable(4, "u")).partials == (0.25,) and relu(variable(0, "u")).partials == (0.0,)


@given(st.integers(1, 30), VALUES)
def test_a_node_used_many_times_gets_all_contributions(times, value):
    x = variable(value, "x")
    total = x
    for _ in range(times - 1):
        total = total + x
    assert adjoints(total)[x] == times
    assert adjoints(x * x)[x] == 2 * value and adjoints(x - x)[x] == 0 and adjoints(x)[x] == 1


@given(st.integers(0, 2**20))
def test_all_paths_are_added(seed):
    """In a ladder of k rungs each node is reached by two ways: 2ᵏ paths, and one walk."""
    x = variable(1.0, "x")
    node, weights = x, np.random.default_rng(seed).normal(size=(20, 2))
    for w in weights:
        node = w[0] * node + w[1] * node
    assert math.isclose(adjoints(node)[x], np.prod(weights.sum(axis=1)), rel_tol=1e-9)


def test_a_chain_deeper_than_pythons_stack():
    x = node = variable(1.0, "x")
    for _ in range(20_000):
        node = node + 1
    assert adjoints(node)[x] == 1 and len(topological_order(node)) == 40_001


@given(EXPRESSIONS, st.lists(VALUES, min_size=3, max_size=3))
def test_each_node_stands_once_and_after_its_parents(f, v):
    order = topological_order(f(graph, [variable(value, name) for value, name in zip(v, "uvw")]))
    place = {node: k for k, node in enumerate(order)}
    assert len(place) == len(order)
    assert all(place[parent] < place[node] for node in order for parent in node.parents)


def test_asking_twice_gives_the_same_and_stores_nothing():
    x = variable(0.5, "x")
    z = x * exp(x)
    assert adjoints(z) == adjoints(z) and adjoints(x * 3)[x] == 3 and not hasattr(z, "grad")
    with pytest.raises(AttributeError):
        z.value = 1


def test_numbers_of_numpy_take_part():
    x = variable(2.0, "x")
    for z, value, slope in (
        (np.float64(3) * x, 6, 3),
        (np.float64(3) - x, 1, -1),
        (x + np.float64(3), 5, 1),
        (np.float64(3) / x, 1.5, -0.75),
        (np.int64(3) + x, 5, 1),
        (x / np.float32(4), 0.5, 0.25),
    ):
        assert isinstance(z, Node) and z.value == value and adjoints(z)[x] == slope


def test_far_out():
    assert sigmoid(variable(-1e4, "x")).value == 0 and sigmoid(variable(1e308, "x")).value == 1
    assert exp(variable(-1e4, "x")).value == 0 and tanh(variable(1e300, "x")).partials == (0.0,)
    tiny = variable(1e-200, "x")
    assert (1e-250 / tiny).value == pytest.approx(1e-50) and adjoints(1e-250 / tiny)[tiny] == pytest.approx(-1e150)
    assert (variable(0, "x") ** 0).partials == (0.0,) and (variable(0, "x") ** 1).partials == (1.0,)
    assert (variable(-2, "x") ** 3).value == -8 and (variable(-2, "x") ** 3).partials == (12.0,)


@pytest.mark.parametrize(
    "action, words",
    [
        (lambda x: x / 0, "the graph divides by 0"),
        (lambda x: 1 / (x - x), "the graph divides by 0"),
        (lambda x: log(x - x), "log needs a number above 0; its input is 0"),
        (lambda x: log(-x), "above 0; its input is -1e+200"),
        (lambda x: x**2, "^2 of 1e+200 gives inf"),
        (lambda x: x * x, "× of 1e+200, 1e+200 gives inf"),
        (exp, "exp of 1e+200 gives inf"),
        (lambda x: exp(1000), "exp of 1000 gives inf"),
        (lambda x: (-x) ** 0.5, "^0.5 of -1e+200 gives nan"),
        (lambda x: (x - x) ** -1, "^-1 of 0 gives inf"),
        (
            lambda x: (x - x) ** 0.5,
            "^0.5 of 0 gives 0 with partial derivatives inf; all must be finite numbers",
        ),
        (lambda x: 1 / (1 / x), "÷ of 1, 1e-200 gives 1e+200 with partial derivatives 1e+200, -inf"),
        (lambda x: x**x, "the exponent is a node"),
        (lambda x: x ** "2", "holds text ('2')"),
        (lambda x: x + "a", "holds text ('a')"),
        (lambda x: x * None, "holds None"),
        (lambda x: [1, 2] * x, "has shape (2,). Give a single number"),
        (lambda x: x + float("nan"), "holds nan"),
        (lambda x: x - float("inf"), "holds inf"),
        (lambda x: sin("a"), "holds text"),
        (lambda x: tanh([1]), "has shape (1,)"),
        (lambda x: log(None), "holds None"),
        (lambda x: relu({}), "holds {}"),
        (lambda x: variable("2", "w"), "w holds text ('2')"),
        (lambda x: variable([1, 2], "w"), "w has shape (2,)"),
        (lambda x: variable(float("nan"), "w"), "w holds nan"),
        (lambda x: adjoints(3), "give a node of a graph; 3 was given"),
        (lambda x: topological_order([x]), "give a node of a graph"),
    ],
)
def test_what_has_no_value_is_refused(action, words):
    with pytest.raises(InputError) as error:
        action(variable(1e200, "x"))
    assert words in str(error.value)


# --- nodes in the hands of NumPy and of Python's own functions ---------------------------------------------------


@pytest.mark.parametrize(
    "f, slope",
    [
        (np.exp, math.exp(0.7)),
        (np.log, 1 / 0.7),
        (np.sin, math.cos(0.7)),
        (np.cos, -math.sin(0.7)),
        (np.tanh, 1 / math.cosh(0.7) ** 2),
        (np.sqrt, 0.5 / math.sqrt(0.7)),
        (np.square, 1.4),
        (abs, 1.0),
        (lambda u: np.abs(-u), 1.0),
        (lambda u: 2**u, 2**0.7 * math.log(2)),
        (lambda u: np.float64(3) * u, 3.0),
        (lambda u: np.exp(np.array([u, u])).sum(), 2 * math.exp(0.7)),
    ],
)
def test_functions_of_numpy_keep_the_graph(f, slope):
    u = variable(0.7, "u")
    assert adjoints(f(u))[u] == pytest.approx(slope, rel=1e-12)


@pytest.mark.parametrize(
    "f, says",
    [
        (math.exp, "np.exp, np.log, .* take a node. Its number is u.value"),
        (float, "Its number is u.value"),
        (np.arctan, "np.arctan does not make a node"),
        (lambda u: u > 0, "cannot be compared.*relu"),
        (lambda u: max(0, u), "cannot be compared.*relu"),
        (lambda u: np.maximum(0, u), "cannot be compared.*relu"),
        (lambda u: u**u, r"exp\(v \* log\(u\)\)"),
        (lambda u: (-2) ** u, "must be above 0"),
    ],
)
def test_what_would_lose_the_graph_is_answered_with_the_way_out(f, says):
    with pytest.raises(InputError, match=says):
        f(variable(0.7, "u"))


def test_a_node_can_be_copied_and_has_no_other_attribute():
    u = copy.deepcopy(exp(variable(1.0, "x")))
    assert u.value == math.e and not hasattr(u, "grad")


@pytest.mark.parametrize("z", [0.0, 0.3, -2.0, 20.0, -20.0, 300.0])
def test_the_slope_of_tanh_keeps_its_digits(z):
    exact = 1 / math.cosh(z) ** 2
    assert tanh(variable(z, "z")).partials[0] == pytest.approx(exact, rel=1e-14, abs=0)

"""Sheet 09 and the checkpoints of notebook 09: different right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import cmath
import math

import numpy as np
import pytest

from lecture_lib import check
from lecture_lib.autodiff import adjoints, named_quantity_graph, parse_expression, topological_order
from lecture_lib.checking import judge_answer
from lecture_lib.course import questions
from lecture_lib.questions.q09_engine import reverse_mode
from tests.notebooks.sheet_contract import SheetContract


def sig(z):
    return 1 / (1 + np.exp(-z))


# --- 09.1a: three derivatives --------------------------------------------------------------------------------------


def gradient_structured(w, x, b, t):
    y = np.tanh(w * x + b)
    return (y - t) * (1 - y * y) * x, (y - t) * (1 - y * y), (y - t) * (1 - y * y) * w


def gradient_long(w, x, b, t):
    slope = (math.tanh(w * x + b) - t) / math.cosh(w * x + b) ** 2
    return [slope * x, slope, slope * w]


def gradient_by_complex_step(w, x, b, t):
    def loss(w, b, x):
        return (cmath.tanh(w * x + b) - t) ** 2 / 2

    return np.array([loss(w + 1e-30j, b, x).imag, loss(w, b + 1e-30j, x).imag, loss(w, b, x + 1e-30j).imag]) * 1e30


def off(change):
    """Return the structured way with one thing changed: change(x, w, z, y, t) gives z̄, from which the three follow."""

    def answer(w, x, b, t):
        z = w * x + b
        z_bar = change(x, w, z, np.tanh(z), t)
        return z_bar * x, z_bar, z_bar * w

    return answer


# --- 09.2a, 09.2b: edges ----------------------------------------------------------------------------------------------

LOSS = [("w", "p"), ("x", "p"), ("p", "z"), ("b", "z"), ("z", "y"), ("y", "e"), ("t", "e"), ("e", "s"), ("s", "L")]
PRICE = [
    ("w", "z"),
    ("x", "z"),
    ("b", "z"),
    ("z", "y"),
    ("y", "L"),
    ("t", "L"),
    ("w", "R"),
    ("L", "Lreg"),
    ("R", "Lreg"),
    ("lam", "Lreg"),
]


def but(edges, *gone, new=()):
    return [edge for edge in edges if edge not in gone] + list(new)


def turned(edges):
    return [(b, a) for a, b in edges]


# --- 09.3, 09.3a: reading a graph ------------------------------------------------------------------------------------


def read_a(w, x, y):
    total = y + x * w
    return total * math.tanh(total) - w


def read_b(w, x, y):
    return -w - (w * x + y) * (1 - np.exp(2 * (w * x + y))) / (1 + np.exp(2 * (w * x + y)))


# --- 09.2c: from a network to its graph --------------------------------------------------------------------------


def formula_of(sizes):
    """Return the formula of a network's forward pass, one name for each weight, bias, pre-activation and output."""
    lines, reads = [], [f"in_{i}" for i in range(sizes[0])]
    for l, m in enumerate(sizes[1:]):
        for j in range(m):
            terms = " + ".join(f"w_{l}_{j}_{i}*{name}" for i, name in enumerate(reads))
            lines += [f"z_{l}_{j} = {terms} + b_{l}_{j}", f"a_{l}_{j} = tanh(z_{l}_{j})"]
        reads = [f"a_{l}_{j}" for j in range(m)]
    return "; ".join(lines)


def size_by_drawing(sizes):
    """Count nodes and edges of the graph itself, for the last output and the others together."""
    nodes, edges = set(), set()
    expression = parse_expression(formula_of(sizes))
    out = named_quantity_graph(expression.graph(dict.fromkeys(expression.names, 0.1)))
    for node in topological_order(out):
        nodes.add(node.name)
        edges |= {(parent.name, node.name) for parent in node.parents}
    return len(nodes), len(edges)


def size_by_loop(sizes):
    nodes, edges = sizes[0], 0
    for l in range(1, len(sizes)):
        for _ in range(sizes[l]):
            nodes += sizes[l - 1] + 1 + 2
            edges += 2 * sizes[l - 1] + 1 + 1
    return [nodes, edges]


def size_by_arrays(sizes):
    n, m = np.array(sizes[:-1]), np.array(sizes[1:])
    return np.array([sizes[0] + (m * (n + 3)).sum(), (m * (2 * n + 2)).sum()])


def layers(nodes, edges, inputs=1):
    def answer(sizes):
        found = [inputs * sizes[0], 0]
        for n, m in zip(sizes, sizes[1:]):
            found[0] += nodes(n, m)
            found[1] += edges(n, m)
        return tuple(found)

    return answer


# --- 09.4a: two paths ------------------------------------------------------------------------------------------------


def slope_by_hand(x):
    e = math.exp(x**3 * math.sin(x))
    return math.cos(x) + x**3 * e * math.cos(x) + 3 * x**2 * math.sin(x) * e


def slope_in_numpy(x):
    h1, h2 = np.sin(x), x * x * x
    return float(np.dot([1 + h2 * np.exp(h1 * h2), h1 * np.exp(h1 * h2)], [np.cos(x), 3 * x * x]))


def slope_by_complex_step(x):
    x = x + 1e-30j
    return (cmath.sin(x) + cmath.exp(cmath.sin(x) * x**3)).imag * 1e30


def E(x):
    return math.exp(math.sin(x) * x**3)


# --- 09.4b: the engine -----------------------------------------------------------------------------------------------


def nodes_of(edges, result):
    return [result, *(name for start, end, _ in edges for name in (start, end))]


def engine_by_order(edges, result, put=lambda old, new: old + new, seed=1.0, message=lambda bar, d: bar * d):
    """Sort the nodes, then send; what is done with a message can be changed."""
    order = []

    def visit(node):
        if node not in order:
            for start, end, _ in edges:
                if end == node:
                    visit(start)
            order.append(node)

    for node in nodes_of(edges, result):
        visit(node)
    bar = dict.fromkeys(order, 0.0)
    bar[result] = seed
    for node in reversed(order):
        for start, end, d in edges:
            if end == node:
                bar[start] = put(bar[start], message(bar[end], d))
    return bar


def engine_by_recursion(edges, result):
    kept = {}

    def bar(node):
        if node not in kept:
            kept[node] = (node == result) * 1.0 + sum(bar(end) * d for start, end, d in edges if start == node)
        return kept[node]

    return {node: bar(node) for node in nodes_of(edges, result)}


def engine_by_counting_readers(edges, result):
    """Send when all readers have sent (Kahn's order), with arrays of NumPy for the numbers."""
    waits = dict.fromkeys(nodes_of(edges, result), 0)
    for start, _, _ in edges:
        waits[start] += 1
    bar = {name: np.float32(name == result) for name in waits}
    ready = [name for name, n in waits.items() if n == 0]
    while ready:
        node = ready.pop()
        for start, end, d in edges:
            if end == node:
                bar[start] = bar[start] + bar[node] * np.float64(d)
                waits[start] -= 1
                if waits[start] == 0:
                    ready.append(start)
    return bar


def engine_by_matrices(edges, result):
    """Solve (1 - D) bar = e for all adjoints at once."""
    names = list(dict.fromkeys(nodes_of(edges, result)))
    D = np.zeros((len(names), len(names)))
    for start, end, d in edges:
        D[names.index(start), names.index(end)] += float(d)
    found = np.linalg.solve(np.eye(len(names)) - D, np.array([float(name == result) for name in names]))
    return dict(zip(names, found))


def by_walk(edges, result, once):
    """Send on as soon as something arrives, each node once or with every message."""
    bar, todo, seen = dict.fromkeys(nodes_of(edges, result), 0.0), [result], {result}
    bar[result] = 1.0
    while todo:
        node = todo.pop(0)
        for start, end, d in edges:
            if end == node:
                bar[start] += bar[node] * d
                if not once or start not in seen:
                    todo.append(start)
                seen.add(start)
    return bar


def by_paths(edges, result):
    bar = dict.fromkeys(nodes_of(edges, result), 0.0)

    def send(node, number):
        bar[node] += number
        for start, end, d in edges:
            if end == node:
                send(start, number * d)

    send(result, 1.0)
    return bar


def in_listed_order(edges, result):
    bar = dict.fromkeys(nodes_of(edges, result), 0.0)
    bar[result] = 1.0
    for start, end, d in edges[::-1]:
        bar[start] += bar[end] * d
    return bar


def with_all_ends(edges, result):
    starts = {start for start, _, _ in edges}
    total = dict.fromkeys(nodes_of(edges, result), 0.0)
    for end in {name for name in total if name not in starts}:
        for name, number in engine_by_order(edges, end).items():
            total[name] += number
    return total


def forwards(edges, result):
    bar = dict.fromkeys(nodes_of(edges, result), 1.0)
    for start, end, d in edges:
        bar[end] += bar[start] * d
    return bar


def without(keep):
    """Return the right engine with a smaller dictionary."""

    def answer(edges, result):
        found = engine_by_order(edges, result)
        return {name: number for name, number in found.items() if keep(name, edges, result)}

    return answer


def is_read_by_result(name, edges, result):
    return name == result or any(s == name and is_read_by_result(e, edges, result) for s, e, _ in edges)


# --- 09.5a: counting -------------------------------------------------------------------------------------------------


def count_by_loops(edges, inputs, outputs):
    forward = backward = 0
    for _ in edges:
        for _ in inputs:
            forward += 1
        for _ in outputs:
            backward += 1
    return [forward, backward]


PI = math.pi
RIGHT = {
    "09.1": [-0.375, -3 / 8, np.array([-0.375])],
    "09.2": ["b"],
    "09.5": ["b"],
    "09.3": ["σ(x)*y - x", "s = sigmoid(x); -x + s*y", lambda x, y: y / (1 + math.exp(-x)) - x],
    "09.4": [PI - PI**2 / 4, 0.674191, 0.674, 0.67],
    "09.1a": [gradient_structured, gradient_long, gradient_by_complex_step],
    "09.2a": [LOSS, LOSS[::-1], {(a, b) for a, b in LOSS}, [list(edge) for edge in LOSS], np.array(LOSS)],
    "09.2c": [size_by_loop, size_by_arrays, lambda s: tuple(size_by_loop(s))],
    "09.4b": [engine_by_order, engine_by_recursion, engine_by_counting_readers, engine_by_matrices],
    "09.2b": [PRICE, tuple(PRICE[::-1]), but(PRICE, ("lam", "Lreg"), new=[("λ", "Lreg")]), [[a, b] for a, b in PRICE]],
    "09.3a": ["s = w*x + y; tanh(s)*s - w", "(y + x*w)*tanh(x*w + y) - w", read_a, read_b],
    "09.4a": [slope_by_hand, slope_in_numpy, slope_by_complex_step],
    "09.5a": [
        count_by_loops,
        lambda e, i, o: (len(e) * len(i), len(e) * len(o)),
        lambda e, i, o: np.array([len(i), len(o)]) * len(e),
    ],
}

STUBS = {
    "09.1": [...],
    "09.2": [None],
    "09.3": [..., lambda x, y: ...],
    "09.4": [...],
    "09.5": [None],
    "09.1a": [lambda w, x, b, t: ..., lambda w, x, b, t: (..., ..., ...)],
    "09.2a": [[...], [("w", "p"), ...]],
    "09.2b": [[...]],
    "09.2c": [lambda sizes: ..., lambda sizes: (..., ...)],
    "09.4b": [lambda edges, result: ...],
    "09.3a": [..., lambda w, x, y: ...],
    "09.4a": [lambda x: None],
    "09.5a": [lambda edges, inputs, outputs: ...],
}

INDIRECT = [("w", "y"), ("w", "L")]
MISTAKES = {
    "09.1": {
        "σ′ forgotten": -0.5 * 3,
        "x forgotten": -0.5 / 4,
        "sign": 0.5 / 4 * 3,
        "w for x": -0.5 / 4 * 2,
        "σ′ at y": -0.5 * sig(0.5) * sig(-0.5) * 3,
        "σ for σ′": -0.5 * 0.5 * 3,
        "½ kept": -0.375 / 2,
        "σ′ and x forgotten": -0.5,
        "loss": 1 / 8,
    },
    "09.2": {letter: letter for letter in "acd"},
    "09.5": {letter: letter for letter in "acd"},
    "09.3": {
        "difference reversed": "x - y*σ(x)",
        "σ forgotten": lambda x, y: x * y - x,
        "σ over the product": "sigmoid(y*x) - x",
        "σ everywhere": lambda x, y: sig(x) * (y - 1),
        "y subtracted": "y*(σ(x) - 1)",
        "added for subtracted": "x + y*σ(x)",
        "σ of y": lambda x, y: x * (sig(y) - 1),
        "sum for product": "y + σ(x) - x",
        "difference first": "y*σ(x) - x*σ(x)",
    },
    "09.4": {
        "path through h₁ only": -(PI**2) / 4,
        "path through h₂ only": PI,
        "paths multiplied": -(PI**3) / 4,
        "inner derivatives forgotten": PI**2 / 4 + 1,
        "sign of the sine": PI + PI**2 / 4,
        "power forgotten": 1 - PI**2 / 4,
        "factor of the power": PI / 2 - PI**2 / 4,
    },
    "09.1a": {
        "slope forgotten": off(lambda x, w, z, y, t: y - t),
        "slope of the sigmoid": off(lambda x, w, z, y, t: (y - t) * y * (1 - y)),
        "the sigmoid's neuron": off(lambda x, w, z, y, t: (sig(z) - t) * sig(z) * sig(-z)),
        "square forgotten": off(lambda x, w, z, y, t: (y - t) * (1 - y)),
        "slope at y": off(lambda x, w, z, y, t: (y - t) / np.cosh(y) ** 2),
        "tanh for its slope": off(lambda x, w, z, y, t: (y - t) * y),
        "inner derivatives forgotten": lambda *case: [gradient_structured(*case)[1]] * 3,
        "own factor": lambda *case: gradient_structured(*case)[::-1],
        "factor in b": lambda *case: [gradient_structured(*case)[k] for k in (0, 0, 2)],
        "x left out": lambda *case: gradient_structured(*case)[:2],
        "sign": off(lambda x, w, z, y, t: (t - y) * (1 - y * y)),
        "sign and slope": off(lambda x, w, z, y, t: t - y),
        "½ kept": off(lambda x, w, z, y, t: (y - t) * (1 - y * y) / 2),
        "2 kept": off(lambda x, w, z, y, t: 2 * (y - t) * (1 - y * y)),
    },
    "09.2a": {
        "operations forgotten": but(PRICE[:6]),
        "target forgotten": but(LOSS, ("t", "e")),
        "target into the loss": but(LOSS, ("t", "e"), new=[("t", "L")]),
        "bias in the product": but(LOSS, ("b", "z"), new=[("b", "p")]),
        "w and x into the sum": but(LOSS, ("w", "p"), ("x", "p"), ("p", "z"), new=[("w", "z"), ("x", "z")]),
        "product without a reader": but(LOSS, ("p", "z")),
        "loss reads the error": but(LOSS, ("e", "s"), ("s", "L"), new=[("e", "L")]),
        "inputs forgotten": [e for e in LOSS if e[0] not in "wxbt"],
        "arrows turned": turned(LOSS),
        "numbers as nodes": [*LOSS, ("2", "s"), ("2", "L")],
        "operations as nodes": but(LOSS, ("z", "y"), new=[("z", "σ"), ("σ", "y")]),
        "indirect edges": LOSS + INDIRECT,
    },
    "09.2b": {
        "second path of w forgotten": but(PRICE, ("w", "R")),
        "R without a reader": but(PRICE, ("R", "Lreg")),
        "λ forgotten": but(PRICE, ("lam", "Lreg")),
        "λ into R": but(PRICE, ("lam", "Lreg"), new=[("lam", "R")]),
        "R into L": but(PRICE, ("R", "Lreg"), new=[("R", "L")]),
        "w into the last line": but(PRICE, ("w", "R"), new=[("w", "Lreg")]),
        "target forgotten": but(PRICE, ("t", "L")),
        "target into the last line": but(PRICE, ("t", "L"), new=[("t", "Lreg")]),
        "single operations": but(PRICE, ("w", "z"), ("x", "z"), new=[("w", "p"), ("x", "p"), ("p", "z")]),
        "arrows turned": turned(PRICE),
        "numbers as nodes": [*PRICE, ("2", "R")],
        "operations as nodes": but(PRICE, ("L", "Lreg"), ("R", "Lreg"), new=[("L", "+"), ("R", "+"), ("+", "Lreg")]),
        "indirect edges": [*PRICE, ("w", "y")],
    },
    "09.2c": {
        "the drawing of the network": layers(lambda n, m: m, lambda n, m: n * m),
        "weights are no nodes": layers(lambda n, m: m + m, lambda n, m: m * (n + 1)),
        "one node and edge too few": layers(lambda n, m: m * (n + 2), lambda n, m: m + 2 * m * n),
        "inputs forgotten": layers(lambda n, m: m * (n + 3), lambda n, m: m * (2 * n + 2), inputs=0),
        "only weights are read": layers(lambda n, m: m * (n + 3), lambda n, m: m * (n + 2)),
        "activation without an edge": layers(lambda n, m: m * (n + 3), lambda n, m: m * (2 * n + 1)),
        "products as nodes": layers(lambda n, m: m * (2 * n + 3), lambda n, m: m * (3 * n + 2)),
        "one array per node": lambda sizes: (1 + 4 * (len(sizes) - 1), 4 * (len(sizes) - 1)),
    },
    "09.3a": {
        "shared node read once": lambda w, x, y: math.tanh(w * x + y) - w,
        "tanh forgotten": "s = w*x + y; s*s - w",
        "tanh over the product": "s = w*x + y; tanh(s*s) - w",
        "added for multiplied": "s = w*x + y; tanh(s) + s - w",
        "difference reversed": lambda w, x, y: -read_a(w, x, y),
        "last edge forgotten": lambda w, x, y: read_a(w, x, y) + w,
        "x subtracted": "s = w*x + y; tanh(s)*s - x",
        "y subtracted": "s = w*x + y; tanh(s)*s - y",
        "y in the product": "s = w*(x + y); s*tanh(s) - w",
        "w added": lambda w, x, y: read_a(w, x, y) + 2 * w,
        "tanh twice": "s = tanh(w*x + y); s*s - w",
        "y left out": lambda w, x, y: read_a(w, x, 0.0),
        "product of the product": "p = w*x; tanh(p + y)*p - w",
        "one product": "p = w*x*y; p*tanh(p) - w",
        "all added": "s = w + x + y; s*tanh(s) - w",
        "σ for tanh": lambda w, x, y: sig(w * x + y) * (w * x + y) - w,
    },
    "09.4a": {
        "path through h₁ only": lambda x: (1 + E(x) * x**3) * math.cos(x),
        "path through h₂ only": lambda x: 3 * x * x * math.sin(x) * E(x),
        "paths multiplied": lambda x: (1 + E(x) * x**3) * math.cos(x) * 3 * x * x * math.sin(x) * E(x),
        "paths subtracted": lambda x: slope_by_hand(x) - 6 * x * x * math.sin(x) * E(x),
        "inner derivatives forgotten": lambda x: 1 + E(x) * (math.sin(x) + x**3),
        "inner derivatives exchanged": lambda x: (1 + E(x) * x**3) * 3 * x * x + math.sin(x) * E(x) * math.cos(x),
        "exponent's derivative forgotten": lambda x: (1 + E(x)) * math.cos(x) + 3 * x * x * E(x),
        "exponential left as it is": lambda x: math.cos(x) + E(x),
        "exponential replaced by its input": lambda x: (
            (1 + x**6 * math.sin(x)) * math.cos(x) + 3 * x**5 * math.sin(x) ** 2
        ),
        "plain h₁ forgotten": lambda x: slope_by_hand(x) - math.cos(x),
        "plain h₁ only": lambda x: math.cos(x) + 3 * x * x * math.sin(x) * E(x),
        "h₁ sent on twice": lambda x: slope_by_hand(x) + math.cos(x),
        "sign of the cosine": lambda x: slope_by_hand(x) - 2 * (1 + E(x) * x**3) * math.cos(x),
        "factor of the power": lambda x: slope_by_hand(x) - 2 * x * x * math.sin(x) * E(x),
        "the notebook's function": lambda x: (
            -x * x * math.sin(x) * math.exp(x * x * math.cos(x))
            + 2 * x * (1 + math.cos(x) * math.exp(x * x * math.cos(x)))
        ),
    },
    "09.4b": {
        "nothing sent": lambda edges, result: engine_by_order(edges, result, seed=0.0),
        "forwards": forwards,
        "local derivatives added": lambda edges, result: engine_by_order(edges, result, message=lambda bar, d: d),
        "overwritten": lambda edges, result: engine_by_order(edges, result, put=lambda old, new: new),
        "messages multiplied": lambda edges, result: engine_by_order(
            edges, result, put=lambda old, new: (old or 1.0) * new
        ),
        "double edge lost": lambda edges, result: engine_by_order(list(dict.fromkeys(edges)), result),
        "sent too early": lambda edges, result: by_walk(edges, result, once=True),
        "sent twice": lambda edges, result: by_walk(edges, result, once=False),
        "edges as they are listed": in_listed_order,
        "every end is a result": with_all_ends,
        "dead ends forgotten": without(is_read_by_result),
        "result forgotten": without(lambda name, edges, result: name != result),
        "inputs only": without(lambda name, edges, result: name == result or name not in {e for _, e, _ in edges}),
    },
    "09.5a": {
        "modes swapped": lambda e, i, o: count_by_loops(e, o, i),
        "one walk each": lambda e, i, o: [len(e)] * 2,
        "nodes counted": lambda e, i, o: (len(i) * len({*sum(e, ())}), len(o) * len({*sum(e, ())})),
        "added": lambda e, i, o: (len(e) + len(i), len(e) + len(o)),
        "every pair": lambda e, i, o: [len(e) * len(i) * len(o)] * 2,
        "walks only": lambda e, i, o: (len(i), len(o)),
    },
}


class TestSheet(SheetContract):
    lecture, right, stubs, mistakes = "09", RIGHT, STUBS, MISTAKES


@pytest.mark.parametrize(
    "number, answer, says",
    [
        ("09.1", 7.0, "It should be w̄, one number"),
        ("09.4", 0.0, "It should be df/dx at π/2"),
        ("09.4", 0.68, "It should be df/dx at π/2"),
        ("09.3", "x*y", "It should be the value"),
        ("09.3", lambda x, y: x + 5 * y, "It should be the value"),
        ("09.1a", lambda w, x, b, t: (w, b, x), "∂L/∂w"),
        ("09.1a", lambda w, x, b, t: (w, b), "2 parts"),
        ("09.1a", lambda w, x, b, t: w + x, "3 parts"),
        ("09.1a", lambda w, x, b, t: gradient_structured(w, x, b, t)[:2] + (7.0,), "∂L/∂w and ∂L/∂b agree, ∂L/∂x does"),
        ("09.2a", LOSS[:3], "Of your 3 edges 3 are right. 6 edges are missing."),
        ("09.2a", but(LOSS, ("s", "L"), new=[("L", "s")]), "(L, s) points the wrong way"),
        ("09.2a", [*LOSS, ("x", "w")], "(x, w) is not one of them"),
        ("09.2a", "w to p", "a list of pairs"),
        ("09.2a", 9, "a list of pairs"),
        ("09.2b", but(PRICE, ("w", "z")), "1 edge is missing"),
        ("09.2c", lambda sizes: (7 * len(sizes), 2), "number of nodes"),
        ("09.2c", lambda sizes: (size_by_loop(sizes)[0], 99), "The number of nodes agrees, the number of edges does"),
        ("09.3a", "w*x*y", "It should be the value"),
        ("09.4a", lambda x: 2 * x, "It should be df/dx"),
        ("09.4b", lambda edges, result: 3.0, "a dictionary"),
        ("09.4b", lambda edges, result: {"x": 1.0, "f": 1.0, "L": 2.0}, "is not a node"),
        ("09.4b", by_paths, "Let each node send its messages once"),
        ("09.5a", lambda e, i, o: (len(e), 7), "forward mode"),
    ],
)
def test_what_is_wrong_in_no_known_way_is_told_apart_all_the_same(number, answer, says):
    verdict = check(number, answer)
    assert (
        verdict.status == "wrong" and verdict.mistake in ("", "stopped") and says.casefold() in verdict.says.casefold()
    )


@pytest.mark.parametrize(
    "formula, says",
    [
        ("w x", "an operator is missing"),
        ("w*q", "there is no input q; the inputs are w, x, y"),
        ("wx + y", "a product is written w*x"),
        ("x + e^w", "Look at the arrow: x + ▸e^w"),
        ("tanh(w", "a closing bracket is missing"),
        ("log(-1 - w*w)", "log needs a number above 0"),
        ("__import__('os')", "character 1"),
    ],
)
def test_a_formula_that_cannot_be_read_is_answered_with_what_is_wrong(formula, says):
    verdict = check("09.3a", formula)
    assert verdict.status == "wrong" and says in verdict.says


def test_a_function_that_is_right_on_the_cases_shown_only_is_not_right():
    table = {
        (1.0, 2.0, 0.0): read_a(1, 2, 0),
        (2.0, 1.0, -0.5): read_a(2, 1, -0.5),
        (-0.5, 1.0, 2.0): read_a(-0.5, 1, 2),
        (1.5, -1.0, 0.5): read_a(1.5, -1, 0.5),
    }
    assert check("09.3a", lambda w, x, y: table.get((w, x, y), 0.0)).mistake == "hidden: other inputs"


@pytest.mark.parametrize("number", ["09.2a", "09.2b"])
def test_edges_may_not_come_with_others(number):
    right = LOSS if number == "09.2a" else PRICE
    assert check(number, right).right and not check(number, [*right, ("w", "w")]).right


@pytest.mark.parametrize("sizes", [(1, 1), (2, 1), (2, 3, 1), (3, 4, 2, 1), (1, 1, 1, 1)])
def test_the_size_of_a_networks_graph_is_that_of_the_library(sizes):
    """The graph of one output; so the sizes end with 1."""
    assert tuple(size_by_loop(sizes)) == size_by_drawing(sizes)


def test_the_engines_agree_with_the_librarys_graphs():
    out = parse_expression("h1 = sin(x); h2 = x^2; f = h1 + h2*h1 + exp(h1*h2)").graph({"x": 0.7})
    order = topological_order(out)
    names = {node: f"n{i}" for i, node in enumerate(order)}
    edges = [(names[p], names[n], d) for n in order for p, d in zip(n.parents, n.partials)]
    wanted = {names[node]: bar for node, bar in adjoints(out).items()}
    for engine in (engine_by_order, engine_by_recursion, engine_by_matrices, reverse_mode):
        found = engine(edges[::-1], names[out])
        assert found.keys() == wanted.keys()
        assert all(abs(found[name] - wanted[name]) < 1e-9 for name in wanted)


@pytest.mark.parametrize("seed", range(0, 200, 7))
def test_the_engine_gets_one_verdict_whatever_is_drawn(seed):
    question, rng = questions("09")["09.4b"], lambda: np.random.default_rng(seed)
    assert judge_answer(question, engine_by_order, rng()).right
    assert judge_answer(question, engine_by_counting_readers, rng()).right
    for wrong in (in_listed_order, by_paths, lambda e, r: by_walk(e, r, once=True)):
        assert judge_answer(question, wrong, rng()).status == "wrong"


def test_the_notebooks_long_formula_has_all_its_factors():
    """Four neurons in a row: the formula as the notebook writes it, against a difference of the loss."""
    sums, k = ["w1*x + b1"], 4
    for j in range(2, k + 1):
        sums.append(f"w{j}*σ({sums[-1]}) + b{j}")
    slopes = "".join(f"*σ({s})*(1 - σ({s}))" for s in sums)
    formula = f"(σ({sums[-1]}) - t){slopes}" + "".join(f"*w{j}" for j in range(2, k + 1)) + "*x"
    loss = parse_expression(f"(σ({sums[-1]}) - t)^2 / 2")
    values = dict(zip(loss.names, np.random.default_rng(3).normal(size=len(loss.names))))
    out = loss.graph(values)
    slope = next(bar for node, bar in adjoints(out).items() if node.name == "w1")
    assert np.isclose(parse_expression(formula).graph(values).value, slope, rtol=1e-9)
    assert formula.count("σ") == k * k + 2 * k

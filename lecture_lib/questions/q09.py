"""Questions of notebook 09 and its sheet: chain rule and computational graphs."""

from __future__ import annotations

import math

import numpy as np

from ..autodiff import parse_expression
from ..checking import Mistake, Question, choice_question, value_question
from .unknown_graphs import unknown_expression

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_SIGMA_OF_HALF = 1 / (1 + math.exp(-0.5))
_CHECK_1 = value_question(
    "09.1",
    -0.375,
    "w̄, one number",
    [
        ("σ′ forgotten", -1.5, "Between ȳ and z̄ there is the sigmoid: its slope at z is a factor."),
        ("x forgotten", -0.125, "That is z̄, and b̄. For w̄ one more factor follows: how fast does z change with w?"),
        ("sign", 0.375, "The sign is turned round: ȳ is y − t."),
        ("w for x", -0.25, "You multiplied by w. How fast does z = w x + b change with w, when x stands still?"),
        ("σ′ at y", -1.5 * _SIGMA_OF_HALF * (1 - _SIGMA_OF_HALF), "You took σ′ at y. It is taken at z, which is 0."),
        ("σ for σ′", -0.75, "You multiplied by σ(z) in place of its slope σ(z)(1 − σ(z))."),
        ("½ kept", -0.1875, "The ½ goes away: the square brings down a factor 2."),
    ],
)
_CHECK_2 = choice_question(
    "09.2",
    "In the graph of L_reg, somebody removes the edge from w to R, but leaves R's value as it is. What happens?",
    {
        "a": ("L_reg changes, and w̄ too", "R keeps its value, so nothing that is computed forwards changes."),
        "b": (
            "L_reg stays, and w̄ loses the term λ w",
            "Right. The value is there, but the message over R finds no way back to w: the price no longer acts.",
        ),
        "c": (
            "Nothing: w still reaches L_reg through z",
            "It does, on one path. Which message came back on the other?",
        ),
        "d": ("w̄ becomes 0", "The path over z is still there, and brings its message."),
    },
    right="b",
)
_CHECK_5 = choice_question(
    "09.5",
    "A robot arm has 3 motors (inputs), and 200 numbers are computed from them. You want all 600 derivatives. "
    "What is cheapest?",
    {
        "a": ("Reverse mode: 200 walks", "It would work. But how many walks does the other way take?"),
        "b": (
            "Forward mode: 3 walks",
            "Right: one walk for each input, and each gives the derivatives of all 200 outputs.",
        ),
        "c": (
            "Reverse mode, as always in machine learning",
            "There it is the cheapest because a loss is one output. Here there are 200.",
        ),
        "d": (
            "Either: both multiply once for each edge",
            "Once for each edge in one walk. How many walks does each need?",
        ),
    },
    right="b",
)


def _value_of(answer, names: tuple[str, ...], case: tuple):
    """Return what a typed formula or a function gives for one case."""
    if isinstance(answer, str):
        return parse_expression(answer).graph(dict(zip(names, case))).value
    return answer(*case)


def _reading(number: str, order: tuple[str, ...], cases, mistakes, **more) -> Question:
    """Return a question that shows a graph and wants its function, as text or as a function of `order`."""
    wanted = unknown_expression(number)
    return Question(
        number,
        lambda *case: wanted.graph(dict(zip(order, case))).value,
        "the value that the graph computes",
        cases=cases,
        reply=lambda answer, *case: _value_of(answer, order, case),
        hidden=("other inputs", lambda rng: tuple(rng.uniform(-2, 2, len(order)).round(3).tolist())),
        mistakes=tuple(Mistake(name, says, instead=_value_at(formula, order)) for name, formula, says in mistakes),
        **more,
    )


def _value_at(formula: str, order: tuple[str, ...]):
    return lambda *case: parse_expression(formula).graph(dict(zip(order, case))).value


_CHECK_3 = _reading(
    "09.3",
    ("x", "y"),
    [(1.0, 2.0), (0.5, -1.0), (-1.5, 0.75)],
    [
        ("difference turned", "x - σ(x)*y", "The difference is turned round: look which edge says 1st."),
        ("σ forgotten", "x*y - x", "On its way to the product, x passes a node that you left out."),
        (
            "σ over the product",
            "σ(x*y) - x",
            "You applied σ after the product. Follow the edges: what does the node σ read?",
        ),
        ("σ everywhere", "σ(x)*y - σ(x)", "The last node reads x itself, not what σ makes of it."),
        ("y subtracted", "σ(x)*y - y", "The second edge into the difference does not start at y."),
    ],
)
_HALF_PI = math.pi / 2
_CHECK_4 = value_question(
    "09.4",
    2 * _HALF_PI - _HALF_PI**2,
    "df/dx at π/2, one number",
    [
        ("path over h₁ only", -(_HALF_PI**2), "That is the path over h₁. The path over h₂ has to be added."),
        ("path over h₂ only", 2 * _HALF_PI, "That is the path over h₂. The path over h₁ has to be added."),
        (
            "paths multiplied",
            -2 * _HALF_PI**3,
            "You multiplied the two paths. Along a path one multiplies; paths are added.",
        ),
        (
            "inner derivatives forgotten",
            1 + _HALF_PI**2,
            "Those are ∂f/∂h₁ and ∂f/∂h₂ added. Each still needs its inner derivative dh/dx as a factor.",
        ),
        ("sign of the sine", 2 * _HALF_PI + _HALF_PI**2, "The derivative of the cosine is minus the sine."),
    ],
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


def _parts(w, x, b, t):
    y = 1 / (1 + math.exp(-(w * x + b)))
    return y, (y - t) * y * (1 - y)


def _gradient(w, x, b, t):
    _, g = _parts(w, x, b, t)
    return np.array([g * x, g])


def _slope_at_y(w, x, b, t):
    y, _ = _parts(w, x, b, t)
    s = 1 / (1 + math.exp(-y))
    return (y - t) * s * (1 - s) * np.array([x, 1])


def _without_slope(w, x, b, t):
    return (_parts(w, x, b, t)[0] - t) * np.array([x, 1])


_NEURONS = [(2.0, 3.0, -6.0, 1.0), (1.5, 2.0, -2.0, 1.0), (0.5, -1.0, 0.25, 0.0), (-1.0, 0.5, 2.0, 1.0)]
_SHEET_1A = Question(
    "09.1a",
    _gradient,
    "two numbers: the derivative of the loss with respect to w, then with respect to b",
    cases=_NEURONS,
    hidden=("other neurons", lambda rng: tuple(rng.uniform(-2, 2, 4).round(3).tolist())),
    mistakes=(
        Mistake(
            "σ′ forgotten",
            "Between y and z there is the sigmoid: its slope y(1 − y) is missing as a factor.",
            _without_slope,
        ),
        Mistake(
            "x forgotten",
            "Both your numbers are the derivative with respect to z. How fast does z change with w?",
            lambda *case: np.repeat(_gradient(*case)[1], 2),
        ),
        Mistake(
            "w for x",
            "You multiplied by w. z = w x + b changes with w by x.",
            lambda w, x, b, t: _gradient(w, x, b, t)[1] * np.array([w, 1]),
        ),
        Mistake(
            "x in both",
            "The factor x belongs to w alone: z changes with b by 1.",
            lambda *case: np.repeat(_gradient(*case)[0], 2),
        ),
        Mistake(
            "sign",
            "Both signs are turned round: the derivative of ½(y − t)² is y − t.",
            lambda *case: -_gradient(*case),
        ),
        Mistake(
            "½ kept",
            "You kept the ½; the square brings down a factor 2 that removes it.",
            lambda *case: _gradient(*case) / 2,
        ),
        Mistake(
            "2 kept",
            "You kept the factor 2 of the square; the ½ in front removes it.",
            lambda *case: 2 * _gradient(*case),
        ),
        Mistake("σ′ at y", "You took the slope of σ at y. It is taken at z, where it is y(1 − y).", _slope_at_y),
        Mistake(
            "σ for σ′",
            "You multiplied by y, the value of σ, in place of its slope.",
            lambda w, x, b, t: _without_slope(w, x, b, t) * _parts(w, x, b, t)[0],
        ),
        Mistake(
            "order",
            "The numbers are right, but in the other order: first w, then b.",
            lambda *case: _gradient(*case)[::-1],
        ),
    ),
    hints=(
        "Name the steps: z, then y, then the loss. Which derivative is known first?",
        "y_bar = y − t. Then z_bar: multiply by the slope of the sigmoid, y (1 − y).",
        "z reads w with the local derivative x, and b with the local derivative 1.",
    ),
)

EdgeSet = frozenset[tuple[str, str]]


def _pairs(answer) -> EdgeSet | None:
    """Return the edges of an answer; None if it is no collection of pairs of names."""
    try:
        found = frozenset((str(a).strip(), str(b).strip()) for a, b in answer)
    except (TypeError, ValueError):
        return None
    return frozenset(tuple({"λ": "lam", "lambda": "lam"}.get(name, name) for name in pair) for pair in found)


def _below(edges: EdgeSet) -> EdgeSet:
    """Return all pairs (a, b) for which b depends on a, directly or not."""
    found = set(edges)
    while True:
        more = {(a, d) for a, b in found for c, d in found if b == c} - found
        if not more:
            return frozenset(found)
        found |= more


def _like(edges: EdgeSet):
    return lambda answer: _pairs(answer) == edges


def _edges(number: str, edges: set, mistakes: tuple[Mistake, ...], hints: tuple[str, ...]) -> Question:
    """Return a question that wants the edges of a graph, in any order."""
    truth = frozenset(edges)
    turned = frozenset((b, a) for a, b in truth)
    shared = (
        Mistake(
            "arrows turned",
            "At least one arrow points the wrong way: it starts at what is read and ends at what is computed.",
            shows=lambda answer: bool((_pairs(answer) or frozenset()) & turned),
        ),
        Mistake(
            "indirect edges",
            "At least one pair joins two nodes of which one depends on the other only through a third.",
            shows=lambda answer: (
                bool((_pairs(answer) or frozenset()) & (_below(truth) - truth)) and (_pairs(answer) >= truth)
            ),
        ),
    )
    return Question(
        number,
        lambda: sorted(truth),
        f"{len(truth)} pairs of names (from, to), one for each edge",
        equal=lambda got, _: _pairs(got) == truth,
        mistakes=(*mistakes, *shared),
        hints=hints,
    )


_LOSS = {("w", "p"), ("x", "p"), ("p", "z"), ("b", "z"), ("z", "y"), ("y", "e"), ("t", "e"), ("e", "s"), ("s", "L")}
_SHEET_2A = _edges(
    "09.2a",
    _LOSS,
    (
        Mistake(
            "operations forgotten",
            "Some names have no node: p, e and s are computed too, and others read them.",
            shows=_like(frozenset({("w", "z"), ("x", "z"), ("b", "z"), ("z", "y"), ("y", "L"), ("t", "L")})),
        ),
        Mistake(
            "target forgotten",
            "t is a number of the program too: which line reads it?",
            shows=_like(frozenset(_LOSS - {("t", "e")})),
        ),
        Mistake(
            "bias in the product",
            "b is not read by p; look which line it stands in.",
            shows=_like(frozenset(_LOSS - {("b", "z")} | {("b", "p")})),
        ),
        Mistake(
            "inputs forgotten",
            "Inputs are nodes too: edges start at w, x, b and t.",
            shows=_like(frozenset({("p", "z"), ("z", "y"), ("y", "e"), ("e", "s"), ("s", "L")})),
        ),
    ),
    (
        "Go through the program line by line. Each name on the right of = gives one edge.",
        'The first line, p = w * x, gives ("w", "p") and ("x", "p").',
        "There are six lines; three of them read two names, and three read one.",
    ),
)
_PRICE = {
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
}
_SHEET_2B = _edges(
    "09.2b",
    _PRICE,
    (
        Mistake(
            "second path of w forgotten",
            "One edge out of w is missing: which two lines read w?",
            shows=_like(frozenset(_PRICE - {("w", "R")})),
        ),
        Mistake(
            "R without a reader",
            "R is computed, but nobody reads it in your graph.",
            shows=_like(frozenset(_PRICE - {("R", "Lreg")})),
        ),
        Mistake(
            "λ forgotten",
            "lam is a number of the program too: which line reads it?",
            shows=_like(frozenset(_PRICE - {("lam", "Lreg")})),
        ),
        Mistake(
            "λ into R",
            "R is ½ w² and does not read lam; look at the last line.",
            shows=_like(frozenset(_PRICE - {("lam", "Lreg")} | {("lam", "R")})),
        ),
        Mistake(
            "R into L",
            "L does not read R. Both are read by the last line.",
            shows=_like(frozenset(_PRICE - {("R", "Lreg")} | {("R", "L")})),
        ),
    ),
    (
        "Go through the program line by line. Each name on the right of = gives one edge, numbers give none.",
        "w stands on the right of two lines.",
        "The last line reads three names.",
    ),
)

_SHEET_3A = _reading(
    "09.3a",
    ("w", "x", "y"),
    [(1.0, 2.0, 0.0), (2.0, 1.0, -0.5), (-0.5, 1.0, 2.0), (1.5, -1.0, 0.5)],
    [
        ("shared node read once", "tanh(w*x + y) - w", "The sum has two edges that leave it. You followed one."),
        ("tanh forgotten", "(w*x + y)^2 - w", "One of the two edges out of the sum passes another node."),
        ("tanh over the product", "tanh((w*x + y)^2) - w", "tanh reads the sum, not the product."),
        ("added for multiplied", "tanh(w*x + y) + w*x + y - w", "The node that reads tanh is a product."),
        (
            "difference turned",
            "w - tanh(w*x + y)*(w*x + y)",
            "The difference is turned round: look which edge says 1st.",
        ),
        (
            "last edge forgotten",
            "tanh(w*x + y)*(w*x + y)",
            "w is read twice: by the first product, and by the last node.",
        ),
        ("x subtracted", "tanh(w*x + y)*(w*x + y) - x", "The second edge into the difference does not start at x."),
        ("y in the product", "tanh(w*(x + y))*w*(x + y) - w", "The product of w and x comes first; y is added to it."),
    ],
    hints=(
        "Start at the inputs: give each node a name and write down what it computes.",
        "The node + is read twice. Name it s: then the rest is a formula in s and w.",
        'Text may name parts: "s = ...; ...". The last part is the result.',
    ),
)


def _slopes(x):
    h1, h2 = math.cos(x), x**2
    e = math.exp(h1 * h2)
    return h2 * e, 1 + h1 * e, -math.sin(x), 2 * x, e


def _on_paths(join):
    """Return a function of x that joins (∂f/∂h₁, ∂f/∂h₂, dh₁/dx, dh₂/dx, e) in its own way."""
    return lambda x: join(*_slopes(x))


_SHEET_4A = Question(
    "09.4a",
    _on_paths(lambda f1, f2, d1, d2, e: f1 * d1 + f2 * d2),
    "df/dx, one number",
    cases=[(1.0,), (0.5,), (-1.25,), (2.0,)],
    hidden=("other x", lambda rng: (round(float(rng.uniform(-2, 2)), 3),)),
    mistakes=(
        Mistake(
            "path over h₁ only",
            "That is the path over h₁. The path over h₂ has to be added.",
            _on_paths(lambda f1, f2, d1, d2, e: f1 * d1),
        ),
        Mistake(
            "path over h₂ only",
            "That is the path over h₂. The path over h₁ has to be added.",
            _on_paths(lambda f1, f2, d1, d2, e: f2 * d2),
        ),
        Mistake(
            "paths multiplied",
            "You multiplied the two paths. Along a path one multiplies; where paths meet one adds.",
            _on_paths(lambda f1, f2, d1, d2, e: f1 * d1 * f2 * d2),
        ),
        Mistake(
            "inner derivatives forgotten",
            "You added ∂f/∂h₁ and ∂f/∂h₂; each needs its own dh/dx as a factor.",
            _on_paths(lambda f1, f2, d1, d2, e: f1 + f2),
        ),
        Mistake(
            "exponent's derivative forgotten",
            "The derivative of e^{h₁h₂} with respect to h₁ needs the factor h₂, and the other way round.",
            _on_paths(lambda f1, f2, d1, d2, e: e * d1 + (1 + e) * d2),
        ),
        Mistake(
            "plain h₂ forgotten",
            "f reads h₂ twice: in the exponent, and alone.",
            _on_paths(lambda f1, f2, d1, d2, e: f1 * d1 + (f2 - 1) * d2),
        ),
        Mistake(
            "plain h₂ only",
            "f reads h₂ twice: alone, and in the exponent.",
            _on_paths(lambda f1, f2, d1, d2, e: f1 * d1 + d2),
        ),
        Mistake(
            "sign of the sine",
            "The derivative of the cosine is minus the sine.",
            _on_paths(lambda f1, f2, d1, d2, e: -f1 * d1 + f2 * d2),
        ),
    ),
    hints=(
        "Two paths lead from x to f. Write down each of them as a product of two derivatives.",
        "∂f/∂h₁ = h₂ e^{h₁h₂}. For ∂f/∂h₂ two terms come together: f reads h₂ in two places.",
        "dh₁/dx = −sin x and dh₂/dx = 2x. Multiply along each path, then add the two.",
    ),
)

_CHAIN = [("x", "u"), ("u", "f")]
_GRAPHS = [
    ([("x", "f")], ["x"], ["f"]),
    (_CHAIN, ["x"], ["f"]),
    (sorted(_LOSS), ["w", "b"], ["L"]),
    (sorted(_PRICE), ["w", "x", "b"], ["Lreg"]),
    ([("a", "s"), ("s", "f"), ("s", "g"), ("s", "h")], ["a"], ["f", "g", "h"]),
    ([("a", "s"), ("b", "s"), ("s", "f"), ("s", "g"), ("a", "g")], ["a", "b", "s"], ["f", "g"]),
]


def _random_walks(rng) -> tuple:
    n = int(rng.integers(4, 9))
    edges = [(f"v{i}", f"v{j}") for j in range(1, n) for i in range(j) if rng.random() < 0.5 or i == j - 1]
    first, last = int(rng.integers(1, 4)), int(rng.integers(1, 3))
    return edges, [f"v{i}" for i in range(first)], [f"v{n - 1 - i}" for i in range(last)]


def _nodes(edges) -> int:
    return len({name for pair in edges for name in pair})


_SHEET_5A = Question(
    "09.5a",
    lambda edges, inputs, outputs: (len(inputs) * len(edges), len(outputs) * len(edges)),
    "two whole numbers: multiplications in forward mode, then in reverse mode",
    cases=_GRAPHS,
    hidden=("other graphs", _random_walks),
    mistakes=(
        Mistake(
            "modes swapped",
            "The two are swapped: forward mode walks once for each input.",
            lambda edges, inputs, outputs: (len(outputs) * len(edges), len(inputs) * len(edges)),
        ),
        Mistake(
            "one walk each",
            "You counted one walk in each mode. How many walks give all the derivatives?",
            lambda edges, inputs, outputs: (len(edges), len(edges)),
        ),
        Mistake(
            "nodes counted",
            "A multiplication belongs to an edge; you counted nodes.",
            lambda edges, inputs, outputs: (len(inputs) * _nodes(edges), len(outputs) * _nodes(edges)),
        ),
        Mistake(
            "added",
            "Each walk passes all edges: the two numbers are multiplied, not added.",
            lambda edges, inputs, outputs: (len(inputs) + len(edges), len(outputs) + len(edges)),
        ),
        Mistake(
            "every pair",
            "You counted a walk for each pair of input and output. One walk forwards serves all "
            "outputs, one backwards all inputs.",
            lambda edges, inputs, outputs: (len(inputs) * len(outputs) * len(edges),) * 2,
        ),
    ),
    hints=(
        "How many multiplications does one walk make? One for each edge.",
        "One walk forwards gives the derivatives with respect to one input; how many inputs are there?",
        "Reverse mode starts anew at every output.",
    ),
)

QUESTIONS = (
    _CHECK_1,
    _CHECK_2,
    _CHECK_3,
    _CHECK_4,
    _CHECK_5,
    _SHEET_1A,
    _SHEET_2A,
    _SHEET_2B,
    _SHEET_3A,
    _SHEET_4A,
    _SHEET_5A,
)

"""Questions of notebook 09 and its sheet: chain rule and computational graphs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..autodiff import ExpressionError, must_be_input, parse_expression
from ..checking import Mistake, Question, choice_question, value_question
from ..validation import InputError, is_close
from .q09_edges import EDGES, LOSS_EDGES, PENALISED_EDGES
from .q09_engine import ENGINE
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
        ("sign", 0.375, "The sign is wrong: ȳ is y − t."),
        ("w for x", -0.25, "You multiplied by w. How fast does z = w x + b change with w, when x is held fixed?"),
        ("σ′ at y", -1.5 * _SIGMA_OF_HALF * (1 - _SIGMA_OF_HALF), "You took σ′ at y. It is taken at z, which is 0."),
        ("σ for σ′", -0.75, "Twice too large: was σ(z) taken in place of its slope, or a factor of 2 kept?"),
        ("½ kept", -0.1875, "The ½ goes away, because the square brings down a factor of 2."),
        ("σ′ and x forgotten", -0.5, "That is ȳ. Two steps follow: from y back to z, and from z back to w."),
        ("loss", 0.125, "That is the loss itself. Its derivative with respect to w is asked for."),
    ],
    hints=(
        "Compute z first. It is a whole number, and σ of it is a simple fraction.",
        "ȳ is y − t. Then z̄ needs the slope of the sigmoid at z, which is y(1 − y).",
        "z = w x + b. How fast does it change with w?",
    ),
    explanation=(
        "Forwards: z = 2 · 3 − 6 = 0, y = σ(0) = ½. Backwards: ȳ = y − t = −½. The slope of the sigmoid at 0 is "
        "½ · ½ = ¼, so z̄ = −½ · ¼ = −⅛. Since z changes with w at the rate x = 3, w̄ = −⅛ · 3 = −0.375."
    ),
)
_CHECK_2 = choice_question(
    "09.2",
    "In the graph of L_reg, you remove the edge from w to R, but leave R's value as it is. What happens?",
    {
        "a": ("L_reg changes, and w̄ too", "R keeps its value, so nothing that is computed forwards changes."),
        "b": (
            "L_reg stays, and w̄ loses the term λ w",
            "Right. The value is there, but the message through R no longer comes back to w, so the penalty no "
            "longer acts.",
        ),
        "c": (
            "Nothing: w still reaches L_reg through z",
            "It does, on one path. Which message came back on the other?",
        ),
        "d": ("w̄ becomes 0", "The path through z is still there, and brings its message."),
    },
    right="b",
    hints=(
        "Which values are computed from R? Does any of them change?",
        "Two edges leave w. How many messages come back to w before, and how many afterwards?",
    ),
    explanation=(
        "An edge is used in both directions: values go forwards through it, derivatives come back. R keeps its "
        "value, so L_reg stays. But the message λ · w came back along the edge that is gone, so w̄ is only the "
        "message through z. Training would then no longer make the weight small, although the printed loss looks the "
        "same."
    ),
)
_CHECK_5 = choice_question(
    "09.5",
    "A robot arm has 3 motors (inputs), and 200 numbers are computed from them. You need all 600 derivatives. "
    "What is cheapest?",
    {
        "a": ("Reverse mode: 200 walks", "It would work. But how many walks does the other mode take?"),
        "b": (
            "Forward mode: 3 walks",
            "Right: one walk for each input, and each gives the derivatives of all 200 outputs.",
        ),
        "c": (
            "Reverse mode, as always in machine learning",
            "There it is the cheapest because a loss is one output. Here there are 200.",
        ),
        "d": (
            "Either: both multiply once per edge",
            "Once per edge in one walk. How many walks does each need?",
        ),
    },
    right="b",
    hints=(
        "What does one walk of forward mode give, and what does one walk of reverse mode give?",
        "Count the walks that each mode needs for all 600 derivatives.",
    ),
    explanation=(
        "One walk of forward mode gives the derivatives of all outputs with respect to one input, so 3 walks are "
        "enough. One walk of reverse mode gives the derivatives of one output with respect to all inputs, so it "
        "would take 200. Reverse mode wins in training because a loss is a single output of very many parameters."
    ),
)


@dataclass(frozen=True)
class _Unreadable:
    """What a typed formula gives that cannot be used, with what is wrong."""

    says: str


def _value_of(answer, names: tuple[str, ...], case: tuple):
    """Return what a typed formula or a function gives for one case."""
    if not isinstance(answer, str):
        return answer(*case)
    try:
        expression = parse_expression(answer)
        for name in expression.names:
            must_be_input(name, names)
        return expression.graph(dict(zip(names, case))).value
    except ExpressionError as problem:
        before, after = answer[: problem.at], answer[problem.at :]
        return _Unreadable(f"Your formula cannot be read, {problem}. Look at the arrow: {before}▸{after}")
    except InputError as problem:
        return _Unreadable(f"Your formula cannot be used: {problem}.")


def _unreadable(got, _) -> str:
    return got.says if isinstance(got, _Unreadable) else ""


def _reading(number: str, order: tuple[str, ...], cases, mistakes, **more) -> Question:
    """Return a question that shows a graph and asks for its function, as text or as a function of `order`."""
    wanted = unknown_expression(number)
    return Question(
        number,
        lambda *case: wanted.graph(dict(zip(order, case))).value,
        "the value that the graph computes",
        cases=cases,
        reply=lambda answer, *case: _value_of(answer, order, case),
        differs=_unreadable,
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
        ("difference reversed", "x - σ(x)*y", "The difference is reversed: look which edge is marked 1st."),
        ("σ forgotten", "x*y - x", "On its way to the product, x passes a node that you left out."),
        (
            "σ over the product",
            "σ(x*y) - x",
            "You applied σ after the product. Follow the edges: what does the node σ read?",
        ),
        ("σ everywhere", "σ(x)*y - σ(x)", "The last node reads x itself, not what σ makes of it."),
        ("y subtracted", "σ(x)*y - y", "The second edge into the difference does not start at y."),
        ("added for subtracted", "σ(x)*y + x", "You added in the last node. Look at its sign, and at 1st and 2nd."),
        ("σ of y", "x*σ(y) - x", "You applied σ to y. Which input does the node σ read?"),
        ("sum for product", "σ(x) + y - x", "You added σ and y. The node that reads both is a product."),
        ("difference first", "σ(x)*(y - x)", "You subtracted before you multiplied. Which node reads which?"),
    ],
    hints=(
        "Begin at the node that reads only inputs: what does it compute?",
        "Write down one node after the other. The last one is a difference: the edge 1st comes from what is on its "
        "left.",
    ),
    explanation=(
        "Start at the inputs. One node reads only x and applies σ. The product reads that node and y, so it is σ(x) "
        "· y. The last node subtracts its second parent, x, from its first, the product. So the function is σ(x) · y "
        "− x."
    ),
)
_HALF_PI = math.pi / 2


def _two_decimals(got, truth) -> bool:
    return is_close(got, truth, 0.005, relative=0)


_CHECK_4 = value_question(
    "09.4",
    2 * _HALF_PI - _HALF_PI**2,
    "df/dx at π/2, one number, to two decimals",
    [
        ("path through h₁ only", -(_HALF_PI**2), "That is the path through h₁. The path through h₂ has to be added."),
        ("path through h₂ only", 2 * _HALF_PI, "That is the path through h₂. The path through h₁ has to be added."),
        (
            "paths multiplied",
            -2 * _HALF_PI**3,
            "You multiplied the two paths. Factors multiply along a path, while paths are added.",
        ),
        (
            "inner derivatives forgotten",
            1 + _HALF_PI**2,
            "Those are ∂f/∂h₁ and ∂f/∂h₂ added. Each still needs its inner derivative dh/dx as a factor.",
        ),
        ("sign of the sine", 2 * _HALF_PI + _HALF_PI**2, "The derivative of the cosine is minus the sine."),
        ("power forgotten", 1 - _HALF_PI**2, "The derivative of x² is not 1. What is it at π/2?"),
        ("factor of the power", _HALF_PI - _HALF_PI**2, "The derivative of x² is 2x. The factor of 2 is missing."),
    ],
    equal=_two_decimals,
    hints=(
        "At π/2, h₁ = cos x is 0. What is then e to the power h₁h₂?",
        "∂f/∂h₁ = h₂ e^(h₁h₂) and ∂f/∂h₂ = 1 + h₁ e^(h₁h₂). Put the numbers in.",
        "Each is multiplied by its own inner derivative, −sin x or 2x. Then add the two.",
    ),
    explanation=(
        "At x = π/2 we have h₁ = 0, so e^(h₁h₂) = 1. Then ∂f/∂h₁ = h₂ = π²/4 and ∂f/∂h₂ = 1. The inner derivatives "
        "are dh₁/dx = −sin x = −1 and dh₂/dx = 2x = π. The two paths bring −π²/4 and π, and their sum is π − π²/4 ≈ "
        "0.674."
    ),
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


def _parts(w, x, b, t):
    y = math.tanh(w * x + b)
    return y, (y - t) * (1 - y**2)


def _gradient(w, x, b, t):
    _, g = _parts(w, x, b, t)
    return np.array([g * x, g, g * w])


def _with_slope(slope):
    """Return the mistaken gradient in which `slope(y)` is in place of the derivative of tanh."""

    def gradient(w, x, b, t):
        y, _ = _parts(w, x, b, t)
        return (y - t) * slope(y) * np.array([x, 1, w])

    return gradient


def _of_the_sigmoid(w, x, b, t):
    y = 1 / (1 + math.exp(-(w * x + b)))
    return (y - t) * y * (1 - y) * np.array([x, 1, w])


_NEURONS = [(0.5, 1.0, 0.0, 1.0), (1.5, 2.0, -2.0, 1.0), (0.5, -1.0, 0.25, 0.0), (-1.0, 0.5, 2.0, 1.0)]
_SHEET_1A = Question(
    "09.1a",
    _gradient,
    "three numbers: the derivatives of the loss with respect to w, b and x",
    cases=_NEURONS,
    parts=("∂L/∂w", "∂L/∂b", "∂L/∂x"),
    hidden=("other neurons", lambda rng: tuple(rng.uniform(-2, 2, 4).round(3).tolist())),
    mistakes=(
        Mistake(
            "slope forgotten",
            "Between y and z there is the tanh: its slope 1 − y² is missing as a factor.",
            _with_slope(lambda y: 1),
        ),
        Mistake(
            "slope of the sigmoid",
            "You used y(1 − y), which is the slope of the sigmoid. Here the activation is tanh.",
            _with_slope(lambda y: y * (1 - y)),
        ),
        Mistake(
            "the sigmoid's neuron",
            "Those are the derivatives for the notebook's sigmoid. Here the activation is tanh.",
            _of_the_sigmoid,
        ),
        Mistake(
            "square forgotten",
            "Your slope of tanh is 1 − y. It is 1 − y².",
            _with_slope(lambda y: 1 - y),
        ),
        Mistake(
            "slope at y",
            "You took the slope of tanh at y. It is taken at z, where it is 1 − y².",
            _with_slope(lambda y: 1 - math.tanh(y) ** 2),
        ),
        Mistake(
            "tanh for its slope",
            "You multiplied by y, the value of tanh, in place of its slope.",
            _with_slope(lambda y: y),
        ),
        Mistake(
            "inner derivatives forgotten",
            "All your numbers are the derivative with respect to z. How fast does z change with w, and with x?",
            lambda *case: np.repeat(_gradient(*case)[1], 3),
        ),
        Mistake(
            "own factor",
            "Your numbers for w and x are exchanged. z = w x + b changes with w by x, and with x by w.",
            lambda *case: _gradient(*case)[[2, 1, 0]],
        ),
        Mistake(
            "factor in b",
            "Two of your numbers are right. z changes with b by 1, so that derivative has no further factor.",
            lambda *case: _gradient(*case)[[0, 0, 2]],
        ),
        Mistake(
            "x left out",
            "Two numbers came back. The derivative with respect to the input x is asked for as well.",
            lambda *case: _gradient(*case)[:2],
        ),
        Mistake(
            "sign",
            "All signs are wrong: the derivative of ½(y − t)² with respect to y is y − t.",
            lambda *case: -_gradient(*case),
        ),
        Mistake(
            "sign and slope",
            "All signs are wrong, since the derivative of ½(y − t)² is y − t. The slope of tanh is missing, too.",
            lambda *case: -_with_slope(lambda y: 1)(*case),
        ),
        Mistake(
            "½ kept",
            "You kept the ½. The square brings down a factor of 2 that removes it.",
            lambda *case: _gradient(*case) / 2,
        ),
        Mistake(
            "2 kept",
            "You kept the factor of 2 from the square. The ½ in front removes it.",
            lambda *case: 2 * _gradient(*case),
        ),
    ),
    hints=(
        "Name the steps: z, then y, then the loss. Which derivative is known first?",
        "y_bar = y − t. Then z_bar: multiply by the slope of tanh at z, which is 1 − y².",
        "z reads w with the local derivative x, b with 1, and x with w.",
    ),
    explanation=(
        "Forwards: z = w x + b and y = tanh(z). Backwards: the loss gives ȳ = y − t, and the slope of tanh is 1 − "
        "y², so z̄ = (y − t)(1 − y²). From z the message splits: w̄ = z̄ x, b̄ = z̄ and x̄ = z̄ w. The tanh is "
        "evaluated once, and its value y serves the loss and the slope."
    ),
)

_SHEET_3A = _reading(
    "09.3a",
    ("w", "x", "y"),
    [(1.0, 2.0, 0.0), (2.0, 1.0, -0.5), (-0.5, 1.0, 2.0), (1.5, -1.0, 0.5)],
    [
        ("shared node read once", "tanh(w*x + y) - w", "The sum has two edges that leave it. You followed one."),
        ("tanh forgotten", "(w*x + y)^2 - w", "One of the two edges out of the sum passes another node."),
        (
            "tanh over the product",
            "tanh((w*x + y)^2) - w",
            "You applied tanh to the product. The node tanh reads the sum.",
        ),
        ("added for multiplied", "tanh(w*x + y) + w*x + y - w", "You added where the node that reads tanh multiplies."),
        (
            "difference reversed",
            "w - tanh(w*x + y)*(w*x + y)",
            "The difference is reversed: look which edge is marked 1st.",
        ),
        (
            "last edge forgotten",
            "tanh(w*x + y)*(w*x + y)",
            "Your last node is the product. One more node reads it, together with w.",
        ),
        ("x subtracted", "tanh(w*x + y)*(w*x + y) - x", "The second edge into the difference does not start at x."),
        ("y subtracted", "tanh(w*x + y)*(w*x + y) - y", "The second edge into the difference does not start at y."),
        (
            "y in the product",
            "tanh(w*(x + y))*w*(x + y) - w",
            "The product of w and x comes first, then y is added to it.",
        ),
        (
            "w added",
            "tanh(w*x + y)*(w*x + y) + w",
            "You added w in the last node. Look at its sign, and at 1st and 2nd.",
        ),
        (
            "tanh twice",
            "tanh(w*x + y)^2 - w",
            "The product reads tanh once. Its other edge comes straight from the sum.",
        ),
        ("y left out", "tanh(w*x)*(w*x) - w", "Your formula does not contain y. Which node reads it?"),
        (
            "product of the product",
            "tanh(w*x + y)*w*x - w",
            "Your last product reads w · x. Its second edge comes from the sum, in which y is added already.",
        ),
        ("one product", "tanh(w*x*y)*(w*x*y) - w", "You multiplied by y. The node that reads y is a sum."),
        ("all added", "tanh(w + x + y)*(w + x + y) - w", "You added w and x. The node that reads both is a product."),
        ("σ for tanh", "σ(w*x + y)*(w*x + y) - w", "You took σ. The function in the graph is tanh."),
    ],
    hints=(
        "Start at the inputs: give each node a name and write down what it computes.",
        "The node + is read twice. Name it s: then the rest is a formula in s and w.",
        'Text may name parts: "s = ...; ...". The last part is the result.',
    ),
    explanation=(
        "The first node multiplies w and x, the next adds y: call the sum s = w x + y. Two edges leave s. One goes "
        "to the node tanh, the other straight to the product, so the product is tanh(s) · s. The last node subtracts "
        "its second parent, w. Naming s keeps the formula as short as the graph."
    ),
)


def _slopes(x):
    h1, h2 = math.sin(x), x**3
    e = math.exp(h1 * h2)
    return 1 + h2 * e, h1 * e, math.cos(x), 3 * x**2, e, h1, h2


def _on_paths(join):
    """Return a function of x that joins ∂f/∂h₁, ∂f/∂h₂, dh₁/dx, dh₂/dx, e^(h₁h₂), h₁ and h₂ in its own way."""
    return lambda x: join(*_slopes(x))


def _of_the_notebook(x):
    h1, h2 = math.cos(x), x**2
    e = math.exp(h1 * h2)
    return -h2 * e * math.sin(x) + (1 + h1 * e) * 2 * x


_SHEET_4A = Question(
    "09.4a",
    _on_paths(lambda f1, f2, d1, d2, e, h1, h2: f1 * d1 + f2 * d2),
    "df/dx, one number",
    cases=[(1.0,), (0.5,), (-1.25,), (0.0,), (2.0,)],
    hidden=("other x", lambda rng: (round(float(rng.uniform(-2, 2)), 3),)),
    mistakes=(
        Mistake(
            "path through h₁ only",
            "That is the path through h₁. The path through h₂ has to be added.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: f1 * d1),
        ),
        Mistake(
            "path through h₂ only",
            "That is the path through h₂. The path through h₁ has to be added.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: f2 * d2),
        ),
        Mistake(
            "paths multiplied",
            "You multiplied the two paths. Factors multiply along a path, and paths are added where they meet.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: f1 * d1 * f2 * d2),
        ),
        Mistake(
            "paths subtracted",
            "You subtracted the path through h₂. The paths are added, each with its own sign.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: f1 * d1 - f2 * d2),
        ),
        Mistake(
            "inner derivatives forgotten",
            "You added ∂f/∂h₁ and ∂f/∂h₂. Each needs its own dh/dx as a factor.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: f1 + f2),
        ),
        Mistake(
            "inner derivatives exchanged",
            "You multiplied ∂f/∂h₁ by dh₂/dx, and ∂f/∂h₂ by dh₁/dx. Each path has its own inner derivative.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: f1 * d2 + f2 * d1),
        ),
        Mistake(
            "exponent's derivative forgotten",
            "The derivative of e^(h₁h₂) with respect to h₁ needs the factor h₂, and the other way round.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: (1 + e) * d1 + e * d2),
        ),
        Mistake(
            "exponential left as it is",
            "You left e^(h₁h₂) as it is. Its derivative has a factor more: that of the exponent with respect to x.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: d1 + e),
        ),
        Mistake(
            "exponential replaced by its input",
            "You multiplied by the exponent h₁h₂. The derivative of e^u is e^u itself, not u.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: (1 + h2 * h1 * h2) * d1 + h1 * h1 * h2 * d2),
        ),
        Mistake(
            "plain h₁ forgotten",
            "f reads h₁ twice, in the exponent and directly. The term of the direct one is missing.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: (f1 - 1) * d1 + f2 * d2),
        ),
        Mistake(
            "plain h₁ only",
            "f reads h₁ twice, directly and in the exponent. The term of the exponent is missing.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: d1 + f2 * d2),
        ),
        Mistake(
            "h₁ sent on twice",
            "h₁ sends its message on twice: once when the first part arrives, then again with the whole sum.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: (f1 + 1) * d1 + f2 * d2),
        ),
        Mistake(
            "sign of the cosine",
            "The derivative of the sine is plus the cosine.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: -f1 * d1 + f2 * d2),
        ),
        Mistake(
            "factor of the power",
            "The derivative of x³ is 3x². The 3 is missing.",
            _on_paths(lambda f1, f2, d1, d2, e, h1, h2: f1 * d1 + f2 * d2 / 3),
        ),
        Mistake(
            "the notebook's function",
            "That is the derivative of the notebook's example. Here h₁ = sin x, h₂ = x³, and h₁ is read twice.",
            _of_the_notebook,
        ),
    ),
    hints=(
        "Two inner functions read x. Write down each path from x to f as a product of two derivatives.",
        "∂f/∂h₂ = h₁ e^(h₁h₂). For ∂f/∂h₁ two terms come together, because f reads h₁ twice.",
        "dh₁/dx = cos x and dh₂/dx = 3x². Multiply along each path, then add the two.",
    ),
    explanation=(
        "The outer derivatives are ∂f/∂h₁ = 1 + h₂ e^(h₁h₂), since f reads h₁ directly and in the exponent, and "
        "∂f/∂h₂ = h₁ e^(h₁h₂). The inner ones are cos x and 3x². Multiply along each path and add the paths: "
        "df/dx = (1 + h₂ e^(h₁h₂)) cos x + h₁ e^(h₁h₂) · 3x²."
    ),
)

_CHAIN = [("x", "u"), ("u", "f")]
_GRAPHS = [
    ([("x", "f")], ["x"], ["f"]),
    (_CHAIN, ["x"], ["f"]),
    (sorted(LOSS_EDGES), ["w", "b"], ["L"]),
    (sorted(PENALISED_EDGES), ["w", "x", "b"], ["Lreg"]),
    ([("a", "s"), ("s", "f"), ("s", "g"), ("s", "h")], ["a"], ["f", "g", "h"]),
    ([("a", "s"), ("b", "s"), ("s", "f"), ("s", "g"), ("a", "g")], ["a", "b", "s"], ["f", "g"]),
]


def _random_walks(rng) -> tuple:
    n = rng.size(4, 9)
    edges = [(f"v{i}", f"v{j}") for j in range(1, n) for i in range(j) if rng.random() < 0.5 or i == j - 1]
    first, last = rng.size(1, 4), rng.size(1, 3)
    return edges, [f"v{i}" for i in range(first)], [f"v{n - 1 - i}" for i in range(last)]


def _nodes(edges) -> int:
    return len({name for pair in edges for name in pair})


_SHEET_5A = Question(
    "09.5a",
    lambda edges, inputs, outputs: (len(inputs) * len(edges), len(outputs) * len(edges)),
    "two whole numbers: multiplications in forward mode, then in reverse mode",
    cases=_GRAPHS,
    parts=("forward mode", "reverse mode"),
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
            "A multiplication belongs to an edge, but you counted nodes.",
            lambda edges, inputs, outputs: (len(inputs) * _nodes(edges), len(outputs) * _nodes(edges)),
        ),
        Mistake(
            "added",
            "You added the numbers of walks and edges. Each walk passes all edges, so they multiply.",
            lambda edges, inputs, outputs: (len(inputs) + len(edges), len(outputs) + len(edges)),
        ),
        Mistake(
            "every pair",
            "You counted a walk for each pair of input and output. One walk forwards serves all "
            "outputs, one backwards all inputs.",
            lambda edges, inputs, outputs: (len(inputs) * len(outputs) * len(edges),) * 2,
        ),
        Mistake(
            "walks only",
            "Those are the numbers of walks. Each walk multiplies once per edge.",
            lambda edges, inputs, outputs: (len(inputs), len(outputs)),
        ),
    ),
    hints=(
        "How many multiplications does one walk make? One for each edge.",
        "One walk forwards gives the derivatives with respect to one input. How many inputs are there?",
        "Reverse mode starts again at every output.",
    ),
    explanation=(
        "A walk passes every edge once and multiplies once there. Forward mode needs a walk for each input, because "
        "a tangent belongs to one input, so it makes (number of inputs) · (number of edges) multiplications. Reverse "
        "mode needs a walk for each output, because an adjoint belongs to one result: (number of outputs) · (number "
        "of edges)."
    ),
)

QUESTIONS = (
    _CHECK_1,
    _CHECK_2,
    _CHECK_3,
    _CHECK_4,
    _CHECK_5,
    _SHEET_1A,
    *EDGES,
    _SHEET_3A,
    _SHEET_4A,
    ENGINE,
    _SHEET_5A,
)

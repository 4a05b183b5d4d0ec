"""Questions of notebook 02 and its sheet: activation functions."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..nn import softmax
from .mistaken import relu_slope, sigmoid_slope, tanh_slope

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = value_question(
    "02.1",
    0.64,
    "the slope of tanh where its value is 0.6, one number",
    [
        ("the sigmoid's rule", 0.24, "a (1 − a) belongs to the sigmoid. Which rule does the table give for tanh?"),
        ("square forgotten", 0.4, "That is 1 − a. The rule for tanh has a square in it."),
        (
            "value for z",
            float(1 - np.tanh(0.6) ** 2),
            "You put 0.6 in for z. But 0.6 is the value a already; no tanh is needed any more.",
        ),
        ("only the square", 0.36, "That is a². How does it enter the rule?"),
        ("plus", 1.36, "A slope of tanh is never above 1. Look at the sign in the rule."),
    ],
)
_CHECK_2 = choice_question(
    "02.2",
    "A friend switches ReLU′(0) from 0 to 1 and trains the 784-100-10 network of digits again, from the same "
    "random weights. What will change?",
    {
        "a": (
            "The network learns faster, because more units have slope 1",
            "More units? Count for how many sums the convention was asked at all: how many are exactly 0?",
        ),
        "b": (
            "As good as nothing: hardly any sum is exactly 0",
            "Right. Of 400 000 sums none was 0, so the convention was never asked.",
        ),
        "c": (
            "Nothing, because the gradient does not use the slope",
            "It does, as a factor in the chain rule. But at which z would the two conventions differ?",
        ),
        "d": (
            "It fails: at a kink there is no slope",
            "Any number from 0 to 1 will do there; that is what a subgradient says.",
        ),
    },
    right="b",
)
_CHECK_3 = choice_question(
    "02.3",
    "A ReLU unit of the first hidden layer has z < 0 on every image. You train on, with twice the rate. What "
    "happens to its weights?",
    {
        "a": ("They move twice as fast", "Twice what? Multiply the rate by the gradient of this unit."),
        "b": (
            "They move slowly, and the unit comes back in time",
            "A leaky unit would move, if slowly. What exactly is the slope of a ReLU below 0?",
        ),
        "c": (
            "Nothing: the gradient is exactly 0, and any rate times 0 is 0",
            "Right. And its inputs are the images, which never change: it stays dead.",
        ),
        "d": ("They shrink towards 0", "Something would have to pull them there. The gradient is the sole force here."),
    },
    right="c",
)
_CHECK_4 = value_question(
    "02.4",
    -1.25,
    "dL/dε, one number",
    [
        ("all z", 4.75, "You counted z = 3 too. For ε the factor is min(0, z), which is 0 there."),
        ("positive side", 6.0, "You took max(0, z). ε sits on the other side."),
        ("z alone", -3.5, "That is the sum of min(0, z). Each is still to be multiplied by its dL/da."),
        (
            "a mean",
            -1.25 / 3,
            "You divided by 3. The mean over the examples is in dL/da already; here a sum is wanted.",
        ),
        ("slopes", 2.0, "You added up the dL/da of the negative z. Each is still to be multiplied by z."),
    ],
)
_CHECK_5 = value_question(
    "02.5",
    -0.15,
    "one entry of the Jacobian, a number",
    [
        ("sign", 0.15, "The size is right. Raise one input: does another output rise or fall?"),
        ("diagonal", 0.21, "That is p₁ (1 − p₁), the entry on the diagonal. Row 1, column 2 is asked."),
        ("the column's diagonal", 0.25, "That is an entry on the diagonal. Rows and columns are counted from 1 here."),
        ("another column", -0.06, "Those are outputs 1 and 3, if counted from 1. Which two are asked?"),
        ("independent", 0.0, "It would be 0 if each output had an input of its own. Here they share a sum."),
    ],
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


_SHEET_1A = Question(
    "02.1a",
    lambda a: a * (1 - a),
    "the sigmoid's slope where its value is a, one number for each a",
    cases=[
        (np.array([0.5]),),
        (np.array([0.2]),),
        (np.array([0.1, 0.9, 0.3]),),
        (np.array([[0.25, 0.99], [0.6, 0.01]]),),
    ],
    hidden=("other outputs", lambda rng: (rng.uniform(0, 1, int(rng.integers(1, 6))),)),
    mistakes=(
        Mistake(
            "a taken for z",
            "You apply the sigmoid once more. a is its value already; no sigmoid is needed.",
            sigmoid_slope,
        ),
        Mistake("second factor forgotten", "You return a itself. The rule has a second factor.", lambda a: a),
        Mistake("squared", "You return the square of a. The second factor is not a again.", lambda a: a**2),
        Mistake("tanh's rule", "1 − a² is the rule for tanh.", lambda a: 1 - a**2),
        Mistake("first factor forgotten", "You return 1 − a alone. The rule has two factors.", lambda a: 1 - a),
        Mistake("sign", "Your slopes are negative, but the sigmoid rises everywhere.", lambda a: a * (a - 1)),
        Mistake("all squared", "The product is right, but you square it once more.", lambda a: (a * (1 - a)) ** 2),
    ),
    hints=(
        "The section 02.1 writes the slope as a product that holds nothing but the value.",
        "The slope is largest at a = 0.5 and goes to 0 at both ends, a = 0 and a = 1. Which product does that?",
        "One factor is a. The other is the distance from a to 1.",
    ),
)

_LEAKS = [
    (np.array([2.0]), 0.1),
    (np.array([-2.0]), 0.1),
    (np.array([-1.0, 0.0, 3.0, 0.125]), 0.25),
    (np.array([[-4.0, 5.0], [0.5, -0.5]]), 0.01),
    (np.array([-3.0, 2.0]), 0.0),
]
_SHEET_1B = Question(
    "02.1b",
    lambda z, epsilon: np.where(z > 0, z, epsilon * z),
    "z where z is positive, ε z where it is negative",
    cases=_LEAKS,
    hidden=(
        "other arrays and leaks",
        lambda rng: (rng.normal(0, 3, int(rng.integers(1, 6))), float(rng.uniform(0, 1))),
    ),
    mistakes=(
        Mistake(
            "no leak",
            "Yours is the ReLU: it gives 0 for negative z. Let ε times z through there.",
            lambda z, epsilon: np.maximum(0, z),
        ),
        Mistake(
            "leak everywhere",
            "You multiply by ε on both sides. Positive numbers pass unchanged.",
            lambda z, epsilon: epsilon * z,
        ),
        Mistake(
            "sides swapped",
            "Your sides are swapped: the leak belongs to the negative numbers.",
            lambda z, epsilon: np.where(z > 0, epsilon * z, z),
        ),
        Mistake(
            "constant leak",
            "You return ε itself on the left. It is a slope: multiply it by z.",
            lambda z, epsilon: np.where(z > 0, z, epsilon),
        ),
        Mistake(
            "maximum with epsilon",
            "You compare z with ε. Compare it with ε times z.",
            np.maximum,
        ),
        Mistake(
            "sign of the leak",
            "On the left your values are positive. ε z has the sign of z.",
            lambda z, epsilon: np.where(z > 0, z, -epsilon * z),
        ),
        Mistake(
            "slope returned",
            "You return the slope, 1 or ε. The function's value is wanted.",
            lambda z, epsilon: np.where(z > 0, 1.0, epsilon),
        ),
    ),
    hints=(
        "Two cases: what comes out for z = 2, and what for z = −2?",
        "np.where(condition, this, that) chooses number by number.",
        "Where z > 0 take z, elsewhere ε times z. For 0 ≤ ε ≤ 1 a maximum of two arrays does the same.",
    ),
)

_ZEROS = [
    (np.array([2.0]), 0.0),
    (np.array([-2.0]), 1.0),
    (np.array([0.0]), 1.0),
    (np.array([0.0]), 0.0),
    (np.array([-1.0, 0.0, 3.0]), 0.5),
    (np.array([[0.0, -0.5], [4.0, 0.0]]), 0.25),
]
_SHEET_2A = Question(
    "02.2a",
    lambda z, at_zero: np.where(z > 0, 1.0, np.where(z < 0, 0.0, at_zero)),
    "1 where z is positive, 0 where it is negative, at_zero where it is 0",
    cases=_ZEROS,
    hidden=(
        "other arrays and conventions",
        lambda rng: (np.round(rng.normal(size=int(rng.integers(1, 6)))) + 0.0, float(rng.uniform(0, 1))),
    ),
    mistakes=(
        Mistake(
            "the value",
            "You return ReLU's value. Its slope is wanted: how much of a change comes through.",
            lambda z, at_zero: np.maximum(0, z),
        ),
        Mistake(
            "always 0 at 0",
            "At 0 you always give 0. There the argument at_zero decides.",
            lambda z, at_zero: np.where(z > 0, 1.0, 0.0),
        ),
        Mistake(
            "always 1 at 0",
            "At 0 you always give 1, as lecture D does. There the argument at_zero decides.",
            lambda z, at_zero: np.where(z >= 0, 1.0, 0.0),
        ),
        Mistake(
            "convention on the left",
            "You give at_zero for negative z as well. It belongs to z = 0 alone.",
            lambda z, at_zero: np.where(z > 0, 1.0, at_zero),
        ),
        Mistake(
            "convention on the right",
            "You give at_zero for positive z as well. It belongs to z = 0 alone.",
            lambda z, at_zero: np.where(z < 0, 0.0, at_zero),
        ),
        Mistake(
            "sides swapped",
            "Your 0 and 1 are swapped: a ReLU lets positive numbers through.",
            lambda z, at_zero: np.where(z < 0, 1.0, np.where(z > 0, 0.0, at_zero)),
        ),
    ),
    hints=(
        "There are three cases, so one comparison is not enough.",
        "np.where can stand inside another np.where.",
        "Ask first where z > 0, then where z < 0; what remains is z = 0.",
    ),
)


def _sums_and_slope(rng) -> tuple:
    slope = (sigmoid_slope, tanh_slope, relu_slope)[int(rng.integers(3))]
    n, units = int(rng.integers(2, 6)), int(rng.integers(2, 7))
    return rng.normal(0, 2, (n, units)) + rng.choice([-6.0, 0.0, 6.0], units), slope, float(rng.choice([0.01, 0.1]))


_SUMS = [
    (np.array([[5.0]]), tanh_slope, 0.01),
    (np.array([[5.0, 0.0, 5.0], [4.0, 0.5, 0.2]]), tanh_slope, 0.01),
    (np.array([[-1.0, 2.0, -3.0, 1.0], [-2.0, -1.0, -0.5, 4.0], [-5.0, 3.0, -1.0, -2.0]]), relu_slope, 0.01),
    (np.array([[7.0, 1.0, -6.0, -8.0, 6.0, 9.0], [-7.0, 2.0, -9.0, 0.0, 6.5, 2.0]]), sigmoid_slope, 0.1),
    (np.array([[-7.0, -6.0], [-8.0, -9.0], [-9.0, 1.0]]), sigmoid_slope, 0.01),
    (np.array([[3.0, 4.0, 1.5], [4.0, 0.1, 1.6]]), np.cos, 0.2),  # a slope of −0.65 is not a small one
    (np.array([[2.0, -1.0], [3.0, -2.0]]), relu_slope, 1.0),  # a slope of 1 is not below 1
    (np.array([[2.0, 3.0], [-2.5, 2.2]]), sigmoid_slope, 0.2),
]
_SHEET_3A = Question(
    "02.3a",
    lambda Z, slope, tolerance: int((np.abs(slope(Z)) < tolerance).all(axis=0).sum()),
    "how many columns of Z have a slope below the tolerance in every row",
    cases=_SUMS,
    hidden=("other layers", _sums_and_slope),
    mistakes=(
        Mistake(
            "one example is enough",
            "One example is enough for you to count a unit. All examples must find it saturated.",
            lambda Z, slope, tolerance: int((np.abs(slope(Z)) < tolerance).any(axis=0).sum()),
        ),
        Mistake(
            "numbers for units",
            "You count numbers of the table. A unit is a column, and it counts once.",
            lambda Z, slope, tolerance: int((np.abs(slope(Z)) < tolerance).sum()),
        ),
        Mistake(
            "examples for units",
            "You count examples in which all units are saturated: rows in place of columns.",
            lambda Z, slope, tolerance: int((np.abs(slope(Z)) < tolerance).all(axis=1).sum()),
        ),
        Mistake(
            "the others",
            "You count the units that are not saturated.",
            lambda Z, slope, tolerance: int((np.abs(slope(Z)) >= tolerance).any(axis=0).sum()),
        ),
        Mistake(
            "exactly 0",
            "You count slopes that are exactly 0. Those below the tolerance are wanted.",
            lambda Z, slope, tolerance: int((slope(Z) == 0).all(axis=0).sum()),
        ),
        Mistake(
            "z for slope",
            "You compare z itself with the tolerance. Its slope is to be compared.",
            lambda Z, slope, tolerance: int((Z < tolerance).all(axis=0).sum()),
        ),
        Mistake(
            "sign of the slope",
            "You count a slope far below 0 as a small one. Compare its size, without the sign.",
            lambda Z, slope, tolerance: int((slope(Z) < tolerance).all(axis=0).sum()),
        ),
        Mistake(
            "a mean slope",
            "You compare the mean slope of a unit. One example on which it is alive is enough to "
            "save it, even if the mean is small.",
            lambda Z, slope, tolerance: int((np.abs(slope(Z)).mean(axis=0) < tolerance).sum()),
        ),
        Mistake(
            "a share",
            "You return a share. The number of units is wanted.",
            lambda Z, slope, tolerance: float((np.abs(slope(Z)) < tolerance).all(axis=0).mean()),
        ),
    ),
    hints=(
        "slope(Z) gives a table of slopes, as large as Z. Compare it with the tolerance.",
        "Each column is a unit. It counts when the comparison holds in all of its rows.",
        ".all(axis=0) looks down the columns. Then add up what is True.",
    ),
)

_PULLS = [
    (np.array([[-2.0]]), np.array([[3.0]])),
    (np.array([[2.0]]), np.array([[3.0]])),
    (np.array([[-1.0, 2.0], [0.5, -3.0]]), np.array([[0.5, 1.0], [-2.0, 0.25]])),
    (
        np.array([[-1.0, -0.5, 4.0], [3.0, -2.0, -1.5], [1.0, 0.0, -4.0]]),
        np.array([[1.0, -2.0, 5.0], [0.5, 0.25, -1.0], [2.0, 3.0, 0.125]]),
    ),
]


def _layer_and_pull(rng) -> tuple:
    shape = tuple(int(n) for n in rng.integers(2, 6, 2))
    return rng.normal(size=shape), rng.normal(size=shape)


_SHEET_4A = Question(
    "02.4a",
    lambda z, da: float(np.sum(da * np.minimum(0, z))),
    "one number: dL/dε, summed over examples and units",
    cases=_PULLS,
    hidden=("other batches", _layer_and_pull),
    mistakes=(
        Mistake(
            "not summed",
            "You return a table. One ε serves all units and examples, so all its effects add up.",
            lambda z, da: da * np.minimum(0, z),
        ),
        Mistake(
            "a mean",
            "You take a mean. The mean over examples is in da already; add up.",
            lambda z, da: np.mean(da * np.minimum(0, z)),
        ),
        Mistake(
            "positive side",
            "You take the positive z. ε has its effect where z is negative.",
            lambda z, da: np.sum(da * np.maximum(0, z)),
        ),
        Mistake("all z", "You take all z. Where z is positive, ε plays no part.", lambda z, da: np.sum(da * z)),
        Mistake(
            "da forgotten",
            "You add up da/dε alone. The chain rule has dL/da as a second factor.",
            lambda z, da: np.sum(np.minimum(0, z)),
        ),
        Mistake(
            "z forgotten",
            "You add up da where z is negative. a = ε z there, so da/dε is z, not 1.",
            lambda z, da: np.sum(da * (z < 0)),
        ),
        Mistake(
            "size of z",
            "You take the size of z. min(0, z) is negative, and the sign matters.",
            lambda z, da: np.sum(da * np.abs(np.minimum(0, z))),
        ),
        Mistake(
            "one sum an example",
            "You add up along the rows alone. One ε serves the whole batch.",
            lambda z, da: np.sum(da * np.minimum(0, z), axis=1),
        ),
        Mistake(
            "one sum a unit",
            "You add up down the columns alone. Here one ε serves all units of the layer.",
            lambda z, da: np.sum(da * np.minimum(0, z), axis=0),
        ),
    ),
    hints=(
        "What is da/dε where z is positive, and what where it is negative?",
        "The chain rule, number by number: dL/da times da/dε, and da/dε is min(0, z).",
        "Then add up everything: np.sum of a table without an axis.",
    ),
)


def _jacobian(z):
    return softmax.derivative(np.asarray(z, float))


_LOGITS = [
    (np.array([0.0, 0.0]),),
    (np.array([1.0, 2.0]),),
    (np.array([0.5, -1.0, 2.0]),),
    (np.array([-1.0, 0.0, 1.0, 3.0]),),
    (np.array([3, 1, 2]),),
]
_SHEET_5A = Question(
    "02.5a",
    _jacobian,
    "a square table: row i, column j holds the change of output i with input j",
    cases=_LOGITS,
    hidden=("other logits", lambda rng: (rng.normal(0, 2, int(rng.integers(2, 6))),)),
    mistakes=(
        Mistake(
            "diagonal only",
            "Off the diagonal you have zeros. But each output depends on every input.",
            lambda z: np.diag(softmax(z) * (1 - softmax(z))),
        ),
        Mistake(
            "a list of slopes",
            "You return one slope an output. Each output has a slope for every input: a table.",
            lambda z: softmax(z) * (1 - softmax(z)),
        ),
        Mistake("outer product only", "The part diag(p) is missing.", lambda z: -np.outer(softmax(z), softmax(z))),
        Mistake(
            "plus",
            "You add the two parts. Raising one input lowers the other outputs.",
            lambda z: np.diag(softmax(z)) + np.outer(softmax(z), softmax(z)),
        ),
        Mistake(
            "sign",
            "All your signs are turned round: raising an input raises its own output.",
            lambda z: np.outer(softmax(z), softmax(z)) - np.diag(softmax(z)),
        ),
        Mistake(
            "z for p",
            "The formula holds for p = softmax(z); you put z itself in.",
            lambda z: np.diag(z) - np.outer(z, z),
        ),
        Mistake(
            "an inner product",
            "You subtract one number everywhere, the product pᵀp. A table p pᵀ is wanted.",
            lambda z: np.diag(softmax(z)) - softmax(z) @ softmax(z),
        ),
        Mistake(
            "second part forgotten",
            "You return diag(p). The sum below the line depends on every z too.",
            lambda z: np.diag(softmax(z)),
        ),
    ),
    hints=(
        "First work out p = softmax(z): exponentials, divided by their sum.",
        "np.diag(p) puts p on the diagonal of a table; np.outer(p, p) is the table of all products.",
        "The Jacobian is the first minus the second.",
    ),
)

QUESTIONS = (
    _CHECK_1,
    _CHECK_2,
    _CHECK_3,
    _CHECK_4,
    _CHECK_5,
    _SHEET_1A,
    _SHEET_1B,
    _SHEET_2A,
    _SHEET_3A,
    _SHEET_4A,
    _SHEET_5A,
)

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
            "You put 0.6 in for z. But 0.6 is already the value a, so no tanh is needed any more.",
        ),
        (
            "value for z in the sigmoid",
            float(sigmoid_slope(0.6)),
            "That is the sigmoid's slope at z = 0.6. The unit is a tanh unit, and 0.6 is its value a.",
        ),
        ("only the square", 0.36, "That is a². How does it enter the rule?"),
        ("plus", 1.36, "A slope of tanh is never above 1. Look at the sign in the rule."),
    ],
    hints=(
        "The table in 02.1 gives the slope of each function. Which row do you need?",
        "The slope of tanh is written with its value a only. Put a = 0.6 in.",
    ),
    explanation="For tanh, the slope can be computed from the value: g′ = 1 − a². Here a = 0.6, so a² = 0.36 and the "
    "slope is 1 − 0.36 = 0.64. The pre-activation z itself is not needed.",
)
_CHECK_2 = choice_question(
    "02.2",
    "A friend switches ReLU′(0) from 0 to 1 and trains three networks of digits again, each from the same random "
    "weights and with biases of 0: a 784-100-10 and a 784-3-3-10 network with ReLU in the hidden layers, and a "
    "784-3-3-10 network with tanh. Which of them can turn out differently?",
    {
        "a": (
            "All three: the slope at 0 is a factor in every gradient",
            "The convention matters only where a pre-activation of a ReLU is exactly 0. Which of these networks has "
            "such?",
        ),
        "b": (
            "Only the narrow ReLU network",
            "Right. In its second hidden layer many pre-activations are exactly 0: all that follow a silent layer.",
        ),
        "c": (
            "None: a float is practically never exactly 0",
            "That holds for sums of random products. What does a layer compute when all its inputs and biases are 0?",
        ),
        "d": (
            "Only the wide one, because it has the most pre-activations",
            "It has the most, but how many of them are exactly 0? Look at the three lines printed above.",
        ),
    },
    right="b",
    hints=(
        "The two conventions differ only where the pre-activation of a ReLU unit is exactly 0.",
        "Compare the three lines printed above: in which network are there exact zeros in a hidden layer?",
    ),
    explanation="The convention has an effect only where a ReLU's pre-activation is exactly 0. In the 784-100-10 "
    "network none of the 400,000 was. In the narrow network, all three units of the first layer are silent for some "
    "images; with biases of 0, all pre-activations of the second layer are then exactly 0, and there the convention "
    "decides what the biases learn. Tanh has no kink, so it needs no convention.",
)
_CHECK_3 = choice_question(
    "02.3",
    "The stuck units above are in the first hidden layer. Now take a ReLU unit in the *second* hidden layer of some "
    "network that has z < 0 on every image. Training goes on, without a leak. Can this unit come back?",
    {
        "a": (
            "No: its gradient is exactly 0, so it stays as it is forever",
            "Its own weights do stay. But z depends on something else as well: where do its inputs come from?",
        ),
        "b": (
            "Yes, if the learning rate is large enough",
            "For its own weights the rate is multiplied by a gradient. What is that gradient?",
        ),
        "c": (
            "It can, though its own weights do not move: the layer below it still learns",
            "Right. Its inputs change while the first layer learns, and they may carry z above 0 again.",
        ),
        "d": (
            "Yes: its weights shrink towards 0, and then z does",
            "Something would have to move them. Gradient descent changes a weight only through its gradient.",
        ),
    },
    right="c",
    hints=(
        "Its weights get a gradient of exactly 0. But which other numbers does its z depend on?",
        "The first hidden layer reads images, which never change. What does the second hidden layer read?",
    ),
    explanation="The slope of the unit is 0 on every image, so its own weights and bias get no gradient and stay as "
    "they are. But its inputs are the outputs of the first hidden layer, and that layer goes on learning through the "
    "other units. If its outputs change enough, z can rise above 0 on some image, and then the unit learns again. In "
    "the first hidden layer this cannot happen, because the inputs there are the images themselves.",
)
_CHECK_4 = value_question(
    "02.4",
    -1.25,
    "∂L/∂ε, one number",
    [
        ("all z", 4.75, "You counted z = 3, too. For ε the factor is min(0, z), which is 0 there."),
        ("positive side", 6.0, "You took max(0, z). But ε multiplies z on the other side."),
        ("z alone", -3.5, "That is the sum of min(0, z). Each of them still has to be multiplied by its ∂L/∂a."),
        (
            "a mean",
            -1.25 / 3,
            "You divided by 3. The mean over the examples is already in ∂L/∂a, so now add up.",
        ),
        ("slopes", 2.0, "You added up ∂L/∂a where z is negative. Each of them still has to be multiplied by z."),
        ("sign", 1.25, "Your number has the wrong sign. Where z is negative, min(0, z) is negative as well."),
        ("size of z", -3.75, "One sign is wrong in your sum: multiply −1 by 2.5, and −2.5 by −0.5."),
    ],
    hints=(
        "For each example, multiply ∂L/∂a by min(0, z).",
        "The second example has z = 3, so its min(0, z) is 0. The other two give products of different signs.",
    ),
    explanation="Each example contributes ∂L/∂a · min(0, z). The three products are 2.5 · (−1) = −2.5, then 2 · 0 = 0 "
    "because z = 3 is positive, and (−0.5) · (−2.5) = 1.25. Their sum is −1.25.",
)
_CHECK_5 = value_question(
    "02.5",
    -0.15,
    "one entry of the Jacobian, a number",
    [
        ("sign", 0.15, "The absolute value is right. If you raise one input, does another output rise or fall?"),
        ("diagonal", 0.21, "That is p₁ (1 − p₁), the entry on the diagonal. Row 1, column 2 lies beside it."),
        ("the column's diagonal", 0.25, "That is an entry on the diagonal. Rows and columns are counted from 1 here."),
        ("another column", -0.06, "That belongs to outputs 1 and 3, counted from 1. Which two do you need?"),
        ("another row", -0.1, "That belongs to outputs 2 and 3, counted from 1. Which two do you need?"),
        ("independent", 0.0, "It would be 0 if each output had an input of its own. Here they share a sum."),
    ],
    hints=(
        "Row 1, column 2 holds ∂p₁/∂z₂. Is it on the diagonal of J = diag(p) − p pᵀ, or beside it?",
        "Beside the diagonal, diag(p) is 0, and only −p pᵀ is left.",
    ),
    explanation="Row 1, column 2 is ∂p₁/∂z₂. It lies beside the diagonal, so diag(p) contributes nothing, and the "
    "entry is −p₁ p₂ = −0.3 · 0.5 = −0.15. The sign says that raising z₂ lowers p₁.",
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


def _of_one_shape(got, truth) -> tuple[np.ndarray, np.ndarray] | None:
    """Return both as arrays of floats if axes of length 1 are all that their shapes differ by."""
    given, right = np.squeeze(np.asarray(got, float)), np.squeeze(np.asarray(truth, float))
    return (given, right) if given.shape == right.shape and np.isfinite(given).all() else None


def _has_wrong_factor(given, right) -> bool:
    """Is the one a multiple of the other, entry by entry?"""
    factor = np.vdot(given, right) / np.vdot(right, right)
    return given.size > 1 and factor > 0 and np.allclose(given, factor * right, rtol=1e-6, atol=1e-9)


def _slope_differs(got, truth) -> str:
    if (both := _of_one_shape(got, truth)) is None:
        return ""
    given, right = both
    if (given < -1e-9).any():
        return "One of your slopes is negative, but the curve rises everywhere"
    if (given > 0.5 + 1e-9).any():
        return "One of your slopes is larger than at z = 0, but there the curve is steepest"
    return "All your slopes have the same wrong factor" if _has_wrong_factor(given, right) else ""


def _stretched_slope(a):
    return (1 - a**2) / 2


_SHEET_1A = Question(
    "02.1a",
    _stretched_slope,
    "the slope of 2σ(z) − 1 where its value is a, one number for each a",
    cases=[
        (np.array([0.0]),),
        (np.array([0.5]),),
        (np.array([0.6, -0.6, 0.2]),),
        (np.array([[0.25, -0.99], [0.9, 0.01]]),),
        (np.array([0.999999, -0.999999]),),
        (np.array([0, 0]),),
    ],
    hidden=("other outputs", lambda rng: (rng.uniform(-1, 1, rng.size(1, 6)),)),
    mistakes=(
        Mistake(
            "tanh's rule",
            "1 − a² is the rule for tanh. This curve is tanh(z/2): what does the inner ½ do to its slope?",
            lambda a: 1 - a**2,
        ),
        Mistake(
            "the sigmoid's rule",
            "a (1 − a) holds for a sigmoid's own output. First express σ by a.",
            lambda a: a * (1 - a),
        ),
        Mistake(
            "not stretched",
            "That is the slope of the sigmoid itself. What does the factor 2 in 2σ(z) − 1 do to a slope?",
            lambda a: (1 - a**2) / 4,
        ),
        Mistake(
            "stretched twice",
            "You stretch twice. Check at a = 0: the sigmoid has slope ¼ there, and this curve is twice as high.",
            lambda a: 2 * (1 - a**2),
        ),
        Mistake(
            "the sigmoid's rule, doubled",
            "You double a (1 − a). But a is not the sigmoid's value: that is (a + 1)/2.",
            lambda a: 2 * a * (1 - a),
        ),
        Mistake(
            "a taken for z",
            "You put a in for z. It is already the value; no exponential is needed.",
            lambda a: 2 * sigmoid_slope(a),
        ),
        Mistake(
            "a taken for z in the sigmoid",
            "You evaluate the sigmoid's slope at a. But a is an output, not a pre-activation.",
            sigmoid_slope,
        ),
        Mistake(
            "a taken for z in tanh",
            "You evaluate tanh's slope at a. But a is an output, not a pre-activation.",
            tanh_slope,
        ),
        Mistake("value returned", "You return a itself. The slope is largest at a = 0; yours is 0 there.", lambda a: a),
        Mistake(
            "first factor forgotten",
            "You return 1 − a. The curve is equally steep at a and at −a, and yours is not.",
            lambda a: 1 - a,
        ),
        Mistake(
            "square forgotten",
            "Yours differs at a and −a, where the curve is equally steep. Something is missing a square.",
            lambda a: (1 - a) / 2,
        ),
        Mistake(
            "squared",
            "You return a square of a. The slope is largest at a = 0 and goes to 0 at both ends.",
            lambda a: a**2,
        ),
        Mistake("sign", "Your slopes are negative, but the curve rises everywhere.", lambda a: (a**2 - 1) / 2),
        Mistake("plus", "Your slope is smallest at a = 0, but the curve is steepest there.", lambda a: (1 + a**2) / 2),
        Mistake(
            "the sigmoid of a",
            "You return σ(a), a value. What you need is a slope, and a is already a value.",
            lambda a: 1 / (1 + np.exp(-a)),
        ),
        Mistake("tanh of a", "You return tanh(a), a value. What you need is the slope.", np.tanh),
        Mistake(
            "only σ",
            "You return (a + 1)/2, the sigmoid that belongs to a. Now you need its slope, stretched.",
            lambda a: (a + 1) / 2,
        ),
        Mistake(
            "a/2 for σ",
            "You use a/2 for σ. But a = 2σ − 1, so something has to be added before you halve.",
            lambda a: a / 2 * (1 - a / 2),
        ),
        Mistake(
            "a/2 for σ, doubled",
            "You use 2σ (1 − σ) with a/2 for σ. Solve a = 2σ − 1 for σ first.",
            lambda a: a * (1 - a / 2),
        ),
        Mistake(
            "bracket squared",
            "You square 1 − a as a whole. Your slopes at a and at −a differ, and they should not.",
            lambda a: (1 - a) ** 2 / 2,
        ),
        Mistake(
            "only a² halved",
            "You halve only a². Where does the factor ½ of tanh(z/2) belong?",
            lambda a: 1 - a**2 / 2,
        ),
        Mistake(
            "no square",
            "You take a without a square, so your slopes at a and at −a differ. They should be equal.",
            lambda a: 0.5 - a,
        ),
        Mistake("size for square", "You use |a| where the rule has a square.", lambda a: (1 - np.abs(a)) / 2),
        Mistake("root", "You take a root. The rule has a square, and no root.", lambda a: np.sqrt(1 - a**2) / 2),
        Mistake(
            "the steepest slope",
            "You return the slope at z = 0 for every a. Farther out, the curve is flatter.",
            lambda a: np.full(np.shape(a), 0.5),
        ),
        Mistake("summed", "You add the slopes up. Return one for each a.", lambda a: np.sum((1 - a**2) / 2)),
    ),
    differs=_slope_differs,
    hints=(
        "Two ways lead there: write σ with a and use σ′ = σ (1 − σ), or use that the curve is tanh(z/2).",
        "If a = 2σ − 1, what is σ? And by what factor does 2σ(z) − 1 rise faster than σ(z)?",
        "The slope is 2σ (1 − σ), with σ = (1 + a)/2 and 1 − σ = (1 − a)/2. Multiply out.",
    ),
    explanation="From a = 2σ − 1 we get σ = (1 + a)/2 and 1 − σ = (1 − a)/2. The slope of 2σ(z) − 1 is twice that of "
    "the sigmoid, 2 σ (1 − σ). Together this gives (1 + a)(1 − a)/2 = (1 − a²)/2. The second way gives the same: the "
    "curve is tanh(z/2), so its slope is ½ (1 − a²).",
)

_LEAKS = [
    (np.array([2.0]), 0.1),
    (np.array([-2.0]), 0.1),
    (np.array([-1.0, 0.0, 3.0, 0.125]), 0.25),
    (np.array([[-4.0, 5.0], [0.5, -0.5]]), 0.01),
    (np.array([-3.0, 2.0]), 0.0),
    (np.array([-3.0, 2.0]), 1.0),
    (np.array([-3, 2, 0]), 0.5),
    (np.array([-1e30, 1e30, -800.0, 800.0]), 0.5),
]


def _filled_like_z(z, epsilon):
    out = np.zeros_like(z)
    out[z > 0] = z[z > 0]
    out[z < 0] = epsilon * z[z < 0]
    return out


def _scaled_copy(z, epsilon):
    out = z.copy()
    out[out < 0] *= epsilon
    return out


_SHEET_1B = Question(
    "02.1b",
    lambda z, epsilon: np.where(z > 0, z, epsilon * z),
    "z where z is positive, ε z where it is negative",
    cases=_LEAKS,
    hidden=(
        "other arrays and leaks",
        lambda rng: (rng.normal(0, 3, rng.size(1, 6)), float(rng.uniform(0, 1))),
    ),
    mistakes=(
        Mistake(
            "no leak",
            "Yours is the ReLU: it gives 0 for negative z. There, the leaky ReLU lets ε times z through.",
            lambda z, epsilon: np.maximum(0, z),
        ),
        Mistake(
            "leak everywhere",
            "You multiply by ε on both sides. Positive numbers pass unchanged.",
            lambda z, epsilon: epsilon * z,
        ),
        Mistake(
            "sides swapped",
            "Your two sides are exchanged: the leak belongs to the negative numbers.",
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
            "On the left your values are positive. But ε z has the sign of z.",
            lambda z, epsilon: np.where(z > 0, z, -epsilon * z),
        ),
        Mistake(
            "slope returned",
            "You return the slope, 1 or ε. Return the value of the function.",
            lambda z, epsilon: np.where(z > 0, 1.0, epsilon),
        ),
        Mistake(
            "added leak",
            "You add ε on the left. It is a slope: multiply z by it.",
            lambda z, epsilon: np.where(z > 0, z, z + epsilon),
        ),
        Mistake(
            "leak added everywhere",
            "You add ε z to the ReLU on both sides. Where z is positive, the value is z.",
            lambda z, epsilon: np.maximum(0, z) + epsilon * z,
        ),
        Mistake(
            "whole numbers",
            "Your result cuts decimals off where z is an array of integers. Make it an array of floats.",
            _filled_like_z,
        ),
        Mistake(
            "a copy of integers",
            "A copy of an integer array cannot hold ε z. Make it an array of floats, with astype(float).",
            _scaled_copy,
        ),
        Mistake(
            "both sides added up",
            "You return ε times |z|. Only the negative numbers are multiplied by ε, and they stay negative.",
            lambda z, epsilon: epsilon * np.abs(z),
        ),
        Mistake(
            "minus epsilon",
            "You return −ε on the left. It is a slope: multiply it by z.",
            lambda z, epsilon: np.where(z > 0, z, -epsilon),
        ),
        Mistake(
            "slope on the right",
            "For positive z you return 1, the slope. Return the value, which is z.",
            lambda z, epsilon: np.where(z > 0, 1, epsilon * z),
        ),
        Mistake(
            "epsilon as threshold",
            "You compare z with ε. The two pieces meet at z = 0.",
            lambda z, epsilon: np.where(z > epsilon, z, epsilon * z),
        ),
        Mistake(
            "subtracted leak",
            "You subtract ε on the left. It is a slope: multiply z by it.",
            lambda z, epsilon: np.where(z > 0, z, z - epsilon),
        ),
        Mistake(
            "epsilon added to the ReLU",
            "You add ε to the ReLU. On the left, z has to be multiplied by ε.",
            lambda z, epsilon: np.maximum(0, z) + epsilon,
        ),
        Mistake(
            "smaller ReLU",
            "You multiply the ReLU by ε. It is the left side that ε multiplies.",
            lambda z, epsilon: epsilon * np.maximum(0, z),
        ),
        Mistake(
            "usual leak",
            "You use 0.01, the usual leak. Take the argument epsilon.",
            lambda z, epsilon: np.where(z > 0, z, 0.01 * z),
        ),
    ),
    hints=(
        "There are two cases: what should come out for z = 2, and what for z = −2?",
        "np.where(condition, this, that) chooses entry by entry.",
        "Where z > 0 take z, elsewhere ε times z. For 0 ≤ ε ≤ 1, a maximum of two arrays does the same.",
    ),
    explanation="Where z is positive, the leaky ReLU returns z; elsewhere it returns ε z. The function np.where "
    "chooses between the two, entry by entry. For ε from 0 to 1, z is the larger of z and ε z on the right and the "
    "smaller one on the left, so np.maximum(z, epsilon * z) is the same function.",
)

_ZEROS = [
    (np.array([2.0]), 0.0),
    (np.array([-2.0]), 1.0),
    (np.array([0.0]), 1.0),
    (np.array([0.0]), 0.0),
    (np.array([-1.0, 0.0, 3.0]), 0.5),
    (np.array([[0.0, -0.5], [4.0, 0.0]]), 0.25),
    (np.array([-1, 0, 3]), 0.5),
    (np.array([1e-12, -1e-12, -0.0, 1e30, -1e30]), 0.75),
]
_SHEET_2A = Question(
    "02.2a",
    lambda z, at_zero: np.where(z > 0, 1.0, np.where(z < 0, 0.0, at_zero)),
    "1 where z is positive, 0 where it is negative, at_zero where it is 0",
    cases=_ZEROS,
    hidden=(
        "other arrays and conventions",
        lambda rng: (np.round(rng.normal(size=rng.size(1, 6))) + 0.0, float(rng.uniform(0, 1))),
    ),
    mistakes=(
        Mistake(
            "the value",
            "You return the value of the ReLU. Return its slope: the factor by which a change is passed on.",
            lambda z, at_zero: np.maximum(0, z),
        ),
        Mistake(
            "always 0 at 0",
            "At 0 you always return 0. There the argument at_zero decides.",
            lambda z, at_zero: np.where(z > 0, 1.0, 0.0),
        ),
        Mistake(
            "always 1 at 0",
            "At 0 you always return 1, as lecture D does. There the argument at_zero decides.",
            lambda z, at_zero: np.where(z >= 0, 1.0, 0.0),
        ),
        Mistake(
            "always ½ at 0",
            "At 0 you always return ½. There the argument at_zero decides.",
            lambda z, at_zero: np.heaviside(z, 0.5),
        ),
        Mistake(
            "convention on the left",
            "You return at_zero for negative z as well. It belongs only to z = 0.",
            lambda z, at_zero: np.where(z > 0, 1.0, at_zero),
        ),
        Mistake(
            "convention on the right",
            "You return at_zero for positive z as well. It belongs only to z = 0.",
            lambda z, at_zero: np.where(z < 0, 0.0, at_zero),
        ),
        Mistake(
            "sides swapped",
            "Your 0 and 1 are exchanged: a ReLU lets positive numbers through.",
            lambda z, at_zero: np.where(z < 0, 1.0, np.where(z > 0, 0.0, at_zero)),
        ),
        Mistake(
            "sign for slope",
            "For negative z you return −1. Below 0 the ReLU is flat, so what is its slope?",
            lambda z, at_zero: np.where(z == 0, at_zero, np.sign(z)),
        ),
        Mistake(
            "about 0",
            "You treat small numbers as 0. Only where z is exactly 0 does the convention apply.",
            lambda z, at_zero: np.where(np.abs(z) < 1e-9, at_zero, np.where(z > 0, 1.0, 0.0)),
        ),
        Mistake(
            "whole numbers",
            "Your result cuts decimals off where z is an array of integers. Make it an array of floats.",
            lambda z, at_zero: np.where(z == 0, np.array(at_zero).astype(z.dtype), z > 0),
        ),
        Mistake(
            "value on the right",
            "For positive z you return z, the value. Return the slope there.",
            lambda z, at_zero: np.where(z > 0, z, np.where(z < 0, 0.0, at_zero)),
        ),
        Mistake(
            "value or convention",
            "You return z or at_zero. Where z is positive you need the slope; at_zero belongs only to z = 0.",
            lambda z, at_zero: np.where(z > 0, z, at_zero),
        ),
        Mistake(
            "left and zero exchanged",
            "You have exchanged two cases: at_zero belongs to z = 0, and the slope 0 to negative z.",
            lambda z, at_zero: np.where(z > 0, 1.0, np.where(z < 0, at_zero, 0.0)),
        ),
        Mistake(
            "1 everywhere else",
            "You return 1 for negative z as well. There the ReLU is flat.",
            lambda z, at_zero: np.where(z == 0, at_zero, 1.0),
        ),
        Mistake(
            "at_zero as threshold",
            "You compare z with at_zero. It is the slope at 0, not a place on the z axis.",
            lambda z, at_zero: np.where(z > at_zero, 1.0, 0.0),
        ),
        Mistake(
            "at_zero added",
            "You add at_zero everywhere. It replaces the slope, and only where z is 0.",
            lambda z, at_zero: np.where(z > 0, 1.0, 0.0) + at_zero,
        ),
        Mistake(
            "1 at 0 and at_zero left",
            "You return 1 at z = 0 and at_zero below. It is at z = 0 that at_zero decides.",
            lambda z, at_zero: np.where(z >= 0, 1.0, at_zero),
        ),
        Mistake(
            "sign",
            "You return −1 for z ≤ 0. Below 0 the ReLU is flat, and at 0 the argument at_zero decides.",
            lambda z, at_zero: np.where(z > 0, 1.0, -1.0),
        ),
        Mistake(
            "only the convention",
            "You return at_zero everywhere. It belongs only to z = 0.",
            lambda z, at_zero: np.full(np.shape(z), at_zero),
        ),
        Mistake(
            "the sigmoid's slope",
            "That is the slope of the sigmoid. The ReLU consists of two straight pieces.",
            lambda z, at_zero: sigmoid_slope(z),
        ),
        Mistake(
            "slope of the step",
            "You return 0 on both sides. Above 0, the ReLU rises as fast as z does.",
            lambda z, at_zero: np.where(z == 0, at_zero, 0.0),
        ),
    ),
    hints=(
        "There are three cases, so one comparison is not enough.",
        "You can put one np.where inside another.",
        "Ask first where z > 0, then where z < 0; what remains is z = 0.",
    ),
    explanation="There are three cases: 1 where z > 0, 0 where z < 0, and the convention at_zero where z is 0. Two "
    "nested np.where express them, and np.heaviside(z, at_zero) is the same function. If you fill an array of your "
    "own, make it one of floats: an array like an integer z would cut at_zero off to a whole number.",
)


def _sums_and_slope(rng) -> tuple:
    slope = (sigmoid_slope, tanh_slope, relu_slope)[int(rng.integers(3))]
    n, units = rng.size(2, 7), rng.size(2, 6)
    far = rng.choice([-6.0, 0.0, 6.0], (n, 1))
    return rng.normal(0, 2, (n, units)) + far, slope, float(rng.choice([0.01, 0.1]))


_SUMS = [
    (np.array([[5.0]]), tanh_slope, 0.01),
    (np.array([[5.0, 4.0], [0.0, 0.5], [5.0, 0.2]]), tanh_slope, 0.01),
    (np.array([[-1.0, -2.0, -5.0], [2.0, -1.0, 3.0], [-3.0, -0.5, -1.0], [1.0, 4.0, -2.0]]), relu_slope, 0.01),
    (np.array([[7.0, -7.0], [1.0, 2.0], [-6.0, -9.0], [-8.0, 0.0], [6.0, 6.5], [9.0, 2.0]]), sigmoid_slope, 0.1),
    (np.array([[-7.0, -8.0, -9.0], [-6.0, -9.0, 1.0]]), sigmoid_slope, 0.01),
    (np.array([[3.0, 4.0], [4.0, 0.1], [1.5, 1.6]]), np.cos, 0.2),  # a slope of −0.65 is not a small one
    (np.array([[1.0, 2.0], [1.5, 1.6]]), np.cos, 0.2),  # the two slopes of row 1 nearly cancel
    (np.array([[2.0, 3.0], [-1.0, -2.0]]), relu_slope, 1.0),  # a slope of 1 is not below 1
    (np.array([[0.0, 0.0], [3.0, -4.0]]), sigmoid_slope, 0.25),  # nor is ¼ below ¼
    (np.array([[2.0, -2.5], [3.0, 2.2]]), sigmoid_slope, 0.2),
    (np.array([[3.1, 3.1, 3.1]]), tanh_slope, 0.01),  # each is small, their sum is not
    (np.array([[3.25, 3.25], [0.0, 9.0]]), tanh_slope, 0.01),  # nor is their sum here, but their length is
    (np.array([[4, 9], [0, 1], [-9, 8]]), tanh_slope, 0.01),
    (np.array([[0.0, 0.5], [1.0, -1.0]]), tanh_slope, 0.01),
]


def _count_differs(got, truth) -> str:
    given = np.squeeze(np.asarray(got, float))
    if given.ndim:
        return f"You returned {given.size} numbers. Return one: how many examples there are"
    if given % 1:
        return f"You returned {given:g}. A number of examples is whole"
    return ""


def _n_silent(Z, slope, tolerance):
    return int((np.abs(slope(Z)) < tolerance).all(axis=1).sum())


_SHEET_3A = Question(
    "02.3a",
    _n_silent,
    "the number of rows of Z in which each slope is smaller than the tolerance in absolute value",
    cases=_SUMS,
    differs=_count_differs,
    hidden=("other layers", _sums_and_slope),
    mistakes=(
        Mistake(
            "one unit is enough",
            "You count examples with at least one dead slope. An example counts only if all units are dead on it.",
            lambda Z, slope, tolerance: int((np.abs(slope(Z)) < tolerance).any(axis=1).sum()),
        ),
        Mistake(
            "numbers for examples",
            "You count entries of Z. An example is a row, and it counts once.",
            lambda Z, slope, tolerance: int((np.abs(slope(Z)) < tolerance).sum()),
        ),
        Mistake(
            "units for examples",
            "You count units that are dead on all examples: columns in place of rows.",
            lambda Z, slope, tolerance: int((np.abs(slope(Z)) < tolerance).all(axis=0).sum()),
        ),
        Mistake(
            "the others",
            "You count the examples that still pass something on. Count those that do not.",
            lambda Z, slope, tolerance: int((np.abs(slope(Z)) >= tolerance).any(axis=1).sum()),
        ),
        Mistake(
            "exactly 0",
            "You count slopes that are exactly 0. Count those whose absolute value is below the tolerance.",
            lambda Z, slope, tolerance: int((slope(Z) == 0).all(axis=1).sum()),
        ),
        Mistake(
            "z for slope",
            "You compare z itself with the tolerance. Compare its slope.",
            lambda Z, slope, tolerance: int((Z < tolerance).all(axis=1).sum()),
        ),
        Mistake(
            "size of z for slope",
            "You compare the absolute value of z with the tolerance. Compare that of its slope.",
            lambda Z, slope, tolerance: int((np.abs(Z) < tolerance).all(axis=1).sum()),
        ),
        Mistake(
            "sign of the slope",
            "You count a slope far below 0 as a small one. Compare its absolute value.",
            lambda Z, slope, tolerance: int((slope(Z) < tolerance).all(axis=1).sum()),
        ),
        Mistake(
            "a mean slope",
            "You compare the mean slope of an example. Each of its slopes must be below the tolerance.",
            lambda Z, slope, tolerance: int((np.abs(slope(Z)).mean(axis=1) < tolerance).sum()),
        ),
        Mistake(
            "a sum of slopes",
            "You compare the sum of the slopes of an example. Compare each slope by itself.",
            lambda Z, slope, tolerance: int((np.abs(slope(Z)).sum(axis=1) < tolerance).sum()),
        ),
        Mistake(
            "sum before size",
            "You add up the slopes of an example first, and large ones may cancel. Compare each by itself.",
            lambda Z, slope, tolerance: int((np.abs(slope(Z).sum(axis=1)) < tolerance).sum()),
        ),
        Mistake(
            "equal counted",
            "You also count a slope that equals the tolerance. It must lie below.",
            lambda Z, slope, tolerance: int((np.abs(slope(Z)) <= tolerance).all(axis=1).sum()),
        ),
        Mistake(
            "a share",
            "You return a fraction. Return the number of examples.",
            lambda Z, slope, tolerance: float((np.abs(slope(Z)) < tolerance).all(axis=1).mean()),
        ),
        Mistake(
            "sign and entries",
            "You count entries and leave out the absolute value. An example is a row, and it counts once.",
            lambda Z, slope, tolerance: int((slope(Z) < tolerance).sum()),
        ),
        Mistake(
            "z without sign",
            "You take the absolute value of z before the slope. Take that of the slope.",
            lambda Z, slope, tolerance: int((slope(np.abs(Z)) < tolerance).all(axis=1).sum()),
        ),
        Mistake(
            "a product of slopes",
            "You multiply the slopes of an example. They belong to units of one layer: compare each by itself.",
            lambda Z, slope, tolerance: int((np.abs(np.prod(slope(Z), axis=1)) < tolerance).sum()),
        ),
        Mistake(
            "a length of slopes",
            "You compare the length of the vector of slopes. Compare each slope by itself.",
            lambda Z, slope, tolerance: int((np.linalg.norm(slope(Z), axis=1) < tolerance).sum()),
        ),
        Mistake(
            "counted for each row",
            "You count the dead slopes of each example. An example counts if all of its slopes are dead.",
            lambda Z, slope, tolerance: (np.abs(slope(Z)) < tolerance).sum(axis=1),
        ),
        Mistake(
            "not counted",
            "You return one truth value for each example. Count those that are True.",
            lambda Z, slope, tolerance: (np.abs(slope(Z)) < tolerance).all(axis=1),
        ),
    ),
    hints=(
        "slope(Z) is an array of slopes with the shape of Z. Compare their absolute values with the tolerance.",
        "Each row is an example. It counts when the comparison holds in all of its columns.",
        "In the notebook, .all(axis=0) goes down the columns. Which axis goes along the rows?",
    ),
    explanation="np.abs(slope(Z)) < tolerance is a table of truth values, one row per example. An example passes "
    "nothing on if its whole row is True, which .all(axis=1) finds out. The sum then counts these examples, since "
    "True counts as 1. The absolute value matters for activations whose slope can be negative, and a sum or a mean of "
    "slopes would not do.",
)

_PULLS = [
    (np.array([[-2.0]]), np.array([[3.0]])),
    (np.array([[2.0, -1.0]]), np.array([[3.0, 0.5]])),
    (np.array([[-1.0], [-3.0], [2.0]]), np.array([[0.5], [-2.0], [4.0]])),
    (np.array([[-1.0, 2.0], [0.5, -3.0]]), np.array([[0.5, 1.0], [-2.0, 0.25]])),
    (
        np.array([[-1.0, -0.5, 4.0], [3.0, -2.0, -1.5], [1.0, 0.0, -4.0]]),
        np.array([[1.0, -2.0, 5.0], [0.5, 0.25, -1.0], [2.0, 3.0, 0.125]]),
    ),
    (np.array([[-2, 1, -1], [3, -4, -2]]), np.array([[1, 2, 3], [4, 5, 6]])),
    (np.array([[-1e6, 1e6], [-2e6, -3e6]]), np.array([[1.0, 2.0], [3.0, -4.0]])),
]


def _leaks_differ(got, truth) -> str:
    given = np.squeeze(np.asarray(got, float))
    n = len(truth)
    if given.ndim == 0 and n > 1:
        return "You returned one number. Each unit has an ε of its own, so return one number per unit"
    if given.size != n:
        return f"You returned {given.size} numbers for {n} unit{'s' * (n != 1)}. Return one number per unit"
    given = given.ravel()
    idle = np.flatnonzero((truth == 0) & (np.abs(given) > 1e-9))
    if idle.size:
        return f"Unit {idle[0] + 1} never has a negative z, so its ε has no effect, and you returned {given[idle[0]]:g}"
    if _has_wrong_factor(given, truth):
        return "All your numbers have the same wrong factor"
    unit = np.flatnonzero(~np.isclose(given, truth, rtol=1e-6, atol=1e-6))[0]
    return f"For unit {unit + 1} you returned {given[unit]:g}. Add up ∂L/∂a times ∂a/∂ε over its examples"


def _layer_and_pull(rng) -> tuple:
    shape = rng.sizes(2, 6, 2)
    return rng.normal(size=shape), rng.normal(size=shape)


_SHEET_4A = Question(
    "02.4a",
    lambda z, da: np.sum(da * np.minimum(0, z), axis=0),
    "one number per unit: its ∂L/∂ε, summed over the examples",
    cases=_PULLS,
    differs=_leaks_differ,
    hidden=("other batches", _layer_and_pull),
    mistakes=(
        Mistake(
            "not summed",
            "You return one number for each example and unit. A unit has one ε, so its effects on all examples add up.",
            lambda z, da: da * np.minimum(0, z),
        ),
        Mistake(
            "one sum for the layer",
            "You add up everything, as for one shared ε. Here each unit has its own, so keep the units apart.",
            lambda z, da: np.sum(da * np.minimum(0, z)),
        ),
        Mistake(
            "one sum per example",
            "You add up along the rows, over units. Each unit has its own ε: add up over the examples.",
            lambda z, da: np.sum(da * np.minimum(0, z), axis=1),
        ),
        Mistake(
            "a mean",
            "You take a mean. The mean over the examples is already in da, so add up.",
            lambda z, da: np.mean(da * np.minimum(0, z), axis=0),
        ),
        Mistake(
            "positive side",
            "You take the positive z. But ε multiplies z where z is negative.",
            lambda z, da: np.sum(da * np.maximum(0, z), axis=0),
        ),
        Mistake(
            "all z",
            "You take all z. Where z is positive, ε plays no part.",
            lambda z, da: np.sum(da * z, axis=0),
        ),
        Mistake(
            "da forgotten",
            "You add up only ∂a/∂ε. The chain rule has ∂L/∂a as a second factor.",
            lambda z, da: np.sum(np.minimum(0, z), axis=0),
        ),
        Mistake(
            "z forgotten",
            "You add up da where z is negative. There a = ε z, so ∂a/∂ε is z, not 1.",
            lambda z, da: np.sum(da * (z < 0), axis=0),
        ),
        Mistake(
            "size of z",
            "You take the absolute value of z. But min(0, z) is negative, and its sign matters.",
            lambda z, da: np.sum(da * np.abs(np.minimum(0, z)), axis=0),
        ),
        Mistake(
            "a mean of everything",
            "You take one mean over all entries. Each unit needs its own number, and the mean is already in da.",
            lambda z, da: np.mean(da * np.minimum(0, z)),
        ),
        Mistake(
            "minimum of the product, one sum",
            "You take the minimum of 0 and da · z, and add up everything. Take min(0, z) first, and keep units apart.",
            lambda z, da: np.sum(np.minimum(0, da * z)),
        ),
        Mistake(
            "minimum of da",
            "You take the minimum of 0 and da. It is z that decides on which side a unit is.",
            lambda z, da: np.sum(np.minimum(0, da) * z, axis=0),
        ),
        Mistake(
            "minimum of the sum",
            "You add up first and take the minimum then. Each example has a z of its own: min(0, z) comes first.",
            lambda z, da: np.minimum(0, np.sum(da * z, axis=0)),
        ),
        Mistake(
            "a matrix product",
            "You multiply matrices, which mixes the units. Multiply entry by entry, then add up.",
            lambda z, da: da.T @ np.minimum(0, z),
        ),
        Mistake(
            "sums multiplied",
            "You add up both factors and multiply then. Multiply for each example first.",
            lambda z, da: np.sum(np.minimum(0, z), axis=0) * np.sum(da, axis=0),
        ),
        Mistake(
            "only da",
            "You add up only da. The chain rule has ∂a/∂ε as a second factor.",
            lambda z, da: np.sum(da, axis=0),
        ),
        Mistake(
            "size of all z",
            "You take |z| on both sides. ∂a/∂ε is z where z is negative, and 0 elsewhere.",
            lambda z, da: np.sum(da * np.abs(z), axis=0),
        ),
        Mistake(
            "slope for z",
            "You use the slope of the activation, ∂a/∂z. Here you need ∂a/∂ε.",
            lambda z, da: np.sum(da * np.where(z < 0, 1, z), axis=0),
        ),
        Mistake(
            "divided by the units",
            "You divide by the number of units. Each unit has its own ε, so its sum is not divided.",
            lambda z, da: np.sum(da * np.minimum(0, z), axis=0) / z.shape[1],
        ),
        Mistake(
            "z forgotten, one sum per example",
            "You add up da along the rows. A unit is a column, and its ∂a/∂ε is z, not 1.",
            lambda z, da: np.sum(da * (z < 0), axis=1),
        ),
        Mistake(
            "minimum of the product",
            "You take the minimum of 0 and da · z. The minimum belongs to z alone, before the product.",
            lambda z, da: np.sum(np.minimum(0, da * z), axis=0),
        ),
    ),
    hints=(
        "What is ∂a/∂ε where z is positive, and what where z is negative?",
        "By the chain rule, multiply ∂L/∂a by ∂a/∂ε = min(0, z), entry by entry.",
        "A unit is a column. Which axis of np.sum adds up its examples and keeps the units apart?",
    ),
    explanation="Where z is positive, a = z does not depend on ε; where z is negative, a = ε z, so ∂a/∂ε = z. Both "
    "cases together are min(0, z). By the chain rule each entry contributes ∂L/∂a · min(0, z). The ε of a unit acts "
    "on all examples and on no other unit, so we add up each column: np.sum(..., axis=0).",
)


def _jacobian(z, T):
    return softmax.derivative(np.asarray(z, float) / T) / T


_LOGITS = [
    (np.array([0.0, 0.0]), 1.0),
    (np.array([1.0, 2.0]), 2.0),
    (np.array([0.5, -1.0, 2.0]), 0.5),
    (np.array([-1.0, 0.0, 1.0, 3.0]), 4.0),
    (np.array([3, 1, 2]), 2),
    (np.array([2.0, 2.0, -1.0]), 0.25),
    (np.array([30.0, -30.0, 29.0]), 1.0),
    (np.array([7.0]), 3.0),
]


def _matrix_differs(got, truth) -> str:
    given, k = np.asarray(got, float), len(truth)
    if given.ndim < 2 or given.shape != (k, k):
        return f"You returned an array of shape {given.shape}. Each of the {k} outputs has a slope for every input"
    if not np.isfinite(given).all():
        return ""
    if (np.diag(given) < -1e-9).any():
        return "An entry of your diagonal is negative. But raising an input raises its own output"
    if (given[~np.eye(k, dtype=bool)] > 1e-9).any():
        return "An entry beside your diagonal is positive. But raising an input lowers the other outputs"
    rows = given.sum(axis=1)
    if (np.abs(rows) > 1e-6).any():
        row = int(np.abs(rows).argmax())
        return f"Row {row + 1} of yours sums to {rows[row]:.3g}. It should be 0: raising all inputs alike changes "
        "nothing"
    if not np.allclose(given, given.T, rtol=1e-6, atol=1e-9):
        return "Your matrix is not symmetric. Input j moves output i exactly as input i moves output j"
    if _has_wrong_factor(given, truth):
        return "All your entries have the same wrong factor. How fast does z / T change with z?"
    return "Your matrix has the right properties, but not the right numbers. Are the probabilities those of z / T?"


def _p(z, T=1.0):
    return softmax.value(np.asarray(z, float) / T)


_SHEET_5A = Question(
    "02.5a",
    _jacobian,
    "a square matrix: row i, column j holds the partial derivative of pᵢ with respect to zⱼ",
    cases=_LOGITS,
    differs=_matrix_differs,
    hidden=(
        "other inputs and temperatures",
        lambda rng: (rng.normal(0, 2, rng.size(2, 6)), float(rng.choice([0.5, 1.0, 1.5, 3.0]))),
    ),
    mistakes=(
        Mistake(
            "inner factor forgotten",
            "You return the derivative with respect to z / T. The chain rule has one more factor.",
            lambda z, T: np.diag(_p(z, T)) - np.outer(_p(z, T), _p(z, T)),
        ),
        Mistake(
            "factor T",
            "Your factor is T. Raise z a little: by how much does z / T rise?",
            lambda z, T: T * (np.diag(_p(z, T)) - np.outer(_p(z, T), _p(z, T))),
        ),
        Mistake(
            "temperature only outside",
            "You divide the Jacobian by T, but compute p from z. The probabilities are those of z / T.",
            lambda z, T: (np.diag(_p(z)) - np.outer(_p(z), _p(z))) / T,
        ),
        Mistake(
            "temperature ignored",
            "Your result does not depend on T. The probabilities are those of z / T.",
            lambda z, T: np.diag(_p(z)) - np.outer(_p(z), _p(z)),
        ),
        Mistake(
            "multiplied by T",
            "You multiply z by T. A softmax with temperature divides its inputs by T.",
            lambda z, T: T * (np.diag(_p(z, 1 / T)) - np.outer(_p(z, 1 / T), _p(z, 1 / T))),
        ),
        Mistake(
            "temperature in one part",
            "You use the temperature in one of the two parts only. Both need the probabilities of z / T.",
            lambda z, T: np.diag(_p(z, T)) - np.outer(_p(z), _p(z)),
        ),
        Mistake(
            "factor on one part",
            "You divide only diag(p) by T. The factor belongs to the whole difference.",
            lambda z, T: np.diag(_p(z, T)) / T - np.outer(_p(z, T), _p(z, T)),
        ),
        Mistake(
            "p divided by T",
            "You divide p by T. It is z that is divided, before the exponentials.",
            lambda z, T: np.diag(_p(z) / T) - np.outer(_p(z) / T, _p(z) / T),
        ),
        Mistake(
            "p of z, factor T",
            "You multiply by T and use the probabilities of z. They are those of z / T; then think of the chain rule.",
            lambda z, T: T * (np.diag(_p(z)) - np.outer(_p(z), _p(z))),
        ),
        Mistake(
            "factor twice",
            "You divide by T twice. The chain rule has its inner factor once.",
            lambda z, T: (np.diag(_p(z, T)) - np.outer(_p(z, T), _p(z, T))) / T**2,
        ),
        Mistake(
            "probabilities returned",
            "You return the probabilities p. Return how each of them changes with each input: a matrix.",
            _p,
        ),
        Mistake(
            "sign and factor",
            "All signs are wrong, and a factor is missing: raising an input raises its own output.",
            lambda z, T: np.outer(_p(z, T), _p(z, T)) - np.diag(_p(z, T)),
        ),
        Mistake(
            "element by element",
            "You subtract p · p entry by entry. The second part is the matrix p pᵀ, all products of two outputs.",
            lambda z, T: (np.diag(_p(z, T)) - _p(z, T) * _p(z, T)) / T,
        ),
        Mistake(
            "sigmoids",
            "You use the sigmoid of each input by itself. Softmax divides by the sum over all inputs.",
            lambda z, T: sigmoid_slope(z / T) / T,
        ),
        Mistake(
            "positive outer product",
            "You return p pᵀ. The Jacobian is the difference of two parts.",
            lambda z, T: np.outer(_p(z, T), _p(z, T)),
        ),
        Mistake(
            "diagonal only, without T",
            "Beside the diagonal you have zeros, and the temperature's inner factor is missing. Every input counts.",
            lambda z, T: np.diag(_p(z, T) * (1 - _p(z, T))),
        ),
        Mistake(
            "only diag(p)",
            "You return diag(p): the second part is missing, and so is the inner factor of the chain rule.",
            lambda z, T: np.diag(_p(z, T)),
        ),
        Mistake(
            "a list of slopes of z",
            "You return p (1 − p) for the probabilities of z. Use z / T, and return a matrix.",
            lambda z, T: _p(z) * (1 - _p(z)),
        ),
        Mistake(
            "diagonal only",
            "Off the diagonal you have zeros. But each output depends on every input.",
            lambda z, T: np.diag(_p(z, T) * (1 - _p(z, T))) / T,
        ),
        Mistake(
            "a list of slopes",
            "You return one slope per output. Each output has a slope for every input, which makes a matrix.",
            lambda z, T: _p(z, T) * (1 - _p(z, T)) / T,
        ),
        Mistake(
            "a list of slopes without T",
            "You return p (1 − p), one slope per output. Each output has a slope for every input: a matrix.",
            lambda z, T: _p(z, T) * (1 - _p(z, T)),
        ),
        Mistake(
            "outer product only",
            "One part is missing: diag(p).",
            lambda z, T: -np.outer(_p(z, T), _p(z, T)) / T,
        ),
        Mistake(
            "plus",
            "You add the two parts. Raising one input lowers the other outputs.",
            lambda z, T: (np.diag(_p(z, T)) + np.outer(_p(z, T), _p(z, T))) / T,
        ),
        Mistake(
            "sign",
            "All your signs are wrong: raising an input raises its own output.",
            lambda z, T: (np.outer(_p(z, T), _p(z, T)) - np.diag(_p(z, T))) / T,
        ),
        Mistake(
            "z for p",
            "The formula holds for the probabilities p. You put z / T itself in.",
            lambda z, T: (np.diag(z / T) - np.outer(z / T, z / T)) / T,
        ),
        Mistake(
            "an inner product",
            "You subtract one number everywhere, the product pᵀp. Subtract the matrix p pᵀ.",
            lambda z, T: (np.diag(_p(z, T)) - _p(z, T) @ _p(z, T)) / T,
        ),
        Mistake(
            "second part forgotten",
            "You return only diag(p). The sum in the denominator depends on every z, too.",
            lambda z, T: np.diag(_p(z, T)) / T,
        ),
    ),
    hints=(
        "First compute p: the exponentials of z / T, divided by their sum.",
        "With respect to u = z / T, the Jacobian is that of the notebook, with this p. Now use the chain rule for u.",
        "np.diag(p) and np.outer(p, p) give the notebook's matrix. Each zⱼ enters through zⱼ / T: what factor is that?",
    ),
    explanation="Write u = z / T, so that p = softmax(u). The notebook's Jacobian is ∂p/∂u = diag(p) − p pᵀ. Each "
    "input zⱼ enters only through uⱼ = zⱼ / T, and ∂uⱼ/∂zⱼ = 1/T. By the chain rule, the Jacobian with respect to z is "
    "(diag(p) − p pᵀ) / T. With T = 1, this is the notebook's matrix.",
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

"""Questions of notebook 05 and its sheet: forward passes by hand."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..data import LECTURE_EXAMPLES
from ..nn import activations
from ..validation import is_close
from .mistaken import relu, sigmoid

_W, _b, _ = LECTURE_EXAMPLES["3-4-1"].net[1]
_X1, _X2 = np.array([1.0, 0.0, 2.0]), np.array([1.0, -2.0, 3.0])


# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = value_question(
    "05.1",
    float(_W[1] @ _X1 + _b[1]),
    "the pre-activation of hidden unit 2",
    [
        ("bias forgotten", float(_W[1] @ _X1), "That is the weighted sum; the bias b₂ is not added yet."),
        ("column for row", float(_W[:3, 1] @ _X1 + _b[1]), "You read column 2 of W. Unit 2 reads row 2."),
        ("unit 1", float(_W[0] @ _X1 + _b[0]), "That is hidden unit 1; asked is unit 2, the second row."),
        ("activated", float(activations.sigmoid(_W[1] @ _X1 + _b[1])), "That is the activation; asked is z, before σ."),
    ],
)
_CHECK_2 = choice_question(
    "05.2",
    "Add 10 to each of the three output biases c. What happens to the three probabilities?",
    {
        "a": ("All three grow", "They cannot all grow: they must still sum to 1."),
        "b": (
            "The largest grows, the others shrink",
            "That is what multiplying z does. Adding the same number multiplies every e^z by the same factor.",
        ),
        "c": ("Nothing", "Right: every e^z is multiplied by e^10, above and below the line, and the factor cancels."),
    },
    right="c",
)
_CHECK_3 = choice_question(
    "05.3",
    "In the third hidden layer z₁ is exactly 0. Its bias falls from 4 to 3. What happens to the output?",
    {
        "a": (
            "Nothing",
            "Right: z₁ becomes −1 and ReLU gives 0 as before. Raise the bias instead, and the output moves.",
        ),
        "b": (
            "All three probabilities change",
            "They would if a₁ changed. But what does ReLU give at 0, and what at −1?",
        ),
        "c": ("The network stops working", "A unit that gives 0 is no fault; here two of four units do."),
    },
    right="a",
)
_CHECK_4 = value_question(
    "05.4",
    71,
    "the number of weights and biases together",
    [
        ("weights only", 56, "Those are the weights; every unit has a bias as well."),
        ("biases only", 15, "Those are the biases, one a unit; the weights come on top."),
        ("input biased", 74, "The input has no biases: nothing is computed there."),
        ("input counted", 18, "That counts all circles of the drawing; parameters sit on the arrows and in the units."),
    ],
)
_CHECK_5 = choice_question(
    "05.5",
    "X holds 100 examples as rows, shape (100, 3), and W has shape (4, 3). What shape has X Wᵀ + b?",
    {
        "a": ("(4, 100)", "That is W Xᵀ, with examples as columns. In this course examples are rows."),
        "b": ("(100, 4)", "Right: one row an example, one column a unit."),
        "c": ("(100, 3)", "That is the shape of X. A layer of 4 units gives 4 numbers an example."),
    },
    right="b",
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


_Z2 = _W @ _X2 + _b
_SHEET_1A = value_question(
    "05.1a",
    _Z2,
    "four numbers: z of the hidden layer, unit by unit",
    [
        ("bias forgotten", _W @ _X2, "The biases are not added yet: z = W x + b."),
        ("bias subtracted", _W @ _X2 - _b, "You subtracted the biases; they are added, each with its own sign."),
        (
            "column for row",
            np.array([*(_W[:3].T @ _X2 + _b[:3]), _Z2[3]]),
            "You read W by columns in the first three units. Unit j reads row j.",
        ),
        ("activated", sigmoid(_Z2), "Those are the activations; asked is z, before the sigmoid."),
        ("old input", np.array([-3.0, 2.0, 0.0, 7.0]), "Those belong to the lecture's x; here x is (1, −2, 3)."),
    ],
    hints=(
        "Each hidden unit takes one row of W and one bias.",
        "Unit 1: multiply the first row of W with x, number by number, and add the three products.",
        "Then add the unit's own bias. In code: one matrix product and one sum.",
    ),
)

_RNG = np.random.default_rng(5)
_LAYERS = [
    (
        _RNG.integers(-3, 4, (n, n)).astype(float),
        _RNG.integers(-3, 4, n).astype(float),
        sigmoid,
        _RNG.integers(-2, 3, n) / 2,
    )
    for n in (1, 2, 2, 3)
]
_LAYERS.append(
    (np.array([[1.0, 2.0, -1.0], [0.0, 1.0, 3.0]]), np.array([0.5, -0.5]), np.tanh, np.array([1.0, 0.0, -1.0]))
)


def _random_layer(rng, n_out: int, n_in: int) -> tuple:
    g = (sigmoid, np.tanh, relu)[int(rng.integers(3))]
    return rng.normal(size=(n_out, n_in)), rng.normal(size=n_out), g


def _layer_and_input(rng) -> tuple:
    n_out, n_in = (int(n) for n in rng.integers(1, 5, 2))
    return *_random_layer(rng, n_out, n_in), rng.normal(size=n_in)


def _network_and_input(rng) -> tuple:
    sizes = rng.integers(1, 5, int(rng.integers(2, 6))).tolist()
    return [_random_layer(rng, n, m) for m, n in _pairs(sizes)], rng.normal(size=sizes[0])


def _layer_and_batch(rng) -> tuple:
    n_out, n_in, n = (int(n) for n in rng.integers(1, 6, 3))
    return rng.normal(size=(n_out, n_in)), rng.normal(size=n_out), rng.normal(size=(n, n_in))


_SHEET_4A = Question(
    "05.4a",
    lambda W, b, g, a: g(W @ a + b),
    "the layer's output g(W a + b), one number a unit",
    cases=_LAYERS,
    hidden=("other layers", _layer_and_input),
    mistakes=(
        Mistake(
            "bias forgotten", "Your layer works without b. Add it before the activation.", lambda W, b, g, a: g(W @ a)
        ),
        Mistake(
            "activation forgotten",
            "Your layer returns z. The activation g still has to be applied.",
            lambda W, b, g, a: W @ a + b,
        ),
        Mistake(
            "activation before bias",
            "You apply g first and add b afterwards; the bias belongs inside.",
            lambda W, b, g, a: g(W @ a) + b,
        ),
        Mistake("bias subtracted", "You subtract b; z is W a plus b.", lambda W, b, g, a: g(W @ a - b)),
        Mistake(
            "W transposed",
            "Your products run down the columns of W. Unit j reads row j: W @ a.",
            lambda W, b, g, a: g(a @ W + b),
        ),
    ),
    hints=(
        "Two steps: the affine transformation z, then the activation.",
        "z is one matrix product and one sum: W @ a gives one number a unit.",
        "Return g(z): g is a function and is called with the whole array.",
    ),
)

_MODERATE = [
    (np.array([0.0]),),
    (np.array([1.0, 2.0]),),
    (np.array([3.0, -1.0, 1.0]),),
    (np.array([-5.0, -5.0, 0.0, 1.0]),),
]
_SLIDE_LOGITS = (np.array([1.0, 1000.0, 2.0]),)
_EXTREME = [
    (np.array([800.0, 801.0]),),
    (np.array([-1000.0, -1001.0]),),
    (np.array([0.0, 0.0, 0.0, 1000.0]),),
    (np.array([-400.0, -400.0, 1.0]),),
    (np.array([-800.0, 800.0, 800.0]),),
    (np.array([2000, 1999, 0]),),
]


def _like(other):
    """Return a test for answers that do as `other` where nothing overflows; past that, the style decides."""
    return lambda f: all(is_close(f(z.copy()), other(z)) for (z,) in _MODERATE[1:])


def _some_logits(rng) -> tuple:
    """Draw logits that are moderate, or lie far from each other, or all far from 0."""
    spread, middle = rng.choice([3.0, 10.0, 1000.0]), rng.choice([0.0, 0.0, 1000.0, -1000.0])
    return (middle + spread * rng.normal(size=int(rng.integers(1, 7))),)


def _is_softmax(f, cases) -> bool:
    return all(is_close(f(z.copy()), activations.softmax.value(z.astype(float))) for (z,) in cases)


def _right_but_overflows(f) -> bool:
    return _is_softmax(f, _MODERATE) and not _is_softmax(f, [_SLIDE_LOGITS])


def _right_but_at_extremes(f) -> bool:
    return _is_softmax(f, [*_MODERATE, _SLIDE_LOGITS]) and not _is_softmax(f, _EXTREME)


_SHEET_2A = Question(
    "05.2a",
    lambda z: activations.softmax.value(np.asarray(z, float)),
    "positive numbers that sum to 1, the largest where z is largest",
    cases=[*_MODERATE, _SLIDE_LOGITS, *_EXTREME],
    hidden=("other logits", _some_logits),
    mistakes=(
        Mistake("not normalised", "Those are the exponentials; divide each by their sum.", shows=_like(np.exp)),
        Mistake(
            "no exponential",
            "You divide z itself by its sum. Take exponentials first: they are positive.",
            shows=_like(lambda z: z / z.sum()),
        ),
        Mistake(
            "overflow",
            "Right for small z. But e^1000 is beyond the largest float and becomes infinite, and so does the sum. "
            "Keep the exponents small without changing the result.",
            shows=_right_but_overflows,
        ),
        Mistake(
            "another shift",
            "Right for (1, 1000, 2), but not for all large numbers. For which number, subtracted from all z, is no "
            "exponent above 0, and one of them exactly 0?",
            shows=_right_but_at_extremes,
        ),
        Mistake(
            "divided by largest",
            "You divide by the largest exponential; the sum of all is wanted below.",
            shows=_like(lambda z: np.exp(z - z.max())),
        ),
        Mistake("sigmoid", "That is the sigmoid of each number; softmax looks at all of them together.", sigmoid),
        Mistake(
            "argmax",
            "That is a hard choice with a 1 and zeros; softmax is the smooth version.",
            shows=_like(lambda z: np.where(z == z.max(), 1.0, 0.0)),
        ),
    ),
    hints=(
        "Make every number positive first; which function does that and keeps their order?",
        "Then divide by the sum, so that the results add up to 1.",
        "e^1000 does not fit into a float. What happens to the quotient if all z get smaller by the same number?",
    ),
)


def _run(layers, x):
    a = np.asarray(x, float)
    for W, b, g in layers:
        a = g(W @ a + b)
    return a


def _same(z):
    return z


_TWO = [
    (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0]), relu),
    (np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([-0.5, 1.0]), _same),
]
_THREE = [*_TWO, (np.array([[2.0, 1.0], [-1.0, 1.0]]), np.array([1.0, 0.0]), np.tanh)]
_SHEET_3A = Question(
    "05.3a",
    _run,
    "the output of the last layer",
    cases=[
        ([_TWO[0]], np.array([1.0, 0.0])),
        (_TWO, np.array([1.0, 1.0])),
        (_TWO, np.array([1.0, 0.0])),
        (_THREE, np.array([1.0, -2.0])),
        (_THREE, np.array([0.5, 2.0])),
    ],
    hidden=("other networks", _network_and_input),
    mistakes=(
        Mistake(
            "last layer skipped",
            "Your result is what comes out one layer before the end.",
            lambda layers, x: _run(layers[:-1], x),
        ),
        Mistake(
            "x in every layer",
            "Every layer of yours reads x. Only the first does; layer l reads a of layer l−1.",
            lambda layers, x: _run(layers[-1:], x),
        ),
        Mistake(
            "backwards",
            "You go through the layers from the last to the first.",
            lambda layers, x: _run(layers[::-1], x),
        ),
        Mistake(
            "no activation",
            "The activations are missing between the layers.",
            lambda layers, x: _run([(W, b, _same) for W, b, _ in layers], x),
        ),
        Mistake(
            "relu everywhere",
            "You use ReLU in every layer; each layer brings its own g.",
            lambda layers, x: _run([(W, b, relu) for W, b, _ in layers], x),
        ),
        Mistake(
            "bias forgotten",
            "The biases are missing: z = W a + b.",
            lambda layers, x: _run([(W, 0 * b, g) for W, b, g in layers], x),
        ),
    ),
    hints=(
        "Keep one variable for what travels through the network. What is it before the first layer?",
        "for W, b, g in layers: gives you one layer at a time, in the right order.",
        "In the loop, replace the variable by this layer's output; after the loop, return it.",
    ),
)

_SIZES = [((1, 1),), ((2, 2, 1),), ((3, 4, 1),), ((3, 4, 4, 4, 3),), ((784, 128, 10),)]


def _pairs(sizes):
    return list(zip(sizes[:-1], sizes[1:]))


_SHEET_4B = Question(
    "05.4b",
    lambda sizes: sum(m * n + n for m, n in _pairs(sizes)),
    "weights plus biases of all layers",
    cases=_SIZES,
    hidden=("other sizes", lambda rng: (tuple(rng.integers(1, 50, int(rng.integers(2, 7))).tolist()),)),
    mistakes=(
        Mistake(
            "biases forgotten",
            "Those are the weights alone; each unit has one bias as well.",
            lambda sizes: sum(m * n for m, n in _pairs(sizes)),
        ),
        Mistake(
            "input biased",
            "You counted biases for the input too; nothing is computed there.",
            lambda sizes: sum(m * n for m, n in _pairs(sizes)) + sum(sizes),
        ),
        Mistake(
            "bias of the layer before",
            "The biases belong to the layer that the arrows go into, not where they start.",
            lambda sizes: sum(m * n + m for m, n in _pairs(sizes)),
        ),
        Mistake(
            "units counted",
            "Those are the units; the parameters are the weights and the biases.",
            lambda sizes: sum(sizes[1:]),
        ),
        Mistake(
            "one bias a layer",
            "You counted one bias a layer; every unit has its own.",
            lambda sizes: sum(m * n + 1 for m, n in _pairs(sizes)),
        ),
    ),
    hints=(
        "Count one layer first: how many numbers stand in its W, how many in its b?",
        "A layer that reads m values and has n units: W has n rows of m, b has n.",
        "Add that up over neighbouring pairs of sizes: zip(sizes[:-1], sizes[1:]) gives them.",
    ),
)

_BATCHES = [
    (np.array([[2.0]]), np.array([1.0]), np.array([[3.0]])),
    (np.array([[1.0, 2.0], [3.0, -4.0]]), np.array([1.0, -1.0]), np.array([[1.0, 0.0], [2.0, 1.0]])),
    (_W, _b, np.array([[-3.0, 1.0, 5.0], [1.0, -2.0, 3.0]])),
]
_SHEET_5A = Question(
    "05.5a",
    lambda W, b, X: X @ W.T + b,
    "shape (number of examples, number of units), row i for example i",
    cases=_BATCHES,
    hidden=("other layers and batches", _layer_and_batch),
    equal=lambda got, truth: np.shape(got) == truth.shape and is_close(got, truth),
    mistakes=(
        Mistake(
            "units as rows",
            "Your result is turned over: one row a unit. Examples are rows here: X Wᵀ + b.",
            lambda W, b, X: W @ X.T + b[:, None],
        ),
        Mistake("bias forgotten", "The biases are missing.", lambda W, b, X: X @ W.T),
        Mistake(
            "bias down the rows",
            "You added one bias an example. There is one a unit: b belongs along the row.",
            lambda W, b, X: X @ W.T + b[: len(X), None] if len(X) <= len(b) else X @ W.T,
        ),
        Mistake("first example only", "Only the first example went through.", lambda W, b, X: W @ X[0] + b),
        Mistake(
            "W not transposed",
            "You used X W; a unit's weights are a row of W, so Wᵀ is needed.",
            lambda W, b, X: X @ W + b,
        ),
    ),
    hints=(
        "Write down the shapes: X is (n, n_in), W is (n_out, n_in), and (n, n_out) is wanted.",
        "A matrix product needs equal inner sizes: which of the two has to be transposed?",
        "b has one number a unit; added to a table (n, n_out), numpy adds it to every row.",
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
    _SHEET_3A,
    _SHEET_4A,
    _SHEET_4B,
    _SHEET_5A,
)

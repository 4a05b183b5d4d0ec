"""Questions of notebook 05 and its sheet: forward passes by hand."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..data import LECTURE_EXAMPLES
from ..nn import activations
from ..validation import is_close, safely
from .mistaken import agrees_with, is_softmax_but_for, relu, same, sigmoid

_W, _b, _ = LECTURE_EXAMPLES["3-4-1"].net[1]
_X1, _X2 = np.array([1.0, 0.0, 2.0]), np.array([2.0, -3.0, 4.0])


# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = value_question(
    "05.1",
    float(_W[1] @ _X1 + _b[1]),
    "the pre-activation of hidden unit 2",
    [
        ("bias forgotten", float(_W[1] @ _X1), "That is the weighted sum only. Add the bias b₂ to it."),
        ("bias subtracted", float(_W[1] @ _X1 - _b[1]), "You subtracted b₂. The bias is added, with its own sign."),
        ("column for row", float(_W[:3, 1] @ _X1 + _b[1]), "You read column 2 of W. Unit 2 reads row 2."),
        ("unit 1", float(_W[0] @ _X1 + _b[0]), "That is hidden unit 1. The question asks for unit 2, the second row."),
        (
            "unit 3",
            float(_W[2] @ _X1 + _b[2]),
            "That is hidden unit 3. In Python, W[2] is the third row, because positions count from 0 there.",
        ),
        ("old input", 2.0, "That is z₂ for the lecture's input. Here x is (1, 0, 2)."),
        (
            "activated",
            float(activations.sigmoid(_W[1] @ _X1 + _b[1])),
            "That is the activation a₂. The question asks for z₂, before σ.",
        ),
    ],
    hints=(
        "Hidden unit 2 has one row of W and one bias. Which are they?",
        "Multiply the row with x entry by entry, and add the three products.",
        "The row is (11, −2, 7). Its second product is 0, because x₂ is 0. Do not forget b₂.",
    ),
    explanation=(
        "Unit 2 reads row 2 of W, which is (11, −2, 7), and has the bias b₂ = 2. "
        "Its pre-activation is z₂ = 11 · 1 + (−2) · 0 + 7 · 2 + 2 = 27. "
        "No activation is applied yet: σ(27) would be practically 1."
    ),
)
_CHECK_2 = choice_question(
    "05.2",
    "Add 10 to each of the three output biases c. What happens to the three probabilities?",
    {
        "a": ("All three grow", "They cannot all grow, because they still sum to 1."),
        "b": (
            "The largest grows, the others shrink",
            "That is what adding 10 to the largest sum only would do. Here every e^z is multiplied by the same factor.",
        ),
        "c": (
            "Nothing",
            "Right: every e^z is multiplied by e^10, in the numerator and in the denominator, so the factor cancels.",
        ),
    },
    right="c",
    hints=(
        "How does each of the three sums f_in change if its bias grows by 10?",
        "By what factor does e^z grow if z grows by 10? Is it the same factor for all three?",
    ),
    explanation=(
        "Each sum grows by 10, so each e^z is multiplied by e^10. Their total is multiplied by e^10 as well. "
        "The factor is in the numerator and in the denominator and cancels, so no probability changes. "
        "Only the differences between the sums matter to softmax."
    ),
)
_CHECK_3 = choice_question(
    "05.3",
    "In the third hidden layer, z₁ is exactly 0. Its bias falls from 4 to 3. What happens to the output?",
    {
        "a": (
            "Nothing",
            "Right: z₁ becomes −1, and the ReLU gives 0 as before. If you raise the bias instead, the output moves.",
        ),
        "b": (
            "All three probabilities change",
            "They would if a₁ changed. What does the ReLU give at 0, and what at −1?",
        ),
        "c": ("The network stops working", "A unit that gives 0 is not a fault. In this layer two of four units do."),
    },
    right="a",
    hints=(
        "By how much does z₁ change, and to which value?",
        "The output reads a₁, not z₁. What is max(0, z₁) before and after?",
    ),
    explanation=(
        "The bias is added to z₁, so z₁ falls from 0 to −1. Its activation a₁ = max(0, z₁) is 0 in both cases. "
        "The output layer reads only a, and nothing in it has changed. "
        "If the bias rises to 5, z₁ and a₁ become 1, and all three probabilities change: 0 is the kink of the ReLU."
    ),
)
_CHECK_4 = value_question(
    "05.4",
    71,
    "the number of weights and biases together",
    [
        ("weights only", 60, "Those are only the weights. Every unit also has a bias."),
        ("biases only", 11, "Those are only the biases, one per unit. Add the weights."),
        ("input biased", 76, "You gave the inputs biases. They have none, because nothing is computed there."),
        (
            "bias of the layer before",
            75,
            "You counted a bias for each number that a layer reads. It has one for each of its units.",
        ),
        ("one bias per layer", 62, "You counted one bias per layer. Every unit has its own."),
        ("input counted", 16, "That counts all circles of the drawing. The parameters are its arrows and the biases."),
        ("product of sizes", 50, "You multiplied all sizes. Count each layer separately, then add the layers."),
    ],
    hints=(
        "Take the two layers one after the other. What shape does each W have?",
        "The hidden layer's W is 10 × 5, the output layer's is 1 × 10. Each unit adds one bias.",
        "Add four numbers: the weights and the biases of the hidden layer, then those of the output layer.",
    ),
    explanation=(
        "The hidden layer has 10 rows of 5 weights and 10 biases: 50 + 10 = 60 parameters. "
        "The output layer has one row of 10 weights and one bias: 10 + 1 = 11. "
        "Together that makes 71. The inputs have no parameters, because nothing is computed there."
    ),
)
_CHECK_5 = choice_question(
    "05.5",
    "X holds 100 examples as rows, shape (100, 3), and W has shape (4, 3). What is the shape of X Wᵀ + b?",
    {
        "a": ("(4, 100)", "That is the shape of W Xᵀ, with examples as columns. In this course examples are rows."),
        "b": ("(100, 4)", "Right: one row per example, one column per unit."),
        "c": ("(100, 3)", "That is the shape of X. A layer of 4 units gives 4 numbers per example."),
    },
    right="b",
    hints=(
        "What is the shape of Wᵀ?",
        "In a matrix product the inner sizes meet and vanish. Which two are left?",
    ),
    explanation=(
        "Wᵀ has shape (3, 4). In the product of a (100, 3) and a (3, 4) matrix the two 3s meet, and (100, 4) is left. "
        "Row i belongs to example i, column j to unit j. "
        "The bias b has shape (4,), so NumPy adds it to every row and the shape stays the same."
    ),
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


_Z2 = _W @ _X2 + _b
_SHEET_1A = value_question(
    "05.1a",
    _Z2,
    "four numbers: z of the hidden layer, unit by unit",
    [
        ("bias forgotten", _W @ _X2, "The biases are not added yet: z = W x + b."),
        ("bias subtracted", _W @ _X2 - _b, "You subtracted the biases. Each is added, with its own sign."),
        (
            "column for row",
            np.array([*(_W[:3].T @ _X2 + _b[:3]), _Z2[3]]),
            "You read W by columns in the first three units. Unit j reads row j.",
        ),
        (
            "three numbers",
            np.array([*(_W[:3].T @ _X2 + _b[:3])]),
            "You returned three numbers, from the columns of W. There are four units, and unit j reads row j.",
        ),
        ("activated", sigmoid(_Z2), "Those are the activations. The question asks for z, before the sigmoid."),
        ("old input", np.array([-3.0, 2.0, 0.0, 7.0]), "Those belong to the lecture's x. Here x is (2, −3, 4)."),
        (
            "sign of x",
            _W @ np.abs(_X2) + _b,
            "You took x₂ for 3. It is −3, so the second product of each row changes its sign.",
        ),
    ],
    hints=(
        "Each hidden unit takes one row of W and one bias.",
        "Unit 1: multiply the first row of W with x, entry by entry, and add the three products.",
        "Then add the unit's own bias. In code: one matrix product and one sum.",
    ),
    explanation=(
        "Unit j multiplies row j of W with x, entry by entry, adds the products and then its bias. "
        "Unit 1: 3 · 2 + (−9) · (−3) + 2 · 4 + 5 = 46. Unit 2: 22 + 6 + 28 + 2 = 58. "
        "Unit 3: −12 − 9 − 16 − 1 = −38. Unit 4: 12 + 3 + 20 + 1 = 36. In code: z = W @ x + b."
    ),
)

_RNG = np.random.default_rng(5)


def _quarters(rng, *shape):
    """Return numbers from −2 to 2 whose sums and products every float holds exactly, float32 too."""
    return rng.integers(-8, 9, shape) / 4


_LAYERS = [
    (
        _RNG.integers(-3, 4, (n, n)).astype(float),
        _RNG.integers(-3, 4, n).astype(float),
        sigmoid,
        _RNG.integers(-2, 3, n) / 2,
    )
    for n in (1, 2, 2, 3)
]
_LAYERS += [
    (np.array([[1.0, 2.0, -1.0], [0.0, 1.0, 3.0]]), np.array([0.5, -0.5]), np.tanh, np.array([1.0, 0.0, -1.0])),
    (np.array([[1, -2], [3, 4], [0, -1]]), np.array([1, 0, -1]), relu, np.array([2, 1])),
]


def _random_layer(rng, n_out: int, n_in: int) -> tuple:
    g = (sigmoid, np.tanh, relu)[int(rng.integers(3))]
    return _quarters(rng, n_out, n_in), _quarters(rng, n_out), g


def _layer_and_input(rng) -> tuple:
    n_out, n_in = rng.sizes(1, 5, 2)
    return *_random_layer(rng, n_out, n_in), _quarters(rng, n_in)


def _network_and_input(rng) -> tuple:
    sizes = rng.sizes(1, 5, rng.size(2, 6))
    return [_random_layer(rng, n, m) for m, n in _pairs(sizes)], _quarters(rng, sizes[0])


def _layer_and_batch(rng) -> tuple:
    n_out, n_in, n = rng.sizes(1, 6, 3)
    return _quarters(rng, n_out, n_in), _quarters(rng, n_out), _quarters(rng, n, n_in)


_SHEET_4A = Question(
    "05.4a",
    lambda W, b, g, a: g(W @ a + b),
    "the layer's output g(W a + b), one number per unit",
    cases=_LAYERS,
    hidden=("other layers", _layer_and_input),
    mistakes=(
        Mistake(
            "bias forgotten", "Your layer works without b. Add it before the activation.", lambda W, b, g, a: g(W @ a)
        ),
        Mistake(
            "activation forgotten",
            "Your layer returns z. Apply the activation g to it.",
            lambda W, b, g, a: W @ a + b,
        ),
        Mistake(
            "activation before bias",
            "You apply g first and add b afterwards. The bias belongs inside the activation.",
            lambda W, b, g, a: g(W @ a) + b,
        ),
        Mistake(
            "activation of the input",
            "You apply g to what the layer reads. It belongs to the result of the affine transformation.",
            lambda W, b, g, a: W @ g(a) + b,
        ),
        Mistake(
            "bias subtracted", "You subtract b. The pre-activation is W a plus b.", lambda W, b, g, a: g(W @ a - b)
        ),
        Mistake(
            "W transposed",
            "Your products run down the columns of W. Unit j reads row j: W @ a.",
            lambda W, b, g, a: g(a @ W + b),
        ),
        Mistake(
            "products not added",
            "W * a multiplies entry by entry and adds nothing up. A matrix product, W @ a, adds along each row.",
            lambda W, b, g, a: g(W * a + b),
        ),
        Mistake(
            "products not added, b as a column",
            "W * a multiplies entry by entry. Add the products of each row before b: W @ a does both.",
            lambda W, b, g, a: g(W * a + b[:, None]),
        ),
    ),
    hints=(
        "Two steps: the affine transformation z, then the activation.",
        "z is one matrix product and one sum: W @ a gives one number per unit.",
        "Return g(z): g is a function and is called with the whole array.",
    ),
    explanation=(
        "W @ a multiplies each row of W with a and adds up, which gives one number per unit. With b added, this is "
        "the affine transformation z. The activation g then turns z into the output; it is called once, with the "
        "whole array, because softmax needs all entries at once."
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
    (np.array([20000.0, 19999.0]),),
    (np.array([-20000.0, -20001.0, -30000.0]),),
]
_SMALL, _MODERATE_OR_SLIDE, _LARGE = (
    [z for (z,) in cases] for cases in (_MODERATE, [*_MODERATE, _SLIDE_LOGITS], _EXTREME)
)


def _like(other):
    """Return a test for answers that do as `other` where nothing overflows; past that, the style decides."""
    return lambda f: agrees_with(f, other, _SMALL[1:])


def _some_logits(rng) -> tuple:
    """Draw logits that are moderate, or lie far from each other, or all far from 0; float32 holds them exactly."""
    spread, middle = rng.choice([3.0, 10.0, 1000.0]), rng.choice([0.0, 0.0, 1000.0, -1000.0])
    eighths = np.round(8 * (middle + spread * rng.normal(size=rng.size(1, 7))))
    return (eighths / 8,)


_SHEET_2A = Question(
    "05.2a",
    lambda z: activations.softmax.value(np.asarray(z, float)),
    "positive numbers that sum to 1, the largest where z is largest",
    cases=[*_MODERATE, _SLIDE_LOGITS, *_EXTREME],
    hidden=("other logits", _some_logits),
    mistakes=(
        Mistake("not normalised", "Those are the exponentials. Divide each by their sum.", shows=_like(np.exp)),
        Mistake(
            "no exponential",
            "You divide z itself by its sum. Take exponentials first, because they are positive.",
            shows=_like(lambda z: z / z.sum()),
        ),
        Mistake(
            "exponential of the quotient",
            "You divide z by the sum of the exponentials and take the exponential then. Take it first, then divide.",
            shows=_like(lambda z: np.exp(z / np.exp(z).sum())),
        ),
        Mistake(
            "overflow",
            "Right for small z. But e^1000 is beyond the largest float, and so is the sum. "
            "Keep the exponents small without changing the result.",
            shows=lambda f: is_softmax_but_for(f, _SMALL, [_SLIDE_LOGITS[0]]),
        ),
        Mistake(
            "another shift",
            "Right for (1, 1000, 2), but not for all large numbers. What must you subtract from all z, so "
            "that the largest exponent is 0?",
            shows=lambda f: is_softmax_but_for(f, _MODERATE_OR_SLIDE, _LARGE),
        ),
        Mistake(
            "divided by largest",
            "You divide by the largest exponential. Divide by the sum of all of them.",
            shows=_like(lambda z: np.exp(z - z.max())),
        ),
        Mistake(
            "divided by the others",
            "You divide by the sum of the other exponentials. The denominator contains the unit's own as well.",
            shows=_like(lambda z: np.exp(z) / (np.exp(z).sum() - np.exp(z))),
        ),
        Mistake(
            "logarithm returned",
            "Those are the logarithms of the probabilities. Return the probabilities themselves.",
            shows=_like(lambda z: z - np.log(np.exp(z).sum())),
        ),
        Mistake(
            "base 2",
            "Your powers have the base 2. Softmax uses the base e, np.exp.",
            shows=_like(lambda z: 2.0**z / (2.0**z).sum()),
        ),
        Mistake("sigmoid", "That is the sigmoid of each number. Softmax divides by a sum over all of them.", sigmoid),
        Mistake(
            "argmax",
            "That is a hard choice, a 1 and zeros. Softmax is the smooth version.",
            shows=_like(lambda z: np.where(z == z.max(), 1.0, 0.0)),
        ),
    ),
    hints=(
        "Make every number positive first. Which function does that and keeps their order?",
        "Then divide by the sum, so that the results add up to 1.",
        "e^1000 does not fit into a float. What happens to the quotient if all z get smaller by the same number?",
    ),
    explanation=(
        "Softmax divides each exponential by the sum of all. If the same number is subtracted from all z, numerator "
        "and denominator are multiplied by the same factor, and the result stays the same. Subtract the largest z: "
        "then no exponent is above 0, and at least one exponential is exactly 1. So nothing can overflow, and the sum "
        "is at least 1."
    ),
)


def _run(layers, x):
    a = np.asarray(x, float)
    for W, b, g in layers:
        a = g(W @ a + b)
    return a


def _with_one_activation(layers, g):
    return [(W, b, g) for W, b, _ in layers]


_TWO = [
    (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0]), relu),
    (np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([-0.5, 1.0]), same),
]
_THREE = [*_TWO, (np.array([[2.0, 1.0], [-1.0, 1.0]]), np.array([1.0, 0.0]), np.tanh)]
_WHOLE = [
    (np.array([[1, -1, 2], [0, 1, -1]]), np.array([1, 0]), np.tanh),
    (np.array([[2, -1]]), np.array([1]), relu),
]
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
        (_WHOLE, np.array([1, 2, 1])),
    ],
    hidden=("other networks", _network_and_input),
    mistakes=(
        Mistake(
            "last layer skipped",
            "Your result is what comes out one layer before the end.",
            lambda layers, x: _run(layers[:-1], x),
        ),
        Mistake(
            "return inside the loop",
            "Your result is what the first layer gives. Is `return` inside the loop?",
            lambda layers, x: _run(layers[:1], x),
        ),
        Mistake(
            "x in every layer",
            "Every layer of yours reads x. Only the first does, and layer l reads a of layer l − 1.",
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
            lambda layers, x: _run(_with_one_activation(layers, same), x),
        ),
        Mistake(
            "z returned",
            "You return the last layer's z. Its activation has to be applied as well.",
            lambda layers, x: _run([*layers[:-1], (*layers[-1][:2], same)], x),
        ),
        Mistake(
            "activation at the end only",
            "You apply an activation once, after the last layer. Every layer applies its own g.",
            lambda layers, x: _run([*_with_one_activation(layers[:-1], same), layers[-1]], x),
        ),
        Mistake(
            "relu everywhere",
            "You use the ReLU in every layer. Each layer brings its own g.",
            lambda layers, x: _run(_with_one_activation(layers, relu), x),
        ),
        Mistake(
            "last activation everywhere",
            "You use the last layer's activation in all layers. Each layer brings its own g.",
            lambda layers, x: _run(_with_one_activation(layers, layers[-1][2]), x),
        ),
        Mistake(
            "first activation everywhere",
            "You use the first layer's activation in all layers. Each layer brings its own g.",
            lambda layers, x: _run(_with_one_activation(layers, layers[0][2]), x),
        ),
        Mistake(
            "bias forgotten",
            "The biases are missing: z = W a + b.",
            lambda layers, x: _run([(W, 0 * b, g) for W, b, g in layers], x),
        ),
        Mistake(
            "bias subtracted",
            "You subtract the biases: z = W a + b.",
            lambda layers, x: _run([(W, -b, g) for W, b, g in layers], x),
        ),
        Mistake(
            "W transposed",
            "Your products run down the columns of each W. Unit j reads row j: W @ a.",
            lambda layers, x: _run([(W.T, b, g) for W, b, g in layers], x),
        ),
    ),
    hints=(
        "Keep one variable for what travels through the network. What is it before the first layer?",
        "for W, b, g in layers: gives you one layer at a time, in the right order.",
        "In the loop, replace the variable by this layer's output. After the loop, return it.",
    ),
    explanation=(
        "The variable a holds what travels through the network: at first x, then the output of each layer in turn. "
        "Each pass of the loop computes g(W a + b) with the W, b and g of its own layer. After the loop, a is the "
        "output of the last layer."
    ),
)

_SIZES = [((1, 1),), ((2, 2, 1),), ((3, 4, 1),), ((3, 4, 4, 4, 3),), ((784, 128, 10),)]


def _pairs(sizes):
    return list(zip(sizes[:-1], sizes[1:]))


def _count(pairs) -> int:
    return sum(m * n + n for m, n in pairs)


_SHEET_4B = Question(
    "05.4b",
    lambda sizes: _count(_pairs(sizes)),
    "weights plus biases of all layers",
    cases=_SIZES,
    hidden=("other sizes", lambda rng: (tuple(rng.integers(1, 50, rng.size(2, 7)).tolist()),)),
    mistakes=(
        Mistake(
            "biases forgotten",
            "Those are only the weights. Each unit also has one bias.",
            lambda sizes: sum(m * n for m, n in _pairs(sizes)),
        ),
        Mistake(
            "input biased",
            "You counted biases for the input, too. Nothing is computed there.",
            lambda sizes: sum(m * n for m, n in _pairs(sizes)) + sum(sizes),
        ),
        Mistake(
            "bias of the layer before",
            "The biases belong to the layer that the arrows go into, not where they start.",
            lambda sizes: sum(m * n + m for m, n in _pairs(sizes)),
        ),
        Mistake(
            "units counted",
            "Those are the units. The parameters are the weights and the biases.",
            lambda sizes: sum(sizes[1:]),
        ),
        Mistake(
            "circles counted",
            "You added the sizes, inputs included. The parameters are the weights and the biases.",
            sum,
        ),
        Mistake(
            "one bias per layer",
            "You counted one bias per layer. Every unit has its own.",
            lambda sizes: sum(m * n + 1 for m, n in _pairs(sizes)),
        ),
        Mistake(
            "last layer missing",
            "Your count ends one layer too early. There is one pair of sizes less than there are sizes.",
            lambda sizes: _count(_pairs(sizes)[:-1]),
        ),
        Mistake(
            "first layer missing",
            "Your count leaves out the first layer, which reads the inputs.",
            lambda sizes: _count(_pairs(sizes)[1:]),
        ),
        Mistake(
            "product of sizes",
            "You multiplied all sizes. Count each layer separately, then add the layers.",
            lambda sizes: int(np.prod(sizes)),
        ),
    ),
    hints=(
        "Count one layer first: how many numbers does its W hold, and how many its b?",
        "A layer that reads m values and has n units: W has n rows of m, b has n.",
        "Add that up over neighbouring pairs of sizes: zip(sizes[:-1], sizes[1:]) gives them.",
    ),
    explanation=(
        "A layer that reads n_in numbers and has n_out units has n_out · n_in weights and n_out biases. The pairs of "
        "neighbouring sizes give n_in and n_out of every layer. For (3, 4, 4, 4, 3), the four layers have 16, 20, 20 "
        "and 15 parameters, which makes 71."
    ),
)

_BATCHES = [
    (np.array([[2.0]]), np.array([1.0]), np.array([[3.0]])),
    (np.array([[1.0, 2.0], [3.0, -4.0]]), np.array([1.0, -1.0]), np.array([[1.0, 0.0], [2.0, 1.0]])),
    (_W, _b, np.array([[-3.0, 1.0, 5.0], [1.0, -2.0, 3.0]])),
    (np.array([[1, 2, 0], [0, -1, 1]]), np.array([0, 3]), np.array([[1, 2, 3]])),
    (np.array([[1.0, 0.5, -1.0]]), np.array([2.0]), np.array([[2.0, 4.0, 1.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])),
]


def _affine(W, b, X):
    return X @ W.T + b


def _activated(f) -> bool:
    return any(
        all(safely(lambda c=c, g=g: is_close(f(*c), g(_affine(*c))), otherwise=False) for c in _BATCHES[1:3])
        for g in (sigmoid, np.tanh, relu)
    )


_SHEET_5A = Question(
    "05.5a",
    _affine,
    "a matrix of shape (number of examples, number of units), row i for example i",
    cases=_BATCHES,
    hidden=("other layers and batches", _layer_and_batch),
    equal=lambda got, truth: np.shape(got) == truth.shape and is_close(got, truth),
    mistakes=(
        Mistake(
            "units as rows",
            "Your result is transposed: it has one row per unit. Examples are rows here: X Wᵀ + b.",
            lambda W, b, X: W @ X.T + b[:, None],
        ),
        Mistake("bias forgotten", "The biases are missing.", lambda W, b, X: X @ W.T),
        Mistake("bias subtracted", "You subtract the biases. The sum is X Wᵀ plus b.", lambda W, b, X: X @ W.T - b),
        Mistake(
            "bias down the rows",
            "You added one bias per example. There is one per unit, so b belongs along each row.",
            lambda W, b, X: X @ W.T + b[:, None],
        ),
        Mistake(
            "units as rows, bias along them",
            "Your result has one row per unit, and b was added along it. Examples are rows here: X Wᵀ + b.",
            lambda W, b, X: W @ X.T + b,
        ),
        Mistake("first example only", "Only the first example went through.", lambda W, b, X: W @ X[0] + b),
        Mistake(
            "W not transposed",
            "You used X W. A unit's weights are a row of W, so you need Wᵀ.",
            lambda W, b, X: X @ W + b,
        ),
        Mistake(
            "activation applied",
            "You applied an activation. The question asks for the affine transformation only.",
            shows=_activated,
        ),
    ),
    hints=(
        "Write down the shapes: X is (n, n_in), W is (n_out, n_in), and the result should be (n, n_out).",
        "A matrix product needs equal inner sizes: which of the two has to be transposed?",
        "b has one number per unit. Added to a matrix of shape (n, n_out), it goes to every row.",
    ),
    explanation=(
        "X @ W.T holds in row i and column j the product of example i with the weights of unit j, so its shape is (n, "
        "n_out). NumPy then adds b, which has one number per unit, to every row."
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

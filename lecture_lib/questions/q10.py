"""Questions of notebook 10 and its sheet: backpropagation, its check, its cost."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..validation import is_close
from .mistaken import (
    MISTAKEN_STEPS,
    deep_backward_pass,
    early_update_steps,
    relu,
    relu_slope,
    shallow_backward_pass,
    sigmoid,
    sigmoid_slope,
    tanh_slope,
)

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = value_question(
    "10.1",
    -0.25,
    "the derivative of the loss by the first weight",
    [
        ("slope missing", -1.0, "The slope of the activation, a (1 − a), is missing."),
        ("input missing", -0.125, "That is dz; the weight's derivative is dz times what the weight reads."),
        ("sign", 0.25, "The sign is turned round: the slope of the loss is a − y."),
        ("weight for input", -0.375, "You multiplied by the weight; that is ∂L/∂x₁. The weight reads x₁."),
        ("a for a (1 − a)", -0.5, "The slope of the sigmoid is a (1 − a): one of the two factors is missing."),
    ],
)
_CHECK_2 = choice_question(
    "10.2",
    "A hidden unit is read by three units of the next layer. How is its da found from their dz?",
    {
        "a": ("The largest of the three weight × dz", "No part gets lost: all three paths carry the error back."),
        "b": (
            "The sum of the three weight × dz",
            "Right: one path for each edge that leaves the unit, and the chain rule adds over paths.",
        ),
        "c": (
            "The sum of the three dz, times its slope",
            "Each dz comes back along an edge and is multiplied by its weight; the slope comes later, for dz.",
        ),
        "d": ("The mean of the three weight × dz", "A mean would belong to examples; over paths the chain rule adds."),
    },
    right="b",
)
_CHECK_3 = choice_question(
    "10.3",
    "A new kind of layer is to be used in algorithm 1. What does it have to bring along for the way back?",
    {
        "a": ("Its two Jacobians as matrices", "They would do, but they are large and mostly zeros."),
        "b": (
            "What its two transposed Jacobians make of a vector ζ",
            "Right: one pull-back to what it read, and one to its parameters.",
        ),
        "c": ("Its weight matrix", "Not every layer has one. The algorithm knows f and its derivatives alone."),
    },
    right="b",
)
_CHECK_4 = choice_question(
    "10.4",
    "All errors of a ReLU network's check are near 10⁻¹⁰, but one number of db[1] is off by 10⁻³. "
    "With other inputs it is fine. What is it?",
    {
        "a": ("The slope is missing in layer 1", "Then most of layer 1 would be off, and by far more, with any input."),
        "b": ("Rounding: h is too small", "Rounding would not choose one number and leave the others at 10⁻¹⁰."),
        "c": ("A kink within the step", "Right: some z of that unit is so near to 0 that z ± h lie on both sides."),
        "d": ("db is summed over the wrong axis", "Then every db would be off, for every input."),
    },
    right="c",
)
_CHECK_5 = value_question(
    "10.5",
    28,
    "the multiplications for every dW and for the way back through layer 2",
    [
        ("dW alone", 20, "Those are the products for dW; layer 2 also sends its dz back through its weights."),
        ("dL/dx too", 40, "That includes the way back through layer 1, which gives dL/dx and is not wanted."),
        ("way back alone", 8, "That is the way back alone; every weight's derivative is a product, too."),
        ("dense Jacobian", 2 * 4 * 12 + 20, "You wrote dh/dW down in full; backpropagation never does."),
    ],
)
_CHECK_6 = choice_question(
    "10.6",
    "In a network of 30 layers dz is multiplied by 0.9 at each layer on its way down. What is left of it in layer 1?",
    {
        "a": ("About 90 %", "That is one layer. There are 29 of them between layer 30 and layer 1."),
        "b": ("About 5 %", "Right: 0.9 to the power of 29 is 0.047. Depth multiplies factors."),
        "c": ("Next to nothing, 10⁻¹²", "For that each layer would have to leave 0.39 of it, not 0.9."),
    },
    right="b",
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


def _delta(make: Callable) -> Callable:
    """Return an answer to 10.1a, right or mistaken: make(a, y, z) gives its result."""

    def answer(w, b, x, y):
        z = np.dot(w, x) + b
        return make(sigmoid(z), y, z)

    return answer


_NEURONS = [
    (np.array([2.0]), 1.0, np.array([0.5]), 1.0),
    (np.array([1.0, -2.0]), 0.5, np.array([1.0, 2.0]), 1.0),
    (np.array([0.5, 1.0, -1.0]), -0.5, np.array([1.0, 2.0, -1.0]), 0.0),
]


def _neuron(rng) -> tuple:
    n = int(rng.integers(1, 6))
    return rng.normal(size=n), float(rng.normal()), rng.normal(size=n), float(rng.integers(2))


_SHEET_1A = Question(
    "10.1a",
    _delta(lambda a, y, z: (a - y) * a * (1 - a)),
    "one number, ∂L/∂z",
    cases=_NEURONS,
    hidden=("other neurons", _neuron),
    mistakes=(
        Mistake(
            "slope missing", "That is ∂L/∂a; the slope of the activation is missing.", _delta(lambda a, y, z: a - y)
        ),
        Mistake(
            "sign",
            "The sign is turned round: the slope of the loss is a − y.",
            _delta(lambda a, y, z: (y - a) * a * (1 - a)),
        ),
        Mistake(
            "slope at the output",
            "You took the slope at a; σ′ wants z. In terms of a it is a (1 − a).",
            _delta(lambda a, y, z: (a - y) * sigmoid_slope(a)),
        ),
        Mistake(
            "half of the slope",
            "You multiplied by a alone; the slope of the sigmoid is a (1 − a).",
            _delta(lambda a, y, z: (a - y) * a),
        ),
        Mistake("slope alone", "That is the slope da/dz; multiply it by ∂L/∂a.", _delta(lambda a, y, z: a * (1 - a))),
        Mistake(
            "factor 2",
            "Twice too large: the ½ of the loss cancels the 2 of the square.",
            _delta(lambda a, y, z: 2 * (a - y) * a * (1 - a)),
        ),
        Mistake(
            "z for a",
            "You compared z with the target; the loss compares a = σ(z).",
            _delta(lambda a, y, z: (z - y) * a * (1 - a)),
        ),
        Mistake(
            "the weights' derivative",
            "That is ∂L/∂w; asked is ∂L/∂z, before it meets the inputs.",
            lambda w, b, x, y: _delta(lambda a, t, z: (a - t) * a * (1 - a))(w, b, x, y) * x,
        ),
        Mistake(
            "bias forgotten",
            "The bias is missing in z.",
            lambda w, b, x, y: _delta(lambda a, t, z: (a - t) * a * (1 - a))(w, 0.0, x, y),
        ),
    ),
    hints=(
        "Two links: how does L change with a, and a with z?",
        "∂L/∂a = a − y, and da/dz = a (1 − a).",
        "z = w @ x + b, then a, then the product of the two.",
    ),
)


# --- one hidden layer ---


def _all_close(got, truth) -> bool:
    """Are two sequences of arrays, nested or not, equal to rounding?"""
    if isinstance(truth, list | tuple):
        return isinstance(got, list | tuple) and len(got) == len(truth) and all(map(_all_close, got, truth))
    same_sides = np.ndim(truth) != 2 or np.shape(got) == np.shape(truth)  # a table turned over is no right table
    return same_sides and is_close(got, truth, tolerance=1e-7)


def _two_layers(rng, n_in: int, hidden: int, n_out: int, n: int) -> tuple:
    return (
        rng.normal(size=(hidden, n_in)).round(2),
        rng.normal(size=hidden).round(2),
        rng.normal(size=(n_out, hidden)).round(2),
        rng.normal(size=n_out).round(2),
        rng.normal(size=(n, n_in)).round(2),
        rng.integers(2, size=(n, n_out)).astype(float),
    )


_RNG = np.random.default_rng(10)
_TWO = [_two_layers(_RNG, *sizes) for sizes in ((1, 1, 1, 2), (2, 2, 2, 3), (3, 4, 2, 5), (2, 3, 1, 1))]


def _early_dW1(rate: float, case: tuple):
    """Return dW1 of a learner who takes a step with W2 before sending dZ2 back through it."""
    return shallow_backward_pass(early_update_steps(rate))(*case)[0]


def _updates_early(f) -> bool:
    """Does the answer send dZ2 back through weights that have been updated already? The rate is its own."""
    rates = []
    for case in _TWO:
        dW1, _, dW2, db2 = shallow_backward_pass()(*case)
        got = f(*(np.array(part) for part in case))
        change = dW1 - _early_dW1(1.0, case)
        if not is_close(got[2], dW2) or not is_close(got[3], db2) or np.abs(change).max() < 1e-12:
            return False
        rates.append(float(((dW1 - got[0]) * change).sum() / (change**2).sum()))
        if not is_close(got[0], _early_dW1(rates[-1], case), 1e-9):
            return False
    return rates[0] > 1e-9 and bool(np.allclose(rates, rates[0]))


_SHEET_2A = Question(
    "10.2a",
    shallow_backward_pass(),
    "dW1, db1, dW2, db2, each with the shape of what it belongs to",
    cases=_TWO,
    equal=_all_close,
    hidden=("other networks", lambda rng: _two_layers(rng, *(int(v) for v in rng.integers(1, 6, 4)))),
    mistakes=(
        Mistake(
            "sign",
            "All signs are turned round: the slope of the loss is a − y.",
            shallow_backward_pass(MISTAKEN_STEPS["sign"]),
        ),
        Mistake(
            "mean missing",
            "The division by the number of examples is missing: the loss is a mean over them.",
            shallow_backward_pass(MISTAKEN_STEPS["mean missing"]),
        ),
        Mistake(
            "mean over entries",
            "You divided by the number of all outputs of all examples; the loss sums over "
            "outputs and averages over examples.",
            shallow_backward_pass(MISTAKEN_STEPS["mean over entries"]),
        ),
        Mistake(
            "mean taken twice",
            "The mean is taken twice: 1/n belongs in once, at the start.",
            shallow_backward_pass(MISTAKEN_STEPS["mean taken twice"]),
        ),
        Mistake(
            "db as a mean",
            "dW is right, db is too small: once the 1/n is in dZ, db is a sum, not a mean.",
            shallow_backward_pass(MISTAKEN_STEPS["db as a mean"]),
        ),
        Mistake(
            "factor 2",
            "Everything is twice too large: the ½ of the loss cancels the 2 of the square.",
            shallow_backward_pass(MISTAKEN_STEPS["factor 2"]),
        ),
        Mistake(
            "output slope missing",
            "The slope of the output's activation is missing in dZ2.",
            shallow_backward_pass(MISTAKEN_STEPS["output slope missing"]),
        ),
        Mistake(
            "hidden slope missing",
            "dW2 and db2 are right. In the hidden layer the slope of the activation is missing.",
            shallow_backward_pass(MISTAKEN_STEPS["hidden slopes missing"]),
        ),
        Mistake(
            "slope at a",
            "You take the slope at the activations; it belongs to z: a (1 − a), not σ′(a).",
            shallow_backward_pass(MISTAKEN_STEPS["slope at a"]),
        ),
        Mistake(
            "W transposed",
            "dW2 and db2 are right. On the way back W2 runs the wrong way: dZ2 @ W2.",
            shallow_backward_pass(MISTAKEN_STEPS["W transposed"]),
        ),
        Mistake(
            "da sent back",
            "You sent dA2 back through W2; it is dZ2, behind the slope, that goes on.",
            shallow_backward_pass(MISTAKEN_STEPS["da sent back"]),
        ),
        Mistake(
            "da for dz",
            "The db are right; for the dW you used dA where dZ belongs.",
            shallow_backward_pass(MISTAKEN_STEPS["da for dz"]),
        ),
        Mistake(
            "z for a", "Only dW2 is wrong: layer 2 reads A1, not Z1.", shallow_backward_pass(MISTAKEN_STEPS["z for a"])
        ),
        Mistake(
            "last example only",
            "Only the last example is left in your sums: add the examples up (+=, not =).",
            shallow_backward_pass(MISTAKEN_STEPS["last example only"]),
        ),
        Mistake(
            "wrong axis",
            "The dW are right; the db are added up over the units. Add over the examples, axis 0.",
            shallow_backward_pass(MISTAKEN_STEPS["wrong axis"]),
        ),
        Mistake(
            "turned over",
            "The db are right; both dW are turned over: row j belongs to unit j, as in W.",
            shallow_backward_pass(MISTAKEN_STEPS["turned over"]),
        ),
        Mistake(
            "moved weights",
            "dW2 is right, dW1 is not: W2 was updated before dZ2 was sent back through it. "
            "First all gradients, then the step.",
            shows=_updates_early,
        ),
    ),
    hints=(
        "Forward first, and keep Z1, A1, A2. Then go back: dA2, dZ2, dW2, db2, dA1, dZ1, dW1, db1.",
        "dA2 = (A2 − Y) / n. Each dZ is dA times A (1 − A). What has the shape of W2 and is made of dZ2 and A1?",
        "dW = dZ.T @ (what the layer reads), db = dZ.sum(axis=0), and dA1 = dZ2 @ W2.",
    ),
)


# --- any depth ---


def _same(z):
    return z


def _one(z):
    return np.ones_like(z)


_KINDS = ((sigmoid, sigmoid_slope), (np.tanh, tanh_slope), (relu, relu_slope), (_same, _one))


def _deep_net(rng, sizes, kinds, n: int, shift: float = 0.0) -> tuple:
    layers = [
        (rng.normal(size=(m, k)).round(2), rng.normal(size=m).round(2) - shift * (i == 0), *_KINDS[kind])
        for i, (k, m, kind) in enumerate(zip(sizes, sizes[1:], kinds))
    ]
    return layers, rng.normal(size=(n, sizes[0])).round(2), rng.normal(size=(n, sizes[-1])).round(2)


_DEEP = [
    _deep_net(_RNG, (1, 1), (1,), 2),
    _deep_net(_RNG, (2, 2, 2), (1, 0), 3),
    _deep_net(_RNG, (3, 4, 2), (1, 3), 1),
    _deep_net(_RNG, (2, 3, 3, 2), (0, 1, 0), 4),
    _deep_net(_RNG, (2, 3, 1), (2, 3), 3, shift=50.0),
]  # the last: a layer of ReLUs that are all silent


def _any_net(rng) -> tuple:
    sizes = rng.integers(1, 5, int(rng.integers(2, 6))).tolist()
    return _deep_net(rng, sizes, rng.integers(4, size=len(sizes) - 1).tolist(), int(rng.integers(1, 6)))


_SHEET_2B = Question(
    "10.2b",
    deep_backward_pass(),
    "a list with one pair (dW, db) for each layer, in the order of the layers",
    cases=_DEEP,
    equal=lambda got, truth: _all_close(_pairs(got), _pairs(truth)),
    hidden=("other networks", _any_net),
    mistakes=(
        Mistake(
            "order",
            "Your list begins with the last layer; give it in the order of the layers.",
            lambda *case: deep_backward_pass()(*case)[::-1],
        ),
        Mistake(
            "sign",
            "All signs are turned round: the slope of the loss is a − y.",
            deep_backward_pass(MISTAKEN_STEPS["sign"]),
        ),
        Mistake(
            "mean missing",
            "The division by the number of examples is missing.",
            deep_backward_pass(MISTAKEN_STEPS["mean missing"]),
        ),
        Mistake(
            "no slopes",
            "The slopes of the activations are missing everywhere.",
            deep_backward_pass(MISTAKEN_STEPS["slopes missing"]),
        ),
        Mistake(
            "hidden slopes missing",
            "The last layer is right. In the layers before it the slope is missing.",
            deep_backward_pass(MISTAKEN_STEPS["hidden slopes missing"]),
        ),
        Mistake(
            "last slope missing",
            "The last layer's own slope is missing: a − y is da, not dz.",
            deep_backward_pass(MISTAKEN_STEPS["output slope missing"]),
        ),
        Mistake(
            "slope at a",
            "You take the slope at the activations; `slope` wants the pre-activations z.",
            deep_backward_pass(MISTAKEN_STEPS["slope at a"]),
        ),
        Mistake(
            "first layer's slope everywhere",
            "You use the first layer's slope in all layers; each brings its own.",
            deep_backward_pass(MISTAKEN_STEPS["first layer's slope"]),
        ),
        Mistake(
            "W transposed",
            "On the way back W runs the wrong way: dA of the layer before is dZ @ W.",
            deep_backward_pass(MISTAKEN_STEPS["W transposed"]),
        ),
        Mistake(
            "da sent back",
            "You sent dA on; it is dZ, behind the slope, that goes through W.",
            deep_backward_pass(MISTAKEN_STEPS["da sent back"]),
        ),
        Mistake(
            "z for a",
            "dW of the first layer is right, the others are not: they read A from below, not Z.",
            deep_backward_pass(MISTAKEN_STEPS["z for a"]),
        ),
        Mistake(
            "x everywhere",
            "Every dW of yours is made with X; layer l reads the activations of layer l − 1.",
            deep_backward_pass(MISTAKEN_STEPS["x for a"]),
        ),
        Mistake(
            "last example only",
            "Only the last example is left in your sums.",
            deep_backward_pass(MISTAKEN_STEPS["last example only"]),
        ),
        Mistake(
            "wrong axis",
            "The dW are right; the db are added up over the units. Add over the examples, axis 0.",
            deep_backward_pass(MISTAKEN_STEPS["wrong axis"]),
        ),
    ),
    hints=(
        "Forward first: keep a list of all Z and a list of all A, which begins with X.",
        "Start with dA = (A[-1] − Y) / n, and go through the layers from the last to the first.",
        "In the loop: dZ = dA * slope(Z), the pair (dZ.T @ A before, dZ.sum(axis=0)), then dA = dZ @ W.",
    ),
)


def _pairs(found):
    """Return pairs as tuples, whatever kind of sequence holds them."""
    return [tuple(pair) for pair in found]


# --- the gradient by differences ---


def _cubes(p):
    return float((p**3).sum() + p[0] * p[-1])


def _waves(p):
    return float(np.sin(p).sum() * np.exp(p[0]))


def _bowl(p):
    return float(((np.arange(len(p)) + 1) * p**4).sum() / 4 + p.sum())


def _each(quotient: Callable) -> Callable:
    """Return an answer to 10.4a, right or mistaken: quotient(f, p, i, h) gives the number at place i."""
    return lambda f, p, h: np.array([quotient(f, p, i, h) for i in range(len(p))])


def _nudged(p, i: int, h: float):
    moved = p.astype(float)
    moved[i] += h
    return moved


def _cumulative(f, p, h):
    up, down, found = p.astype(float), p.astype(float), []
    for i in range(len(p)):
        up[i] += h
        down[i] -= h
        found.append((f(up) - f(down)) / (2 * h))
    return np.array(found)


def _creeping(f, p, h):
    p, found = p.astype(float), []
    for i in range(len(p)):
        p[i] += h
        up = f(p)
        p[i] -= 2 * h
        found.append((up - f(p)) / (2 * h))
    return np.array(found)


_central = _each(lambda f, p, i, h: (f(_nudged(p, i, h)) - f(_nudged(p, i, -h))) / (2 * h))
_POINTS = [
    (_cubes, np.array([1.0, 2.0]), 0.5),
    (_bowl, np.array([1.0]), 0.1),
    (_waves, np.array([0.5, -1.0, 2.0]), 0.1),
    (_bowl, np.array([2.0, 0.0, -1.0, 3.0]), 0.01),
]
_SHEET_4A = Question(
    "10.4a",
    _central,
    "one central difference a number of p, with the given h",
    cases=_POINTS,
    equal=lambda got, truth: is_close(got, truth, tolerance=1e-5),
    hidden=(
        "other functions and points",
        lambda rng: ((_cubes, _bowl, _waves)[int(rng.integers(3))], rng.normal(size=int(rng.integers(1, 6))), 0.1),
    ),
    mistakes=(
        Mistake(
            "one-sided",
            "You look forward only: (f(p + h) − f(p)) / h. Go both ways.",
            _each(lambda f, p, i, h: (f(_nudged(p, i, h)) - f(p)) / h),
        ),
        Mistake(
            "backward",
            "You look back only: (f(p) − f(p − h)) / h. Go both ways.",
            _each(lambda f, p, i, h: (f(p) - f(_nudged(p, i, -h))) / h),
        ),
        Mistake(
            "2 forgotten",
            "From p − h to p + h it is a way of 2h; you divided by h.",
            lambda f, p, h: 2 * _central(f, p, h),
        ),
        Mistake("h forgotten", "You divided by 2, but not by h.", lambda f, p, h: h * _central(f, p, h)),
        Mistake(
            "not divided", "The difference still has to be divided by 2h.", lambda f, p, h: 2 * h * _central(f, p, h)
        ),
        Mistake(
            "times h",
            "You multiplied by h: (…) / 2 * h. The brackets are missing in (2 * h).",
            lambda f, p, h: h * h * _central(f, p, h),
        ),
        Mistake(
            "cumulative", "Each number must be nudged alone: the ones before it have kept their nudge.", _cumulative
        ),
        Mistake(
            "not put back",
            "After p − h the number is not put back; the next one then starts from a moved p.",
            _creeping,
        ),
        Mistake(
            "all at once",
            "You nudge all numbers of p at once; a partial derivative moves one.",
            _each(lambda f, p, i, h: (f(p + h) - f(p - h)) / (2 * h)),
        ),
        Mistake("sign", "The sign is turned round: f(p + h) comes first.", lambda f, p, h: -_central(f, p, h)),
    ),
    hints=(
        "One number of p at a time: copy p, add h at this one place, and call f.",
        "The same with −h at the same place; the difference of the two values, divided by 2h.",
        "A loop over range(len(p)), a fresh copy each time, and a list or an array of the quotients.",
    ),
)


# --- the cost ---


def _layers(sizes):
    return list(zip(sizes[:-1], sizes[1:]))


def _dense_jacobians(sizes):
    return sum(n * n * m for m, n in _layers(sizes)) + sum(n * m for m, n in _layers(sizes)[1:])


_SIZES = [((1, 1),), ((2, 3),), ((2, 3, 1),), ((3, 4, 4, 4, 3),), ((784, 128, 10),)]
_SHEET_5A = Question(
    "10.5a",
    lambda sizes: sum(m * n for m, n in _layers(sizes)) + sum(m * n for m, n in _layers(sizes)[1:]),
    "the products of dz with a, and of W with dz where a layer lies below",
    cases=_SIZES,
    hidden=("other sizes", lambda rng: (tuple(int(v) for v in rng.integers(1, 40, int(rng.integers(2, 7)))),)),
    mistakes=(
        Mistake(
            "forward",
            "That is one multiplication a weight, as in the forward pass; the way back through W comes on top.",
            lambda sizes: sum(m * n for m, n in _layers(sizes)),
        ),
        Mistake(
            "dL/dx too",
            "You counted the way back through layer 1; nothing asks for dL/dx.",
            lambda sizes: 2 * sum(m * n for m, n in _layers(sizes)),
        ),
        Mistake(
            "way back alone",
            "You counted the way back alone; each dW is made of products, too.",
            lambda sizes: sum(m * n for m, n in _layers(sizes)[1:]),
        ),
        Mistake(
            "last layer not sent back",
            "You left the last layer's way back out; it is the first layer that needs none.",
            lambda sizes: sum(m * n for m, n in _layers(sizes)) + sum(m * n for m, n in _layers(sizes)[:-1]),
        ),
        Mistake(
            "biases",
            "You counted the biases; db is dz and takes no multiplication.",
            lambda sizes: sum(m * n + n for m, n in _layers(sizes)) + sum(m * n for m, n in _layers(sizes)[1:]),
        ),
        Mistake(
            "dense Jacobian",
            "You multiplied with the full table da/dW; backpropagation never writes it down.",
            _dense_jacobians,
        ),
    ),
    hints=(
        "How many multiplications does the outer product dW = dz aᵀ take for one layer?",
        "The way back, Wᵀ dz, takes as many; but is it needed for layer 1?",
        "Add n_in · n_out over all layers, and once more over all layers but the first.",
    ),
)

QUESTIONS = (
    _CHECK_1,
    _CHECK_2,
    _CHECK_3,
    _CHECK_4,
    _CHECK_5,
    _CHECK_6,
    _SHEET_1A,
    _SHEET_2A,
    _SHEET_2B,
    _SHEET_4A,
    _SHEET_5A,
)

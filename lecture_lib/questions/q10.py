"""Questions of notebook 10 and its sheet: backpropagation, its check, its cost."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..validation import InputError, is_close
from .mistaken import sigmoid, sigmoid_slope
from .q10_passes import QUESTIONS as PASSES

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = value_question(
    "10.1",
    -0.064,
    "one number: the derivative of the loss with respect to the first weight",
    [
        ("slope missing", -0.4, "The slope of the activation, a (1 − a), is missing."),
        ("input missing", -0.032, "That is dz. Multiply it by the input that this weight reads."),
        ("sign", 0.064, "The sign is wrong: the slope of the loss is a − y."),
        ("weight for input", -0.096, "You multiplied by the weight: that is ∂L/∂x₁. Multiply by the input instead."),
        ("other input", -0.16, "That is the derivative with respect to the second weight. You need the first."),
        ("a for a (1 − a)", -0.32, "You took a for the slope of the sigmoid. It is a (1 − a)."),
        ("1 − a for a (1 − a)", -0.08, "You took 1 − a for the slope of the sigmoid. It is a (1 − a)."),
        ("1 − a² for a (1 − a)", -0.144, "You took the slope of tanh, 1 − a². This neuron has a sigmoid."),
        ("factor 2", -0.128, "Twice too large: the ½ of the loss cancels the 2 of the square."),
        ("slope alone", 0.32, "The error a − y is missing: you multiplied only the slope by the input."),
        ("sign and slope", 0.4, "Two mistakes: the error is a − y, and the slope a (1 − a) is missing."),
    ],
    hints=(
        "How does L change with a, a with z, and z with w₁? Write down the three derivatives.",
        "∂L/∂a = a − y and da/dz = a (1 − a). What does the weight w₁ multiply?",
        "Multiply three numbers: the error, the slope, and the input x₁.",
    ),
    explanation=(
        "The error is a − y = 0.8 − 1 = −0.2, and the slope of the sigmoid is a (1 − a) = 0.16. Their product is "
        "∂L/∂z = −0.032. The weight w₁ multiplies x₁ = 2, so ∂L/∂w₁ = −0.032 · 2 = −0.064. The weights themselves "
        "are not needed."
    ),
)
_CHECK_2 = choice_question(
    "10.2",
    "A hidden unit is read by three units of the next layer. How is its da found from their dz?",
    {
        "a": ("The largest of the three products weight × dz", "No path gets lost: all three carry the error back."),
        "b": (
            "The sum of the three products weight × dz",
            "Right: one path for each edge that leaves the unit, and the chain rule adds over paths.",
        ),
        "c": (
            "The sum of the three dz, times its slope",
            "Each dz comes back along an edge and is multiplied by its weight. The slope comes later, for dz.",
        ),
        "d": (
            "The mean of the three products weight × dz",
            "A mean belongs to examples. Over paths the chain rule adds.",
        ),
    },
    right="b",
    hints=(
        "If the unit's value grows a little, which three numbers change at once?",
        "z of unit j grows by the weight of its edge. How does the loss answer to each of the three?",
    ),
    explanation=(
        "If a of the unit grows by a small h, the three pre-activations that read it grow by w₁h, w₂h and w₃h. The "
        "loss changes by the sum of dz times these, so da = w₁dz₁ + w₂dz₂ + w₃dz₃. In matrices this is Wᵀ dz."
    ),
)
_CHECK_3 = choice_question(
    "10.3",
    "A new kind of layer is to be used in algorithm 1. What must it provide for the way back?",
    {
        "a": ("Its two Jacobians as matrices", "They would do, but they are large and mostly zeros."),
        "b": (
            "The products of its two transposed Jacobians with a vector ζ",
            "Right: one pull-back to what it read, and one to its parameters.",
        ),
        "c": ("Its weight matrix", "Not every layer has one. The algorithm uses only f and its derivatives."),
    },
    right="b",
    hints=(
        "Look at the two lines of the algorithm. Where does the layer itself occur?",
        "Do the functions `f_a` and `f_theta` of the notebook ever build a Jacobian?",
    ),
    explanation=(
        "The algorithm uses the layer twice: ḟ_a ζ gives ζ of the layer before, ḟ_θ ζ the gradient of the "
        "parameters. Only the two products are needed, not the matrices. That is why frameworks ask a new layer for "
        "its pull-back (the vector–Jacobian product) and not for a Jacobian."
    ),
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
    hints=(
        "A mistake in the code does not depend on the inputs. What does?",
        "What does the ReLU of a unit do if z − h and z + h have different signs?",
    ),
    explanation=(
        "Only one number is wrong, and only for some inputs, so the code is right. The difference quotient is wrong "
        "there: between z − h and z + h the ReLU has its kink, and the quotient mixes the slopes 0 and 1. The remedy"
        " is a smaller h or another input, not another gradient."
    ),
)
_CHECK_5 = value_question(
    "10.5",
    28,
    "one number: the multiplications for all dW and for the way back through layer 2",
    [
        ("dW alone", 20, "Those are the products for dW. Layer 2 also sends its dz back through its weights."),
        ("dL/dx too", 40, "That includes the way back through layer 1, which gives dL/dx and is not needed."),
        ("way back alone", 8, "That is only the way back. Every weight's derivative is a product, too."),
        ("last layer not sent back", 32, "You left out the way back of layer 2, and counted that of layer 1."),
        ("biases", 34, "You counted the biases. db is dz itself and takes no multiplication."),
        ("forward too", 48, "You added the forward pass. The question is about the backward pass only."),
        ("dense Jacobian", 2 * 4 * 12 + 20, "You wrote dh/dW down in full. Backpropagation never does."),
    ],
    hints=(
        "How many multiplications does dW = dz aᵀ take in layer 1, and in layer 2?",
        "Which layer has to send its dz back to a layer below it?",
        "dW takes one multiplication per weight, 12 and 8. Which of the two layers has a way back?",
    ),
    explanation=(
        "dW takes one multiplication per weight: 4 · 3 = 12 in layer 1 and 2 · 4 = 8 in layer 2. Layer 2 sends dz "
        "back through its 8 weights, which takes 8 more. Layer 1 sends nothing back, as dL/dx is not needed. "
        "Together 28."
    ),
)
_CHECK_6 = choice_question(
    "10.6",
    "In a network of 30 layers, dz is multiplied by 0.9 at each layer on its way down. What is left of it in layer 1?",
    {
        "a": ("About 90%", "That is one layer. There are 29 steps from layer 30 to layer 1."),
        "b": ("About 5%", "Right: 0.9 to the power of 29 is 0.047. Depth multiplies factors."),
        "c": ("Next to nothing, 10⁻¹²", "For that each layer would have to leave 0.39 of it, not 0.9."),
    },
    right="b",
    hints=(
        "How many steps are there from layer 30 down to layer 1?",
        "Factors multiply. What is 0.9 · 0.9 · … · 0.9 with so many factors?",
    ),
    explanation=(
        "From layer 30 to layer 1 there are 29 steps, and each leaves 0.9 of the signal: 0.9²⁹ = 0.047, about 5%. A"
        " factor that looks harmless in one layer is not harmless in thirty."
    ),
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
    n = rng.size(1, 6)
    return rng.normal(size=n), float(rng.normal()), rng.normal(size=n), float(rng.integers(2))


_RIGHT_DELTA = _delta(lambda a, y, z: (a - y) * a * (1 - a))
_SHEET_1A = Question(
    "10.1a",
    _RIGHT_DELTA,
    "one number, ∂L/∂z",
    cases=_NEURONS,
    hidden=("other neurons", _neuron),
    mistakes=(
        Mistake(
            "slope missing",
            "That is ∂L/∂a. The slope of the activation is missing.",
            _delta(lambda a, y, z: a - y),
        ),
        Mistake(
            "sign",
            "The sign is wrong: the slope of the loss is a − y.",
            _delta(lambda a, y, z: (y - a) * a * (1 - a)),
        ),
        Mistake(
            "slope at the output",
            "You took the slope at a. σ′ is evaluated at z; in terms of a it is a (1 − a).",
            _delta(lambda a, y, z: (a - y) * sigmoid_slope(a)),
        ),
        Mistake(
            "half of the slope",
            "You multiplied only by a. The slope of the sigmoid is a (1 − a).",
            _delta(lambda a, y, z: (a - y) * a),
        ),
        Mistake(
            "other half of the slope",
            "You multiplied only by 1 − a. The slope of the sigmoid is a (1 − a).",
            _delta(lambda a, y, z: (a - y) * (1 - a)),
        ),
        Mistake(
            "slope of tanh",
            "You used the slope of tanh, 1 − a². This neuron has a sigmoid.",
            _delta(lambda a, y, z: (a - y) * (1 - a**2)),
        ),
        Mistake("slope alone", "That is the slope da/dz. Multiply it by ∂L/∂a.", _delta(lambda a, y, z: a * (1 - a))),
        Mistake(
            "factor 2",
            "Twice too large: the ½ of the loss cancels the 2 of the square.",
            _delta(lambda a, y, z: 2 * (a - y) * a * (1 - a)),
        ),
        Mistake(
            "factor ½",
            "Half of what it should be: the ½ of the loss is used up by the 2 of the square.",
            _delta(lambda a, y, z: (a - y) * a * (1 - a) / 2),
        ),
        Mistake(
            "z for a",
            "You compared z with the target. The loss compares a = σ(z).",
            _delta(lambda a, y, z: (z - y) * a * (1 - a)),
        ),
        Mistake(
            "the weights' derivative",
            "That is ∂L/∂w. The question asks for ∂L/∂z, before it meets the inputs.",
            lambda w, b, x, y: _RIGHT_DELTA(w, b, x, y) * x,
        ),
        Mistake("bias forgotten", "The bias is missing in z.", lambda w, b, x, y: _RIGHT_DELTA(w, 0.0, x, y)),
        Mistake(
            "sum forgotten",
            "Your z is an array: w * x has still to be added up, as in w @ x.",
            lambda w, b, x, y: (sigmoid(w * x + b) - y) * sigmoid_slope(w * x + b),
        ),
        Mistake(
            "sign and slope",
            "Two mistakes: the slope of the loss is a − y, and the slope of the activation is missing.",
            _delta(lambda a, y, z: y - a),
        ),
        Mistake(
            "factor 2 and slope",
            "Two mistakes: the ½ of the loss cancels the 2, and the slope of the activation is missing.",
            _delta(lambda a, y, z: 2 * (a - y)),
        ),
        Mistake(
            "the loss", "That is the loss itself. You need its derivative.", _delta(lambda a, y, z: (a - y) ** 2 / 2)
        ),
    ),
    hints=(
        "Two links: how does L change with a, and a with z?",
        "∂L/∂a = a − y, and da/dz = a (1 − a).",
        "z = w @ x + b, then a, then the product of the two.",
    ),
    explanation=(
        "The loss depends on z only through a, so the chain rule gives ∂L/∂z = ∂L/∂a · da/dz. The first factor is a "
        "− y, because the ½ cancels the 2 of the square. The second is the slope of the sigmoid, a (1 − a)."
    ),
)


# --- the gradient by differences ---


def _vector(p) -> np.ndarray:
    """Return a 1-D array; what else a learner's function hands over is refused before it is computed with."""
    if np.ndim(p) != 1:
        raise InputError(f"f takes a 1-D array, and one of shape {np.shape(p)} came in")
    return np.asarray(p)


def _cubes(p):
    p = _vector(p)
    return float((p**3).sum() + p[0] * p[-1])


def _waves(p):
    p = _vector(p)
    return float(np.sin(p).sum() * np.exp(p[0]))


def _bowl(p):
    p = _vector(p)
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


def _truncating(f, p, h):
    """The central difference of a learner who copies an array of whole numbers as it is: p + h is cut to one."""
    found = []
    for i in range(len(p)):
        up, down = p.copy(), p.copy()
        up[i] += h
        down[i] -= h
        found.append((f(up) - f(down)) / (2 * h))
    return np.array(found)


def _first_number_only(f, p, h):
    return _central(f, p, h)[0]


def _own_step(f) -> bool:
    """Does the answer use a small step of its own in place of h? Then it comes near the exact gradient."""
    return all(np.allclose(f(g, p.copy(), h), _central(g, p, 1e-5), rtol=1e-2, atol=1e-2) for g, p, h in _POINTS[:2])


_central = _each(lambda f, p, i, h: (f(_nudged(p, i, h)) - f(_nudged(p, i, -h))) / (2 * h))
_POINTS = [
    (_cubes, np.array([1.0, 2.0]), 0.5),
    (_bowl, np.array([1.0]), 0.1),
    (_waves, np.array([0.5, -1.0, 2.0]), 0.1),
    (_bowl, np.array([2.0, 0.0, -1.0, 3.0]), 0.01),
]


def _point_of_whole_numbers(rng) -> tuple:
    f = (_cubes, _bowl, _waves)[int(rng.integers(3))]
    p = rng.integers(1, 5, rng.size(1, 5)) * rng.choice([-1, 1])
    return f, p, (0.1, 0.2)[int(rng.integers(2))]


_SHEET_4A = Question(
    "10.4a",
    _central,
    "one central difference for each number of p, with the given h",
    cases=_POINTS,
    equal=lambda got, truth: is_close(got, truth, tolerance=1e-5),
    hidden=("a p of whole numbers", _point_of_whole_numbers),
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
            "one-sided over 2h",
            "From p to p + h the distance is h, but you divided by 2h. Besides, go both ways.",
            _each(lambda f, p, i, h: (f(_nudged(p, i, h)) - f(p)) / (2 * h)),
        ),
        Mistake(
            "2 forgotten",
            "From p − h to p + h the distance is 2h. You divided by h.",
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
            "cumulative",
            "Move one number at a time: the numbers before it have kept their ±h.",
            _cumulative,
        ),
        Mistake(
            "not put back",
            "After p − h the number is not put back. The next one then starts from a moved p.",
            _creeping,
        ),
        Mistake(
            "all at once",
            "You move all numbers of p at once. A partial derivative moves one.",
            _each(lambda f, p, i, h: (f(p + h) - f(p - h)) / (2 * h)),
        ),
        Mistake("sign", "The sign is wrong: f(p + h) comes first.", lambda f, p, h: -_central(f, p, h)),
        Mistake(
            "truncated p",
            "Right for decimals. In an array of whole numbers, p + h is cut to a whole number: copy p as floats.",
            _truncating,
        ),
        Mistake(
            "truncated gradient",
            "Right for decimals. For an array of whole numbers your gradient is cut, too: make it of floats.",
            lambda f, p, h: _central(f, p, h).astype(p.dtype),
        ),
        Mistake(
            "truncated twice",
            "Right for decimals. With whole numbers both p + h and the gradient are cut: use floats for both.",
            lambda f, p, h: _truncating(f, p, h).astype(p.dtype),
        ),
        Mistake(
            "first number only",
            "You return one number, the quotient of the first. Is there a return inside the loop?",
            _first_number_only,
        ),
        Mistake(
            "np.gradient",
            "`np.gradient` takes differences along a list of values. Here f gives one number: move p yourself.",
            lambda f, p, h: np.gradient(f(p), h),
        ),
        Mistake(
            "own step",
            "You use a step of your own. Use the h that the function is given.",
            shows=_own_step,
        ),
    ),
    hints=(
        "One number of p at a time: copy p as floats, add h at this one place, and call f.",
        "Do the same with −h at the same position. Divide the difference of the two values by 2h.",
        "Loop over range(len(p)), make fresh copies each time, and collect the quotients in a list or an array.",
    ),
    explanation=(
        "A partial derivative moves one number and holds the others fixed. For each position i, make two copies of p, "
        "add h in one and subtract h in the other, and divide the difference of the two values of f by 2h, the "
        "distance between them. The copies are floats, because an array of whole numbers would cut p + h to a whole "
        "number."
    ),
)


# --- the cost ---


def _layers(sizes):
    return list(zip(sizes[:-1], sizes[1:]))


def _dense_jacobians(sizes):
    return sum(n * n * m for m, n in _layers(sizes)) + sum(n * m for m, n in _layers(sizes)[1:])


_SIZES = [((1, 1),), ((2, 3),), ((2, 3, 1),), ((3, 4, 4, 4, 3),), ((784, 128, 10),)]


def _cost(sizes):
    return sum(m * n for m, n in _layers(sizes)) + sum(m * n for m, n in _layers(sizes)[1:])


_SHEET_5A = Question(
    "10.5a",
    _cost,
    "the number of products of dz with a, and of W with dz where a layer lies below",
    cases=_SIZES,
    hidden=("other sizes", lambda rng: (tuple(rng.integers(1, 40, rng.size(2, 7)).tolist()),)),
    mistakes=(
        Mistake(
            "forward",
            "That is one multiplication per weight, as in the forward pass. The way back through W is still missing.",
            lambda sizes: sum(m * n for m, n in _layers(sizes)),
        ),
        Mistake(
            "dL/dx too",
            "You counted the way back through layer 1, which gives dL/dx. The question leaves that out.",
            lambda sizes: 2 * sum(m * n for m, n in _layers(sizes)),
        ),
        Mistake(
            "way back alone",
            "You counted only the way back. Each dW is made of products, too.",
            lambda sizes: sum(m * n for m, n in _layers(sizes)[1:]),
        ),
        Mistake(
            "last layer not sent back",
            "You left out the last layer's way back. It is the first layer that needs none.",
            lambda sizes: sum(m * n for m, n in _layers(sizes)) + sum(m * n for m, n in _layers(sizes)[:-1]),
        ),
        Mistake(
            "biases",
            "You counted the biases. db is dz itself and takes no multiplication.",
            lambda sizes: _cost(sizes) + sum(sizes[1:]),
        ),
        Mistake(
            "forward too",
            "You added the forward pass. The question is about the backward pass only.",
            lambda sizes: _cost(sizes) + sum(m * n for m, n in _layers(sizes)),
        ),
        Mistake(
            "dense Jacobian",
            "You multiplied with the full matrix da/dW. Backpropagation never writes it down.",
            _dense_jacobians,
        ),
        Mistake(
            "one product of all",
            "You multiplied all sizes. The products of the layers are added.",
            lambda sizes: int(np.prod(sizes)),
        ),
    ),
    hints=(
        "How many multiplications does the outer product dW = dz aᵀ take for one layer?",
        "The way back, Wᵀ dz, takes as many. Is it needed for layer 1?",
        "Add n_in · n_out over all layers, and once more over all layers but the first.",
    ),
    explanation=(
        "For each layer, dW = dz aᵀ takes one multiplication per weight, n_in · n_out. Sending dz back, Wᵀ dz, takes"
        " as many again, but only for layers that have a layer below. So the sum over all layers is added to the sum"
        " over all layers but the first."
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
    *PASSES,
    _SHEET_4A,
    _SHEET_5A,
)

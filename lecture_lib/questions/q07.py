"""Questions of notebook 07 and its sheet: networks as composed functions."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..nn import MLP, collapse, n_parameters, relu
from ..piecewise_linear import function_breakpoints, layer_sizes
from ..validation import InputError, is_close
from .mistaken import composed_value, layers_from_coefficients, mistaken_collapse

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = value_question(
    "07.1",
    9,
    "one number: what comes out when the three boxes act in the right order",
    [
        ("backwards", 6, "You let h act first. In h ∘ g ∘ f the function at the right, f, acts first."),
        ("product", -6, "You multiplied f(1), g(1) and h(1). The sign ∘ hands a result on; it does not multiply."),
        ("sum", 2, "You added f(1), g(1) and h(1). Each box must read what the box before it gives."),
        ("last box left out", 4, "That is g(f(1)). The box h still waits for it."),
        ("first box left out", 3, "That is h(g(1)). The box f acts on 1 before that."),
    ],
)
_CHECK_2 = choice_question(
    "07.2",
    "A network has K = 4 hidden layers in lecture C's count. Which matrix of lecture D is Ω₂, and how many "
    "weight matrices are there?",
    {
        "a": ("W^[2], of 4", "Both counts are one short: Ω begins at 0, and the output layer has weights too."),
        "b": ("W^[2], of 5", "Five is right. But Ω₀ is the first matrix, so which one is Ω₂?"),
        "c": ("W^[3], of 5", "Right: Ω numbers start at 0, and K hidden layers have K + 1 weight matrices."),
        "d": ("W^[3], of 4", "W^[3] is right. Count again: the output reads the last hidden layer by a matrix too."),
    },
    right="c",
)
_CHECK_3 = value_question(
    "07.3",
    6,
    "the constant term of the three layers together, one number",
    [
        ("biases added", 2, "You added the three biases. A bias travels through all the layers after its own."),
        (
            "biases multiplied",
            -20,
            "Biases are not multiplied with each other: they are carried by the weights, then added.",
        ),
        ("last bias left out", 1, "The bias 5 of the last layer is missing; it is carried through nothing and added."),
        (
            "carried backwards",
            23,
            "You carried each bias through the layers before its own. It travels forward, to the output.",
        ),
        ("the slope", -6, "That is the slope, W̃. The constant term is asked."),
    ],
)
_CHECK_4 = value_question(
    "07.4",
    62,
    "the number of weights and biases of the 3-5-5-2 network",
    [
        ("weights only", 50, "Those are the weights. Every hidden and output unit has a bias as well."),
        ("input biased", 65, "You gave biases to the 3 inputs; nothing is computed there."),
        (
            "one hidden layer",
            32,
            "That is the network with one hidden layer; between the two there are 25 weights more, and 5 more biases.",
        ),
        ("output bias left out", 60, "The two output units have biases too."),
        ("three hidden layers", 92, "You counted one hidden layer too many: 25 weights and 5 biases less."),
    ],
)
_CHECK_5 = choice_question(
    "07.5",
    "A shallow ReLU network has 1 input, 4 hidden units and 2 outputs. You change only the weights and the bias "
    "of y₂. What can happen to y₁ and to the joints?",
    {
        "a": ("The joints of y₂ move along x", "Where are the joints? At −θ_j0/θ_j1; which numbers stand in that?"),
        "b": (
            "y₁ stays, the places of the joints stay, and y₂ may show fewer of them",
            "Right: a weight of 0 hides a joint, and nothing that y₂ does can make a new one.",
        ),
        "c": ("y₂ can get more than 4 joints", "Each joint needs a unit that switches, and there are four."),
        "d": (
            "y₁ changes as well, since the hidden units are shared",
            "They are shared, but they do not change: y₂'s weights come after them.",
        ),
    },
    right="b",
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


def _add3(v):
    return v + 3


def _square(v):
    return v * v


def _halve(v):
    return v / 2


def _turn(v):
    return np.array([v[1], -v[0]])


def _squash(v):
    return np.tanh(v)


def _pair_sum(v):
    return np.array([v[0] + v[1], v[0] - v[1]])


_NUMBERS, _PAIRS = (_add3, _square, _halve), (_turn, _squash, _pair_sum, _add3)


def _boxes(rng) -> tuple:
    kinds = (_NUMBERS, _PAIRS)[int(rng.integers(2))]
    chosen = [kinds[int(k)] for k in rng.integers(len(kinds), size=int(rng.integers(1, 6)))]
    return chosen, float(rng.normal()) if kinds is _NUMBERS else rng.normal(size=2)


_SHEET_1A = Question(
    "07.1a",
    composed_value,
    "what comes out of the last box",
    cases=[
        ([_add3], 1.0),
        ([_add3, _square], 1.0),
        ([_square, _add3, _halve], 4.0),
        ([_turn, _squash, _pair_sum], np.array([1.0, -2.0])),
        ([_halve, _square, _square, _add3], -2.0),
    ],
    hidden=("other boxes", _boxes),
    mistakes=(
        Mistake(
            "backwards",
            "Your last box acts first. The list is in the order in which the boxes act.",
            lambda fs, x: composed_value(fs[::-1], x),
        ),
        Mistake(
            "x in every box",
            "Every box of yours reads x. Only the first does; the others read what came before.",
            lambda fs, x: fs[-1](x),
        ),
        Mistake(
            "last box left out", "Your result is what goes into the last box.", lambda fs, x: composed_value(fs[:-1], x)
        ),
        Mistake("first box left out", "The first box never acts.", lambda fs, x: composed_value(fs[1:], x)),
        Mistake(
            "one box only", "You stop after the first box: is there a return inside the loop?", lambda fs, x: fs[0](x)
        ),
    ),
    hints=(
        "Keep one value that travels. What is it before the first box?",
        "for f in functions: gives you one box at a time, in the right order.",
        "In the loop the value becomes f(value). Return it after the loop, not in it.",
    ),
)


def _rows(rng, *shape: int) -> np.ndarray:
    return rng.integers(-4, 5, shape).astype(float)


def _coefficients(rng) -> tuple:
    d1, d2 = (int(n) for n in rng.integers(1, 5, 2))
    return _rows(rng, d1, 2), _rows(rng, d2, d1 + 1), _rows(rng, d2 + 1)


def _same_pairs(got, truth) -> bool:
    """Are these the pairs (Ω, β)? A table must have the sides of the true one; a bias may be a number."""
    got = [tuple(pair) for pair in got]
    return len(got) == len(truth) and all(
        len(pair) == 2 and np.shape(pair[0]) == W.shape and is_close(pair[0], W) and is_close(pair[1], b)
        for pair, (W, b) in zip(got, truth)
    )


def _each(change):
    """Return the mistaken answer that does this to each pair (Ω, β)."""
    return lambda theta, psi, phi: [change(W, b) for W, b in layers_from_coefficients(theta, psi, phi)]


_SHEET_2A = Question(
    "07.2a",
    layers_from_coefficients,
    "three pairs (Ω, β), the first layer first; Ω has one row a unit",
    cases=[
        (np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]]), np.array([5.0, 6.0])),
        (
            np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 5.0]]),
            np.array([[1.0, 7.0, 8.0, 9.0], [2.0, 4.0, 5.0, 6.0]]),
            np.array([-1.0, 3.0, 2.0]),
        ),
        (
            np.array([[1.0, 2.0], [3.0, -1.0]]),
            np.array([[1.0, 7.0, 8.0], [2.0, 4.0, 5.0], [0.0, 1.0, 3.0]]),
            np.array([-1.0, 3.0, 2.0, 9.0]),
        ),
    ],
    equal=_same_pairs,
    hidden=("other coefficients", _coefficients),
    mistakes=(
        Mistake(
            "bias last",
            "You took the last column for the biases. Lecture C writes the bias first, with the index 0.",
            lambda theta, psi, phi: layers_from_coefficients(theta, psi, phi, bias=-1),
        ),
        Mistake(
            "transposed",
            "Your tables have one column a unit. Row j of Ω holds the weights into unit j.",
            _each(lambda W, b: (W.T, b)),
        ),
        Mistake(
            "bias left in",
            "Your tables still hold the biases as their first column; Ω has the weights alone.",
            lambda theta, psi, phi: [(np.atleast_2d(t), np.atleast_2d(t)[:, 0]) for t in (theta, psi, phi)],
        ),
        Mistake(
            "β before Ω",
            "Each pair is the wrong way round: first the weights Ω, then the biases β.",
            _each(lambda W, b: (b, W)),
        ),
        Mistake(
            "last layer first",
            "Your list begins with the output. The layer that acts first stands first.",
            lambda theta, psi, phi: layers_from_coefficients(theta, psi, phi)[::-1],
        ),
    ),
    hints=(
        "Which column of theta holds the numbers that are multiplied by nothing?",
        "β is that column, Ω is all the others: table[:, 0] and table[:, 1:].",
        "phi is one row only. Make it a table with one row first: phi[None, :].",
    ),
)


def _layers(rng, *sizes: int) -> tuple:
    return ([(_rows(rng, n, m), _rows(rng, n)) for m, n in zip(sizes, sizes[1:])],)


_RNG = np.random.default_rng(7)
_AFFINE = [
    ([(np.array([[2.0]]), np.array([1.0]))],),
    ([(np.array([[2.0]]), np.array([1.0])), (np.array([[3.0]]), np.array([-4.0]))],),
    *(_layers(_RNG, *sizes) for sizes in [(2, 2, 2), (2, 2, 2, 2), (3, 3, 3, 3, 3), (3, 4, 2)]),
]

def _product_turned(answer) -> bool:
    """Is W̃ right only the other way round, and b̃ right, on square layers?"""
    turned = [(answer(layers), collapse(layers), collapse(layers[::-1])[0]) for (layers,) in _AFFINE[2:5]]
    return all(is_close(got[1], truth[1]) and is_close(got[0], other) for got, truth, other in turned)


_SHEET_3A = Question(
    "07.3a",
    collapse,
    "the pair (W̃, b̃) of one layer that does what all of them do",
    cases=_AFFINE,
    equal=lambda got, truth: _same_pairs([got], [truth]),
    hidden=("other layers", lambda rng: _layers(rng, *rng.integers(1, 5, int(rng.integers(2, 7))).tolist())),
    mistakes=(
        Mistake(
            "product the wrong way",
            "b̃ is right, but your W̃ multiplies the matrices in the wrong order: the layer that acts "
            "first stands at the right.",
            shows=_product_turned,
        ),
        Mistake(
            "biases added only",
            "You added the biases as they are. Each is carried through the layers after its own.",
            mistaken_collapse(lambda Ws, l: []),
        ),
        Mistake(
            "own layer too",
            "Your biases also go through their own layer's W. They are added after it.",
            mistaken_collapse(lambda Ws, l: Ws[l:]),
        ),
        Mistake(
            "last bias only",
            "Only the last bias is in your b̃. The others travel to the output too.",
            lambda layers: (collapse(layers)[0], layers[-1][1]),
        ),
        Mistake(
            "one layer far",
            "Your biases travel through the next layer only, not through all that follow.",
            mistaken_collapse(lambda Ws, l: Ws[l + 1 : l + 2]),
        ),
        Mistake(
            "no biases",
            "Your b̃ is 0. Put x = 0 into the layers: what comes out is b̃.",
            lambda layers: (collapse(layers)[0], 0 * layers[-1][1]),
        ),
    ),
    hints=(
        "Start with two layers: write W₂(W₁x + b₁) + b₂ without brackets.",
        "Go through the layers with a pair (W̃, b̃) that is right so far. What does one more layer make of it?",
        "The next layer turns W̃ into W @ W̃ and b̃ into W @ b̃ + b. Begin with the first layer's own pair.",
    ),
)


def _n_parameters(n_in: int, K: int, D: int, n_out: int) -> int:
    return n_parameters(layer_sizes(n_in, D, K, n_out))


_SHEET_4A = Question(
    "07.4a",
    _n_parameters,
    "the number of all weights and biases",
    cases=[(1, 1, 1, 1), (1, 1, 4, 2), (2, 3, 4, 1), (1, 5, 10, 1), (784, 2, 30, 10)],
    hidden=("other sizes", lambda rng: tuple(int(n) for n in rng.integers(1, [20, 8, 30, 12]))),
    mistakes=(
        Mistake(
            "biases forgotten",
            "Those are the weights alone. Each hidden and output unit has one bias as well.",
            lambda n, K, D, m: D * n + (K - 1) * D * D + m * D,
        ),
        Mistake(
            "one layer too many",
            "You counted K full blocks between hidden layers. K layers have K − 1 gaps between them.",
            lambda n, K, D, m: _n_parameters(n, K + 1, D, m),
        ),
        Mistake(
            "input taken for a layer",
            "You counted the input as one of the K layers. K counts hidden layers only.",
            lambda n, K, D, m: _n_parameters(n, K, D, m) - D * (D + 1),
        ),
        Mistake(
            "output bias forgotten",
            "The biases of the outputs are missing.",
            lambda n, K, D, m: _n_parameters(n, K, D, m) - m,
        ),
        Mistake(
            "input biased",
            "You gave the inputs biases; nothing is computed there.",
            lambda n, K, D, m: _n_parameters(n, K, D, m) + n,
        ),
        Mistake(
            "one hidden layer",
            "Your count does not grow with K: the layers between the first and the last are missing.",
            lambda n, K, D, m: _n_parameters(n, 1, D, m),
        ),
    ),
    hints=(
        "Count three parts: into the first hidden layer, between hidden layers, into the output.",
        "A unit that reads n numbers has n + 1 parameters. How many gaps are there between K hidden layers?",
        "For each hidden layer after the first, D units read D numbers each.",
    ),
)

_PLACES = (-1.0, 0.5, 2.0)


def _two_outputs(answer) -> MLP:
    if not isinstance(answer, MLP):
        raise InputError(f"{answer!r} is no network; make one with MLP((W1, b1, relu), (W2, b2, identity))")
    if len(answer) != 2 or answer.sizes[0] != 1 or answer.sizes[-1] != 2 or answer[1].g is not relu:
        raise InputError(
            f"the network has sizes {answer.sizes}; 1 input, one hidden layer of ReLU units and 2 outputs are wanted"
        )
    return answer


def _shown(net: MLP, i: int) -> list[float]:
    """Return the places at which output i bends, from −10 to 10."""
    W, b, _ = net[2]
    return (-10 + 20 * function_breakpoints(net.with_layer(2, W[[i]], b[[i]]), [-10.0], [10.0])).round(6).tolist()


def _bends_at(*wanted):
    """Return a test for networks whose two outputs bend at these places."""
    return lambda answer: [_shown(_two_outputs(answer), i) for i in (0, 1)] == [list(places) for places in wanted]


_FIRST, _SECOND = list(_PLACES), [-1.0, 2.0]
_SHEET_5A = Question(
    "07.5a",
    lambda: (_FIRST, _SECOND),
    "y₁ bends at −1, 0.5 and 2 and nowhere else; y₂ bends at −1 and 2 only",
    reply=_two_outputs,
    equal=lambda net, _: _bends_at(_FIRST, _SECOND)(net),
    mistakes=(
        Mistake(
            "signs of the joints",
            "Your joints are at 1, −0.5 and −2. A unit bends where w x + b = 0, at −b/w.",
            shows=_bends_at([-2.0, -0.5, 1.0], [-2.0, 1.0]),
        ),
        Mistake(
            "nothing hidden",
            "Both outputs bend at all three places. y₂ must not show the joint at 0.5.",
            shows=_bends_at(_FIRST, _FIRST),
        ),
        Mistake(
            "outputs swapped",
            "It is y₁ that shows all three joints, and y₂ that hides one.",
            shows=_bends_at(_SECOND, _FIRST),
        ),
        Mistake(
            "hidden from both",
            "Neither output bends at 0.5; only y₂ may hide that joint.",
            shows=_bends_at(_SECOND, _SECOND),
        ),
        Mistake(
            "wrong one hidden",
            "y₂ hides a joint, but not the one at 0.5.",
            shows=lambda answer: _bends_at(_FIRST, [-1.0, 0.5])(answer) or _bends_at(_FIRST, [0.5, 2.0])(answer),
        ),
    ),
    hints=(
        "One hidden unit for each joint: choose w and b so that w x + b is 0 there.",
        "With w = 1 the joint of a unit is at −b. What are the three biases?",
        "An output does not show a joint if its weight to that unit is 0.",
    ),
)

QUESTIONS = (_CHECK_1, _CHECK_2, _CHECK_3, _CHECK_4, _CHECK_5, _SHEET_1A, _SHEET_2A, _SHEET_3A, _SHEET_4A, _SHEET_5A)

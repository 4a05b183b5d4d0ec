"""Questions of notebook 07 and its sheet: networks as composed functions."""

from __future__ import annotations

from functools import reduce

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..nn import MLP, collapse, identity, n_parameters, relu
from ..piecewise_linear import layer_sizes
from ..validation import InputError, is_close, safely
from .mistaken import composed_value, layers_from_coefficients, mistaken_collapse

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = value_question(
    "07.1",
    9,
    "one number: what comes out when the three boxes act in the right order",
    [
        ("backwards", 118, "You let h act first. In h ∘ g ∘ f, the function on the right, f, acts first."),
        ("product", 550, "You multiplied f(5), g(5) and h(5). The sign ∘ hands a result on and does not multiply."),
        ("sum", 38, "You added f(5), g(5) and h(5). Each box must read what the box before it gives."),
        ("last box left out", 4, "That is g(f(5)). The box h still has to act on it."),
        ("first box left out", 51, "That is h(g(5)). The box f acts on 5 before that."),
        ("h before g", 25, "After f you let h act, and then g. In h ∘ g ∘ f, g acts before h."),
        ("g before f", 45, "You let g act first. In h ∘ g ∘ f, f acts first."),
    ],
    hints=(
        "Which of the three boxes gets the 5?",
        "The function on the right acts first. What does it make of 5?",
        "f(5) is 2. Give that to g, and the result of g to h.",
    ),
    explanation=(
        "In h ∘ g ∘ f, the function on the right acts first. So f(5) = 5 − 3 = 2, then g(2) = 4, and then "
        "h(4) = 2 · 4 + 1 = 9."
    ),
)
_CHECK_2 = choice_question(
    "07.2",
    "A network has K = 4 hidden layers in lecture C's count. Which matrix of lecture D is Ω₂, and how many "
    "weight matrices are there?",
    {
        "a": ("W^[2], of 4", "Both counts are one too small: Ω begins at 0, and the output layer has weights too."),
        "b": ("W^[2], of 5", "Five is right. But Ω₀ is the first matrix, so which one is Ω₂?"),
        "c": ("W^[3], of 5", "Right: Ω numbers start at 0, and K hidden layers have K + 1 weight matrices."),
        "d": ("W^[3], of 4", "W^[3] is right. Count again: the output reads the last hidden layer by a matrix too."),
    },
    right="c",
    hints=(
        "Write down the first few: Ω₀ is which W?",
        "How many arrows are there between 1 input layer, 4 hidden layers and 1 output layer?",
    ),
    explanation=(
        "C numbers a weight matrix by the layer that it reads, and the input is layer 0. D numbers it by the layer "
        "that it makes. So Ω₀ is W^[1], Ω₁ is W^[2] and Ω₂ is W^[3]. Four hidden layers and the output layer each "
        "have one matrix, which makes five."
    ),
)
_CHECK_3 = value_question(
    "07.3",
    9,
    "the constant term of the three layers together, one number",
    [
        ("biases added", 5, "You added the three biases. A bias travels through all the layers after its own."),
        ("one layer far", 15, "You carried each bias through the next layer only. It travels through all that follow."),
        ("own layer too", -2, "You sent each bias through its own layer as well. It is added after that."),
        ("last sign", 7, "The last layer is −v + 8: the minus belongs to all that arrives there."),
        (
            "biases multiplied",
            -32,
            "You multiplied the biases with each other. The weights carry them, and then they are added.",
        ),
        ("last bias left out", 1, "The bias 8 of the last layer is missing. It passes no further layer and is added."),
        (
            "carried backwards",
            41,
            "You carried each bias through the layers before its own. It travels forward, to the output.",
        ),
        ("the slope", -6, "That is the slope, W̃. You need the constant term."),
    ],
    hints=(
        "What comes out of the first two layers, 3(2x + 1) − 4?",
        "Put x = 0 into the first layer. What comes out of the third?",
        "With x = 0 the layers give 1, then 3 · 1 − 4. What does the last one make of that?",
    ),
    explanation=(
        "The constant term is what comes out for x = 0. The first layer gives 1, the second 3 · 1 − 4 = −1, the "
        "third −(−1) + 8 = 9. By the formula, 1 is multiplied by 3 and −1, −4 by −1, and 8 by nothing: −3 + 4 + 8 = 9."
    ),
)
_CHECK_4 = value_question(
    "07.4",
    62,
    "the number of weights and biases of the 3-5-5-2 network",
    [
        ("weights only", 50, "Those are only the weights. Every hidden and output unit also has a bias."),
        ("input biased", 65, "You gave biases to the 3 inputs. Nothing is computed there."),
        (
            "biases of the layer before",
            63,
            "You counted the biases of the layers that are read. They belong to the units.",
        ),
        (
            "one hidden layer",
            32,
            "That is a network with one hidden layer. A second one adds 25 weights and 5 biases.",
        ),
        ("output bias left out", 60, "The two output units have biases too."),
        ("three hidden layers", 92, "You counted one hidden layer too many. Leave out 25 weights and 5 biases."),
        ("one bias per layer", 53, "Each layer has one bias per unit, not one for the whole layer."),
    ],
    hints=(
        "Count layer by layer. How many numbers does each unit of the first hidden layer need?",
        "A unit that reads n numbers has n weights and one bias.",
        "Three layers have weights: 5 units that read 3 numbers, 5 that read 5, and 2 that read 5.",
    ),
    explanation=(
        "A unit that reads n numbers has n + 1 parameters. The first hidden layer has 5 · (3 + 1) = 20, the second 5"
        " · (5 + 1) = 30, the output 2 · (5 + 1) = 12. Together 62."
    ),
)
_CHECK_5 = choice_question(
    "07.5",
    "A shallow ReLU network has 1 input, 4 hidden units and 2 outputs. You change only the weights and the bias "
    "of y₂. What can happen to y₁ and to the joints?",
    {
        "a": ("The joints of y₂ move along x", "The joints are at −θ_j0/θ_j1. Does that depend on the weights of y₂?"),
        "b": (
            "y₁ stays, the joints stay where they are, and y₂ may show fewer of them",
            "Right: a weight of 0 hides a joint, and nothing that y₂ does can make a new one.",
        ),
        "c": ("y₂ can get more than 4 joints", "Each joint needs a unit that switches, and there are four."),
        "d": (
            "y₁ changes as well, since the hidden units are shared",
            "They are shared, but they do not change: y₂'s weights come after them.",
        ),
    },
    right="b",
    hints=(
        "Which numbers decide where a hidden unit bends?",
        "Does y₁ read y₂, or the weights of y₂?",
    ),
    explanation=(
        "A joint is where the pre-activation of a hidden unit is 0, and that depends only on the weight and the bias"
        " of this unit. The weights of y₂ come after it, so neither the joints nor y₁ can change. A weight of 0 in "
        "y₂ hides a joint, and no weight can make a new one."
    ),
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


def _add3(v):
    return v + 3


def _square(v):
    return v * v


def _halve(v):
    return v / 2


def _pair(v) -> np.ndarray:
    """Return two numbers as an array; what else a learner hands over is refused before it is computed with."""
    if np.shape(v) != (2,):
        raise InputError(f"this box takes two numbers, and something of shape {np.shape(v)} came in")
    return np.asarray(v)


def _turn(v):
    x, y = _pair(v)
    return np.array([y, -x])


def _squash(v):
    return np.tanh(v)


def _pair_sum(v):
    x, y = _pair(v)
    return np.array([x + y, x - y])


_NUMBERS, _PAIRS = (_add3, _square, _halve), (_turn, _squash, _pair_sum, _add3)


def _boxes(rng) -> tuple:
    kinds = (_NUMBERS, _PAIRS)[rng.size(0, 2)]
    chosen = [kinds[int(k)] for k in rng.integers(len(kinds), size=rng.size(1, 6))]
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
            "Every box of yours reads x. Only the first should; the others read what came before.",
            lambda fs, x: fs[-1](x),
        ),
        Mistake(
            "last box left out", "Your result is what goes into the last box.", lambda fs, x: composed_value(fs[:-1], x)
        ),
        Mistake("first box left out", "The first box never acts.", lambda fs, x: composed_value(fs[1:], x)),
        Mistake(
            "one box only", "You stop after the first box: is there a return inside the loop?", lambda fs, x: fs[0](x)
        ),
        Mistake(
            "sum of the boxes",
            "You add up what the boxes make of x. Each box must read what the box before it gives.",
            lambda fs, x: sum(f(x) for f in fs),
        ),
        Mistake(
            "list of all values",
            "You return the values after every box. Return only the last one.",
            lambda fs, x: [composed_value(fs[: k + 1], x) for k in range(len(fs))],
        ),
        Mistake(
            "first box twice",
            "The first box acts twice. Does your loop begin with it although it has acted already?",
            lambda fs, x: composed_value(fs, fs[0](x)),
        ),
    ),
    hints=(
        "Keep one value that travels. What is it before the first box?",
        "for f in functions: gives you one box at a time, in the right order.",
        "In the loop, the value becomes f(value). Return it after the loop, not in it.",
    ),
    explanation=(
        "One value travels. It starts as x, and each box in turn replaces it by what the box makes of it. With no "
        "box left, it is the result. The list is in the order in which the boxes act, although on paper the first "
        "function is written last."
    ),
)


def _rows(rng, *shape: int) -> np.ndarray:
    return rng.integers(-4, 5, shape).astype(float)


def _coefficients(rng) -> tuple:
    d1, d2 = rng.sizes(1, 5, 2)
    return _rows(rng, d1, 2), _rows(rng, d2, d1 + 1), _rows(rng, d2 + 1)


def _same_pairs(got, truth) -> bool:
    """Are these the pairs (Ω, β)? A matrix must have the shape of the true one; a bias may be a number."""
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
    "three pairs (Ω, β), the first layer first; Ω has one row per unit",
    parts=("the first Ω", "the first β", "the second Ω", "the second β", "the third Ω", "the third β"),
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
            "Your matrices have one column per unit. Row j of Ω holds the weights into unit j.",
            _each(lambda W, b: (W.T, b)),
        ),
        Mistake(
            "bias left in",
            "Your matrices still hold the biases as their first column. Ω has only the weights.",
            lambda theta, psi, phi: [(np.atleast_2d(t), np.atleast_2d(t)[:, 0]) for t in (theta, psi, phi)],
        ),
        Mistake(
            "β before Ω",
            "Each pair is in the wrong order: first the weights Ω, then the biases β.",
            _each(lambda W, b: (b, W)),
        ),
        Mistake(
            "last layer first",
            "Your list begins with the output. Begin with the layer that acts first.",
            lambda theta, psi, phi: layers_from_coefficients(theta, psi, phi)[::-1],
        ),
        Mistake(
            "φ as a list",
            "The first two pairs are right. Ω₂ should be a matrix with one row: phi is a list, so give it a row.",
            lambda theta, psi, phi: [*layers_from_coefficients(theta, psi, phi)[:2], (phi[1:], phi[0])],
        ),
        Mistake(
            "output missing",
            "The pair of the output is missing: phi makes Ω₂ and β₂.",
            lambda theta, psi, phi: layers_from_coefficients(theta, psi, phi)[:2],
        ),
        Mistake(
            "bias last and transposed",
            "Two mistakes: lecture C writes the bias first, and row j of Ω holds the weights into unit j.",
            lambda theta, psi, phi: [(W.T, b) for W, b in layers_from_coefficients(theta, psi, phi, bias=-1)],
        ),
        Mistake(
            "transposed, β before Ω",
            "Two mistakes: the weights Ω come first in a pair, and row j of Ω holds the weights into unit j.",
            _each(lambda W, b: (b, W.T)),
        ),
    ),
    hints=(
        "Which column of theta holds the numbers that are multiplied by nothing?",
        "β is that column, Ω is all the others: theta[:, 0] and theta[:, 1:].",
        "phi is one row only. Make it a matrix with one row first: phi[None, :].",
    ),
    explanation=(
        "In lecture C's coefficients the index 0 marks the bias, so the first column of each array is β, and all "
        "other columns are Ω. One row belongs to one unit, as in Ω, so nothing has to be transposed. phi is a list, "
        "because the output is one unit: phi[None, :] makes it a matrix with one row."
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


def _product_for_matrix(layers):
    """Return the collapse of a learner who overwrites the matrix before the bias goes through it."""
    product, bias = layers[0]
    for W, b in layers[1:]:
        product = W @ product
        bias = product @ bias + b
    return product, bias


_SHEET_3A = Question(
    "07.3a",
    collapse,
    "the pair (W̃, b̃) of one layer that does what all of them do",
    cases=_AFFINE,
    equal=lambda got, truth: _same_pairs([got], [truth]),
    hidden=("other layers", lambda rng: _layers(rng, *rng.sizes(1, 5, rng.size(2, 7)))),
    mistakes=(
        Mistake(
            "product the wrong way",
            "b̃ is right. Your W̃ multiplies the matrices in the wrong order: the layer that acts first is "
            "written on the right.",
            shows=_product_turned,
        ),
        Mistake(
            "biases added only",
            "W̃ is right. You added the biases as they are: each is carried through the layers after its own.",
            mistaken_collapse(lambda Ws, l: []),
        ),
        Mistake(
            "own layer too",
            "W̃ is right. Your biases also go through their own layer's W: they are added after it.",
            mistaken_collapse(lambda Ws, l: Ws[l:]),
        ),
        Mistake(
            "last bias only",
            "W̃ is right. Only the last bias is in your b̃: the others travel to the output too.",
            lambda layers: (collapse(layers)[0], layers[-1][1]),
        ),
        Mistake(
            "one layer far",
            "W̃ is right. Your biases travel through the next layer only, not through all that follow.",
            mistaken_collapse(lambda Ws, l: Ws[l + 1 : l + 2]),
        ),
        Mistake(
            "product for W",
            "W̃ is right. You multiply the bias by the product of all matrices so far. Multiply it by the W of the next "
            "layer only.",
            _product_for_matrix,
        ),
        Mistake(
            "no biases",
            "W̃ is right. Your b̃ is 0: put x = 0 into the layers, and what comes out is b̃.",
            lambda layers: (collapse(layers)[0], 0 * layers[-1][1]),
        ),
        Mistake(
            "b before W",
            "Your pair is in the wrong order: first W̃, then b̃.",
            lambda layers: collapse(layers)[::-1],
        ),
        Mistake(
            "matrices added",
            "You added the matrices. One layer after another multiplies them.",
            lambda layers: (sum(W for W, _ in layers), collapse(layers)[1]),
        ),
        Mistake(
            "product and biases",
            "Two mistakes: the layer that acts first is written on the right, and biases travel through later layers.",
            lambda layers: (reduce(np.matmul, [W for W, _ in layers]), sum(b for _, b in layers)),
        ),
        Mistake(
            "only two layers",
            "You stop after the second layer. All layers have to be collapsed.",
            lambda layers: collapse(layers[:2]),
        ),
        Mistake(
            "first bias left out",
            "W̃ is right. The bias of the first layer is missing in b̃.",
            lambda layers: (collapse(layers)[0], collapse([(layers[0][0], 0 * layers[0][1]), *layers[1:]])[1]),
        ),
    ),
    parts=("W̃", "b̃"),
    hints=(
        "Start with two layers: write W₂(W₁x + b₁) + b₂ without brackets.",
        "Go through the layers with a pair (W̃, b̃) that is right so far. What does one more layer make of it?",
        "The next layer turns W̃ into W @ W̃ and b̃ into W @ b̃ + b. Begin with the first layer's own pair.",
    ),
    explanation=(
        "Keep a pair (W̃, b̃) that stands for the layers so far; at first it is the pair of the first layer. The "
        "next layer makes W(W̃x + b̃) + b of it, which is (WW̃)x + (Wb̃ + b). So W̃ becomes WW̃ and b̃ becomes Wb̃ +"
        " b. The later matrix is always on the left."
    ),
)


def _n_parameters(n_in: int, K: int, D: int, n_out: int) -> int:
    return n_parameters(layer_sizes(n_in, D, K, n_out))


_SHEET_4A = Question(
    "07.4a",
    _n_parameters,
    "the number of all weights and biases",
    cases=[(1, 1, 1, 1), (1, 1, 4, 2), (2, 3, 4, 1), (1, 5, 10, 1), (784, 2, 30, 10)],
    hidden=("other sizes", lambda rng: tuple(rng.size(1, high) for high in (20, 8, 30, 12))),
    mistakes=(
        Mistake(
            "biases forgotten",
            "Those are only the weights. Each hidden and output unit also has one bias.",
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
            "You gave the inputs biases. Nothing is computed there.",
            lambda n, K, D, m: _n_parameters(n, K, D, m) + n,
        ),
        Mistake(
            "one hidden layer",
            "Your count does not grow with K: the layers between the first and the last are missing.",
            lambda n, K, D, m: _n_parameters(n, 1, D, m),
        ),
        Mistake(
            "depth and width swapped",
            "You took K for the width and D for the number of hidden layers. It is the other way round.",
            lambda n, K, D, m: _n_parameters(n, D, K, m),
        ),
        Mistake(
            "inputs and outputs swapped",
            "You exchanged the numbers of inputs and outputs.",
            lambda n, K, D, m: _n_parameters(m, K, D, n),
        ),
        Mistake(
            "one bias per layer",
            "You counted one bias per layer. Each unit has its own.",
            lambda n, K, D, m: D * n + (K - 1) * D * D + m * D + K + 1,
        ),
        Mistake(
            "biases forgotten and one layer too many",
            "Two mistakes: the biases are missing, and K hidden layers have only K − 1 gaps between them.",
            lambda n, K, D, m: D * n + K * D * D + m * D,
        ),
    ),
    hints=(
        "Count three parts: into the first hidden layer, between hidden layers, into the output.",
        "A unit that reads n numbers has n + 1 parameters. How many gaps are there between K hidden layers?",
        "For each hidden layer after the first, D units read D numbers each.",
    ),
    explanation=(
        "A unit that reads n numbers has n + 1 parameters. The first hidden layer has D units that read n_in "
        "numbers: D (n_in + 1). Each of the K − 1 further hidden layers has D (D + 1), and the output has n_out (D +"
        " 1). The sum of the three is the answer."
    ),
)

_FIRST, _SECOND = (-1.0, 0.5, 2.0), (-1.0, 2.0)


def _as_network(answer) -> MLP:
    """Return the answer as a network; its layers in a list or a tuple will do."""
    return answer if isinstance(answer, MLP) else MLP(*answer)


def _is_network(answer) -> bool:
    return safely(lambda: bool(_as_network(answer)), otherwise=False)


def _fits(answer) -> bool:
    """Is it a network with 1 input, one hidden layer of ReLU units and 2 outputs without activation?"""
    net = _as_network(answer)
    return len(net) == 2 and net.sizes[0] == 1 and net.sizes[-1] == 2 and (net[1].g, net[2].g) == (relu, identity)


def _bends(net: MLP, i: int) -> tuple[float, ...]:
    """Return where output i of a shallow ReLU network with one input bends, on the whole line.

    A unit changes the slope at its joint by |w| times its output weight; where units share a joint, the changes add.
    """
    (W, b, _), (V, _, _) = net
    w, v = W[:, 0], V[i]
    at, change = -b[w != 0] / w[w != 0], (np.abs(w) * v)[w != 0]
    order = np.argsort(at)
    at, change = at[order], change[order]
    starts = np.flatnonzero(np.diff(at, prepend=-np.inf) > 1e-9 * np.maximum(1, np.abs(at)))  # of units at one joint
    if not len(starts):
        return ()
    together, apart = np.add.reduceat(change, starts), np.add.reduceat(np.abs(change), starts)
    return tuple(at[starts][np.abs(together) > 1e-12 * apart].tolist())


def _two_outputs(answer) -> tuple[tuple[float, ...], ...]:
    if not _is_network(answer):
        raise InputError("your answer is not a network; make one with MLP((W1, b1, relu), (W2, b2, identity))")
    net = _as_network(answer)
    if not _fits(net):
        raise InputError("the network should have 1 input, one hidden layer of ReLU units and 2 outputs")
    return _bends(net, 0), _bends(net, 1)


def _same_places(got, wanted) -> bool:
    return len(got) == len(wanted) and all(abs(a - b) <= 1e-6 for a, b in zip(got, wanted))


def _bends_at(*wanted):
    """Return a test for networks whose two outputs bend at these points."""
    return lambda answer: _fits(answer) and all(map(_same_places, _two_outputs(answer), wanted))


def _bends_difference(got, truth) -> str:
    """Say at which point an output bends and should not, or should and does not."""
    for name, found, wanted in zip(("y₁", "y₂"), got, truth):
        extra = [at for at in found if min(abs(at - right) for right in wanted) > 1e-6]
        missing = [at for at in wanted if min((abs(at - mine) for mine in found), default=np.inf) > 1e-6]
        if extra:
            return f"{name} bends at x = {extra[0]:.6g}, where it should not"
        if missing:
            return f"{name} should bend at x = {missing[0]:g}, and does not"
    return ""


def _with_activations(hidden_is_relu: bool, output_is_identity: bool):
    """Return a test for networks of the right sizes with other activations."""

    def shows(answer) -> bool:
        net = _as_network(answer)
        right_sizes = len(net) == 2 and net.sizes[0] == 1 and net.sizes[-1] == 2
        return right_sizes and ((net[1].g is relu), (net[2].g is identity)) == (hidden_is_relu, output_is_identity)

    return shows


def _bends_elsewhere(answer) -> bool:
    """Do the outputs bend where they should, and at other points as well?"""
    found = _two_outputs(answer)
    right = [
        [min((abs(at - x) for x in each), default=1) <= 1e-6 for at in wanted] for each, wanted in zip(found, _WANTED)
    ]
    strange = [x for each in found for x in each if min(abs(x - at) for at in _FIRST) > 1e-6]
    return bool(strange) and all(map(all, right))


_WANTED = (_FIRST, _SECOND)
_SHEET_5A = Question(
    "07.5a",
    lambda: _WANTED,
    "a network whose y₁ bends at −1, 0.5 and 2 and nowhere else, and whose y₂ bends at −1 and 2 only",
    reply=_two_outputs,
    equal=lambda got, truth: all(map(_same_places, got, truth)),
    differs=_bends_difference,
    mistakes=(
        Mistake(
            "signs of the joints",
            "Your joints are at 1, −0.5 and −2. A unit bends where w x + b = 0, at −b/w.",
            shows=_bends_at((-2.0, -0.5, 1.0), (-2.0, 1.0)),
        ),
        Mistake(
            "nothing hidden",
            "Both outputs bend at all three points. y₂ must not show the joint at 0.5.",
            shows=_bends_at(_FIRST, _FIRST),
        ),
        Mistake(
            "outputs swapped",
            "Your y₂ shows all three joints and y₁ hides one. It should be the other way round.",
            shows=_bends_at(_SECOND, _FIRST),
        ),
        Mistake(
            "hidden from both",
            "Neither output bends at 0.5. Only y₂ may hide that joint.",
            shows=_bends_at(_SECOND, _SECOND),
        ),
        Mistake(
            "wrong one hidden",
            "y₂ hides a joint, but not the one at 0.5.",
            shows=lambda answer: _bends_at(_FIRST, (-1.0, 0.5))(answer) or _bends_at(_FIRST, (0.5, 2.0))(answer),
        ),
        Mistake(
            "bends elsewhere",
            "The bends that you need are there, but an output bends at another point too. Look for a further unit.",
            shows=_bends_elsewhere,
        ),
        Mistake(
            "no network",
            "That is not a network. Make one with MLP((W1, b1, relu), (W2, b2, identity)).",
            shows=lambda answer: not _is_network(answer),
        ),
        Mistake(
            "another activation",
            "The sizes are right, but the hidden units are not ReLUs. Only a ReLU bends at one point.",
            shows=_with_activations(False, True),
        ),
        Mistake(
            "activation at the output",
            "Your outputs have an activation. They should have none: write `identity` there.",
            shows=_with_activations(True, False),
        ),
        Mistake(
            "both activations",
            "The hidden units should be ReLUs, and the outputs should have no activation, `identity`.",
            shows=_with_activations(False, False),
        ),
        Mistake(
            "other sizes",
            "Your network has other sizes. It should have 1 input, one hidden layer and 2 outputs.",
            shows=lambda answer: not _fits(answer),
        ),
    ),
    hints=(
        "One hidden unit for each joint: choose w and b so that w x + b is 0 there.",
        "With w = 1, the joint of a unit is at −b. What are the three biases?",
        "An output does not show a joint if its weight to that unit is 0.",
    ),
    explanation=(
        "A hidden unit w x + b bends at −b/w. With all three w = 1, the biases 1, −0.5 and −2 put the joints at −1, "
        "0.5 and 2. An output bends at a joint if its weight to that unit is not 0. So y₁ needs three weights other "
        "than 0, and y₂ has the weight 0 to the second unit. All other numbers are free."
    ),
)

QUESTIONS = (_CHECK_1, _CHECK_2, _CHECK_3, _CHECK_4, _CHECK_5, _SHEET_1A, _SHEET_2A, _SHEET_3A, _SHEET_4A, _SHEET_5A)

"""Questions of notebook 04 and its sheet: XOR and the hidden layer."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..nn import MLP, forward, identity, sign
from ..threshold import GATES, INPUTS, XOR_SIGN_NET, equivalent_net_name, predicted_labels, solves_xor
from ..validation import InputError, is_close
from .mistaken import relu

_XOR, _XNOR = GATES["XOR"], GATES["XNOR"]
_S = INPUTS.sum(axis=1)[:, None]  # x₁ + x₂ at the four corners
_THETA = np.array([0.5, 1.5])


def _network(answer) -> MLP:
    """Take a network, or a widget's state that holds one."""
    net = getattr(answer, "net", answer)
    if not isinstance(net, MLP):
        raise InputError(f"{net!r} is no network; make one with MLP((W, c, g), (w, b, g))")
    if net.sizes != (2, 2, 1):
        raise InputError(f"the network has sizes {net.sizes}; 2 inputs, 2 hidden units and 1 output are wanted")
    return net


def _pattern(net: MLP, wanted) -> np.ndarray:
    """Return the four answers, read as z > 0 or, where that fits better, as an output above ½."""
    by_half = np.where(forward(net, INPUTS).a[-1][:, 0] > 0.5, 1.0, -1.0)
    return by_half if np.array_equal(by_half, wanted) else predicted_labels(net, INPUTS)


# --- checkpoints in the notebook ----------------------------------------------------------------------------

_CHECK_1 = choice_question(
    "04.1",
    "The corner (1, 1) moves to (0.4, 0.4) and keeps its class −1. The other three stay. "
    "Is there now a line with both classes on their own sides?",
    {
        "a": (
            "No: two points against two are never separable",
            "They can be: two points on the left against two on the right, say. Where do the four lie now?",
        ),
        "b": (
            "No: the four inequalities still contradict each other",
            "Write them down again with (0.4, 0.4). Does adding them still give the same sum on both sides?",
        ),
        "c": (
            "Yes: the moved point is on the near side of the line through (0, 1) and (1, 0)",
            "Yes. x₁ + x₂ is 0.8 there and 1 at both points of class +1, so x₁ + x₂ = 0.9 separates them.",
        ),
        "d": (
            "Yes: any move of the corner, however small, is enough",
            "Move it to (0.9, 0.9) and try. The two segments between equal classes must stop crossing.",
        ),
    },
    right="c",
)
_CHECK_2 = value_question(
    "04.2",
    1.5,
    "the output unit's sum w·h + b at x = (1, 0), one number",
    [
        ("steps for signs", 0.5, "You took h₂ = 0. Sgn gives −1 where a unit is off, and −1 · (−1) is not 0."),
        ("threshold forgotten", 2.0, "That is w·h. The threshold 0.5 still has to be subtracted."),
        ("threshold added", 2.5, "You added the threshold. The slide has w·h − 0.5."),
        ("activated", 1.0, "That is the output after Sgn. The sum before it is asked."),
        ("sign of the weight", -0.5, "You gave h₂ the weight +1. On the slide it is −1."),
    ],
)
_CHECK_3 = value_question(
    "04.3",
    0.25,
    "the network's output at x = (0.5, 0.75), one number",
    [
        ("offset forgotten", 0.75, "The output offset −0.5 is missing."),
        ("hidden bias forgotten", 0.0, "Did h₂ lose its bias −1? It would then be as large as h₁ and weigh twice."),
        ("no ReLU, no hidden bias", -1.75, "h₂ lost its bias −1, and the ReLU at the output is missing."),
        ("halved weight", 0.5, "h₂ weighs −2, not −1."),
    ],
)
_CHECK_5 = choice_question(
    "04.5",
    "Two hidden sigmoid units could not close in the inner ring, three can. Why three?",
    {
        "a": (
            "Three units have more parameters, and more parameters always help",
            "It is not the number alone. What shape can two lines cut out of the plane, and what shape three?",
        ),
        "b": (
            "Two lines leave every region open to infinity; three can close a triangle",
            "Yes. The inner ring must lie in a bounded region, and a triangle is the smallest polygon.",
        ),
        "c": (
            "Three units give three dimensions, and in three dimensions everything is separable",
            "Not everything: with three dead units all points land on one place. Think of the lines.",
        ),
    },
    right="b",
)
_CHECK_6 = choice_question(
    "04.6",
    "The training loss with 10 hidden units is lower than with 4. When may you say that 10 are better here?",
    {
        "a": (
            "At once: a lower loss is a better network",
            "Lower on the points it was fitted to. A border that winds round single noisy points does that too.",
        ),
        "b": (
            "When new points are also classified better, from several random starts",
            "Yes: new points show whether the border is right, several starts whether it was luck.",
        ),
        "c": ("When 20 units are better still", "That tells about 20 units, and again only on the training points."),
    },
    right="b",
)
_CHECK_7 = choice_question(
    "04.7",
    "A 2-2-1 network with tanh stands still at the loss ½ · log 2 ≈ 0.347. What has happened?",
    {
        "a": ("All four outputs are ½", "Then every point would cost log 2, and so would the mean. Here it is half."),
        "b": (
            "Two points of different classes share a place in the hidden plane; the other two are right",
            "Yes: those two get ½ and cost log 2 each, the others cost almost nothing. The mean is ½ · log 2.",
        ),
        "c": (
            "One point is wrong and three are right",
            "One point that is surely wrong costs far more than log 2, and its gradient would be large.",
        ),
        "d": ("The learning rate is too small", "Then the loss would still be falling, only slowly."),
    },
    right="b",
)

_CHECK_4 = Question(
    "04.4",
    lambda: _XOR,
    "+1 at (0,1) and (1,0), −1 at (0,0) and (1,1), by weights of your own",
    reply=_network,
    equal=lambda net, _: np.array_equal(_pattern(net, _XOR), _XOR) and not equivalent_net_name(net),
    mistakes=(
        *(
            Mistake(
                f"wrong at ({x[0]:g},{x[1]:g})",
                f"At ({x[0]:g}, {x[1]:g}) the answer is not the wanted one yet. Put this corner into your planes and "
                "look where it lands.",
                shows=lambda answer, i=i: _first_wrong(answer) == i,
            )
            for i, x in enumerate(INPUTS)
        ),
        Mistake(
            "copy",
            "It is right, but it is one of lecture A's networks, or that one with its units swapped or rescaled. "
            "Move a line to another place.",
            shows=lambda answer: solves_xor(_network(answer)) and bool(equivalent_net_name(_network(answer))),
        ),
    ),
    hints=(
        "Name two Boolean functions of x₁ and x₂ that a line can do, and from which XOR can be made.",
        "One pair is x₁ AND NOT x₂ with x₂ AND NOT x₁. Which line is each of them?",
        "Two parallel lines along the other diagonal do it: one unit for each of the two points of class +1, and an "
        "output that is an OR.",
    ),
    praise="All four corners are right, and the network is your own.",
)


def _first_wrong(answer) -> int:
    pattern = _pattern(_network(answer), _XOR)
    return int(np.argmax(pattern != _XOR)) if np.any(pattern != _XOR) else -1


# --- the exercise sheet -------------------------------------------------------------------------------------

_H = XOR_SIGN_NET[1].g.value(_S - _THETA)
_SHEET_2A = value_question(
    "04.2a",
    _H,
    "a table of four rows (one a corner) and two columns (h₁, h₂)",
    [
        (
            "steps for signs",
            np.where(_S - _THETA > 0, 1.0, 0.0),
            "Those are steps with the values 0 and 1. Sgn is −1 where its input is negative.",
        ),
        ("thresholds added", sign.value(_S + _THETA), "You added the thresholds; the slide subtracts them."),
        (
            "thresholds forgotten",
            np.repeat(sign.value(_S), 2, axis=1),
            "Without the thresholds both units do the same. Subtract 0.5 in the first and 1.5 in the second.",
        ),
        ("units swapped", _H[:, ::-1], "Your columns are in the other order: h₁ has the threshold 0.5."),
        ("not activated", _S - _THETA, "Those are the sums before Sgn; take their signs."),
        ("transposed", _H.T, "Your table has one row a unit. One row a corner is wanted: four rows, two columns."),
    ],
    hints=(
        "Both units add up x₁ + x₂. They differ only in the threshold.",
        "At (0, 0) the sums are −0.5 and −1.5. What does Sgn make of a negative number?",
        "Work out x₁ + x₂ − 0.5 and x₁ + x₂ − 1.5 for each corner, then keep the signs alone, as −1 and +1.",
    ),
)


def _relu_net(x, c=(0, -1), w=(1, -2), b=-0.5, g=relu, g_out=relu):
    return float(g_out(np.dot(w, g(np.sum(x) + np.array(c, float))) + b))


def _same(z):
    return z


_SHEET_3A = Question(
    "04.3a",
    _relu_net,
    "the output of lecture A's ReLU network, one number",
    cases=[(np.array(x, float),) for x in (*INPUTS, (0.5, 0.75), (-1, 0.5), (3, 0.25))],
    hidden=("other inputs", lambda rng: (rng.normal(size=2),)),
    mistakes=(
        Mistake(
            "offset forgotten", "Your outputs lack the offset −0.5 of the output unit.", lambda x: _relu_net(x, b=0)
        ),
        Mistake("offset added", "You added 0.5 in the output unit; the slide has −0.5.", lambda x: _relu_net(x, b=0.5)),
        Mistake(
            "output ReLU forgotten",
            "Your outputs can be negative: the output unit has a ReLU as well.",
            lambda x: _relu_net(x, g_out=_same),
        ),
        Mistake(
            "hidden ReLU forgotten",
            "Without the ReLU in the hidden layer the whole network is one affine map.",
            lambda x: _relu_net(x, g=_same),
        ),
        Mistake(
            "always 0",
            "Your network gives 0 everywhere. Three mistakes do that: the second hidden unit without its bias −1, "
            "that bias with a plus, or the two output weights in the wrong order.",
            lambda x: 0.0,
        ),
        Mistake(
            "output weight positive", "The second output weight is −2; yours is +2.", lambda x: _relu_net(x, w=(1, 2))
        ),
        Mistake(
            "offset outside",
            "The offset −0.5 belongs inside the output's ReLU, before the maximum is taken.",
            lambda x: _relu_net(x, b=0) - 0.5,
        ),
    ),
    hints=(
        "Two layers, and each is two steps: a weighted sum with a bias, then max(0, ·).",
        "Both hidden units see s = x₁ + x₂: h₁ = max(0, s + 0) and h₂ = max(0, s − 1).",
        "The output takes h₁ once, h₂ minus twice, adds its offset, and goes through max(0, ·) again.",
    ),
)


def _layer_and_points(rng) -> tuple:
    m, n = (int(k) for k in rng.integers(1, 5, 2))
    return rng.normal(size=(m, 2)), rng.normal(size=m), [np.tanh, relu][m % 2], rng.normal(size=(n, 2))


_CASES_4A = [
    (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5]), np.sign, INPUTS),
    (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0]), relu, INPUTS),
    (np.array([[1.0, -2.0], [3.0, 0.5]]), np.array([0.5, -1.0]), np.tanh, INPUTS),
    (np.array([[0.0, 1.0], [-1.0, 2.0]]), np.array([1.0, 0.25]), relu, np.array([[2.0, -1.0], [0.5, 3.0]])),
    (np.array([[1.0, -2.0], [3.0, 0.5]]), np.array([0.5, -1.0]), np.tanh, np.array([[1.0, 2.0]])),
]
_SHEET_4A = Question(
    "04.4a",
    lambda W, c, g, X: g(X @ W.T + c),
    "one row an example, one column a hidden unit: g(W x + c)",
    cases=_CASES_4A,
    hidden=("other layers and points", _layer_and_points),
    mistakes=(
        Mistake(
            "bias forgotten",
            "Your points land as if c were 0. Add it before the activation.",
            lambda W, c, g, X: g(X @ W.T),
        ),
        Mistake(
            "bias subtracted",
            "You subtract c. The slide writes thresholds with a minus, but c is a bias: add it.",
            lambda W, c, g, X: g(X @ W.T - c),
        ),
        Mistake(
            "activation forgotten",
            "Your points are the sums W x + c; g still has to be applied.",
            lambda W, c, g, X: X @ W.T + c,
        ),
        Mistake(
            "bias outside", "You add c after the activation; it belongs inside.", lambda W, c, g, X: g(X @ W.T) + c
        ),
        Mistake(
            "W not transposed",
            "Your sums run down the columns of W. With examples as rows it is X @ W.T.",
            lambda W, c, g, X: g(X @ W + c),
        ),
        Mistake(
            "table transposed",
            "Your table has one row a unit. One row an example is wanted.",
            lambda W, c, g, X: g(X @ W.T + c).T,
        ),
    ),
    hints=(
        "For one example it is g(W @ x + c). What changes when the examples are the rows of X?",
        "Unit j reads row j of W. The product of each row of X with each row of W is X @ W.T.",
        "c has one number a unit, so it adds to every row by itself. Then call g on the whole table.",
    ),
)


def _gives(name: str, says_: str) -> Mistake:
    """The mistake that builds another gate."""
    return Mistake(name, says_, instead=lambda: GATES[name])


_SHEET_4B = Question(
    "04.4b",
    lambda: _XNOR,
    "+1 at (0,0) and (1,1), −1 at (0,1) and (1,0), read from the sign of the output's sum",
    reply=lambda answer: _pattern(_network(answer), _XNOR),
    mistakes=(
        Mistake(
            "linear hidden layer",
            "Your hidden layer has the identity as its activation, so the network is one straight cut. Use relu, "
            "sign, step, sigmoid or tanh.",
            shows=lambda answer: _network(answer)[1].g is identity,
        ),
        _gives("XOR", "That is XOR. XNOR is its opposite: what must change in the output unit alone?"),
        _gives("AND", "That is AND: right at (1,1), but (0,0) must be +1 too."),
        _gives("NOR", "That is NOR: right at (0,0), but (1,1) must be +1 too."),
        _gives("OR", "That is OR. (0,0) must be +1, and (0,1) and (1,0) must be −1."),
        _gives("NAND", "That is NAND, the opposite of AND. XNOR has +1 where both inputs are equal."),
        _gives("FALSE", "The output never rises above 0. A larger output bias lifts all four answers."),
        _gives("TRUE", "The output is above 0 everywhere. A smaller output bias lowers all four answers."),
    ),
    hints=(
        "Any of the XOR networks has the right hidden plane already. Only the output has to be turned round.",
        "The output unit says +1 on one side of its line. Which change of w and b swaps the two sides?",
        "Change the sign of every weight and of the bias of an output unit that does XOR. Mind a corner that lies "
        "exactly on the line: there the answer is −1.",
    ),
    praise="All four answers are those of XNOR.",
)


def _polar(x):
    return np.column_stack([np.hypot(x[:, 0], x[:, 1]), np.arctan2(x[:, 1], x[:, 0])])


def _same_polar(got, truth) -> bool:
    """The same radius, and the same angle up to whole turns."""
    got = np.asarray(got, float)
    if got.shape != truth.shape or got.shape[1] != 2:
        return is_close(got, truth)
    turns = (got[:, 1] - truth[:, 1]) / (2 * np.pi)
    return is_close(got[:, 0], truth[:, 0]) and is_close(turns, np.round(turns), 1e-7)


_SHEET_5A = Question(
    "04.5a",
    _polar,
    "column 0 the radius, column 1 the angle from the x₁ axis in radians",
    equal=_same_polar,
    cases=[
        (np.array(x, float),)
        for x in ([[1, 1]], [[3, 4]], [[-1, 2]], [[-2, -1], [0.5, -3]], [[2, 0], [-1, 1], [-3, -0.5]])
    ],
    hidden=("other points", lambda rng: (rng.normal(size=(int(rng.integers(1, 6)), 2)),)),
    mistakes=(
        Mistake(
            "degrees",
            "Your angles are in degrees; radians are wanted. A full turn is 2π.",
            lambda x: _polar(x) * [1, 180 / np.pi],
        ),
        Mistake(
            "radius squared",
            "Your radius is x₁² + x₂²; its square root is the distance from the origin.",
            lambda x: np.column_stack([(x**2).sum(axis=1), _polar(x)[:, 1]]),
        ),
        Mistake(
            "arctan2 swapped",
            "arctan2 takes the second coordinate first: np.arctan2(x₂, x₁).",
            lambda x: np.column_stack([_polar(x)[:, 0], np.arctan2(x[:, 0], x[:, 1])]),
        ),
        Mistake(
            "arctan without quadrant",
            "x₂/x₁ is the same for (1, 1) and (−1, −1), so arctan cannot tell opposite directions apart. There is a "
            "function that takes both coordinates.",
            lambda x: np.column_stack([_polar(x)[:, 0], np.arctan(x[:, 1] / x[:, 0])]),
        ),
        Mistake(
            "columns swapped",
            "The radius goes into column 0 and the angle into column 1.",
            lambda x: _polar(x)[:, ::-1],
        ),
        Mistake(
            "table transposed", "Your table has one row a feature. One row a point is wanted.", lambda x: _polar(x).T
        ),
        Mistake(
            "sum of sizes",
            "|x₁| + |x₂| is not the distance from the origin: think of Pythagoras.",
            lambda x: np.column_stack([np.abs(x).sum(axis=1), _polar(x)[:, 1]]),
        ),
    ),
    hints=(
        "Two new numbers for each point: how far from the origin, and in which direction.",
        "The distance is Pythagoras: np.hypot does it without a square written out. The angle needs both signs.",
        "np.hypot(x₁, x₂) and np.arctan2(x₂, x₁), put side by side with np.column_stack.",
    ),
)

_SHEET_6A = value_question(
    "04.6a",
    np.array([3.0, 17.0, 41.0]),
    "three whole numbers: all weights and biases of each network",
    [
        ("weights only", np.array([2.0, 12.0, 30.0]), "Those are the weights alone; each unit has a bias as well."),
        ("biases only", np.array([1.0, 5.0, 11.0]), "Those are the biases, one a unit; weights come on top."),
        (
            "circles counted",
            np.array([3.0, 7.0, 13.0]),
            "You counted circles of the drawing: inputs and units. Parameters sit on the edges and in the units.",
        ),
        ("hidden biases forgotten", np.array([3.0, 13.0, 31.0]), "The hidden units have biases too."),
        ("output bias forgotten", np.array([2.0, 16.0, 40.0]), "The output unit has a bias too."),
        ("inputs biased", np.array([5.0, 19.0, 43.0]), "The inputs compute nothing and have no biases."),
        (
            "hidden layer only",
            np.array([3.0, 12.0, 30.0]),
            "The output unit has weights and a bias as well, where there is a hidden layer before it.",
        ),
    ],
    hints=(
        "Count edges, then units.",
        "A layer that reads n values and has m units holds n · m weights and m biases.",
        "With one hidden layer of m units: 2 · m + m in the hidden layer, m + 1 in the output.",
    ),
)

QUESTIONS = (
    _CHECK_1,
    _CHECK_2,
    _CHECK_3,
    _CHECK_4,
    _CHECK_5,
    _CHECK_6,
    _CHECK_7,
    _SHEET_2A,
    _SHEET_3A,
    _SHEET_4A,
    _SHEET_4B,
    _SHEET_5A,
    _SHEET_6A,
)

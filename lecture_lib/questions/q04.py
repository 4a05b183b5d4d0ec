"""Questions of notebook 04 and its sheet: XOR and the hidden layer."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..nn import MLP, forward, identity, sign
from ..threshold import GATES, INPUTS, equivalent_net_name, predicted_labels, separate
from ..validation import InputError, is_close, safely
from .mistaken import relu

_XOR, _XNOR = GATES["XOR"], GATES["XNOR"]
_THETA = np.array([0.5, 1.5])


def _network(answer) -> MLP:
    """Take a network, the layers of one, a widget, or a widget's state."""
    net = getattr(getattr(answer, "state", answer), "net", answer)
    if isinstance(net, (list, tuple)):
        net = MLP(*net)
    if not isinstance(net, MLP):
        raise InputError("this is not a network; make one with MLP((W, c, g), (w, b, g))")
    if len(net) < 2 or (net.sizes[0], net.sizes[-1]) != (2, 1):
        raise InputError(f"the network has sizes {net.sizes}; it needs 2 inputs, a hidden layer and 1 output")
    return net


def _is_unreadable(answer) -> bool:
    return safely(lambda: _network(answer), otherwise=None) is None


def _hidden_plane_fails(answer, wanted) -> bool:
    """Can no output unit separate the classes, whatever its weights, because of where the corners land?"""
    images = forward(_network(answer), INPUTS).a[-2]
    return not safely(lambda: separate(images, wanted).separable, otherwise=True)


def _are_all_sums_equal(answer) -> bool:
    return bool(np.ptp(forward(_network(answer), INPUTS).z[-1]) < 1e-9)


def _at_corner(got, truth) -> str:
    """Say at which corner a network is wrong first, what it answers, and what is wanted."""
    i = int(np.argmax(np.asarray(got) != truth))
    given, wanted = (("−1", "+1")[int(v > 0)] for v in (got[i], truth[i]))
    return f"At ({INPUTS[i][0]:.0f}, {INPUTS[i][1]:.0f}) your network answers {given}; it should be {wanted}."


def _pattern(net: MLP, wanted) -> np.ndarray:
    """Return the four answers, read as z > 0 or, where that fits better, as an output above ½."""
    by_half = np.where(forward(net, INPUTS).a[-1][:, 0] > 0.5, 1.0, -1.0)
    return by_half if np.array_equal(by_half, wanted) else predicted_labels(net, INPUTS)


# --- checkpoints in the notebook ----------------------------------------------------------------------------

_CHECK_1 = choice_question(
    "04.1",
    "The corner (1, 1) moves to (0.4, 0.4) and keeps its class −1. The other three stay. "
    "Is there now a line that separates the two classes?",
    {
        "a": (
            "No: two points against two are never separable",
            "They can be, for example two points on the left against two on the right. Where do the four lie now?",
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
    hints=(
        "Draw the four points. Where does (0.4, 0.4) lie, seen from the segment between (0, 1) and (1, 0)?",
        "Compute x₁ + x₂ at all four points, and look for a number between the classes.",
    ),
    explanation="The sums x₁ + x₂ are 0 and 0.8 for class −1 and 1 and 1 for class +1. So the line x₁ + x₂ = 0.9 "
    "separates them. In the proof for XOR, two inequalities had the same sum w₁ + w₂ + 2b as the other two. Now the "
    "second pair gives 0.4 w₁ + 0.4 w₂ + 2b, so the contradiction is gone. A very small move would not do, because "
    "the segment from (0, 0) to the corner would still cross the one between (0, 1) and (1, 0).",
)
_CHECK_2 = value_question(
    "04.2",
    2.5,
    "the output unit's sum w · h + b at x = (1, 0), one number",
    [
        ("steps for signs", 0.5, "You took h₂ = 0. Sgn gives −1 where a unit is off, and −2 · (−1) is not 0."),
        ("bias forgotten", 5.0, "That is w · h. The bias still has to be added."),
        ("bias subtracted", 7.5, "You subtracted the bias. The sum is w · h + b, and b is below 0."),
        ("activated", 1.0, "That is the output after Sgn. The question is about the sum before it."),
        ("sign of the weight", -1.5, "You gave h₂ the weight +2. Here it is −2."),
        ("lecture A's numbers", 1.5, "That is the sum with lecture A’s output unit. Here w and b are different."),
        ("hidden sums", 0.5 * 3 - 2 * -0.5 - 2.5, "You took the hidden sums. Take their signs first: h is −1 or +1."),
    ],
    praise="Yes. The hidden unit that is off adds +2, because Sgn is −1 there.",
    hints=(
        "First the two hidden units: x₁ + x₂ − 0.5 and x₁ + x₂ − 1.5, then their signs.",
        "At (1, 0) one hidden unit is on, with the value +1, and the other is off, with the value −1.",
        "Multiply each of them by its weight, add the two products, then add the bias.",
    ),
    explanation="At x = (1, 0) the hidden sums are 1 − 0.5 = 0.5 and 1 − 1.5 = −0.5, so h = (1, −1). The output’s "
    "sum is 3 · 1 + (−2) · (−1) − 2.5 = 3 + 2 − 2.5 = 2.5. The unit that is off adds +2, because Sgn gives −1 there "
    "and not 0. At the four corners the sums are −3.5, 2.5, 2.5 and −1.5, so this output unit computes XOR, too.",
)
_CHECK_3 = value_question(
    "04.3",
    0.25,
    "the network's output at x = (0.5, 0.75), one number",
    [
        ("offset forgotten", 0.75, "The output bias −0.5 is missing."),
        ("hidden bias forgotten", 0.0, "Did h₂ lose its bias −1? It would then be as large as h₁ and weigh twice."),
        ("no ReLU, no hidden bias", -1.75, "h₂ lost its bias −1, and the ReLU at the output is missing."),
        ("halved weight", 0.5, "The weight of h₂ is −2, not −1."),
        (
            "1.25",
            1.25,
            "Either that is h₁ itself, or one sign is wrong: the output is h₁ minus 2 h₂ minus 0.5.",
        ),
        ("weights not used", 1.0, "You added h₁ and h₂. Their weights are 1 and −2."),
    ],
    praise="Yes: h is (1.25, 0.25), and the output’s sum is above 0.",
    hints=(
        "Both hidden units see the sum x₁ + x₂. What is it here?",
        "The first passes the sum on, the second what exceeds 1.",
        "The output is max(0, h₁ − 2 h₂ − 0.5).",
    ),
    explanation="The sum x₁ + x₂ is 1.25. So h₁ = max(0, 1.25) = 1.25 and h₂ = max(0, 1.25 − 1) = 0.25. The "
    "output’s sum is 1.25 − 2 · 0.25 − 0.5 = 0.25. It is above 0, so the ReLU passes it on: y = 0.25.",
)
_CHECK_5 = choice_question(
    "04.5",
    "Two hidden sigmoid units cannot close in the inner ring, but three can. Why three?",
    {
        "a": (
            "Three units have more parameters, and more parameters always help",
            "It is not only the number. What shape can two lines cut out of the plane, and what shape three?",
        ),
        "b": (
            "Two lines leave every region open to infinity; three can close a triangle",
            "Yes. The inner ring must lie in a bounded region, and a triangle is the smallest polygon.",
        ),
        "c": (
            "Three units give three dimensions, and in three dimensions everything is separable",
            "Not everything: with three dead units all points land on one point. Think of the lines.",
        ),
    },
    right="b",
    hints=(
        "Each hidden unit is on at one side of a line. Into which regions do two lines cut the plane?",
        "The inner ring needs a region that does not reach to infinity. How many straight sides does the simplest "
        "have?",
    ),
    explanation="Each hidden unit contributes a line with a soft edge. Two lines cut the plane into at most four "
    "regions, and each of them reaches to infinity, so the outer ring enters all of them. Three lines can enclose a "
    "triangle, and the inner ring fits into it. The output unit then only has to find out "
    "where all three units are on their inner side.",
)
_CHECK_6 = choice_question(
    "04.6",
    "The training loss with 10 hidden units is lower than with 4. When may you say that 10 are better here?",
    {
        "a": (
            "At once: a lower loss is a better network",
            "Lower on the points it was fitted to. A boundary that winds round single noisy points does that, too.",
        ),
        "b": (
            "When new points are also classified better, from several random starts",
            "Yes: new points show whether the boundary is right, several starts whether it was luck.",
        ),
        "c": ("When 20 units are better still", "That tells about 20 units, and again only on the training points."),
    },
    right="b",
    hints=(
        "What is the boundary for: for the points that are known, or for others?",
        "One start gives one network. What else could have made it better than the other one?",
    ),
    explanation="A lower training loss says only that the network fits the training points better, and more units "
    "can always fit more of their noise. What counts is how it classifies points that it was not trained on. One "
    "start may be lucky, so the comparison needs several starts of both networks.",
)
_CHECK_7 = choice_question(
    "04.7",
    "A 2-2-1 network with tanh stays at the loss ½ · log 2 ≈ 0.347. What has happened?",
    {
        "a": ("All four outputs are ½", "Then every point would cost log 2, and so would the mean. Here it is half."),
        "b": (
            "Two corners of different classes share one point of the hidden plane; the other two are right",
            "Yes: those two get ½ and cost log 2 each, the others cost almost nothing. The mean is ½ · log 2.",
        ),
        "c": (
            "One point is wrong and three are right",
            "A point on which the network is confidently wrong costs far more than log 2, and its gradient would be "
            "large.",
        ),
        "d": ("The learning rate is too small", "Then the loss would still be falling, only slowly."),
    },
    right="b",
    hints=(
        "What does a corner cost if the output there is ½? And if it is nearly right?",
        "The mean over four corners is ½ · log 2. How many of them cost log 2, if the others cost almost nothing?",
    ),
    explanation="An output of ½ costs log 2 for either target. If two corners of different classes share one hidden "
    "image, the output unit gives both the same p, and p = ½ is its best choice. The other two corners can be right "
    "and cost almost nothing. The mean is (log 2 + log 2 + 0 + 0)/4 = ½ · log 2 ≈ 0.347.",
)

_CHECK_4 = Question(
    "04.4",
    lambda: _XOR,
    "+1 at (0,1) and (1,0), −1 at (0,0) and (1,1), by weights of your own",
    reply=_network,
    equal=lambda net, _: np.array_equal(_pattern(net, _XOR), _XOR) and not equivalent_net_name(net),
    differs=lambda net, _: _at_corner(_pattern(net, _XOR), _XOR),
    mistakes=(
        Mistake(
            "not a network",
            "Give a network with 2 inputs, a hidden layer and 1 output: MLP((W, c, g), (w, b, g)), or planes.state.",
            shows=_is_unreadable,
        ),
        Mistake(
            "copy",
            "It is right, but its hidden units do what lecture A’s do. Turn a line, or let a unit compute another "
            "gate.",
            shows=lambda answer: bool(equivalent_net_name(_network(answer))),
        ),
        Mistake(
            "linear hidden layer",
            "Your hidden layer has the identity as its activation, so the network is a single line. Choose another "
            "one.",
            shows=lambda answer: _network(answer)[1].g is identity,
        ),
        Mistake(
            "XNOR",
            "That is XNOR: all four answers are the opposite of XOR. What must change in the output unit?",
            shows=lambda answer: np.array_equal(predicted_labels(_network(answer), INPUTS), _XNOR),
        ),
        Mistake(
            "all sums equal",
            "The output’s sum is the same at all four corners, because the hidden layer does not tell them apart.",
            shows=_are_all_sums_equal,
        ),
        Mistake(
            "hidden plane",
            "No output unit can separate the corners where your hidden layer puts them. Move a hidden line first.",
            shows=lambda answer: _hidden_plane_fails(answer, _XOR),
        ),
        *(
            Mistake(
                f"wrong at ({x[0]:g},{x[1]:g})",
                f"Your hidden layer is good: a line separates the corners there. "
                f"The output unit is wrong at ({x[0]:g}, {x[1]:g}); move its line.",
                shows=lambda answer, i=i: _first_wrong(answer) == i,
            )
            for i, x in enumerate(INPUTS)
        ),
    ),
    hints=(
        "Name two Boolean functions of x₁ and x₂ that a line can do, and from which XOR can be made.",
        "One pair is x₁ AND NOT x₂ with x₂ AND NOT x₁. Which line is each of them?",
        "Two parallel lines along the other diagonal do it: one unit for each of the two corners of class +1, and an "
        "output that is an OR.",
    ),
    explanation="There are many. One has a unit for each corner of class +1: W = [[1, −1], [−1, 1]] and c = (−0.5, "
    "−0.5) with steps, so h₁ is x₁ AND NOT x₂ and h₂ is x₂ AND NOT x₁. The output is their OR, w = (1, 1) and b = "
    "−0.5. Another is the textbook’s XOR = OR AND NAND: W = [[1, 1], [−1, −1]], c = (−0.5, 1.5), w = (1, 1), b = "
    "−1.5.",
    praise="All four corners are right, and the network is your own.",
)


def _first_wrong(answer) -> int:
    pattern = _pattern(_network(answer), _XOR)
    return int(np.argmax(pattern != _XOR)) if np.any(pattern != _XOR) else -1


# --- the exercise sheet -------------------------------------------------------------------------------------

_POINTS = np.array([[0.2, -0.5], [0.4, 0.4], [-1.0, 2.0], [1.2, 0.5]])
_S = _POINTS.sum(axis=1)[:, None]  # x₁ + x₂ at the four points
_H = sign.value(_S - _THETA)
_SHEET_2A = value_question(
    "04.2a",
    _H,
    "a table of four rows, one per point, and two columns, h₁ and h₂",
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
        ("transposed", _H.T, "Your table has one row per unit. It should have one per point: four rows, two columns."),
        (
            "ReLU for signs",
            np.maximum(0, _S - _THETA),
            "Those are ReLU values. In the sign network each unit gives −1 or +1.",
        ),
        ("all reversed", -_H, "All signs are reversed. A unit is +1 where its sum minus its threshold is above 0."),
        (
            "outputs",
            sign.value(_H @ [1.0, -1.0] - 0.5),
            "Those are the network's outputs. The question is about the hidden points, two numbers each.",
        ),
        (
            "one column",
            _H[:, 0],
            "One number per point came. Each point lands at two: h₁ and h₂.",
        ),
        (
            "x₁ only",
            sign.value(_POINTS[:, :1] - _THETA),
            "Your sums contain only x₁. Both inputs count: x₁ + x₂.",
        ),
    ],
    praise="All four points land where they should, and two of them share one image.",
    hints=(
        "Both units add up x₁ + x₂. They differ only in the threshold.",
        "At (0.2, −0.5) the sums are −0.8 and −1.8. What does Sgn make of a negative number?",
        "Work out x₁ + x₂ − 0.5 and x₁ + x₂ − 1.5 for each point, then keep only the signs, as −1 and +1.",
    ),
    explanation="The sums x₁ + x₂ of the four points are −0.3, 0.8, 1 and 1.7. The first unit is +1 where the sum is "
    "above 0.5, so for the last three. The second is +1 where it is above 1.5, so only for the last. Hence the "
    "points land at (−1, −1), (1, −1), (1, −1) and (1, 1). The two in the middle lie far apart on the plane and "
    "share one image, because the network sees only their sum.",
)


def _relu_net(X, c=(0, -1), w=(1, -2), b=-0.5, g=relu, g_out=relu, after=0.0, sums=(1.0, 1.0)):
    """Return h and y of lecture A's ReLU network for each row of X, with any of its numbers changed."""
    h = g(np.asarray(X) @ np.array(sums)[:, None] + np.array(c, float))
    return h, g_out(h @ np.array(w, float) + b) + after


def _same(z):
    return z


def _changed(**changes):
    return lambda X: _relu_net(X, **changes)


def _h_turned(X):
    h, y = _relu_net(X)
    return h.T, y


def _are_parts_close(got, truth) -> bool:
    """Are h and y both right, in the shapes that the sheet states? A known mistake may have one part only."""
    if not isinstance(truth, tuple):
        return is_close(got, truth)
    return len(got) == 2 and all(is_close(part, true, exact_shape=True) for part, true in zip(got, truth))


def _points_of_which_one_fires(rng) -> tuple:
    """Draw points; the output is above 0 at the first, as it is where the sum of both inputs is from 0.5 to 1.5."""
    X = rng.normal(size=(rng.size(1, 6), 2))
    X[0, 1] = rng.uniform(0.6, 1.4) - X[0, 0]
    return (X,)


_SHEET_3A = Question(
    "04.3a",
    _relu_net,
    "the hidden points h, shape (n, 2), and the outputs y, shape (n,), as (h, y)",
    parts=("h", "y"),
    equal=_are_parts_close,
    exact_shape=True,
    cases=[
        (np.array([[2.0, 1.0]]),),
        (INPUTS,),
        (np.array([[0.5, 0.75], [-1.0, 0.5], [3.0, 0.25]]),),
        (np.array([[-2.0, -1.0], [0.25, 0.25]]),),
        (np.array([[1, 0], [2, -1], [1, 1]]),),
        (np.array([[1e6, 1.0], [-1e6, 0.5]]),),
    ],
    hidden=("other points", _points_of_which_one_fires),
    mistakes=(
        Mistake("offset forgotten", "h is right, but y lacks the output bias −0.5.", _changed(b=0)),
        Mistake("offset added", "h is right. You added 0.5 in the output unit; its bias is −0.5.", _changed(b=0.5)),
        Mistake(
            "output ReLU forgotten",
            "h is right, but y can be negative: the output unit has a ReLU as well.",
            _changed(g_out=_same),
        ),
        Mistake(
            "hidden ReLU forgotten",
            "Your h can be negative. Without the ReLU in the hidden layer the whole network is one affine map.",
            _changed(g=_same),
        ),
        Mistake(
            "both ReLUs forgotten",
            "No ReLU is applied: neither h nor y may be negative.",
            _changed(g=_same, g_out=_same),
        ),
        Mistake("hidden bias forgotten", "h₂ lacks its bias −1, so both columns of h are equal.", _changed(c=(0, 0))),
        Mistake("hidden bias added", "The bias of the second hidden unit is −1; yours is +1.", _changed(c=(0, 1))),
        Mistake(
            "hidden bias on both",
            "The bias −1 belongs to the second hidden unit only; the first one has 0.",
            _changed(c=(-1, -1)),
        ),
        Mistake(
            "output weights swapped",
            "h is right. The output takes h₁ once and h₂ minus twice; yours are the other way round.",
            _changed(w=(-2, 1)),
        ),
        Mistake(
            "output weight positive", "h is right. The second output weight is −2; yours is +2.", _changed(w=(1, 2))
        ),
        Mistake(
            "offset outside",
            "The bias −0.5 belongs inside the output's ReLU, before the maximum is taken.",
            _changed(b=0, after=-0.5),
        ),
        Mistake(
            "first input only",
            "Each hidden unit reads both inputs: x₁ + x₂. Yours reads only x₁.",
            _changed(sums=(1.0, 0.0)),
        ),
        Mistake(
            "h for each unit in a row", "Your h has one row per unit. It should have one row per point.", _h_turned
        ),
        Mistake(
            "classes for outputs",
            "h is right. y should be the outputs themselves, not whether they are above 0.",
            lambda X: (_relu_net(X)[0], np.where(_relu_net(X)[1] > 0, 1.0, 0.0)),
        ),
        Mistake(
            "output weight −1",
            "h is right. The output subtracts h₂ twice; its weight is −2.",
            _changed(w=(1, -1)),
        ),
        Mistake(
            "sign network's thresholds",
            "Those are the thresholds of the sign network. Here the hidden biases are 0 and −1.",
            _changed(c=(-0.5, -1.5)),
        ),
        Mistake(
            "signs for ReLU",
            "Your h holds signs. This network's units are ReLUs: max(0, ·).",
            lambda X: (np.sign(_relu_net(X, g=_same)[0]), _relu_net(X)[1]),
        ),
        Mistake(
            "ReLU of the inputs",
            "You apply the ReLU to the points. It belongs to the hidden sums.",
            lambda X: (_relu_net(np.maximum(0, X), g=_same)[0], _relu_net(X)[1]),
        ),
        Mistake("only h", "Only the hidden points came back. Return both, as (h, y).", lambda X: _relu_net(X)[0]),
        Mistake(
            "one point at a time",
            "Your function takes one point. X holds a point in each row: use X[:, 0], X[:, 1] or X @ W.T.",
            lambda X: max(0.0, max(0.0, X[0] + X[1]) - 2 * max(0.0, X[0] + X[1] - 1) - 0.5),
        ),
        Mistake("only y", "Only the outputs came back. Return both, as (h, y).", lambda X: _relu_net(X)[1]),
        Mistake("y first", "The order is (h, y): the hidden points first.", lambda X: _relu_net(X)[::-1]),
    ),
    hints=(
        "Two layers, and each is two steps: a weighted sum with a bias, then max(0, ·).",
        "With examples as rows, the hidden layer is np.maximum(0, X @ W.T + c). W has two equal rows, c is (0, −1).",
        "The output takes h₁ once, h₂ minus twice, adds its bias −0.5, and goes through max(0, ·) again: h @ w + b.",
    ),
    explanation="The hidden layer is h = max(0, X Wᵀ + c) with W = [[1, 1], [1, 1]] and c = (0, −1): one row per "
    "point, one column per unit. The output is y = max(0, h w + b) with w = (1, −2) and b = −0.5, one number per "
    "point. The corners land at (0, 0), (1, 0), (1, 0) and (2, 1), and the outputs are 0, 0.5, 0.5 and 0: above 0 "
    "exactly where XOR is true.",
)


def _layer_and_points(rng) -> tuple:
    m, n = rng.sizes(1, 5, 2)
    return rng.normal(size=(m, 2)), rng.normal(size=m), [np.tanh, relu][m % 2], rng.normal(size=(n, 2))


_CASES_4A = [
    (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5]), np.sign, INPUTS),
    (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0]), relu, INPUTS),
    (np.array([[1.0, -2.0], [3.0, 0.5]]), np.array([0.5, -1.0]), np.tanh, INPUTS),
    (np.array([[0.0, 1.0], [-1.0, 2.0]]), np.array([1.0, 0.25]), relu, np.array([[2.0, -1.0], [0.5, 3.0]])),
    (np.array([[1.0, -2.0], [3.0, 0.5]]), np.array([0.5, -1.0]), np.tanh, np.array([[1.0, 2.0]])),
    (np.array([[1, -1], [2, 0], [0, 3]]), np.array([-1, 1, 0]), relu, np.array([[1, 0], [-2, 5]])),
]
_SHEET_4A = Question(
    "04.4a",
    lambda W, c, g, X: g(X @ W.T + c),
    "g(W x + c) for each point: one row per point, one column per hidden unit",
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
            "Your table has one row per unit. It should have one row per point.",
            lambda W, c, g, X: g(X @ W.T + c).T,
        ),
        Mistake(
            "bias as a column",
            "Your c is a column, so it is added to each row of points, not to each unit. Add c as it is.",
            lambda W, c, g, X: g(X @ W.T + c[:, None]),
        ),
        Mistake(
            "bias forgotten, activation forgotten",
            "Two things are missing: the bias c, and the activation g.",
            lambda W, c, g, X: X @ W.T,
        ),
        Mistake(
            "bias added to the points",
            "You add c to the points. It belongs to the sums: X @ W.T + c.",
            lambda W, c, g, X: g((X + c) @ W.T),
        ),
        Mistake(
            "own activation",
            "You apply a ReLU, whatever g is. Call the function g that you are given.",
            lambda W, c, g, X: relu(X @ W.T + c),
        ),
        Mistake(
            "W first",
            "W @ X multiplies rows of W with columns of X. The points are rows, so it is X @ W.T.",
            lambda W, c, g, X: g(W @ X + c),
        ),
        Mistake(
            "activation of the points",
            "You apply g to the points. It belongs to the sums W x + c.",
            lambda W, c, g, X: g(X) @ W.T + c,
        ),
    ),
    hints=(
        "For one example it is g(W @ x + c). What changes when the examples are the rows of X?",
        "Unit j reads row j of W. The product of each row of X with each row of W is X @ W.T.",
        "c has one number per unit, so it adds to every row by itself. Then call g on the whole table.",
    ),
    explanation="For one point the layer is g(W x + c). With points as rows, X @ W.T holds in row i and column j "
    "the product of point i with the weights of unit j, so its shape is (n, m). NumPy adds c, shape (m,), to every "
    "row. Then g is applied to every entry.",
)


def _gives(name: str, says_: str) -> Mistake:
    """The mistake that builds another gate."""
    return Mistake(name, says_, instead=lambda: GATES[name])


_SHEET_4B = Question(
    "04.4b",
    lambda: _XNOR,
    "+1 at (0,0) and (1,1), −1 at (0,1) and (1,0), read from the sign of the output's sum",
    reply=lambda answer: _pattern(_network(answer), _XNOR),
    differs=_at_corner,
    mistakes=(
        Mistake(
            "not a network",
            "Give a network with 2 inputs, a hidden layer and 1 output: MLP((W, c, g), (w, b, g)).",
            shows=_is_unreadable,
        ),
        Mistake(
            "linear hidden layer",
            "Your hidden layer has the identity as its activation, so the network is a single line. Use relu, "
            "sign, step, sigmoid or tanh.",
            shows=lambda answer: _network(answer)[1].g is identity,
        ),
        _gives("XOR", "That is XOR. XNOR is its opposite: what must change in the output unit?"),
        Mistake(
            "all sums equal",
            "The output’s sum is the same at all four corners: the hidden layer does not tell them apart. Check W "
            "and c.",
            shows=_are_all_sums_equal,
        ),
        _gives("AND", "That is AND: right at (1,1), but (0,0) must be +1 too."),
        _gives("NOR", "That is NOR: right at (0,0), but (1,1) must be +1 too."),
        _gives("OR", "That is OR. (0,0) must be +1, and (0,1) and (1,0) must be −1."),
        _gives("NAND", "That is NAND, the opposite of AND. XNOR has +1 where both inputs are equal."),
        Mistake(
            "hidden plane",
            "No output unit can separate the corners where your hidden layer puts them. Change W or c first.",
            shows=lambda answer: _hidden_plane_fails(answer, _XNOR),
        ),
        _gives("FALSE", "The output never rises above 0. A larger output bias lifts all four sums."),
        _gives("TRUE", "The output is above 0 everywhere. A smaller output bias lowers all four sums."),
        Mistake(
            "output unit",
            "Your hidden layer is good: a line separates the classes there. Only the output’s w and b are wrong.",
            shows=lambda answer: not _hidden_plane_fails(answer, _XNOR),
        ),
    ),
    hints=(
        "Any of the XOR networks has the right hidden plane already. Only the output has to be reversed.",
        "The output unit answers +1 on one side of its line. Which change of w and b swaps the two sides?",
        "Change the sign of every weight and of the bias of an output unit that does XOR. Mind a corner that lies "
        "exactly on the line: there the answer is −1.",
    ),
    explanation="XNOR is the opposite of XOR at every corner, so the hidden layer of any XOR network will do. Take "
    "lecture A’s ReLU network, W = [[1, 1], [1, 1]] and c = (0, −1), and change the signs of its output unit: w = "
    "(−1, 2) and b = 0.5. The four sums are then 0.5, −0.5, −0.5 and 0.5. A larger network that does the same is "
    "right as well.",
    praise="All four answers are those of XNOR.",
)


def _polar(X, centre):
    d = X - centre
    return np.column_stack([np.hypot(d[:, 0], d[:, 1]), np.arctan2(d[:, 1], d[:, 0])])


def _same_polar(got, truth) -> bool:
    """The same radius, and the same angle up to whole turns."""
    got = np.asarray(got, float)
    if got.ndim != 2 or got.shape != truth.shape or got.shape[1] != 2:
        return is_close(got, truth)
    turns = (got[:, 1] - truth[:, 1]) / (2 * np.pi)
    return is_close(got[:, 0], truth[:, 0]) and is_close(turns, np.round(turns), 1e-7)


def _of_difference(radius=np.hypot, angle=lambda p, q: np.arctan2(q, p), about=1.0):
    """Return mistaken polar features: another radius, another angle, or the centre taken `about` times."""

    def features(X, centre):
        p, q = (X - about * centre).T
        return np.column_stack([radius(p, q), angle(p, q)])

    return features


def _radius_only(X, centre):
    return np.column_stack([_polar(X, centre)[:, 0], _polar(X, 0 * centre)[:, 1]])


_SHEET_5A = Question(
    "04.5a",
    _polar,
    "column 1 the distance from the centre, column 2 the angle from the x₁ direction in radians",
    equal=_same_polar,
    cases=[
        (np.array(X, float), np.array(centre, float))
        for X, centre in (
            ([[4, 6]], [1, 2]),
            ([[1, 1]], [0, 0]),
            ([[0, 3]], [1, 1]),
            ([[-2, -1], [0.5, -3]], [0.25, 1]),
            ([[2, 0], [-1, 1], [-3, -0.5]], [-1, 0.5]),
        )
    ]
    + [(np.array([[3, 4], [0, -5]]), np.array([1, 1]))],
    hidden=("other points", lambda rng: (rng.normal(size=(rng.size(1, 6), 2)), rng.normal(size=2))),
    mistakes=(
        Mistake(
            "centre forgotten",
            "You measure from the origin. Subtract the centre from every point first.",
            _of_difference(about=0.0),
        ),
        Mistake("centre added", "You add the centre. Subtract it from every point.", _of_difference(about=-1.0)),
        Mistake(
            "angle about the origin",
            "Your distances are right, but the angle is taken about the origin. Use the same differences for both.",
            _radius_only,
        ),
        Mistake(
            "direction to the centre",
            "Your arrows run from the point to the centre. The angle belongs to the arrow from the centre to the "
            "point.",
            lambda X, centre: _polar(centre, X),
        ),
        Mistake(
            "degrees",
            "Your angles are in degrees. They should be in radians: a full turn is 2π.",
            _of_difference(angle=lambda p, q: np.degrees(np.arctan2(q, p))),
        ),
        Mistake(
            "radius squared",
            "That is the square of the distance. Take its root.",
            _of_difference(radius=lambda p, q: p**2 + q**2),
        ),
        Mistake(
            "arctan2 swapped",
            "arctan2 takes the second coordinate first: np.arctan2(x₂, x₁).",
            _of_difference(angle=np.arctan2),
        ),
        Mistake(
            "arctan without quadrant",
            "x₂/x₁ is the same in opposite directions, so arctan cannot tell them apart. There is a function that "
            "takes both coordinates.",
            _of_difference(angle=lambda p, q: np.arctan(q / p)),
        ),
        Mistake(
            "columns swapped",
            "The distance goes into the first column and the angle into the second.",
            lambda X, centre: _polar(X, centre)[:, ::-1],
        ),
        Mistake(
            "table transposed",
            "Your table has one row per feature. It should have one row per point.",
            lambda X, centre: _polar(X, centre).T,
        ),
        Mistake(
            "distance only",
            "Only the distances came back. The second column is the angle.",
            lambda X, centre: _polar(X, centre)[:, 0],
        ),
        Mistake(
            "first quadrant only",
            "Your angles lie between 0 and π/2, because the signs are lost. arctan2 needs the differences with "
            "their signs.",
            _of_difference(angle=lambda p, q: np.arctan2(abs(q), abs(p))),
        ),
        Mistake(
            "upper half only",
            "Your angles are never negative: arccos cannot tell up from down. There is a function that takes both "
            "coordinates.",
            _of_difference(angle=lambda p, q: np.arccos(p / np.hypot(p, q))),
        ),
        Mistake(
            "mean as the centre",
            "You measure from the mean of the points. Measure from the centre that is given.",
            lambda X, centre: _polar(X, X.mean(axis=0)),
        ),
        Mistake(
            "sum of sizes",
            "The sum of the two absolute values is not the distance: think of Pythagoras.",
            _of_difference(radius=lambda p, q: abs(p) + abs(q)),
        ),
    ),
    hints=(
        "First the differences X - centre. Then two new numbers for each point: how far, and in which direction.",
        "The distance is Pythagoras: np.hypot does it without a square written out. The angle needs both signs.",
        "np.hypot and np.arctan2 of the two columns of the differences, put side by side with np.column_stack.",
    ),
    explanation="Subtract the centre from every point; NumPy does it row by row. Of the differences d₁ and d₂, the "
    "distance is √(d₁² + d₂²), which np.hypot computes, and the angle is np.arctan2(d₂, d₁), which looks at both "
    "signs. np.column_stack puts the two side by side, one row per point. Adding whole turns to an angle changes "
    "nothing.",
)

_SHEET_6A = value_question(
    "04.6a",
    np.array([6.0, 29.0, 71.0]),
    "three whole numbers: all weights and biases of each network",
    [
        ("weights only", np.array([5.0, 24.0, 60.0]), "Those are only the weights. Every unit also has a bias."),
        ("biases only", np.array([1.0, 5.0, 11.0]), "Those are the biases, one per unit. Now add the weights."),
        (
            "circles counted",
            np.array([6.0, 10.0, 16.0]),
            "You counted circles of the drawing: inputs and units. Parameters sit on the edges and in the units.",
        ),
        ("hidden biases forgotten", np.array([6.0, 25.0, 61.0]), "The hidden units have biases, too."),
        ("output bias forgotten", np.array([5.0, 28.0, 70.0]), "The output unit has a bias, too."),
        (
            "output bias forgotten behind the hidden layer",
            np.array([6.0, 28.0, 70.0]),
            "Logistic regression is right. Behind a hidden layer, the output unit has a bias as well.",
        ),
        ("inputs biased", np.array([11.0, 34.0, 76.0]), "The inputs compute nothing and have no biases."),
        (
            "inputs biased before the hidden layer",
            np.array([6.0, 34.0, 76.0]),
            "Five too many with a hidden layer: the inputs have no biases, and no edge leads from them to the output.",
        ),
        (
            "hidden layer only",
            np.array([6.0, 24.0, 60.0]),
            "The output unit has weights and a bias as well, where there is a hidden layer before it.",
        ),
        ("two inputs", np.array([3.0, 17.0, 41.0]), "Those are the counts for two inputs. Here there are five."),
    ],
    praise="All three counts are right.",
    hints=(
        "Count edges, then units.",
        "A layer that reads n values and has m units holds n · m weights and m biases.",
        "With one hidden layer of m units: 5 · m + m in the hidden layer, m + 1 in the output.",
    ),
    explanation="A layer with n inputs and m units has n · m weights and m biases. Logistic regression is one unit "
    "with five inputs: 5 + 1 = 6. With m hidden units the count is (5m + m) + (m + 1) = 7m + 1. That is 29 for m = "
    "4 and 71 for m = 10.",
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

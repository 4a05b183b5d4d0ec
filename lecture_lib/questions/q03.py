"""Questions of notebook 03 and its sheet: the perceptron and logic gates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..threshold import GATES, INPUTS
from ..validation import is_attempted, is_close


def _sign(score, at_zero: float = -1.0) -> float:
    return 1.0 if score > 0 else -1.0 if score < 0 else at_zero


# --- checkpoints in the notebook ----------------------------------------------------------------------------

_CHECK_1 = value_question(
    "03.1",
    (-1.0, -3.0, -0.5),
    "w₁, w₂ and b after the example",
    (
        ("factor", (0.0, -2.5, 0.0), "You moved half as far as the rule does. How large is y − ŷ at a mistake?"),
        ("sign", (3.0, -1.0, 1.5), "You moved towards the wrong answer. Look at the minus sign in the rule."),
        ("bias forgotten", (-1.0, -3.0, 0.5), "The weights are right, but the bias learns as well."),
        ("unchanged", (1.0, -2.0, 0.5), "Nothing moved. Is the guess the true label here?"),
        ("rate forgotten", (-3.0, -4.0, -1.5), "You moved with η = 1. Here the learning rate is smaller."),
    ),
    praise="Yes: the guess was +1, the truth −1, so both w and b go down.",
)

_CHECK_2 = choice_question(
    "03.2",
    "Some weights w and b compute OR, and no corner lies on the line. Which unit computes NOR?",
    {
        "a": ("w and −b", "That turns the threshold only. Test it at (1, 1), where w · x is large."),
        "b": ("−w and b", "That turns the arrow only. Test it at (0, 0), where the bias alone decides."),
        "c": ("−w and −b", "Right: every score changes its sign, so every answer does."),
        "d": ("none: NOR needs another unit", "NOR has the same line as OR. Only the two sides change their names."),
    },
    right="c",
)

_CHECK_3 = value_question(
    "03.3",
    2.0,
    "a signed distance, in the units of x",
    (
        ("norm forgotten", 10.0, "That is the score. Divide it by the length of w to get a distance."),
        ("norm squared", 0.4, "You divided by w · w, which is the length squared."),
        ("bias forgotten", 1.0, "The bias is missing: without it the line goes through the origin."),
        ("sign", -2.0, "The size is right. On which side of the line does the point lie, along w or against it?"),
        ("sum of weights", 10 / 7, "You divided by |w₁| + |w₂|. The length of w comes from Pythagoras."),
    ),
)

_CHECK_4 = choice_question(
    "03.4",
    "You move two points so that the margin γ becomes half as wide; R stays. What becomes of the bound?",
    {
        "a": ("It doubles", "γ stands below the line, and it is squared as well."),
        "b": ("It is four times as large", "Right: (R / ½γ)² = 4 (R/γ)². Narrow gaps are expensive."),
        "c": ("It halves", "A narrower gap is harder to hit, so the bound cannot shrink."),
        "d": (
            "Nothing: it depends on the number of points",
            "The number of points does not occur in it. Only R and γ do.",
        ),
    },
    right="b",
)

# --- the exercise sheet -------------------------------------------------------------------------------------

_W, _B = np.array([1.0, -2.0]), 0.5


def _unit(rng) -> tuple:
    """Return a unit and an example, with small whole numbers: their score is 0 now and then."""
    d = int(rng.integers(1, 5))
    return rng.integers(-2, 3, d) + 0.0, float(rng.integers(-2, 3)), rng.integers(-2, 3, d) + 0.0


_ANSWER = Question(
    "03.1a",
    lambda w, b, x: _sign(w @ x + b),
    "−1 or +1 for one example; a score of exactly 0 gives −1",
    cases=[
        (np.array([1.0]), 0.0, np.array([2.0])),
        (_W, _B, np.array([2.0, 1.0])),
        (_W, 0.5, np.array([0.5, 0.5])),
        (_W, _B, np.array([0.0, 3.0])),
        (_W, -3.0, np.array([1.0, 0.5])),
        (np.array([1.0, 1.0]), -1.0, np.array([1.0, 0.0])),
    ],
    hidden=("other units and examples", _unit),
    mistakes=(
        Mistake(
            "at zero",
            "All agrees but for a score of exactly 0: lecture A answers −1 there.",
            lambda w, b, x: _sign(w @ x + b, 1.0),
        ),
        Mistake(
            "zero at zero",
            "A score of exactly 0 must still be answered with −1 or +1; numpy's sign gives 0.",
            lambda w, b, x: float(np.sign(w @ x + b)),
        ),
        Mistake("0 and 1", "You answer 0 and 1. This unit answers −1 and +1.", lambda w, b, x: float(w @ x + b > 0)),
        Mistake("bias forgotten", "The bias is missing from your score.", lambda w, b, x: _sign(w @ x)),
        Mistake("bias subtracted", "You subtract b; the score is w · x plus b.", lambda w, b, x: _sign(w @ x - b)),
        Mistake("score", "That is the score. The unit answers with its sign.", lambda w, b, x: w @ x + b),
        Mistake("turned round", "Every answer has the wrong sign.", lambda w, b, x: _sign(-w @ x - b, 1.0)),
    ),
    hints=(
        "Two steps: a score, then its sign.",
        "The score is one dot product and one sum: w @ x + b.",
        "+1 if the score is above 0. In every other case −1, and that covers 0 itself.",
    ),
)


def _separation(rng) -> tuple:
    d, n = int(rng.integers(1, 5)), int(rng.integers(2, 9))
    return rng.normal(size=d), float(rng.normal()), rng.normal(size=(n, d)), rng.choice([-1.0, 1.0], n)


def _both(f, *case):
    """Call an answer that returns (w, b), and lay its numbers in one row."""
    got = f(*case)
    return np.concatenate([np.ravel(part) for part in got]) if is_attempted(got) else got


def _stepped(guess_at_zero: float = -1.0, factor: float = 1.0, bias: float = 1.0):
    def mistaken_answer(w, b, x, truth, rate):
        error = _sign(w @ x + b, guess_at_zero) - truth
        return np.append(w - factor * rate * error * x, b - factor * bias * rate * error)

    return mistaken_answer


def _row(change) -> object:
    """Return a mistaken answer that adds `change(w, b, x, truth, rate)` times (x, 1) to (w, b)."""
    return lambda w, b, x, truth, rate: np.append(w, b) + change(w, b, x, truth, rate) * np.append(x, 1.0)


_X = np.array([2.0, 1.0])
_UPDATE = Question(
    "03.1b",
    _stepped(),
    "the weights and the bias after one example, as (w, b)",
    reply=_both,
    cases=[
        (np.array([1.0]), 0.5, np.array([2.0]), -1.0, 0.5),
        (_W, _B, _X, -1.0, 0.5),
        (_W, _B, _X, 1.0, 0.5),
        (_W, -3.0, _X, 1.0, 0.25),
        (_W, -3.0, _X, -1.0, 0.25),
        (np.zeros(2), 0.0, _X, 1.0, 2.0),
        (np.zeros(2), 0.0, _X, -1.0, 2.0),
        (np.array([1.0, -2.0]), 0.5, np.array([-1.0, 1.0]), 1.0, 0.5),  # the bias alone would say +1
        (np.array([2.0, 1.0]), -0.5, np.array([1.0, 1.0]), 1.0, 0.5),  # and here −1
    ],
    hidden=("other steps", lambda rng: (*_unit(rng), rng.choice([-1.0, 1.0]), rng.choice([0.25, 0.5, 1.0]))),
    mistakes=(
        Mistake(
            "sign",
            "Your step goes the wrong way: the unit gets worse at this example. Mind the minus sign.",
            _stepped(factor=-1.0),
        ),
        Mistake(
            "factor",
            "You step half as far as the rule. At a mistake y − ŷ is −2 or +2, not −1 or +1.",
            _stepped(factor=0.5),
        ),
        Mistake(
            "bias forgotten",
            "Your weights are right, but the bias learns as well: its input is always 1.",
            _stepped(bias=0.0),
        ),
        Mistake(
            "rate forgotten",
            "The learning rate has no effect on your step.",
            lambda w, b, x, truth, rate: _stepped()(w, b, x, truth, 1.0),
        ),
        Mistake(
            "updates when right",
            "You also change w and b where the guess is right. Where y − ŷ = 0, nothing moves.",
            _row(lambda w, b, x, truth, rate: 2 * rate * truth),
        ),
        Mistake(
            "updates when right, half",
            "You add η ŷ x at every example. Only mistakes teach, by y − ŷ.",
            _row(lambda w, b, x, truth, rate: rate * truth),
        ),
        Mistake(
            "guess for error",
            "You use the guess y where the error y − ŷ belongs.",
            _row(lambda w, b, x, truth, rate: -rate * _sign(w @ x + b)),
        ),
        Mistake(
            "score for guess",
            "You compare the score with the truth. The rule compares the answer, −1 or +1.",
            _row(lambda w, b, x, truth, rate: -rate * (w @ x + b - truth)),
        ),
        Mistake(
            "0 and 1",
            "Your guess is 0 or 1, but the true labels are −1 and +1, so the error never fits.",
            _row(lambda w, b, x, truth, rate: -rate * (float(w @ x + b > 0) - truth)),
        ),
        Mistake("at zero", "All agrees but for a score of exactly 0, where the guess is −1.", _stepped(1.0)),
    ),
    hints=(
        "First the guess for x, by the function above. Then the error, guess minus truth.",
        "The rule: w − η · error · x. The bias is a weight whose input is always 1.",
        "Return two things, the new w and the new b. Make new ones: w - ..., not w -= ...",
    ),
)


def _scores(weights) -> np.ndarray:
    w1, w2, b = (float(v) for v in weights)
    return INPUTS @ np.array([w1, w2]) + b


def _labels(weights) -> np.ndarray:
    return np.where(_scores(weights) > 0, 1.0, -1.0)


def _computes(gate: str):
    return lambda weights: np.array_equal(_labels(weights), GATES[gate])


def _bare(weights) -> bool:
    return _scores(weights)[0] == 0


def _tied(weights) -> bool:
    """Would the weights be right if 0 counted as +1?"""
    scores = _scores(weights)
    return np.array_equal(np.where(scores >= 0, 1.0, -1.0), GATES["NAND"]) and bool((scores == 0).any())


_NAND = Question(
    "03.2a",
    lambda: GATES["NAND"],
    "answers of NAND at the four corners: +1, +1, +1, −1",
    reply=_labels,
    mistakes=(
        Mistake("AND", "Your unit computes AND, the opposite at every corner.", shows=_computes("AND")),
        Mistake(
            "tie",
            "A corner lies exactly on your line, and a score of 0 is answered with −1. Move the line a little.",
            shows=lambda weights: _tied(weights) and not _bare(weights),
        ),
        Mistake("NOR", "Your unit computes NOR: its line cuts off the wrong corner.", shows=_computes("NOR")),
        Mistake(
            "OR", "Your unit computes OR. NAND is false at one corner only, but at another one.", shows=_computes("OR")
        ),
        Mistake("no bias", "At (0, 0) the bias alone decides, and with yours the score there is 0.", shows=_bare),
    ),
    praise="Your unit computes NAND. Many other weights do, too.",
    hints=(
        "NAND is false at (1, 1) only. The line must cut off that corner.",
        "The arrow w points to the +1 side, so away from (1, 1). Which signs have w₁ and w₂ then?",
        "The score must be above 0 at (0, 1) and (1, 0), and at most 0 at (1, 1). With both weights −1: between "
        "which two numbers must b lie?",
    ),
)

_WISHES = GATES["XNOR"][:, None] * np.column_stack([INPUTS, np.ones(4)])


def _certifies(weights) -> bool:
    weights = np.asarray(weights, float)
    fair = weights.shape == (4,) and np.isfinite(weights).all() and (weights >= 0).all()
    return bool(fair and weights.any() and is_close(weights @ _WISHES, np.zeros(3), 1e-9 * weights.sum()))


def _four(weights) -> np.ndarray:
    return np.asarray(weights, float).reshape(4)


_CERTIFICATE = Question(
    "03.2b",
    lambda: (1, 1, 1, 1),
    "four numbers, none below 0 and not all 0, that make w₁, w₂ and b cancel",
    equal=lambda got, truth: _certifies(got),
    praise="The sum reads 0 > 0: no unit computes XNOR.",
    mistakes=(
        Mistake(
            "all zero",
            "With zeros alone nothing is added, and 0 ≥ 0 is true. Pick something.",
            shows=lambda v: not _four(v).any(),
        ),
        Mistake(
            "labels inside",
            "The signs of the labels are in the inequalities already; with yours they come twice. All four numbers "
            "must be 0 or more.",
            shows=lambda v: _certifies(_four(v) * GATES["XNOR"]),
        ),
        Mistake(
            "negative",
            "An inequality may not be multiplied by a number below 0: that turns its sign round.",
            shows=lambda v: bool((_four(v) < 0).any()),
        ),
        Mistake(
            "one corner left out",
            "A corner with 0 is left out. Then some of w₁, w₂ and b cannot cancel.",
            shows=lambda v: bool((_four(v) == 0).any()),
        ),
        Mistake(
            "not cancelled",
            "With these numbers something is left over. Add up w₁, w₂ and b, each in its own column.",
            shows=lambda v: bool(np.isfinite(_four(v)).all()),
        ),
    ),
    hints=(
        "Write the four inequalities with everything on the left and > 0 or ≥ 0 on the right.",
        "At (0, 1) and (1, 0) XNOR wants −1: turn those round, −(w₂ + b) ≥ 0 and −(w₁ + b) ≥ 0.",
        "How many −b do you have, and how many +b? Which of the others brings −w₁ − w₂ to 0?",
    ),
)


def _distances(w, b, X):
    return (X @ w + b) / np.sqrt(w @ w)


_MARGIN_CASES = [
    (np.array([2.0]), 1.0, np.array([[1.0]]), np.array([1.0])),
    (np.array([3.0, 4.0]), -5.0, np.array([[3.0, 4.0], [0.0, 0.0]]), np.array([1.0, -1.0])),
    (
        np.array([3.0, -4.0]),
        5.0,
        np.array([[3.0, 1.0], [0.0, 3.0], [1.0, 4.0], [4.0, 1.0]]),
        np.array([1.0, -1, -1, 1]),
    ),
    (np.array([1.0, 2.0]), -2.0, np.array([[0.0, 0.0], [2.0, 2.0], [3.0, 0.0]]), np.array([-1.0, 1.0, -1.0])),
]
_MARGIN = Question(
    "03.3a",
    lambda w, b, X, y: (y * _distances(w, b, X)).min(),
    "the smallest distance from the line, counted negative for a point on the wrong side",
    cases=_MARGIN_CASES,
    hidden=("other lines and points", _separation),
    mistakes=(
        Mistake(
            "norm forgotten",
            "Those are scores. Divide by the length of w: doubling w and b must change nothing.",
            lambda w, b, X, y: (y * (X @ w + b)).min(),
        ),
        Mistake(
            "norm squared",
            "You divide by w · w. The length of w is its root.",
            lambda w, b, X, y: (y * (X @ w + b)).min() / (w @ w),
        ),
        Mistake(
            "bias forgotten",
            "The bias is missing from your scores.",
            lambda w, b, X, y: (y * (X @ w)).min() / np.sqrt(w @ w),
        ),
        Mistake(
            "bias outside",
            "You divide w · x by the length, but not b. The whole score is divided.",
            lambda w, b, X, y: (y * (X @ w / np.sqrt(w @ w) + b)).min(),
        ),
        Mistake(
            "absolute value",
            "You take absolute values, so a point on the wrong side counts like one on the right side. The label "
            "brings the sign.",
            lambda w, b, X, y: np.abs(_distances(w, b, X)).min(),
        ),
        Mistake(
            "labels forgotten",
            "You leave out the labels: a point of class −1 is right when its score is below 0.",
            lambda w, b, X, y: _distances(w, b, X).min(),
        ),
        Mistake(
            "sum of weights",
            "You divide by |w₁| + |w₂|. The length of w comes from Pythagoras.",
            lambda w, b, X, y: (y * (X @ w + b)).min() / np.abs(w).sum(),
        ),
        Mistake(
            "mean",
            "You average over the points. The margin belongs to the nearest one.",
            lambda w, b, X, y: (y * _distances(w, b, X)).mean(),
        ),
        Mistake(
            "all points",
            "A list came back, one number a point. The margin is the smallest of them.",
            lambda w, b, X, y: y * _distances(w, b, X),
        ),
    ),
    hints=(
        "First the signed distance of every point from the line.",
        "A score becomes a distance when it is divided by the length of w, np.linalg.norm(w).",
        "Multiply each distance by the point's label and take the smallest.",
    ),
)


def _shown_scores(X, y, order: Sequence[int]) -> list[float]:
    """Return the score of each example when it is shown; the first is 0."""
    w, b, seen = np.zeros(X.shape[1]), 0.0, []
    for i in order:
        seen.append(float(w @ X[i] + b))
        if _sign(seen[-1]) != y[i]:
            w, b = w + 2 * y[i] * X[i], b + 2 * y[i]
    return seen


def is_without_ties(X, y, order: Sequence[int]) -> bool:
    """Does every rate, and every convention at 0, count the same mistakes in this run?

    At the start the score is 0 whatever the rate; an example labelled +1 is then a mistake for the sign that is −1 at
    0, and for the test y (w · x + b) ≤ 0. Later a tie on paper would be a matter of rounding.

    >>> [is_without_ties(np.array([[1.0], [second]]), [1, -1], [0, 1]) for second in (-2.0, -1.0)]
    [True, False]
    """
    return bool(y[order[0]] > 0) and min(abs(score) for score in _shown_scores(X, y, order)[1:]) > 1e-6


def _shown_in_order(rng) -> tuple:
    while True:
        d, n = int(rng.integers(1, 4)), int(rng.integers(2, 7))
        case = rng.normal(0, 2, (n, d)), rng.choice([-1.0, 1.0], n), rng.integers(0, n, 40).tolist()
        if is_without_ties(*case):
            return case


def _counted(X, y, order: Sequence[int], at_zero: float = -1.0, bias: float = 1.0, moving: bool = True) -> int:
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        if _sign(w @ X[i] + b, at_zero) != y[i]:
            mistakes += 1
            w, b = w + 2 * moving * y[i] * X[i], b + 2 * moving * bias * y[i]
    return mistakes


def _counted_by_differences(X, y, order: Sequence[int]) -> int:
    """Return the count of a unit whose guess is 0 at 0, so that its first step has half the length."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        error = np.sign(w @ X[i] + b) - y[i]
        mistakes += bool(error)
        w, b = w - error * X[i], b - error
    return mistakes


def _run_cases() -> list[tuple]:
    rng = np.random.default_rng(3)
    corners = INPUTS + [0.137, 0.371]
    orders = {"AND": [3, 0, 1, 2], "OR": [1, 0, 3, 2], "NAND": [0, 1, 2, 3]}
    gates = [(corners, GATES[name] + 0.0, order * 6) for name, order in orders.items()]
    fine = np.array([[0.13, -0.3], [0.27, 0.11], [-0.14, 0.26]]), np.array([1.0, -1.0, -1.0]), [0, 1, 2] * 8
    one = np.array([[1.0], [-2.0]]), np.array([1.0, -1.0]), [0, 1]
    return [one, *gates, fine, _shown_in_order(rng), _shown_in_order(rng)]


_COUNT = Question(
    "03.4a",
    _counted,
    "the number of mistakes on the way, starting from w = 0 and b = 0",
    cases=_run_cases(),
    hidden=("other points in another order", _shown_in_order),
    mistakes=(
        Mistake(
            "at zero",
            "Your guess is +1 where the score is exactly 0, as it is at the very start. It should be −1.",
            lambda X, y, order: _counted(X, y, order, at_zero=1.0),
        ),
        Mistake(
            "zero at zero",
            "At the start the score is exactly 0, and there np.sign is 0: your first step has half the length of the "
            "others. The unit's answer at 0 is −1.",
            _counted_by_differences,
        ),
        Mistake(
            "bias forgotten",
            "Your bias stays 0. It learns like a weight whose input is always 1.",
            lambda X, y, order: _counted(X, y, order, bias=0.0),
        ),
        Mistake(
            "nothing learned",
            "You count mistakes, but w and b stay 0. Update them at each mistake.",
            lambda X, y, order: _counted(X, y, order, moving=False),
        ),
        Mistake(
            "examples counted",
            "You count every example shown. Count those where the guess is wrong.",
            lambda X, y, order: len(order),
        ),
        Mistake(
            "order ignored",
            "You go through X once from the top. The argument `order` says which example comes when.",
            lambda X, y, order: _counted(X, y, range(len(X))),
        ),
        Mistake(
            "right ones counted", "You count the right guesses.", lambda X, y, order: len(order) - _counted(X, y, order)
        ),
    ),
    hints=(
        "A loop over `order`. In it: guess, compare, and if it is wrong count one and update.",
        "The learning rate does not matter here (why?), so take 1: the update adds 2 ŷ x to w and 2 ŷ to b.",
        "Start with w = np.zeros(X.shape[1]), b = 0.0 and a counter at 0. Return the counter after the loop.",
    ),
)

QUESTIONS = (_CHECK_1, _CHECK_2, _CHECK_3, _CHECK_4, _ANSWER, _UPDATE, _NAND, _CERTIFICATE, _MARGIN, _COUNT)

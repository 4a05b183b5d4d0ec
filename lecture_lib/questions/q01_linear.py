"""Questions of notebook 01 and its sheet: linear models, features made by hand and features learned."""

from __future__ import annotations

import numpy as np

from ..checking import CaseGenerator, Mistake, Question, choice_question, value_question
from ..linear import svm_dual

# --- checkpoints in the notebook ----------------------------------------------------------------------------

_CHECK_1 = value_question(
    "01.1",
    1.25,
    "the hinge loss of a point with label −1 and score 0.25, one number",
    [
        ("label ignored", 0.75, "You took the score for the margin. The label −1 changes its sign."),
        ("margin", -0.25, "That is the margin. The hinge loss is still to be worked out from it."),
        ("perceptron", 0.25, "That is max(0, −m), or the score itself. The hinge also charges what lies too near."),
        ("0/1", 1.0, "That is the 0/1 loss: it counts the mistake, however large. The hinge grows with it."),
        ("squared", 1.5625, "That is the squared loss. The hinge is linear in the margin."),
        (
            "logistic",
            float(np.log1p(np.exp(0.25))),
            "That is the logistic loss. The hinge needs no exponential.",
        ),
        ("not clipped from below", 0.0, "0 is right for margins of at least 1 only. What is this point's margin?"),
        ("slope", -1.0, "That is the slope of the hinge there. The question asks for its value."),
    ],
    hints=(
        "Multiply label and score first: what is the margin, and what is its sign?",
        "The hinge loss is max(0, 1 − m). Put the margin in, with its sign.",
    ),
    explanation=(
        "The margin is m = y z = −1 · 0.25 = −0.25. It is negative, so the point is misclassified. The hinge "
        "loss is max(0, 1 − m) = 1 + 0.25 = 1.25: 1 for the margin that is missing at the line, and 0.25 for "
        "the way beyond it."
    ),
)
_CHECK_2 = choice_question(
    "01.2",
    "A hospital has a table of 400 patients with 12 measurements each. Two of them already tell most of the "
    "answer. What does this section let you expect of a network with a hidden layer?",
    {
        "a": (
            "It will be much better than a linear model and a forest, since it learns its features",
            "Which of the three conditions does this table meet? Look at the curves for few examples again.",
        ),
        "b": (
            "It will be far worse than the forest, since the data are a table",
            "Neither table above shows that. How large were the differences, and how wide the intervals?",
        ),
        "c": (
            "No clear advantage, so simpler models come first, and all are compared over several splits",
            "Yes: few examples, few features, strong single features. And with 100 test patients, intervals are wide.",
        ),
        "d": (
            "It cannot be trained at all with 400 examples",
            "It can: it was trained on 100 digits, and on a table of 133 wines.",
        ),
    },
    right="c",
    hints=(
        "Lecture B names three properties that make deep learning pay. Which of them does this table have?",
        "Look at the curves for 100 and 300 digits, and at the two real tables. How large were the "
        "differences, and how wide the intervals?",
    ),
    explanation=(
        "Lecture B names many dimensions, weak single features and many examples. In our trials the last two "
        "counted. This table has 12 features, two of them strong, and 400 patients, so none of the three "
        "holds. On the two small tables of the notebook, a linear model did as well as the network. Compare "
        "all models over several splits, because with 100 test patients one split says little."
    ),
)

# --- 01.1a: the subgradient of a batch ----------------------------------------------------------------------


def _flat(answer, *case):
    """Call an answer that returns dw and db (or w and b); return all numbers in one row."""
    got = answer(*case)
    if isinstance(got, (tuple, list)) and len(got) == 2 and not any(part is ... or part is None for part in got):
        return np.concatenate([np.ravel(part) for part in got])
    return got


def _flat_if_shaped(answer, w, *case):
    """Return what `_flat` does, but the answer as it is where its dw has not the shape of w."""
    got = answer(w, *case)
    wrong = isinstance(got, (tuple, list)) and len(got) == 2 and np.ndim(got[0]) and np.shape(got[0]) != np.shape(w)
    return got if wrong else _flat(lambda *_: got, w, *case)


def _dw_difference(got, truth) -> str:
    """Say that dw has a wrong shape; "" if it has not."""
    if not isinstance(got, (tuple, list)) or np.size(got[0]) != len(truth) - 1:
        return ""
    return f"dw has shape {np.shape(got[0])}. It should have the shape of w, {(len(truth) - 1,)}."


def _subgradient(
    w,
    b,
    X,
    y,
    penalty,
    pulls=lambda m, z: m < 1,
    of_w=lambda w, penalty, n: penalty * w,
    of_b=lambda b, penalty: 0.0,
    sign=-1.0,
    labelled=True,
    share=lambda n: 1 / n,
):
    """dw and db in one row, with every part of the formula open to a slip."""
    z = X @ w + b
    dz = sign * np.where(pulls(y * z, z), y if labelled else 1.0, 0.0) * share(len(y))
    return np.append(dz @ X + of_w(w, penalty, len(y)), dz.sum() + of_b(b, penalty))


def _slip(**changes):
    return lambda w, b, X, y, penalty: _subgradient(w, b, X, y, penalty, **changes)


def _logistic_slip(w, b, X, y, penalty):
    dz = -y / (1 + np.exp(y * (X @ w + b))) / len(y)
    return np.append(dz @ X + penalty * w, dz.sum())


def _db_forgotten(w, b, X, y, penalty):
    return np.append(_subgradient(w, b, X, y, penalty)[:-1], 0.0)


def _batch(rng) -> tuple:
    """Draw a batch in which no margin is near the kink, and examples lie in all three zones."""
    while True:
        n, d = rng.size(4, 8), rng.size(1, 5)
        w, b, X, y = rng.normal(size=d), float(rng.normal()), rng.normal(size=(n, d)) * 2, rng.choice([-1.0, 1.0], n)
        m = y * (X @ w + b)
        if np.abs(m - 1).min() > 0.05 and (m < 0).any() and ((m > 0) & (m < 1)).any() and (m > 1).any():
            return w, b, X, y, float(rng.uniform(0.1, 2))


_CASES_1A = [
    (np.array([2.0]), 0.5, np.array([[0.125], [1.0], [-1.0]]), np.array([1.0, -1.0, -1.0]), 0.25),
    (
        np.array([1.0, -0.5]),
        -0.25,
        np.array([[1.0, 0.5], [0.5, -1.0], [3.0, 1.0], [-2.0, 1.5], [0.25, 2.0]]),
        np.array([1.0, -1.0, 1.0, -1.0, 1.0]),
        0.5,
    ),
    # Without the bias of ±2, other examples would pull.
    (np.array([1.0]), 2.0, np.array([[0.5], [-2.0], [1.0], [-0.5]]), np.array([1.0, 1.0, -1.0, -1.0]), 0.25),
    (np.array([1.0]), -2.0, np.array([[0.5], [2.5], [-1.5], [-4.0]]), np.array([1.0, 1.0, -1.0, -1.0]), 0.25),
]
_SHEET_1A = Question(
    "01.1a",
    _subgradient,
    "dw of the shape of w, and db: a subgradient of mean hinge loss plus ½ · penalty · |w|²",
    cases=_CASES_1A,
    hidden=("other batches", _batch),
    reply=_flat_if_shaped,
    differs=_dw_difference,
    mistakes=(
        Mistake("penalty forgotten", "dw lacks the derivative of the penalty term.", _slip(of_w=lambda w, p, n: 0 * w)),
        Mistake(
            "penalty doubled",
            "The penalty enters dw twice too strongly: there is a ½ before it.",
            _slip(of_w=lambda w, p, n: 2 * p * w),
        ),
        Mistake(
            "penalty halved",
            "The penalty enters dw too weakly: differentiating |w|² gives a factor of 2.",
            _slip(of_w=lambda w, p, n: p * w / 2),
        ),
        Mistake(
            "penalty averaged",
            "You divided the penalty by the number of examples. Only the losses are averaged.",
            _slip(of_w=lambda w, p, n: p * w / n),
        ),
        Mistake(
            "penalty subtracted",
            "The penalty enters dw with the wrong sign.",
            _slip(of_w=lambda w, p, n: -p * w),
        ),
        Mistake("bias penalised", "The penalty belongs to w only. Your db has it too.", _slip(of_b=lambda b, p: p * b)),
        Mistake("sum for mean", "You summed the losses over the batch. Take their mean.", _slip(share=lambda n: 1)),
        Mistake(
            "all pull",
            "All your examples pull. One with a margin above 1 has hinge loss 0, and slope 0.",
            _slip(pulls=lambda m, z: m == m),
        ),
        Mistake(
            "only mistakes pull",
            "Only your misclassified examples pull. The hinge also charges margins between 0 and 1.",
            _slip(pulls=lambda m, z: m < 0),
        ),
        Mistake(
            "far ones pull",
            "Your condition is the wrong way round: the examples beyond the margin pull.",
            _slip(pulls=lambda m, z: m > 1),
        ),
        Mistake(
            "score for margin",
            "You compare the score with 1. The condition is about the margin, so the label must enter.",
            _slip(pulls=lambda m, z: z < 1),
        ),
        Mistake(
            "uphill",
            "The loss part has the wrong sign: as the margin grows, the hinge falls.",
            _slip(sign=1.0),
        ),
        Mistake("label forgotten", "The label is missing: dm/dw is y x, not x.", _slip(labelled=False)),
        Mistake(
            "db forgotten",
            "Your db is 0. The bias shifts every score, so all that pull count.",
            _db_forgotten,
        ),
        Mistake("logistic", "That is the logistic loss's gradient. The hinge has only two slopes.", _logistic_slip),
    ),
    hints=(
        "Work out the margins of the whole batch first: one number per example.",
        "An example with a margin below 1 contributes −y x to dw and −y to db. All others contribute nothing.",
        "Take the mean over all examples, those without a pull too. Then add to dw what the penalty "
        "term, ½ · penalty · |w|², contributes.",
    ),
    explanation=(
        "An example whose margin is below 1 contributes −y x to dw and −y to db. An example whose margin is above 1 "
        "contributes nothing. The cost takes the mean of this over all examples, those that contribute nothing "
        "included. The penalty ½ λ |w|² adds λ w to dw. It adds nothing to db, because it does not contain b."
    ),
)

# --- 01.1b: from the dual variables back to the line --------------------------------------------------------


def _dual_weights(alpha, X, y, penalty):
    return (alpha * y) @ X / (penalty * len(y))


def _from_dual(alpha, X, y, penalty):
    w = _dual_weights(alpha, X, y, penalty)
    i = int(np.flatnonzero((alpha > 0) & (alpha < 1))[0])
    return np.append(w, y[i] - X[i] @ w)


def _by(weights=_dual_weights, bias=lambda alpha, X, y, w, i: y[i] - X[i] @ w):
    """Another way from the dual variables to w and b; i is the first example on the margin."""

    def line(alpha, X, y, penalty):
        w = weights(alpha, X, y, penalty)
        return np.append(w, bias(alpha, X, y, w, int(np.flatnonzero((alpha > 0) & (alpha < 1))[0])))

    return line


def _solved(rng) -> tuple:
    """Draw a small problem whose solution has examples of all three kinds, the first on the margin of class −1."""
    while True:
        n = 2 * rng.size(5, 9)
        y = np.where(np.arange(n) % 2, 1.0, -1.0)
        X = rng.normal(size=(n, 2)) + 0.9 * y[:, None] + rng.normal(size=2)
        penalty = float(rng.uniform(0.05, 0.3))
        alpha = svm_dual(X, y, penalty).alpha
        on = (alpha > 0) & (alpha < 1)
        first = int(np.argmax(on))
        kinds = on.any() and (alpha[:first] == 1).any() and (alpha == 0).any() and y[first] < 0
        if kinds and ((alpha[on] > 0.02) & (alpha[on] < 0.98)).all():
            return alpha, X, y, penalty


_CASES_1B = [_solved(CaseGenerator(np.random.default_rng(seed))) for seed in (0, 1)]
_SHEET_1B = Question(
    "01.1b",
    _from_dual,
    "w, one number per feature, and b: the line that belongs to the dual variables",
    cases=_CASES_1B,
    hidden=("other solved problems", _solved),
    reply=_flat,
    mistakes=(
        Mistake(
            "labels forgotten",
            "The labels are missing in your w: examples of class −1 push to the other side.",
            _by(lambda alpha, X, y, penalty: alpha @ X / (penalty * len(y))),
        ),
        Mistake(
            "n forgotten",
            "Your w is too long by the number of examples: P averages the losses.",
            _by(lambda alpha, X, y, penalty: (alpha * y) @ X / penalty),
        ),
        Mistake(
            "penalty forgotten",
            "The penalty does not occur in your w. The larger it is, the shorter w must be.",
            _by(lambda alpha, X, y, penalty: (alpha * y) @ X / len(y)),
        ),
        Mistake(
            "penalty multiplied",
            "You multiply by the penalty. It makes w shorter, so divide.",
            _by(lambda alpha, X, y, penalty: (alpha * y) @ X * penalty / len(y)),
        ),
        Mistake(
            "b from any support vector",
            "Your b comes from a support vector within the margin. Its margin is not 1.",
            _by(bias=lambda alpha, X, y, w, i: y[np.argmax(alpha > 0)] - X[np.argmax(alpha > 0)] @ w),
        ),
        Mistake(
            "b from all support vectors",
            "Your b is a mean over all support vectors. Only those exactly on the margin tell b.",
            _by(bias=lambda alpha, X, y, w, i: (y - X @ w)[alpha > 0].mean()),
        ),
        Mistake(
            "b from all",
            "Your b is a mean over all examples. Only those exactly on the margin tell b.",
            _by(bias=lambda alpha, X, y, w, i: (y - X @ w).mean()),
        ),
        Mistake(
            "b turned round",
            "Your b has the wrong sign. Solve y (w·x + b) = 1 for b once more.",
            _by(bias=lambda alpha, X, y, w, i: X[i] @ w - y[i]),
        ),
        Mistake(
            "b for class +1",
            "You took 1 where the label belongs: on the margin of class −1 the score is −1.",
            _by(bias=lambda alpha, X, y, w, i: 1 - X[i] @ w),
        ),
        Mistake("b is 0", "Your b is 0, but the machine has a bias.", _by(bias=lambda *_: 0.0)),
    ),
    hints=(
        "The notebook gives w as a sum over the examples. What factor is before the sum?",
        "For b, find an example whose margin is known exactly. What does α tell about the margin?",
        "Where 0 < α < 1, the margin is exactly 1, so y (w·x + b) = 1. Multiply by y, and use y² = 1.",
    ),
    explanation=(
        "The weights are the sum of the notebook, w = Σ αᵢ yᵢ xᵢ / (λ n). An example with an α strictly between 0 and "
        "1 lies exactly on the margin, so y (w · x + b) = 1. Multiply this by y and use y² = 1, which gives w · x + b "
        "= y. Hence b = y − w · x, for any such example."
    ),
)

# --- 01.2a: one cell of a histogram of oriented gradients ---------------------------------------------------


def _cell(
    gx,
    gy,
    bins,
    vote=np.hypot,
    angle=lambda gx, gy: np.arctan2(gy, gx) % np.pi,
    round_=np.floor,
    turn=np.pi,
    after=lambda h: h,
):
    """The histogram of one cell, with every part of it open to a slip."""
    sector = round_(angle(gx, gy) / turn * bins).astype(int) % bins
    return after(np.bincount(sector.ravel(), np.broadcast_to(vote(gx, gy), gx.shape).ravel(), minlength=bins))


def _cell_slip(**changes):
    return lambda gx, gy, bins: _cell(gx, gy, bins, **changes)


def _gradients(rng) -> tuple:
    """Draw gradients of a cell; no direction is near the edge of a sector, and all quadrants occur."""
    bins, shape = rng.size(3, 10), rng.sizes(3, 6, 2)
    sector, offset = rng.integers(0, 2 * bins, shape), rng.uniform(0.1, 0.9, shape)
    angle, length = (sector + offset) * np.pi / bins, rng.uniform(0.2, 2, shape)
    return length * np.cos(angle), length * np.sin(angle), bins


_CASES_2A = [
    (np.array([[2.0, -1.0], [-3.0, 1.0]]), np.array([[1.0, 3.0], [-1.0, -2.0]]), 4),
    (
        np.array([[0.5, -0.5, 1.0], [0.25, -1.0, -0.75], [2.0, -0.125, 0.5]]),
        np.array([[0.25, 1.0, -1.5], [0.75, -0.25, -2.0], [-0.5, 0.5, 2.0]]),
        9,
    ),
]
_SHEET_2A = Question(
    "01.2a",
    _cell,
    "one number per sector: the summed lengths of the gradients whose direction lies in it",
    cases=_CASES_2A,
    hidden=("other cells", _gradients),
    mistakes=(
        Mistake(
            "pixels counted",
            "Each of your pixels has one vote. A pixel votes with the length of its gradient.",
            _cell_slip(vote=lambda gx, gy: 1.0),
        ),
        Mistake(
            "squared lengths",
            "Your votes are squared lengths. The root is missing.",
            _cell_slip(vote=lambda gx, gy: gx**2 + gy**2),
        ),
        Mistake(
            "sizes added",
            "Your votes are |gx| + |gy|. The length of a vector is the root of the sum of squares.",
            _cell_slip(vote=lambda gx, gy: np.abs(gx) + np.abs(gy)),
        ),
        Mistake(
            "full circle",
            "Your sectors divide the full circle. Opposite directions belong to the same edge, so they share a sector.",
            _cell_slip(angle=lambda gx, gy: np.arctan2(gy, gx) % (2 * np.pi), turn=2 * np.pi),
        ),
        Mistake(
            "angles made positive",
            "You dropped the sign of negative angles. Add half a turn to them instead.",
            _cell_slip(angle=lambda gx, gy: np.abs(np.arctan2(gy, gx))),
        ),
        Mistake(
            "arctan2 swapped",
            "Your angles start from the other axis: arctan2 takes the y component first.",
            _cell_slip(angle=lambda gx, gy: np.arctan2(gx, gy) % np.pi),
        ),
        Mistake(
            "rounded",
            "You rounded to the nearest sector edge. Sector k begins at kπ / bins, so round down.",
            _cell_slip(round_=np.rint),
        ),
        Mistake(
            "shifted by one",
            "Your sectors are counted from 1. The first sector, from angle 0 on, has the number 0.",
            _cell_slip(round_=np.ceil),
        ),
        Mistake(
            "normalised",
            "You divided by the sum of all votes. The block does that later; the cell keeps the sums.",
            _cell_slip(after=lambda h: h / h.sum()),
        ),
        Mistake(
            "reversed",
            "Your sectors are in reversed order: the angle grows from the first component towards the second.",
            _cell_slip(after=lambda h: h[::-1]),
        ),
        Mistake(
            "means",
            "You averaged the votes of a sector. They are summed.",
            lambda gx, gy, bins: _cell(gx, gy, bins) / np.maximum(_cell(gx, gy, bins, vote=lambda u, v: 1.0), 1),
        ),
    ),
    hints=(
        "Two numbers per pixel: how long its gradient is, and which way it points.",
        "np.arctan2(gy, gx) lies between −π and π. Opposite directions count as one: take it modulo π.",
        "The sector's number is the angle divided by the width of a sector, π / bins, rounded down. Then sum the "
        "lengths in each sector; np.bincount with weights does it at once.",
    ),
    explanation=(
        "The length of a gradient is √(gx² + gy²), and np.hypot computes it. Its direction is the angle arctan2(gy, "
        "gx), taken modulo π because opposite directions count as the same. Divided by the width of a sector, π / "
        "bins, and rounded down, the angle gives the number of the sector; the last % bins catches an angle that "
        "rounds to π. With weights, np.bincount adds up the lengths in each sector, and minlength keeps the sectors "
        "without a vote."
    ),
)

QUESTIONS: tuple[Question, ...] = (_CHECK_1, _CHECK_2, _SHEET_1A, _SHEET_1B, _SHEET_2A)

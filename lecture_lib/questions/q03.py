"""Questions of notebook 03 and its sheet: the perceptron and logic gates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..checking import CaseGenerator, Mistake, Question, choice_question, value_question
from ..nn import MLP
from ..threshold import GATES, INPUTS, Perceptron, ThresholdUnit
from ..validation import InputError, is_close, safely


def _sign(score, at_zero: float = -1.0) -> float:
    return 1.0 if score > 0 else -1.0 if score < 0 else at_zero


def _triple(answer) -> np.ndarray:
    """Return w1, w2, b of a unit that may be given as three numbers, as (w, b), as a dictionary or as an object."""
    if isinstance(answer, Perceptron):
        answer = (answer.w, answer.b)
    elif isinstance(answer, ThresholdUnit):
        answer = (answer.w, -answer.threshold)
    elif isinstance(answer, MLP):
        answer = (answer[1].W, answer[1].b)
    elif isinstance(answer, dict):
        answer = [answer[name] for name in ("w", "w1", "w2", "b") if name in answer]
    parts = answer if isinstance(answer, (list, tuple)) else [answer]
    triple = np.concatenate([np.asarray(np.asarray(part, float)).reshape(-1) for part in parts])
    if triple.shape != (3,) or isinstance(answer, MLP) and answer.sizes != (2, 1):
        raise InputError("three numbers are needed: w1, w2 and b")
    return triple


def _triple_or_as_given(answer):
    return safely(lambda: _triple(answer), otherwise=answer)


# --- checkpoints in the notebook ----------------------------------------------------------------------------

_CHECK_1 = value_question(
    "03.1",
    (-1.0, -3.0, -0.5),
    "w₁, w₂ and b after the example",
    (
        ("factor", (0.0, -2.5, 0.0), "You moved half as far as the rule does. How large is y − ŷ at a mistake?"),
        ("sign", (3.0, -1.0, 1.5), "You moved towards the wrong answer. Look at the minus sign in the rule."),
        ("bias forgotten", (-1.0, -3.0, 0.5), "The weights are right, but the bias learns as well: its input is 1."),
        ("bias times x", (-1.0, -3.0, -1.5), "The weights are right. The input of the bias is 1, not a value of x."),
        ("unchanged", (1.0, -2.0, 0.5), "Nothing moved. Is the unit’s answer the true label here?"),
        ("rate forgotten", (-3.0, -4.0, -1.5), "You moved with η = 1. Here the learning rate is smaller."),
        ("x forgotten", (0.0, -3.0, -0.5), "The bias is right. Each weight moves in proportion to its own input."),
        ("change only", (-2.0, -1.0, -1.0), "That is what the rule adds. Add it to the old w and b."),
    ),
    reply=_triple_or_as_given,
    praise="Yes: the guess was +1, the true label −1, so η · 2 · (x, 1) is subtracted.",
    hints=(
        "Compute the score w · x + b first. Which side of 0 is it on, and what does the unit answer?",
        "The error y − ŷ is the answer minus the true label. How large is it here?",
        "Subtract η · error · x from w, and η · error · 1 from b.",
    ),
    explanation="The score is 1 · 2 − 2 · 1 + 0.5 = 0.5. It is above 0, so the unit answers y = +1. The true label is "
    "ŷ = −1, so y − ŷ = 2. The rule subtracts 0.5 · 2 · (2, 1) = (2, 1) from w and 0.5 · 2 = 1 from b. That gives "
    "w = (1 − 2, −2 − 1) = (−1, −3) and b = 0.5 − 1 = −0.5. The new score of this example is −5.5, on the right side.",
)

_CHECK_2 = choice_question(
    "03.2",
    "Some weights w and b compute OR, and no corner lies on the line. Which unit computes NOR?",
    {
        "a": ("w and −b", "That changes only the threshold. Test it at (1, 1), where w · x is large."),
        "b": ("−w and b", "That reverses only the arrow. Test it at (0, 0), where only the bias counts."),
        "c": ("−w and −b", "Right: every score changes its sign, so every answer does."),
        "d": ("none: NOR needs another unit", "NOR has the same line as OR. Only its two sides are exchanged."),
    },
    right="c",
    hints=(
        "Write down the answers of OR and of NOR at the four corners. How do they differ?",
        "What must happen to the score w · x + b at each corner, if every answer is to change?",
    ),
    explanation="NOR gives the opposite of OR at every corner. If we change the signs of w and b together, the "
    "score becomes −w · x − b = −(w · x + b), so every score changes its sign. No corner lies on the line, hence no "
    "score is 0, and every answer changes. The line itself stays where it is; only its +1 side is now the other one.",
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
        ("minus lost", 18 / 5, "You lost the minus of w₂: the second term of the score is −4 · 1."),
        ("bias in the length", 10 / 50**0.5, "The length belongs to w only; b is not one of its components."),
        ("bias outside", 6.0, "You divided w · x by the length of w, but not b. Divide the whole score."),
    ),
    praise="Yes: the score 10, divided by the length 5 of w.",
    hints=(
        "First the score w · x + b of the point.",
        "The length of w comes from Pythagoras: the root of w₁² + w₂².",
        "Divide the score by that length. The sign of the score says which side of the line the point is on.",
    ),
    explanation="The score of (3, 1) is 3 · 3 − 4 · 1 + 5 = 10. The length of w is √(3² + 4²) = 5. The signed "
    "distance is score over length, 10 / 5 = 2. It is positive, so the point lies on the side to which w points.",
)

_CHECK_4 = choice_question(
    "03.4",
    "You move two points so that the margin γ becomes half as wide, while R stays. How does the bound change?",
    {
        "a": ("It doubles", "γ is in the denominator, and it is squared as well."),
        "b": ("It is four times as large", "Right: (R / ½γ)² = 4 (R/γ)². Narrow gaps are expensive."),
        "c": ("It halves", "A narrower gap is harder to hit, so the bound cannot shrink."),
        "d": (
            "Nothing: it depends on the number of points",
            "The number of points does not occur in it. Only R and γ do.",
        ),
    },
    right="b",
    hints=(
        "Write the bound down: which two numbers does it contain?",
        "Put ½ γ in the place of γ. What happens to a quotient when its denominator is halved, and then to its square?",
    ),
    explanation="The bound is (R/γ)². If γ becomes ½ γ, the quotient R/γ doubles, because γ is its denominator. The "
    "bound is the square of that quotient, so it becomes 2² = 4 times as large. The number of points plays no part.",
)

# --- the exercise sheet -------------------------------------------------------------------------------------

_W, _B = np.array([1.0, -2.0]), 0.5


def _unit(rng) -> tuple:
    """Return a unit and an example, with small whole numbers: their score is 0 now and then."""
    d = rng.size(1, 5)
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
        (np.array([2, -1]), -1, np.array([1, 1])),  # whole numbers, and a tie
        (np.array([1e-9]), 0.0, np.array([1.0])),
        (np.array([1e150, -1e150]), 1.0, np.array([-3.0, 1.0])),
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
            "A score of exactly 0 must still be answered with −1 or +1; NumPy's sign gives 0.",
            lambda w, b, x: float(np.sign(w @ x + b)),
        ),
        Mistake("0 and 1", "You answer 0 and 1. This unit answers −1 and +1.", lambda w, b, x: float(w @ x + b > 0)),
        Mistake("bias forgotten", "The bias is missing from your score.", lambda w, b, x: _sign(w @ x)),
        Mistake("bias subtracted", "You subtract b; the score is w · x plus b.", lambda w, b, x: _sign(w @ x - b)),
        Mistake("score", "That is the score. The unit answers with its sign.", lambda w, b, x: w @ x + b),
        Mistake("turned round", "Every answer has the wrong sign.", lambda w, b, x: _sign(-w @ x - b, 1.0)),
        Mistake(
            "product, no sum",
            "w * x is one product per input, so no single score comes out. Add the products up: w @ x.",
            lambda w, b, x: 1.0 if w * x + b > 0 else -1.0,
        ),
        Mistake(
            "one answer per input",
            "One answer per input came back. The score is one number: add the products up with w @ x.",
            lambda w, b, x: np.where(w * x + b > 0, 1.0, -1.0),
        ),
        Mistake(
            "0 and 1, at zero",
            "You answer 0 and 1, and +1 at a score of exactly 0. This unit answers −1 and +1, and −1 at 0.",
            lambda w, b, x: float(w @ x + b >= 0),
        ),
        Mistake(
            "tolerance",
            "Your unit has a tolerance. A score that is tiny but above 0 is still answered with +1.",
            lambda w, b, x: _sign(w @ x + b - 1e-6),
        ),
        Mistake(
            "tanh",
            "That is the tanh of the score. This unit answers with the sign, only −1 or +1.",
            lambda w, b, x: np.tanh(w @ x + b),
        ),
        Mistake(
            "sigmoid",
            "That is the sigmoid of the score. This unit answers with the sign, only −1 or +1.",
            lambda w, b, x: 1 / (1 + np.exp(-(w @ x + b))),
        ),
        Mistake(
            "size of the score",
            "That is the absolute value of the score. The unit answers with its sign.",
            lambda w, b, x: abs(w @ x + b),
        ),
        Mistake(
            "mean",
            "You average the products w * x. The score adds them up.",
            lambda w, b, x: _sign((w * x).mean() + b),
        ),
        Mistake(
            "always +1",
            "Your answer is +1 for every example. Is the score compared with 0?",
            lambda w, b, x: 1.0,
        ),
    ),
    hints=(
        "Two steps: a score, then its sign.",
        "The score is one dot product and one sum: w @ x + b.",
        "+1 if the score is above 0. In every other case −1, and that covers 0 itself.",
    ),
    explanation="The score is w @ x + b. If it is above 0 the answer is +1; in every other case, also at exactly 0, "
    "it is −1. So the comparison is > and not ≥, and the else branch covers the tie.",
)


def _separation(rng) -> tuple:
    d, n = rng.size(1, 5), rng.size(2, 9)
    return rng.normal(size=d), float(rng.normal()), rng.normal(size=(n, d)), rng.choice([-1.0, 1.0], n)


def _one_row(reply) -> np.ndarray:
    """Return the numbers of (w, b) in one row, in whatever shape the two came."""
    return np.concatenate([np.asarray(np.asarray(part, float)).reshape(-1) for part in reply])


def _stepped(guess_at_zero: float = -1.0, factor: float = 1.0, bias: float = 1.0):
    def mistaken_answer(w, b, x, truth, rate):
        error = _sign(w @ x + b, guess_at_zero) - truth
        return np.append(w - factor * rate * error * x, b - factor * bias * rate * error)

    return mistaken_answer


def _row(change) -> object:
    """Return a mistaken answer that adds `change(w, b, x, truth, rate)` times (x, 1) to (w, b)."""
    return lambda w, b, x, truth, rate: np.append(w, b) + change(w, b, x, truth, rate) * np.append(x, 1.0)


def _stepped_at_rate_1(factor: float):
    return lambda w, b, x, truth, rate: _stepped(factor=factor)(w, b, x, truth, 1.0)


def _stepped_one_by_one(w, b, x, truth, rate):
    new = w - rate * (_sign(w @ x + b) - truth) * x
    return np.append(new, b - rate * (_sign(new @ x + b) - truth))


def _ragged(w, b, x, truth, rate):
    error = _sign(w @ x + b) - truth
    return np.append(w - rate * error * x, b - rate * error * x)


def _new_w_and_b(w, b, x, truth, rate) -> tuple:
    row = _stepped()(w, b, x, truth, rate)
    return row[:-1], float(row[-1])


_X = np.array([2.0, 1.0])
_UPDATE = Question(
    "03.1b",
    _new_w_and_b,
    "the weights and the bias after one example, as (w, b)",
    parts=("w", "b"),
    equal=lambda got, truth: is_close(_one_row(got), _one_row(truth)),
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
        (np.array([2, -3, 1]), -1, np.array([1, 1, 2]), 1, 0.5),  # whole numbers, and a tie
        (np.array([1e9, 0.0]), 0.0, np.array([1.0, -1e6]), -1.0, 0.25),
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
            "You add η ŷ x at every example. Only a mistake changes w and b, and then by twice that.",
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
        Mistake(
            "zero at zero",
            "At a score of exactly 0, np.sign gives 0, so your step has half its length there. The guess is −1.",
            _stepped(0.0),
        ),
        Mistake(
            "factor and rate",
            "At a mistake you add ŷ x and ŷ. The rule adds η times as much, and twice: y − ŷ is −2 or +2.",
            _stepped_at_rate_1(0.5),
        ),
        Mistake(
            "factor and bias",
            "The bias does not learn, and w moves half as far as it should: y − ŷ is −2 or +2.",
            _stepped(factor=0.5, bias=0.0),
        ),
        Mistake(
            "bias times x",
            "The change of b is multiplied by x. The input of the bias is always 1.",
            _ragged,
        ),
        Mistake(
            "x forgotten",
            "Your weights all move by the same amount. Each moves in proportion to its own input.",
            lambda w, b, x, truth, rate: np.append(
                w - rate * (_sign(w @ x + b) - truth), b - rate * (_sign(w @ x + b) - truth)
            ),
        ),
        Mistake(
            "bias after the weights",
            "You guess again with the new w before b is changed. One guess, with the old w and b, serves both.",
            _stepped_one_by_one,
        ),
        Mistake(
            "change only",
            "Only the change came back. Add it to the old w and b.",
            lambda w, b, x, truth, rate: -rate * (_sign(w @ x + b) - truth) * np.append(x, 1.0),
        ),
        Mistake(
            "b before w",
            "The order is (w, b): first the weights, then the bias.",
            lambda w, b, x, truth, rate: np.roll(_stepped()(w, b, x, truth, rate), 1),
        ),
        Mistake(
            "weights only",
            "Only one of the two came back. Return both, as (w, b).",
            lambda w, b, x, truth, rate: _stepped()(w, b, x, truth, rate)[:-1],
        ),
        Mistake(
            "sign of the bias",
            "w is right, but b goes the wrong way: both move by minus the error.",
            _stepped(bias=-1.0),
        ),
        Mistake(
            "rate forgotten for the bias",
            "w is right, but b moves without the learning rate.",
            lambda w, b, x, truth, rate: np.append(
                _stepped()(w, b, x, truth, rate)[:-1], b - (_sign(w @ x + b) - truth)
            ),
        ),
        Mistake(
            "a tie never counts",
            "A score of exactly 0 is answered with −1. If the label is +1, that is a mistake, too.",
            lambda w, b, x, truth, rate: _stepped(truth)(w, b, x, truth, rate),
        ),
        Mistake(
            "a tie always counts",
            "A score of exactly 0 is answered with −1. If the label is −1, that is right, so nothing moves.",
            lambda w, b, x, truth, rate: _stepped(-truth)(w, b, x, truth, rate),
        ),
        Mistake(
            "a tie always counts, half",
            "Two things differ: a tie with the label −1 is not a mistake, and a step is η · 2 · ŷ x.",
            lambda w, b, x, truth, rate: _stepped(-truth, factor=0.5)(w, b, x, truth, rate),
        ),
        Mistake(
            "error squared",
            "You square the error, so its sign is lost. The rule takes y − ŷ itself.",
            _row(lambda w, b, x, truth, rate: -rate * (_sign(w @ x + b) - truth) ** 2),
        ),
        Mistake(
            "bias forgotten in the score",
            "Your guess leaves the bias out: the score is w · x + b.",
            lambda w, b, x, truth, rate: np.append(w, b) - rate * (_sign(w @ x) - truth) * np.append(x, 1.0),
        ),
    ),
    hints=(
        "First the guess for x, by the function above. Then the error, guess minus truth.",
        "The rule: w − η · error · x. The bias is a weight whose input is always 1.",
        "Return two things, the new w and the new b. Make new ones: w - ..., not w -= ...",
    ),
    explanation="The guess is made with the old w and b, and a score of 0 counts as −1. The error is guess minus "
    "truth: 0 if the guess is right, and −2 or +2 if it is wrong. Then w − η · error · x and b − η · error are the "
    "new values; for the bias, the input is 1. Both are new arrays, so the arrays of the caller stay as they are.",
)


def _is_unreadable(answer) -> bool:
    return safely(lambda: _triple(answer), otherwise=None) is None


def _scores(answer) -> np.ndarray:
    """Return the four scores; what is 0 but for rounding is 0."""
    triple = _triple(answer)
    scores = np.column_stack([INPUTS, np.ones(4)]) @ triple
    return np.where(abs(scores) <= 1e-12 * abs(triple).max(), 0.0, scores)


def _labels(answer) -> np.ndarray:
    """Return the unit's answers at the corners; an object may say itself what it answers on its line."""
    if isinstance(answer, (Perceptron, ThresholdUnit)):
        at_zero = answer.at_zero if isinstance(answer, Perceptron) else 1.0
        return np.where(_scores(answer) == 0, at_zero, np.sign(_scores(answer)))
    return np.where(_scores(answer) > 0, 1.0, -1.0)


def _computes(gate: str):
    return lambda answer: np.array_equal(_labels(answer), GATES[gate])


def _bare(answer) -> bool:
    return _scores(answer)[0] == 0


def _tied(answer) -> bool:
    """Would the weights be right if 0 counted as +1?"""
    scores = _scores(answer)
    return np.array_equal(np.where(scores >= 0, 1.0, -1.0), GATES["NAND"]) and bool((scores == 0).any())


def _corner_difference(got, truth) -> str:
    """Say at which corner the unit is wrong first, what it answers there, and what the gate wants."""
    i = int(np.argmax(np.asarray(got) != truth))
    x, (given, wanted) = INPUTS[i], (("−1", "+1")[int(v > 0)] for v in (got[i], truth[i]))
    return f"At ({x[0]:.0f}, {x[1]:.0f}) your unit answers {given}, but NAND is {wanted} there."


_NAND = Question(
    "03.2a",
    lambda: GATES["NAND"],
    "answers of NAND at the four corners: +1, +1, +1, −1",
    reply=_labels,
    differs=_corner_difference,
    mistakes=(
        Mistake(
            "not three numbers",
            "Give three numbers, w₁, w₂ and b, for example as (w1, w2, b).",
            shows=_is_unreadable,
        ),
        Mistake("AND", "Your unit computes AND, the opposite at every corner.", shows=_computes("AND")),
        Mistake(
            "tie",
            "A corner lies exactly on your line, and a score of 0 is answered with −1. Move the line a little.",
            shows=lambda answer: _tied(answer) and not _bare(answer),
        ),
        Mistake("NOR", "Your unit computes NOR: its line cuts off the wrong corner.", shows=_computes("NOR")),
        Mistake(
            "OR", "Your unit computes OR. NAND is false at one corner only, but at another one.", shows=_computes("OR")
        ),
        Mistake(
            "TRUE",
            "Your unit answers +1 at all four corners. At (1, 1) the score must come down to 0 or below.",
            shows=_computes("TRUE"),
        ),
        Mistake("no bias", "At (0, 0) only the bias counts, and with yours the score there is 0.", shows=_bare),
        Mistake(
            "FALSE",
            "Your unit answers −1 at all four corners. Three of them need a score above 0.",
            shows=_computes("FALSE"),
        ),
        Mistake(
            "one input",
            "One of your weights is 0, so your unit reads one input only. NAND depends on both.",
            shows=lambda answer: 0 in _triple(answer)[:2],
        ),
    ),
    praise="Your unit computes NAND. Many other weights do, too.",
    hints=(
        "NAND is false at (1, 1) only. The line must cut off that corner.",
        "The arrow w points to the +1 side, so away from (1, 1). Which signs have w₁ and w₂ then?",
        "The score must be above 0 at (0, 1) and (1, 0), and at most 0 at (1, 1). With both weights −1: between "
        "which two numbers must b lie?",
    ),
    explanation="NAND is −1 only at (1, 1), so the line must separate that corner from the other three. The arrow w "
    "points to the +1 side, away from (1, 1): both weights are negative. With w = (−1, −1), the scores are b at (0, "
    "0), b − 1 at (0, 1) and (1, 0), and b − 2 at (1, 1). The first three must be above 0 and the last at most 0, "
    "so 1 < b ≤ 2, for example b = 1.5. It is the unit of AND with all three signs changed.",
)

_CROSSED = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [2.0, 2.0]]), np.array([1.0, -1.0, -1.0, 1.0])
_WISHES = _CROSSED[1][:, None] * np.column_stack([_CROSSED[0], np.ones(4)])


def _four(taken) -> np.ndarray:
    """Return four numbers, whether they came as a list, a row, a column or a square."""
    return np.asarray(np.asarray(taken, float)).reshape(4)


def _certifies(taken) -> bool:
    numbers = _four(taken)
    fair = np.isfinite(numbers).all() and (numbers >= 0).all() and numbers.any()
    return bool(fair and is_close(numbers @ _WISHES, np.zeros(3), 1e-9 * numbers.sum()))


def _not_cancelled(name: str, column: int, at: str) -> Mistake:
    return Mistake(
        f"{name} is left",
        f"In your sum, {name} does not cancel. Add up its coefficients at {at}, each times your number.",
        shows=lambda taken: not is_close(_four(taken) @ _WISHES[:, column], 0.0),
    )


_CERTIFICATE = Question(
    "03.2b",
    lambda: (3, 2, 2, 1),
    "four numbers, none below 0 and not all 0, that make w₁, w₂ and b cancel",
    reply=_four,
    equal=lambda got, truth: _certifies(got),
    praise="The sum reads 0 > 0: no line separates these points.",
    mistakes=(
        Mistake(
            "not four numbers",
            "Give four numbers, one for each point, in the order of the text.",
            shows=lambda taken: not safely(lambda: np.isfinite(_four(taken)).all(), otherwise=False),
        ),
        Mistake(
            "all zero",
            "With only zeros nothing is added, and 0 ≥ 0 is true. Take at least one inequality.",
            shows=lambda taken: not _four(taken).any(),
        ),
        Mistake(
            "labels inside",
            "The signs of the labels are in the inequalities already; with yours they come twice. All four numbers "
            "must be 0 or more.",
            shows=lambda taken: _certifies(_four(taken) * _CROSSED[1]),
        ),
        Mistake(
            "negative",
            "An inequality may not be multiplied by a number below 0: that reverses its sign.",
            shows=lambda taken: bool((_four(taken) < 0).any()),
        ),
        Mistake(
            "one point left out",
            "A point with 0 is left out. Then some of w₁, w₂ and b cannot cancel.",
            shows=lambda taken: bool((_four(taken) == 0).any()),
        ),
        Mistake(
            "as for XNOR",
            "Equal numbers prove it for XNOR. Here the last point is twice as far out, so its w₁ and w₂ count twice.",
            shows=lambda taken: len(set(_four(taken).tolist())) == 1,
        ),
        _not_cancelled("w₁", 0, "(1, 0) and (2, 2)"),
        _not_cancelled("w₂", 1, "(0, 1) and (2, 2)"),
        _not_cancelled("b", 2, "all four points"),
    ),
    hints=(
        "Write the four inequalities with everything on the left and > 0 or ≥ 0 on the right.",
        "Start with one copy of the last one, 2w₁ + 2w₂ + b > 0. How many copies of −(w₁ + b) ≥ 0 cancel its w₁?",
        "When w₁ and w₂ are gone, count what is left of b. The first inequality, b > 0, must make up for it.",
    ),
    explanation="The four inequalities are b > 0, −w₂ − b ≥ 0, −w₁ − b ≥ 0 and 2w₁ + 2w₂ + b > 0. One copy of the "
    "last needs two copies of the third to cancel 2w₁, and two of the second to cancel 2w₂. That leaves b − 4b = "
    "−3b, so the first is taken three times. The sum of 3, 2, 2 and 1 copies reads 0 > 0, which is false for all "
    "numbers. Any multiple, such as 6, 4, 4, 2, is right as well.",
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
    (np.array([3, 4]), -5, np.array([[3, -1], [3, 4]]), np.array([-1, 1])),  # whole numbers, and a point on the line
    (np.array([-3e8, 4e8]), 5e8, np.array([[0.0, 0.0], [-400.0, 1.0]]), np.array([1.0, 1.0])),
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
            "A list came back, one number per point. The margin is the smallest of them.",
            lambda w, b, X, y: y * _distances(w, b, X),
        ),
        Mistake(
            "largest",
            "You take the largest distance. The margin belongs to the nearest point.",
            lambda w, b, X, y: (y * _distances(w, b, X)).max(),
        ),
        Mistake(
            "clipped at 0",
            "You never go below 0. If a point lies on the wrong side, the margin is negative and says how far.",
            lambda w, b, X, y: max(0.0, (y * _distances(w, b, X)).min()),
        ),
        Mistake(
            "bias in the length",
            "You divide by the length of (w, b). A distance on the plane needs the length of w only.",
            lambda w, b, X, y: (y * (X @ w + b)).min() / np.sqrt(w @ w + b * b),
        ),
        Mistake(
            "sum",
            "You add the distances up. The margin belongs to the nearest point.",
            lambda w, b, X, y: (y * _distances(w, b, X)).sum(),
        ),
        Mistake(
            "bias subtracted",
            "You subtract b; the score is w · x plus b.",
            lambda w, b, X, y: (y * (X @ w - b)).min() / np.sqrt(w @ w),
        ),
        Mistake(
            "both sides",
            "That is the width of the whole band. The margin is the distance from the line to the nearest point.",
            lambda w, b, X, y: 2 * (y * _distances(w, b, X)).min(),
        ),
        Mistake(
            "one over the length",
            "1/‖w‖ is the margin only if the nearest score is 1, as in a support vector machine. Use the scores.",
            lambda w, b, X, y: 1 / np.sqrt(w @ w),
        ),
        Mistake(
            "position",
            "That is which point is nearest. Return its distance.",
            lambda w, b, X, y: np.argmin(y * _distances(w, b, X)),
        ),
        Mistake(
            "median",
            "You take the median of the distances. The margin is the smallest one.",
            lambda w, b, X, y: np.median(y * _distances(w, b, X)),
        ),
        Mistake(
            "largest weight",
            "You divide by the largest weight. The length of w comes from Pythagoras.",
            lambda w, b, X, y: (y * (X @ w + b)).min() / np.abs(w).max(),
        ),
        Mistake(
            "both slips: length and labels",
            "Two things are missing: the labels, and the division by the length of w.",
            lambda w, b, X, y: (X @ w + b).min(),
        ),
    ),
    hints=(
        "First the signed distance of every point from the line.",
        "A score becomes a distance when it is divided by the length of w, np.linalg.norm(w).",
        "Multiply each distance by the point's label and take the smallest.",
    ),
    explanation="The scores of all examples are X @ w + b. Times the labels y, a score is positive on the right "
    "side and negative on the wrong one. Dividing by the length of w turns scores into distances; the length is "
    "positive, so we may take the smallest before or after dividing. That smallest signed distance is the margin.",
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
        d, n = rng.size(1, 4), rng.size(2, 7)
        case = rng.normal(0, 2, (n, d)), rng.choice([-1.0, 1.0], n), rng.integers(0, n, 40).tolist()
        if is_without_ties(*case):
            return case


def _counted(
    X, y, order: Sequence[int], at_zero: float = -1.0, bias: float = 1.0, moving: float = 1.0, always: bool = False
) -> int:
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        is_wrong = _sign(w @ X[i] + b, at_zero) != y[i]
        mistakes += is_wrong
        if is_wrong or always:
            w, b = w + 2 * moving * y[i] * X[i], b + 2 * moving * bias * y[i]
    return mistakes


def _counted_by(X, y, order: Sequence[int], is_wrong, label_in_bias: bool = True) -> int:
    """Return the count of a unit that takes an example for wrong where `is_wrong(score, label)` says so."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        if is_wrong(w @ X[i] + b, y[i]):
            w, b, mistakes = w + 2 * y[i] * X[i], b + (2 * y[i] if label_in_bias else 2), mistakes + 1
    return mistakes


def _counted_with_0_and_1(X, y, order: Sequence[int], by_label: bool = False) -> int:
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        error = y[i] - float(w @ X[i] + b > 0)
        if error:
            step = y[i] if by_label else error
            w, b, mistakes = w + step * X[i], b + step, mistakes + 1
    return mistakes


def _counted_by_products(X, y, order: Sequence[int]) -> int:
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        guess = 1 if w * X[i] + b > 0 else -1
        if guess != y[i]:
            w, b, mistakes = w + 2 * y[i] * X[i], b + 2 * y[i], mistakes + 1
    return mistakes


def _end(X, y, order: Sequence[int]) -> np.ndarray:
    """Return (w, b) after the run."""
    v = np.zeros(X.shape[1] + 1)
    for i in order:
        z = np.append(X[i], 1.0)
        v = v + (_sign(v @ z) != y[i]) * 2 * y[i] * z
    return v


def _counted_by_differences(X, y, order: Sequence[int]) -> int:
    """Return the count of a unit whose guess is 0 at 0, so that its first step has half the length."""
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        error = np.sign(w @ X[i] + b) - y[i]
        mistakes += bool(error)
        w, b = w - error * X[i], b - error
    return mistakes


def _wrong_at_the_end(X, y, order: Sequence[int]) -> int:
    v = _end(X, y, order)
    return int((np.where(np.column_stack([X, np.ones(len(X))]) @ v > 0, 1, -1) != y).sum())


def _run_cases() -> list[tuple]:
    rng = CaseGenerator(np.random.default_rng(3))
    corners = INPUTS + [0.137, 0.371]
    orders = {"AND": [3, 0, 1, 2], "OR": [1, 0, 3, 2], "NAND": [0, 1, 2, 3]}
    gates = [(corners, GATES[name] + 0.0, order * 6) for name, order in orders.items()]
    fine = np.array([[0.13, -0.3], [0.27, 0.11], [-0.14, 0.26]]), np.array([1.0, -1.0, -1.0]), [0, 1, 2] * 8
    one = np.array([[1.0], [-2.0]]), np.array([1.0, -1.0]), [0, 1]
    whole = np.array([[3, 0], [4, 3], [2, -2]]), np.array([1, -1, -1]), [0, 2, 0, 1, 1, 2, 0, 2, 0, 1, 1]
    none = np.array([[1.0, 2.0]]), np.array([1.0]), []
    return [one, *gates, fine, whole, none, _shown_in_order(rng), _shown_in_order(rng)]


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
            "At a score of 0, np.sign gives 0, so your first step is half as long. The unit answers −1 there.",
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
            "You count every example. Count those where the guess, −1 or +1, differs from the label; the score "
            "itself always does.",
            lambda X, y, order: len(order),
        ),
        Mistake(
            "order ignored",
            "You go through X once from the top. The argument `order` says which example comes when.",
            lambda X, y, order: _counted(X, y, range(len(X))),
        ),
        Mistake(
            "right ones counted",
            "You count the correct guesses. Count the wrong ones.",
            lambda X, y, order: len(order) - _counted(X, y, order),
        ),
        Mistake(
            "a tie never counts",
            "At the start every score is 0, and you take that for right. The unit answers −1 there.",
            lambda X, y, order: _counted_by(X, y, order, lambda score, label: label * score < 0),
        ),
        Mistake(
            "order sorted",
            "You show the examples in another order. Take the indices as they come in `order`.",
            lambda X, y, order: _counted(X, y, sorted(order)),
        ),
        Mistake(
            "bias without label",
            "Your bias moves the same way at every mistake. It moves by the label, like the weights.",
            lambda X, y, order: _counted_by(X, y, order, lambda s, label: _sign(s) != label, label_in_bias=False),
        ),
        Mistake(
            "fraction",
            "That is the fraction of mistakes. Return their number.",
            lambda X, y, order: _counted(X, y, order) / len(order) if len(order) else None,
        ),
        Mistake(
            "return in the loop",
            "Your function stops after the first example. `return` belongs behind the loop, not in it.",
            lambda X, y, order: 1 if len(order) else None,
        ),
        Mistake(
            "0 and 1",
            "Your guess is 0 or 1, so it never equals the label −1. The guesses are −1 and +1.",
            _counted_with_0_and_1,
        ),
        Mistake(
            "0 and 1, by the label",
            "Your guess is 0 or 1, so every example labelled −1 counts as a mistake. The guesses are −1 and +1.",
            lambda X, y, order: _counted_with_0_and_1(X, y, order, by_label=True),
        ),
        Mistake(
            "updates when right",
            "You change w and b at every example. Only at a mistake do they move.",
            lambda X, y, order: _counted(X, y, order, always=True),
        ),
        Mistake(
            "away from the label",
            "Your step goes the wrong way: at a mistake ŷ x is added, not subtracted.",
            lambda X, y, order: _counted(X, y, order, moving=-1.0),
        ),
        Mistake(
            "wrong at the end",
            "You count the points that are wrong after the run. Count the mistakes while the examples are shown.",
            _wrong_at_the_end,
        ),
        Mistake(
            "weights returned",
            "Weights came back. Return how many mistakes were made on the way.",
            shows=lambda count: np.size(np.hstack(count(*_run_cases()[1]))) > 1,
        ),
        Mistake(
            "product, no sum",
            "w * X[i] is one product per input, so no single score comes out. Add them up: w @ X[i].",
            _counted_by_products,
        ),
    ),
    hints=(
        "A loop over `order`. In it: guess, compare, and if it is wrong count one and update.",
        "The learning rate does not matter here (why?), so take 1: the update adds 2 ŷ x to w and 2 ŷ to b.",
        "Start with w = np.zeros(X.shape[1]), b = 0.0 and a counter at 0. Return the counter after the loop.",
    ),
    explanation="The loop goes through `order`. For each index i the unit guesses with the w and b of that moment; "
    "a score of 0 counts as −1. If the guess differs from y[i], the counter goes up by one and w and b move by a "
    "multiple of y[i] · X[i] and of y[i]. From a start at zero the learning rate scales w and b by one factor, "
    "which changes no sign, so every rate gives the same count. The counter is returned after the loop.",
)

QUESTIONS = (_CHECK_1, _CHECK_2, _CHECK_3, _CHECK_4, _ANSWER, _UPDATE, _NAND, _CERTIFICATE, _MARGIN, _COUNT)

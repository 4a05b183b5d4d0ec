"""Questions of notebook 06 and its sheet: softmax, cross-entropy and their gradients."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..linear import softmax_regression
from ..nn import cross_entropy, one_hot, softmax
from ..validation import is_close, safely
from .mistaken import agrees_with, is_softmax, is_softmax_but_for


def _to(tolerance: float):
    """Return a comparison for numbers that were worked out by hand and rounded."""
    return lambda got, truth: is_close(got, truth, tolerance)


def _squares(p, y):
    """Return dL/dz of half squares behind a softmax, row by row."""
    d = p - y
    return p * (d - (d * p).sum(axis=-1, keepdims=True))


# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_P1 = np.array([0.5, 0.1, 0.4])
_CHECK_1 = value_question(
    "06.1",
    -np.log(0.4),
    "the cross-entropy, one number",
    [
        ("sign", np.log(0.4), "The logarithm of a probability is negative. The loss has a minus sign before it."),
        (
            "logarithm to base 10",
            -np.log10(0.4),
            "That is the logarithm to base 10. The loss uses the natural one, np.log.",
        ),
        (
            "logarithm to base 2",
            -np.log2(0.4),
            "That is the logarithm to base 2. The loss uses the natural one, np.log.",
        ),
        ("all classes", -np.log(_P1).sum(), "You counted all three classes. The target is 0 for two of them."),
        ("first class", -np.log(0.5), "That is the loss if class 1 were true. The third class is true."),
        (
            "binary",
            -np.log(0.4) - np.log(0.5) - np.log(0.9),
            "You added −log(1 − p) for the other classes. The cross-entropy has one term only, that of the true class.",
        ),
        (
            "entropy",
            -(_P1 * np.log(_P1)).sum(),
            "You weighted the logarithms with p. The weights are the target: 0, 0, 1.",
        ),
        (
            "mean over the classes",
            -np.log(0.4) / 3,
            "You divided by the number of classes. A loss sums over classes and averages only over examples.",
        ),
        ("squares", (0.25 + 0.01 + 0.36) / 2, "That is half the squared error. The cross-entropy takes a logarithm."),
        ("no logarithm", 0.6, "That is 1 − p. The cross-entropy takes the logarithm of p."),
    ],
    equal=_to(2e-3),
    hints=(
        "The one-hot target is (0, 0, 1). Which terms of the sum does it leave?",
        "Take the natural logarithm of the probability of the true class, and change the sign.",
    ),
    explanation=(
        "The target is y = (0, 0, 1), so two terms of the sum are 0 and one is left: L = −log p₃ = −log 0.4 = 0.916. "
        "The probabilities of the other two classes matter only because they leave less than 1 for the third. "
        "With p₃ = 1 the loss would be 0."
    ),
)
_CHECK_2 = value_question(
    "06.2",
    2 * np.log(9),
    "the difference z₁ − z₂, one number",
    [
        ("temperature forgotten", np.log(9), "That is right for T = 1. Here z is divided by 2 before the exponential."),
        ("divided by T", np.log(9) / 2, "You divided by T. If z / T must differ by log 9, by how much does z differ?"),
        ("logarithm to base 10", 2 * np.log10(9), "That is the logarithm to base 10. Here e is the base."),
        ("ratio itself", 9.0, "A difference of 9 makes the ratio e⁹ at T = 1. What difference makes it 9?"),
        ("ratio times T", 18.0, "T is right, but the exponential has to be undone with a logarithm."),
        ("sign", -2 * np.log(9), "With this, class 2 would be nine times as probable as class 1."),
    ],
    equal=_to(2e-3),
    hints=(
        "In the ratio p₁ / p₂ the sum in the denominator cancels. What is left?",
        "e^((z₁ − z₂) / T) is 9. Take the logarithm of both sides.",
    ),
    explanation=(
        "The ratio of two probabilities is p₁ / p₂ = e^(z₁/T) / e^(z₂/T) = e^((z₁ − z₂)/T), since the sum cancels. "
        "It is 9 where (z₁ − z₂) / T = log 9. With T = 2 this gives z₁ − z₂ = 2 log 9 = 4.394. "
        "At T = 1 half of that would do: heat makes the same difference count less."
    ),
)
_P3, _Y3 = np.array([0.2, 0.5, 0.3]), np.array([0.0, 0.0, 1.0])
_CHECK_3 = value_question(
    "06.3",
    _P3 - _Y3,
    "three numbers, the derivatives with respect to z₁, z₂, z₃",
    [
        (
            "sign flipped",
            _Y3 - _P3,
            "That is y − p. Raising the true logit lowers the loss, so its derivative is negative.",
        ),
        ("target forgotten", _P3, "Those are the probabilities. Subtract the target from them."),
        (
            "another class",
            _P3 - [0, 1, 0],
            "You took class 2 for the true one. Python counts from 0, the question from 1.",
        ),
        ("derivative in p", -_Y3 / _P3, "That is ∂L/∂p. It still has to go through the Jacobian to become ∂L/∂z."),
        (
            "squares",
            _squares(_P3, _Y3),
            "Those are the derivatives of half the squared error. With the cross-entropy the Jacobian cancels.",
        ),
        ("averaged", (_P3 - _Y3) / 3, "You divided by 3. A loss sums over outputs and averages only over examples."),
    ],
    equal=_to(2e-3),
    hints=(
        "With softmax and cross-entropy, what is left of ∂L/∂z after the Jacobian has cancelled?",
        "Write the target as a one-hot vector, with the third class as the true one.",
    ),
    explanation=(
        "For softmax with cross-entropy, ∂L/∂z = p − y. The target is y = (0, 0, 1), "
        "so the derivatives are (0.2, 0.5, 0.3 − 1) = (0.2, 0.5, −0.7). "
        "Their sum is 0, since raising all logits together changes nothing. Only the true class has a negative one."
    ),
)
_CHECK_4 = choice_question(
    "06.4",
    "A network with a hidden layer and two softmax outputs learns by SGD with the learning rate 0.1. A twin has one "
    "sigmoid output, with u = w₁ − w₂. At what learning rates does it follow exactly the same path?",
    {
        "a": ("0.1 in both layers", "Then u moves half as far as w₁ − w₂ does, because both rows move, and apart."),
        "b": (
            "0.2 in both layers",
            "The hidden layer gets u (p − y) from above in both networks, with no factor of 2.",
        ),
        "c": (
            "0.1 in the hidden layer, 0.2 in the output layer",
            "Yes. The two rows part twice as fast as one row moves, and what comes down from them is the same.",
        ),
        "d": ("No learning rates can do it", "They can: without a hidden layer you have seen it, and it was exact."),
    },
    right="c",
    hints=(
        "How far does w₁ − w₂ move in a step in which w₁ moves by some amount, and w₂ by the opposite?",
        "What reaches the hidden layer: w₁(p₁ − y₁) + w₂(p₂ − y₂). Write p₂ − y₂ as −(p₁ − y₁).",
    ),
    explanation=(
        "The two rows get opposite gradients, so their difference u moves by twice the step of one row. "
        "The sigmoid's single row therefore needs twice the learning rate, 0.2. "
        "The hidden layer receives w₁(p₁ − y₁) + w₂(p₂ − y₂) = u(p₁ − y₁) in both networks, without a factor of 2. "
        "Its learning rate stays at 0.1."
    ),
)

# --- the exercise sheet: losses ----------------------------------------------------------------------------------

_P = [
    np.array(P, float)
    for P in (
        [[0.25, 0.75]],
        [[0.2, 0.5, 0.3], [0.7, 0.2, 0.1]],
        [[0.6, 0.4], [0.1, 0.9], [0.5, 0.5]],
        [[0.1, 0.2, 0.3, 0.4], [0.25, 0.25, 0.3, 0.2], [0.4, 0.3, 0.2, 0.1]],
    )
]
_C = [np.array(c) for c in ([0], [2, 0], [1, 1, 0], [3, 0, 1])]
_CERTAIN = np.array([[0.0, 1.0, 0.0], [0.5, 0.5, 0.0]]), np.array([1, 0])
# The true class had next to no probability.
_SURPRISED = np.array([[1e-12, 1 - 1e-12], [1 - 1e-9, 1e-9]]), np.array([0, 1])


def _hot(c, P):
    return one_hot(c, P.shape[1])


_ORDINARY_1A = [(P, _hot(c, P)) for P, c in zip(_P, _C)]
_CASES_1A = [*_ORDINARY_1A, *((P, _hot(c, P)) for P, c in (_SURPRISED, _CERTAIN))]
_CASES_1B = [*zip(_P, _C), _SURPRISED, _CERTAIN]


def _probabilities_and_classes(rng) -> tuple:
    n, k = rng.sizes(2, 6, 2)
    return rng.dirichlet(np.ones(k), n), rng.integers(0, k, n)


def _probabilities_and_targets(rng) -> tuple:
    P, c = _probabilities_and_classes(rng)
    return P, _hot(c, P)


def _given(f, case, truth, tolerance: float = 1e-6) -> bool:
    """Does the answer return this for the case? Where it stops, it does not."""
    return safely(lambda: is_close(f(*(v.copy() for v in case)), truth, tolerance), otherwise=False)


def _loss_like(other):
    """Return a test for answers that do as `other` where no probability is 0; past that, the style decides."""
    return lambda f: all(_given(f, case, other(*case)) for case in _ORDINARY_1A)


def _nan_where_0_log_0(f) -> bool:
    """Is it right where no probability is 0, and not finite where one is?"""
    good = all(_given(f, case, cross_entropy(*case)) for case in _CASES_1A[:-1])
    return bool(good and not np.isfinite(f(*_CASES_1A[-1])))


def _small_number_added(cases, loss):
    """Return a test for answers that are nearly right, but not where the true class has next to no probability."""

    def shows(f) -> bool:
        *ordinary, surprised, _ = cases
        nearly = all(_given(f, case, loss(*case), tolerance=1e-3) for case in ordinary)
        return nearly and not _given(f, surprised, loss(*surprised))

    return shows


# A target that is not one-hot tells apart what is −∞ for all that are: logarithms of 0.
_HALVES, _QUARTERS = np.array([[0.5, 0.5]]), np.array([[0.25, 0.75]])


def _up_to_sum_or_sign(other):
    """Return a test for answers that are `other` for one row and soft targets, its sum or mean, with either sign."""
    truth = other(_HALVES, _QUARTERS)
    return lambda f: any(_given(f, (_HALVES, _QUARTERS), sign * truth / n) for sign in (1, -1) for n in (1, 2))


_MORE_DIGITS = "A small number inside the logarithm, or a clip, changes the loss: log(10⁻¹² + 10⁻⁸) is not log 10⁻¹²."
_SHEET_1A = Question(
    "06.1a",
    cross_entropy,
    "one number: −log of the true class's probability, mean over the examples",
    cases=_CASES_1A,
    hidden=("other probabilities", _probabilities_and_targets),
    mistakes=(
        Mistake(
            "sum for mean",
            "You added up all examples. Divide by how many there are.",
            shows=_loss_like(lambda P, Y: cross_entropy(P, Y) * len(P)),
        ),
        Mistake(
            "mean over all entries",
            "You averaged over the classes too, as np.mean of the whole matrix does. Sum along each row first.",
            shows=_loss_like(lambda P, Y: cross_entropy(P, Y) / P.shape[1]),
        ),
        Mistake(
            "sign",
            "Your loss is negative, because the minus sign is missing.",
            shows=_loss_like(lambda P, Y: -cross_entropy(P, Y)),
        ),
        Mistake(
            "sign, and sum for mean",
            "Your loss is negative, and you added up all examples. Change the sign, and divide by their number.",
            shows=_loss_like(lambda P, Y: -cross_entropy(P, Y) * len(P)),
        ),
        Mistake(
            "sign, and mean over all entries",
            "Your loss is negative, and it is averaged over the classes as well. Change the sign, and sum along rows.",
            shows=_loss_like(lambda P, Y: -cross_entropy(P, Y) / P.shape[1]),
        ),
        Mistake(
            "logarithm to base 10",
            "Your logarithm has base 10. The natural one is np.log.",
            shows=_loss_like(lambda P, Y: cross_entropy(P, Y) / np.log(10)),
        ),
        Mistake(
            "logarithm to base 2",
            "Your logarithm has base 2. The natural one is np.log.",
            shows=_loss_like(lambda P, Y: cross_entropy(P, Y) / np.log(2)),
        ),
        Mistake(
            "nan for 0 log 0",
            "Right, unless a probability is 0: then 0 · log 0 is nan. "
            "Take the logarithm of the true class's probability only.",
            shows=_nan_where_0_log_0,
        ),
        Mistake(
            "small number added",
            _MORE_DIGITS + " Pick the true class's probability first.",
            shows=_small_number_added(_CASES_1A, cross_entropy),
        ),
        Mistake(
            "P and Y swapped",
            "You took the logarithm of the target. The probabilities go into it, and the target picks one.",
            shows=_up_to_sum_or_sign(lambda P, Y: -(P * np.log(Y)).sum()),
        ),
        Mistake(
            "logarithm of the product",
            "P * Y is 0 for all classes but the true one, and log 0 is −∞. Add up each row before the logarithm.",
            shows=_up_to_sum_or_sign(lambda P, Y: -np.log(P * Y).sum()),
        ),
        Mistake(
            "all classes",
            "You added the logarithms of all classes. The target picks out the true one.",
            shows=_loss_like(lambda P, Y: -np.log(P).sum(axis=1).mean()),
        ),
        Mistake(
            "binary",
            "You added (1 − y) log(1 − p) for every class, as for yes-or-no questions. Only y log p belongs here.",
            shows=_loss_like(lambda P, Y: -(Y * np.log(P) + (1 - Y) * np.log(1 - P)).sum(axis=1).mean()),
        ),
        Mistake(
            "softmax twice",
            "You applied a softmax to P. The rows of P are probabilities already.",
            shows=_loss_like(lambda P, Y: cross_entropy(softmax.value(P), Y)),
        ),
        Mistake(
            "mean inside",
            "You average the probabilities and then take the logarithm. The logarithm comes first.",
            shows=_loss_like(lambda P, Y: -np.log((P * Y).sum() / len(P))),
        ),
        Mistake(
            "no logarithm",
            "You average 1 − p. The cross-entropy takes −log p.",
            shows=_loss_like(lambda P, Y: 1 - (P * Y).sum(axis=1).mean()),
        ),
        Mistake(
            "squares",
            "That is half the squared error. The cross-entropy takes a logarithm.",
            shows=_loss_like(lambda P, Y: ((P - Y) ** 2).sum(axis=1).mean() / 2),
        ),
    ),
    hints=(
        "One example: −log of one probability. Which of the row's numbers is it, and how does Y pick it out?",
        "np.sum(P * Y, axis=1) is the probability of the true class in each row.",
        "Take the logarithm of those n numbers, change the sign, and return the mean.",
    ),
    explanation=(
        "Each row of Y is 1 at the true class and 0 elsewhere, so P * Y keeps the probability of the true class and "
        "sets all others to 0. The sum of the row is that probability. Its negative logarithm is the cross-entropy "
        "of one example, and the loss is the mean over the n examples."
    ),
)


def _picked(P, c):
    return P[np.arange(len(P)), c]


def _loss_of_classes(P, c) -> float:
    return float(-np.log(_picked(P, c)).mean()) + 0.0


_SHEET_1B = Question(
    "06.1b",
    _loss_of_classes,
    "one number, the mean cross-entropy",
    cases=_CASES_1B,
    hidden=("other classes", _probabilities_and_classes),
    mistakes=(
        Mistake(
            "every row with every class",
            "P[:, c] picks all columns of c in every row, n × n numbers. You need one number per row.",
            lambda P, c: -np.log(P[:, c]).mean(),
        ),
        Mistake(
            "rows picked",
            "P[c] picks whole rows. You need one number from each row: the one in column c[i] of row i.",
            lambda P, c: -np.log(P[c]).mean(),
        ),
        Mistake(
            "rows and columns swapped",
            "You use c for the rows. The rows are 0, 1, 2, ..., and c tells the column of each.",
            lambda P, c: -np.log(P[c, np.arange(len(c))]).mean(),
        ),
        Mistake(
            "counted from 1",
            "Your classes are one column too far to the left. Here they count from 0.",
            lambda P, c: -np.log(_picked(P, c - 1)).mean(),
        ),
        Mistake(
            "largest probability",
            "You take the class that the network prefers. The true one counts.",
            lambda P, c: -np.log(P.max(axis=1)).mean(),
        ),
        Mistake(
            "sum for mean",
            "You added up all examples. Divide by how many there are.",
            lambda P, c: -np.log(_picked(P, c)).sum(),
        ),
        Mistake(
            "mean over all entries",
            "You divided by the size of the matrix P. Only the examples are averaged.",
            lambda P, c: -np.log(_picked(P, c)).sum() / P.size,
        ),
        Mistake(
            "sign",
            "Your loss is negative, because the minus sign is missing.",
            lambda P, c: np.log(_picked(P, c)).mean(),
        ),
        Mistake(
            "sign, and sum for mean",
            "Your loss is negative, and you added up all examples. Change the sign, and divide by their number.",
            lambda P, c: np.log(_picked(P, c)).sum(),
        ),
        Mistake(
            "small number added",
            _MORE_DIGITS + " No true class has probability 0.",
            shows=_small_number_added(_CASES_1B, _loss_of_classes),
        ),
        Mistake(
            "mean inside",
            "You average the probabilities and then take the logarithm. The logarithm comes first.",
            lambda P, c: -np.log(_picked(P, c).mean()),
        ),
        Mistake(
            "logarithm to base 10",
            "Your logarithm has base 10. The natural one is np.log.",
            lambda P, c: -np.log10(_picked(P, c)).mean(),
        ),
        Mistake(
            "logarithm to base 2",
            "Your logarithm has base 2. The natural one is np.log.",
            lambda P, c: -np.log2(_picked(P, c)).mean(),
        ),
        Mistake(
            "no logarithm",
            "You average 1 − p. The cross-entropy takes −log p.",
            lambda P, c: 1 - _picked(P, c).mean(),
        ),
    ),
    hints=(
        "For each row i you need the one number P[i, c[i]].",
        "NumPy picks such pairs at once: P[rows, columns] with two lists of equal length.",
        "The rows are np.arange(len(c)). Then take −log, then the mean.",
    ),
    explanation=(
        "P[np.arange(n), c] takes one number from each row: from row i, column c[i]. These are the same n "
        "probabilities that a one-hot Y picks out by products and sums, so the loss is the same. No table of zeros "
        "and ones is needed."
    ),
)

# --- the exercise sheet: softmax ---------------------------------------------------------------------------------

_Z = [np.array(Z, float) for Z in ([[1, 2]], [[3, -1, 1], [0, 0, 2]], [[1, -1], [2, 2], [0, 3]], [[1, 0], [-1, 2]])]
_LARGE, _APART = np.array([[1.0, 1000.0, 2.0]]), np.array([[0.0, 1.0], [-2000.0, -2001.0]])
_EXTREME = [
    np.array([[800.0, 801.0], [-801.0, -800.0]]),
    np.array([[0.0, 0.0, 0.0, 1000.0], [1000.0, 1000.0, 0.0, 0.0]]),
    np.array([[-400.0, -400.0, 1.0]]),
    np.array([[-800.0, 800.0, 800.0], [1.0, 2.0, 3.0]]),
    np.array([[2000, 1999], [0, 1]]),
    np.array([[20000.0, 19999.0], [-20000.0, -20001.0]]),
]


def _small(other):
    """Return a test for answers that do as `other` where nothing overflows; past that, the style decides."""
    return lambda f: agrees_with(f, other, _Z)


def _some_rows(rng) -> tuple:
    """Draw rows that are moderate, or lie far from each other, or all far from 0; float32 holds them exactly."""
    shape = rng.sizes(1, 6, 2)
    middle = rng.choice([0.0, 0.0, 1000.0, -1000.0], (shape[0], 1))
    return (np.round(8 * (middle + rng.choice([3.0, 10.0, 1000.0]) * rng.normal(size=shape))) / 8,)


def _right_but_at_extremes(f) -> bool:
    return is_softmax_but_for(f, [*_Z, _LARGE], _EXTREME) and not _breaks_on(_APART)(f)


def _breaks_on(*tables):
    """Return a test for answers that are right for small logits, and on exactly these tables give no numbers."""

    def shows(f) -> bool:
        finite = [
            safely(lambda Z=Z: np.isfinite(np.asarray(f(Z.copy()), float)).all(), otherwise=False)
            for Z in (_LARGE, _APART)
        ]
        return is_softmax(f, _Z) and finite == [all(Z is not t for t in tables) for Z in (_LARGE, _APART)]

    return shows


def _does_not_fit(f) -> bool:
    """Does it work for one row, and stop for two rows of three, as sums without `keepdims` do?"""
    try:
        f(_Z[1].copy())
    except ValueError:
        return is_softmax(f, _Z[:1])
    return False


_SHEET_2A = Question(
    "06.2a",
    softmax.value,
    "positive numbers, each row summing to 1",
    cases=[(Z,) for Z in (*_Z, _LARGE, _APART, *_EXTREME)],
    hidden=("other logits", _some_rows),
    mistakes=(
        Mistake(
            "down the columns",
            "Your columns sum to 1. An example is a row, so each row should sum to 1.",
            shows=_small(lambda Z: softmax.value(Z.T).T),
        ),
        Mistake(
            "whole matrix",
            "All your numbers together sum to 1. Each row should, because examples are independent of each other.",
            shows=_small(lambda Z: np.exp(Z) / np.exp(Z).sum()),
        ),
        Mistake("not normalised", "Those are exponentials. Divide each row by its sum.", shows=_small(np.exp)),
        Mistake(
            "exponential of the quotient",
            "You divide Z by the sum of the exponentials and take the exponential then. Take it first, then divide.",
            shows=_small(lambda Z: np.exp(Z / np.exp(Z).sum(axis=1, keepdims=True))),
        ),
        Mistake(
            "logarithm returned",
            "Those are the logarithms of the probabilities. Return the probabilities themselves.",
            shows=_small(lambda Z: Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))),
        ),
        Mistake(
            "keepdims forgotten",
            "One row works, several do not: the row sums have shape (n,) and are broadcast "
            "along the rows. Keep them as a column: keepdims=True.",
            shows=_does_not_fit,
        ),
        Mistake(
            "overflow",
            "Right for small logits, but e^1000 is beyond the largest float. Keep the exponents small "
            "without changing the result.",
            shows=_breaks_on(_LARGE, _APART),
        ),
        Mistake(
            "another shift",
            "Right for some large logits, but not for all. What must you subtract from a row, so that its "
            "largest exponent is 0?",
            shows=_right_but_at_extremes,
        ),
        Mistake(
            "one shift for all",
            "You subtract the largest number of the whole matrix. A row far below it becomes "
            "all zeros. Each row needs a shift of its own.",
            shows=_breaks_on(_APART),
        ),
        Mistake(
            "sigmoid",
            "That is the sigmoid of each number separately. Softmax divides by the sum over a whole row.",
            shows=_small(lambda Z: 1 / (1 + np.exp(-Z))),
        ),
        Mistake(
            "argmax",
            "That is a hard choice with a 1 in each row. Softmax is the smooth version.",
            shows=_small(lambda Z: np.where(Z == Z.max(axis=1, keepdims=True), 1.0, 0.0)),
        ),
    ),
    hints=(
        "Examples are rows, so both the largest and the sum are taken along axis 1.",
        "Z.max(axis=1) has shape (n,). With keepdims=True it has shape (n, 1) and fits the rows of Z.",
        "E = exp(Z − its row maxima). Return E divided by its row sums, again with keepdims=True.",
    ),
    explanation=(
        "Every row is an example of its own, so its maximum and its sum are taken along axis 1. With keepdims=True "
        "they have shape (n, 1), and NumPy applies each of them to its own row. Without it, a shape of (n,) would fit "
        "the columns when n equals k, and would silently give wrong numbers."
    ),
)

_WARM = [(np.array(z, float), T) for z, T in (([1, 0], 2.0), ([2, 1, -1], 0.5), ([0, 0, 1, 3], 10.0))]
_T = 2.0**-10  # about 0.001; the quotients z / T are whole numbers, which float32 holds as well
_COLD = [
    (np.array([1.5, 2, 0]), 0.001),
    *((np.array(v) * _T, _T) for v in ([800.0, 801.0], [-1000.0, -1001.0], [0.0, 0.0, 0.0, 1000.0])),
    (np.array([-0.8, 0.8, 0.8]), 0.001),
    (np.array([3, 3, 3]), 0.001),
]
_COLDEST = (np.array([16384.0, 16383.0, 16384.0]) * 2.0**-13, 2.0**-13)


def _logits_and_temperature(rng) -> tuple:
    """Draw logits and a temperature whose quotients float32 holds exactly."""
    return rng.integers(-16, 17, rng.size(1, 6)) / 8, float(2.0 ** rng.integers(-13, 11))


def _at(z, T):
    return softmax.value(z / T)


def _warm(other):
    """Return a test for answers that do as `other` where nothing overflows."""
    return lambda f: all(_given_at(f, case, other(*case)) for case in _WARM)


def _given_at(f, case, truth) -> bool:
    z, T = case
    return safely(lambda: is_close(f(z.copy(), T), truth), otherwise=False)


def _is_finite_at(f, case) -> bool:
    z, T = case
    return safely(lambda: bool(np.isfinite(np.asarray(f(z.copy(), T), float)).all()), otherwise=False)


def _right_when_cold(f, *others) -> bool:
    return all(_given_at(f, case, _at(*case)) for case in others)


_SHEET_2B = Question(
    "06.2b",
    _at,
    "the probabilities softmax(z / T), one per logit",
    exact_shape=True,
    cases=[*_WARM, *_COLD, _COLDEST],
    hidden=("other temperatures", _logits_and_temperature),
    mistakes=(
        Mistake(
            "multiplied",
            "You multiply by T, which turns hot into cold. Divide the logits.",
            lambda z, T: softmax.value(z * T),
        ),
        Mistake("temperature ignored", "Your answer does not depend on T.", lambda z, T: softmax.value(z)),
        Mistake(
            "after the softmax",
            "You divide the probabilities by T, so they do not sum to 1. Divide the logits.",
            lambda z, T: softmax.value(z) / T,
        ),
        Mistake(
            "not normalised",
            "Those are the exponentials e^(z/T). Divide each by their sum.",
            shows=_warm(lambda z, T: np.exp(z / T)),
        ),
        Mistake(
            "power without sum",
            "p^(1/T) has the right ratios, but it must be divided by its sum again.",
            shows=_warm(lambda z, T: softmax.value(z) ** (1 / T)),
        ),
        Mistake(
            "numerator only",
            "T is in the numerator, but not in the denominator. The sum must be of e^(z/T) too.",
            shows=_warm(lambda z, T: np.exp(z / T) / np.exp(z).sum()),
        ),
        Mistake(
            "denominator only",
            "T is in the denominator, but not in the numerator, which must be e^(z/T) too.",
            shows=_warm(lambda z, T: np.exp(z) / np.exp(z / T).sum()),
        ),
        Mistake(
            "overflow",
            "Right as long as it is warm. At T = 0.001 the exponents reach 2000. Keep them small without changing "
            "the result.",
            shows=lambda f: _warm(_at)(f) and not _is_finite_at(f, _COLD[0]),
        ),
        Mistake(
            "power of p",
            "On paper p^(1/T), divided by its sum, is right. But (1/3)^1000 is 0 for a computer, and 0 / 0 is nan.",
            shows=lambda f: _warm(_at)(f) and _right_when_cold(f, *_COLD[:2]) and not _is_finite_at(f, _COLD[-1]),
        ),
        Mistake(
            "one-hot when cold",
            "Right at most temperatures. But a cold softmax is not always one-hot: equal logits keep equal "
            "probabilities at every T.",
            shows=lambda f: _warm(_at)(f) and _right_when_cold(f, _COLD[0], _COLD[3]) and _is_one_hot(f, _COLD[-1]),
        ),
        Mistake(
            "another shift",
            "Right for most, but not all logits at low T. What must you subtract from z / T, so that "
            "the largest exponent is 0?",
            shows=lambda f: _warm(_at)(f) and _is_finite_at(f, _COLD[0]) and not _right_when_cold(f, *_COLD, _COLDEST),
        ),
    ),
    hints=(
        "T changes the logits, before softmax is applied, and nothing else.",
        "Work with v = z / T, and write the softmax of v.",
        "For small T the numbers v are huge: subtract v.max() first.",
    ),
    explanation=(
        "The temperature divides all logits, which also divides all their differences. A large T makes the "
        "differences small and the probabilities nearly equal; a small T makes them large, and the largest logit "
        "takes nearly everything. Since v = z / T can be huge, its maximum is subtracted before the exponentials are "
        "taken."
    ),
)


def _is_one_hot(f, case) -> bool:
    z, T = case
    return sorted(np.ravel(f(z.copy(), T)).tolist()) == [0.0] * (len(z) - 1) + [1.0]


# --- the exercise sheet: gradients -------------------------------------------------------------------------------

_Z_B = np.array([0.57, 2.95, -0.86])
_P_B, _Y_B = softmax.value(_Z_B), np.array([1.0, 0.0, 0.0])
_SHEET_3A = value_question(
    "06.3a",
    _P_B - _Y_B,
    "three numbers, the derivatives of the loss with respect to the three logits",
    [
        (
            "sign flipped",
            _Y_B - _P_B,
            "That is y − p. The loss falls when the true logit rises, so its derivative is negative.",
        ),
        ("target forgotten", _P_B, "Those are the probabilities p. Subtract the target from them."),
        ("another class", _P_B - [0, 1, 0], "You took the winner, class 2, for the true class. Class 1 is true."),
        (
            "logits for probabilities",
            _Z_B - _Y_B,
            "You subtracted y from the logits. They have to become probabilities first.",
        ),
        (
            "derivative in p",
            -_Y_B / _P_B,
            "That is ∂L/∂p. The question asks for ∂L/∂z, which the Jacobian makes much smaller here.",
        ),
        (
            "squares",
            _squares(_P_B, _Y_B),
            "Those are the derivatives of half the squared error. The question asks for the cross-entropy's.",
        ),
        ("averaged", (_P_B - _Y_B) / 3, "You divided by 3. A loss sums over outputs and averages only over examples."),
    ],
    hints=(
        "First the probabilities: three exponentials, their sum, three quotients.",
        "The sum of the exponentials is about 21.3.",
        "The target is (1, 0, 0). With the cross-entropy, the derivatives are p − y.",
    ),
    explanation=(
        "The exponentials are e^0.57 = 1.768, e^2.95 = 19.106 and e^−0.86 = 0.423, and their sum is 21.297. "
        "So p = (0.083, 0.897, 0.020). With the target (1, 0, 0), ∂L/∂z = p − y = (−0.917, 0.897, 0.020). "
        "The three numbers sum to 0: what class 1 gains in a step, the other two lose."
    ),
    equal=_to(5e-3),
)


def _regression(rng, n: int, k: int, d: int) -> tuple:
    W, b, X = (rng.integers(-8, 9, shape) / 4 for shape in ((k, d), k, (n, d)))
    return W, b, X, one_hot(rng.integers(0, k, n), k)


def _drawn(rng) -> tuple:
    return _regression(rng, *rng.sizes(2, 6, 3))


_FAR = (
    np.array([[2000.0, 0.0], [-2000.0, 1.0], [0.0, 2.0]]),
    np.array([0.0, 1.0, 0.0]),
    np.array([[1.0, 0.0], [-1.0, 1.0], [2.0, -1.0]]),
    one_hot([1, 1, 2], 3),
)


def _gradient(W, b, X, Y, dz=lambda p, y: p - y, probabilities=softmax.value):
    d = dz(probabilities(X @ W.T + b), Y) / len(X)
    return d.T @ X, d.sum(axis=0)


def _both(got, truth) -> bool:
    return len(got) == 2 and all(is_close(part, true, exact_shape=True) for part, true in zip(got, truth))


def _times(by_W, by_b):
    """Return the mistaken answer whose gradients are the right ones times these factors of (n, k)."""

    def mistaken_answer(W, b, X, Y):
        dW, db = _gradient(W, b, X, Y)
        return dW * by_W(*Y.shape), db * by_b(*Y.shape)

    return mistaken_answer


def _with_w_not_transposed(W, b, X, Y):
    d = (softmax.value(X @ W + b) - Y) / len(X)
    return d.T @ X, d.sum(axis=0)


_RNG = np.random.default_rng(6)
_ORDINARY_4A = [_regression(_RNG, *shape) for shape in ((1, 2, 1), (3, 2, 2), (4, 3, 2), (2, 3, 3))]


def _overflows_far_off(f) -> bool:
    def reply(case):
        with np.errstate(all="ignore"):
            return f(*(v.copy() for v in case))

    right = all(safely(lambda c=c: _both(reply(c), _gradient(*c)), otherwise=False) for c in _ORDINARY_4A)
    return right and not safely(lambda: _both(reply(_FAR), _gradient(*_FAR)), otherwise=False)


_SHEET_4A = Question(
    "06.4a",
    lambda *given: tuple(softmax_regression(*given)[1:]),
    "the pair dW, of W's shape, and db, of b's shape",
    cases=[*_ORDINARY_4A, _FAR],
    parts=("dW", "db"),
    hidden=("other tables", _drawn),
    equal=_both,
    exact_shape=True,
    mistakes=(
        Mistake(
            "sign flipped",
            "Your gradient points downhill: that is Y − P. The gradient has P − Y, and the step subtracts it.",
            _times(lambda n, k: -1, lambda n, k: -1),
        ),
        Mistake(
            "sum for mean",
            "You added up all examples. The loss is a mean, so divide by n.",
            _times(lambda n, k: n, lambda n, k: n),
        ),
        Mistake(
            "mean over all entries",
            "You divided by the size of the matrix, n · k. Only the examples are averaged.",
            _times(lambda n, k: 1 / k, lambda n, k: 1 / k),
        ),
        Mistake(
            "divided by n twice",
            "You divided by n twice, as happens when P − Y is divided and a mean is taken as well.",
            _times(lambda n, k: 1 / n, lambda n, k: 1 / n),
        ),
        Mistake(
            "dW not divided",
            "db is right. dW is n times too large, because it is a mean over the examples as well.",
            _times(lambda n, k: n, lambda n, k: 1),
        ),
        Mistake(
            "db not divided",
            "dW is right. db is n times too large, because it is a mean over the examples as well.",
            _times(lambda n, k: 1, lambda n, k: n),
        ),
        Mistake(
            "db averaged twice",
            "dW is right. For db you divided by n twice. Take the sum of what is already divided.",
            _times(lambda n, k: 1, lambda n, k: 1 / n),
        ),
        Mistake(
            "order", "Both are right, but in another order. Return dW first, then db.", lambda *g: _gradient(*g)[::-1]
        ),
        Mistake(
            "transposed",
            "Your dW has the shape (d, k). Row j belongs to class j, as in W.",
            lambda *given: (_gradient(*given)[0].T, _gradient(*given)[1]),
        ),
        Mistake(
            "squares",
            "Your dZ has the Jacobian in it, as for half the squared error. With the cross-entropy it cancels.",
            lambda *given: _gradient(*given, dz=_squares),
        ),
        Mistake(
            "down the columns",
            "Your softmax runs down the columns. An example is a row.",
            lambda *given: _gradient(*given, probabilities=lambda Z: softmax.value(Z.T).T),
        ),
        Mistake(
            "sigmoid's habit",
            "You multiplied P − Y by P(1 − P). With the cross-entropy no slope is left: dZ is P − Y, divided by n.",
            lambda *given: _gradient(*given, dz=lambda p, y: (p - y) * p * (1 - p)),
        ),
        Mistake(
            "no softmax",
            "You subtracted Y from the logits. They have to become probabilities first.",
            lambda *given: _gradient(*given, probabilities=lambda Z: Z),
        ),
        Mistake(
            "sigmoid for softmax",
            "You took the sigmoid of each logit. Softmax divides by the sum over each row.",
            lambda *given: _gradient(*given, probabilities=lambda Z: 1 / (1 + np.exp(-Z))),
        ),
        Mistake(
            "bias left out", "Your logits lack the bias: Z = X Wᵀ + b.", lambda W, b, X, Y: _gradient(W, 0 * b, X, Y)
        ),
        Mistake(
            "W not transposed",
            "You used X W. Class j's weights are row j of W, so the logits are X Wᵀ + b.",
            _with_w_not_transposed,
        ),
        Mistake(
            "overflow",
            "Right for small logits. Where they reach 2000, e^z overflows, or every exponential is 0. "
            "Shift each row first.",
            shows=_overflows_far_off,
        ),
    ),
    hints=(
        "Forward first: Z = X Wᵀ + b, then P, the softmax of each row.",
        "dZ = (P − Y) / n has shape (n, k), and dW has shape (k, d). Which product of dZ and X has that shape?",
        "dW = dZᵀ X, and db is dZ summed over the examples, axis 0. Return the pair dW, db.",
    ),
    explanation=(
        "For softmax with cross-entropy the gradient of the mean loss with respect to Z is (P − Y) / n. Since Z = X "
        "Wᵀ + b, each example adds the product of its row of dZ and its row of X to dW, and all of these sums "
        "together are dZᵀ X. The bias is added in every row, so db is the sum of the rows of dZ."
    ),
)

QUESTIONS = (_CHECK_1, _CHECK_2, _CHECK_3, _CHECK_4, _SHEET_1A, _SHEET_1B, _SHEET_2A, _SHEET_2B, _SHEET_3A, _SHEET_4A)

"""Questions of notebook 06 and its sheet: softmax, cross-entropy and their gradients."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..linear import softmax_regression
from ..nn import cross_entropy, one_hot, softmax
from ..validation import is_close


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
        ("sign", np.log(0.4), "The logarithm of a probability is negative; the loss has a minus sign before it."),
        (
            "logarithm to base 10",
            -np.log10(0.4),
            "That is the logarithm to base 10. The natural one is wanted, np.log.",
        ),
        ("logarithm to base 2", -np.log2(0.4), "That is the logarithm to base 2. The natural one is wanted, np.log."),
        ("all classes", -np.log(_P1).sum(), "You charged all three classes. The target is 0 for two of them."),
        ("first class", -np.log(0.5), "That is what class 1 would cost. The third class is true."),
        (
            "entropy",
            -(_P1 * np.log(_P1)).sum(),
            "You weighted the logarithms with p. The weights are the target: 0, 0, 1.",
        ),
        ("squares", (0.25 + 0.01 + 0.36) / 2, "Those are half squares. The cross-entropy takes a logarithm."),
        ("no logarithm", 0.6, "That is 1 − p. The cross-entropy takes the logarithm of p."),
    ],
    equal=_to(2e-3),
)
_CHECK_2 = value_question(
    "06.2",
    2 * np.log(9),
    "the difference z₁ − z₂, one number",
    [
        ("temperature forgotten", np.log(9), "That is right for T = 1. Here z is divided by 2 before the exponential."),
        ("divided by T", np.log(9) / 2, "You divided by T. If z / T must differ by log 9, what must z differ by?"),
        ("logarithm to base 10", 2 * np.log10(9), "That is the logarithm to base 10; e is the base here."),
        ("ratio itself", 9.0, "A difference of 9 makes the ratio e⁹ at T = 1. Which difference makes it 9?"),
        ("ratio times T", 18.0, "T is right, but the exponential has to be undone with a logarithm."),
        ("sign", -2 * np.log(9), "With this, class 2 would be nine times as probable as class 1."),
    ],
    equal=_to(2e-3),
)
_P3, _Y3 = np.array([0.2, 0.5, 0.3]), np.array([0.0, 0.0, 1.0])
_CHECK_3 = value_question(
    "06.3",
    _P3 - _Y3,
    "three numbers, the slopes against z₁, z₂, z₃",
    [
        (
            "turned round",
            _Y3 - _P3,
            "That is y − p. Raising the true logit must lower the loss: its slope is negative.",
        ),
        ("target forgotten", _P3, "Those are the probabilities; the target is not taken off yet."),
        (
            "another class",
            _P3 - [0, 1, 0],
            "You took class 2 for the true one. Python counts from 0, the question from 1.",
        ),
        ("slope in p", -_Y3 / _P3, "That is ∂L/∂p. It has to go through the Jacobian still, to become ∂L/∂z."),
        (
            "squares",
            _squares(_P3, _Y3),
            "Those are the slopes of squares. With the cross-entropy the Jacobian cancels.",
        ),
        ("averaged", (_P3 - _Y3) / 3, "You divided by 3. A loss sums over outputs; only examples are averaged."),
    ],
    equal=_to(2e-3),
)
_CHECK_4 = choice_question(
    "06.4",
    "A network with hidden layer and two softmax outputs learns by SGD with rate 0.1. A twin has one sigmoid "
    "output, with u = w₁ − w₂. With which rates does it go exactly the same way?",
    {
        "a": ("0.1 in both layers", "Then u moves half as far as w₁ − w₂ does: those are two rows that part."),
        "b": ("0.2 in both layers", "The hidden layer gets u (p − y) from above in both networks, with no factor 2."),
        "c": (
            "0.1 in the hidden layer, 0.2 in the output layer",
            "Yes. The two rows part twice as fast as one row moves; what comes down from them is the same.",
        ),
        "d": ("No rates can do it", "They can: without a hidden layer you have seen it, and it was exact."),
    },
    right="c",
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


_CASES_1A = [(P, _hot(c, P)) for P, c in (*zip(_P, _C), _SURPRISED, _CERTAIN)]


def _probabilities_and_classes(rng) -> tuple:
    n, k = (int(v) for v in rng.integers(2, 6, 2))
    return rng.dirichlet(np.ones(k), n), rng.integers(0, k, n)


def _probabilities_and_targets(rng) -> tuple:
    P, c = _probabilities_and_classes(rng)
    return P, _hot(c, P)


def _nan_where_0_log_0(f) -> bool:
    """Is it right where no probability is 0, and not finite where one is?"""
    good = all(is_close(f(P.copy(), Y.copy()), cross_entropy(P, Y)) for P, Y in _CASES_1A[:-1])
    return bool(good and not np.isfinite(f(*_CASES_1A[-1])))


_SHEET_1A = Question(
    "06.1a",
    cross_entropy,
    "one number: −log of the true class's probability, mean over the examples",
    cases=_CASES_1A,
    hidden=("other probabilities", _probabilities_and_targets),
    mistakes=(
        Mistake(
            "sum for mean",
            "You added up all examples; divide by how many there are.",
            lambda P, Y: cross_entropy(P, Y) * len(P),
        ),
        Mistake(
            "mean over all entries",
            "You averaged over the classes too, as np.mean of the whole table does. Sum along each row first.",
            lambda P, Y: cross_entropy(P, Y) / P.shape[1],
        ),
        Mistake("sign", "Your loss is negative: the minus sign is missing.", lambda P, Y: -cross_entropy(P, Y)),
        Mistake(
            "logarithm to base 10",
            "Your logarithm has base 10; np.log is the natural one.",
            lambda P, Y: cross_entropy(P, Y) / np.log(10),
        ),
        Mistake(
            "logarithm to base 2",
            "Your logarithm has base 2; np.log is the natural one.",
            lambda P, Y: cross_entropy(P, Y) / np.log(2),
        ),
        Mistake(
            "nan for 0 log 0",
            "Right, as long as no probability is 0. Where it is, 0 · log 0 becomes nan, though "
            "such an entry does not count. Take the logarithm of the true class's probability alone.",
            shows=_nan_where_0_log_0,
        ),
        Mistake(
            "P and Y swapped",
            "You took the logarithm of the target. It is the probabilities that go into it.",
            shows=lambda f: bool(np.isinf(f(*(v.copy() for v in _CASES_1A[0])))),
        ),
        Mistake(
            "squares",
            "Those are half squares; the cross-entropy takes a logarithm.",
            lambda P, Y: ((P - Y) ** 2).sum(axis=1).mean() / 2,
        ),
    ),
    hints=(
        "One example: −log of one probability. Which of the row's numbers is it, and how does Y pick it out?",
        "np.sum(P * Y, axis=1) is the probability of the true class in each row.",
        "Take the logarithm of those n numbers, change the sign, and return the mean.",
    ),
)


def _picked(P, c):
    return P[np.arange(len(P)), c]


_SHEET_1B = Question(
    "06.1b",
    lambda P, c: float(-np.log(_picked(P, c)).mean()),
    "one number, the mean cross-entropy",
    cases=[*zip(_P, _C), _SURPRISED],
    hidden=("other classes", _probabilities_and_classes),
    mistakes=(
        Mistake(
            "every row with every class",
            "P[:, c] picks all columns of c in every row, a table of n × n numbers. One number a row is wanted.",
            lambda P, c: -np.log(P[:, c]).mean(),
        ),
        Mistake(
            "counted from 1",
            "Your classes are one column too far to the left: here they count from 0.",
            lambda P, c: -np.log(_picked(P, c - 1)).mean(),
        ),
        Mistake(
            "largest probability",
            "You charge the class that the network prefers. The true one counts.",
            lambda P, c: -np.log(P.max(axis=1)).mean(),
        ),
        Mistake(
            "sum for mean",
            "You added up all examples; divide by how many there are.",
            lambda P, c: -np.log(_picked(P, c)).sum(),
        ),
        Mistake("sign", "Your loss is negative: the minus sign is missing.", lambda P, c: np.log(_picked(P, c)).mean()),
        Mistake(
            "mean inside",
            "You average the probabilities and take the logarithm then. The logarithm comes first.",
            lambda P, c: -np.log(_picked(P, c).mean()),
        ),
        Mistake(
            "logarithm to base 10",
            "Your logarithm has base 10; np.log is the natural one.",
            lambda P, c: -np.log10(_picked(P, c)).mean(),
        ),
    ),
    hints=(
        "For each row i you need the one number P[i, c[i]].",
        "numpy picks such pairs at once: P[rows, columns] with two lists of equal length.",
        "The rows are np.arange(len(c)). Then −log, then the mean.",
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
]


def _small(other):
    """Return a test for answers that do as `other` where nothing overflows; past that, the style decides."""
    return lambda f: all(is_close(f(Z.copy()), other(Z)) for Z in _Z)


def _some_rows(rng) -> tuple:
    """Draw rows that are moderate, or lie far from each other, or all far from 0."""
    shape = rng.integers(1, 6, 2)
    middle = rng.choice([0.0, 0.0, 1000.0, -1000.0], (shape[0], 1))
    return (middle + rng.choice([3.0, 10.0, 1000.0]) * rng.normal(size=shape),)


def _is_softmax(f, tables) -> bool:
    return all(is_close(f(Z.copy()), softmax.value(Z.astype(float))) for Z in tables)


def _right_but_at_extremes(f) -> bool:
    return _is_softmax(f, [*_Z, _LARGE]) and not _is_softmax(f, _EXTREME) and not _breaks_on(_APART)(f)


def _breaks_on(*tables):
    """Return a test for answers that are right for small logits, and on exactly these tables give no numbers."""

    def shows(f) -> bool:
        broken = [not np.isfinite(np.asarray(f(Z.copy()), float)).all() for Z in (_LARGE, _APART)]
        return _small(softmax.value)(f) and broken == [any(Z is t for t in tables) for Z in (_LARGE, _APART)]

    return shows


def _does_not_fit(f) -> bool:
    """Does it work for one row, and stop for two rows of three, as sums without `keepdims` do?"""
    try:
        f(_Z[1].copy())
    except ValueError:
        return is_close(f(_Z[0].copy()), softmax.value(_Z[0]))
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
            "Your columns sum to 1. An example is a row, so each row must sum to 1.",
            shows=_small(lambda Z: softmax.value(Z.T).T),
        ),
        Mistake(
            "whole table",
            "Your whole table sums to 1. Each row must: the examples have nothing to do with each other.",
            shows=_small(lambda Z: np.exp(Z) / np.exp(Z).sum()),
        ),
        Mistake(
            "not normalised", "Those are exponentials; each row must still be divided by its sum.", shows=_small(np.exp)
        ),
        Mistake(
            "keepdims forgotten",
            "One row works, several do not: the row sums have shape (n,), and numpy lays "
            "them along the row. Keep them as a column, with keepdims=True.",
            shows=_does_not_fit,
        ),
        Mistake(
            "overflow",
            "Right for small logits, but e^1000 is beyond the largest float. Take the largest logit "
            "of each row off first.",
            shows=_breaks_on(_LARGE, _APART),
        ),
        Mistake(
            "another shift",
            "Right for some large logits, but not for all. For which number, subtracted from a row, is no exponent "
            "above 0, and one of them exactly 0?",
            shows=_right_but_at_extremes,
        ),
        Mistake(
            "one shift for all",
            "You take the largest number of the whole table off. A row far below it becomes "
            "all zeros, and 0 / 0 is nan. Each row needs its own largest.",
            shows=_breaks_on(_APART),
        ),
        Mistake(
            "sigmoid",
            "That is the sigmoid of each number by itself; softmax looks at a whole row.",
            shows=_small(lambda Z: 1 / (1 + np.exp(-Z))),
        ),
        Mistake(
            "argmax",
            "That is a hard choice with a 1 in each row; softmax is the smooth version.",
            shows=_small(lambda Z: np.where(Z == Z.max(axis=1, keepdims=True), 1.0, 0.0)),
        ),
    ),
    hints=(
        "Examples are rows, so both the largest and the sum are taken along axis 1.",
        "Z.max(axis=1) has shape (n,). With keepdims=True it has shape (n, 1), and can be taken off the rows of Z.",
        "E = exp(Z − its row maxima); return E divided by its row sums, again with keepdims=True.",
    ),
)

_WARM = [(np.array(z, float), T) for z, T in (([1, 0], 2.0), ([2, 1, -1], 0.5), ([0, 0, 1, 3], 10.0))]
_COLD = [
    (np.array(z), 0.001)
    for z in ([1.5, 2, 0], [0.8, 0.801], [-1.0, -1.001], [0.0, 0.0, 0.0, 1.0], [-0.8, 0.8, 0.8], [3.0, 3.0, 3.0])
]


def _logits_and_temperature(rng) -> tuple:
    return rng.normal(size=int(rng.integers(1, 6))), float(10 ** rng.uniform(-4, 3))


def _at(z, T):
    return softmax.value(z / T)


def _warm(other):
    """Return a test for answers that do as `other` where nothing overflows."""
    return lambda f: all(is_close(f(z.copy(), T), other(z, T)) for z, T in _WARM)


_SHEET_2B = Question(
    "06.2b",
    _at,
    "the probabilities softmax(z / T)",
    cases=[*_WARM, *_COLD],
    hidden=("other temperatures", _logits_and_temperature),
    mistakes=(
        Mistake(
            "multiplied", "You multiply by T: your hot is cold. Divide the logits.", lambda z, T: softmax.value(z * T)
        ),
        Mistake("temperature ignored", "Your answer does not depend on T.", lambda z, T: softmax.value(z)),
        Mistake(
            "after the softmax",
            "You divide the probabilities by T; then they do not sum to 1. Divide the logits.",
            lambda z, T: softmax.value(z) / T,
        ),
        Mistake(
            "power without sum",
            "p^(1/T) has the right ratios, but it must be divided by its sum again.",
            shows=_warm(lambda z, T: softmax.value(z) ** (1 / T)),
        ),
        Mistake(
            "above the line only",
            "T stands above the line, but not below it: the sum must be of e^(z/T) too.",
            shows=_warm(lambda z, T: np.exp(z / T) / np.exp(z).sum()),
        ),
        Mistake(
            "overflow",
            "Right as long as it is warm. At T = 0.001 the exponents reach 2000. Take the largest off z / T.",
            shows=lambda f: _warm(_at)(f) and not np.isfinite(f(*_COLD[0])).all(),
        ),
        Mistake(
            "another shift",
            "Right for most, but not for all logits at T = 0.001. Which number must be subtracted from z / T so that "
            "no exponent is above 0, and one of them is 0?",
            shows=lambda f: (
                _warm(_at)(f)
                and np.isfinite(f(*_COLD[0])).all()
                and not all(is_close(f(z.copy(), T), _at(z, T)) for z, T in _COLD)
            ),
        ),
    ),
    hints=(
        "T changes the logits before the softmax sees them, nothing else.",
        "Work with v = z / T, and write the softmax of v.",
        "For small T the numbers v are huge: take v.max() off first.",
    ),
)

# --- the exercise sheet: gradients -------------------------------------------------------------------------------

_Z_B = np.array([0.57, 2.95, -0.86])
_P_B, _Y_B = softmax.value(_Z_B), np.array([1.0, 0.0, 0.0])
_SHEET_3A = value_question(
    "06.3a",
    _P_B - _Y_B,
    "three numbers, the slopes of the loss against the three logits",
    [
        (
            "turned round",
            _Y_B - _P_B,
            "That is y − p. The loss falls when the true logit rises: its slope is negative.",
        ),
        ("target forgotten", _P_B, "Those are the probabilities p; the target still has to be taken off."),
        ("another class", _P_B - [0, 1, 0], "You took the winner, class 2, for the true class. Class 1 is true."),
        (
            "logits for probabilities",
            _Z_B - _Y_B,
            "You took y off the logits. They have to become probabilities first.",
        ),
        ("slope in p", -_Y_B / _P_B, "That is the slope against p. Against the logits it is shorter."),
        ("squares", _squares(_P_B, _Y_B), "Those are the slopes of half squares; the cross-entropy is asked."),
    ],
    hints=(
        "First the probabilities: three exponentials, their sum, three quotients.",
        "The sum of the exponentials is about 21.3.",
        "The target is (1, 0, 0). With the cross-entropy, the slopes are p − y.",
    ),
    equal=_to(5e-3),
)


def _regression(rng, n: int, k: int, d: int) -> tuple:
    return (rng.normal(size=(k, d)), rng.normal(size=k), rng.normal(size=(n, d)), one_hot(rng.integers(0, k, n), k))


def _drawn(rng) -> tuple:
    return _regression(rng, *(int(v) for v in rng.integers(2, 6, 3)))


def _gradient(W, b, X, Y, dz=lambda p, y: p - y, probabilities=softmax.value):
    d = dz(probabilities(X @ W.T + b), Y) / len(X)
    return d.T @ X, d.sum(axis=0)


def _both(got, truth) -> bool:
    return len(got) == 2 and is_close(got[0], truth[0]) and is_close(got[1], truth[1])


def _times(by_W, by_b):
    """Return the mistaken answer whose gradients are the right ones times these factors of (n, k)."""

    def mistaken_answer(W, b, X, Y):
        dW, db = _gradient(W, b, X, Y)
        return dW * by_W(*Y.shape), db * by_b(*Y.shape)

    return mistaken_answer


_RNG = np.random.default_rng(6)
_SHEET_4A = Question(
    "06.4a",
    lambda *given: tuple(softmax_regression(*given)[1:]),
    "the pair dW, of W's shape, and db, of b's shape",
    cases=[_regression(_RNG, *shape) for shape in ((1, 2, 1), (3, 2, 2), (4, 3, 2), (2, 3, 3))],
    hidden=("other tables", _drawn),
    equal=_both,
    mistakes=(
        Mistake(
            "turned round",
            "Your gradient points downhill: that is Y − P. The gradient has P − Y; the step takes it off.",
            _times(lambda n, k: -1, lambda n, k: -1),
        ),
        Mistake(
            "sum for mean",
            "You added up all examples. The loss is a mean: divide by n.",
            _times(lambda n, k: n, lambda n, k: n),
        ),
        Mistake(
            "mean over all entries",
            "You divided by the size of the table, n · k. Only the examples are averaged.",
            _times(lambda n, k: 1 / k, lambda n, k: 1 / k),
        ),
        Mistake(
            "divided by n twice",
            "You divided by n twice, as happens when P − Y is divided and a mean is taken as well.",
            _times(lambda n, k: 1 / n, lambda n, k: 1 / n),
        ),
        Mistake(
            "dW not divided",
            "db is right. dW is n times too large: it is a mean over the examples as well.",
            _times(lambda n, k: n, lambda n, k: 1),
        ),
        Mistake(
            "db not divided",
            "dW is right. db is n times too large: it is a mean over the examples as well.",
            _times(lambda n, k: 1, lambda n, k: n),
        ),
        Mistake(
            "db averaged twice",
            "dW is right. For db you divided by n twice: take the sum of what is divided already.",
            _times(lambda n, k: 1, lambda n, k: 1 / n),
        ),
        Mistake(
            "transposed",
            "Your dW has the shape (d, k). Row j belongs to class j, as in W.",
            lambda *given: (_gradient(*given)[0].T, _gradient(*given)[1]),
        ),
        Mistake(
            "squares",
            "Your dz has the Jacobian in it, as half squares have. With the cross-entropy it cancels.",
            lambda *given: _gradient(*given, dz=_squares),
        ),
        Mistake(
            "down the columns",
            "Your softmax runs down the columns. An example is a row.",
            lambda *given: _gradient(*given, probabilities=lambda Z: softmax.value(Z.T).T),
        ),
        Mistake(
            "bias left out", "Your logits lack the bias: Z = X Wᵀ + b.", lambda W, b, X, Y: _gradient(W, 0 * b, X, Y)
        ),
    ),
    hints=(
        "Forward first: Z = X Wᵀ + b, then P, the softmax of each row.",
        "dZ = (P − Y) / n has shape (n, k). dW must have shape (k, d): which product of dZ and X has it?",
        "dW = dZᵀ X, and db is dZ summed over the examples, axis 0. Return both: return dW, db",
    ),
)

QUESTIONS = (_CHECK_1, _CHECK_2, _CHECK_3, _CHECK_4, _SHEET_1A, _SHEET_1B, _SHEET_2A, _SHEET_2B, _SHEET_3A, _SHEET_4A)

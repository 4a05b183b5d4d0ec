"""Questions of notebook 08 and its sheet: losses, steps of gradient descent, kinds of stationary points."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..training import STATIONARY_KINDS, stationary_kind

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = choice_question(
    "08.1",
    "A sigmoid unit is trained with half squares. It gives p = 0.001 to an example of class 1 and hardly "
    "moves. What is wrong?",
    {
        "a": (
            "The example is an outlier; half squares pay too much attention to those",
            "Half squares do so for numbers, after the identity. Here the opposite happens: what does p (1 − p) do "
            "to the gradient?",
        ),
        "b": (
            "The slope p (1 − p) of the sigmoid is almost 0 there; with binary cross-entropy it would cancel",
            "Right: next to its partner the gradient is p − y = −0.999, in place of about −0.001.",
        ),
        "c": (
            "The gradient is too large, so the unit jumps to and fro",
            "Work it out: (p − y) p (1 − p) with p = 0.001 and y = 1. Is that large?",
        ),
    },
    right="b",
)
_CHECK_2 = choice_question(
    "08.2",
    "A quadratic risk has a Hessian with eigenvalues 0.1 and 8. What does plain gradient descent do with rate 0.3?",
    {
        "a": (
            "It converges, slowly along the direction of 0.1",
            "That direction is fine: 1 − 0.3 · 0.1 = 0.97. What is 1 − 0.3 · 8?",
        ),
        "b": (
            "It zigzags along the direction of 8, but converges",
            "It would for rates between 1/8 and 2/8. Is 0.3 one of these?",
        ),
        "c": (
            "It runs away along the direction of 8",
            "Right: each step multiplies that part by 1 − 0.3 · 8 = −1.4. The edge is 2/8 = 0.25.",
        ),
        "d": (
            "It runs away along the direction of 0.1",
            "There each step multiplies by 0.97, which shrinks. Look at the other direction.",
        ),
    },
    right="c",
)
_CHECK_3 = choice_question(
    "08.3",
    "A network with 1000 weights stands where its gradient is 0. "
    "Of the Hessian's eigenvalues 995 are above 0 and 5 "
    "below. Twenty random slices all show a bowl. What is this place?",
    {
        "a": (
            "A minimum: twenty slices cannot all be wrong",
            "They can. A random direction mixes all eigenvalues, and 995 drown 5. What do the 5 say?",
        ),
        "b": (
            "A saddle",
            "Right: five directions lead down. A random slice is most unlikely to lie along one of them.",
        ),
        "c": (
            "It cannot be told without the value of the loss",
            "The height does not matter. What does it mean that some eigenvalues are above and some below 0?",
        ),
    },
    right="b",
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


def _entropy(p, y):
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def _some_probabilities(rng) -> tuple:
    n = int(rng.integers(2, 7))
    return rng.uniform(0.05, 0.95, n), rng.integers(0, 2, n).astype(float)


_SHEET_1A = Question(
    "08.1a",
    lambda p, y: float(_entropy(p, y).mean()),
    "the mean over the examples of −log(probability of the true class)",
    cases=[
        (np.array([0.5]), np.array([1.0])),
        (np.array([0.9, 0.2]), np.array([1.0, 0.0])),
        (np.array([0.9, 0.6, 0.1]), np.array([1.0, 0.0, 0.0])),
        (np.array([0.3, 0.7, 0.2, 0.4]), np.ones(4)),
        (np.array([1e-12, 1e-10]), np.array([1.0, 0.0])),
        (np.array([1 - 1e-10, 0.5]), np.array([0.0, 1.0])),
    ],
    hidden=("other probabilities", _some_probabilities),
    mistakes=(
        Mistake(
            "mean forgotten",
            "You add up the losses. The risk is their mean: divide by the number of examples.",
            lambda p, y: _entropy(p, y).sum(),
        ),
        Mistake(
            "sign",
            "Your risk is below 0. A logarithm of a probability is; the minus sign in front turns it.",
            lambda p, y: -_entropy(p, y).mean(),
        ),
        Mistake(
            "class 0 forgotten",
            "Examples with y = 0 cost nothing in yours. They need −log(1 − p).",
            lambda p, y: -(y * np.log(p)).mean(),
        ),
        Mistake(
            "classes swapped",
            "You charge −log p where y is 0 and −log(1 − p) where y is 1. It is the other way round.",
            lambda p, y: _entropy(1 - p, y).mean(),
        ),
        Mistake(
            "half squares",
            "Those are half squares. For probabilities the logarithm is wanted.",
            lambda p, y: ((p - y) ** 2 / 2).mean(),
        ),
        Mistake(
            "base 2",
            "You used the logarithm to base 2. The course uses the natural one, np.log.",
            lambda p, y: _entropy(p, y).mean() / np.log(2),
        ),
    ),
    hints=(
        "One example first: what does it cost if y is 1, and what if y is 0?",
        "y log p + (1 − y) log(1 − p) picks the right one of the two; mind the sign in front.",
        "All examples at once with arrays, and np.mean round the whole.",
    ),
)

_X, _Y, _W, _B = np.array([1.0, 3.0, 2.0]), np.array([3.0, 1.0, -1.0]), 2.0, -1.0
_WRONG = _W * _X + _B - _Y
_DW, _DB = (_WRONG * _X).mean(), _WRONG.mean()
_SHEET_2A = value_question(
    "08.2a",
    np.array([_W - 0.1 * _DW, _B - 0.1 * _DB]),
    "two numbers: w and b after the step",
    [
        (
            "uphill",
            np.array([_W + 0.1 * _DW, _B + 0.1 * _DB]),
            "You added the gradient. That goes uphill; subtract it.",
        ),
        (
            "mean forgotten",
            np.array([_W - 0.3 * _DW, _B - 0.3 * _DB]),
            "Your gradient is the sum over the three examples. The risk is a mean: divide by 3.",
        ),
        (
            "no half",
            np.array([_W - 0.2 * _DW, _B - 0.2 * _DB]),
            "Your gradient is twice as large. The ½ of half squares cancels the 2 of the derivative.",
        ),
        (
            "x forgotten",
            np.array([_W - 0.1 * _DB, _B - 0.1 * _DB]),
            "The slope for w needs the factor x: each error counts as much as its x is large.",
        ),
        (
            "bias left alone",
            np.array([_W - 0.1 * _DW, _B]),
            "w is right, but b takes a step as well; its slope is the mean error.",
        ),
        ("rate forgotten", np.array([_W - _DW, _B - _DB]), "You subtracted the whole gradient. The rate is 0.1."),
    ],
    hints=(
        "First the three errors f(x) − y, with the old w and b.",
        "The slope for w is the mean of error · x, the slope for b the mean of the errors.",
        "New value = old value − 0.1 · slope, for w and for b.",
    ),
)


def _cut(order, size):
    return [list(order[first : first + size]) for first in range(0, len(order), size)]


def _same_batches(got, truth) -> bool:
    """Batches may be lists, tuples or arrays; an empty one at the end is one too many."""
    got, truth = list(got), list(truth)
    return len(got) == len(truth) and all(np.array_equal(np.asarray(a), np.asarray(b)) for a, b in zip(got, truth))


_SHEET_2B = Question(
    "08.2b",
    _cut,
    "one list of indices a batch, in the given order, each index once, the last batch perhaps smaller",
    cases=[
        ([1, 0], 1),
        ([2, 0, 1], 2),
        ([3, 1, 4, 0, 2], 2),
        ([5, 0, 3, 1, 6, 2, 4], 3),
        ([1, 3, 0, 2], 4),
        ([2, 1, 0], 5),
    ],
    equal=_same_batches,
    hidden=(
        "other orders and sizes",
        lambda rng: (rng.permutation(int(rng.integers(1, 20))).tolist(), int(rng.integers(1, 8))),
    ),
    mistakes=(
        Mistake(
            "rest dropped",
            "The examples that do not fill a whole batch are missing. They make a smaller last one.",
            lambda order, size: [batch for batch in _cut(order, size) if len(batch) == size],
        ),
        Mistake(
            "overlap",
            "Your batches overlap: each begins one place further. The next begins where the last one ended.",
            lambda order, size: [order[first : first + size] for first in range(len(order))],
        ),
        Mistake(
            "order lost",
            "You cut the numbers 0, 1, 2, ... and not the given order. The shuffle would have no effect.",
            lambda order, size: _cut(range(len(order)), size),
        ),
        Mistake(
            "size taken for number",
            "You made `size` batches. Asked are batches of `size` examples each.",
            lambda order, size: [list(part) for part in np.array_split(np.array(order), size)],
        ),
        Mistake(
            "filled up",
            "Your last batch is filled up from the beginning, so some examples are seen twice in the epoch.",
            lambda order, size: [
                [order[(first + i) % len(order)] for i in range(size)] for first in range(0, len(order), size)
            ],
        ),
        Mistake(
            "first batch only",
            "Only the first batch came back. An epoch goes on until every example has been seen.",
            lambda order, size: [order[:size]],
        ),
    ),
    hints=(
        "Where does the first batch begin, where the second, where the third?",
        "range(0, len(order), size) gives these places.",
        "order[first:first + size] is one batch; a slice may reach beyond the end, it then stops there.",
    ),
)


def _momentum(p, v, g, rate, beta):
    v = beta * v + g
    return p - rate * v, v


def _some_step(rng) -> tuple:
    d = int(rng.integers(1, 5))
    return *(rng.normal(size=d) for _ in range(3)), float(rng.uniform(0.01, 0.5)), float(rng.uniform(0.1, 0.95))


_SHEET_2C = Question(
    "08.2c",
    _momentum,
    "the pair (new p, new v), in this order",
    cases=[
        (np.array([1.0]), np.array([0.0]), np.array([2.0]), 0.1, 0.9),
        (np.array([1.0, 2.0]), np.array([1.0, -1.0]), np.array([0.5, 3.0]), 0.1, 0.9),
        (np.array([0.0, -1.0, 4.0]), np.array([2.0, 0.0, -3.0]), np.array([1.0, -1.0, 2.0]), 0.5, 0.5),
    ],
    hidden=("other steps", _some_step),
    mistakes=(
        Mistake(
            "v not returned",
            "Only p came back. The next step needs the velocity too: return both.",
            lambda p, v, g, rate, beta: _momentum(p, v, g, rate, beta)[0],
        ),
        Mistake(
            "uphill",
            "You added the velocity to p. It holds gradients, which point uphill; subtract it.",
            lambda p, v, g, rate, beta: (p + rate * (beta * v + g), beta * v + g),
        ),
        Mistake(
            "damped",
            "You weigh the gradient with 1 − β. That is a running mean, as in Adam; here v is β v + g.",
            lambda p, v, g, rate, beta: (p - rate * (beta * v + (1 - beta) * g), beta * v + (1 - beta) * g),
        ),
        Mistake(
            "Nesterov",
            "You look one velocity ahead: that is Nesterov's variant. Asked is p − rate · v with the new v.",
            lambda p, v, g, rate, beta: (p - rate * (g + beta * (beta * v + g)), beta * v + g),
        ),
        Mistake(
            "old velocity",
            "You moved p with the old velocity. Renew v first, then take the step with it.",
            lambda p, v, g, rate, beta: (p - rate * v, beta * v + g),
        ),
        Mistake(
            "rate inside",
            "Your velocity holds the rate already. In this course's equations the rate stands at the step only.",
            lambda p, v, g, rate, beta: (p - (beta * v + rate * g), beta * v + rate * g),
        ),
        Mistake(
            "beta forgotten",
            "The old velocity is kept whole. It is multiplied by β first, or it would never fade.",
            lambda p, v, g, rate, beta: (p - rate * (v + g), v + g),
        ),
        Mistake(
            "turned round",
            "Both are right, but in the other order: first p, then v.",
            lambda p, v, g, rate, beta: _momentum(p, v, g, rate, beta)[::-1],
        ),
    ),
    hints=(
        "Two lines: first the new velocity, then the new p.",
        "The new velocity is beta times the old one plus the gradient.",
        "p moves against the new velocity, times the rate; return both.",
    ),
)


def _spectrum(rng, values) -> np.ndarray:
    """Return a random symmetric matrix with these eigenvalues."""
    Q = np.linalg.qr(rng.normal(size=(len(values), len(values))))[0]
    H = Q @ np.diag(values) @ Q.T
    return (H + H.T) / 2


_BOWLS = [
    (np.array([[4.0]]),),
    (np.array([[1.0, 0.0], [0.0, 10.0]]),),
    (np.array([[2.0, 1.0], [1.0, 2.0]]),),
    (np.array([[5.0, 2.0, 0.0], [2.0, 3.0, 1.0], [0.0, 1.0, 1.5]]),),
]
_SHEET_2D = Question(
    "08.2d",
    lambda H: 2 / float(np.linalg.eigvalsh(H)[-1]),
    "the rate at which |1 − rate · λ| reaches 1 for the largest λ",
    cases=_BOWLS,
    hidden=("other bowls", lambda rng: (_spectrum(rng, rng.uniform(0.1, 10, int(rng.integers(2, 5)))),)),
    mistakes=(
        Mistake(
            "one for two",
            "With 1/λ one step lands on the bottom. How far beyond may a step land and still come nearer?",
            lambda H: 1 / np.linalg.eigvalsh(H)[-1],
        ),
        Mistake(
            "smallest",
            "You took the smallest eigenvalue. The steepest direction runs away first: it decides.",
            lambda H: 2 / np.linalg.eigvalsh(H)[0],
        ),
        Mistake(
            "trace",
            "You took the trace, the sum of all eigenvalues. Only the largest counts.",
            lambda H: 2 / np.trace(H),
        ),
        Mistake(
            "diagonal",
            "You took the largest number on the diagonal. The largest eigenvalue can be larger.",
            lambda H: 2 / np.diag(H).max(),
        ),
        Mistake(
            "eigenvalue itself",
            "That is the largest eigenvalue. The rate is 2 divided by it.",
            lambda H: np.linalg.eigvalsh(H)[-1],
        ),
        Mistake(
            "best rate",
            "That is the fastest rate, 2/(smallest + largest). Asked is the edge beyond which it runs away.",
            lambda H: 2 / (np.linalg.eigvalsh(H)[0] + np.linalg.eigvalsh(H)[-1]),
        ),
    ),
    hints=(
        "Along a direction with curvature λ, a step multiplies the distance by 1 − rate · λ. When does that grow?",
        "|1 − rate · λ| = 1 has the solution rate = 2/λ. Which λ gives the smallest of these rates?",
        "np.linalg.eigvalsh(H) returns the eigenvalues of a symmetric matrix, the largest last.",
    ),
)


def _by_signs(values) -> str:
    return stationary_kind(values, 1e-9)


def _same_word(got, truth) -> bool:
    return isinstance(got, str) and isinstance(truth, str) and got.strip().lower() == truth.strip().lower()


_POINTS = [
    (np.array([[2.0, 0.0], [0.0, 1.0]]),),
    (np.array([[-3.0]]),),
    (np.array([[1.0, 3.0], [3.0, 1.0]]),),
    (np.array([[-2.0, 1.0], [1.0, -2.0]]),),
    (np.array([[1.0, 1.0], [1.0, 1.0]]),),
    (np.array([[-1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, 3.0]]),),
    (np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, -1.0]]),),
    (np.array([[-1.0, 2.0], [2.0, -4.0]]),),
    (np.zeros((2, 2)),),
    (np.array([[-1.0, 2.0], [2.0, -1.0]]),),
]


def _by_det(H) -> str:
    """Go by the determinant as the 2 × 2 recipe does, without the look at the corner."""
    det = np.linalg.det(H)
    return "flat" if abs(det) < 1e-9 else "minimum" if det > 0 else "saddle"


def _some_hessian(rng) -> tuple:
    return (_spectrum(rng, rng.choice([-2.0, -1.0, 0.0, 1.0, 2.0], int(rng.integers(1, 4)))),)


_SHEET_3A = Question(
    "08.3a",
    lambda H: _by_signs(np.linalg.eigvalsh(H)),
    f"one of the words {', '.join(STATIONARY_KINDS)}",
    cases=_POINTS,
    equal=_same_word,
    hidden=("other Hessians", _some_hessian),
    mistakes=(
        Mistake(
            "diagonal",
            "You judge by the numbers on the diagonal. The other numbers turn the directions; the eigenvalues know.",
            lambda H: _by_signs(np.diag(H)),
        ),
        Mistake(
            "determinant",
            "You judge by the determinant alone. It is the product of the eigenvalues: two below 0 "
            "look like two above.",
            _by_det,
        ),
        Mistake(
            "trace",
            "You judge by the sum of the eigenvalues. One large one hides the others in it.",
            lambda H: _by_signs([np.trace(H)]),
        ),
        Mistake(
            "no flat",
            "An eigenvalue of 0 tells nothing, and you count it among those above or below.",
            lambda H: _without_flat(np.linalg.eigvalsh(H)),
        ),
        Mistake(
            "upside down",
            "Minimum and maximum are swapped: curvatures above 0 mean that it goes up on all sides.",
            lambda H: _by_signs(-np.linalg.eigvalsh(H)),
        ),
        Mistake(
            "zero beats signs",
            "One eigenvalue of 0 does not make it undecided if others show both signs: that is a saddle.",
            lambda H: "flat" if (abs(np.linalg.eigvalsh(H)) < 1e-9).any() else _by_signs(np.linalg.eigvalsh(H)),
        ),
    ),
    hints=(
        "The eigenvalues are the curvatures along directions at a right angle. np.linalg.eigvalsh(H) returns them.",
        "Both signs there: a saddle, whatever else. Then: all above 0, all below 0, or some 0.",
        "A computed eigenvalue is hardly ever exactly 0: compare with 1e-9 and −1e-9.",
    ),
)


def _without_flat(values) -> str:
    up, down = (values > 1e-9).any(), (values < -1e-9).any()
    return "saddle" if up and down else "maximum" if down else "minimum"


QUESTIONS = (_CHECK_1, _CHECK_2, _CHECK_3, _SHEET_1A, _SHEET_2A, _SHEET_2B, _SHEET_2C, _SHEET_2D, _SHEET_3A)

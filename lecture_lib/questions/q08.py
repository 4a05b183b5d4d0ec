"""Questions of notebook 08 and its sheet: losses, steps of gradient descent, kinds of stationary points."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..training import STATIONARY_KINDS

# --- checkpoints in the notebook ---------------------------------------------------------------------------------

_CHECK_1 = choice_question(
    "08.1",
    "A sigmoid unit is trained with half the squared error. It gives p = 0.001 to an example of class 1 and hardly "
    "moves. What is wrong?",
    {
        "a": (
            "The example is an outlier, and the squared error pays too much attention to outliers",
            "Half the squared error does that for numbers, after the identity. What does the factor p (1 − p) do to "
            "the gradient here?",
        ),
        "b": (
            "The slope p (1 − p) of the sigmoid is almost 0 there, and it is a factor of the gradient",
            "Right. With binary cross-entropy the slope cancels: the gradient is p − y = −0.999, in place of about "
            "−0.001.",
        ),
        "c": (
            "The gradient is too large, so the unit jumps back and forth",
            "Work it out: (p − y) p (1 − p) with p = 0.001 and y = 1. Is that large?",
        ),
    },
    right="b",
    hints=(
        "Write down the derivative of the loss with respect to z by the chain rule. Which factors does it have?",
        "One factor is the slope of the sigmoid. How large is p (1 − p) for p = 0.001?",
    ),
    explanation=(
        "The gradient with respect to z is (p − y) · p(1 − p). The error p − y is almost −1, as large as it can be, "
        "but the slope p(1 − p) is about 0.001. So the unit is wrong and learns almost nothing. The derivative of "
        "the binary cross-entropy has p(1 − p) in its denominator, which cancels the slope and leaves p − y."
    ),
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
            "It diverges along the direction of 8",
            "Right: each step multiplies that part by 1 − 0.3 · 8 = −1.4. The stability limit is 2/8 = 0.25.",
        ),
        "d": (
            "It diverges along the direction of 0.1",
            "There each step multiplies the distance by 0.97, so it shrinks. Look at the other direction.",
        ),
    },
    right="c",
    hints=(
        "Along a direction with curvature λ, a step multiplies the distance from the minimum by 1 − rate · λ.",
        "Compute this factor for both eigenvalues. When does a distance grow?",
    ),
    explanation=(
        "The factors are 1 − 0.3 · 0.1 = 0.97 and 1 − 0.3 · 8 = −1.4. The first part shrinks slowly. The second "
        "changes its sign and grows by 40% in every step, so the whole run diverges. Descent converges only if the "
        "rate is below 2 divided by the largest eigenvalue, here 0.25."
    ),
)
_CHECK_3 = choice_question(
    "08.3",
    "At one choice of its 1000 weights, the gradient of a network's risk is 0. Of the Hessian's eigenvalues, 995 are "
    "positive and 5 negative. Twenty random slices all show a bowl. What is this point?",
    {
        "a": (
            "A minimum: twenty slices cannot all be wrong",
            "They can. The curvature along a random direction averages all eigenvalues, and 995 outweigh 5. What do "
            "the 5 mean?",
        ),
        "b": (
            "A saddle",
            "Right: five directions lead down. A random slice is most unlikely to lie along one of them.",
        ),
        "c": (
            "It cannot be told without the value of the loss",
            "The height does not matter. What do eigenvalues of both signs mean?",
        ),
    },
    right="b",
    hints=(
        "What decides between minimum, saddle and maximum: a picture, or the signs of the eigenvalues?",
        "There are directions in which the risk falls. How likely is a random direction to be close to one of them?",
    ),
    explanation=(
        "Eigenvalues of both signs make it a saddle: along five perpendicular directions the risk falls. A random "
        "direction has a small part along these five and large parts along the other 995, so the curvature that it "
        "shows is almost surely positive. Twenty slices prove nothing, because not one of them is likely to point "
        "downwards."
    ),
)

# --- the exercise sheet ------------------------------------------------------------------------------------------


def _entropy(p, y):
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def _guards_the_logarithm(answer) -> bool:
    """Is it right for moderate probabilities, and wrong for very small ones?"""
    moderate = np.array([0.2, 0.7]), np.array([1.0, 0.0])
    small = np.array([1e-12, 0.5]), np.array([1.0, 0.0])
    wanted = _entropy(*small).mean()
    return bool(
        abs(answer(*moderate) - _entropy(*moderate).mean()) < 1e-3 and abs(answer(*small) - wanted) > 1e-6 * wanted
    )


def _some_probabilities(rng) -> tuple:
    n = rng.size(2, 7)
    return rng.uniform(0.05, 0.95, n), rng.integers(0, 2, n).astype(float)


_SHEET_1A = Question(
    "08.1a",
    lambda p, y: float(_entropy(p, y).mean()),
    "the mean over the examples of −log(probability of the true class)",
    cases=[
        (np.array([0.25]), np.array([1.0])),
        (np.array([0.9, 0.2]), np.array([1.0, 0.0])),
        (np.array([0.9, 0.6, 0.1]), np.array([1.0, 0.0, 0.0])),
        (np.array([0.3, 0.7, 0.2, 0.4]), np.ones(4)),
        (np.array([1e-12, 1e-10]), np.array([1.0, 0.0])),
        (np.array([1 - 1e-10, 0.5]), np.array([0.0, 1.0])),
    ],
    hidden=("other probabilities", _some_probabilities),
    mistakes=(
        Mistake(
            "guard in the logarithm",
            "Right for moderate probabilities, but a clip or a small ε in the logarithm changes very small ones. "
            "Leave it out.",
            shows=_guards_the_logarithm,
        ),
        Mistake(
            "n × n",
            "You averaged over n × n numbers: a column and a row were broadcast. Both arrays have shape (n,), so "
            "keep it.",
            lambda p, y: _entropy(p[:, None], y).mean(),
        ),
        Mistake(
            "one loss per example",
            "You returned a loss for each example. The risk is one number, their mean.",
            _entropy,
        ),
        Mistake(
            "mean forgotten",
            "You added up the losses. The risk is their mean: divide by the number of examples.",
            lambda p, y: _entropy(p, y).sum(),
        ),
        Mistake(
            "sign",
            "Your risk is negative, as the logarithm of a probability is. The minus sign in front makes it positive.",
            lambda p, y: -_entropy(p, y).mean(),
        ),
        Mistake(
            "class 0 forgotten",
            "Examples with y = 0 cost nothing in yours. They need −log(1 − p).",
            lambda p, y: -(y * np.log(p)).mean(),
        ),
        Mistake(
            "classes swapped",
            "You took −log p where y is 0 and −log(1 − p) where y is 1. Exchange the two.",
            lambda p, y: _entropy(1 - p, y).mean(),
        ),
        Mistake(
            "class 0 as class 1",
            "You took −log p for every example. Where y is 0, the true class has the probability 1 − p.",
            lambda p, y: -np.log(p).mean(),
        ),
        Mistake(
            "labels −1 and 1",
            "You put labels −1 and +1 into the formula. It is made for labels 0 and 1, and y holds these already.",
            lambda p, y: _entropy(p, 2 * y - 1).mean(),
        ),
        Mistake(
            "half squares",
            "You took half the squared error. For probabilities, take the logarithm.",
            lambda p, y: ((p - y) ** 2 / 2).mean(),
        ),
        Mistake(
            "squares",
            "You took the squared error. For probabilities, take the logarithm.",
            lambda p, y: ((p - y) ** 2).mean(),
        ),
        Mistake(
            "sum and sign",
            "Two slips: the minus sign in front is missing, and you added up the losses in place of averaging them.",
            lambda p, y: -_entropy(p, y).sum(),
        ),
        Mistake(
            "base 2",
            "You used the logarithm to base 2. The course uses the natural one, np.log.",
            lambda p, y: _entropy(p, y).mean() / np.log(2),
        ),
        Mistake(
            "base 10",
            "You used the logarithm to base 10. The course uses the natural one, np.log.",
            lambda p, y: _entropy(p, y).mean() / np.log(10),
        ),
    ),
    hints=(
        "Take one example first: what is its loss if y is 1, and what is it if y is 0?",
        "y log p + (1 − y) log(1 − p) picks the right one of the two. Mind the sign in front.",
        "Work on the whole arrays at once, and take np.mean of the result.",
    ),
    explanation=(
        "The loss of one example is −log of the probability that the network gives to the true class. That "
        "probability is p where y = 1 and 1 − p where y = 0, and −(y log p + (1 − y) log(1 − p)) picks the right one "
        "without an if. The empirical risk is the mean of these losses. A guard such as log(p + ε) is not needed "
        "here, and it would make a confident mistake cheaper than it is."
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
            "Your gradient is twice too large. The ½ of the loss cancels the 2 of the derivative.",
        ),
        (
            "x forgotten",
            np.array([_W - 0.1 * _DB, _B - 0.1 * _DB]),
            "The derivative with respect to w needs the factor x: each error is multiplied by its own x.",
        ),
        (
            "bias left alone",
            np.array([_W - 0.1 * _DW, _B]),
            "w is right, but b takes a step as well. Its derivative is the mean error.",
        ),
        ("rate forgotten", np.array([_W - _DW, _B - _DB]), "You subtracted the whole gradient. The rate is 0.1."),
        (
            "b with the new w",
            np.array([_W - 0.1 * _DW, _B - 0.1 * (_X * (_W - 0.1 * _DW) + _B - _Y).mean()]),
            "w is right. For b you used the errors with the new w. Both derivatives are taken before the step.",
        ),
        (
            "means multiplied",
            np.array([_W - 0.1 * _DB * _X.mean(), _B - 0.1 * _DB]),
            "You multiplied the mean error by the mean of x. Multiply each error by its own x, then take the mean.",
        ),
        (
            "sizes of the errors",
            np.array([_W - 0.1 * (abs(_WRONG) * _X).mean(), _B - 0.1 * abs(_WRONG).mean()]),
            "You dropped the signs of the errors. A prediction that is too small pulls in the other direction.",
        ),
        ("the gradient", np.array([_DW, _DB]), "That is the gradient. Take the step: old value − rate · gradient."),
        (
            "order",
            np.array([_B - 0.1 * _DB, _W - 0.1 * _DW]),
            "Both numbers are right, but in the other order: first w, then b.",
        ),
        (
            "mean forgotten, uphill",
            np.array([_W + 0.3 * _DW, _B + 0.3 * _DB]),
            "Two slips: you added the gradient, and you took the sum over the examples in place of the mean.",
        ),
    ],
    parts=("w", "b"),
    hints=(
        "Compute the three errors f(x) − y first, with the old w and b.",
        "The derivative with respect to w is the mean of error · x, the one with respect to b the mean of the errors.",
        "The new value is the old value − 0.1 · derivative, for w and for b.",
    ),
    explanation=(
        "The predictions are 1, 5 and 3, so the errors f(x) − y are −2, 4 and 4. The derivative with respect to w is "
        "the mean of error · x: (−2 · 1 + 4 · 3 + 4 · 2) / 3 = 6. The one with respect to b is the mean error, 2. "
        "One step with rate 0.1 gives w = 2 − 0.6 = 1.4 and b = −1 − 0.2 = −1.2."
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
    "a list of batches, each a list of numbers, in the given order and each number once",
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
        lambda rng: (rng.permutation(rng.size(1, 20)).tolist(), rng.size(1, 8)),
    ),
    mistakes=(
        Mistake(
            "rest dropped",
            "The examples that do not fill a whole batch are missing. They form a smaller last batch.",
            lambda order, size: [batch for batch in _cut(order, size) if len(batch) == size],
        ),
        Mistake(
            "overlap",
            "Your batches overlap, because each begins one position further. The next should begin where the last "
            "one ended.",
            lambda order, size: [order[first : first + size] for first in range(len(order))],
        ),
        Mistake(
            "order lost",
            "You cut the numbers 0, 1, 2, ... and not the given order. The shuffle would have no effect.",
            lambda order, size: _cut(range(len(order)), size),
        ),
        Mistake(
            "size taken for number",
            "You made `size` batches. `size` is the number of examples in each batch.",
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
            "You returned only the first batch. An epoch goes on until every example has been seen.",
            lambda order, size: [order[:size]],
        ),
        Mistake(
            "empty batch",
            "Your last batch is empty where the examples come out even. Stop when no example is left.",
            lambda order, size: _cut(order, size) + [[]] * (len(order) % size == 0),
        ),
        Mistake(
            "rest alone",
            "The examples left over are batches of one in yours. They form one smaller batch together.",
            lambda order, size: (
                [batch for batch in _cut(order, size) if len(batch) == size]
                + [[i] for i in order[len(order) - len(order) % size :]]
            ),
        ),
        Mistake(
            "one list",
            "You returned one list of numbers. Each batch should be a list of its own.",
            lambda order, size: list(order),
        ),
    ),
    hints=(
        "At which positions do the first, the second and the third batch begin?",
        "range(0, len(order), size) gives these positions.",
        "order[first:first + size] is one batch. A slice may reach beyond the end, and then stops there.",
    ),
    explanation=(
        "The batches begin at the positions 0, size, 2 · size and so on, which is range(0, len(order), size). From "
        "each position take a slice of length size. At the end of the list a slice stops by itself, so the last "
        "batch holds what is left, and no example is lost or seen twice."
    ),
)


def _momentum(p, v, g, rate, beta):
    v = beta * v + g
    return p - rate * v, v


def _some_step(rng) -> tuple:
    d = rng.size(1, 5)
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
    parts=("p", "v"),
    mistakes=(
        Mistake(
            "v not returned",
            "You returned only p. The next step needs the velocity too, so return both.",
            lambda p, v, g, rate, beta: _momentum(p, v, g, rate, beta)[0],
        ),
        Mistake(
            "uphill",
            "You added the velocity to p. It holds gradients, which point uphill; subtract it.",
            lambda p, v, g, rate, beta: (p + rate * (beta * v + g), beta * v + g),
        ),
        Mistake(
            "damped",
            "You multiplied the gradient by 1 − β. That gives a running mean, as in Adam. Here v is β v + g.",
            lambda p, v, g, rate, beta: (p - rate * (beta * v + (1 - beta) * g), beta * v + (1 - beta) * g),
        ),
        Mistake(
            "Nesterov",
            "You look one velocity ahead, as in Nesterov's variant. Here the step is p − rate · v with the new v.",
            lambda p, v, g, rate, beta: (p - rate * (g + beta * (beta * v + g)), beta * v + g),
        ),
        Mistake(
            "old velocity",
            "You moved p with the old velocity. Compute the new v first, then take the step with it.",
            lambda p, v, g, rate, beta: (p - rate * v, beta * v + g),
        ),
        Mistake(
            "rate inside",
            "Your velocity contains the rate already. Here the rate is a factor of the step only.",
            lambda p, v, g, rate, beta: (p - (beta * v + rate * g), beta * v + rate * g),
        ),
        Mistake(
            "beta forgotten",
            "You kept the whole old velocity. It is multiplied by β first, or it would never fade.",
            lambda p, v, g, rate, beta: (p - rate * (v + g), v + g),
        ),
        Mistake(
            "rate and sign inside",
            "Your v is β v − η g, and p moves by v. Here v holds gradients only, and p moves by −η v.",
            lambda p, v, g, rate, beta: (p + beta * v - rate * g, beta * v - rate * g),
        ),
        Mistake(
            "sign inside",
            "Your velocity subtracts the gradient. Here v is β v + g, and the minus sign belongs to the step of p.",
            lambda p, v, g, rate, beta: (p + rate * (beta * v - g), beta * v - g),
        ),
        Mistake(
            "velocity subtracts, step subtracts",
            "Your velocity is β v − g. With p − rate · v that goes uphill. Here v is β v + g.",
            lambda p, v, g, rate, beta: (p - rate * (beta * v - g), beta * v - g),
        ),
        Mistake(
            "no momentum",
            "Your p moves by rate · gradient only. It should move by rate · v with the new v.",
            lambda p, v, g, rate, beta: (p - rate * g, beta * v + g),
        ),
        Mistake(
            "beta on the gradient",
            "You multiplied the gradient by β. β is a factor of the old velocity.",
            lambda p, v, g, rate, beta: (p - rate * (v + beta * g), v + beta * g),
        ),
        Mistake(
            "weights swapped",
            "You weighted the old velocity with 1 − β and the gradient with β. Here v is β v + g.",
            lambda p, v, g, rate, beta: (
                p - rate * ((1 - beta) * v + beta * g),
                (1 - beta) * v + beta * g,
            ),
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
        "p moves by minus rate times the new velocity. Return both.",
    ),
    explanation=(
        "First the velocity is renewed: β times the old one, so that old gradients fade, plus the new gradient. Then "
        "p moves against the new velocity, by the rate. Both come back, because the next step needs v. Some "
        "libraries put the rate or the minus sign into v; the path of p is then the same as long as the rate does "
        "not change, but v is another array."
    ),
)


def _spectrum(rng, values) -> np.ndarray:
    """Return a random symmetric matrix with these eigenvalues."""
    Q = np.linalg.qr(rng.normal(size=(len(values), len(values))))[0]
    H = Q @ np.diag(values) @ Q.T
    return (H + H.T) / 2


def _some_bowl(rng) -> tuple:
    """Return a Hessian whose largest eigenvalue is alone at the top, so that a power iteration finds it, too."""
    largest = float(rng.uniform(1, 10))
    others = rng.uniform(0.05, 0.8, rng.size(1, 4)) * largest
    return (_spectrum(rng, [largest, *others]),)


_BOWLS = [
    (np.array([[5.0]]),),
    (np.array([[2, 1], [1, 2]]),),
    (np.array([[1.0, 0.0], [0.0, 10.0]]),),
    (np.array([[2.0, 1.0], [1.0, 2.0]]),),
    (np.array([[5.0, 2.0, 0.0], [2.0, 3.0, 1.0], [0.0, 1.0, 1.5]]),),
]
_SHEET_2D = Question(
    "08.2d",
    lambda H: 2 / float(np.linalg.eigvalsh(H)[-1]),
    "the rate at which |1 − rate · λ| reaches 1 for the largest λ",
    cases=_BOWLS,
    hidden=("other bowls", _some_bowl),
    mistakes=(
        Mistake(
            "one for two",
            "With 1/λ, one step reaches the minimum. How far beyond may a step land and still come closer?",
            lambda H: 1 / np.linalg.eigvalsh(H)[-1],
        ),
        Mistake(
            "smallest",
            "You took the smallest eigenvalue. The direction of the largest curvature diverges first, so it decides.",
            lambda H: 2 / np.linalg.eigvalsh(H)[0],
        ),
        Mistake(
            "trace",
            "You took the trace, the sum of all eigenvalues. Only the largest counts.",
            lambda H: 2 / np.trace(H),
        ),
        Mistake(
            "diagonal",
            "You took the largest entry of the diagonal. The largest eigenvalue can be larger.",
            lambda H: 2 / np.diag(H).max(),
        ),
        Mistake(
            "eigenvalue itself",
            "That is the largest eigenvalue. The rate is 2 divided by it.",
            lambda H: np.linalg.eigvalsh(H)[-1],
        ),
        Mistake(
            "best rate",
            "That is the fastest rate, 2/(smallest + largest). Descent diverges only beyond a larger rate.",
            lambda H: 2 / (np.linalg.eigvalsh(H)[0] + np.linalg.eigvalsh(H)[-1]),
        ),
        Mistake(
            "root of the squares",
            "You took np.linalg.norm(H), the root of all squared entries. Only the largest eigenvalue counts.",
            lambda H: 2 / np.linalg.norm(H),
        ),
        Mistake(
            "determinant",
            "You took the determinant, the product of all eigenvalues. Only the largest counts.",
            lambda H: 2 / np.linalg.det(H),
        ),
        Mistake(
            "row sums",
            "You took the largest row sum, which is only an upper bound of the largest eigenvalue.",
            lambda H: 2 / np.abs(H).sum(axis=1).max(),
        ),
        Mistake(
            "upside down",
            "You divided the eigenvalue by 2. The rate is 2 divided by the eigenvalue.",
            lambda H: np.linalg.eigvalsh(H)[-1] / 2,
        ),
        Mistake(
            "reciprocal, smallest",
            "Two slips: you took 1 in place of 2, and the smallest eigenvalue in place of the largest.",
            lambda H: 1 / np.linalg.eigvalsh(H)[0],
        ),
    ),
    hints=(
        "Along a direction with curvature λ, a step multiplies the distance by 1 − rate · λ. When does that grow?",
        "|1 − rate · λ| = 1 has the solution rate = 2/λ. Which λ gives the smallest of these rates?",
        "np.linalg.eigvalsh(H) returns the eigenvalues of a symmetric matrix, the largest last.",
    ),
    explanation=(
        "Along an eigenvector with eigenvalue λ, a step multiplies the distance from the minimum by 1 − rate · λ. "
        "The distance does not grow as long as |1 − rate · λ| ≤ 1, that is, rate ≤ 2/λ. This has to hold for every "
        "λ, and the largest gives the smallest bound: 2/λ_max."
    ),
)


_ZERO = 1e-9  # an eigenvalue of at most this size counts as 0, as the sheet says


def _by_signs(values, zero: float = _ZERO) -> str:
    values = np.asarray(values, float)
    up, down = (values > zero).any(), (values < -zero).any()
    if up and down:
        return "saddle"
    if (np.abs(values) <= zero).any():
        return "flat"
    return "minimum" if up else "maximum"


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
    (np.diag([1.0, 3e-10]),),
    (np.diag([1.0, -3e-10]),),
    (np.diag([-1.0, 3e-10]),),
    (np.diag([-3e-10, -1.0]),),
    (np.diag([1.0, 4e-9]),),
    (np.diag([1.0, -4e-9]),),
    (np.array([[2, 1, 0], [1, 2, 0], [0, 0, 1]]),),
]


def _by_det(H) -> str:
    """Go by the determinant as the 2 × 2 recipe does, without the look at the corner."""
    det = np.linalg.det(H)
    return "flat" if abs(det) < 1e-9 else "minimum" if det > 0 else "saddle"


def _some_hessian(rng) -> tuple:
    return (_spectrum(rng, rng.choice([-2.0, -1.0, 0.0, 1.0, 2.0], rng.size(1, 4))),)


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
            "You went by the diagonal of H. The other entries count as well: compute the eigenvalues.",
            lambda H: _by_signs(np.diag(H)),
        ),
        Mistake(
            "determinant",
            "You went by the determinant only. It is the product of the eigenvalues, so two negative ones look like "
            "two positive ones.",
            _by_det,
        ),
        Mistake(
            "trace",
            "You went by the trace, the sum of the eigenvalues. One large one hides the others in it.",
            lambda H: _by_signs([np.trace(H)]),
        ),
        Mistake(
            "no flat",
            "You count an eigenvalue of 0 as positive or negative. If the others share one sign, the answer is flat.",
            lambda H: _without_flat(np.linalg.eigvalsh(H)),
        ),
        Mistake(
            "upside down",
            "Minimum and maximum are swapped. Positive curvatures mean that the risk rises on all sides.",
            lambda H: _by_signs(-np.linalg.eigvalsh(H)),
        ),
        Mistake(
            "zero beats signs",
            "You return flat as soon as one eigenvalue is 0. If the others have both signs, it is a saddle.",
            lambda H: "flat" if (abs(np.linalg.eigvalsh(H)) <= _ZERO).any() else _by_signs(np.linalg.eigvalsh(H)),
        ),
        Mistake(
            "compared with 0",
            "You compare eigenvalues with exactly 0. Here a size of at most 1e-9 counts as 0, because of rounding.",
            lambda H: _by_signs(np.linalg.eigvalsh(H), 0.0),
        ),
        Mistake(
            "another tolerance",
            "You count too many eigenvalues as 0, as np.isclose does, which goes to 1e-8. The limit here is 1e-9.",
            lambda H: _by_signs(np.linalg.eigvalsh(H), 1e-8),
        ),
        Mistake(
            "no maximum",
            "You never return maximum. If all eigenvalues are negative, the risk falls in every direction.",
            lambda H: {"maximum": "minimum"}.get(_by_signs(np.linalg.eigvalsh(H)), _by_signs(np.linalg.eigvalsh(H))),
        ),
        Mistake(
            "only two kinds",
            "You return saddle wherever the point is not a minimum. All negative is a maximum, and 0 may leave it "
            "open.",
            lambda H: "minimum" if _by_signs(np.linalg.eigvalsh(H)) == "minimum" else "saddle",
        ),
        Mistake(
            "entries",
            "You went by the signs of the entries of H. The signs of its eigenvalues decide.",
            lambda H: _by_signs(np.ravel(H)),
        ),
    ),
    hints=(
        "The eigenvalues are the curvatures along perpendicular directions. np.linalg.eigvalsh(H) returns them.",
        "If both signs occur, it is a saddle in any case. Otherwise all are positive, all are negative, or some are 0.",
        "A computed eigenvalue is hardly ever exactly 0, so compare with 1e-9 and −1e-9.",
    ),
    explanation=(
        "Compute the eigenvalues with np.linalg.eigvalsh and sort them into three kinds: above 1e-9, below −1e-9, "
        "and 0 for what is between. Both signs make a saddle, whatever the rest is. Otherwise an eigenvalue of 0 "
        "leaves the kind open, so the answer is flat. What remains has one sign only: a minimum if it is positive, a "
        "maximum if negative. The tolerance is needed because a computed eigenvalue carries a rounding error of "
        "about 1e-16."
    ),
)


def _without_flat(values) -> str:
    up, down = (values > _ZERO).any(), (values < -_ZERO).any()
    return "saddle" if up and down else "maximum" if down else "minimum"


QUESTIONS = (_CHECK_1, _CHECK_2, _CHECK_3, _SHEET_1A, _SHEET_2A, _SHEET_2B, _SHEET_2C, _SHEET_2D, _SHEET_3A)

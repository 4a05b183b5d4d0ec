"""Questions of notebook 15 and its sheet."""

from __future__ import annotations

import numpy as np

from ..checking import Mistake, Question, choice_question, value_question
from ..linear import class_means, nearest_mean
from ..nn import confusion_matrix
from .q15_features import QUESTIONS as FEATURES

# --- checkpoints in the notebook ----------------------------------------------------------------------------

_CHECK_1 = value_question(
    "15.1",
    [22, 4],
    "two whole numbers, the row and the column, both counted from 0",
    [
        ("column first", [4, 22], "Those are column and row. Give the row first: the vector takes row after row."),
        ("counted from 1", [23, 5], "You counted from 1. Row 0 and column 0 are the first ones."),
        ("row counted from 1", [23, 4], "Your column is right. The first row is row 0."),
        ("column counted from 1", [22, 5], "Your row is right. The first column is column 0."),
        ("one row up", [21, 32], "A row ends with column 27. Column 32 is already in the next row."),
        ("rounded up", [23, -24], "Only full rows lie above the pixel. Do not round up."),
        (
            "fraction kept",
            [620 / 28, 4],
            "A row is a whole number: only full rows count. Drop the digits after the point.",
        ),
    ],
    hints=(
        "The vector takes the image row after row, 28 numbers each. How many whole rows fit into the number "
        "of the pixel?",
        "Divide by 28: the whole part is the row, the remainder is the column.",
    ),
    explanation=(
        "Each row has 28 pixels, and counting begins at 0. 22 whole rows hold the pixels 0 to 615, since 22 "
        "· 28 = 616. So pixel 620 is in row 22, and 620 − 616 = 4 is its column. In Python: `divmod(620, "
        "28)`."
    ),
)

_CHECK_2 = choice_question(
    "15.2",
    "You train network A once and network B once, with different settings. On the same 1000 test images, A reads 921 "
    "correctly and B 927. What can you say?",
    {
        "a": (
            "B is better: it reads six images more",
            "Another random start can change a score by more than six images. How would you find out?",
        ),
        "b": (
            "Nothing yet: train both from several starts, and compare them in pairs, on the images where they differ",
            "Yes. Pairs of seeds show what the starts do, and the images on which exactly one is right show the rest.",
        ),
        "c": (
            "They are equally good, because their Wilson intervals overlap",
            "An overlap does not prove equality. Both read the same images, so a paired comparison sees more.",
        ),
        "d": (
            "B is better if its training loss is lower as well",
            "The training loss is about the training images. A network can fit these better and read new ones worse.",
        ),
    },
    right="b",
    hints=(
        "How much did the score of one and the same network change with its random start?",
        "Both networks read the same images. Which images tell the two apart, and how would you use that?",
    ),
    explanation=(
        "The score of a single network changes by several images from one random start to the next, so a "
        "difference of six proves nothing. Train both settings from several starts and compare them in "
        "pairs, seed by seed. Since both read the same images, only those count on which exactly one of them "
        "is right. Overlapping intervals, on the other hand, do not prove that two networks are equal."
    ),
)


# --- the exercise sheet: the nearest mean -------------------------------------------------------------------


def _read(X, c, Q):
    return nearest_mean(class_means(X, c, int(c.max()) + 1), Q)


def _read_with(choose, mean=None):
    """Return the mistaken answer that gets the means and the new images, and chooses in another way."""

    def mistaken_answer(X, c, Q):
        k = int(c.max()) + 1
        means = class_means(X, c, k) if mean is None else np.stack([mean(X[c == j]) for j in range(k)])
        return choose(means, Q)

    return mistaken_answer


def _gaps(means, Q):
    return Q[:, None] - means


def _nearest_example(X, c, Q):
    return c[(_gaps(X, Q) ** 2).sum(axis=2).argmin(axis=1)]


def _nearest_row(X, c, Q):
    return (_gaps(X, Q) ** 2).sum(axis=2).argmin(axis=1)


def _classes(rng, n: int, k: int):
    return rng.permutation(np.concatenate([np.arange(k), rng.integers(0, k, n - k)]))


def _examples(rng, n: int, k: int, d: int, m: int):
    """Return examples of k classes, and new ones: pixels from 0 to 1, as in an image."""
    return rng.uniform(size=(n, d)).round(2), _classes(rng, n, k), rng.uniform(size=(m, d)).round(2)


def _drawn_examples(rng):
    n, k, d, m = rng.size(12, 30), rng.size(2, 6), rng.size(2, 7), 40
    return _examples(rng, n, k, d, m)


_SMALL = (
    np.array([[0.1, 0.2], [0.9, 0.0], [0.8, 0.9], [0.9, 0.2], [0.5, 0.9], [0.3, 0.0]]),
    np.array([0, 1, 2, 1, 2, 0]),
    np.array([[0.2, 0.3], [0.7, 0.3], [0.6, 0.6]]),
)
_INKY = (  # the mean with the most ink is not the longest one
    np.array([[1.0, 0.0], [0.5, 0.62], [0.98, 0.02], [0.6, 0.5]]),
    np.array([0, 1, 0, 1]),
    np.array([[0.1, 0.2], [0.9, 0.1], [0.4, 0.5], [0.8, 0.4]]),
)
_RNG = np.random.default_rng(151)
_SHEET_1A = Question(
    "15.1a",
    _read,
    "one whole number for each row of Q, the class whose mean is nearest",
    cases=[
        _SMALL,
        _INKY,
        *(_examples(_RNG, n, k, d, m) for n, k, d, m in ((14, 2, 2, 20), (20, 4, 3, 30), (30, 3, 6, 30))),
    ],
    hidden=("other examples", _drawn_examples),
    mistakes=(
        Mistake(
            "farthest mean",
            "You took the farthest mean. The smallest distance wins.",
            _read_with(lambda means, Q: (_gaps(means, Q) ** 2).sum(axis=2).argmax(axis=1)),
        ),
        Mistake(
            "nearest example",
            "You took the class of the nearest single example. Average the examples of each class first.",
            _nearest_example,
        ),
        Mistake(
            "number of the example",
            "You returned which row of X is nearest. Return a class, and take the means first.",
            _nearest_row,
        ),
        Mistake(
            "ten classes",
            "You took ten classes where there are fewer. The mean of no example is NaN, and argmin stops there.",
            lambda X, c, Q: np.full(len(Q), c.max() + 1),
        ),
        Mistake(
            "sum for mean",
            "You added up the examples of a class. Divide by how many there are.",
            _read_with(lambda means, Q: (_gaps(means, Q) ** 2).sum(axis=2).argmin(axis=1), lambda x: x.sum(axis=0)),
        ),
        Mistake(
            "divided by all",
            "You divided each sum by the number of all examples. Divide by the number in its own class.",
            lambda X, c, Q: _read_with(
                lambda means, Q: (_gaps(means, Q) ** 2).sum(axis=2).argmin(axis=1), lambda x: x.sum(axis=0) / len(X)
            )(X, c, Q),
        ),
        Mistake(
            "dot product only",
            "You took the largest dot product with a mean. That favours means with much ink; half of |m|² is missing.",
            _read_with(lambda means, Q: (Q @ means.T).argmax(axis=1)),
        ),
        Mistake(
            "square not halved",
            "Your bias is −|m|². Expand the square: it is half of that.",
            _read_with(lambda means, Q: (Q @ means.T - (means**2).sum(axis=1)).argmax(axis=1)),
        ),
        Mistake(
            "bias added",
            "You added half of |m|² to the dot product. Expand the square: it is subtracted.",
            _read_with(lambda means, Q: (Q @ means.T + (means**2).sum(axis=1) / 2).argmax(axis=1)),
        ),
        Mistake(
            "sum of differences",
            "You added the differences without squaring them, so that they cancel.",
            _read_with(lambda means, Q: _gaps(means, Q).sum(axis=2).argmin(axis=1)),
        ),
        Mistake(
            "size of the summed differences",
            "You added the differences before you took their size or square. Square each of them first.",
            _read_with(lambda means, Q: abs(_gaps(means, Q).sum(axis=2)).argmin(axis=1)),
        ),
        Mistake(
            "absolute differences",
            "You added absolute differences. The distance here is the square root of the sum of squares.",
            _read_with(lambda means, Q: abs(_gaps(means, Q)).sum(axis=2).argmin(axis=1)),
        ),
        Mistake(
            "median for mean",
            "You took the median of each pixel. Take the mean.",
            _read_with(
                lambda means, Q: (_gaps(means, Q) ** 2).sum(axis=2).argmin(axis=1), lambda x: np.median(x, axis=0)
            ),
        ),
        Mistake(
            "counted from 1", "Your classes are one too large. They count from 0.", lambda *given: _read(*given) + 1
        ),
        Mistake(
            "distances returned",
            "You returned the distances. Say which class has the smallest one.",
            _read_with(lambda means, Q: np.sqrt((_gaps(means, Q) ** 2).sum(axis=2))),
        ),
        Mistake(
            "squared distances returned",
            "You returned the squared distances. Say which class has the smallest one.",
            _read_with(lambda means, Q: (_gaps(means, Q) ** 2).sum(axis=2)),
        ),
    ),
    hints=(
        "Two steps: first one mean for each class, then for each row of Q the nearest of these means.",
        "X[c == k] holds the examples of class k; their mean over axis 0 is one row. Stack these rows.",
        "Q[:, None] - means has shape (m, k, d). Square it, sum over the last axis, and take argmin over the classes.",
    ),
    explanation=(
        "Each class is replaced by the mean of its examples, which is one point. A new example gets the class whose "
        "mean is nearest. The square root of the distance can be left out: it grows with the square, so the smallest "
        "square belongs to the smallest distance."
    ),
)


# --- the exercise sheet: the confusion matrix ---------------------------------------------------------------


def _counts(true, read, k):
    return confusion_matrix(true, read, k)


def _last_wins(true, read, k):
    counts = np.zeros((k, k), int)
    counts[true, read] += 1
    return counts


def _mistakes_only(true, read, k):
    counts = _counts(true, read, k)
    return counts - np.diag(counts.diagonal())


def _rows_shared(true, read, k):
    counts = _counts(true, read, k)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def _columns_shared(true, read, k):
    counts = _counts(true, read, k)
    return counts / np.maximum(counts.sum(axis=0), 1)


def _labels(rng, n: int, k: int):
    return rng.integers(0, k, n), rng.integers(0, k, n), k


_FEW = (np.array([0, 0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 1, 0, 2, 2]), 3)
_UNSEEN = (np.array([0, 1, 1, 0, 1]), np.array([1, 1, 0, 1, 1]), 4)
_SHEET_2A = Question(
    "15.2a",
    _counts,
    "a table of k rows and k columns; in row i and column j, how many examples of class i were read as class j",
    cases=[_FEW, _UNSEEN, *(_labels(np.random.default_rng(152), n, k) for n, k in ((30, 2), (80, 5)))],
    hidden=("other labels", lambda rng: _labels(rng, rng.size(20, 90), rng.size(2, 7))),
    mistakes=(
        Mistake(
            "transposed",
            "Your rows are what was read. Rows belong to the true classes.",
            lambda *given: _counts(*given).T,
        ),
        Mistake(
            "each pair once",
            "Your entries are never above 1: counts[true, read] += 1 adds once, however often a pair is there.",
            _last_wins,
        ),
        Mistake(
            "each pair once, transposed",
            "Your rows are what was read, and += adds only once, however often a pair is there.",
            lambda *given: _last_wins(*given).T,
        ),
        Mistake("mistakes only", "Your diagonal is 0. What was read correctly is counted there.", _mistakes_only),
        Mistake(
            "diagonal only",
            "You counted only what was read correctly. The mistakes belong beside the diagonal.",
            lambda *given: np.diag(_counts(*given).diagonal()),
        ),
        Mistake("fractions of rows", "You divided each row by its sum. Return the counts.", _rows_shared),
        Mistake("fractions of columns", "You divided each column by its sum. Return the counts.", _columns_shared),
        Mistake(
            "fractions of all",
            "You divided by the number of examples. Return the counts.",
            lambda true, read, k: _counts(true, read, k) / len(true),
        ),
        Mistake(
            "largest label for k",
            "Your table is too small where the last classes do not occur. It has k rows and k columns.",
            lambda true, read, k: _counts(true, read, max(true.max(), read.max()) + 1),
        ),
        Mistake(
            "one class too many",
            "Your table has a row and a column too many: the classes are 0 to k − 1.",
            lambda true, read, k: np.pad(_counts(true, read, k), ((0, 1), (0, 1))),
        ),
        Mistake(
            "counted from 1",
            "Your table has an empty first row and column: the classes count from 0.",
            lambda true, read, k: np.pad(_counts(true, read, k), ((1, 0), (1, 0))),
        ),
        Mistake(
            "last example left out",
            "The last example is missing from your counts.",
            lambda true, read, k: _counts(true[:-1], read[:-1], k),
        ),
        Mistake(
            "first example left out",
            "The first example is missing from your counts.",
            lambda true, read, k: _counts(true[1:], read[1:], k),
        ),
        Mistake(
            "symmetric",
            "You counted each pair in both orders. A 4 read as 9 is another mistake than a 9 read as 4.",
            lambda *given: _counts(*given) + _counts(*given).T,
        ),
        Mistake(
            "accuracy",
            "That is one number, the fraction read correctly. Return the table of counts.",
            lambda true, read, k: np.mean(true == read),
        ),
    ),
    hints=(
        "Start from a table of zeros with k rows and k columns, and add 1 for each example.",
        "A loop over zip(true, read) visits the pairs; each pair is a place: row true, column read.",
        "counts[t, r] += 1 inside the loop. Without a loop: np.add.at(counts, (true, read), 1).",
    ),
    explanation=(
        "Each example is one pair of a true and a read class, and adds 1 at this position of the table. Rows are true "
        "classes, so the sum of a row is the number of examples of that class. What is on the diagonal was read "
        "correctly."
    ),
)

QUESTIONS = (_CHECK_1, _CHECK_2, _SHEET_1A, _SHEET_2A, *FEATURES)

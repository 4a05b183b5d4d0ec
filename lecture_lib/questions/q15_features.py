"""Questions of notebook 15 and its sheet: features (rows 15.3, 15.4)."""

from __future__ import annotations

import numpy as np

from ..checking import CaseGenerator, Mistake, Question, choice_question, value_question
from ..validation import is_close

# --- checkpoints in the notebook ----------------------------------------------------------------------------

_CHECK_3 = choice_question(
    "15.3",
    "The trained weights of a first-layer unit look like noise in most places. You train the same network once more, "
    "but all first-layer weights start a hundred times smaller. What will they look like afterwards?",
    {
        "a": (
            "As noisy as before: a network needs noisy weights",
            "Look at the change that training made: how large is its correlation, and what was it added to?",
        ),
        "b": (
            "Smoother: the change by training is smooth, and less noise is left below it",
            "Yes: a smooth change plus a very small start is smooth. In three such networks, r was 0.79 at the end.",
        ),
        "c": (
            "Like strokes of single digits, one digit per unit",
            "Smooth is not the same as readable. Nothing in the loss asks for one digit per unit.",
        ),
        "d": (
            "All weights will be 0: too small a start gives no derivative",
            "The derivative of a first-layer weight contains the pixel and the later weights, and those are not 0.",
        ),
    },
    right="b",
    hints=(
        "Write the trained weights as a sum: the start plus the change by training. Which of the two is noise?",
        "How large is the correlation between neighbouring weights in the change by itself? What happens to "
        "the sum if the start becomes a hundred times smaller?",
    ),
    explanation=(
        "The trained weights are the random start plus the change that training made. The start is noise, in "
        "which neighbours are independent; the change is smooth, because neighbouring pixels have similar "
        "values. If the start is a hundred times smaller, almost only the smooth change is left. In three "
        "such networks, the correlation between neighbours was 0.79 at the end."
    ),
)

_SINGULAR = np.array([6.0, 3.0, 2.0])


def _to(tolerance: float):
    return lambda got, truth: is_close(got, truth, tolerance, relative=0)


_CHECK_4 = value_question(
    "15.4",
    45 / 49,
    "a fraction between 0 and 1, one number",
    [
        ("not squared", 9 / 11, "You added the singular values. A variance is a square: square each of them first."),
        ("first only", 36 / 49, "That is the first direction only. The plane has two."),
        ("second only", 9 / 49, "That is the second direction only. The plane has two."),
        ("what is left", 4 / 49, "That is the fraction that the plane leaves out."),
        ("root", float(np.sqrt(45 / 49)), "That is a ratio of lengths. Do not take the root: variances are squares."),
        ("per cent", 4500 / 49, "Give a fraction between 0 and 1, not per cent."),
        ("sum of the squares", 45.0, "That is the sum of two squares. Divide it by the sum of all three."),
    ],
    equal=_to(0.003),
    hints=(
        "The variance along a direction is proportional to the square of its singular value.",
        "Add the squares of the two largest singular values, and divide by the sum of all three squares.",
    ),
    explanation=(
        "The variance along each direction is proportional to the square of the singular value. The squares "
        "are 36, 9 and 4, with the sum 49. The plane of the first two directions holds (36 + 9) / 49 = 45 / "
        "49, about 0.918."
    ),
)

# --- the exercise sheet: 15.3a ------------------------------------------------------------------------------


def _row_numbers(W, b, X, k):
    Z = np.asarray(X) @ np.asarray(W).T + b
    return np.argsort(-Z, axis=0, kind="stable")[:k].T


def _draw_units(rng: CaseGenerator) -> tuple:
    m, n, d, k = rng.size(2, 5), rng.size(6, 12), rng.size(3, 7), rng.size(2, 5)
    return rng.normal(size=(m, d)), 2 * rng.normal(size=m), rng.uniform(0.1, 1, (n, d)), k


_SMALL_CASE = (
    np.array([[2.0, -1.0], [-1.0, 0.5]]),
    np.array([-1.0, 3.0]),
    np.array([[0.1, 0.9], [0.8, 0.3], [0.5, 0.5], [0.95, 0.7]]),
    2,
)
_SHEET_3A = Question(
    "15.3a",
    _row_numbers,
    "row numbers in X counted from 0: one row of k numbers per unit, the most exciting image first",
    cases=[_SMALL_CASE, *(_draw_units(CaseGenerator(np.random.default_rng(seed))) for seed in (1, 2, 3))],
    hidden=("other networks and images", _draw_units),
    mistakes=(
        Mistake(
            "least exciting",
            "Those are the images with the smallest z. `argsort` sorts upwards.",
            lambda W, b, X, k: np.argsort(X @ W.T + b, axis=0)[:k].T,
        ),
        Mistake(
            "order reversed",
            "These are the right images, but the most exciting one must come first.",
            lambda W, b, X, k: np.argsort(X @ W.T + b, axis=0)[-k:].T,
        ),
        Mistake(
            "values",
            "Those are the values of z. Give the row numbers of the images.",
            lambda W, b, X, k: -np.sort(-(X @ W.T + b), axis=0)[:k].T,
        ),
        Mistake(
            "transposed",
            "Your table has one column per unit. It should have one row per unit.",
            lambda W, b, X, k: _row_numbers(W, b, X, k).T,
        ),
        Mistake(
            "size of z",
            "You sorted by the size of z without its sign. A unit with a very negative z is silent.",
            lambda W, b, X, k: np.argsort(-abs(X @ W.T + b), axis=0, kind="stable")[:k].T,
        ),
        Mistake(
            "counted from 1",
            "Your row numbers count from 1. `X[0]` is the first image.",
            lambda W, b, X, k: _row_numbers(W, b, X, k) + 1,
        ),
        Mistake(
            "ranks",
            "You sorted twice: those are ranks of the images. One `argsort` gives the row numbers.",
            lambda W, b, X, k: np.argsort(np.argsort(-(X @ W.T + b), axis=0), axis=0)[:k].T,
        ),
        Mistake(
            "along the units",
            "You sorted the units of each image. Sort the images of each unit: the other axis.",
            lambda W, b, X, k: np.argsort(-(X @ W.T + b), axis=1)[:, :k],
        ),
        Mistake(
            "length of the image",
            "You divided by the lengths of the images. The unit does not: it takes w · x + b.",
            lambda W, b, X, k: _row_numbers(W, 0 * b, X / np.linalg.norm(X, axis=1, keepdims=True), k),
        ),
    ),
    hints=(
        "First compute z for all images and all units at once: a table with one row per image and one column per unit.",
        "`np.argsort` gives row numbers in rising order of the values. What does it give for the negative values, and "
        "along which axis do you need it?",
        "Z = X @ W.T + b has shape (n, m). Sort −Z along axis 0, keep the first k rows, and transpose.",
    ),
    explanation=(
        "Z holds one column for each unit, with its z for every image. Sorting −Z upwards along axis 0 puts the "
        "images with the largest z of a unit first. The first k rows are then the images that excite each unit most, "
        "and the transpose gives one row for each unit."
    ),
    praise="For each unit, these images make its sum largest.",
)

# --- 15.4a: projection --------------------------------------------------------------------------------------


def _centred(X):
    X = np.asarray(X, float)
    return X - X.mean(axis=0)


def _svd(X):
    return np.linalg.svd(X, full_matrices=False)


def _projection(X, k):
    X = _centred(X)
    return X @ _svd(X)[2][:k].T


def _same_but_for_signs(got, truth) -> bool:
    """Are the columns equal, each perhaps with the other sign?"""
    try:
        got = np.asarray(got, float)
    except (TypeError, ValueError):
        return False
    if got.shape != truth.shape or not np.isfinite(got).all():
        return False
    of_examples = int(truth.shape[0] < truth.shape[1])  # the other axis, in a table that is transposed
    signs = np.where((got * truth).sum(axis=of_examples, keepdims=True) < 0, -1, 1)
    return is_close(got * signs, truth, 1e-5)


def _draw_batch(rng: CaseGenerator) -> tuple:
    n, d = rng.size(7, 12), rng.size(4, 7)
    scales = np.linspace(3, 1, d) ** 1.5
    turned = np.linalg.qr(rng.normal(size=(d, d)))[0]
    return (rng.normal(size=(n, d)) * scales) @ turned + rng.normal(size=d) * 2, rng.size(1, 4)


def _scaled_columns(X):
    return _centred(X) / np.asarray(X).std(axis=0)


_SHEET_4A = Question(
    "15.4a",
    _projection,
    "a table of shape (n, k): the coordinates of the examples along the k directions of largest variance",
    cases=[
        (_draw_batch(CaseGenerator(np.random.default_rng(seed)))[0], k) for seed, k in ((3, 2), (4, 2), (5, 1), (6, 3))
    ],
    hidden=("other batches", _draw_batch),
    equal=_same_but_for_signs,
    mistakes=tuple(
        Mistake(name, says, instead)
        for name, says, instead in (
            (
                "not centred",
                "The mean was not subtracted. The directions are those of the variance around the mean.",
                lambda X, k: X @ _svd(X)[2][:k].T,
            ),
            (
                "centred for the directions only",
                "The directions are right, but the examples that you project still contain their mean.",
                lambda X, k: X @ _svd(_centred(X))[2][:k].T,
            ),
            (
                "columns of Vt",
                "You took columns of Vᵀ. The directions are its rows.",
                lambda X, k: _centred(X) @ _svd(_centred(X))[2][:, :k],
            ),
            (
                "U without S",
                "Those are columns of U: every direction has been given the same variance. The singular values are "
                "missing.",
                lambda X, k: _svd(_centred(X))[0][:, :k],
            ),
            (
                "S twice",
                "The singular values are in it twice. The product of the centred batch and V contains them already.",
                lambda X, k: _projection(X, k) * _svd(_centred(X))[1][:k],
            ),
            (
                "smallest variance",
                "Those are the directions of smallest variance. `eigh` sorts upwards, `svd` downwards.",
                lambda X, k: _centred(X) @ _svd(_centred(X))[2][::-1][:k].T,
            ),
            (
                "columns in reverse",
                "Your columns are in the other order: the direction of largest variance comes first.",
                lambda X, k: _projection(X, k)[:, ::-1],
            ),
            (
                "standardised",
                "You divided the columns by their standard deviations. PCA of the batch as it is only subtracts the "
                "mean.",
                lambda X, k: _projection(_scaled_columns(X), k),
            ),
            (
                "mean of the rows",
                "You subtracted the mean of each example. Subtract the mean of each column: axis 0.",
                lambda X, k: (X - X.mean(axis=1, keepdims=True)) @ _svd(X - X.mean(axis=1, keepdims=True))[2][:k].T,
            ),
            (
                "back in d dimensions",
                "You went back to all d columns. The coordinates along the k directions are enough.",
                lambda X, k: _projection(X, k) @ _svd(_centred(X))[2][:k],
            ),
            ("transposed", "Your table has one column per example.", lambda X, k: _projection(X, k).T),
        )
    ),
    hints=(
        "Three steps: subtract something, decompose, multiply.",
        "Subtract the mean of each column. In `U, S, Vt = np.linalg.svd(..., full_matrices=False)`, which of the three "
        "holds directions in the space of the columns?",
        "With `D = X - X.mean(axis=0)` and its Vt, the coordinates are `D @ Vt[:k].T`.",
    ),
    explanation=(
        "The principal directions describe how examples differ from their mean, so the mean is subtracted first. The "
        "rows of Vt are these directions in the order of the variance that they carry. The product with the first k "
        "of them gives each example's coordinates along them."
    ),
    praise="Signs are free, and everything else is fixed: these are the principal components.",
)

# --- 15.4b: the centre of mass ------------------------------------------------------------------------------


def _mass_centre(image) -> np.ndarray:
    image = np.asarray(image, float)
    rows, columns = np.indices(image.shape)
    return np.array([(rows * image).sum(), (columns * image).sum()]) / image.sum()


def _moved(image, by):
    return np.roll(image, tuple(int(v) for v in by), (0, 1))


def _rounded(v):
    return np.floor(np.asarray(v) + 0.5)


def _centre_image(image):
    return _moved(image, _rounded(14 - _mass_centre(image)))


def _centre_image_by_support(image):
    return _moved(image, _rounded(14 - _mass_centre(np.asarray(image) > 0)))


def _draw_ink(rng: CaseGenerator) -> tuple:
    """Draw an image of uneven ink whose centre of mass is far from a tie, and which keeps its ink when centred."""
    while True:
        image = np.zeros((28, 28))
        height, width = rng.sizes(6, 12, 2)
        top, left = rng.integers(1, 27 - height), rng.integers(1, 27 - width)
        ink = rng.uniform(0, 1, (height, width)) * (rng.uniform(size=(height, width)) < 0.6)
        ink *= np.outer(np.linspace(0.05, 1, height) ** 2, np.linspace(1, 0.05, width) ** 2)
        image[top : top + height, left : left + width] = ink
        offset = 14 - _mass_centre(image)
        tie = np.abs(offset - np.floor(offset) - 0.5).min()
        if tie > 0.1 and abs(offset).min() > 1.2 and abs(offset[0] - offset[1]) > 1:
            return (image,)


def _is_cut_off_elsewhere(image) -> bool:
    """Would both offsets come to another whole number if their decimals were cut off?"""
    offset = 14 - _mass_centre(image)
    return bool((np.trunc(offset) != _rounded(offset)).all())


_INK = [_draw_ink(CaseGenerator(np.random.default_rng(seed))) for seed in range(40)]
_INK_CASES = [*_INK[:3], *[case for case in _INK[3:] if _is_cut_off_elsewhere(*case)][:3]]


def _box_centre(image) -> np.ndarray:
    return np.array([(where.min() + where.max()) / 2 for where in np.nonzero(image)])


_SHEET_4B = Question(
    "15.4b",
    _centre_image,
    "the image moved by whole pixels so that its centre of mass is as near as possible to row 14 and column 14",
    cases=_INK_CASES,
    hidden=("other images", _draw_ink),
    mistakes=tuple(
        Mistake(name, says, instead)
        for name, says, instead in (
            (
                "moved away",
                "Your image is moved in the opposite direction. By how much does it have to go from where it is to 14?",
                lambda image: _moved(image, -_rounded(14 - _mass_centre(image))),
            ),
            (
                "axes swapped",
                "Rows and columns are swapped: the rows have to move by the offset of the rows.",
                lambda image: _moved(image, _rounded(14 - _mass_centre(image))[::-1]),
            ),
            (
                "middle of the box",
                "You centred the box around the ink. The centre of mass gives darker pixels more weight.",
                lambda image: _moved(image, _rounded(14 - _box_centre(image))),
            ),
            (
                "every pixel alike",
                "You took the mean position of all pixels that have ink, each with the same weight. Weight them by "
                "their ink.",
                _centre_image_by_support,
            ),
            (
                "not divided",
                "The sum of position times ink has to be divided by the sum of the ink, not by the number of pixels.",
                lambda image: _moved(image, _rounded(14 - _mass_centre(image) * np.sum(image) / 784)),
            ),
            (
                "counted from 1",
                "Your positions count from 1, so the image ends one pixel too far up and to the left.",
                lambda image: _moved(image, _rounded(13 - _mass_centre(image))),
            ),
            (
                "rounded down",
                "You rounded down. The nearest whole number of pixels is asked for: use `round`.",
                lambda image: _moved(image, np.floor(14 - _mass_centre(image))),
            ),
            (
                "rounded up",
                "You rounded up. The nearest whole number of pixels is asked for: use `round`.",
                lambda image: _moved(image, np.ceil(14 - _mass_centre(image))),
            ),
            (
                "cut off towards 0",
                "`int` cuts off towards 0. Round to the nearest whole number first.",
                lambda image: _moved(image, np.trunc(14 - _mass_centre(image))),
            ),
            (
                "rows only",
                "The rows are right. The columns have not moved.",
                lambda image: _moved(image, _rounded(14 - _mass_centre(image)) * [1, 0]),
            ),
            (
                "columns only",
                "The columns are right. The rows have not moved.",
                lambda image: _moved(image, _rounded(14 - _mass_centre(image)) * [0, 1]),
            ),
        )
    ),
    hints=(
        "Where is the centre of mass now? Compute its row and its column from the ink, then the two distances to 14.",
        "The row of the centre of mass is the sum of row number × ink, divided by the sum of the ink. "
        "`np.arange(28)` and `image.sum(axis=1)` give the row.",
        "Round the distances 14 − row and 14 − column to whole numbers, and move the image by them, for instance with "
        "`np.roll(image, (down, right), (0, 1))`.",
    ),
    explanation=(
        "The centre of mass is the mean of the row and column numbers, weighted with the ink. Moving the image by the "
        "rounded distance to 14 puts the centre of mass within half a pixel of the middle, as in MNIST. Rounding is "
        "needed because an image can be moved by whole pixels only."
    ),
    praise="That is how MNIST's digits were centred.",
)


QUESTIONS: tuple[Question, ...] = (_CHECK_3, _CHECK_4, _SHEET_3A, _SHEET_4A, _SHEET_4B)

"""Sheet 15 and the checkpoints of notebook 15, rows 15.3 and 15.4: what a network has learned from the digits.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own
mistaken answers.
"""

import math

import numpy as np
import pytest

from lecture_lib import check
from lecture_lib.course import questions
from tests.notebooks.sheet_contract import SheetContract

# --- 15.3a: exciting images ---------------------------------------------------------------------------------


def exciting_loop(W, b, X, k):
    found = []
    for w, bias in zip(W, b):
        z = [(sum(p * q for p, q in zip(w, x)) + bias, -i) for i, x in enumerate(X)]
        found.append([-i for _, i in sorted(z, reverse=True)[:k]])
    return found


def exciting_flipped(W, b, X, k):
    """The bias shifts all images of a unit alike, so the order needs none."""
    return np.flip(np.argsort(W @ X.T, axis=1), axis=1)[:, :k]


def exciting_partition(W, b, X, k):
    z = (np.asmatrix(W) * np.asmatrix(X).T).A + b[:, None]
    near = np.argpartition(-z, k - 1, axis=1)[:, :k]
    return np.take_along_axis(near, np.argsort(-np.take_along_axis(z, near, 1), axis=1), 1).astype(np.float32)


def exciting_tuples(W, b, X, k):
    return tuple(tuple(int(i) for i in row) for row in exciting_loop(W.tolist(), b.tolist(), X.tolist(), k))


def sums(W, b, X):
    return np.einsum("ud,nd->un", W, X) + np.asarray(b)[:, None]


# --- 15.4a: principal components ----------------------------------------------------------------------------


def components_eigh(X, k):
    D = X - X.mean(0)
    _, vectors = np.linalg.eigh(D.T @ D)
    return D @ vectors[:, ::-1][:, :k]


def components_from_u(X, k):
    U, S, _ = np.linalg.svd(X - np.mean(X, axis=0), full_matrices=False)
    return -(U * S)[:, :k]


def components_list(X, k):
    return components_eigh(X, k).tolist()


def components_cov(X, k):
    values, vectors = np.linalg.eig(np.cov(X, rowvar=False))
    order = np.argsort(-values.real)[:k]
    return (X - X.mean(0)) @ vectors.real[:, order]


def decomposed(X):
    return np.linalg.svd(X, full_matrices=False)


def centred(X):
    return X - X.mean(0)


# --- 15.4b: centre of mass ----------------------------------------------------------------------------------


def mass(image, weights=None):
    weights = image if weights is None else weights
    total = row = column = 0.0
    for r in range(28):
        for c in range(28):
            total += weights[r][c]
            row += r * weights[r][c]
            column += c * weights[r][c]
    return row / total, column / total


def shift(image, down, right):
    moved = np.zeros_like(np.asarray(image, float))
    for r in range(28):
        for c in range(28):
            if image[r][c]:
                moved[(r + int(down)) % 28, (c + int(right)) % 28] = image[r][c]
    return moved


def centre_loop(image):
    row, column = mass(image)
    return shift(image, round(14 - row), round(14 - column))


def centre_padded(image):
    r, c = np.mgrid[:28, :28]
    down = int(np.rint(14 - np.average(r, weights=image)))
    right = int(np.rint(14 - np.average(c, weights=image)))
    padded = np.pad(image, 28)
    return padded[28 - down : 56 - down, 28 - right : 56 - right].tolist()


def centre_float32(image):
    position = np.arange(28)
    down = 14 - position @ image.sum(1) / image.sum()
    right = 14 - position @ image.sum(0) / image.sum()
    return np.roll(np.roll(image, round(down), 0), round(right), 1).astype(np.float32)


def mistaken_centre(by=lambda row, column: (round(14 - row), round(14 - column)), weights=lambda image: image):
    return lambda image: shift(image, *by(*mass(image, weights(image))))


def box_centred(image):
    rows, columns = np.nonzero(image)
    middle = (rows.min() + rows.max()) / 2, (columns.min() + columns.max()) / 2
    return shift(image, *(math.floor(14.5 - m) for m in middle))


def undivided(image):
    r, c = np.mgrid[:28, :28]
    return shift(image, *(math.floor(14.5 - (v * image).mean()) for v in (r, c)))


class TestFeatures(SheetContract):
    lecture = "15"
    rows = ("15.3", "15.4")

    right = {
        "15.3": ["b"],
        "15.4": [45 / 49, 0.918, np.float32(45 / 49), [45 / 49]],
        "15.3a": [exciting_loop, exciting_flipped, exciting_partition, exciting_tuples],
        "15.4a": [components_eigh, components_from_u, components_list, components_cov],
        "15.4b": [centre_loop, centre_padded, centre_float32],
    }
    stubs = {
        "15.3": [None, ...],
        "15.4": [..., None],
        "15.3a": [lambda W, b, X, k: ...],
        "15.4a": [lambda X, k: ...],
        "15.4b": [lambda image: ...],
    }
    mistakes = {
        "15.3": {"a": "a", "c": "c", "d": "d"},
        "15.4": {
            "not squared": (6 + 3) / (6 + 3 + 2),
            "first only": 36 / (36 + 9 + 4),
            "second only": 9 / (36 + 9 + 4),
            "what is left": 4 / (36 + 9 + 4),
            "root": math.sqrt(45) / 7,
            "per cent": 100 * 45 / 49,
            "sum of the squares": 36 + 9,
        },
        "15.3a": {
            "least exciting": lambda W, b, X, k: sums(W, b, X).argsort(1)[:, :k],
            "order reversed": lambda W, b, X, k: sums(W, b, X).argsort(1)[:, -k:],
            "values": lambda W, b, X, k: np.sort(sums(W, b, X), 1)[:, ::-1][:, :k],
            "transposed": lambda W, b, X, k: np.transpose(exciting_loop(W, b, X, k)),
            "size of z": lambda W, b, X, k: (-np.abs(sums(W, b, X))).argsort(1)[:, :k],
            "counted from 1": lambda W, b, X, k: np.array(exciting_loop(W, b, X, k)) + 1,
            "ranks": lambda W, b, X, k: (-sums(W, b, X)).argsort(1).argsort(1)[:, :k],
            "along the units": lambda W, b, X, k: (-sums(W, b, X)).argsort(0)[:k].T,
            "length of the image": lambda W, b, X, k: exciting_loop(
                W, [0] * len(W), [x / math.sqrt(x @ x) for x in X], k
            ),
        },
        "15.4a": {
            "not centred": lambda X, k: X @ decomposed(X)[2].T[:, :k],
            "centred for the directions only": lambda X, k: (X @ decomposed(centred(X))[2].T)[:, :k],
            "columns of Vt": lambda X, k: (centred(X) @ decomposed(centred(X))[2])[:, :k],
            "U without S": lambda X, k: decomposed(centred(X))[0][:, :k],
            "S twice": lambda X, k: (decomposed(centred(X))[0] * decomposed(centred(X))[1] ** 2)[:, :k],
            "smallest variance": lambda X, k: centred(X) @ np.linalg.eigh(np.cov(X.T))[1][:, :k],
            "columns in reverse": lambda X, k: components_eigh(X, k)[:, ::-1],
            "standardised": lambda X, k: components_eigh(centred(X) / X.std(0), k),
            "mean of the rows": lambda X, k: (X - X.mean(1)[:, None]) @ decomposed(X - X.mean(1)[:, None])[2].T[:, :k],
            "back in d dimensions": lambda X, k: (
                centred(X) @ decomposed(centred(X))[2][:k].T @ decomposed(centred(X))[2][:k]
            ),
            "transposed": lambda X, k: components_eigh(X, k).T,
        },
        "15.4b": {
            "moved away": mistaken_centre(lambda row, column: (-round(14 - row), -round(14 - column))),
            "axes swapped": mistaken_centre(lambda row, column: (round(14 - column), round(14 - row))),
            "middle of the box": box_centred,
            "every pixel alike": mistaken_centre(weights=lambda image: (image > 0).astype(float)),
            "not divided": undivided,
            "counted from 1": mistaken_centre(lambda row, column: (round(14 - row - 1), round(14 - column - 1))),
            "rounded down": mistaken_centre(lambda row, column: (math.floor(14 - row), math.floor(14 - column))),
            "rounded up": mistaken_centre(lambda row, column: (math.ceil(14 - row), math.ceil(14 - column))),
            "cut off towards 0": mistaken_centre(lambda row, column: (int(14 - row), int(14 - column))),
            "rows only": mistaken_centre(lambda row, column: (round(14 - row), 0)),
            "columns only": mistaken_centre(lambda row, column: (0, round(14 - column))),
        },
    }


MUTANTS = {
    "15.3a": [
        lambda W, b, X, k: exciting_loop(-W, b, X, k),
        lambda W, b, X, k: [row[: k - 1] for row in exciting_loop(W, b, X, k)],
        lambda W, b, X, k: [sorted(row) for row in exciting_loop(W, b, X, k)],
        lambda W, b, X, k: exciting_loop(W[::-1], b[::-1], X, k),
        lambda W, b, X, k: [exciting_loop(W, b, X, k)[0]] * len(W),
        lambda W, b, X, k: exciting_loop(W, b, X[:-1], k),
        lambda W, b, X, k: exciting_loop(np.sign(W), b, X, k),
        lambda W, b, X, k: exciting_loop(W, b, X**2, k),
    ],
    "15.4a": [
        lambda X, k: 2 * components_eigh(X, k),
        lambda X, k: components_eigh(X, k) / math.sqrt(len(X) - 1),
        lambda X, k: components_eigh(X, k)[:, :1],
        lambda X, k: components_eigh(X, k) * [1, 0],
        lambda X, k: components_eigh(X, k)[::-1],
        lambda X, k: np.abs(components_eigh(X, k)),
        lambda X, k: components_eigh(X - X.mean(), k) + X.mean(),
        lambda X, k: components_eigh(X[: len(X) // 2 * 2 - 1], k),
        lambda X, k: components_eigh(X, k) + 1e-3,
        lambda X, k: np.linalg.qr(centred(X))[0][:, :k],
    ],
    "15.4b": [
        lambda image: image,
        lambda image: shift(centre_loop(image), 1, 0),
        lambda image: shift(centre_loop(image), 0, -1),
        lambda image: centre_loop(image).T,
        lambda image: centre_loop(image) > 0,
        lambda image: 255 * centre_loop(image),
        lambda image: centre_loop(image)[::-1],
        mistaken_centre(weights=lambda image: np.asarray(image) ** 2),
        mistaken_centre(lambda row, column: (round(13.5 - row), round(13.5 - column))),
    ],
}


@pytest.mark.slow
@pytest.mark.parametrize("number, i", [(n, i) for n, mutants in MUTANTS.items() for i in range(len(mutants))])
def test_a_wrong_answer_of_any_kind_is_refused(number, i):
    assert check(number, MUTANTS[number][i]).status == "wrong"


def test_no_message_gives_the_answer_away():
    for mistake in questions("15")["15.4"].mistakes:
        assert not any(secret in mistake.says for secret in ("0.91", "0.92", "45"))

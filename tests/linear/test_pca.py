"""Principal components and linear probes, against eigenvectors, least squares and scikit-learn (row 15.4)."""

import re

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.linear import linear_probe, pca


def batch(n=12, d=5, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)) * np.linspace(3, 1, d) + rng.normal(size=d)


def test_directions_are_eigenvectors_of_the_covariance():
    x = batch()
    found = pca(x, 3)
    values, vectors = np.linalg.eigh(np.cov(x.T))
    assert np.allclose(found.fractions, values[::-1][:3] / values.sum())
    for direction, vector in zip(found.directions, vectors.T[::-1]):
        assert abs(direction @ vector) == pytest.approx(1)
        assert direction[np.abs(direction).argmax()] > 0
    assert np.allclose(found.directions @ found.directions.T, np.eye(3))


def test_projections_are_centred_uncorrelated_and_complete():
    x = batch()
    z = pca(x, 5).project(x)
    assert np.allclose(z.mean(axis=0), 0) and np.allclose(np.corrcoef(z.T), np.eye(5))
    assert np.allclose(z @ pca(x, 5).directions + x.mean(axis=0), x)


def test_scikit_learn_finds_the_same():
    decomposition = pytest.importorskip("sklearn.decomposition")
    x = batch(30, 6)
    theirs = decomposition.PCA(2).fit(x)
    assert np.allclose(np.abs(theirs.transform(x)), np.abs(pca(x, 2).project(x)))
    assert np.allclose(theirs.explained_variance_ratio_, pca(x, 2).fractions)


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: pca([[1.0, 2.0]]), "at least two examples"),
        (lambda: pca([[1.0, 2.0], [1.0, 2.0]]), "all examples of x are equal"),
        (lambda: pca([[1.0, 2.0], [0.0, 2.0]], 3), "k is 3. Give a whole number from 1 to 2"),
        (lambda: pca([[1.0, np.nan], [0.0, 2.0]]), "x holds nan"),
        (lambda: pca([[1.0, 2.0], [0.0, 2.0]], 1).project([[1.0]]), "x has 1 columns; the directions belong to"),
        (lambda: pca([[1.0, 2.0], [0.0, 2.0]], 1).reconstruct([[1.0, 2.0]]), "2 columns for 1 directions"),
        (lambda: linear_probe([[1.0]], [0, 1], [[1.0]], [0]), "y holds 2 classes for 1 examples"),
        (lambda: linear_probe([[1.0]], [0.5], [[1.0]], [0]), "y holds 0.5; classes are whole numbers"),
        (lambda: linear_probe([[1.0]], [-1], [[1.0]], [0]), "y holds -1; classes are whole numbers"),
        (lambda: linear_probe([[1.0]], [0], [[1.0, 2.0]], [0]), "x has 1 columns and x_test has 2"),
        (lambda: linear_probe([[1.0]], [0], [[1.0]], [0], penalty=0), "penalty is 0"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(act, says):
    with pytest.raises(InputError, match=re.escape(says)):
        act()


def test_the_probe_is_least_squares_with_a_bias():
    rng = np.random.default_rng(0)
    x, x_test = rng.normal(size=(60, 4)) + 3, rng.normal(size=(500, 4)) + 3
    y, y_test = (np.stack([v[:, 0], v[:, 1], v[:, 2] - 0.3], axis=1).argmax(axis=1) for v in (x, x_test))
    A, A_test = (np.column_stack([v, np.ones(len(v))]) for v in (x, x_test))
    C = np.linalg.lstsq(A, np.eye(3)[y], rcond=None)[0]
    found = linear_probe(x, y, x_test, y_test, penalty=1e-12)
    assert found == (((A @ C).argmax(axis=1) == y).mean(), ((A_test @ C).argmax(axis=1) == y_test).mean())


def test_equal_columns_columns_of_zeros_and_float32_do_no_harm():
    x = np.array([[0.0, 0, 0], [1, 1, 0], [8, 8, 0], [9, 9, 0]])
    y = [0, 0, 1, 1]
    assert linear_probe(x, y, x, y) == linear_probe(x.astype(np.float32), y, x, y) == (1.0, 1.0)
    assert linear_probe(np.zeros((4, 2)), [1, 1, 1, 0], np.zeros((1, 2)), [1]) == (0.75, 1.0)

"""The support vector machine: primal, dual and hard margin agree with each other, by hand, and with scikit-learn
(row 01.1)."""

from itertools import islice

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import blobs
from lecture_lib.linear import (
    gradient_descent,
    linear_svm,
    logistic_regression,
    svm_dual,
    svm_hard_margin,
    svm_primal,
)

CASES = {  # seed, distance of the clouds, number of points, penalty, further features that are noise
    "overlapping": (2, 1.5, 80, 0.01, 0),
    "apart": (3, 4.0, 60, 0.05, 0),
    "few": (4, 3.0, 8, 1.0, 0),
    "five features": (5, 2.0, 100, 0.1, 3),
}


def data(case):
    seed, distance, n, penalty, more = CASES[case]
    rng = np.random.default_rng(seed)
    x, y = blobs(n, rng, distance)
    return np.column_stack([x, rng.normal(size=(n, more))]), y, penalty


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_primal_and_dual_have_the_same_value_and_the_same_weights(case):
    primal, dual = svm_primal(*data(case)), svm_dual(*data(case))
    assert primal.primal == pytest.approx(dual.dual, abs=1e-6)
    assert np.abs(primal.w - dual.w).max() < 1e-6
    assert abs(primal.gap) < 1e-9 and abs(dual.gap) < 1e-9


@pytest.mark.parametrize("case", CASES)
def test_the_dual_variables_are_a_proof(case):
    """Weak duality for any feasible alpha. Give and at the optimum the conditions of Karush, Kuhn and Tucker."""
    x, y, penalty = data(case)
    found = svm_dual(x, y, penalty)
    m = y * (x @ found.w + found.b)
    assert ((found.alpha >= 0) & (found.alpha <= 1)).all() and abs(found.alpha @ y) < 1e-9
    assert np.abs((found.alpha * y) @ x / (penalty * len(y)) - found.w).max() < 1e-12
    assert (found.alpha[m > 1 + 1e-7] == 0).all() and (found.alpha[m < 1 - 1e-7] == 1).all()
    rng = np.random.default_rng(0)
    for _ in range(20):
        alpha = rng.uniform(size=len(y))
        alpha[y > 0] *= min(1, alpha[y < 0].sum() / alpha[y > 0].sum())
        alpha[y < 0] *= alpha[y > 0].sum() / alpha[y < 0].sum()
        w = (alpha * y) @ x / (penalty * len(y))
        lower, upper = alpha.mean() - penalty / 2 * w @ w, linear_svm(rng.normal(size=len(w)), 0.3, x, y, penalty).value
        assert lower <= found.dual + 1e-9 <= found.primal + 2e-9 <= upper + 3e-9


@pytest.mark.parametrize("case", CASES)
def test_no_step_away_from_the_solution_lowers_the_cost(case):
    x, y, penalty = data(case)
    found, rng = svm_dual(x, y, penalty), np.random.default_rng(1)
    for size in (1e-5, 1e-3, 0.1):
        for _ in range(30):
            w, b = found.w + size * rng.normal(size=found.w.shape), found.b + size * rng.normal()
            assert linear_svm(w, b, x, y, penalty).value >= found.primal - 1e-12


def test_a_soft_margin_by_hand():
    """x = 0 and 1 with labels -1 and +1, and a penalty of 2: both pull with all they have, w = ½ · (1 - 0) / 2."""
    found = svm_dual([[0.0], [1.0]], [-1, 1], 2.0)
    assert found.w == pytest.approx([0.25]) and found.alpha.tolist() == [1, 1]
    assert found.primal == pytest.approx((2 - 0.25) / 2 + 0.0625) == found.dual


def test_a_hard_margin_by_hand():
    found = svm_hard_margin([[0, 0], [0, 1], [-3, 2], [2, 0], [5, 5]], [-1, -1, -1, 1, 1])
    x, y = np.array([[0, 0], [0, 1], [-3, 2], [2, 0], [5, 5]]), np.array([-1, -1, -1, 1, 1])
    assert found.w == pytest.approx([1, 0]) and found.b == pytest.approx(-1)
    assert (y * (x @ found.w + found.b)).min() == pytest.approx(1) and found.gap == pytest.approx(0, abs=1e-9)
    assert set(found.support) <= {0, 1, 3}


@pytest.mark.parametrize("seed", range(5))
def test_a_small_penalty_gives_the_hard_margin(seed):
    x, y = blobs(30, np.random.default_rng(seed), 8.0)
    hard, soft = svm_hard_margin(x, y), svm_dual(x, y, 1e-5)
    assert soft.w == pytest.approx(hard.w, abs=1e-6) and soft.b == pytest.approx(hard.b, abs=1e-6)
    assert (y * (x @ hard.w + hard.b)).min() == pytest.approx(1)


INSEPARABLE = {
    "overlapping clouds": blobs(40, np.random.default_rng(0), 1.0),
    "XOR": ([[0, 0], [1, 1], [0, 1], [1, 0]], [-1, -1, 1, 1]),
    "the same point twice": ([[0.0, 1.0], [2.0, 3.0], [0.0, 1.0]], [1, -1, -1]),
    "touching": ([[0, 0], [2, 0], [1, 0], [1, 5]], [-1, -1, 1, 1]),
}


@pytest.mark.parametrize("name", INSEPARABLE)
def test_a_hard_margin_where_there_is_none_is_told_in_words(name):
    with pytest.raises(InputError, match="no line separates these classes"):
        svm_hard_margin(*INSEPARABLE[name])


@pytest.mark.parametrize("solve", [svm_dual, svm_primal])
@pytest.mark.parametrize(
    "arguments, says",
    [
        (([[0.0], [1.0]], [1, 1], 1.0), "the label 1 only"),
        (([[0.0], [1.0]], [0, 1], 1.0), "the label 0"),
        (([[0.0], [1.0]], [-1, 1], 0.0), "penalty is 0. Give a number above 0"),
        (([[0.0], [1.0]], [-1, 1], -1.0), "penalty is -1"),
        (([[0.0], [1.0], [2.0]], [-1, 1], 1.0), "3 examples"),
        (([[0.0], [float("nan")]], [-1, 1], 1.0), "finite"),
    ],
)
def test_what_cannot_be_fitted_is_told_in_words(solve, arguments, says):
    with pytest.raises(InputError, match=says):
        solve(*arguments)


@pytest.mark.slow
def test_inputs_are_left_as_they_were():
    x, y, penalty = data("apart")
    before = x.copy(), y.copy()
    for solve in (svm_dual, svm_primal):
        solve(x, y, penalty)
    svm_hard_margin(*blobs(20, np.random.default_rng(0), 9.0))
    assert np.array_equal(x, before[0]) and np.array_equal(y, before[1])


def test_float32_and_whole_numbers_are_read_as_numbers():
    exact = svm_dual([[0.0], [1.0], [3.0]], [-1.0, -1.0, 1.0], 0.1)
    for kind in (np.float32, int):
        assert svm_dual(np.array([[0], [1], [3]], kind), np.array([-1, -1, 1], kind), 0.1).w == pytest.approx(exact.w)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_scikit_learn_finds_the_same_machine(case):
    svm = pytest.importorskip("sklearn.svm")
    x, y, penalty = data(case)
    theirs = svm.SVC(kernel="linear", C=1 / (penalty * len(y)), tol=1e-10).fit(x, y)
    ours = svm_dual(x, y, penalty)
    assert theirs.coef_[0] == pytest.approx(ours.w, abs=1e-6)
    assert theirs.intercept_[0] == pytest.approx(ours.b, abs=1e-6)
    assert sorted(theirs.support_) == ours.support.tolist()
    assert theirs.dual_coef_[0] == pytest.approx((ours.alpha * y)[theirs.support_] / (penalty * len(y)), abs=1e-5)


@pytest.mark.slow
def test_scikit_learn_finds_the_same_logistic_regression():
    """Theirs adds ½ |w|² to C times the sum of our terms; with C very large nothing is left of it."""
    linear_model = pytest.importorskip("sklearn.linear_model")
    x, y, _ = data("overlapping")
    theirs = linear_model.LogisticRegression(C=1e8, tol=1e-10, max_iter=10_000).fit(x, y)
    path = gradient_descent(lambda w, b: logistic_regression(w, b, x, y), np.zeros(2), 0.0, 2.0)
    w, b, cost = next(islice(path, 4000, None))
    assert theirs.coef_[0] == pytest.approx(w, abs=1e-4) and theirs.intercept_[0] == pytest.approx(b, abs=1e-4)
    assert np.abs(logistic_regression(w, b, x, y).dw).max() < 1e-6


SAME_PLACES = {
    "both classes at two places": ([[0.0], [0.0], [1.0], [1.0]], [-1, 1, -1, 1], 0.1),
    "one place": ([[0.0], [0.0]], [-1, 1], 0.1),
    "twins": ([[0.0, 0.0], [0.0, 0.0], [1.0, 1.0], [1.0, 1.0], [2.0, 2.0]], [-1, -1, 1, 1, 1], 0.01),
    "zeros": (np.zeros((5, 2)), [1, 1, -1, 1, -1], 1.0),
    "large numbers": ([[1e6], [2e6], [3e6]], [-1, 1, 1], 1e-13),
}


@pytest.mark.parametrize("case", SAME_PLACES)
def test_examples_at_one_place_and_large_numbers_are_no_trouble(case):
    assert svm_dual(*SAME_PLACES[case]).gap == pytest.approx(0, abs=1e-8)


@pytest.mark.slow
def test_a_descent_that_does_not_settle_says_what_to_do():
    with pytest.raises(InputError, match=r"did not settle within 31 steps; .* or call `svm_dual`"):
        svm_primal([[1e6], [2e6], [3e6]], [-1, 1, 1], 1e-13, steps=1)

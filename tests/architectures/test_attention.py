"""Attention: derivatives against central differences, retrieval by content, permutations, masks (row 16.5)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.architectures import (
    attention,
    attention_weights,
    causal_mask,
    layer_norm,
    self_attention,
    sinusoidal_positions,
)
from lecture_lib.nn import central_difference, relative_error

RNG = np.random.default_rng(0)
Q, K, V = RNG.normal(size=(3, 4)), RNG.normal(size=(5, 4)), RNG.normal(size=(5, 2))
MASK = RNG.uniform(size=(3, 5)) < 0.6
MASK[:, 0] = True
X = RNG.normal(size=(5, 4))
W = [*RNG.normal(size=(3, 6, 4)), RNG.normal(size=(4, 6))]


def check_gradients(f, *given):
    y, back = f(*given)
    dy = np.random.default_rng(9).normal(size=y.shape)
    gradients = back(dy)
    assert len(gradients) == len(given)
    for i, got in enumerate(gradients):
        slow = central_difference(lambda p, i=i: (dy * f(*given[:i], p, *given[i + 1 :])[0]).sum(), given[i])
        assert relative_error(got, slow) < 1e-8, i


@pytest.mark.parametrize("mask", [None, MASK], ids=["all", "masked"])
def test_derivatives_of_attention(mask):
    check_gradients(lambda *given: attention(*given, mask=mask), Q, K, V)


@pytest.mark.parametrize("n_heads, mask", [(1, None), (2, None), (3, causal_mask(5))])
def test_derivatives_of_self_attention(n_heads, mask):
    check_gradients(lambda *given: self_attention(*given, n_heads=n_heads, mask=mask), X, *W)


def test_derivatives_of_layer_norm():
    check_gradients(layer_norm, X, RNG.normal(size=4), RNG.normal(size=4))
    unit = layer_norm(X, np.ones(4), np.zeros(4))[0]
    assert np.allclose(unit.mean(axis=1), 0) and np.allclose(unit.var(axis=1), 1, atol=1e-3)


@pytest.mark.parametrize("mask", [None, MASK], ids=["all", "masked"])
def test_attention_is_the_equation_query_by_query(mask):
    weights, y = attention_weights(Q, K, mask), attention(Q, K, V, mask)[0]
    for i, q in enumerate(Q):
        e = [np.exp(sum(a * b for a, b in zip(q, k)) / 2) for k in K]  # √4 = 2
        e = [value if mask is None or mask[i, j] else 0 for j, value in enumerate(e)]
        assert np.allclose(weights[i], np.array(e) / sum(e)) and np.allclose(y[i], weights[i] @ V)


def test_masked_keys_weigh_nothing():
    weights = attention_weights(Q, K, MASK)
    assert (weights[~MASK] == 0).all() and (weights[MASK] > 0).all() and np.allclose(weights.sum(axis=1), 1)
    first, _ = attention(X, X, X, causal_mask(5))
    later = X.copy()
    later[3:] = 9.0
    assert np.array_equal(attention(later, later, later, causal_mask(5))[0][:3], first[:3])


def test_a_query_that_matches_one_key_gets_its_value():
    keys = np.eye(5)
    y, _ = attention(100 * keys[[2, 0]], keys, V)
    assert np.allclose(y, V[[2, 0]])


def test_no_order_without_positions_and_an_order_with_them():
    order = np.random.default_rng(1).permutation(5)
    assert np.allclose(self_attention(X[order], *W, n_heads=2)[0], self_attention(X, *W, n_heads=2)[0][order])
    there = sinusoidal_positions(5, 4)
    placed, moved = self_attention(X + there, *W)[0], self_attention(X[order] + there, *W)[0]
    assert np.abs(moved - placed[order]).max() > 0.1


def test_one_head_is_attention_between_projections():
    Wq, Wk, Wv, Wo = W
    assert np.allclose(self_attention(X, *W)[0], attention(X @ Wq.T, X @ Wk.T, X @ Wv.T)[0] @ Wo.T)


def test_positions_are_waves_and_all_different():
    p = sinusoidal_positions(50, 8)
    assert np.allclose((p**2).sum(axis=1), 4) and np.allclose(p[3, 4:6], [np.sin(3 / 100), np.cos(3 / 100)])
    assert np.abs(p[:, None] - p[None]).max(axis=2)[~np.eye(50, dtype=bool)].min() > 0.01


def test_large_scores_do_not_overflow():
    assert np.allclose(attention_weights([[1e6, 0.0]], [[1.0, 0.0], [0.0, 1.0]]), [[1, 0]])


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: attention(Q[:0], K, V), "Q is empty"),
        (lambda: attention(Q, K[:0], V[:0]), "K is empty"),
        (lambda: self_attention(X[:0], *W), "x is empty"),
        (lambda: attention(Q[:, :3], K, V), "queries have 3 numbers and keys 4"),
        (lambda: attention(Q, K, V[:4]), "K has 5 rows, but V has 4; each key needs one value"),
        (lambda: attention(Q, K, V, np.zeros((3, 5), bool)), "leaves query 1 nothing to read"),
        (lambda: attention(Q, K, V, np.ones((3, 5))), "True or False in shape"),
        (lambda: self_attention(X, *W, n_heads=4), "6 rows of Wq cannot be split into 4 heads"),
        (lambda: self_attention(X, *W[:3], W[0]), r"three of \(m, 4\) and \(4, m\)"),
        (lambda: sinusoidal_positions(3, 5), "d is 5. Give an even number"),
        (lambda: causal_mask(0), "n is 0"),
        (lambda: layer_norm(X, np.ones(3), np.ones(4)), "rows of x hold 4 numbers, gain 3 and bias 4"),
        (lambda: attention(Q * np.nan, K, V), "Q holds nan"),
    ],
)
def test_what_cannot_be_read_is_told(act, says):
    with pytest.raises(InputError, match=says):
        act()

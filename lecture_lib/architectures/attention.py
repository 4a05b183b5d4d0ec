"""Attention: every query reads a mixture of all values, weighted by how well their keys match (row 16.5).

y = softmax(Q Kᵀ / √d) V        one query per row of Q, one key per row of K, its value in the same row of V
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..nn import softmax
from ..validation import Array, InputError, numbers, whole

Back = Callable[[Array], tuple]


def attention_weights(Q, K, mask=None) -> Array:
    """Return how much each query reads of each value, shape (queries, keys): rows of softmax(Q Kᵀ / √d).

    Q has shape (queries, d), K (keys, d). `mask` says which keys a query may read: True or False, shape
    (queries, keys). Vaswani et al. 2017, section 3.2.1.

    >>> attention_weights([[0.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]])          # a query that prefers none
    array([[0.5, 0.5]])
    """
    return _weights(*_checked(Q, K, mask))


def attention(Q, K, V, mask=None) -> tuple[Array, Back]:
    """Return one mixture of the values for each query, shape (queries, m), and the way back.

    V has shape (keys, m). `back(dy)` returns dQ, dK, dV.

    >>> y, back = attention([[0.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]], [[2.0], [4.0]])
    >>> y, [d.shape for d in back(np.ones((1, 1)))]
    (array([[3.]]), [(1, 2), (2, 2), (2, 1)])
    >>> attention(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros((0, 1)))
    Traceback (most recent call last):
    lecture_lib.validation.InputError: Q is empty (shape (0, 2)). Give at least one number.
    """
    Q, K, mask = _checked(Q, K, mask)
    V = numbers(V, "V", ndim=(2,))
    if len(V) != len(K):
        raise InputError(f"K has {len(K)} rows, but V has {len(V)}; each key needs one value")
    return _attention(Q, K, V, mask)


def causal_mask(n: int) -> Array:
    """Return which of n words each may read if only those before it, and itself, are known: shape (n, n).

    >>> causal_mask(3).astype(int)
    array([[1, 0, 0],
           [1, 1, 0],
           [1, 1, 1]])
    """
    return np.tri(whole(n, "n"), dtype=bool)


def sinusoidal_positions(n: int, d: int) -> Array:
    """Return n positions as vectors of d numbers, sines and cosines of ever slower waves, shape (n, d); d is even.

    Columns 2i and 2i + 1 hold sin and cos of position / 10000^(2i/d) (Vaswani et al. 2017, section 3.5).

    >>> sinusoidal_positions(2, 4).round(2)
    array([[0.  , 1.  , 0.  , 1.  ],
           [0.84, 0.54, 0.01, 1.  ]])
    """
    n, d = whole(n, "n"), whole(d, "d", 2)
    if d % 2:
        raise InputError(f"d is {d}. Give an even number, for pairs of a sine and a cosine.")
    angle = np.arange(n)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(n, d)


def self_attention(x, Wq, Wk, Wv, Wo, n_heads: int = 1, mask=None) -> tuple[Array, Back]:
    """Return words x, shape (n, d), after each has read all of them, and the way back.

    Queries x Wqᵀ, keys x Wkᵀ and values x Wvᵀ are split into heads of equal width, which read side by side. Wo joins
    them. Wq, Wk, Wv have shape (m, d), where `n_heads` divides m, and Wo has shape (d, m). `back(dy)` returns dx, dWq,
    dWk, dWv, dWo.

    >>> x = np.eye(2)
    >>> y, back = self_attention(x, np.eye(2), np.eye(2), np.eye(2), np.eye(2))
    >>> y.round(2), len(back(y))
    (array([[0.67, 0.33],
           [0.33, 0.67]]), 5)
    """
    x, mask = _words(x, mask)
    Wq, Wk, Wv, Wo = _projections(x.shape[1], Wq, Wk, Wv, Wo)
    width = _head_width(len(Wq), n_heads)
    queries, keys, values = (x @ W.T for W in (Wq, Wk, Wv))
    heads = [slice(start, start + width) for start in range(0, len(Wq), width)]
    read, backs = zip(*(_attention(queries[:, head], keys[:, head], values[:, head], mask) for head in heads))
    joined = np.concatenate(read, axis=1)

    def back(dy):
        dy = numbers(dy, "dy", ndim=(2,))
        d_joined = dy @ Wo
        of_heads = [back_head(d_joined[:, head]) for back_head, head in zip(backs, heads)]
        d_parts = [np.concatenate(blocks, axis=1) for blocks in zip(*of_heads)]
        dx = sum(d_part @ W for d_part, W in zip(d_parts, (Wq, Wk, Wv)))
        return dx, *(d_part.T @ x for d_part in d_parts), dy.T @ joined

    return joined @ Wo.T, back


def layer_norm(x, gain, bias) -> tuple[Array, Back]:
    """Return every row of x, shape (n, d), brought to mean 0 and variance 1, times gain plus bias, and the way back.

    `gain` and `bias` have shape (d,). `back(dy)` returns dx, dgain, dbias (Ba, Kiros and Hinton 2016).

    >>> layer_norm([[1.0, 3.0]], [1.0, 1.0], [0.0, 10.0])[0].round(3)
    array([[-1., 11.]])
    """
    x = numbers(x, "x", ndim=(2,))
    gain, bias = numbers(gain, "gain", ndim=(1,)), numbers(bias, "bias", ndim=(1,))
    if not len(gain) == len(bias) == x.shape[1]:
        raise InputError(f"rows of x hold {x.shape[1]} numbers, gain {len(gain)} and bias {len(bias)}; give as many")
    centred = x - x.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)
    unit = centred / spread

    def back(dy):
        dy = numbers(dy, "dy", ndim=(2,))
        du = dy * gain
        along = (du * unit).mean(axis=1, keepdims=True)
        dx = (du - du.mean(axis=1, keepdims=True) - unit * along) / spread
        return dx, (dy * unit).sum(axis=0), dy.sum(axis=0)

    return unit * gain + bias, back


# --- unchecked


def _weights(Q: Array, K: Array, mask: Array | None) -> Array:
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    return softmax.value(scores)


def _attention(Q: Array, K: Array, V: Array, mask: Array | None) -> tuple[Array, Back]:
    weights = _weights(Q, K, mask)

    def back(dy):
        dy = numbers(dy, "dy", ndim=(2,))
        d_scores = softmax.pull(weights, weights, dy @ V.T) / np.sqrt(Q.shape[1])
        return d_scores @ K, d_scores.T @ Q, weights.T @ dy

    return weights @ V, back


# --- what may be given


def _checked(Q, K, mask) -> tuple[Array, Array, Array | None]:
    Q, K = numbers(Q, "Q", ndim=(2,)), numbers(K, "K", ndim=(2,))
    if Q.shape[1] != K.shape[1]:
        raise InputError(f"queries have {Q.shape[1]} numbers and keys {K.shape[1]}; their product needs equally many")
    return Q, K, _checked_mask(mask, (len(Q), len(K)))


def _checked_mask(mask, shape: tuple[int, int]) -> Array | None:
    if mask is None:
        return None
    mask = np.asarray(mask)
    if mask.dtype != bool or mask.shape != shape:
        raise InputError(f"the mask has shape {mask.shape} of {mask.dtype}. Give True or False in shape {shape}.")
    if not mask.any(axis=1).all():
        row = int(np.argmin(mask.any(axis=1))) + 1
        raise InputError(f"the mask leaves query {row} nothing to read; every row needs at least one True")
    return mask


def _words(x, mask) -> tuple[Array, Array | None]:
    x = numbers(x, "x", ndim=(2,))
    return x, _checked_mask(mask, (len(x), len(x)))


def _projections(d: int, *Ws) -> list[Array]:
    Wq, Wk, Wv, Wo = (numbers(W, name, ndim=(2,)) for W, name in zip(Ws, ("Wq", "Wk", "Wv", "Wo")))
    m = len(Wq)
    if not Wq.shape == Wk.shape == Wv.shape == (m, d) or Wo.shape != (d, m):
        shapes = ", ".join(str(W.shape) for W in (Wq, Wk, Wv, Wo))
        raise InputError(f"Wq, Wk, Wv, Wo have shapes {shapes}. Give three of (m, {d}) and ({d}, m).")
    return [Wq, Wk, Wv, Wo]


def _head_width(m: int, n_heads: int) -> int:
    n_heads = whole(n_heads, "n_heads", 1, m)
    if m % n_heads:
        raise InputError(f"{m} rows of Wq cannot be split into {n_heads} heads of equal width")
    return m // n_heads

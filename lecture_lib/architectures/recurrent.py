"""Recurrent networks: the plain cell, LSTM and GRU, one step of each and whole sequences (row 16.5).

A step reads an input x and the state that the step before has left, and returns the new state. Its weights are the
same at every step, so their derivatives are sums over the steps: backpropagation through time. Gates are sigmoids:
factors from 0 to 1 that say how much passes.

The shapes: x is (n, d), a state is (n, k), n sequences side by side; a sequence of T steps is (T, n, d). A step of a
cell with G gates' worth of rows has W (G k, d), U (G k, k) and b (G k,). Further axes in front hold a stack of networks
that run at once, each with weights of its own: x (T, m, n, d), states (m, n, k), W (m, G k, d), b (m, G k).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..validation import Array, InputError, whole

Back = Callable[..., tuple]
"""Takes the derivatives of the loss with respect to the outputs, returns those with respect to the arguments."""


def rnn_step(x, h, W, U, b) -> tuple[Array, Back]:
    """Return the new state of a plain recurrent cell, h' = tanh(W x + U h + b), and the way back.

    `back(dh')` returns dx, dh, dW, dU, db (Elman 1990).

    >>> h, back = rnn_step([[1.0]], [[0.5]], [[2.0]], [[-1.0]], [0.0])
    >>> h.round(3), [d.shape for d in back(np.ones((1, 1)))]
    (array([[0.905]]), [(1, 1), (1, 1), (1, 1), (1, 1), (1,)])
    """
    return _flat(_rnn_step(*_checked(1, x, (h,), W, U, b)))


def lstm_step(x, h, c, W, U, b) -> tuple[tuple[Array, Array], Back]:
    """Return the new state (h', c') of a cell with long short-term memory, and the way back.

    The rows of W, U and b belong to the gates i (write), f (keep), the candidate g, and the gate o (read), k rows each:

        c' = f c + i g          h' = o tanh(c')

    `back(dh', dc')` returns dx, dh, dc, dW, dU, db (Hochreiter and Schmidhuber 1997, with the gate f of Gers,
    Schmidhuber and Cummins 2000; the order of the rows is PyTorch's).

    >>> zero = np.zeros((4, 1))
    >>> (h, c), back = lstm_step([[0.0]], [[0.0]], [[3.0]], zero, zero, [-9.0, 9.0, 0.0, 9.0])
    >>> c.round(2), h.round(2)                             # kept, not written; h' = tanh(3), read
    (array([[3.]]), array([[0.99]]))
    """
    state, back = _lstm_step(*_checked(4, x, (h, c), W, U, b))
    return state, back


def gru_step(x, h, W, U, b) -> tuple[Array, Back]:
    """Return the new state of a gated recurrent unit, and the way back.

    The rows of W, U and b belong to the gates r (read) and z (keep) and to the candidate g, k rows each:

        g = tanh(W x + U (r h) + b)          h' = z h + (1 - z) g

    `back(dh')` returns dx, dh, dW, dU, db (Cho et al. 2014; some sources call 1 - z what is z here).

    >>> zero = np.zeros((3, 1))
    >>> gru_step([[0.0]], [[0.7]], zero, zero, [0.0, 9.0, 0.0])[0].round(2)      # kept
    array([[0.7]])
    """
    return _flat(_gru_step(*_checked(3, x, (h,), W, U, b)))


def rnn(x, h, W, U, b) -> tuple[Array, Back]:
    """Return the states of a plain recurrent network after each of T steps, shape (T, n, k), and the way back.

    `back(dH)`, with the loss's derivative at every step, returns dx, dh, dW, dU, db: backpropagation through time.

    >>> states, back = rnn(np.ones((50, 1, 1)), [[0.0]], [[0.5]], [[0.9]], [0.0])
    >>> states.shape, [d.shape for d in back(np.ones((50, 1, 1)))]
    ((50, 1, 1), [(50, 1, 1), (1, 1), (1, 1), (1, 1), (1,)])
    """
    x, h, *parameters = _checked(1, x, (h,), W, U, b, sequence=True)
    return _unroll(_rnn_step, x, (h,), parameters)


def lstm(x, h, c, W, U, b) -> tuple[Array, Back]:
    """Return h of an LSTM after each of T steps, shape (T, n, k), and the way back (see `lstm_step`).

    `back(dH)` returns dx, dh, dc, dW, dU, db.

    >>> lstm(np.zeros((0, 1, 2)), [[0.0]], [[0.0]], np.zeros((4, 2)), np.zeros((4, 1)), np.zeros(4))
    Traceback (most recent call last):
    lecture_lib.validation.InputError: the sequence x is empty (shape (0, 1, 2)). Give at least one step.
    """
    x, h, c, *parameters = _checked(4, x, (h, c), W, U, b, sequence=True)
    return _unroll(_lstm_step, x, (h, c), parameters)


def gru(x, h, W, U, b) -> tuple[Array, Back]:
    """Return h of a GRU after each of T steps, shape (T, n, k), and the way back (see `gru_step`).

    `back(dH)` returns dx, dh, dW, dU, db.

    >>> gru(np.ones((5, 2, 1)), np.zeros((2, 1)), np.zeros((3, 1)), np.zeros((3, 1)), np.zeros(3))[0].shape
    (5, 2, 1)
    """
    x, h, *parameters = _checked(3, x, (h,), W, U, b, sequence=True)
    return _unroll(_gru_step, x, (h,), parameters)


def recurrent_score(cell: str, x, W, U, b, v) -> tuple[Array, Back]:
    """Return one number for each sequence, v · h after its last step, and the way back; the state starts at 0.

    `cell` is "rnn", "lstm" or "gru"; v has shape (k,). The numbers have shape (n,), or (m, n) for m networks at once.
    `back(dy)` returns dx, dW, dU, db, dv.

    >>> y, back = recurrent_score("rnn", np.ones((3, 2, 1)), [[1.0]], [[0.0]], [0.0], [2.0])
    >>> y.round(3), len(back(np.ones(2)))
    (array([1.523, 1.523]), 5)
    """
    _, n_states, run = _cell(cell)
    U, v = _finite(U, "U"), _finite(v, "v")
    x = _finite(x, "the sequence x", "at least one step")
    start = np.zeros((*x.shape[1:-1], U.shape[-1]))
    H, way_back = run(x, *[start] * n_states, W, U, b)
    if v.shape != (*start.shape[:-2], start.shape[-1]):
        raise InputError(f"v has shape {v.shape}; one number for each unit, {(*start.shape[:-2], start.shape[-1])}")

    def back(dy):
        dy = np.asarray(dy, float)[..., None]
        dH = np.zeros_like(H)
        dH[-1] = dy * v[..., None, :]
        dx, *rest = way_back(dH)
        return dx, *rest[n_states:], (dy * H[-1]).sum(axis=-2)

    return (H[-1] * v[..., None, :]).sum(axis=-1), back


def _cell(cell: str) -> tuple[int, int, Callable]:
    """Return how many blocks of k rows a cell has, how many arrays its state, and what runs it."""
    cells = {"rnn": (1, 1, rnn), "lstm": (4, 2, lstm), "gru": (3, 1, gru)}
    if cell not in cells:
        raise InputError(f"there is no cell {cell!r}; choose one of {', '.join(cells)}")
    return cells[cell]


def recurrent_weights(cell: str, d: int, k: int, rng: np.random.Generator, keep: float = 0.0, m: int | None = None):
    """Return W, U and b of a cell to train: uniform within ±1/√k, biases 0 but for the gate that keeps (f or z).

    `keep` is the bias of that gate. With `m` the arrays have one axis more, for m networks of independent weights.

    >>> [p.shape for p in recurrent_weights("lstm", 2, 8, np.random.default_rng(0))]
    [(32, 2), (32, 8), (32,)]
    """
    d, k, (blocks, _, _) = whole(d, "d"), whole(k, "k"), _cell(cell)
    rows, front = blocks * k, () if m is None else (whole(m, "m"),)
    W, U = (rng.uniform(-1, 1, (*front, rows, columns)) / np.sqrt(k) for columns in (d, k))
    b = np.zeros((*front, rows))
    if cell != "rnn":
        b[..., k : 2 * k] = keep  # the second block: f of the LSTM, z of the GRU
    return W, U, b


# --- the steps, unchecked


def _affine(x: Array, h: Array, W: Array, U: Array, b: Array) -> Array:
    return x @ W.mT + h @ U.mT + b[..., None, :]


def _affine_back(dz: Array, x: Array, h: Array, W: Array, U: Array) -> tuple:
    return dz @ W, dz @ U, dz.mT @ x, dz.mT @ h, dz.sum(axis=-2)


def _gate(z: Array) -> Array:
    return 0.5 + 0.5 * np.tanh(0.5 * z)  # the sigmoid, in half its time


def _rnn_step(x, h, W, U, b):
    new = np.tanh(_affine(x, h, W, U, b))

    def back(dh):
        return _affine_back(dh * (1 - new**2), x, h, W, U)

    return (new,), back


def _lstm_step(x, h, c, W, U, b):
    k = h.shape[-1]
    z = _affine(x, h, W, U, b)
    gates = _gate(z)  # of g's rows as well, which costs less than cutting them out
    i, f, o = (gates[..., k * j : k * (j + 1)] for j in (0, 1, 3))
    g = np.tanh(z[..., 2 * k : 3 * k])
    new_c = f * c + i * g
    read = np.tanh(new_c)

    def back(dh, dc):
        dc = dc + dh * o * (1 - read**2)
        parts = dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), dh * read * o * (1 - o)
        dx, dh, *parameters = _affine_back(np.concatenate(parts, axis=-1), x, h, W, U)
        return dx, dh, dc * f, *parameters

    return (o * read, new_c), back


def _gru_step(x, h, W, U, b):
    k = h.shape[-1]
    gates, candidate = slice(0, 2 * k), slice(2 * k, None)
    both = _gate(_affine(x, h, W[..., gates, :], U[..., gates, :], b[..., gates]))
    r, z = both[..., :k], both[..., k:]
    g = np.tanh(_affine(x, r * h, W[..., candidate, :], U[..., candidate, :], b[..., candidate]))

    def back(dh):
        dg = dh * (1 - z) * (1 - g**2)
        dx_g, d_rh, *of_g = _affine_back(dg, x, r * h, W[..., candidate, :], U[..., candidate, :])
        d_both = np.concatenate((d_rh * h * r * (1 - r), dh * (h - g) * z * (1 - z)), axis=-1)
        dx, dh_gates, *of_gates = _affine_back(d_both, x, h, W[..., gates, :], U[..., gates, :])
        parameters = [np.concatenate(pair, axis=axis) for *pair, axis in zip(of_gates, of_g, (-2, -2, -1))]
        return dx + dx_g, dh * z + d_rh * r + dh_gates, *parameters

    return (z * h + (1 - z) * g,), back


def _flat(result):
    (new,), back = result
    return new, back


def _unroll(step: Callable, x: Array, states: tuple, parameters: list) -> tuple[Array, Back]:
    """Go through the sequence; on the way back, the derivatives of the shared parameters add up."""
    start, backs, outputs = states, [], []
    for x_t in x:
        states, back_t = step(x_t, *states, *parameters)
        outputs.append(states[0])
        backs.append(back_t)

    def back(dH):
        dH = np.asarray(dH, float)
        if dH.shape != (len(x), *start[0].shape):
            raise InputError(f"dH has shape {dH.shape}; one derivative for each state, {(len(x), *start[0].shape)}")
        dx, d_states = np.empty_like(x), [np.zeros_like(s) for s in start]
        sums = [np.zeros_like(p) for p in parameters]
        for t in reversed(range(len(x))):
            d_states[0] = d_states[0] + dH[t]
            dx[t], *rest = backs[t](*d_states)
            d_states, d_parameters = rest[: len(start)], rest[len(start) :]
            for total, d in zip(sums, d_parameters):
                total += d
        return dx, *d_states, *sums

    return np.stack(outputs), back


# --- what may be given


def _checked(rows: int, x, states: tuple, W, U, b, sequence: bool = False) -> tuple:
    """Return x, the states and the parameters as arrays of finite floats that fit together."""
    x = _finite(x, "the sequence x", "at least one step") if sequence else _finite(x, "x")
    names = *("h", "c")[: len(states)], "W", "U", "b"
    given = {"x": x} | {name: _finite(value, name) for name, value in zip(names, (*states, W, U, b))}
    for name, fewest in (("x", 2 + sequence), ("h", 2)):
        if given[name].ndim < fewest:
            _refuse(name, given[name], "it needs more axes", sequence)
    *front, n, k = given["h"].shape
    d = x.shape[-1]
    wanted = {"x": (*x.shape[: int(sequence)], *front, n, d), "h": (*front, n, k), "c": (*front, n, k)}
    wanted |= {"W": (*front, rows * k, d), "U": (*front, rows * k, k), "b": (*front, rows * k)}
    for name, array in given.items():
        if array.shape != wanted[name]:
            _refuse(name, array, f"{wanted[name]} would fit the others", sequence)
    return tuple(given.values())


def _refuse(name: str, array: Array, wish: str, sequence: bool) -> None:
    kind = "(T, n, d)" if sequence else "(n, d)"
    raise InputError(f"{name} has shape {array.shape}; {wish}. Give x as {kind} and the state as (n, k).")


def _finite(value, name: str, empty: str = "") -> Array:
    try:
        array = np.asarray(value, float)
    except (TypeError, ValueError):
        raise InputError(
            f"{name} holds something other than numbers, or rows of different lengths. Give an array."
        ) from None
    if array.size == 0:
        raise InputError(f"{name} is empty (shape {array.shape}). Give {empty or 'at least one number'}.")
    if not np.isfinite(array).all():
        raise InputError(f"{name} holds NaN or infinity; every number must be finite")
    return array

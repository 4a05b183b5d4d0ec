"""Recurrent cells: every derivative against central differences, sums over time, and what gates do (row 16.5)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.architectures import (
    gru,
    gru_step,
    lstm,
    lstm_step,
    recurrent_score,
    recurrent_weights,
    rnn,
    rnn_step,
)
from lecture_lib.nn import central_difference, relative_error

D, K, N, T = 2, 3, 4, 5
STEPS = {"rnn": (rnn_step, rnn, 1), "lstm": (lstm_step, lstm, 2), "gru": (gru_step, gru, 1)}
each_cell = pytest.mark.parametrize("cell", STEPS)


def sample(cell, steps=None, m=None, seed=0):
    """Return the arguments of one step, or of a sequence of `steps`."""
    rng = np.random.default_rng(seed)
    front = () if m is None else (m,)
    x = rng.normal(size=(*(() if steps is None else (steps,)), *front, N, D))
    states = [rng.normal(size=(*front, N, K)) for _ in range(STEPS[cell][2])]
    W, U, b = recurrent_weights(cell, D, K, rng, keep=0.5, m=m)
    return [x, *states, W, U, b + 0.1 * rng.normal(size=b.shape)]


def outputs(result):
    return result[0] if isinstance(result[0], tuple) else (result[0],)


def check_gradients(f, arguments):
    """Compare the way back with central differences, for a loss that weighs every output differently."""
    out = outputs(f(*arguments))
    weights = [np.random.default_rng(9).normal(size=o.shape) for o in out]

    def loss(*given):
        return sum((w * o).sum() for w, o in zip(weights, outputs(f(*given))))

    gradients = f(*arguments)[1](*weights)
    assert len(gradients) == len(arguments)
    for i, got in enumerate(gradients):
        slow = central_difference(lambda p, i=i: loss(*arguments[:i], p, *arguments[i + 1 :]), arguments[i])
        assert relative_error(got.ravel(), slow.ravel()) < 1e-8, i


@each_cell
def test_every_derivative_of_a_step_is_right(cell):
    check_gradients(STEPS[cell][0], sample(cell))


@each_cell
def test_every_derivative_through_time_is_right(cell):
    f, given = STEPS[cell][1], sample(cell, T)
    H, back = f(*given)
    dH = np.random.default_rng(9).normal(size=H.shape)
    for i, got in enumerate(back(dH)):
        parts = np.array(given[i]).ravel()

        def loss(p, i=i):
            return (dH * f(*given[:i], p.reshape(given[i].shape), *given[i + 1 :])[0]).sum()

        assert relative_error(got.ravel(), central_difference(loss, parts)) < 1e-8, i


def test_the_cells_are_the_equations_unit_by_unit():
    def s(v):
        return 1 / (1 + np.exp(-v))

    for cell, (step, _, _) in STEPS.items():
        x, h, *rest = sample(cell)
        c = rest.pop(0) if cell == "lstm" else None
        W, U, b = rest
        found = outputs(step(*sample(cell)))
        for n in range(N):
            for j in range(K):
                z = [W[row] @ x[n] + U[row] @ h[n] + b[row] for row in range(j, len(b), K)]
                if cell == "rnn":
                    wanted = [np.tanh(z[0])]
                elif cell == "lstm":
                    new_c = s(z[1]) * c[n, j] + s(z[0]) * np.tanh(z[2])
                    wanted = [s(z[3]) * np.tanh(new_c), new_c]
                else:
                    r = s(W[:K] @ x[n] + U[:K] @ h[n] + b[:K])
                    g = np.tanh(W[2 * K + j] @ x[n] + U[2 * K + j] @ (r * h[n]) + b[2 * K + j])
                    wanted = [s(z[1]) * h[n, j] + (1 - s(z[1])) * g]
                assert np.allclose([o[n, j] for o in found], wanted)


@each_cell
def test_a_sequence_is_its_steps_one_after_the_other(cell):
    step, run, n_states = STEPS[cell]
    x, *rest = sample(cell, T)
    states, parameters = rest[:n_states], rest[n_states:]
    for x_t, seen in zip(x, run(x, *rest)[0]):
        states = outputs(step(x_t, *states, *parameters))
        assert np.array_equal(states[0], seen)


@each_cell
def test_a_stack_of_networks_is_each_of_them(cell):
    run = STEPS[cell][1]
    x, *rest = sample(cell, T, m=2)
    H, back = run(x, *rest)
    grads = back(H)
    for m in range(2):
        own, own_back = run(x[:, m], *(p[m] for p in rest))
        assert np.allclose(H[:, m], own)
        for got, wanted, is_x in zip(grads, own_back(own), [True] + [False] * len(rest)):
            assert np.allclose(got[:, m] if is_x else got[m], wanted)


@each_cell
@pytest.mark.parametrize("m", [None, 2])
def test_the_score_reads_the_last_state_and_its_derivatives_are_right(cell, m):
    rng = np.random.default_rng(3)
    front = () if m is None else (m,)
    given = [rng.normal(size=(T, *front, N, D)), *recurrent_weights(cell, D, K, rng, 1.0, m)]
    given.append(rng.normal(size=(*front, K)))
    y, back = recurrent_score(cell, *given)
    n_states, run = STEPS[cell][2], STEPS[cell][1]
    H, _ = run(given[0], *[np.zeros((*front, N, K))] * n_states, *given[1:4])
    assert np.allclose(y, np.einsum("...nk,...k->...n", H[-1], given[4]))
    dy = rng.normal(size=y.shape)
    for i, got in enumerate(back(dy)):

        def loss(p, i=i):
            return (dy * recurrent_score(cell, *given[:i], p.reshape(given[i].shape), *given[i + 1 :])[0]).sum()

        assert relative_error(got.ravel(), central_difference(loss, given[i].ravel())) < 1e-8


def test_open_and_shut_gates_keep_write_and_read():
    zero = np.zeros((4, 1))
    shut, open_ = -50.0, 50.0

    def step(i, f, o, h=0.3, c=2.0):
        (h, c), _ = lstm_step([[1.0]], [[h]], [[c]], zero, zero, [i, f, 0.7, o])
        return h.item(), c.item()

    assert step(shut, open_, open_) == pytest.approx((np.tanh(2.0), 2.0))  # kept and read
    assert step(shut, shut, open_) == pytest.approx((0, 0))  # forgotten
    assert step(open_, shut, shut) == pytest.approx((0, np.tanh(0.7)))  # written, not read
    zero = np.zeros((3, 1))
    kept = gru_step([[1.0]], [[0.3]], zero, zero, [0.0, open_, 0.7])[0]
    replaced = gru_step([[1.0]], [[0.3]], zero, zero, [0.0, shut, 0.7])[0]
    assert (kept.item(), replaced.item()) == pytest.approx((0.3, np.tanh(0.7)))


def test_weights_to_begin_with():
    W, U, b = recurrent_weights("gru", 2, 4, np.random.default_rng(0), keep=3.0, m=5)
    assert (W.shape, U.shape, b.shape) == ((5, 12, 2), (5, 12, 4), (5, 12))
    assert np.abs(W).max() <= 0.5 and np.abs(U).max() <= 0.5
    assert (b[:, 4:8] == 3).all() and b.sum() == 5 * 4 * 3
    assert (recurrent_weights("rnn", 2, 4, np.random.default_rng(0), keep=3.0)[2] == 0).all()
    assert not np.array_equal(W[0], W[1])


@each_cell
def test_an_empty_sequence_is_told_so(cell):
    x, *rest = sample(cell, T)
    with pytest.raises(InputError, match=r"the sequence x is empty \(shape \(0, 4, 2\)\). Give at least one step"):
        STEPS[cell][1](x[:0], *rest)


def test_what_else_cannot_be_read_is_told():
    x, h, W, U, b = sample("rnn", T)
    with pytest.raises(InputError, match=r"U has shape \(3, 2\); \(3, 3\) would fit the others"):
        rnn(x, h, W, W, b)
    with pytest.raises(InputError, match="W holds NaN or infinity"):
        rnn(x, h, W * np.nan, U, b)
    with pytest.raises(InputError, match="x holds something other than numbers"):
        rnn([[1, 2], [3]], h, W, U, b)
    with pytest.raises(InputError, match=r"x has shape \(2,\)"):
        rnn_step(x[0, 0], h[0], W, U, b)
    with pytest.raises(InputError, match="x has shape"):
        rnn(x[0], h, W, U, b)
    with pytest.raises(InputError, match=r"h has shape \(\); it needs more axes. Give x as \(n, d\)"):
        rnn_step(x[0], 0.5, W, U, b)
    with pytest.raises(InputError, match=r"c has shape \(3,\); \(4, 3\) would fit the others"):
        lstm_step(x[0], h, h[0], *recurrent_weights("lstm", D, K, np.random.default_rng(0)))
    with pytest.raises(InputError, match=r"dH has shape \(4, 3\); one derivative for each state, \(5, 4, 3\)"):
        rnn(x, h, W, U, b)[1](h)
    with pytest.raises(InputError, match="there is no cell 'lstn'; choose one of rnn, lstm, gru"):
        recurrent_weights("lstn", 1, 1, np.random.default_rng(0))
    with pytest.raises(InputError, match="there is no cell 'lstn'"):
        recurrent_score("lstn", x, W, U, b, np.ones(K))
    with pytest.raises(InputError, match=r"v has shape \(2,\); one number for each unit, \(3,\)"):
        recurrent_score("rnn", x, W, U, b, np.ones(2))


def test_nothing_that_is_given_is_changed():
    given = sample("lstm", T)
    before = [p.copy() for p in given]
    H, back = lstm(*given)
    back(H)
    back(H)
    assert all(np.array_equal(p, q) for p, q in zip(given, before))
    assert all(np.array_equal(p, q) for p, q in zip(back(H), back(H)))

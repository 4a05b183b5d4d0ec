"""The questions of notebook 01 on the neuron, by what learners hand in (rows 01.3 to 01.6)."""

import math

import numpy as np
import pytest

from lecture_lib import MLP, check, identity, sigmoid
from lecture_lib.course import questions
from tests.notebooks.sheet_contract import SheetContract

# --- 01.3a: one step of a spiking neuron --------------------------------------------------------------------------


def step_loop(v, current, R, tau, threshold, dt):
    after, spikes = [], []
    for now, I in zip(v, current):
        goal = R * I
        now = goal + (now - goal) * math.exp(-dt / tau)
        spikes.append(now >= threshold)
        after.append(0.0 if now >= threshold else now)
    return after, spikes


def step_mixture(v, current, R, tau, threshold, dt):
    """Old potential and drive, weighted; the spikes as 0 and 1."""
    keep = np.exp(-dt / tau)
    v = keep * v + (1 - keep) * R * current
    fired = (v >= threshold).astype(int)
    return v * (1 - fired), fired


def step_in_small_steps(v, current, R, tau, threshold, dt):
    """The exact factor, in four parts: they give the same."""
    for _ in range(4):
        v = R * current + (v - R * current) * np.exp(-dt / 4 / tau)
    fired = v > threshold - 1e-12
    v[fired] = 0
    return np.array([v, fired])


def lif(v, current, R, tau, threshold, dt, *, keep=None, reset=None, drive=None, fires=None):
    keep = math.exp(-dt / tau) if keep is None else keep
    drive = R * current if drive is None else drive
    after = drive + keep * (v - drive)
    fired = after >= threshold if fires is None else fires(after)
    return np.where(fired, 0 if reset is None else reset(after), after), fired


def no_leak(v, current, R, tau, threshold, dt):
    after = v + R * current * (1 - math.exp(-dt / tau))
    return np.where(after >= threshold, 0, after), after >= threshold


# --- 01.5a: a batch ------------------------------------------------------------------------------------------------


def outputs_loop(w, X, g):
    return [float(g(np.array(w[0] * 1 + sum(p * q for p, q in zip(w[1:], row))))) for row in X]


def outputs_by_mlp(w, X, g):
    return g(MLP(([w[1:]], [w[0]], identity))(X)[:, 0])


def outputs_hstack(w, X, g):
    return g(np.hstack([np.ones((len(X), 1)), X]) @ w)


def outputs_insert(w, X, g):
    return g((np.insert(X, 0, 1, axis=1) * w).sum(axis=1))


# --- 01.6a: the gradient -------------------------------------------------------------------------------------------


def gradient_by_margin(w, X, y):
    """Logistic regression's own form."""
    return -(X.T * y) @ sigmoid(-y * (X @ w)) / len(y)


def gradient_loop(w, X, y):
    total = [0.0] * len(w)
    for row, label in zip(X, y):
        p = 1 / (1 + math.exp(-float(row @ w)))
        target = 1.0 if label > 0 else 0.0
        total = [s + (p - target) * v for s, v in zip(total, row)]
    return [s / len(y) for s in total]


def gradient_mean(w, X, y):
    return ((sigmoid(X @ w) - (y > 0))[:, None] * X).mean(axis=0)


def prob(X, w):
    return 1 / (1 + np.exp(-X @ w))


RIGHT_COST = math.log(1 + math.exp(2))


class TestSheet(SheetContract):
    lecture, rows = "01", ("01.3", "01.4", "01.5", "01.6")
    right = {
        "01.3": [1.5, 18 / 12, np.float32(1.5), [1.5]],
        "01.4": [[1, 1, 0, 0], (1, 1, 0, 0), np.array([1, 1, 0, 0]), [True, True, False, False], [1.0, 1.0, 0.0, 0.0]],
        "01.5": [1 / (1 + math.exp(-1.75)), sigmoid(1.75), 0.851953],
        "01.6": [RIGHT_COST, -math.log(1 / (1 + math.exp(2))), 2.126928],
        "01.3a": [step_loop, step_mixture, step_in_small_steps],
        "01.5a": [outputs_loop, outputs_by_mlp, outputs_hstack, outputs_insert],
        "01.6a": [gradient_by_margin, gradient_loop, gradient_mean],
    }
    stubs = {
        "01.3": [..., None],
        "01.4": [..., [..., ..., ..., ...]],
        "01.5": [...],
        "01.6": [...],
        "01.3a": [lambda v, current, R, tau, threshold, dt: ...],
        "01.5a": [lambda w, X, g: ...],
        "01.6a": [lambda w, X, y: ...],
    }
    mistakes = {
        "01.3": {
            "turned over": 12 / 18,
            "product": 12 * 18,
            "the notebook's neuron": 15 / 8,
            "time constant": 18 / 20,
            "charge": 18 / 12 * 20,
            "difference": 18 - 12,
        },
        "01.4": {
            "weighed": [1, 1, 1, 0],
            "strictly above": [1, 0, 0, 0],
            "inputs counted": [0, 1, 0, 0],
            "inhibition forgotten": [1, 1, 1, 1],
            "signs": [1, 1, -1, -1],
            "flipped": [0, 0, 1, 1],
        },
        "01.5": {
            "not activated": 2 - 2 + 1.5 + 0.25,
            "bias forgotten": sigmoid(1.5),
            "bias subtracted": sigmoid(1.25),
            "bias after": sigmoid(1.5) + 0.25,
            "sign lost": sigmoid(2 + 2 + 1.5 + 0.25),
            "tanh": math.tanh(1.75),
            "sign of the exponent": 1 / (1 + math.exp(1.75)),
            "rounded": 0.852,
        },
        "01.6": {
            "as label +1": math.log(1 + math.exp(-2)),
            "no minus": -RIGHT_COST,
            "no logarithm": 1 / (1 + math.exp(2)),
            "probability": 1 / (1 + math.exp(-2)),
            "hinge": 1 + 2,
            "not translated": math.log(1 / (1 + math.exp(-2))) - 2 * math.log(1 / (1 + math.exp(2))),
            "other base": math.log2(1 + math.exp(2)),
            "margin": 2,
            "rounded": 2.13,
        },
        "01.3a": {
            "no reset": lambda *case: lif(*case, reset=lambda v: v),
            "threshold subtracted": lambda v, I, R, tau, h, dt: lif(v, I, R, tau, h, dt, reset=lambda u: u - h),
            "strictly above": lambda v, I, R, tau, h, dt: lif(v, I, R, tau, h, dt, fires=lambda u: u > h),
            "Euler's step": lambda v, I, R, tau, h, dt: lif(v + dt * (R * I - v) / tau, I, R, tau, h, dt, keep=1.0),
            "time constant forgotten": lambda v, I, R, tau, h, dt: lif(v, I, R, tau, h, dt, keep=math.exp(-dt)),
            "factors swapped": lambda v, I, R, tau, h, dt: lif(v, I, R, tau, h, dt, keep=1 - math.exp(-dt / tau)),
            "sign of the exponent": lambda v, I, R, tau, h, dt: lif(v, I, R, tau, h, dt, keep=math.exp(dt / tau)),
            "resistance forgotten": lambda v, I, R, tau, h, dt: lif(v, I, R, tau, h, dt, drive=I),
            "leak forgotten": no_leak,
            "fired before the step": lambda v, I, R, tau, h, dt: lif(v, I, R, tau, h, dt, fires=lambda u: v >= h),
            "order swapped": lambda *case: lif(*case)[::-1],
        },
        "01.5a": {
            "bias last": lambda w, X, g: g(np.column_stack([X, np.ones(len(X))]) @ w),
            "bias forgotten": lambda w, X, g: g(X @ w[1:]),
            "bias after": lambda w, X, g: g(X @ w[1:]) + w[0],
            "bias subtracted": lambda w, X, g: g(X @ w[1:] - w[0]),
            "activation forgotten": lambda w, X, g: X @ w[1:] + w[0],
            "sum over the batch": lambda w, X, g: g(np.sum(X @ w[1:] + w[0])),
            "w₀ per input": lambda w, X, g: g(X @ w[1:] + X.shape[1] * w[0]),
            "activation per product": lambda w, X, g: g(np.column_stack([np.ones(len(X)), X]) * w).sum(axis=1),
            "ones added to X": lambda w, X, g: g((1 + X) @ w[1:]),
        },
        "01.6a": {
            "not translated": lambda w, X, y: X.T @ (prob(X, w) - y) / len(y),
            "translated without half": lambda w, X, y: X.T @ (prob(X, w) - (y + 1)) / len(y),
            "labels flipped": lambda w, X, y: X.T @ (prob(X, w) - (y < 0)) / len(y),
            "sign": lambda w, X, y: X.T @ ((y > 0) - prob(X, w)) / len(y),
            "sum": lambda w, X, y: X.T @ (prob(X, w) - (y > 0)),
            "mean over the weights too": lambda w, X, y: X.T @ (prob(X, w) - (y > 0)) / X.size,
            "squared error": lambda w, X, y: X.T @ ((prob(X, w) - (y > 0)) * prob(X, w) * prob(X, -w)) / len(y),
            "sigmoid forgotten": lambda w, X, y: X.T @ (X @ w - (y > 0)) / len(y),
            "inputs forgotten": lambda w, X, y: (prob(X, w) - (y > 0)) / len(y),
            "half forgotten twice": lambda w, X, y: X.T @ (2 * prob(X, w) - 1 - y) / len(y),
        },
    }


MUTANTS = {
    "01.3a": [
        lambda v, I, R, tau, h, dt: lif(v, I, R, tau, h, 2 * dt),
        lambda v, I, R, tau, h, dt: lif(v, I, R, tau, h, dt, reset=lambda u: h),
        lambda v, I, R, tau, h, dt: lif(v, I, R, tau, h, dt, drive=I / R),
        lambda v, I, R, tau, h, dt: lif(v, I, R, tau, h, dt, drive=-R * I),
        lambda v, I, R, tau, h, dt: lif(v, I, R, tau, h, dt, keep=math.exp(-tau / dt)),
        lambda v, I, R, tau, h, dt: lif(np.maximum(v, 1), I, R, tau, h, dt),
        lambda v, I, R, tau, h, dt: (lif(v, I, R, tau, h, dt)[0], lif(v, I, R, tau, h, dt)[1].any()),
        lambda *case: lif(*case)[0],
        lambda v, I, R, tau, h, dt: (np.minimum(lif(v, I, R, tau, h, dt, reset=lambda u: u)[0], h), v < 0),
        lambda v, I, R, tau, h, dt: (lif(v, I, R, tau, h, dt)[0], ~lif(v, I, R, tau, h, dt)[1]),
        lambda v, I, R, tau, h, dt: lif(v, I, R, tau, h, dt, reset=lambda u: np.where(u > 2 * h, u, 0)),
    ],
    "01.5a": [
        lambda w, X, g: g(X @ w[1:] + w[0])[::-1],
        lambda w, X, g: g(X @ w[:0:-1] + w[0]),
        lambda w, X, g: g((X @ w[1:] + w[0]) / len(w)),
        lambda w, X, g: np.tanh(X @ w[1:] + w[0]),
        lambda w, X, g: g(X @ w[1:] + abs(w[0])),
        lambda w, X, g: g(g(X @ w[1:] + w[0])),
        lambda w, X, g: np.maximum(0, g(X @ w[1:] + w[0])),
        lambda w, X, g: g(X @ w[1:] + w[0]).mean(),
        lambda w, X, g: g(X[:1] @ w[1:] + w[0]),
    ],
    "01.6a": [
        lambda w, X, y: X.T @ (prob(X, -w) - (y > 0)) / len(y),
        lambda w, X, y: X.T @ (prob(X, w) - (y > 0)) / (len(y) - 1),
        lambda w, X, y: X.T @ (prob(X, w).round() - (y > 0)) / len(y),
        lambda w, X, y: np.r_[0, (X.T @ (prob(X, w) - (y > 0)) / len(y))[1:]],
        lambda w, X, y: X.T @ (np.clip(prob(X, w), 0.2, 0.8) - (y > 0)) / len(y),
        lambda w, X, y: X.T @ (prob(X, w) - (y > 0)) / len(y) + 0.01 * w,
        lambda w, X, y: np.maximum(0, X.T @ (prob(X, w) - (y > 0)) / len(y)),
        lambda w, X, y: np.linalg.norm(X.T @ (prob(X, w) - (y > 0)) / len(y)),
    ],
}


@pytest.mark.parametrize("number, k", [(number, k) for number in MUTANTS for k in range(len(MUTANTS[number]))])
def test_what_differs_from_the_solution_is_refused(number, k):
    assert check(number, MUTANTS[number][k]).status == "wrong"


def test_a_number_of_the_form_that_is_left_open_passes():
    assert check("01.5a", lambda w, X, g: np.asmatrix(outputs_hstack(w, X, g))).right
    assert check("01.6a", lambda w, X, y: gradient_mean(w.astype("f4"), X.astype("f4"), y).astype("f4")).right


def test_no_message_gives_the_answer_away():
    for number, secrets in {"01.3": ["1.5"], "01.5": ["0.85", "1.75"], "01.6": ["2.12"]}.items():
        for mistake in questions("01")[number].mistakes:
            assert not any(secret in mistake.says for secret in secrets)

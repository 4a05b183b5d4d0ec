"""Sheet 08 and the checkpoints of notebook 08: different right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import math

import numpy as np
import pytest

from lecture_lib import check
from lecture_lib.checking import judge_answer
from lecture_lib.course import questions
from lecture_lib.training import stationary_kind
from tests.notebooks.sheet_contract import SheetContract

# --- 08.1a: binary cross-entropy -------------------------------------------------------------------------------------


def risk_by_loop(p, y):
    total = 0.0
    for one, truth in zip(p, y):
        total -= math.log(one) if truth == 1 else math.log(1 - one)
    return total / len(p)


def risk_of_the_true_class(p, y):
    return -np.log(np.where(y > 0.5, p, 1 - p)).mean()


def risk_from_z(p, y):
    z = np.log(p / (1 - p))
    return np.mean(np.logaddexp(0, z) - y * z)


# --- 08.2a: one step -------------------------------------------------------------------------------------------------


def one_step(rate=0.1, factor=1.0, divide=3):
    w, b, dw, db = 2.0, -1.0, 0.0, 0.0
    for x, y in ((1, 3), (3, 1), (2, -1)):
        dw += factor * (w * x + b - y) * x / divide
        db += factor * (w * x + b - y) / divide
    return [w - rate * dw, b - rate * db]


# --- 08.2b: batches --------------------------------------------------------------------------------------------------


def batches_by_while(order, size):
    rest, found = list(order), []
    while rest:
        found.append(rest[:size])
        rest = rest[size:]
    return found


def batches_as_arrays(order, size):
    return tuple(np.split(np.array(order), range(size, len(order), size)))


def batches_by_counting(order, size):
    found = []
    for k, i in enumerate(order):
        if k % size == 0:
            found.append([])
        found[-1].append(i)
    return found


def without_the_rest(order, size):
    return [order[k * size : (k + 1) * size] for k in range(len(order) // size)]


def filled_up(order, size):
    found = batches_by_while(order, size)
    twice = order * (size + 1)
    found[-1] = twice[(len(found) - 1) * size : len(found) * size]
    return found


# --- 08.2c: momentum -------------------------------------------------------------------------------------------------


def momentum_by_loop(p, v, g, rate, beta):
    new_p, new_v = list(p), list(v)
    for i in range(len(p)):
        new_v[i] = beta * v[i] + g[i]
        new_p[i] = p[i] - rate * new_v[i]
    return new_p, new_v


def momentum_in_one_array(p, v, g, rate, beta):
    velocity = g + v * beta
    return np.array([p - velocity * rate, velocity])


# --- 08.3a: kinds ----------------------------------------------------------------------------------------------------


def kind_by_counting(H):
    values = np.linalg.eigvals(H).real
    above, below = sum(v > 1e-9 for v in values), sum(v < -1e-9 for v in values)
    if above and below:
        return "saddle"
    return {len(values): "minimum"}.get(above, {len(values): "maximum"}.get(below, "flat"))


def judged(values, zero=True):
    up, down = max(values) > 1e-9, min(values) < -1e-9
    if up and down:
        return "saddle"
    if zero and any(abs(v) <= 1e-9 for v in values):
        return "flat"
    return "maximum" if down else "minimum"


def kind_with_limit(H, limit):
    values = np.linalg.eigvalsh(H)
    if values.max() > limit and values.min() < -limit:
        return "saddle"
    if min(abs(values)) <= limit:
        return "flat"
    return "minimum" if values.max() > limit else "maximum"


def by_power_iteration(H):
    v = np.arange(1.0, len(H) + 1) + 0.37
    for _ in range(1000):
        v = H @ v
        v = v / np.linalg.norm(v)
    return 2 / (v @ H @ v)


def flat_first(H):
    values = np.linalg.eigvalsh(H)
    return "flat" if np.min(np.abs(values)) < 1e-9 else judged(values)


def by_determinant(H):
    d = np.prod(np.linalg.eigvalsh(H))
    if abs(d) < 1e-9:
        return "flat"
    return "saddle" if d < 0 else "minimum"


def swapped(H):
    return {"minimum": "maximum", "maximum": "minimum"}.get(kind_by_counting(H), kind_by_counting(H))


RIGHT = {
    "08.1": ["b"],
    "08.2": ["c"],
    "08.3": ["b"],
    "08.1a": [risk_by_loop, risk_of_the_true_class, risk_from_z],
    "08.2a": [one_step(), (1.4, -1.2), np.array([[1.4], [-1.2]])],
    "08.2b": [batches_by_while, batches_as_arrays, batches_by_counting],
    "08.2c": [
        lambda p, v, g, rate, beta: (p - rate * (beta * v + g), beta * v + g),
        momentum_by_loop,
        momentum_in_one_array,
    ],
    "08.2d": [
        lambda H: 2 / max(np.linalg.eigvalsh(H)),
        lambda H: 2 / np.linalg.norm(H, 2),
        lambda H: 2.0 / np.linalg.eigvals(H).real.max(),
        by_power_iteration,
    ],
    "08.3a": [
        kind_by_counting,
        lambda H: judged(np.linalg.eigvalsh(H)).upper(),
        lambda H: stationary_kind(np.linalg.eigvalsh(H), 1e-9),
        lambda H: judged(np.linalg.eigvalsh(H)),
    ],
}

STUBS = {
    "08.1": [None],
    "08.2": [None],
    "08.3": [...],
    "08.1a": [lambda p, y: ...],
    "08.2a": [[..., ...], [1.4, ...]],
    "08.2b": [lambda order, size: ...],
    "08.2c": [lambda p, v, g, rate, beta: None],
    "08.2d": [lambda H: ...],
    "08.3a": [lambda H: None],
}

MISTAKES = {
    "08.1": {"a": "a", "c": "c"},
    "08.2": {"a": "a", "b": "b", "d": "d"},
    "08.3": {"a": "a", "c": "c"},
    "08.1a": {
        "mean forgotten": lambda p, y: risk_by_loop(p, y) * len(p),
        "sign": lambda p, y: np.log(np.where(y == 1, p, 1 - p)).mean(),
        "class 0 forgotten": lambda p, y: -sum(y * np.log(p)) / len(y),
        "classes swapped": lambda p, y: risk_by_loop(p, 1 - y),
        "half squares": lambda p, y: 0.5 * np.mean((y - p) ** 2),
        "base 2": lambda p, y: -np.mean(np.log2(np.where(y == 1, p, 1 - p))),
        "base 10": lambda p, y: -np.mean(np.log10(np.where(y == 1, p, 1 - p))),
        "guard in the logarithm": lambda p, y: -np.mean(np.log(np.where(y == 1, p, 1 - p) + 1e-9)),
        "n × n": lambda p, y: -np.mean(y * np.log(p[:, None]) + (1 - y) * np.log(1 - p[:, None])),
        "one loss per example": lambda p, y: -np.log(np.where(y == 1, p, 1 - p)),
        "class 0 as class 1": lambda p, y: -sum(map(math.log, p)) / len(p),
        "labels −1 and 1": lambda p, y: -np.mean(np.where(y == 1, np.log(p), 2 * np.log(1 - p) - np.log(p))),
        "squares": lambda p, y: np.mean((y - p) ** 2),
        "sum and sign": lambda p, y: -risk_by_loop(p, y) * len(p),
    },
    "08.2a": {
        "uphill": one_step(rate=-0.1),
        "mean forgotten": one_step(divide=1),
        "no half": one_step(factor=2),
        "x forgotten": [1.8, -1.2],
        "bias left alone": [1.4, -1],
        "rate forgotten": one_step(rate=1),
        "b with the new w": [1.4, -1 - 0.1 * np.mean([1.4 - 1 - 3, 4.2 - 1 - 1, 2.8 - 1 + 1])],
        "means multiplied": [2 - 0.1 * 2 * 2, -1.2],
        "sizes of the errors": [2 - 0.1 * (2 + 12 + 8) / 3, -1 - 0.1 * 10 / 3],
        "the gradient": [6, 2],
        "order": one_step()[::-1],
        "mean forgotten, uphill": one_step(rate=-0.1, divide=1),
    },
    "08.2b": {
        "rest dropped": without_the_rest,
        "overlap": lambda order, size: [order[k : k + size] for k, _ in enumerate(order)],
        "order lost": lambda order, size: batches_by_while(sorted(order), size),
        "size taken for number": lambda order, size: [part.tolist() for part in np.array_split(order, size)],
        "filled up": filled_up,
        "first batch only": lambda order, size: batches_by_while(order, size)[:1],
        "empty batch": lambda order, size: [order[k * size : (k + 1) * size] for k in range(len(order) // size + 1)],
        "rest alone": lambda order, size: (
            without_the_rest(order, size) + [[i] for i in order[len(order) // size * size :]]
        ),
        "one list": lambda order, size: [*order],
    },
    "08.2c": {
        "v not returned": lambda p, v, g, rate, beta: p - rate * (g + beta * v),
        "uphill": lambda p, v, g, rate, beta: (p + rate * (g + beta * v), g + beta * v),
        "damped": lambda p, v, g, rate, beta: momentum_by_loop(p, v, (1 - beta) * g, rate, beta),
        "Nesterov": lambda p, v, g, rate, beta: (p - rate * (g * (1 + beta) + beta * beta * v), beta * v + g),
        "old velocity": lambda p, v, g, rate, beta: (p - rate * v, g + beta * v),
        "rate inside": lambda p, v, g, rate, beta: (p - beta * v - rate * g, beta * v + rate * g),
        "beta forgotten": lambda p, v, g, rate, beta: momentum_by_loop(p, v, g, rate, 1.0),
        "rate and sign inside": lambda p, v, g, rate, beta: (p + (beta * v - rate * g), beta * v - rate * g),
        "sign inside": lambda p, v, g, rate, beta: (p + rate * (v * beta - g), v * beta - g),
        "velocity subtracts, step subtracts": lambda p, v, g, rate, beta: (p - rate * (v * beta - g), v * beta - g),
        "no momentum": lambda p, v, g, rate, beta: (p - g * rate, g + v * beta),
        "beta on the gradient": lambda p, v, g, rate, beta: (p - (v + g * beta) * rate, v + g * beta),
        "weights swapped": lambda p, v, g, rate, beta: momentum_by_loop(p, v, g * beta, rate, 1 - beta),
        "turned round": lambda p, v, g, rate, beta: momentum_by_loop(p, v, g, rate, beta)[::-1],
    },
    "08.2d": {
        "one for two": lambda H: 1 / np.linalg.norm(H, 2),
        "smallest": lambda H: 2 / np.linalg.eigvalsh(H).min(),
        "trace": lambda H: 2 / sum(H[i, i] for i in range(len(H))),
        "diagonal": lambda H: 2 / max(H[i, i] for i in range(len(H))),
        "eigenvalue itself": lambda H: np.linalg.norm(H, 2),
        "best rate": lambda H: 2 / (np.linalg.eigvalsh(H).min() + np.linalg.eigvalsh(H).max()),
        "root of the squares": lambda H: 2 / np.sqrt((H**2).sum()),
        "determinant": lambda H: 2 / np.prod(np.linalg.eigvalsh(H)),
        "row sums": lambda H: 2 / max(sum(abs(v) for v in row) for row in H),
        "upside down": lambda H: np.linalg.norm(H, 2) / 2,
        "reciprocal, smallest": lambda H: 1 / np.linalg.eigvalsh(H).min(),
    },
    "08.3a": {
        "diagonal": lambda H: judged([H[i, i] for i in range(len(H))]),
        "determinant": by_determinant,
        "trace": lambda H: judged([sum(np.linalg.eigvalsh(H))]),
        "no flat": lambda H: judged(np.linalg.eigvalsh(H), zero=False),
        "upside down": swapped,
        "zero beats signs": flat_first,
        "compared with 0": lambda H: kind_with_limit(H, 0.0),
        "another tolerance": lambda H: kind_with_limit(H, 1e-8),
        "no maximum": lambda H: judged(np.linalg.eigvalsh(H)).replace("maximum", "minimum"),
        "only two kinds": lambda H: "minimum" if np.linalg.eigvalsh(H).min() > 1e-9 else "saddle",
        "entries": lambda H: judged([v for row in H for v in row]),
    },
}


class TestSheet(SheetContract):
    lecture, right, stubs, mistakes = "08", RIGHT, STUBS, MISTAKES


@pytest.mark.parametrize(
    "number, answer, says",
    [
        ("08.1a", lambda p, y: float(np.abs(p - y).mean()), "It should be the mean over the examples"),
        ("08.2a", [1.4, 1.7], "w agrees, b does not"),
        ("08.2a", [1.4], "2: w, b"),
        ("08.2b", lambda order, size: [list(order)], "a list of batches"),
        ("08.2b", lambda order, size: batches_by_while(order, size)[::-1], "a list of batches"),
        ("08.2c", lambda p, v, g, rate, beta: (p, v), "neither p nor v"),
        ("08.2c", lambda p, v, g, rate, beta: (p - rate * (beta * v + g), v), "p agrees, v does not"),
        ("08.2d", lambda H: 2 / np.trace(H @ H), "It should be the rate"),
        ("08.3a", lambda H: "saddle", "one of the words"),
        ("08.3a", lambda H: "a point", "one of the words"),
    ],
)
def test_what_is_wrong_in_no_known_way_is_still_wrong(number, answer, says):
    verdict = check(number, answer)
    assert (verdict.status, verdict.mistake) == ("wrong", "") and says.casefold() in verdict.says.casefold()


@pytest.mark.parametrize(
    "number, answer",
    [
        (
            "08.1a",
            lambda p, y: (
                {1: risk_by_loop}.get(1)(p, y) if len(p) < 5 and p[0] in (0.25, 0.9, 0.3, 1e-12, 1 - 1e-10) else 0.0
            ),
        ),
        ("08.2d", lambda H: 2 / np.linalg.norm(H, 2) if (H == H.round(1)).all() else 0.1),
    ],
)
def test_a_table_of_replies_does_not_pass(number, answer):
    assert check(number, answer).mistake.startswith("hidden: ")


@pytest.mark.parametrize("number", ["08.1a", "08.2c", "08.2d", "08.3a"])
def test_the_learners_arrays_are_his_own(number):
    def spoils(*given):
        given[0][...] = 7
        return given[0]

    assert check(number, spoils).mistake == "input changed"


@pytest.mark.parametrize("seed", range(0, 200, 9))
def test_one_answer_gets_one_verdict_whatever_is_drawn(seed):
    asked, rng = questions("08"), lambda: np.random.default_rng(seed)
    for limit in (0.0, 1e-8, 1e-6, 1e-12):
        assert judge_answer(asked["08.3a"], lambda H, limit=limit: kind_with_limit(H, limit), rng()).status == "wrong"
    assert judge_answer(asked["08.3a"], lambda H: kind_with_limit(H, 1e-9), rng()).right
    assert judge_answer(asked["08.2d"], by_power_iteration, rng()).right
    for epsilon in (1e-15, 1e-9, 1e-7, 1e-5):
        verdict = judge_answer(
            asked["08.1a"],
            lambda p, y, e=epsilon: -np.mean(y * np.log(p + e) + (1 - y) * np.log(1 - p + e)),
            rng(),
        )
        assert (verdict.status, verdict.mistake) == ("wrong", "guard in the logarithm")


def test_the_values_at_issue_decide_without_any_rounding():
    """The eigenvalues near the limit stand on a diagonal, so that they are exact in any library."""
    near = [
        case[0]
        for case in questions("08")["08.3a"].cases
        if 0 < np.abs(case[0]).min() + np.abs(case[0]).max()
        and np.array_equal(case[0], np.diag(np.diag(case[0])))
        and (np.abs(np.diag(case[0])) < 1e-6).any()
    ]
    assert len(near) >= 6
    for H in near:
        assert np.array_equal(np.sort(np.diag(H)), np.linalg.eigvalsh(H))

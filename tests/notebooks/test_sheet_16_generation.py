"""Sheet 16, learning from reward (16.5d): right answers in many styles, known mistakes, mutants of the solution.

Everything that plays the learner here is written for this file.
"""

from itertools import accumulate

import numpy as np
import pytest

from lecture_lib import check
from lecture_lib.course import questions
from tests.notebooks.sheet_contract import SheetContract

OWN = ("16.5d",)


def by_loop(rewards, gamma):
    found = [0.0] * len(rewards)
    following = 0.0
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        found[t] = following
    return found


def by_two_sums(rewards, gamma):
    n = len(rewards)
    return tuple(sum(gamma ** (k - t) * rewards[k] for k in range(t, n)) for t in range(n))


def by_matrix(rewards, gamma):
    k = np.arange(len(rewards))
    return np.triu(gamma ** np.maximum(k[None] - k[:, None], 0)) @ rewards


def by_accumulate(rewards, gamma):
    return np.array(list(accumulate(rewards[::-1], lambda G, r: r + gamma * G)))[::-1]


def by_recursion(rewards, gamma):
    if len(rewards) == 1:
        return np.array(rewards, float)
    rest = by_recursion(rewards[1:], gamma)
    return np.concatenate([[rewards[0] + gamma * rest[0]], rest])


def by_one_cumsum(rewards, gamma):
    weights = gamma ** np.arange(len(rewards))
    return np.cumsum((rewards * weights)[::-1])[::-1] / weights


def in_float32(rewards, gamma):
    return by_matrix(rewards.astype(np.float32), np.float32(gamma))


def in_the_rewards_own_dtype(rewards, gamma):
    G = np.zeros_like(rewards)
    following = 0.0
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        G[t] = following
    return G


def cut_in_the_loop(rewards, gamma):
    G = rewards.copy()
    for t in reversed(range(len(G) - 1)):
        G[t] = G[t] + gamma * G[t + 1]
    return G


def in_place(rewards, gamma):
    for t in reversed(range(len(rewards) - 1)):
        rewards[t] = rewards[t] + gamma * rewards[t + 1]
    return rewards


def each(f):
    return lambda rewards, gamma: np.array([f(rewards, gamma, t) for t in range(len(rewards))])


class TestGeneration(SheetContract):
    lecture = "16"
    right = {"16.5d": [by_loop, by_two_sums, by_matrix, by_accumulate, by_recursion, by_one_cumsum, in_float32]}
    stubs = {"16.5d": [..., None, lambda rewards, gamma: ..., lambda rewards, gamma: None]}
    mistakes = {
        "16.5d": {
            "not discounted": each(lambda r, g, t: sum(r[t:])),
            "from the past": each(lambda r, g, t: sum(g ** (t - k) * r[k] for k in range(t + 1))),
            "sums so far": each(lambda r, g, t: sum(g**k * r[k] for k in range(t + 1))),
            "discounted too early": each(lambda r, g, t: sum(g ** (k - t + 1) * r[k] for k in range(t, len(r)))),
            "own reward left out": each(lambda r, g, t: sum(g ** (k - t - 1) * r[k] for k in range(t + 1, len(r)))),
            "own reward subtracted": each(lambda r, g, t: sum(g ** (k - t) * r[k] for k in range(t + 1, len(r)))),
            "discounted from the start": each(lambda r, g, t: sum(g**k * r[k] for k in range(t, len(r)))),
            "each reward alone": each(lambda r, g, t: g**t * r[t]),
            "two steps only": each(lambda r, g, t: r[t] + (g * r[t + 1] if t + 1 < len(r) else 0)),
            "grown": each(lambda r, g, t: sum(r[k] / g ** (k - t) for k in range(t, len(r)))),
            "reversed": lambda r, g: by_loop(r, g)[::-1],
            "first return only": lambda r, g: by_loop(r, g)[0],
            "averaged": each(lambda r, g, t: by_loop(r, g)[t] / sum(g ** (k - t) for k in range(t, len(r)))),
            "cut to whole numbers": in_the_rewards_own_dtype,
            "cut at every step": cut_in_the_loop,
        }
    }

    @classmethod
    def asked(cls):
        known = questions("16")
        return {number: known[number] for number in OWN}


MUTANTS = {
    "minus": each(lambda r, g, t: sum((-g) ** (k - t) * r[k] for k in range(t, len(r)))),
    "squared discount": each(lambda r, g, t: sum(g ** (2 * (k - t)) * r[k] for k in range(t, len(r)))),
    "constant discount": each(lambda r, g, t: r[t] + g * sum(r[t + 1 :])),
    "last step forgotten": each(lambda r, g, t: sum(g ** (k - t) * r[k] for k in range(t, len(r) - 1))),
    "mean": each(lambda r, g, t: by_loop(r, g)[t] / (len(r) - t)),
    "one too many": lambda r, g: [*by_loop(r, g), 0.0],
    "one too few": lambda r, g: by_loop(r, g)[:-1] if len(r) > 1 else by_loop(r, g),
    "gamma fixed": lambda r, g: by_loop(r, 0.9),
    "clipped at 0": lambda r, g: np.maximum(by_loop(r, g), 0),
    "one minus gamma": lambda r, g: by_loop(r, 1 - g),
    "scaled": lambda r, g: [(1 - g) * v for v in by_loop(r, g)],
    "rounded": lambda r, g: np.round(by_loop(r, g), 1),
    "baseline taken off": lambda r, g: np.array(by_loop(r, g)) - np.mean(by_loop(r, g)),
    "absolute": lambda r, g: np.abs(by_loop(r, g)),
    "in place": in_place,
    "text": lambda r, g: str(by_loop(r, g)),
    "complex": lambda r, g: np.array(by_loop(r, g)) + 1e-3j,
    "raises": lambda r, g: 1 / 0,
}


@pytest.mark.parametrize("name", MUTANTS)
def test_each_mutant_of_the_solution_is_refused(name):
    assert check("16.5d", MUTANTS[name]).status == "wrong"


def test_a_mutant_that_no_mistake_explains_gets_a_counterexample():
    assert "one return per step" in check("16.5d", MUTANTS["squared discount"]).says


def test_there_are_enough_known_mistakes_and_none_gives_the_answer_away():
    known = questions("16")["16.5d"].mistakes
    assert len(known) >= 6
    assert not any("reversed(" in mistake.says or "G =" in mistake.says for mistake in known)

"""Questions of notebook 16 and its sheet: learning from reward (row 16.5)."""

from __future__ import annotations

import numpy as np

from ..architectures import discounted_returns
from ..checking import Mistake, Question


def _powers(rewards, gamma):
    """Return r_k · γᵏ, counted from the start of the episode."""
    return rewards * gamma ** np.arange(len(rewards))


def _after(values):
    """Return for each step the sum from it to the end."""
    return np.cumsum(values[::-1])[::-1]


def _from_the_past(rewards, gamma):
    return discounted_returns(rewards[::-1], gamma)[::-1]


def _later(rewards, gamma):
    """Return G at the next step; 0 after the last."""
    return np.append(discounted_returns(rewards, gamma)[1:], 0.0)


def _cut_at_each_step(rewards, gamma):
    """Return the returns computed in an array of the rewards' own kind."""
    returns = np.array(rewards)
    for t in range(len(returns) - 2, -1, -1):
        returns[t] = rewards[t] + gamma * returns[t + 1]
    return returns


def _weighted_mean(rewards, gamma):
    return discounted_returns(rewards, gamma) / discounted_returns(np.ones(len(rewards)), gamma)


def _random_episode(rng) -> tuple:
    n = rng.size(3, 9)
    return rng.normal(size=n).round(2), round(float(rng.uniform(0.3, 0.98)), 2)


_SHEET_5D = Question(
    "16.5d",
    discounted_returns,
    "one return per step: G_t = r_t + γ r_{t+1} + γ² r_{t+2} + ..., to the end of the episode",
    exact_shape=True,
    cases=[
        (np.array([0.0, 0.0, 8.0]), 0.5),
        (np.array([1.0, -2.0, 0.5, 4.0]), 0.9),
        (np.array([3, 0, 5, 1, 7]), 0.75),
        (np.array([2.0, 1.0, 3.0]), 1.0),
        (np.array([4.0]), 0.5),
    ],
    hidden=("other episodes", _random_episode),
    mistakes=(
        Mistake(
            "not discounted",
            "Your returns are plain sums: a reward k steps ahead must count γᵏ of its size.",
            lambda r, gamma: _after(r),
        ),
        Mistake(
            "from the past",
            "You add up the rewards before step t. A return looks ahead, from step t to the end.",
            _from_the_past,
        ),
        Mistake(
            "sums so far",
            "You add up the rewards from the first step to step t. A return looks ahead, from step t to the end.",
            lambda r, gamma: np.cumsum(gamma ** np.arange(len(r)) * r),
        ),
        Mistake(
            "discounted too early",
            "Your returns are γ times too small: the reward of step t itself counts in full.",
            lambda r, gamma: gamma * discounted_returns(r, gamma),
        ),
        Mistake(
            "own reward left out",
            "Your return of step t begins with the reward after it. The reward of step t belongs to it.",
            _later,
        ),
        Mistake(
            "own reward subtracted",
            "Your returns hold what follows, discounted, but not the reward of step t itself.",
            lambda r, gamma: discounted_returns(r, gamma) - r,
        ),
        Mistake(
            "discounted from the start",
            "You discount from the start of the episode. The return of step t counts its steps from t.",
            lambda r, gamma: _after(_powers(r, gamma)),
        ),
        Mistake(
            "each reward alone",
            "You discount single rewards, but do not add up those that follow.",
            _powers,
        ),
        Mistake(
            "two steps only",
            "Your returns end after one step ahead. The return of step t + 1, not its reward, is discounted.",
            lambda r, gamma: r + gamma * np.append(r[1:], 0.0),
        ),
        Mistake(
            "grown",
            "You divide by γ where you should multiply: later rewards count less, not more.",
            lambda r, gamma: _after(_powers(r, 1 / gamma)) * gamma ** np.arange(len(r)),
        ),
        Mistake(
            "reversed",
            "Your list runs backwards: its first entry must be the return of the first step.",
            lambda r, gamma: discounted_returns(r, gamma)[::-1],
        ),
        Mistake(
            "first return only",
            "You give the return of the first step for the whole episode. Give one return per step.",
            lambda r, gamma: discounted_returns(r, gamma)[0],
        ),
        Mistake(
            "averaged",
            "You divide by the sum of the weights. A return is a sum, not a mean.",
            _weighted_mean,
        ),
        Mistake(
            "cut to whole numbers",
            "Right for floats, but an array of whole numbers cuts what is stored in it. Give it the dtype float.",
            lambda r, gamma: discounted_returns(r, gamma).astype(r.dtype),
        ),
        Mistake(
            "cut at every step",
            "Right for floats, but whole-number rewards cut each return, and the next one is made of that. Compute in "
            "an array of floats.",
            _cut_at_each_step,
        ),
    ),
    hints=(
        "Begin at the end: after the last step nothing follows, so its return is its reward.",
        "Every earlier return needs only two numbers: the reward of its own step, and the return of the next step.",
        "Go through the steps from the last to the first with G = r_t + γ · G, and keep each G in its own place.",
    ),
    explanation=(
        "The return of a step is its own reward plus γ times the return of the next step. Going backwards, each "
        "return is known when it is needed, so n steps need n additions. Adding up all later rewards anew at each "
        "step would need about n² / 2."
    ),
)

QUESTIONS: tuple[Question, ...] = (_SHEET_5D,)

"""Reinforcement learning: a policy learns a corridor from a reward alone (row 16.5).

    policy      π(a | s) = softmax(θ_s)_a                              θ: one row of two logits per cell, left and right
    return      G_t = r_t + γ r_{t+1} + γ² r_{t+2} + ...                        J(θ): the mean of G_0
    gradient    ∇J = E Σ_t γᵗ (G_t - b_t) ∇ log π(a_t | s_t)                    REINFORCE (Williams 1992), b a baseline

Nobody says which action was right. The corridor is small enough that J, and its gradient, are also computed exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..nn import softmax
from ..validation import Array, InputError, must_be, numbers, whole


@dataclass(frozen=True)
class Corridor:
    """Cells 0 to n_cells - 1 in a row. Entering the last one is worth `reward` and ends the episode.

    It also ends after `horizon` steps, with no reward. Left of cell 0 is a wall: there, going left means staying.
    `gamma` is the discount per step, above 0 and at most 1.
    """

    n_cells: int = 7
    start: int = 2
    horizon: int = 20
    gamma: float = 0.9
    reward: float = 1.0

    def __post_init__(self) -> None:
        whole(self.n_cells, "n_cells", 2)
        whole(self.start, "start", 0, self.n_cells - 2)
        whole(self.horizon, "horizon")
        numbers(self.reward, "reward", ndim=(0,))
        _read_discount(self.gamma)

    @property
    def best_return(self) -> float:
        """The return of the policy that always goes right."""
        steps = self.n_cells - 1 - self.start
        return self.reward * self.gamma ** (steps - 1) if steps <= self.horizon else 0.0


class Episodes(NamedTuple):
    """n episodes side by side: cells and actions (n, horizon), rewards (n, horizon), and which steps were made."""

    cells: Array
    actions: Array
    rewards: Array
    made: Array


def discounted_returns(rewards, gamma: float) -> Array:
    """Return G_t = r_t + γ r_{t+1} + γ² r_{t+2} + ... for each step t; time is the last axis of `rewards`.

    >>> discounted_returns([0.0, 0.0, 8.0], 0.5)
    array([2., 4., 8.])
    """
    returns, gamma = numbers(rewards, "the rewards", ndim=(1, 2)), _read_discount(gamma)
    for t in range(returns.shape[-1] - 2, -1, -1):
        returns[..., t] += gamma * returns[..., t + 1]
    return returns


def run_episodes(corridor: Corridor, theta, n: int, rng: np.random.Generator) -> Episodes:
    """Return n episodes of the softmax policy with logits theta (n_cells, 2): column 0 is left, column 1 right.

    >>> always_right = [[0.0, 99.0]] * 7
    >>> run_episodes(Corridor(), always_right, 1, np.random.default_rng(0)).rewards[0, :5]
    array([0., 0., 0., 1., 0.])
    """
    p_right, n = _read_policy(corridor, theta)[:, 1], whole(n, "n")
    must_be(np.random.Generator, rng, "chance is drawn: give rng=np.random.default_rng(seed)")
    shape = n, corridor.horizon
    cells, actions = np.zeros(shape, int), np.zeros(shape, int)
    rewards, made = np.zeros(shape), np.zeros(shape, bool)
    cell = np.full(n, corridor.start)
    for t in range(corridor.horizon):
        made[:, t] = cell < corridor.n_cells - 1
        cells[:, t], actions[:, t] = cell, rng.random(n) < p_right[cell]
        cell = np.where(made[:, t], np.maximum(cell + 2 * actions[:, t] - 1, 0), cell)
        rewards[:, t] = corridor.reward * (made[:, t] & (cell == corridor.n_cells - 1))
    return Episodes(cells, actions, rewards, made)


def log_policy_gradient(theta, cell: int, action: int) -> Array:
    """Return the derivatives of log π(action | cell) with respect to theta, shape (n_cells, 2).

    Only the cell's own row is not 0: 1 at the action taken, less the probabilities.

    >>> log_policy_gradient([[0.0, 0.0], [0.0, 0.0]], 1, 0)
    array([[ 0. ,  0. ],
           [ 0.5, -0.5]])
    """
    theta = numbers(theta, "theta", ndim=(2,))
    cell, action = whole(cell, "cell", 0, len(theta) - 1), whole(action, "action", 0, theta.shape[1] - 1)
    gradient = np.zeros_like(theta)
    gradient[cell] = -softmax(theta[cell])
    gradient[cell, action] += 1
    return gradient


def reinforce_gradient(corridor: Corridor, theta, episodes: Episodes, baseline: bool = True) -> Array:
    """Return REINFORCE's estimate of ∇J from n episodes, shape (n_cells, 2): the direction in which J rises.

    With `baseline` the mean return of the *other* episodes in the same cell at the same time is taken off each return.
    It does not depend on the action, so the mean of the estimate stays the same, and it scatters less.

    >>> corridor, theta = Corridor(), np.zeros((7, 2))
    >>> episodes = run_episodes(corridor, theta, 500, np.random.default_rng(0))
    >>> gradient = reinforce_gradient(corridor, theta, episodes)
    >>> bool(gradient[5, 1] > 0 > gradient[5, 0])                # beside the goal, go right
    True
    """
    p = _read_policy(corridor, theta)
    cells, actions, rewards, made = episodes
    n, horizon = cells.shape
    returns = discounted_returns(rewards, corridor.gamma)
    advantage = (returns - _others_mean(corridor, returns, cells, made) if baseline else returns) * made
    weight = advantage * corridor.gamma ** np.arange(horizon) / n
    gradient = np.zeros_like(p)
    np.add.at(gradient, (cells, actions), weight)
    taken = np.bincount(cells.ravel(), weight.ravel(), len(p))
    return gradient - taken[:, None] * p


def _others_mean(corridor: Corridor, returns: Array, cells: Array, made: Array) -> Array:
    """Return for each step the mean return of the other episodes that stood in the same cell at the same time, or 0."""
    horizon = cells.shape[1]
    key = cells + corridor.n_cells * np.arange(horizon)
    count = np.bincount(key.ravel(), made.ravel(), corridor.n_cells * horizon)[key]
    total = np.bincount(key.ravel(), (returns * made).ravel(), corridor.n_cells * horizon)[key]
    return np.where(count > 1, (total - returns) / np.maximum(count - 1, 1), 0.0)


def expected_return(corridor: Corridor, theta) -> float:
    """Return J, the mean return of the policy, exactly: by its values with t steps left, from t = 0 on.

    >>> round(expected_return(Corridor(), np.zeros((7, 2))), 3), round(Corridor().best_return, 3)
    (0.172, 0.729)
    """
    p = _read_policy(corridor, theta)
    left, right = _neighbours(corridor)
    value = np.zeros(corridor.n_cells)
    for _ in range(corridor.horizon):
        value = p[:, 0] * _worth(corridor, value)[left] + p[:, 1] * _worth(corridor, value)[right]
        value[-1] = 0.0
    return float(value[corridor.start])


def exact_policy_gradient(corridor: Corridor, theta) -> Array:
    """Return ∇J exactly, shape (n_cells, 2): REINFORCE's mean over all ways through the corridor.

    The policy gradient theorem: Σ over steps and cells of γᵗ · how likely one stands there · Σ_a ∇π(a) · its value.

    >>> exact_policy_gradient(Corridor(), np.zeros((7, 2)))[-1]
    array([0., 0.])
    """
    p = _read_policy(corridor, theta)
    left, right = _neighbours(corridor)
    values = [np.zeros(corridor.n_cells)]  # with 0, 1, ... steps left
    for _ in range(corridor.horizon):
        worth = _worth(corridor, values[-1])
        values.append(np.append((p[:, 0] * worth[left] + p[:, 1] * worth[right])[:-1], 0.0))
    gradient, here = np.zeros_like(p), np.zeros(corridor.n_cells)
    here[corridor.start] = 1.0  # γᵗ times how likely one stands in each cell
    for t in range(corridor.horizon):
        worth = _worth(corridor, values[corridor.horizon - 1 - t])
        gain = here * p[:, 0] * p[:, 1] * (worth[right] - worth[left])
        gain[-1] = 0.0
        gradient += np.column_stack([-gain, gain])
        further = np.zeros(corridor.n_cells)
        np.add.at(further, left[:-1], corridor.gamma * (here * p[:, 0])[:-1])
        np.add.at(further, right[:-1], corridor.gamma * (here * p[:, 1])[:-1])
        further[-1] = 0.0
        here = further
    return gradient


def _neighbours(corridor: Corridor) -> tuple[Array, Array]:
    cells = np.arange(corridor.n_cells)
    return np.maximum(cells - 1, 0), np.minimum(cells + 1, corridor.n_cells - 1)


def _worth(corridor: Corridor, value: Array) -> Array:
    """Return what entering each cell is worth: the reward at once, and the discounted value of what follows."""
    worth = corridor.gamma * value
    worth[-1] = corridor.reward
    return worth


def _read_policy(corridor: Corridor, theta) -> Array:
    theta = numbers(theta, "theta", ndim=(2,))
    if theta.shape != (corridor.n_cells, 2):
        raise InputError(f"theta has shape {theta.shape}. Give one row per cell and two columns, left and right.")
    return softmax(theta)


def _read_discount(gamma) -> float:
    gamma = float(numbers(gamma, "gamma", ndim=(0,)))
    if not 0 < gamma <= 1:
        raise InputError(f"gamma is {gamma:g}. Give a number above 0 and at most 1.")
    return gamma

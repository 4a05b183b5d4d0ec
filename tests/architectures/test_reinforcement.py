"""The corridor: returns, the policy gradient against enumeration and differences, and learning from reward (16.5)."""

from itertools import product

import numpy as np
import pytest

from lecture_lib import InputError, softmax
from lecture_lib.architectures import (
    Corridor,
    Episodes,
    discounted_returns,
    exact_policy_gradient,
    expected_return,
    log_policy_gradient,
    reinforce_gradient,
    run_episodes,
)
from lecture_lib.nn import central_difference, relative_error

SMALL = Corridor(n_cells=4, start=1, horizon=6, gamma=0.8, reward=2.0)
CORRIDORS = [SMALL, Corridor(), Corridor(3, 0, 5, 1.0), Corridor(7, 0, 4)]


def policy(corridor, seed=0):
    return np.random.default_rng(seed).normal(size=(corridor.n_cells, 2))


def every_way(corridor, theta):
    """Return the mean return and REINFORCE's mean, by going every way through the corridor."""
    p, mean, gradient = softmax(theta), 0.0, np.zeros_like(theta)
    for actions in product((0, 1), repeat=corridor.horizon):
        cell, likely, score, gain = corridor.start, 1.0, np.zeros_like(theta), 0.0
        for t, action in enumerate(actions):
            if cell == corridor.n_cells - 1:  # the rest of the actions is not chosen: count each way once
                likely *= 0.5
                continue
            likely *= p[cell, action]
            score = score + log_policy_gradient(theta, cell, action)
            cell = max(cell + 2 * action - 1, 0)
            if cell == corridor.n_cells - 1:
                gain = corridor.gamma**t * corridor.reward
        mean, gradient = mean + likely * gain, gradient + likely * gain * score
    return mean, gradient


@pytest.mark.parametrize("corridor", [SMALL, Corridor(3, 0, 5, 1.0), Corridor(7, 0, 4)], ids=repr)
def test_the_exact_return_and_gradient_are_those_of_every_way_through(corridor):
    theta = policy(corridor)
    mean, gradient = every_way(corridor, theta)
    assert expected_return(corridor, theta) == pytest.approx(mean)
    assert np.allclose(exact_policy_gradient(corridor, theta), gradient, atol=1e-12)


@pytest.mark.parametrize("corridor", CORRIDORS, ids=repr)
def test_the_exact_gradient_is_that_of_central_differences(corridor):
    theta = policy(corridor, 1)
    slow = central_difference(lambda p: expected_return(corridor, p), theta)
    assert relative_error(exact_policy_gradient(corridor, theta), slow) < 1e-6


def test_the_score_is_the_derivative_of_the_log_policy():
    theta = policy(SMALL)
    slow = central_difference(lambda p: np.log(softmax(p)[2, 1]), theta)
    assert relative_error(log_policy_gradient(theta, 2, 1), slow) < 1e-6


@pytest.mark.slow
@pytest.mark.parametrize("baseline", [True, False])
def test_reinforce_is_right_in_the_mean(baseline):
    theta, rng = policy(SMALL), np.random.default_rng(0)
    found = np.array(
        [reinforce_gradient(SMALL, theta, run_episodes(SMALL, theta, 20, rng), baseline) for _ in range(2000)]
    )
    error = np.abs(found.mean(axis=0) - exact_policy_gradient(SMALL, theta))
    assert np.all(error <= 4.5 * found.std(axis=0) / np.sqrt(2000) + 1e-12)


@pytest.mark.slow
def test_the_baseline_lessens_the_scatter():
    theta, rng = np.zeros((7, 2)), np.random.default_rng(0)
    estimate = lambda own: reinforce_gradient(Corridor(), theta, run_episodes(Corridor(), theta, 20, rng), own)
    spread = lambda own: np.std([estimate(own) for _ in range(400)], axis=0).max()
    assert spread(True) < 0.9 * spread(False)


def test_reinforce_by_loops_over_two_episodes_written_by_hand():
    corridor = Corridor(n_cells=3, start=1, horizon=3, gamma=0.5)
    theta = policy(corridor)
    episodes = Episodes(
        np.array([[1, 2, 2], [1, 0, 1]]),
        np.array([[1, 0, 0], [0, 1, 1]]),
        np.array([[1.0, 0, 0], [0, 0, 1.0]]),
        np.array([[True, False, False], [True, True, True]]),
    )
    score = lambda cell, action: log_policy_gradient(theta, cell, action)
    first = (1 - 0.25) * score(1, 1)
    second = (0.25 - 1) * score(1, 0) + 0.5 * 0.5 * score(0, 1) + 0.25 * 1 * score(1, 1)
    assert np.allclose(reinforce_gradient(corridor, theta, episodes), (first + second) / 2)
    plain = 1 * score(1, 1) + 0.25 * score(1, 0) + 0.25 * score(0, 1) + 0.25 * score(1, 1)
    assert np.allclose(reinforce_gradient(corridor, theta, episodes, baseline=False), plain / 2)


def test_episodes_keep_the_rules_of_the_corridor():
    corridor = Corridor()
    cells, actions, rewards, made = run_episodes(corridor, policy(corridor), 300, np.random.default_rng(0))
    for n, t in np.ndindex(300, corridor.horizon - 1):
        if made[n, t]:
            assert cells[n, t + 1] == max(cells[n, t] + (1 if actions[n, t] else -1), 0)
            assert rewards[n, t] == (cells[n, t + 1] == corridor.n_cells - 1)
        else:
            assert cells[n, t] == corridor.n_cells - 1 and rewards[n, t] == 0
    assert set(rewards.sum(axis=1)) <= {0.0, 1.0} and (cells[:, 0] == corridor.start).all()


@pytest.mark.slow
def test_reward_alone_teaches_the_way():
    for seed in range(3):
        rng, theta = np.random.default_rng(seed), np.zeros((7, 2))
        for _ in range(100):
            theta = theta + 3 * reinforce_gradient(Corridor(), theta, run_episodes(Corridor(), theta, 20, rng))
        assert expected_return(Corridor(), theta) > 0.95 * Corridor().best_return
        assert (theta[2:-1, 1] > theta[2:-1, 0]).all()


def test_returns_are_counted_from_the_end():
    assert discounted_returns([1, 2, 3], 1.0).tolist() == [6, 5, 3]
    rows = discounted_returns([[1.0, 0.0, 4.0], [0.0, 2.0, 0.0]], 0.5)
    assert rows.tolist() == [[2, 2, 4], [1, 2, 0]]
    given = np.array([1.0, 1.0])
    discounted_returns(given, 0.5)
    assert given.tolist() == [1, 1]


def test_the_best_return_is_that_of_going_right():
    for corridor in CORRIDORS:
        always_right = np.tile([0.0, 60.0], (corridor.n_cells, 1))
        assert expected_return(corridor, always_right) == pytest.approx(corridor.best_return)


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: Corridor(n_cells=1), "n_cells is 1"),
        (lambda: Corridor(start=6), "start is 6. Give a whole number from 0 to 5"),
        (lambda: Corridor(gamma=0), "gamma is 0. Give a number above 0 and at most 1"),
        (lambda: Corridor(gamma=1.1), "gamma is 1.1"),
        (lambda: Corridor(horizon=0), "horizon is 0"),
        (lambda: discounted_returns([], 0.9), "the rewards is empty"),
        (lambda: discounted_returns([1.0], -0.5), "gamma is -0.5"),
        (lambda: discounted_returns([np.nan], 0.5), "the rewards holds nan"),
        (lambda: expected_return(Corridor(), np.zeros((6, 2))), "theta has shape .6, 2.. Give one row per cell"),
        (lambda: run_episodes(Corridor(), np.zeros((7, 2)), 5, None), "give rng="),
        (lambda: log_policy_gradient(np.zeros((3, 2)), 3, 0), "cell is 3"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(act, says):
    with pytest.raises(InputError, match=says):
        act()

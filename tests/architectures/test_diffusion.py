"""Diffusion: noise in closed form, the score, steps back, and what a learned denoiser restores (row 16.5)."""

from itertools import islice

import numpy as np
import pytest

from lecture_lib import MLP, Adam, InputError, descend, half_squares, identity, relu
from lecture_lib.architectures import (
    add_noise,
    denoiser_inputs,
    denoising_examples,
    energy_distance,
    mixture_log_density,
    mixture_noise,
    mixture_samples,
    noise_schedule,
    reverse_step,
    walk_back,
)
from lecture_lib.nn import central_difference, gradient_errors, relative_error

ANGLES = 2 * np.pi * np.arange(5) / 5
CENTRES = np.sqrt(2) * np.column_stack([np.cos(ANGLES), np.sin(ANGLES)])
SCHEDULE = noise_schedule()


def exact(x, t):
    return mixture_noise(x, CENTRES, 0.15, SCHEDULE[t])


def test_noise_of_many_small_steps_is_the_noise_of_one_large_one():
    rng = np.random.default_rng(0)
    x, betas = np.full((200_000, 1), 2.0), 1 - SCHEDULE[1:] / SCHEDULE[:-1]
    assert np.allclose(betas, np.linspace(0.005, 0.25, 40))
    for beta in betas[:10]:
        x = np.sqrt(1 - beta) * x + np.sqrt(beta) * rng.normal(size=x.shape)
    at_once = add_noise(np.full((200_000, 1), 2.0), SCHEDULE[10], rng.normal(size=x.shape))
    assert abs(x.mean() - at_once.mean()) < 0.01 and abs(x.std() - at_once.std()) < 0.01


def test_noised_data_keep_variance_one():
    rng = np.random.default_rng(0)
    x = mixture_samples(100_000, CENTRES, 0.15, rng)
    for left in SCHEDULE[[0, 10, 40]]:
        assert abs(add_noise(x, left, rng.normal(size=x.shape)).var() - left * x.var() - (1 - left)) < 0.01


@pytest.mark.parametrize("left", [0.9, 0.3, 0.004])
def test_the_best_denoiser_is_the_slope_of_the_log_density(left):
    x = np.random.default_rng(1).normal(size=(6, 2))
    slope = central_difference(lambda p: mixture_log_density(p, CENTRES, 0.15, left).sum(), x)
    assert relative_error(mixture_noise(x, CENTRES, 0.15, left), -np.sqrt(1 - left) * slope) < 1e-6


def test_the_density_is_one_in_all_and_far_away_nothing_overflows():
    grid = np.arange(-4, 4, 0.05)
    points = np.array([(a, b) for a in grid for b in grid])
    assert abs(np.exp(mixture_log_density(points, CENTRES, 0.15, 0.5)).sum() * 0.05**2 - 1) < 1e-4
    assert np.isfinite(mixture_log_density([[1e4, 0.0]], CENTRES, 0.15)).all()


def test_what_the_best_denoiser_leaves_over_has_nothing_to_do_with_the_place():
    rng = np.random.default_rng(2)
    noise = rng.normal(size=(200_000, 2))
    x = add_noise(mixture_samples(len(noise), CENTRES, 0.15, rng), 0.5, noise)
    found = mixture_noise(x, CENTRES, 0.15, 0.5)
    for seen in (x, found, np.sin(3 * x)):
        product = (noise - found) * seen
        assert np.abs(product.mean(axis=0)).max() < 4.5 * product.std(axis=0).max() / np.sqrt(len(x))
        assert np.abs((noise * seen).mean(axis=0)).min() > 0.01  # as it has without the denoiser


@pytest.mark.slow
@pytest.mark.parametrize("t", [3, 6, 9])
def test_a_step_back_restores_the_density_of_the_step_before(t):
    """Measured by the mean log density of the step before, at its own points, one step back, and one step too late."""
    rng, n = np.random.default_rng(0), 20_000
    draw = lambda t: add_noise(mixture_samples(n, CENTRES, 0.15, rng), SCHEDULE[t], rng.normal(size=(n, 2)))
    likely = lambda x: mixture_log_density(x, CENTRES, 0.15, SCHEDULE[t - 1]).mean()
    x = draw(t)
    back = likely(reverse_step(x, t, SCHEDULE, exact(x, t), rng.normal(size=x.shape)))
    assert abs(back - likely(draw(t - 1))) < 0.3 * (likely(draw(t - 1)) - likely(x))


@pytest.mark.slow
def test_walking_back_with_the_exact_denoiser_is_as_near_to_data_as_fresh_data():
    rng, n = np.random.default_rng(0), 1000
    data = lambda: mixture_samples(n, CENTRES, 0.15, rng)
    walk = lambda denoise: list(walk_back(denoise, SCHEDULE, rng.normal(size=(n, 2)), rng))[-1]
    restored = np.mean([energy_distance(walk(exact), data()) for _ in range(5)])
    floor = np.mean([energy_distance(data(), data()) for _ in range(5)])
    without = energy_distance(walk(lambda x, t: np.zeros_like(x)), data())
    assert (
        restored < 3 * floor and without > 20 * floor and energy_distance(rng.normal(size=(n, 2)), data()) > 5 * floor
    )


@pytest.mark.slow
def test_a_learned_denoiser_comes_near_the_best_one_and_its_gradients_are_right():
    rng = np.random.default_rng(0)
    x, noise = denoising_examples(mixture_samples(2000, CENTRES, 0.15, rng), SCHEDULE, 8000, rng)
    net = MLP.random((4, 64, 64, 2), relu, relu, identity, rng=rng)
    assert max(gradient_errors(net, x[:5], noise[:5], half_squares).values()) < 1e-6
    *_, last = islice(descend(net, x, noise, half_squares, Adam(0.005), batch=200, rng=rng), 40)
    fresh, target = denoising_examples(mixture_samples(2000, CENTRES, 0.15, rng), SCHEDULE, 4000, rng)
    left = fresh[:, 2] ** 2
    best = np.concatenate([mixture_noise(p[None, :2], CENTRES, 0.15, a) for p, a in zip(fresh, left)])
    losses = [half_squares(guess, target) for guess in (best, last.net(fresh), np.zeros_like(target))]
    assert losses[0] < losses[1] < 1.25 * losses[0] and losses[2] > 3 * losses[0]


def test_the_last_step_back_adds_no_noise_and_known_noise_is_taken_out_whole():
    x, noise = np.array([[1.0, -2.0]]), np.array([[0.5, 0.25]])
    noised = add_noise(x, SCHEDULE[1], noise)
    assert np.allclose(reverse_step(noised, 1, SCHEDULE, noise, 1e6), x)


@pytest.mark.slow
def test_energy_distance_is_symmetric_not_negative_and_grows_with_the_shift():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(300, 2)), rng.normal(size=(200, 2))
    assert energy_distance(a, b) == pytest.approx(energy_distance(b, a)) and energy_distance(a, a) == 0
    assert 0 < energy_distance(a, b) < energy_distance(a, b + 1) < energy_distance(a, b + 2)
    loops = 2 * np.mean([np.linalg.norm(p - q) for p in a for q in b])
    loops -= sum(np.mean([np.linalg.norm(p - q) for p in s for q in s]) for s in (a, b))
    assert energy_distance(a, b) == pytest.approx(loops)


def test_inputs_of_the_denoiser_tell_it_how_much_noise_there_is():
    assert np.allclose(denoiser_inputs([[1, 2], [3, 4]], [1.0, 0.36]), [[1, 2, 1, 0], [3, 4, 0.6, 0.8]])


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: noise_schedule(0), "n_steps is 0"),
        (lambda: noise_schedule(5, 0.1, 1.0), "variance 1; first and last must be below 1"),
        (lambda: noise_schedule(5, 0), "first is 0"),
        (lambda: add_noise([[1.0]], 1.5, [[0.0]]), "left is 1.5. Give a number from 0 to 1"),
        (lambda: add_noise([[1.0]], 0.5, [[0.0, 1.0]]), "both must be the same"),
        (lambda: add_noise([[np.nan]], 0.5, [[0.0]]), "x holds nan"),
        (lambda: reverse_step([[1.0]], 0, SCHEDULE, [[0.0]]), "t is 0. Give a whole number from 1 to 40"),
        (lambda: reverse_step([[1.0]], 41, SCHEDULE, [[0.0]]), "t is 41"),
        (lambda: reverse_step([[1.0]], 1, SCHEDULE, [0.0]), "both must be the same"),
        (lambda: mixture_noise([[1.0]], CENTRES, 0.1, 0.5), "the points have 1 numbers each, but the centres have 2"),
        (lambda: mixture_samples(0, CENTRES, 0.1, np.random.default_rng(0)), "n is 0"),
        (lambda: mixture_samples(5, CENTRES, 0.1, None), "give rng="),
        (lambda: energy_distance([[1.0]], [[1.0, 2.0]]), "cannot be compared"),
        (lambda: energy_distance([], [[1.0]]), "the first sample"),
        (lambda: list(walk_back(exact, SCHEDULE, [[0.0, 0.0]], 3)), "give rng="),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(act, says):
    with pytest.raises(InputError, match=says):
        act()

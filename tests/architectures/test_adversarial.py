"""Two players: their gradients, the game, the modes it reaches, and Jensen-Shannon at the best discriminator (16.5)."""

from itertools import islice

import numpy as np
import pytest

from lecture_lib import SGD, Adam, InputError
from lecture_lib.architectures import (
    discriminator_gradient,
    discriminator_loss,
    energy_distance,
    generator_gradient,
    generator_loss,
    jensen_shannon,
    mixture_samples,
    modes_covered,
    optimal_discriminator,
    play,
    player_output,
    random_player,
)
from lecture_lib.nn import central_difference, relative_error

RNG = np.random.default_rng(3)
G = tuple(part + 0.1 * RNG.normal(size=part.shape) for part in random_player((3, 4, 2), RNG, 2))
D = tuple(part + 0.1 * RNG.normal(size=part.shape) for part in random_player((2, 5, 1), RNG, 2))
REAL, NOISE = RNG.normal(size=(2, 6, 2)), RNG.normal(size=(2, 7, 3))


def slow_gradient(f, part):
    """Return central differences by an array of any number of axes."""
    return central_difference(lambda p: float(f(p.reshape(part.shape))), part.ravel())


def with_part(parts, i, part):
    return tuple(part if i == k else other for k, other in enumerate(parts))


@pytest.mark.parametrize("i", range(5))
def test_a_players_derivatives_are_those_of_central_differences(i):
    arguments, weights = (NOISE, *G), RNG.normal(size=(2, 7, 2))
    got = player_output(*arguments)[1](weights)[i]
    slow = slow_gradient(lambda p: (weights * player_output(*with_part(arguments, i, p))[0]).sum(), arguments[i])
    assert relative_error(got.ravel(), slow) < 1e-6


def test_derivatives_of_both_losses_by_the_logits():
    real, fake = RNG.normal(size=(6, 1)), RNG.normal(size=(4, 1))
    d_real, d_fake = discriminator_loss(real, fake)[1]()
    assert relative_error(d_real, central_difference(lambda p: discriminator_loss(p, fake)[0], real)) < 1e-6
    assert relative_error(d_fake, central_difference(lambda p: discriminator_loss(real, p)[0], fake)) < 1e-6
    assert relative_error(generator_loss(fake)[1](), central_difference(lambda p: generator_loss(p)[0], fake)) < 1e-6


@pytest.mark.parametrize("i", range(4))
def test_each_players_gradient_through_the_whole_game(i):
    fake = player_output(NOISE, *G)[0]
    got = discriminator_gradient(D, REAL, fake)[1][i]
    slow = slow_gradient(lambda p: discriminator_gradient(with_part(D, i, p), REAL, fake)[0].sum(), D[i])
    assert relative_error(got.ravel(), slow) < 1e-6
    got = generator_gradient(G, D, NOISE)[1][i]
    slow = slow_gradient(lambda p: generator_gradient(with_part(G, i, p), D, NOISE)[0].sum(), G[i])
    assert relative_error(got.ravel(), slow) < 1e-6


def test_games_side_by_side_do_not_touch_each_other():
    both, losses = generator_gradient(G, D, NOISE)[1], generator_gradient(G, D, NOISE)[0]
    for k in range(2):
        alone = generator_gradient(tuple(p[k] for p in G), tuple(p[k] for p in D), NOISE[k])
        assert np.allclose(alone[0], losses[k])
        assert all(np.allclose(one, part[k]) for one, part in zip(alone[1], both))


def test_large_logits_do_not_overflow():
    with np.errstate(over="raise", invalid="raise"):
        loss, back = discriminator_loss(np.array([[-900.0]]), np.array([[900.0]]))
        assert loss == 1800 and [float(d[0, 0]) for d in back()] == [-1, 1]


def ring(k):
    angles = 2 * np.pi * np.arange(k) / k + np.pi / 2
    return np.sqrt(2) * np.column_stack([np.cos(angles), np.sin(angles)])


@pytest.mark.slow
def test_two_players_reach_a_mixture_and_a_slow_generator_loses_a_part_of_it():
    def covered(rate_g, rate_d):
        rng = np.random.default_rng(0)
        start = random_player((2, 32, 2), rng, 6), random_player((2, 32, 1), rng, 6)
        draw = lambda n, rng: mixture_samples(n, ring(5), 0.15, rng)
        rules = Adam(rate_g, beta1=0.5), Adam(rate_d, beta1=0.5)
        *_, last = islice(play(*start, draw, rules, rng, 64), 1500)
        points = player_output(rng.normal(size=(6, 500, 2)), *last.generator)[0]
        gaps = [energy_distance(each, draw(500, rng)) for each in points]
        return [modes_covered(each, ring(5), 0.45) for each in points], np.median(gaps)

    (even, near), (slow, far) = covered(0.005, 0.005), covered(0.002, 0.01)
    complete = [sum(n == 5 for n in found) for found in (even, slow)]
    assert complete[0] >= 3 and complete[1] <= 1 and near < 0.05 < far


def test_the_same_seed_plays_the_same_game():
    def once():
        rng = np.random.default_rng(1)
        start = random_player((1, 4, 1), rng), random_player((1, 4, 1), rng)
        draw = lambda n, rng: rng.normal(3, 1, (n, 1))
        return [r.generator_loss[0] for r in islice(play(*start, draw, (SGD(0.1), SGD(0.1)), rng, 16), 5)]

    assert once() == once()


def test_at_the_best_discriminator_the_value_is_jensen_shannon():
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.ones(6)), rng.dirichlet(np.ones(6))
    value = lambda d: (p * np.log(d) + q * np.log(1 - d)).sum()
    best = optimal_discriminator(p, q)
    assert np.isclose(value(best), 2 * jensen_shannon(p, q) - np.log(4))
    assert all(value(np.clip(best + 0.05 * rng.normal(size=6), 0.01, 0.99)) < value(best) for _ in range(50))
    assert np.isclose(jensen_shannon(p, q), jensen_shannon(q, p)) and jensen_shannon([1, 0], [0, 1]) <= np.log(2)
    assert optimal_discriminator([1, 0, 0], [0, 1, 0]).tolist() == [1, 0, 0.5]


def test_a_mode_counts_where_a_quarter_of_its_share_lies():
    centres = [[0.0, 0.0], [5.0, 0.0]]
    points = np.array([[0.0, 0.0]] * 88 + [[5.0, 0.3]] * 12)
    assert modes_covered(points, centres, 0.5) == 1 and modes_covered(points, centres, 0.5, least=0.2) == 2
    assert modes_covered(points, centres, 0.2, least=0.2) == 1


@pytest.mark.parametrize(
    "act, says",
    [
        (lambda: random_player((2, 0, 1), RNG), "a size is 0"),
        (lambda: random_player((2, 3, 1), None), "give rng="),
        (lambda: player_output(np.ones((1, 3, 3)), *D), "the points have 3 numbers each, but the player reads 2"),
        (lambda: jensen_shannon([0.5, 0.6], [0.5, 0.5]), "p has the sum 1.1"),
        (lambda: jensen_shannon([0.5, 0.5], [1.5, -0.5]), "the smallest entry -0.5"),
        (lambda: jensen_shannon([1.0], [0.5, 0.5]), "p has 1 outcomes and q has 2"),
        (lambda: modes_covered([[1.0]], [[1.0, 2.0]], 1.0), "but the centres have 2"),
        (lambda: modes_covered([[1.0]], [[1.0]], 0), "radius is 0"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(act, says):
    with pytest.raises(InputError, match=says):
        act()


def test_a_game_that_diverges_says_so():
    rng = np.random.default_rng(0)
    start = random_player((1, 4, 1), rng), random_player((1, 4, 1), rng)
    game = play(*start, lambda n, rng: rng.normal(3, 1, (n, 1)), (SGD(np.inf), SGD(np.inf)), rng)
    with pytest.raises(InputError, match="diverges"), np.errstate(all="ignore"):
        list(islice(game, 20))

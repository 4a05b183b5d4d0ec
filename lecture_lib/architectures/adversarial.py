"""Two players: a generator makes points out of noise, a discriminator tells them from data (row 16.5).

    D lowers   mean softplus(-D(x)) + mean softplus(D(G(z)))       x: data, z: noise; D: a logit, above 0 for "data"
    G lowers   mean softplus(-D(G(z)))

Each sees the other's parameters as fixed (Goodfellow et al. 2014, with the generator's loss that does not saturate).
All arrays may have further axes in front, one game per entry, so that many games are played by the same NumPy calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ..validation import Array, InputError, must_be, numbers, positive, whole

PlayerParameters = tuple[Array, Array, Array, Array]


class GameRound(NamedTuple):
    """After a round: the parameters (W, b, V, c) of both players, and the losses before their moves, one per game."""

    generator: PlayerParameters
    discriminator: PlayerParameters
    generator_loss: Array
    discriminator_loss: Array


def random_player(sizes: tuple[int, int, int], rng: np.random.Generator, n_games: int = 1) -> PlayerParameters:
    """Return the start of `n_games` players with one hidden layer: W (m, h, d), b (m, 1, h), V (m, k, h), c (m, 1, k).

    Weights are normal with variance 1 / inputs, biases 0.

    >>> [part.shape for part in random_player((2, 16, 1), np.random.default_rng(0), 3)]
    [(3, 16, 2), (3, 1, 16), (3, 1, 16), (3, 1, 1)]
    """
    must_be(np.random.Generator, rng, "chance is drawn: give rng=np.random.default_rng(seed)")
    d, h, k = (whole(size, "a size") for size in sizes)
    m = whole(n_games, "n_games")
    W, V = rng.normal(0, d**-0.5, (m, h, d)), rng.normal(0, h**-0.5, (m, k, h))
    return W, np.zeros((m, 1, h)), V, np.zeros((m, 1, k))


def player_output(x: Array, W: Array, b: Array, V: Array, c: Array) -> tuple[Array, Callable]:
    """Return V tanh(W x + b) + c for the points x (..., n, d), shape (..., n, k), and `back`.

    back(dy) returns the derivatives with respect to x, W, b, V and c.

    >>> y, back = player_output(np.ones((1, 3, 2)), *random_player((2, 4, 1), np.random.default_rng(0)))
    >>> y.shape, [part.shape for part in back(y)]
    ((1, 3, 1), [(1, 3, 2), (1, 4, 2), (1, 1, 4), (1, 1, 4), (1, 1, 1)])
    """
    if np.shape(x)[-1] != np.shape(W)[-1]:
        raise InputError(f"the points have {np.shape(x)[-1]} numbers each, but the player reads {np.shape(W)[-1]}")
    h = np.tanh(x @ W.swapaxes(-1, -2) + b)

    def back(dy: Array) -> tuple[Array, ...]:
        dz = dy @ V * (1 - h**2)
        return (
            dz @ W,
            dz.swapaxes(-1, -2) @ x,
            dz.sum(axis=-2, keepdims=True),
            dy.swapaxes(-1, -2) @ h,
            dy.sum(axis=-2, keepdims=True),
        )

    return h @ V.swapaxes(-1, -2) + c, back


def discriminator_loss(real: Array, fake: Array) -> tuple[Array, Callable]:
    """Return mean softplus(-real) + mean softplus(fake) of the logits (..., n, 1), one number per game, and `back`.

    back() returns the derivatives with respect to both. A discriminator that knows nothing has logits 0 and the loss
    2 log 2.

    >>> loss, back = discriminator_loss(np.zeros((3, 1)), np.zeros((5, 1)))
    >>> round(float(loss), 4), back()[0].ravel().round(4)
    (1.3863, array([-0.1667, -0.1667, -0.1667]))
    """
    loss = _softplus(-real).mean(axis=(-2, -1)) + _softplus(fake).mean(axis=(-2, -1))
    return loss, lambda: (-_sigmoid(-real) / real.shape[-2], _sigmoid(fake) / fake.shape[-2])


def generator_loss(fake: Array) -> tuple[Array, Callable]:
    """Return mean softplus(-fake) of the logits (..., n, 1), one number per game; back() is its derivative.

    >>> loss, back = generator_loss(np.zeros((2, 1)))
    >>> round(float(loss), 4), back().ravel()
    (0.6931, array([-0.25, -0.25]))
    """
    return _softplus(-fake).mean(axis=(-2, -1)), lambda: -_sigmoid(-fake) / fake.shape[-2]


def discriminator_gradient(player: PlayerParameters, real: Array, fake: Array) -> tuple[Array, list[Array]]:
    """Return the discriminator's loss on data and generated points, and its derivatives with respect to (W, b, V, c).

    >>> player = random_player((2, 4, 1), np.random.default_rng(0))
    >>> loss, slopes = discriminator_gradient(player, np.zeros((1, 3, 2)), np.ones((1, 3, 2)))
    >>> [slope.shape == part.shape for slope, part in zip(slopes, player)]
    [True, True, True, True]
    """
    (on_real, back_real), (on_fake, back_fake) = player_output(real, *player), player_output(fake, *player)
    loss, back = discriminator_loss(on_real, on_fake)
    d_real, d_fake = back()
    return loss, [a + b for a, b in zip(back_real(d_real)[1:], back_fake(d_fake)[1:])]


def generator_gradient(
    player: PlayerParameters, discriminator: PlayerParameters, noise: Array
) -> tuple[Array, list[Array]]:
    """Return the generator's loss for this noise, and its derivatives: they come to it through the discriminator.

    >>> rng = np.random.default_rng(0)
    >>> player, discriminator = random_player((2, 4, 2), rng), random_player((2, 4, 1), rng)
    >>> loss, slopes = generator_gradient(player, discriminator, np.ones((1, 3, 2)))
    >>> len(slopes)
    4
    """
    points, back_to_player = player_output(noise, *player)
    logits, back_to_points = player_output(points, *discriminator)
    loss, back = generator_loss(logits)
    return loss, list(back_to_player(back_to_points(back())[0])[1:])


def play(
    generator: PlayerParameters,
    discriminator: PlayerParameters,
    data: Callable[[int, np.random.Generator], Array],
    rules: Sequence,
    rng: np.random.Generator,
    batch: int = 128,
) -> Iterator[GameRound]:
    """Yield the game round by round without end; in each the discriminator moves once, then the generator.

    `data(n, rng)` draws n points (n, d). `rules` are the two players' rules, generator first: `Adam`, `SGD`, or what
    has their `start` and `step`.

    >>> from itertools import islice
    >>> from lecture_lib import SGD
    >>> rng = np.random.default_rng(0)
    >>> start = random_player((1, 4, 1), rng), random_player((1, 4, 1), rng)
    >>> game = play(*start, lambda n, rng: rng.normal(3, 1, (n, 1)), (SGD(0.1), SGD(0.1)), rng)
    >>> *_, last = islice(game, 500)
    >>> last.generator_loss.shape
    (1,)
    """
    must_be(np.random.Generator, rng, "chance is drawn: give rng=np.random.default_rng(seed)")
    batch, m, d_noise = whole(batch, "batch"), len(generator[0]), generator[0].shape[-1]
    memories = [[rule.start(part) for part in player] for rule, player in zip(rules, (generator, discriminator))]
    while True:
        noise = rng.normal(size=(m, batch, d_noise))
        real = data(m * batch, rng).reshape(m, batch, -1)
        loss_d, slopes = discriminator_gradient(discriminator, real, player_output(noise, *generator)[0])
        discriminator, memories[1] = _moved(discriminator, slopes, rules[1], memories[1])
        loss_g, slopes = generator_gradient(generator, discriminator, rng.normal(size=noise.shape))
        generator, memories[0] = _moved(generator, slopes, rules[0], memories[0])
        if not np.isfinite(loss_d + loss_g).all():
            raise InputError("a loss of the game is not finite: it diverges. Try rules with a tenth of the rate")
        yield GameRound(generator, discriminator, loss_g, loss_d)


def _moved(player: PlayerParameters, slopes: Sequence[Array], rule, memory: list) -> tuple[PlayerParameters, list]:
    steps = [rule.step(part, slope, kept) for part, slope, kept in zip(player, slopes, memory)]
    return tuple(part for part, _ in steps), [kept for _, kept in steps]


def modes_covered(points, centres, radius: float, least: float = 0.25) -> int:
    """Return at how many of the centres (k, d) the points (n, d) are found.

    A centre counts where at least `least` of its even share, n / k, lies within `radius` of it.

    >>> modes_covered([[0.0], [0.1], [9.0]], [[0.0], [5.0]], 1.0)
    1
    """
    points, centres = numbers(points, "points", ndim=(2,)), numbers(centres, "centres", ndim=(2,))
    radius, least = positive(radius, "radius"), positive(least, "least")
    if points.shape[1] != centres.shape[1]:
        raise InputError(f"the points have {points.shape[1]} numbers each, but the centres have {centres.shape[1]}")
    near = np.sqrt(((points[:, None] - centres) ** 2).sum(axis=2)) <= radius
    return int((near.sum(axis=0) >= least * len(points) / len(centres)).sum())


def jensen_shannon(p, q) -> float:
    """Return the Jensen-Shannon divergence of two distributions over the same n outcomes, from 0 (equal) to log 2.

    >>> jensen_shannon([0.5, 0.5], [0.5, 0.5]), round(jensen_shannon([1, 0], [0, 1]), 4)
    (0.0, 0.6931)
    """
    p, q = _distribution(p, "p"), _distribution(q, "q")
    if p.shape != q.shape:
        raise InputError(f"p has {len(p)} outcomes and q has {len(q)}; both must have the same")
    middle = (p + q) / 2
    return float(sum(_relative_entropy(part, middle) for part in (p, q)) / 2) + 0.0


def optimal_discriminator(p, q) -> Array:
    """Return for each outcome the probability that it is data, p / (p + q), where data has p and the generator q.

    Outcomes that neither ever gives have ½.

    >>> optimal_discriminator([0.75, 0.25], [0.25, 0.75])
    array([0.75, 0.25])
    """
    p, q = _distribution(p, "p"), _distribution(q, "q")
    return np.divide(p, p + q, out=np.full(len(p), 0.5), where=p + q > 0)


def _distribution(p, name: str) -> Array:
    p = numbers(p, name, ndim=(1,))
    if (p < 0).any() or abs(p.sum() - 1) > 1e-6:
        raise InputError(f"{name} has the sum {p.sum():g} and the smallest entry {p.min():g}. Give probabilities.")
    return p


def _relative_entropy(p: Array, q: Array) -> float:
    there = p > 0
    return float((p[there] * np.log(p[there] / q[there])).sum())


def _softplus(v: Array) -> Array:
    return np.logaddexp(0, v)


def _sigmoid(v: Array) -> Array:
    return np.exp(-_softplus(-v))

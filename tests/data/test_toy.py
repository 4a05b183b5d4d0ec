"""The data sets: shapes, labels, geometry, noise, repeatability (rows 04.5, 04.6)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import blobs, moons, rings, waves, xor_clouds

ALL = [rings, moons, waves, xor_clouds, blobs]
NOISY = [rings, moons, waves, xor_clouds]


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("data", ALL)
@pytest.mark.parametrize("n", [2, 7, 200])
def test_shapes_and_halves(data, n):
    x, y = data(n, rng())
    assert x.shape == (n, 2) and y.shape == (n,) and set(y) == {-1.0, 1.0} and abs(y.sum()) <= 1


@pytest.mark.parametrize("data", ALL)
def test_the_same_generator_gives_the_same_points_and_another_seed_others(data):
    assert np.array_equal(data(20, rng(1))[0], data(20, rng(1))[0])
    assert not np.array_equal(data(20, rng(1))[0], data(20, rng(2))[0])


def test_rings_without_noise_are_circles_of_the_given_radii():
    x, y = rings(50, rng(), radii=(0.3, 2.0), noise=0)
    assert np.allclose(np.hypot(*x.T), np.where(y > 0, 2.0, 0.3))
    assert all((x[y > 0] * s > 0).all(axis=1).any() for s in ([1, 1], [-1, 1], [1, -1], [-1, -1]))


def test_moons_without_noise_are_half_circles_that_reach_into_each_other():
    x, y = moons(400, rng(), noise=0)
    upper, lower = x[y < 0], x[y > 0]
    assert np.allclose(np.hypot(upper[:, 0] + 0.5, upper[:, 1] + 0.25), 1) and (upper[:, 1] >= -0.25).all()
    assert np.allclose(np.hypot(lower[:, 0] - 0.5, lower[:, 1] - 0.25), 1) and (lower[:, 1] <= 0.25).all()
    assert upper[:, 1].min() < lower[:, 1].max() and upper[:, 0].max() > lower[:, 0].min()


def test_waves_without_noise_lie_0_55_above_and_below_the_winding_line():
    x, y = waves(100, rng(), noise=0)
    assert np.allclose(x[:, 1] - 0.8 * np.sin(3 * x[:, 0]), 0.55 * y) and abs(x[:, 0]).max() <= 2


def test_xor_clouds_without_noise_are_the_four_corners():
    x, y = xor_clouds(100, rng(), noise=0)
    assert {tuple(p) for p in x} == {(1, 1), (1, -1), (-1, 1), (-1, -1)}
    assert np.array_equal(-x[:, 0] * x[:, 1], y)


def test_blobs_are_as_far_apart_as_asked_and_have_unit_variance():
    x, y = blobs(20_000, rng(), distance=5.0)
    centres = x[y > 0].mean(axis=0), x[y < 0].mean(axis=0)
    assert np.linalg.norm(centres[0] - centres[1]) == pytest.approx(5, abs=0.1)
    assert x[y > 0].var(axis=0) == pytest.approx([1, 1], abs=0.05)


def test_noise_is_the_standard_deviation_it_says():
    def spread(noise):
        x, y = rings(20_000, rng(), noise=noise)
        return (np.hypot(*x.T) - np.where(y > 0, 1.5, 0.5)).std()

    assert spread(0.05) == pytest.approx(0.05, rel=0.03) and spread(0.1) == pytest.approx(0.1, rel=0.03)


@pytest.mark.parametrize("data", ALL)
@pytest.mark.parametrize("n", [1, 0, -3, 2.5])
def test_too_few_points_are_refused_in_words(data, n):
    with pytest.raises(InputError, match=f"n is {n}"):
        data(n, rng())


@pytest.mark.parametrize("data", NOISY)
def test_noise_below_zero_is_refused_in_words(data):
    with pytest.raises(InputError, match="noise is -0.1"):
        data(10, rng(), noise=-0.1)


@pytest.mark.parametrize("data", ALL)
@pytest.mark.parametrize(
    "arguments, says",
    [
        ((100.0,), "n is 100.0. Give a whole number"),
        ((True,), "n is True. Give a whole number"),
        ((100,), "rng must be a random generator such as np.random.default_rng(0); None was given"),
        ((100, 0), "rng must be a random generator such as np.random.default_rng(0); 0 was given"),
    ],
)
def test_a_count_that_is_none_and_a_missing_generator_are_answered_in_words(data, arguments, says):
    with pytest.raises(InputError) as error:
        data(*arguments)
    assert says in str(error.value)

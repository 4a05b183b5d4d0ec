"""Intervals of means and of shares: against tables, and how often they hold the truth (rows 04.7, 14.3 to 14.6)."""

from statistics import mean, stdev

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.training import mean_with_interval, paired_difference, wilson


def test_the_interval_is_students():
    runs = [0.3, 0.1, 0.4, 0.1, 0.5]
    found = mean_with_interval(runs)
    assert found.value == pytest.approx(mean(runs)) and found.half == pytest.approx(2.776 * stdev(runs) / 5**0.5)


@pytest.mark.slow
@pytest.mark.parametrize("n", [2, 5, 20])
def test_the_interval_holds_the_truth_in_95_of_100(n):
    rng = np.random.default_rng(n)
    found = [mean_with_interval(rng.normal(7, 2, n)) for _ in range(4000)]
    assert 0.94 < np.mean([abs(m.value - 7) <= m.half for m in found]) < 0.96


def test_pairs_take_out_what_they_share():
    luck = np.array([1.0, 5.0, 9.0, 2.0])
    assert paired_difference(luck + [0.1, 0.2, 0.1, 0.2], luck).half < 0.11 < mean_with_interval(luck).half


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda: mean_with_interval([1.0]), "1 run were given|1 run "),
        (lambda: mean_with_interval(range(21)), "21 runs"),
        (lambda: paired_difference([1, 2], [1, 2, 3]), "cannot be paired"),
    ],
)
def test_runs_that_have_no_interval_are_answered_in_words(call, says):
    with pytest.raises(InputError, match=says):
        call()


@pytest.mark.parametrize(
    "k, n, low, high", [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (5, 10, 0.237, 0.763), (81, 263, 0.255, 0.366)]
)
def test_wilson_against_published_intervals(k, n, low, high):
    assert wilson(k, n) == pytest.approx((low, high), abs=6e-4)


def test_wilson_covers_the_truth_about_95_times_in_100():
    for p in (0.05, 0.5, 0.8):
        hits = [
            low <= p <= high
            for low, high in (wilson(int(k), 40) for k in np.random.default_rng(1).binomial(40, p, 2000))
        ]
        assert 0.92 < np.mean(hits) < 0.98


@pytest.mark.parametrize(
    "k, n, says",
    [
        (3, 2, "k is 3. Give a whole number from 0 to 2"),
        (-1, 5, "k is -1. Give a whole number from 0 to 5"),
        (0, 0, "n is 0. Give a whole number of at least 1"),
        (1.0, 2, "k is 1.0. Give a whole number from 0 to 2"),
    ],
)
def test_a_share_that_is_none_is_refused(k, n, says):
    with pytest.raises(InputError, match=says):
        wilson(k, n)

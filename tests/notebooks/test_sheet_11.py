"""Sheet 11 and the checkpoints of notebook 11: different right answers pass, each known mistake gets its own word.

Everything that plays the learner here is written for this file; nothing is taken from the questions' own mistaken
answers.
"""

import math

import numpy as np
import pytest

from lecture_lib import MLP, check, identity, relu, step
from lecture_lib.checking import CaseGenerator
from lecture_lib.course import questions
from tests.notebooks.sheet_contract import SheetContract

# --- 11.2a: a bump -----------------------------------------------------------------------------------------------


def bump_as_network(x, left, right, height):
    net = MLP(([[1], [1]], [-left, -right], step), ([[height, -height]], [0], identity))
    return net(np.asarray(x)[:, None])[:, 0]


def bump_by_heaviside(x, left, right, height):
    return (np.heaviside(x - left, 0.5) - np.heaviside(x - right, 0.5)) * height


def bump_in_a_loop(x, left, right, height):
    out = []
    for value in x:
        out.append(height if left < value < right else 0)
    return out


def bump_in_an_array_like_x(x, left, right, height):
    out = np.zeros_like(x)
    out[(x > left) & (x < right)] = height
    return out


def two_steps(at_left, at_right, second=None):
    """Return a learner's bump with other heights of its two steps."""

    def learner(x, left, right, height):
        place = right if second is None else second(left, right)
        return np.where(x > left, at_left(height), 0) + np.where(x > place, at_right(height), 0)

    return learner


# --- 11.2b: through points ---------------------------------------------------------------------------------------


def by_equations(t, y):
    """Solve for offset and weights: the network must have y at every t."""
    table = np.column_stack([np.ones(len(t)), np.maximum(0, np.subtract.outer(t, t[:-1]))])
    return np.linalg.solve(table, y)


def as_it_comes(t, y):
    found, slope = [y[0]], 0.0
    for k in range(len(t) - 1):
        wanted = (y[k + 1] - y[k]) / (t[k + 1] - t[k])
        found.append(wanted - slope)
        slope = wanted
    return found


def left_to_right(t, y):
    found = [float(y[0])]
    for k in range(1, len(t)):
        reached = found[0] + sum(v * max(0, t[k] - joint) for v, joint in zip(found[1:], t))
        found.append((y[k] - reached) / (t[k] - t[k - 1]))
    return tuple(found)


def changed(change):
    """Return a learner whose right list is changed afterwards."""

    def learner(t, y):
        found = as_it_comes(t, y)
        change(found, t, y)
        return found

    return learner


def slopes(t, y):
    return [y[0]] + [(y[k + 1] - y[k]) / (t[k + 1] - t[k]) for k in range(len(t) - 1)]


def weights_in_an_array_like_y(t, y):
    out = np.zeros_like(y)
    out[:] = as_it_comes(t, y)
    return out


def without_widths(t, y):
    rises = [b - a for a, b in zip(y, y[1:])]
    return [y[0], rises[0]] + [b - a for a, b in zip(rises, rises[1:])]


def line_to_zero(found, t, y):
    found[0] = y[0] - found[1] * t[0]


# --- 11.2c: how many ---------------------------------------------------------------------------------------------


def by_counting_up(L, length, epsilon):
    n = 0
    while L * length / (n + 1) / 2 > epsilon:
        n += 1
    return n


RIGHT = {
    "11.1": ["c"],
    "11.3": ["c"],
    "11.2": [299, 3 * 2 / 0.02 - 1, np.array([299])],
    "11.1a": [[5, 6, 10], (5, 6, 10), np.array([5.0, 6.0, 10.0]), np.matrix([[5], [6], [10]])],
    "11.1b": [[1, 0, 1, 0, 0, 1], [True, False, True, False, False, True], np.array([1.0, 0, 1, 0, 0, 1])],
    "11.2a": [
        bump_as_network,
        bump_by_heaviside,
        bump_in_a_loop,
        lambda x, left, right, height: np.where((x > left) & (x < right), height, 0),
    ],
    "11.2b": [by_equations, as_it_comes, left_to_right],
    "11.2c": [
        by_counting_up,
        lambda L, length, epsilon: math.ceil(length / (2 * epsilon / L)) - 1,
        lambda L, length, epsilon: -int(-(L * length) // (2 * epsilon)) - 1,
        lambda L, length, epsilon: max(0, math.ceil(L * length / 2 / epsilon) - 1),
        lambda L, length, epsilon: np.array([np.ceil(L * length / (2 * epsilon)) - 1]),
    ],
    "11.2d": [
        [-2, 278],
        (math.log(0.00375 / 0.24) / math.log(8), 278),
        np.array([-2.0, math.ceil(math.sqrt(0.24 * 64 / 0.0002))]),
    ],
}
STUBS = {
    "11.1": [None],
    "11.2": [...],
    "11.3": [None],
    "11.1a": [[..., ..., ...], ...],
    "11.1b": [[...] * 6],
    "11.2d": [[..., ...]],
    "11.2a": [lambda x, left, right, height: ...],
    "11.2b": [lambda t, y: ...],
    "11.2c": [lambda L, length, epsilon: ...],
}
MISTAKES = {
    "11.1": {key: key for key in "abde"},
    "11.3": {key: key for key in "abd"},
    "11.2": {
        "pieces": 300,
        "whole width": 2 * 300 - 1,
        "whole width, pieces": 600,
        "length forgotten": 149,
        "length forgotten, pieces": 150,
        "one too few": 298,
    },
    "11.1a": {
        "degrees": [4, 2, 2],
        "constant forgotten": [4, 5, 9],
        "products forgotten": [5, 5, 7],
        "one product of three": [5, 6, 8],
        "linear terms forgotten": [5, 4, 7],
        "output bias counted again": [6, 7, 11],
        "even powers only": [3, 6, 10],
        "units counted": [40] * 3,
    },
    "11.1b": {
        "all hold": [1] * 6,
        "none holds": [False] * 6,
        "order of the claims": [1, 1, 1, 0, 0, 1],
        "reach of the claims": [1, 0, 1, 0, 1, 1],
    },
    "11.2a": {
        "height forgotten": two_steps(lambda h: 1, lambda h: -1),
        "stays up": two_steps(lambda h: h, lambda h: 0),
        "steps added": two_steps(lambda h: h, lambda h: h),
        "upside down": two_steps(lambda h: -h, lambda h: h),
        "outside": lambda x, left, right, height: [0 if left <= v <= right else height for v in x],
        "first step only scaled": two_steps(lambda h: h, lambda h: -1),
        "decimals cut": bump_in_an_array_like_x,
        "width for right edge": two_steps(lambda h: h, lambda h: -h, lambda a, b: a + b),
    },
    "11.2b": {
        "slopes": slopes,
        "offset forgotten": changed(lambda found, t, y: found.__setitem__(0, 0)),
        "width forgotten": without_widths,
        "differences of heights": lambda t, y: [y[0]] + [b - a for a, b in zip(y, y[1:])],
        "first slope forgotten": changed(lambda found, t, y: found.__setitem__(1, 0)),
        "sign": changed(lambda found, t, y: found.__setitem__(slice(1, None), [-v for v in found[1:]])),
        "offset last": lambda t, y: [*as_it_comes(t, y)[1:], y[0]],
        "weights only": lambda t, y: as_it_comes(t, y)[1:],
        "decimals cut": weights_in_an_array_like_y,
        "offset twice": changed(line_to_zero),
    },
    "11.2c": {
        "pieces": lambda L, length, epsilon: by_counting_up(L, length, epsilon) + 1,
        "rounded down": lambda L, length, epsilon: math.floor(L * length / epsilon / 2) - 1,
        "whole numbers": lambda L, length, epsilon: int(L * length / epsilon / 2),
        "whole width": lambda L, length, epsilon: by_counting_up(L, length, epsilon / 2),
        "length forgotten": lambda L, length, epsilon: by_counting_up(L, 1, epsilon),
        "steepness forgotten": lambda L, length, epsilon: by_counting_up(1, length, epsilon),
        "not rounded": lambda L, length, epsilon: length / (2 * epsilon / L) - 1,
    },
    "11.2d": {
        "sign": [2, 278],
        "axes swapped": [-1 / 2, 278],
        "rounded down": [-2, 277],
        "proportional": [-2, 1200],
        "not rounded": [-2, 277.1281],
        "next doubling": [-2, 512],
        "no logarithm": [(0.06 - 0.24) / 8, 278],
    },
}


class TestSheet(SheetContract):
    lecture, right, stubs, mistakes = "11", RIGHT, STUBS, MISTAKES


@pytest.mark.parametrize(
    "number, answer",
    [
        ("11.2", 1),
        ("11.1a", [7, 6, 2]),
        ("11.1a", [3, 4]),
        ("11.1b", [1, 0, 1]),
        ("11.1b", "yes"),
        ("11.2a", lambda x, left, right, height: 0 * x + 7),
        ("11.2b", lambda t, y: as_it_comes(t, y)[:-1]),
        ("11.2b", lambda t, y: (y[0], as_it_comes(t, y)[1:])),
        ("11.2b", lambda t, y: 0),
        ("11.2c", lambda L, length, epsilon: 5),
        ("11.2d", [-1, 278]),
        ("11.2d", [-2, 279]),
    ],
)
def test_what_is_wrong_in_no_known_way_is_still_wrong(number, answer):
    verdict = check(number, answer)
    assert verdict.status == "wrong" and verdict.mistake in ("", "constant") and "should" in verdict.says


def test_the_numbers_of_the_truth_make_a_network_that_meets_the_points():
    for t, y in questions("11")["11.2b"].cases:
        offset, *weights = questions("11")["11.2b"].truth(t, y)
        net = MLP((np.ones((len(weights), 1)), -t[:-1], relu), ([weights], [offset], identity))
        assert net(t[:, None])[:, 0] == pytest.approx(y)


def test_a_table_of_replies_does_not_pass():
    shown = {str(case): questions("11")["11.2c"].truth(*case) for case in questions("11")["11.2c"].cases}
    assert check("11.2c", lambda *case: shown.get(str(case), 0)).mistake.startswith("hidden")


@pytest.mark.parametrize("number, place", [("11.2a", 0), ("11.2b", 1)])
def test_the_learners_arrays_are_his_own(number, place):
    def spoils(*given):
        given[place][0] = 7
        return given[place]

    assert check(number, spoils).mistake == "input changed"


@pytest.mark.parametrize("n_inputs, power, rank", [(1, 4, 5), (2, 2, 6), (3, 2, 10)])
def test_the_ranks_are_those_of_forty_random_units(n_inputs, power, rank):
    rng = np.random.default_rng(0)
    z = rng.uniform(-1, 1, (400, n_inputs)) @ rng.normal(size=(n_inputs, 40)) + rng.normal(size=40)
    assert np.linalg.matrix_rank(np.column_stack([z**power, np.ones(400)])) == rank


@pytest.mark.parametrize("claims", [[1, 1, 1, 0, 0, 1], [1, 0, 0, 0, 0, 1], [1, 0, 1, 1, 0, 1], [1, 1, 0, 1, 1, 1]])
def test_which_claim_is_wrong_is_not_told(claims):
    assert "Of claims 2, 3 and 4, at least one" in check("11.1b", claims).says


def test_whole_numbers_of_pieces_are_among_the_cases_and_among_the_hidden_ones():
    question = questions("11")["11.2c"]
    hidden = [question.hidden[1](CaseGenerator(np.random.default_rng(seed))) for seed in range(40)]
    for cases in (question.cases, hidden):
        whole = [L * length / (2 * epsilon) % 1 == 0 for L, length, epsilon in cases]
        assert 0.2 < np.mean(whole) < 0.8
    for L, length, epsilon in hidden:  # no rounding error turns the verdict
        pieces = L * length / (2 * epsilon)
        assert question.truth(L, length, epsilon) == by_counting_up(L, length, epsilon)
        assert pieces % 1 == 0 or 0.05 < pieces % 1 < 0.95

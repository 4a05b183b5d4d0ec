"""The perceptron: its rule, the bound on its mistakes, and the two answers of `separate`, both proven."""

from itertools import islice, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_lib import InputError, Perceptron
from lecture_lib.threshold import GATES, INPUTS, find_cycle, mistake_bound, separate, train_perceptron

IMPOSSIBLE = {"XOR", "XNOR"}


@st.composite
def grids(draw, max_points=8, dims=2):
    """Examples on a coarse grid, with any labels: many sets are separable, many are not, some barely are."""
    n = draw(st.integers(1, max_points))
    coordinate = st.integers(-4, 4).map(lambda v: v / 2)
    x = draw(st.lists(st.lists(coordinate, min_size=dims, max_size=dims), min_size=n, max_size=n))
    y = draw(st.lists(st.sampled_from([-1.0, 1.0]), min_size=n, max_size=n))
    return np.array(x), np.array(y)


def separable_by_hand(x, y):
    """Try every line through two points, turned and shifted a little, and every line between two single points."""
    directions = [np.array([1.0, 0.0]), np.array([0.0, 1.0])]
    for p, q in product(x, x):
        d = q - p
        if d.any():
            turned = np.array([-d[1], d[0]])
            directions += [
                sign * base + e * other
                for sign in (1, -1)
                for e in (0, 1e-4, -1e-4)
                for base, other in ((turned, d), (d, turned))
            ]
    for w in directions:
        for w_ in (w, -w):
            s = x @ w_
            if s[y > 0].min(initial=np.inf) > s[y < 0].max(initial=-np.inf) + 1e-9:
                return True
    return False


def widest_by_angles(x, y, n=181):
    """The margin in the space of (x, 1), searched over a dense net of unit vectors (w1, w2, b)."""
    theta, phi = np.meshgrid(np.linspace(0, np.pi, n), np.linspace(0, 2 * np.pi, 2 * n))
    v = np.stack([np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta)], axis=-1).reshape(-1, 3)
    return (v @ (y[:, None] * np.column_stack([x, np.ones(len(x))])).T).min(axis=1).max()


# --- the rule -----------------------------------------------------------------------------------------------


def test_one_step_by_hand():
    first = next(train_perceptron([[2.0, 1.0], [5.0, 5.0]], [-1, 1], rate=0.5, start=Perceptron([1, -2], 0.5)))
    assert (first.guess, first.mistakes) == (1, 1)
    assert first.dw.tolist() == [-2, -1] and first.db == -1
    assert first.after[0].tolist() == [-1, -3] and first.after[1] == -0.5


@given(grids(), st.sampled_from([0.25, 1.0, 3.0]))
def test_every_step_is_the_rule(data, rate):
    x, y = data
    for s in islice(train_perceptron(x, y, rate), 60):
        guess = 1.0 if s.w @ s.x + s.b > 0 else -1.0
        assert s.guess == guess and s.y == y[s.index]
        np.testing.assert_allclose(s.after[0], s.w - rate * (guess - s.y) * s.x)
        assert s.after[1] == pytest.approx(s.b - rate * (guess - s.y))


@given(grids())
def test_from_zero_the_rate_changes_no_guess(data):
    x, y = data
    slow, fast = ([(s.index, s.guess) for s in islice(train_perceptron(x, y, rate), 80)] for rate in (0.5, 8.0))
    assert slow == fast


def test_distance_is_measured_in_units_of_x():
    unit = Perceptron([3, -4], 5)
    assert unit.distance([3, 1]) == pytest.approx(2)
    assert Perceptron([30, -40], 50).distance([3, 1]) == pytest.approx(2)


def test_the_answer_on_the_line_is_a_convention():
    assert Perceptron([1, 1], -1)([0, 1]) == -1 and Perceptron([1, 1], -1, at_zero=1)([0, 1]) == 1


# --- the theorem --------------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=200)
@given(grids(dims=3), st.integers(0, 2**32 - 1))
def test_mistakes_never_exceed_the_bound_in_any_order(data, seed):
    x, y = data
    bound = mistake_bound(x, y)
    if np.isfinite(bound) and bound < 400:
        order = np.random.default_rng(seed).integers(0, len(x), 3000).tolist()
        steps = list(train_perceptron(x, y, order=order))
        assert not steps or steps[-1].mistakes <= bound * (1 + 1e-9)


@given(grids())
def test_on_separable_data_the_rule_finishes(data):
    x, y = data
    if mistake_bound(x, y) < 500:
        steps = list(islice(train_perceptron(x, y), 20_000))
        w, b = steps[-1].after if steps else (np.zeros(2), 0.0)
        assert np.array_equal(np.where(x @ w + b > 0, 1, -1), y)


def test_bound_by_hand():
    assert mistake_bound([[1.0], [-1.0]], [1, -1]) == pytest.approx(2)  # R² = 2; widest: w = 1, b = 0, γ = 1
    assert mistake_bound(INPUTS, GATES["OR"]) == pytest.approx(27)
    assert mistake_bound(INPUTS, GATES["XOR"]) == np.inf


# --- separable or not ---------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=300)
@given(grids(max_points=6))
def test_separate_agrees_with_brute_force(data):
    x, y = data
    assert separate(x, y).separable == separable_by_hand(x, y)


@pytest.mark.slow
@settings(max_examples=300)
@given(grids(max_points=10, dims=3))
def test_both_answers_prove_themselves(data):
    x, y = data
    answer = separate(x, y)
    signed = y[:, None] * np.column_stack([x, np.ones(len(x))])
    if answer.separable:
        w_and_b = np.append(answer.unit.w, answer.unit.b)
        assert np.linalg.norm(w_and_b) == pytest.approx(1)
        assert (signed @ w_and_b).min() == pytest.approx(answer.margin) and answer.margin > 0
        assert answer.certificate is None
    else:
        assert (answer.certificate >= 0).all() and answer.certificate.sum() == pytest.approx(1)
        np.testing.assert_allclose(answer.certificate @ signed, 0, atol=1e-10)


@settings(max_examples=25, deadline=None)
@given(grids(max_points=6))
def test_no_direction_has_a_wider_margin(data):
    x, y = data
    answer, searched = separate(x, y), widest_by_angles(x, y)
    assert searched <= answer.margin + 1e-9
    if answer.separable:
        assert searched >= answer.margin - 0.06  # the net's mesh of one degree, times the longest (x, 1)


@pytest.mark.parametrize("gap", [1e-2, 1e-4, 1e-6])
def test_narrow_gaps_are_found(gap):
    answer = separate([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.5 - gap, 0.5 - gap]], [-1, 1, 1, -1])
    assert answer.separable and answer.unit([0.5 - gap, 0.5 - gap]) == -1
    assert not separate([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.5 + gap, 0.5 + gap]], [-1, 1, 1, -1]).separable


def test_what_floats_cannot_tell_is_not_guessed():
    with pytest.raises(InputError, match="too close to be told apart"):
        separate([[1000.0], [1000.001]], [-1, 1])


@pytest.mark.parametrize("size", [1e-300, 1e-200, 1e-13, 1e-12, 1.0, 1e13, 1e160])
@pytest.mark.filterwarnings("error")
def test_the_size_of_the_numbers_does_not_decide_what_can_be_separated(size):
    far, near = [[size], [-size]], [[size], [size]]
    answer = separate(far, [1, -1])
    assert answer.separable and answer.unit(far).tolist() == [1, -1] and answer.margin == pytest.approx(size)
    assert separate(near, [1, -1]).certificate.tolist() == [0.5, 0.5]
    assert mistake_bound(far, [1, -1]) == pytest.approx(1 + (1 / size) ** 2 if size > 1e-100 else np.inf)


def test_a_certificate_at_a_distance_from_0_is_one_of_the_points_themselves():
    x = INPUTS + 1e6
    certificate = separate(x, GATES["XOR"]).certificate
    np.testing.assert_allclose(certificate, 0.25)


def test_degenerate_corrals_do_not_stop_the_search():
    """A set on a grid of eighths, with points on the same spots, where weights of 1e-16 once ended it early."""
    rng = np.random.default_rng(0)
    for _ in range(300):
        x = np.round(rng.normal(0, 0.15, (23, 3)) * 8) / 8
        y = np.where(x @ rng.normal(size=3) + 0.03 > 0, 1.0, -1.0)
        unit = separate(x, y).unit
        assert unit is not None and np.array_equal(unit(x), y)


# --- gates --------------------------------------------------------------------------------------------------


def test_the_gates_are_all_the_functions_of_two_bits():
    assert len({tuple(y) for y in GATES.values()}) == 16
    assert GATES["AND"].tolist() == [-1, -1, -1, 1] and GATES["x1"].tolist() == [-1, -1, 1, 1]
    by_python = {
        "OR": lambda p, q: p or q,
        "NAND": lambda p, q: not (p and q),
        "XNOR": lambda p, q: p == q,
        "NOT x2": lambda p, q: not q,
        "x1 AND NOT x2": lambda p, q: p and not q,
        "x2 OR NOT x1": lambda p, q: q or not p,
        "NOR": lambda p, q: not (p or q),
    }
    for name, f in by_python.items():
        assert [bool(f(p, q)) for p, q in INPUTS] == (GATES[name] > 0).tolist(), name


def test_fourteen_gates_can_be_learned_and_two_cannot():
    for name, y in GATES.items():
        assert separate(INPUTS, y).separable == (name not in IMPOSSIBLE)
        steps = list(islice(train_perceptron(INPUTS, y), 200))
        finished = len(steps) < 200
        assert finished == (name not in IMPOSSIBLE)
        if not finished:
            assert find_cycle(steps) is not None


def test_a_correct_answer_changes_nothing_and_shows_no_minus_zero():
    step = next(train_perceptron([[-1.0, 2.0], [1.0, 1.0]], [-1, 1], start=Perceptron([0, 0], 0)))
    assert step.guess == step.y and str(step.dw.tolist()) == "[0.0, 0.0]" and str(step.db) == "0.0"


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
@pytest.mark.filterwarnings("error")
def test_a_distance_does_not_depend_on_the_length_of_w(size):
    assert Perceptron([3 * size, 4 * size], -5 * size).distance([3, 4]) == pytest.approx(4)


def test_on_paper_the_rate_does_not_matter_but_rounding_can_break_a_tie():
    counted = {rate: list(train_perceptron(INPUTS, GATES["NAND"], rate))[-1].mistakes for rate in (1.0, 0.25, 0.1)}
    assert counted == {1.0: 11, 0.25: 11, 0.1: 8}


# --- going round --------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(grids(max_points=5))
def test_a_cycle_repeats_for_ever(data):
    x, y = data
    if separate(x, y).separable:
        return
    steps = list(islice(train_perceptron(x, y), 1500))
    cycle = find_cycle(steps)
    if cycle is None:
        return
    period = cycle.again - cycle.first
    for s, later in zip(steps[cycle.first - 1 :], steps[cycle.again - 1 :]):
        assert later.number - s.number == period
        assert (later.index, later.b, later.w.tolist(), later.guess) == (s.index, s.b, s.w.tolist(), s.guess)
    assert len(x) == 1 or period % len(x) == 0


def test_no_cycle_where_the_rule_finishes():
    assert find_cycle(list(train_perceptron(INPUTS, GATES["NAND"]))) is None


def test_equal_weights_before_another_example_are_no_cycle():
    steps = list(islice(train_perceptron(INPUTS, GATES["AND"]), 3))  # three right guesses: w and b stay as they are
    assert len({(s.w.tobytes(), s.b) for s in steps}) == 1 and find_cycle(steps) is None


# --- bad input ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call, says",
    [
        (
            lambda: list(train_perceptron([[0, 1], [1, 1]], [0, 1])),
            "y holds the label 0; every label must be -1 or \\+1",
        ),
        (lambda: list(train_perceptron([[0, 1], [1, 1]], [1])), "x holds 2 examples, but y holds 1 label"),
        (lambda: list(train_perceptron([[0, 1]], [1], rate=0)), "rate is 0. Give a number above 0"),
        (lambda: Perceptron([0, 0], 1).distance([1, 2]), "w is 0, so w · x \\+ b = 0 is not a line"),
        (lambda: list(train_perceptron([[0], [1]], [-1, 1], order=[-1])), "an index in order is -1. Give"),
        (lambda: list(train_perceptron([[0], [1]], [-1, 1], order=[2])), "an index in order is 2. Give"),
        (lambda: list(train_perceptron([[0], [1]], [-1, 1], order=[0.0])), "an index in order is 0.0. Give"),
        (lambda: Perceptron([1, 2], 0)([1, 2, 3]), r"an example holds 3 values, but w has 2"),
        (lambda: Perceptron([[1, 2]], 0), r"w has shape \(1, 2\). Give a list of numbers"),
        (lambda: separate([[np.nan, 1.0]], [1]), "every number must be finite"),
        (lambda: mistake_bound([], []), "x has shape|x is empty|x holds"),
    ],
)
def test_bad_input_is_answered_in_plain_words(call, says):
    with pytest.raises(InputError, match=says):
        call()

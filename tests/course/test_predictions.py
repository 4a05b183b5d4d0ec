"""Predict first: the guess is kept, and the truth stands beside the newest one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib import InputError, about, any_of, in_any_order, predict, reveal
from lecture_lib.course import progress


def test_a_guess_is_kept_and_stands_beside_the_truth():
    assert predict("05.1", z1=3, near="½").status == "note"
    verdict = reveal("05.1", z1=np.float64(-3), near="0")
    assert verdict.status == "note"
    assert verdict.says == "z1 = −3, you guessed 3: not this time\nnear = 0, you guessed ½: not this time"


def test_the_newest_guess_counts_and_other_rows_do_not():
    predict("05.1", z=1)
    predict("05.1", z=2)
    predict("05.2", z=9)
    assert reveal("05.1", z=2) == reveal("05.1", z=2)
    assert reveal("05.1", z=2).right


@pytest.mark.parametrize(
    "guess, truth, right",
    [
        (0.99, 1.0, True),
        (1.03, 1.0, False),
        (100, 101, False),
        (100, 101.0, True),
        (161501, 161051, False),
        (500, 501, False),
        (0, 0.009, False),
        (0.001, 0.0, True),
        (0, 9.5e-7, False),
        ("2", 2, True),
        ("2,5", 2.5, True),
        ("(3, 3)", [3, 3], True),
        ([4], 4, True),
        ("Wide", "wide", True),
        ("The saddle!", "a saddle", True),
        ("bent line", "line", False),
        ((1, 2), np.array([1.0, 2.0]), True),
        ([1, 2], [1, 3], False),
        (np.array([1, 2]), (1, 2), True),
        ([1], [1, 2], False),
        (True, np.True_, True),
        (False, True, False),
        ("yes", "yes", True),
        ("yes", True, True),
        ("No", True, False),
        (1, True, False),
        (True, 1, False),
        (float("nan"), 1.0, False),
        (np.int64(3), 3, True),
        ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]]), True),
        (1e400, 1e300, False),
    ],
)
def test_what_counts_as_right(guess, truth, right):
    predict("05.1", name=guess)
    assert reveal("05.1", name=truth).right is right


def test_all_must_be_right():
    predict("05.1", a=1, b=2)
    assert reveal("05.1", a=1, b=2).right
    assert reveal("05.1", a=1, b=3).status == "note"
    assert reveal("05.1", a=1, c=3).status == "note"  # c was never guessed


def test_without_a_guess_the_truth_is_told_all_the_same():
    verdict = reveal("05.1", z=[1.5, -2])
    assert (verdict.status, verdict.says) == ("note", "z = (1.5, −2) (no guess was made)")
    assert not progress().path.exists()


@pytest.mark.parametrize("open_", [..., None, [1, ...], (..., 2), np.array([1, ...])])
def test_dots_are_asked_for_and_not_kept(open_):
    verdict = predict("05.1", a=open_, b=3, c=open_)
    assert verdict.status == "not attempted"
    assert "your guess for a and c in place" in verdict.says
    assert progress().guess("05.1") == {}


def test_a_guess_needs_a_name():
    with pytest.raises(InputError, match="give each guess a name"):
        predict("05.1")


@pytest.mark.parametrize("guess", [{1, 2}, object(), 1j, b"x", len, {"a": 1}, [1, {2}], np.array([1j])])
def test_what_cannot_be_kept_is_told_and_not_kept(guess):
    with pytest.raises(InputError, match="your guess for z1 holds something of type .*a number, a text or a list"):
        predict("05.1", z1=guess)
    assert not progress().path.exists()


simple = st.recursive(
    st.booleans() | st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9) | st.text(max_size=9),
    lambda inner: st.lists(inner, min_size=1, max_size=3),
    max_leaves=5,
)


@given(simple)
def test_every_simple_guess_survives_the_file(guess):
    assert predict("05.1", g=guess).status == "note"
    assert progress().guess("05.1") == {"g": guess}
    assert reveal("05.1", g=guess)._repr_html_()


@given(simple, simple)
def test_reveal_takes_any_pair(guess, truth):
    predict("05.1", g=guess)
    assert reveal("05.1", g=truth).status in ("right", "note")


def test_a_guess_is_text_and_not_html():
    predict("05.1", g="<b>bold</b>")
    assert "<b>bold" not in reveal("05.1", g="<i>")._repr_html_()
    assert "<i>" not in reveal("05.1", g="<i>")._repr_html_()


def test_a_second_prediction_of_a_row_does_not_hide_the_first():
    predict("05.1", z=1)
    predict("05.1", a=2)
    assert reveal("05.1", z=1).right and reveal("05.1", a=2).right


def test_guess_and_truth_stand_on_one_number_line():
    predict("05.1", z=1.0, word="x", flag=True)
    assert "<svg" in reveal("05.1", z=2)._repr_html_()
    assert "<svg" not in reveal("05.1", z=1)._repr_html_() + reveal("05.1", word="y")._repr_html_()
    assert "<svg" not in reveal("05.1", flag=False)._repr_html_()


@pytest.mark.parametrize(
    "guess, truth, verdict",
    [
        (500, 501, "near"),
        (161501, 161051, "near"),
        (1, 2, "not this time"),
        (5, 6, "near"),
        (80, 79, "near"),
        (0.5, 0.52055, "near"),
        (0.5, about(0.52055, within=0.05), "right"),
        (-1, about(-0.94, within=0.02), "near"),
        (-1, about(-0.94, within=0.02, theory=-1), "right"),
        (-0.96, about(-0.94, within=0.02, theory=-1), "right"),
        (-2, about(-0.94, within=0.02, theory=-1), "not this time"),
        ("x", about(1, within=1), "not this time"),
        ([0.8, 0.2, 0.5], in_any_order([0.2, 0.5, 0.8]), "right"),
        ([0.8, 0.2, 0.2], in_any_order([0.2, 0.5, 0.8]), "not this time"),
        ("falls", any_of("down", "falls"), "right"),
        ("up", any_of("down", "falls"), "not this time"),
        ([3.2, 3], [3, 3], "near"),
    ],
)
def test_near_bands_and_sets(guess, truth, verdict):
    predict("05.1", name=guess)
    assert reveal("05.1", name=truth).says.endswith(f": {verdict}")


def test_the_value_of_theory_is_shown_beside_the_measured_one():
    assert reveal("05.1", slope=about(-0.94, within=0.1, theory=-1)).says.startswith("slope = −0.94 (in theory −1)")


@pytest.mark.parametrize("wrong", [lambda: about(1, within=0), lambda: about(1, within=-1), any_of])
def test_a_truth_that_cannot_be_judged_is_refused(wrong):
    with pytest.raises(InputError):
        wrong()

"""The sorting game: ten rounds, two questions each, judged at once, with computed parameter counts (row 16.5)."""

import re
from collections import Counter

import pytest

from lecture_lib import MLP, InputError, identity
from lecture_lib.labs.architectures import sorting_game
from lecture_lib.labs.architectures.sorting_game import GOALS, State, start_next, view
from lecture_lib.labs.architectures.sorting_rounds import (
    FAMILIES,
    ROUNDS,
    SHARINGS,
    attention_count,
    dense_count,
    kernel_count,
    recurrent_count,
)
from tests.labs.card_states import check_card
from tests.widget_driver import WidgetDriver, settings_of


def driven(state=None):
    return WidgetDriver(sorting_game(**settings_of(state or State()), goal="eight rounds"))


def play_round(driver, right=True):
    this = ROUNDS[driver.state.round]
    other = next(name for name in FAMILIES if name != this.family)
    driver.click("family", this.family if right else other)
    driver.click("sharing", this.sharing)


def states():
    """Yield every state that ten rounds can come to, up to which rounds were right."""
    for i, this in enumerate(ROUNDS):
        hits = tuple(k % 3 > 0 for k in range(i))
        yield State(round=i, hits=hits)
        for family in FAMILIES:
            yield State(round=i, family=family, hits=hits)
            for sharing in SHARINGS:
                right = (family, sharing) == (this.family, this.sharing)
                yield State(round=i, family=family, sharing=sharing, hits=(*hits, right))
    yield State(round=len(ROUNDS), hits=(True,) * len(ROUNDS))
    yield State(round=len(ROUNDS), hits=(False,) * len(ROUNDS))


def test_the_card_keeps_its_height_and_always_says_something():
    check_card(sorting_game(), states())
    assert max(len(view(state).note) for state in states()) <= 150


def test_ten_right_rounds_reach_the_goal_with_the_eighth():
    driver = driven()
    for i in range(len(ROUNDS)):
        assert driver.goal.reached == (i >= 8)
        play_round(driver)
        driver.press("Next round")
    assert driver.state.is_over and driver.goal.reached and not driver.enabled("Next round")
    assert driver.note.startswith("10 of 10 rounds right")


def test_one_wrong_answer_loses_the_round_and_seven_rounds_are_not_enough():
    driver = driven()
    for i in range(len(ROUNDS)):
        play_round(driver, right=i < 7)
        driver.press("Next round")
    assert sum(driver.state.hits) == 7 and not driver.goal.reached
    sharing = next(name for name in SHARINGS if name != ROUNDS[0].sharing)
    driver = driven(State(family=ROUNDS[0].family))
    driver.click("sharing", sharing)
    assert driver.state.hits == (False,) and driver.app.feedback.tone == "wrong"


def test_no_answer_can_be_seen_before_it_is_asked():
    for i, this in enumerate(ROUNDS):
        hits = (True,) * i
        asked = view(State(round=i, hits=hits))
        seen = asked.picture.svg + asked.note
        assert not any(f"{n:,}" in seen for n in this.counts.values() if n > 9999)
        assert "✓ " not in asked.picture.svg and "→" not in asked.picture.svg
        half = view(State(round=i, family=this.family, hits=hits))
        assert not any(f"{n:,}" in half.picture.svg for n in this.counts.values() if n > 9999)
        assert this.shares not in half.note and this.shares not in seen and this.fits not in seen


def test_undo_takes_a_choice_back_and_a_second_press_changes_nothing():
    driver = driven()
    driver.click("family", "dense")
    before = driver.state
    driver.click("family", "cnn")
    assert driver.state == before and driver.in_trouble
    driver.undo()
    assert driver.state == State()
    driver.click("family", "cnn")
    driver.click("sharing", "positions")
    assert driver.state.hits == (True,)
    driver.undo()
    assert driver.state == State(family="cnn") and driver.goal.have == 0


def test_next_waits_for_both_answers():
    driver = driven()
    assert not driver.enabled("Next round")
    driver.click("family", "cnn")
    assert not driver.enabled("Next round")
    driver.click("sharing", "none")
    assert driver.enabled("Next round") and start_next(driver.state).round == 1


def test_a_wrong_family_is_told_the_reason_and_the_right_one():
    driver = driven(State(round=3, hits=(True,) * 3))
    driver.click("family", "rnn")
    assert driver.note.startswith("Not a recurrent network. It could") and "→ transformer" in driver.picture.svg
    for i, this in enumerate(ROUNDS):
        assert set(this.not_so) <= set(FAMILIES) - {this.family}, i


def test_a_right_sharing_after_a_wrong_family_is_told_and_does_not_win_the_round():
    driver = driven()
    play_round(driver, right=False)
    assert driver.note.startswith("Right, unlike the family. One kernel") and driver.state.hits == (False,)


def test_each_family_is_asked_and_the_smallest_count_is_no_rule():
    assert set(Counter(this.family for this in ROUNDS)) == set(FAMILIES)
    assert set(Counter(this.sharing for this in ROUNDS)) == set(SHARINGS)
    smallest = [min(this.counts, key=this.counts.get) == this.sharing for this in ROUNDS]
    assert sum(smallest) < len(ROUNDS) / 2
    assert all(set(this.counts) == set(SHARINGS) for this in ROUNDS)
    words = [name for this in ROUNDS for name in FAMILIES.values() if name in this.data]
    assert words == []


def test_counts_are_those_of_real_layers():
    net = MLP(([[0.0] * 12] * 32, [0.0] * 32, identity))
    assert dense_count(12, 32) == net.n_parameters == ROUNDS[1].counts["none"]
    assert kernel_count(9, 3, 16) == 16 * 3 * 3 * 3 + 16 == ROUNDS[0].counts["positions"]
    assert recurrent_count(1, 32) == 32 * 1 + 32 * 32 + 32 == ROUNDS[2].counts["time"]
    assert attention_count(64, 64) == 4 * 64 * 64 == ROUNDS[3].counts["pairs"]
    assert ROUNDS[0].counts["none"] == (128 * 128 * 3 + 1) * 128 * 128 * 16


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"round": 11}, "round is 11. Give a whole number from 0 to 10"),
        ({"family": "forest"}, "family is 'forest'. Give one of dense"),
        ({"family": "cnn", "sharing": "all"}, "sharing is 'all'"),
        ({"sharing": "none"}, "it comes first"),
        ({"round": 2}, "hits has 0 entries. Give 2"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        sorting_game(**wrong)


def test_counts_refuse_what_is_no_size():
    for act in (lambda: dense_count(0, 3), lambda: kernel_count(3, 2.5, 1), lambda: attention_count(3, -1)):
        with pytest.raises(InputError):
            act()


def test_the_goal_counts_rounds():
    assert GOALS["eight rounds"].progress(State(round=2, hits=(True, False))).have == 1


def test_a_state_comes_back_from_its_code():
    driver = driven(State(round=1, family="dense", hits=(True,)))
    assert eval(driver.code, {"sorting_game": sorting_game}).state == driver.state

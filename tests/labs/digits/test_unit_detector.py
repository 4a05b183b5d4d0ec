"""A hidden unit as a detector: products, the sum built up, and votes that are judged (row 15.3)."""

import asyncio
import re

import pytest

from lecture_lib import InputError
from lecture_lib.data import digits
from lecture_lib.labs.digits import initial_net, trained_net, unit_detector, unit_votes
from lecture_lib.labs.digits.unit_detector import State, right_votes, view
from tests.labs.digits.cards import check_states
from tests.widget_driver import WidgetDriver, settings_of


def driven(**settings):
    return WidgetDriver(unit_detector(**settings, goal="votes"))


def votes():
    return unit_votes(trained_net(0, (64,))).tolist()


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"unit": 65}, "unit is 65; give a whole number from 1 to 64"),
        ({"image": 0}, "image is 0"),
        ({"rows": 29}, "rows is 29"),
        ({"votes": ((1, 2), (1, 3))}, "votes are pairs"),
        ({"votes": ((1, 10),)}, "votes are pairs"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        unit_detector(**wrong)


@pytest.mark.slow
def test_the_sum_is_built_up_row_by_row_to_the_pre_activation():
    driver = driven(unit=3, image=4)

    async def add_up():
        driver.press("Add up the rows")
        while driver.running("Add up the rows"):
            await asyncio.sleep(0.01)

    assert "The products of the first 0 rows sum to 0" in driver.text
    asyncio.run(add_up())
    assert driver.state.rows == 28
    W, b, _ = initial_net(0, (64,))[1]
    z = W[2] @ digits().x_test[3] + b[2]
    said = float(re.search(r"pre-activation is (−?[\d.]+)", driver.text)[1].replace("−", "-").rstrip("."))
    assert said == pytest.approx(z, abs=0.006)
    driver.undo()
    assert driver.state.rows == 0


def test_half_of_the_rows_give_half_of_the_sum():
    driver = driven(unit=2, rows=14)
    half = (initial_net(0, (64,))[1].W[1] * digits().x_test[0])[: 14 * 28].sum()
    said = float(re.search(r"rows sum to (−?[\d.]+)", driver.text)[1].replace("−", "-").rstrip("."))
    assert said == pytest.approx(half, abs=0.006)


@pytest.mark.slow
def test_before_training_no_vote_can_be_cast():
    driver = driven()
    before = driver.state
    driver.click("vote", 3)
    assert driver.state == before and driver.note.startswith("Press Add up the rows")
    driver.choose("weights", True)
    assert driver.note.startswith("Which class does this unit vote for?")


@pytest.mark.slow
def test_votes_are_judged_by_the_outgoing_weights_once_per_unit():
    driver = driven(trained=True)
    right = votes()
    driver.click("vote", right[0])
    assert driver.app.feedback.tone == "right" and driver.goal.have == 1
    driver.click("vote", (right[0] + 1) % 10)
    assert len(driver.state.votes) == 1  # the first vote stands
    driver.press("Next unit")
    assert driver.state.unit == 2 and driver.state.vote is None
    wrong = (right[1] + 1) % 10
    driver.click("vote", wrong)
    assert driver.app.feedback.tone == "wrong" and driver.goal.have == 1
    assert driver.note == f"Its largest outgoing weight goes to {right[1]}, not to {wrong}. 1 of 2 predicted so far."
    for _ in range(4):
        driver.press("Next unit")
        driver.click("vote", right[driver.state.unit - 1])
    assert driver.goal.reached and right_votes(driver.state) == 5


@pytest.mark.slow
def test_nothing_of_the_vote_is_shown_before_it_is_cast():
    state = State(trained=True, unit=7)
    shown = str(view(state).picture.svg) + view(state).picture.text
    assert "hidden until you vote" in shown and "Your vote" not in shown
    assert 'width="14"' not in shown  # the bars of the outgoing weights
    assert 'width="14"' in str(view(State(trained=True, unit=7, votes=((7, 0),))).picture.svg)


@pytest.mark.slow
def test_the_card_keeps_its_height_has_one_primary_action_and_always_says_something():
    right = votes()
    done = tuple((unit, right[unit - 1]) for unit in range(1, 65))
    check_states(
        unit_detector(),
        [
            State(),
            State(rows=28),
            State(trained=True),
            State(trained=True, rows=28, image=20, unit=64),
            State(trained=True, votes=((1, (right[0] + 1) % 10),)),
            State(trained=True, votes=done),
            State(trained=False, votes=done, unit=9),
        ],
    )


@pytest.mark.slow
def test_next_unit_goes_round_and_leaves_out_what_is_judged():
    driver = driven(trained=True, unit=64, votes=((64, 0), (1, 0), (2, 0)))
    driver.press("Next unit")
    assert driver.state.unit == 3
    driver.press("Next image")
    assert driver.state.image == 2 and driver.state.unit == 3


@pytest.mark.slow
def test_its_code_makes_it_again():
    driver = driven(trained=True, unit=5, votes=((1, 3),))
    assert unit_detector(**settings_of(driver.state)).state == driver.state
    assert driver.code == "unit_detector(unit=5, trained=True, votes=((1, 3),), goal='votes')".replace('"', "'")

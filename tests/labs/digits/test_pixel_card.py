"""An image seen as numbers: the lens, the numbers under it, and finding a pixel by its number (row 15.1)."""

import re

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import digits
from lecture_lib.labs.digits import pixel_numbers, pixel_order
from lecture_lib.labs.digits.pixel_card import ASKED, LENS, State, row_and_column
from tests.labs.card_states import check_card
from tests.widget_driver import WidgetDriver, settings_of


def driven(**settings):
    return WidgetDriver(pixel_numbers(**settings, goal="pixel numbers"))


def lens_on(driver, number):
    """Drag the lens so that the pixel is under it."""
    row, column = row_and_column(number)
    driver.drag(("lens",), min(max(column, 2), 25) + 0.5, 28 - (min(max(row, 2), 25) + 0.5))  # y grows upwards


def find(driver):
    lens_on(driver, driver.state.asked)
    driver.click("pixel", *row_and_column(driver.state.asked))


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"digit": 10}, "digit is 10. Give a whole number from 0 to 9"),
        ({"row": 24}, "row is 24. Give a whole number from 0 to 23"),
        ({"column": -1}, "column is -1. Give a whole number from 0 to 23"),
        ({"task": 99}, "task is 99. Give a whole number from 0"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        pixel_numbers(**wrong)


@pytest.mark.parametrize("shuffled", [False, True])
def test_the_numbers_under_the_lens_are_those_of_the_image(shuffled):
    driver = driven(digit=7, shuffled=shuffled)
    driver.drag(("lens",), 14.5, 28 - 9.5)
    assert (driver.state.row, driver.state.column) == (7, 12)
    shown = driver.elements()
    image = driver.state.pixels.reshape(28, 28)
    assert len([target for target in shown if target[0] == "pixel"]) == LENS**2
    for row in range(7, 12):
        for column in range(12, 17):
            label = shown["pixel", row, column].get("aria-label")
            assert label == f"row {row}, column {column}: {image[row, column]:.2f}"
    assert "The lens shows rows 7 to 11, columns 12 to 16" in driver.text


def test_shuffled_pixels_are_the_same_numbers_in_one_order_for_all_digits():
    order = pixel_order()
    assert sorted(order.tolist()) == list(range(784))
    for digit in range(10):
        plain, shuffled = State(digit=digit).pixels, State(digit=digit, shuffled=True).pixels
        assert np.array_equal(plain[order], shuffled) and not np.array_equal(plain, shuffled)
        assert (digits().x[digits().y == digit] == plain).all(axis=1).any()


def test_pixels_are_found_by_their_numbers_and_the_goal_is_reached():
    driver = driven()
    for count in (1, 2, 3):
        assert not driver.goal.reached
        find(driver)
        assert driver.goal.have == count and driver.app.feedback.tone == "right"
        row, column = row_and_column(driver.state.asked)
        assert driver.note.startswith(f"Right: {28 * row + column} = 28 · {row} + {column}.")
        driver.click("pixel", row, column)  # twice is once
        assert driver.goal.have == count
        driver.press("Next pixel")
    assert driver.goal.reached and driver.app.face["reached"]
    driver.undo()
    assert driver.state.pressed == driver.state.asked


def test_another_pixel_is_told_with_its_number_and_how_far_it_is_off():
    driver = driven()
    lens_on(driver, 500)
    driver.click("pixel", 17, 23)
    assert driver.app.feedback.tone == "wrong" and driver.goal.have == 0
    assert driver.note == "That is row 17, column 23, so pixel 28 · 17 + 23 = 499. You need 1 pixel more."
    driver.drag(("lens",), 17.5, 28 - 24.5)
    driver.click("pixel", 24, 17)  # the row taken for the column
    assert driver.note.endswith("28 · 24 + 17 = 689. You need 189 pixels fewer.")


def test_no_pixel_asked_for_is_at_a_place_where_row_and_column_are_equal():
    assert all(row != column for row, column in map(row_and_column, ASKED))


@pytest.mark.parametrize("x, y, row, column", [(-9, 37, 0, 0), (99, -71, 23, 23), (2.5, 1, 23, 0)])
def test_the_lens_stays_on_the_image(x, y, row, column):
    driver = driven()
    driver.drag(("lens",), x, y)
    assert (driver.state.row, driver.state.column) == (row, column)


def test_a_pixel_that_is_not_under_the_lens_is_answered_in_words():
    driver = driven()
    driver.click("pixel", 27, 27)
    assert driver.in_trouble and driver.state == State()


def test_the_card_keeps_its_height_and_its_code_makes_it_again():
    states = [
        State(digit=k, shuffled=s, row=k, pressed=p) for k in range(10) for s in (False, True) for p in (-1, 0, 500)
    ]
    check_card(pixel_numbers(), [*states, State(found=(0, 1, 2), pressed=500), State(task=7, found=(0, 1, 2))])
    driver = driven()
    find(driver)
    assert eval(driver.code, {"pixel_numbers": pixel_numbers}).state == driver.state
    assert State(**settings_of(driver.state)) == driver.state


@pytest.mark.parametrize("key, row, column", [((0, -1), 5, 10), ((0, 1), 3, 10), ((-1, 0), 4, 9), ((1, 0), 4, 11)])
def test_an_arrow_key_moves_the_lens_its_own_way(key, row, column):
    driver = driven()
    lens = driver.elements()["lens",]
    x, y, step = (float(lens.get(f"data-{name}")) for name in ("x", "y", "step"))
    driver.drag(("lens",), x + key[0] * step, y + key[1] * step)  # as the page does: up is a larger y
    assert (driver.state.row, driver.state.column) == (row, column)

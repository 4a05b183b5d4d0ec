"""The confusion matrix whose cells open the images behind them (row 15.2)."""

import re

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import digits
from lecture_lib.labs.digits import digit_confusions
from lecture_lib.labs.digits.confusion_card import MEANS, PER_PAGE, READERS, Reading, State, reading, view
from tests.labs.card_states import check_card
from tests.widget_driver import WidgetDriver


@pytest.fixture(scope="module")
def made():
    """Networks that are not trained: their probabilities are drawn, the true digit's a little larger."""
    rng, y = np.random.default_rng(0), digits().y_test
    found = {MEANS: reading(MEANS)}
    for i, reader in enumerate(list(READERS)[1:]):
        p = rng.dirichlet(np.ones(10), 1000) + (0.2 + 0.1 * i) * np.eye(10)[y]
        p /= p.sum(axis=1, keepdims=True)
        counts = np.zeros((10, 10), int)
        np.add.at(counts, (y, p.argmax(axis=1)), 1)
        found[reader] = Reading(p, p.argmax(axis=1), counts)
    return found


@pytest.fixture(autouse=True)
def stand_ins(monkeypatch, made):
    monkeypatch.setitem(view.__globals__, "reading", made.__getitem__)
    return made


def driven(**settings):
    return WidgetDriver(digit_confusions(**settings, goal="most frequent mistake"))


def fullest(found):
    off = found.counts - np.diag(found.counts.diagonal())
    return tuple(int(v) for v in np.unravel_index(off.argmax(), off.shape))


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"reader": "a friend"}, "reader is 'a friend'. Give one of mean digits"),
        ({"digit": 10}, "digit is 10. Give a digit from 0 to 9"),
        ({"read": -2}, "read is -2. Give a digit from 0 to 9"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        digit_confusions(**wrong)


def test_a_cell_opens_the_images_that_are_counted_in_it(stand_ins):
    found, y = stand_ins[MEANS], digits().y_test
    for digit in range(10):
        for read in range(10):
            images = found.images(digit, read)
            assert len(images) == found.counts[digit, read] and np.all(y[images] == digit)
            assert np.all(found.read[images] == read)
            assert np.all(np.diff(found.scores[images, digit]) >= 0)


def test_cells_without_an_image_cannot_be_pressed_and_all_others_can(stand_ins):
    cells = {target[1:] for target in driven().elements() if target[0] == "cell"}
    assert cells == {tuple(cell) for cell in np.argwhere(stand_ins[MEANS].counts).tolist()}


def test_the_two_best_classes_stand_below_an_image(stand_ins):
    reader = list(READERS)[1]
    digit, read = fullest(stand_ins[reader])
    driver = driven(reader=reader)
    driver.click("cell", digit, read)
    first = stand_ins[reader].images(digit, read)[0]
    best, second = np.argsort(-stand_ins[reader].scores[first])[:2]
    assert best == read
    texts = [f"{k}: {stand_ins[reader].scores[first, k]:.0%}" for k in (best, second)]
    assert all(said in driver.picture.markup for said in texts)


def test_a_full_cell_is_shown_page_by_page_and_round_again(stand_ins):
    driver = driven()
    assert not driver.enabled("Next images")
    driver.click("cell", 1, 1)
    pages = -(-int(stand_ins[MEANS].counts[1, 1]) // PER_PAGE)
    shown = set()
    for page in range(pages):
        assert driver.state.page == page
        shown.add(driver.picture.markup)
        driver.press("Next images")
    assert len(shown) == pages and driver.state.page == 0
    driver.click("cell", 5, 3)
    assert driver.state.page == 0


def test_the_goal_wants_the_fullest_cell_of_every_reader(stand_ins):
    driver = driven()
    driver.click("cell", 4, 9)
    assert driver.goal.have == 0 and driver.note.endswith("There is a cell with more.")
    for count, reader in enumerate(READERS, 1):
        driver.choose("who reads", reader)
        assert count == 1 or not driver.state.is_open
        driver.click("cell", 1, 1)
        assert driver.goal.have == count - 1 and driver.app.feedback.tone == "note"
        driver.click("cell", *fullest(stand_ins[reader]))
        assert driver.goal.have == count and driver.app.feedback.tone == "right"
    assert driver.goal.reached
    driver.undo()
    assert driver.goal.have == 3


def test_the_mean_digits_take_fives_for_threes_most_often(stand_ins):
    assert fullest(stand_ins[MEANS]) == (5, 3) and stand_ins[MEANS].counts.trace() == 784


def test_the_card_keeps_its_height_and_its_code_makes_it_again(stand_ins):
    states = [State(reader, digit, read) for reader in READERS for digit, read in ((-1, -1), (5, 3), (1, 1), (9, 4))]
    check_card(
        digit_confusions(), [*states, State(solved=tuple(READERS), digit=5, read=3), State(digit=1, read=1, page=1)]
    )
    driver = driven()
    driver.click("cell", 5, 3)
    assert eval(driver.code, {"digit_confusions": digit_confusions}).state == driver.state
    assert driver.text.endswith("Open: 5 read as 3, 17 images.")


def test_a_cell_on_the_diagonal_is_never_the_most_frequent_mistake(stand_ins, monkeypatch):
    counts = np.full((10, 10), 1)
    monkeypatch.setitem(view.__globals__, "reading", lambda reader: stand_ins[MEANS]._replace(counts=counts))
    driver = driven()
    driver.click("cell", 5, 5)
    assert driver.goal.have == 0 and driver.app.feedback.tone == "note"
    driver.click("cell", 5, 3)
    assert driver.goal.have == 1


@pytest.mark.slow
def test_each_network_is_better_than_the_mean_digits():
    trained = {reader: reading.__wrapped__(reader) for reader in READERS}
    right = [int(found.counts.trace()) for found in trained.values()]
    assert right == sorted(right) and right[1] > 860 and right[2] > 890 and right[3] > 910
    for found in list(trained.values())[1:]:
        assert np.allclose(found.scores.sum(axis=1), 1, atol=1e-5)

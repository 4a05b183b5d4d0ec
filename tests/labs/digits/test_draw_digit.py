"""Drawing a digit: strokes, the answer of every layer, nearest images, drawings that fool (row 15.4)."""

import re
import time

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import as_digit, digits, stroke_image
from lecture_lib.labs.digits import draw_digit
from lecture_lib.labs.digits.draw_digit import State, fools_network, nearest_images, read_drawing
from tests.labs.digits.cards import check_states
from tests.widget_driver import WidgetDriver, settings_of

CANVAS = ("canvas",)


def arc(cx, cy, rx, ry, start, end, n=24):
    angles = np.radians(np.linspace(start, end, n))
    return tuple((float(cx + rx * np.cos(t)), float(cy + ry * np.sin(t))) for t in angles)


DRAWN = {
    0: (arc(14, 14, 7, 10, 90, 450),),
    1: (((14.0, 24.0), (14.0, 4.0)),),
    2: ((*arc(14, 19, 6, 5, 160, -30), (8.0, 5.0), (20.0, 5.0)),),
    3: ((*arc(13, 19, 6, 5, 150, -90), *arc(13, 9, 7, 5, 90, -150)),),
    4: (((11.0, 24.0), (7.0, 13.0), (20.0, 13.0)), ((18.0, 24.0), (17.0, 4.0))),
    5: (((20.0, 24.0), (10.0, 24.0), (9.0, 16.0), *arc(13, 10.5, 7, 6, 130, -140)),),
    6: (((18.0, 24.0), (10.0, 14.0), *arc(13.5, 9, 5, 5, 150, -210)),),
    7: (((7.0, 23.0), (20.0, 23.0), (12.0, 4.0)),),
    8: ((*arc(14, 19, 5, 5, -90, 270), *arc(14, 9, 6, 5, 90, -270)),),
    9: (arc(13, 19, 5, 5, 0, 360), ((18.0, 19.0), (17.0, 4.0))),
}
"""One plain drawing of each digit."""


def driven(**settings):
    return WidgetDriver(draw_digit(**settings, goal="fooled"))


@pytest.fixture(scope="module")
def misread():
    """A drawing and its label that fool the network: found by moving corners of plain drawings."""
    rng = np.random.default_rng(0)
    for _ in range(3000):
        digit = int(rng.integers(10))
        bent = tuple(
            tuple((float(np.clip(x + dx, 0, 28)), float(np.clip(y + dy, 0, 28))) for x, y in stroke)
            for stroke in DRAWN[digit]
            for dx, dy in [rng.normal(0, 2.5, 2)]
        )
        slant = rng.normal(0, 0.35)
        bent = tuple(tuple((float(np.clip(x + slant * (y - 14), 0, 28)), y) for x, y in stroke) for stroke in bent)
        if fools_network((digit, bent)):
            return digit, bent
    raise AssertionError("no drawing fools the network")


@pytest.mark.slow
@pytest.mark.parametrize("digit", DRAWN)
def test_a_plain_drawing_of_each_digit_is_read(digit):
    answer = read_drawing(DRAWN[digit])
    assert answer.best[0] == digit and answer.p.sum() == pytest.approx(1, abs=1e-5)
    assert [len(a) for a in answer.hidden] == [64, 32]
    assert digit in digits().y[list(answer.nearest)]


@pytest.mark.slow
def test_the_image_is_the_drawing_scaled_and_centred():
    assert np.array_equal(read_drawing(DRAWN[4]).image, as_digit(stroke_image(DRAWN[4])))


def test_the_nearest_images_are_those_at_the_smallest_distance():
    image = digits().x_test[11]
    distance = ((digits().x - image) ** 2).sum(axis=1)
    assert nearest_images(image) == tuple(np.argsort(distance, kind="stable")[:5].tolist())


@pytest.mark.parametrize(
    "strokes, says",
    [
        ((), "nothing is drawn"),
        ((((5.0, 5.0),),), "the drawing is a dot"),
        ((((5.0, 5.0), (5.5, 5.4)),), "the drawing is a dot"),
        ((((5.0, 5.0),), ((5.6, 5.0),)), "the drawing is a dot"),
    ],
)
def test_nothing_and_a_dot_are_answered_in_plain_words_and_cannot_be_saved(strokes, says):
    driver = driven(strokes=strokes)
    assert says in read_drawing(strokes) and says in driver.text
    assert not driver.enabled("Save drawing")
    if strokes:
        assert driver.note == "The drawing is a dot. Draw a stroke that is longer than the pen is wide."


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"label": 10}, "label is 10; give a digit from 0 to 9"),
        ({"strokes": (((5.0, 29.0),),)}, "outside the canvas"),
        ({"strokes": (((float("nan"), 5.0),),)}, "outside the canvas"),
        ({"strokes": (((5.0, 5.0),) * 601,)}, "more than 600 points"),
        ({"saved": ((3, (((5.0, 29.0),),)),)}, "outside the canvas"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        draw_digit(**wrong)


@pytest.mark.slow
def test_a_stroke_goes_on_until_it_is_let_go_and_undo_takes_it_back():
    driver = driven()
    driver.draw(CANVAS, (5.0, 20.0), last=False)
    driver.draw(CANVAS, (9.0, 20.0), last=False)
    driver.draw(CANVAS, (9.1, 20.0), last=False)  # too near to tell
    driver.draw(CANVAS, (14.0, 4.0), last=True)
    assert driver.state.strokes == (((5.0, 20.0), (9.0, 20.0), (14.0, 4.0)),)
    driver.draw(CANVAS, (40.0, -3.0))
    assert driver.state.strokes[1] == ((28.0, 0.0),)
    driver.undo()
    assert len(driver.state.strokes) == 1
    driver.press("Remove last stroke")
    assert driver.state.strokes == () and driver.note.startswith("Draw a large digit")


@pytest.mark.slow
def test_it_can_be_drawn_by_keys():
    driver = driven()
    for at in ((7.0, 23.0), (20.0, 23.0), (12.0, 4.0)):
        driver.drag(("cross",), *at)
        driver.click("cross")
    assert driver.state.strokes == (((7.0, 23.0), (20.0, 23.0), (12.0, 4.0)),)
    assert driver.note.startswith("The network reads 7 (")
    driver.key(("cross",), "n")
    driver.drag(("cross",), 8.0, 13.0)
    driver.click("cross")
    assert len(driver.state.strokes) == 2


@pytest.mark.slow
def test_drawings_are_saved_under_their_label_and_counted_beside_the_test_set():
    driver = driven(strokes=DRAWN[3])
    driver.choose("this is a", 3)
    driver.press("Save drawing")
    assert driver.state.saved == ((3, DRAWN[3]),) and driver.state.strokes == ()
    assert driver.note == "Saved: your 3 is read as 3. Draw one that is harder to read."
    shown = str(driver.picture.svg)
    assert re.search(r"test set: 9\d\d of 1000 right", shown) and "yours: 1 of 1 right" in shown
    assert not driver.goal.reached


@pytest.mark.slow
def test_a_wrong_label_alone_does_not_reach_the_goal():
    driver = driven(strokes=DRAWN[1])
    driver.choose("this is a", 8)
    driver.press("Save drawing")
    assert not driver.goal.reached and driver.note.startswith("Read as 1, but no near training image shows 8")


@pytest.mark.slow
def test_a_digit_that_is_misread_reaches_the_goal(misread):
    label, strokes = misread
    driver = driven(strokes=strokes, label=label)
    driver.press("Save drawing")
    assert driver.goal.reached and driver.note.startswith(f"Fooled: your {label} is read as")


@pytest.mark.slow
def test_the_card_keeps_its_height_has_one_primary_action_and_always_says_something(misread):
    label, strokes = misread
    saved = ((label, strokes), *((digit, DRAWN[digit]) for digit in DRAWN))
    check_states(
        draw_digit(),
        [
            State(),
            State(strokes=(((5.0, 5.0),),)),
            *(State(strokes=DRAWN[digit], open=True) for digit in DRAWN),
            State(saved=saved),
            State(saved=saved[:1]),
            State(saved=((8, DRAWN[1]),)),
            State(saved=saved, strokes=DRAWN[2], label=2),
        ],
    )


@pytest.mark.slow
def test_its_code_makes_it_again(misread):
    driver = driven(strokes=DRAWN[4], saved=(misread,))
    assert draw_digit(**settings_of(driver.state)).state == driver.state
    assert len(driver.code) < 4000


@pytest.mark.slow
def test_every_layer_answers_within_50_milliseconds_while_drawing():
    driver = driven()
    read_drawing(DRAWN[8])  # the network is trained once
    took = []
    for i, point in enumerate(DRAWN[8][0]):
        start = time.thread_time()
        driver.draw(CANVAS, point, last=i == len(DRAWN[8][0]) - 1)
        took.append(time.thread_time() - start)
    assert np.median(took) < 0.05

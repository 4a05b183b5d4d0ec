"""The folding paper, in plain Python (row 13.2)."""

import asyncio
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.folding import fold
from lecture_lib.labs.folding.fold import FOLDS, State, inputs_under_mark, strip_pieces, view
from lecture_lib.labs.folding.paper_picture import CURVE_FRAME, STRIP_FRAME, piece_heights, piece_spans
from tests.random_moves import move_at_random
from tests.widget_driver import WidgetDriver

POINTS = ((0.0, 0.2), (0.3, 0.9), (0.7, 0.1), (1.0, 0.6))


def interp(points, x):
    """What a network through points says, without any network."""
    return np.interp(x, *np.array([(min(0.0, points[0][0]), points[0][1]), *points]).T)


def driven(**settings):
    return WidgetDriver(fold(goal="eight layers", **settings))


def test_eight_flat_layers_reach_the_goal_by_real_moves():
    driver = driven()
    assert not driver.goal.reached
    driver.slide("folded", 1.0)
    assert driver.state.t == 1 and driver.goal.count == "3 of 8"
    driver.choose("f₁ folds by", "tent, 3 times")
    assert driver.goal.reached
    driver.slide("folded", 0.95)
    assert not driver.goal.reached


def by_bisection(net, y):
    fine = np.linspace(0, 1, 4001) + 1e-7
    side = net(fine[:, None])[:, 0] - y
    return fine[:-1][side[:-1] * side[1:] < 0]


@pytest.mark.parametrize("first", list(FOLDS))
@pytest.mark.parametrize("y", [0.3, 0.5, 0.77])
def test_what_lands_on_the_mark_is_shown_and_counted(first, y):
    driver = driven(first=first, y=y)
    wanted = by_bisection(FOLDS[first], y)
    found = inputs_under_mark(first, y)
    assert len(found) == len(wanted) and np.abs(np.array(found) - wanted).max() < 1e-3
    assert f"{len(found)} input" in driver.text and f"on y = {y:g}" in driver.text
    dots = [node for node in ElementTree.fromstring(driver.picture.svg).iter() if node.get("r") == "4.5"]
    assert len(dots) == 3 * len(found)  # on f₁, on the paper and on what is drawn there


@pytest.mark.parametrize(
    "first, layers",
    [("three pieces", 3), ("tent, once", 2), ("tent, 4 times", 16), ("zigzag, once", 4), ("zigzag, twice", 16)],
)
def test_the_strip_goes_from_x_to_y(first, layers):
    strip = strip_pieces(first)
    assert len(strip) == layers and f"{layers} layers" in driven(first=first).picture.svg
    ends = np.array([(p.x0, p.x1) for p in strip])
    assert piece_spans(strip, 0.0) == pytest.approx(ends) and piece_heights(strip, 0.0) == pytest.approx(0)
    assert piece_spans(strip, 1.0) == pytest.approx(FOLDS[first](ends.reshape(-1, 1)).reshape(-1, 2), abs=1e-9)
    for t in np.linspace(0, 1, 11):
        spans = piece_spans(strip, t)
        assert spans[:-1, 1] == pytest.approx(spans[1:, 0], abs=1e-9)  # the paper never tears
        assert -1e-9 <= spans.min() and spans.max() <= 1 + 1e-9
        assert piece_heights(strip, t).max() < STRIP_FRAME.height - 12


def curve_points(state):
    """The corners of the copies of the curve, in the data of its frame."""
    root, frame = ElementTree.fromstring(view(state).picture.panels[1].markup), CURVE_FRAME
    lines = [
        node
        for node in root.iter()
        if node.tag.endswith("polyline") and node.get("stroke") in ("var(--ink)", "var(--soft)")
    ]
    pixels = np.array([[float(v) for v in pair.split(",")] for line in lines for pair in line.get("points").split()])
    return (pixels[:, 0] - frame.left) / frame.width, 1 - (pixels[:, 1] - frame.top) / frame.height


@pytest.mark.parametrize("first", list(FOLDS))
def test_unfolded_the_curve_is_the_composition_and_folded_it_is_the_second_network(first):
    state = State(first=first)
    x, height = curve_points(state)
    y = FOLDS[first](np.clip(x, 0, 1)[:, None])[:, 0]
    assert height == pytest.approx(interp(state.second, y), abs=2e-3 * 32)
    y, height = curve_points(replace(state, t=1.0))
    assert height == pytest.approx(interp(state.second, y), abs=2e-3)


def play_to_its_end(driver):
    """Press the button, and return all places that the paper has been at."""

    async def play():
        driver.press("Fold")
        async with asyncio.timeout(20):
            while driver.running("Fold"):
                seen.append(driver.state.t)
                await asyncio.sleep(0.005)

    seen = []
    asyncio.run(play())
    return seen


def test_one_button_folds_and_unfolds_and_folds_again():
    driver = driven()
    assert driver.control("Fold")["label"] == "Fold"
    seen = play_to_its_end(driver)
    assert seen == sorted(seen) and len(set(seen)) > 10
    assert driver.state.t == 1 and "folded flat, 3 layers" in driver.text and "press Unfold" in driver.note
    assert driver.control("Fold")["label"] == "Unfold"
    play_to_its_end(driver)
    assert driver.state.t == 0 and driver.control("Fold")["label"] == "Fold"
    play_to_its_end(driver)
    assert driver.state.t == 1
    for t in (0, 1):
        driver.undo()
        assert driver.state.t == t  # a whole way is one step


@pytest.mark.parametrize(
    "t, back, label, end",
    [(0.5, False, "Fold", 1), (0.5, True, "Unfold", 0), (0.0, True, "Fold", 1), (1.0, True, "Unfold", 0)],
)
def test_the_button_says_which_way_it_goes_from_here(t, back, label, end):
    driver = driven(t=t, back=back)
    assert driver.control("Fold")["label"] == label
    play_to_its_end(driver)
    assert driver.state.t == end


def test_on_flat_paper_the_second_network_can_be_drawn():
    assert set(driven(t=0.5).elements()) == {("level",)}
    driver = driven(t=1.0)
    driver.drag(("second", 1), 0.4, 0.9)
    assert driver.state.second[1] == (0.4, 0.9)
    driver.type(("second", 2), "5")
    assert driver.in_trouble and "from 0 to 1" in driver.note


def test_on_flat_paper_the_mark_can_be_dragged_and_typed():
    driver = driven(t=1.0)
    driver.drag(("mark",), 0.333, 7)
    assert driver.state.y == 0.33 and ("mark",) in driver.elements() and ("mark",) not in driven().elements()
    driver.type(("mark",), "0,8")
    assert driver.state.y == 0.8
    driver.drag(("level",), 0.1, 0.2)
    assert driver.state.y == 0.2
    driver.type(("level",), "0.8")
    driver.type(("mark",), "8")
    assert driver.state.y == 0.8 and driver.in_trouble and driver.note == "y is 8. Give a number from 0 to 1."


@pytest.mark.parametrize("target, name", [(("mark",), "the mark y"), (("second", 1), "joint 2’s new position")])
@pytest.mark.parametrize(
    "text, says",
    [("-", "text"), ("1e", "text"), ("here", "text"), ("nan", "finite"), ("१", "text"), ("1e999", "finite")],
)
def test_what_is_no_number_is_answered_in_words(target, name, text, says):
    driver = driven(t=1.0)
    driver.type(target, text)
    assert driver.in_trouble and says in driver.note and name in driver.note and driver.state == State(t=1.0)
    driver.type(target, "1")
    assert not driver.in_trouble and driver.state != State(t=1.0)


@pytest.mark.parametrize("target", [("second", -1), ("second", 4), ("first", 0), ("s1",), ("q",)])
def test_what_the_picture_does_not_hold_is_answered_in_words(target):
    driver = driven(t=1.0)
    for act in (lambda: driver.drag(target, 0.5, 0.5), lambda: driver.type(target, "0.5")):
        act()
        assert driver.in_trouble and "This picture has no" in driver.note and driver.state == State(t=1.0)
    driver.send({"kind": "edit", "id": "mark", "text": "0.5"})  # as an older page would
    assert driver.in_trouble and "run the cell once more" in driver.note and driver.state == State(t=1.0)


def test_on_paper_that_is_no_longer_flat_nothing_can_be_dragged():
    driver = driven(t=1.0)
    driver.slide("folded", 0.5)
    for target in (("mark",), ("second", 1)):
        driver.drag(target, 0.4, 0.4)
        assert driver.in_trouble and "This picture has no" in driver.note and driver.state == State(t=0.5)


@pytest.mark.parametrize("wrong", [{"first": "origami"}, {"t": 2.0}, {"y": -1.0}, {"second": POINTS[:2]}])
def test_paper_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(InputError):
        fold(**wrong)


def test_every_fold_is_as_high_as_the_first_and_says_something():
    shown = [view(State(first, t=t, y=y)) for first in FOLDS for t in (0.0, 0.5, 1.0) for y in (0.0, 0.5, 1.0)]
    assert len({tuple((panel.width, panel.height) for panel in each.picture.panels) for each in shown}) == 1
    assert all(0 < len(each.note) <= 150 for each in shown)
    assert sum(face.get("primary", False) for face in driven().app.face["controls"]) == 1


@pytest.mark.slow
def test_random_moves_break_nothing():
    rng = np.random.default_rng(13)
    driver = driven()
    for first in FOLDS:
        for t in (0.0, 0.5, 1.0):
            driver.choose("f₁ folds by", first)
            driver.slide("folded", t)
            move_at_random(driver, rng, near=1.5, times=15)

"""Compose two networks, sketch the result before it is shown, in plain Python (rows 13.1, 13.6)."""

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.folding import compose_and_sketch
from lecture_lib.labs.folding.compose_and_sketch import State, composition_corners, reveal_composition, view
from lecture_lib.labs.folding.panels_picture import FRAME, breakpoint_reason
from tests.random_moves import move_at_random
from tests.widget_driver import WidgetDriver, settings_of

POINTS = ((0.0, 0.2), (0.3, 0.9), (0.7, 0.1), (1.0, 0.6))


def interp(points, x):
    """What a network through points says, without any network."""
    return np.interp(x, *np.array([(min(0.0, points[0][0]), points[0][1]), *points]).T)


def turns_seen(first, second, n=20_001):
    """Bends of the composition as fine sampling sees them."""
    x = np.linspace(0, 1, n)
    bend = np.abs(np.diff(interp(second, interp(first, x)), 2)) > 1e-9
    return int((bend & ~np.append(False, bend[:-1])).sum())


STROKE = ((0, 0.1), (0.5, 0.9), (1, 0.1))


def driven(**settings):
    return WidgetDriver(compose_and_sketch(goal="two counts", **settings))


def play(driver, n):
    """Sketch, say n, and reveal."""
    driver.draw(("ground",), *STROKE)
    driver.type(("count",), str(n))
    driver.press("Reveal")


def played(n, **settings):
    driver = driven(**settings)
    play(driver, n)
    return driver


def true_regions(state):
    return turns_seen(state.first, state.second) + 1


def test_two_right_numbers_reach_the_goal_and_one_does_not():
    driver = driven()
    for wins in (1, 2):
        assert not driver.goal.reached
        play(driver, true_regions(driver.state))
        assert driver.state.right == wins == driver.goal.have and driver.app.feedback.tone == "right"
        if wins == 1:
            driver.press("New networks")
    assert driver.goal.reached


def test_a_wrong_number_does_not_count_and_the_true_one_is_shown():
    driver = played(3)
    true = true_regions(State())
    assert driver.state.right == 0 and f"You gave 3, there are {true}." in driver.note
    assert "✗" in driver.picture.svg and "flash" in driver.picture.svg
    assert driver.app.feedback.tone == "wrong" and "Your sketch is off by 0." in driver.note
    assert driver.state.judged.true == true


def test_nothing_is_shown_before_the_reveal():
    driver = driven()
    assert not any(target[0] == "joint" for target in driver.elements())
    assert "hidden" in driver.text and "regions" not in driver.text
    assert not driver.enabled("Reveal")
    driver.draw(("ground",), *STROKE)
    assert not driver.enabled("Reveal") and "a sketch is there" in driver.text
    assert driver.note == "Reveal waits for both: sketch ✓, number –."
    driver.click("more")
    assert driver.enabled("Reveal") and driver.state.count == 1 and "Press Reveal." in driver.note
    driver.click("joint", 0)
    assert driver.state.chosen is None and driver.in_trouble


def test_after_the_reveal_the_round_is_closed_and_the_panels_are_live():
    driver = played(3)
    closed = driver.state
    acts = (
        lambda: driver.draw(("ground",), *STROKE),
        lambda: driver.type(("count",), "9"),
        lambda: driver.drag(("sketch", 5), 0.1, 0.9),
        lambda: driver.click("more"),
    )
    for act in acts:
        act()
        assert driver.state == closed and driver.in_trouble and "This picture has no" in driver.note
    driver.press("Reveal")
    assert driver.state == closed
    before = driver.picture.svg
    driver.drag(("first", 1), 0.3, 0.35)
    assert driver.state.first[1] == (0.3, 0.35) and driver.picture.svg != before and driver.state.sketch == ()
    assert f"has {true_regions(driver.state)} regions" in driver.text


@pytest.mark.parametrize("seed", range(12))
def test_the_number_of_regions_is_what_fine_sampling_sees(seed):
    driver = driven(rounds=seed)
    driver.press("New networks")
    state = driver.state
    corners, found = composition_corners(state.first, state.second)
    assert len(found) == turns_seen(state.first, state.second)
    assert corners[:, 1] == pytest.approx(interp(state.second, interp(state.first, corners[:, 0])), abs=1e-9)


def test_new_networks_differ_in_their_counts():
    driver, counts = driven(), set()
    for _ in range(12):
        driver.press("New networks")
        counts.add(true_regions(driver.state))
    assert len(counts) >= 3


def test_every_joint_can_be_pressed_and_says_why():
    driver = played(8)
    found = composition_corners(driver.state.first, driver.state.second)[1]
    assert sum(target[0] == "joint" for target in driver.elements()) == len(found) > 5
    for i, origin in enumerate(found):
        driver.click("joint", i)
        assert driver.state.chosen == i and f"Traced: joint {i + 1}." in driver.text
        assert breakpoint_reason(origin) in driver.note
        driver.click("joint", i)
        assert driver.state.chosen is None


@pytest.mark.parametrize("chosen", [-1, 99])
def test_a_joint_that_is_not_there_is_not_traced(chosen):
    driver = driven(**settings_of(replace(played(8).state, chosen=chosen)))
    assert "Traced" not in driver.text and driver.picture == played(8).picture


def test_the_sketch_is_scored_against_the_composition():
    driver = driven()
    x = np.arange(41) / 40
    truth = interp(driver.state.second, interp(driver.state.first, x))
    driver.draw(("ground",), *zip(x.tolist(), truth.tolist()))
    close = reveal_composition(replace(driver.state, count=8)).judged
    assert close.largest <= 0.0051 and close.mean <= 0.005
    flat = reveal_composition(replace(driver.state, count=8, sketch=(0.5,) * 41)).judged
    assert flat.largest == pytest.approx(np.abs(truth - 0.5).max())
    assert flat.mean == pytest.approx(np.abs(truth - 0.5).mean())


def test_a_stroke_in_parts_is_one_line():
    driver = driven()
    for at in ((0, 0), (0.5, 1), (1, 0)):
        driver.draw(("ground",), at, last=at == (1, 0))
    x = np.arange(41) / 40
    assert driver.state.sketch == pytest.approx(1 - np.abs(2 * x - 1), abs=0.006) and driver.state.pen is None
    driver.undo()
    assert driver.state.sketch == ()


def test_drawing_goes_over_what_it_covers_alone_and_backwards_too():
    driver = driven()
    driver.draw(("ground",), (0, 0.2), (1, 0.2))
    driver.draw(("ground",), (0.75, 0.8), (0.5, 0.8))
    assert driver.state.sketch == (0.2,) * 20 + (0.8,) * 11 + (0.2,) * 10


def test_the_keyboards_nine_dots_sketch_too():
    driver = driven()
    assert sum(target[0] == "sketch" for target in driver.elements()) == 9
    driver.drag(("sketch", 20), 0.9, 1.3)
    sketch = driver.state.sketch
    assert sketch[20] == 1 and sketch[15] == sketch[25] == 0.5
    assert sketch[18] == pytest.approx(0.8) and sketch[22] == pytest.approx(0.8)
    driver.drag(("sketch", 0), 0, 0.1)
    driver.drag(("sketch", 40), 0, -4)
    sketch = driver.state.sketch
    assert sketch[0] == 0.1 and sketch[40] == 0 and sketch[5] == sketch[35] == 0.5


def test_the_order_matters():
    driver = driven()
    driver.press("Swap f₁ and f₂")
    assert (driver.state.first, driver.state.second) == (State().second, State().first)
    driver.press("Swap f₁ and f₂")
    assert driver.state == State()


@pytest.mark.parametrize(
    "target, text, says",
    [
        (("count",), "17", "1 to 16"),
        (("count",), "0", "1 to 16"),
        (("count",), "2.5", "whole number"),
        (("count",), "many", "number"),
        (("count",), "-", "number"),
        (("count",), "1e", "number"),
        (("count",), "", "number"),
        (("count",), "१", "number"),
        (("first", 0), "१", "number"),
        (("first", 1), "3", "from 0 to 1"),
        (("first", 1), "-", "number"),
        (("second", 2), "a b", "number"),
        (("second", 3), "1e", "number"),
    ],
)
def test_what_is_of_no_use_is_answered_in_words(target, text, says):
    driver = driven()
    driver.type(target, text)
    assert driver.state == State() and says in driver.note and driver.in_trouble


def test_a_number_and_a_height_can_be_typed():
    driver = driven()
    driver.type(("count",), "1")
    driver.type(("first", 1), "1")
    assert driver.state.count == 1 and driver.state.first[1] == (0.35, 1.0) and not driver.in_trouble


@pytest.mark.parametrize(
    "target", [("first", -1), ("first", 4), ("sketch", 3), ("sketch", -1), ("f1",), ("hold20",), ("q",)]
)
def test_what_the_picture_does_not_hold_is_answered_in_words(target):
    driver = driven()
    for act in (
        lambda: driver.drag(target, 0.5, 0.5),
        lambda: driver.type(target, "0.5"),
        lambda: driver.click(*target),
    ):
        act()
        assert driver.in_trouble and "This picture has no" in driver.note and driver.state == State()
    driver.send({"kind": "drag", "id": "f1", "x": 0.5, "y": 0.5})  # as an older page would
    assert driver.in_trouble and "run the cell once more" in driver.note and driver.state == State()


def test_a_joint_that_is_gone_cannot_be_traced():
    driver = played(8)
    for k in range(4):
        driver.drag(("first", k), 0.3 * k, 0.5)
    assert "has 1 region." in driver.text
    driver.click("joint", 0)
    assert driver.in_trouble and "“joint.0”" in driver.note and driver.state.chosen is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": POINTS[:3]},
        {"second": ((0, 0), (0.5, 2), (0.7, 0), (1, 0))},
        {"sketch": (0.5,)},
        {"count": 40},
        {"first": ((0, 0), (0.7, 0), (0.5, 0), (1, 0))},
    ],
)
def test_a_state_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(InputError):
        compose_and_sketch(**wrong)


LEVEL = ((0.0, 0.5), (0.3, 0.5), (0.6, 0.5), (1.0, 0.5))


def test_level_networks_have_one_region():
    driver = played(1, first=LEVEL)
    assert driver.state.right == 0 and "Right, 1 region." in driver.note and "has 1 region." in driver.text
    assert "The goal counts pairs with 5 or more." in driver.note


def test_a_traced_joint_is_followed_through_all_three_panels():
    driver = played(8)
    driver.click("joint", 3)
    bend = composition_corners(driver.state.first, driver.state.second)[1][3]
    y = float(interp(driver.state.first, bend.x))
    height = float(interp(driver.state.second, y))
    root = ElementTree.fromstring(driver.picture.svg)
    dashed = [
        [float(node.get(name)) for name in ("x1", "y1", "x2", "y2")]
        for node in root.iter()
        if node.tag.endswith("line") and node.get("stroke-dasharray") == "5 4"
    ]
    tops = [
        (dashed[0][2:], FRAME.at(bend.x, y)),
        (dashed[2][2:], FRAME.at(y, height)),
        (dashed[4][2:], FRAME.at(bend.x, height)),
    ]
    for got, wanted in tops:
        assert got == pytest.approx(wanted, abs=0.01)


def test_the_number_goes_up_and_down_between_its_ends():
    driver = driven(count=1)
    assert ("fewer",) not in driver.elements() and ("more",) in driver.elements()
    driver.click("more")
    driver.click("more")
    driver.click("fewer")
    assert driver.state.count == 2
    driver.type(("count",), "16")
    assert ("more",) not in driver.elements() and ("fewer",) in driver.elements()


def test_each_joint_has_a_place_of_its_own_to_press():
    driver = played(8)
    places = [
        sorted(float(rect.get("x")) + share * float(rect.get("width")) for share in (0, 1))
        for target, node in driver.elements().items()
        if target[0] == "joint"
        for rect in node.iter()
        if rect.get("class") == "hit"
    ]
    assert len(places) > 5
    assert all(left[1] <= right[0] + 0.01 for left, right in zip(places, places[1:]))


def test_after_another_move_the_number_now_stands_where_the_verdict_stood():
    driver = played(8)
    assert "you said" in driver.picture.svg and "regions now" not in driver.picture.svg
    driver.drag(("first", 1), 0.3, 0.35)
    assert "regions now" in driver.picture.svg and "you said" not in driver.picture.svg


def test_the_next_action_is_the_primary_one():
    driver = driven()

    def primaries():
        return [face["name"] for face in driver.app.face["controls"] if face.get("primary")]

    assert primaries() == ["Reveal"]
    play(driver, 3)
    assert primaries() == ["New networks"]


def test_every_round_is_as_high_as_the_first_and_says_something():
    judged = reveal_composition(State(sketch=(0.5,) * 41, count=3))
    states = [State(), State(count=3), judged, replace(judged, chosen=2), replace(judged, sketch=())]
    shown = [view(state) for state in states]
    assert len({tuple((panel.width, panel.height) for panel in each.picture.panels) for each in shown}) == 1
    assert all(0 < len(each.note) <= 150 for each in shown)


@pytest.mark.slow
def test_random_moves_break_nothing():
    rng = np.random.default_rng(13)
    driver = driven()
    for _ in range(20):
        move_at_random(driver, rng, near=1.5, times=20)
        driver.press("Reveal")

"""Depth against width, in plain Python (rows 14.1, 14.2)."""

import re
from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.depth import depth_width
from lecture_lib.labs.depth.depth_width import (
    GOALS,
    LINE_DEPTHS,
    LINE_WIDTHS,
    NETWORK_KINDS,
    State,
    current_curve,
    view,
)
from tests.widget_driver import WidgetDriver


def driven(**settings):
    return WidgetDriver(depth_width(goal="cheap regions", **settings))


def test_the_goal_is_reached_by_three_menus_and_by_no_two_of_them():
    driver = driven()
    assert not driver.goal.reached
    driver.choose("weights", "most")
    for label, value in (("width: units in a layer", 3), ("depth: hidden layers", 5)):
        assert not driver.goal.reached
        driver.slide(label, value)
    assert driver.goal.reached and "1,024 regions, 58 parameters" in driver.text


def test_only_one_shape_reaches_the_goal_and_random_weights_never_do():
    reached = {
        (kind, n, L)
        for kind in ("most", "random")
        for n in LINE_WIDTHS
        for L in LINE_DEPTHS
        if (n, L) != (10, 5) and GOALS["cheap regions"].progress(State(kind, n, L)).reached
    }
    assert reached == {("most", 3, 5)}


def test_lecture_cs_network_is_counted_and_its_glass_shows_pieces():
    shown = view(State("most", 10, 5))
    assert "161,051 regions, 471 parameters, 342 regions per parameter" in shown.picture.text
    assert "of 161,051" in shown.picture.svg and "161,051 regions take 471 parameters" in shown.note


@pytest.mark.parametrize("kind", NETWORK_KINDS)
def test_regions_are_those_that_the_slopes_of_the_function_show(kind):
    found = current_curve(State(kind, 4, 2))
    x = np.linspace(0, 1, 200_001)
    slopes = np.diff(found.net(x[:, None])[:, 0]) / np.diff(x)
    bent = np.flatnonzero(np.abs(np.diff(slopes)) > 1e-4 * np.abs(slopes).max())
    assert found.regions == 1 + np.count_nonzero(np.diff(bent, prepend=-10) > 2)  # a bend shows at one place or two


def test_the_glass_follows_drags_and_typing_and_stays_within():
    driver = driven()
    driver.drag(("glass",), 0.25, 0.0)
    assert driver.state.place == 0.25
    driver.click("glass")
    assert driver.state.place == 0.25 and driver.in_trouble and "it answers to drag, edit" in driver.note
    driver.drag(("glass",), 3.0, 0.0)
    assert driver.state.place == 1.0
    driver.type(("glass",), "0,75")
    assert driver.state.place == 0.75 and not driver.in_trouble
    driver.type(("glass",), "-7")
    assert driver.state.place == 0.0 and not driver.in_trouble


@pytest.mark.parametrize(
    "text, says",
    [("here", "text"), ("-", "text"), ("1e", "text"), ("nan", "finite"), ("१", "text"), ("1e999", "finite")],
)
def test_a_place_that_cannot_be_used_is_answered_in_words(text, says):
    driver = driven()
    before, picture = driver.state, driver.picture
    driver.type(("glass",), text)
    assert driver.in_trouble and "the place" in driver.note and says in driver.note
    assert (driver.state, driver.picture) == (before, picture)
    driver.type(("glass",), "1")
    assert driver.state.place == 1.0 and not driver.in_trouble


@pytest.mark.parametrize("target", [("glass", 0), ("q",), ("W", 1, -1, 0)])
def test_what_the_picture_does_not_hold_is_answered_in_words(target):
    driver = driven()
    for act in (lambda: driver.drag(target, 0.1, 0.1), lambda: driver.type(target, "0.1")):
        act()
        assert driver.in_trouble and "This picture has no" in driver.note and driver.state == State()
    driver.send({"kind": "edit", "id": "glass", "text": "0.1"})  # as an older page would
    assert driver.in_trouble and "run the cell once more" in driver.note and driver.state == State()


@pytest.mark.parametrize("place", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("state", [State(width=3, depth=1), State("trained"), State("most", 7, 3)])
def test_the_piece_at_the_glass_is_among_those_that_it_shows(state, place):
    shown = view(replace(state, place=place)).picture.svg
    t = current_curve(state).t
    found = re.search(r"regions ([\d,]+) to ([\d,]+) of ([\d,]+)", shown)
    low, high, last = [int(n.replace(",", "")) for n in found.groups()] if found else (1, len(t) - 1, len(t) - 1)
    assert found or "all of f" in shown
    assert t[low - 1] <= place <= t[high] and last == len(t) - 1 and "nan" not in shown


def test_what_makes_no_network_is_refused_in_words():
    with pytest.raises(InputError, match="widths 3 to 10"):
        State(width=2)
    with pytest.raises(InputError, match="kind 'best'"):
        State(kind="best")
    with pytest.raises(InputError, match="the place is −1"):
        depth_width(place=-1.0)


def test_new_weights_are_for_networks_that_have_any():
    driver = driven()
    before = driver.text
    driver.press("New weights")
    assert driver.text != before and driver.state.seed == 1
    assert not driven(kind="most").enabled("New weights")
    assert current_curve(State("most", seed=5)) is current_curve(State("most"))


DEAD = State("trained", depth=5)


def test_joints_bends_and_regions_are_counted_apart_and_agree():
    shown, curve = view(DEAD), current_curve(DEAD)
    assert "5 joints, 0 bends, 1 region, " in shown.picture.text and curve.regions == 1
    assert "all of f: 1 region" in shown.picture.svg and "At 5 of 5 joints" in shown.note
    for state in (State(), State("most", 4, 2), State("trained")):
        curve = current_curve(state)
        assert curve.regions - 1 <= len(curve.joints) and np.isin(curve.t[1:-1].round(9), curve.joints.round(9)).all()


def test_a_level_function_looks_level_and_no_tick_is_written_twice():
    frame = current_curve(DEAD).frame
    numbers = [
        re.sub("<.*?>", "", part)
        for part in re.findall(r'<text[^>]*end small soft num">(.*?)</text>', frame.axes("", ""))
    ]
    assert len(numbers) == len(set(numbers)) > 1 and frame.y1 - frame.y0 > 0.1


def test_every_network_is_as_high_as_the_first_and_says_something():
    states = [State(), DEAD, State("most", 10, 5), State("most", 3, 5), State("random", 10, 5, place=1.0)]
    shown = [view(state) for state in states]
    assert len({tuple((panel.width, panel.height) for panel in each.picture.panels) for each in shown}) == 1
    assert all(0 < len(each.note) <= 150 for each in shown)
    assert all(
        sum(f.get("primary", False) for f in driven(kind=kind).app.face["controls"]) == 1 for kind in NETWORK_KINDS
    )

"""The perceptron laboratory: every event, the goal, and numbers equal to the library's (rows 03.1, 03.3, 03.4)."""

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.perceptron import POINT_SETS, perceptron_lab
from lecture_lib.labs.perceptron.perceptron_lab import GOAL_MISTAKES, GOALS, view
from lecture_lib.labs.perceptron.picture import clear_label_place
from lecture_lib.labs.perceptron.run import (
    AXIS_HIGH,
    AXIS_LOW,
    GRID_STEP,
    MAX_POINTS,
    OWN_POINTS,
    State,
    run_facts,
    run_to_end,
    skip_to_mistake,
    train_on,
)
from lecture_lib.threshold import GATES, INPUTS, mistake_bound, train_perceptron
from tests.widget_driver import WidgetDriver, elements_of, settings_of


def driven(state=None, goal=""):
    return WidgetDriver(perceptron_lab(**settings_of(state or State()), goal=goal))


def reached(goal, state):
    return GOALS[goal].progress(state).reached


def drawn(picture):
    """The picture's elements; it must be well-formed."""
    return ElementTree.fromstring(picture.svg)


STATES = [
    *[run_to_end(State(points)) for points in POINT_SETS.values()],
    *[State(points, shown=3) for points in POINT_SETS.values()],
    State(start=(1.0, 0.0, -0.5)),
]


@pytest.mark.parametrize("state", STATES)
def test_every_picture_is_well_formed_and_told_in_words(state):
    shown = view(state)
    found = elements_of(shown.picture)
    assert shown.picture.text and found
    for target, element in found.items():
        if "draw" not in element.get("data-can"):
            assert element.get("tabindex") == "0" and element.get("aria-label"), target


@pytest.mark.parametrize("state", STATES)
def test_the_state_can_be_shared_as_text(state):
    assert eval(repr(state), {"State": State}) == state
    assert eval(driven(state).app.code, {"perceptron_lab": perceptron_lab}).state == state


def test_numbers_on_the_picture_are_the_library_s():
    for n, step in enumerate(train_perceptron(INPUTS, GATES["AND"]), start=1):
        shown = view(State(shown=n)).picture
        w, b = step.after
        assert [float(elements_of(shown)[name,].get("data-value")) for name in ("w1", "w2", "b")] == [*w, b]
        assert f"Step {n}: example {step.index + 1} at" in shown.text
        assert f"{step.mistakes} mistake" in shown.text
        assert ("a mistake" in shown.text) == (step.guess != step.y)


def test_a_mistake_shows_old_line_added_vector_and_new_line():
    state = skip_to_mistake(State())
    shown = view(state).picture
    assert "Before: w = (0, 0), b = 0. Added: (2, 2) to w and 2 to b. After: w = (2, 2), b = 2." in shown.text
    later = skip_to_mistake(state)
    assert "Added: (0, 0) to w and −2 to b." in view(later).picture.text
    dashed = [e for e in drawn(view(later).picture).iter() if e.get("stroke-dasharray") == "7 5"]
    assert len(dashed) == 1
    assert not [e for e in drawn(view(State(shown=1)).picture).iter() if e.get("stroke-dasharray") == "7 5"]


def test_going_back_restores_every_step():
    driver = driven()
    seen = [driver.text]
    for label in ("Next example", "Next mistake", "Next mistake", "To the end"):
        driver.press(label)
        seen.append(driver.text)
    assert len(set(seen)) == 5
    for said in reversed(seen[:-1]):
        driver.undo()
        assert driver.text == said
    driver.redo()
    assert driver.text == seen[1]


def test_xor_is_caught_going_round():
    state = run_to_end(State(POINT_SETS["XOR"]))
    note = view(state).note
    assert note.startswith("The weights before step 10 are those before step 6") and "forever" in note
    assert view(state).picture.text.count("0.25 ×") == 4
    assert "forever" not in view(replace(state, shown=state.shown - 1)).note
    first, again = (next(s for s in train_perceptron(INPUTS, GATES["XOR"]) if s.number == n) for n in (6, 10))
    assert first.w.tolist() == again.w.tolist() and (first.b, first.index) == (again.b, again.index)


def test_the_bound_is_shown_only_where_it_holds():
    shown = view(run_to_end(State())).picture
    assert f"at most {int(mistake_bound(INPUTS, GATES['AND']) + 1e-6)} possible" in shown.text
    assert "no line separates" in view(State(POINT_SETS["XOR"])).picture.text
    elsewhere = view(State(start=(1.0, 0.0, 0.0))).picture
    assert "does not start from zero" in elsewhere.text and "at most" not in elsewhere.text


def test_the_bar_is_as_long_as_its_share():
    shown = view(run_to_end(State())).picture
    bars = [float(e.get("width")) for e in drawn(shown).iter() if e.tag.endswith("rect") and e.get("height") == "14"]
    assert bars[1] / bars[0] == pytest.approx(10 / 51, abs=1e-4)


def test_moving_a_point_starts_the_run_anew():
    driver = driven(State(shown=7))
    driver.drag(("point", 3), 1.27, 0.9)
    assert driver.state.points[3] == (1.25, 0.875, 1.0)
    assert driver.state.shown == 0 and driver.state.data == OWN_POINTS
    assert driver.state.points[:3] == POINT_SETS["AND"][:3]


def test_points_stay_on_the_plane_and_on_the_grid():
    driver = driven()
    driver.drag(("point", 0), -40, 3.21)
    assert driver.state.points[0][:2] == (AXIS_LOW + GRID_STEP, AXIS_HIGH - GRID_STEP)


@pytest.mark.parametrize(
    "flip",
    [
        lambda driver: driver.click("point", 1),
        lambda driver: driver.key(("point", 1), "f"),
        lambda driver: driver.key(("point", 1), "F"),
    ],
    ids=["press", "f", "F"],
)
def test_a_point_can_be_flipped(flip):
    driver = driven(State(shown=3))
    flip(driver)
    assert driver.state.points[1] == (0.0, 1.0, 1.0) and driver.state.shown == 0


def test_points_can_be_added_and_removed():
    driver = driven(State(shown=2))
    driver.draw(("ground",), (0.3, 2.2), last=False)
    assert driver.state == State(shown=2)  # nothing before the button is let go
    driver.draw(("ground",), (0.9, 0.9), (0.3, 2.2))
    more = driver.state
    assert more.points[4] == (0.25, 2.25, 1.0) and more.shown == 0
    for key in ("Delete", "Backspace"):
        removing = driven(more)
        removing.key(("point", 4), "q")
        assert removing.state == more
        removing.key(("point", 4), key)
        assert removing.state == State()


def test_there_is_a_least_and_a_largest_number_of_points():
    lonely = driven(State(points=((0.0, 0.0, 1.0),)))
    lonely.key(("point", 0), "Delete")
    assert lonely.in_trouble and "last point" in lonely.note and len(lonely.state.points) == 1
    driver = driven()
    for _ in range(MAX_POINTS - 4):
        driver.press("Add a point")
    full = driver.state
    assert len(full.points) == MAX_POINTS == len({p[:2] for p in full.points})
    assert not driver.enabled("Add a point")
    driver.draw(("ground",), (0.0, 0.0))
    assert driver.in_trouble and "24 points already" in driver.note and driver.state == full


def test_the_point_to_train_on_can_be_chosen():
    driver = driven()
    driver.key(("point", 3), "t")
    assert driver.state.order == (3,) and driver.state.shown == 1 and "Mistake at point 4" in driver.note
    driver.press("Next example")
    assert driver.state.shown == 2 and "point 1" in driver.note  # after the last point, the first
    driver.choose("a click on a point", "train")
    driver.click("point", 2)
    assert driver.state.order == (3, 0, 2) and driver.state.points == POINT_SETS["AND"]
    by_hand = list(train_perceptron(INPUTS, GATES["AND"], order=[3, 0, 2]))
    assert run_facts(driver.state).unit.w.tolist() == by_hand[-1].after[0].tolist()
    driver.undo()
    assert driver.state.shown == 2
    assert eval(driver.app.code, {"perceptron_lab": perceptron_lab}).state == driver.state


def test_what_a_click_does_is_told_at_once():
    driver = driven()
    before = driver.picture.svg
    driver.choose("a click on a point", "train")
    assert driver.note.startswith("Click the point that the unit is shown next") and driver.picture.svg != before
    assert "Enter trains on it, arrow keys move it" in driver.picture.svg


def test_the_point_that_comes_next_anyway_leaves_the_order_alone():
    driver = driven(State(shown=2))
    driver.key(("point", 2), "T")
    assert driver.state == State(shown=3)


def test_when_all_is_right_no_point_teaches_anything():
    driver = driven(run_to_end(State()))
    driver.key(("point", 0), "t")
    assert driver.in_trouble and "all points are right" in driver.note


def test_any_order_stays_below_the_bound_and_a_new_point_begins_in_turn():
    state = State()
    for i in (3, 1, 3, 2, 3, 0):
        state = train_on(state, i)
    assert run_facts(state).mistakes <= run_facts(state).bound
    driver = driven(state)
    driver.drag(("point", 0), -1, -1)
    assert driver.state.order == () and driver.state.shown == 0


def test_a_cycle_counts_only_where_the_points_come_in_turn():
    state = State(POINT_SETS["XOR"])
    for i in (1, 1, 0, 0, 1, 0) * 2:
        state = train_on(state, i)
    assert run_facts(state).cycle is None
    after = run_to_end(state)
    cycle = run_facts(after).cycle
    assert cycle is not None and cycle.first > len(after.order)


def test_the_arrow_of_the_weights_can_be_dragged():
    driver = driven(State(shown=10))
    bias = run_facts(driver.state).unit.b
    driver.drag(("arrow",), -1.52, 0.93, last=False)
    w, half = driver.state.start[:2], weight_half(driver)
    assert w == (-1.5, 0.875) and driver.state.shown == 0
    for x in np.linspace(-1.5, 50, 9):
        driver.drag(("arrow",), x, 0.5, last=False)
        assert weight_half(driver) == half  # the plane stays as it is while the arrow is dragged
    assert 0.8 * half < driver.state.start[0] < half
    driver.drag(("arrow",), 50, 0.5)
    assert weight_half(driver) == 2 * half  # let go at the end, there is more room
    driver.drag(("arrow",), 0, 0)
    assert driver.state.start == (0.0, 0.0, bias) and weight_half(driver) == 1.0
    assert "reach" not in driver.app.code


def weight_half(driver):
    frames = [e.get("data-frame") for e in drawn(driver.picture).iter() if e.get("data-frame")]
    return float(frames[1].split()[1])


@pytest.mark.parametrize(
    "wrong, says",
    [({"order": (4,)}, "an index in order is 4"), ({"click": "paint"}, "click is 'paint'; choose one of flip, train")],
)
def test_an_order_that_names_no_point_is_refused(wrong, says):
    with pytest.raises(InputError, match=says):
        perceptron_lab(**wrong)


def test_typed_weights_are_a_new_start():
    driver = driven(State(shown=4))
    driver.type(("w2",), "−0,5")
    state = driver.state
    assert state.start == (2.0, -0.5, 2.0) and state.shown == 0
    driver.press("Start from zero")
    assert driver.state == State()


@pytest.mark.parametrize("target, name", [(("w1",), "weight w1"), (("w2",), "weight w2"), (("b",), "bias b")])
@pytest.mark.parametrize("text", ["two", "", "-", "1e", "nan", "1e7", "-1e300"])
def test_what_is_no_weight_is_refused_in_words(target, name, text):
    driver = driven(State(shown=4))
    driver.type(target, text)
    assert driver.state == State(shown=4) and driver.in_trouble and driver.note.startswith(name)


def test_a_point_that_is_gone_and_a_target_of_an_older_page_are_answered_in_words():
    driver = driven()
    driver.key(("point", 3), "Delete")
    before = driver.state
    for act in (
        lambda: driver.drag(("point", 3), 0, 0),
        lambda: driver.key(("point", -1), "Delete"),
        lambda: driver.click("p1"),
        lambda: driver.type(("W1.-1.0",), "1"),
        lambda: driver.type(("q",), "1"),
    ):
        act()
        assert driver.state == before and driver.in_trouble and "This picture has no" in driver.note


def test_choosing_points_and_rate_from_the_menus():
    driver = driven(State(shown=4))
    driver.choose("points", "OR")
    assert driver.state == State(POINT_SETS["OR"])
    driver.choose("learning rate η", 0.25)
    assert driver.state.rate == 0.25
    driver.drag(("point", 0), 0.5, 0.5)
    assert driver.value("points") == OWN_POINTS
    driver.choose("points", "XOR")
    assert driver.state.points == POINT_SETS["XOR"]


def test_the_bound_s_goal_is_reached_by_shrinking_the_margin():
    driver = driven(goal="the bound")
    driver.press("To the end")
    start = driver.state
    assert not driver.goal.reached and driver.goal.count == "10 of 52"
    driver.drag(("point", 0), 1.0, 0.875)
    assert driver.goal.count == "0 of 52"
    driver.press("To the end")
    closer = driver.state
    assert driver.goal.reached, run_facts(closer)
    assert run_facts(closer).separation.margin < run_facts(start).separation.margin
    assert not reached("the bound", replace(closer, shown=closer.shown - 1))
    elsewhere = run_to_end(replace(closer, start=(-9.0, 9.0, 30.0), shown=0))
    assert run_facts(elsewhere).mistakes >= GOAL_MISTAKES and not reached("the bound", elsewhere)
    assert not reached("the bound", State(POINT_SETS["XOR"], shown=400))


def test_and_is_learned_by_the_rule_and_not_by_typing():
    driver = driven(goal="AND")
    for name, weight in (("w1", "1"), ("w2", "1"), ("b", "-1.5")):
        driver.type((name,), weight)
    assert "nothing to learn" in driver.note and not driver.goal.reached
    driver.restart()
    driver.press("To the end")
    assert driver.goal.reached and driver.app.feedback.tone == "right"
    assert not reached("AND", run_to_end(State(POINT_SETS["OR"])))


def test_the_round_is_found_on_xor_alone():
    driver = driven(State(POINT_SETS["XOR"]), goal="the round")
    driver.press("Next mistake")
    assert not driver.goal.reached
    driver.press("To the end")
    assert driver.goal.reached and driver.goal.count == ""
    overlap = run_to_end(State(POINT_SETS["two clouds that overlap"]))
    assert not reached("the round", overlap) and not reached("the round", run_to_end(State()))


@pytest.mark.parametrize("goal", GOALS)
def test_no_goal_is_reached_before_anything_is_done(goal):
    starts = {"AND": State(), "the bound": State(shown=18), "the round": State(POINT_SETS["XOR"])}
    assert not reached(goal, starts[goal]) and len(GOALS[goal].asks) <= 70


def test_feedback_says_what_the_step_did_and_judges_the_unit():
    driver = driven()
    assert driver.note.startswith("Press Next mistake") and driver.app.feedback.tone == "note"
    driver.press("Next mistake")
    assert driver.note == (
        "Mistake at point 4. Score 0, on the line, so the unit answers −1; the label is +1. "
        "Added (2, 2) to w and 2 to b."
    )
    assert driver.app.feedback.tone == "wrong"
    right = view(State(shown=1))
    assert right.note.startswith("Point 1 is right. Score 0, on the line, so the unit answers −1") and right.right


@pytest.mark.parametrize("points", POINT_SETS.values(), ids=POINT_SETS)
def test_the_card_keeps_its_size_and_is_never_silent(points):
    for shown in (0, 1, 2, 3, 4, 9, 50, 999, 1000):
        at = view(State(points, shown=shown))
        assert [(panel.width, panel.height) for panel in at.picture.panels] == [(258, 326)] * 2
        assert 0 < len(at.note) <= 150


def test_one_action_is_the_primary_one():
    assert [face["label"] for face in driven().app.face["controls"] if face.get("primary")] == ["Next mistake"]


def test_the_half_planes_and_the_line_turn_as_one():
    turned = [
        next(e for e in drawn(view(State(shown=n)).picture).iter() if "rotate" in (e.get("transform") or ""))
        for n in (4, 10)
    ]
    assert all(e.get("class") == "moves" for e in turned)
    before, after = ({k: v for k, v in e.items() if k != "transform"} for e in turned)
    assert before == after and turned[0].get("transform") != turned[1].get("transform")


def test_a_point_s_number_keeps_clear_of_the_arrow():
    start, tip = (120.0, 150.0), (150.0, 120.0)  # through the first place, above on the right
    x, y = clear_label_place(start, [(start, tip)])
    assert abs((x - start[0]) + (y - start[1])) > 9 or x < start[0]
    shown = view(State(shown=5)).picture  # the arrow starts at point 1
    number = next(e for e in elements_of(shown)["point", 0].iter() if e.text == "1")
    marker = next(e for e in elements_of(shown)["point", 0].iter() if e.get("class") == "minus")
    dx, dy = float(number.get("x")) - float(marker.get("cx")), float(number.get("y")) - 4 - float(marker.get("cy"))
    assert not (dx > 0 and abs(dx + dy) < 9)


def test_points_can_be_grabbed_beside_their_mark_and_not_over_their_neighbours():
    for points in POINT_SETS.values():
        found = elements_of(view(State(points)).picture)
        hits = [found["point", i][0] for i in range(len(points))]
        circles = [tuple(float(hit.get(name)) for name in ("cx", "cy", "r")) for hit in hits]
        if len(points) == 4:
            assert all(r >= 12 for _, _, r in circles)
        for i, (x, y, r) in enumerate(circles):
            for u, v, s in circles[:i]:
                assert r + s <= max(((x - u) ** 2 + (y - v) ** 2) ** 0.5, 14) + 0.02


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"rate": 7}, "rate is 7; choose one of 0.25, 0.5, 1.0, 2.0"),
        ({"points": ()}, "0 points given; give 1 to 24"),
        ({"points": POINT_SETS["AND"] * 7}, "28 points given; give 1 to 24"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=says):
        perceptron_lab(**wrong)

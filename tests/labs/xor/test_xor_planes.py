"""The XOR planes: every handle, every number, and two planes that show what the network says (rows 04.1 to 04.4)."""

import asyncio
import re
from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.xor import xor_planes
from lecture_lib.labs.xor.planes_picture import (
    hidden_frame,
    input_frame,
    mapped_corners,
)
from lecture_lib.labs.xor.xor_planes import GOALS, PLANE_ACTIVATIONS, State, load_net, view
from lecture_lib.threshold import (
    XOR_RELU_NET,
    XOR_SIGN_NET,
    XOR_STEP_NET,
)
from tests.labs.card_states import check_card
from tests.widget_driver import WidgetDriver, elements_of, settings_of

START = State(t=1.0)
OWN = State(W=((1, -1), (-1, 1)), c=(0, 0), t=1.0)
REACHED = lambda state: GOALS["your own network"].progress(state).reached


def driven(state=START):
    return WidgetDriver(xor_planes(**settings_of(state), goal="your own network"))


def drag(state, target, x, y):
    driver = driven(state)
    driver.drag(target, x, y)
    assert not driver.in_trouble
    return driver.state


def place(state, target):
    """Where the handle is drawn, in the data of its plane."""
    node = elements_of(view(state).picture)[target]
    return float(node.get("data-x")), float(node.get("data-y"))


def test_the_start_gets_two_corners_right_and_says_that_no_output_line_can_help():
    assert "Press Carry" in view(State()).note
    assert not REACHED(START) and view(START).note.startswith("2 of 4 right. No line in this hidden plane")


def test_a_network_of_ones_own_reaches_the_goal_and_a_built_one_does_not():
    assert REACHED(OWN) and view(OWN).right
    for net in (XOR_SIGN_NET, XOR_RELU_NET, XOR_STEP_NET):
        built = load_net(START, net)
        assert not REACHED(built) and view(built).note.startswith(
            "4 of 4 right. The hidden units do what those of lecture A’s"
        )


def test_when_the_hidden_plane_is_right_and_the_output_line_wrong_it_says_so():
    assert "move the output line" in view(replace(OWN, b=-5.0)).note


def test_images_that_all_but_coincide_cannot_be_parted():
    state = State(g="tanh", W=((2.5, -1.25), (-0.75, 3.25)), c=(-0.71, -12.5), b=-10.25, t=1.0)
    assert "No line in this hidden plane can separate the classes" in view(state).note


@pytest.mark.parametrize("net", [XOR_SIGN_NET, XOR_STEP_NET, XOR_RELU_NET], ids=["sign", "step", "relu"])
def test_a_preset_is_the_slides_network(net):
    assert load_net(START, net).net == net


@pytest.mark.parametrize("k", [0, 1, 2])
def test_shifting_moves_the_line_through_the_pointer_and_keeps_its_direction(k):
    moved = drag(START, ("shift", k), 0.3, 0.9)
    (before, _), (normal, offset) = START.line(k), moved.line(k)
    assert normal == before and np.dot(normal, (0.3, 0.9)) + offset == pytest.approx(0, abs=0.01)
    assert place(moved, ("shift", k)) == pytest.approx((0.3, 0.9), abs=0.02)
    assert [moved.line(j) for j in range(3) if j != k] == [START.line(j) for j in range(3) if j != k]


@pytest.mark.parametrize("k, by", [(0, (0.1, 0.25)), (1, (-0.2, 0.1)), (2, (0.05, 0.3))])
def test_turning_turns_about_the_other_handle_and_the_tip_stays_under_the_pointer(k, by):
    pivot, to = place(START, ("shift", k)), tuple(np.add(place(START, ("shift", k)), by))
    moved = drag(START, ("turn", k), *to)
    normal, offset = moved.line(k)
    assert np.cross([*normal, 0], [*by, 0])[2] == pytest.approx(0, abs=0.02) and np.dot(normal, by) > 0
    assert np.dot(normal, pivot) + offset == pytest.approx(0, abs=0.02)
    assert place(moved, ("turn", k)) == pytest.approx(to, abs=0.02)


def test_a_longer_arrow_means_larger_weights_but_never_above_20():
    sizes = [np.hypot(*drag(START, ("turn", 0), -0.3 + r, -0.3).W[0]) for r in (0.05, 0.2, 0.5, 0.85, 1.5)]
    assert sizes == sorted(sizes) and sizes[0] < 0.5 and sizes[-1] == pytest.approx(20, abs=0.01)


NUMBERS = [("W", 0, 0), ("W", 0, 1), ("W", 1, 0), ("W", 1, 1), ("c", 0), ("c", 1), ("w", 0), ("w", 1), ("b",)]


@pytest.mark.parametrize("target", NUMBERS)
def test_every_number_can_be_typed_over_and_only_it_changes(target):
    driver = driven()
    flat = lambda s: [v for row in s.W for v in row] + [*s.c, *s.w, s.b]
    driver.type(target, "−7,25")
    changed = [i for i, (p, q) in enumerate(zip(flat(START), flat(driver.state))) if p != q]
    assert changed == [NUMBERS.index(target)]
    assert flat(driver.state)[changed[0]] == -7.25
    assert driver.elements()[target].get("data-value") == "-7.25"


@pytest.mark.parametrize("target", NUMBERS)
@pytest.mark.parametrize("text", ["two", "", "-", "1e", "nan", "1e7", "-1e300"])
def test_what_is_no_number_is_refused_in_words(target, text):
    driver = driven()
    driver.type(target, text)
    names = {"W": "weight from x", "w": "weight from h", "c": "bias c", "b": "bias b"}
    assert driver.state == START and driver.in_trouble and "number" in driver.note
    assert driver.note.startswith(names[target[0]])


@pytest.mark.parametrize("target", [("W", -1, 0), ("W", 0, 2), ("W1.-1.0",), ("W00",), ("q",), ("c", -1), ("b", 0)])
def test_what_the_picture_does_not_hold_cannot_be_typed_over(target):
    driver = driven()
    driver.type(target, "1")
    assert driver.state == START and driver.in_trouble and "This picture has no" in driver.note


@pytest.mark.parametrize("target", [("shift", 3), ("turn", -1), ("shift0",)])
def test_what_the_picture_does_not_hold_cannot_be_dragged(target):
    driver = driven()
    driver.drag(target, 0.5, 0.5)
    assert driver.state == START and driver.in_trouble and "This picture has no" in driver.note


def test_a_corner_is_chosen_in_the_table():
    driver = driven()
    driver.click("row", 3)
    assert driver.state == replace(START, corner=3)


def test_the_card_keeps_its_height_and_always_says_something():
    nets = [load_net(START, net) for net in (XOR_SIGN_NET, XOR_RELU_NET)]
    check_card(xor_planes(), [START, OWN, *nets, *(replace(START, g=g, t=0.4) for g in PLANE_ACTIVATIONS)])


@pytest.mark.parametrize("state", [START, load_net(START, XOR_SIGN_NET), load_net(START, XOR_RELU_NET)])
def test_handles_lie_apart_from_each_other(state):
    frame = input_frame()
    ends = [[frame.at(*place(state, (what, k))) for what in ("shift", "turn")] for k in (0, 1)]
    assert min(np.hypot(*np.subtract(p, q)) for p in ends[0] for q in ends[1]) >= 30


def test_hidden_lines_on_top_of_each_other_keep_their_handles_apart():
    test_handles_lie_apart_from_each_other(replace(START, W=((1, 1), (1, 1)), c=(-1, -1), grips=((0.5, 0.5),) * 3))


def test_the_text_twin_tells_where_each_corner_lands_and_what_comes_out():
    said = view(load_net(START, XOR_RELU_NET)).picture.text
    for part in (
        "(0,0) lands at (0, 0), score −0.5, output 0: right.",
        "(1,1) lands at (2, 1), score −0.5, output 0: right.",
        "(0,1) lands at (1, 0), score 0.5, output 0.5: right.",
    ):
        assert part in said
    assert "0.25 of the way" in view(replace(START, t=0.25)).picture.text


@pytest.mark.parametrize("g", PLANE_ACTIVATIONS)
@pytest.mark.parametrize("t", [0.0, 0.5, 1.0])
def test_every_activation_and_every_t_has_a_picture_with_all_handles_in_it(g, t):
    picture = view(replace(START, g=g, t=t)).picture
    lines = range(3) if t == 1 else range(2)  # the output's line has no meaning before the plane has arrived
    assert {(what, k) for what in ("shift", "turn") for k in lines} <= set(elements_of(picture))
    assert t == 1 or ("turn", 2) not in elements_of(picture)
    assert "nan" not in picture.svg


@pytest.mark.parametrize(
    "state",
    [
        replace(START, W=((0, 0), (0, 0))),
        replace(START, w=(0, 0)),
        replace(START, c=(50.0, -50.0)),
        replace(START, W=((1e6, -1e6), (1e-6, 1e-6))),
        replace(START, b=1e5),
        replace(START, g="sign", c=(9, 9)),
    ],
    ids=["no hidden lines", "no output line", "lines out of sight", "huge and tiny", "far", "one place"],
)
def test_lines_that_vanish_or_leave_the_picture_keep_their_handles_inside(state):
    for k in range(3):
        frame = hidden_frame(state.net) if k == 2 else input_frame()
        for what in ("shift", "turn"):
            x, y = place(state, (what, k))
            assert frame.x0 <= x <= frame.x1 and frame.y0 <= y <= frame.y1


def test_corners_that_share_a_place_share_a_label_and_both_classes_are_drawn():
    shown = mapped_corners(hidden_frame(START.net), START.net, 1.0, [])
    assert "(0,0) (0,1)" in shown and shown.count("<circle") == 2 and shown.count("<rect") == 2


def test_buttons_and_slider_of_the_planes():
    driver = driven()
    driver.press("A’s sign network")
    assert driver.state.net == XOR_SIGN_NET and driver.value("activation g") == "sign"
    driver.slide("carried by t", 0.5)
    assert driver.state.t == 0.5
    driver.undo()
    assert driver.state.t == 1.0 and driver.state.net == XOR_SIGN_NET
    driver.restart()
    assert driver.state == START


def carried(driver, *messages):
    async def run():
        for message in messages:
            driver.send(message)
        driver.press("Carry")
        while driver.running("Carry"):
            await asyncio.sleep(0.01)

    asyncio.run(run())
    return driver


def test_carry_runs_until_the_plane_has_arrived_and_can_be_played_again():
    driver = carried(driven(replace(START, t=0.9)))
    assert driver.state.t == 1.0 and driver.enabled("Carry")
    seen = []
    draw = driver.app.view
    driver.app.view = lambda state: (seen.append(state.t), draw(state))[1]
    carried(driver)
    assert seen[0] == 0 and driver.state.t == 1.0 and len(seen) > 50
    driver.undo()
    assert driver.state.t == 1.0
    driver.undo()
    assert driver.state.t == 0.9


def test_carry_jumps_to_its_end_under_reduced_motion():
    driver = driven(State())
    seen = []
    draw = driver.app.view
    driver.app.view = lambda state: (seen.append(state.t), draw(state))[1]
    carried(driver, {"kind": "motion", "reduced": True})
    assert seen == [1.0] and driver.state.t == 1.0


def test_a_state_of_the_planes_comes_back_from_its_code():
    assert eval(repr(OWN), {"State": State}) == OWN
    assert eval(driven(OWN).code, {"xor_planes": xor_planes}).state == OWN


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"g": "cosine"}, "g is 'cosine'; choose one of sign, step, relu"),
        ({"t": 1.5}, "t is 1.5"),
        ({"corner": 4}, "corner is 4"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_in_words(wrong, says):
    with pytest.raises(InputError, match=re.escape(says)):
        xor_planes(**wrong)

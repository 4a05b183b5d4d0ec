"""The backward stepper, the gallery of wrong gradients and the flow of gradients, in plain Python (rows 10.2, 10.4, 10.6)."""

import re
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from lecture_lib import half_squares
from lecture_lib.labs.backprop.faulty_gradients import FAULTY_GRADIENT_ORDER, FAULTY_GRADIENTS
from lecture_lib.labs.backprop.log_bars import LogBar, log_bar_chart
from lecture_lib.labs.backprop.network_picture import backward_cell_id
from lecture_lib.labs.backprop.walkthrough import BackwardCell
from lecture_lib.nn import MLP, central_difference

stepper = import_module("lecture_lib.labs.backprop.backward_stepper")
flow = import_module("lecture_lib.labs.backprop.gradient_flow")
gallery = import_module("lecture_lib.labs.backprop.wrong_gradients")

EXAMPLES = list(stepper.BACKWARD_EXAMPLES)
START = {name: stepper.backward_stepper(example=name).state for name in EXAMPLES}
FIRST = START[EXAMPLES[0]]


def typed(state, cell, value):
    return stepper.on_event(state, {"kind": "edit", "id": backward_cell_id(cell), "text": f"{value:.5f}"})


def says(cell, value, state=FIRST):
    return stepper.view(typed(state, cell, value)).note


# --- the stepper -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_filling_in_every_number_and_taking_the_step_reaches_the_goal(name):
    state = START[name]
    assert not stepper.view(state).goal.reached and not stepper.is_complete(state)
    for cell in state.cells:
        assert state.cells[state.at] == cell
        state = typed(state, cell, state.story.value(cell))
        assert stepper.view(state).note.endswith("is right.")
    assert state.at == len(state.cells) and stepper.is_complete(state) and not stepper.view(state).goal.reached
    before = half_squares.of(state.story.trace, state.y)
    state = stepper.take_descent_step(state)
    shown = stepper.view(state)
    assert (
        shown.goal.reached
        and "the loss falls from" in shown.note
        and half_squares.of(state.story.trace, state.y) < before
    )
    assert state.at == 0 and not state.typed


def test_showing_all_is_not_enough_and_half_is():
    state = stepper.take_descent_step(stepper.reveal_all(FIRST))
    assert not state.earned and not stepper.view(state).goal.reached
    state = FIRST
    for cell in state.cells[:6]:
        state = typed(state, cell, state.story.value(cell))
    assert stepper.take_descent_step(stepper.reveal_all(state)).earned
    assert not stepper.take_descent_step(stepper.reveal_all(stepper.reopen_previous(state))).earned


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_numbers_are_the_derivatives_by_central_differences(name):
    state = START[name]
    for l in range(1, len(state.net) + 1):
        slow = central_difference(
            lambda W: half_squares(state.net.with_layer(l, W=W)(state.x), state.y), state.net[l].W
        )
        for cell in state.cells:
            if cell.kind == "dW" and cell.l == l:
                assert state.story.value(cell) == pytest.approx(slow[cell.j, cell.i], abs=1e-8)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_written_out_sum_gives_the_number(name):
    state = START[name]
    for cell in state.cells:
        formula = state.story.formula(cell).replace("×", "*").replace("−", "-").replace("²", "**2")
        assert eval(formula) == pytest.approx(state.story.value(cell), abs=2e-4)
    shown = stepper.view(replace(state, arithmetic=True))
    assert state.story.formula(state.cells[0]) in shown.picture.text


DA2, DZ2, DA1, DZ1 = (
    BackwardCell("da", 2, 0),
    BackwardCell("dz", 2, 0),
    BackwardCell("da", 1, 1),
    BackwardCell("dz", 1, 1),
)
A2 = 0.529760


@pytest.mark.parametrize(
    "cell, value, word",
    [
        (DA2, 0.4702, "sign"),
        (DA2, -0.9405, "Twice too large"),
        (DA2, A2, "That is the output"),
        (DZ2, -0.4702, "That is da"),
        (DZ2, -0.4702 * A2, "multiplied by a;"),
        (DZ2, -0.4702 * (1 - A2), "by 1 − a"),
        (DZ2, 0.1171, "sign"),
        (DZ2, 0.24911, "slope alone"),
        (BackwardCell("da", 1, 0), 0.2343, "sign"),
        (DA1, 0.4702, "da of the layer above"),
        (DA1, -0.23428, "That is da[1]₁"),
        (BackwardCell("dW", 2, 0, 1), -0.1171, "did not multiply by what the weight reads"),
        (BackwardCell("dW", 2, 0, 1), -0.1171 * 2, "multiplied by z"),
        (BackwardCell("dW", 2, 0, 0), -0.10315, "That is dW[2]₁₂"),
        (BackwardCell("dW", 1, 0, 1), -0.2343 * 2, "You used da"),
        (BackwardCell("dW", 1, 0, 1), 0.0123, "turned over"),
        (DZ1, 0.1171, "That is da"),
        (DA2, 40.0, "Follow every edge"),
        (DZ2, 40.0, "Take da of this unit"),
        (BackwardCell("dW", 1, 0, 0), 40.0, "Two numbers"),
        (DA2, -0.455, "Close"),
    ],
)
def test_a_wrong_number_is_answered_with_its_slip(cell, value, word):
    note = says(cell, value)
    assert word in note and note.startswith(f"{cell} is not")


def test_one_path_alone_is_named_where_several_leave():
    state = START["2-3-2, ReLU"]
    cell, W, dz = BackwardCell("da", 1, 1), state.net[2].W, state.story.grads.dz[2]
    assert "from unit 1 alone" in says(cell, W[0, 1] * dz[0], state)
    other = stepper.on_event(state, {"kind": "edit", "id": "W2.1.1", "text": "4"})
    assert "from unit 2 alone" in says(cell, 4 * dz[1] + (other.story.grads.dz[2][1] - dz[1]) * 4, other)


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_right_number_is_ever_told_a_slip_and_no_note_gives_it_away(name):
    state = START[name]
    for cell in state.cells:
        value = state.story.value(cell)
        assert says(cell, value, state).endswith("is right.")
        note = says(cell, value + 7.77, state)
        assert f"{value:.3g}".replace("-", "−") not in note.split("is not")[1].split(". ", 1)[1] or abs(value) in (
            0,
            1,
            2,
            3,
            4,
        )


@pytest.mark.parametrize(
    "id_, value", [("x.1", "−1,5"), ("y.0", "0.25"), ("W1.0.1", "0.5"), ("W2.0.0", "-3"), ("b1.1", "1"), ("b2.0", "2")]
)
def test_every_given_number_can_be_typed_over_and_opens_the_pass_again(id_, value):
    state = stepper.on_event(stepper.reveal_all(FIRST), {"kind": "edit", "id": id_, "text": value})
    assert state.revealed == () and state.at == 0 and state.story.value(DA2) != FIRST.story.value(DA2)
    assert f'data-id="{id_}"' in stepper.view(FIRST).picture.svg
    assert stepper.on_event(state, {"kind": "edit", "id": id_, "text": value}) == state


@pytest.mark.parametrize("id_", ["x.0", "da2.0", "W1.0.0", "b1.0", "y.0"])
@pytest.mark.parametrize("text, word", [("two", "number"), ("1e9", "from −1000 to 1000"), ("nan", "finite")])
def test_what_is_of_no_use_is_refused_in_words(id_, text, word):
    stage = stepper.backward_stepper()
    stage._on_event({"kind": "edit", "id": id_, "text": text})
    assert stage.state == FIRST and word in stage._note.value and "ll-trouble" in stage._note.value


def test_back_and_forward_and_what_the_twin_says():
    stage = stepper.backward_stepper()
    assert "12" in stage._note.value and "Asked for: da[2]₁ = a[2]₁ − y₁." in stage.board.say
    stage.press("Show this number")
    stage.press("Show this number")
    assert "da[2]₁ −0.4702, dz[2]₁ −0.1171" in stage.board.say and stage.state.at == 2
    stage.press("One number back")
    assert stage.state.at == 1 and "dz[2]₁ −" not in stage.board.say.split("Found so far")[1]
    stage.press("Show all")
    assert "All numbers stand." in stage.board.say and "?" not in re.sub("<style.*?</style>", "", stage.board.svg)
    stage.press("Take the step")
    assert "the loss falls from 0.1106" in stage._note.value


def test_a_step_that_is_too_long_is_reported_as_it_is():
    state = stepper.on_event(START["2-3-2, ReLU"], {"kind": "edit", "id": "x.1", "text": "900"})
    notes = []
    for _ in range(3):
        state = stepper.take_descent_step(stepper.reveal_all(replace(state, rate=1.0)))
        notes.append(stepper.view(state).note)
    assert "rises" in " ".join(notes) and "nan" not in stepper.view(state).picture.svg


def test_a_network_that_is_not_there():
    with pytest.raises(ValueError, match="there is no network"):
        stepper.backward_stepper(example="9-9")


@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 3, 2), (3, 2, 2), (3, 1, 2)])
def test_no_two_boxes_of_the_picture_overlap(sizes):
    net = MLP.random(sizes, stepper.sigmoid, rng=np.random.default_rng(0))
    state = stepper.State(net=net, x=(1.0,) * sizes[0], y=(0.0,) * sizes[-1])
    svg = stepper.view(state).picture.svg
    boxes = [
        tuple(map(float, found))
        for found in re.findall(
            r'<g data-id="[^"]*"[^>]*><rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', svg
        )
    ]
    assert len(boxes) >= len(state.cells)
    for i, (x, y, w, h) in enumerate(boxes):
        for u, v, wide, high in boxes[i + 1 :]:
            assert x + w <= u + 0.6 or u + wide <= x + 0.6 or y + h <= v + 0.6 or v + high <= y + 0.6


# --- the gallery -------------------------------------------------------------------------------------------------


def press(state, key):
    return gallery.on_event(state, {"kind": "press", "id": key})


def test_naming_every_mistake_reaches_the_goal():
    state = gallery.State()
    for k, key in enumerate(FAULTY_GRADIENT_ORDER):
        state = replace(state, at=k)
        assert not gallery.view(state).goal.reached
        state = press(state, key)
        assert gallery.view(state).note.startswith(f"Right: {FAULTY_GRADIENTS[key].title}.")
    assert gallery.view(state).goal.reached


def test_too_many_wrong_guesses_do_not():
    state = gallery.State()
    for k, key in enumerate(FAULTY_GRADIENT_ORDER):
        state = replace(state, at=k)
        wrong = next(other for other in FAULTY_GRADIENT_ORDER if other != key)
        state = press(press(state, wrong) if k < 4 else state, key)
    assert not gallery.view(state).goal.reached and "9 named, 5 at the first try" in gallery.view(state).goal.asks


@pytest.mark.parametrize("k", range(len(FAULTY_GRADIENT_ORDER)))
def test_each_wrong_guess_is_answered_with_its_own_pattern(k):
    notes = {
        gallery.view(press(gallery.State(at=k), key)).note
        for key in FAULTY_GRADIENT_ORDER
        if key != FAULTY_GRADIENT_ORDER[k]
    }
    assert len(notes) == len(FAULTY_GRADIENT_ORDER) - 1 and all(note.startswith("Not this one. ") for note in notes)


def test_a_settled_exhibit_and_a_second_press_change_nothing():
    state = press(gallery.State(), "mean")
    assert press(state, "mean") is state
    settled = press(state, FAULTY_GRADIENT_ORDER[0])
    assert press(settled, "slope") is settled and gallery.on_event(state, {"kind": "key", "id": "mean"}) is state


def test_the_gallery_tells_what_it_shows():
    said = gallery.view(press(gallery.State(at=2), "sign")).picture.text
    assert "Exhibit 3 of 9" in said and "db[3] 8.0e-01, all × 0.2" in said and "Named so far: y − a for a − y" in said
    assert "mean" not in gallery.view(gallery.State(at=2)).picture.text


def test_the_buttons_go_through_the_exhibits():
    stage = gallery.wrong_gradients()
    stage.press("Exhibit before")
    assert stage.state.at == 0
    for _ in range(20):
        stage.press("Next exhibit")
    assert stage.state.at == len(FAULTY_GRADIENT_ORDER) - 1


# --- the flow ----------------------------------------------------------------------------------------------------


def test_the_start_vanishes_and_a_good_choice_arrives():
    shown = flow.view(flow.State())
    assert not shown.goal.reached and "vanishes" in shown.note
    assert flow.view(flow.State(depth=25, g="tanh", gain=1.1)).goal.reached
    assert (
        not flow.view(flow.State(depth=19, g="tanh")).goal.reached
        and not flow.view(flow.State(depth=20, g="identity")).goal.reached
    )
    assert (
        "explodes" in flow.view(flow.State(g="identity", gain=3.0)).note
        and "keeps" in flow.view(flow.State(g="identity")).note
    )


@pytest.mark.parametrize("seed", range(3))
def test_relu_arrives_with_a_gain_near_root_two(seed):
    reached = [
        gain
        for gain in np.arange(0.2, 4.01, 0.1).round(1)
        if flow.view(flow.State(20, "relu", float(gain), seed)).goal.reached
    ]
    assert reached and all(1.2 <= gain <= 1.8 for gain in reached)


@pytest.mark.parametrize("g", flow.FLOW_ACTIVATIONS)
@pytest.mark.parametrize("depth, gain", [(2, 0.2), (30, 0.2), (30, 4.0)])
def test_every_corner_has_a_picture(g, depth, gain):
    shown = flow.view(flow.State(depth=depth, g=g, gain=gain))
    assert (
        "nan" not in shown.picture.svg
        and "inf" not in shown.picture.svg
        and f"{depth} layers of {g}" in shown.picture.text
    )
    assert f"layer {depth}" in shown.note


def test_bars_that_are_nothing_or_off_the_axis_stay_inside():
    drawn = log_bar_chart(
        [LogBar("a", 0.0, True), LogBar("b", 1e9, False), LogBar("c", 1e-30, True)], -6, 0, 50, 10, 300
    )
    ends = [float(x) + float(w) for x, w in re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)]
    assert max(ends) <= 350 and len(ends) == 3

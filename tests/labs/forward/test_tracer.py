"""The tracer without a browser: type, be judged, edit, go on from one's own number, go back."""

import math
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib import MLP, forward, identity, relu, sigmoid, sign, softmax, step, tanh
from lecture_lib.course import progress
from lecture_lib.data import LECTURE_EXAMPLES
from lecture_lib.labs.forward import tracer
from lecture_lib.labs.forward.steps import ForwardCell, forward_cells
from lecture_lib.labs.forward.table_picture import forward_cell_id
from lecture_lib.labs.forward.tracer import (
    OWN_NUMBER,
    TRUE_NUMBER,
    State,
    enter_number,
    on_event,
    reopen_previous,
    reveal_all,
    reveal_number,
    view,
)
from lecture_lib.validation import InputError

NAMES = {
    "State": State,
    "MLP": MLP,
    "sigmoid": sigmoid,
    "softmax": softmax,
    "relu": relu,
    "tanh": tanh,
    "identity": identity,
    "sign": sign,
    "step": step,
}


def edit(stage, id_, text):
    stage._on_event({"kind": "edit", "id": id_, "text": text})


def note(stage):
    return stage._note.value


def asked(state):
    return str(state.cells[state.at]) if state.at < len(state.cells) else "nothing"


def true_numbers(state):
    trace = forward(state.net, state.x)
    return [float((trace.z if cell.kind == "z" else trace.a)[cell.l][cell.j]) for cell in forward_cells(state.net)]


def handles(state):
    root = ElementTree.fromstring(view(state).picture.svg)
    return {node.get("data-id"): node for node in root.iter() if node.get("data-can")}


def test_a_right_number_asks_for_the_next_and_a_wrong_one_again():
    stage = tracer()
    assert asked(stage.state) == "z[1]₁"
    edit(stage, "z1.0", "-8")
    assert asked(stage.state) == "z[1]₁" and "z[1]₁ is not −8. The bias is not added yet." in note(stage)
    edit(stage, "z1.0", "−3,0")
    assert asked(stage.state) == "z[1]₂" and "z[1]₁ = −3 is right." in note(stage)
    edit(stage, "z1.3", "7")  # any cell may be typed, in any order
    assert asked(stage.state) == "a[1]₁"
    edit(stage, "z1.1", "2")
    assert asked(stage.state) == "z[1]₃"
    assert "-3" not in view(State()).picture.text.split("Asked")[1]


def test_the_asked_number_is_named_in_words_and_with_its_rule():
    state = State()
    assert "Asked for: z[1]₁ = W[1] row 1 · x + b₁." in view(state).picture.text
    stage = tracer()
    stage.press("Write the sum out")
    assert "Asked for: z[1]₁ = 3 × (−3) + (−9) × 1 + 2 × 5 + 5." in stage.board.say
    root = ElementTree.fromstring(stage.board.svg)
    assert "z[1]₁ = 3 × (−3) + (−9) × 1 + 2 × 5 + 5 = ?" in "".join(root.itertext())
    assert "Asked for: z[1]₁" in root.findtext("{*}desc")


@pytest.mark.parametrize("example", LECTURE_EXAMPLES)
def test_every_number_typed_in_turn_reaches_the_goal(example):
    stage = tracer(example=example)
    numbers = true_numbers(stage.state)
    for i, number in enumerate(numbers):
        assert not view(stage.state).goal.reached and stage.state.at == i
        said = stage.board.say
        assert f"Asked for: {stage.state.cells[i]} =" in said
        edit(stage, forward_cell_id(stage.state.cells[i]), f"{number:.2f}")
    assert view(stage.state).goal.reached and "Reached" in note(stage)
    assert progress().goals() == {"tracer"}
    assert "All numbers stand." in stage.board.say and f"({len(numbers)} are yours)" in note(stage)


def test_half_must_be_ones_own():
    numbers, state = true_numbers(State()), State()
    half = len(numbers) // 2
    for i in range(half - 1):
        state = enter_number(state, i, numbers[i])
    assert not view(reveal_all(state)).goal.reached
    state = enter_number(state, half - 1, numbers[half - 1])
    assert not view(state).goal.reached
    assert view(reveal_all(state)).goal.reached
    wrong = enter_number(state, half, numbers[half] + 1)
    assert not view(reveal_all(wrong)).goal.reached  # a wrong number still stands there


def test_show_back_and_show_all():
    state = reveal_number(reveal_number(State()))
    assert (state.revealed, asked(state)) == ((0, 1), "z[1]₃")
    state = reopen_previous(state)
    assert (state.revealed, asked(state)) == ((0,), "z[1]₂")
    wrong = enter_number(state, 1, 5.0)
    assert reveal_number(wrong).typed == () and 1 in reveal_number(wrong).revealed
    assert reopen_previous(enter_number(state, 1, 2.0)).typed == ()
    everything = reveal_all(State())
    assert asked(everything) == "nothing" and len(everything.revealed) == 10
    assert asked(reopen_previous(everything)) == "a[2]₁"
    buttons = {
        label: tracer(**vars(everything)).controls[label][1].disabled
        for label in ("Show this number", "Show all", "One number back")
    }
    assert buttons == {"Show this number": True, "Show all": True, "One number back": False}
    assert tracer().controls["One number back"][1].disabled


def filled(**changes):
    """Return 3-4-1 with every number typed right."""
    state = State(**changes)
    for i, number in enumerate(true_numbers(state)):
        state = enter_number(state, i, round(number, 4))
    return state


@pytest.mark.parametrize("id_, kept", [("x.0", 0), ("W1.2.1", 0), ("b1.3", 0), ("W2.0.3", 8), ("b2.0", 8)])
def test_an_edit_opens_what_depends_on_it(id_, kept):
    before = filled()
    after = on_event(before, {"kind": "edit", "id": id_, "text": "0.5"})
    assert [i for i, _ in after.typed] == list(range(kept)) and after.at == kept and after.last is None
    numbers = true_numbers(after)
    assert numbers[:kept] == true_numbers(before)[:kept] and numbers != true_numbers(before)
    for i in range(kept, len(numbers)):
        after = enter_number(after, i, numbers[i])
    assert view(after).goal.reached


@pytest.mark.parametrize("id_, value", [("x.0", 0.5), ("W1.2.1", 0.25), ("b1.3", -7.0), ("W2.0.3", 3.0), ("b2.0", 0.0)])
def test_an_edit_changes_that_number_alone(id_, value):
    after = on_event(State(), {"kind": "edit", "id": id_, "text": str(value)})
    flat = lambda state: [*state.x, *(v for W, b, _ in state.net for v in (*W.ravel(), *b))]
    differing = [(old, new) for old, new in zip(flat(State()), flat(after), strict=True) if old != new]
    assert [new for _, new in differing] == [value]


@pytest.mark.parametrize("id_, text", [("x.0", "-3"), ("W1.0.1", "−9"), ("b2.0", "6.0")])
def test_typing_what_stands_there_loses_nothing(id_, text):
    assert on_event(filled(), {"kind": "edit", "id": id_, "text": text}) == filled()


def test_go_on_from_ones_own_number():
    state = enter_number(State(go_on=OWN_NUMBER), 0, 2.0)  # z[1]₁ = 2 in place of −3
    assert asked(state) == "z[1]₁" and "is not 2" in view(state).note
    first_activation = 1 / (1 + math.exp(-2))
    state = enter_number(state, 4, round(first_activation, 4))
    assert "is right" in view(state).note
    assert "is not" in view(enter_number(State(go_on=TRUE_NUMBER), 4, round(first_activation, 4))).note
    a = [first_activation, *forward(*LECTURE_EXAMPLES["3-4-1"]).a[1][1:]]
    assert "is right" in view(enter_number(state, 8, round(3 * a[0] - 12 * a[1] + 8 * a[2] + a[3] + 6, 3))).note


def test_the_menu_and_the_examples():
    stage = tracer()
    edit(stage, "z1.0", "-3")
    stage.controls["go on from"][1].value = OWN_NUMBER
    assert stage.state.go_on == OWN_NUMBER and stage.state.typed == ((0, -3.0),)
    stage.controls["network"][1].value = "3-4-4-4-3"
    assert stage.state == State("3-4-4-4-3", *LECTURE_EXAMPLES["3-4-4-4-3"][:1], (7.0, 1.0, -4.0), go_on=OWN_NUMBER)
    stage.controls["network"][1].value = "3-4-1"
    assert stage.state == State(go_on=OWN_NUMBER)


def test_back_forward_and_reset_restore_every_state():
    stage, seen = tracer(), [tracer().state]
    acts = [
        lambda: edit(stage, "z1.0", "-8"),
        lambda: edit(stage, "z1.0", "-3"),
        lambda: stage.press("Show this number"),
        lambda: edit(stage, "W1.0.0", "4"),
        lambda: stage.press("Write the sum out"),
        lambda: stage.press("Show all"),
        lambda: edit(stage, "x.1", "2"),
        lambda: stage.press("One number back"),
    ]
    for act in acts[:-1]:
        act()
        assert stage.state != seen[-1]
        seen.append(stage.state)
    pictures = []
    for state in reversed(seen):
        assert stage.state == state
        pictures.append(stage.board.svg)
        stage.press("◀ Back")
    for state, picture in zip(seen, reversed(pictures)):
        assert (stage.state, stage.board.svg) == (state, picture)
        stage.press("Forward ▶")
    stage.press("Reset")
    assert stage.state == State() and stage.board.svg == view(State()).picture.svg
    stage.press("◀ Back")
    assert stage.state == seen[-1]


@pytest.mark.parametrize("id_", ["z1.0", "a2.0", "x.2", "W1.3.2", "b2.0"])
@pytest.mark.parametrize(
    "text, wanted",
    [
        ("seven", "real numbers are wanted"),
        ("", "real numbers are wanted"),
        ("1/2", "real numbers are wanted"),
        ("nan", "must be finite"),
        ("1e999", "must be finite"),
        ("1e9", "a number from −1000000 to 1000000 is wanted"),
        ("-1e9", "a number from −1000000 to 1000000 is wanted"),
        ("1 2", "real numbers are wanted"),
        ("１", None),
    ],
)
def test_bad_text_keeps_the_state_and_says_what_is_wanted(id_, text, wanted):
    stage = tracer()
    before, picture = stage.state, stage.board.svg
    edit(stage, id_, text)
    if wanted is None:  # a wide digit is a digit
        assert stage.state != before
    else:
        assert (stage.state, stage.board.svg) == (before, picture)
        assert wanted in note(stage) and "ll-trouble" in note(stage)
        names = {"z": "z[1]₁", "a": "a[2]₁", "x": "the input", "W": "the weight", "b": "the bias"}
        assert names[id_[0]] in note(stage)


def test_markup_typed_in_is_shown_as_text():
    stage = tracer()
    edit(stage, "z1.0", "<img src=x>")
    assert "<img" not in note(stage) and "&lt;img" in note(stage)


def test_numbers_of_any_allowed_size_can_be_drawn(recwarn):
    stage = tracer(example="3-4-4-4-3")
    for id_ in ["x.0", *(f"W{l}.0.0" for l in range(1, 5)), *(f"b{l}.1" for l in range(1, 5))]:
        for text in ("1e6", "-1e6", "1e-300"):
            edit(stage, id_, text)
            assert "ll-trouble" not in note(stage)
            ElementTree.fromstring(view(reveal_all(stage.state)).picture.svg)
    assert not recwarn.list


@pytest.mark.parametrize(
    "state",
    [
        State(),
        *(tracer(example=name).state for name in LECTURE_EXAMPLES),
        filled(),
        reveal_all(State()),
        filled(arithmetic=True, go_on=OWN_NUMBER),
        on_event(State(), {"kind": "edit", "id": "x.0", "text": "0.1"}),
        on_event(filled(), {"kind": "edit", "id": "W1.0.0", "text": "1e-7"}),
        State(net=MLP(([[1, 2, 3]], [0.5], tanh), ([[-1]], [0], identity))),
        State(net=MLP(([[0, 0, 0]], [0], step))),
    ],
)
def test_the_state_as_code_makes_the_state_again(state):
    assert eval(repr(state), NAMES) == state
    assert hash(eval(repr(state), NAMES)) == hash(state)


def test_show_as_code_shows_code_that_runs():
    stage = tracer()
    edit(stage, "x.0", "0.5")
    edit(stage, "z1.0", "-8")
    stage.press("Show as code")
    code = "".join(ElementTree.fromstring(stage._code.value).itertext())
    assert eval(code, NAMES | {"tracer": tracer}).state == stage.state


@pytest.mark.parametrize(
    "state",
    [
        State(),
        filled(),
        reveal_all(State()),
        *(tracer(example=name).state for name in LECTURE_EXAMPLES),
        reveal_number(reveal_all(tracer(example="3-4-3").state)),
    ],
)
def test_every_handle_of_the_picture_is_understood(state):
    found = handles(state)
    assert {forward_cell_id(cell) for cell in state.cells} | {"x.0", "x.1", "x.2"} <= set(found)
    for id_, node in found.items():
        assert node.get("data-can") == "edit" and node.get("role") == "button" and node.get("tabindex") == "0"
        new = on_event(state, {"kind": "edit", "id": id_, "text": "0.125"})
        assert new != state
        again = handles(new)
        assert id_ not in again or again[id_].get("data-value") == "0.125"
    layer = state.cells[state.at].l if state.at < len(state.cells) else None
    shown = sum(id_[0] in "Wb" for id_ in found)
    assert shown == (0 if layer is None else state.net[layer].W.size + state.net[layer].b.size)


def test_every_layers_weights_come_up_as_they_are_asked_for():
    state, seen = tracer(example="3-4-4-4-3").state, set()
    while state.at < len(state.cells):
        seen |= {id_ for id_ in handles(state) if id_[0] in "Wb"}
        state = reveal_number(state)
    assert len(seen) == LECTURE_EXAMPLES["3-4-4-4-3"].net.n_parameters == 71


def test_labels_say_what_stands_in_a_cell():
    state = reveal_number(enter_number(enter_number(State(), 0, -3.0), 1, 9.0))
    labels = {id_: node.get("aria-label") for id_, node in handles(enter_number(state, 2, 5.0)).items()}
    assert labels["z1.0"] == "z[1]₁, right, −3: press Enter to type it"
    assert labels["z1.1"] == "z[1]₂, shown, 2: press Enter to type it"
    assert labels["z1.2"] == "z[1]₃, not right yet, 5: press Enter to type it"
    assert labels["z1.3"] == "z[1]₄, open: press Enter to type it"
    assert labels["x.1"] == "input x₂, 1: press Enter to type another"
    assert labels["W1.2.1"] == "weight of layer 1, row 3, column 2, 3: press Enter to type another"


def test_an_open_cell_does_not_tell_its_number():
    state = tracer(example="3-4-4-4-3").state
    written = "".join(ElementTree.fromstring(view(state).picture.svg).itertext()) + view(state).picture.text
    assert not re.search(r"79|−70|−26|0\.866|0\.117", written)
    assert view(state).picture.text.count("open") == 3


@given(
    st.lists(st.tuples(st.integers(0, 13), st.floats(-9, 9).map(lambda v: round(v, 2))), max_size=6),
    st.sampled_from([OWN_NUMBER, TRUE_NUMBER]),
)
def test_any_numbers_in_any_order_make_a_picture(typing, go_on):
    state = tracer(example="3-4-3", go_on=go_on).state
    for i, number in typing:
        state = enter_number(state, i, number)
        shown = view(state)
        ElementTree.fromstring(shown.picture.svg)
        assert asked(state) == "nothing" or f"Asked for: {asked(state)}" in shown.picture.text
    assert dict(state.typed) == dict(typing)


def test_what_is_no_edit_changes_nothing():
    assert on_event(State(), {"kind": "press", "id": "z1.0"}) == State()
    with pytest.raises(InputError):
        on_event(State(), {"kind": "edit", "id": "z1.0", "text": "x"})


def test_the_starting_state_is_the_lectures():
    assert State().x == (-3.0, 1.0, 5.0) and all(type(v) is float for v in State().x)
    assert [ForwardCell("z", 1, 0), ForwardCell("a", 2, 0)] == [State().cells[0], State().cells[-1]]
    assert np.array_equal(State().net[1].W[1], [11, -2, 7])

"""The backward stepper without a browser: type, be judged, edit what is given, take the step (row 10.2)."""

import re
from dataclasses import replace

import numpy as np
import pytest

from lecture_lib import half_squares
from lecture_lib.interactive import Event, cell_contents, is_complete, reveal_all
from lecture_lib.labs.backprop import backward_stepper
from lecture_lib.labs.backprop.backward_stepper import (
    BACKWARD_EXAMPLES,
    GOALS,
    State,
    backward_example,
    on_event,
    take_descent_step,
    view,
)
from lecture_lib.labs.backprop.network_picture import cell_target
from lecture_lib.labs.backprop.walkthrough import BackwardCell
from lecture_lib.nn import MLP, central_difference, identity, relu, sigmoid
from lecture_lib.validation import InputError
from tests.widget_driver import WidgetDriver, settings_of

EXAMPLES = list(BACKWARD_EXAMPLES)
START = {name: backward_example(name) for name in EXAMPLES}
FIRST = START[EXAMPLES[0]]


def driven(**settings):
    return WidgetDriver(backward_stepper(**settings))


def typed(state, cell, value):
    return on_event(state, Event("edit", cell_target(cell), f"{value:.5f}"))


def says(cell, value, state=FIRST):
    return view(typed(state, cell, value)).note


@pytest.mark.parametrize("name", EXAMPLES)
def test_filling_in_every_number_and_taking_the_step_reaches_the_goal(name):
    driver = driven(example=name, goal=next(iter(GOALS)))
    assert not driver.goal.reached and not driver.enabled("Take the step")
    for cell in driver.state.cells:
        assert driver.state.current == cell and f"Asked for: {cell} = " in driver.text
        driver.type(cell_target(cell), f"{driver.state.walkthrough.value(cell):.5f}")
        assert "is right. " in driver.note and driver.app.feedback.tone == "right"
    assert driver.state.current is None and is_complete(cell_contents(driver.state)) and not driver.goal.reached
    before = driver.state.loss
    driver.press("Take the step")
    assert driver.goal.reached and "the loss falls from" in driver.note
    assert half_squares(driver.state.net(driver.state.x), driver.state.y) == pytest.approx(driver.state.loss)
    assert driver.state.loss < before
    assert driver.state.at == 0 and not driver.state.typed


def test_the_note_of_the_step_goes_with_the_next_number():
    driver = driven()
    driver.press("Show all")
    driver.press("Take the step")
    assert driver.note.startswith("The step is taken, W − 0.5 · dW")
    driver.type(("da", 2, 0), "7")
    assert driver.note.startswith("da[2]₁ is not 7.")
    driver.undo()
    driver.press("Show this number")
    assert "The step is taken" not in driver.note
    driver.undo()
    driver.type(("x", 0), "3")
    assert "db is not asked for: here it is dz itself." in driver.note and driver.state.before is None


def test_showing_all_is_not_enough_and_half_is():
    state = take_descent_step(reveal_all(FIRST))
    assert not state.earned
    state = FIRST
    for cell in state.cells[:6]:
        state = typed(state, cell, state.walkthrough.value(cell))
    assert take_descent_step(reveal_all(state)).earned
    fewer = replace(state, typed=state.typed[:-1])
    assert not take_descent_step(reveal_all(fewer)).earned


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_numbers_are_the_derivatives_by_central_differences(name):
    state = START[name]

    def loss(l, W):
        return half_squares(state.net.with_layer(l, W=W)(state.x), state.y)

    for l in range(1, len(state.net) + 1):
        slow = central_difference(lambda W, l=l: loss(l, W), state.net[l].W)
        for cell in state.cells:
            if cell.kind == "dW" and cell.l == l:
                assert state.walkthrough.value(cell) == pytest.approx(slow[cell.j, cell.i], abs=1e-8)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_written_out_sum_gives_the_number(name):
    state = START[name]
    for cell in state.cells:
        formula = state.walkthrough.formula(cell).replace("×", "*").replace("−", "-").replace("²", "**2")
        assert eval(formula) == pytest.approx(state.walkthrough.value(cell), abs=2e-4)
    shown = view(replace(state, arithmetic=True))
    assert state.walkthrough.formula(state.cells[0]) in shown.picture.text


DA2, DZ2 = BackwardCell("da", 2, 0), BackwardCell("dz", 2, 0)
DA1, DZ1 = BackwardCell("da", 1, 1), BackwardCell("dz", 1, 1)
A2 = 0.529760


@pytest.mark.parametrize(
    "cell, value, word",
    [
        (DA2, 0.4702, "sign"),
        (DA2, -0.9405, "Twice too large"),
        (DA2, A2, "That is the output"),
        (DZ2, -0.4702, "That is da"),
        (DZ2, -0.4702 * A2, "multiplied by a."),
        (DZ2, -0.4702 * (1 - A2), "by 1 − a"),
        (DZ2, 0.1171, "sign"),
        (DZ2, 0.24911, "only the slope"),
        (BackwardCell("da", 1, 0), 0.2343, "sign"),
        (DA1, 0.4702, "da of the layer above"),
        (DA1, -0.23428, "That is da[1]₁"),
        (BackwardCell("dW", 2, 0, 1), -0.1171, "did not multiply by what the weight reads"),
        (BackwardCell("dW", 2, 0, 1), -0.1171 * 2, "multiplied by z"),
        (BackwardCell("dW", 2, 0, 0), -0.10315, "That is dW[2]₁₂"),
        (BackwardCell("dW", 1, 0, 1), -0.2343 * 2, "You used da"),
        (BackwardCell("dW", 1, 0, 1), 0.0123, "is transposed"),
        (DZ1, 0.1171, "That is da"),
        (DA2, 40.0, "Follow every edge"),
        (DZ2, 40.0, "Take da of this unit"),
        (BackwardCell("dW", 1, 0, 0), 40.0, "Two numbers"),
        (DA2, -0.455, "Close"),
    ],
)
def test_a_wrong_number_is_answered_with_its_mistake(cell, value, word):
    note = says(cell, value)
    assert word in note and note.startswith(f"{cell} is not")


def test_one_path_alone_is_named_where_several_leave():
    state = START["2-3-2, ReLU"]
    cell, W, dz = BackwardCell("da", 1, 1), state.net[2].W, state.walkthrough.grads.dz[2]
    assert "from unit 1 only" in says(cell, W[0, 1] * dz[0], state)
    other = on_event(state, Event("edit", ("W", 2, 1, 1), "4"))
    assert "from unit 2 only" in says(cell, 4 * dz[1] + (other.walkthrough.grads.dz[2][1] - dz[1]) * 4, other)


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_right_number_is_ever_called_a_mistake_and_no_note_gives_it_away(name):
    state = START[name]
    for cell in state.cells:
        value = state.walkthrough.value(cell)
        assert "is right. " in says(cell, value, state)
        advice = says(cell, value + 7.77, state).split("is not")[1].split(". ", 1)[1]
        assert f"{value:.3g}".replace("-", "−") not in advice or abs(value) in (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    "target, value",
    [
        (("x", 1), "−1,5"),
        (("y", 0), "0.25"),
        (("W", 1, 0, 1), "0.5"),
        (("W", 2, 0, 0), "-3"),
        (("b", 1, 1), "1"),
        (("b", 2, 0), "2"),
    ],
)
def test_every_given_number_can_be_typed_over_and_opens_the_pass_again(target, value):
    driver = driven(**settings_of(reveal_all(FIRST)))
    driver.type(target, value)
    state = driver.state
    assert state.revealed == () and state.at == 0 and state.walkthrough.value(DA2) != FIRST.walkthrough.value(DA2)
    numbers = [lambda s: s.x, lambda s: s.y, *(lambda s, l=l: (*s.net[l].W.ravel(), *s.net[l].b) for l in (1, 2))]
    changes = [new for part in numbers for old, new in zip(part(FIRST), part(state), strict=True) if old != new]
    assert changes == [float(value.replace("−", "-").replace(",", "."))]
    driver.type(target, value)
    assert driver.state is state


@pytest.mark.parametrize(
    "target, name",
    [
        (("x", 0), "the input"),
        (("da", 2, 0), "da[2]₁"),
        (("dW", 1, 0, 1), "dW[1]₁₂"),
        (("W", 1, 0, 0), "the weight"),
        (("b", 1, 0), "the bias"),
        (("y", 0), "the target"),
    ],
)
@pytest.mark.parametrize(
    "text, word",
    [
        ("two", "Give real numbers"),
        ("-", "Give real numbers"),
        ("1e", "Give real numbers"),
        ("", "Give real numbers"),
        ("1e9", "Give a number from −1000 to 1000"),
        ("nan", "every number must be finite"),
    ],
)
def test_what_is_of_no_use_is_refused_in_words(target, name, text, word):
    driver = driven()
    driver.type(target, text)
    assert driver.state == FIRST and driver.in_trouble and word in driver.note and driver.note.startswith(name)


def test_digits_of_another_script_are_refused_in_words():
    driver = driven()
    driver.type(("W", 1, 0, 0), "१")
    assert driver.state == FIRST and "text ('१')" in driver.note


@pytest.mark.parametrize(
    "target", [("W", 1, -1, 0), ("W", 1, 0, 2), ("W", 3, 0, 0), ("x", -1), ("y", 1), ("da", 3, 0), ("W1.0.0",), ("q",)]
)
def test_what_the_picture_does_not_hold_cannot_be_typed_over(target):
    driver = driven()
    driver.type(target, "1")
    assert driver.state == FIRST and driver.in_trouble and "This picture has no" in driver.note
    driver.send({"kind": "edit", "id": "W1.-1.0", "text": "1"})
    assert driver.state == FIRST and driver.in_trouble and "run the cell once more" in driver.note


def test_a_cell_that_is_gone_with_its_network_is_answered_in_one_line():
    driver = driven(example="2-3-2, ReLU")
    driver.choose("network", "2-2-1, sigmoid")
    driver.type(("dW", 2, 1, 2), "1")
    assert driver.in_trouble and "no “dW.2.1.2” any more" in driver.note and driver.state == FIRST


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_handle_of_the_picture_is_understood(name):
    net = BACKWARD_EXAMPLES[name].net
    n_cells, n_given = len(START[name].cells), net.n_parameters + net.sizes[0] + net.sizes[-1]
    elements = driven(example=name).elements()
    assert len(elements) == n_cells + n_given
    for target in elements:
        driver = driven(example=name)
        driver.type(target, "0.125")
        assert driver.elements()[target].get("data-value") == "0.125" and not driver.in_trouble


def test_back_and_forward_and_what_the_picture_says_in_words():
    driver = driven()
    assert "Asked for: da[2]₁ = a[2]₁ − y₁." in driver.text
    driver.press("Show this number")
    driver.press("Show this number")
    assert "da[2]₁ −0.4702, dz[2]₁ −0.1171" in driver.text and driver.state.at == 2
    driver.undo()
    assert driver.state.at == 1 and "dz[2]₁ −" not in driver.text.split("Found so far")[1]
    driver.press("Show all")
    assert "All numbers are filled in." in driver.text and "?" not in re.sub(
        "<style.*?</style>", "", driver.picture.svg
    )
    driver.press("Take the step")
    assert "the loss falls from 0.1106" in driver.note


def test_a_step_that_is_too_long_is_reported_as_it_is():
    driver, notes = driven(example="2-3-2, ReLU", rate=1.0), []
    driver.type(("x", 1), "900")
    for _ in range(3):
        driver.press("Show all")
        driver.press("Take the step")
        notes.append(driver.note)
    assert "rises" in " ".join(notes) and "nan" not in driver.picture.svg


def test_another_network_keeps_what_is_no_part_of_it():
    driver = driven(arithmetic=True, earned=True, rate=0.1)
    driver.choose("network", "2-3-2, ReLU")
    assert driver.state == backward_example("2-3-2, ReLU", arithmetic=True, earned=True) and driver.state.rate == 0.02


def test_a_network_that_is_not_there():
    with pytest.raises(InputError, match="there is no network '9-9'; there are: 2-2-1, sigmoid"):
        backward_stepper(example="9-9")


def test_code_names_no_more_than_it_takes_and_makes_the_widget_again():
    names = {"backward_stepper": backward_stepper, "MLP": MLP, "sigmoid": sigmoid, "relu": relu, "identity": identity}
    driver = driven(example="2-3-2, ReLU")
    assert driver.code == "backward_stepper(example='2-3-2, ReLU')"
    driver.type(("W", 1, 0, 0), "0.5")
    driver.type(("da", 2, 0), "7")
    assert "rate" not in driver.code and eval(driver.code, names).state == driver.state


def test_the_card_keeps_its_size_and_always_says_what_comes_next():
    driver, sizes, longest = driven(), set(), ""

    def look(longest):
        sizes.add(tuple((panel.width, panel.height) for panel in driver.picture.panels))
        assert driver.note and sum(face.get("primary", False) for face in driver.app.face["controls"]) == 1
        return max(longest, driver.note, key=len)

    for name in (*EXAMPLES, EXAMPLES[0]):
        driver.choose("network", name)
        driver.choose("the rule", name == EXAMPLES[1])
        for cell in driver.state.cells:
            for wrong in (99, driver.state.walkthrough.value(cell) * 2 + 1, 0.53):
                driver.type(cell_target(cell), str(wrong))
                longest = look(longest)
            driver.press("Show this number")
            longest = look(longest)
        driver.press("Take the step")
        longest = look(longest)
    assert len(sizes) == 1 and max(width for size in sizes for width, _ in size) <= 270
    assert len(longest) <= 150, longest


def test_the_rule_stands_in_the_panel_of_its_cell_and_what_it_uses_is_framed():
    driver = driven()
    driver.press("Show this number")
    driver.press("Show this number")
    for _ in range(2):
        driver.press("Show this number")
    first, second = (str(panel.parts) for panel in driver.picture.panels)
    assert "da[1]₁ = column 1 of W[2] · dz[2]" in first and "column 1" not in second
    framed = {t for t, node in driver.elements().items() if node[0].get("stroke") == "var(--accent)"}
    assert framed == {("da", 1, 0), ("W", 2, 0, 0), ("dz", 2, 0)}


def test_a_wrong_number_flashes_and_no_other():
    driver = driven()
    driver.type(("da", 2, 0), "9")
    driver.type(("dz", 2, 0), "9")
    assert [t for t, node in driver.elements().items() if node.get("class") == "flash"] == [("dz", 2, 0)]
    assert driver.app.feedback.tone == "wrong"


@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 3, 2), (3, 2, 2), (3, 1, 2)])
def test_no_two_boxes_of_the_picture_overlap(sizes):
    net = MLP.random(sizes, sigmoid, rng=np.random.default_rng(0))
    state = State(net=net, x=(1.0,) * sizes[0], y=(0.0,) * sizes[-1])
    for panel in view(state).picture.panels:
        _no_boxes_overlap(str(panel.parts))


def _no_boxes_overlap(drawn):
    boxes = [
        tuple(map(float, found))
        for found in re.findall(
            r'<g data-id="[^"]*"[^>]*><rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', drawn
        )
    ]
    assert len(boxes) >= 4
    for i, (x, y, w, h) in enumerate(boxes):
        for u, v, wide, high in boxes[i + 1 :]:
            assert x + w <= u + 0.6 or u + wide <= x + 0.6 or y + h <= v + 0.6 or v + high <= y + 0.6

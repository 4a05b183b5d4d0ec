"""Notebook 00's widgets: the neuron to learn the controls on, and the game of the four notations."""

from xml.etree import ElementTree

import pytest

from lecture_lib.course import progress
from lecture_lib.labs.start import first_neuron, notation_game
from lecture_lib.labs.start.first_neuron import State as NeuronState
from lecture_lib.labs.start.notation_game import State as GameState
from tests.widget_driver import WidgetDriver, settings_of


def test_a_number_typed_over_another_moves_slider_picture_and_words():
    driver = WidgetDriver(first_neuron(goal="balance"))
    driver.type(("w",), "−0,5")
    assert driver.state == NeuronState(w=-0.5) and driver.value("weight w") == -0.5
    assert driver.text == "z = −0.5 × 2 + 1 = 0; the neuron’s output is a = σ(z) = 0.5."
    assert driver.goal.reached and driver.app.feedback.tone == "right"
    assert progress().goals() == {"first_neuron: balance"}
    driver.undo()
    assert driver.state == NeuronState()


@pytest.mark.parametrize("x, w", [(0.0, 1.0), (1.0, 0.0)])
def test_the_neuron_is_not_balanced_by_nothing(x, w):
    assert not WidgetDriver(first_neuron(x=x, w=w, b=0.0, goal="balance")).goal.reached


def test_the_slider_and_the_picture_name_what_was_typed_wrongly():
    driver = WidgetDriver(first_neuron())
    driver.type(("b",), "two")
    assert driver.in_trouble and driver.note == "bias b holds text ('two'). Give real numbers."
    assert driver.state == NeuronState()


def test_other_numbers_are_other_ones_and_come_in_turn():
    driver = WidgetDriver(first_neuron())
    seen = [driver.state]
    for _ in range(4):
        driver.press("Other numbers")
        seen.append(driver.state)
        driver.slide("bias b", 3.9)
        driver.undo()
    assert seen[4] == seen[0] and len(set(seen)) == 4
    assert not any(a.x == b.x or a.w == b.w or a.b == b.b for a, b in zip(seen, seen[1:]))


@pytest.mark.parametrize("z, dot", [(0.0, 0.5), (4.0, 0.75), (-40.0, 0.0), (1e6, 1.0)])
def test_z_lies_on_the_number_line_and_never_leaves_it(z, dot):
    line = ElementTree.fromstring(WidgetDriver(first_neuron(x=1.0, w=0.0, b=z)).picture.panels[1].markup)
    marks = [e for e in line.iter() if e.tag.endswith("circle")]
    assert [float(e.get("cx")) for e in marks] == [pytest.approx(20 + 218 * dot)] * 2
    arrow = {-40.0: "← z", 1e6: "z →"}.get(z, "z")
    assert [e.text for e in line.iter() if e.text and "z" in e.text.split()][-1] == arrow


@pytest.mark.parametrize("state", [NeuronState(), NeuronState(b=-2.0), NeuronState(x=0.0, b=0.0), NeuronState(w=-4.0)])
def test_the_neuron_s_card_keeps_its_size_and_is_never_silent(state):
    driver = WidgetDriver(first_neuron(**settings_of(state)))
    assert [(panel.width, panel.height) for panel in driver.picture.panels] == [(258, 206)] * 2
    assert 0 < len(driver.note) <= 150


@pytest.mark.parametrize("lecture", ["here", "A", "B", "C first", "C", "D"])
def test_every_name_of_a_lecture_can_be_found(lecture):
    driver = WidgetDriver(notation_game(lecture=lecture))
    assert not driver.enabled("Next notation") and driver.note.startswith("Press the box of ")
    while driver.state.current_part:
        assert [(panel.width, panel.height) for panel in driver.picture.panels] == [(258, 208)] * 2
        assert 0 < len(driver.note) <= 150
        driver.click(driver.state.current_part)
        assert driver.state.hit and "Yes" in driver.note and driver.app.feedback.tone == "right"
    assert "All names are found." in driver.text
    driver.press("Next notation")
    assert driver.state.lecture != lecture and not driver.state.found


def test_the_goal_counts_the_names_of_lecture_a():
    driver = WidgetDriver(notation_game(goal="lecture A"))
    assert driver.goal.count == "0 of 9" and len(driver.state.asked) == 9
    while driver.state.current_part:
        assert not driver.goal.reached
        driver.click(driver.state.current_part)
    assert driver.goal.reached


def test_a_wrong_part_is_named_marked_and_not_counted():
    driver = WidgetDriver(notation_game())
    wrong = "a2" if driver.state.current_part != "a2" else "x"
    driver.click(wrong)
    assert driver.state.found == () and driver.note.startswith("No: this box holds the output.")
    assert driver.app.feedback.tone == "wrong"
    box = driver.elements()[wrong,]
    assert box.get("class") == "flash" and box[0].get("stroke") == "var(--bad)" and "✗" in [e.text for e in box]
    driver.click(driver.state.current_part)
    assert driver.elements()[wrong,].get("class") is None


def test_each_card_has_one_primary_action():
    for make, name in ((first_neuron, "Other numbers"), (notation_game, "Next notation")):
        assert [face["label"] for face in make().face["controls"] if face.get("primary")] == [name]


def test_names_can_be_shown_and_the_lecture_changed_without_losing_them():
    driver = WidgetDriver(notation_game())
    driver.press("Show the names")
    driver.choose("notation", "B")
    assert driver.state == GameState("B", names=True)
    assert driver.code == "notation_game(lecture='B', names=True)"
    assert eval(driver.code, {"notation_game": notation_game}).state == driver.state

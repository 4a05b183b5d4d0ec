"""The graph stepper without a browser: values, derivatives, typed formulas, whole sums (rows 09.2, 09.4, 09.5)."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_lib import InputError
from lecture_lib.autodiff import adjoints, edge_count, tangents, topological_order
from lecture_lib.drawing import number_text
from lecture_lib.labs.graphs import graph_stepper
from lecture_lib.labs.graphs.formulas import FORMULAS, PER_QUANTITY
from lecture_lib.labs.graphs.graph_stepper import OWN_FORMULA, State, formula_state, view, with_formula
from lecture_lib.labs.graphs.text import node_names
from lecture_lib.labs.graphs.walkthrough import FORWARD_MODE
from tests.widget_driver import WidgetDriver


def driven(**settings):
    return WidgetDriver(graph_stepper(**settings))


def node(driver, name):
    """Return the place of a node in its graph."""
    return node_names(driver.state.out).index(name)


def value_at(driver, name, values):
    return values[topological_order(driver.state.out)[node(driver, name)]]


def walk_to_the_end(driver):
    driver.press("To the end")
    driver.press("To the end")


def test_values_come_first_then_messages_and_their_sums_are_the_adjoints():
    driver, kinds = driven(example="the regularised loss"), []
    while driver.state.at < len(driver.state.steps):
        kinds.append(driver.state.steps[driver.state.at].kind)
        driver.press("Step")
    n = kinds.count("message")
    assert kinds == ["value"] * kinds.index("seed") + ["seed"] + ["message"] * n and n == edge_count(driver.state.out)
    adjoint = adjoints(driver.state.out)
    for name, v in zip(node_names(driver.state.out), topological_order(driver.state.out)):
        assert f"{name} = " in driver.text
        assert f"(adjoint {number_text(adjoint[v])})" in driver.text
    assert "15 of 15 messages sent" in driver.text and ">15 of 15<" in driver.picture.svg


def test_a_sum_runs_and_is_complete_only_after_the_last_path():
    driver, said = driven(formula="w*w + w"), []
    driver.press("To the end")
    while driver.state.at < len(driver.state.steps):
        driver.press("Step")
        said.append(driver.note)
    sums = [re.search(r"Sum at w: (\S+) \+ (\S+) = (\S+)\.", line).groups() for line in said if "Sum at w" in line]
    assert sums == [("0", "1", "1"), ("1", "2", "3"), ("3", "2", "5")]


def test_step_back_and_back_both_return():
    driver = driven(example="two paths")
    looks = [driver.picture.svg]
    for _ in range(6):
        driver.press("Step")
        looks.append(driver.picture.svg)
    assert len(set(looks)) == 7
    driver.press("Step back")
    assert driver.picture.svg == looks[5]
    driver.undo()
    assert driver.picture.svg == looks[6]


def test_forward_mode_carries_tangents_along_each_input():
    driver, seen = driven(example="the regularised loss", direction=FORWARD_MODE), set()
    for _ in range(5):
        walk_to_the_end(driver)
        out, along = driver.state.out, driver.state.along
        source = next(v for v in topological_order(out) if v.name == along)
        assert f"Lreg = 0.325 (tangent along {along} {number_text(tangents(source, out)[out])})" in driver.text
        seen.add(along)
        driver.press("Next input")
        assert driver.state.at == 0
    assert seen == {"w", "x", "b", "t", "λ"} == set(driver.state.walked)


@pytest.mark.parametrize("settings", [{"example": "the loss", "nodes": PER_QUANTITY}, {"example": "two paths"}])
def test_the_goal_backwards_is_reached_when_every_message_has_come_back(settings):
    driver = driven(**settings, goal="backwards")
    while driver.enabled("Step"):
        assert not driver.goal.reached
        driver.press("Step")
    assert driver.goal.reached and "Press a node to see its whole sum" in driver.note


def test_the_goal_where_paths_meet_asks_for_a_node_with_several_messages():
    driver = driven(example="two paths", goal="paths meet")
    driver.click("ask", node(driver, "h2"))
    assert not driver.goal.reached  # too early
    walk_to_the_end(driver)
    driver.click("ask", node(driver, "h1"))
    assert not driver.goal.reached
    driver.click("ask", node(driver, "h2"))
    assert driver.goal.reached


def test_the_goal_forwards_counts_the_inputs_from_which_a_walk_came_to_its_end():
    driver = driven(example="the regularised loss", nodes=PER_QUANTITY, goal="forwards")
    walk_to_the_end(driver)
    assert driver.goal.have == 0 and "backwards" in driver.text
    driver.choose("derivatives", FORWARD_MODE)
    for count in range(5):
        assert driver.goal.have == count
        walk_to_the_end(driver)
        assert "Press Next input" in driver.note
        driver.press("Next input")
    assert driver.goal.reached
    driver.choose("formula", "a product")
    assert driver.state.walked == ()


@pytest.mark.parametrize("direction", ["backwards", FORWARD_MODE])
def test_the_messenger_waits_where_the_next_message_starts_and_moves_to_where_it_ends(direction):
    driver = driven(example="the loss", direction=direction)
    driver.press("To the end")
    driver.press("Step")
    move = r'<g transform="translate\(([\d. ]+)\)" class="far" opacity="(\d)">'
    waiting = [place for place, seen in re.findall(move, driver.picture.svg)]
    while driver.enabled("Step"):
        driver.press("Step")
        found = re.findall(move, driver.picture.svg)
        n = next(n for n, (_, seen) in enumerate(found) if seen == "1")
        assert found[1 - n][1] == "0" and found[n][0] != waiting[n]  # one is seen, and it has come from elsewhere
        waiting = [place for place, _ in found]


def test_the_panels_keep_their_size_on_the_way_and_for_formulas_of_up_to_five_layers():
    shallow = [settings for name in ("a product", "a neuron’s sum", "two paths") for settings in ({"example": name},)]
    sizes = {tuple(panel.height for panel in driven(**settings).picture.panels) for settings in shallow}
    assert len(sizes) == 1
    driver = driven(example="the regularised loss")
    before = [panel.height for panel in driver.picture.panels]
    while driver.enabled("Step"):
        driver.press("Step")
        assert [panel.height for panel in driver.picture.panels] == before
        assert driver.note and sum(control.get("primary", False) for control in driver.app.face["controls"]) == 1


def test_a_pressed_node_shows_its_whole_sum_over_its_children():
    driver = driven(example="the regularised loss", nodes=PER_QUANTITY)
    walk_to_the_end(driver)
    driver.click("ask", node(driver, "w"))
    assert "adjoint of w = (−0.125) × 3 + 0.1 × 2 = −0.175: along z, R (2 terms" in driver.note
    driver.click("ask", node(driver, "Lreg"))
    assert "it is the result itself" in driver.note
    driver.click("ask", node(driver, "Lreg"))
    assert driver.state.asked is None


def test_an_input_can_be_typed_over_and_everything_follows():
    driver = driven(example="the loss")
    walk_to_the_end(driver)
    driver.type(("input", "w"), "1,5")
    assert dict(driver.state.values)["w"] == 1.5 and driver.state.at == len(driver.state.steps)
    adjoint = value_at(driver, "w", adjoints(driver.state.out))
    assert f"w = 1.5 (adjoint {number_text(adjoint)})" in driver.text


@pytest.mark.parametrize(
    "formula, says, at",
    [
        ("2x", "an operator is missing", 1),
        ("w*x +", "something is missing", 5),
        ("(w", "closing bracket", 2),
        ("foo(w)", "no function foo", 0),
        ("w $ x", "", 2),
        ("", "there is no formula yet", 0),
        ("-", "something is missing", None),
        ("w^x", "the exponent", 2),
        ("log(-1 - x*x)", "log needs a number above 0", None),
        ("1/(x - x)", "divides by 0", None),
        ("+".join(["x"] * 90), "up to 30 can be drawn", None),
        ("x" + "*x" * 400, "more than 300", None),
        ("(" * 200 + "x" + ")" * 200, "nested", None),
        ("x*1e400", "largest float", 2),
        ("y" * 1200, "1000 characters", None),
        ("exp(exp(exp(exp(1000 + x*x))))", "finite", None),
        ("x*1e200*1e200", "finite", None),
    ],
)
def test_what_cannot_be_used_is_said_in_words_with_its_place_and_nothing_breaks(formula, says, at):
    driver = driven(example="the loss")
    driver.type(("formula",), formula)
    assert says in driver.note and driver.state.draft == formula and not driver.in_trouble
    assert "nan" not in driver.picture.svg.lower() and driver.state.out.value == State().out.value
    assert at is None or driver.state.fault_at == at
    driver.press("Step")
    assert driver.state.fault == "" and driver.state.at == 1


def test_the_mark_stands_under_the_letter_at_fault():
    driver = driven()
    driver.type(("formula",), "w*x + 2b")
    mark = r'd="M([\d.]+) [\d.]+L[\d.]+ [\d.]+L[\d.]+ [\d.]+" fill="none" stroke="var\(--bad\)"'
    x = float(re.search(mark, driver.picture.svg)[1]) + 5
    start, wide = 2 + 10, 8.4
    assert driver.app.feedback.tone == "wrong"
    assert start + 7 * wide < x < start + 8 * wide


@pytest.mark.parametrize(
    "text, says",
    [
        ("-1", "log needs a number above 0"),
        ("three", "Give real numbers"),
        ("-", "Give real numbers"),
        ("1e", "Give real numbers"),
        ("", "Give real numbers"),
        ("nan", "every number must be finite"),
    ],
)
def test_a_value_of_no_use_is_refused_and_the_old_one_stays(text, says):
    driver = driven(formula="log(x)")
    driver.type(("input", "x"), text)
    assert driver.in_trouble and says in driver.note and dict(driver.state.values)["x"] == 3


def test_digits_of_another_script_are_refused_in_words():
    driver = driven(formula="log(x)")
    driver.type(("input", "x"), "१")
    assert dict(driver.state.values)["x"] == 3 and "text ('१')" in driver.note


@pytest.mark.parametrize("target", [("input", "q"), ("ask", -1), ("ask", 99), ("ask", 0), ("in.w",), ("q",)])
def test_what_the_picture_does_not_hold_changes_nothing(target):
    driver = driven()
    driver.click(*target)
    driver.type(target, "1")
    assert driver.in_trouble and "This picture has no" in driver.note and driver.state == State()


def test_an_input_that_is_gone_with_its_formula_is_answered_in_one_line():
    driver = driven()
    driver.type(("formula",), "x*x")
    driver.type(("input", "w"), "1")
    assert driver.in_trouble and "no “input.w” any more" in driver.note and driver.state.formula == "x*x"


def test_derivatives_beyond_the_largest_float_are_refused():
    with pytest.raises(InputError, match="beyond the largest float"):
        State(OWN_FORMULA, "x*1e200*1e200", (("x", 1e-300),))  # 1e100, but the slope is 1e400


def test_menu_options_of_the_stepper():
    driver = driven()
    for name in FORMULAS:
        driver.choose("formula", name)
        assert driver.state.formula == FORMULAS[name] and driver.state.example == name and driver.state.at == 0
    driver.type(("formula",), "x*x")
    assert driver.value("formula") == OWN_FORMULA
    driver.choose("nodes", PER_QUANTITY)
    assert len(topological_order(driver.state.out)) == 2


FORMULA = st.recursive(
    st.sampled_from(["x", "y", "w", "2", "0.5"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})")
        | st.tuples(st.sampled_from(["exp", "log", "sin", "tanh", "σ", "relu", "square"]), inner).map(
            lambda p: f"{p[0]}({p[1]})"
        )
    ),
    max_leaves=14,
)


@settings(max_examples=80, deadline=None)
@given(FORMULA)
def test_any_formula_is_drawn_or_refused_in_words(formula):
    state = with_formula(State(), formula)
    shown = view(replace(state, at=0 if state.fault else len(state.steps)))
    assert "nan" not in shown.picture.svg and "inf" not in re.sub("[a-z]*inf[a-z]+", "", shown.picture.text)
    assert not state.fault or state.fault in shown.note


def test_a_state_of_the_stepper_comes_back_from_its_code():
    state = State("the regularised loss", FORMULAS["the regularised loss"], at=7, nodes=PER_QUANTITY)
    assert eval(repr(state), {"State": State}) == state


@pytest.mark.parametrize("example", FORMULAS)
def test_an_example_is_called_by_its_name(example):
    driver = driven(example=example)
    assert (
        driver.state == State(example, FORMULAS[example]) == formula_state(formula=FORMULAS[example], example=example)
    )
    assert driver.code == ("graph_stepper()" if example == "the loss" else f"graph_stepper(example={example!r})")


def test_the_state_as_code_makes_the_widget_again():
    driver = driven()
    driver.type(("formula",), "w*x + w")
    assert driver.code == "graph_stepper(formula='w*x + w')"
    driver.type(("input", "w"), "0.5")
    driver.press("Step")
    driver.type(("formula",), "2x")
    again = eval(driver.code, {"graph_stepper": graph_stepper})
    assert again.state == driver.state and again.feedback == driver.app.feedback


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda: graph_stepper(example="cat"), "there is no formula 'cat'; there are: a product, "),
        (lambda: graph_stepper(formula="2x"), "an operator is missing"),
        (lambda: graph_stepper("two paths"), "write graph_stepper(example='two paths')"),
    ],
)
def test_a_stepper_that_cannot_be_made_says_so_in_one_line(call, says):
    with pytest.raises(InputError) as problem:
        call()
    assert says in str(problem.value) and "\n" not in str(problem.value)

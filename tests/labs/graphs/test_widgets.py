"""The graph widgets in plain Python: stepping, message game, drawing edges, reading graphs (rows 09.2 to 09.5)."""

import math
import re
from dataclasses import replace
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_lib import InputError
from lecture_lib.autodiff import adjoints, edge_count, tangents, topological_order
from lecture_lib.labs.graphs.layout import NODE_SIZE, graph_layout, parent_indices
from lecture_lib.labs.graphs.text import node_names
from lecture_lib.labs.graphs.walkthrough import FORWARD_MODE
from lecture_lib.questions.unknown_graphs import UNKNOWN_GRAPHS, unknown_expression

draw_edges = import_module("lecture_lib.labs.graphs.edge_game")
reader = import_module("lecture_lib.labs.graphs.graph_reader")
stepper = import_module("lecture_lib.labs.graphs.graph_stepper")
game = import_module("lecture_lib.labs.graphs.message_game")

LREG = stepper.FORMULAS["the regularised loss"]


def typed(stage, id_, text):
    stage._on_event({"kind": "edit", "id": id_, "text": text})
    return stage


def press(stage, id_):
    stage._on_event({"kind": "press", "id": id_})
    return stage


def note(stage):
    return re.sub("<[^>]*>", " ", stage._note.value)


def trouble(stage):
    return "ll-trouble" in stage._note.value


def node(stage, name):
    """The place of a node in its graph."""
    return node_names(stage.state.out).index(name)


# --- the stepper -----------------------------------------------------------------------------------------------------


def test_values_come_first_then_messages_and_their_sums_are_the_adjoints():
    stage = stepper.graph_stepper("the regularised loss")
    kinds = []
    while stage.state.at < len(stage.state.steps):
        kinds.append(stage.state.steps[stage.state.at].kind)
        stage.press("Step")
    n = kinds.count("message")
    assert kinds == ["value"] * kinds.index("seed") + ["seed"] + ["message"] * n and n == edge_count(stage.state.out)
    bar = adjoints(stage.state.out)
    for name, v in zip(node_names(stage.state.out), topological_order(stage.state.out)):
        assert f"{name} = " in stage.board.say
        assert f"(adjoint {stepper.number_text(bar[v])})" in stage.board.say
    assert stage.view(stage.state).goal.reached and "15 of 15 messages" in stage.board.svg


def test_a_sum_runs_and_is_complete_only_after_the_last_path():
    stage = stepper.graph_stepper("w*w + w")
    stage.press("To the end")
    said = []
    while stage.state.at < len(stage.state.steps):
        stage.press("Step")
        said.append(note(stage))
    sums = [re.search(r"Sum at w: (\S+) \+ (\S+) = (\S+)\.", line).groups() for line in said if "Sum at w" in line]
    assert sums == [("0", "1", "1"), ("1", "2", "3"), ("3", "2", "5")]


def test_step_back_and_back_both_return():
    stage = stepper.graph_stepper("two paths")
    looks = [stage.board.svg]
    for _ in range(6):
        stage.press("Step")
        looks.append(stage.board.svg)
    assert len(set(looks)) == 7
    stage.press("Step back")
    assert stage.board.svg == looks[5]
    stage.back()
    assert stage.board.svg == looks[6]


def test_forward_mode_carries_tangents_along_each_input():
    stage = stepper.graph_stepper("the regularised loss", direction=FORWARD_MODE)
    seen = set()
    for _ in range(5):
        stage.press("To the end"), stage.press("To the end")
        out, along = stage.state.out, stage.state.along
        source = next(v for v in topological_order(out) if v.name == along)
        assert (
            f"Lreg = 0.325 (tangent along {along} {stepper.number_text(tangents(source, out)[out])})" in stage.board.say
        )
        seen.add(along)
        assert not stage.view(stage.state).goal.reached
        stage.press("Next input")
        assert stage.state.at == 0
    assert seen == {"w", "x", "b", "t", "λ"}


def test_a_pressed_node_tells_its_whole_sum_over_its_children():
    stage = stepper.graph_stepper("the regularised loss", nodes="named quantities")
    press(stage, f"ask{node(stage, 'w')}")
    assert "adjoint of w = (−0.125) × 3 + 0.1 × 2 = −0.175: along z, R (2 terms" in note(stage)
    press(stage, f"ask{node(stage, 'Lreg')}")
    assert "it is the result itself" in note(stage)
    press(stage, f"ask{node(stage, 'Lreg')}")
    assert stage.state.asked is None


def test_an_input_can_be_typed_over_and_everything_follows():
    stage = stepper.graph_stepper("the loss")
    stage.press("To the end"), stage.press("To the end")
    typed(stage, "in.w", "1,5")
    assert dict(stage.state.values)["w"] == 1.5 and stage.state.at == len(stage.state.steps)
    bar = adjoints(stage.state.out)
    assert (
        f"w = 1.5 (adjoint {stepper.number_text(bar[topological_order(stage.state.out)[node(stage, 'w')]])})"
        in stage.board.say
    )


@pytest.mark.parametrize(
    "formula, says, at",
    [
        ("2x", "an operator is missing", 1),
        ("w*x +", "something is missing", 5),
        ("(w", "closing bracket", 2),
        ("foo(w)", "no function foo", 0),
        ("w $ x", "", 2),
        ("", "a formula is wanted", 0),
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
def test_what_cannot_be_used_is_told_in_words_with_its_place_and_nothing_breaks(formula, says, at):
    stage = typed(stepper.graph_stepper("the loss"), "formula", formula)
    assert says in stage.view(stage.state).note and stage.state.draft == formula and not trouble(stage)
    assert "nan" not in stage.board.svg.lower() and stage.state.out.value == stepper.State().out.value
    assert at is None or stage.state.fault_at == at
    stage.press("Step")
    assert stage.state.fault == "" and stage.state.at == 1


def test_the_mark_stands_under_the_letter_at_fault():
    stage = typed(stepper.graph_stepper(), "formula", "w*x + 2b")
    x = (
        float(
            re.search(
                r'd="M([\d.]+) [\d.]+L[\d.]+ [\d.]+L[\d.]+ [\d.]+" fill="none" stroke="var\(--bad\)"', stage.board.svg
            )[1]
        )
        + 5
    )
    start, wide = 2 + 10, 8.4
    assert start + 7 * wide < x < start + 8 * wide


def test_a_value_for_which_there_is_no_result_is_refused_and_the_old_one_stays():
    stage = typed(stepper.graph_stepper("log(x)"), "in.x", "-1")
    assert trouble(stage) and "log needs a number above 0" in note(stage) and dict(stage.state.values)["x"] == 3
    typed(stage, "in.x", "three")
    assert trouble(stage) and "number" in note(stage)


def test_derivatives_beyond_the_largest_float_are_refused():
    with pytest.raises(InputError, match="beyond the largest float"):
        stepper.State(stepper.OWN_FORMULA, "x*1e200*1e200", (("x", 1e-300),))  # 1e100, but the slope is 1e400


def test_menu_options_of_the_stepper():
    stage = stepper.graph_stepper()
    for name in stepper.FORMULAS:
        stage.controls["formula"][1].value = name
        assert stage.state.formula == stepper.FORMULAS[name] and stage.state.example == name and stage.state.at == 0
    typed(stage, "formula", "x*x")
    assert stage.controls["formula"][1].value == stepper.OWN_FORMULA
    stage.controls["nodes"][1].value = stepper.PER_QUANTITY
    assert len(topological_order(stage.state.out)) == 2


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
    state = stepper.with_formula(stepper.State(), formula)
    shown = stepper.view(replace(state, at=0 if state.fault else len(state.steps)))
    assert "nan" not in shown.picture.svg and "inf" not in re.sub("[a-z]*inf[a-z]+", "", shown.picture.text)
    assert not state.fault or state.fault in shown.note


def test_a_state_of_the_stepper_comes_back_from_its_code():
    state = stepper.State("the regularised loss", LREG, at=7, nodes=stepper.PER_QUANTITY)
    assert eval(repr(state), {"State": stepper.State}) == state


# --- the message game ------------------------------------------------------------------------------------------------


def place_id(place):
    return f"bar{place[0]}" if place[1] is None else f"d{place[0]}.{place[1]}"


@pytest.mark.parametrize("graph", game.MESSAGE_GRAPHS)
@pytest.mark.parametrize("seed", [0, 1])
def test_the_game_is_won_by_placing_every_number(graph, seed):
    stage = game.message_game(game.State(graph, seed))
    right = game.true_derivatives(graph, seed)
    for place, true in right.items():
        assert not stage.view(stage.state).goal.reached
        typed(stage, place_id(place), f"{true:.2f}" if abs(true) < 100 else f"{true:.6g}")
        assert note(stage).strip().split("Goal")[0].split("Reached")[0].strip(" ○✓\n").endswith("right.")
    assert stage.view(stage.state).goal.reached


def test_showing_all_numbers_does_not_win():
    stage = game.message_game("two paths")
    while game._open(stage.state):
        stage.press("Show the next number")
    assert not stage.view(stage.state).goal.reached and "?" not in re.sub("<[^>]*>", "", stage.board.svg)


@pytest.mark.parametrize(
    "graph, name, wrong, says",
    [
        ("a small one", "w", 3, "One path is missing"),
        ("a small one", "w", 1, "One path is missing"),
        ("the regularised loss", "w", 0.3, "One path is missing"),
        ("the regularised loss", "w", -0.25, "One path is missing"),
        ("the regularised loss", "w", -0.075, "multiplied the messages"),
        ("the regularised loss", "w", -0.05, "sign is turned"),
        ("the loss", "z", -0.5, "along the edge it is multiplied"),
        ("the loss", "z", 0.25, "local derivatives alone"),
        ("the loss", "z", -0.25, "Along an edge one multiplies"),
        ("the loss", "L", 0, "its own adjoint is not 0"),
        ("the loss", "w", 17, "One message for each edge"),
        ("one used three times", "s", 6, "One path is missing"),
        ("one used three times", "s", 2, "All paths but one are missing"),
        ("two paths", "x", -1.44, "One path is missing"),
    ],
)
def test_slips_in_an_adjoint(graph, name, wrong, says):
    stage = game.message_game(graph)
    typed(stage, f"bar{node(stage, name)}", str(wrong))
    assert says in note(stage) and "✗" in stage.board.svg and not trouble(stage)


@pytest.mark.parametrize(
    "graph, child, parent, wrong, says",
    [
        ("a small one", "(w × x)", "w", 2, "the other factor"),
        ("the loss", "(y − t)", "t", 1, "the node falls"),
        ("the loss", "y", "z", 0.5, "That is σ itself"),
        ("the loss", "y", "z", 0.235, "taken at the input"),
        ("the loss", "y", "z", 0, "needs σ’s result"),
        ("the loss", "((y − t)^2)", "(y − t)", -0.5, "The exponent has to stand in front"),
        ("the loss", "((y − t)^2)", "(y − t)", 0.5, "go down by one"),
        ("the loss", "L", "((y − t)^2)", 2, "reciprocal"),
        ("the loss", "z", "b", -6, "A sum passes a change on"),
        ("two paths", "h1", "x", 0.8415, "sign is turned"),
        ("two paths", "exp(h1 × h2)", "(h1 × h2)", 5.57, "wrong place"),
        ("one used three times", "relu(s)", "s", 2, "ReLU itself"),
        ("the loss", "y", "z", -0.125, "whole message"),
        ("the loss", "y", "z", 55, "grows by a small h"),
    ],
)
def test_slips_in_a_local_derivative(graph, child, parent, wrong, says):
    stage = game.message_game(graph)
    i, p = node(stage, child), node(stage, parent)
    typed(stage, f"d{i}.{parent_indices(stage.state.out)[i].index(p)}", str(wrong))
    assert says in note(stage) and not trouble(stage)


@pytest.mark.parametrize("text, says", [("five", "number"), ("1e9", "from −1000000 to 1000000"), ("nan", "finite")])
def test_what_is_no_number_of_use_is_refused(text, says):
    stage = typed(game.message_game(), "bar0", text)
    assert trouble(stage) and says in note(stage) and stage.state == game.State()


def test_new_numbers_keep_the_graph_and_another_graph_starts_afresh():
    stage = typed(game.message_game("the loss"), "bar0", "1")
    stage.press("New numbers")
    assert (
        stage.state == game.State("the loss", 1)
        and game.graph_with_values("the loss", 1).value != game.graph_with_values("the loss", 0).value
    )
    stage.controls["graph"][1].value = "two paths"
    assert stage.state == game.State("two paths")


# --- drawing edges ---------------------------------------------------------------------------------------------------


def middle(state, i):
    plan = graph_layout(parent_indices(draw_edges.game_graph(state.graph)))
    return [plan.at[i][0] + draw_edges._left(plan), plan.at[i][1] + draw_edges._TOP]


def pull(stage, start, end, steps=4):
    """Drag from node to node, or to a point."""
    a, b = middle(stage.state, start), end if isinstance(end, list) else middle(stage.state, end)
    for s in range(steps + 1):
        at = [u + (v - u) * s / steps for u, v in zip(a, b)]
        stage._on_event({"kind": "draw", "id": f"n{start}", "points": [at], "last": s == steps})
    return stage


@pytest.mark.parametrize("graph", draw_edges.EDGE_GRAPHS)
def test_all_missing_edges_by_pointer_and_by_presses(graph):
    for by_pointer in (True, False):
        stage = draw_edges.edge_game(graph)
        for start, end in draw_edges.missing_edges(graph):
            assert not stage.view(stage.state).goal.reached
            if by_pointer:
                pull(stage, start, end)
            else:
                press(stage, f"n{start}"), press(stage, f"n{end}")
        assert stage.view(stage.state).goal.reached and stage.state.wrong == 0


def test_both_edges_that_leave_w_are_missing_in_the_regularised_loss():
    names = draw_edges._names("the regularised loss")
    w = names.index("w")
    assert {(w, names.index("z")), (w, names.index("R"))} <= set(draw_edges.missing_edges("the regularised loss"))


def test_a_line_follows_the_pointer_and_one_back_takes_it_away():
    stage = draw_edges.edge_game("the loss")
    before = stage.board.svg
    pull(stage, 0, 3)
    assert stage.state.drawn == ((0, 3),)
    stage.back()
    assert stage.board.svg == before
    stage._on_event({"kind": "draw", "id": "n0", "points": [[300, 90]], "last": False})
    assert 'x2="' in stage.board.svg and "stroke-dasharray" in stage.board.svg


@pytest.mark.parametrize(
    "start, end, says",
    [
        ("z", "w", "the arrow starts at w and ends at z"),
        ("w", "L", "not directly"),
        ("w", "y", "not directly"),
        ("Lreg", "w", "there is a node between them"),
        ("b", "R", "R can be computed without b"),
        ("y", "R", "without y"),
    ],
)
def test_a_wrong_line_is_refused_with_the_reason(start, end, says):
    stage = draw_edges.edge_game("the regularised loss")
    names = draw_edges._names("the regularised loss")
    pull(stage, names.index(start), names.index(end))
    assert says in note(stage) and stage.state.drawn == () and stage.state.wrong == 1 and "1 refused" in stage.board.say


def test_a_line_into_nothing_a_tap_and_a_line_that_is_there():
    stage = draw_edges.edge_game()
    assert "let go over one" in note(pull(stage, 0, [700.0, 5.0]))
    pull(stage, 0, 0)
    assert stage.state.chosen == 0
    pull(stage, 2, 2)
    assert stage.state.drawn == ((0, 2),) and stage.state.chosen is None
    assert "there already" in note(pull(stage, 0, 2)) and "there already" in note(pull(stage, 3, 4))


# --- reading graphs --------------------------------------------------------------------------------------------------

OTHER_FORMS = {
    "a warm-up": "x*(1 + y)",
    "one neuron": "1/(1 + exp(-(w*x + b)))",
    "used twice": "x^2 - 2*x*y + y*y + y",
    "a quotient": "σ(x*y)",
    "two ways from y": "(x - y*y)*cos(y*y - x) + y",
    "a loss": "e = tanh(b + x*w) - t; e*e + λ*w*w",
}


def test_other_forms_of_the_functions_are_accepted_and_reading_all_reaches_the_goal():
    stage = reader.graph_reader()
    for name in UNKNOWN_GRAPHS:
        assert not stage.view(stage.state).goal.reached
        stage.controls["graph"][1].value = name
        typed(stage, "formula", OTHER_FORMS[name])
        assert stage.state.solved and "Right" in note(stage)
    assert stage.view(stage.state).goal.reached


@pytest.mark.parametrize(
    "name, formula",
    [
        ("a warm-up", "x*y + y"),
        ("one neuron", "w*x + b"),
        ("used twice", "(y - x)^2 - y"),
        ("a quotient", "exp(x*y)"),
        ("two ways from y", "cos(x - y^2) + y"),
        ("a loss", "(tanh(w*x + b) - t)^2"),
        ("a warm-up", "1"),
    ],
)
def test_a_wrong_function_is_told_a_point_and_the_formula_is_never_shown(name, formula):
    stage = typed(reader.graph_reader(name), "formula", formula)
    differs, wanted = stage.state.differs, unknown_expression(name)
    assert math.isclose(wanted.graph(differs.at).value, differs.wanted) and not math.isclose(
        differs.got, differs.wanted
    )
    assert "Not this one: at" in note(stage) and stage.state.read == ()
    assert stage.state.out.value == differs.wanted
    for text in (stage.board.svg, stage.board.say, stage._note.value):
        assert wanted.text not in text


@pytest.mark.parametrize(
    "formula, says",
    [
        ("x y", "an operator is missing"),
        ("q*x", "there is no input q; the inputs are x, y"),
        ("log(x - 5) + y", "no value"),
        ("x/0", "no value"),
        (")", "character 1"),
    ],
)
def test_what_cannot_be_read_is_told(formula, says):
    stage = typed(reader.graph_reader(), "formula", formula)
    assert says in note(stage) and not trouble(stage) and not stage.state.solved
    assert stage.state.formula == formula


@pytest.mark.parametrize("seed", range(40))
def test_random_graphs_can_be_drawn_and_read(seed):
    state = reader.State(reader.RANDOM_GRAPH, seed)
    assert reader.judge_formula(state, unknown_expression(reader.RANDOM_GRAPH, seed).text).solved
    assert not reader.judge_formula(state, "a + 17").solved
    plan = graph_layout(parent_indices(state.out))
    assert plan.width <= 720 and len(topological_order(state.out)) >= 5


def test_the_order_of_a_difference_can_be_seen_and_heard():
    shown = reader.view(reader.State("used twice")).picture
    assert "1st" in shown.svg and "2nd" in shown.svg and "(−) reads x and y" in shown.text


# --- states that cannot be ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [game.State, draw_edges.State, reader.State])
def test_a_graph_that_is_not_there_is_refused_in_words(make):
    with pytest.raises(InputError, match="graph is 'cat'; one of "):
        make("cat")


def test_boxes_are_as_large_as_the_layout_thinks():
    plan = graph_layout(parent_indices(draw_edges.game_graph("the loss")))
    svg = draw_edges.view(draw_edges.State("the loss")).picture.svg
    assert svg.count(f'width="{NODE_SIZE[0]}" height="{NODE_SIZE[1]}"') == len(plan.at)

"""The notation switch, the builder and the pictures of notebook 07, in plain Python (rows 07.1, 07.2, 07.4)."""

import re
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from lecture_lib import MLP, InputError, identity, relu, sigmoid, tanh
from lecture_lib.drawing import score_heatmap
from lecture_lib.labs.composed import black_box_diagram, spell_network, symbols
from lecture_lib.labs.composed.layer_columns import column_centres
from lecture_lib.labs.composed.spelling import NOTATION_TITLES

b = import_module("lecture_lib.labs.composed.builder")
ns = import_module("lecture_lib.labs.composed.notation_switch")


def press(module, state, id_):
    return module.on_event(state, {"kind": "press", "id": id_})


# --- the switch --------------------------------------------------------------------------------------------------


def marked_places(state):
    """The handles that stand on a marked ground: their ids."""
    svg = ns.view(state).picture.svg
    return re.findall(r'<g data-id="([^"]+)"[^>]*data-quiet="true"', svg)


def symbol_of(state, part):
    return str(ns.network_spelling(state.notation).names[part])


def test_the_start_has_an_open_question_and_no_mark():
    shown = ns.view(ns.State())
    assert not shown.goal.reached and marked_places(ns.State()) == []
    assert "Question 1 of 6: lecture D writes W^[2]. Press it in lecture C." in shown.picture.text


@pytest.mark.parametrize("notation", NOTATION_TITLES)
@pytest.mark.parametrize("part", ["x", "W1", "b2", "a1", "a3"])
def test_a_press_marks_the_part_in_the_drawing_in_the_formulas_and_in_the_code(notation, part):
    state = press(ns, ns.State(notation), f"net:{part}:0")
    where = {id_.split(":")[0][0] for id_ in marked_places(state)}
    assert where == {"n", "f", "c"} and {id_.split(":")[1] for id_ in marked_places(state)} == {part}


def test_the_answers_worked_out_by_hand_reach_the_goal():
    answers = [("C", "Ω₁"), ("here", "a[2]"), ("B", "c"), ("D", "z^[1]"), ("C", "β₀"), ("D", "S^[3]")]
    state = ns.State()
    for notation, symbol in answers:
        assert not ns.view(state).goal.reached
        state = ns.switch_notation(state, notation)
        part = next(part for part, name in ns.network_spelling(notation).names.items() if str(name) == symbol)
        state = press(ns, state, f"f10:{part}:3")
    assert ns.view(state).goal.reached and state.missed == 0
    assert "All questions are answered." in ns.view(state).picture.text


def test_the_wrong_symbol_is_named_and_counted():
    state = press(ns, ns.State("C"), "net:W3:0")
    assert (state.found, state.missed) == (0, 1)
    assert state.said == "Not this one: Ω₂ stands for the weights into layer 3."


def test_in_another_notation_a_press_explains_and_does_not_count():
    state = press(ns, ns.State("B"), "c10:W2:0")
    assert (state.found, state.missed, state.said) == (0, 0, "W^(2)T stands for the weights into layer 2.")


def test_the_mark_goes_along_to_another_notation_but_not_for_the_part_that_is_asked_for():
    along = ns.switch_notation(press(ns, ns.State("D"), "net:b1:0"), "B")
    assert along.marked == "b1" and symbol_of(along, "b1") == "b^(1)"
    assert ns.switch_notation(press(ns, ns.State("D"), "net:W2:0"), "C").marked == ""
    assert ns.switch_notation(press(ns, ns.State("D"), "net:z1:0"), "C").marked == ""  # C has no name for it


def test_the_mark_can_be_taken_away():
    stage = ns.notation_switch(ns.State("B"))
    stage._on_event({"kind": "press", "id": "net:x:0"})
    assert stage.state.marked == "x"
    stage.press("Take the mark away")
    assert stage.state.marked == ""


@pytest.mark.parametrize("bad", [{"notation": "E"}, {"found": 7}, {"found": -1}])
def test_states_that_cannot_be_are_refused(bad):
    with pytest.raises(InputError):
        ns.State(**bad)


# --- the builder -------------------------------------------------------------------------------------------------


def made(state):
    """The network of the code that the builder shows."""
    names = {
        "MLP": MLP,
        "relu": relu,
        "tanh": tanh,
        "sigmoid": sigmoid,
        "identity": identity,
        "rng": np.random.default_rng(0),
    }
    exec("\n".join(b.construction_code(state)), names)
    return names["net"]


def built_by_hand(puzzle, widths):
    """Reach a network by presses and typing, as a learner does."""
    stage = b.builder()
    stage.change(lambda s: replace(s, puzzle=puzzle))
    while len(stage.state.sizes) < len(widths):
        stage.press("Add a layer")
    assert not b.view(stage.state).goal.reached
    for l, n in enumerate(widths):
        stage._on_event({"kind": "edit", "id": f"w{l}", "text": str(n)})
    return stage


@pytest.mark.parametrize(
    "puzzle, widths",
    [
        ("471 parameters", (1, 10, 10, 10, 10, 10, 1)),
        ("100 parameters", (2, 5, 12, 1)),
        ("100 parameters", (2, 5, 6, 6, 1)),
        ("50 parameters", (3, 3, 3, 3, 2, 2)),
    ],
)
def test_each_puzzle_can_be_solved(puzzle, widths):
    stage = built_by_hand(puzzle, widths)
    assert b.view(stage.state).goal.reached and b.view(stage.state).note.endswith("parameters: this is it.")
    assert made(stage.state).n_parameters == b.SIZE_PUZZLES[puzzle].parameters


@pytest.mark.parametrize(
    "puzzle, widths, said",
    [
        ("471 parameters", (2, 3, 1), "The puzzle has 1 input and 1 output."),
        ("471 parameters", (1, 11, 1), "The puzzle wants no hidden layer wider than 10."),
        ("471 parameters", (1, 10, 10, 10, 10, 10, 10, 1), "581 parameters: 110 too many."),
        ("100 parameters", (2, 32, 1, 1), "33 hidden units: the puzzle allows 17."),
        ("50 parameters", (3, 7, 2), "The puzzle wants 4 hidden layers or more."),
    ],
)
def test_what_is_missing_is_said(puzzle, widths, said):
    state = b.State(widths, ("relu",) * (len(widths) - 2) + ("identity",), puzzle=puzzle)
    assert b.view(state).note == said and not b.view(state).goal.reached


def test_the_code_makes_the_network_and_the_table_has_its_counts():
    state = b.State((2, 30, 4, 3), ("tanh", "identity", "sigmoid"), "D")
    net, svg = made(state), b.view(state).picture.svg
    assert net.sizes == (2, 30, 4, 3) and [g for _, _, g in net] == [tanh, identity, sigmoid]
    assert state.counts == [W.size + c.size for W, c, _ in net] and f">{net.n_parameters}<" in svg
    assert all(f">{W.shape[0]} × {W.shape[1]}<" in svg for W, _, _ in net)


def test_buttons_change_a_width_by_one_and_stop_at_one():
    state = press(b, b.State(), "more1")
    assert state.sizes == (1, 4, 3, 1)
    assert press(b, state, "less1").sizes == (1, 3, 3, 1)
    assert press(b, b.State(), "less0") == b.State()
    widest = b.State(sizes=(1, 999, 3, 1))
    assert press(b, widest, "more1") == widest


def test_an_activation_goes_round():
    seen, state = [], b.State()
    for _ in b.BUILDER_ACTIVATIONS:
        state = press(b, state, "g2")
        seen.append(state.activations[1])
    assert seen == ["tanh", "sigmoid", "identity", "relu"] and state == b.State()


@pytest.mark.parametrize("text", ["0", "1000", "2.5", "many", "nan"])
def test_a_width_that_cannot_be_is_refused_in_words(text):
    stage = b.builder()
    stage._on_event({"kind": "edit", "id": "w1", "text": text})
    assert (
        stage.state == b.State() and "ll-trouble" in stage._note.value and "nan" * (text == "nan") in stage._note.value
    )
    assert re.search("wanted|must be finite", stage._note.value)


def test_layers_come_before_the_output_and_go_again():
    longer = b.add_layer(b.State())
    assert longer.sizes == (1, 3, 3, 3, 1) and longer.activations == ("relu", "relu", "relu", "identity")
    assert b.remove_layer(longer) == b.State()
    single = b.remove_layer(b.remove_layer(b.State()))
    assert single.sizes == (1, 1) and b.add_layer(single).sizes == (1, 3, 1)


def test_layers_without_activation_are_told_of():
    state = b.State((2, 5, 4, 1), ("relu", "identity", "identity"))
    assert b.linear_layers_note(state).startswith("Layer 2: no activation") and "2-5-1" in b.view(state).picture.text
    assert b.linear_layers_note(b.State()) == ""


@pytest.mark.parametrize("notation", NOTATION_TITLES)
@pytest.mark.parametrize("sizes", [(1, 1), (1, 999, 1), (9,) * 8])
def test_every_network_has_a_picture_with_all_its_handles(notation, sizes):
    state = b.State(sizes, ("tanh",) * (len(sizes) - 1), notation)
    svg = b.view(state).picture.svg
    assert all(f'data-id="{what}{l}"' in svg for what in ("w", "less", "more") for l in range(len(sizes)))
    assert svg.count("⋮") == sum(n > 8 for n in sizes) and "nan" not in svg


@pytest.mark.parametrize(
    "bad",
    [
        {"notation": "E"},
        {"puzzle": "none"},
        {"sizes": (1, 1)},
        {"sizes": (1, 0, 3, 1)},
        {"sizes": (1,), "activations": ()},
        {"activations": ("relu", "relu", "cube")},
        {"sizes": (1,) * 9, "activations": ("relu",) * 8},
    ],
)
def test_builders_that_cannot_be_are_refused(bad):
    with pytest.raises(InputError):
        b.State(**bad)


def test_a_column_is_drawn_round_its_middle_with_eight_circles_at_most():
    for n in (1, 2, 8, 9, 500):
        ys = [y for _, y in column_centres((n, 1), 0, 10, 0, 80)[0]]
        assert (
            len(ys) == (n if n <= 8 else 6)
            and np.mean(ys) == pytest.approx(40)
            and 0 < min(ys) < max(ys, default=80) + 1 <= 81
        )


# --- boxes, scores and symbols -----------------------------------------------------------------------------------


def test_boxes_show_what_travels_and_shorten_wide_layers():
    net = MLP.random((2, 9, 1), relu, identity, rng=np.random.default_rng(0))
    picture = black_box_diagram(net, [1.0, -1.0])
    assert picture.svg.count("⋮") == 1 and "f1 takes 2 numbers and gives 9" in picture.text
    assert picture.text.endswith(f"({net([1.0, -1.0])[0]:.3g}).".replace("-", "−"))
    with pytest.raises(InputError, match="one example"):
        black_box_diagram(net, [[1.0, -1.0]])


def test_scores_frame_the_best_and_refuse_names_that_do_not_fit():
    picture = score_heatmap([[0.5, 0.9], [0.7, 0.6]], [[0.1, 0.0], [0.0, 0.05]], ["r", "s"], ["c", "d"], "T")
    assert picture.text == ("T, in percent. r: c 50.0 ± 10.0, d 90.0 ± 0.0. s: c 70.0 ± 0.0, d 60.0 ± 5.0. Best: r, d.")
    with pytest.raises(InputError, match="named"):
        score_heatmap([[0.5, 0.9]], [[0.1, 0.0]], ["r"], ["c"], "T")


def test_a_symbol_fills_the_room_that_the_next_one_leaves_it():
    pieces = spell_network("B", (2, 3, 1)).equations[0][0]
    drawn = symbols.formula_line(10, 50, pieces)
    starts = [float(x) for x in re.findall(r'<rect x="([\d.]+)"', drawn)]
    widths = [float(w) for w in re.findall(r'<rect[^>]* width="([\d.]+)"', drawn)]
    assert len(starts) == 4 and all(x + w <= after + 4 for x, w, after in zip(starts, widths, starts[1:]))
    assert 10 + symbols.formula_width(pieces) == pytest.approx(starts[-1] + widths[-1] - 2, abs=0.01)


@pytest.mark.parametrize("notation", NOTATION_TITLES)
def test_the_longest_formulas_and_code_stay_within_the_picture(notation):
    words = spell_network(notation, (999,) * 8)
    for equations in words.equations:
        assert sum(symbols.formula_width(form, 13.5) + 22 for form in equations) - 22 < 430 - 56 - 8
    lines = [
        sum(len(piece.name.base) for piece in form) + len(comment) + 2
        for layer in spell_network(notation, ns.SWITCH_SIZES).code
        for form, comment in layer
    ]
    assert 304 + 7.5 * max(lines) < 716
    assert 8 + 7.5 * max(map(len, b.construction_code(b.State((999,) * 8, ("identity",) * 7)))) < 716

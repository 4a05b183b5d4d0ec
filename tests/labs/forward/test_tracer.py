"""The tracer without a browser: type, be judged, edit, go on from one's own number, go back."""

import ast
import io
import math
import re
import xml.etree.ElementTree as ElementTree
from contextlib import redirect_stdout
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib import MLP, forward, identity, relu, sigmoid, sign, softmax, step, tanh
from lecture_lib.course import progress
from lecture_lib.data import LECTURE_EXAMPLES
from lecture_lib.interactive import Event, enter_number, reveal_all, reveal_number
from lecture_lib.labs.forward import tracer
from lecture_lib.labs.forward.steps import ForwardCell, forward_cells
from lecture_lib.labs.forward.tracer import GOALS, OWN_NUMBER, TRUE_NUMBER, State, on_event, view
from lecture_lib.validation import InputError
from tests.notebooks.rows import ROOT
from tests.widget_driver import WidgetDriver, elements_of, settings_of
from tools import notebook as nb

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


def asked(state):
    return str(state.cells[state.at]) if state.at < len(state.cells) else "nothing"


def true_numbers(state):
    trace = forward(state.net, state.x)
    return [float((trace.z if cell.kind == "z" else trace.a)[cell.l][cell.j]) for cell in forward_cells(state.net)]


def handles(state):
    return elements_of(view(state).picture)


def driven(**settings):
    return WidgetDriver(tracer(**settings))


def test_a_right_number_asks_for_the_next_and_a_wrong_one_again():
    driver = driven()
    assert asked(driver.state) == "z[1]₁"
    driver.type(("z", 1, 0), "-8")
    assert asked(driver.state) == "z[1]₁" and "z[1]₁ is not −8. The bias is not added yet." in driver.note
    driver.type(("z", 1, 0), "−3,0")
    assert asked(driver.state) == "z[1]₂" and "z[1]₁ = −3 is right." in driver.note
    driver.type(("z", 1, 3), "7")  # any cell may be typed, in any order
    assert asked(driver.state) == "a[1]₁"
    driver.type(("z", 1, 1), "2")
    assert asked(driver.state) == "z[1]₃"
    assert "-3" not in view(State()).picture.text.split("Asked")[1]


def test_the_asked_number_is_named_in_words_and_with_its_rule():
    state = State()
    assert "Asked for: z[1]₁ = W[1] row 1 · x + b₁." in view(state).picture.text
    driver = driven()
    assert "= W[1] row 1 · x + b₁" in "".join(ElementTree.fromstring(driver.picture.svg).itertext())
    driver.choose("the rule", True)
    assert "Asked for: z[1]₁ = 3 × (−3) + (−9) × 1 + 2 × 5 + 5." in driver.text
    root = ElementTree.fromstring(driver.picture.svg)
    assert "z[1]₁ = 3 × (−3) + (−9) × 1 + 2 × 5 + 5" in "".join(root.itertext())


GOAL_OF = dict(zip(LECTURE_EXAMPLES, GOALS, strict=True))


WORK = {
    "3-4-1": range(10),
    "3-4-3": range(9, 14),
    "3-4-4-4-3": [*range(4), *range(8, 12), *range(16, 20), *range(24, 30)],
}
"""The numbers of each network that are to be worked out; the others are known before, or max(0, z)."""


@pytest.mark.parametrize("example", LECTURE_EXAMPLES)
def test_half_of_the_numbers_typed_right_reach_the_goal_of_the_place(example):
    driver = driven(example=example, goal=GOAL_OF[example])
    numbers, own = true_numbers(driver.state), 0
    for i in range(driver.state.at, len(numbers)):
        assert (
            driver.goal.have == own and driver.goal.reached is (2 * own >= len(WORK[example])) and driver.state.at == i
        )
        assert f"Asked for: {driver.state.cells[i]} =" in driver.text
        driver.type(tuple(driver.state.cells[i]), f"{numbers[i]:.2f}")
        assert driver.app.feedback.tone == "right"
        own += i in WORK[example]
    assert progress().goals() == {f"tracer: {GOAL_OF[example]}"}
    assert "All numbers are filled in." in driver.text and "All numbers are filled in." in driver.note
    assert driver.goal.asks.startswith(f"work out {(len(WORK[example]) + 1) // 2} of the {len(WORK[example])} numbers")


@pytest.mark.parametrize("example", LECTURE_EXAMPLES)
def test_numbers_that_were_shown_are_not_ones_own_though_they_are_typed(example):
    driver = driven(example=example, goal=GOAL_OF[example])
    driver.press("Show all")
    for i, number in enumerate(true_numbers(driver.state)):
        driver.type(tuple(driver.state.cells[i]), f"{number:.2f}")
        assert driver.goal.have == 0 and driver.app.feedback.tone == "right"


def test_what_follows_from_another_weight_is_new_work():
    driver = driven(goal="one hidden layer")
    driver.press("Show all")
    driver.click("layer", 2)
    driver.type(("b", 2, 0), "5")
    driver.type(("z", 2, 0), f"{true_numbers(driver.state)[8]:.2f}")
    assert driver.goal.have == 1 and driver.state.seen == tuple(range(8))


@pytest.mark.parametrize(
    "example, typed", [("3-4-3", range(9)), ("3-4-4-4-3", [*range(4, 8), *range(12, 16), *range(20, 24)])]
)
def test_known_numbers_and_those_read_off_do_not_reach_the_goal(example, typed):
    driver = driven(example=example, goal=GOAL_OF[example])
    for i in typed:
        driver.type(tuple(driver.state.cells[i]), f"{true_numbers(driver.state)[i]:.2f}")
    assert driver.goal.have == 0


def test_wrong_numbers_are_not_ones_own():
    driver = driven(goal="one hidden layer")
    assert driver.goal.have == 0 and driver.goal.count == "0 of 5"
    for i, number in enumerate(true_numbers(driver.state)[:5]):
        driver.type(tuple(driver.state.cells[i]), f"{number + 1:.2f}")
        assert driver.goal.have == i and driver.app.feedback.tone == "wrong"
        driver.type(tuple(driver.state.cells[i]), f"{number:.2f}")
    assert driver.goal.reached


def test_the_second_network_begins_where_the_first_one_ended():
    driver = driven(example="3-4-3")
    assert (
        asked(driver.state) == "z[2]₂" and "Work out z[2]₂" in driver.note and driver.code == "tracer(example='3-4-3')"
    )


def test_show_and_show_all():
    state = reveal_number(reveal_number(State()))
    assert (state.revealed, asked(state)) == ((0, 1), "z[1]₃")
    wrong = enter_number(state, 1, 5.0)
    assert reveal_number(wrong).typed == () and 1 in reveal_number(wrong).revealed
    everything = reveal_all(State())
    assert asked(everything) == "nothing" and len(everything.revealed) == 10
    done = driven(**settings_of(everything))
    assert not done.enabled("Show this number") and not done.enabled("Show all")
    assert "All numbers are filled in" in done.note


def wrong_in_turn(driver):
    """Do all that can be done to a tracer, and yield after each move."""
    yield
    for cell in driver.state.cells:
        driver.type(tuple(cell), "99")
        yield
        driver.press("Show this number")
        yield
    driver.choose("the rule", True)
    for l in range(1, len(driver.state.net) + 1):
        driver.click("layer", l)
        yield
        driver.type(("b", l, 0), "0.125")
        driver.choose("go on from", OWN_NUMBER)
        yield


@pytest.mark.parametrize("example", LECTURE_EXAMPLES)
def test_the_card_keeps_its_size_and_always_says_what_comes_next(example):
    driver = driven(example=example)
    sizes, longest = set(), ""
    for _ in wrong_in_turn(driver):
        sizes.add(tuple((panel.width, panel.height) for panel in driver.picture.panels))
        longest = max(longest, driver.note, key=len)
        assert driver.note and sum(face.get("primary", False) for face in driver.app.face["controls"]) == 1
    assert len(sizes) == 1 and max(width for size in sizes for width, _ in size) <= 270
    assert len(longest) <= 150, longest


def test_a_wrong_number_flashes_and_the_row_that_is_used_is_lit():
    driver = driven()
    driver.type(("z", 1, 1), "99")
    assert [target for target, node in driver.elements().items() if node.get("class") == "flash"] == [("z", 1, 1)]
    lit = re.findall(r'<rect x="1" y="(\d+)"[^>]*class="moves"', driver.picture.svg)
    rows = [node[0].get("y") for target, node in driver.elements().items() if target == ("W", 1, 1, 0)]
    assert len(lit) == 1 and 0 < float(rows[0]) - float(lit[0]) < 5
    driver.press("Show this number")
    assert "flash" not in "".join(node.get("class", "") for node in driver.elements().values())


def test_the_weights_of_any_layer_can_be_looked_at_and_changed():
    driver = driven(**settings_of(reveal_all(tracer(example="3-4-4-4-3").state)))
    assert ("W", 4, 0, 0) in driver.elements()
    driver.click("layer", 3)
    assert driver.code.endswith("layer=3)") and "Weights of layer 3." in driver.text
    driver.type(("b", 3, 0), "3")
    assert driver.state.net[3].b[0] == 3 and asked(driver.state) == "z[3]₁"
    driver.press("Show this number")
    driver.click("layer", 1)
    driver.type(("z", 3, 1), "1")
    assert driver.state.shown_layer == 3  # it goes back to what is asked for


def filled(**changes):
    """Return 3-4-1 with every number typed right."""
    state = State(**changes)
    for i, number in enumerate(true_numbers(state)):
        state = enter_number(state, i, round(number, 4))
    return state


@pytest.mark.parametrize(
    "target, kept", [(("x", 0), 0), (("W", 1, 2, 1), 0), (("b", 1, 3), 0), (("W", 2, 0, 3), 8), (("b", 2, 0), 8)]
)
def test_an_edit_opens_what_depends_on_it(target, kept):
    before = filled()
    after = on_event(before, Event("edit", target, "0.5"))
    assert [i for i, _ in after.typed] == list(range(kept)) and after.at == kept and after.last is None
    numbers = true_numbers(after)
    assert numbers[:kept] == true_numbers(before)[:kept] and numbers != true_numbers(before)
    for i in range(kept, len(numbers)):
        after = enter_number(after, i, numbers[i])
    assert asked(after) == "nothing"


@pytest.mark.parametrize(
    "target, value",
    [(("x", 0), 0.5), (("W", 1, 2, 1), 0.25), (("b", 1, 3), -7.0), (("W", 2, 0, 3), 3.0), (("b", 2, 0), 0.0)],
)
def test_an_edit_changes_that_number_alone(target, value):
    after = on_event(State(), Event("edit", target, str(value)))
    flat = lambda state: [*state.x, *(v for W, b, _ in state.net for v in (*W.ravel(), *b))]
    differing = [(old, new) for old, new in zip(flat(State()), flat(after), strict=True) if old != new]
    assert [new for _, new in differing] == [value]


@pytest.mark.parametrize("target, text", [(("x", 0), "-3"), (("W", 1, 0, 1), "−9"), (("b", 2, 0), "6.0")])
def test_typing_what_stands_there_loses_nothing(target, text):
    assert on_event(filled(), Event("edit", target, text)) == filled()


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
    driver = driven()
    driver.type(("z", 1, 0), "-3")
    driver.choose("go on from", OWN_NUMBER)
    assert driver.state.go_on == OWN_NUMBER and driver.state.typed == ((0, -3.0),)
    deep = State("3-4-4-4-3", LECTURE_EXAMPLES["3-4-4-4-3"].net, (7.0, 1.0, -4.0))
    assert driven(example="3-4-4-4-3").state == deep


def test_back_forward_and_reset_restore_every_state():
    driver, seen = driven(), [State()]
    acts = [
        lambda: driver.type(("z", 1, 0), "-8"),
        lambda: driver.type(("z", 1, 0), "-3"),
        lambda: driver.press("Show this number"),
        lambda: driver.type(("W", 1, 0, 0), "4"),
        lambda: driver.choose("the rule", True),
        lambda: driver.press("Show all"),
        lambda: driver.type(("x", 1), "2"),
    ]
    for act in acts:
        act()
        assert driver.state != seen[-1]
        seen.append(driver.state)
    pictures = []
    for state in reversed(seen):
        assert driver.state == state
        pictures.append(driver.picture)
        driver.undo()
    for state, picture in zip(seen, reversed(pictures)):
        assert (driver.state, driver.picture) == (state, picture)
        driver.redo()
    driver.restart()
    assert driver.state == State() and driver.picture == view(State()).picture
    driver.undo()
    assert driver.state == seen[-1]


@pytest.mark.parametrize("target", [("z", 1, 0), ("a", 2, 0), ("x", 2), ("W", 1, 3, 2), ("b", 2, 0)])
@pytest.mark.parametrize(
    "text, wanted",
    [
        ("seven", "Give real numbers"),
        ("", "Give real numbers"),
        ("1/2", "Give real numbers"),
        ("nan", "must be finite"),
        ("1e999", "must be finite"),
        ("1e9", "Give a number from −1000000 to 1000000"),
        ("-1e9", "Give a number from −1000000 to 1000000"),
        ("1 2", "Give real numbers"),
        ("１", None),
    ],
)
def test_bad_text_keeps_the_state_and_says_what_is_wanted(target, text, wanted):
    driver = driven(at=8 if target == ("b", 2, 0) else 0)  # a layer's weights are there when it is asked for
    before, picture = driver.state, driver.picture
    driver.type(target, text)
    if wanted is None:  # a wide digit is a digit
        assert driver.state != before
    else:
        assert (driver.state, driver.picture) == (before, picture)
        assert wanted in driver.note and driver.in_trouble
        names = {"z": "z[1]₁", "a": "a[2]₁", "x": "the input", "W": "the weight", "b": "the bias"}
        assert names[target[0]] in driver.note


def test_numbers_of_any_allowed_size_can_be_drawn(recwarn):
    driver = driven(example="3-4-4-4-3")
    for target in [("x", 0), *(("W", l, 0, 0) for l in range(1, 5)), *(("b", l, 1) for l in range(1, 5))]:
        for text in ("1e6", "-1e6", "1e-300"):
            asked_layer = 1 if target == ("x", 0) else target[1]
            driver.app.change(lambda s, l=asked_layer: replace(s, at=s.cells.index(ForwardCell("z", l, 0))))
            driver.type(target, text)
            assert not driver.in_trouble
            ElementTree.fromstring(view(reveal_all(driver.state)).picture.svg)
    assert [str(warning.message) for warning in recwarn if not _by_another_package(warning)] == []


def _by_another_package(warning) -> bool:
    """Is it about how one package calls another? Numbers warn by `RuntimeWarning`."""
    return issubclass(warning.category, (DeprecationWarning, PendingDeprecationWarning))


@pytest.mark.parametrize(
    "state",
    [
        State(),
        *(tracer(example=name).state for name in LECTURE_EXAMPLES),
        filled(),
        reveal_all(State()),
        filled(arithmetic=True, go_on=OWN_NUMBER),
        on_event(State(), Event("edit", ("x", 0), "0.1")),
        on_event(filled(), Event("edit", ("W", 1, 0, 0), "1e-7")),
        State(net=MLP(([[1, 2, 3]], [0.5], tanh), ([[-1]], [0], identity))),
        State(net=MLP(([[0, 0, 0]], [0], step))),
    ],
)
def test_the_state_as_code_makes_the_state_again(state):
    assert eval(repr(state), NAMES) == state
    assert hash(eval(repr(state), NAMES)) == hash(state)


def test_show_as_code_shows_code_that_runs():
    driver = driven()
    driver.type(("x", 0), "0.5")
    driver.type(("z", 1, 0), "-8")
    assert eval(driver.code, NAMES | {"tracer": tracer}).state == driver.state
    assert driver.code.startswith("tracer(x=(0.5, 1.0, 5.0), typed=((0, -8.0),), last=0") and "net" not in driver.code


def test_code_names_no_more_than_it_takes():
    driver = driven(example="3-4-3")
    assert driver.code == "tracer(example='3-4-3')"
    driver.click("layer", 1)
    driver.type(("W", 1, 0, 0), "4")
    assert driver.code.startswith("tracer(example='3-4-3', net=MLP(") and "x=" not in driver.code
    assert eval(driver.code, NAMES | {"tracer": tracer}).state == driver.state


def test_an_unknown_network_is_refused_in_one_line():
    with pytest.raises(InputError, match="there is no network '9-9'; there are: 3-4-1"):
        tracer(example="9-9")


def test_a_wrong_number_stays_asked_for_when_all_others_are_shown():
    state = reveal_all(enter_number(State(), 3, 100.0))
    assert asked(state) == "z[1]₄" and len(state.revealed) == 9


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
    assert {tuple(cell) for cell in state.cells} | {("x", 0), ("x", 1), ("x", 2)} <= set(found)
    for target, node in found.items():
        assert node.get("role") == "button" and node.get("tabindex") == "0"
        if node.get("data-can") == "press":
            continue
        new = on_event(state, Event("edit", target, "0.125"))
        assert new != state
        again = handles(new)
        assert target not in again or again[target].get("data-value") == "0.125"
    layer = state.shown_layer
    shown = sum(target[0] in "Wb" for target in found)
    assert shown == state.net[layer].W.size + state.net[layer].b.size


def test_every_layers_weights_come_up_as_they_are_asked_for():
    state, seen = tracer(example="3-4-4-4-3").state, set()
    while state.at < len(state.cells):
        seen |= {target for target in handles(state) if target[0] in "Wb"}
        state = reveal_number(state)
    assert len(seen) == LECTURE_EXAMPLES["3-4-4-4-3"].net.n_parameters == 71


def test_labels_say_what_stands_in_a_cell():
    state = reveal_number(enter_number(enter_number(State(), 0, -3.0), 1, 9.0))
    labels = {target: node.get("aria-label") for target, node in handles(enter_number(state, 2, 5.0)).items()}
    assert labels["z", 1, 0] == "z[1]₁, right, −3: press Enter to type it"
    assert labels["z", 1, 1] == "z[1]₂, shown, 2: press Enter to type it"
    assert labels["z", 1, 2] == "z[1]₃, not right yet, 5: press Enter to type it"
    assert labels["z", 1, 3] == "z[1]₄, open: press Enter to type it"
    assert labels["x", 1] == "input x₂, 1: press Enter to type another"
    assert labels["W", 1, 2, 1] == "weight of layer 1, row 3, column 2, 3: press Enter to type another"


def test_an_open_cell_does_not_tell_its_number():
    state = tracer(example="3-4-4-4-3").state
    written = "".join(ElementTree.fromstring(view(state).picture.svg).itertext()) + view(state).picture.text
    assert not re.search(r"79|−70|−26|0\.866|0\.117", written)
    assert view(state).picture.text.count("open") == 3


@pytest.mark.slow
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
    assert on_event(State(), Event("press", ("z", 1, 0))) == State()
    with pytest.raises(InputError):
        on_event(State(), Event("edit", ("z", 1, 0), "x"))


def test_the_starting_state_is_the_lectures():
    assert State().x == (-3.0, 1.0, 5.0) and all(type(v) is float for v in State().x)
    assert [ForwardCell("z", 1, 0), ForwardCell("a", 2, 0)] == [State().cells[0], State().cells[-1]]
    assert np.array_equal(State().net[1].W[1], [11, -2, 7])


@pytest.mark.parametrize("target", [("W", 1, -1, 0), ("W", 1, 0, 3), ("W", 2, 0, 0), ("x", -1), ("x", 3), ("z", 9, 0)])
def test_what_the_picture_does_not_hold_cannot_be_typed_over(target):
    driver = driven()
    driver.type(target, "1")
    assert driver.state == State() and driver.in_trouble and "This picture has no" in driver.note


# --- the notebook does not print what the tracer asks ------------------------------------------------------------


def told_before_each_tracer():
    """Yield what notebook 05 has told, in text and by the outputs of its cells, before each of its tracers."""
    told, names = io.StringIO(), {}
    for cell in nb.read((ROOT / "source" / "05_forward_by_hand.py").read_text("utf-8")).cells:
        if cell.cell_type != "code":
            told.write(cell.source)
            continue
        if "tracer(" in cell.source:
            yield told.getvalue()
        module = ast.parse(cell.source)
        last = module.body.pop() if module.body and isinstance(module.body[-1], ast.Expr) else None
        with redirect_stdout(told):
            exec(compile(module, "cell", "exec"), names)
            if last:
                print(repr(eval(compile(ast.Expression(last.value), "cell", "eval"), names)))


@pytest.mark.slow
def test_no_number_that_a_tracer_asks_is_told_before_it():
    for example, told in zip(LECTURE_EXAMPLES, told_before_each_tracer(), strict=True):
        state = tracer(example=example).state
        asked_for = [value for i, value in enumerate(true_numbers(state)) if i in WORK[example] and value % 1]
        texts = {f"{abs(v):.{d}f}" for v in asked_for for d in (2, 3, 4)} - {"0.50", "0.500", "1.00"}
        found = {text for text in texts if re.search(rf"(?<![\d.]){re.escape(text)}", told)}
        assert found == set()

"""How every widget is made: by a call with settings by name."""

import ast
import inspect

import numpy as np
import pytest

from benchmarks.moves import widget_factories, widget_moves
from lecture_lib.interactive import App, code_text
from lecture_lib.labs.folding import fold
from lecture_lib.labs.forward import tracer
from lecture_lib.labs.forward.tracer import State as TracerState
from lecture_lib.labs.start import first_neuron
from lecture_lib.labs.start.first_neuron import State
from lecture_lib.validation import InputError


def test_settings_are_the_fields_of_the_state():
    assert first_neuron(x=1.0, b=-1.0).state == State(x=1.0, b=-1.0)
    assert first_neuron().state == State()


def test_shift_tab_shows_the_settings_and_the_docstring():
    settings = inspect.signature(first_neuron).parameters
    assert {name: setting.default for name, setting in settings.items()} == {
        "x": 2.0,
        "w": 1.0,
        "b": 1.0,
        "goal": "",
        "hide": (),
    }
    assert {setting.kind for setting in settings.values()} == {inspect.Parameter.KEYWORD_ONLY}
    assert first_neuron.__name__ == "first_neuron" and first_neuron.__doc__.startswith("Return the widget")
    assert list(inspect.signature(tracer).parameters)[:3] == ["example", "net", "x"]


@pytest.mark.parametrize(
    "call, says",
    [
        (
            lambda: first_neuron(q=3),
            "first_neuron has no setting q (q=3 was given); its settings are x, w, b, goal, hide",
        ),
        (lambda: first_neuron(x=1, state=2), "first_neuron has no setting state (state=2 was given)"),
        (lambda: first_neuron(State(x=1.0)), "first_neuron takes its settings by name; write first_neuron(x=1.0)"),
        (lambda: first_neuron(State()), "first_neuron takes its settings by name; write first_neuron()"),
        (lambda: first_neuron(3), "first_neuron takes its settings by name; write first_neuron(x=3)"),
        (lambda: first_neuron(3, w=2), "first_neuron takes its settings by name; write first_neuron(x=3)"),
        (lambda: tracer(TracerState(at=2)), "tracer takes its settings by name; write tracer(at=2)"),
        (lambda: first_neuron(x="1"), "first_neuron: x is '1'. Give a number"),
        (lambda: fold(t="x"), "fold: t is 'x'. Give a number"),
        (lambda: tracer(at=1.5), "tracer: at is 1.5. Give a whole number"),
        (lambda: tracer("3-4-3"), "tracer takes its settings by name; write tracer(example='3-4-3')"),
    ],
)
def test_a_call_that_is_written_otherwise_is_answered_in_one_line(call, says):
    with pytest.raises(InputError) as problem:
        call()
    assert says in str(problem.value) and "\n" not in str(problem.value)


def test_numbers_of_numpy_are_numbers():
    state = first_neuron(x=np.float32(1), w=np.int8(2)).state
    assert state == State(x=1.0, w=2.0) and (type(state.x), type(state.w)) == (float, int)
    assert type(tracer(at=np.int64(2)).state.at) is int


def test_code_holds_what_differs_and_no_more():
    assert code_text("first_neuron", State(), State) == "first_neuron()"
    assert code_text("first_neuron", State(w=0.5), State) == "first_neuron(w=0.5)"
    app = first_neuron(x=1.0)
    app.change(lambda state: State(b=-2.0))
    assert app.code == "first_neuron(b=-2.0)"


@pytest.mark.parametrize("name", widget_factories())
def test_every_widget_is_made_by_name_and_tells_how_again(name):
    make = widget_factories()[name]
    app = make()
    assert isinstance(app, App) and app.name == name and app.code == f"{name}()"
    assert all(each.kind is inspect.Parameter.KEYWORD_ONLY for each in inspect.signature(make).parameters.values())
    with pytest.raises(InputError, match=f"{name} has no setting nonsense"):
        make(nonsense=1)
    with pytest.raises(InputError, match=f"{name} takes its settings by name"):
        make(app.state)


@pytest.mark.parametrize("name", widget_factories())
def test_copied_code_runs_in_a_fresh_cell_and_makes_the_same_state_from_ten_states(name):
    app = widget_factories()[name]()
    states = [app.state]
    for move in widget_moves(app):
        move()
        if app.state not in states:
            states.append(app.state)
        if len(states) == 40:
            break
    for state in states[:: max(1, len(states) // 10)]:
        app.change(lambda _, state=state: state)
        *before, call = ast.parse(app.lines).body
        names = {}
        exec(compile(ast.Module(before, []), "<cell>", "exec"), names)
        again = eval(compile(ast.Expression(call.value), "<cell>", "eval"), names)
        assert again.state == app.state

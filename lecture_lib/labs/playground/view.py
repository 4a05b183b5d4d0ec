"""What a playground shows: the network, the map, the losses, and one more panel that can be chosen."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import isnan

from ...drawing import Panel, Picture, number_text
from ...interactive import View
from ...validation import count_phrase
from .challenges import CHALLENGES
from .examples import COLOURS
from .exports import read_state
from .insight import class_confusions, loss_gradients, unit_health
from .pictures import (
    confusion_panel,
    frame_of,
    gradient_bars,
    hidden_plane_panel,
    kept_map,
    loss_chart,
    network_panel,
    output_map,
    point_trace,
    region_lines,
    weight_list,
)
from .plane import unit_pictures
from .state import State, short_name

ALONGSIDE = 272, 318  # width and height of the panel that can be chosen, whichever it is: nothing below it moves


def view(state: State) -> View:
    """Return all that a state shows.

    >>> view(State(epochs=1)).picture.title
    'The playground'
    """
    over, about_regions = region_lines(state, frame_of(state)) if state.shows_regions else ("", "")
    network, about_lines = _network(state)
    alongside, said = _alongside(state)
    chart, about_losses = loss_chart(state, state.read)
    picture = Picture(
        (network, output_map(state, over), chart, alongside),
        title="The playground",
        text=" ".join(filter(None, (_summary(state), about_lines, about_losses, about_regions, said))),
    )
    return View(picture, note=" ".join(filter(None, (_note(state), _best(state)))))


def chosen_unit(state: State) -> tuple[int, int]:
    """Return the unit, (layer, number), whose weights are written out: the one that was pressed, or the output.

    >>> chosen_unit(State()), chosen_unit(State(unit=(1, 2)))
    ((3, 0), (1, 2))
    """
    return state.unit or (len(state.net), 0)


def output_names(state: State) -> tuple[str, ...]:
    """Return the names of the output units.

    >>> output_names(State()), output_names(State("three clouds"))
    (('the output',), ('orange', 'blue', 'purple'))
    """
    classes = state.problem.train.classes
    return classes if len(classes) > 2 else ("the output",)


def _network(state: State) -> tuple[Panel, str]:
    """Return the panel of the network, and in words what of it is not drawn."""
    health = unit_health(state.setup, state.run)
    gradients = [layer.dW for layer in loss_gradients(state.setup, state.run)] if state.edges == "gradients" else None
    return network_panel(
        state.net,
        state.features,
        output_names(state),
        unit_pictures(state.setup, state.net),
        chosen=chosen_unit(state),
        edges=gradients,
        marks=lambda layer, unit: health[layer - 1][unit] if 0 < layer <= len(health) else "",
    )


def _alongside(state: State) -> tuple[Panel, str]:
    """Return the panel beside the losses, and what it says."""
    match state.alongside:
        case "weights":
            panel, said = weight_list(state, *chosen_unit(state))
        case "hidden plane":
            panel, said = hidden_plane_panel(state)
        case "gradients":
            panel, said = gradient_bars(state)
        case "point":
            panel, said = point_trace(state)
        case "kept state":
            panel, said = kept_map(_kept(state.compared)) if state.compared else weight_list(state, *chosen_unit(state))
        case _:
            panel, said = confusion_panel(state)
    width, height = ALONGSIDE
    return replace(panel, width=max(panel.width, width), height=max(panel.height, height)), said


@lru_cache(maxsize=4)
def _kept(text: str) -> State:
    return read_state(text, State)


def _summary(state: State) -> str:
    p = state.problem
    kind = f"{len(p.train.classes)} classes" if p.train.classes else "numbers to fit"
    said = f"Network {short_name(state)}, on {state.data}: {kind}, {len(p.train)} examples to train on"
    said = f"{said}, {len(p.held_out)} held out. {_training_in_words(state)}"
    if state.challenge:
        said = f"Challenge: {CHALLENGES[state.challenge].title}. {said}"
    if state.discrete:
        said += " The map has one colour for each class."
    if state.hand >= 0:
        said += f" A press on the map adds an example, {COLOURS[state.hand]}."
    return said


def _training_in_words(state: State) -> str:
    """Say how it is trained: the rule, its rate, the batches, and what keeps the weights small.

    >>> _training_in_words(State(l2=0.01))
    'Trained by SGD at rate 0.03 in batches of 10, with L2 0.01.'
    """
    held = [f"{name} {number_text(value)}" for name, value in (("L1", state.l1), ("L2", state.l2)) if value]
    held += [f"dropout {state.dropout}%"] * (state.dropout > 0)
    said = f"Trained by {state.rule} at rate {number_text(state.rate)} in batches of {state.batch}"
    return f"{said}, with {' and '.join(held)}." if held else f"{said}."


def _note(state: State) -> str:
    """Say how well it does, and what to do next."""
    run, p = state.run, state.problem
    if state.challenge and (remark := CHALLENGES[state.challenge].remark(state.setup)):
        return remark
    if state.challenge and _is_untouched(state):
        return CHALLENGES[state.challenge].text
    if state.pinned is not None and state.alongside == "point" and not run.steps and not run.losses:
        x, y = (number_text(each, 3) for each in (*state.pinned, 0.0)[:2])
        return f"The point ({x}, {y}) is pinned. Its numbers on the way through the network are beside the losses."
    if not run.epochs and not run.steps and state.data == "own":
        return f"Your own examples: {len(p.train)} to train on, and {len(p.held_out)} held out."
    if not run.epochs and not run.steps:
        return "Press Run. Each small picture is a unit’s output at every point; press one to see it large."
    if not run.losses:
        return f"{count_phrase(run.steps, 'step')} of epoch {run.epochs + 1} done."
    last = run.losses[-1]
    said = f"Epoch {run.epochs}: loss {number_text(last.train, 3)}"
    if not isnan(last.held_out):
        said += f", on held-out examples {number_text(last.held_out, 3)}"
    if p.train.classes:
        found = class_confusions(state.setup, run)
        right, n = int(found.train.trace()), int(found.train.sum())
        said += f"; {right} of {n} training examples are right"
    if "step" in state.activations:
        said += ". A step has slope 0: no gradient passes it, so what lies before it does not learn"
    return f"{said}."


def _is_untouched(state: State) -> bool:
    """Is a challenge's state as the challenge gave it?"""
    given = CHALLENGES[state.challenge]
    return not state.kept and (state.setup, state.epochs, state.steps) == (given.setup, given.epochs, 0)


def _best(state: State) -> str:
    """Say what the best is, in a challenge whose best is kept."""
    counts = CHALLENGES[state.challenge].counts if state.challenge else ""
    return f"Best so far: {count_phrase(state.best, counts)}." if state.best and counts else ""

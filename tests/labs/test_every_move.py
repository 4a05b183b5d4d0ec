"""Every control and every element of every widget answers, and one step back takes its answer back.

In the browser some of those that are alike are moved (tests/browser/test_notebooks.py): here all of them are.
"""

from __future__ import annotations

import pytest

from benchmarks.moves import elements, moves_by_part, widget_factories


def answers(app, move):
    """Make a move from the state that is shown, go back, and return whether anything was seen of it."""
    picture, words, note = app.picture, app.picture.text, app.feedback
    move()
    moved = (app.picture, app.feedback) != (picture, note) or app.feedback.tone == "trouble"
    if app.face["undo"]:
        app.undo()
    assert not app.face["undo"], "it takes more than one step back"
    assert (app.picture, app.picture.text) == (picture, words)
    return moved


@pytest.mark.parametrize("name", sorted(widget_factories()))
def test_everything_answers_and_one_step_goes_back(name):
    app = widget_factories()[name]()
    able = [
        (f"{what} {target}", node) for target, node in elements(app).items() for what in node.get("data-can").split()
    ]
    silent = {part for part, node in able if node.get("data-quiet")}
    silent |= {
        face["name"] for face in app.face["controls"] if face["kind"] == "download" or face.get("shown") is False
    }
    for part, moves in moves_by_part(app):
        seen = [answers(app, move) for move in moves()]
        assert any(seen) or not seen or part in silent, f"{part} does not answer"

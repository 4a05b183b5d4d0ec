"""What holds of a card in every state of its laboratory."""

from __future__ import annotations

from collections.abc import Iterable

from lecture_lib.interactive import App, Button, Play

LONGEST_NOTE = 160  # letters: four lines in the rail


def check_card(app: App, states: Iterable) -> None:
    """Its height never changes, its feedback is short and never empty, and one button is the primary one."""
    sizes = [(panel.width, panel.height) for panel in app.picture.panels]
    assert all(width <= 270 for width, _ in sizes), "a panel is too wide for a page of 400 pixels"
    assert sum(isinstance(c, (Button, Play)) and c.primary for c in app.controls.values()) == 1
    for state in states:
        shown = app.view(state)
        assert [(panel.width, panel.height) for panel in shown.picture.panels] == sizes, state
        assert 0 < len(shown.note) <= LONGEST_NOTE, (state, shown.note)

"""What holds of a card of this laboratory in every state, also where the primary action depends on the state."""

LONGEST_NOTE = 150


def check_states(app, states):
    """Its height never changes, its feedback is short and never empty, and one button is the primary one."""
    sizes = [(panel.width, panel.height) for panel in app.picture.panels]
    assert all(width <= 270 for width, _ in sizes), "a panel is too wide for a page of 400 pixels"
    for state in states:
        shown = app.view(state)
        assert [(panel.width, panel.height) for panel in shown.picture.panels] == sizes, state
        assert 0 < len(shown.note) <= LONGEST_NOTE, (state, shown.note)
        faces = [control.face(state, False) for control in app.controls.values()]
        assert sum(face.get("primary", False) for face in faces) == 1, state

"""What flows where in lecture D's general form: values forward, ζ back, a gradient down from each step (row 10.3)."""

from __future__ import annotations

from ...drawing import Picture, arrow, join_elements, subscript, svg, tag, text
from ...validation import whole

_STEP, _BOX, _LEFT = 150, 62, 44
_FORWARD, _BACK, _PARAMETERS, _HEIGHT = 60, 150, 222, 244


def chain_diagram(n_steps: int = 3) -> Picture:
    """Return lecture D's figure 2.7 for a chain of 1 to 5 steps: values above, ζ on its way back, gradients below.

    >>> chain_diagram(2).text.split(". ")[3]
    'Backward, ζ2 comes from the slope of the loss, and each earlier ζ from the one after it: ζ2, ζ1'
    """
    L = whole(n_steps, "n_steps", 1, 5)
    end = _LEFT + L * _STEP
    parts = [_value(_LEFT, _FORWARD, "x"), *(_step(l, L) for l in range(1, L + 1))]
    parts += [
        arrow(end + 16, _FORWARD, end + 52, _FORWARD, "var(--soft)", 2),
        _box(end + 56, _FORWARD, "C"),
        arrow(end + 56 + _BOX / 2, _FORWARD + 24, end + 56 + _BOX / 2, _BACK - 22, "var(--bad)", 2),
        _box(end + 56, _BACK, "Ċ"),
        arrow(end + 52, _BACK, end + 18, _BACK, "var(--bad)", 2),
    ]
    zetas = ", ".join(f"ζ{l}" for l in range(L, 0, -1))
    said = (
        f"A chain of {L} steps. "
        "Forward, step l takes a of step l − 1 and gives a of step l. The last goes to the loss C. "
        f"Backward, ζ{L} comes from the slope of the loss, and each earlier ζ from the one after it: {zetas}. "
        "At each step, the ζ that arrives also gives the gradient g of that step's own parameters."
    )
    return svg.picture(end + 56 + _BOX + 12, _HEIGHT, *parts, title="The flow of a and ζ", text=said)


def _step(l: int, L: int):
    """Step l of the chain: its box and its value above, the way back and the gradient below."""
    left, right = _LEFT + (l - 1) * _STEP, _LEFT + l * _STEP
    box, middle = left + 44, left + 44 + _BOX / 2
    parts = [
        arrow(left + 16, _FORWARD, box - 4, _FORWARD, "var(--soft)", 2),
        _box(box, _FORWARD, f"f{subscript(l)}"),
        arrow(box + _BOX + 2, _FORWARD, right - 14, _FORWARD, "var(--soft)", 2),
        _value(right, _FORWARD, f"a{subscript(l)}"),
        _value(right, _BACK, f"ζ{subscript(l)}", "bold bad"),
        arrow(right - 14, _BACK + 8, middle + 22, _PARAMETERS - 12, "var(--bad)", 2),
        _value(middle, _PARAMETERS, f"g{subscript(l)}", "bold"),
    ]
    if l > 1:
        parts += [
            arrow(right - 14, _BACK, box + _BOX + 2, _BACK, "var(--bad)", 2),
            _box(box, _BACK, f"ḟ{subscript(l)}"),
            arrow(box - 2, _BACK, left + 18, _BACK, "var(--bad)", 2),
        ]
    return join_elements(parts)


def _box(left: float, middle: float, name: str):
    frame = tag("rect", x=left, y=middle - 22, width=_BOX, height=44, rx=8, fill="var(--paper)", stroke="var(--ink)")
    return join_elements([frame, text(left + _BOX / 2, middle + 6, name, "mid bold")])


def _value(x: float, middle: float, name: str, look: str = "bold"):
    return text(x, middle + 6, name, f"mid {look}")

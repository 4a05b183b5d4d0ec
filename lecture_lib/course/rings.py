"""A ring that fills as things are reached, ✓ when all are: the mark of the course map, as on a widget's card.

It is an image of its own with colours that show on light and on dark grounds: an output that is cleaned before it is
shown loses style sheets, variables and inline drawings, and keeps images. Words always stand beside it.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

DONE, LEFT = "#2a8a57", "#7d858e"
"""At least 3 : 1 on white and on the darkest ground of the course; a test holds them to it."""

_LENGTH = 43.98  # of the circle with radius 7


class Completion(NamedTuple):
    """How many have been reached, and of how many.

    >>> Completion(3, 5).all_reached, str(Completion(3, 5))
    (False, '3 of 5')
    """

    reached: int
    of: int

    @property
    def all_reached(self) -> bool:
        return self.reached >= self.of

    def __str__(self) -> str:
        return f"{self.reached} of {self.of}"


def ring(completion: Completion) -> Markup:
    """Return the ring of a completion as an image, read aloud as "open", "begun" or "done".

    >>> ring(Completion(0, 5)) == ring(Completion(0, 8)) != ring(Completion(1, 8))
    True
    """
    words = "open" if not completion.reached else "done" if completion.all_reached else "begun"
    return Markup("<img alt='{}' width='16' height='16' style='vertical-align:middle' src='{}'>").format(
        words, "data:image/svg+xml," + quote(_drawing(completion))
    )


def _drawing(completion: Completion) -> str:
    if completion.of and completion.all_reached:
        inside = (
            f'<circle cx="9" cy="9" r="8" fill="{DONE}" stroke="{DONE}" stroke-width="2"/>'
            '<path d="M5 9.4 8 12.3 13.2 6" fill="none" stroke="#fff" stroke-width="2"/>'
        )
    else:
        filled = _LENGTH * completion.reached / max(1, completion.of)
        arc = (
            f'<circle cx="9" cy="9" r="7" fill="none" stroke="{DONE}" stroke-width="4" '
            f'stroke-dasharray="{filled:.2f} {_LENGTH}" transform="rotate(-90 9 9)"/>'
        )
        inside = f'<circle cx="9" cy="9" r="7" fill="none" stroke="{LEFT}" stroke-width="2"/>' + arc * bool(filled)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 18">{inside}</svg>'

"""A card: what the course tells a learner about one row, as plain text and as a box in the notebook (row 00.1)."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

_MARKS = {"right": "✓", "wrong": "✗", "not attempted": "○", "note": "→"}
_COLOURS = {"right": "#1a7f37", "wrong": "#c24e00", "not attempted": "#6e7781", "note": "#0969da"}


@dataclass(frozen=True, repr=False)
class Card:
    """What is said about `number`: `status` is "right", "wrong", "not attempted" or "note"; `code` is shown as written,
    and `picture` below it.

    >>> Card("05.1", "note", "Your guess is kept.")
    → 05.1 note: Your guess is kept.
    """

    number: str
    status: str
    says: str
    code: str = field(default="", kw_only=True)
    picture: Markup = field(default=Markup(), kw_only=True)

    @property
    def right(self) -> bool:
        return self.status == "right"

    def __repr__(self) -> str:
        return f"{_MARKS[self.status]} {self.number} {self.status}: {self.says}" + f"\n{self.code}".rstrip()

    def _repr_html_(self) -> Markup:
        said = Markup("<br>").join(self.says.split("\n"))
        if self.code:
            said += Markup("<pre style='margin:6px 0'>{}</pre>").format(self.code)
        said += self.picture
        head = f"{_MARKS[self.status]} {self.number}" + (f" {self.status}." if self.status != "note" else "")
        return Markup(
            "<div style='border-left:4px solid {};padding:4px 12px;max-width:60em;line-height:1.45'><b>{}</b> {}</div>"
        ).format(_COLOURS[self.status], head, said)

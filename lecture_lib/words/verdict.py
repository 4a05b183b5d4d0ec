"""A verdict: what a check says, as plain text and as a card in the notebook."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

_MARKS = {"right": "✓", "wrong": "✗", "not attempted": "○", "note": "→"}
_COLOURS = {"right": "#1a7f37", "wrong": "#c24e00", "not attempted": "#6e7781", "note": "#0969da"}


@dataclass(frozen=True)
class Verdict:
    """The result of a check: `status` is "right", "wrong", "not attempted" or "note"; `says` is the feedback.

    `mistake` is the name of the known mistake that was recognised, if any; `code` is shown as it is written.

    >>> Verdict("05.1", "right", "All 4 values agree.")
    ✓ 05.1 right: All 4 values agree.
    """

    number: str
    status: str
    says: str
    mistake: str = ""
    code: str = ""

    @property
    def right(self) -> bool:
        return self.status == "right"

    def __repr__(self) -> str:
        return f"{_MARKS[self.status]} {self.number} {self.status}: {self.says}" + f"\n{self.code}".rstrip()

    def _repr_html_(self) -> str:
        colour, mark = _COLOURS[self.status], _MARKS[self.status]
        said = escape(self.says).replace("\n", "<br>")
        if self.code:
            said += f"<pre style='margin:6px 0'>{escape(self.code)}</pre>"
        return (f"<div style='border-left:4px solid {colour};padding:4px 12px;max-width:60em;line-height:1.45'>"
                f"<b>{mark} {escape(self.number)} {self.status}.</b> {said}</div>")


class CheckFailed(AssertionError):
    """Raised in place of showing a verdict where a grading program runs the sheet; its text is the verdict.

    >>> CheckFailed(Verdict("05.1", "wrong", "Look again."))
    CheckFailed(✗ 05.1 wrong: Look again.)
    """

    def _render_traceback_(self) -> list[str]:
        return [str(self)]

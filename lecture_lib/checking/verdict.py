"""A verdict: the card that a check answers with (row 00.1)."""

from __future__ import annotations

from dataclasses import dataclass

from ..course import Card


@dataclass(frozen=True, repr=False)
class Verdict(Card):
    """The result of a check; `mistake` is the name of the known mistake that was recognised, if any.

    >>> Verdict("05.1", "right", "All 4 values agree.")
    ✓ 05.1 right: All 4 values agree.
    """

    mistake: str = ""


class CheckFailed(AssertionError):
    """Raised in place of showing a verdict where a grading program runs the sheet; its text is the verdict.

    >>> CheckFailed(Verdict("05.1", "wrong", "Look again."))
    CheckFailed(✗ 05.1 wrong: Look again.)
    """

    def _render_traceback_(self) -> list[str]:
        return [str(self)]

"""Questions of notebook 16 and its sheet: families."""

from __future__ import annotations

from ..checking import Question

QUESTIONS: tuple[Question, ...] = ()

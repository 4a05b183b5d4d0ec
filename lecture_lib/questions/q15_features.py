"""Questions of notebook 15 and its sheet: features."""

from __future__ import annotations

from ..checking import Question

QUESTIONS: tuple[Question, ...] = ()

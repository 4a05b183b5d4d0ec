"""Questions of notebook 16 and its sheet: volumes."""

from __future__ import annotations

from ..checking import Question

QUESTIONS: tuple[Question, ...] = ()

"""Questions of notebook 01 and its sheet: neuron."""

from __future__ import annotations

from ..checking import Question

QUESTIONS: tuple[Question, ...] = ()

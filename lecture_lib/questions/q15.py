"""Questions of notebook 15 and its sheet."""

from __future__ import annotations

from .q15_features import QUESTIONS as FEATURES

QUESTIONS = (*FEATURES,)

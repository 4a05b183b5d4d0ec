"""Questions of notebook 16 and its sheet."""

from __future__ import annotations

from .q16_families import QUESTIONS as FAMILIES
from .q16_generation import QUESTIONS as GENERATION
from .q16_volumes import QUESTIONS as VOLUMES

QUESTIONS = (
    *VOLUMES,
    *FAMILIES,
    *GENERATION,
)

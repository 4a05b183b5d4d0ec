"""Questions of notebook 01 and its sheet."""

from __future__ import annotations

from .q01_linear import QUESTIONS as LINEAR
from .q01_neuron import QUESTIONS as NEURON

QUESTIONS = (*LINEAR, *NEURON)

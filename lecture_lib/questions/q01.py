"""Questions of notebook 01 and its sheet."""

from __future__ import annotations

from .q01_neuron import QUESTIONS as NEURON

QUESTIONS = (*NEURON,)

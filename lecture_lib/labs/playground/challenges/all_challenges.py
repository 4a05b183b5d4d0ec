"""All challenges of the playground by name, and what a notebook shows before and after one."""

from __future__ import annotations

from ....course import Card
from ....interactive import Prediction
from ....validation import InputError
from .challenge import Challenge
from .model_challenges import MODEL_CHALLENGES
from .training_challenges import TRAINING_CHALLENGES

CHALLENGES = MODEL_CHALLENGES | TRAINING_CHALLENGES
"""All challenges by name."""


def challenge_named(name: str) -> Challenge:
    """Return a challenge.

    >>> challenge_named("spiral").setup.data
    'spiral'
    >>> challenge_named("spirals")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: there is no challenge 'spirals'. Give one of one tile, wave, boundary, \
two units, too much for four, spiral, fewest parameters, no line, rate, batch, steps, revive, right but bad, overfit, \
repair, by hand.
    """
    if name not in CHALLENGES:
        raise InputError(f"there is no challenge {name!r}. Give one of {', '.join(CHALLENGES)}.")
    return CHALLENGES[name]


def foretell(name: str) -> Prediction:
    """Ask for the prediction that belongs before a challenge.

    >>> foretell("steps")
    17.3 Predict first: After 200 epochs of training, ____ of the 6 weights and biases of the hidden layer have changed.
    """
    return challenge_named(name).foretell()


def explain(name: str) -> Card:
    """Show the prediction of a challenge beside what is true, and say what was measured.

    >>> print(explain("steps").says.splitlines()[0])
    moved = 0 (no guess was made)
    """
    return challenge_named(name).explain()

"""Predict first: a guess is kept before the answer is shown, and both are then seen together (row 00.1)."""

from __future__ import annotations

import numpy as np

from ..validation import InputError, is_attempted, is_close
from .cards import Card
from .progress import progress


def predict(row: str, **guesses) -> Card:
    """Keep guesses by name, before the truth is shown; `...` means: not guessed yet.

    Numbers, text and lists of them can be guessed.

    >>> predict("99.1", z1=...)
    ○ 99.1 not attempted: Type your guess for z1 in place of the ..., then run this cell again.
    """
    if not guesses:
        raise InputError('give each guess a name: predict("05.1", z1=3)')
    open_ = [name for name, guess in guesses.items() if not is_attempted(guess)]
    if open_:
        return Card(
            row,
            "not attempted",
            f"Type your guess for {' and '.join(open_)} in place of the ..., then run this cell again.",
        )
    progress().record_guess(row, {name: _kept(name, _plain(guess)) for name, guess in guesses.items()})
    return Card(row, "note", "Your guess is kept. Run the next cell to see the truth beside it.")


def reveal(row: str, **truths) -> Card:
    """Show each truth beside the newest guess of the same name. Numbers agree when they do to 1 % (near 0: to 0.01).

    >>> reveal("99.2", z1=-3.0)
    → 99.2 note: z1 = -3 (no guess was made)
    """
    kept = progress().guess(row)
    lines = [_line(name, _plain(truth), kept) for name, truth in truths.items()]
    status = "right" if kept and all(line.endswith("right") for line in lines) else "note"
    return Card(row, status, "\n".join(lines))


def _kept(name: str, guess):
    """Return the guess, or say that it is of a kind that cannot be kept."""
    if isinstance(guess, list):
        return [_kept(name, part) for part in guess]
    if not isinstance(guess, (bool, int, float, str)):
        raise InputError(
            f"your guess for {name} holds something of type {type(guess).__name__}; "
            "a number, a text or a list of them is wanted"
        )
    return guess


def _line(name: str, truth, kept: dict) -> str:
    if name not in kept:
        return f"{name} = {_said(truth)} (no guess was made)"
    right = is_close(kept[name], truth, tolerance=0.01)
    return f"{name} = {_said(truth)}, you guessed {_said(kept[name])}: {'right' if right else 'not this time'}"


def _plain(value):
    """Return numpy values as plain Python, so that they can be kept as JSON."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value


def _said(value) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return "(" + ", ".join(map(_said, value)) + ")"
    return str(value)

"""Predict first: a guess is kept before the answer is shown, and both are then seen together (row 00.1)."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from ..validation import InputError, is_attempted, is_close
from .cards import Card
from .number_line import number_line
from .progress import progress


def record_prediction(row: str, guesses: dict) -> Card:
    """Keep guesses by name, before the truth is shown; `...` means: not guessed yet.

    Numbers, text and lists of them can be guessed.

    >>> record_prediction("99.1", {"z1": ...})
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
    → 99.2 note: z1 = −3 (no guess was made)
    """
    plain = {name: _plain(truth) for name, truth in truths.items()}
    kept = {name: progress().guess(row, [name]).get(name) for name in plain if progress().guess(row, [name])}
    lines = [_line(name, truth, kept) for name, truth in plain.items()]
    status = "right" if kept and all(line.endswith("right") for line in lines) else "note"
    pairs = [(kept[name], truth) for name, truth in plain.items() if name in kept]
    drawn = Markup().join(
        number_line(float(guess), float(truth)) for guess, truth in pairs if _are_numbers(guess, truth)
    )
    return Card(row, status, "\n".join(lines), picture=drawn)


def _are_numbers(*values) -> bool:
    return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


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
    said = f"{name.replace('_', ' ')} = {_said(truth)}"
    if name not in kept:
        return f"{said} (no guess was made)"
    right = is_close(kept[name], truth, tolerance=0.01)
    return f"{said}, you guessed {_said(kept[name])}: {'right' if right else 'not this time'}"


def _plain(value):
    """Return numpy values as plain Python, so that they can be kept as JSON."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value


def _said(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:.6g}".replace("-", "−") if isinstance(value, float) else str(value).replace("-", "−")
    if isinstance(value, list):
        return "(" + ", ".join(map(_said, value)) + ")"
    return str(value)

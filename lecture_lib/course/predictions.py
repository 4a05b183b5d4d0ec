"""Predict first: a guess is kept before the answer is shown, and both are then seen together (row 00.1)."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from ..validation import InputError, is_attempted
from .cards import Card
from .guess import About, Nearness, judge_guess, shown_truth
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
    """Show each truth beside the newest guess of the same name: right, near, or not this time.

    A whole number counts exactly, another one to 1%; `about`, `any_of` and `in_any_order` make a truth wider.

    >>> reveal("99.2", z1=-3.0)
    → 99.2 note: z1 = −3 (no guess was made)
    """
    plain = {name: _plain(truth) for name, truth in truths.items()}
    guesses = {name: progress().guess(row, [name]) for name in plain}
    kept = {name: guess[name] for name, guess in guesses.items() if guess}
    judged = {name: judge_guess(guess, plain[name]) for name, guess in kept.items()}
    lines = [_line(name, truth, kept, judged) for name, truth in plain.items()]
    all_right = len(judged) == len(plain) and all(each is Nearness.RIGHT for each in judged.values())
    pairs = [(kept[name], shown_truth(plain[name])) for name in kept]
    drawn = Markup().join(
        number_line(float(guess), float(truth)) for guess, truth in pairs if _are_numbers(guess, truth)
    )
    return Card(row, "right" if all_right else "note", "\n".join(lines), picture=drawn)


def _are_numbers(*values) -> bool:
    return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def _kept(name: str, guess):
    """Return the guess, or say that it is of a kind that cannot be kept."""
    if isinstance(guess, list):
        return [_kept(name, part) for part in guess]
    if not isinstance(guess, (bool, int, float, str)):
        raise InputError(
            f"your guess for {name} holds something of type {type(guess).__name__}; "
            "give a number, a text or a list of them"
        )
    return guess


_SAID = {Nearness.RIGHT: "right", Nearness.NEAR: "near", Nearness.NOT: "not this time"}


def _line(name: str, truth, kept: dict, judged: dict) -> str:
    theory = f" (in theory {_said(truth.theory)})" if isinstance(truth, About) and truth.theory is not None else ""
    said = f"{name.replace('_', ' ')} = {_said(shown_truth(truth))}{theory}"
    if name not in kept:
        return f"{said} (no guess was made)"
    return f"{said}, you guessed {_said(kept[name])}: {_SAID[judged[name]]}"


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

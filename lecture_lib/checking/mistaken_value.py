"""A number that a learner typed, held against the numbers that known mistakes give (rows 05.5, 09.2, 10.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

MistakenValue = tuple[float, str]
"""The number that a known mistake gives, and what to say to who makes it."""


def name_mistake(
    mistaken: Iterable[MistakenValue], typed: float, true: float, is_close: Callable[[float, float], bool]
) -> str:
    """Return what to say of the first mistake that gives the typed number; "" if none does.

    A mistake that gives the true number, too, is passed over: nobody can see it.

    >>> mistaken = [(4.0, "You squared."), (6.0, "You added.")]
    >>> name_mistake(mistaken, 6.0, true=8.0, is_close=lambda typed, value: typed == value)
    'You added.'
    """
    return next((says for value, says in mistaken if is_close(typed, value) and not is_close(value, true)), "")

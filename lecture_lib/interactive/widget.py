"""One way to make a widget: a call with the fields of its state as keyword arguments, `tracer(example="3-4-3")`."""

from __future__ import annotations

import inspect
import reprlib
from collections.abc import Callable
from dataclasses import fields
from functools import partial, wraps
from numbers import Integral, Real
from typing import Any, get_type_hints

import numpy as np

from ..validation import InputError
from .app import App, code_text


def widget(make: Callable[[Any], App] | None = None, *, start: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """Turn `make(state) -> App` into a function of the state's fields, given by name.

    `start(**settings)` makes the state where the fields alone do not: when one of them sets others.
    `goal` names one of the laboratory's goals, for the place that asks for it; without it the card has no goal.
    `hide` names controls that a lesson leaves out, by the field that each sets or by its label: `hide=("seed",)`.
    Unknown settings, settings without a name and settings of another kind raise `InputError` in one line.

    >>> from lecture_lib.labs.start import first_neuron
    >>> first_neuron(x=1.0).state.x
    1.0
    >>> [str(setting) for setting in inspect.signature(first_neuron).parameters.values()]
    ['x: float = 2.0', 'w: float = 1.0', 'b: float = 1.0', "goal: str = ''", 'hide: tuple[str, ...] = ()']
    >>> first_neuron(hide=("a",))
    Traceback (most recent call last):
    lecture_lib.validation.InputError: first_neuron has no control 'a' to hide; it can hide Other numbers, x, w, b
    """
    if make is None:
        return partial(widget, start=start)
    state_type = next(iter(get_type_hints(make).values()))
    make_state = start or state_type
    signature = _signature(state_type)

    @wraps(make)
    def factory(*unnamed, goal: str = "", hide: tuple[str, ...] = (), **settings) -> App:
        if unnamed:
            call = _by_name(make.__name__, state_type, make_state, unnamed[0])
            raise InputError(f"{make.__name__} takes its settings by name; write {call}")
        for name, value in settings.items():
            if name not in signature.parameters:
                raise InputError(
                    f"{make.__name__} has no setting {name} ({name}={reprlib.repr(value)} was given); "
                    f"its settings are {', '.join(signature.parameters)}"
                )
        plain = {name: value.item() if isinstance(value, np.generic) else value for name, value in settings.items()}
        try:
            app = make(make_state(**plain))
        except InputError:
            raise
        except (TypeError, ValueError, AttributeError, LookupError) as problem:
            raise InputError(_wrong_kind(make.__name__, signature, plain) or f"{make.__name__}: {problem}") from problem
        app.make_state, app.module = make_state, make.__module__.rpartition(".")[0]
        if goal:
            app.choose_goal(goal)
        if hide:
            app.hide_controls(_control_names(make.__name__, hide))
        return app

    factory.__signature__ = signature  # pyright: ignore[reportAttributeAccessIssue]
    return factory


def _signature(state_type: type) -> inspect.Signature:
    """Return what Shift-Tab shows: the fields of the state as settings by name."""
    hints = get_type_hints(state_type)
    settings = [
        setting.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[name])
        for name, setting in inspect.signature(state_type).parameters.items()
    ]
    of_place = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, default, kind in (("goal", "", str), ("hide", (), tuple[str, ...]))
    ]
    return inspect.Signature([*settings, *of_place], return_annotation=App)


def _control_names(name: str, hide) -> tuple[str, ...]:
    """Return the names of the controls to hide; one name alone need not stand in a tuple."""
    names = (hide,) if isinstance(hide, str) else hide
    if not isinstance(names, tuple | list) or not all(isinstance(each, str) for each in names):
        raise InputError(f"{name}: hide is {reprlib.repr(hide)}. Give names of controls, such as ('seed', 'rate').")
    return tuple(names)


_KINDS = {float: (Real, "a number"), int: (Integral, "a whole number"), str: (str, "text")}


def _wrong_kind(name: str, signature: inspect.Signature, settings: dict) -> str:
    """Say which setting is of another kind than its field, where a state could not be made or shown; else nothing."""
    for setting, value in settings.items():
        kind, wish = _KINDS.get(signature.parameters[setting].annotation, (object, ""))
        if not isinstance(value, kind):
            return f"{name}: {setting} is {reprlib.repr(value)}. Give {wish}."
    return ""


def _by_name(name: str, state_type: type, make_state: Callable[..., Any], given) -> str:
    """Return how a call is written for which something was given without a name."""
    if isinstance(given, state_type):
        return code_text(name, given, make_state)
    return f"{name}({fields(state_type)[0].name}={reprlib.repr(given)})"

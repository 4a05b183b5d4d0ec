"""A card made from a link. A link comes from anybody, so what it holds is read and never run."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from pathlib import Path
from typing import Any

from ..interactive import App, read_card_link
from ..validation import InputError


def open_card(link: str) -> App:
    """Return the card that a link, or what stands behind its #, holds: the end of it may be given alone.

    Only a card of a laboratory is made, of plain values and of the facade's own classes, such as `MLP`. Anything else
    in the link raises `InputError`.

    >>> from lecture_lib.labs.start import first_neuron
    >>> open_card(first_neuron(x=1.0).link).state.x
    1.0
    """
    lab, name, code = read_card_link(link)
    make = _card_maker(lab, name)
    try:
        call = ast.parse(code, mode="eval").body
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == name):
            raise ValueError(code)
        _, settings = _arguments(call)
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        raise InputError("The link holds something else than a card with its settings. Copy it again.") from None
    return make(**settings)


def _card_maker(lab: str, name: str) -> Any:
    """Return the function that makes a card; it is public in its laboratory and takes the settings of a place."""
    if Path(__file__).with_name(lab).is_dir():
        module = import_module(f"lecture_lib.labs.{lab}")
        make = getattr(module, name, None) if name in getattr(module, "__all__", ()) else None
        if inspect.isfunction(make) and inspect.signature(make).return_annotation is App:
            return make
    raise InputError(f"The course has no card {name} in a laboratory {lab}. Update the course, or copy the link again.")


def _value(node: ast.expr) -> Any:
    """Return the value of a literal, or of a call of one of the facade's classes with such values."""
    facade = import_module("lecture_lib")
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in facade.__all__ and inspect.isclass(getattr(facade, name)):
            values, settings = _arguments(node)
            return getattr(facade, name)(*values, **settings)
        case ast.Tuple(elts=parts):
            return tuple(map(_value, parts))
        case ast.List(elts=parts):
            return list(map(_value, parts))
        case ast.Name(id=name) if name in facade.__all__:
            return getattr(facade, name)
    return ast.literal_eval(node)


def _arguments(call: ast.Call) -> tuple[list, dict[str, Any]]:
    if any(each.arg is None for each in call.keywords):
        raise ValueError("** is not a setting")
    return [_value(each) for each in call.args], {str(each.arg): _value(each.value) for each in call.keywords}

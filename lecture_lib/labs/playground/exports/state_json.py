"""A whole playground as JSON text and back: each field by its name, and the network as it was."""

from __future__ import annotations

import reprlib
from dataclasses import fields, replace
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from ....validation import InputError
from ..setup import Setup
from .kept_json import kept_json, read_kept_json
from .snapshot import read_snapshot, snapshot_text

KIND, VERSION = "playground", 1
S = TypeVar("S", bound=Setup)
_WORDS = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}


def state_json(state: Setup) -> str:
    """Return a state as JSON; where training has begun, with its run.

    >>> read_state(state_json(Setup("spiral", rate=0.1)), Setup) == Setup("spiral", rate=0.1)
    True
    """
    run = getattr(state, "run", None)
    if run is not None and (run.epochs or run.steps):
        state = replace(state, **{"kept": snapshot_text(run, with_losses=True)})
    return kept_json(KIND, VERSION, **{field.name: getattr(state, field.name) for field in fields(state)})


def read_state(text: str, kind: type[S]) -> S:
    """Return the state of this kind that a text holds; fields that it lacks are as they are without a setting.

    >>> read_state('{"kind":"playground","version":1,"hidden":[3],"activations":["relu"]}', Setup).hidden
    (3,)
    >>> read_state('{"kind":"playground","version":1,"noise":"much"}', Setup)
    Traceback (most recent call last):
    lecture_lib.validation.InputError: noise is 'much' in the text. It should be a whole number.
    """
    hints = get_type_hints(kind)
    known = {field.name: hints[field.name] for field in fields(kind)}
    members = read_kept_json(text, KIND, VERSION)
    if strange := [name for name in members if name not in known]:
        raise InputError(f"the text sets {reprlib.repr(strange[0])}, which a playground does not have.")
    state = kind(**{name: _value(value, known[name], name) for name, value in members.items()})
    if kept := getattr(state, "kept", ""):
        read_snapshot(kept, state)
    return state


def _value(value: Any, hint: Any, name: str) -> Any:
    """Return a value of JSON as a field's type wants it, lists as tuples."""
    if isinstance(hint, UnionType):
        if value is None:
            return None
        (hint,) = (option for option in get_args(hint) if option is not type(None))
    if get_origin(hint) is not tuple:
        if hint is float and isinstance(value, int) and not isinstance(value, bool):
            value = _float(value, name)
        if type(value) is not hint:
            raise InputError(f"{name} is {reprlib.repr(value)} in the text. It should be {_WORDS[hint]}.")
        return value
    kinds = get_args(hint)
    many = kinds[-1] is ...
    if not isinstance(value, list) or not many and len(value) != len(kinds):
        wish = f"a list of {len(kinds)}" if not many else "a list"
        raise InputError(f"{name} is {reprlib.repr(value)} in the text. It should be {wish}.")
    return tuple(_value(part, kinds[0] if many else kinds[i], name) for i, part in enumerate(value))


def _float(value: int, name: str) -> float:
    try:
        return float(value)
    except OverflowError:
        raise InputError(f"{name} is {reprlib.repr(value)} in the text, beyond the largest float.") from None

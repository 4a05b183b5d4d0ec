"""JSON that somebody hands in, read within limits: what is wrong with it is said in a sentence, and nothing hangs.

Every kept text is an object that says under "kind" what it is, and under "version" in which form.
"""

from __future__ import annotations

import json
import reprlib
from typing import Any

import numpy as np

from ....validation import Array, InputError

MOST_CHARACTERS = 5_000_000


def decimals(values: Array) -> list:
    """Return float32 numbers as the shortest decimals that are read as the same float32.

    >>> decimals(np.array([0.1, -2.5], np.float32))
    [0.1, -2.5]
    """
    return values.astype(np.float32).astype(str).astype(float).tolist()


def kept_json(kind: str, version: int, **members: Any) -> str:
    """Return the text of an object of some kind; `InputError` if it holds NaN or infinity, which JSON lacks.

    >>> kept_json("colour", 1, name="blue")
    '{"kind":"colour","version":1,"name":"blue"}'
    """
    kept = {"kind": kind, "version": version, **members}
    try:
        return json.dumps(kept, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:
        raise InputError(f"the {kind} holds a number that is not finite. Go back to before it diverged.") from None


def read_kept_json(text: str, kind: str, version: int) -> dict[str, Any]:
    """Return the members of a kept text, without its kind and version; `InputError` says what is wrong with it.

    >>> read_kept_json('{"kind":"colour","version":1,"name":"blue"}', "colour", 1)
    {'name': 'blue'}
    >>> read_kept_json('{"kind":"colour","version":2}', "colour", 1)
    Traceback (most recent call last):
    lecture_lib.validation.InputError: the text holds a colour of version 2, but this course reads version 1. Update \
the course.
    """
    if not isinstance(text, str):
        raise InputError(f"a kept {kind} is text; {reprlib.repr(text)} was given.")
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"the text has {len(text):,} characters. Give at most {MOST_CHARACTERS:,}.")
    try:
        found = json.loads(text.lstrip("\ufeff \t\r\n"), parse_constant=_refuse_constant)
        json.dumps(found, ensure_ascii=False).encode()  # halves of characters, which no page can show
    except json.JSONDecodeError as error:
        raise InputError(f"the text is not JSON: line {error.lineno}, character {error.colno}, {error.msg}.") from None
    except UnicodeEncodeError:
        raise InputError("the text holds half a character. Give it as it was exported.") from None
    except RecursionError:
        raise InputError("the text holds too many lists in lists. Give it as it was exported.") from None
    except InputError:
        raise
    except ValueError:  # a whole number of more than 4300 digits
        raise InputError("the text holds a number with thousands of digits. Give it as it was exported.") from None
    return _members(found, kind, version)


def _members(found: Any, kind: str, version: int) -> dict[str, Any]:
    if not isinstance(found, dict) or found.get("kind") != kind:
        other = found.get("kind") if isinstance(found, dict) else None
        holds = f"holds a {other[:30]}" if isinstance(other, str) else "does not say what it holds"
        raise InputError(f"the text {holds}. It should be a {kind}, as it was exported.")
    given = found.get("version")
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        raise InputError(f"the {kind} has no version number. Give the text as it was exported.")
    if given != version:
        do = "Update the course." if given > version else "Older ones can no longer be read."
        raise InputError(
            f"the text holds a {kind} of version {reprlib.repr(given)}, but this course reads version {version}. {do}"
        )
    return {name: value for name, value in found.items() if name not in ("kind", "version")}


def _refuse_constant(name: str) -> float:
    raise InputError(f"the text holds {name}. Every number must be finite.")

"""A submission's answer as the questions expect it: values, networks, and functions whose code stays elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ...nn import MLP, Activation, activation_named
from ..sandbox import FunctionReference, KnownFunction, NetworkWeights, UnsupportedValue

AskCalls = Callable[[FunctionReference, list[tuple], bool], list[dict]]
"""Calls a function of the submission on these cases, one reply a case; True if the calls are made ahead, for speed."""


def answer_as_seen(ask: AskCalls, expression: str, values: Mapping[str, Any]) -> Any:
    """Return what the check cell hands in: a name's value, or a tuple or list of such.

    >>> answer_as_seen(lambda *_: [], "(w, [b])", {"w": 2.0, "b": ...})
    (2.0, [Ellipsis])
    """
    seen = {name: _as_seen(ask, value) for name, value in values.items()}
    return _expression_value(ast.parse(expression, mode="eval").body, seen)


def _expression_value(expression: ast.expr, values: Mapping[str, Any]) -> Any:
    if isinstance(expression, ast.Name):
        return values[expression.id]
    if not isinstance(expression, ast.Tuple | ast.List):
        raise ValueError("an answer is a name, or a tuple or list of names")
    parts = [_expression_value(part, values) for part in expression.elts]
    return tuple(parts) if isinstance(expression, ast.Tuple) else parts


def _as_seen(ask: AskCalls, value: Any) -> Any:
    """Return what came over the wire as the questions expect it."""
    if isinstance(value, FunctionReference):
        return RemoteFunction(ask, value)
    if isinstance(value, NetworkWeights):
        return _network(value)
    if isinstance(value, KnownFunction):
        return _activation(value)
    if type(value) in (list, tuple):
        return type(value)(_as_seen(ask, part) for part in value)
    return value


def _activation(function: KnownFunction) -> Activation | UnsupportedValue:
    try:
        return activation_named(function.name)
    except Exception:  # a stranger's name may be anything
        return UnsupportedValue("an activation of its own")


def _network(network: NetworkWeights) -> MLP | UnsupportedValue:
    try:
        return MLP(*((W, b, activation_named(g)) for W, b, g in network.layers))
    except MemoryError:
        raise
    except Exception:  # a stranger's weights may be anything
        return UnsupportedValue("a network with an activation of its own")


# --- calls --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class RemoteFunction:
    """A learner's function, to be called like any other; its code stays where it is.

    `known` are replies to calls that were made already, by their arguments.
    """

    ask: AskCalls
    reference: FunctionReference
    known: Mapping[tuple, dict] = field(default_factory=dict)

    @property
    def __name__(self) -> str:
        return self.reference.name

    @property
    def is_stub(self) -> bool:
        """Does its body do nothing, as the other side says?"""
        return self.reference.empty

    def __call__(self, *arguments):
        """Return its value, raise what it raised, repeat what it did to the arguments."""
        reply = self.known.get(_key(arguments)) or self.ask(self.reference, [arguments], False)[0]
        error, changed = reply.get("error"), reply.get("arguments")
        if error is not None:
            raise _as_raised(error if type(error) is str else "")
        if isinstance(changed, list):
            for mine, its in zip(arguments, changed):
                _repeat_change(mine, its)
        return _as_seen(self.ask, reply.get("value"))


def call_ahead(function: RemoteFunction, cases: list[tuple]) -> RemoteFunction:
    """Call a function on many cases at once, for speed; return it with the replies known."""
    return replace(function, known=dict(zip(map(_key, cases), function.ask(function.reference, cases, True))))


def _key(arguments: tuple) -> tuple:
    """Return what tells one call of a function from another: the values of all arguments."""
    return tuple(map(_part, arguments))


def _part(value: Any) -> tuple:
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, list | tuple):
        return type(value), *map(_part, value)
    return type(value), id(value) if callable(value) else value


def _as_raised(error: str) -> Exception:
    """Return an error of the same name and text, so that it is reported as it would be in the learner's notebook."""
    kind, _, text = error.partition(": ")
    return type(kind if kind.isascii() and kind.isidentifier() else "Error", (Exception,), {})(text)


def _repeat_change(mine: Any, its: Any) -> None:
    """Do to an argument here what the function did to its copy there."""
    arrays = isinstance(mine, np.ndarray) and isinstance(its, np.ndarray)
    if arrays and its.shape == mine.shape and mine.flags.writeable:
        mine[...] = its
    elif isinstance(mine, list) and isinstance(its, list):
        mine[:] = its

"""The names of one submission, and its cells run among them, as far as they go: an error costs what needs it.

Statement by statement: what stands below a failing line runs too, unless it reads a name that was not made. Of every
name it is kept which cell made it, left it open, or lost it, for the words that a student is told.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import importlib
import linecache
import re
import sys
import types
from dataclasses import dataclass, field
from functools import cached_property, reduce
from inspect import CO_COROUTINE
from operator import or_
from typing import Any

from ..stand_ins import StandIn, calm_loaded_modules, offer, put_up_stand_ins, show_nothing
from .cell_input import parsed_cell
from .magics import Shell
from .names_used import NamesUsed, is_stub_statement, names_of
from .statement_time import StatementTooLong, can_stop_statements, limited_statement

MAX_EVENTS = 20_000  # that are kept of all names
MAX_TOLD = 300  # events and names that are told at once
LEFT_OUT = "left out"  # what is said of a name whose statement was not run, as its cell ended a session before
_FUTURE_FLAGS = reduce(or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names))
_OWN_LOOP = re.compile(r"\basyncio\.(?:run|Runner)\(|\brun_until_complete\(|\brun_forever\(")
_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom


@dataclass
class _CellRun:
    """One cell while it runs: the first error, the names that were not made with the reason, what is left to be run."""

    number: int
    name: str
    source: str
    definitions_only: bool = False
    slow: bool = False
    error: str = ""
    missing: dict[str, str] = field(default_factory=dict)
    left: list[ast.stmt] = field(default_factory=list)

    @cached_property
    def has_own_loop(self) -> bool:
        """Does it run an event loop itself?"""
        return _OWN_LOOP.search(self.source) is not None


class Namespace:
    """The names of one submission. `run_cell` carries on after whatever goes wrong in a cell.

    >>> namespace = Namespace()
    >>> namespace.run_cell(0, "import nowhere\\nx = 1\\ny = nowhere.z\\nx + 1")
    "ModuleNotFoundError: No module named 'nowhere'"
    >>> namespace.names["x"], namespace.names["_"], "y" in namespace.names
    (1, 2, False)
    >>> [[cell, kind, text] for cell, name, kind, text in namespace.history(["y"])["events"]]
    [[0, 'lost', "ModuleNotFoundError: No module named 'nowhere'"]]
    """

    def __init__(self) -> None:
        self.module = types.ModuleType("__main__")
        self.names = self.module.__dict__
        self.shell = Shell(self.names, self._run_nested)
        self._flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT  # and what `from __future__` asks for in one cell or another
        self._count, self._last, self._shown = 0, None, (None, None, None)
        self._left: dict[tuple[int, str], list[ast.stmt]] = {}  # by cell and source
        self._now = _CellRun(0, "", "")
        self._events: list[tuple[int, str, str, str]] = []
        self._outputs, self._inputs = {}, [""]
        self.names.update(
            __builtins__=builtins,
            display=show_nothing,
            get_ipython=lambda: self.shell,
            In=self._inputs,
            _ih=self._inputs,
            Out=self._outputs,
            _oh=self._outputs,
            **dict.fromkeys(("_i", "_ii", "_iii"), ""),
        )

    def take_over(self) -> None:
        """Make this process the submission's: what it imports and asks for is found as in its notebook."""
        offer({"get_ipython": lambda: self.shell}, "IPython", "IPython.core.getipython")
        put_up_stand_ins()
        sys.modules["__main__"] = self.module
        sys.breakpointhook = show_nothing

    def run_cell(self, number: int, source: str, definitions_only: bool = False, slow: bool = False) -> str:
        """Run one cell; return what stopped it, as text, or "".

        A cell that comes for the second time runs what could not be run the first time, and nothing twice.
        `slow`: each statement has a time limit of its own, where the whole cell took too long before.
        `definitions_only`: functions, classes and imports alone, where the cell ended a session in another way.
        """
        now = self._now = _CellRun(number, f"<cell {number + 1}>", source, definitions_only, slow)
        if slow and not can_stop_statements():
            now.definitions_only, now.slow = True, False
        self._count += 1
        self._remember_input(source)
        importlib.invalidate_caches()  # a cell before this one may have written a module
        try:
            left = self._left.get((number, source))
            statements = parsed_cell(source, now.name).body if left is None else left
        except BaseException as problem:
            return error_text(problem)
        linecache.cache[now.name] = (len(source), None, source.splitlines(True), now.name)
        if left is not None:
            now.missing = self._cut_off(number)
        self._run(statements)
        self._left[number, source] = now.left
        return now.error

    def _run_nested(self, source: str) -> Any:
        """Run what a magic runs; return its last value."""
        self._last = None
        self._run(parsed_cell(source, self._now.name).body)
        return self._last

    def _run(self, statements: list[ast.stmt]) -> None:
        now = self._now
        for statement in statements:
            used = _used(statement)
            if now.definitions_only and not isinstance(statement, _DEFINITIONS):
                self._lose(statement, used, LEFT_OUT)
                continue
            needed = next((name for name in used.read if name in now.missing), None)
            problem = now.missing[needed] if needed else self._execute(statement, used, statement is statements[-1])
            if problem:
                now.error = now.error or problem
                if needed or problem != LEFT_OUT:  # what took too long would do so again
                    now.left.append(statement)
                self._lose(statement, used, problem)
                continue
            kind = "stub" if is_stub_statement(statement) else "imported" if _is_import(statement) else "made"
            for name in used.made:
                now.missing.pop(name, None)
                if isinstance(statement, ast.Delete):
                    self._keep(name, "deleted")
                elif name in self.names:  # else it is in a branch that was not run
                    self._keep(name, kind)

    def _cut_off(self, number: int) -> dict[str, str]:
        """Return the names that a cell lost to a statement without an end, where no other cell has made them since."""
        last = {name: (cell, text) for cell, name, _, text in self._events}
        return {name: text for name, (cell, text) in last.items() if cell == number and text == LEFT_OUT}

    def _lose(self, statement: ast.stmt, used: NamesUsed, problem: str) -> None:
        if isinstance(statement, ast.Delete):
            return
        for name in used.made:
            self._now.missing[name] = problem
            self._keep(name, "lost", problem)

    def _keep(self, name: str, kind: str, text: str = "") -> None:
        if len(self._events) < MAX_EVENTS:
            self._events.append((self._now.number, name, kind, text))

    def _execute(self, statement: ast.stmt, used: NamesUsed, is_last: bool) -> str:
        """Run one statement; return what stopped it, as text, or "".

        As in a notebook an event loop runs meanwhile, but for what runs one itself: a magic may run what is awaited.
        """
        if is_last and isinstance(statement, ast.Expr) and not self._now.source.rstrip().endswith(";"):
            tree, mode = ast.Expression(statement.value), "eval"  # its value is shown
        else:
            tree, mode = ast.Module([statement], []), "exec"
        try:
            code = compile(tree, self._now.name, mode, self._flags, dont_inherit=True)
            self._flags |= code.co_flags & _FUTURE_FLAGS
            in_loop = "asyncio" in sys.modules and not ("get_ipython" in used.read or self._now.has_own_loop)
            with limited_statement(self._now.slow):
                if code.co_flags & CO_COROUTINE or in_loop:
                    from .event_loop import run_coroutine

                    value = run_coroutine(self._in_loop(code))
                else:
                    value = eval(code, self.names)
            self._show(value)
            return ""
        except StatementTooLong:
            return LEFT_OUT
        except BaseException as problem:  # sys.exit() and KeyboardInterrupt too
            return error_text(problem)
        finally:
            calm_loaded_modules()

    async def _in_loop(self, code: types.CodeType) -> Any:
        value = eval(code, self.names)
        return await value if code.co_flags & CO_COROUTINE else value

    # --- `_`, `Out` and `In`, as IPython keeps them ---------------------------------------------------------------

    def _show(self, value) -> None:
        """Take the value of a cell's last line; other lines have none."""
        self._last = value
        if value is None or isinstance(value, StandIn):
            return
        unders = ("_", "__", "___")
        own = any(name in self.names and self.names[name] is not kept for name, kept in zip(unders, self._shown))
        self._shown = (value, *self._shown[:2])
        if not own:  # a learner who uses `_` for something keeps it
            self.names.update(zip(unders, self._shown))
        self.names[f"_{self._count}"] = self._outputs[self._count] = value

    def _remember_input(self, source: str) -> None:
        self._inputs.append(source)
        self.names.update(_iii=self.names.get("_ii", ""), _ii=self.names.get("_i", ""), _i=self._inputs[-2])
        self.names[f"_i{self._count}"] = source

    # --- what became of names -----------------------------------------------------------------------------------

    def history(self, names: list[str]) -> dict[str, list]:
        """Return what became of these names, in order, and which others the cells made.

        events: a list [cell, name, kind, text] each, kind being made, stub, imported, deleted or lost.
        others: a list [cell, name] each.
        """
        told = [list(event) for event in self._events if event[1] in names]
        last = {name: cell for cell, name, kind, _ in self._events if kind == "made" and name not in names}
        return {"events": told[-MAX_TOLD:], "others": [[cell, name] for name, cell in last.items()][-MAX_TOLD:]}


def _used(statement: ast.stmt) -> NamesUsed:
    try:
        return names_of(statement)
    except RecursionError:
        return NamesUsed()


def _is_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Import | ast.ImportFrom)


def error_text(problem: BaseException) -> str:
    """Return an error as one short text, whatever the error does when it is touched."""
    kind = type.__getattribute__(type(problem), "__name__")
    try:
        text = _place_in_cell(problem) if isinstance(problem, SyntaxError) else str(problem)
    except BaseException:
        text = ""
    return f"{kind}: {text}".removesuffix(": ")[:400]


def _place_in_cell(problem: SyntaxError) -> str:
    """Return what Python says of code that it cannot read, without the name of a file that nobody knows."""
    return f"{problem.msg} (line {problem.lineno})" if problem.lineno else str(problem.msg)

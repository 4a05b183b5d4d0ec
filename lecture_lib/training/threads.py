"""Threads for the trainer: a team that works side by side, and a chooser that measures how large it should be.

OpenBLAS adds up in another order on two threads than on one, so a run would end at other numbers on another
machine, or on the same one when it is busy. The trainer therefore holds every matrix product to one thread and
cuts its work itself, at places that depend on shapes alone: the same bits, however many threads there are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context
from functools import cache
from operator import call
from queue import SimpleQueue
from statistics import median
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING

from .inplace_ops import Calls

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

_OWN = 2**18  # multiplications in a product, up to which OpenBLAS takes one thread by itself
_RECENT = 3  # runs, whose median counts
_PAUSES = 4, 50  # runs between two trials of what is as fast as the fastest: the first few, all later ones


@cache
def _blas() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController  # it writes into the environment: only where something is trained

    return ThreadpoolController().select(user_api="blas")


def limit_threads(multiplications: int) -> AbstractContextManager:
    """Return what holds matrix products of this size to one thread.

    >>> import numpy as np
    >>> with limit_threads(2**20):
    ...     _ = np.ones((100, 100)) @ np.ones((100, 100))
    """
    return _blas().limit(limits=1) if multiplications > _OWN else nullcontext()


def allowed_threads() -> int:
    """Return how many threads BLAS would take: the machine's cores, fewer where somebody has limited them.

    >>> with limit_threads(2**20):
    ...     allowed_threads()
    1
    """
    return max((pool.num_threads for pool in _blas().lib_controllers), default=1)


def make_calls(calls: Calls) -> None:
    """Make all calls, one after the other and without a loop in Python.

    >>> make_calls([lambda: print("one"), lambda: print("two")])
    one
    two
    """
    deque(map(call, calls), maxlen=0)


class Team:
    """Threads that make calls side by side, started when they are first needed and ended with the `with` block.

    >>> with Team() as team:
    ...     done = []
    ...     team.make_calls([[lambda: done.append(1)], [lambda: done.append(2)]])
    >>> sorted(done)
    [1, 2]
    """

    def __init__(self) -> None:
        self.helpers: list[_Helper] = []

    def __enter__(self) -> Team:
        return self

    def __exit__(self, *_) -> None:
        for helper in self.helpers:
            helper.parts.put(None)
        for helper in self.helpers:
            helper.join()

    def make_calls(self, parts: Sequence[Calls]) -> None:
        """Make the calls of each part on a thread of its own, of the first on the caller's; wait for all.

        What a call raises, this raises. Where no thread can be started, the caller makes all calls itself.
        """
        own, *others = parts
        while len(self.helpers) < len(others) and _started(helper := _Helper()):
            self.helpers.append(helper)
        helpers = self.helpers[: len(others)]
        for helper, part in zip(helpers, others):
            helper.parts.put(part)
        try:
            make_calls(own)
            for part in others[len(helpers) :]:
                make_calls(part)
        finally:
            raised = [helper.raised.get() for helper in helpers]
        for error in filter(None, raised):
            raise error


class _Helper(Thread):
    """A thread that makes the calls of one part after another, until it is handed None.

    It works in a copy of its maker's context, where NumPy keeps what is to be said of overflows.
    """

    def __init__(self) -> None:
        super().__init__(target=copy_context().run, args=(self._work,), name="lecture_lib trainer", daemon=True)
        self.parts: SimpleQueue[Calls | None] = SimpleQueue()
        self.raised: SimpleQueue[BaseException | None] = SimpleQueue()

    def _work(self) -> None:
        while (part := self.parts.get()) is not None:
            try:
                make_calls(part)
                self.raised.put(None)
            except BaseException as error:
                self.raised.put(error)


def _started(thread: Thread) -> bool:
    try:
        thread.start()
    except RuntimeError:  # no threads here (Pyodide), or no more of them
        return False
    return True


class ThreadChooser:
    """Follows the number of threads that is fastest now.

    At first all numbers are tried in turn. Then the fastest is followed, and the others are tried again from time
    to time: the slower one was, the later, so that trials take about one part in fifty.

    >>> now = [0.0]
    >>> chooser = ThreadChooser([1, 2], clock=lambda: now[0])
    >>> def run(threads):
    ...     now[0] += 1 / threads                       # two are twice as fast as one
    >>> for _ in range(10):
    ...     chooser.run(run)
    >>> chooser.fastest
    2
    """

    def __init__(self, numbers: Sequence[int], clock: Callable[[], float] = perf_counter) -> None:
        self.clock, self.runs = clock, 0
        self.seconds: dict[int, deque[float]] = {number: deque(maxlen=_RECENT) for number in numbers}
        self.due = dict.fromkeys(numbers, 0)  # from which run on it is tried again

    @property
    def fastest(self) -> int:
        """The number with the smallest median over its last runs; the smaller number where two are equal."""
        return min(self.seconds, key=lambda number: median(self.seconds[number] or [0.0]))

    def run(self, work: Callable[[int], object]) -> None:
        """Do the work with one of the numbers, and time it."""
        if len(self.seconds) == 1:
            work(*self.seconds)
            return
        number, start = self._next(), self.clock()
        work(number)
        self.seconds[number].append(self.clock() - start)
        self.runs += 1
        slower = self.seconds[number][-1] / (median(self.seconds[self.fastest] or [0.0]) or 1.0)
        self.due[number] = self.runs + int(_PAUSES[len(self.seconds[number]) == _RECENT] * slower)

    def _next(self) -> int:
        """Return the number that is due, longest of all, or else the fastest."""
        due = [number for number in self.seconds if self.due[number] <= self.runs]
        return min(due, key=lambda number: self.due[number], default=self.fastest)

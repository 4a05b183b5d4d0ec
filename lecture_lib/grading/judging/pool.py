"""Judges for several workers, kept warm from answer to answer, and one thread that watches them all."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from threading import Event, Lock, Thread

from ..sandbox import GraderFault
from .limits import MAX_JUDGE_MEMORY, SMALL_GROWTH
from .process import JudgeProcess

LOOK_SECONDS = 0.02  # seconds between two looks at what the judges take


class JudgePool:
    """Lends judges, at most one to each thread. Leaving it ends them all.

    Only one at a time may grow large, so many workers do not take many times its memory. A judge that had to be stopped
    is not used again. They come up at the first use; `ready` are started at once.
    """

    def __init__(self, ready: int = 0) -> None:
        self._lock, self._large, self._closed = Lock(), Lock(), Event()
        self._idle = [JudgeProcess() for _ in range(ready)]
        self._all = set(self._idle)
        self._watch: Thread | None = None

    def __enter__(self) -> JudgePool:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        """End all judges; who waits for one meets a GraderFault."""
        self._closed.set()
        with self._lock:
            idle, at_work, self._idle = self._idle, self._all.difference(self._idle), []
        for judge in at_work:
            judge.kill(GraderFault("the grader was stopped"))
        for judge in idle:
            judge.end()

    @contextmanager
    def lend(self, large: bool = False) -> Iterator[JudgeProcess]:
        """Lend a judge for one answer: a `large` one when no other is large, else one that may meet NeedsMoreRoom."""
        with self._large if large else nullcontext():
            judge = self._next()
            try:
                judge.begin(MAX_JUDGE_MEMORY if large else SMALL_GROWTH)
                yield judge
            finally:
                self._back(judge)

    def _next(self) -> JudgeProcess:
        with self._lock:
            if self._closed.is_set():
                raise GraderFault("the grader was stopped")
            if self._watch is None:
                self._watch = Thread(target=self._look, daemon=True, name="judges")
                self._watch.start()
            while self._idle:
                judge = self._idle.pop()
                if judge.fit:
                    return judge
                self._end(judge)
            judge = JudgeProcess()
            self._all.add(judge)
            return judge

    def _back(self, judge: JudgeProcess) -> None:
        with self._lock:
            if judge.fit and not self._closed.is_set():
                self._idle.append(judge)
            else:
                self._end(judge)

    def _end(self, judge: JudgeProcess) -> None:
        self._all.discard(judge)
        judge.end()

    def _look(self) -> None:
        while not self._closed.wait(LOOK_SECONDS):
            for judge in list(self._all):
                judge.look()


@cache
def shared_judges() -> JudgePool:
    """Return the judges of this process, for who marks a single submission; they end with it."""
    pool = JudgePool()
    atexit.register(pool.close)
    return pool

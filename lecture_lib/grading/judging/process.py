"""One judge, seen from the grader: an answer goes in, a verdict comes out, within so much time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedIOBase
from time import monotonic
from typing import Any, cast

from ...checking import Verdict
from ..sandbox import FunctionReference, GraderFault, SubmissionStopped
from ..sandbox.inside.wire import MalformedFrame
from ..sandbox.limits import resident_bytes
from ..sandbox.session import START_SECONDS
from .channel import JudgeChannel, array_as_text
from .limits import JUDGE_SECONDS, MAX_IDLE_MEMORY, MAX_JUDGE_MEMORY

AnswerCalls = Callable[[int, list[tuple], bool], bytes]
"""Calls the submission's function of this number on these cases, and returns the frame with one reply a case."""


START = "import sys; sys.path[:] = sys.argv[1:]; from lecture_lib.grading.judging.worker import main; main()"


class NeedsMoreRoom(SubmissionStopped):
    """A judge among several needs more memory than each may have; the answer is to be judged by one that has all."""


class JudgeProcess:
    """A process that compares answers, one after the other, with all questions at hand.

    Whatever is too much for it ends it, and is a SubmissionStopped; `problem` keeps that. A judge that cannot be
    started is a GraderFault. `look` is to be called now and then from another thread: it ends what takes too much.
    """

    def __init__(self) -> None:
        path = [os.path.abspath(place) for place in sys.path if os.path.exists(place or ".")]
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", START, *path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        self._channel = JudgeChannel(
            cast(BufferedIOBase, self._process.stdout), cast(BufferedIOBase, self._process.stdin)
        )
        self.problem: SubmissionStopped | GraderFault | None = None
        self._ready, self._end = False, None
        self.begin()

    @property
    def fit(self) -> bool:
        """Can it judge another answer?"""
        small = resident_bytes(self._process.pid) < MAX_IDLE_MEMORY
        return self.problem is None and self._process.poll() is None and small

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._channel.close()

    def begin(self, growth: int = MAX_JUDGE_MEMORY) -> None:
        """Give it the whole time for the next answer, and so much more memory; with all of it nobody else is large."""
        self._left, self._growth, self._told = JUDGE_SECONDS, growth, False
        self._most = MAX_JUDGE_MEMORY

    def kill(self, problem: SubmissionStopped | GraderFault) -> None:
        """End what it does, from another thread; who waits for it meets the problem."""
        self.problem = self.problem or problem
        self._process.kill()

    def look(self) -> None:
        """End it if it has compared for too long, or holds too much memory."""
        end = self._end
        if end is None:
            return
        if monotonic() > end:
            self.kill(out_of_judging_time())
        elif resident_bytes(self._process.pid) > self._most:
            self.kill(self._in_its_room(out_of_memory()))

    def give(self, name: str, frame: bytes) -> None:
        """Hand over the value of a name, before its answer is judged: the frame in which the session sent it."""
        self._send({"do": "value", "name": name}, frame, more=True)

    def judge(self, calls: AnswerCalls, **message) -> Verdict:
        """Return the verdict on an answer.

        message: `lecture` and `number` of its question, `answer`, the names that it is made of as they stand in the
        check cell, `seed`, from which hidden cases are drawn, `ahead`: are a function's cases to be called at once?
        """
        said = self._asked(calls, {"do": "judge", **message})
        return Verdict(**json.loads(array_as_text(said["text"])))

    def explain(self, calls: AnswerCalls, show: Callable[[str], None], **message) -> None:
        """Show the lines that explain a verdict, as they come; the message is that of `judge`."""
        self._asked(calls, {"do": "explain", **message}, show)

    def _asked(self, calls: AnswerCalls, message: dict, show: Callable[[str], None] = lambda line: None) -> dict:
        self._send(message)
        while (said := self._heard())["say"] in ("calls", "line"):
            if said["say"] == "line":
                show(array_as_text(said["text"]))
            else:
                self._send({"do": "replies"}, self._replies(calls, said))
        self._told = False  # what it may take is told before each answer
        return said

    def _replies(self, calls: AnswerCalls, said: dict) -> bytes:
        try:
            return calls(said["key"], [tuple(map(self._callable, case)) for case in said["calls"]], said["ahead"])
        except BaseException:
            if self.problem:  # it met its own end in a call of one of its functions
                raise self.problem from None
            self._send({"do": "drop"})  # this answer is over for it; it goes on with the next
            self._heard()
            raise

    def _callable(self, value: Any) -> Any:
        """Return what the judge sent, its functions as functions."""
        if isinstance(value, FunctionReference):
            return JudgeFunction(self, value)
        if type(value) in (list, tuple):
            return type(value)(map(self._callable, value))
        return value

    def call(self, key: int, arguments: tuple) -> Any:
        """Call one of the functions that the judge handed out. Raises ValueError with the words of its error."""
        self._send({"do": "call", "key": key, "arguments": list(arguments)})
        said = self._heard()
        if said["say"] == "raised":
            raise ValueError(said["text"])
        return self._callable(said["value"])

    def _send(self, message: dict, frame: bytes = b"", more: bool = False) -> None:
        self._wait_until_ready()
        if self.problem:
            raise self.problem
        try:
            with self._watched():
                if not self._told:
                    self._most = min(resident_bytes(self._process.pid) + self._growth, MAX_JUDGE_MEMORY)
                    self._channel.send({"do": "begin", "growth": self._growth}, more=True)
                    self._told = True
                self._channel.send(message, frame=frame, more=more)
        except OSError:
            self._heard()  # its last word tells why it listens no more
            raise self._gone() from None

    def _heard(self) -> dict:
        """Return what the judge says. Raises SubmissionStopped where it could not do what it was asked."""
        try:
            with self._watched():
                said = self._channel.receive()
        except (EOFError, OSError, MalformedFrame):
            raise self._gone() from None
        if said.get("say") == "memory":
            self.kill(self._in_its_room(out_of_memory()))
        elif said.get("say") == "failed":
            problem = SubmissionStopped("compare", f"comparing it failed ({said['text']}). Ask your teacher to look")
            self.kill(self._in_its_room(problem))
        elif self._left < 0:  # it was ready just before it was looked at
            self.kill(out_of_judging_time())
        if self.problem:
            raise self.problem
        return said

    def _in_its_room(self, problem: SubmissionStopped) -> SubmissionStopped:
        """Return the problem as it is of a judge with so much room: in little, any may come of that."""
        return NeedsMoreRoom(problem.why, str(problem)) if self._growth < MAX_JUDGE_MEMORY else problem

    def _gone(self) -> SubmissionStopped | GraderFault:
        gone = self._in_its_room(SubmissionStopped("compare", "the process that compared it ended by itself"))
        self.kill(gone)
        return self.problem or gone

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        try:
            self._end = monotonic() + START_SECONDS
            self._ready = self._channel.receive() == {"say": "ready"}
        except (EOFError, OSError, MalformedFrame):
            self._ready = False
        finally:
            self._end = None
        if not self._ready:
            self.problem = GraderFault("the process that compares answers does not start")
            raise self.problem

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Let the time of the judge run: what the submission itself takes is not its doing."""
        start = monotonic()
        self._end = start + self._left
        try:
            yield
        finally:
            self._end, self._left = None, self._left - (monotonic() - start)


@dataclass(frozen=True)
class JudgeFunction:
    """A function that lives in a judge, as a submission's session calls it."""

    judge: JudgeProcess
    reference: FunctionReference

    @property
    def __name__(self) -> str:
        return self.reference.name

    def __call__(self, *arguments):
        return self.judge.call(self.reference.key, arguments)


def out_of_judging_time() -> SubmissionStopped:
    """Return the stop of an answer that takes too long to be compared."""
    return SubmissionStopped("time", f"comparing it took longer than {JUDGE_SECONDS:.0f} s")


def out_of_memory() -> SubmissionStopped:
    """Return the stop of an answer that is too large to be compared."""
    return SubmissionStopped("memory", f"comparing it took more than {MAX_JUDGE_MEMORY >> 20} MB of memory")

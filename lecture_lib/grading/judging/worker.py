"""The judge, a process of its own: holds the questions, compares answers, and never runs a line of a stranger's.

It gets an answer's values over its input, asks the grader for calls of functions, and says the verdict on its output.
The grader watches its time and its memory from outside; here the system itself is asked to refuse what is too much.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from functools import cache, partial
from threading import Thread
from time import sleep
from typing import Any

import numpy as np

from ...checking import Question, draw_hidden_cases, judge_on_cases
from ...course import questions
from ...nn import PLAIN_FUNCTIONS
from ..sandbox import FunctionReference, KnownFunction
from .channel import JudgeChannel, text_as_array
from .comparison import comparison_lines
from .limits import MAX_JUDGE_MEMORY, refuse_more
from .remote_answer import RemoteFunction, answer_as_seen, call_ahead

LOOK_SECONDS = 0.5  # seconds between two looks whether the grader is there
_KNOWN = {id(function): KnownFunction(name) for name, function in PLAIN_FUNCTIONS.items()}  # to a runner too


class Dropped(KeyboardInterrupt):
    """The grader wants no verdict on this answer any more; like Stop, it passes through all that catches errors."""


def main() -> None:
    """Serve until the grader is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all programs of a terminal; the grader decides
    write = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed must not get among the frames
    Thread(target=_end_with_grader, args=(os.getppid(),), daemon=True).start()
    channel = JudgeChannel(sys.stdin.buffer, write)
    with suppress(EOFError, OSError):  # the grader is gone
        channel.send({"say": "ready"})
        while serve_question(channel):
            pass
    os._exit(0)


def _end_with_grader(grader: int) -> None:
    """End this process when the grader is gone, though it is comparing at that time."""
    while os.getppid() == grader:
        sleep(LOOK_SECONDS)
    os._exit(0)


def serve_question(channel: JudgeChannel) -> bool:
    """Take the values of one answer and what is to be done with it; say what came of that.

    False where nothing more is to be read: some of what was too large may still be on its way.
    """
    functions, values = _Functions(channel), {}
    try:
        functions.growth = channel.receive()["growth"]
        refuse_more(functions.growth)
        while (message := channel.receive()).get("do") == "value":
            values[message["name"]] = channel.receive().get("value")
        answer = answer_as_seen(functions.ask, message["answer"], values)
        said = _done(channel, functions, message, answer)
    except Dropped:
        said = {"say": "dropped"}
    except MemoryError:
        channel.send({"say": "memory"})
        return False
    except (EOFError, OSError):
        raise
    except Exception as problem:
        said = {"say": "failed", "text": f"{type(problem).__name__}: {problem}"[:300]}
    channel.send(said)
    return True


def _done(channel: JudgeChannel, functions: _Functions, message: dict, answer: Any) -> dict:
    question, seed = questions(message["lecture"])[message["number"]], message["seed"]
    if message["do"] == "explain":
        for line in comparison_lines(question, answer, np.random.default_rng(seed)):
            channel.send({"say": "line", "text": text_as_array(line)})
        return {"say": "explained"}
    return {"say": "verdict", "text": text_as_array(json.dumps(_verdict(question, answer, seed, message["ahead"])))}


def _verdict(question: Question, answer: Any, seed: int, ahead: bool) -> dict:
    draw = cache(partial(draw_hidden_cases, question, np.random.default_rng(seed)))
    if ahead and isinstance(answer, RemoteFunction) and question.wants_function:
        answer = call_ahead(answer, [*question.cases, *draw()])
    return asdict(judge_on_cases(question, answer, draw))


class _Functions:
    """Calls of the submission's functions, through the grader; meanwhile it may call functions that are ours."""

    def __init__(self, channel: JudgeChannel) -> None:
        self._channel, self._ours, self.growth = channel, [], MAX_JUDGE_MEMORY

    def ask(self, reference: FunctionReference, cases: list[tuple], ahead: bool) -> list[dict]:
        """Return one reply for each case."""
        calls = [list(case) for case in cases]
        self._channel.send({"say": "calls", "key": reference.key, "ahead": ahead, "calls": calls}, self._refer)
        while (message := self._channel.receive()).get("do") == "call":
            self._channel.send(self._called(message), self._refer)
        if message.get("do") != "replies":
            raise Dropped
        return self._channel.receive()["replies"]

    def _refer(self, thing: Any) -> FunctionReference | KnownFunction | None:
        if not callable(thing):
            return None
        if known := _KNOWN.get(id(thing)):
            return known
        self._ours.append(thing)
        return FunctionReference(getattr(thing, "__name__", "g").lstrip("_"), len(self._ours) - 1)

    def _called(self, message: dict) -> dict:
        """Call a function of ours; the arguments are a stranger's, and may be anything."""
        try:
            return {"say": "value", "value": self._ours[message["key"]](*message["arguments"])}
        except MemoryError:  # refused by the system, and nothing is lost: the call is the stranger's own affair
            if self.growth < MAX_JUDGE_MEMORY:  # a large judge may well do it
                raise
            return {"say": "raised", "text": "the arguments are too large"}
        except Exception as problem:
            return {"say": "raised", "text": str(problem)[:300]}

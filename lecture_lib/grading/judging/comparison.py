"""Each case of a question beside what came back for it and what is true: for the teacher who is asked why."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...checking import Question, collect_replies, draw_hidden_cases, is_right_reply, judge_answer
from ..intake import plain_text

MAX_LINE_LENGTH = 2_000  # characters of one value that are shown


def comparison_lines(question: Question, answer: Any, rng: np.random.Generator) -> Iterator[str]:
    """Yield each case with its reply and the true one, then the verdict. They are for the teacher's eyes."""
    for case in question.cases:
        yield from _compared(question, answer, "case", case)
    for case in draw_hidden_cases(question, copy.deepcopy(rng)):
        yield from _compared(question, answer, "hidden", case)
    verdict = judge_answer(question, answer, rng)
    yield f"  verdict: {verdict.status}. {plain_text(verdict.says, MAX_LINE_LENGTH)}"


def _compared(question: Question, answer: Any, kind: str, case: tuple) -> Iterator[str]:
    (reply,), truth = collect_replies(question, answer, [case]), question.truth(*case)
    agrees = is_right_reply(question, reply, truth)
    yield f"  {kind} {_shown(case)}" if case else f"  {kind}"
    yield f"    came back  {_shown(reply.error or reply.value)}"
    yield f"    true is    {_shown(truth)}   {'agrees' if agrees else 'does not agree'}"


def _shown(value: Any) -> str:
    return plain_text(" ".join(repr(value).split()), MAX_LINE_LENGTH)

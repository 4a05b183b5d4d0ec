"""Comparing answers in processes of their own: one that takes too much time or memory costs one question.

A judge holds the questions, compares what came out of a sandbox, and asks the grader to call functions.
"""

from .pool import JudgePool, shared_judges
from .process import JUDGE_SECONDS, MAX_JUDGE_MEMORY, AnswerCalls, JudgeProcess, NeedsMoreRoom

__all__ = [
    "JUDGE_SECONDS",
    "MAX_JUDGE_MEMORY",
    "AnswerCalls",
    "JudgePool",
    "JudgeProcess",
    "NeedsMoreRoom",
    "shared_judges",
]

"""What judges an answer: the question, the replies of the learner's code, the judgement, the verdict.

Runs a learner's code under limits and compares numbers; what is right comes from the questions.
"""

from .api import check, find_question, hint, judge_isolated, solution
from .isolation import MEMORY_LIMIT, OUTPUT_LIMIT, TIME_LIMIT, LimitExceeded, run_limited
from .mistaken_value import MistakenValue, name_mistake
from .question import (
    N_HIDDEN_CASES,
    Mistake,
    Question,
    Reply,
    choice_question,
    collect_replies,
    judge_answer,
    value_question,
)
from .verdict import CheckFailed, Verdict

__all__ = [
    "MEMORY_LIMIT",
    "N_HIDDEN_CASES",
    "OUTPUT_LIMIT",
    "TIME_LIMIT",
    "CheckFailed",
    "LimitExceeded",
    "Mistake",
    "MistakenValue",
    "Question",
    "Reply",
    "Verdict",
    "check",
    "choice_question",
    "collect_replies",
    "find_question",
    "hint",
    "judge_answer",
    "judge_isolated",
    "name_mistake",
    "run_limited",
    "solution",
    "value_question",
]

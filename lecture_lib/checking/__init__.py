"""What judges an answer: a question's data, the replies of the learner's code, the judge that reads them, the verdict.

Runs a learner's code under limits and compares numbers; what is right comes from the questions.
"""

from .api import check, find_question, hint, judge_answer, judge_isolated, solution
from .isolation import MEMORY_LIMIT, OUTPUT_LIMIT, TIME_LIMIT, LimitExceeded, can_fork, run_limited
from .judge import are_mistaken_replies, is_right_reply, is_unexplained, judge_hidden_replies, judge_replies
from .mistaken_value import MistakenValue, name_mistake
from .question import N_HIDDEN_CASES, Mistake, Question, choice_question, draw_hidden_cases, value_question
from .replies import Reply, collect_mistaken_replies, collect_replies, cut_text, is_unchanged, shows_mistake
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
    "are_mistaken_replies",
    "can_fork",
    "check",
    "choice_question",
    "collect_mistaken_replies",
    "collect_replies",
    "cut_text",
    "draw_hidden_cases",
    "find_question",
    "hint",
    "is_right_reply",
    "is_unchanged",
    "is_unexplained",
    "judge_answer",
    "judge_hidden_replies",
    "judge_isolated",
    "judge_replies",
    "name_mistake",
    "run_limited",
    "shows_mistake",
    "solution",
    "value_question",
]

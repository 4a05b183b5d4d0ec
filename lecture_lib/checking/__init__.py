"""What judges an answer: a question's data, the replies of the learner's code, the judge that reads them, the verdict.

Runs a learner's code under limits and compares numbers; what is right comes from the questions.
"""

from .answer_mutants import OPERATORS, Mutant, answer_mutants
from .answer_slips import answer_slips, argument_names, slip_words
from .api import check, find_question, hint, judge_answer, judge_isolated, judge_on_cases, solution
from .differences import (
    cut_text,
    is_reshaped,
    nan_as_number,
    number_difference,
    pairs_difference,
    parts_difference,
    written_case,
    written_value,
)
from .error_words import explained_error
from .isolation import MEMORY_LIMIT, OUTPUT_LIMIT, TIME_LIMIT, LimitExceeded, can_fork, run_limited
from .judge import are_mistaken_replies, is_right_reply, is_unexplained, judge_hidden_replies, judge_replies
from .mistaken_value import MistakenValue, name_mistake
from .question import (
    N_HIDDEN_CASES,
    CaseGenerator,
    Mistake,
    Question,
    choice_question,
    draw_hidden_cases,
    is_unchanged,
    value_question,
)
from .replies import Reply, TooLarge, collect_mistaken_replies, collect_replies, reply_value, shows_mistake
from .sheet_answers import InWords, SolvedAnswer, answers_in_words, are_solutions_kept_back, solved_answers
from .verdict import CheckFailed, Verdict

__all__ = [
    "MEMORY_LIMIT",
    "N_HIDDEN_CASES",
    "OPERATORS",
    "OUTPUT_LIMIT",
    "TIME_LIMIT",
    "CaseGenerator",
    "CheckFailed",
    "InWords",
    "LimitExceeded",
    "Mistake",
    "MistakenValue",
    "Mutant",
    "Question",
    "Reply",
    "SolvedAnswer",
    "TooLarge",
    "Verdict",
    "answer_mutants",
    "answer_slips",
    "answers_in_words",
    "are_mistaken_replies",
    "are_solutions_kept_back",
    "argument_names",
    "can_fork",
    "check",
    "choice_question",
    "collect_mistaken_replies",
    "collect_replies",
    "cut_text",
    "draw_hidden_cases",
    "explained_error",
    "find_question",
    "hint",
    "is_reshaped",
    "is_right_reply",
    "is_unchanged",
    "is_unexplained",
    "judge_answer",
    "judge_hidden_replies",
    "judge_isolated",
    "judge_on_cases",
    "judge_replies",
    "name_mistake",
    "nan_as_number",
    "number_difference",
    "pairs_difference",
    "parts_difference",
    "reply_value",
    "run_limited",
    "shows_mistake",
    "slip_words",
    "solution",
    "solved_answers",
    "value_question",
    "written_case",
    "written_value",
]

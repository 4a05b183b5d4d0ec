"""Marks: the sheets, one submission judged by the course's own questions, a whole class, and the journal of both."""

from .explain import explanation_lines
from .grade import GradingJob, ShowProgress, grade_class
from .journal import course_secret
from .mark import CellNote, Mark, SheetResult, SubmissionMarks, mark_submission
from .results_folder import check_results_folder, remove_parts, write_together, write_whole

__all__ = [
    "CellNote",
    "GradingJob",
    "Mark",
    "SheetResult",
    "ShowProgress",
    "SubmissionMarks",
    "check_results_folder",
    "course_secret",
    "explanation_lines",
    "grade_class",
    "mark_submission",
    "remove_parts",
    "write_together",
    "write_whole",
]

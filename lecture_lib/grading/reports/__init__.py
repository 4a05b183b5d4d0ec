"""Reports of a class: the table for the grade book, a page for each student, and an overview for the teacher."""

from .grades_csv import write_reports

__all__ = [
    "write_reports",
]

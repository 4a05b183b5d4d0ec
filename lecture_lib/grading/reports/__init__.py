"""Reports of a class: the table for the grade book, a page for each student, and an overview for the teacher."""

from .gradebook_files import GRADEBOOK_FORMATS, write_gradebook_files
from .grades_csv import write_reports

__all__ = [
    "GRADEBOOK_FORMATS",
    "write_gradebook_files",
    "write_reports",
]

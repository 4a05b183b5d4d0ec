"""What was handed in: folders and archives, exports of learning platforms, notebooks and the files beside them.

Reads strangers' bytes and runs none of them.
"""

from .collect import HandIn, collect_submissions
from .notebook import bound_names, definitions
from .notebook_file import Submission, code_cells
from .sanitise import csv_cell, plain_text, safe_file_name, safe_html, short_digest
from .sheets import Sheet, Task, read_sheets, sheet_of

__all__ = [
    "HandIn",
    "Sheet",
    "Submission",
    "Task",
    "bound_names",
    "code_cells",
    "collect_submissions",
    "csv_cell",
    "definitions",
    "plain_text",
    "read_sheets",
    "safe_file_name",
    "safe_html",
    "sheet_of",
    "short_digest",
]

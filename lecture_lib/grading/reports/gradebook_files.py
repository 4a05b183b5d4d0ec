"""The points as files that another program takes in: the grade books of Moodle and Canvas, spreadsheets of many lands.

Only marks that were given are written: an empty cell would take away a grade that stands in the grade book already.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..intake import Sheet, csv_cell
from ..marking import SheetResult, write_whole
from .grades_csv import BYTE_ORDER_MARK, grades_table, sorted_results

GRADEBOOK_FORMATS = ("moodle", "canvas", "semicolon")
_NUMBERED = re.compile(r"(?!anon_)(.+)_(\d{1,12})(?:~\w+)?", re.DOTALL)  # a student as an export names them


def write_gradebook_files(results: Sequence[SheetResult], sheets: dict[str, Sheet], out: Path, form: str) -> Path:
    """Write the grade file of one of GRADEBOOK_FORMATS into `out`; return where it is: a file, or a folder of them."""
    results = sorted_results(results)
    if form == "semicolon":
        path = out / "grades-semicolon.csv"
        write_whole(path, BYTE_ORDER_MARK + semicolon_table(results, sheets))
        return path
    folder, table = out / form, moodle_table if form == "moodle" else canvas_table
    folder.mkdir(parents=True, exist_ok=True)
    for key, sheet in sorted(sheets.items()):
        graded = [each for each in results if each.hand_in.sheet == key and not each.hand_in.problem]
        path = folder / f"{sheet.name}.csv"
        if graded:
            write_whole(path, table(graded, sheet))
        else:
            path.unlink(missing_ok=True)
    return folder


def moodle_table(graded: Sequence[SheetResult], sheet: Sheet) -> str:
    """Return a grading worksheet of Moodle's assignments, with the columns that its import reads.

    Moodle finds a participant by the number that stands in the name of the downloaded folder. For other students the
    number is empty; the import into Moodle's grade book can find them by the column "Full name".
    """
    head = ["Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)"]
    rows = []
    for each in graded:
        name, number = _name_and_number(each)
        rows.append([f"Participant {number}" if number else "", name, _points(each), f"{sheet.points:g}", "-"])
    return _csv([head, *rows])


def canvas_table(graded: Sequence[SheetResult], sheet: Sheet) -> str:
    """Return a grade book of Canvas with one assignment, named like the sheet.

    Canvas finds a student by the number that stands in the name of the downloaded file, else by the login.
    """
    title = sheet.name.replace("_", " ")
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]
    rows = [["    Points Possible", "", "", "", "", f"{sheet.points:g}"]]
    for each in graded:
        name, number = _name_and_number(each)
        rows.append([name, number, "", "" if number else name, "", _points(each)])
    return _csv([head, *rows])


def semicolon_table(results: Sequence[SheetResult], sheets: dict[str, Sheet]) -> str:
    """Return the table of grades.csv for spreadsheets of lands that write 2,5: cells end with semicolons.

    >>> semicolon_table([], {})
    'student;sheet;points;of;status;to read\\n'
    """
    rows = list(csv.reader(io.StringIO(grades_table(results, sheets))))
    return _csv(([re.sub(r"\A(\d+)\.(\d+)\Z", r"\1,\2", cell) for cell in row] for row in rows), ";")


def _name_and_number(result: SheetResult) -> tuple[str, str]:
    """Return a student's name and the platform's number, "" where there is none."""
    numbered = _NUMBERED.fullmatch(result.hand_in.student)
    name, number = numbered.groups() if numbered else (result.hand_in.student, "")
    return csv_cell(name, 120), number


def _points(result: SheetResult) -> str:
    return f"{result.marked.points:g}"


def _csv(rows: Iterable[Iterable[str]], separator: str = ",") -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\n").writerows(rows)
    return written.getvalue()

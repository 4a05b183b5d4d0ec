"""Reports of a class: grades.csv for the grade book, a page a student, and an overview for the teacher.

Equal marks give equal bytes, and a report is there as a whole or not at all.
"""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from ..intake import Sheet, csv_cell, safe_file_name
from ..marking import SheetResult
from .feedback import feedback_page
from .overview import overview_page


def write_reports(graded: Sequence[SheetResult], sheets: dict[str, Sheet], out: Path) -> None:
    """Write grades.csv, overview.html and feedback/STUDENT.html into `out`."""
    graded = sorted(graded, key=lambda each: (each.student, each.sheet, each.digest))
    by_student = defaultdict(list)
    for each in graded:
        by_student[each.student].append(each)
    (out / "feedback").mkdir(parents=True, exist_ok=True)
    _write(out / "grades.csv", grades_table(graded, sheets))
    _write(out / "overview.html", overview_page(graded, sheets))
    for student, theirs in by_student.items():
        _write(out / "feedback" / f"{safe_file_name(student)}.html", feedback_page(student, theirs, sheets))


def grades_table(graded: Sequence[SheetResult], sheets: dict[str, Sheet]) -> str:
    """Return the table for the grade book: a line a student and sheet; cells without marks are empty."""
    numbers = sorted(task.number for sheet in sheets.values() for task in sheet.tasks)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["student", "sheet", "points", "of", *numbers, "status", "to read"])
    writer.writerows(_line(each, sheets.get(each.sheet), numbers) for each in graded)
    return written.getvalue()


def _line(graded: SheetResult, sheet: Sheet | None, numbers: list[str]) -> list[str]:
    points = {mark.number: f"{mark.points:g}" for mark in graded.marks}
    of = f"{sheet.points:g}" if sheet else ""
    total = "" if graded.problem else f"{graded.points:g}"
    status = f"no marks: {csv_cell(graded.problem)}" if graded.problem else "graded"
    by_hand = f"{sheet.read_by_hand:g}" if sheet else ""
    return [
        csv_cell(graded.student, 120),
        csv_cell(graded.sheet, 20),
        total,
        of,
        *(points.get(number, "") for number in numbers),
        status,
        by_hand,
    ]


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(text.encode("utf-8", "replace"))
    os.replace(part, path)

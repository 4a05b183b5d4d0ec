"""Reports of a class: grades.csv for the grade book, a page a student, and an overview for the teacher.

Equal marks give equal bytes, and a report is there as a whole or not at all.
"""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..intake import Sheet, csv_cell, safe_file_name
from ..marking import SheetResult
from .feedback import feedback_page
from .made_of import hash_of_makers, hash_of_page, is_made_of
from .overview import overview_page

BYTE_ORDER_MARK = "\ufeff"  # by which a spreadsheet that is opened by a double click knows that the text is UTF-8


def write_reports(results: Sequence[SheetResult], sheets: dict[str, Sheet], out: Path) -> None:
    """Write grades.csv, overview.html and feedback/STUDENT.html into `out`; a page that is as it should be stays."""
    results = sorted_results(results)
    by_student = defaultdict(list)
    for each in results:
        by_student[each.hand_in.student].append(each)
    (out / "feedback").mkdir(parents=True, exist_ok=True)
    write_whole(out / "grades.csv", BYTE_ORDER_MARK + grades_table(results, sheets))
    write_whole(out / "overview.html", overview_page(results, sheets))
    makers = hash_of_makers(sheets)
    for student, theirs in by_student.items():
        path, made_of = out / "feedback" / f"{safe_file_name(student)}.html", hash_of_page(makers, theirs)
        if not is_made_of(path, made_of):
            write_whole(path, feedback_page(student, theirs, sheets, made_of))


def sorted_results(results: Iterable[SheetResult]) -> list[SheetResult]:
    """Return the results by student and sheet, in whatever order they came."""
    return sorted(results, key=lambda each: (each.hand_in.student, each.hand_in.sheet, each.hand_in.digest))


def grades_table(results: Sequence[SheetResult], sheets: dict[str, Sheet]) -> str:
    """Return the table for the grade book: a line a student and sheet; cells without marks are empty."""
    numbers = sorted(task.number for sheet in sheets.values() for task in sheet.tasks)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["student", "sheet", "points", "of", *numbers, "status", "to read"])
    writer.writerows(_line(each, sheets.get(each.hand_in.sheet), numbers) for each in results)
    return written.getvalue()


def _line(result: SheetResult, sheet: Sheet | None, numbers: list[str]) -> list[str]:
    hand_in, marked = result.hand_in, result.marked
    points = {mark.number: f"{mark.points:g}" for mark in marked.marks}
    of = f"{sheet.points:g}" if sheet else ""
    total = "" if hand_in.problem else f"{marked.points:g}"
    status = f"no marks: {csv_cell(hand_in.problem)}" if hand_in.problem else "graded"
    by_hand = f"{sheet.read_by_hand:g}" if sheet else ""
    return [
        csv_cell(hand_in.student, 120),
        csv_cell(hand_in.sheet, 20),
        total,
        of,
        *(points.get(number, "") for number in numbers),
        status,
        by_hand,
    ]


def write_whole(path: Path, text: str) -> None:
    """Write a text into a file that is there as a whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(text.encode("utf-8", "replace"))
    os.replace(part, path)

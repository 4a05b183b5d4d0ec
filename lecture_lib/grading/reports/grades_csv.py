"""Reports of a class: grades.csv for the grade book, a page a student, and an overview for the teacher.

Equal marks give equal bytes, and a report is there as a whole or not at all.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..intake import Sheet, csv_cell, safe_file_name
from ..marking import SheetResult, remove_parts, write_together
from .feedback import feedback_page
from .overview import overview_page
from .written_pages import remove_old_pages, with_mark


def write_reports(results: Sequence[SheetResult], sheets: dict[str, Sheet], out: Path) -> None:
    """Write grades.csv, overview.html and feedback/STUDENT.html into `out`, all or none of them.

    Pages of students who are no longer there are removed.
    """
    results = sorted(results, key=lambda each: (each.hand_in.student, each.hand_in.sheet, each.hand_in.digest))
    by_student = defaultdict(list)
    for each in results:
        by_student[each.hand_in.student].append(each)
    feedback, pages = out / "feedback", {f"{safe_file_name(student)}.html": student for student in by_student}

    def reports() -> Iterator[tuple[Path, str]]:
        yield out / "grades.csv", grades_table(results, sheets)
        yield out / "overview.html", overview_page(results, sheets)
        for name, student in pages.items():
            yield feedback / name, with_mark(name, feedback_page(student, by_student[student], sheets))

    feedback.mkdir(parents=True, exist_ok=True)
    for folder in (out, feedback):
        remove_parts(folder)
    write_together(reports())
    remove_old_pages(feedback, pages)


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

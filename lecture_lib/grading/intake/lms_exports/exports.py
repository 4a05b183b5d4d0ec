"""What is an export of a class, and what is a folder around it, the platform's own, or one student's."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from .file_names import MAX_NAME, FileOrigin, file_origin

MAX_WRAPPERS = 4  # folders or zips around a class that are opened
GRADESCOPE_NOTES = "submission_metadata.yml"
_GRADESCOPE = re.compile(r"submission_\d+")
_GOOGLE = re.compile(r"(.+?) - (.+\.\w+)", re.DOTALL)
_TITLE = re.compile(r"(?:[^\W\d]+ (?:of|von|de|di|van) )*\d\d[ _-]")  # "05_..." and "Copy of 05_..."
_WORK = re.compile(
    r"\d\d?\b|\d\d_|v?\d{1,3}$|(old|new|final|backups?|drafts?|archives?|copy|copies|alt|neu|exercises?|solutions?|notebooks?"
    r"|source|lecture_lib|docs?|tests?|tools|data|images?|img|figures?|src|code|misc|week|woche|sheet|blatt|uebung|übung"
    r"|exercise|aufgabe|ex|hw|homework|assignment|abgabe|lab|day|tag|task|part|teil|version|attempt|versuch|try|lecture"
    r"|chapter|kapitel|problem|question)(?![^\W\d_])",
    re.IGNORECASE,
)


def google_students(paths: Iterable[tuple[str, ...]]) -> dict[str, FileOrigin]:
    """Return the origins of files that Google Classroom has named NAME - TITLE, by their names.

    What follows the dash is a title if it bears a sheet's number, or if several files have it; else a student has
    named a file so.
    """
    named = [found for path in paths if len(path) == 1 and (found := _GOOGLE.fullmatch(path[0][:MAX_NAME]))]
    often = Counter(found[2] for found in named)
    return {
        found[0]: FileOrigin(found[1], (found[2],), platform="Google Classroom")
        for found in named
        if not is_work(found[1]) and (often[found[2]] > 1 or _TITLE.match(found[2]))
    }


def wrappers_around(paths: Iterable[tuple[str, ...]]) -> int:
    """Return how many folders, one in the other, lie around what may be an export.

    >>> wrappers_around([("Sheet 5", "Abgaben", "Team 1", "Muster_Anna_anna_17", "x.ipynb")])
    2
    """
    placed = _placed(paths)
    for n in range(MAX_WRAPPERS):
        wrapped = len({path[0] for path in placed}) == 1 and all(len(path) > 1 for path in placed)
        if not wrapped or all(map(_platforms, placed)):
            return n
        placed = _placed(path[1:] for path in placed)
    return MAX_WRAPPERS


def _placed(paths: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the paths that lead to a file of some student."""
    return [path for path in paths if path and path[-1] and not is_class_litter(path)]


def students_named(paths: Iterable[tuple[str, ...]]) -> set[str]:
    """Return the students of a platform's export, perhaps in a folder of its own; nobody if it is not one.

    It is one if all of its names are the platform's.

    >>> students_named([("muster_1_2_x.ipynb",)]), students_named([("anna", "x.ipynb")]), students_named([])
    ({'muster_1'}, set(), set())
    >>> students_named([("Sheet 5", "Muster_Anna_anna_17", "x.ipynb"), ("Sheet 5", "Quick_Bert_bert_18", "x.ipynb")])
    {...'Muster_Anna_anna_17'...}
    """
    paths = list(paths)
    placed = _placed(path[wrappers_around(paths) :] for path in paths)
    tops, students = {path[0] for path in placed}, set()
    for path in placed:
        if (origin := _platforms(path)) is None:
            google = {each.student for each in google_students(placed).values()}
            return google if len(google) == len(tops) > 1 else set()
        students.add(origin.student)
    return students


def poses_as_class(paths: Iterable[tuple[str, ...]]) -> bool:
    """Is it, if one student hands it in, not their own work: an export with several students, or any of Moodle's?

    A student's own files may still bear the names that another platform gave them.

    >>> poses_as_class([("Bert_8_assignsubmission_file_", "x.ipynb")]), poses_as_class([("anna_1_2_x.ipynb",)])
    (True, False)
    """
    paths = list(paths)
    students = students_named(paths)
    return len(students) > 1 or bool(students) and any(file_origin(path).platform == "Moodle" for path in paths if path)


def _platforms(path: tuple[str, ...]) -> FileOrigin | None:
    """Return the origin of a file that bears a platform's mark."""
    found = file_origin(path)
    if found.platform:
        return found
    return replace(found, platform="Gradescope") if _GRADESCOPE.fullmatch(path[0]) and len(path) > 1 else None


_PLATFORMS_OWN = {
    "index.html", "index.htm", "grades.csv", "grades.xls", "grades.xlsx", "info.csv", "timestamp.txt", "gradebook.db",
    "nbgrader_config.py", "downloads.csv", GRADESCOPE_NOTES, "status.xlsx", "status.xls", "status.csv",
}  # fmt: skip
_TABLES = {".csv", ".xls", ".xlsx", ".ods", ".yml", ".yaml", ".db", ".log", ".lnk", ".url", ".xml"}


def is_platforms_own(path: tuple[str, ...]) -> bool:
    """Is this a file that platforms lay beside the students' work?

    >>> is_platforms_own(("README.txt",)), is_platforms_own(("anna", "README.txt")), is_platforms_own(("anna.pdf",))
    (True, False, False)
    """
    name = path[0].casefold()
    named = name in _PLATFORMS_OWN or re.match(r"(readme|licen[cs]e)\b", name)
    return len(path) == 1 and bool(named)


def is_class_litter(path: tuple[str, ...]) -> bool:
    """Is this a file of the platform or the teacher, a table or a list, that no student handed in?

    >>> is_class_litter(("class.xlsx",)), is_class_litter(("anna", "data.csv")), is_class_litter(("anna.ipynb",))
    (True, False, False)
    """
    is_table = os.path.splitext(path[0])[1].casefold() in _TABLES and ".ipynb" not in path[0].casefold()
    return is_platforms_own(path) or len(path) == 1 and is_table


def is_work(name: str) -> bool:
    """Does this name a piece of work, "05", "Week 3" or "old", and not a person?

    >>> is_work("05_forward"), is_work("Blatt 3"), is_work("solutions"), is_work("Dayana"), is_work("Anna Muster")
    (True, True, True, False, False)
    """
    return _WORK.match(name) is not None

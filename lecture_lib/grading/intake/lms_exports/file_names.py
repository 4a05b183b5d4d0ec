"""How each platform names one file: whose it is, which attempt, and whether it came late."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = r"(?:[^\W\d]{3,12}\.? \d{1,2}|\d{1,2}\.? [^\W\d]{3,12}),? \d{4},? \d{3,4}(?: ?[AP]M)?"
_MOODLE = re.compile(r"(.+_\d{1,12})_assignsubmission_[a-z]+(?:_(.*))?", re.DOTALL)
CANVAS = re.compile(
    r"(?P<name>.+?)(?P<late>_LATE)?_(?P<user>\d{1,12})_(?P<id>\d{1,12}|(?:text|link)(?=\.html$))"
    r"(?:_(?P<stem>.+?))?(?:-(?P<attempt>[1-9]\d{0,2}))?(?P<ending>\.\w+)?",
    re.DOTALL,
)
_CANVAS_ANONYMOUS = re.compile(r"(?P<late>LATE_)?(?P<name>anon)_(?P<user>\w{5})_(?P<id>\d{1,12})_(?P<stem>.+)")
BLACKBOARD = re.compile(r"(.+?)_attempt_(\d{4}(?:-\d\d){5})(?:_(.+)|(\.txt))", re.DOTALL)
BRIGHTSPACE = re.compile(rf"(\d+)-\d+ - (.+?) ?- ({_TIME})(?: - (.+))?", re.DOTALL)
_ILIAS = re.compile(r"[^_]+_[^_]+_.+_\d{1,12}")
_ILIAS_TEAM = re.compile(r"Team[ _]\d+")
_ILIAS_FILE = re.compile(
    r"(?P<late>(?:Late Submission|Versp(?:ä|a\u0308|ae)tete Abgabe) - )?(?:(?P<time>\d{14})_)?(?P<name>.+)", re.DOTALL
)
_APLUS = re.compile(
    r"_(?:file(?P<file>\d+)_submission(?P<n>\d+)|submission(?P<n2>\d+)_file(?P<file2>\d+))(?P<ending>\.\w+)?$"
)
_NBGRADER = re.compile(
    r"(.+)\+[^+]+\+(\d{4}-\d\d-\d\d[ _]\d\d\W?\d\d\W?\d\d)(?:\.\d+)?(?:[ _][A-Za-z]+)?(?:\+.+)?", re.DOTALL
)
_APLUS_STUDENTS = re.compile(r"[\w-]+(?:\+[\w-]+)*")
MAX_NAME = 255  # characters: no platform gives a file a longer name


@dataclass(frozen=True)
class FileOrigin:
    """Whose file it is, as the platform or the folder says, and where it lies below the student.

    `platform` is "" where a folder or a file bears the student's name.
    """

    student: str
    path: tuple[str, ...]
    attempt: int = 0
    late: bool = False
    platform: str = ""


def file_origin(path: tuple[str, ...]) -> FileOrigin:
    """Return the origin of a file, by its path below the folder of the class.

    Moodle's number after the name and Canvas's number of the user stay: they tell namesakes apart.

    >>> file_origin(("Anna Muster_1234567_assignsubmission_file_", "x.ipynb")).student
    'Anna Muster_1234567'
    >>> file_origin(("musteranna_LATE_12345_678901_work-2.ipynb",))
    FileOrigin(student='musteranna_12345', path=('work.ipynb',), attempt=2, late=True, platform='Canvas')
    >>> file_origin(("anna", "05", "x.ipynb")).path, file_origin(("anna.ipynb",)).student
    (('05', 'x.ipynb'), 'anna')
    """
    if len(path[0]) > MAX_NAME:
        return plain_origin(path)
    for platform in _moodle, _blackboard, _brightspace, _nbgrader, _ilias, _aplus, _canvas:
        if named := platform(path):
            return named
    return plain_origin(path)


def plain_origin(path: tuple[str, ...]) -> FileOrigin:
    """Return the origin of a file that no platform has named: its folder, or its own name."""
    top, below = path[0], path[1:]
    stem = re.sub(r"(?<=.)(\.tar|\.ipynb)?\.\w+$", "", top, flags=re.IGNORECASE)
    return FileOrigin(top if below else stem, below or path)


# --- one platform after the other ---------------------------------------------------------------------------


def _moodle(path: tuple[str, ...]) -> FileOrigin | None:
    """Moodle: NAME_NUMBER_assignsubmission_file_, a folder, or the beginning of a file's name.

    The last such mark is the platform's own in a folder's name, so no display name that imitates one can end up with
    another's number. In a file's name a student may have written more of them: a name that is whose it was twice is
    read once, and any other stays as long as it is.
    """
    found = _MOODLE.fullmatch(path[0])
    if not found:
        return None
    student, name = found.groups()
    again = _MOODLE.fullmatch(student)
    if again and again[1] == again[2]:
        student = again[1]
    return FileOrigin(student, path[1:] or (name or path[0],), platform="Moodle")


def _canvas(path: tuple[str, ...]) -> FileOrigin | None:
    """Canvas: NAME_LATE_USER_FILE_file-2.ipynb, anonymous ones LATE_anon_CODE_FILE_file.ipynb."""
    found = CANVAS.fullmatch(path[0]) if len(path) == 1 else None
    anonymous = _CANVAS_ANONYMOUS.fullmatch(path[0]) if len(path) == 1 else None
    if anonymous:
        student, stem = f"anon_{anonymous['user']}", anonymous["stem"]
        return FileOrigin(student, (stem,), late=bool(anonymous["late"]), platform="Canvas")
    if not found or (found["stem"] is None) == found["id"].isdigit():
        return None
    name = (found["stem"] or found["id"]) + (found["ending"] or "")
    student = f"{found['name']}_{found['user']}"
    return FileOrigin(student, (name,), int(found["attempt"] or 0), bool(found["late"]), "Canvas")


def _blackboard(path: tuple[str, ...]) -> FileOrigin | None:
    """Blackboard: ASSIGNMENT_USER_attempt_TIME_file.ipynb, and a note ASSIGNMENT_USER_attempt_TIME.txt."""
    found = BLACKBOARD.fullmatch(path[0])
    if not found:
        return None
    named, time, name, _ = found.groups()
    below = (name or path[0], *path[1:])
    return FileOrigin(named, (f"attempt {time}", *below), int(time.replace("-", "")), platform="Blackboard")


def _brightspace(path: tuple[str, ...]) -> FileOrigin | None:
    """Brightspace: NUMBER-NUMBER - NAME - TIME, a folder, or the beginning of a file's name."""
    found = BRIGHTSPACE.fullmatch(path[0])
    if not found:
        return None
    _, student, time, name = found.groups()
    below = (name, *path[1:]) if name else path[1:] or (path[0],)
    return FileOrigin(student, (f"attempt {time}", *below), _sortable(time), platform="Brightspace")


def _sortable(time: str) -> int:
    """Return a time as Brightspace writes it as one number, the later the larger.

    >>> _sortable("Mar 29, 2018 1205 AM"), _sortable("29 March, 2018 1705")
    (201803290005, 201803291705)
    """
    month = re.search(r"[^\W\d]{3,}", time)
    day, year, clock = (int(n) for n in re.findall(r"\d+", time))
    begins = month[0][:3].casefold() if month else ""
    begins = {"mär": "mar", "mai": "may", "okt": "oct", "dez": "dec"}.get(begins, begins)
    number = _MONTHS.index(begins) + 1 if begins in _MONTHS else 0
    if half := re.search(r"[AP]M$", time):
        clock = clock % 1200 + 1200 * (half[0] == "PM")
    return ((year * 100 + number) * 100 + day) * 10_000 + clock


def _nbgrader(path: tuple[str, ...]) -> FileOrigin | None:
    """The `inbound` folder of nbgrader: USER+ASSIGNMENT+TIME/file.ipynb, one folder for each attempt."""
    found = _NBGRADER.fullmatch(path[0]) if len(path) > 1 else None
    if not found:
        return None
    student, time = found.groups()
    return FileOrigin(student, (f"attempt {time}", *path[1:]), int(re.sub(r"\D", "", time)), platform="nbgrader")


def _ilias(path: tuple[str, ...]) -> FileOrigin | None:
    """ILIAS: LAST_FIRST_LOGIN_NUMBER/20260130150000_file.ipynb, also below a folder "Team 12"."""
    if len(path) > 2 and _ILIAS_TEAM.fullmatch(path[0]):
        path = path[1:]
    if len(path) < 2 or not _ILIAS.fullmatch(path[0]):
        return None
    found = _ILIAS_FILE.fullmatch(path[-1])
    if not found:
        return FileOrigin(path[0], path[1:], platform="ILIAS")
    below = (*path[1:-1], found["name"])
    return FileOrigin(path[0], below, int(found["time"] or 0), bool(found["late"]), "ILIAS")


def _aplus(path: tuple[str, ...]) -> FileOrigin | None:
    """A+: STUDENT+STUDENT_file1_submission2, whose endings are lost."""
    found = _APLUS.search(path[0]) if len(path) == 1 else None
    students = path[0][: found.start()] if found else ""
    if not found or not _APLUS_STUDENTS.fullmatch(students):
        return None
    n, file = found["n"] or found["n2"], found["file"] or found["file2"]
    name = f"file{file}{found['ending'] or ''}"
    return FileOrigin(students, (f"submission {n}", name), int(n), platform="A+")

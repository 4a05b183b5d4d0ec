"""How learning platforms name what they export: whose file it is, which attempt, and whether it came late.

Moodle, Canvas, Blackboard, Brightspace, ILIAS, A+, Gradescope and Google Classroom are known. What a name says is
believed only at the level of the class: a student cannot take another's place by what lies inside a folder or a zip.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = r"(?:[^\W\d]{3,12}\.? \d{1,2}|\d{1,2}\.? [^\W\d]{3,12}),? \d{4},? \d{3,4}(?: ?[AP]M)?"
_MOODLE = re.compile(r"(.+_\d{1,12})_assignsubmission_[a-z]+(?:_(.*))?", re.DOTALL)
_CANVAS = re.compile(
    r"(?P<name>.+?)(?P<late>_LATE)?_(?P<user>\d{1,12})_(?P<id>\d{1,12}|(?:text|link)(?=\.html$))"
    r"(?:_(?P<stem>.+?))?(?:-(?P<attempt>[1-9]\d{0,2}))?(?P<ending>\.\w+)?",
    re.DOTALL,
)
_CANVAS_ANONYMOUS = re.compile(r"(?P<late>LATE_)?(?P<name>anon)_(?P<user>\w{5})_(?P<id>\d{1,12})_(?P<stem>.+)")
_BLACKBOARD = re.compile(r"(.+?)_attempt_(\d{4}(?:-\d\d){5})(?:_(.+)|(\.txt))", re.DOTALL)
_BRIGHTSPACE = re.compile(rf"(\d+)-\d+ - (.+?) ?- ({_TIME})(?: - (.+))?", re.DOTALL)
_ILIAS = re.compile(r"[^_]+_[^_]+_.+_\d{1,12}")
_ILIAS_TEAM = re.compile(r"Team[ _]\d+")
_ILIAS_FILE = re.compile(
    r"(?P<late>(?:Late Submission|Versp(?:ä|a\u0308|ae)tete Abgabe) - )?(?:(?P<time>\d{14})_)?(?P<name>.+)", re.DOTALL
)
_APLUS = re.compile(
    r"_(?:file(?P<file>\d+)_submission(?P<n>\d+)|submission(?P<n2>\d+)_file(?P<file2>\d+))(?P<ending>\.\w+)?$"
)
_APLUS_STUDENTS = re.compile(r"[\w-]+(?:\+[\w-]+)*")
_WORK = re.compile(
    r"\d\d?\b|\d\d_|v?\d{1,3}$|(old|new|final|backups?|drafts?|archives?|copy|copies|alt|neu|exercises?|solutions?|notebooks?"
    r"|source|lecture_lib|docs?|tests?|tools|data|images?|img|figures?|src|code|misc|week|woche|sheet|blatt|uebung|übung"
    r"|exercise|aufgabe|ex|hw|homework|assignment|abgabe|lab|day|tag|task|part|teil|version|attempt|versuch|try|lecture"
    r"|chapter|kapitel|problem|question)(?![^\W\d_])",
    re.IGNORECASE,
)
_GRADESCOPE = re.compile(r"submission_\d+")
_GOOGLE = re.compile(r"(.+?) - (.+\.\w+)", re.DOTALL)
MAX_WRAPPERS = 4  # folders or zips around a class that are opened
MAX_NAME = 255  # characters: no platform gives a file a longer name
GRADESCOPE_NOTES = "submission_metadata.yml"


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
    named = _moodle(path) or _blackboard(path) or _brightspace(path) or _ilias(path) or _aplus(path) or _canvas(path)
    return named or plain_origin(path)


def plain_origin(path: tuple[str, ...]) -> FileOrigin:
    """Return the origin of a file that no platform has named: its folder, or its own name."""
    top, below = path[0], path[1:]
    stem = re.sub(r"(?<=.)(\.tar|\.ipynb)?\.\w+$", "", top)
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
    found = _CANVAS.fullmatch(path[0]) if len(path) == 1 else None
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
    found = _BLACKBOARD.fullmatch(path[0])
    if not found:
        return None
    named, time, name, _ = found.groups()
    below = (name or path[0], *path[1:])
    return FileOrigin(named, (f"attempt {time}", *below), int(time.replace("-", "")), platform="Blackboard")


def _brightspace(path: tuple[str, ...]) -> FileOrigin | None:
    """Brightspace: NUMBER-NUMBER - NAME - TIME, a folder, or the beginning of a file's name."""
    found = _BRIGHTSPACE.fullmatch(path[0])
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


# --- a class ------------------------------------------------------------------------------------------------


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
            google = {each.student for each in _google_students(placed).values()}
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
    return len(students) > 1 or bool(students) and any(_moodle(path) for path in paths if path)


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
    return is_platforms_own(path) or len(path) == 1 and os.path.splitext(path[0])[1].casefold() in _TABLES


def is_work(name: str) -> bool:
    """Does this name a piece of work, "05", "Week 3" or "old", and not a person?

    >>> is_work("05_forward"), is_work("Blatt 3"), is_work("solutions"), is_work("Dayana"), is_work("Anna Muster")
    (True, True, True, False, False)
    """
    return _WORK.match(name) is not None


class ClassNames:
    """What all names of a class say together, where one alone leaves it open whose a file is.

    `notes` are the texts of the platforms' own files by their names. `perhaps_namesakes` are the names that may be
    those of several students.
    """

    def __init__(self, paths: Iterable[tuple[str, ...]], notes: Mapping[str, str]) -> None:
        paths = list(paths)
        self._submitters = _gradescope_submitters(notes.get(GRADESCOPE_NOTES, ""))
        self._users = _blackboard_users({path[0] for path in paths}, notes)
        self._numbered, self.perhaps_namesakes = _brightspace_namesakes({path[0] for path in paths})
        self._not_canvas = _shared_canvas_ids({path[0] for path in paths if len(path) == 1})
        self._google = _google_students(paths)

    def origins(self, path: tuple[str, ...]) -> list[FileOrigin]:
        """Return the origin of a file, one for each member of a group that handed it in together."""
        found = file_origin(path)
        if found.platform == "Blackboard":
            return [replace(found, student=self._users[found.student])]
        if found.platform == "Brightspace":
            return [replace(found, student=self._brightspace_student(path[0], found.student))]
        if found.platform == "A+":
            return [replace(found, student=student) for student in found.student.split("+")]
        if found.platform == "Canvas" and path[0] in self._not_canvas:
            found = plain_origin(path)
        if found.platform:
            return [found]
        if people := self._submitters.get(path[0]) or self._submitters.get(plain_origin(path).student):
            return [replace(found, student=person, platform="Gradescope") for person in people]
        if len(path) == 1 and (google := self._google.get(path[0])):
            return [google]
        return [found]

    def _brightspace_student(self, top: str, student: str) -> str:
        found = _BRIGHTSPACE.fullmatch(top)
        return f"{student}_{found[1]}" if found and student in self._numbered else student


def _google_students(paths: Iterable[tuple[str, ...]]) -> dict[str, FileOrigin]:
    """Return the origins of files that Google Classroom has named NAME - TITLE, by their names.

    What follows the dash is a title if it bears a sheet's number, or if several files have it; else a student has
    named a file so.
    """
    named = [found for path in paths if len(path) == 1 and (found := _GOOGLE.fullmatch(path[0][:MAX_NAME]))]
    often = Counter(found[2] for found in named)
    return {
        found[0]: FileOrigin(found[1], (found[2],), platform="Google Classroom")
        for found in named
        if not is_work(found[1]) and (often[found[2]] > 1 or re.match(r"\d\d[ _-]", found[2]))
    }


def _shared_canvas_ids(names: set[str]) -> set[str]:
    """Return the names that only look like Canvas's: its number of a file is never another's."""
    by_id = defaultdict(set)
    for name in names:
        if (found := _CANVAS.fullmatch(name)) and found["id"].isdigit() and found["stem"]:
            by_id[found["id"]].add(name)
    return {name for shared in by_id.values() if len(shared) > 1 for name in shared}


def _brightspace_namesakes(names: set[str]) -> tuple[set[str], set[str]]:
    """Return which names that have several numbers are several persons', and of which that is open.

    The number in front is a person's if nobody else has it, and another student's attempts all have the same.
    """
    by_student, students = defaultdict(Counter), defaultdict(set)
    for name in names:
        if found := _BRIGHTSPACE.fullmatch(name):
            by_student[found[2]][found[1]] += 1
            students[found[1]].add(found[2])
    several = {student for student, numbers in by_student.items() if len(numbers) > 1}
    steady = any(numbers.total() > 1 for student, numbers in by_student.items() if student not in several)
    told_apart = steady and all(len(each) == 1 for each in students.values())
    return (several, set()) if told_apart else (set(), several)


def _blackboard_users(names: set[str], notes: Mapping[str, str]) -> dict[str, str]:
    """Return the user for each ASSIGNMENT_USER: both may hold underscores.

    Blackboard's own notes say "Name: Anna Muster (anna_m)". Without them, the names are parted in the way that makes
    the fewest assignments and users; if that is open, in the way that makes one user of two never.
    """
    found = {each[1]: each[0] for name in names if (each := _BLACKBOARD.fullmatch(name))}
    users = {
        said[1]
        for name, text in notes.items()
        if _BLACKBOARD.fullmatch(name)
        and (said := re.search(r"^\ufeff?Name: .*\(([^()\n]+)\)\s*$", text, re.MULTILINE))
    }
    told = {
        each: max(ends, key=len)
        for each in found
        if (ends := [user for user in users if each.endswith(f"_{user}") and len(user) < len(each) - 1])
    }
    open_ones = sorted(set(found) - set(told))
    common = _common_start(open_ones)
    short = {each: each.rpartition("_")[2] or each for each in open_ones}
    long = {each: each[len(common) :] or each for each in open_ones}
    return told | min(long, short, key=_n_names) if open_ones else told


def _common_start(names: list[str]) -> str:
    """Return what all names begin with, up to an underscore that leaves something of each."""
    if not names:
        return ""
    shortest = min(names, key=len)
    n = next((n for n, letters in enumerate(zip(*names)) if len(set(letters)) > 1), len(shortest) - 1)
    return shortest[: shortest.rfind("_", 0, n) + 1]


def _n_names(parted: dict[str, str]) -> int:
    return len(set(parted.values())) + len({whole[: -len(user)] for whole, user in parted.items()})


def _gradescope_submitters(text: str) -> dict[str, list[str]]:
    """Return who handed in each submission, from Gradescope's list of an export.

    It is read line by line: the list holds every test of every submission, and other kinds of YAML than plain ones.

    >>> _gradescope_submitters("submission_7:\\n  :submitters:\\n  - :name: Anna Muster\\n    :sid: '100'\\n")
    {'submission_7': ['Anna Muster_100']}
    """
    people: dict[str, list[dict[str, str]]] = defaultdict(list)
    current, among_submitters = "", False
    for line in text.splitlines():
        if found := re.match(r"""["']?(submission_\w+)(?:\.\w+)?["']?:""", line):
            current, among_submitters = found[1], False
        elif found := re.match(r"  (?::)?(\w+):", line):
            among_submitters = found[1] == "submitters"
        elif among_submitters and current:
            begins, field = re.match(r" +- ", line), re.match(r" +(?:- )?:?(name|sid|email): *(.*)", line)
            if begins:
                people[current].append({})
            if field and people[current]:
                people[current][-1][field[1]] = field[2].strip().strip("'\"")
    return {key: [named for one in each if (named := _gradescope_name(one))] for key, each in people.items()}


def _gradescope_name(person: Mapping[str, str]) -> str:
    number = person.get("sid") or person.get("email") or ""
    return "_".join(filter(None, (person.get("name", ""), number)))

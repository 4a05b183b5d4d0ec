"""What all names of a class say together, where one alone leaves it open whose a file is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from .exports import GRADESCOPE_NOTES, google_students
from .file_names import BLACKBOARD, BRIGHTSPACE, CANVAS, FileOrigin, file_origin, plain_origin


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
        self._google = google_students(paths)

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
        found = BRIGHTSPACE.fullmatch(top)
        return f"{student}_{found[1]}" if found and student in self._numbered else student


def _shared_canvas_ids(names: set[str]) -> set[str]:
    """Return the names that only look like Canvas's: its number of a file is never another's."""
    by_id = defaultdict(set)
    for name in names:
        if (found := CANVAS.fullmatch(name)) and found["id"].isdigit() and found["stem"]:
            by_id[found["id"]].add(name)
    return {name for shared in by_id.values() if len(shared) > 1 for name in shared}


def _brightspace_namesakes(names: set[str]) -> tuple[set[str], set[str]]:
    """Return which names that have several numbers are several persons', and of which that is open.

    The number in front is a person's, and not an attempt's, if nobody else has it and several attempts have the same.
    """
    attempts, students = defaultdict(set), defaultdict(set)
    for name in names:
        if found := BRIGHTSPACE.fullmatch(name):
            attempts[found[2], found[1]].add(found[3])
            students[found[1]].add(found[2])
    numbers = Counter(student for student, _ in attempts)
    several = {student for student, n in numbers.items() if n > 1}
    steady = any(len(times) > 1 for times in attempts.values())
    told_apart = steady and all(len(each) == 1 for each in students.values())
    return (several, set()) if told_apart else (set(), several)


def _blackboard_users(names: set[str], notes: Mapping[str, str]) -> dict[str, str]:
    """Return the user for each ASSIGNMENT_USER: both may hold underscores.

    Blackboard's own notes say "Name: Anna Muster (anna_m)". Without them, the names are parted in the way that makes
    the fewest assignments and users; if that is open, in the way that makes one user of two never.
    """
    found = {each[1]: each[0] for name in names if (each := BLACKBOARD.fullmatch(name))}
    users = {
        said[1]
        for name, text in notes.items()
        if BLACKBOARD.fullmatch(name) and (said := re.search(r"^\ufeff?Name: .*\(([^()\n]+)\)\s*$", text, re.MULTILINE))
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

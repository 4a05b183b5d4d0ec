"""The list of those who should have handed in: who sent nothing, and who handed in but is not listed.

Names are compared as a careful person would: capitals, accents and the order of first and last name do not matter,
but nobody is taken for another where two could be meant.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...validation import InputError, count_phrase
from .notebook_file import UnreadableFile, read_file
from .sanitise import plain_text

MAX_ROSTER = 10 * 2**20  # bytes
MAX_SHOWN = 20  # names in one line
_FIRST = {"firstname", "first", "givenname", "forename", "vorname", "prenom", "nombre", "nome", "voornaam", "etunimi"}
_LAST = {
    "lastname", "last", "surname", "familyname", "nachname", "familienname", "nom", "apellido", "apellidos", "cognome",
    "achternaam", "sukunimi",
}  # fmt: skip
_WHOLE = {
    "name",
    "fullname",
    "student",
    "studentname",
    "displayname",
    "sortablename",
    "vollstandigername",
    "teilnehmer",
}
_IDS = {
    "id", "studentid", "username", "userid", "user", "login", "loginid", "anmeldename", "benutzername", "kennung",
    "email", "emailaddress", "mail", "emailadresse", "idnumber", "idnummer", "matriculationnumber", "matrikelnummer",
    "matrnr", "matrikel", "matricola", "identifier", "sid", "sisuserid", "sisloginid", "orgdefinedid", "studentnumber",
    "netid", "opiskelijanumero", "kayttajatunnus", "sahkoposti",
}  # fmt: skip
_NOBODY = {"points possible", "student, test", "test student"}  # rows of Canvas's grade book that are no students


@dataclass(frozen=True)
class Person:
    """One line of the roster: the name or names as they stand there, and the ids."""

    names: tuple[str, ...]
    ids: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What a row of results calls somebody who has none."""
        return " ".join(self.names) or self.ids[0]


@dataclass(frozen=True)
class RosterMatch:
    """How a roster fits what was handed in; all empty without one.

    `missing` says for those who sent nothing why they have no marks, `notes` is what to say beside a student's work.
    """

    missing: dict[str, str] = field(default_factory=dict)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def report(self, ids: Mapping[str, str]) -> list[str]:
        """Return lines for the teacher: how many are missing, and who is not listed, by the ids in the results."""
        lines = []
        if self.missing:
            lines.append(
                f"{count_phrase(len(self.missing), 'student')} of the roster sent nothing: {_listed(self.missing)}"
            )
        if self.unknown:
            named = _listed(ids.get(name, name) for name in self.unknown)
            lines.append(f"Not on the roster: {named}")
        return lines


def read_roster(path: Path) -> list[Person]:
    """Return the students of a list: CSV with commas, semicolons or tabs, with or without a head of names.

    With a head, the columns of names and ids count; without one, all do. Raises InputError if it holds nobody.

    >>> import tempfile
    >>> list_ = Path(tempfile.mkdtemp()) / "class.csv"
    >>> _ = list_.write_text("\\ufeffNachname;Vorname;Matrikelnummer\\nMuster;Anna;100\\n", "utf-8")
    >>> read_roster(list_)
    [Person(names=('Anna', 'Muster'), ids=('100',))]
    """
    try:
        rows = _rows(read_file(Path(path), MAX_ROSTER))
    except (UnreadableFile, csv.Error) as problem:
        raise InputError(f"the roster {path} cannot be read: {problem}") from None
    head = [_bare(cell) for cell in rows[0]] if rows else []
    has_head = any(cell in _FIRST | _LAST | _WHOLE | _IDS for cell in head)
    people = [_person_below(head, row) for row in rows[1:]] if has_head else [_person(row) for row in rows]
    people = [one for one in dict.fromkeys(people) if one.names or one.ids]
    if not people:
        raise InputError(f"the roster {path} lists no one. Give a CSV file with a name or an id on each line.")
    return people


def match_roster(students: Iterable[str], roster: Sequence[Person]) -> RosterMatch:
    """Return how the students who handed in, as their folders or files name them, fit the roster.

    >>> roster = [Person(("Anna", "Müller")), Person(("Bert", "Quick")), Person(("Cem", "Öz"), ("17",))]
    >>> found = match_roster(["mueller_anna_4711", "Quick, Bert", "dora"], roster)
    >>> found.missing, found.unknown
    ({'Cem Öz': 'nothing was handed in'}, ('dora',))
    """
    if not roster:
        return RosterMatch()
    handed_in = sorted(students)
    pairs = _Pairs(handed_in, list(roster))
    pairs.join(lambda name: {_plain(name)}, lambda one: {*map(_plain, one.ids), _plain(one.label)})
    pairs.join(_ids_in, lambda one: {key for id_ in one.ids for key in _ids_in(id_)})
    pairs.join(_names_of, lambda one: {_words(one.label)})
    pairs.join(lambda name: {_run_together(name)}, lambda one: _turned(_in_order(one.label)))

    guessed = pairs.join_nearest()
    notes = {name: f"taken for {plain_text(one.label, 80)} of the roster" for name, one in guessed.items()}
    notes |= {name: "not on the roster" for name in pairs.students}
    notes |= {name: "more students of this name handed in than the roster lists" for name in pairs.too_many}
    missing = _missing(pairs, roster, handed_in)
    return RosterMatch(missing, {name: (note,) for name, note in notes.items()}, (*pairs.students, *pairs.too_many))


# --- the file -----------------------------------------------------------------------------------------------


def _rows(data: bytes) -> list[list[str]]:
    """Return the cells of a CSV file, whatever parts them: what stands on most lines, outside quotes."""
    if data.startswith(b"PK\x03\x04"):
        raise UnreadableFile("it is a workbook; save it as CSV")
    text = _text(data)
    lines = text.splitlines()
    if lines and (told := re.fullmatch(r'"?sep=(.)"?', lines[0])):  # Excel's own first line
        separator, text = told[1], text.partition("\n")[2]
    else:
        bare = [re.sub(r'"[^"]*"', "", line) for line in lines]
        separator = max(";\t,", key=lambda mark: sum(mark in line for line in bare))
    read = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [cells for row in read if any(cells := [cell.strip().lstrip("#") for cell in row])]


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _person_below(head: Sequence[str], row: Sequence[str]) -> Person:
    """Return the person in a row below a head of names."""
    cells = [(title, cell) for title, cell in zip(head, row) if cell]
    parts = [next((cell for title, cell in cells if title in titles), "") for titles in (_FIRST, _LAST)]
    whole = next((cell for title, cell in cells if title in _WHOLE), "")
    names = tuple(filter(None, parts)) or tuple(filter(None, [whole]))
    ids = tuple(cell for title, cell in cells if title in _IDS)
    return Person(()) if _plain(" ".join(names)) in _NOBODY else Person(names, ids)


def _person(row: Sequence[str]) -> Person:
    """Return the person in a row without a head: words are names, what holds digits or an @ is an id.

    One word by itself may be either.
    """
    cells = [cell for cell in row if cell]
    names = tuple(cell for cell in cells if not re.search(r"[\d@]", cell))
    ids = tuple(cell for cell in cells if cell not in names)
    return Person(names[:2], ids or (names if len(names) == 1 and " " not in names[0] else ()))


# --- names --------------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _bare(text: str) -> str:
    """Return a text as its letters and digits alone, without accents: "E-Mail-Adresse" is "emailadresse"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    return "".join(c for c in decomposed if c.isalnum())


_STROKES = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "å": "a"})


def _in_order(name: str) -> tuple[str, ...]:
    """Return the words of a name in one spelling, whatever became of its accents: Müller, Mueller and Muller.

    >>> _in_order("MÜLLER, Jean-Luc"), _in_order("O'Brien_123")
    (('muller', 'jean', 'luc'), ('obrien',))
    """
    whole = unicodedata.normalize("NFC", name).replace("'", "").replace("\u2019", "")
    words = (_bare(word) for word in re.split(r"[^\w]+|_", whole))
    return tuple(_without_e(word) for word in words if word and not any(map(str.isdigit, word)))


def _words(name: str) -> tuple[str, ...]:
    return tuple(sorted(_in_order(name)))


def _names_of(student: str) -> set[tuple[str, ...]]:
    """Return the words of a student's name; ILIAS lets the login follow on it, Muster_Anna_login_17."""
    return {_words(student), _words(_without_login(student))}


def _without_login(student: str) -> str:
    parts = student.split("_")
    return " ".join(parts[:2]) if _with_login(parts) else student


def _with_login(parts: Sequence[str]) -> bool:
    return len(parts) > 3 and parts[-1].isdigit()


def _run_together(name: str) -> str:
    """Return the first part of a name that a platform has written without spaces, as Canvas's musteranna_123."""
    words = _in_order(name)
    return words[0] if len(words) == 1 else ""


def _turned(words: tuple[str, ...]) -> set[str]:
    """Return the words run together, whichever of them comes first."""
    joined = ("".join(words[n:] + words[:n]) for n in range(len(words)))
    return {_without_e(word) for word in joined} if len(words) > 1 else set()


def _without_e(word: str) -> str:
    """Return a word with ae, oe and ue, which may stand for umlauts, as a, o and u."""
    return re.sub("([aou])e", r"\1", word)


def _ids_in(text: str) -> set[str]:
    """Return what may be an id in a name: parts with digits, and what stands before an @."""
    whole = _plain(text)
    parts = {part for part in re.split(r"[\s_()+,;]+", whole) if re.search(r"\d", part)}
    numbers = set(re.findall(r"(?<!\d)\d{4,}(?!\d)", whole))
    local = {whole.partition("@")[0]} if "@" in whole else set()
    login = {"_".join(whole.split("_")[2:-1])} if _with_login(whole.split("_")) else set()
    return {key for key in {whole} | parts | numbers | local | login if len(key) > 2}


# --- pairs --------------------------------------------------------------------------------------------------


class _Pairs:
    """Who is not yet paired: students who handed in, and people of the roster."""

    def __init__(self, students: list[str], people: list[Person]) -> None:
        self.students, self.people = students, people
        self.doubtful: set[Person] = set()  # namesakes of whom not all handed in
        self.too_many: list[str] = []  # namesakes of whom not all are listed

    def join(self, keys_of_student: Callable[[str], set], keys_of_person: Callable[[Person], set]) -> None:
        """Pair all who share a key; namesakes as far as their number goes."""
        named: dict[Hashable, list[str]] = defaultdict(list)
        listed: dict[Hashable, list[Person]] = defaultdict(list)
        for name in self.students:
            for key in keys_of_student(name):
                named[key].append(name)
        for one in self.people:
            for key in keys_of_person(one):
                listed[key].append(one)
        done, found = set(), set()
        for key in sorted(named.keys() & listed.keys() - {"", ()}, key=repr):
            names = [name for name in named[key] if name not in done]
            people = [one for one in listed[key] if one not in found]
            if names and people:
                self.doubtful.update(people if len(people) > len(names) else ())
                self.too_many += names if len(names) > len(people) else []
                done.update(names)
                found.update(people[: len(names)])
        self.students = [name for name in self.students if name not in done]
        self.people = [one for one in self.people if one not in found]

    def join_nearest(self) -> dict[str, Person]:
        """Pair those who share a name in part, as with a second first name, where nobody else could be meant."""
        words = {one: set(_in_order(one.label)) for one in self.people}
        fits = {}
        for name in self.students:
            its = set(_in_order(_without_login(name)))
            fits[name] = [one for one, theirs in words.items() if its and theirs and (its <= theirs or theirs <= its)]
        claims = Counter(one for people in fits.values() for one in people)
        guessed = {name: people[0] for name, people in fits.items() if len(people) == 1 and claims[people[0]] == 1}
        self.students = [name for name in self.students if name not in guessed]
        self.people = [one for one in self.people if one not in guessed.values()]
        return guessed


def _missing(pairs: _Pairs, roster: Sequence[Person], handed_in: Sequence[str]) -> dict[str, str]:
    """Return why each person left has no marks, by what their rows are called: namesakes with their ids."""
    alike = Counter(_plain(one.label) for one in roster)
    missing = {}
    for one in pairs.people:
        label = f"{one.label} ({one.ids[0]})" if alike[_plain(one.label)] > 1 and one.ids and one.names else one.label
        label = f"{label} (of the roster)" if label in handed_in else label
        doubt = ", unless the work of the other one of this name is theirs" if one in pairs.doubtful else ""
        missing[label] = f"nothing was handed in{doubt}"
    return missing


def _listed(names: Iterable[str]) -> str:
    shown = [plain_text(name, 80) for name in names]
    more = [f"and {len(shown) - MAX_SHOWN} more"] if len(shown) > MAX_SHOWN else []
    return "; ".join(shown[:MAX_SHOWN] + more)

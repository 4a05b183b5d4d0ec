"""What a learner has done, kept in one file on this machine and nowhere else (row 00.3).

The file is a journal: one line of JSON an event, each added by a single write to the end of the file. So two
notebooks may write at once and neither loses a line, and a crash can spoil at most the line being written, which
is then passed over. The file's place is the environment variable LECTURE_LIB_PROGRESS, else
`.lecture_lib/progress.jsonl` in the home folder. Where no file can be written, progress lasts until the kernel
stops.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path


class Progress:
    """The journal at `path`. Reading never fails; writing returns False where no file can be kept.

    >>> import tempfile
    >>> book = Progress(Path(tempfile.mkdtemp()) / "progress.jsonl")
    >>> book.record_check("05.1", right=True)
    True
    >>> book.right(), book.goals()
    ({'05.1'}, set())
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unwritten: list[dict] = []

    def events(self) -> list[dict]:
        """Return all events, oldest first; lines that cannot be read are passed over."""
        try:
            lines = self.path.read_bytes().splitlines()
        except OSError:
            lines = []
        return [event for event in map(_read, lines) if event is not None] + self._unwritten

    def add(self, kind: str, name: str, **more) -> bool:
        """Add one event and return whether it stands in the file."""
        event = {"kind": kind, "name": name, **more}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _append(self.path, json.dumps(event, ensure_ascii=False))
        except OSError:
            self._unwritten.append(event)
            return False
        return True

    def record_check(self, number: str, right: bool) -> bool:
        """Note an honest attempt at a question."""
        return self.add("check", number, right=right)

    def goal(self, name: str) -> None:
        """Note, once, that a widget's goal has been reached."""
        if name not in self.goals():
            self.add("goal", name)

    def record_guess(self, row: str, guess: dict) -> bool:
        """Keep a prediction."""
        return self.add("guess", row, guess=guess)

    def record_hint(self, number: str, hints: int) -> bool:
        """Note how many hints of a question have been opened."""
        return self.add("hint", number, hints=hints)

    def right(self) -> set[str]:
        """The questions answered right at least once."""
        return {e["name"] for e in self._of("check") if e.get("right") is True}

    def attempted_questions(self) -> set[str]:
        """The questions attempted at least once, right or wrong."""
        return {e["name"] for e in self._of("check")}

    def goals(self) -> set[str]:
        """The widgets whose goals have been reached."""
        return {e["name"] for e in self._of("goal")}

    def guess(self, row: str, names: Iterable[str] = ()) -> dict:
        """The newest prediction for a row that has guesses of all these names, or an empty dict."""
        kept = [e["guess"] for e in self._of("guess") if e["name"] == row and isinstance(e.get("guess"), dict)]
        return next((guess for guess in reversed(kept) if set(names) <= set(guess)), {})

    def hints(self, number: str) -> int:
        """How many hints of a question have been opened."""
        opened = (e.get("hints") for e in self._of("hint") if e["name"] == number)
        return max((n for n in opened if isinstance(n, int) and n > 0), default=0)

    def _of(self, kind: str) -> list[dict]:
        return [event for event in self.events() if event["kind"] == kind]


@cache
def progress() -> Progress:
    """Return this learner's journal.

    >>> progress() is progress()
    True
    """
    place = os.environ.get("LECTURE_LIB_PROGRESS")
    return Progress(Path(place) if place else Path.home() / ".lecture_lib" / "progress.jsonl")


def _append(path: Path, line: str) -> None:
    """Add one line with a single write; first end a line that a crash has left open."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
    try:
        size = os.fstat(file).st_size
        if size:
            os.lseek(file, size - 1, os.SEEK_SET)
        start = b"\n" if size and os.read(file, 1) != b"\n" else b""
        os.write(file, start + line.encode("utf-8", "surrogatepass") + b"\n")
    finally:
        os.close(file)


def _read(line: bytes) -> dict | None:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):  # not JSON, or brackets in brackets without end
        return None
    known = isinstance(event, dict) and isinstance(event.get("kind"), str) and isinstance(event.get("name"), str)
    return event if known else None

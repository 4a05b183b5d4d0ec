"""Texts by strangers, made harmless for a page, a spreadsheet and a file's name; ids for students from their names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from markupsafe import Markup

_ANSI = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # control, invisible and bidi marks, half pairs
_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"  # and their wide twins, which spreadsheets read alike
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$")


def plain_text(text: str, limit: int = 600) -> str:
    """Return at most `limit` characters on one line, without escape sequences, control and bidi characters.

    >>> plain_text("\\x1b[31mred\\x1b[0m and\\nblue\\u202e")
    'red and blue'
    >>> plain_text("abcdef", 4)
    'abc…'
    """
    text = text[: 20 * limit]
    if not (text.isascii() and text.isprintable()):
        text = _ANSI.sub("", text)
        text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def safe_html(text: str, limit: int = 600) -> Markup:
    """Return a stranger's text as HTML that shows it and does nothing; no program takes it for a link.

    >>> print(safe_html("<b> see http://x.y"))
    &lt;b&gt; see h&#116;tp://x.y
    """
    parts = re.split("(?<=h)(t)(?=tp)", plain_text(text, limit), flags=re.I)
    parts[1::2] = [Markup("&#{};").format(ord(letter)) for letter in parts[1::2]]
    return Markup().join(parts)


def csv_cell(text: str, limit: int = 600) -> str:
    """Return a text for one cell of a CSV file, which no spreadsheet takes for a formula.

    A semicolon begins a new cell where commas are the decimal signs, so what follows it is looked at too.

    >>> csv_cell("=1+1"), csv_cell("-3"), csv_cell("a;=1+1"), csv_cell("3 - 2")
    ("'=1+1", "'-3", "a;'=1+1", '3 - 2')
    """
    return re.sub(rf"""(^|;)([\s"']*[{re.escape(_FORMULA)}])""", r"\1'\2", plain_text(text, limit))


def short_digest(text: str) -> str:
    """Return ten letters that stand for exactly this text.

    >>> short_digest("Anna") == short_digest("anna"), len(short_digest("Anna"))
    (False, 10)
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def safe_file_name(student: str) -> str:
    """Return a short name for a student's files, safe on every system and no other student's.

    Capitals count as a change: there are systems on which Anna and anna are one file.

    >>> safe_file_name("anna_12"), safe_file_name("Ánna Muster")
    ('anna_12', 'anna-muster~5da4aef573')
    """
    ascii_only = unicodedata.normalize("NFKD", student).encode("ascii", "ignore").decode().lower()
    safe = re.sub(r"[^a-z0-9_]+", "-", ascii_only).strip("-")[:40]
    if safe == student and safe and not _RESERVED.match(safe):
        return safe
    return f"{safe or 'student'}~{short_digest(student)}"


def student_ids(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return (id, note) for each name; no two ids are alike, not even to somebody who reads them in a hurry.

    >>> student_ids(["anna", "bert"])
    {'anna': ('anna', ''), 'bert': ('bert', '')}
    >>> [id for id, note in student_ids(["anna", "Anna", "=cmd"]).values()]
    ['anna~55579b5578', 'Anna~bf4fccd616', 'cmd~26b1f9b9e2']
    """
    safe = {name: _safe(name) for name in names}
    looks = Counter(map(_look, safe.values()))
    return {name: _distinct_id(name, id_, looks[_look(id_)] > 1) for name, id_ in safe.items()}


def _distinct_id(name: str, id_: str, shared: bool) -> tuple[str, str]:
    apart = f"{id_}~{short_digest(name)}"
    if shared:
        return apart, "another student's name looks the same; the letters after ~ tell them apart"
    if id_ != unicodedata.normalize("NFC", name):
        return apart, "characters of the name that do harm in tables or paths were left out"
    return id_, ""


def _safe(name: str) -> str:
    """Return a name without what is unseen, turns the writing round, leads elsewhere or begins a formula."""
    name = unicodedata.normalize("NFC", name)
    seen = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    one_part = re.sub(r"[/\\~]+", "-", seen)
    return one_part.lstrip("-=+@.'\" \uff1d\uff0b\uff0d\uff20").strip()[:80] or "student"


def _look(id_: str) -> str:
    """Return what a reader in a hurry sees of an id."""
    return " ".join(unicodedata.normalize("NFKC", id_).casefold().split())

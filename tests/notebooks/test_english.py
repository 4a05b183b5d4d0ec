"""The English of the course: what a pattern can find of the habits that make a sentence hard to read.

`english.toml` has the patterns, what to write in place of each, and the sentences that use such a word rightly, with
the reason. `python -m tests.notebooks.test_english [PART OF A PATH]` lists all finds, and what a reader should look at.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from tests.notebooks.rows import ROOT
from tests.notebooks.texts import Sentence, page_sentences, program_sentences, source_sentences

RULES = tomllib.loads(Path(__file__).with_name("english.toml").read_text("utf-8"))
_WORDS = {word: f"({RULES[word]})" for word in ("UNITS", "FORMULAS")}


def pattern(rule: dict) -> re.Pattern:
    """Return one pattern for all that a rule finds."""
    return re.compile("|".join(re.sub(r"UNITS|FORMULAS", lambda m: _WORDS[m[0]], part) for part in rule["find"]))


FAULTS, HABITS, SUSPECTS = (
    {rule["name"]: (rule, pattern(rule)) for rule in RULES[kind]} for kind in ("fault", "habit", "suspect")
)
MADE = ("cards", "notation", "question-mutants", "slide-checks")  # from sources that are read themselves
TEXTS = [
    *sorted(ROOT.glob("source/**/*.py")),
    *sorted(ROOT.glob("lecture_lib/**/*.py")),
    *sorted(ROOT.glob("tools/*.py")),
    ROOT / "run.py",
    *sorted(ROOT.glob("*.md")),
    *(path for path in sorted(ROOT.glob("docs/*.md")) if path.stem not in MADE),
]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sentences_of(path: Path) -> list[Sentence]:
    """Return the sentences of a source, a program or a page."""
    if path.suffix == ".md":
        return list(page_sentences(path))
    return list(source_sentences(path) if relative(path).startswith("source/") else program_sentences(path))


def is_name_of_mistake(sentence: Sentence) -> bool:
    """Is it a few words without a full stop among the questions? No learner reads the names of mistakes."""
    return bool(re.match(r"lecture_lib/(questions/|labs/\w+/mistakes)", sentence.path)) and bool(
        re.fullmatch(r"(\S+ ){0,3}[^\s.?!]+", sentence.text)
    )


def genuine(sentence: Sentence, name: str) -> bool:
    """Is the word right in this sentence?"""
    return sentence.text.startswith("The slide says:") or any(
        use["part"] in sentence.text and use["name"] == name and use.get("where", "") in sentence.path
        for use in RULES["genuine"]
    )


def line(sentence: Sentence, kind: str, rule: dict) -> str:
    return f"{sentence.path}:{sentence.line}: {kind}{rule['name']} (→ {rule['write']}): {sentence.text}"


def faults(sentences: list[Sentence]) -> list[str]:
    """Return one line for each fault: where it is, what was found, what to write, and the sentence."""
    return [
        line(s, "", rule)
        for s in sentences
        if not is_name_of_mistake(s)
        for name, (rule, found) in FAULTS.items()
        if found.search(s.text) and not genuine(s, name)
    ]


def habits(sentences: list[Sentence], name: str) -> list[str]:
    """Return one line for each sentence with this habit."""
    rule, found = HABITS[name]
    return [line(s, "habit ", rule) for s in sentences if found.search(s.text) and not (s.opens and "symbol" in name)]


def suspects(sentences: list[Sentence]) -> list[str]:
    """Return one line for each sentence that a reader should look at."""
    return [
        line(s, "perhaps ", rule)
        for s in sentences
        for name, (rule, found) in SUSPECTS.items()
        if found.search(s.text) and (name != "semicolon in a message" or s.path.startswith("lecture_lib"))
    ]


@pytest.mark.parametrize("path", TEXTS, ids=relative)
def test_the_english(path):
    found = faults(sentences_of(path))
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("name", HABITS)
@pytest.mark.parametrize("path", sorted(ROOT.glob("source/*.py")), ids=lambda path: path.stem)
def test_no_habit_grows(path, name):
    found = habits(sentences_of(path), name)
    assert len(found) <= HABITS[name][0]["budget"], "\n" + "\n".join(found)


def names(text: str) -> set[str]:
    """Return the names of the faults in a text."""
    return {found.split(": ")[1].split(" (→")[0] for found in faults([Sentence("page", 1, text)])}


@pytest.mark.parametrize("rule", RULES["fault"], ids=lambda rule: rule["name"])
def test_every_rule_can_bark(rule):
    assert rule["name"] in names(rule["bad"]), "its example of a fault is not found"
    assert names(rule["good"]) == set(), "what is to be written instead is found too"


def test_every_genuine_use_is_still_there():
    texts = "\n".join(sentence.text for path in TEXTS for sentence in sentences_of(path))
    assert [use["part"] for use in RULES["genuine"] if use["part"] not in texts] == []


if __name__ == "__main__":
    for path in TEXTS:
        if (sys.argv[1] if len(sys.argv) > 1 else "") in relative(path):
            texts = sentences_of(path)
            print(*faults(texts), *[row for name in HABITS for row in habits(texts, name)], *suspects(texts), sep="\n")

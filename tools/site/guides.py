"""Pages of docs/ as pages of the site: what they link to is on the site, or is named without a link."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from tools.processes import ROOT

GUIDES = (  # pages of the repository that are pages of the site
    "docs/learners.md",
    "docs/teachers.md",
    "docs/in-the-browser.md",
    "docs/notation.md",
    "docs/slide-checks.md",
    "docs/references.md",
    "docs/architecture.md",
    "docs/trainer.md",
    "docs/playground.md",
    "docs/scaling.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
    "SECURITY.md",
)
MADE_HERE = ("docs/glossary.md",)  # pages that the site makes in a way of its own, at the same place
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#\s]+)(#[^)]*)?\)")
_OUTSIDE = re.compile(r"\w+:")


def guides_that_are_there(root: Path = ROOT) -> list[str]:
    """Return the guides that this copy of the course has."""
    return [name for name in GUIDES if (root / name).is_file()]


def guide_page(name: str, there: set[str], root: Path = ROOT) -> str:
    """Return a guide's text; a link to a file that is not among the pages `there` becomes the words alone."""

    def link(match: re.Match) -> str:
        words, address, _ = match.groups()
        if _OUTSIDE.match(address) or _from(name, address) in there:
            return match[0]
        return words

    return _LINK.sub(link, (root / name).read_text("utf-8"))


def _from(page: str, address: str) -> str:
    """Return the place of what a page links to, as seen from the root.

    >>> _from("docs/teachers.md", "../CONTRIBUTING.md")
    'CONTRIBUTING.md'
    """
    parts: list[str] = []
    for part in (PurePosixPath(page).parent / address).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)

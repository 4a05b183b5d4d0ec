"""Builds the site, and checks what has been built."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from nbformat import NotebookNode
from sphinx.application import Sphinx

from tools.console import Trouble
from tools.site.book import book_faults
from tools.site.check import faults
from tools.site.pages import put_together
from tools.site.places import MADE
from tools.site.settings import SETTINGS


def build(target: Path, notebooks: Mapping[str, NotebookNode], builder: str = "html", made: Path = MADE) -> None:
    """Make the site anew in the folder `target`, of these notebooks; every warning of Sphinx is an error.

    What Sphinx reads, and what it keeps for another time, goes into `made`. `builder` is "html", or "epub" for a book.
    """
    pages = made / "site-pages"
    put_together(pages, notebooks)
    shutil.rmtree(target, ignore_errors=True)
    sphinx = Sphinx(
        pages,
        None,
        target,
        made / f"site-doctrees-{builder}",
        builder,
        SETTINGS,
        status=None,
        warningiserror=True,
        parallel=2,
    )
    sphinx.build()
    if sphinx.statuscode:
        raise Trouble("Sphinx has warned, and a warning is an error.", "see the lines above: each names its page")


def check(made: Path) -> None:
    """Read the finished site, or the book in its folder; Trouble names what is wrong with it."""
    books = sorted(made.glob("*.epub"))
    found = [fault for book in books for fault in book_faults(book)] if books else faults(made)
    if found:
        raise Trouble("\n".join(found), "change what these pages link to")

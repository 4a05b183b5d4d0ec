"""Builds the site, and checks what has been built."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from sphinx.application import Sphinx

from tools.console import Trouble, say
from tools.site.check import faults
from tools.site.pages import put_together
from tools.site.places import KEPT, PAGES
from tools.site.settings import SETTINGS


def build(target: Path, builder: str = "html", pages: Path = PAGES, kept: Path = KEPT) -> None:
    """Make the site anew in the folder `target`; every warning of Sphinx is an error."""
    started = time.time()
    say("Running the notebooks, those that have changed ...")
    put_together(pages, kept)
    say(f"  after {time.time() - started:.0f} s; now the pages ...")
    shutil.rmtree(target, ignore_errors=True)
    sphinx = Sphinx(
        pages, None, target, kept / f"doctrees-{builder}", builder, SETTINGS, status=None, warningiserror=True, parallel=2
    )
    sphinx.build()
    if sphinx.statuscode:
        raise Trouble("Sphinx has warned, and a warning is an error.", "see the lines above: each names its page")
    if builder == "html":
        check(target)
    say(f"{target} is ready after {time.time() - started:.0f} s.")


def check(site: Path) -> None:
    """Read the finished site; Trouble names what is wrong with it."""
    found = faults(site)
    if found:
        raise Trouble("\n".join(found), "change what these pages link to")

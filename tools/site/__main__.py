"""`python3 run.py site`: makes the website, and says in one line what is wrong where it cannot."""

from __future__ import annotations

import argparse
import os
import sys
import time
from importlib.util import find_spec

from tools.console import Trouble, say
from tools.processes import ROOT
from tools.site.build import build, check
from tools.site.execution import executed_notebooks
from tools.site.places import EPUB, KEPT, SITE


def main(arguments: list[str] | None = None) -> int:
    """Make the site, or the book; return the exit code."""
    parser = argparse.ArgumentParser(prog="run.py site", description=__doc__.splitlines()[0])
    parser.add_argument("--epub", action="store_true", help="the whole course as one book for e-readers")
    options = parser.parse_args(arguments)
    os.environ["LECTURE_LIB_PROGRESS"] = os.devnull  # building is not learning
    started = time.time()
    try:
        say("Running the notebooks that have changed ...")
        notebooks = executed_notebooks(sorted(ROOT.glob("notebooks/*.ipynb")), KEPT / "executed")
        say(f"  after {time.time() - started:.0f} s. Making the pages ...")
        if options.epub:
            build(EPUB, notebooks, "epub")
            check(EPUB)
        else:
            build(SITE, notebooks)
            add_lite()
            check(SITE)
    except Trouble as trouble:
        print(f"{trouble}\nNext: {trouble.next_step}", file=sys.stderr)
        return 1
    say(f"{(EPUB if options.epub else SITE).relative_to(ROOT)} is ready after {time.time() - started:.0f} s.")
    return 0


def add_lite() -> None:
    """Put the course in the browser beside the pages."""
    if find_spec("tools.lite"):
        from tools import lite

        say("  Putting the course in the browser beside them ...")
        lite.build(SITE / "lite")


if __name__ == "__main__":
    sys.exit(main())

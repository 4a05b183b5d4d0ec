"""`python3 run.py site`: makes the website, and says in one line what is wrong where it cannot."""

from __future__ import annotations

import argparse
import os
import sys

from tools.console import Trouble
from tools.site import build, places


def main(arguments: list[str] | None = None) -> int:
    """Build the site, or the book; return the exit code."""
    parser = argparse.ArgumentParser(prog="run.py site", description=__doc__.splitlines()[0])
    parser.add_argument("--epub", action="store_true", help="the whole course as one book for e-readers")
    options = parser.parse_args(arguments)
    os.environ["LECTURE_LIB_PROGRESS"] = os.devnull  # building is not learning
    try:
        if options.epub:
            build.build(places.MADE / "epub", "epub")
        else:
            build.build(places.SITE)
    except Trouble as trouble:
        print(f"{trouble}\nNext: {trouble.next_step}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python3 run.py bench [SUBJECT ...]`: measures; every module here that has a `main` is a subject.

Without a subject all are measured, one after the other. Peers that are not installed are named and left out.
"""

from __future__ import annotations

import sys
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

NAMES = sorted(module.name for module in iter_modules([str(Path(__file__).parent)]) if module.name[0] != "_")


def main(wanted: list[str]) -> int:
    """Measure the wanted subjects; an exit code of 2 means that one of them is unknown."""
    subjects = {name: module for name in NAMES if hasattr(module := import_module(f"benchmarks.{name}"), "main")}
    for name in wanted:
        if name not in subjects:
            near = get_close_matches(name, subjects, n=1)
            print(f"There is no subject {name!r}." + (f" Did you mean {near[0]}?" if near else ""),
                  f"Subjects: {', '.join(subjects)}", file=sys.stderr)
            return 2
    for name in wanted or subjects:
        print(f"\n=== {name}: {subjects[name].__doc__.splitlines()[0]}", flush=True)
        subjects[name].main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python3 run.py bench [SUBJECT ...]`: measures; every module here with a `main()` is a subject.

Without a subject all are measured, one after the other. Peers that are not installed are named and left out.
"""

from __future__ import annotations

import sys
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

SUBJECTS = sorted(
    path.stem
    for path in Path(__file__).parent.glob("[!_]*.py")
    if "\ndef main() -> None:\n" in path.read_text(encoding="utf-8")
)


def main(wanted: list[str]) -> int:
    """Measure the wanted subjects; an exit code of 2 means that one of them is unknown."""
    for name in wanted:
        if name not in SUBJECTS:
            near = get_close_matches(name, SUBJECTS, n=1)
            print(
                f"There is no subject {name!r}." + (f" Did you mean {near[0]}?" if near else ""),
                f"Subjects: {', '.join(SUBJECTS)}",
                file=sys.stderr,
            )
            return 2
    for name in wanted or SUBJECTS:
        subject = import_module(f"benchmarks.{name}")
        print(f"\n=== {subject.__doc__.splitlines()[0]}", flush=True)
        subject.main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

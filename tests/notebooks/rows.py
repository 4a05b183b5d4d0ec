"""The curriculum's rows and what stands on disk: what the guards go through."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ROWS = """
- 00.1 to 00.4
- 01.1 to 01.6
- 02.1 to 02.5
- 03.1 to 03.4
- 04.1 to 04.7
- 05.1 to 05.5
- 06.1 to 06.4
- 07.1 to 07.5
- 08.1 to 08.3
- 09.1 to 09.5
- 10.1 to 10.6
- 11.1 to 11.3
- 12.1 to 12.3
- 13.1 to 13.6
- 14.1 to 14.6
- 15.1 to 15.4
- 16.1 to 16.5
- 17.1 to 17.5
"""
"""The rows of the notebooks that the course has, one notebook a line; a later notebook adds its line."""


def rows() -> dict[str, list[str]]:
    """Return the rows of each lecture: "05" → ["05.1", ..., "05.5"]."""
    table = {}
    for line in ROWS.split("\n"):
        if line:
            first, last = line.removeprefix("- ").split(" to ")
            lecture = first[:2]
            table[lecture] = [f"{lecture}.{k}" for k in range(int(first[3:]), int(last[3:]) + 1)]
    return table


def question_modules() -> list[str]:
    """Return the lectures that have questions."""
    return sorted(path.stem[1:] for path in (ROOT / "lecture_lib/questions").glob("q[0-9][0-9].py"))

"""The house and its rules: who imports whom in `lecture_lib`, read from the files; and the picture of it.

    python -m tools.house           draws docs/pictures/architecture.svg

A room is a folder of the library; each laboratory and each part of the grader is a room of its own. `RULES` says
what each may import, and `breaches()` who does otherwise.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from lecture_lib.mathematics import FOLDERS

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = ROOT / "lecture_lib"
PICTURE = ROOT / "docs" / "pictures" / "architecture.svg"

MATHEMATICS = ("validation", *FOLDERS)
LABS = tuple(f"labs.{path.name}" for path in sorted((LIBRARY / "labs").iterdir()) if (path / "__init__.py").exists())
BELOW_LABS = (*MATHEMATICS, "course", "checking", "questions", "drawing", "interactive")


class Rule(NamedTuple):
    """A rule of the house: its number, what it says, and the rooms that it lets each room import."""

    number: int
    says: str
    allows: dict[str, tuple[str, ...]]


RULES = (
    Rule(1, "`validation` imports nothing of ours", {"validation": ()}),
    Rule(
        2,
        "`nn` imports `validation`; the other folders of mathematics import `nn` and `validation`, never each other",
        {"nn": ("validation",), **dict.fromkeys(FOLDERS[1:], ("nn", "validation")), "mathematics": MATHEMATICS},
    ),
    Rule(
        3,
        "`course` imports `validation`; `checking` also `course`; `questions` import mathematics and `checking`",
        {"course": ("validation",), "checking": ("validation", "course"), "questions": (*MATHEMATICS, "checking")},
    ),
    Rule(
        4,
        "`drawing` imports mathematics; `interactive` imports `drawing`, `checking` and `course`",
        {"drawing": MATHEMATICS, "interactive": ("validation", "course", "checking", "drawing")},
    ),
    Rule(
        5,
        "a laboratory imports anything below it, never another laboratory",
        {"labs": (), **dict.fromkeys(LABS, BELOW_LABS)},
    ),
    Rule(
        6,
        "`grading` imports neither `labs` nor `interactive`; its parts are sandbox and intake, marking, reports, command",
        {
            "grading.sandbox": (*MATHEMATICS, "mathematics", "questions"),
            "grading.intake": (*MATHEMATICS, "drawing"),
            "grading.marking": (*MATHEMATICS, "course", "checking", "grading.sandbox", "grading.intake"),
            "grading.reports": (*MATHEMATICS, "course", "drawing", "grading.intake", "grading.marking"),
            "grading": (
                "validation",
                "course",
                "grading.sandbox",
                "grading.intake",
                "grading.marking",
                "grading.reports",
            ),
        },
    ),
)
"""The six rules. A room may always import itself; the facade stands above all and imports `mathematics` and below."""


class Import(NamedTuple):
    """One import of ours: the file and line it stands in, the module named, and the names taken from it."""

    file: Path
    line: int
    target: str
    names: tuple[str, ...]


def room(module: str) -> str:
    """Return the room that a module of the library stands in; "" is the facade.

    >>> room("lecture_lib.nn.mlp"), room("lecture_lib.labs.xor.xor_planes"), room("lecture_lib.grading.intake")
    ('nn', 'labs.xor', 'grading.intake')
    >>> room("lecture_lib.questions.mistaken.affine"), room("lecture_lib.validation"), room("lecture_lib")
    ('questions', 'validation', '')
    """
    parts = module.split(".")[1:]
    divided = parts[:1] in (["labs"], ["grading"]) and (LIBRARY.joinpath(*parts[:2]) / "__init__.py").exists()
    return ".".join(parts[: 2 if divided else 1])


def module_name(file: Path) -> str:
    """Return the dotted name of a file of the project.

    >>> module_name(LIBRARY / "nn" / "mlp.py"), module_name(LIBRARY / "nn" / "__init__.py")
    ('lecture_lib.nn.mlp', 'lecture_lib.nn')
    """
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def files() -> list[Path]:
    """Return every file of the library's code, in order.

    >>> LIBRARY / "validation.py" in files()
    True
    """
    return sorted(LIBRARY.rglob("*.py"))


@cache
def tree(file: Path) -> ast.Module:
    """Return the parsed file; none is imported or run.

    >>> ast.get_docstring(tree(LIBRARY / "__init__.py")).split(",")[0]
    'The foundations of neural networks'
    """
    return ast.parse(file.read_text("utf-8"))


def imports_of(file: Path) -> Iterator[Import]:
    """Yield all imports of a file, wherever in it they stand; relative ones with their full names.

    >>> {found.target for found in imports_of(LIBRARY / "nn" / "losses.py")} >= {"lecture_lib.nn.activations", "numpy"}
    True
    """
    package = module_name(file).split(".")
    package = package if file.name == "__init__.py" else package[:-1]
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (Import(file, node.lineno, alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
            base = (
                [*package[: len(package) - node.level + 1], *filter(None, [node.module])]
                if node.level
                else [node.module]
            )
            whole = [name for name in names if _is_module(".".join([*base, name]))]
            yield from (Import(file, node.lineno, ".".join([*base, name]), ()) for name in whole)
            if rest := tuple(name for name in names if name not in whole):
                yield Import(file, node.lineno, ".".join(base), rest)


def _is_module(name: str) -> bool:
    place = ROOT / Path(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def breaches(found: Import) -> list[str]:
    """Return what is wrong with one import of the library: the rule, the file and the line.

    >>> breaches(Import(LIBRARY / "data" / "toy.py", 7, "lecture_lib.training.hessian", ()))
    ['rule 2: lecture_lib/data/toy.py, line 7, imports lecture_lib.training.hessian; `nn` imports `validation`; ...']
    """
    if found.target.split(".")[0] != "lecture_lib":
        return []
    here, there = room(module_name(found.file)), room(found.target)
    if here == there or here == "":
        return []
    rule = next(rule for rule in RULES if here in rule.allows)
    if there in rule.allows[here]:
        return []
    place = found.file.relative_to(ROOT).as_posix()
    return [f"rule {rule.number}: {place}, line {found.line}, imports {found.target}; {rule.says}"]


def arrows() -> dict[str, set[str]]:
    """Return for each room the rooms that it imports, as the files stand.

    >>> sorted(arrows()["nn"]), sorted(arrows()["validation"])
    (['validation'], [])
    """
    found: dict[str, set[str]] = {room(module_name(file)): set() for file in files()}
    for file in files():
        here = room(module_name(file))
        found[here] |= {
            room(each.target) for each in imports_of(file) if each.target.split(".")[0] == "lecture_lib"
        } - {here}
    return found


def floors(below: dict[str, set[str]]) -> dict[str, int]:
    """Return the floor of each room: 0 where it imports none, else one above the highest room that it imports.

    >>> floors({"a": {"b"}, "b": set()})
    {'a': 1, 'b': 0}
    >>> floors({"a": {"b"}, "b": {"a"}})
    Traceback (most recent call last):
    ValueError: these rooms import each other in a circle: a, b
    """
    height: dict[str, int] = {}
    while rest := [name for name in below if name not in height]:
        free = [name for name in rest if below[name] <= set(height)]
        if not free:
            raise ValueError(f"these rooms import each other in a circle: {', '.join(rest)}")
        height |= {name: 1 + max((height[other] for other in below[name]), default=-1) for name in free}
    return {name: height[name] for name in below}


# --- the picture -----------------------------------------------------------------------------------------

WIDTH, ROOM, FLOOR = 1120, (112, 36), 92  # of the picture; of a room; from floor to floor
SHORT = {"": "lecture_lib"}


def drawn_rooms() -> dict[str, set[str]]:
    """Return rooms and arrows as the picture shows them: the laboratories are one room, and so is the grader."""

    def merged(name: str) -> str:
        return name.split(".")[0] if name.startswith(("labs", "grading")) else name

    rooms: dict[str, set[str]] = {}
    for name, others in arrows().items():
        rooms.setdefault(merged(name), set()).update({merged(other) for other in others} - {merged(name)})
    return rooms


def picture() -> str:
    """Return the picture as SVG: rooms on their floors, an arrow from each to what it imports.

    >>> picture().count("<rect") == len(drawn_rooms()) + 1
    True
    """
    rooms = drawn_rooms()
    height = floors(rooms)
    top = max(height.values())
    place = {}
    for level in range(top + 1):
        row = sorted(name for name in rooms if height[name] == level)
        for i, name in enumerate(row):
            place[name] = ((i + 1) * WIDTH / (len(row) + 1), 50 + (top - level) * FLOOR)
    lines = [_arrow(place[name], place[other]) for name, others in rooms.items() for other in sorted(others)]
    boxes = [_box(SHORT.get(name, name), *place[name]) for name in rooms]
    n_arrows = sum(map(len, rooms.values()))
    words = f"{len(rooms)} rooms on {top + 1} floors; {n_arrows} arrows, each from a room to one below that it imports."
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {100 + top * FLOOR}" role="img" '
            f'font-family="sans-serif" font-size="13" text-anchor="middle"><title>{words}</title>',
            '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M0 0L8 4L0 8z" fill="#57606a"/></marker></defs>',
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            *lines,
            *boxes,
            "</svg>",
            "",
        ]
    )


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x0, y0), (x1, y1) = start, end
    down, up = y0 + ROOM[1] / 2, y1 - ROOM[1] / 2 - 2
    return (
        f'<path d="M{x0:.0f} {down:.0f}C{x0:.0f} {down + 40:.0f} {x1:.0f} {up - 40:.0f} {x1:.0f} {up:.0f}" fill="none" '
        'stroke="#57606a" stroke-opacity="0.45" marker-end="url(#head)"/>'
    )


def _box(name: str, x: float, y: float) -> str:
    w, h = ROOM
    return (
        f'<rect x="{x - w / 2:.0f}" y="{y - h / 2:.0f}" width="{w}" height="{h}" rx="6" fill="#f6f8fa" stroke="#1b1f24"/>'
        f'<text x="{x:.0f}" y="{y + 5:.0f}" fill="#1b1f24">{escape(name)}</text>'
    )


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")

"""The house and its rules: who imports whom in `lecture_lib`, read from the files; and the picture of it.

    python -m tools.house           draws docs/pictures/architecture.svg

A room is a folder of the library; each laboratory and each part of the grader is a room of its own. `RULES` says
what each may import, and `breaches()` who does otherwise.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from itertools import combinations
from pathlib import Path
from statistics import fmean
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
        {"labs": ("validation", "interactive"), **dict.fromkeys(LABS, BELOW_LABS)},
    ),
    Rule(
        6,
        "`grading` imports neither `labs` nor `interactive`; first sandbox and intake, then judging, marking, reports; "
        "last `command`",
        {
            "grading.sandbox": (*MATHEMATICS, "mathematics", "questions"),
            "grading.intake": (*MATHEMATICS, "drawing"),
            "grading.judging": (*MATHEMATICS, "course", "checking", "grading.sandbox", "grading.intake"),
            "grading.marking": (
                *MATHEMATICS,
                "course",
                "checking",
                "grading.sandbox",
                "grading.intake",
                "grading.judging",
            ),
            "grading.reports": (*MATHEMATICS, "course", "checking", "drawing", "grading.intake", "grading.marking"),
            "command": ("", "validation", "course", "grading", "grading.marking"),
            "__main__": ("command",),
            "grading": (
                "validation",
                "course",
                "grading.sandbox",
                "grading.intake",
                "grading.judging",
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


@cache
def imports_of(file: Path) -> tuple[Import, ...]:
    """Return all imports of a file, wherever in it they stand; relative ones with their full names.

    >>> {found.target for found in imports_of(LIBRARY / "nn" / "losses.py")} >= {"lecture_lib.nn.activations", "numpy"}
    True
    """
    return tuple(_imports_in(file))


def _imports_in(file: Path) -> Iterator[Import]:
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

WINGS = {  # the colour of a wing, what it does, and its rooms; the facade and what it stands on are the first
    "#8250df": ("what learners import", ("", "mathematics")),
    "#0969da": ("mathematics: rules 1 and 2", MATHEMATICS),
    "#9a6700": ("asks, judges, remembers: rule 3", ("course", "checking", "questions")),
    "#1a7f37": ("draws and moves: rules 4 and 5", ("drawing", "interactive", "labs")),
    "#cf222e": ("grades, opens: rule 6", ("grading", "command", "__main__")),
}
COLOUR = {name: colour for colour, (_, rooms) in WINGS.items() for name in rooms}
NOTES = {
    "": ("the facade",),
    "mathematics": ("its half that", "computes"),
    "validation": ("reads what is", "handed in"),
}
LINES = 12  # at most so many modules below each other
LETTER, LINE, HEAD, GAP, FALL, MARGIN = 6.9, 15, 36, 16, 68, 24  # a letter, a line, a title; between rooms, floors


class Link(NamedTuple):
    """Where an arrow crosses a floor between its two rooms."""

    start: str
    end: str
    floor: int


Node = str | Link


def drawn_rooms() -> dict[str, set[str]]:
    """Return rooms and arrows with the laboratories as one room, and so the grader.

    >>> sorted(drawn_rooms()["course"]), "labs.xor" in drawn_rooms()
    (['validation'], False)
    """

    def merged(name: str) -> str:
        return name.split(".")[0] if name.startswith(("labs", "grading")) else name

    rooms: dict[str, set[str]] = {}
    for name, others in arrows().items():
        rooms.setdefault(merged(name), set()).update({merged(other) for other in others} - {merged(name)})
    return rooms


def without_implied(rooms: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the arrows that no chain of other arrows implies: the transitive reduction.

    >>> without_implied({"a": {"b", "c"}, "b": {"c"}, "c": set()})
    {'a': {'b'}, 'b': {'c'}, 'c': set()}
    """
    reached: dict[str, set[str]] = {}
    for name in sorted(rooms, key=floors(rooms).__getitem__):
        reached[name] = rooms[name].union(*(reached[other] for other in rooms[name]))
    return {name: others - set().union(*(reached[other] for other in others)) for name, others in rooms.items()}


def contents(name: str) -> list[str]:
    """Return what a room's box lists: its modules and folders.

    >>> contents("linear")[:3]
    ['features', 'linear_probe', 'margin_losses']
    """
    folder = LIBRARY / name
    if name in NOTES or not folder.is_dir():
        return list(NOTES.get(name, ()))
    modules = [path.stem for path in folder.glob("*.py")]
    folders = [path.parent.name for path in folder.glob("*/__init__.py")]
    return sorted(stem for stem in modules + folders if not stem.startswith("_"))


def columns(words: list[str]) -> list[list[str]]:
    """Return the words in as few columns as fit, equally long.

    >>> [len(column) for column in columns(["x"] * 14)]
    [7, 7]
    """
    count = -(-len(words) // LINES)
    length = -(-len(words) // count) if count else 0
    return [words[i * length : (i + 1) * length] for i in range(count)]


def room_width(name: str) -> float:
    """Return how wide a room's box must be for its title and its columns.

    >>> room_width("nn") < room_width("questions")
    True
    """
    lists = sum(LETTER * max(map(len, column)) + 14 for column in columns(contents(name)))
    return max(9 * len(name or "lecture_lib") + 26, lists + 10)


class Plan:
    """Where everything stands: floors of rooms and links in an order with few crossings, and their places."""

    def __init__(self, rooms: dict[str, set[str]]):
        height = floors(rooms)
        self.paths: list[list[Node]] = [
            [name, *(Link(name, other, level) for level in range(height[name] - 1, height[other], -1)), other]
            for name, others in without_implied(rooms).items()
            for other in sorted(others)
        ]
        links = [node for path in self.paths for node in path if isinstance(node, Link)]
        self.rows: list[list[Node]] = [[] for _ in range(max(height.values()) + 1)]
        for node in [*sorted(rooms), *links]:
            self.rows[node.floor if isinstance(node, Link) else height[node]].append(node)
        self.steps = [step for path in self.paths for step in zip(path, path[1:])]
        self.order_rows()
        self.x = self.across()
        self.top, self.height = self.down()

    def beside(self, node: Node) -> list[Node]:
        """Return the neighbours of a node on the floors above and below."""
        return [a if b == node else b for a, b in self.steps if node in (a, b)]

    def crossings(self) -> int:
        """Return how many pairs of arrows cross."""
        at = {node: i for row in self.rows for i, node in enumerate(row)}
        level = {node: i for i, row in enumerate(self.rows) for node in row}
        return sum(
            level[a] == level[c] and (at[a] - at[c]) * (at[b] - at[d]) < 0
            for (a, b), (c, d) in combinations(self.steps, 2)
        )

    def order_rows(self) -> None:
        """Bring each node near its neighbours' mean, then swap neighbours in a row while that saves a crossing."""
        for _ in range(8):
            for row in self.rows:
                at = {node: i / len(other) for other in self.rows for i, node in enumerate(other)}
                row.sort(key=lambda node: fmean(at[other] for other in self.beside(node) or [node]))
        fewest, improved = self.crossings(), True
        while improved:
            improved = False
            for row in self.rows:
                for i, j in combinations(range(len(row)), 2):
                    row[i], row[j] = row[j], row[i]
                    if (now := self.crossings()) < fewest:
                        fewest, improved = now, True
                    else:
                        row[i], row[j] = row[j], row[i]

    def width(self, node: Node) -> float:
        """Return the width that a node takes up in its row."""
        return GAP if isinstance(node, Link) else room_width(node)

    def across(self) -> dict[Node, float]:
        """Return the middle of each node: near the mean of its neighbours, as far as its row has room."""
        x: dict[Node, float] = {}
        for row in self.rows:
            x |= spread_apart([0.0] * len(row), row, self.width)
        for _ in range(30):
            for row in self.rows:
                x |= spread_apart([fmean(x[other] for other in self.beside(node)) for node in row], row, self.width)
        left = min(x[node] - self.width(node) / 2 for node in x)
        return {node: value - left + MARGIN for node, value in x.items()}

    def down(self) -> tuple[list[float], list[float]]:
        """Return the top of each floor and its height; the last floor is the top of the picture."""
        lines = [
            max(len(max(columns(contents(node)), key=len, default=[])) for node in row if isinstance(node, str))
            for row in self.rows
        ]
        height = [HEAD + count * LINE for count in lines]
        tops = [MARGIN + sum(h + FALL for h in height[level + 1 :]) for level in range(len(height))]
        return tops, height


def spread_apart(wanted: list[float], row: list[Node], width: Callable[[Node], float]) -> dict[Node, float]:
    """Return places near the wanted ones, in order and without an overlap: least squares by pooling neighbours.

    >>> spread_apart([0.0, 0.0, 50.0], ["a", "b", "c"], lambda node: 10 - GAP)
    {'a': -5.0, 'b': 5.0, 'c': 50.0}
    """
    offsets = [0.0]
    for node, after in zip(row, row[1:]):
        offsets.append(offsets[-1] + (width(node) + width(after)) / 2 + GAP)
    blocks: list[list[float]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        blocks.append([want - offset])
        while len(blocks) > 1 and fmean(blocks[-2]) >= fmean(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    starts = [fmean(block) for block in blocks for _ in block]
    return {node: start + offset for node, start, offset in zip(row, starts, offsets, strict=True)}


def picture() -> str:
    """Return the picture as SVG: rooms with their modules on floors, and arrows to what each imports.

    >>> picture().count("<rect") == len(drawn_rooms()) + 1
    True
    """
    rooms = drawn_rooms()
    plan = Plan(rooms)
    width = max(plan.x[node] + plan.width(node) / 2 for node in plan.x) + MARGIN
    bottom = plan.top[0] + plan.height[0] + MARGIN
    words = (
        f"{len(rooms)} rooms on {len(plan.rows)} floors. Each arrow leads from a room down to one that it imports. "
        "An arrow is left out where a chain of others leads to the same room."
    )
    boxes = [
        _box(name, plan.x[name], plan.top[level], plan.height[level])
        for level, row in enumerate(plan.rows)
        for name in row
        if isinstance(name, str)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {bottom + 52:.0f}" role="img" '
            f'font-family="system-ui, sans-serif" font-size="12"><title>{words}</title>',
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            *_arrows(plan),
            *boxes,
            *_legend(bottom, words),
            "</svg>",
            "",
        ]
    )


def _arrows(plan: Plan) -> Iterator[str]:
    """Yield every arrow; those that share a room's edge stand side by side on it, in the order of their other ends."""
    level = {node: i for i, row in enumerate(plan.rows) for node in row}
    leaving, arriving = _ports(plan, 0), _ports(plan, 1)
    for path in plan.paths:
        x, y = leaving[path[0], path[1]], plan.top[level[path[0]]] + plan.height[level[path[0]]]
        line = f"M{x:.0f} {y:.0f}"
        for node, after in zip(path, path[1:]):
            is_last = isinstance(after, str)
            x1, y1 = arriving[node, after] if is_last else plan.x[after], plan.top[level[after]] - 6 * is_last
            bend = (y1 - y) / 2
            line += f"C{x:.0f} {y + bend:.0f} {x1:.0f} {y1 - bend:.0f} {x1:.0f} {y1:.0f}"
            x, y = x1, y1
            if not is_last:
                y += plan.height[level[after]]
                line += f"V{y:.0f}"
        colour = COLOUR[str(path[0])]
        yield f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="1.4" stroke-opacity="0.7"/>'
        yield f'<path d="M{x - 4:.0f} {y - 1:.0f}h8l-4 7z" fill="{colour}"/>'


def _ports(plan: Plan, side: int) -> dict[tuple[Node, Node], float]:
    """Return where on the edge of its room each arrow starts (side 0) or ends (side 1)."""
    place = {}
    for room_ in {step[side] for step in plan.steps if isinstance(step[side], str)}:
        steps = sorted((step for step in plan.steps if step[side] == room_), key=lambda step: plan.x[step[1 - side]])
        reach = min(14, (plan.width(room_) - 30) / len(steps))
        place |= {step: plan.x[room_] + (i - (len(steps) - 1) / 2) * reach for i, step in enumerate(steps)}
    return place


def _box(name: str, middle: float, top: float, height: float) -> str:
    """Return a room: its title, and its modules in columns."""
    width, colour = room_width(name), COLOUR[name]
    left = middle - width / 2
    lines = [
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height:.0f}" rx="7" fill="{colour}" '
        f'fill-opacity="0.07" stroke="{colour}"/>',
        f'<text x="{left + 12:.0f}" y="{top + 21:.0f}" font-size="14" font-weight="600" fill="{colour}">'
        f"{escape(name or 'lecture_lib')}</text>",
    ]
    x = left + 12
    for column in columns(contents(name)):
        spans = "".join(f'<tspan x="{x:.0f}" dy="{LINE}">{escape(word)}</tspan>' for word in column)
        lines.append(f'<text y="{top + 25:.0f}" fill="#424a53">{spans}</text>')
        x += LETTER * max(map(len, column)) + 14
    return "".join(lines)


def _legend(top: float, words: str) -> Iterator[str]:
    """Yield the wings and their colours in one line, and what an arrow means in another."""
    x = float(MARGIN)
    for colour, (says, _) in WINGS.items():
        yield f'<circle cx="{x + 5:.0f}" cy="{top + 10:.0f}" r="5" fill="{colour}"/>'
        yield f'<text x="{x + 15:.0f}" y="{top + 14:.0f}" fill="#424a53">{says}</text>'
        x += LETTER * len(says) + 26
    yield f'<text x="{MARGIN}" y="{top + 38:.0f}" fill="#424a53">{words}</text>'


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")

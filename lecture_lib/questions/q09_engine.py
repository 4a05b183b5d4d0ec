"""A question of sheet 09: write reverse mode for any graph (row 09.4). Small graphs tell its mistakes apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..checking import CaseGenerator, Mistake, Question, written_value
from ..validation import InputError, count_phrase, is_attempted, is_close

Edges = Sequence[tuple[str, str, float]]

_PASSES = 4  # a walk that multiplies more often than so many times per edge goes along paths, not along edges


class _Counted(float):
    """A local derivative that counts how often it is multiplied, and ends a walk along all paths in time.

    Where the answer runs in another process, it gets plain numbers, and such a walk ends at that process's limit.
    """

    left: list[int]

    def __mul__(self, other):
        self.left[0] -= 1
        if self.left[0] < 0:
            raise InputError(f"you multiply more than {_PASSES} times per edge. Let each node send its messages once.")
        return float(self) * other

    __rmul__ = __mul__


@dataclass(frozen=True)
class _Run:
    """What an engine returned for a graph."""

    found: Any
    edges: Edges
    result: str


def _run(answer: Callable, edges: Edges, result: str) -> Any:
    left, counted = [_PASSES * len(edges)], []
    for start, end, partial in edges:
        number = _Counted(partial)
        number.left = left
        counted.append((start, end, number))
    found = answer(counted, result)
    return _Run(found, edges, result) if is_attempted(found) else found


def reverse_mode(edges: Edges, result: str) -> dict[str, float]:
    """Return the adjoint of every node.

    >>> reverse_mode([("x", "a", 2.0), ("a", "f", 3.0), ("x", "f", 5.0)], "f")
    {'f': 1.0, 'a': 3.0, 'x': 11.0}
    """
    bar = {result: 1.0}
    left = {name for start, end, _ in edges for name in (start, end)} - {result}
    for name in left - _reached(edges, result):
        bar[name] = 0.0
    waiting = left & _reached(edges, result)
    while waiting:
        name = min(n for n in waiting if all(e in bar for s, e, _ in edges if s == n))
        bar[name] = sum(bar[e] * p for s, e, p in edges if s == name)
        waiting.remove(name)
    return bar


def _reached(edges: Edges, result: str) -> set[str]:
    """Return the nodes on which the result depends, and the result."""
    found, todo = {result}, [result]
    while todo:
        end = todo.pop()
        more = {s for s, e, _ in edges if e == end} - found
        found |= more
        todo += more
    return found


def _numbers(got: Any) -> Any:
    return got.found if isinstance(got, _Run) else got


def _same(got: Any, truth: Any) -> bool:
    mine, true = _numbers(got), _numbers(truth)
    return (
        isinstance(mine, Mapping)
        and mine.keys() == true.keys()
        and all(is_close(mine[name], true[name]) for name in true)
    )


def _difference(got: _Run, truth: dict[str, float]) -> str:
    """Say how the numbers of a graph differ, without the right ones."""
    edges = f"For {written_edges(got.edges)} and the result {got.result}"
    if not isinstance(got.found, Mapping):
        return f"{edges} you returned {written_value(got.found)}. It should be a dictionary: node → adjoint."
    missing = [name for name in truth if name not in got.found]
    if missing:
        return f"{edges}, your dictionary has no number for {missing[0]}. Every node needs one."
    extra = [name for name in got.found if name not in truth]
    if extra:
        return f"{edges}, your dictionary holds {extra[0]!r}, which is not a node."
    wrong = [name for name in truth if not is_close(got.found[name], truth[name])]
    right = f"{len(truth) - len(wrong)} of {count_phrase(len(truth), 'adjoint')} are right"
    return f"{edges}, {right}. For {wrong[0]} you returned {written_value(got.found[wrong[0]])}."


def written_edges(edges: Edges) -> str:
    """Return a small graph as text; a large one by its size.

    >>> written_edges([("x", "a", 2.0), ("a", "f", -3.0)])
    'the edges x→a (2), a→f (-3)'
    """
    if len(edges) > 8:
        return f"a graph of {len(edges)} edges"
    return "the edges " + ", ".join(f"{s}→{e} ({p:g})" for s, e, p in edges) if edges else "no edges"


# --- small graphs that tell mistakes apart -----------------------------------------------------------------------

_DOUBLE = [("w", "f", 3.0), ("w", "f", 3.0)]  # w·w at 3: 6
_FORK = [("x", "a", 2.0), ("x", "f", 5.0), ("a", "f", 3.0)]  # 6 + 5, in the order of the computation
_LATE = [("x", "a", 2.0), ("a", "b", 3.0), ("b", "f", 5.0), ("a", "f", 7.0)]  # a gets 7 and 15; x gets 44
_LATE_TOO = [("x", "a", 2.0), ("a", "f", 7.0), ("a", "b", 3.0), ("b", "f", 5.0)]  # the same, a's message first
_MIXED = [("a", "f", 7.0), ("b", "f", 5.0), ("x", "a", 2.0), ("a", "b", 3.0)]  # the same, in another order
_DEAD = [("x", "f", 2.0), ("x", "d", 5.0)]  # d is not on any path to f


def _says(edges: Edges, name: str, test: Callable[[float], bool], result: str = "f"):
    """Return a test of an engine by what it says of one node of one graph."""

    def shows(answer) -> bool:
        return bool(test(float(answer(list(edges), result)[name])))

    return shows


def _both(*tests: Callable[[Any], bool]):
    return lambda answer: all(test(answer) for test in tests)


def _lacks(edges: Edges, name: str):
    """Return a test of an engine: has its dictionary no such node?"""

    def shows(answer) -> bool:
        found = answer(list(edges), "f")
        return isinstance(found, Mapping) and name not in found

    return shows


_FORK_RIGHT = _says(_FORK, "x", lambda v: v == 11)
_LATE_RIGHT = _both(_says(_LATE, "x", lambda v: v == 44), _says(_LATE_TOO, "x", lambda v: v == 44))


def _diamonds(n: int) -> list[tuple[str, str, float]]:
    """Return a chain in which each node is reached from the one before by two paths: 2ⁿ paths, 4n edges."""
    found = []
    for k in range(n):
        a, b = f"v{k}", f"v{k + 1}"
        found += [(a, f"l{k}", 1.0), (a, f"r{k}", 0.5), (f"l{k}", b, 0.5), (f"r{k}", b, 1.0)]
    return found


_LOSS = [  # the regularised loss of the notebook
    ("R", "Lreg", 0.1),
    ("w", "R", 1.5),
    ("L", "Lreg", 1.0),
    ("y", "L", -0.25),
    ("w", "z", 2.0),
    ("z", "y", 0.2),
    ("b", "z", 1.0),
    ("x", "z", 1.5),
]
_CASES = [
    ([("x", "f", 3.0)], "f"),
    (_DOUBLE, "f"),
    (_FORK, "f"),
    (_MIXED, "f"),
    (_DEAD, "f"),
    ([("x", "a", 2.0), ("a", "f", 3.0), ("x", "g", 4.0)], "a"),
    ([("a", "f", 2.0), ("a", "b", 0.0), ("b", "f", -4.0), ("x", "a", 0.5), ("x", "b", 1.0)], "f"),
    (_LOSS, "Lreg"),
    (_diamonds(40)[::-1], "v40"),
]


def _random_graph(rng: CaseGenerator) -> tuple:
    n = rng.size(4, 8)
    names = rng.permutation(list("abcdefgh"))[:n].tolist()
    edges = [
        (names[i], names[j], float(rng.choice([-3, -2, -1, -0.5, 0.5, 2, 3])))
        for j in range(1, n)
        for i in range(j)
        for _ in range(int(rng.random() < 0.5 or i == j - 1) + int(rng.random() < 0.15))
    ]
    result = names[n - 1 if rng.random() < 0.7 else n - 2]
    return [edges[k] for k in rng.permutation(len(edges))], result


ENGINE = Question(
    "09.4b",
    reverse_mode,
    "a dictionary with the adjoint of every node",
    cases=_CASES,
    reply=_run,
    equal=_same,
    differs=_difference,
    hidden=("other graphs", _random_graph),
    mistakes=(
        Mistake(
            "nothing sent",
            "In the graph of one edge x → f, your adjoint of x is 0. Start with 1 at the result, then send messages.",
            shows=_both(
                _says([("x", "f", 3.0)], "x", lambda v: v == 0), _says([("x", "f", 3.0)], "f", lambda v: v <= 1)
            ),
        ),
        Mistake(
            "forwards",
            "Your messages go along the arrows. Adjoints come back: an edge adds to the node at its start.",
            shows=_says([("x", "f", 3.0)], "f", lambda v: v != 1),
        ),
        Mistake(
            "local derivatives added",
            "You add local derivatives. Each message is the adjoint at the end of the edge times its local derivative.",
            shows=_says(_FORK, "x", lambda v: v == 7),
        ),
        Mistake(
            "overwritten",
            "A new message replaces the one that came before. Where paths meet they add up: use += in place of =.",
            shows=_says(_FORK, "x", lambda v: v in (5, 6)),
        ),
        Mistake(
            "messages multiplied",
            "You multiply the messages that meet at a node. Multiply along a path, and add where paths meet.",
            shows=_says(_FORK, "x", lambda v: v == 30),
        ),
        Mistake(
            "double edge lost",
            "Two edges between the same two nodes count once in yours. Each of them carries a message, as for w · w.",
            shows=_both(_FORK_RIGHT, _says(_DOUBLE, "w", lambda v: v == 3)),
        ),
        Mistake(
            "sent too early",
            "A node sends its messages before all of its own have arrived. Let it wait until every node that reads "
            "it is done.",
            shows=_both(
                _FORK_RIGHT,
                lambda answer: any(_says(graph, "x", lambda v: 0 < v < 44)(answer) for graph in (_LATE, _LATE_TOO)),
            ),
        ),
        Mistake(
            "sent twice",
            "A node sends its whole sum again with every message that arrives. It should send once, when its sum is "
            "complete.",
            shows=_both(_FORK_RIGHT, _says(_LATE, "x", lambda v: v > 44)),
        ),
        Mistake(
            "result forgotten",
            "Your dictionary has no number for the result itself. Its adjoint is 1.",
            shows=_lacks(_FORK, "f"),
        ),
        Mistake(
            "inputs only",
            "Your dictionary holds the inputs only. It should hold a number for every node.",
            shows=_both(_LATE_RIGHT, _lacks(_FORK, "a")),
        ),
        Mistake(
            "edges as they are listed",
            "Yours is right if the edges are listed in the order of the computation. They come in any order: sort "
            "the nodes first.",
            shows=_both(_LATE_RIGHT, lambda answer: not _same(answer(list(_MIXED), "f"), reverse_mode(_MIXED, "f"))),
        ),
        Mistake(
            "every end is a result",
            "Nodes that nothing reads all start with 1 in yours. Only `result` does; the others start with 0.",
            shows=_both(_LATE_RIGHT, _says(_DEAD, "x", lambda v: v == 7)),
        ),
        Mistake(
            "dead ends forgotten",
            "Nodes on which the result does not depend are missing in your dictionary. Their adjoint is 0.",
            shows=_both(_LATE_RIGHT, _lacks(_DEAD, "d")),
        ),
    ),
    hints=(
        "First find an order in which every node comes after all nodes that it reads. Then go through it backwards.",
        "To put a node into the order, first put the nodes at the starts of its incoming edges there, each only once.",
        "Begin with 0 for every node and 1 for the result. For each edge into the node, add bar[end] · partial to "
        "bar[start].",
    ),
    explanation=(
        "The order is found by visiting a node only after all nodes that it reads. Backwards through this order, a "
        "node is reached when every node that reads it is done, so its sum is complete. Then it sends one message "
        "along each edge that enters it, its adjoint times the local derivative, and the message is added at the "
        "start of the edge. So every edge is passed once, even where the number of paths is 2¹². Nodes on which the "
        "result does not depend receive only zeros."
    ),
)

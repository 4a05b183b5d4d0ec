"""Questions of sheet 09 about edges: the graphs of two losses, and the graph of a network (row 09.2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..checking import Mistake, Question, pairs_difference

EdgeSet = frozenset[tuple[str, str]]

LOSS_EDGES = {
    ("w", "p"),
    ("x", "p"),
    ("p", "z"),
    ("b", "z"),
    ("z", "y"),
    ("y", "e"),
    ("t", "e"),
    ("e", "s"),
    ("s", "L"),
}
PENALISED_EDGES = {
    ("w", "z"),
    ("x", "z"),
    ("b", "z"),
    ("z", "y"),
    ("y", "L"),
    ("t", "L"),
    ("w", "R"),
    ("L", "Lreg"),
    ("R", "Lreg"),
    ("lam", "Lreg"),
}
_SAME_NAME = {"λ": "lam", "lambda": "lam", "L_reg": "Lreg"}
_FUNCTIONS = {"σ", "sigma", "sigmoid", "+", "-", "−", "*", "×", "/", "^", "**"}


def _pairs(answer) -> list[tuple[str, str]] | None:
    """Return the edges of an answer, names as the sheet writes them; None if it is no collection of pairs."""
    try:
        found = [(str(a).strip(), str(b).strip()) for a, b in answer]
    except (TypeError, ValueError):
        return None
    return [(_SAME_NAME.get(a, a), _SAME_NAME.get(b, b)) for a, b in found]


def _edge_set(answer) -> EdgeSet:
    return frozenset(_pairs(answer) or ())


def _below(edges: Collection[tuple[str, str]]) -> EdgeSet:
    """Return all pairs (a, b) for which b depends on a, directly or not."""
    found = set(edges)
    while True:
        more = {(a, d) for a, b in found for c, d in found if b == c} - found
        if not more:
            return frozenset(found)
        found |= more


def _has(*pairs: tuple[str, str], without: Collection[tuple[str, str]] = ()):
    """Return a test: does an answer hold these pairs, and none of those?"""
    return lambda answer: _edge_set(answer) >= set(pairs) and not _edge_set(answer) & set(without)


def _is(edges: Collection[tuple[str, str]]):
    return lambda answer: _edge_set(answer) == frozenset(edges)


def _names(answer) -> set[str]:
    return {name for pair in _edge_set(answer) for name in pair}


def _is_number(name: str) -> bool:
    return name.lstrip("-").replace(".", "", 1).isdigit() or name in ("½", "1/2")


def _edges(number: str, edges: set, mistakes: Sequence[Mistake], hints: tuple[str, ...], why: str) -> Question:
    """Return a question that asks for the edges of a graph, in any order."""
    truth = frozenset(edges)
    turned = frozenset((b, a) for a, b in truth)
    shared = (
        Mistake(
            "arrows turned",
            "Your arrows point the wrong way: an edge starts at what is read and ends at what is computed from it.",
            shows=lambda answer: len(_edge_set(answer) & turned) > 1 and not _edge_set(answer) & truth,
        ),
        Mistake(
            "numbers as nodes",
            "A number such as 2 is a node in your graph. Here constants get no node: leave its edge out.",
            shows=lambda answer: any(map(_is_number, _names(answer))),
        ),
        Mistake(
            "operations as nodes",
            "A function or an operation is a node in your graph. Each line of the program is one node, under its own "
            "name.",
            shows=lambda answer: bool(_names(answer) & _FUNCTIONS),
        ),
        Mistake(
            "indirect edges",
            "All edges are there, but some pair joins two nodes that depend on each other only through a third.",
            shows=lambda answer: _edge_set(answer) > truth and _edge_set(answer) <= _below(truth),
        ),
    )
    return Question(
        number,
        lambda: sorted(truth),
        "a list of pairs of names (from, to), one for each edge",
        reply=lambda answer: list(answer) if isinstance(answer, (dict, set, frozenset)) else answer,
        equal=lambda got, _: _edge_set(got) == truth,
        differs=lambda got, true: pairs_difference(got if _pairs(got) is None else _pairs(got), true),
        mistakes=(*mistakes, *shared),
        hints=hints,
        explanation=why,
    )


_SHEET_2A = _edges(
    "09.2a",
    LOSS_EDGES,
    (
        Mistake(
            "operations forgotten",
            "Some lines have no node: p, e and s are computed too, and other lines read them.",
            shows=lambda answer: (
                bool(_edge_set(answer)) and not _names(answer) & {"p", "e", "s"} and ("z", "y") in _edge_set(answer)
            ),
        ),
        Mistake(
            "target forgotten",
            "Your graph has no edge from t. The target is a number of the program too: which line reads it?",
            shows=_is(LOSS_EDGES - {("t", "e")}),
        ),
        Mistake(
            "target into the loss",
            "In your graph the loss L reads t. Look for the line that contains t, and for what that line computes.",
            shows=_has(("t", "L"), without=[("t", "e")]),
        ),
        Mistake(
            "bias in the product",
            "In your graph p reads b. Look again at the line that contains b.",
            shows=_has(("b", "p")),
        ),
        Mistake(
            "w and x into the sum",
            "In your graph z reads w or x. They are read by the product p, and z reads only p and b.",
            shows=lambda answer: bool(_edge_set(answer) & {("w", "z"), ("x", "z")}) and ("b", "z") in _edge_set(answer),
        ),
        Mistake(
            "product without a reader",
            "Nothing reads p in your graph. Which line uses the product?",
            shows=_is(LOSS_EDGES - {("p", "z")}),
        ),
        Mistake(
            "loss reads the error",
            "In your graph L reads e. There is a line between them: the square s.",
            shows=_has(("e", "L"), without=[("s", "L")]),
        ),
        Mistake(
            "inputs forgotten",
            "Your graph begins at computed nodes. Inputs are nodes too: edges start at w, x, b and t.",
            shows=lambda answer: bool(_edge_set(answer)) and not _names(answer) & set("wxbt"),
        ),
    ),
    (
        "Go through the program line by line. Each name on the right of = gives one edge.",
        'The first line, p = w * x, gives ("w", "p") and ("x", "p").',
        "There are six lines. Three of them read two names, and three read one.",
    ),
    "Every name on the right of an = is read by the name on the left, so it gives one edge. The first line gives "
    "w → p and x → p, the second p → z and b → z, the third z → y, the fourth y → e and t → e, the last two e → s "
    "and s → L. That makes nine edges. The constants 2 get no node, because we need no derivative with "
    "respect to them.",
)
_SHEET_2B = _edges(
    "09.2b",
    PENALISED_EDGES,
    (
        Mistake(
            "second path of w forgotten",
            "One edge that leaves w is missing. Which two lines read w?",
            shows=_is(PENALISED_EDGES - {("w", "R")}),
        ),
        Mistake(
            "R without a reader",
            "R is computed, but nothing reads it in your graph. Which line uses it?",
            shows=_is(PENALISED_EDGES - {("R", "Lreg")}),
        ),
        Mistake(
            "λ forgotten",
            "Your graph has no edge from lam. It is a number of the program too: which line reads it?",
            shows=_is(PENALISED_EDGES - {("lam", "Lreg")}),
        ),
        Mistake(
            "λ into R",
            "In your graph R reads lam. R is ½ w²; look again at the last line.",
            shows=_has(("lam", "R")),
        ),
        Mistake(
            "R into L",
            "In your graph L reads R. Both are read by the last line.",
            shows=_has(("R", "L")),
        ),
        Mistake(
            "w into the last line",
            "In your graph Lreg reads w. It reads R, and R reads w.",
            shows=_has(("w", "Lreg")),
        ),
        Mistake(
            "target forgotten",
            "Your graph has no edge from t. The target is a number of the program too: which line reads it?",
            shows=_is(PENALISED_EDGES - {("t", "L")}),
        ),
        Mistake(
            "target into the last line",
            "In your graph Lreg reads t. Look for the line that contains t.",
            shows=_has(("t", "Lreg")),
        ),
        Mistake(
            "single operations",
            "You have nodes for single operations, such as p, e or s. Here every name of the program is one node.",
            shows=lambda answer: bool(_names(answer) & {"p", "e", "s"}),
        ),
    ),
    (
        "Go through the program line by line. Each name on the right of = gives one edge, numbers give none.",
        "w is on the right of two lines.",
        "The last line reads three names.",
    ),
    "Read the edges off line by line: w, x, b → z, then z → y, then y, t → L, then w → R, and L, lam, R → Lreg. "
    "Two edges leave w. So two messages come back to it, one through z and one through R, and its adjoint is their "
    "sum. A name that occurs twice in one line, or in a power, still gives one edge here: the node holds the whole "
    "line.",
)


def _graph_size(sizes) -> tuple[int, int]:
    pairs = list(zip(sizes[:-1], sizes[1:]))
    return sizes[0] + sum(m * n + 3 * m for n, m in pairs), sum(m * (2 * n + 1) + m for n, m in pairs)


def _by_layer(nodes, edges, inputs: int = 1):
    """Return a mistaken count: so many nodes and edges for a layer that reads n numbers and has m units."""

    def count(sizes) -> tuple[int, int]:
        pairs = list(zip(sizes[:-1], sizes[1:]))
        return inputs * sizes[0] + sum(nodes(n, m) for n, m in pairs), sum(edges(n, m) for n, m in pairs)

    return count


def _right_edges(n: int, m: int) -> int:
    return m * (2 * n + 1) + m


def _right_nodes(n: int, m: int) -> int:
    return m * n + 3 * m


_SHEET_2C = Question(
    "09.2c",
    _graph_size,
    "two whole numbers: how many nodes the graph has, and how many edges",
    cases=[((1, 1),), ((2, 1),), ((1, 2),), ((2, 3, 1),), ((3, 4, 4, 2),), ((784, 128, 10),)],
    parts=("the number of nodes", "the number of edges"),
    hidden=("other networks", lambda rng: (tuple(rng.integers(1, 20, rng.size(2, 6)).tolist()),)),
    mistakes=(
        Mistake(
            "the drawing of the network",
            "You counted units and arrows of the network. In its graph, weights and biases are nodes too.",
            _by_layer(lambda n, m: m, lambda n, m: m * n),
        ),
        Mistake(
            "weights are no nodes",
            "You have no nodes for the weights and biases. They are inputs of the computation, each with one edge.",
            _by_layer(lambda n, m: 2 * m, lambda n, m: m * n + m),
        ),
        Mistake(
            "one node and edge too few",
            "One node and one edge per unit are missing: its bias, or the step from its pre-activation to its output.",
            _by_layer(lambda n, m: m * n + 2 * m, lambda n, m: m * (2 * n + 1)),
        ),
        Mistake(
            "inputs forgotten",
            "Your edges are right, but in your nodes the inputs of the network are missing.",
            _by_layer(_right_nodes, _right_edges, inputs=0),
        ),
        Mistake(
            "only weights are read",
            "Your nodes are right. A pre-activation reads each weight, and also the number that the weight multiplies.",
            _by_layer(_right_nodes, lambda n, m: m * (n + 1) + m),
        ),
        Mistake(
            "activation without an edge",
            "Your nodes are right. One edge per unit is missing: the one from its pre-activation to its output.",
            _by_layer(_right_nodes, lambda n, m: m * (2 * n + 1)),
        ),
        Mistake(
            "products as nodes",
            "You gave each product a node of its own. Here all products and sums are done in the pre-activation.",
            _by_layer(lambda n, m: 2 * m * n + 3 * m, lambda n, m: 3 * m * n + 2 * m),
        ),
        Mistake(
            "one array per node",
            "You put whole arrays into the nodes. Here each node holds one number.",
            lambda sizes: (1 + 4 * (len(sizes) - 1), 4 * (len(sizes) - 1)),
        ),
    ),
    hints=(
        "Draw it for the sizes (2, 1): one unit with two inputs. Count what you have drawn.",
        "A unit that reads n numbers brings n weights, one bias, its pre-activation and its output: how many nodes?",
        "Its pre-activation reads n weights, n inputs and the bias, and its output reads the pre-activation.",
    ),
    explanation=(
        "The inputs of the network are nodes. A unit that reads n numbers adds n + 3 nodes: n weights, a bias, its "
        "pre-activation and its output. It adds 2n + 2 edges: n from the weights, n from the numbers that they "
        "multiply, one from the bias, and one from the pre-activation to the output. A layer has m such units. So "
        "the graph has about one node and two edges per weight."
    ),
)

EDGES = (_SHEET_2A, _SHEET_2B, _SHEET_2C)

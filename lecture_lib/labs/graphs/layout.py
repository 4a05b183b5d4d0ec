"""Where the nodes and edges of a computational graph stand: in layers, with few crossings (row 09.2).

The layer of a node is the longest way to it. Inputs stand right before their first use. An edge over several layers
passes each of them at a place of its own, so that no edge runs through a node.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ...autodiff import Node, topological_order
from ...drawing import Point
from ...validation import InputError

NODE_SIZE = (62, 56)  # width and height of a node, in pixels
MAX_DIAGRAM_NODES = 30  # nodes in one picture
MAX_DIAGRAM_WIDTH = 712  # pixels
MAX_LAYERS_ACROSS = 7  # layers that fit side by side; more are stacked
_APART, _PASSING, _LANE = 14, 12, 16  # between two nodes; between a node and an edge, or two edges; of an edge
_LIGHT = 0.2  # inputs give way to what is computed, so that a long chain stays straight
_GAP = 38  # between stacked layers

Parents = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Layout:
    """The picture's size, the centre of each node, and the points of the edge from node `parents[i][k]` to node i.

    `across` tells whether the layers go from left to right or from top to bottom.
    """

    width: float
    height: float
    at: tuple[Point, ...]
    routes: dict[tuple[int, int], tuple[Point, ...]]
    across: bool


def parent_indices(out: Node) -> Parents:
    """Return for each node of `topological_order(out)` the places of its parents in that list.

    >>> from lecture_lib.autodiff import variable
    >>> x = variable(3.0, "x")
    >>> parent_indices(x * x + 1)
    ((), (0, 0), (), (1, 2))
    """
    order = topological_order(out)
    place = {node: i for i, node in enumerate(order)}
    return tuple(tuple(place[parent] for parent in node.parents) for node in order)


def node_layers(parents: Parents) -> list[int]:
    """Return the layer of each node: one after its last parent; a node without parents right before its first use.

    >>> node_layers(((), (0, 0), (), (1, 2)))
    [0, 1, 1, 2]
    """
    layer = []
    for own in parents:
        layer.append(1 + max((layer[p] for p in own), default=-1))
    for i, own in enumerate(parents):
        if not own:
            uses = [layer[c] for c, its in enumerate(parents) if i in its]
            layer[i] = min(uses, default=1) - 1
    return layer


@lru_cache(maxsize=256)
def graph_layout(parents: Parents) -> Layout:
    """Return the layout of a graph; `InputError` if it is too large to be read.

    >>> plan = graph_layout(((), (0, 0), (), (1, 2)))
    >>> plan.across, [x for x, _ in plan.at] == sorted(x for x, _ in plan.at)
    (True, True)
    """
    if len(parents) > MAX_DIAGRAM_NODES:
        raise InputError(
            f"this graph has {len(parents)} nodes; up to {MAX_DIAGRAM_NODES} can be drawn so that they can be read"
        )
    level = node_layers(parents)
    across = max(level) < MAX_LAYERS_ACROSS
    rows, chains = layers_with_lanes(parents, level)
    sort_layers(rows, chains)
    size = NODE_SIZE[1] if across else NODE_SIZE[0]
    place = _places(rows, chains, size, len(parents))
    depth = _depths(len(rows), across)
    return _finished(parents, level, place, chains, depth, across)


def layers_with_lanes(parents: Parents, level: list[int]) -> tuple[list[list], dict]:
    """Return what stands in each layer, nodes as i and passing edges as (i, k, layer), and each edge's chain.

    >>> layers_with_lanes(((), (0,), (0, 1)), [0, 1, 2])
    ([[0], [1, (2, 0, 1)], [2]], {(1, 0): [0, 1], (2, 0): [0, (2, 0, 1), 2], (2, 1): [1, 2]})
    """
    rows: list[list] = [[] for _ in range(max(level) + 1)]
    chains = {}
    for i, own in enumerate(parents):
        rows[level[i]].append(i)
        for k, p in enumerate(own):
            lanes = [(i, k, l) for l in range(level[p] + 1, level[i])]
            chains[i, k] = [p, *lanes, i]
            for lane in lanes:
                rows[lane[2]].append(lane)
    return rows, chains


def layer_links(chains: dict) -> tuple[dict, dict]:
    """Return for each thing its neighbours in the layer before, and those in the layer after.

    >>> layer_links({(1, 0): [0, 1]})
    ({1: [0]}, {0: [1]})
    """
    before, after = {}, {}
    for chain in chains.values():
        for u, v in zip(chain, chain[1:]):
            after.setdefault(u, []).append(v)
            before.setdefault(v, []).append(u)
    return before, after


def sort_layers(rows: list[list], chains: dict) -> None:
    """Sort each layer by the mean place of its neighbours, to and fro; keep the order with the fewest crossings.

    >>> rows = [[0, 1], [2, 3]]
    >>> sort_layers(rows, {(2, 0): [1, 2], (3, 0): [0, 3]})
    >>> rows
    [[0, 1], [3, 2]]
    """
    before, after = layer_links(chains)
    best, fewest = [row[:] for row in rows], count_crossings(rows, after)
    for turn in range(12):
        near, walk = (before, rows[1:]) if turn % 2 == 0 else (after, rows[-2::-1])
        for row in walk:
            place = {thing: j for r in rows for j, thing in enumerate(r)}
            row.sort(key=lambda t: sum(place[n] for n in near[t]) / len(near[t]) if t in near else place[t])
        crossings = count_crossings(rows, after)
        if crossings < fewest:
            best, fewest = [row[:] for row in rows], crossings
    rows[:] = best


def count_crossings(rows: list[list], after: dict) -> int:
    """Return how many pairs of edges cross between the layers.

    >>> count_crossings([[0, 1], [2, 3]], {0: [3], 1: [2]})
    1
    """
    place = {thing: j for row in rows for j, thing in enumerate(row)}
    total = 0
    for row in rows:
        ends = [(place[u], place[v]) for u in row for v in after.get(u, ())]
        total += sum((a - c) * (b - d) < 0 for n, (a, b) in enumerate(ends) for c, d in ends[n + 1 :])
    return total


def _places(rows: list[list], chains: dict, size: float, n: int) -> dict:
    """Return where each thing stands along its layer: near its neighbours, in order, and never too close."""
    before, after = layer_links(chains)
    weight = {thing: 1.0 if thing in before else _LIGHT for row in rows for thing in row}
    place = {}
    for row in rows:
        place |= dict(zip(row, _spread([0.0] * len(row), row, weight, size)))
    for turn in range(16):
        for row in rows if turn % 2 == 0 else rows[::-1]:
            wish = [_mean(before.get(thing, []) + after.get(thing, []) or [thing], place, weight) for thing in row]
            place |= dict(zip(row, _spread(wish, row, weight, size)))
    return place


def _mean(things: list, place: dict, weight: dict) -> float:
    return sum(weight[v] * place[v] for v in things) / sum(weight[v] for v in things)


def _spread(wish: list[float], row: list, weight: dict, size: float) -> list[float]:
    """Return places in the given order, as near to the wishes as the distances allow (pooled neighbours)."""
    reach = [size if isinstance(thing, int) else _LANE for thing in row]
    offset = [0.0]
    for j in range(1, len(row)):
        both = isinstance(row[j], int) and isinstance(row[j - 1], int)
        offset.append(offset[-1] + (reach[j] + reach[j - 1]) / 2 + (_APART if both else _PASSING))
    blocks: list[list[float]] = []  # weighted sum of wishes, weight, count
    for w, o, thing in zip(wish, offset, row):
        blocks.append([weight[thing] * (w - o), weight[thing], 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last)]
    means = [total / heavy for total, heavy, count in blocks for _ in range(int(count))]
    return [m + o for m, o in zip(means, offset)]


def _depths(n: int, across: bool) -> list[float]:
    """Return where each layer stands along the way of the arrows."""
    if not across:
        return [NODE_SIZE[1] / 2 + 4 + l * (NODE_SIZE[1] + _GAP) for l in range(n)]
    gap = min((MAX_DIAGRAM_WIDTH - 8 - NODE_SIZE[0]) / max(n - 1, 1), NODE_SIZE[0] + 90)
    return [NODE_SIZE[0] / 2 + 4 + l * gap for l in range(n)]


def _finished(
    parents: Parents, level: list[int], place: dict, chains: dict, depth: list[float], across: bool
) -> Layout:
    """Turn places and layers into points, and give each edge its own port on the nodes it joins."""
    half = NODE_SIZE[1] / 2 if across else NODE_SIZE[0] / 2
    low = min(v - (half if isinstance(t, int) else _LANE / 2) for t, v in place.items())
    high = max(v + (half if isinstance(t, int) else _LANE / 2) for t, v in place.items())
    side, way = high - low + 8, depth[-1] + (NODE_SIZE[0] if across else NODE_SIZE[1]) / 2 + 4
    if not across and side > MAX_DIAGRAM_WIDTH:
        raise InputError(
            f"this graph is {len(depth)} layers deep and too wide to be drawn beside that; "
            "shorten it, or give its parts one at a time"
        )
    shift = {thing: v - low + 4 for thing, v in place.items()}
    turn = (lambda along, off: (along, off)) if across else (lambda along, off: (off, along))
    routes = {}
    ports = _ports(parents, chains, shift, 26 if across else 44)
    half_way = (NODE_SIZE[0] if across else NODE_SIZE[1]) / 2
    for (i, k), chain in chains.items():
        leaves, enters = ports[i, k]
        points = [(depth[level[chain[0]]] + half_way, shift[chain[0]] + leaves)]
        for lane in chain[1:-1]:
            points += [(depth[lane[2]] - half_way, shift[lane]), (depth[lane[2]] + half_way, shift[lane])]
        points.append((depth[level[i]] - half_way, shift[i] + enters))
        routes[i, k] = tuple(turn(*point) for point in points)
    at = tuple(turn(depth[level[i]], shift[i]) for i in range(len(parents)))
    width, height = turn(way, side)
    return Layout(width, height, at, routes, across)


def _ports(parents: Parents, chains: dict, place: dict, room: float) -> dict:
    """Return for each edge how far off the middle it leaves its parent and enters its child."""
    ports = {edge: [0.0, 0.0] for edge in chains}
    for end, far in ((0, 1), (-1, -2)):
        for i in range(len(parents)):
            edges = [edge for edge, chain in chains.items() if chain[end] == i]
            edges.sort(key=lambda edge: (place[chains[edge][far]], edge))
            apart = min(14, room / max(len(edges) - 1, 1))
            for j, edge in enumerate(edges):
                ports[edge][end] = (j - (len(edges) - 1) / 2) * apart
    return ports

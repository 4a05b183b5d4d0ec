"""Where the nodes and edges of a computational graph stand: in layers, with few crossings (row 09.2).

The layers stand one below the other, the inputs at the top, so that a graph fits a narrow page. The layer of a node is
the longest way to it. Inputs stand right before their first use. An edge over several layers passes each of them at a
place of its own, so that no edge runs through a node.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ...autodiff import Node, topological_order
from ...drawing import Point
from ...validation import InputError

_LOOKS = ((70, 36), (70, 22), (70, 10), (64, 10), (58, 10), (52, 10), (48, 8), (44, 6))
# pixels: how wide a node is, and what lies between two of them; the first one with which the graph fits
NODE_HEIGHT = 50  # pixels: a node with its name, its value and its adjoint
FITTING_WIDTH = 256  # pixels: two panels of this width stand side by side on a card of half a page
MAX_DIAGRAM_NODES = 30  # nodes in one picture
MAX_DIAGRAM_WIDTH = 712  # pixels
_PASSING, _LANE = 9, 10  # between a node and an edge, or two edges; of an edge
_LIGHT = 0.2  # inputs give way to what is computed, so that a long chain stays straight
GAP, _WIDEST_GAP = 34, 84  # between two layers: the least, which has room for a label, and the most
_RIM = 4
_NARROWEST = 150  # so that labels have room beside a chain

Parents = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Layout:
    """The picture's size, the centre of each node, and the points of the edge from node `parents[i][k]` to node i.

    `node` is the width and height of every node. A layout is equal to itself alone, so that what is worked out of it
    can be kept.
    """

    width: float
    height: float
    at: tuple[Point, ...]
    routes: dict[tuple[int, int], tuple[Point, ...]]
    node: tuple[float, float]


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
def graph_layout(parents: Parents, node_height: float = NODE_HEIGHT, height: float = 0, gap: float = GAP) -> Layout:
    """Return the layout of a graph; `InputError` if it is too large to be read.

    The layers are `gap` apart; with a `height` they stand further apart to fill it, as far as that looks well.

    >>> plan = graph_layout(((), (0, 0), (), (1, 2)))
    >>> [y for _, y in plan.at] == sorted(y for _, y in plan.at), plan.width < FITTING_WIDTH
    (True, True)
    >>> graph_layout(((), (0, 0)), height=400).height
    400
    """
    if len(parents) > MAX_DIAGRAM_NODES:
        raise InputError(
            f"this graph has {len(parents)} nodes; up to {MAX_DIAGRAM_NODES} can be drawn so that they can be read"
        )
    level = node_layers(parents)
    rows, chains = layers_with_lanes(parents, level)
    sort_layers(rows, chains)
    for node_width, apart in _LOOKS:
        place = _places(rows, chains, node_width, apart)
        low, high = _edges(place, node_width)
        if high - low + 2 * _RIM <= FITTING_WIDTH:
            break
    if high - low + 2 * _RIM > MAX_DIAGRAM_WIDTH:
        raise InputError("this graph is too wide to be drawn; shorten it, or give its parts one at a time")
    wide = max(high - low + 2 * _RIM, _NARROWEST)
    shift = {thing: v - (low + high) / 2 + wide / 2 for thing, v in place.items()}
    node = (node_width, node_height)
    depth, tall = _depths(len(rows), node_height, height, gap)
    routes = _routes(parents, level, shift, chains, depth, node)
    at = tuple((shift[i], depth[level[i]]) for i in range(len(parents)))
    return Layout(wide, tall, at, routes, node)


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


def _places(rows: list[list], chains: dict, size: float, apart: float) -> dict:
    """Return where each thing stands along its layer: near its neighbours, in order, and never too close."""
    before, after = layer_links(chains)
    weight = {thing: 1.0 if thing in before else _LIGHT for row in rows for thing in row}
    place = {}
    for row in rows:
        place |= dict(zip(row, _spread([0.0] * len(row), row, weight, size, apart)))
    for turn in range(16):
        for row in rows if turn % 2 == 0 else rows[::-1]:
            wish = [_mean(before.get(thing, []) + after.get(thing, []) or [thing], place, weight) for thing in row]
            place |= dict(zip(row, _spread(wish, row, weight, size, apart)))
    return place


def _mean(things: list, place: dict, weight: dict) -> float:
    return sum(weight[v] * place[v] for v in things) / sum(weight[v] for v in things)


def _spread(wish: list[float], row: list, weight: dict, size: float, apart: float) -> list[float]:
    """Return places in the given order, as near to the wishes as the distances allow (pooled neighbours)."""
    reach = [size if isinstance(thing, int) else _LANE for thing in row]
    offset = [0.0]
    for j in range(1, len(row)):
        both = isinstance(row[j], int) and isinstance(row[j - 1], int)
        offset.append(offset[-1] + (reach[j] + reach[j - 1]) / 2 + (apart if both else _PASSING))
    blocks: list[list[float]] = []  # weighted sum of wishes, weight, count
    for w, o, thing in zip(wish, offset, row):
        blocks.append([weight[thing] * (w - o), weight[thing], 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last)]
    means = [total / heavy for total, heavy, count in blocks for _ in range(int(count))]
    return [m + o for m, o in zip(means, offset)]


def _edges(place: dict, node_width: float) -> tuple[float, float]:
    """Return where the leftmost thing begins and the rightmost one ends."""
    half = {thing: (node_width if isinstance(thing, int) else _LANE) / 2 for thing in place}
    return min(v - half[t] for t, v in place.items()), max(v + half[t] for t, v in place.items())


def _depths(n: int, node_height: float, height: float, least: float) -> tuple[list[float], float]:
    """Return how far down the middle of each layer is, and the height of the whole."""
    free = height - 2 * _RIM - n * node_height
    gap = min(max(least, free / max(n - 1, 1)), _WIDEST_GAP)
    needs = n * node_height + (n - 1) * gap + 2 * _RIM
    first = (max(height, needs) - needs) / 2 + _RIM + node_height / 2
    return [first + l * (node_height + gap) for l in range(n)], max(height, needs)


def _routes(
    parents: Parents, level: list[int], place: dict, chains: dict, depth: list[float], node: tuple[float, float]
) -> dict[tuple[int, int], tuple[Point, ...]]:
    """Return the points of each edge, from its own port on the one node to its own port on the other."""
    ports, half, routes = _ports(parents, chains, place, node[0] - 18), node[1] / 2, {}
    for (i, k), chain in chains.items():
        leaves, enters = ports[i, k]
        points = [(place[chain[0]] + leaves, depth[level[chain[0]]] + half)]
        for lane in chain[1:-1]:
            points += [(place[lane], depth[lane[2]] - half), (place[lane], depth[lane[2]] + half)]
        points.append((place[i] + enters, depth[level[i]] - half))
        routes[i, k] = tuple(points)
    return routes


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

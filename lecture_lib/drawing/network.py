"""A network drawn as units and edges, with numbers on both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from ..nn import MLP, Activation
from ..validation import count_phrase
from .svg import Picture, arrow, join_elements, line_segment, picture, tag, text

Point = tuple[float, float]


def unit_centres(sizes: Sequence[int], left: float, top: float, width: float, height: float) -> list[list[Point]]:
    """Return the centre of every unit: `places(sizes, ...)[l][j]` is unit j (from 0) of layer l (0 is the input).

    >>> unit_centres((1, 2), 0, 0, 100, 40)
    [[(0.0, 20.0)], [(100.0, 10.0), (100.0, 30.0)]]
    """
    gap = width / max(len(sizes) - 1, 1)
    return [[(left + l * gap, top + height * (j + 0.5) / n) for j in range(n)] for l, n in enumerate(sizes)]


def draw_unit(
    at: Point, content: str = "", label: str = "", radius: float = 20, colour: str = "var(--zone)", **attributes
) -> Markup:
    """Return one unit: a circle with `content` inside and `label` below.

    >>> draw_unit((10, 10), "0.5", "h₁").count("<text")
    2
    """
    x, y = at
    return tag(
        "g",
        tag("circle", cx=x, cy=y, r=radius, fill=colour, stroke="var(--soft)", stroke_width=1.5),
        text(x, y + 5, content, "mid num"),
        text(x, y + radius + 15, label, "mid small soft") if label else "",
        **attributes,
    )


def draw_edges(at: list[list[Point]], weight: Callable[[int, int, int], float], strongest: float = 3.0) -> Markup:
    """Return all edges; the one from unit i of layer l-1 to unit j of layer l is `weight(l, j, i)`.

    Width grows with size; blue is positive and solid, orange is negative and dashed.

    >>> drawn = draw_edges(unit_centres((2, 1), 0, 0, 100, 40), lambda l, j, i: (1.0, -1.0)[i])
    >>> drawn.count("<line"), drawn.count("dasharray")
    (2, 1)
    """
    parts = []
    for l in range(1, len(at)):
        for j, (x2, y2) in enumerate(at[l]):
            for i, (x1, y1) in enumerate(at[l - 1]):
                w = weight(l, j, i)
                parts.append(
                    line_segment(
                        x1,
                        y1,
                        x2,
                        y2,
                        stroke="var(--plus)" if w > 0 else "var(--minus)",
                        stroke_width=0.6 + 3.4 * min(abs(w) / strongest, 1),
                        stroke_dasharray=None if w >= 0 else "6 4",
                        opacity=0.75,
                    )
                )
    return join_elements(parts)


def edge_label(start: Point, end: Point, content: str, share: float = 0.3, **attributes) -> Markup:
    """Return a number on its edge, `share` of the way along, on a ground as large as what can be touched.

    >>> '<text x="30" y="5"' in edge_label((0, 0), (100, 0), "−2")
    True
    """
    x, y = start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
    half = max(13, 5 + 3.9 * len(content))
    return tag(
        "g",
        tag("rect", x=x - half, y=y - 12, width=2 * half, height=24, rx=4, fill="var(--paper)", stroke="var(--line)"),
        text(x, y + 5, content, "mid num"),
        **attributes,
    )


def activation_name(g: Activation) -> str:
    """Return how an activation is called in pictures and sentences.

    >>> from lecture_lib.nn import relu, tanh
    >>> activation_name(relu), activation_name(tanh)
    ('ReLU', 'tanh')
    """
    return "ReLU" if g.name == "relu" else g.name


def array_shapes(net: MLP) -> Picture:
    """Return the chain x → z → a → ... of a network with the shape of every array (row 05.4 D).

    >>> from lecture_lib.nn import sigmoid
    >>> array_shapes(MLP(([[1, 2, 3]], [0], sigmoid)))
    x has 3 values. Layer 1: W is 1 × 3, b has 1 value, so z and a have 1.
    """
    n = net.sizes[0]
    parts, said, x = [_array(60, "x", f"{n}", n)], [f"x has {count_phrase(n, 'value')}."], 60.0
    for l, (W, _b, g) in enumerate(net, start=1):
        m, n = W.shape
        parts += [
            arrow(x + 34, 90, x + 126, 90, "var(--soft)", 2),
            text(x + 80, 62, f"W[{l}]: {m} × {n}", "mid small"),
            text(x + 80, 78, f"b[{l}]: {m}", "mid small"),
            text(x + 80, 110, f"then {activation_name(g)}", "mid small soft"),
        ]
        x += 160
        parts.append(_array(x, f"z[{l}], a[{l}]", f"{m}", m))
        said.append(f"Layer {l}: W is {m} × {n}, b has {count_phrase(m, 'value')}, so z and a have {m}.")
    return picture(x + 60, 180, *parts, title="Shapes", text=" ".join(said))


def _array(x: float, name: str, size: str, n: int) -> Markup:
    height = 14 * min(n, 6) + 6
    bars = join_elements(
        line_segment(
            x - 15,
            90 - height / 2 + 10 + 14 * i,
            x + 15,
            90 - height / 2 + 10 + 14 * i,
            stroke="var(--faint)",
            stroke_width=6,
        )
        for i in range(min(n, 6))
    )
    return (
        tag(
            "rect", x=x - 22, y=90 - height / 2, width=44, height=height, rx=5, fill="var(--zone)", stroke="var(--soft)"
        )
        + bars
        + text(x, 24, name, "mid bold")
        + text(x, 160, size, "mid num")
    )

"""The picture of a ConvNet's volumes: boxes drawn to scale, and its layers with what each costs (row 16.4)."""

from __future__ import annotations

from collections.abc import Sequence

from ...architectures.layer_counts import ConvLayer, LayerCount, LayerKind, Shape
from ...drawing import Panel, handle, join_elements, svg, tag, text
from ...drawing.svg import line_segment
from ...validation import count_phrase

WIDTH, HEIGHT = 264, 300
MOST_LAYERS = 5
_ROW = 38  # the height of a row of the list
_SLANT = 0.3  # by so much of its length the width of a volume goes to the right, and as much up
_GAP = 13  # between two boxes
_LARGEST = 3.4  # the picture's units per pixel, at most
_BOTTOM = 196


def count_text(n: int) -> str:
    """Return a whole number with commas from 10,000 on.

    >>> count_text(4000), count_text(115200)
    ('4000', '115,200')
    """
    return f"{n:,}" if n >= 10_000 else str(n)


def shape_text(shape: Shape) -> str:
    """Return a shape in words.

    >>> shape_text((7, 7, 16))
    '7 × 7 × 16'
    """
    return " × ".join(map(str, shape))


def layer_title(layer: LayerKind) -> str:
    """Return what a layer is called in the list.

    >>> layer_title(ConvLayer(8, 5)), layer_title(ConvLayer(8, 3, 2, 1))
    ('5 × 5 convolution', '3 × 3 convolution, stride 2')
    """
    side, stride = layer.kernel, layer.stride  # type: ignore[union-attr]  # a card has no dense layers
    kind, usual = ("convolution", 1) if isinstance(layer, ConvLayer) else ("pooling", side)
    return f"{side} × {side} {kind}" + (f", stride {stride}" if stride != usual else "")


def boxes_panel(image: Shape, counts: Sequence[LayerCount], chosen: int) -> Panel:
    """Return the volumes from the image to the last one, to the same scale, with the kernel of the chosen layer.

    >>> from lecture_lib.architectures import count_layers
    >>> boxes_panel((28, 28, 1), count_layers([ConvLayer(8, 5)], (28, 28, 1)), 0).width
    264
    """
    shapes = [image, *(count.shape for count in counts)]
    scale = _scale(shapes)
    parts, left = [], 8.0
    places = []
    for shape in shapes:
        places.append(left)
        left += shape[2] * scale + _SLANT * shape[1] * scale + _GAP
    for i, (shape, x) in enumerate(zip(shapes, places)):
        parts.append(_box(shape, x, scale, i == chosen + 1))
    parts.append(_kernel(shapes, places, scale, counts, chosen))
    last = counts[-1]
    parts += [
        text(8, 18, f"from the image, {shape_text(image)}, to the right", "small soft"),
        text(8, 36, "all volumes to the same scale", "small soft"),
        line_segment(8, 224, WIDTH - 8, 224, class_="axis"),
        text(8, 244, "last volume", "small"),
        text(WIDTH - 8, 244, shape_text(last.shape), "small end bold num"),
        text(8, 264, "each number sees", "small"),
        text(WIDTH - 8, 264, f"{last.field} × {last.field} pixels", "small end bold num"),
        text(8, 284, "step to its neighbour", "small"),
        text(WIDTH - 8, 284, count_phrase(last.jump, "pixel"), "small end bold num"),
    ]
    return svg.panel(WIDTH, HEIGHT, *parts)


def _scale(shapes: Sequence[Shape]) -> float:
    across = sum(shape[2] + _SLANT * shape[1] for shape in shapes)
    high = max(shape[0] + _SLANT * shape[1] for shape in shapes)
    return min(_LARGEST, (WIDTH - 16 - _GAP * (len(shapes) - 1)) / across, 160 / high)


def _box(shape: Shape, x: float, scale: float, is_chosen: bool) -> str:
    """Return a volume as a box: depth to the right, height up, width slanting into the picture."""
    high, deep, slant = shape[0] * scale, shape[2] * scale, _SLANT * shape[1] * scale
    top, bottom = _BOTTOM - high, _BOTTOM
    look = {"stroke": "var(--accent)" if is_chosen else "var(--line)", "stroke_width": 2 if is_chosen else 1}
    faces = (
        (((x, top), (x + deep, top), (x + deep, bottom), (x, bottom)), "var(--zone)"),
        (((x, top), (x + slant, top - slant), (x + deep + slant, top - slant), (x + deep, top)), "var(--paper)"),
        (
            ((x + deep, top), (x + deep + slant, top - slant), (x + deep + slant, bottom - slant), (x + deep, bottom)),
            "var(--faint)",
        ),
    )
    return join_elements(
        tag("polygon", points=_points(corners), fill=fill, stroke_linejoin="round", **look) for corners, fill in faces
    )


def _kernel(shapes: Sequence[Shape], places: list[float], scale: float, counts: Sequence[LayerCount], i: int) -> str:
    """Return the kernel of layer i on the face of its input, the padding round it, and the lines to what it makes."""
    height, width, deep = shapes[i]
    layer = counts[i].layer
    side, padding = layer.kernel * scale, layer.padding * scale  # type: ignore[union-attr]
    face = places[i] + deep * scale
    start = min(0.25 * height * scale, max(height * scale - side, 0) / 2)
    low = _BOTTOM - start
    square = (start, 0), (start + side, 0), (start + side, side), (start, side)
    corners = [(face + _SLANT * u, low - v - _SLANT * u) for u, v in square]
    edge = tuple((u, v) for u in (-padding, width * scale + padding) for v in (-padding, height * scale + padding))
    padded = [(face + _SLANT * u, _BOTTOM - v - _SLANT * u) for u, v in (edge[0], edge[2], edge[3], edge[1])]
    target = places[i + 1], _BOTTOM - shapes[i + 1][0] * scale / 2
    return join_elements(
        [
            *(
                line_segment(x, y, *target, stroke="var(--accent)", stroke_width=1, stroke_dasharray="3 2")
                for x, y in corners[1:3]
            ),
            tag("polygon", points=_points(padded), fill="none", stroke="var(--accent)", stroke_dasharray="1 2"),
            tag("polygon", points=_points(corners), fill="var(--accent)", fill_opacity=0.45, stroke="var(--accent)"),
            tag("circle", cx=target[0], cy=target[1], r=2.5, fill="var(--accent)"),
        ]
    )


def _points(corners) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def list_panel(image: Shape, counts: Sequence[LayerCount], chosen: int) -> Panel:
    """Return the layers as rows to press: kind, shape, parameters and multiplications; the totals below.

    >>> from lecture_lib.architectures import count_layers
    >>> "208 parameters" in list_panel((28, 28, 1), count_layers([ConvLayer(8, 5)], (28, 28, 1)), 0).parts
    True
    """
    parts = [text(8, 18, "layer", "small soft"), text(WIDTH - 8, 18, "volume", "small soft end")]
    for i, count in enumerate(counts):
        top = 26 + _ROW * i
        said = f"layer {i + 1}, {layer_title(count.layer)}, {shape_text(count.shape)}: press Enter to change it"
        look = {"stroke": "var(--accent)" if i == chosen else "var(--line)", "stroke_width": 2 if i == chosen else 1}
        parts.append(
            tag(
                "g",
                tag("rect", x=2, y=top, width=WIDTH - 4, height=_ROW - 4, rx=4, fill="var(--paper)", **look),
                text(8, top + 14, _short_title(count.layer), "small bold" if i == chosen else "small"),
                text(WIDTH - 8, top + 14, shape_text(count.shape), "small end num bold"),
                text(8, top + 29, _phrase(count.n_parameters, "parameter"), "small soft num"),
                text(WIDTH - 8, top + 29, f"{count_text(count.multiplications)} mult.", "small soft end num"),
                **handle(("layer", i), "press", said, quiet=i == chosen),
            )
        )
    parts += [_free_row(i) for i in range(len(counts), MOST_LAYERS)]
    total = 26 + _ROW * MOST_LAYERS + 8
    parts += [
        line_segment(8, total, WIDTH - 8, total, class_="axis"),
        text(8, total + 20, "in all", "small"),
        text(WIDTH - 8, total + 20, _phrase(sum(c.n_parameters for c in counts), "parameter"), "small end bold num"),
        text(
            WIDTH - 8,
            total + 40,
            _phrase(sum(c.multiplications for c in counts), "multiplication"),
            "small end bold num",
        ),
    ]
    return svg.panel(WIDTH, HEIGHT, *parts)


def _free_row(i: int) -> str:
    place = {"x": 2, "y": 26 + _ROW * i, "width": WIDTH - 4, "height": _ROW - 4, "rx": 4}
    return tag("rect", **place, fill="none", stroke="var(--faint)", stroke_dasharray="4 4")


def _short_title(layer: LayerKind) -> str:
    return layer_title(layer).replace("convolution", "conv")


def _phrase(n: int, thing: str) -> str:
    return f"{count_text(n)} {thing}{'' if n == 1 else 's'}"

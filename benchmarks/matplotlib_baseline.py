"""A widget's picture as a usual notebook shows it: `interact`, a fresh matplotlib figure, the inline backend.

The twin is read from the widget's own SVG, so that both sides show the same lines, points, maps and
words: a frame with axes becomes matplotlib axes with ticks of matplotlib's own choice, in data
coordinates; all else is drawn at its place. It is read before the clock starts. So the twin is charged
for drawing alone, the widget for its mathematics too.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib_inline.backend_inline import configure_inline_support
from traitlets.config import Config

from lecture_lib.drawing import MINUS_TINT, PLUS_TINT, STYLESHEET, Frame

_COLOURS = dict(re.findall(r"--(\w+):(#\w+)", STYLESHEET.split("}")[0]))
_TINTS = LinearSegmentedColormap.from_list("tints", [MINUS_TINT, "#ffffff", PLUS_TINT])
_INLINE = "module://matplotlib_inline.backend_inline"
_POINT = 72 / 100  # of a pixel, at 100 dots an inch


class _Shown(CapturingDisplayPublisher):
    """Keeps what is shown; clears without writing to a terminal."""

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear()


class Shape(NamedTuple):
    """One thing to draw: where it is, in the data of its panel, and how it looks.

    `parts` holds arrays (k, 2): one for most kinds, one a cell or stroke for "cells" and "strokes". `content`
    is a text's words, a marker's size in pixels, or a map's values.
    """

    kind: str
    parts: list[np.ndarray]
    look: dict
    content: object = None


class Panel(NamedTuple):
    """A frame of the picture and what stands in it; the first panel of a twin is the whole picture."""

    frame: Frame
    shapes: list[Shape]


def read_panels(svg: str) -> list[Panel]:
    """Return the panels of a picture.

    >>> from lecture_lib.drawing import planes, svg
    >>> frame = planes.plane_frame(0, 2, 0, 2)
    >>> point = planes.point_marker(frame, (0.5, 1.5), -1)
    >>> panels = read_panels(svg.picture(400, 400, frame.open(point), frame.axes(), title="", text="").svg)
    >>> [[(shape.kind, shape.content) for shape in panel.shapes] for panel in panels]
    [[('text', 'x₁'), ('text', 'x₂')], [('marker', 14.0)]]
    >>> panels[1].shapes[0].parts
    [array([[0.5, 1.5]])]
    """
    found = ElementTree.fromstring(f"<div>{svg}</div>").iter("{http://www.w3.org/2000/svg}svg")
    drawn = [node for node in found if node.get("class") == "ll"]
    sizes = [tuple(map(float, node.get("viewBox").split()[2:])) for node in drawn]
    height, left, panels = max(height for _, height in sizes), 0.0, []
    for node, (panel_width, _) in zip(drawn, sizes):  # side by side
        whole = Panel(Frame(0, panel_width, height, 0, 0, 0, panel_width, height), [])
        inner = [whole]
        _walk(node, whole, inner)
        _lay_maps(inner)
        panels += [panel._replace(frame=replace(panel.frame, left=panel.frame.left + left)) for panel in inner]
        left += panel_width
    return [Panel(frame, _together(shapes)) for frame, shapes in panels]


def draw_figure(panels: Sequence[Panel]) -> Figure:
    """Draw a twin with pyplot, as a cell of a notebook would."""
    whole = Frame(0, 1, 0, 1, 0, 0, max(f.left + f.width for f, _ in panels), max(f.top + f.height for f, _ in panels))
    figure = plt.figure(figsize=(whole.width / 100, whole.height / 100), dpi=100)
    for frame, shapes in panels:
        ax = figure.add_axes(
            (
                frame.left / whole.width,
                1 - (frame.top + frame.height) / whole.height,
                frame.width / whole.width,
                frame.height / whole.height,
            )
        )
        for z, shape in enumerate(shapes):
            _DRAWN[shape.kind](ax, shape).set_zorder(z)
        ax.set(xlim=(frame.x0, frame.x1), ylim=(frame.y0, frame.y1))
        if frame.x1 == frame.width:  # a whole panel of the picture
            ax.axis("off")
    return figure


def show_interact(twins: Sequence[Sequence[Panel]]) -> ipywidgets.IntSlider:
    """Show the twins under `interact`, and return the slider that goes from one to the next."""

    def show(i):
        draw_figure(twins[i])
        plt.show()

    slider = ipywidgets.IntSlider(0, 0, len(twins) - 1, description="twin")
    ipywidgets.interact(show, i=slider)
    return slider


@cache
def use_inline_backend() -> list:
    """Make this process an IPython with the inline backend; return the list of what was shown last."""
    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    shell.display_pub = _Shown()
    plt.switch_backend(_INLINE)
    configure_inline_support(shell, _INLINE)
    return shell.display_pub.outputs


# Reading: from the picture's own units to the data of the panel.


def _walk(node, panel: Panel, panels: list[Panel]) -> None:
    for child in node:
        name = child.tag.rpartition("}")[2]
        window = child.find("{*}svg")
        if child.get("data-frame") and window is not None:  # one without a window only holds handles
            panels.append(Panel(Frame(*map(float, child.get("data-frame").split())), []))
            _walk(window, panels[-1], panels)
        elif name in ("g", "svg"):
            _walk(child, panel, panels)
        elif name not in ("style", "title", "desc") and not _of_axes(child):
            panel.shapes.extend(_READ[name](child, panel.frame))


def _lay_maps(panels: list[Panel]) -> None:
    """Put each map of the whole picture, which lies below all else there, into the panel whose frame it fills."""
    whole, *inner = panels
    for shape in [shape for shape in whole.shapes if shape.kind == "map"]:
        (left, bottom), (right, top) = shape.parts[0]
        for frame, shapes in inner:
            ends = frame.left, frame.top + frame.height, frame.left + frame.width, frame.top
            if np.allclose(ends, (left, bottom, right, top)):
                whole.shapes[:] = (each for each in whole.shapes if each is not shape)
                shapes.insert(0, shape._replace(parts=[np.array([(frame.x0, frame.y0), (frame.x1, frame.y1)])]))
                break


def _together(shapes: list[Shape]) -> list[Shape]:
    """Make one shape of all marks that look alike, as one call of `scatter` would draw them."""
    kept: dict[str, Shape] = {}
    for shape in shapes:
        key = repr((shape.look, shape.content)) if shape.kind == "marker" else str(len(kept))
        alike = kept.get(key)
        kept[key] = shape._replace(parts=[np.vstack([*alike.parts, *shape.parts])]) if alike else shape
    return list(kept.values())


def _of_axes(node) -> bool:
    """Is it a border, a tick or the number of a tick? Matplotlib's axes bring their own."""
    class_ = node.get("class", "")
    return class_ == "axis" or class_.endswith("small soft num")


def _data(frame: Frame, pixels) -> np.ndarray:
    x, y = np.asarray(pixels, float).reshape(-1, 2).T
    return np.column_stack(
        [
            frame.x0 + (x - frame.left) / frame.width * (frame.x1 - frame.x0),
            frame.y1 - (y - frame.top) / frame.height * (frame.y1 - frame.y0),
        ]
    )


def _read_line(node, frame: Frame) -> list[Shape]:
    return [Shape("line", [_data(frame, _numbers(node, "x1", "y1", "x2", "y2"))], _look(node))]


def _read_points(node, frame: Frame) -> list[Shape]:
    points = _data(frame, re.split("[ ,]", node.get("points")))
    return [Shape("area" if node.tag.endswith("polygon") else "line", [points], _look(node))]


def _read_rect(node, frame: Frame) -> list[Shape]:
    x, y, width, height = _numbers(node, "x", "y", "width", "height")
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    return [Shape("area", [_data(frame, corners)], _look(node))]


def _read_circle(node, frame: Frame) -> list[Shape]:
    x, y, radius = _numbers(node, "cx", "cy", "r")
    return [Shape("marker", [_data(frame, (x, y))], _look(node) | {"marker": "o"}, 2 * radius)]


def _read_text(node, frame: Frame) -> list[Shape]:
    if not node.text:
        return []
    class_ = node.get("class", "").split()
    look = {
        "ha": "center" if "mid" in class_ else "right" if "end" in class_ else "left",
        "fontsize": (12 if "small" in class_ else 17 if "big" in class_ else 14) * _POINT,
        "fontweight": "bold" if "bold" in class_ else "normal",
        "color": next((_COLOURS[name] for name in class_ if name in _COLOURS), _COLOURS["ink"]),
    }
    return [Shape("text", [_data(frame, _numbers(node, "x", "y"))], look, node.text)]


def _read_image(node, frame: Frame) -> list[Shape]:
    x, y, width, height = _numbers(node, "x", "y", "width", "height")
    values = _png_values(base64.b64decode(node.get("href").partition(",")[2]))
    return [Shape("map", [_data(frame, [(x, y + height), (x + width, y)])], {}, values)]


def _read_path(node, frame: Frame) -> list[Shape]:
    """Read a path made by `planes` or `planes_picture`: many marks, closed cells, or strokes."""
    data, look = _without_arcs(node.get("d")), _look(node)
    ways = data.split("M")[1:]
    if not ways:
        return []
    if new := set(re.findall("[A-Za-z]", data)) - set("MLhvaz"):
        raise ValueError(f"a path holds {', '.join(sorted(new))}, which no twin can read yet")
    places = [re.findall(r"-?\d+(?:\.\d+)?", way) for way in ways]
    if "a" in ways[0] or "h" in ways[0]:
        round_ = "a" in ways[0]
        size = float(places[0][2]) * (2 if round_ else 1)
        centres = [(float(p[0]) + size / 2, float(p[1]) + (0 if round_ else size / 2)) for p in places]
        return [Shape("marker", [_data(frame, centres)], look | {"marker": "o" if round_ else "s"}, size)]
    return [Shape("cells" if ways[0].endswith("z") else "strokes", [_data(frame, p) for p in places], look)]


def _without_arcs(data: str) -> str:
    """Return path data with chords for arcs of circles, and with places for steps.

    >>> _without_arcs("M1 2A5 5 0 0 1 3 4z"), _without_arcs("M1 2l1 1l2 0")
    ('M1 2L3 4z', 'M1 2L2 3L4 3')
    """
    done, at = "", (0.0, 0.0)
    for letter, numbers in re.findall("([A-Za-z])([^A-Za-z]*)", data):
        values = [float(v) for v in re.findall(r"-?\d+(?:\.\d+)?", numbers)]
        if letter == "A":
            letter, numbers = "L", f"{values[-2]:g} {values[-1]:g}"
        elif letter == "l":
            letter, numbers = "L", f"{at[0] + values[0]:g} {at[1] + values[1]:g}"
        if letter in "ML":
            places = [float(v) for v in re.findall(r"-?\d+(?:\.\d+)?", numbers)]
            at = (places[-2], places[-1])
        done += letter.replace("Z", "z") + numbers
    return done


_READ = {
    "line": _read_line,
    "polyline": _read_points,
    "polygon": _read_points,
    "rect": _read_rect,
    "circle": _read_circle,
    "text": _read_text,
    "image": _read_image,
    "path": _read_path,
}


def _numbers(node, *names: str) -> list[float]:
    return [float(node.get(name, 0)) for name in names]  # where nothing is said, 0


def _look(node) -> dict:
    of_class = next((_COLOURS[name] for name in node.get("class", "").split() if name in _COLOURS), None)
    return {
        "fill": _colour(node.get("fill")) if node.get("fill") else of_class or "none",
        "stroke": _colour(node.get("stroke", "none")),
        "width": float(node.get("stroke-width", 1)) * _POINT,
        "alpha": float(node.get("opacity") or node.get("fill-opacity") or 1),
        "dashes": "--" if node.get("stroke-dasharray") else "-",
    }


def _colour(written: str) -> str:
    name = written.removeprefix("var(--").removesuffix(")")
    return _COLOURS.get(name, "none" if written in ("none", "transparent") else written)


def _png_values(png: bytes) -> np.ndarray:
    """Return the values in [-1, 1] that `svg.palette_png` wrote."""
    chunks, at = {}, 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        chunks[kind], at = png[at + 8 : at + 8 + length], at + 12 + length
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width + 1)
    return rows[:, 1:] / (len(chunks[b"PLTE"]) // 3 - 1) * 2 - 1


# Drawing: one artist a shape.


def _draw_line(ax, shape: Shape) -> Artist:
    return ax.plot(
        *shape.parts[0].T,
        color=shape.look["stroke"],
        linewidth=shape.look["width"],
        linestyle=shape.look["dashes"],
        alpha=shape.look["alpha"],
    )[0]


def _draw_area(ax, shape: Shape) -> Artist:
    return ax.fill(
        *shape.parts[0].T,
        facecolor=shape.look["fill"],
        edgecolor=shape.look["stroke"],
        linewidth=shape.look["width"],
        linestyle=shape.look["dashes"],
        alpha=shape.look["alpha"],
    )[0]


def _draw_marker(ax, shape: Shape) -> Artist:
    return ax.plot(
        *shape.parts[0].T,
        shape.look["marker"],
        markersize=shape.content * _POINT,
        markerfacecolor=shape.look["fill"],
        markeredgecolor=shape.look["stroke"],
        markeredgewidth=shape.look["width"],
    )[0]


def _draw_text(ax, shape: Shape) -> Artist:
    return ax.text(*shape.parts[0][0], shape.content, **shape.look)


def _draw_map(ax, shape: Shape) -> Artist:
    (left, bottom), (right, top) = shape.parts[0]
    return ax.imshow(shape.content, extent=(left, right, bottom, top), cmap=_TINTS, vmin=-1, vmax=1, aspect="auto")


def _draw_cells(ax, shape: Shape) -> Artist:
    return ax.add_collection(
        PolyCollection(
            shape.parts,
            facecolor=shape.look["fill"],
            alpha=shape.look["alpha"],
            edgecolor=shape.look["stroke"],
            linewidth=shape.look["width"],
        )
    )


def _draw_strokes(ax, shape: Shape) -> Artist:
    return ax.add_collection(LineCollection(shape.parts, color=shape.look["stroke"], linewidth=shape.look["width"]))


_DRAWN = {
    "line": _draw_line,
    "area": _draw_area,
    "marker": _draw_marker,
    "text": _draw_text,
    "map": _draw_map,
    "cells": _draw_cells,
    "strokes": _draw_strokes,
}

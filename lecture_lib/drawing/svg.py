"""SVG as text: elements, a picture with its text alternative, and coordinate frames with axes.

Colours are CSS variables that follow JupyterLab's light and dark theme; outside JupyterLab the light ones hold.
Every picture tells its content twice: as shapes and as `text`, for screen readers and for tests.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache, partial
from html import escape
from typing import Any

import numpy as np
from markupsafe import Markup

from .number_format import distinct_texts
from .palette import DARK, LIGHT, css_variables
from .raster import Raster, palette_png

_LIGHT, _DARK = css_variables(LIGHT), css_variables(DARK)
STYLESHEET = f"""
.ll{{{_LIGHT};font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:14px;color:var(--ink);
width:var(--w);max-width:100%;height:auto}}
@media (prefers-color-scheme:dark){{:root:is(svg).ll{{{_DARK}}}}}
[data-jp-theme-light=false] .ll{{{_DARK}}}
.ll-panels{{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:flex-start}}
.ll-unseen{{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}}
.ll text{{fill:var(--ink)}}.ll .soft{{fill:var(--soft)}}.ll .small{{font-size:12px}}.ll .big{{font-size:17px}}
.ll .bold{{font-weight:600}}.ll .mid{{text-anchor:middle}}.ll .end{{text-anchor:end}}
.ll .num{{font-variant-numeric:tabular-nums}}
.ll .axis{{stroke:var(--soft);fill:none}}.ll .grid{{stroke:var(--faint);stroke-width:.7}}
.ll .plus{{fill:var(--plus);stroke:var(--paper);stroke-width:1.5}}
.ll .minus{{fill:var(--minus);stroke:var(--paper);stroke-width:1.5}}
.ll text.plus,.ll text.minus{{stroke:none}}
.ll .good{{fill:var(--good)}}.ll .bad{{fill:var(--bad)}}
.ll .hit{{fill:transparent;stroke:none}}
""".replace("\n", "")


def tag(name: str, *children: str, **attributes) -> Markup:
    """Return one SVG element. Attribute names: `_` becomes `-`, a trailing `_` goes (class_); None is left out.

    Children that are no markup are text, and escaped; so is every attribute.

    >>> print(tag("circle", cx=1.50, r=2, class_="plus"))
    <circle cx="1.5" r="2" class="plus"/>
    >>> print(tag("g", tag("circle", r=1), "a < b", aria_label='"'))
    <g aria-label="&quot;"><circle r="1"/>a &lt; b</g>
    """
    written = "".join(
        [f' {_attribute(key)}="{_short(value)}"' for key, value in attributes.items() if value is not None]
    )
    inner = _safe_text(children) if children else ""
    return _marked(f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>")


def join_elements(elements: Iterable[str]) -> Markup:
    """Return elements one after the other; what is no markup is text, and escaped.

    >>> print(join_elements([tag("circle", r=1), "<"]))
    <circle r="1"/>&lt;
    """
    return _marked(_safe_text(elements))


def _safe_text(elements: Iterable[str]) -> str:
    return "".join([each if type(each) is Markup else _short(each) for each in elements])


_marked = partial(str.__new__, Markup)
"""Marks text as safe: `Markup(text)` in a tenth of the time, for what is made at every event."""


def text(x: float, y: float, content, class_: str = "", **attributes) -> Markup:
    """Return text at (x, y).

    >>> print(text(1, 2, "w₁", "mid"))
    <text x="1" y="2" class="mid">w₁</text>
    """
    return tag("text", content, x=x, y=y, class_=class_ or None, **attributes)


def line_segment(x1: float, y1: float, x2: float, y2: float, **attributes) -> Markup:
    """Return a line from (x1, y1) to (x2, y2).

    >>> print(line_segment(0, 0, 1, 2, class_="axis"))
    <line x1="0" y1="0" x2="1" y2="2" class="axis"/>
    """
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def arrow(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 2.5, **attributes) -> Markup:
    """Return an arrow with a solid head; nothing if it has no length.

    >>> str(arrow(0, 0, 0, 0, "red"))
    ''
    """
    length = math.hypot(x2 - x1, y2 - y1)
    if length < 1e-6:
        return Markup()
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    head = min(4 * width, length)
    bx, by = x2 - ux * head, y2 - uy * head
    half = head * 0.45
    points = f"{x2:.2f},{y2:.2f} {bx - uy * half:.2f},{by + ux * half:.2f} {bx + uy * half:.2f},{by - ux * half:.2f}"
    return line_segment(x1, y1, bx, by, stroke=colour, stroke_width=width, **attributes) + tag(
        "polygon", points=points, fill=colour
    )


def curve_path(points, **attributes) -> Markup:
    """Return an open polyline through `points`, shape (n, 2), in the picture's own units.

    >>> print(curve_path([(0, 0), (1, 0.5)]))
    <polyline points="0.00,0.00 1.00,0.50" fill="none"/>
    """
    return tag("polyline", points=" ".join(f"{x:.2f},{y:.2f}" for x, y in points), fill="none", **attributes)


def path_data(points) -> str:
    """Return the data of a path along `points`, shape (n, 2), in the picture's own units.

    >>> path_data([(0, 0), (1, 0.5), (2, 0)])
    'M0.0 0.0L1.0 0.5L2.0 0.0'
    """
    points = np.asarray(points)
    return ("M" + "L".join(["%.1f %.1f"] * len(points))) % tuple(points.ravel().tolist())


BETWEEN = "<!---->"
"""Stands before, between and after the parts of a panel."""


@dataclass(frozen=True)
class Panel:
    """One part of a picture, `width` × `height` pixels at its natural size; panels wrap on a narrow page.

    Text keeps 12 pixels on a page of 320 as long as a panel is at most 300 wide (350 if its smallest text is 14).
    `parts` stand between marks, by which a page finds out which of them have changed.
    """

    width: float
    height: float
    parts: Markup
    rasters: tuple[Raster, ...] = ()

    @property
    def markup(self) -> Markup:
        """The panel as part of a page that lives: its rasters are canvases, which the page paints."""
        look = {"style": f"--w:{self.width:g}px", "role": "presentation"}
        if not self.rasters:
            return self._element(self.parts, **look)
        canvases = [_canvas(raster, self) for raster in self.rasters]
        return tag("div", *canvases, self._element(self.parts, **look), style=look["style"], class_="ll-panel")

    @property
    def still(self) -> Markup:
        """The panel as part of any page that has the style sheet: its rasters are images."""
        return self._element(*self._images(), self._drawn, style=f"--w:{self.width:g}px", role="presentation")

    @property
    def standalone(self) -> Markup:
        """The panel as a file of its own, which brings its colours, light and dark."""
        style = tag("style", _marked(STYLESHEET))
        size = {"width": f"{self.width:g}", "height": f"{self.height:g}"}
        return self._element(style, *self._images(), self._drawn, **size)

    @property
    def _drawn(self) -> Markup:
        return self.parts.replace(BETWEEN, "")

    def _element(self, *parts: str, **attributes) -> Markup:
        box = f"0 0 {self.width:g} {self.height:g}"
        return tag("svg", *parts, viewBox=box, class_="ll", xmlns="http://www.w3.org/2000/svg", **attributes)

    def _images(self) -> list[Markup]:
        return [_image(raster, raster.png, raster.smooth) for raster in self.rasters]


def _canvas(raster: Raster, panel: Panel) -> Markup:
    """Return where a page paints the raster: a place in shares of the panel, which may be shown at any size."""
    places = (raster.left, panel.width), (raster.top, panel.height), (raster.width, panel.width)
    shares = tuple(part / whole for part, whole in (*places, (raster.height, panel.height)))
    return _placed_canvas(raster.name, shares, *raster.size, raster.palette_name, raster.smooth, raster.enlarges)


@lru_cache(maxsize=4096)  # the same canvases stand in every frame
def _placed_canvas(
    name: str, shares: tuple[float, ...], columns: int, rows: int, palette: str, smooth: bool, enlarges: bool
) -> Markup:
    place = ";".join(f"{side}:{100 * share:.6g}%" for side, share in zip(("left", "top", "width", "height"), shares))
    canvas = tag(
        "canvas",
        width=columns,
        height=rows,
        data_raster=name,
        data_size=f"{columns} {rows}",
        data_palette=palette,
        data_enlarged="" if enlarges else None,
        style=place + ("" if smooth else ";image-rendering:pixelated"),
    )
    return _marked(f"{canvas[:-2]}></canvas>")  # a page must see where it ends


def _image(box: Frame | Raster, address: str, smooth: bool = False) -> Markup:
    return tag(
        "image",
        x=box.left,
        y=box.top,
        width=box.width,
        height=box.height,
        href=address,
        preserveAspectRatio="none",
        style=None if smooth else "image-rendering:pixelated",
    )


def panel(width: float, height: float, *parts: str, rasters: Sequence[Raster] = ()) -> Panel:
    """Return a panel of the given size, made of `parts` and, below them all, of `rasters`.

    >>> panel(100, 50, tag("circle", r=3)).width
    100
    """
    written = [join_elements([part]) for part in parts]
    return Panel(width, height, _marked(f"{BETWEEN}{BETWEEN.join(written)}{BETWEEN}"), tuple(rasters))


@dataclass(frozen=True)
class Picture:
    """A finished picture, a row of panels, and what it says in words. Shows itself as the last line of a cell."""

    panels: tuple[Panel, ...]
    title: str
    text: str

    @property
    def markup(self) -> Markup:
        """The panels as a page that lives shows them: it has the style sheet, and paints the rasters."""
        return join_elements(panel.markup for panel in self.panels)

    @property
    def pixels(self) -> bytes:
        """The numbers of the colours of all rasters, one after the other as they stand in the panels."""
        return b"".join([raster.pixels for panel in self.panels for raster in panel.rasters])

    @property
    def palettes(self) -> dict[str, str]:
        """The colours of all rasters, in hexadecimal, by the palettes' names."""
        return {raster.palette_name: raster.palette.hex() for panel in self.panels for raster in panel.rasters}

    @property
    def svg(self) -> Markup:
        """The picture with its style sheet, title and words: all that shows it anywhere."""
        about = {"class_": "ll-panels", "role": "group", "aria_label": self.title}
        words = tag("p", self.text, class_="ll-unseen")
        still = join_elements(panel.still for panel in self.panels)
        return tag("div", tag("style", _marked(STYLESHEET)), still, words, **about)

    def abilities(self, target: Target) -> frozenset[str]:
        """Return what the elements with this target can do ("drag", "press", ...); nothing if there is none.

        >>> dot = picture(9, 9, tag("circle", r=3, **handle(("dot", 1), "drag edit", "dot 1")), title="", text="")
        >>> sorted(dot.abilities(("dot", 1))), sorted(dot.abilities(("dot", 2)))
        (['drag', 'edit'], [])
        """
        written = f' data-target="{escape(_target_json(target))}" data-can="'
        can = set()
        for parts in (str(panel.parts) for panel in self.panels):
            at = parts.find(written)
            while at >= 0:
                start = at + len(written)
                can.update(parts[start : parts.index('"', start)].split())
                at = parts.find(written, start)
        return frozenset(can)

    def _repr_html_(self) -> Markup:
        return self.svg

    def __repr__(self) -> str:
        return self.text


def panels(*row: Panel, title: str, text: str) -> Picture:
    """Return a picture of several panels, side by side as far as there is room; `text` tells what it shows.

    >>> panels(panel(100, 50), panel(100, 80), title="Two", text="Two empty panels.")
    Two empty panels.
    """
    return Picture(row, title, text)


def picture(width: float, height: float, *parts: str, title: str, text: str) -> Picture:
    """Return a picture of one panel of the given size; `title` names it, `text` tells what it shows.

    >>> picture(100, 50, tag("circle", r=3), title="A dot", text="One dot.")
    One dot.
    """
    return Picture((panel(width, height, *parts),), title, text)


@dataclass(frozen=True)
class Frame:
    """A rectangle of the picture that shows the data range x0..x1 by y0..y1.

    `left`, `top`, `width`, `height` are in the picture's units; y grows upwards in the data. The one number of a range
    of width 0 stands in the middle.

    >>> frame = Frame(0, 1, 0, 1, left=50, top=10, width=100, height=100)
    >>> frame.at(0.5, 1)
    (100.0, 10.0)
    """

    x0: float
    x1: float
    y0: float
    y1: float
    left: float
    top: float
    width: float
    height: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the picture's coordinates of a data point (or of arrays of them)."""
        return (
            self.left + _fraction(x, self.x0, self.x1) * self.width,
            self.top + _fraction(y, self.y1, self.y0) * self.height,
        )

    def points(self, xy) -> np.ndarray:
        """Return the picture's coordinates of many data points, shape (n, 2)."""
        return np.column_stack(self.at(*np.asarray(xy, float).T))

    def grid(self, n: int = 100) -> np.ndarray:
        """Return n × n data points at the centres of a raster, row by row from the top: shape (n·n, 2)."""
        u = (np.arange(n) + 0.5) / n
        xx, yy = np.meshgrid(self.x0 + u * (self.x1 - self.x0), self.y1 - u * (self.y1 - self.y0))
        return np.column_stack([xx.ravel(), yy.ravel()])

    def open(self, *parts: str, target: Target | None = None, clear: bool = False) -> Markup:
        """Return `parts` cut off at the frame's edge; the board reads the data range from this element.

        With a `target` a pointer can draw on the ground, and through all parts that are no handles. A `clear` ground
        lets a raster be seen.
        """
        able = _able(target, "draw") if target else {}
        ground = tag("rect", **self._box, fill="transparent" if clear else "var(--paper)", **able)
        return self.hold(ground, self.clip(*parts, through=target is not None))

    def clip(self, *parts: str, through: bool = True) -> Markup:
        """Return `parts` cut off at the frame's edge; a pointer goes `through` those that are no handles.

        >>> Frame(0, 1, 0, 1, left=5, top=5, width=9, height=9).clip(tag("circle", r=1)).count("overflow")
        1
        """
        box = self._box
        return tag(
            "svg",
            *parts,
            **box,
            viewBox=" ".join(f"{v:g}" for v in box.values()),
            overflow="hidden",
            pointer_events="none" if through else None,
        )

    @property
    def _box(self) -> dict[str, float]:
        return {"x": self.left, "y": self.top, "width": self.width, "height": self.height}

    def hold(self, *parts: str) -> Markup:
        """Return `parts` without a ground and not cut off; the board reads the data range from this element."""
        data = (self.x0, self.x1, self.y0, self.y1, self.left, self.top, self.width, self.height)
        return tag("g", *parts, data_frame=" ".join(f"{v:g}" for v in data))

    def axes(self, x_label: str = "x₁", y_label: str = "x₂", title: str = "") -> Markup:
        """Return the border, ticks, numbers and labels round the frame."""
        return _axes(self, x_label, y_label, title)

    def contour(self, values, *levels: float) -> str:
        """Return the path data of the lines where n × m `values`, a raster over the frame, cross the levels.

        >>> sorted(Frame(0, 1, 0, 1, left=0, top=0, width=20, height=20).contour([[-1, 1], [-1, 1]], 0)[1:].split("L"))
        ['10.0 15.0', '10.0 5.0']
        """
        x, y = _raster_centres(self, np.shape(values))
        return "".join(path_data(line) for level in levels for line in contour_lines(values, level, x, y))

    def raster(self, values, low: str, high: str, levels: int = 21) -> Markup:
        """Return a heat map of n × n `values` in [-1, 1]: colour `low` at -1, clear at 0, `high` at +1."""
        return _image(self, palette_png(values, low, high, levels))


def _fraction(v, low: float, high: float):
    """Return how much of the way from low to high v lies."""
    return (v - low) / (high - low) if high != low else v - low + 0.5


@lru_cache(maxsize=32)
def _raster_centres(frame: Frame, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return the picture's coordinates of the centres of an n × m raster over the frame: two arrays (n, m)."""
    n, m = shape
    across, down = (np.arange(m) + 0.5) / m, (np.arange(n) + 0.5) / n
    x, y = np.meshgrid(frame.left + across * frame.width, frame.top + down * frame.height)
    return x, y


@lru_cache(maxsize=256)  # a widget asks for the same axes at every frame
def _axes(frame: Frame, x_label: str, y_label: str, title: str) -> Markup:
    bottom = frame.top + frame.height
    parts = [tag("rect", x=frame.left, y=frame.top, width=frame.width, height=frame.height, class_="axis")]
    for v, label in labelled_ticks(frame.x0, frame.x1, max(2, int(frame.width // 60))):
        px, _ = frame.at(v, frame.y0)
        parts += [
            line_segment(px, bottom, px, bottom + 4, class_="axis"),
            text(round(px, 2), bottom + 17, label, "mid small soft num"),
        ]
    for v, label in labelled_ticks(frame.y0, frame.y1, max(2, int(frame.height // 50))):
        _, py = frame.at(frame.x0, v)
        parts += [
            line_segment(frame.left - 4, py, frame.left, py, class_="axis"),
            text(frame.left - 7, round(py + 4, 2), label, "end small soft num"),
        ]
    middle = frame.top + frame.height / 2
    parts += [
        text(frame.left + frame.width / 2, bottom + 33, x_label, "mid"),
        text(
            frame.left - 36,
            middle,
            y_label,
            "mid",
            transform=f"rotate(-90 {frame.left - 36:g} {middle:g})" if len(y_label) > 3 else None,
        ),
    ]
    if title:
        parts.append(text(frame.left + frame.width / 2, frame.top - 8, title, "mid bold"))
    return join_elements(parts)


def labelled_ticks(low: float, high: float, about: int) -> list[tuple[float, str]]:
    """Return the ticks from low to high, each with the text that tells it from the others.

    >>> labelled_ticks(-1, 1, 2)
    [(-1.0, '−1'), (0.0, '0'), (1.0, '1')]
    """
    values = ticks(low, high, about)
    return list(zip(values, distinct_texts(values)))


_ROUND_DIGITS = tuple(map(Decimal, ("0.1", "0.2", "0.5", "1", "2", "5", "10")))


def ticks(low: float, high: float, about: int) -> list[float]:
    """Return round numbers from low to high in rising order, about `about` of them and at least two.

    A range of width 0 has one tick, and a range that reaches to NaN or infinity has none.

    >>> ticks(-1.5, 1.5, 4), ticks(1e12, 1e12 + 1, 2), ticks(3, 3, 4)
    ([-1.0, 0.0, 1.0], [1000000000000.0, 1000000000000.5, 1000000000001.0], [3.0])
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return []
    first, last = sorted((Decimal(float(low)), Decimal(float(high))))  # exact, however small or far from 0
    if first == last:
        return [float(first)]
    rough = (last - first) / max(about, 1)
    gaps = [digit.scaleb(rough.adjusted()) for digit in _ROUND_DIGITS]
    widest = bisect_left(gaps, rough * Decimal("0.999"))
    for gap in reversed(gaps[: widest + 1]):
        found = _multiples(gap, first, last)
        if len(found) > 1:
            return found
    return [float(first), float(last)]  # two neighbouring floats, and no round number between them


def _multiples(gap: Decimal, low: Decimal, high: Decimal) -> list[float]:
    """Return the multiples of `gap` from low to high; an end that only rounding has moved past one counts as there."""
    slack = Decimal("1e-9")
    return sorted({float(i * gap) for i in range(math.ceil(low / gap - slack), math.floor(high / gap + slack) + 1)})


Target = tuple[Any, ...]
"""Which element an event is about, in strings and whole numbers: ("unit", 3), ("W", 1, 0, 2)."""


def target_name(target: Target) -> str:
    """Return a target as it is written for people and as an element's id.

    >>> target_name(("W", 1, 0, 2))
    'W.1.0.2'
    """
    return ".".join(map(str, target))


@lru_cache(maxsize=4096)  # the same handles stand in every frame
def _target_json(target: Target) -> str:
    return json.dumps([part if isinstance(part, str) else int(part) for part in target], separators=(",", ":"))


def _able(target: Target, can: str) -> dict:
    return {"data_id": target_name(target), "data_target": _target_json(target), "data_can": can}


def handle(
    target: Target,
    can: str,
    label: str,
    *,
    at: tuple[float, float] | None = None,
    step: float = 0.1,
    value: str | None = None,
    quiet: bool = False,
    doubled: bool = False,
) -> dict:
    """Return the attributes that make an element answer to pointer and keyboard on the board.

    `target` says which element it is: events carry it (see `interactive.Event`).
    `can` holds one or more of "drag" (arrow keys move it by `step`; `at` is where it is in the data), "press"
    (click, Enter, Space) and "edit" (Enter opens a field with `value`). `label` is read aloud.
    `quiet` says that nothing need change when it is used (a greyed element); the browser tests expect an answer
    from all others. `doubled` is for a pointer only: another element of the card, in the tab order, does the same.

    >>> handle(("x", 1), "edit", "input 1", value="3")["data_target"]
    '["x",1]'
    """
    attributes = {
        **_able(target, can),
        "tabindex": None if doubled else 0,
        "role": None if doubled else "button",
        "aria_label": None if doubled else label,
        "data_doubled": "true" if doubled else None,
        "data_value": value,
        "data_quiet": "true" if quiet else None,
    }
    if at is not None:
        attributes |= {"data_x": float(at[0]), "data_y": float(at[1]), "data_step": step}
    return attributes


_HIT_RADII = 7.0, 12.5


def hit_discs(places: Sequence[Sequence[float]]) -> list[Markup]:
    """Return an unseen disc round each place (in the picture's units), none so large that it lies over another.

    >>> print(hit_discs([(0, 0), (20, 0)])[1])
    <circle cx="20" cy="0" r="10" class="hit"/>
    """
    at = np.asarray(places, float).reshape(-1, 2)
    apart = np.hypot(*(at[:, None] - at).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    radii = np.clip(apart.min(axis=1, initial=np.inf) / 2, *_HIT_RADII)
    return [tag("circle", cx=x, cy=y, r=r, class_="hit") for (x, y), r in zip(at.tolist(), radii.tolist())]


def contour_lines(values, level: float = 0.0, x=None, y=None) -> list[np.ndarray]:
    """Return the lines where an n × m raster crosses `level`, joined end to end: each is points (k, 2).

    `x` and `y`, shape (n, m), say where the raster's numbers are; without them a point is (column, row). A closed
    line ends where it begins. Numbers equal to the level count as below it; no line passes beside NaN or infinity.

    >>> [sorted(line.tolist()) for line in contour_lines([[-1, 1], [-1, 1], [-1, 3]])]
    [[[0.25, 2.0], [0.5, 0.0], [0.5, 1.0]]]
    """
    from contourpy import contour_generator  # a widget without contour lines never waits for it

    return contour_generator(x, y, np.asarray(values, float)).lines(level)


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


_UNSAFE = re.compile("[&<>\"']").search


def _short(value) -> str:
    """Return what is no markup as it is written in an element or attribute; most holds nothing that must be escaped."""
    if isinstance(value, float):
        return f"{value:.6g}"
    written = value if isinstance(value, str) else str(value)
    return escape(written) if _UNSAFE(written) else written

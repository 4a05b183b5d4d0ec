"""One SVG for both themes: what matplotlib has drawn in light colours, made small and given its dark colours as well.

The picture asks its surroundings (`prefers-color-scheme`), so it needs no script and works as an `<img>`.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np

from .palette import DARK, LIGHT, css_variables

_NEUTRAL = ("ink", "soft", "faint", "paper")  # from dark to light in the light theme
_COLOUR = re.compile("#([0-9a-f]{6})")
_FONT = re.compile(r"'DejaVu Sans'[^;]*sans-serif")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_BLANKS = re.compile(r"\s*([A-Za-z,\s])\s*")  # round the letters of a path
_LONG_PATH = 600  # characters: one digit, a seventh of a pixel, is enough where it has many points
_DATA = "data:image/png;base64,"


def dark_twin(colour: str) -> str:
    """Return what `colour` of the light theme is in the dark one.

    A colour of the palette has its twin there. Any other keeps its hue, and its lightness is turned round.

    >>> dark_twin("#0067a8"), dark_twin("#000000"), dark_twin("#fafafa")
    ('#6cb8f0', '#ffffff', '#1a1a1a')
    """
    return "#" + bytes(_dark_pixels(_bytes([colour]))[0]).hex()


def _dark_pixels(pixels: np.ndarray) -> np.ndarray:
    """Return the dark twins of colours, shape (n, 3) from 0 to 255: those of the palette, or as it turns its greys."""
    lab = _oklab(pixels)
    light, dark = (_oklab(_bytes(of[name] for name in _NEUTRAL))[:, 0] for of in (LIGHT, DARK))
    lab[:, 0] = np.interp(lab[:, 0], [0.0, *light], [1.0, *dark])
    twins = _rgb(lab)
    for own, twin in zip(_bytes(LIGHT.values()), _bytes(DARK[name] for name in LIGHT)):
        twins[(pixels == own).all(axis=1)] = twin
    return twins


def _bytes(colours: Iterable[str]) -> np.ndarray:
    """Return colours that are written #rrggbb as numbers from 0 to 255, shape (n, 3)."""
    return np.array([list(bytes.fromhex(colour[1:])) for colour in colours], np.uint8)


def themed_svg(drawn: str) -> str:
    """Return matplotlib's SVG with colours that follow the theme, and without what no reader sees.

    >>> small = themed_svg('<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><path style="fill: #0067a8"/></g></svg>')
    >>> print(small[small.index("<path"):], "--0067a8:#6cb8f0" in small)
    <path class="s0" /></svg> True
    """
    root = ElementTree.fromstring(drawn)
    used = set(re.findall(r"#([\w-]+)", " ".join(v for e in root.iter() for v in e.attrib.values())))
    styles: dict[str, str] = {}
    for element in root.iter():
        _make_small(element, used)
        style = element.attrib.pop("style", "")
        if style:
            element.set("class", styles.setdefault(style, f"s{len(styles)}"))
    _unwrap_groups(root)
    for parent in [e for e in root.iter() if e.find("image") is not None]:
        _add_dark_images(parent)
    root.set("xmlns", "http://www.w3.org/2000/svg")
    root.insert(0, _stylesheet(styles))
    return ElementTree.tostring(root, encoding="unicode")


def _make_small(element: Element, used: set[str]) -> None:
    """Take off namespaces, names that nothing refers to, blanks and the digits that no screen shows."""
    element.tag = element.tag.split("}")[-1]
    kept = {key.split("}")[-1]: value for key, value in element.attrib.items()}
    if kept.get("id") not in used:
        kept.pop("id", None)
    for key in kept.keys() & {"d", "x", "y", "width", "height", "transform"}:
        kept[key] = _shorter(kept[key])
    if kept.get("transform", "").startswith("rotate(-0 "):
        del kept["transform"]
    element.attrib.clear()
    element.attrib.update(kept)
    if element.tag not in ("text", "tspan"):
        element.text = None if element.tag != "style" else element.text
    if element.tag != "tspan":
        element.tail = None


def _shorter(coordinates: str) -> str:
    """Return the coordinates with fewer digits and blanks.

    >>> _shorter("M 10.123456 20 \\nL -0.001 1.5 \\n")
    'M10.12 20L-0 1.5'
    """
    digits = 1 if len(coordinates) > _LONG_PATH else 2
    rounded = _LONG_NUMBER.sub(lambda number: f"{round(float(number[0]), digits):g}", coordinates)
    return _BLANKS.sub(r"\1", rounded).strip()


def _unwrap_groups(parent: Element) -> None:
    """Put what stands in groups without any attribute in the place of its group."""
    for child in parent:
        _unwrap_groups(child)
    parent[:] = [e for child in parent for e in (child if child.tag == "g" and not child.attrib else (child,))]


def _stylesheet(styles: dict[str, str]) -> Element:
    colours = {name: f"#{name}" for name in _COLOUR.findall(" ".join(styles))} | {"ink": LIGHT["ink"]}
    rules = "".join(f".{name}{{{_themed(style)}}}" for style, name in styles.items())
    sheet = Element("style")
    sheet.text = (
        f":root{{{css_variables(colours)};fill:var(--ink)}}.dark{{display:none}}{rules}"
        f"@media(prefers-color-scheme:dark){{:root{{{css_variables({k: dark_twin(v) for k, v in colours.items()})}}}"
        ".dark{display:inline}.light{display:none}}"
    )
    return sheet


def _themed(style: str) -> str:
    in_page_font = _FONT.sub("system-ui,'DejaVu Sans',sans-serif", style)
    return _COLOUR.sub(r"var(--\1)", in_page_font).replace("; ", ";").replace(": ", ":")


def _add_dark_images(parent: Element) -> None:
    """Set beside each raster image its twin for the dark theme; of the two only one is shown."""
    for place, image in reversed(list(enumerate(parent))):
        if image.tag == "image":
            twin = Element("image", image.attrib | {"href": _dark_png(image.get("href", ""))})
            for of_theme, element in (("light", image), ("dark", twin)):
                element.set("class", f"{element.get('class', '')} {of_theme}".strip())
            parent.insert(place + 1, twin)


def _dark_png(address: str) -> str:
    """Return the data address of a PNG in dark colours."""
    from matplotlib.image import imread, imsave  # a widget alone never waits for matplotlib

    pixels = np.rint(imread(io.BytesIO(base64.b64decode(address.removeprefix(_DATA)))) * 255).astype(np.uint8)
    pixels[..., :3] = _dark_pixels(pixels[..., :3].reshape(-1, 3)).reshape(pixels.shape[:2] + (3,))
    file = io.BytesIO()
    imsave(file, pixels, format="png", metadata={"Software": None})
    return _DATA + base64.b64encode(file.getvalue()).decode()


# --- OKLab: a space in which equal steps look equal (B. Ottosson, 2020) ----------------------------------------------

_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _oklab(rgb) -> np.ndarray:
    """Return lightness, green to red, blue to yellow, shape (..., 3), of sRGB colours from 0 to 255."""
    v = np.asarray(rgb) / 255
    linear = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ _TO_CONES.T) @ _TO_LAB.T


def _rgb(lab: np.ndarray) -> np.ndarray:
    """Return the sRGB colours, bytes, nearest to these of OKLab."""
    linear = np.clip((lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_CONES).T, 0, 1)
    v = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.rint(v * 255).astype(np.uint8)

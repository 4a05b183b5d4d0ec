"""Figures of matplotlib: one picture for both themes, readable in each, the same at every run."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import numpy as np
import pytest

from lecture_lib.drawing import DARK, INK, LIGHT, SERIES, dark_twin, figure, plot_curves, render_figure
from tools.build import ROOT

CURVES = {"a": ([1, 10, 1e6], [1e-9, 1, 2]), "b": ([1, 10, 1e6], [1, 1e-9, 2])}


def draw(width=6.4, ncols=1):
    fig, axes = figure(width, 3, ncols=ncols)
    told = [plot_curves(ax, CURVES, "x", "y", log="xy") for ax in np.ravel(axes)]
    return render_figure(fig, told[0])


def luminance(colour):
    v = np.array(list(bytes.fromhex(colour[1:]))) / 255
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_the_page_gets_one_picture_with_its_words_and_an_address_that_is_the_svg():
    drawn, images = draw(), []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attributes: images.append((tag, dict(attributes)))
    reader.feed(drawn._repr_html_())
    (_, style), (tag, image) = images
    assert (_, tag, style) == ("style", "img", {})
    assert (
        image["alt"]
        == drawn.alt
        == "Line plot of y against x. a rises from 1e-09 to 2. b goes from 1 to 2, lowest 1e-09 at 10."
    )
    assert unquote(image["src"]) == "data:image/svg+xml," + drawn.svg and not set(image["src"]) & set('#<>"&')


def test_the_same_figure_is_the_same_to_the_byte():
    assert draw().svg == draw().svg


def test_every_colour_is_a_variable_with_a_value_in_each_theme():
    fig, ax = figure()
    ax.plot([1, 2], color="black")
    ax.plot([2, 1], color=INK, label="own")
    ax.scatter([1, 2], [2, 1], c=[0.0, 1.0], cmap="Blues")
    ax.legend(title="a legend with a frame")
    svg = render_figure(fig, "").svg
    light, dark = (dict(re.findall(r"--(\w+):(#\w+)", block)) for block in re.findall(r":root{([^}]*)}", svg))
    assert (
        {"ffffff", "000000", INK[1:], "ink"} <= light.keys() == dark.keys() >= set(re.findall(r"var\(--(\w+)\)", svg))
    )
    assert re.search(
        ":root{[^}]*;fill:var\\(--ink\\)}", svg
    )  # matplotlib leaves out black: a title has no colour of its own
    assert all(dark[name] == dark_twin(colour) for name, colour in light.items())
    assert set(re.findall(r"#[0-9a-f]{6}\b", svg)) <= {*light.values(), *dark.values()}


def test_curves_without_a_colour_of_their_own_take_the_palettes():
    _, ax = figure()
    assert [ax.plot([1, 2])[0].get_color() for _ in SERIES] == [look["color"] for look in SERIES]


def test_colours_that_can_be_read_on_light_paper_can_be_read_on_dark_paper():
    greys = [f"#{v:02x}{v:02x}{v:02x}" for v in range(256)]
    assert all(dark_twin(LIGHT[name]) == DARK[name] for name in LIGHT)
    falling = [luminance(dark_twin(grey)) for grey in greys if grey not in LIGHT.values()]
    assert all(a >= b for a, b in zip(falling, falling[1:]))
    for colour in (*greys, "#1f77b4", "#d62728", "#2ca02c", "#08306b"):
        if contrast(colour, LIGHT["paper"]) >= 4.5:
            assert contrast(dark_twin(colour), DARK["paper"]) >= 4.5, colour


@pytest.mark.parametrize("width, ncols", [(3, 1), (6.4, 1), (7.2, 2), (9, 3)])
def test_text_has_twelve_pixels_in_a_notebook_700_pixels_wide(width, ncols):
    svg = draw(width, ncols).svg
    shown = min(100 * width, 549) / (72 * width)  # pixels of the screen a unit of the picture
    sizes = [float(size) for size in re.findall(r"font(?:-size)?: ?(?:\w+ )*([\d.]+)px", svg)]
    assert sizes and min(sizes) * shown > 11.99, sizes


def test_no_notebook_or_laboratory_fixes_a_colour_of_a_figure():
    fixed = re.compile(r"""\b(?:color|colors|cmap|facecolor|edgecolor|markerfacecolor|c)=["'](?!none)""")
    files = [*(ROOT / "source").rglob("*.py"), *(ROOT / "lecture_lib" / "labs").rglob("*.py")]
    assert len(files) > 50 and fixed.search('ax.axhline(0, color="0.5")')
    assert not [
        f"{file.name}: {line}" for file in files for line in file.read_text("utf-8").splitlines() if fixed.search(line)
    ]


def test_the_colours_of_both_themes_are_written_in_one_place():
    folders = [ROOT / "lecture_lib" / name for name in ("drawing", "grading")]
    texts = {file.name: file.read_text("utf-8") for folder in folders for file in folder.rglob("*.py")}
    assert DARK["plus"] in texts.pop("palette.py")
    code = {name: re.sub(r'""".*?"""', "", text, flags=re.DOTALL) for name, text in texts.items()}
    assert not {name for name, text in code.items() for colour in (*LIGHT.values(), *DARK.values()) if colour in text}

"""Rasters: what a page paints and what a still picture holds are the same pixels."""

import base64
import re
import zlib
from io import BytesIO
from xml.etree import ElementTree

import matplotlib.image
import numpy as np
import pytest

from lecture_lib.drawing import (
    Frame,
    Raster,
    class_raster,
    decision_layers,
    decision_surface,
    panel,
    panels,
    signed_indices,
    signed_palette,
    signed_raster,
    svg,
)

FRAME = Frame(-1, 1, -1, 1, left=20, top=10, width=60, height=30)
XHTML = "{http://www.w3.org/2000/svg}"


def colours(address: str) -> np.ndarray:
    """Return the colours (n, m, 4) of a PNG, from 0 to 255, read by matplotlib."""
    png = base64.b64decode(address.removeprefix("data:image/png;base64,"))
    return np.rint(matplotlib.image.imread(BytesIO(png), format="png") * 255).astype(int)


def painted(raster: Raster) -> np.ndarray:
    """Return the colours (n, m, 4) that a page paints."""
    return np.frombuffer(raster.palette, np.uint8).reshape(-1, 4)[raster.indices].astype(int)


def test_the_image_of_a_still_picture_holds_the_pixels_that_a_page_paints():
    raster = signed_raster("map", FRAME, np.random.default_rng(0).uniform(-1, 1, (7, 5)), levels=255)
    assert np.array_equal(colours(raster.png), painted(raster))


def test_signed_values_are_orange_below_clear_at_and_blue_above_nothing():
    (low, none, high, no_number, beyond) = painted(signed_raster("m", FRAME, [[-1.0, 0, 1, np.nan, 7]]))[0]
    assert tuple(low) == (0xE0, 0x8A, 0x3C, 120) and tuple(high) == (0x3F, 0x8F, 0xD2, 120)
    assert none[3] == no_number[3] == 0 and tuple(beyond) == tuple(high)


def test_many_rasters_are_coloured_in_one_call_as_each_alone():
    values = np.random.default_rng(1).normal(0, 1, (6, 40, 40)).astype(np.float32)
    assert np.array_equal(signed_indices(values, 255), [signed_indices(each, 255) for each in values])
    assert len(signed_palette("#000000", "#ffffff", 255)) == 4 * 255


@pytest.mark.parametrize("k", [2, 3, 10])
def test_a_class_raster_has_the_colour_of_the_likeliest_class_the_stronger_the_surer(k):
    sure, unsure, none = np.eye(k), np.full((k, k), 0.5 / k) + 0.5 * np.eye(k), np.full((1, k), 1 / k)
    shown = painted(class_raster("c", FRAME, np.concatenate([sure, unsure, none, none * np.nan])[None], levels=255))[0]
    assert len({tuple(colour) for colour in shown[:k, :3]}) == k
    assert np.array_equal(shown[:k, :3], shown[k : 2 * k, :3])
    assert (shown[:k, 3] == 120).all() and (abs(shown[k : 2 * k, 3] - 60) <= 3).all() and (shown[2 * k :, 3] == 0).all()


def test_a_panel_has_its_rasters_below_its_parts_in_shares_of_its_size():
    shown = panel(100, 50, svg.tag("circle", r=3), rasters=[signed_raster("map", FRAME, np.eye(2), enlarges=True)])
    box = ElementTree.fromstring(shown.markup)
    canvas, parts = list(box)
    assert [parts.tag, canvas.tag] == [f"{XHTML}svg", "canvas"]
    assert canvas.get("style") == "left:20%;top:20%;width:60%;height:60%;image-rendering:pixelated"
    assert (canvas.get("data-raster"), canvas.get("data-size"), canvas.get("data-enlarged")) == ("map", "2 2", "")
    for still in (shown.still, shown.standalone):
        image, circle = list(ElementTree.fromstring(re.sub("<style>.*?</style>", "", still)))
        assert [image.get(side) for side in ("x", "y", "width", "height")] == ["20", "10", "60", "30"]
        assert circle.tag == f"{XHTML}circle"


def test_a_panel_without_rasters_is_the_same_in_a_page_that_lives_but_for_the_marks_between_its_parts():
    shown = panel(100, 50, svg.tag("circle", r=3), svg.tag("circle", r=4))
    assert shown.markup.replace("<!---->", "") == shown.still
    assert shown.markup.count("<!---->") == 3 and "<!---->" not in shown.standalone


def test_a_picture_gives_all_pixels_in_the_order_of_its_canvases():
    one, two, three = (signed_raster(name, FRAME, [[v, v]]) for name, v in (("a", -1), ("b", 0), ("c", 1)))
    picture = panels(panel(9, 9, rasters=[one, two]), panel(9, 9), panel(9, 9, rasters=[three]), title="", text="")
    assert picture.pixels == bytes([0, 0, 10, 10, 20, 20])
    assert re.findall('data-raster="(.)"', picture.markup) == ["a", "b", "c"]
    assert picture.palettes == {one.palette_name: one.palette.hex()}


def test_pictures_are_the_same_only_with_the_same_pixels():
    def shown(value):
        return panels(panel(9, 9, rasters=[signed_raster("a", FRAME, [[value]])]), title="", text="")

    assert shown(0.5) == shown(0.5) and hash(shown(0.5)) == hash(shown(0.5))
    assert shown(0.5) != shown(-0.5) and signed_raster("a", FRAME, [[1]]) != "a"


def test_the_layers_of_a_decision_are_its_surface_taken_apart():
    def f(x):
        return np.tanh(x[:, 0] - x[:, 1])

    raster, line = decision_layers("answer", FRAME, f, 12)
    assert decision_surface(FRAME, f, 12).endswith(line) and raster.png in decision_surface(FRAME, f, 12)


def test_a_png_is_whole():
    png = base64.b64decode(signed_raster("a", FRAME, np.eye(3)).png.partition(",")[2])
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        assert int.from_bytes(png[at + 8 + length : at + 12 + length]) == zlib.crc32(png[at + 4 : at + 8 + length])
        at += 12 + length
    assert at == len(png)

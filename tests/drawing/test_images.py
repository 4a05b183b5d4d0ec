"""Small images side by side."""

import base64
import io
import re

import numpy as np
import pytest
from matplotlib.image import imread

from lecture_lib import InputError
from lecture_lib.drawing import DARK, LIGHT, image_grid


def rasters(drawn, theme):
    """Return the pixels, (side, side, 3) from 0 to 255, of the images that a figure shows in one theme."""
    tags = [
        tag for tag in re.findall("<image [^>]*>", drawn.svg) if theme in re.search('class="([^"]*)"', tag)[1].split()
    ]
    addresses = [re.search('href="data:image/png;base64,([^"]*)"', tag)[1] for tag in tags]
    return [np.rint(imread(io.BytesIO(base64.b64decode(a)))[..., :3] * 255).astype(int) for a in addresses]


def rgb(colour):
    return list(bytes.fromhex(colour[1:]))


def test_images_must_be_square_and_have_titles():
    assert len(rasters(image_grid(np.eye(4), list("abcd"), "Four.", signed=True, columns=2), "light")) == 4
    for rows, titles in ((np.eye(3), "abc"), (np.eye(4), "abc")):
        with pytest.raises(InputError, match="square images and one title each"):
            image_grid(rows, titles, "")


@pytest.mark.parametrize("theme, colours", [("light", LIGHT), ("dark", DARK)])
def test_images_have_the_colours_of_the_theme_pixel_by_pixel(theme, colours):
    (ink,) = rasters(image_grid([[0, 1, 1, 0]], [""], "", columns=1), theme)
    assert ink.tolist() == [[rgb(colours["paper"]), rgb(colours["ink"])], [rgb(colours["ink"]), rgb(colours["paper"])]]
    (signed,) = rasters(image_grid([[-1, 1, 1, -1]], [""], "", signed=True, columns=1), theme)
    assert signed[0].tolist() == [rgb(colours["minus"]), rgb(colours["plus"])]


def test_a_long_title_stands_in_lines_and_not_across_its_neighbours():
    assert re.findall("<text[^>]*>([^<]*)<", image_grid(np.eye(4)[:1], ["5, read as 9 (83%)"], "").svg) == [
        "5, read as 9",
        "(83%)",
    ]


def test_blank_signed_images_are_blank():
    for theme in ("light", "dark"):
        (pixels,) = rasters(image_grid(np.zeros((1, 4)), [""], "", signed=True, columns=1), theme)
        assert np.ptp(pixels.reshape(-1, 3), axis=0).max() < 5

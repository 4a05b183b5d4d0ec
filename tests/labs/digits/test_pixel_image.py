"""An image as paths: every pixel is covered once, with its own grey (row 15.1)."""

import re

import numpy as np

from lecture_lib.labs.digits.pixel_image import ink_image, ink_paths, weight_image

LEVELS = 8


def painted(markup, shape):
    """Read the paths again: how dark each pixel is, and how often it was painted."""
    grey, times = np.zeros(shape), np.zeros(shape, int)
    for d, opacity in re.findall(r'd="([^"]*)" fill="[^"]*" fill-opacity="([^"]*)"', markup):
        for column, row, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", d):
            cells = int(row), slice(int(column), int(column) + int(width))
            grey[cells], times[cells] = float(opacity), times[cells] + 1
    return grey, times


def test_every_pixel_has_its_grey_and_paper_is_left_out():
    image = np.random.default_rng(0).uniform(size=(28, 28)) * (np.random.default_rng(1).uniform(size=(28, 28)) > 0.5)
    grey, times = painted(ink_paths(image), image.shape)
    assert np.array_equal(times, (image > 0).astype(int))
    assert np.all(abs(grey - image) <= 1 / LEVELS + 1e-9) and np.all(grey >= image - 1e-9)


def test_rows_are_rows():
    image = np.zeros((28, 28))
    image[3, 20] = 1
    drawn = ink_image(5, 7, 56, image)
    assert "M20 3h1v1h-1z" in drawn and "translate(5 7) scale(2)" in drawn


def test_ink_is_as_dark_as_its_number_and_paper_draws_nothing():
    drawn = str(ink_image(0, 0, 20, np.array([[0.0, 0.5], [1.0, 1.0]])))
    assert drawn.count("<path") == 2 and 'fill-opacity="0.5"' in drawn and 'fill-opacity="1' in drawn
    assert str(ink_image(0, 0, 20, np.zeros((2, 2)))).count("<path") == 0


def test_weights_of_0_can_be_shown():
    assert "image" in str(weight_image(0, 0, 20, np.zeros((2, 2)), 0.0))

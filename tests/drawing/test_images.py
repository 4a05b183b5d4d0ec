"""Small images side by side."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.drawing import image_grid


def test_images_must_be_square_and_have_titles():
    assert image_grid(np.eye(4), list("abcd"), "Four.", signed=True, columns=2).png.startswith(b"\x89PNG")
    for rows, titles in ((np.eye(3), "abc"), (np.eye(4), "abc")):
        with pytest.raises(InputError, match="square images and one title each"):
            image_grid(rows, titles, "")

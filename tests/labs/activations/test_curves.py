"""Curves of activation functions: a gallery of all, each made of unbroken pieces (rows 02.1, 02.2)."""

from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.activations import activation_gallery, make_activation
from lecture_lib.labs.activations.curves import CURVE_STYLES, continuous_pieces
from tests.widget_driver import elements_of


def test_the_gallery_shows_every_function_with_its_slope():
    picture = activation_gallery()
    words = [e.text for e in ElementTree.fromstring(picture.svg).iter() if e.tag.endswith("text") and e.text]
    assert all(style.label in words for style in CURVE_STYLES.values()) and elements_of(picture) == {}
    with pytest.raises(InputError):
        make_activation("cosine")


@pytest.mark.parametrize("g", CURVE_STYLES)
def test_the_pieces_of_a_curve_lie_on_it(g):
    own = make_activation(g, 0.2)
    for of_slope in (False, True):
        for piece in continuous_pieces(own, CURVE_STYLES[g].kind, of_slope):
            z, y = piece[piece[:, 0] != 0].T
            assert np.allclose(y, (own.slope if of_slope else own)(z))

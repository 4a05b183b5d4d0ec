"""Samples side by side with the clouds that they should fill (row 16.5)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.architectures import samples_figure

CENTRES = [[0.0, 1.4], [0.0, -1.4]]


@pytest.mark.slow  # matplotlib is loaded
def test_the_words_count_the_clouds_of_each_sample():
    both = np.repeat(CENTRES, 5, axis=0)
    found = samples_figure({"data": both, "one side": both[:5], "nothing": both + 9}, CENTRES)
    assert found.alt.endswith("data: 2 clouds reached. one side: 1 cloud reached. nothing: 0 clouds reached.")
    assert len(found.alt.split()) <= 60 and found.svg.count("one side") >= 1


def test_no_samples_or_strange_ones_are_refused_in_words():
    with pytest.raises(InputError, match="no samples"):
        samples_figure({}, CENTRES)
    with pytest.raises(InputError, match="data holds nan"):
        samples_figure({"data": [[np.nan, 0.0]]}, CENTRES)

"""In WebAssembly a whole number of NumPy has 32 bits where nobody says otherwise; no mark depends on that.

Whatever a question hands to an answer, and whatever it wants back, stays far below 2³¹, so that sums and products of
two such numbers' parts fit too. The solved sheets bring all their points there: tests/grading/sandbox/test_webassembly.
"""

from collections.abc import Iterator

import numpy as np
import pytest

from lecture_lib.checking import draw_hidden_cases
from lecture_lib.course import questions
from lecture_lib.grading.intake import read_sheets
from tests.grading.whole_class import SHEETS

SEEDS, FAR_BELOW = 40, 2**20
NUMBERS = [(sheet.lecture, task.number) for sheet in read_sheets(SHEETS).values() for task in sheet.tasks]


def whole_numbers(value) -> Iterator[int]:
    """Yield the largest whole number of each part of a value."""
    if isinstance(value, int | np.integer):
        yield abs(int(value))
    elif isinstance(value, np.ndarray) and value.dtype.kind in "iu":
        yield int(np.abs(value).max(initial=0))
    elif isinstance(value, np.ndarray) and value.dtype == object:
        yield from whole_numbers(value.ravel().tolist())
    elif isinstance(value, list | tuple):
        for part in value:
            yield from whole_numbers(part)


@pytest.mark.parametrize("lecture, number", NUMBERS)
def test_no_whole_number_of_a_question_comes_near_32_bits(lecture, number):
    question = questions(lecture)[number]
    drawn = [draw_hidden_cases(question, np.random.default_rng(seed)) for seed in range(SEEDS)]
    for case in [*question.cases, *(case for cases in drawn for case in cases)]:
        assert max(whole_numbers([*case]), default=0) < FAR_BELOW
        assert max(whole_numbers(question.truth(*case)), default=0) < FAR_BELOW

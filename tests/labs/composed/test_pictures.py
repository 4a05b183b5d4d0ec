"""The pictures of notebook 07: columns of circles, black boxes, scores, formulas and code (rows 07.1, 07.2, 07.4)."""

import re
import textwrap

import numpy as np
import pytest

from lecture_lib import MLP, InputError, identity, relu
from lecture_lib.drawing import score_heatmap
from lecture_lib.labs.composed import black_box_diagram, spell_network
from lecture_lib.labs.composed.builder import State as BuilderState
from lecture_lib.labs.composed.builder import construction_code
from lecture_lib.labs.composed.layer_columns import column_centres
from lecture_lib.labs.composed.notation_switch import SWITCH_SIZES
from lecture_lib.labs.composed.spelling import NOTATION_TITLES
from lecture_lib.labs.composed.symbols import code_width, formula_line, formula_width


def test_a_column_is_drawn_round_its_middle_with_eight_circles_at_most():
    for n in (1, 2, 8, 9, 500):
        ys = [y for _, y in column_centres((n, 1), 0, 10, 0, 80)[0]]
        assert (
            len(ys) == (n if n <= 8 else 6)
            and np.mean(ys) == pytest.approx(40)
            and 0 < min(ys) < max(ys, default=80) + 1 <= 81
        )


def test_boxes_show_what_travels_and_shorten_wide_layers():
    net = MLP.random((2, 9, 1), relu, identity, rng=np.random.default_rng(0))
    picture = black_box_diagram(net, [1.0, -1.0])
    assert picture.svg.count("⋮") == 1 and "f1 takes 2 numbers and gives 9" in picture.text
    assert picture.text.endswith(f"({net([1.0, -1.0])[0]:.3g}).".replace("-", "−"))
    with pytest.raises(InputError, match="one example"):
        black_box_diagram(net, [[1.0, -1.0]])


def test_scores_frame_the_best_and_refuse_names_that_do_not_fit():
    picture = score_heatmap([[0.5, 0.9], [0.7, 0.6]], [[0.1, 0.0], [0.0, 0.05]], ["r", "s"], ["c", "d"], "T")
    assert picture.text == (
        "T, in per cent. r: c 50.0 ± 10.0, d 90.0 ± 0.0. s: c 70.0 ± 0.0, d 60.0 ± 5.0. Best: r, d."
    )
    with pytest.raises(InputError, match="named"):
        score_heatmap([[0.5, 0.9]], [[0.1, 0.0]], ["r"], ["c"], "T")


def test_a_symbol_fills_the_room_that_the_next_one_leaves_it():
    pieces = spell_network("B", (2, 3, 1)).equations[0][0]
    grounds = [
        tuple(
            map(
                float,
                re.search(
                    r'<rect x="([\d.]+)"[^>]* width="([\d.]+)"', formula_line(10, 50, pieces, marked=part)
                ).groups(),
            )
        )
        for part in ("z1", "W1", "x", "b1")
    ]
    assert all(x + w <= after + 4 for (x, w), (after, _) in zip(grounds, grounds[1:]))
    last, width = grounds[-1]
    assert 10 + formula_width(pieces) == pytest.approx(last + width - 2, abs=0.01)


@pytest.mark.parametrize("notation", NOTATION_TITLES)
def test_the_longest_formulas_and_code_stay_within_their_panels(notation):
    deepest = spell_network(notation, (999,) * 7)
    assert max(formula_width(form, 13.5) for forms in deepest.equations for form in forms) < 250 - 28
    spelling = spell_network(notation, SWITCH_SIZES)
    assert max(formula_width(form, 16) for forms in spelling.equations for form in forms) < 250 - 12
    lines = ["".join(piece.name.base for piece in form) for layer in spelling.code for form, _ in layer]
    lines += [comment for layer in spelling.code for _, comment in layer]
    assert 12 + max(map(code_width, lines)) <= 250
    most = construction_code(BuilderState((999,) * 7, ("identity",) * 6))
    assert 8 + max(map(code_width, most)) <= 250 and 52 + 20 * len(most) < 358
    assert len(textwrap.wrap(deepest.counts, 40)) <= 2


def test_a_small_network_fills_its_frame_as_far_as_its_circles_may_be_apart():
    for n, pitch in ((2, 30), (3, 30), (5, 16)):
        ys = [y for _, y in column_centres((n, 1), 0, 10, 0, 80)[0]]
        assert np.diff(ys) == pytest.approx(min(pitch, 80 / n)) and np.mean(ys) == 40

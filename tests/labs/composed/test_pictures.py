"""The pictures of notebook 07: columns of circles, black boxes, scores, formulas and code (rows 07.1, 07.2, 07.4)."""

import re

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
from lecture_lib.labs.composed.symbols import formula_line, formula_width


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
    assert picture.text == ("T, in percent. r: c 50.0 ± 10.0, d 90.0 ± 0.0. s: c 70.0 ± 0.0, d 60.0 ± 5.0. Best: r, d.")
    with pytest.raises(InputError, match="named"):
        score_heatmap([[0.5, 0.9]], [[0.1, 0.0]], ["r"], ["c"], "T")


def test_a_symbol_fills_the_room_that_the_next_one_leaves_it():
    pieces = spell_network("B", (2, 3, 1)).equations[0][0]
    drawn = formula_line(10, 50, pieces)
    starts = [float(x) for x in re.findall(r'<rect x="([\d.]+)"', drawn)]
    widths = [float(w) for w in re.findall(r'<rect[^>]* width="([\d.]+)"', drawn)]
    assert len(starts) == 4 and all(x + w <= after + 4 for x, w, after in zip(starts, widths, starts[1:]))
    assert 10 + formula_width(pieces) == pytest.approx(starts[-1] + widths[-1] - 2, abs=0.01)


@pytest.mark.parametrize("notation", NOTATION_TITLES)
def test_the_longest_formulas_and_code_stay_within_the_picture(notation):
    spelling = spell_network(notation, (999,) * 8)
    for equations in spelling.equations:
        assert sum(formula_width(form, 13.5) + 22 for form in equations) - 22 < 430 - 56 - 8
    lines = [
        sum(len(piece.name.base) for piece in form) + len(comment) + 2
        for layer in spell_network(notation, SWITCH_SIZES).code
        for form, comment in layer
    ]
    assert 304 + 7.5 * max(lines) < 716
    assert 8 + 7.5 * max(map(len, construction_code(BuilderState((999,) * 8, ("identity",) * 7)))) < 716

"""Goals are read from the notebooks' sources: nothing is run, and nothing that is no goal is taken for one."""

import json
from pathlib import Path

import pytest

from tools import build
from tools import notebook as nb
from tools.goals import goals_of


def read(*cells):
    return goals_of(nb.read("\n\n".join(f"# %%\n{cell}" for cell in cells) + "\n"))


@pytest.mark.parametrize(
    "cell, found",
    [
        ('perceptron_lab(points="XOR", goal="bound")', ["perceptron_lab: bound"]),
        ("labs.perceptron.perceptron_lab(goal='bound')", ["perceptron_lab: bound"]),
        ('shown = tracer(goal="all")\nshown', ["tracer: all"]),
        ('display(fold(goal="a"), fold(goal="b"))', ["fold: a", "fold: b"]),
        ("perceptron_lab()", []),
        ("tracer(goal=None)", []),
        ("tracer(goal=name)", []),
        ("tracer(goal=3)", []),
        ('goal = "bound"', []),
        ('# tracer(goal="all")', []),
        ('"tracer(goal=1)"', []),
        ('check("03.1", goals="all")', []),
    ],
)
def test_a_goal_is_a_constant_keyword_of_a_call(cell, found):
    assert read(cell) == found


def test_goals_come_in_the_notebooks_order_and_each_once():
    cells = ['b(goal="2")', 'a(goal="1")', 'b(goal="2")', 'a(goal="3")']
    assert read(*cells) == ["b: 2", "a: 1", "a: 3"]


def test_prose_holds_no_goals():
    assert goals_of(nb.read('# %% [markdown]\n# tracer(goal="all")\n')) == []


def test_the_build_writes_them_by_notebook(tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "source/03_x.py").write_text('# %% [markdown]\n# # 3 · X\n\n# %%\ntracer(goal="all")\n', "utf-8")
    (tmp_path / "source/04_y.py").write_text("# %% [markdown]\n# # 4 · Y\n", "utf-8")
    made = build.unexecuted_files(tmp_path)[Path("lecture_lib/course/goals.json")]
    assert json.loads(made) == {"03": ["tracer: all"], "04": []}

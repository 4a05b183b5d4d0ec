"""Each notebook says where one is and where to go; links lead only to what is there; titles are the same everywhere."""

import json
import re

import pytest

from lecture_lib.course import CHAPTERS
from tests.notebooks.rows import ROOT
from tools import notebook as nb
from tools.way import Way

STEMS = sorted(path.stem for path in ROOT.glob("source/*.py"))
SHEETS = sorted(path.stem for path in ROOT.glob("source/exercises/*.py"))
PLANNED = sorted(f"{number}_{name}" for number, (name, _) in CHAPTERS.items())


def links(text):
    return re.findall(r"\]\(([^)]*)\)", text)


def cells(folder, stem):
    book = json.loads((ROOT / folder / f"{stem}.ipynb").read_text("utf-8"))
    return ["".join(cell["source"]) for cell in book["cells"]]


# --- titles ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", STEMS)
def test_notebook_sheet_readme_and_map_bear_one_title(stem):
    number, title = stem[:2], CHAPTERS[stem[:2]][1]
    assert stem == f"{number}_{CHAPTERS[number][0]}"
    assert cells("notebooks", stem)[0].splitlines()[0] == f"# {int(number)} · {title}"
    if stem in SHEETS:
        assert cells("exercises", stem)[0].splitlines()[0] == f"# Exercises {int(number)} · {title}"
    assert f"| {number} | [{title}](notebooks/{stem}.ipynb) |" in (ROOT / "README.md").read_text("utf-8")


# --- as committed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", STEMS)
def test_a_notebook_begins_with_where_one_is_and_ends_with_where_to_go(stem):
    first, *_, last = cells("notebooks", stem)
    place = STEMS.index(stem)
    assert re.match(r"# .*\n\n<small>.*</small>\n\n\*\*You will be able to\*\*", first)
    before, after = STEMS[place - 1 : place], STEMS[place + 1 : place + 2]
    sheet = [f"../exercises/{stem}.ipynb"] if stem in SHEETS else []
    start = [] if place == 0 else ["00_start_here.ipynb"]
    assert links(last) == [*(f"{b}.ipynb" for b in before), *sheet, *start, *(f"{a}.ipynb" for a in after)]
    for link in links(first.splitlines()[2]) + links(last):
        assert (ROOT / "notebooks" / link).is_file()


@pytest.mark.parametrize("stem", SHEETS)
@pytest.mark.parametrize("folder", ["exercises", "solutions"])
def test_a_sheet_leads_back_at_its_beginning_and_at_its_end(folder, stem):
    first, *_, last = cells(folder, stem)
    back = [f"../notebooks/{stem}.ipynb", "../notebooks/00_start_here.ipynb"]
    assert links(first.splitlines()[2]) == back == links(last)[:2]
    assert all((ROOT / folder / link).is_file() for link in links(last))


# --- what appears by itself --------------------------------------------------------------------------------------


def test_a_notebook_in_the_middle():
    way = Way(PLANNED, ["03_perceptron"])
    before, after = CHAPTERS["02"][1], CHAPTERS["04"][1]
    assert way.under_the_title_of_notebook("03_perceptron") == (
        f"Notebook 3 of {len(CHAPTERS) - 1} · before: [2 · {before}](02_activations.ipynb) · [map](00_start_here.ipynb)"
    )
    assert way.at_the_end_of_notebook("03_perceptron") == (
        f"before: [2 · {before}](02_activations.ipynb) · [exercises](../exercises/03_perceptron.ipynb) · "
        f"[map](00_start_here.ipynb) · next: [4 · {after}](04_xor.ipynb)"
    )


def test_the_first_knows_no_before_and_the_last_no_next():
    way = Way(PLANNED, [])
    assert way.under_the_title_of_notebook(PLANNED[0]).startswith(
        f"The first of {len(CHAPTERS)} notebooks · next: [1 · "
    )
    assert way.at_the_end_of_notebook(PLANNED[0]).startswith("the map is at the top of this notebook · next: ")
    assert "next" not in way.at_the_end_of_notebook(PLANNED[-1])
    assert "next" not in Way(PLANNED, PLANNED[1:]).at_the_end_of_sheet(PLANNED[-1])


@pytest.mark.parametrize("new", ["01_linear_to_neuron", "15_digits", "16_beyond_dense", "17_playground"])
def test_a_new_notebook_appears_on_its_neighbours(new):
    grown = Way(PLANNED, [])
    without = Way([stem for stem in PLANNED if stem != new], [])
    place = PLANNED.index(new)
    assert f"next: [{int(new[:2])} · " in grown.at_the_end_of_notebook(PLANNED[place - 1])
    for stem in PLANNED:
        if stem != new:
            assert new not in without.at_the_end_of_notebook(stem) + without.under_the_title_of_notebook(stem)


def test_without_the_first_notebook_nobody_is_sent_to_a_map():
    way = Way(["03_perceptron", "04_xor"], ["04_xor"])
    assert "map" not in way.at_the_end_of_notebook("03_perceptron") + way.at_the_end_of_sheet("04_xor")


def test_a_notebook_by_itself_gets_no_empty_cell():
    book = Way(["03_perceptron"], []).put_into_notebook(nb.read("# %% [markdown]\n# # 3 · X\n"), "03_perceptron")
    assert [cell.source for cell in book.cells] == [f"# 3 · X\n\n<small>Notebook 3 of {len(CHAPTERS) - 1}</small>"]


def test_the_rest_of_the_first_cell_stays_as_it_was():
    text = "# %% [markdown]\n# # 3 · X\n#\n# **A**\n#\n# - b\n"
    book = Way(["03_perceptron"], []).put_into_notebook(nb.read(text), "03_perceptron")
    assert book.cells[0].source.endswith("</small>\n\n**A**\n\n- b")

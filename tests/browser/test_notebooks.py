"""Every notebook in a real JupyterLab, opened and run once: its cards keep to their marks, last, and answer.

See tools/card_measures.py for each mark, tools/page_driver.py for how every control is moved.
"""

from __future__ import annotations

import pytest

from tests.browser.lasting_cards import (
    faults_when_lost,
    faults_when_reopened,
    missing_in_export,
    save,
    widgets_in_file,
    write_outputs,
)
from tests.browser.notebook_paths import NOTEBOOK_NAMES, NOTEBOOKS
from tools.card_measures import HeightWatcher, Report, measure_windows, move_some, note_heights, table
from tools.lab import Page
from tools.page_driver import WidgetDriver, one_of_each_kind, try_everything, try_quizzes, try_the_rest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def test_there_are_notebooks_to_open():
    assert NOTEBOOK_NAMES, f"no notebook in {NOTEBOOKS}"


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in NOTEBOOK_NAMES])
def test_a_notebook_runs_and_its_cards_keep_to_their_marks_answer_and_last(passing, page, name):
    with passing:
        path, report = f"notebooks/{name}.ipynb", Report()
        page.set_window(1400, 1400)
        page.open_notebook(path)
        page.run_all()
        assert page.errors() == []
        saved, living = save(page, path)
        assert living, "no card in the notebook"
        faults = widgets_in_file(saved) + missing_in_export(saved, living)

        names = measure_windows(page, name[:2], report)
        page.set_window(1400, 1400)
        assert page.script("return cards.misjudged();") == []
        faults += [f"at 400 px no pointer can reach {what}" for what in covered_at(page, 400)]  # opens all groups
        page.set_window(1400, 1400)
        faults += moves(page, names, report) + try_quizzes(page)
        assert page.errors() == []
        if report.faults:
            faults += [*table(report), *map(str, report.faults)]

        faults += faults_when_lost(page, len(living))
        write_outputs(page, "notebooks/reopened.ipynb", saved)
        page.open_notebook("notebooks/reopened.ipynb")  # the kernel is shut down before
        faults += faults_when_reopened(page, living)
        assert not faults, "\n".join(faults)


def covered_at(page: Page, width: int) -> list[str]:
    """Say what no pointer can reach in a window of this width."""
    page.set_window(width, 1400)
    hands = [WidgetDriver(page, card) for card in page.widgets()]
    return [str(control) for hand in hands for control in hand.covered()]


def moves(page: Page, names: list[str], report: Report) -> list[str]:
    """Move all controls of all cards; note in the report what changes their height, and return what else is amiss.

    On cards of a kind that was there before, one control of each kind is moved, and those that are new.
    """
    faults, tried = [], {}
    for number, name in enumerate(names):
        card = page.driver.find_elements("css selector", ".ll-card")[number]  # drawn anew a while after it was touched
        kind = card.get_attribute("class").split("ll-is-")[-1]
        if not page.script("return Boolean(card.querySelector('.ll-picture'));", card=card):
            continue
        hand = HeightWatcher(page, card)
        if kind in tried:
            with hand.alone():  # in one go: who leaves a card lets the notebook draw it anew
                move_some(hand, one_of_each_kind)
                found = try_the_rest(hand, tried[kind])
        else:
            found = try_everything(hand, tried.setdefault(kind, set()))
        note_heights(report, name, hand.changes)
        faults += [f"{name}: {trouble}" for trouble in found]
    return faults

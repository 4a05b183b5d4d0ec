"""In which windows cards are measured, and how what is found is told; the measures are tried in tests/browser."""

import pytest

from tools import card_measures
from tools.card_measures import MEASURES, Report, measure_notebook, table


class Page:
    """A page with two cards: the second has small text where the window is narrow, and no goal in view."""

    def __init__(self, theme="JupyterLab Light"):
        self.theme, self.width, self.done, self.driver = theme, 0, [], self

    def find_elements(self, *_):
        return [0, 1]

    def set_theme(self, name):
        self.theme = name

    def set_window(self, width, height):
        self.width = width
        self.done.append((self.theme.split()[1], width, height))

    def script(self, body, opened=None):
        if opened is not None:
            return False  # no card has groups
        found = {"measure()": {"text": ["“y” has 9 px"] * (self.width < 700)}, "headers()": {"goal": ["no header"]}}
        fine = {"measure()": {"text": []}, "headers()": {"goal": []}}
        called = [name for name in found if name in body]
        if called:
            return [fine[called[0]], found[called[0]]]
        return ["fold", "fold"] if "kinds()" in body else self.theme


@pytest.fixture(autouse=True)
def moved(monkeypatch):
    """Which cards are moved, in a window of which width; the first card grows."""
    calls = []

    def heights(page, card):
        calls.append((page.width, card))
        return ["grows"] * (card == 0)

    monkeypatch.setattr(card_measures, "heights", heights)
    monkeypatch.setattr(card_measures, "give_measures", lambda page: None)
    return calls


def measured(page, *only):
    report = Report()
    measure_notebook(page, "13", report, *only)
    return report


LIGHT = [("Light", width, 1400) for width in (1400, 700, 400)]
HEADERS, FOR_MOVES = ("Light", 1366, 768), (1400, 1400)
DARK = [("Dark", width, 1400) for width in (1400, 700, 400)]


def test_every_window_in_both_themes_the_one_that_is_on_first_then_every_card_is_moved(moved):
    for page, wanted in ((Page(), [*LIGHT, HEADERS, *DARK]), (Page("JupyterLab Dark"), [*DARK, *LIGHT, HEADERS])):
        measured(page)
        assert page.done == [*wanted, (wanted[-1][0], *FOR_MOVES)]
    assert moved == [(1400, 0), (1400, 1)] * 2


def test_one_theme_and_one_width(moved):
    page = Page()
    measured(page, ("dark",), (700,))
    assert page.done == [("Dark", 700, 1400)] and moved == []
    measured(page, ("light",), (400,))
    assert page.done[1:] == [("Light", 400, 1400), HEADERS, ("Light", 400, 1400)] and moved == [(400, 0), (400, 1)]


def test_each_fault_says_where_it_is():
    assert [str(fault) for fault in measured(Page()).faults] == [
        "13 fold-2, light 400, text: “y” has 9 px",
        "13 fold-2, light 1366, goal: no header",
        "13 fold-2, dark 400, text: “y” has 9 px",
        "13 fold, light, height: grows",
    ]


def test_the_table_counts_the_worst_state():
    report = measured(Page())
    head, first, second, last = table(report)
    assert head.split() == ["placement", *MEASURES]
    assert first.split() == ["13", "fold", *"·······", "✗", "1"]
    assert second.count("✗ 1") == 2 and last == "2 of 2 cards are above a mark"


def test_a_notebook_without_a_card_has_no_row():
    assert table(Report())[1:] == ["0 of 0 cards are above a mark"]

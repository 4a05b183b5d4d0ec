"""Every notebook in a real JupyterLab: it runs to its end, and every control of every widget answers."""

import pytest

from tests.browser.notebook_paths import NOTEBOOK_NAMES, NOTEBOOKS
from tools.page_driver import WidgetDriver, try_everything, try_quizzes, try_the_rest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def test_there_are_notebooks_to_open():
    assert NOTEBOOK_NAMES, f"no notebook in {NOTEBOOKS}"


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in NOTEBOOK_NAMES])
def test_notebook_runs_and_every_control_answers(passing, page, name):
    with passing:
        page.set_window(1400, 1400)
        page.open_notebook(f"notebooks/{name}.ipynb")
        page.run_all()
        assert page.errors() == []
        troubles, tried = [], {}
        cards = [(card.get_attribute("class").split("ll-is-")[-1], WidgetDriver(page, card)) for card in page.widgets()]
        for kind, hand in cards:
            work = try_the_rest if kind in tried else try_everything
            troubles += [f"{kind}: {trouble}" for trouble in work(hand, tried.setdefault(kind, set()))]
        assert troubles + try_quizzes(page) + page.errors() == []

"""Every card of every notebook keeps to its marks in the browser: see tools/card_measures.py for each."""

import pytest

from tests.browser.notebook_paths import NOTEBOOK_NAMES
from tools.card_measures import Report, measure_notebook, table

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in NOTEBOOK_NAMES])
def test_every_card_of_a_notebook_keeps_to_its_marks(passing, page, name):
    with passing:
        page.set_window(1400, 1400)
        page.open_notebook(f"notebooks/{name}.ipynb")
        page.run_all()
        report = Report()
        measure_notebook(page, name[:2], report)
        assert report.placements, "no card in the notebook"
        assert not report.faults, "\n".join([*table(report), *map(str, report.faults)])
        assert page.errors() == []

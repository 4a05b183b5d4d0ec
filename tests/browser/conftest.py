"""A JupyterLab and a browser that all tests of this folder share."""

from __future__ import annotations

import os

import pytest

from tests.browser.notebook_paths import NOTEBOOKS
from tools import lab as labs


@pytest.fixture(scope="session")
def page(tmp_path_factory):
    """One browser tab on a JupyterLab that works on a copy of the notebooks."""
    try:
        labs.browser_programmes()
    except labs.MissingProgramme as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(problem))
    home = tmp_path_factory.mktemp("lab")
    with labs.run_lab(labs.copy_notebooks(home, NOTEBOOKS), home / "private", busy_signs=False) as lab, labs.open_browser(home) as driver:
        page = labs.Page(driver, lab)
        yield page
        page.close()


@pytest.fixture
def own(page, request):
    """Open a notebook with one code cell, `request.param`, run it, and give its page."""
    page.lab.write("own.ipynb", [request.param])
    page.set_window(1400, 1400)
    page.open_notebook("own.ipynb")
    page.run_all()
    yield page
    assert page.errors() == []

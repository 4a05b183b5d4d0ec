"""A JupyterLab and a browser that all tests of this folder share."""

from __future__ import annotations

import pytest

from tests.browser.desk import Desk, need_browser
from tests.browser.notebook_paths import NOTEBOOKS
from tools import lab as labs
from tools import notebook_memory


@pytest.fixture(scope="session")
def desk(tmp_path_factory):
    """What the tests of one worker share; nothing starts before a test asks for a page."""
    need_browser()
    with Desk(tmp_path_factory.mktemp("lab"), NOTEBOOKS) as desk:
        yield desk


@pytest.fixture
def page(desk):
    """One browser tab on a JupyterLab that works on a copy of the notebooks, without anybody's progress."""
    page = desk.page()
    page.lab.progress.unlink(missing_ok=True)
    return page


@pytest.fixture(scope="session")
def memory(pytestconfig):
    """Which notebooks have passed each test with all as it is now: a `Memory` for the test's name."""

    def digest(name: str) -> str:
        return notebook_memory.inputs_digest(NOTEBOOKS / f"{name}.ipynb", labs.ROOT, notebook_memory.versions())

    return lambda test: notebook_memory.Memory(pytestconfig.cache, digest, f"browser/{test}")


@pytest.fixture
def passing(request, name):
    """Leave a test of the notebook `name` out if nothing has changed since it passed; else note that it has passed.

    The test puts all that must hold into the `with` block of what this gives.
    """
    memory = request.getfixturevalue("memory")(request.node.originalname)
    if not notebook_memory.must_run_all(request.config) and memory.has_passed(name):
        pytest.skip(notebook_memory.LEFT_OUT)
    return memory.driving(name)


@pytest.fixture
def own(page, request):
    """Open a notebook with one code cell, `request.param`, run it, and give its page.

    A kernel takes seconds to start and to import the course: the tests of a file have one, and each begins without
    the names of the one before.
    """
    page.set_window(1400, 1400)
    page.open_cells("own.ipynb", [request.param])
    page.run_all(calm=100)
    yield page
    assert page.errors() == []

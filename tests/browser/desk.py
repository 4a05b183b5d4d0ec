"""The JupyterLab and the browser of one worker: started when first asked for, and anew when one of them has died."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from tools import lab as labs


def need_browser() -> None:
    """Leave the test out where the browser or its driver is missing; in CI that is a failure."""
    try:
        labs.browser_programmes()
    except labs.MissingProgramme as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(problem))


class Desk:
    """Gives a page that works; use it as a context, which ends all it has started."""

    def __init__(self, home: Path, notebooks: Path) -> None:
        self.home, self.notebooks = home, notebooks
        self.starts, self._page, self._running = 0, None, ExitStack()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_) -> None:
        self._running.close()

    def page(self) -> labs.Page:
        """Return the page; a test that has killed it does no harm to the next."""
        if self._page is None or not self._page.answers():
            self._running.close()
            self._page = self._start()
        return self._page

    def _start(self) -> labs.Page:
        self.starts += 1
        home = self.home / str(self.starts)
        work = labs.copy_notebooks(home, self.notebooks)
        lab = self._running.enter_context(labs.run_lab(work, home / "private", busy_signs=False))
        return labs.Page(self._running.enter_context(labs.open_browser(home)), lab)

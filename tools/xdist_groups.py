"""Which tests stay together when two workers share them out; a scheduler for pytest-xdist.

It does what `--dist=loadgroup` means: xdist 3.8 loses the marks under pytest 9.2.
"""

from __future__ import annotations

import re
from functools import cache

from xdist.scheduler import LoadScopeScheduling


class GroupScheduling(LoadScopeScheduling):
    """The tests of a file whose `pytestmark` has an `xdist_group` go to one worker, others anywhere."""

    def _split_scope(self, nodeid: str) -> str:
        return scheduling_scope(self.config.rootpath, nodeid)


@cache
def scheduling_scope(root, nodeid: str) -> str:
    """Return what tests have in common that stay together: the file, or nothing but their own name.

    >>> from pathlib import Path
    >>> scheduling_scope(Path(), "notebooks/00_start_here.ipynb::Cell 1")
    'notebooks/00_start_here.ipynb::Cell 1'
    """
    file = root / nodeid.split("::")[0]
    if file.suffix != ".py":
        return nodeid
    marked = re.search(r"^pytestmark = .*xdist_group", file.read_text("utf-8"), re.MULTILINE)
    return str(file) if marked else nodeid

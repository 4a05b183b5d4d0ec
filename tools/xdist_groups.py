"""Which tests stay together when two workers share them out; a scheduler for pytest-xdist.

It does what `--dist=loadgroup` means: xdist 3.8 loses the marks under pytest 9.2. And it takes no longer for each of
twelve thousand tests than for each of a hundred: xdist looks through all that it has handed out after every test.
What took long the last time is handed out first, the longest before all, so that no worker is left alone with it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

from tools.slowest import remembered_seconds

_BROWSER = "tests/browser/"


class NumberedTests(list):
    """A list of different tests that finds the number of each at once.

    >>> NumberedTests(["a", "b"]).index("b")
    1
    """

    def __init__(self, tests) -> None:
        super().__init__(tests)
        self._numbers = {test: number for number, test in enumerate(self)}

    def index(self, test, *_) -> int:
        """Return the number of a test."""
        return self._numbers[test]


class GroupScheduling(LoadScopeScheduling):
    """The tests of a file whose `pytestmark` has an `xdist_group` go to one worker, others anywhere."""

    def __init__(self, config, log=None) -> None:
        super().__init__(config, log)
        seconds = Counter()
        for nodeid, took in remembered_seconds(config).items():
            seconds[self._split_scope(nodeid)] += took
        self._longest = [scope for scope, _ in seconds.most_common()] or None  # None: nothing is remembered

    def _assign_work_unit(self, node) -> None:
        """Hand out what took longest of what is left; then go on as ever."""
        if self._longest is None:  # in a fresh clone: a browser's tests are the longest, the last notebooks' above all
            self._longest = [scope for scope in reversed(self.workqueue) if _BROWSER in scope]
        self._longest = [scope for scope in self._longest if scope in self.workqueue]
        if self._longest:
            self.workqueue.move_to_end(self._longest[0], last=False)
        super()._assign_work_unit(node)

    def _split_scope(self, nodeid: str) -> str:
        return scheduling_scope(self.config.rootpath, nodeid)

    def add_node_collection(self, node, collection) -> None:
        """Take down what a worker has collected."""
        super().add_node_collection(node, collection)
        if node in self.registered_collections:  # not where the workers disagree
            self.registered_collections[node] = NumberedTests(collection)

    def mark_test_complete(self, node, item_index: int, duration: float = 0) -> None:
        """Cross a test off; a group that is done is no longer among the work of its worker."""
        nodeid = self.registered_collections[node][item_index]
        work, scope = self.assigned_work[node], self._split_scope(nodeid)
        work[scope][nodeid] = True
        if all(work[scope].values()):
            del work[scope]
        self._reschedule(node)


def scheduling_scope(root, nodeid: str) -> str:
    """Return what tests have in common that stay together: the file, or nothing but their own name.

    >>> scheduling_scope(Path(), "notebooks/00_start_here.ipynb::Cell 1")
    'notebooks/00_start_here.ipynb::Cell 1'
    """
    file = root / nodeid.split("::")[0]
    return str(file) if file.suffix == ".py" and file.exists() and _is_group(file) else nodeid


@cache
def _is_group(file: Path) -> bool:
    return bool(re.search(r"^pytestmark = (\[[^\]]*|.*)xdist_group", file.read_text("utf-8"), re.MULTILINE))

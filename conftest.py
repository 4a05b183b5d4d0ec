"""What holds for every test: a journal of its own, so that none touches the learner's progress.

And which tests stay together when two workers share them out.
"""

import re
from functools import cache

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from lecture_lib.words.progress import progress

settings.register_profile("course", deadline=None, database=None, derandomize=True)
settings.load_profile("course")


@pytest.fixture(autouse=True)
def journal(tmp_path, monkeypatch):
    """The path of this test's own journal, which does not exist yet."""
    path = tmp_path / "progress.jsonl"
    monkeypatch.setenv("LECTURE_LIB_PROGRESS", str(path))
    progress.cache_clear()
    yield path
    progress.cache_clear()


def pytest_xdist_make_scheduler(config, log):
    """Share out by groups as `--dist=loadgroup` means it: xdist 3.8 loses the marks under pytest 9.2."""
    return Groups(config, log) if config.getoption("dist") == "loadgroup" else None


class Groups(LoadScopeScheduling):
    """The tests of a file whose `pytestmark` has an `xdist_group` go to one worker, others anywhere."""

    def _split_scope(self, nodeid: str) -> str:
        return scope(self.config.rootpath, nodeid)


@cache
def scope(root, nodeid: str) -> str:
    """Return what tests have in common that stay together: the file, or nothing but their own name."""
    file = root / nodeid.split("::")[0]
    if file.suffix != ".py":
        return nodeid
    marked = re.search(r"^pytestmark = .*xdist_group", file.read_text("utf-8"), re.MULTILINE)
    return str(file) if marked else nodeid

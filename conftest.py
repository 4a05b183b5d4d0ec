"""What holds for every test: a journal of its own, so that none touches the learner's progress.

And which tests stay together when two workers share them out, and how many examples a property is tried on.
"""

import gc
from itertools import count

import pytest
from hypothesis import settings

from lecture_lib.course import progress
from tools.xdist_groups import GroupScheduling

pytest_plugins = ["tools.notebook_memory", "pytester"]

settings.register_profile("course", deadline=None, database=None, derandomize=True)
settings.register_profile("fast", settings.get_profile("course"), max_examples=20)
settings.load_profile("course")

_NUMBERS = count()


@pytest.fixture(autouse=True)
def journal(tmp_path_factory, monkeypatch):
    """The path of this test's own journal, which does not exist yet; a folder of its own would cost every test time."""
    path = tmp_path_factory.getbasetemp() / f"progress-{next(_NUMBERS)}.jsonl"
    monkeypatch.setenv("LECTURE_LIB_PROGRESS", str(path))
    progress.cache_clear()
    yield path
    progress.cache_clear()


def pytest_collection_finish(session):
    """Let the collector of garbage leave the tests themselves alone: thousands of them stay until the end."""
    gc.collect()
    gc.freeze()


def pytest_xdist_make_scheduler(config, log):
    """Share out by groups."""
    return GroupScheduling(config, log) if config.getoption("dist") == "loadgroup" else None

"""A journal for each test, so that none touches the learner's progress; a plugin of pytest that needs nothing else."""

from itertools import count

import pytest

from lecture_lib.course import progress

_NUMBERS = count()


@pytest.fixture(autouse=True)
def journal(tmp_path_factory, monkeypatch):
    """The path of this test's own journal, which does not exist yet; a folder of its own would cost every test time."""
    path = tmp_path_factory.getbasetemp() / f"progress-{next(_NUMBERS)}.jsonl"
    monkeypatch.setenv("LECTURE_LIB_PROGRESS", str(path))
    progress.cache_clear()
    yield path
    progress.cache_clear()

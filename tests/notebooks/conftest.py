"""How the answers to the sheets are judged: both ways that the course has, each answer in one of them."""

import pytest


@pytest.fixture(autouse=True)
def judged_here(request, monkeypatch):
    """Judge answers in this process, as on Windows and macOS: a copy of it for each takes longer than all else.

    Right answers to every question are judged in a copy, as on Linux: there it can be seen that what comes back from
    the copy is what was answered. What the copy itself is for has its tests in tests/checking/test_isolation.py.
    """
    if request.path.name.startswith("test_sheet_") and "right" not in request.node.name.partition("[")[0]:
        monkeypatch.setattr("lecture_lib.checking.isolation.can_fork", lambda: False)

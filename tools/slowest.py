"""A pytest plugin that writes down how long each test took: `run.py test` names the ten slowest.

A test's seconds are those of its set-up, its call and what it leaves to clear away. What takes a second or more is
also kept in pytest's cache: the next run begins with the longest (tools/xdist_groups.py).
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

LONG = 1.0  # seconds of a test that is worth remembering
_KEPT = "course/seconds"


def pytest_addoption(parser) -> None:
    """Take the option that says where to write."""
    parser.addoption("--seconds-to", metavar="FILE", help="write every test's seconds to this file, as JSON")


def pytest_configure(config) -> None:
    """Listen where all reports come together: not in the workers."""
    if config.getoption("--seconds-to") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Clock(Path(config.getoption("--seconds-to"))))


def remembered_seconds(config) -> dict[str, float]:
    """Return how long each long test took when it last ran."""
    cache = getattr(config, "cache", None)
    kept = cache.get(_KEPT, {}) if cache is not None else {}
    return kept if isinstance(kept, dict) else {}


class Clock:
    """Adds up the seconds of each test, and writes them at the end."""

    def __init__(self, file: Path) -> None:
        self.file, self.seconds, self.left_out = file, Counter(), set()

    def pytest_runtest_logreport(self, report) -> None:
        """Add one part of a test."""
        self.seconds[report.nodeid] += report.duration
        if report.skipped:
            self.left_out.add(report.nodeid)

    def pytest_sessionfinish(self, session) -> None:
        """Write what each test took, and remember what took long."""
        self.file.write_text(json.dumps(self.seconds), "utf-8")
        ran = {test: took for test, took in self.seconds.items() if test not in self.left_out}
        latest = remembered_seconds(session.config) | ran
        if getattr(session.config, "cache", None) is not None:
            session.config.cache.set(_KEPT, {test: round(took, 1) for test, took in latest.items() if took >= LONG})

"""A pytest plugin that writes down how long each test took: `run.py test` names the ten slowest.

A test's seconds are those of its set-up, its call and what it leaves to clear away.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path


def pytest_addoption(parser) -> None:
    """Take the option that says where to write."""
    parser.addoption("--seconds-to", metavar="FILE", help="write every test's seconds to this file, as JSON")


def pytest_configure(config) -> None:
    """Listen where all reports come together: not in the workers."""
    if config.getoption("--seconds-to") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Clock(Path(config.getoption("--seconds-to"))))


class Clock:
    """Adds up the seconds of each test, and writes them at the end."""

    def __init__(self, file: Path) -> None:
        self.file, self.seconds = file, Counter()

    def pytest_runtest_logreport(self, report) -> None:
        """Add one part of a test."""
        self.seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        """Write what each test took."""
        self.file.write_text(json.dumps(self.seconds), "utf-8")

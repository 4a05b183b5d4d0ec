"""What holds for every test: a journal of its own, so that none touches the learner's progress.

And which tests stay together when two workers share them out, and how many examples a property is tried on.
"""

import gc

from hypothesis import settings

from tools.xdist_groups import GroupScheduling

pytest_plugins = ["tests.journal", "tools.notebook_memory", "pytester"]

settings.register_profile("course", deadline=None, database=None, derandomize=True)
settings.register_profile("fast", settings.get_profile("course"), max_examples=20)
settings.load_profile("course")


def pytest_collection_finish(session):
    """Let the collector of garbage leave the tests themselves alone: thousands of them stay until the end."""
    gc.collect()
    gc.freeze()


def pytest_xdist_make_scheduler(config, log):
    """Share out by groups."""
    return GroupScheduling(config, log) if config.getoption("dist") == "loadgroup" else None

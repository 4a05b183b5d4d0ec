"""tools/slowest.py remembers what took long, and tools/xdist_groups.py hands it out first."""

import json
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tools.lab import ROOT
from tools.slowest import Clock, remembered_seconds


class Cache(dict):
    set = dict.__setitem__


def report(nodeid, seconds, skipped=False):
    return SimpleNamespace(nodeid=nodeid, duration=seconds, skipped=skipped)


@pytest.fixture
def run(tmp_path):
    """Let a clock see reports, with pytest's cache as it was left; return what is remembered then."""
    config = SimpleNamespace(cache=Cache())

    def run(*reports):
        clock = Clock(tmp_path / "seconds.json")
        for each in reports:
            clock.pytest_runtest_logreport(each)
        clock.pytest_sessionfinish(SimpleNamespace(config=config))
        assert json.loads(clock.file.read_text()) == clock.seconds
        return remembered_seconds(config)

    return run


def test_what_took_a_second_is_remembered_until_it_is_faster(run):
    assert run(report("a", 0.4), report("a", 0.9), report("b", 0.9), report("c", 5)) == {"a": 1.3, "c": 5}
    assert run(report("b", 2)) == {"a": 1.3, "b": 2, "c": 5}  # what did not run is as it was
    assert run(report("c", 0.1), report("a", 0.1, skipped=True)) == {"a": 1.3, "b": 2}


@pytest.mark.parametrize("kept", [{}, {"course/seconds": [1]}, {"course/seconds": None}])
def test_without_a_memory_nothing_is_remembered(kept):
    assert remembered_seconds(SimpleNamespace(cache=Cache(kept))) == {}
    assert remembered_seconds(SimpleNamespace()) == {}


def order(folder):
    """Run the tests of a folder in one worker; return the last letters of what they print, in their order."""
    shutil.copy(ROOT / "conftest.py", folder)
    out = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "1", "--dist=loadgroup", "-rP", "-p", "no:nbval", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ).stdout
    return "".join(line[-1] for line in out.splitlines() if line.startswith("ran "))


def made(names):
    return "".join(f"def test_{name}(): print('ran {name}')\n" for name in names)


@pytest.mark.slow
def test_where_nothing_is_remembered_the_browsers_come_first_and_the_last_notebook_before_all(tmp_path):
    folder = tmp_path / "tests" / "browser"
    folder.mkdir(parents=True)
    (tmp_path / "tests" / "test_a.py").write_text(made("ab"))
    (folder / "test_x.py").write_text(made("cd"))
    assert order(tmp_path) == "dcab"


@pytest.mark.slow
def test_the_longest_comes_first_in_a_real_run(tmp_path):
    (tmp_path / "test_x.py").write_text(made("abcdef"))
    seconds = {"test_x.py::test_c": 2, "test_x.py::test_f": 9, "test_gone.py::test_x": 5, "test_x.py::test_d": 3}
    file = tmp_path / ".pytest_cache" / "v" / "course" / "seconds"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(seconds))
    assert order(tmp_path) == "fdcabe"

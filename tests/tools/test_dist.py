"""`run.py dist` and `run.py lock`: what is built, and what is refused in a plain line."""

import tarfile
import zipfile

import pytest

from tools import dist, lock
from tools.console import Trouble

PROJECT = """
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "sample"
version = "1.0"
[tool.setuptools]
packages = ["sample"]
"""


@pytest.mark.slow
def test_a_wheel_holds_nothing_that_an_earlier_build_left(tmp_path):
    project, out = tmp_path / "the cöurse", tmp_path / "out"
    for name in ("sample", "build/lib/sample"):
        (project / name).mkdir(parents=True)
    (project / "pyproject.toml").write_text(PROJECT)
    (project / "sample" / "__init__.py").write_text("")
    (project / "build" / "lib" / "sample" / "old.py").write_text("")
    out.mkdir()
    sdist, wheel = dist.build(project, out)
    assert "sample-1.0/sample/__init__.py" in tarfile.open(sdist).getnames()
    assert [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".py")] == ["sample/__init__.py"]


@pytest.mark.parametrize("args", [[], ["a", "b"], ["--fast"]])
def test_dist_says_what_it_needs(args):
    with pytest.raises(Trouble, match="dist needs one name"):
        dist.main(args)


def test_dist_overwrites_nothing(tmp_path):
    (tmp_path / "mine").write_text("")
    with pytest.raises(Trouble, match="nothing is overwritten"):
        dist.main([str(tmp_path)])


@pytest.mark.parametrize("args", [["--middle"], ["--newest", "--oldest"]])
def test_lock_says_what_it_knows(args):
    with pytest.raises(Trouble, match="one at a time"):
        lock.command(args)


def test_lock_says_that_it_needs_uv(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Trouble, match="uv, which is not on the PATH"):
        lock.command([])

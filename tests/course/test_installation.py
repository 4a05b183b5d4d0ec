"""What is here and what is missing (row 00.2), whether the library is installed or a folder beside a notebook."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from lecture_lib.course import installation

module = sys.modules[installation.__module__]
ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_what_is_looked_for_is_what_pyproject_asks_for():
    assert set(module.REQUIREMENTS) == set(map(Requirement, PROJECT["dependencies"]))
    assert module.PYTHON_VERSIONS == SpecifierSet(PROJECT["requires-python"])


def test_all_is_well_here():
    report = installation()
    assert report.well and "Everything is here." in report._repr_html_()


@pytest.fixture
def no_numpy(monkeypatch):
    version = metadata.version

    def without_numpy(name):
        if name == "numpy":
            raise metadata.PackageNotFoundError(name)
        return "0.1" if name == "matplotlib" else version(name)

    monkeypatch.setattr(module.metadata, "version", without_numpy)


def test_in_the_courses_folder_run_py_mends_it(no_numpy):
    text = repr(installation())
    assert "✗ numpy: not installed. Close JupyterLab and open the course with: python3 run.py lab" in text
    assert re.search(r"✗ matplotlib: 0.1. The course needs matplotlib\S+. Close JupyterLab", text)


def test_elsewhere_a_line_in_a_cell_mends_it(no_numpy, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "__file__", str(tmp_path / "lecture_lib" / "course" / "installation.py"))
    numpy = next(str(wanted) for wanted in module.REQUIREMENTS if wanted.name == "numpy")
    assert f'✗ numpy: not installed. Run this in a cell: %pip install "{numpy}"' in repr(installation())
    assert "run.py" not in repr(installation())


def test_a_python_that_is_too_old_is_named(monkeypatch):
    monkeypatch.setattr(module.platform, "python_version", lambda: "3.10.4")
    report = installation()
    assert not report.well
    assert re.search(
        r"✗ Python: 3.10.4 \(.*\). The course needs Python \S+. Install one, then open the course", repr(report)
    )


NOT_INSTALLED = """
from importlib import metadata

found = metadata.distribution


def distribution(name):
    if name == "lecture-lib":
        raise metadata.PackageNotFoundError(name)
    return found(name)


metadata.distribution = distribution
import lecture_lib
from lecture_lib.course import installation

print(lecture_lib.__file__)
print(installation())
"""


def test_the_library_works_as_a_folder_beside_a_notebook(tmp_path):
    """No metadata of lecture-lib is on the path: the folder alone is."""
    shutil.copytree(ROOT / "lecture_lib", tmp_path / "lecture_lib", ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [sys.executable, "-c", NOT_INSTALLED],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": ""},
    )
    assert done.returncode == 0, done.stderr
    file, *lines = done.stdout.splitlines()
    assert file == str(tmp_path / "lecture_lib" / "__init__.py")
    assert len(lines) == len(module.REQUIREMENTS) + 2 and all(line.startswith("✓") for line in lines)

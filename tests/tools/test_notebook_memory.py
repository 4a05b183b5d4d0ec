"""A notebook is left out of the tests only when it has passed there with every byte as it is now."""

import pytest

from tools import notebook_memory
from tools.lab import ROOT
from tools.notebook_memory import Memory, input_files, inputs_digest

NOTEBOOK = "from lecture_lib.labs.xor import xor_planes"
FILES = {
    "conftest.py": "",
    "pyproject.toml": "",
    "exercises/05_sheet.ipynb": "",
    "lecture_lib/nn/mlp.py": "",
    "lecture_lib/interactive/board.js": "",
    "lecture_lib/labs/__init__.py": "",
    "lecture_lib/labs/xor/xor_planes.py": "",
    "tools/page_driver.js": "",
    "tests/browser/desk.py": "",
}
FOREIGN = {
    "lecture_lib/labs/depth/trials.py": "",
    "lecture_lib/grading/command.py": "",
    "lecture_lib/nn/__pycache__/mlp.pyc": "",
    "tests/nn/test_mlp.py": "",
}


@pytest.fixture
def course(tmp_path):
    """A small course with one notebook that names one of two laboratories."""
    for name, text in {**FILES, **FOREIGN, "notebook.ipynb": NOTEBOOK}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def digest(course, versions="Chromium 156"):
    return inputs_digest(course / "notebook.ipynb", course, versions)


@pytest.mark.parametrize("name", [*FILES, "notebook.ipynb"])
def test_one_byte_of_any_input_changes_the_digest(course, name):
    before = digest(course)
    with open(course / name, "ab") as file:
        file.write(b" ")
    assert digest(course) != before


def test_so_do_versions_and_a_file_that_comes_or_goes_or_is_renamed(course):
    seen = {digest(course), digest(course, "Chromium 157")}
    (course / "lecture_lib" / "new.py").touch()
    seen.add(digest(course))
    (course / "lecture_lib" / "new.py").rename(course / "lecture_lib" / "newer.py")
    seen.add(digest(course))
    (course / "lecture_lib" / "nn" / "mlp.py").unlink()
    seen.add(digest(course))
    assert len(seen) == 5


@pytest.mark.parametrize("name", FOREIGN)
def test_what_the_notebook_cannot_reach_does_not(course, name):
    before = digest(course)
    (course / name).write_text("changed")
    assert digest(course) == before


@pytest.mark.parametrize(
    "text", ["from lecture_lib import labs", "import lecture_lib.labs as l", "labs. xor, labs.xor"]
)
def test_a_notebook_that_names_laboratories_in_another_way_may_reach_all(text):
    assert "lecture_lib/labs/depth/trials.py" in input_files(text, ROOT)


def test_the_courses_own_inputs():
    names = input_files("lecture_lib.labs.depth", ROOT)
    assert {"lecture_lib/labs/depth/trials.py", "lecture_lib/nn/mlp.py", "tools/lab.py"} <= set(names)
    assert not any(name.startswith(("lecture_lib/labs/xor/", "lecture_lib/grading/")) for name in names)


@pytest.mark.slow
def test_the_versions_hold_what_shows_a_widget():
    versions = notebook_memory.versions()
    for package in ("jupyterlab", "ipywidgets", "anywidget", "ipykernel", "numpy", "selenium"):
        assert f"\n{package}==" in versions


# ---------------- what is remembered, through pytest itself

TEST = """
import os, pytest
from tools.notebook_memory import LEFT_OUT, Memory, must_run_all

@pytest.mark.parametrize("name", ["03_gate", "04_xor"])
def test_notebook(request, name):
    memory = Memory(request.config.cache, lambda name: os.environ["INPUTS"], "browser")
    if not must_run_all(request.config) and memory.has_passed(name):
        pytest.skip(LEFT_OUT)
    with memory.driving(name):
        assert os.environ["GOOD"] == "yes"
"""


@pytest.fixture
def drive(pytester, monkeypatch):
    """Run the test of two notebooks; return how many passed, failed and were left out, and what was said."""
    monkeypatch.delenv("CI", raising=False)
    pytester.makepyfile(test_it=TEST)

    def run(*options, inputs="a", good=True, ci=None, plugins=()):
        monkeypatch.setenv("INPUTS", inputs)
        monkeypatch.setenv("GOOD", "yes" if good else "no")
        if ci:
            monkeypatch.setenv("CI", ci)
        result = pytester.inline_run("-p", "tools.notebook_memory", "-p", "no:xdist", *options)
        return tuple(map(len, result.listoutcomes()))

    return run


PASSED, LEFT, FAILED = (2, 0, 0), (0, 2, 0), (0, 0, 2)


@pytest.mark.slow
def test_what_has_passed_is_left_out_until_something_changes(drive):
    assert [drive(), drive(), drive(inputs="b"), drive(inputs="b"), drive()] == [PASSED, LEFT, PASSED, LEFT, PASSED]


@pytest.mark.slow
def test_all_is_driven_on_demand_and_in_ci(drive):
    assert [drive(), drive("--all-notebooks"), drive(ci="true")] == [PASSED] * 3


@pytest.mark.slow
def test_a_failure_is_never_remembered_and_takes_back_what_was(drive):
    assert [drive(good=False), drive(good=False)] == [FAILED] * 2
    assert [drive(), drive("--all-notebooks", good=False), drive()] == [PASSED, FAILED, PASSED]


@pytest.mark.slow
@pytest.mark.parametrize("text", [b"", b"{", b"\xff\x00", b"[1]", b'"b"'])
def test_a_broken_memory_is_none(drive, pytester, text):
    drive()
    for file in (pytester.path / ".pytest_cache" / "v" / "course").rglob("0*"):
        file.write_bytes(text)
    assert [drive(), drive()] == [PASSED, LEFT]


@pytest.mark.slow
def test_without_pytests_cache_all_is_driven(pytester):
    pytester.makepyfile(
        test_it="""
        from tools.notebook_memory import must_run_all

        def test_all(request):
            assert must_run_all(request.config)
        """
    )
    result = pytester.inline_run("-p", "tools.notebook_memory", "-p", "no:xdist", "-p", "no:cacheprovider")
    result.assertoutcome(passed=1)


def test_inputs_that_change_while_the_notebook_is_driven_are_not_remembered():
    kept, inputs = {}, iter("ab")
    cache = type("Cache", (), {"get": kept.get, "set": kept.__setitem__})
    with Memory(cache, lambda name: next(inputs), "browser").driving("03"):
        pass
    assert list(kept.values()) == [None]


@pytest.mark.slow
def test_nobody_can_believe_that_they_ran(drive, pytester, capsys):
    drive()
    capsys.readouterr()
    drive()
    said = capsys.readouterr().out
    assert "2 notebooks were NOT driven in the browser this time: 03_gate, 04_xor." in said
    assert "--all-notebooks" in said

"""tools/fast.py runs notebooks and finds planted mistakes; slowest.py and skip_slow_import.py do what they say."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.notebooks.rows import ROOT
from tools import fast

CODE, OUTPUT = nbformat.v4.new_code_cell, nbformat.v4.new_output


@pytest.fixture
def notebook(tmp_path):
    """Write a notebook with these cells and return its path."""

    def write(*cells):
        path = tmp_path / "notebook.ipynb"
        nbformat.write(
            nbformat.v4.new_notebook(cells=[cell if isinstance(cell, dict) else CODE(cell) for cell in cells]), path
        )
        return path

    return write


def result(source, text):
    return CODE(source, outputs=[OUTPUT("execute_result", data={"text/plain": text}, execution_count=1)])


@pytest.mark.parametrize("start", sorted({fast.START_METHOD, "spawn"}))
def test_a_notebook_without_a_mistake_passes(notebook, start):
    path = notebook(
        "x = 1",
        "from IPython.display import display\ndisplay(x)",
        "await __import__('asyncio').sleep(0)",
        "import ipywidgets; ipywidgets.IntSlider()",
        "import os, pathlib\nassert pathlib.Path('notebook.ipynb').exists()\n"
        "assert os.environ['LECTURE_LIB_PROGRESS'] == os.devnull\nassert __name__ == '__main__'",
    )
    assert fast.faults_in_process(path, start) == []


def test_each_mistake_is_told_with_its_cell_line_and_message(notebook):
    path = notebook("def f():\n    return missing\n", "x = 0\nx = 1 +* 2", "# calls it\nf()", "1 / 0", "2")
    assert fast.faults_in_process(path) == [
        "Cell 1: line 2, “x = 1 +* 2”: SyntaxError: invalid syntax",
        "Cell 2: line 2, “f()”: NameError: name 'missing' is not defined",
        "Cell 3: line 1, “1 / 0”: ZeroDivisionError: division by zero",
    ]


@pytest.mark.parametrize(
    "source, told",
    [
        ("import os; os._exit(3)", "its process died with exit code 3"),
        ("import time; time.sleep(60)", "it does not end within 0.5 seconds"),
    ],
)
def test_a_notebook_that_never_answers_is_told(notebook, source, told):
    assert fast.faults_in_process(notebook(source), seconds=0.5 if "sleep" in source else 60) == [told]


def test_outputs_that_are_kept_are_compared(notebook):
    path = notebook(result("1 + 1", "3"), result("2", "2"), "print('unkept')", "x = 1")
    assert fast.faults_in_process(path) == [
        "Cell 0: the notebook keeps the text/plain “3”; now it is “2”",
        "Cell 2: the notebook keeps the stdout “nothing”; now it is “unkept\n”",
    ]


def test_a_notebook_that_keeps_no_outputs_may_say_anything(notebook):
    assert fast.faults_in_process(notebook("print(1)", "2")) == []


def test_pictures_are_not_compared():
    assert fast.output_texts([{"data": {"image/png": "a", "text/plain": ["b", "c"]}}]) == {"text/plain": ["bc"]}


def test_one_notebook_leaves_nothing_to_the_next(notebook):
    assert fast.faults_in_process(notebook("import os; os.environ['LEFT'] = '1'; x = 1")) == []
    assert fast.faults_in_process(notebook("import os; assert 'LEFT' not in os.environ and 'x' not in globals()")) == []


@pytest.mark.slow
def test_pytest_takes_notebooks_as_tests_and_keeps_the_seconds_of_all_workers(notebook):
    folder, clock = notebook("a = 1\na.b").parent, "seconds.json"
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "old.ipynb").write_text("{}")
    (folder / "test_a.py").write_text("def test_a(): pass\ndef test_b(): pass")
    plugins = ["no:cacheprovider", "no:nbval", "tools.skip_slow_import", "tools.fast", "tools.slowest"]
    options = [word for plugin in plugins for word in ("-p", plugin)] + ["--seconds-to", str(folder / clock)]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", *options, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1 and "1 failed, 2 passed" in run.stdout
    assert "Cell 0: line 2, “a.b”: AttributeError: 'int' object has no attribute 'b'" in run.stdout
    seconds = json.loads((folder / clock).read_text())
    assert sorted(Path(name).name for name in seconds) == [
        "notebook.ipynb::runs",
        "test_a.py::test_a",
        "test_a.py::test_b",
    ]
    assert all(value > 0 for value in seconds.values())


@pytest.mark.slow
def test_a_notebook_that_nothing_has_changed_is_left_out(pytester, monkeypatch):
    monkeypatch.delenv("CI", raising=False)

    def outcome(*options, source="1"):
        nbformat.write(nbformat.v4.new_notebook(cells=[CODE(source, id="a")]), pytester.path / "one.ipynb")
        plugins = ["tools.notebook_memory", "tools.fast", "no:nbval", "no:xdist"]
        run = pytester.inline_run(*(word for plugin in plugins for word in ("-p", plugin)), *options)
        return tuple(map(len, run.listoutcomes()))

    passed, left_out, failed = (1, 0, 0), (0, 1, 0), (0, 0, 1)
    assert [outcome(), outcome(), outcome("--all-notebooks")] == [passed, left_out, passed]
    assert [outcome(source="2"), outcome(source="2"), outcome()] == [passed, left_out, passed]
    assert [outcome(source="1 / 0"), outcome(source="1 / 0")] == [failed, failed]
    monkeypatch.setenv("CI", "true")
    assert [outcome(), outcome()] == [passed, passed]


def test_jsonschema_does_without_the_grammar_that_is_slow_to_load():
    code = "import tools.skip_slow_import, nbformat, sys; print(sys.modules['rfc3987_syntax'], 'lark' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("None False\n", "")


def test_a_still_card_is_no_output_that_a_run_is_held_to(notebook):
    still = [OUTPUT("display_data", data={"text/html": '<div class="ll-card ll-is-x">\n</div>', "text/plain": "x"})]
    assert fast.faults_in_process(notebook(CODE("1", outputs=still), "2")) == []
    assert fast.faults_in_process(notebook(CODE("1", outputs=still), result("2", "3"))) != []

"""The progress bar: it yields everything, moves, and stays where a loop was left."""

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lecture_lib import InputError
from lecture_lib.interactive import progress_bar


@pytest.fixture
def shown(monkeypatch):
    """What the bar shows now: how many are done, of how many, and what it says."""
    bars = []

    def show(html, display_id):
        bars.append(html.data)
        return SimpleNamespace(update=lambda html: bars.append(html.data))

    monkeypatch.setattr(import_module("lecture_lib.interactive.progress_bar"), "display", show)

    def read() -> tuple[int, int, str]:
        of, done, said = re.search('max="(.*?)" value="(.*?)".*<span>(.*?)</span>', bars[-1]).groups()
        return int(done), int(of), said

    return read


def test_the_bar_yields_everything_and_ends_green(shown):
    assert list(progress_bar("abc", "letters")) == ["a", "b", "c"]
    done, of, said = shown()
    assert (done, of) == (3, 3) and said.startswith("letters: 3 of 3 done in")


def test_a_loop_that_is_left_or_interrupted_leaves_the_bar_where_it_was(shown):
    kept = []
    with pytest.raises(KeyboardInterrupt):
        for item in (run := progress_bar(range(10), "runs")):
            if item == 4:
                raise KeyboardInterrupt
            kept.append(item)
    run.close()
    assert kept == [0, 1, 2, 3] and shown() == (4, 10, "runs: stopped at 4 of 10")


def test_the_bar_moves_and_tells_the_time_left_while_it_runs(shown, monkeypatch):
    clock = iter(range(0, 1000, 30))
    monkeypatch.setattr(import_module("lecture_lib.interactive.progress_bar").time, "monotonic", lambda: next(clock))
    run = progress_bar(range(4), "runs")
    next(run)
    next(run)
    assert shown() == (1, 4, "runs: 1 of 4, about 3 min 0 s left")  # one took 60 s, so three take 180 s
    run.close()


def test_without_a_length_the_total_is_asked_for(shown):
    with pytest.raises(InputError, match="give total="):
        next(progress_bar(iter("ab"), "letters"))
    assert list(progress_bar(iter("ab"), "letters", total=2)) == ["a", "b"]


STOPPED_CELL = """
from lecture_lib.interactive import progress_bar
kept = []
for item in progress_bar(range(10), "runs"):
    if item == 4:
        raise KeyboardInterrupt
    kept.append(item)
"""


def test_a_cell_that_is_stopped_says_a_plain_line_and_keeps_what_it_has(shown, monkeypatch, capsys):
    """The loop's bar is closed as the exception leaves the cell; what else goes wrong shows as ever."""
    shell = InteractiveShell()
    monkeypatch.setattr(import_module("lecture_lib.interactive.progress_bar"), "get_ipython", lambda: shell)
    result = shell.run_cell(STOPPED_CELL)
    out, err = capsys.readouterr()
    assert isinstance(result.error_in_exec, KeyboardInterrupt) and shell.user_ns["kept"] == [0, 1, 2, 3]
    assert out.startswith("Stopped. What has been computed so far is kept") and "Traceback" not in out + err
    assert shown()[2] == "runs: stopped at 4 of 10"
    shell.run_cell("1 / 0")
    assert "ZeroDivisionError" in capsys.readouterr().out

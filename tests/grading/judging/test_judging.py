"""Comparing is limited as running is: what is too much for it costs one question, and never the grader."""

import io
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lecture_lib.checking import Question
from lecture_lib.grading.intake import Submission, code_cells, read_sheets
from lecture_lib.grading.judging import MAX_JUDGE_MEMORY, JudgePool, NeedsMoreRoom, pool, process, shared_judges, worker
from lecture_lib.grading.judging.channel import JudgeChannel
from lecture_lib.grading.marking import grade as module
from lecture_lib.grading.marking import mark_submission, submission_run
from lecture_lib.grading.sandbox import (
    GraderFault,
    KnownFunction,
    Session,
    SubmissionStopped,
    Trusted,
    limits,
    session,
)
from lecture_lib.grading.sandbox.inside import runner
from lecture_lib.grading.sandbox.inside.wire import pack, unpack
from lecture_lib.nn import PLAIN_FUNCTIONS
from tests.grading.whole_class import grade, solved_sheet

ROOT = Path(__file__).parents[3]
SHEETS = read_sheets(ROOT / "exercises")
HEAD = "import numpy as np\nfrom lecture_lib import *\n"
MANY = "n = 150_000\nW, b = np.random.default_rng(0).normal(size=(n, 2)), np.zeros(n)\n"
LAYERS = """
first = ([[1.0], [1.0], [1.0]], [0.0, -1 / 3, -2 / 3], relu)
again = ([[3.0, -6.0, 6.0]] * 3, [0.0, -1 / 3, -2 / 3], relu)
my_net = MLP(first, *[again] * 25, ([[3.0, -6.0, 6.0]], [0.0], identity))
"""
TOO_LARGE = {
    "14.3a": LAYERS,
    "12.2a": MANY + "two_squares = MLP((W, b, step), (np.ones((1, n)), [0.5], step))",
    "12.2b": MANY + "ring = MLP((W, b, step), (np.ones((1, n)), [0.5], step))",
    "12.1b": MANY + "def polygon_network(c):\n    return MLP((W, b, step), (np.ones((1, n)), [0.5 - n], step))",
    "07.5a": "n = 15_000\nb = np.random.default_rng(0).normal(size=n)\n"
    "net = MLP((np.ones((n, 1)), b, relu), (np.ones((2, n)), [0, 0], identity))",
    "10.4a": "def numerical_gradient(f, p, h):\n    return f(np.ones((45_000, 1)))",
}
GREEDY_CALLS = {
    "10.4a": (
        "    found = []",
        "    try:\n        f(np.ones((45_000, 1)))\n    except ValueError:\n        pass\n    found = []",
    ),
    "07.1a": (
        "    for f in functions:",
        "    for f in functions:\n        try:\n            f(np.ones((45_000, 1)), np.ones(45_000))\n"
        "        except (ValueError, TypeError):\n            pass\n",
    ),
}


def marks(number, cells, judges=None):
    found = mark_submission(Submission(cells), SHEETS[number[:2]], lambda: Session(Trusted()), "seed", judges)
    return {mark.number: mark for mark in found.marks}


def largest_child():
    """Return the most memory that any ended process of ours has ever had."""
    subprocess.run([sys.executable, "-c", ""], check=True)  # to start one takes leave of all that ended before, too
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def solution(number):
    (path,) = (ROOT / "solutions").glob(f"{number[:2]}_*.ipynb")
    return code_cells(path.read_bytes())


@pytest.mark.parametrize("number", TOO_LARGE)
def test_an_answer_that_is_too_large_to_compare_costs_its_own_points_alone(number, monkeypatch):
    if number == "07.5a":  # this one is slow and small, all others would be large
        monkeypatch.setattr(process, "JUDGE_SECONDS", 3.0)
    before = largest_child()
    with JudgePool() as judges:
        found = marks(number, (*solution(number), HEAD + TOO_LARGE[number]), judges)
    assert largest_child() <= max(before, 450 * 2**20)
    mine = found.pop(number)
    assert mine.points == 0 and mine.status in ("wrong", "stopped") and mine.says
    assert all(mark.status == "right" for mark in found.values())


@pytest.mark.parametrize("number", GREEDY_CALLS)
def test_a_call_of_ours_that_would_take_too_much_is_refused_and_the_answer_goes_on(number):
    old, new = GREEDY_CALLS[number]
    cells = tuple(cell.replace(old, new) for cell in solution(number))
    assert cells != solution(number)
    assert {mark.status for mark in marks(number, cells).values()} == {"right"}


def test_who_compares_for_too_long_is_stopped_and_the_words_say_so(monkeypatch):
    monkeypatch.setattr(process, "JUDGE_SECONDS", 0.0)
    with JudgePool() as judges:
        found = marks("05", solution("05"), judges)
    assert {mark.says for mark in found.values()} == {"It was stopped: comparing it took longer than 0 s."}
    assert {mark.mistake for mark in found.values()} == {"stopped: time"}


def test_memory_is_watched_from_outside_too(monkeypatch):
    with JudgePool() as judges, judges.lend() as judge:
        judge.give("x", pack({"value": 1}))  # it has come up
        monkeypatch.setattr(process, "resident_bytes", lambda pid: 10**12)
        judge.look()  # idle: nothing is held against it
        assert judge.problem is None
        with judge._watched():
            judge.look()
        assert judge.problem.why == "memory" and "more than 300 MB" in str(judge.problem)


def question_asked(judge, value, number="05.4"):
    judge.give("x", pack(value if isinstance(value, dict) else {"value": value}))
    refuse = lambda *_: pytest.fail("nothing is to be called")  # noqa: E731
    return judge.judge(refuse, lecture=number[:2], number=number, answer="x", seed=1, ahead=True)


def test_the_words_of_a_stranger_do_not_steer_the_judge():
    lie = {"do": "judge", "lecture": "05", "number": "05.1", "answer": "x", "seed": 0, "ahead": False, "value": 70}
    with JudgePool() as judges, judges.lend() as judge:
        verdict = question_asked(judge, lie)
        assert verdict.number == "05.4" and verdict.status == "wrong"
        assert question_asked(judge, 71).right


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_judge_that_has_ended_is_replaced(how):
    with JudgePool() as judges:
        with judges.lend() as first:
            assert question_asked(first, 71).right
        os.kill(first._process.pid, how)
        first._process.wait()
        with judges.lend() as second:
            assert question_asked(second, 71).right
            os.kill(second._process.pid, how)
            second._process.wait()
            with pytest.raises(SubmissionStopped, match="ended by itself"):
                question_asked(second, 71)
        with judges.lend() as third:
            assert question_asked(third, 71).right


def test_a_judge_is_used_again_and_none_is_left_when_the_pool_is():
    with JudgePool() as judges:
        with judges.lend() as first:
            pass
        with judges.lend() as second, judges.lend() as third:
            assert second is first and third is not first
    assert all(judge._process.poll() is not None for judge in (first, third))
    with pytest.raises(GraderFault, match="stopped"), judges.lend():
        pytest.fail("the pool is closed")


def test_a_judge_that_does_not_start_is_a_fault_of_the_grader(monkeypatch):
    monkeypatch.setattr(process, "START", "import sys; sys.exit(3)")
    with JudgePool() as judges, judges.lend() as judge, pytest.raises(GraderFault, match="does not start"):
        question_asked(judge, 71)


class Asked:
    """A judge's channel that has one question in it."""

    def __init__(self, **message):
        sent = io.BytesIO()
        JudgeChannel(sent, sent).send({"do": "begin", "growth": MAX_JUDGE_MEMORY})
        JudgeChannel(sent, sent).send({"do": "value", "name": "x"}, frame=pack({"value": np.ones(2)}))
        JudgeChannel(sent, sent).send({"do": "judge", "lecture": "00", "number": "00.0", "answer": "x"} | message)
        self.sent, self.said = io.BytesIO(sent.getvalue()), io.BytesIO()

    def serve(self, monkeypatch, question):
        monkeypatch.setattr(worker, "questions", lambda lecture: {"00.0": question})
        monkeypatch.setattr(worker, "refuse_more", lambda growth: None)
        worker.serve_question(JudgeChannel(self.sent, self.said))
        self.said.seek(0)
        return JudgeChannel(self.said, self.said).receive()


def raiser(problem):
    def equal(got, truth):
        raise problem

    return equal


def test_no_memory_is_said_by_whom_it_was_refused(monkeypatch):
    question = Question("00.0", lambda: 1, "one", equal=raiser(MemoryError("8 GB")))
    assert Asked(seed=1, ahead=True).serve(monkeypatch, question) == {"say": "memory"}


def test_a_fault_of_the_checks_is_said_and_costs_the_other_questions_nothing(monkeypatch):
    def truth():
        raise KeyError("ours")

    said = Asked(seed=1, ahead=True).serve(monkeypatch, Question("00.0", truth, "one"))
    assert said == {"say": "failed", "text": "KeyError: 'ours'"}


# --- the memory of several judges ---------------------------------------------------------------------------


LARGE_REPLY = {
    "value": [np.ones((1000, 2000))] * 3
}  # 48 MB: more than a small judge may take, and no trouble to a large


def test_a_small_judge_asks_for_more_room_and_a_large_one_has_it():
    with JudgePool() as judges:
        with judges.lend() as small, pytest.raises(NeedsMoreRoom):
            question_asked(small, LARGE_REPLY)
        with judges.lend(large=True) as large:
            assert large is not small
            assert question_asked(large, LARGE_REPLY).status == "wrong"


def test_one_judge_at_a_time_is_large():
    with JudgePool() as judges:
        with judges.lend(large=True), judges.lend(), judges.lend():
            assert not judges._large.acquire(blocking=False)
        assert judges._large.acquire(blocking=False)


def test_an_answer_that_needs_much_memory_to_be_compared_is_right_all_the_same(monkeypatch):
    monkeypatch.setattr(pool, "SMALL_GROWTH", 0)  # none is judged at the first try
    assert {mark.status for mark in marks("05", solution("05")).values()} == {"right"}


# --- functions that both sides have ---------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["01.5a", "02.3a", "04.4a", "05.3a", "05.4a", "10.2b"])
def test_an_activation_is_named_and_called_where_the_answer_is(number, monkeypatch):
    sheet = SHEETS[number[:2]]
    alone = replace(sheet, tasks=[task for task in sheet.tasks if task.number == number])
    monkeypatch.setattr(session, "_called", lambda functions, reply: pytest.fail(f"{functions} called back"))
    found = mark_submission(Submission(solution(number)), alone, lambda: Session(Trusted()), "seed")
    assert [mark.status for mark in found.marks] == ["right"]


@pytest.mark.parametrize("name", PLAIN_FUNCTIONS)
@pytest.mark.parametrize("z", [np.linspace(-30, 30, 7), np.array([[0.0, -0.5]]), 0.25, np.int64(-2), np.arange(3)])
def test_a_named_function_gives_what_calling_it_over_the_wire_would(name, z):
    known = unpack(pack({"g": PLAIN_FUNCTIONS[name]}, worker._Functions(None)._refer))["g"]
    assert known == KnownFunction(name)
    there = runner.local_argument(runner.Channel(0, 0), [known])[0](z)
    assert np.array_equal(there, PLAIN_FUNCTIONS[name](z)) and np.shape(there) == np.shape(z)


def test_the_name_of_a_function_is_no_answer():
    with JudgePool() as judges, judges.lend() as judge:
        assert not question_asked(judge, {"value": KnownFunction("relu")}, "05.4a").right


# --- the time of a question ---------------------------------------------------------------------------------


def slow(cells, name, seconds):
    return (*cells, f"import time\nhaste = {name}\ndef {name}(*a):\n    time.sleep({seconds})\n    return haste(*a)")


def test_a_question_that_takes_its_whole_time_takes_none_of_the_next(monkeypatch):
    monkeypatch.setattr(submission_run, "AHEAD_SECONDS", 0.2)
    monkeypatch.setattr(submission_run, "QUESTION_SECONDS", 1.5)
    cells = slow(slow(slow(solution("05"), "layer", 1.0), "batch", 1.0), "n_parameters", 1.0)
    with JudgePool() as judges:
        found = marks("05", cells, judges)
    stopped = {number for number, mark in found.items() if mark.status == "stopped"}
    assert len(stopped) >= 2
    assert {found[number].says for number in stopped} == {
        "It was stopped: the calls of this question together took longer than 2 s."
    }
    assert all(mark.status == "right" for number, mark in found.items() if number not in stopped)


def test_the_time_of_the_questions_is_not_taken_from_the_cells(monkeypatch):
    monkeypatch.setattr("lecture_lib.grading.marking.mark.SUBMISSION_SECONDS", 10.0)
    monkeypatch.setattr(submission_run, "AHEAD_SECONDS", 30.0)
    cells = slow(solution("05"), "layer", 1.0)
    assert {mark.status for mark in marks("05", cells).values()} == {"right"}


# --- a class ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def heavy_class(tmp_path_factory):
    """Three students, of whom one hands in what is too large to compare."""
    folder = tmp_path_factory.mktemp("heavy")
    name = "12_classifying_shapes.ipynb"
    (path,) = (ROOT / "solutions").glob("12_*.ipynb")
    name = path.name
    many = MANY + "two_squares = MLP((W, b, step), (np.ones((1, n)), [0.5], step))\n"
    for student, changes in (("anna", []), ("bert", [('check("12.2a"', many + 'check("12.2a"')]), ("cyd", [])):
        (folder / student).mkdir()
        (folder / student / name).write_text(solved_sheet(name, changes), "utf-8")
    return folder


def test_what_was_too_much_to_compare_is_in_the_journal_and_is_not_tried_again(heavy_class, out, monkeypatch):
    monkeypatch.setattr(process, "JUDGE_SECONDS", 0.0)
    reports = grade(heavy_class, out)
    assert "comparing it took longer than 0 s" in (out / "journal.jsonl").read_text()
    monkeypatch.setattr(Trusted, "start", lambda *_: pytest.fail("a sandbox was started"))
    monkeypatch.setattr(process.subprocess, "Popen", lambda *_, **__: pytest.fail("a judge was started"))
    assert grade(heavy_class, out) == reports


def test_any_number_of_workers_gives_the_same_bytes_of_a_class_with_too_large_answers(heavy_class, out, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "secret.txt").write_text((out / "secret.txt").read_text())
    assert grade(heavy_class, out, workers=1) == grade(heavy_class, other, workers=3)


def test_a_submission_on_which_the_grader_itself_fails_costs_no_other_its_marks(heavy_class, out, monkeypatch):
    marked = module.mark_submission

    def fail_on_bert(submission, *more):
        if "150_000" in "".join(submission.cells):
            raise IndexError("ours")
        return marked(submission, *more)

    monkeypatch.setattr(module, "mark_submission", fail_on_bert)
    lines = grade(heavy_class, out)["grades.csv"].decode().splitlines()
    assert "the grader itself failed on it (IndexError: ours)" in next(line for line in lines if "bert" in line)
    assert all(",16," in line for line in lines if line.startswith(("anna", "cyd")))
    assert (out / "journal.jsonl").read_text().count('"version"') == 2  # bert is tried again at the next call
    monkeypatch.undo()
    assert "IndexError" not in grade(heavy_class, out)["grades.csv"].decode()


# --- the end ------------------------------------------------------------------------------------------------


def test_memory_is_seen_on_systems_without_proc(monkeypatch):
    pytest.importorskip("psutil")
    monkeypatch.setattr(limits.sys, "platform", "darwin")
    assert limits.resident_bytes(os.getpid()) > 10 * 2**20 and limits.resident_bytes(2**22 + 1) == 0
    monkeypatch.setitem(sys.modules, "psutil", None)
    assert limits.resident_bytes(os.getpid()) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel who is there")
def test_no_judge_outlives_the_grader(tmp_path):
    code = (
        "from lecture_lib.grading.judging import JudgePool\nimport time\n"
        "pool = JudgePool(2)\nprint(*(j._process.pid for j in pool._idle), flush=True)\ntime.sleep(60)"
    )
    grader = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    judges = grader.stdout.readline().split()
    time.sleep(1.0)
    grader.kill()
    grader.wait()
    grader.stdout.close()
    end = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() and "Z" not in _state(pid) for pid in judges):
        assert time.monotonic() < end
        time.sleep(0.1)


def _state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "Z"


def test_without_a_pool_the_judges_of_the_process_are_used():
    assert shared_judges() is shared_judges()
    assert all(mark.status == "right" for mark in marks("05", solution("05")).values())

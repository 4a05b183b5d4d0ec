"""What makes .venv: a working one is never lost, whatever happens while the next one is made.

Each test begins with a working installation, does one thing to it, and ends with a working one.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_string

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.tools.installing import ROOT, SmallCourse, write_wheel
from tools import packages, venv_moves, venv_state

pytestmark = pytest.mark.slow
FOLDER = "the cöurse 網"  # a space, an umlaut, and two bytes more
MINOR = f"{sys.version_info[0]}.{sys.version_info[1]}"
OTHER_PYTHON = "import platform\nplatform.python_version = lambda: '3.99.1'"  # of which this one is used
OFFLINE = "the network is down"


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """A small course with a working .venv, made once, and a copy of it to begin each test with."""
    place = tmp_path_factory.mktemp("installing")
    course = SmallCourse(place / FOLDER, place / "kit").lay_out()
    code, said = course.prepare()
    assert code == 0, said
    assert said[0].startswith("Preparing .venv: there is none yet.")
    assert said[-2].startswith("Ready after") and said[-1] == "uses .venv"
    course.check_works()
    shutil.copytree(place, place.with_name(place.name + " copy"), symlinks=True)
    return place


@pytest.fixture
def course(kit):
    """The small course as it was made; its .venv shares its files with the copy."""
    shutil.rmtree(kit)
    copy = kit.with_name(kit.name + " copy")
    shutil.copytree(copy, kit, symlinks=True, ignore=shutil.ignore_patterns(".venv"))
    shutil.copytree(copy / FOLDER / ".venv", kit / FOLDER / ".venv", symlinks=True, copy_function=os.link)
    before = snapshot(copy)
    yield SmallCourse(kit / FOLDER, kit / "kit")
    assert snapshot(copy) == before, "a file was changed under its second name"


def snapshot(folder):
    """All names below a folder, with the content of what is small, and where links lead to."""
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else content(path)
        for path in sorted(folder.rglob("*"))
        if "__pycache__" not in path.parts
    }


def content(path):
    return path.read_bytes() if path.is_file() and path.stat().st_size < 20_000 else path.is_dir()


def newer_numpy(course):
    write_wheel(course.wheels, "numpy", "2.1")
    course.write_locks(numpy="2.1")


# ---------------- what is right stays


def test_a_right_venv_is_left_alone(course):
    before = snapshot(course.folder)
    assert course.prepare() == (0, ["uses .venv"])
    assert snapshot(course.folder) == before


def test_a_patch_release_of_python_changes_nothing(course):
    before = snapshot(course.folder)
    patch = f"import platform\nplatform.python_version = lambda: '{MINOR}.99'"
    assert course.prepare(before=patch) == (0, ["uses .venv"])
    assert snapshot(course.folder) == before


def test_jupyterlab_is_told_to_ask_nothing_and_only_inside_venv(course):
    told = (course.venv / "share/jupyter/lab/settings/overrides.json").read_text()
    assert '"fetchNews": "false"' in told and '"checkForUpdates": false' in told


# ---------------- a folder that was moved, a Python that was


@pytest.mark.parametrize("name", ["course", "a longer name, with spaces", 60 * "x"])
def test_a_renamed_folder_is_mended_in_place_without_a_network(course, name):
    course.uv(fails=OFFLINE)
    module = course.venv / "lib" / f"python{MINOR}" / "site-packages" / "numpy.py"
    number = module.stat().st_ino
    moved = SmallCourse(course.folder.with_name(name), course.wheels.parent)
    course.folder.rename(moved.folder)
    code, said = moved.prepare()
    assert code == 0 and said[0].startswith("Preparing .venv: the folder was moved or copied. A moment.")
    moved.check_works()
    assert (moved.venv / module.relative_to(course.venv)).stat().st_ino == number
    assert str(course.folder) not in (moved.venv / "bin" / "activate").read_text()
    assert moved.prepare() == (0, ["uses .venv"])


def test_a_copied_folder_has_an_installation_of_its_own(course):
    copy = SmallCourse(course.folder.with_name("copy"), course.wheels.parent)
    shutil.copytree(course.folder, copy.folder, symlinks=True)
    copy.prepare()
    copy.check_works()
    course.check_works()


def test_a_moved_folder_that_cannot_be_mended_is_made_anew(course):
    (course.venv / "lib" / f"python{MINOR}" / "site-packages" / "numpy.py").unlink()
    moved = SmallCourse(course.folder.with_name("moved"), course.wheels.parent)
    course.folder.rename(moved.folder)
    assert moved.prepare()[0] == 0
    moved.check_works()


def test_a_python_that_vanished_is_replaced_by_another_of_its_version(course):
    course.uv(fails=OFFLINE)
    for link in (course.venv / "bin").glob("python*"):
        link.unlink()
    (course.venv / "bin" / "python").symlink_to("/gone/python")
    code, said = course.prepare()
    assert code == 0 and "its Python has vanished" in said[0]
    course.check_works()


# ---------------- a lock that has changed


def test_a_changed_lock_is_installed_and_what_people_added_survives(course):
    course.add_by_hand("torch")
    newer_numpy(course)
    code, said = course.prepare()
    assert code == 0 and said[0].startswith("Preparing .venv: what it is made from has changed.")
    course.check_works(numpy="2.1")
    assert course.ask("import torch; print(torch.__version__)") == "1.0"
    assert course.prepare() == (0, ["uses .venv"])


def test_a_changed_pyproject_alone_needs_no_package(course):
    (course.wheels / "numpy-2.0-py3-none-any.whl").unlink()
    with (course.folder / "pyproject.toml").open("a") as file:
        file.write("[tool.new]\n")
    assert course.prepare()[0] == 0
    course.check_works()


BROKEN = {
    "no network": (lambda course: course.uv(fails=OFFLINE), "No matching distribution"),
    "not in the index": (lambda course: (course.wheels / "numpy-2.1-py3-none-any.whl").unlink(), "No matching"),
    "hash mismatch": (lambda course: course.write_locks(numpy="2.1", harm="000000"), "HASHES|hashes|Hash"),
}


@pytest.mark.parametrize("harm", BROKEN)
def test_an_update_that_fails_keeps_what_works_and_says_so_in_a_line(course, harm):
    newer_numpy(course)
    BROKEN[harm][0](course)
    if harm == "no network":
        (course.wheels / "numpy-2.1-py3-none-any.whl").unlink()  # pip sees none either
    before = course.stamp()
    code, said = course.prepare()
    assert code == 0 and said[-1] == "uses .venv"
    [line] = [line for line in said if "used as it is" in line]
    assert line.startswith(".venv could not be brought up to date, so it is used as it is: Installing about 3")
    assert course.stamp() == before
    course.check_works()
    course.write_locks()
    assert course.prepare() == (0, ["uses .venv"])


DISK_FULL = """
import errno, os
def full(*args, **more):
    raise OSError(errno.ENOSPC, "No space left on device")
"""


@pytest.mark.parametrize("call", ["os.link = os.mkdir = full", "os.replace = full", "os.makedirs = full"])
def test_a_full_disk_costs_nothing_that_works(course, call):
    newer_numpy(course)
    code, said = course.prepare(before=DISK_FULL + call)
    assert code == 0 and "No space left" in said[-2] and said[-1] == "uses .venv"
    course.check_works()
    course.prepare()
    course.check_works(numpy="2.1")


def test_where_hard_links_fail_files_are_copied(course):
    newer_numpy(course)
    refuse = "import os\ndef refuse(*args):\n    raise OSError('no hard links here')\nos.link = refuse"
    assert course.prepare(before=refuse)[0] == 0
    course.check_works(numpy="2.1")


# ---------------- another Python


def test_another_python_version_builds_beside_and_brings_back_what_was_added(course):
    course.add_by_hand("torch")
    code, said = course.prepare(before=OTHER_PYTHON)
    assert code == 0 and f"it belongs to Python {MINOR}" in said[0]
    assert course.stamp()["python"] == "3.99.1"
    course.check_works()
    assert course.ask("import torch; print(torch.__version__)") == "1.0"


def test_what_cannot_be_brought_back_is_named_with_the_command(course):
    course.add_by_hand("torch")
    (course.wheels / "torch-1.0-py3-none-any.whl").unlink()
    code, said = course.prepare(before=OTHER_PYTHON)
    assert code == 0 and said[-1] == "uses .venv"
    assert f"To add it: {course.venv / 'bin' / 'python'} -m pip install torch==1.0" in said
    course.check_works()


def test_another_python_version_without_a_network_keeps_what_works(course):
    for wheel in course.wheels.iterdir():
        wheel.unlink()
    code, said = course.prepare(before=OTHER_PYTHON)
    assert code == 0 and "used as it is" in said[-2]
    course.check_works()


# ---------------- two sets


def test_the_tests_tools_come_with_the_first_test_and_stay(course):
    with pytest.raises(subprocess.CalledProcessError):
        course.ask("import pytest")
    code, said = course.prepare("test")
    assert code == 0 and "what the tests need is missing" in said[0]
    assert course.ask("import pytest, ruff; print(pytest.__version__)") == "8.0"
    assert course.prepare() == course.prepare("test") == (0, ["uses .venv"])
    newer_numpy(course)
    course.prepare()
    assert course.stamp()["packages"] == "test"
    course.check_works(numpy="2.1")


def test_tests_whose_tools_cannot_be_had_are_trouble_and_the_lab_still_opens(course):
    (course.wheels / "pytest-8.0-py3-none-any.whl").unlink()
    code, said = course.prepare("test")
    assert code == 1 and said[-1].startswith("Next: check that this machine reaches the internet")
    assert course.prepare() == (0, ["uses .venv"])
    course.check_works()


def test_a_stamp_of_version_0_1_is_understood(course):
    old = {"venv": str(course.venv), "python": f"Python {MINOR}.2 in a folder", "lock": "a", "project": "b"}
    (course.venv / "made-from.json").unlink()
    (course.venv / "made-from.json").write_text(packages.json.dumps(old))
    code, said = course.prepare()
    assert code == 0 and "has changed" in said[0]
    assert course.stamp()["packages"] == "test"
    course.check_works()


# ---------------- killed

KILLED = """
import os, signal, subprocess, threading
seen = 0
def counted(act):
    def counting(*args, **more):
        global seen
        seen += 1
        if seen == {nth}:
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*args, **more)
    return counting
{owner}.{name} = counted({owner}.{name})
"""
# An update copies (mkdir, link), stamps (replace), starts uv, the compiler, uv (Popen, and waits for it: join),
# writes commands and the stamp (replace), renames twice, deletes the old one (rmdir).
UPDATING = [
    ("os", "mkdir", 1),
    ("os", "link", 300),
    ("subprocess", "Popen", 1),
    ("threading.Thread", "join", 1),
    ("subprocess", "Popen", 2),
    ("threading.Thread", "join", 3),
    ("os", "replace", 3),
    ("os", "rename", 1),
    ("os", "rename", 2),
    ("os", "rmdir", 2),
]
MAKING = [("subprocess", "Popen", 1), ("threading.Thread", "join", 3), ("os", "rename", 2)]
MENDING = [("os", "unlink", 1), ("subprocess", "Popen", 1), ("os", "replace", 7), ("subprocess", "Popen", 2)]


def kill(course, moment, before=""):
    owner, name, nth = moment
    code, said = course.prepare(before=before + KILLED.format(owner=owner, name=name, nth=nth))
    assert code == -signal.SIGKILL, said


def wait_for_what_goes_on(course):
    """An installer outlives the run.py that was killed, and holds the lock so long."""
    with open(course.folder / ".run.lock", "a+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)


def named(moment):
    return "-".join(map(str, moment))


@pytest.mark.parametrize("moment", UPDATING, ids=named)
def test_killed_while_updating(course, moment):
    newer_numpy(course)
    kill(course, moment)
    assert course.prepare()[0] == 0
    course.check_works(numpy="2.1")


@pytest.mark.parametrize("moment", UPDATING[3::3], ids=named)
def test_killed_while_updating_and_then_without_a_network(course, moment):
    newer_numpy(course)
    kill(course, moment)
    (course.wheels / "numpy-2.1-py3-none-any.whl").unlink()
    code, said = course.prepare()
    assert code == 0 and said[-1] == "uses .venv"
    course.check_works(numpy=course.ask("import numpy; print(numpy.__version__)"))


@pytest.mark.parametrize("moment", MAKING, ids=named)
def test_killed_while_making_for_another_python(course, moment):
    kill(course, moment, OTHER_PYTHON + "\n")
    assert course.prepare()[0] == 0
    wait_for_what_goes_on(course)
    course.prepare()
    course.check_works()


@pytest.mark.parametrize("moment", MENDING, ids=named)
def test_killed_while_mending_a_moved_folder(course, moment):
    moved = SmallCourse(course.folder.with_name("moved"), course.wheels.parent)
    course.folder.rename(moved.folder)
    kill(moved, moment)
    moved.uv(fails=OFFLINE)
    assert moved.prepare()[0] == 0
    moved.check_works()


# ---------------- a swap that was broken off, or refused


def test_a_swap_broken_off_between_its_two_names_is_repaired(course):
    for word in (".vnew", ".vold"):  # either is whole
        course.venv.rename(course.folder / word)
        assert course.prepare() == (0, ["uses .venv"])
        course.check_works()
    shutil.copytree(course.venv, course.folder / ".vold", symlinks=True)  # what is left is cleared away
    assert course.prepare() == (0, ["uses .venv"])
    course.check_works()


def test_where_the_new_one_is_not_whole_the_old_one_comes_back(course):
    course.venv.rename(course.folder / ".vold")
    (course.folder / ".vnew").mkdir()
    (course.folder / ".vnew" / "made-from.json").write_text('{"unfinished": true}')
    newer_numpy(course)
    assert course.prepare()[0] == 0
    course.check_works(numpy="2.1")


IN_USE = """
import errno, os
rename = os.rename
def refuse(source, target):
    if os.path.basename(source) == ".venv":
        raise PermissionError(errno.EACCES, "Access is denied")
    rename(source, target)
os.rename = refuse
"""


def test_a_venv_in_use_keeps_its_place_and_the_new_one_waits(course):
    newer_numpy(course)
    code, said = course.prepare(before=IN_USE)
    assert code == 0 and ".venv is in use and cannot be replaced now (Access is denied)" in said[-2]
    assert course.ask("import numpy; print(numpy.__version__)") == "2.0"
    course.uv(fails=OFFLINE)  # all that is missing is the swap
    assert course.prepare()[0] == 0
    course.check_works(numpy="2.1")


def test_somebody_else_s_folder_of_the_name_is_not_touched(course):
    newer_numpy(course)
    (course.folder / ".vnew").mkdir()
    (course.folder / ".vnew" / "mine").write_text("precious")
    code, said = course.prepare()
    assert code == 0 and "The folder .vnew is in the way" in said[-2]
    assert (course.folder / ".vnew" / "mine").read_text() == "precious"


def test_a_venv_that_is_a_link_is_cut_and_what_it_led_to_stays(course):
    course.venv.rename(course.folder / "precious")
    course.venv.symlink_to(course.folder / "precious")
    newer_numpy(course)
    assert course.prepare()[0] == 0
    course.check_works(numpy="2.1")
    assert (course.folder / "precious" / "bin").is_dir() and not course.venv.is_symlink()


# ---------------- what others have made


@pytest.fixture
def foreign(course):
    """A .venv with all that the course needs, made by somebody else."""
    (course.venv / "made-from.json").unlink()
    return course


def test_somebody_else_s_venv_that_fits_is_used_as_it_is(foreign):
    before = snapshot(foreign.folder)
    assert foreign.prepare() == (0, ["uses .venv"])
    assert snapshot(foreign.folder) == before


def older_numpy(site):
    shutil.rmtree(site / "numpy-2.0.dist-info")
    (site / "numpy-1.9.dist-info").mkdir()
    (site / "numpy-1.9.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: numpy\nVersion: 1.9\n")


MISFITS = {
    "packaging is missing": lambda site: shutil.rmtree(site / "packaging"),
    "numpy is missing": lambda site: shutil.rmtree(site / "numpy-2.0.dist-info"),
    "numpy is 1.9": older_numpy,
    "this folder's lecture_lib is missing": lambda site: (site / "lecture_lib.pth").unlink(),
    "its Python does not start": lambda site: (site.parents[2] / "bin" / "python").unlink(),
}


@pytest.mark.parametrize("lack", MISFITS)
def test_somebody_else_s_venv_that_does_not_fit_stays_and_the_course_makes_its_own(foreign, lack):
    MISFITS[lack](foreign.venv / "lib" / f"python{MINOR}" / "site-packages")
    before = snapshot(foreign.venv)
    code, said = foreign.prepare()
    reason = f".venv was made by something else and stays as it is, but {lack}."
    assert code == 0 and said[0].startswith("Preparing .venv-course: " + reason)
    assert said[-1] == "uses .venv-course"
    foreign.check_works(foreign.folder / ".venv-course")
    assert snapshot(foreign.venv) == before
    assert foreign.prepare() == (0, ["uses .venv-course"])


def test_another_place_may_be_named(course):
    place = course.folder.parent / "elsewhere"
    assert course.prepare(LECTURE_LIB_VENV=str(place))[1][-1] == "uses elsewhere"
    course.check_works()
    assert course.ask("import lecture_lib; print(lecture_lib.__file__)", place).startswith(str(course.folder))
    (place / "made-from.json").unlink()
    (place / "lib" / f"python{MINOR}" / "site-packages" / "numpy-2.0.dist-info" / "METADATA").unlink()
    before = snapshot(place)
    code, said = course.prepare(LECTURE_LIB_VENV=str(place))
    assert code == 1 and "stays as it is" in said[0] and "LECTURE_LIB_VENV" in said[1]
    assert snapshot(place) == before


# ---------------- the installers


def test_without_uv_pip_does_it(course):
    """The one whole way with the real pip, from an empty folder."""
    (course.commands / "uv").unlink()
    shutil.rmtree(course.venv)
    code, said = course.prepare()
    assert code == 0, said
    course.check_works()


def test_where_uv_fails_pip_takes_over_and_it_is_said(course):
    newer_numpy(course)
    course.uv(fails="uv has the hiccups")
    code, said = course.prepare()
    assert code == 0 and "uv could not do it, so pip tries" in "".join(said) and "hiccups" in "".join(said)
    course.check_works(numpy="2.1")


def test_pip_holds_packages_to_their_hashes(course):
    newer_numpy(course)
    (course.commands / "uv").unlink()
    write_wheel(course.wheels, "numpy", "2.1", {"numpy.py": "__version__ = '2.1'; evil = True"})
    code, said = course.prepare()
    assert code == 0 and "HASHES" in said[-2]
    course.check_works()


# ---------------- parts, also those that other systems need


def test_the_metadata_is_what_setuptools_would_write(tmp_path):
    """But for the description, the licences and the order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-text"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "lecture_lib").mkdir()
    code = "from setuptools import build_meta; print(build_meta.prepare_metadata_for_build_wheel('.'))"
    made = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    folder = tmp_path / made.stdout.splitlines()[-1]
    theirs = message_from_string((folder / "METADATA").read_text(encoding="utf-8"))
    ours = message_from_string(packages.metadata(project))
    for field in ("Name", "Version", "Summary", "Provides-Extra"):
        assert ours.get_all(field) == theirs.get_all(field)
    assert SpecifierSet(ours["Requires-Python"]) == SpecifierSet(theirs["Requires-Python"])
    ours_need, theirs_need = ([*map(Requirement, data.get_all("Requires-Dist"))] for data in (ours, theirs))
    assert ours_need == theirs_need
    with zipfile.ZipFile(packages.library_wheel(tmp_path)) as wheel:
        [commands] = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
        assert wheel.read(commands).decode().split() == (folder / "entry_points.txt").read_text().split()


PIP_LAUNCHER = b"MZ stub #!%s\\Scripts\\python.exe\r\nPK\x03\x04 code PK\x05\x06 end"
UV_LAUNCHER = b"MZ stub code %s\\Scripts\\python.exe UVSC"


@pytest.mark.parametrize("launcher", [PIP_LAUNCHER, UV_LAUNCHER], ids=["pip", "uv"])
def test_windows_launchers_take_a_path_of_the_same_length(launcher):
    old, new = r"C:\a course\.vnew", r"C:\a course\.venv"
    changed = venv_moves.launcher_with_path(launcher % old.encode(), old, new)
    assert changed == launcher % new.encode()


def test_windows_launchers_of_pip_take_any_path_and_others_are_not_spoilt():
    old, new = r"C:\course\.venv", r"D:\another place\course\.venv"
    assert venv_moves.launcher_with_path(PIP_LAUNCHER % old.encode(), old, new) == PIP_LAUNCHER % new.encode()
    with pytest.raises(venv_moves.Unmendable):
        venv_moves.launcher_with_path(UV_LAUNCHER % old.encode(), old, new)
    assert venv_moves.launcher_with_path(UV_LAUNCHER % b"..", old, new) == UV_LAUNCHER % b".."


LONG = b"""#!/bin/sh
'''exec' %s "$0" "$@"
' '''
"""


@pytest.mark.parametrize("quote", [b"", b'"', b"'"])
@pytest.mark.parametrize("path", ["/my course/.venv", "/" + 130 * "x" + "/.venv"], ids=["space", "long"])
def test_commands_get_a_first_line_that_fits_their_path(quote, path):
    short = b"#!/a/.venv/bin/python\nprint(1)\n"
    long = LONG % (b'"' + path.encode() + b'/bin/python"') + b"print(1)\n"
    quoted = LONG % (quote + b"/a/.venv/bin/python" + quote) + b"print(1)\n"
    for before in (short, quoted):
        assert venv_moves.command_with_path(before, "/a/.venv", path) == long
    assert venv_moves.command_with_path(long, path, "/a/.venv") == short


def test_a_command_of_another_program_keeps_its_first_line():
    changed = venv_moves.command_with_path(b"#!/usr/bin/perl\n/a/.venv\n", "/a/.venv", "/b/.venv")
    assert changed == b"#!/usr/bin/perl\n/b/.venv\n"


def test_mending_twice_is_mending_once():
    old, new = "/course/.venv", "/my/course/.venv"
    once = venv_moves.command_with_path(b"#!/course/.venv/bin/python\n/course/.venv\n", old, new)
    assert once == b"#!/my/course/.venv/bin/python\n/my/course/.venv\n"
    assert venv_moves.command_with_path(once, old, new) == once


def test_the_neighbours_names_are_as_long_as_its_own(tmp_path):
    for name in (".venv", ".venv-course"):
        venv = venv_state.Venv(tmp_path / name)
        neighbours = {venv.folder, venv.beside("vnew").folder, venv.beside("vold").folder}
        assert len(neighbours) == 3 and {len(str(folder)) for folder in neighbours} == {len(str(venv.folder))}
    assert venv_state.Venv(tmp_path / "x").beside("vnew").folder == tmp_path / "x.vnew"


def test_a_file_with_a_second_name_keeps_its_content_there(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("old")
    first.chmod(0o755)
    os.link(first, second)
    packages.replace_file(first, "new")
    assert (first.read_text(), second.read_text()) == ("new", "old")
    assert first.stat().st_mode & 0o777 == 0o755
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "second"]

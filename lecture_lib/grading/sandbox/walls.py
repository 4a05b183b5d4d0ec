"""Where strangers' code runs: bubblewrap first, Landlock with a filter second, a container when asked for.

A sandbox knows how to start the runner in a place that holds Python, numpy, the mathematics of this library, and
nothing else: no questions, no home, no network. What each can stop is measured by `probes`.
"""

from __future__ import annotations

import compileall
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ...mathematics import FOLDERS
from .inside import locks
from .limits import MAX_DISK
from .temporary_folders import make_folder, require_room

HERE, LIBRARY = Path(__file__).parent, Path(__file__).parents[2]
LIBRARY_SUFFIXES = (".py", ".npz", ".json")  # of code and data
COURSE_WORDS = ("about", "any_of", "check", "hint", "in_any_order", "predict", "put_up_signpost", "reveal", "solution")
"""What the facade has beside the mathematics: behind the wall each is there and says nothing."""
IPYTHON_FILES = ("core/inputtransformer2.py", "utils/tokenutil.py")  # which read a cell as JupyterLab does
SANDBOX_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "agg",
    "MPLCONFIGDIR": "/tmp",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
}


ALL_LOCKS = ("limit_resources", "restrict_files", "filter_calls")


@dataclass(frozen=True)
class Sandbox:
    """A wall to run Python behind; `strong` says that it may hold strangers' code."""

    name: str
    strong: bool


@dataclass(frozen=True)
class ProcessSandbox(Sandbox, ABC):
    """A wall around a process of this system, whose channel is a socket.

    `own` are the locks that a runner puts on where it is alone in its sandbox, `shared` those where a fork server made
    it; None where no fork server is to be had.
    """

    own: tuple[str, ...] = ()
    shared: tuple[str, ...] | None = None

    def start(self, channel: int, output: int, place: str) -> subprocess.Popen:
        """Start a runner with its channel and its output, and the folder `place` to write in."""
        return self.launch("runner", channel, output, place, self.own)

    def start_fork_server(self, control: int, place: str, modules: Sequence[str] = ()) -> subprocess.Popen:
        """Start a fork server, which makes runners; they find these modules loaded."""
        return self.launch("fork_server", control, subprocess.DEVNULL, place, (",".join(modules), *(self.shared or ())))

    @abstractmethod
    def launch(self, program: str, socket: int, output: int, place: str, locks: Sequence[str]) -> subprocess.Popen:
        """Start one of the programs that `course_copy` holds."""


def _locks() -> dict:
    """Return the locks inside a wall: the filter where there is one, and Landlock where a fork server makes runners."""
    own = ("limit_resources", "filter_calls") if locks.can_filter_calls() else ("limit_resources",)
    return {"own": own, "shared": ALL_LOCKS if locks.landlock_version() and locks.can_filter_calls() else None}


class Bubblewrap(ProcessSandbox):
    """Namespaces of its own: files, processes, network, users (Debian's package bubblewrap)."""

    def __init__(self) -> None:
        super().__init__("bubblewrap", True, **_locks())

    def launch(self, program, socket, output, place, locks):
        if not shutil.which("bwrap"):
            raise OSError("there is no bubblewrap on this machine (Debian's package `bubblewrap`)")
        with tempfile.TemporaryFile() as file:  # on the command line everybody could read the paths
            file.write(b"".join(os.fsencode(argument) + b"\0" for argument in self.arguments()))
            file.seek(0)
            return subprocess.Popen(
                [
                    shutil.which("bwrap"),
                    "--args",
                    str(file.fileno()),
                    "--",
                    *_python(program, "/course"),
                    str(socket),
                    "/tmp",
                    *locks,
                ],
                env={},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(socket, file.fileno()),
                start_new_session=True,
            )

    def arguments(self) -> list[str]:
        """Return the arguments of bubblewrap: an empty world, then what is to be seen in it."""
        binds = [part for path in _python_paths() for part in ("--ro-bind", path, path)]
        if os.path.isdir(locks.hidden_folder()):  # the questions are installed where Python reads
            binds += ["--tmpfs", locks.hidden_folder(), "--remount-ro", locks.hidden_folder()]
        return [
            "--unshare-all",
            "--unshare-user",
            "--disable-userns",
            "--die-with-parent",
            "--new-session",
            # Without the filter a process could take back that it ends with its parent; then bubblewrap's own first
            # process stays, and with that one all others end.
            *(["--as-pid-1"] if locks.can_filter_calls() else []),
            "--uid",
            "65534",
            "--gid",
            "65534",
            "--hostname",
            "sandbox",
            "--cap-drop",
            "ALL",
            "--size",
            str(MAX_DISK),
            "--tmpfs",
            "/tmp",
            *binds,  # Python itself may live below /tmp
            "--ro-bind",
            str(course_copy()),
            "/course",
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "--remount-ro",
            "/dev",
            "--remount-ro",
            "/",
            "--chdir",
            "/tmp",
            *(part for name, value in SANDBOX_ENVIRONMENT.items() for part in ("--setenv", name, value)),
        ]


class Landlock(ProcessSandbox):
    """The kernel's Landlock and a filter of system calls, which the runner itself puts on before it runs a cell."""

    def __init__(self) -> None:
        super().__init__("Landlock", True, ALL_LOCKS, ALL_LOCKS)

    def launch(self, program, socket, output, place, locks):
        return _here(
            program,
            socket,
            output,
            place,
            locks,
            {**SANDBOX_ENVIRONMENT, "HOME": place, "MPLCONFIGDIR": place, "TMPDIR": place},
        )


class Trusted(ProcessSandbox):
    """No wall at all: for code that the teacher has read, or wrote."""

    def __init__(self) -> None:
        super().__init__("trusted", False, ("end_with_parent",), ("end_with_parent",))

    def launch(self, program, socket, output, place, locks):
        return _here(program, socket, output, place, locks, {**os.environ, **SANDBOX_ENVIRONMENT, "HOME": place})


class Container(ProcessSandbox):
    """A container of Docker or Podman, from an image with Python 3.11 or later and numpy, when a teacher asks for it.

    The image is named by LECTURE_LIB_IMAGE; nothing is fetched here.
    """

    def __init__(self, engine: str) -> None:
        super().__init__(engine, True, ("limit_resources",))

    def launch(self, program, socket, output, place, locks):
        image = os.environ.get("LECTURE_LIB_IMAGE")
        if not shutil.which(self.name) or not image:
            raise OSError(
                f"{self.name} or its image is missing. Name an image with Python and NumPy: LECTURE_LIB_IMAGE=..."
            )
        settings = [part for name, value in SANDBOX_ENVIRONMENT.items() for part in ("--env", f"{name}={value}")]
        return subprocess.Popen(
            [
                self.name,
                "run",
                "--rm",
                "--interactive",
                "--pull",
                "never",
                "--network",
                "none",
                "--read-only",
                "--tmpfs",
                f"/tmp:size={MAX_DISK},mode=1777",
                "--memory",
                "1536m",
                "--memory-swap",
                "1536m",
                "--pids-limit",
                "64",
                "--cap-drop",
                "ALL",
                "--security-opt",
                "no-new-privileges",
                "--user",
                "65534:65534",
                *settings,
                "--volume",
                f"{course_copy()}:/course:ro",
                "--workdir",
                "/tmp",
                image,
                "python3",
                *_python(program, "/course")[1:],
                "stdio",
                "/tmp",
                *locks,
            ],
            stdin=socket,
            stdout=socket,
            stderr=output,
            start_new_session=True,
        )


def _here(
    program: str, socket: int, output: int, place: str, locks: Sequence[str], environment: dict
) -> subprocess.Popen:
    if os.name == "nt":
        raise OSError("Windows cannot hand an open channel on; grade on Linux or macOS, or in WSL")
    require_room(place, MAX_DISK)  # no answer may fail because the grader's own disk is full
    return subprocess.Popen(
        [*_python(program, str(course_copy())), str(socket), place, *locks],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=(socket,),
        start_new_session=True,
    )


def _python(program: str, course: str) -> list[str]:
    """Return the command that runs one of the programs in the folder `course_copy`."""
    begin = f"import sys; sys.path.insert(0, sys.argv.pop(1)); from inside.{program} import main; main()"
    return [sys.executable, "-I", "-c", begin, course]


def shipped_files(library: Path = LIBRARY) -> list[Path]:
    """Return the files of the library that go behind the wall: the declared mathematics with its data.

    >>> [path.name for path in shipped_files()][:3]
    ['mathematics.py', 'validation.py', '__init__.py']
    """
    below = [path for name in FOLDERS for path in library_files(library / name)]
    return [library / "mathematics.py", library / "validation.py", *below]


def library_files(folder: Path) -> list[Path]:
    """Return the code and data below a folder of the library, in order; nothing that Python or a system left there.

    >>> sorted({path.suffix for path in library_files(LIBRARY / "data")})
    ['.json', '.npz', '.py']
    """
    files = (path for path in folder.rglob("*") if path.suffix in LIBRARY_SUFFIXES and path.is_file())
    return sorted(path for path in files if "__pycache__" not in path.relative_to(folder).parts)


@cache
def course_copy() -> Path:
    """Return a folder with what the other side needs, compiled: its programmes, and this library's mathematics.

    Exactly the declared folders are there, with their data; `check` and its like are there and say nothing.

    >>> sorted(path.name for path in (course_copy() / "lecture_lib").iterdir() if "." not in path.name[1:])[:4]
    ['__pycache__', 'architectures', 'autodiff', 'data']
    """
    folder = Path(make_folder("course"))
    inside, library = folder / "inside", folder / "lecture_lib"
    shutil.copytree(HERE / "inside", inside, ignore=shutil.ignore_patterns("__pycache__"))
    library.mkdir()
    for path in shipped_files():
        copy = library / path.relative_to(LIBRARY)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    silent = "".join(f"from inside.stand_ins import show_nothing as {name}\n" for name in COURSE_WORDS)
    (library / "__init__.py").write_text(f"from .mathematics import *\n{silent}", encoding="utf-8")
    _copy_input_transformer(folder / "IPython")
    compileall.compile_dir(str(folder), quiet=2)
    folder.chmod(0o755)
    return folder


def _copy_input_transformer(package: Path) -> None:
    """Make a package IPython of the files that read a cell, and stand-ins for all else that IPython has."""
    spec = find_spec("IPython")
    if spec is None or spec.origin is None:
        raise OSError("IPython is not installed: python -m pip install ipython")
    stand_ins = "from inside.stand_ins import attributes_of\n__getattr__ = attributes_of(__name__)\n"
    package.mkdir()
    (package / "__init__.py").write_text(stand_ins, encoding="utf-8")
    for copy in map(package.joinpath, IPYTHON_FILES):
        copy.parent.mkdir()
        shutil.copy(Path(spec.origin).parent / copy.relative_to(package), copy)
        (copy.parent / "__init__.py").write_text(f"from . import {copy.stem}\n{stand_ins}", encoding="utf-8")


def end_process(process) -> None:
    """Kill a process with its whole group, and wait until it is gone.

    >>> process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    >>> end_process(process)
    >>> process.returncode
    -9
    """
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _python_paths() -> list[str]:
    wanted = [
        sys.prefix,
        sys.base_prefix,
        sysconfig.get_paths()["purelib"],
        "/usr/lib",
        "/usr/lib64",
        "/lib",
        "/lib64",
        "/usr/share/fonts",
        "/etc/ld.so.cache",
        "/etc/fonts",
    ]
    return [path for path in dict.fromkeys(wanted) if os.path.exists(path)]

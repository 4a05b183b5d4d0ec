"""The locks, each put on by a process of its own that then tries what it must not do, and what it must still do."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from lecture_lib.grading.sandbox.inside import locks
from lecture_lib.grading.sandbox.walls import course_copy
from tests.notebooks.rows import ROOT

linux = pytest.mark.skipif(sys.platform != "linux", reason="the locks are those of Linux")
landlock = pytest.mark.skipif(locks.landlock_version() < 1, reason="this kernel has no Landlock")
filtered = pytest.mark.skipif(not locks.can_filter_calls(), reason="there is no table of system calls for this machine")

PRELUDE = """\
import ctypes, errno, fcntl, os, resource, signal, socket, struct, subprocess, sys, threading
import numpy as np
sys.path.insert(0, sys.argv[1])
from inside import locks                    # the copy that goes into the sandbox, away from the questions
place = sys.argv[2]
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    'Make a system call; return 0 or the number of its error.'
    ctypes.set_errno(0)
    got = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    return ctypes.get_errno() if got < 0 else 0
def error(act):
    'Return the number of the error that this brings, 0 for none.'
    try:
        act()
    except OSError as problem:
        return problem.errno
    return 0
for name in sys.argv[3:]:
    getattr(locks, name)(place)
"""


def locked(code: str, place, *locks: str) -> str:
    """Run code in a process that has put these locks on; return what it printed, and fail when it did not end well."""
    done = run(code, place, *locks)
    assert done.returncode == 0, done.stderr
    return done.stdout


def run(code: str, place, *locks: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", PRELUDE + textwrap.dedent(code), str(course_copy()), str(place), *locks],
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=120,
        start_new_session=True,
    )


def answers(printed: str) -> dict[str, int]:
    """Read lines "name number"."""
    return {line.rpartition(" ")[0]: int(line.rpartition(" ")[2]) for line in printed.splitlines()}


# --- limits ------------------------------------------------------------------------------------------------------


@linux
def test_limits_bound_memory_files_and_cores(tmp_path):
    printed = locked(
        """
        for name in ('AS', 'FSIZE', 'NOFILE', 'CPU', 'CORE', 'MEMLOCK', 'MSGQUEUE'):
            soft, hard = resource.getrlimit(getattr(resource, 'RLIMIT_' + name))
            print(name, soft if soft == hard else -9)
    """,
        tmp_path,
        "limit_resources",
    )
    got = answers(printed)
    assert (
        0 < got["AS"] <= locks.MAX_ADDRESS_SPACE
        and 0 < got["FSIZE"] <= locks.MAX_FILE_SIZE
        and 0 < got["NOFILE"] <= locks.MAX_OPEN_FILES
        and 0 < got["CPU"] <= locks.MAX_CPU_SECONDS
    )
    assert got["CORE"] == got["MEMLOCK"] == got["MSGQUEUE"] == 0


@linux
def test_limits_that_are_tighter_already_stay(tmp_path):
    printed = locked(
        """
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        locks.limit_resources(place)
        print('FSIZE', resource.getrlimit(resource.RLIMIT_FSIZE)[1])
    """,
        tmp_path,
    )
    assert answers(printed) == {"FSIZE": 1000}


@linux
def test_memory_and_files_end_at_the_limit(tmp_path):
    locked(
        """
        try:
            np.ones(locks.MAX_ADDRESS_SPACE // 8)
        except MemoryError:
            pass
        else:
            sys.exit('4 GB were had')
        file = os.open(os.path.join(place, 'large'), os.O_CREAT | os.O_RDWR)
        assert error(lambda: os.pwrite(file, b'x', locks.MAX_FILE_SIZE)) == errno.EFBIG
        assert error(lambda: os.pwrite(file, b'x', 0)) == 0
    """,
        tmp_path,
        "limit_resources",
    )


@linux
def test_the_process_ends_with_its_parent(tmp_path):
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent("""
        import subprocess, sys, time
        lines = ('import time; from lecture_lib.grading.sandbox.inside import locks; locks.limit_resources(""); '
                 'print("locked", flush=True); time.sleep(100)')
        child = subprocess.Popen([sys.executable, '-c', lines], stdout=subprocess.PIPE)
        child.stdout.readline()
        print(child.pid, flush=True)
        time.sleep(100)
    """),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    child = int(parent.stdout.readline())
    assert not ended(child, seconds=0.2)
    parent.kill()
    parent.wait()
    assert ended(child, seconds=20)


@linux
@filtered
def test_no_process_can_take_back_that_it_ends_with_its_parent(tmp_path):
    locked(
        """
        signals = ctypes.c_int()
        for option, value in ((1, 0), (1, 17), (4, 0), (36, 1)):
            assert call(157, option, value, 0, 0, 0) == errno.EPERM, option
        assert call(157, 1 | 1 << 40, 0, 0, 0, 0) == errno.EPERM            # the kernel reads 32 bits of it
        assert libc.prctl(2, ctypes.byref(signals), 0, 0, 0) == 0 and signals.value == signal.SIGKILL
        assert call(157, 15, b'a name', 0, 0, 0) == 0
    """,
        tmp_path,
        "limit_resources",
        "filter_calls",
    )


def ended(pid: int, seconds: float) -> bool:
    for _ in range(int(seconds / 0.05)):
        try:
            with open(f"/proc/{pid}/stat") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


# --- system calls ------------------------------------------------------------------------------------------------

NEVER = {
    "fork": 57,
    "execve": 59,
    "kill": 62,
    "ptrace": 101,
    "mknod": 133,
    "mknodat": 259,
    "mount": 165,
    "chroot": 161,
    "unshare": 272,
    "setns": 308,
    "process_vm_readv": 310,
    "process_vm_writev": 311,
    "socket": 41,
    "connect": 42,
    "bpf": 321,
    "keyctl": 250,
    "io_uring_setup": 425,
    "userfaultfd": 323,
    "perf_event_open": 298,
    "memfd_create": 319,
    "shmget": 29,
    "init_module": 175,
    "finit_module": 313,
    "reboot": 169,
    "pidfd_open": 434,
    "pidfd_getfd": 438,
    "pidfd_send_signal": 424,
    "open_by_handle_at": 304,
    "tgkill": 234,
    "tkill": 200,
    "fsopen": 430,
    "move_mount": 429,
    "open_tree": 428,
    "mount_setattr": 442,
    "execveat": 322,
    "chmod": 90,
}


@linux
@filtered
def test_every_forbidden_call_is_refused(tmp_path):
    """With arguments that would do nothing even without the filter."""
    printed = locked(
        """
        assert call(319, b'probe', 0) == errno.EPERM, 'the filter is not on'
        me = os.getpid()
        for number in sorted(n for group in locks.FORBIDDEN_CALLS.values() for n in group):
            got = call(number, -1, -1, -1, -1, -1, -1)
            if os.getpid() != me:
                os._exit(0)
            print(number, got)
    """,
        tmp_path,
        "filter_calls",
    )
    got = answers(printed)
    assert set(map(str, NEVER.values())) <= set(got)
    assert set(got.values()) == {errno.EPERM}


@linux
@filtered
def test_no_process_can_be_started_by_any_road(tmp_path):
    locked(
        """
        assert error(os.fork) == errno.EPERM
        assert error(lambda: subprocess.run(['/bin/true'])) == errno.EPERM
        assert error(lambda: os.posix_spawn(sys.executable, ['x'], {})) in (errno.EPERM, errno.ENOSYS)
        assert error(lambda: os.execv(sys.executable, ['x', '-c', ''])) == errno.EPERM
        for flags in (17, 0x10000000 | 17, 0x100 | 17, 0x4000 | 0x100 | 17, 0x20000 | 17):
            assert call(56, flags, 0, 0, 0, 0) == errno.EPERM, hex(flags)
        assert call(435, bytes(88), 88) == errno.ENOSYS
    """,
        tmp_path,
        "filter_calls",
    )


@linux
@filtered
def test_signals_and_typing_by_back_doors_are_refused(tmp_path):
    locked(
        """
        r, w = os.pipe()
        for command in (fcntl.F_SETOWN, 10, 15):
            assert error(lambda: fcntl.fcntl(r, command, 0)) == errno.EPERM, command
        for request in (0x8901, 0x8902, 0x5412):
            assert error(lambda: fcntl.ioctl(r, request, b'1234')) == errno.EPERM, request
        assert error(lambda: fcntl.fcntl(r, fcntl.F_GETFL)) == error(lambda: fcntl.fcntl(r, fcntl.F_SETFD, 0)) == 0
        assert error(lambda: fcntl.ioctl(r, 0x541B, b'1234')) == 0
    """,
        tmp_path,
        "filter_calls",
    )


@linux
@filtered
def test_limits_of_others_are_refused_and_ones_own_can_be_read(tmp_path):
    locked(
        """
        assert call(302, os.getppid(), 7, 0, 0) == call(302, 1, 7, 0, 0) == errno.EPERM
        assert call(302, 0, 7, 0, 0) == 0
        resource.getrlimit(resource.RLIMIT_NOFILE)
    """,
        tmp_path,
        "filter_calls",
    )


@linux
@filtered
def test_the_older_doors_of_the_kernel_are_shut(tmp_path):
    locked("assert call(0x40000000 | 39) == errno.EPERM", tmp_path, "filter_calls")
    old = """
        import mmap
        code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        code.write(b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3')            # getpid by int 0x80
        print('pid', ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))())
    """
    assert run(old, tmp_path, "filter_calls").returncode == -signal.SIGSYS


@linux
@filtered
def test_honest_work_goes_on_behind_the_filter(tmp_path):
    locked(
        """
        invert = lambda: np.linalg.inv(np.eye(50)).sum()
        threads = [threading.Thread(target=invert) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        np.savetxt(os.path.join(place, 'z.txt'), np.arange(3.0))
        assert np.loadtxt(os.path.join(place, 'z.txt')).sum() == 3
        os.rename(os.path.join(place, 'z.txt'), os.path.join(place, 'y.txt'))
        os.remove(os.path.join(place, 'y.txt'))
    """,
        tmp_path,
        "limit_resources",
        "filter_calls",
    )


@linux
@filtered
def test_a_channel_that_was_open_before_goes_on(tmp_path):
    locked(
        """
        a, b = socket.socketpair()
        locks.filter_calls(place)
        a.sendall(b'hello')
        assert b.recv(5) == b'hello'
        assert error(socket.socket) == errno.EPERM
    """,
        tmp_path,
    )


def test_without_a_table_for_the_machine_the_filter_says_so(monkeypatch):
    monkeypatch.setattr(locks.platform, "machine", lambda: "aarch64")
    with pytest.raises(OSError, match="aarch64"):
        locks.filter_calls("")


# --- Landlock ----------------------------------------------------------------------------------------------------


@pytest.fixture
def canary(tmp_path):
    """A file beside the place where the process may write."""
    (tmp_path / "place").mkdir()
    file = tmp_path / "canary.txt"
    file.write_text("untouched")
    before = file.stat()
    yield file
    assert file.read_text() == "untouched"
    assert (file.stat().st_mtime_ns, file.stat().st_mode, file.stat().st_nlink) == (
        before.st_mtime_ns,
        before.st_mode,
        before.st_nlink,
    )
    assert sorted(os.listdir(tmp_path)) == ["canary.txt", "place"]


@linux
@landlock
def test_only_the_place_and_python_can_be_read_or_written(canary):
    locked(
        """
        canary = os.path.join(os.path.dirname(place), 'canary.txt')
        refused = lambda act: error(act) in (errno.EACCES, errno.EXDEV, errno.EPERM) or sys.exit('let through')
        for path in (canary, '/etc/passwd', '/proc/self/environ', os.path.abspath('README.md')):
            refused(lambda: open(path).read())
        for mode in ('a', 'w', 'r+'):
            refused(lambda: open(canary, mode))
        inside = os.path.join(place, 'mine')
        for act in (os.link, os.symlink, os.rename):
            refused(lambda: act(canary, inside))
        open(inside, 'w').close()
        refused(lambda: os.rename(inside, canary))
        refused(lambda: os.remove(canary))
        refused(lambda: open(os.path.join(os.path.dirname(place), 'new'), 'w'))
        refused(lambda: os.mkdir(os.path.join(os.path.dirname(place), 'new')))
        for folder in ('/', '/etc', os.path.expanduser('~'), '/tmp', '/proc', os.path.dirname(place)):
            refused(lambda: os.listdir(folder))
        refused(lambda: open(os.path.join(os.path.dirname(os.__file__), 'probe'), 'w'))
    """,
        canary.parent / "place",
        "restrict_files",
    )


@linux
@landlock
def test_in_the_place_there_are_files_and_folders_and_nothing_else(canary):
    locked(
        """
        os.chdir(place)
        for mode in (0o10600, 0o20600, 0o60600, 0o140600):          # pipe, character and block device, socket
            assert error(lambda: os.mknod('thing', mode, os.makedev(1, 3))) in (errno.EACCES, errno.EPERM), oct(mode)
        assert error(lambda: os.symlink('/', 'link')) == errno.EACCES
        os.mkdir('folder')
        with open('folder/file', 'w') as file:
            file.write('text')
        os.truncate('folder/file', 2)
        os.rename('folder/file', 'moved')
        assert open('moved').read() == 'te' and os.listdir('.') == os.listdir(place)
        os.remove('moved')
        os.rmdir('folder')
    """,
        canary.parent / "place",
        "restrict_files",
    )


@linux
@landlock
def test_python_and_numpy_still_import(canary):
    locked(
        "import fractions, numpy.polynomial, json.tool\nopen('/dev/null', 'w').write('x')\nos.urandom(4)",
        canary.parent / "place",
        "restrict_files",
    )


@linux
@landlock
def test_no_power_is_kept_even_by_root(canary):
    locked(
        """
        powers = ctypes.create_string_buffer(24)
        assert call(125, ctypes.create_string_buffer(struct.pack('Ii', 0x20080522, 0)), powers) == 0
        assert powers.raw == bytes(24)
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard + 1))
        except (OSError, ValueError):
            pass
        else:
            sys.exit('a limit was raised')
    """,
        canary.parent / "place",
        "limit_resources",
        "restrict_files",
    )


@linux
@landlock
def test_a_second_lock_cannot_widen_the_first(canary):
    locked(
        """
        try:
            locks.restrict_files(os.path.dirname(place))
        except OSError:
            pass
        assert error(lambda: open(os.path.join(os.path.dirname(place), 'canary.txt')).read()) == errno.EACCES
    """,
        canary.parent / "place",
        "restrict_files",
    )


@linux
@pytest.mark.skipif(locks.landlock_version() < 4, reason="this kernel's Landlock does not know the network")
def test_landlock_alone_shuts_the_network(canary):
    locked(
        "assert error(lambda: socket.create_connection(('127.0.0.1', 9), 1)) == errno.EACCES\n"
        "assert error(lambda: socket.create_server(('127.0.0.1', 0))) == errno.EACCES",
        canary.parent / "place",
        "restrict_files",
    )


def test_the_questions_are_left_out_of_what_can_be_read(tmp_path):
    for name in ("site/numpy", "site/lecture_lib/questions", "site/other"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "site" / "link").symlink_to(tmp_path / "site" / "lecture_lib")
    secret = str(tmp_path / "site" / "lecture_lib")
    allowed = dict(locks.rights_below(str(tmp_path), secret))
    readable = {path for path, access in allowed.items() if access & 0b100}
    assert readable == {str(tmp_path / "site" / "numpy"), str(tmp_path / "site" / "other")}
    other = str(tmp_path / "site" / "other")
    assert dict(locks.rights_below(other, secret)) == {other: 0b1101}
    assert not any(access & 0b100 for _, access in locks.rights_below(secret, secret))


@linux
def test_this_checkout_is_not_among_what_can_be_read(monkeypatch):
    monkeypatch.setattr(locks, "__file__", str(course_copy() / "inside" / "locks.py"))
    tops = locks.readable_paths()
    assert tops and all(map(os.path.exists, tops))
    questions = os.path.realpath(ROOT / "lecture_lib" / "questions")
    assert os.path.isdir(questions)
    assert not any(os.path.commonpath([top, questions]) == top for top in tops if os.path.isdir(top))


def test_elsewhere_than_on_linux_there_is_no_lock(monkeypatch):
    monkeypatch.setattr(locks.sys, "platform", "win32")
    assert locks.landlock_version() == 0 and not locks.can_filter_calls()
    with pytest.raises(OSError, match="no Landlock"):
        locks.restrict_files("")

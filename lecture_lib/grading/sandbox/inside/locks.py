"""Locks that a process puts on itself before it runs strangers' code: limits, Landlock, a system-call filter.

Each can only be made tighter afterwards, never undone. Plain ctypes on Linux; this file goes into the sandbox.
The lists are those of the kernel's own headers: <linux/landlock.h>, <linux/seccomp.h>, <asm/unistd_64.h>.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from functools import cache

# Of one process: address space, one file, files open, seconds of all processors together. A submission has a minute;
# the last of these is for what nobody watches any more.
MAX_ADDRESS_SPACE, MAX_FILE_SIZE, MAX_OPEN_FILES, MAX_CPU_SECONDS = 4 * 2**30, 150 * 2**20, 256, 600
_NO_NEW_PRIVS, _SECCOMP, _FILTER, _PDEATHSIG, _DUMPABLE, _SUBREAPER = 38, 22, 2, 1, 4, 36

# Calls that a notebook of exercises has no need of, by their numbers on x86-64.
FORBIDDEN_CALLS = {
    "new processes": (57, 58, 59, 322),  # fork, vfork, execve, execveat
    "sockets, and files on their way through one": (41, 42, 43, 46, 49, 50, 288, 307),
    "room for files that is not written": (285,),  # fallocate
    "other processes": (
        62,
        101,
        129,
        200,
        234,
        297,
        310,
        311,
        312,
        424,
        434,
        438,
    ),  # kill, ptrace, process_vm_*, pidfd_*
    "their limits and turns": (141, 142, 144, 203, 251, 314),
    "devices": (133, 259),  # mknod
    "mounts and namespaces": (155, 161, 165, 166, 272, 308, 428, 429, 430, 431, 432, 433, 442),
    "modes, owners and times of files": (
        90,
        91,
        92,
        93,
        94,
        132,
        188,
        189,
        190,
        197,
        198,
        199,
        235,
        260,
        261,
        268,
        280,
        452,
        463,
        466,
    ),
    "memory that belongs to no process": (29, 30, 31, 64, 68, 319, 447),  # shared memory, memfd
    "the kernel": (
        103,
        135,
        153,
        159,
        163,
        164,
        167,
        168,
        169,
        170,
        171,
        172,
        173,
        175,
        176,
        179,
        180,
        212,
        227,
        237,
        246,
        248,
        249,
        250,
        256,
        279,
        298,
        300,
        303,
        304,
        305,
        313,
        320,
        321,
        323,
        425,
        426,
        427,
    ),
}
FORBIDDEN_ARGUMENTS = {  # call: the place of an argument, and the values that are forbidden there
    72: (1, (8, 10, 15)),  # fcntl: to let the kernel send signals to another process
    16: (1, (0x8901, 0x8902, 0x5412)),  # ioctl: the same, and typing into a terminal
    436: (2, (2, 6)),  # close_range: to open files that the other threads, and the grader, do not see
    157: (0, (_PDEATHSIG, _DUMPABLE, _SUBREAPER)),  # prctl: to outlive its parent, and what else it has no need of
}
_CLONE, _CLONE3, _PRLIMIT, _THREAD, _SHARED_FILES = 56, 435, 302, 0x10000, 0x400
_X86_64, _X32 = 0xC000003E, 0x40000000


def limit_resources(place: str) -> None:
    """Bound what this process can take, and let it end with its parent."""
    import resource  # Windows has none, and no sandbox either

    for what, amount in (
        (resource.RLIMIT_AS, MAX_ADDRESS_SPACE),
        (resource.RLIMIT_FSIZE, MAX_FILE_SIZE),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, MAX_OPEN_FILES),
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(what, (bound, bound))
    end_with_parent(place)
    _prctl(_NO_NEW_PRIVS, 1)


def end_with_parent(place: str) -> None:
    """Let the kernel kill this process when the one that made it ends (Linux; elsewhere nothing does)."""
    if sys.platform == "linux":
        _prctl(_PDEATHSIG, 9)


def filter_calls(place: str) -> None:
    """Forbid the system calls above: they fail with "operation not permitted"."""
    if not can_filter_calls():
        raise OSError(f"no table of system calls for {platform.machine()}")
    program = _program()
    lines = ctypes.create_string_buffer(program)
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(lines)))
    _prctl(_NO_NEW_PRIVS, 1)
    _prctl(_SECCOMP, _FILTER, ctypes.addressof(head))


def restrict_files(place: str) -> None:
    """Let this process read Python and write below `place`; no other file, and no network (Landlock)."""
    abi = landlock_version()
    if abi < 1:
        raise OSError("this kernel has no Landlock")
    everything = (
        (1 << 13) - 1 | (1 << 13 if abi >= 2 else 0) | (1 << 14 if abi >= 3 else 0) | (1 << 15 if abi >= 5 else 0)
    )
    attributes = struct.pack("QQQ", everything, 3 if abi >= 4 else 0, 3 if abi >= 6 else 0)
    ruleset = _syscall(444, attributes, len(attributes), 0)
    for path, access in rights_to_read():
        _allow(ruleset, path, access)
    _allow(ruleset, "/dev/null", 0b110)
    never = sum(1 << bit for bit in (0, 6, 9, 10, 11, 12, 15))  # run; devices, sockets, pipes, links; ioctl
    _allow(ruleset, place, everything & ~never)
    _prctl(_NO_NEW_PRIVS, 1)
    _syscall(446, ruleset, 0)
    os.close(ruleset)
    _syscall(126, struct.pack("Ii", 0x20080522, 0), bytes(24))  # capset: no powers, even for root


@cache
def rights_to_read() -> list[tuple[str, int]]:
    """Return what every runner may read, with the rights for each part; a fork server finds it out for all of its."""
    return [pair for path in readable_paths() for pair in rights_below(path, hidden_folder())]


def readable_paths() -> list[str]:
    """Return the folders that Python, numpy and matplotlib read."""
    wanted = [
        sys.prefix,
        sys.base_prefix,
        os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
        "/usr/lib",
        "/usr/lib64",
        "/lib",
        "/lib64",
        "/usr/local/lib",
        "/usr/share",
        "/etc/ld.so.cache",
        "/etc/fonts",
        "/etc/localtime",
        "/dev/urandom",
    ]
    return [path for path in dict.fromkeys(map(os.path.realpath, wanted)) if os.path.exists(path)]


@cache
def hidden_folder() -> str:
    """Return where the course itself is installed; the questions in it must stay out of reach."""
    import sysconfig

    return os.path.realpath(os.path.join(sysconfig.get_paths()["purelib"], "lecture_lib"))


def rights_below(path: str, secret: str) -> list[tuple[str, int]]:
    """Return what to allow so that all below `path` can be read but `secret`, with the rights for each part."""
    if not os.path.exists(secret) or os.path.commonpath([path, secret]) != path:
        return [(path, 0b1101)]  # run, read, list
    inside = [] if path == secret else [os.path.join(path, name) for name in os.listdir(path)]
    seen = [part for part in inside if part != secret and not os.path.islink(part)]
    return [
        (path, 0b1000),  # list
        *(pair for part in seen for pair in rights_below(part, secret)),
    ]


def landlock_version() -> int:
    """Return the version of Landlock that this kernel offers; 0 for none."""
    if sys.platform != "linux":
        return 0
    return max(0, _libc().syscall(444, None, ctypes.c_size_t(0), 1))


def can_filter_calls() -> bool:
    """Is there a table of system calls for this machine?"""
    return sys.platform == "linux" and platform.machine() == "x86_64" and sys.maxsize > 2**32


def _program() -> bytes:
    """Return the filter: allow, but for what is forbidden, and for clones that are no threads."""
    load, equal, at_least, any_bit, give = 0x20, 0x15, 0x35, 0x45, 0x06
    refuse, absent, allow, kill = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS, 0x7FFF0000, 0x80000000
    lines = [
        (load, 0, 0, 4),
        (equal, 1, 0, _X86_64),
        (give, 0, 0, kill),
        (load, 0, 0, 0),
        (at_least, 0, 1, _X32),
        (give, 0, 0, refuse),
    ]
    for number in sorted(n for numbers in FORBIDDEN_CALLS.values() for n in numbers):
        lines += [(equal, 0, 1, number), (give, 0, 0, refuse)]
    lines += [(equal, 0, 1, _CLONE3), (give, 0, 0, absent)]  # then the C library asks for clone
    for flag in (_THREAD, _SHARED_FILES):
        lines += [(load, 0, 0, 0), (equal, 0, 3, _CLONE), (load, 0, 0, 16), (any_bit, 1, 0, flag), (give, 0, 0, refuse)]
    for number, (place, values) in FORBIDDEN_ARGUMENTS.items():
        lines += [(load, 0, 0, 0), (equal, 0, 1 + 2 * len(values), number), (load, 0, 0, 16 + 8 * place)]
        lines += [line for value in values for line in ((equal, 0, 1, value), (give, 0, 0, refuse))]
    lines += [(load, 0, 0, 0), (equal, 0, 3, _PRLIMIT), (load, 0, 0, 16), (equal, 1, 0, 0), (give, 0, 0, refuse)]
    lines += [(give, 0, 0, allow)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def _allow(ruleset: int, path: str, access: int) -> None:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    if not os.path.isdir(path):
        access &= 0b110 | 1 << 14
    try:
        _syscall(445, ruleset, 1, struct.pack("=Qi", access, fd), 0)
    finally:
        os.close(fd)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _syscall(number: int, *arguments) -> int:
    result = _libc().syscall(number, *(ctypes.c_long(a) if isinstance(a, int) else a for a in arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def _prctl(option: int, *arguments: int) -> None:
    padded = [ctypes.c_ulong(a) for a in (*arguments, 0, 0, 0, 0)[:4]]
    if _libc().prctl(option, *padded) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

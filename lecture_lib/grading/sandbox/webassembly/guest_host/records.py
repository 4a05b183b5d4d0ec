"""Records on the pipes between the grader and a process that holds guests: whose it is, what it is, its bytes."""

from __future__ import annotations

import struct
from typing import BinaryIO, NamedTuple

FRAME, OUTPUT, ENDED, NEXT = b"f", b"o", b"e", b"n"  # NEXT: end this guest and begin the next
PART = 2**18  # bytes of one record at most, on the way to the grader
_HEAD = struct.Struct(">cII")


class Record(NamedTuple):
    """One record; the guest's number is the host's word, and no guest can forge it."""

    kind: bytes
    guest: int
    data: bytes = b""


def write_record(pipe: BinaryIO, record: Record) -> None:
    """Write a record at once.

    >>> import io
    >>> pipe = io.BytesIO()
    >>> write_record(pipe, Record(OUTPUT, 3, b"hello"))
    >>> read_record(io.BytesIO(pipe.getvalue()))
    Record(kind=b'o', guest=3, data=b'hello')
    """
    pipe.write(_HEAD.pack(record.kind, record.guest, len(record.data)) + record.data)
    pipe.flush()


def read_record(pipe: BinaryIO) -> Record | None:
    """Return the next record; None at the end, also where it comes in the middle of one."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, guest, length = _HEAD.unpack(head)
    data = pipe.read(length)
    return Record(kind, guest, data) if len(data) == length else None

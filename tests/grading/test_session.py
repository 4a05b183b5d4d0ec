"""What a session watches while the other side keeps it busy."""

import json
import socket
import struct
from contextlib import suppress
from threading import Thread

import numpy as np
import pytest

from lecture_lib.grading import session as module
from lecture_lib.grading.sandbox import Trusted
from lecture_lib.grading.session import Session, Stopped
from lecture_lib.grading.values import MAGIC

HEADER = json.dumps({"bytes": [2**24] * 4, "is": {}}).encode()


def test_memory_is_watched_while_bytes_keep_coming(monkeypatch):
    monkeypatch.setattr(module, "_resident", lambda pid: 10**12)
    ours, theirs = socket.socketpair()

    def talk():
        with suppress(OSError):
            theirs.sendall(MAGIC + struct.pack(">I", len(HEADER)) + HEADER)
            while True:
                theirs.sendall(b"x" * 2**16)

    with Session(Trusted()) as session:
        real, session.channel = session.channel, ours
        Thread(target=talk, daemon=True).start()
        with pytest.raises(Stopped) as stopped:
            session._receive(20.0)
        ours.close()
        theirs.close()
        session.channel = real
    assert stopped.value.why == "memory"


def test_what_a_cell_took_is_held_against_that_cell(monkeypatch):
    """The watch looks now and then; a cell that is done before the next look must not leave its files to a question."""
    with Session(Trusted()) as session:
        session.wait_until_ready()
        monkeypatch.setattr(module, "LOOK", 1000.0)
        monkeypatch.setattr(module, "_written", lambda place: module.DISK + 1)
        with pytest.raises(Stopped) as stopped:
            session.ask(20.0, do="cell", cell=0, source=np.frombuffer(b"1 + 1", np.uint8))
    assert stopped.value.why == "disk"

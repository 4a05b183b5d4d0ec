"""Whole frames between the grader and a judge, over two pipes: values as they cross the wall, never code."""

from __future__ import annotations

from contextlib import suppress
from io import BufferedIOBase

import numpy as np

from ..sandbox.inside.wire import header_length, pack, unpack, whole_frame_length

START_BYTES = 8  # of a frame, which tell how long its header is


class JudgeChannel:
    """Frames in and out.

    >>> import io
    >>> pipe = io.BytesIO()
    >>> JudgeChannel(pipe, pipe).send({"say": "ready", "x": np.ones(2)})
    >>> pipe.seek(0)
    0
    >>> JudgeChannel(pipe, pipe).receive()
    {'say': 'ready', 'x': array([1., 1.])}
    """

    def __init__(self, read: BufferedIOBase, write: BufferedIOBase) -> None:
        self._read, self._write = read, write

    def send(self, message: dict, refer=None, frame: bytes = b"", more: bool = False) -> None:
        """Send a message; `refer` gives what stands on the wire for a function. Raises OSError if nobody listens.

        `frame` follows it as it is: a whole one that came out of a sandbox, whose words are not the grader's. It may
        wait for the next message where `more` comes at once: to wake the other side costs more than to be read.
        """
        self._write.write(pack(message, refer))
        self._write.write(frame)
        if not more:
            self._write.flush()

    def receive(self) -> dict:
        """Return the next message. Raises EOFError if there will be none."""
        start = self._exactly(START_BYTES)
        start += self._exactly((header_length(start) or START_BYTES) - START_BYTES)
        frame = bytearray(whole_frame_length(start) or len(start))  # in one piece: it may be large
        frame[: len(start)] = start
        rest = memoryview(frame)[len(start) :]
        while rest:
            n = self._read.readinto(rest)
            if not n:
                raise EOFError("the other side has ended")
            rest = rest[n:]
        return unpack(frame)

    def close(self) -> None:
        """Close both pipes."""
        for pipe in self._read, self._write:
            with suppress(OSError):  # what was still to be written is for nobody
                pipe.close()

    def _exactly(self, n: int) -> bytes:
        part = self._read.read(n)
        if len(part) < n:
            raise EOFError("the other side has ended")
        return part


def text_as_array(text: str) -> np.ndarray:
    """Return a text of any length in a form that crosses; a plain one is cut after 1000 characters.

    >>> array_as_text(text_as_array("Zoë" * 1000)) == "Zoë" * 1000
    True
    """
    return np.frombuffer(text.encode("utf-8", "replace"), np.uint8)


def array_as_text(array: np.ndarray) -> str:
    """Return the text again."""
    return array.tobytes().decode()

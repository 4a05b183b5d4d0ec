"""The untrusted side: runs one submission's cells in a sandbox and answers for its names. Knows no question.

Started by `walls`, or by `fork_server` inside one. Nothing that it says is believed; it only carries values. The
folder of this file goes into the sandbox as a whole, and needs numpy and this library's `validation` and `nn`.
"""

from __future__ import annotations

import builtins
import io
import os
import sys
from contextlib import suppress
from pathlib import Path, PurePosixPath

import numpy as np

from lecture_lib.nn import PLAIN_FUNCTIONS, Activation, activation_named
from lecture_lib.validation import as_lists, is_stub, safely

from . import locks
from .cells import Namespace, error_text
from .stand_ins import StandIn
from .wire import FunctionReference, KnownFunction, NetworkWeights, UnsupportedValue, pack, unpack, whole_frame_length

WORK_FOLDER = "work"  # where a submission may write, below the folder it is started in


class Channel:
    """Whole frames in and out, each with the number of the question that it answers."""

    def __init__(self, read: int, write: int) -> None:
        self.read, self.write, self.number = read, write, 0

    @classmethod
    def from_name(cls, name: str) -> Channel:
        """Return the channel of this name: the number of a socket, or "stdio", whose place the output then takes."""
        if name != "stdio":
            return cls(int(name), int(name))
        channel = cls(os.dup(0), os.dup(1))
        os.dup2(2, 1)
        return channel

    def receive(self) -> dict:
        """Return the next message; end this process when the grader is gone."""
        data = b""
        while (length := whole_frame_length(data)) is None or len(data) < length:
            part = os.read(self.read, 2**16)
            if not part:
                os._exit(0)  # the grader is gone
            data += part
        message = unpack(data)
        self.number = message.get("number", 0)
        return message

    def send(self, **message) -> None:
        """Send a message as the answer to the last one."""
        data = pack({**message, "number": self.number}, wire_reference)
        while data:
            data = data[os.write(self.write, data) :]


_functions: list = []  # what was handed out, by key


def wire_reference(thing):
    """Return what stands on the wire for a function, a network or a stand-in; None for all else."""
    if isinstance(thing, StandIn):
        return UnsupportedValue(repr(thing))
    mlp = sys.modules.get("lecture_lib.nn.mlp")
    if mlp and isinstance(thing, mlp.MLP):
        return NetworkWeights(tuple((W, b, g.name) for W, b, g in thing))
    if isinstance(thing, Activation) and safely(lambda: activation_named(thing.name) is thing, otherwise=False):
        return KnownFunction(thing.name)
    if callable(thing):
        _functions.append(thing)
        return FunctionReference(str(getattr(thing, "__name__", "a function")), len(_functions) - 1, is_stub(thing))
    return None


# --- answering ----------------------------------------------------------------------------------------------------


class Callback:
    """A function of the grader's, which an answer calls like any other."""

    def __init__(self, channel: Channel, function: FunctionReference) -> None:
        self.__name__, self._channel, self._key = function.name, channel, function.key

    def __call__(self, *arguments):
        self._channel.send(say="callback", key=self._key, arguments=list(arguments))
        reply = self._channel.receive()
        if reply.get("do") == "raise":
            raise ValueError(reply.get("text", ""))
        return reply["value"]


def local_argument(channel: Channel, value):
    """Return an argument as an answer gets it: functions can be called, networks are networks."""
    if isinstance(value, FunctionReference):
        return Callback(channel, value)
    if isinstance(value, KnownFunction):
        return PLAIN_FUNCTIONS[value.name]
    if isinstance(value, list | tuple):
        return type(value)(local_argument(channel, part) for part in value)
    return value


def handle_request(channel: Channel, namespace: Namespace, message: dict) -> None:
    """Do what the grader asks and tell what came of it."""
    do = message["do"]
    if do == "files":
        for name, data in message["files"].items():
            _write_file(PurePosixPath(name), b"".join(bytes(part) for part in data))
        channel.send(say="done")
    elif do == "cell":
        how = {name: message[name] for name in ("definitions_only", "slow") if name in message}
        namespace.take_over()
        error = namespace.run_cell(message["cell"], bytes(message["source"]).decode(), **how)
        _flush_output()
        channel.send(say="ran", error=error)
    elif do == "history":
        channel.send(say="history", **namespace.history(message["names"]))
    elif do == "get":
        name, there = message["name"], message["name"] in namespace.names
        if there:  # what an iterator gives is there once, and a value may be asked for again
            namespace.names[name] = safely(lambda: as_lists(namespace.names[name]), otherwise=namespace.names[name])
        channel.send(say="value", there=there, value=namespace.names.get(name))
    elif do == "calls":
        function = _functions[message["key"]]
        replies = [_reply(channel, function, arguments) for arguments in message["calls"]]
        _flush_output()
        channel.send(say="called", replies=replies)


def _write_file(path: PurePosixPath, data: bytes) -> None:
    """Write a helper file where a submission runs; its folders too, never one above."""
    place = Path(*(part for part in path.parts if part not in ("..", "/")))
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def _flush_output() -> None:
    """Hand on what was printed; the submission may have closed or replaced the place where it goes."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(BaseException):
            stream.flush()


def _reply(channel: Channel, function, arguments: list) -> dict:
    """Return what one call gave: a value or an error, and the arguments if they are not as they were."""
    arguments = [local_argument(channel, value) for value in arguments]
    before = _state(arguments)
    try:
        with np.errstate(all="ignore"):
            value, error = as_lists(function(*arguments)), None
    except BaseException as problem:
        value, error = None, error_text(problem)
    return {"value": value, "error": error, "arguments": arguments if _state(arguments) != before else None}


def _state(argument):
    """Return what of an argument a function could change: numbers and text stay as they are."""
    if isinstance(argument, np.ndarray):
        return argument.shape, argument.tobytes()
    if isinstance(argument, list | tuple):
        return tuple(map(_state, argument))
    return None


# --- starting -----------------------------------------------------------------------------------------------------


def enter_work_folder() -> None:
    """Go to the folder where it may write, with nobody at the keyboard."""

    def nobody_types(*_):
        raise EOFError("EOF when reading a line: no one types while a notebook is graded")

    builtins.input = nobody_types
    sys.stdin = io.StringIO()
    os.makedirs(WORK_FOLDER, exist_ok=True)
    os.chdir(WORK_FOLDER)
    sys.path.insert(0, os.getcwd())


def main() -> None:
    """Serve what the command line says: the channel, the folder to write in, the locks to put on."""
    if sys.argv[1] == "stdio":
        from .guard import go_on_in_child  # there are no processes in WebAssembly

        go_on_in_child(0)
    serve(sys.argv[1], sys.argv[2], sys.argv[3:])


def serve(name: str, place: str, chosen: list[str]) -> None:
    """Put on the locks and answer the grader until it is gone."""
    os.chdir(place)
    channel, namespace = Channel.from_name(name), Namespace()
    enter_work_folder()
    for each in chosen:
        getattr(locks, each)(place)
    channel.send(say="ready")
    while True:
        handle_request(channel, namespace, channel.receive())

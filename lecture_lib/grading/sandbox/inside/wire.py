"""Values on the wire: a JSON header and raw bytes, between the grader and a process that it does not trust.

Only these kinds pass: nothing, the stub `...`, truth values, numbers, text, arrays of them, lists, tuples, sets
and dicts, networks as their weights, and functions as a name to call, or as the name of one that both sides have.
No pickle, ever. `pack` never raises on what a learner made: what resembles one of these kinds goes as one, what cannot
pass becomes `UnsupportedValue`. `unpack` raises `MalformedFrame` on anything that is not exactly as `pack` would write
it, within the limits. Needs numpy alone: this file goes into the sandbox as it is.
"""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real

import numpy as np

MAGIC = b"LLv1"
MAX_HEADER_BYTES, MAX_ARRAY_BYTES, MAX_FRAME_BYTES = (
    2**20,
    2**24,
    2**26,
)  # bytes at most: of JSON, of one array, of one frame
MAX_DEPTH, MAX_TREE_NODES, MAX_AXES = 16, 20_000, 8
MAX_TEXT = 1_000  # characters of one text
MAX_DIGITS = 1_000  # of one whole number
_BEYOND = 10**MAX_DIGITS
ARRAY_KINDS = {
    f"{kind}{size}"
    for kind, sizes in {"b": (1,), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8), "f": (2, 4, 8), "c": (8, 16)}.items()
    for size in sizes
}


_SIZES_FIRST = re.compile(rb'\{"bytes":\[((?:\d{1,6},){0,9}\d{1,6})?\],"is":\{')  # how most headers begin


class MalformedFrame(Exception):
    """A frame that breaks the rules; whoever sent it is not to be believed."""


@dataclass(frozen=True)
class UnsupportedValue:
    """A value of a kind that does not pass; `kind` is what its type was called."""

    kind: str

    def __repr__(self) -> str:
        return f"something of type {self.kind}"


@dataclass(frozen=True)
class FunctionReference:
    """A function on the other side: its name, a number to call it by, and whether its body does nothing."""

    name: str
    key: int
    empty: bool = False


@dataclass(frozen=True)
class KnownFunction:
    """A function that both sides have, by its name in `nn.plain_functions`; it is called where it is needed."""

    name: str


@dataclass(frozen=True)
class NetworkWeights:
    """The weights of a network: a list of (W, b, name of g)."""

    layers: tuple


def pack(message: dict, refer=None) -> bytes:
    """Return one frame. For what this module does not know, `refer(thing)` may give a function or network to send.

    >>> unpack(pack({"x": np.array([1.0, 2.0]), "y": (1, "a", ...)}))
    {'x': array([1., 2.]), 'y': (1, 'a', Ellipsis)}
    """
    buffers: list[bytes] = []
    packer = _Packer(buffers, refer or (lambda thing: None))
    tree = {str(key): packer.node(value, 0) for key, value in message.items()}
    if packer.nodes > MAX_TREE_NODES:
        tree["cut"] = {"k": "bool", "v": True}  # what follows in long lists was left out
    header = json.dumps({"bytes": [len(b) for b in buffers], "is": tree}, separators=(",", ":")).encode()
    if len(header) > MAX_HEADER_BYTES or sum(map(len, buffers)) > MAX_FRAME_BYTES:
        return pack({**{k: v for k, v in message.items() if isinstance(v, int | str)}, "too_large": True})
    return MAGIC + struct.pack(">I", len(header)) + header + b"".join(buffers)


class _Packer:
    def __init__(self, buffers: list[bytes], refer) -> None:
        self.buffers, self.refer, self.nodes = buffers, refer, 0

    def node(self, value, depth: int):
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_TREE_NODES:
            return {"k": "strange", "v": "something nested too deeply or too long"}
        try:
            return self._node(value, depth)
        except Exception:  # a learner's object may raise at any touch
            return {"k": "strange", "v": _name(type(value))}

    def _node(self, value, depth: int):
        kind = type(value)
        if value is None or value is ...:
            return {"k": "none" if value is None else "stub"}
        if kind is bool:
            return {"k": "bool", "v": value}
        if kind is int and -_BEYOND < value < _BEYOND:
            return {"k": "int", "v": str(value)}
        if kind is float:
            return {"k": "float", "v": value.hex()}
        if kind is str:
            return {"k": "str", "v": _clean(value, MAX_TEXT)}
        if kind in (list, tuple):
            return {"k": kind.__name__, "v": self._parts(value, depth)}
        if kind in (set, frozenset):
            return {"k": "set", "v": self._parts(value, depth)}
        if kind is dict:
            return {"k": "dict", "v": [self._parts(pair, depth) for pair in self._some(value.items(), 2)]}
        if kind is FunctionReference:
            return {"k": "function", "name": _clean(value.name, 100), "key": value.key, "empty": bool(value.empty)}
        if kind is KnownFunction:
            return {"k": "known", "name": _clean(value.name, 100)}
        if kind is NetworkWeights:
            return {"k": "network", "v": self.node([list(layer) for layer in value.layers], depth + 1)}
        if kind is UnsupportedValue:
            return {"k": "strange", "v": _clean(value.kind, 100)}
        if isinstance(value, np.ndarray | np.generic):
            return self._array(np.asarray(value), depth)
        if kind is complex:
            return self._array(np.asarray(value), depth)
        if isinstance(value, float):
            return {"k": "float", "v": float.hex(value)}
        known = self.refer(value)
        known = _plain_value(value) if known is None else known
        return {"k": "strange", "v": _name(kind)} if known is None else self._node(known, depth)

    def _parts(self, values, depth: int) -> list:
        return [self.node(part, depth + 1) for part in self._some(values, 1)]

    def _some(self, values, each: int):
        """Yield the values until the frame is full; what follows is not sent."""
        for value in values:
            if self.nodes + each > MAX_TREE_NODES:
                self.nodes = MAX_TREE_NODES + 1
                return
            yield value

    def _array(self, array: np.ndarray, depth: int):
        if array.dtype.kind == "O":
            return self.node(array.tolist(), depth)
        if array.dtype.kind in "US" and array.size <= MAX_TREE_NODES:
            return self.node(array.astype(str).tolist(), depth)
        if array.dtype.kind == "f" and array.dtype.itemsize > 8:
            array = array.astype(np.float64)  # longer ones differ from machine to machine
        written = f"{array.dtype.kind}{array.dtype.itemsize}"
        if written not in ARRAY_KINDS or array.ndim > MAX_AXES or array.nbytes > MAX_ARRAY_BYTES:
            return {"k": "strange", "v": f"an array of {array.dtype} with shape {array.shape}"[:100]}
        self.buffers.append(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes())
        return {"k": "array", "kind": written, "shape": list(array.shape), "at": len(self.buffers) - 1}


def _plain_value(value):
    """Return what a check reads in a value that only resembles a plain one, such as a named tuple; None if nothing.

    As at the desk, that is what NumPy reads: a deque, a series of pandas and an `array.array` are arrays of numbers.
    """
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):  # one that is a plain int has too many digits
        return None if type(value) is int else int.__int__(value)
    if isinstance(value, Real | Decimal):  # a fraction or a decimal
        return float(value)
    if isinstance(value, tuple):
        return tuple(tuple.__iter__(value))
    if isinstance(value, list):
        return list(list.__iter__(value))
    if isinstance(value, dict):
        return dict(dict.items(value))
    array = np.asarray(value)
    return array if array.ndim and array.dtype.kind in "biufcO" else None


def unpack(frame: bytes | bytearray) -> dict:
    """Return the message of one whole frame.

    >>> unpack(b"hello")
    Traceback (most recent call last):
    lecture_lib.grading.sandbox.inside.wire.MalformedFrame: a frame of 5 bytes
    """
    if len(frame) < 8 or frame[:4] != MAGIC:
        raise MalformedFrame(f"a frame of {len(frame)} bytes")
    length = struct.unpack(">I", frame[4:8])[0]
    if length > MAX_HEADER_BYTES or len(frame) < 8 + length:
        raise MalformedFrame("a header longer than its frame")
    sizes, tree = _header(bytes(frame[8 : 8 + length]))
    if sum(sizes) != len(frame) - 8 - length:
        raise MalformedFrame("bytes missing or left over")
    ends = np.cumsum([8 + length, *sizes]).tolist()
    whole = memoryview(frame)  # its parts are not copied before they become arrays
    reader = _Reader([whole[a:b] for a, b in zip(ends, ends[1:])])
    message = {_text(key, MAX_TEXT): reader.value(node, 0) for key, node in tree.items()}
    if reader.used != len(sizes):
        raise MalformedFrame("bytes that nothing refers to")
    return message


def header_length(start: bytes) -> int | None:
    """Return how many bytes the head of a frame promises for magic, length and header; None while too short.

    >>> header_length(pack({})[:6]) is None, header_length(pack({})[:8])
    (True, 28)
    """
    if start[:4] != MAGIC[: len(start[:4])]:
        raise MalformedFrame("no frame begins like this")
    if len(start) < 8:
        return None
    length = struct.unpack(">I", start[4:8])[0]
    if length > MAX_HEADER_BYTES:
        raise MalformedFrame("a header beyond the limit")
    return 8 + length


def whole_frame_length(start: bytes) -> int | None:
    """Return the length of the frame that begins here, its arrays included; None while the header is not all there."""
    head = header_length(start)
    if head is None or len(start) < head:
        return None
    first = _SIZES_FIRST.match(start, 8, head)  # what follows is read once all is there, and must fit
    sizes = map(int, first[1].split(b",")) if first and first[1] else None
    return head + sum(sizes if sizes is not None else _header(start[8:head])[0])


def _header(written: bytes) -> tuple[list[int], dict]:
    try:
        header = json.loads(written.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise MalformedFrame("a header that is not JSON") from None
    if type(header) is not dict or set(header) != {"bytes", "is"} or type(header["is"]) is not dict:
        raise MalformedFrame("a header without its two parts")
    sizes = header["bytes"]
    if (
        type(sizes) is not list
        or not all(type(n) is int and 0 <= n <= MAX_ARRAY_BYTES for n in sizes)
        or sum(sizes) > MAX_FRAME_BYTES
    ):
        raise MalformedFrame("sizes beyond the limit")
    return sizes, header["is"]


def _refuse(constant: str):
    raise ValueError(constant)


class _Reader:
    def __init__(self, buffers: list[memoryview]) -> None:
        self.buffers, self.used, self.nodes = buffers, 0, 0

    def value(self, node, depth: int):
        self.nodes += 1
        if (
            depth > MAX_DEPTH + 2
            or self.nodes > MAX_TREE_NODES + 100
            or type(node) is not dict
            or type(node.get("k")) is not str
        ):
            raise MalformedFrame("a value of no known kind")
        if node.keys() != _KEYS.get(node["k"]):
            raise MalformedFrame("a value of no known kind")
        return _READ[node["k"]](self, node, depth)

    def _none(self, node, depth):
        return None

    def _stub(self, node, depth):
        return ...

    def _bool(self, node, depth):
        return _typed(node["v"], bool)

    def _int(self, node, depth):
        text = _text(node["v"], MAX_DIGITS + 1)
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS and str(int(text)) == text):
            raise MalformedFrame("a whole number that is none")
        return int(text)

    def _float(self, node, depth):
        text = _text(node["v"], 40)
        try:
            number = float.fromhex(text)
        except (ValueError, OverflowError):
            number = None
        if number is None or number.hex() != text:
            raise MalformedFrame("a number that is none")
        return number

    def _str(self, node, depth):
        return _text(node["v"], MAX_TEXT)

    def _list(self, node, depth):
        return [self.value(part, depth + 1) for part in _typed(node["v"], list)]

    def _tuple(self, node, depth):
        return tuple(self._list(node, depth))

    def _set(self, node, depth):
        parts = self._list(node, depth)
        try:
            found = set(parts)
        except TypeError:
            raise MalformedFrame("a set of what cannot be in one") from None
        if len(found) < len(parts):
            raise MalformedFrame("a set that holds something twice")
        return found

    def _dict(self, node, depth):
        pairs = [_typed(pair, list) for pair in _typed(node["v"], list)]
        if any(len(pair) != 2 for pair in pairs):
            raise MalformedFrame("a pair that is none")
        try:
            return {self.value(k, depth + 1): self.value(v, depth + 1) for k, v in pairs}
        except TypeError:
            raise MalformedFrame("a key that cannot be one") from None

    def _function(self, node, depth):
        if not 0 <= _typed(node["key"], int) < 10**6:
            raise MalformedFrame("a function of no possible number")
        return FunctionReference(_text(node["name"], 100), node["key"], _typed(node["empty"], bool))

    def _known(self, node, depth):
        return KnownFunction(_text(node["name"], 100))

    def _network(self, node, depth):
        layers = self.value(node["v"], depth + 1)
        if type(layers) is not list or not all(type(layer) is list and len(layer) == 3 for layer in layers):
            raise MalformedFrame("a network without layers")
        return NetworkWeights(tuple(map(tuple, layers)))

    def _strange(self, node, depth):
        return UnsupportedValue(_text(node["v"], 100))

    def _array(self, node, depth):
        shape, at, kind = _typed(node["shape"], list), _typed(node["at"], int), _typed(node["kind"], str)
        if kind not in ARRAY_KINDS or at != self.used or at >= len(self.buffers) or len(shape) > MAX_AXES:
            raise MalformedFrame("an array that is none")
        if not all(type(n) is int and 0 <= n <= MAX_ARRAY_BYTES for n in shape):
            raise MalformedFrame("an array of no possible shape")
        dtype, count = np.dtype(f"<{kind}"), 1
        for n in shape:
            count *= n
        if count * dtype.itemsize != len(self.buffers[at]):
            raise MalformedFrame("an array whose bytes do not fit its shape")
        self.used += 1
        try:
            array = np.frombuffer(self.buffers[at], dtype).reshape(shape).copy()
        except ValueError:  # no numbers at all, along axes of a size beyond all bounds
            raise MalformedFrame("an array of no possible shape") from None
        if dtype.kind == "b" and array.view(np.uint8).max(initial=0) > 1:
            raise MalformedFrame("truth values that are neither")
        return array if shape else array[()]


_KEYS = {
    kind: {"k", "v"} for kind in ("bool", "int", "float", "str", "list", "tuple", "set", "dict", "network", "strange")
}
_KEYS |= {
    "none": {"k"},
    "stub": {"k"},
    "function": {"k", "name", "key", "empty"},
    "known": {"k", "name"},
    "array": {"k", "kind", "shape", "at"},
}
_READ = {kind: getattr(_Reader, f"_{kind}") for kind in _KEYS}


def _typed(value, kind: type):
    if type(value) is not kind:
        raise MalformedFrame(f"it must be a {kind.__name__}")
    return value


def _text(value, longest: int) -> str:
    """Return a text that `_clean` would leave as it is."""
    if type(value) is str and len(value) <= longest and value.isascii():
        return value
    if len(_typed(value, str)) > longest or _clean(value, longest) != value:
        raise MalformedFrame("a text too long, or with halves of characters")
    return value


def _clean(text: str, longest: int) -> str:
    if text.isascii():
        return text[:longest]
    return text[:longest].encode("utf-8", "replace").decode()


def _name(kind: type) -> str:
    try:
        return _clean(type.__getattribute__(kind, "__name__"), 100)
    except Exception:
        return "something"

"""JSON of which only some keys are kept: the rest is passed over, costs no memory and can do no harm.

What is passed over need not be right in every letter: NaN, a number of 10,000 digits or text in another encoding there
hinders nobody.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection
from typing import Any

SMALL = 2**17  # bytes of a text that is read as a whole, which is faster
MAX_STEPS = 1_000_000  # moves ahead in one text: a second or two
MAX_KEPT = 500_000  # values that are kept of one text
MAX_TEXT_BYTES = 6 * 2**20  # of one kept text as it is written: \\u0020 stands for one character
MAX_DEPTH = 8  # lists and objects in each other that are kept
TOO_LONG = object()
"""Stands for a text beyond MAX_TEXT_BYTES."""
_CHUNK = 2**20  # bytes that are decoded at once

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_FLAT = rb'[^"\[\]{}]++|' + _STRING
for _ in range(4):  # lists in lists that are passed over at once; deeper ones take a step each
    _FLAT = rb'[^"\[\]{}]++|' + _STRING + rb"|[\[{](?:" + _FLAT + rb")*+[\]}]"
_INSIDE = re.compile(b"(?:" + _FLAT + b")*+", re.DOTALL)
_SCALAR = re.compile(_STRING + rb"|[^\s\[\]{},:\"]++", re.DOTALL)
_SPACE = re.compile(rb"\s*+")
_KEY = re.compile(b"(" + _STRING + rb")\s*+:\s*+", re.DOTALL)
_BETWEEN = re.compile(rb"\s*+([,\]}])\s*+")  # what stands behind a value
_OPEN, _BRACKET, _CLOSE = re.compile(rb"[\[{]\s*+"), re.compile(rb"[\[\]{}]"), re.compile(rb"[\]}]\s*+")


class BrokenJson(Exception):
    """A text that breaks off, or is not JSON where it is read."""


class TooMuchJson(Exception):
    """A text that holds more than anybody would wait for."""


class TooDeepJson(Exception):
    """A text of which more than MAX_DEPTH lists and objects in each other would be kept."""


def read_json(data: bytes, keys: Collection[str]) -> Any:
    """Return what a JSON text holds; of a long one, objects with these keys alone, and texts: other values are None.

    Raises BrokenJson, TooMuchJson and TooDeepJson.

    >>> read_json(b'{"a": 1}', ())
    {'a': 1}
    >>> long = b'{"skipped": [NaN, {"a": 1}], "kept": ["x ", "= 1"], "also skipped": 1' + SMALL * b"0" + b"}"
    >>> read_json(long, {"kept"})
    {'kept': ['x ', '= 1']}
    """
    data = _as_utf8(data)
    if len(data) <= SMALL:
        try:
            return json.loads(data)
        except (ValueError, RecursionError):  # perhaps only in what need not be read
            pass
    reader = _Reader(data, {key.encode(): key for key in keys})
    if not reader.next_byte() or reader.next_byte() not in b"[{":
        raise BrokenJson
    value = reader.value(MAX_DEPTH)
    reader.end()
    return value


class _Reader:
    """A place in a JSON text, which moves on."""

    def __init__(self, data: bytes, keys: dict[bytes, str]) -> None:
        self._data, self._keys = data, keys
        self._at = self._steps = self._kept = 0
        self._move(_SPACE)

    def value(self, depth: int) -> Any:
        """Return the next value."""
        self._kept += 1
        if self._kept > MAX_KEPT:
            raise TooMuchJson
        kind = self.next_byte()
        if kind == b'"':
            return self._text()
        if kind in (b"{", b"["):
            if not depth:
                raise TooDeepJson
            return self._members(depth - 1) if kind == b"{" else self._elements(depth - 1)
        return self._skip()

    def end(self) -> None:
        """Raise BrokenJson if more follows."""
        self._move(_SPACE)
        if self.next_byte():
            raise BrokenJson

    def _members(self, depth: int) -> dict[str, Any]:
        members = {}
        self._move(_OPEN)
        if self.next_byte() == b"}":
            self._move(_CLOSE)
            return members
        while True:
            key = self._keys.get(self._move(_KEY)[1][1:-1])
            if key is None:
                self._skip()
            else:
                members[key] = self.value(depth)
            if self._move(_BETWEEN)[1] != b",":
                return members

    def _elements(self, depth: int) -> list[Any]:
        elements = []
        self._move(_OPEN)
        if self.next_byte() == b"]":
            self._move(_CLOSE)
            return elements
        while True:
            elements.append(self.value(depth))
            if self._move(_BETWEEN)[1] != b",":
                return elements

    def _text(self) -> Any:
        begin = self._at
        self._skip()
        if self._at - begin > MAX_TEXT_BYTES:
            return TOO_LONG
        try:
            return json.loads(_decoded(self._data[begin : self._at]), strict=False)
        except ValueError:
            raise BrokenJson from None

    def _skip(self) -> None:
        if self.next_byte() not in (b"[", b"{"):
            self._move(_SCALAR)
            return
        self._at, depth = self._at + 1, 1
        while depth:
            self._move(_INSIDE)
            depth += 1 if self._move(_BRACKET)[0] in b"[{" else -1

    def next_byte(self) -> bytes:
        """Return the first byte of the next value, b"" at the end."""
        return self._data[self._at : self._at + 1]

    def _move(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        """Move behind what comes next, which must be of this form."""
        self._steps += 1
        found = pattern.match(self._data, self._at)
        if found is None:
            raise BrokenJson
        if self._steps > MAX_STEPS:
            raise TooMuchJson
        self._at = found.end()
        return found


def _decoded(piece: bytes) -> str:
    """Return UTF-8 as text; what is none was written by an old editor on Windows."""
    try:
        return piece.decode()
    except UnicodeDecodeError:
        return piece.decode("cp1252", "replace")


def _as_utf8(data: bytes) -> bytes:
    """Return UTF-16 and UTF-32 as UTF-8 and leave out a byte-order mark; other text stays as it is."""
    encoding = json.detect_encoding(data[:4])
    if encoding.startswith("utf-8"):
        return data.removeprefix(codecs.BOM_UTF8)
    decoder, made = codecs.getincrementaldecoder(encoding)("replace"), bytearray()
    for at in range(0, len(data), _CHUNK):
        made += decoder.decode(data[at : at + _CHUNK]).encode("utf-8", "replace")
    return bytes(made)

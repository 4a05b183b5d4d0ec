"""A zip or a tar that a stranger handed in, read member by member: nothing is unpacked to the disk.

A tar is first written anew as a zip, in memory, so that all rules hold for both. A member that climbs out, is
encrypted, a link or a bomb is refused with a plain reason; others stay readable.
"""

from __future__ import annotations

import bz2
import lzma
import re
import stat
import tarfile
import zipfile
import zlib
from calendar import timegm
from dataclasses import dataclass
from io import BytesIO
from time import gmtime
from typing import BinaryIO

from .notebook_file import MAX_FILE_BYTES, FileTooLarge, UnreadableFile

MAX_MEMBERS, MAX_UNPACKED = 2_000, 500 * 2**20  # of one student's zip
MAX_ENTRIES = 50_000  # of its table of contents, what nobody wrote included
MAX_CLASS_MEMBERS, MAX_CLASS_UNPACKED = 100_000, 50 * 2**30  # of a platform's export of a whole class
MAX_COMPRESSION_RATIO, MIN_SUSPECT_SIZE = 250, 10 * 2**20  # times its packed size, once it is larger than this
MAX_MEMBER_DEPTH = 20  # folders in which a member lies
MAX_NAME_LENGTH = 1_000  # characters of a member's name
MAX_TAR = 50 * 2**20  # bytes of a tar when it is decompressed, and of all its files together
MAX_TAR_ENTRIES, MAX_TAR_HEADER = 4_000, 2**14  # files and folders; bytes of what is said of one
MAX_DICTIONARY = 64 * 2**20  # bytes of memory for decompressing

_INSTALLED = frozenset({".venv", "venv", "env", ".git", "site-packages", "node_modules"})
_ENTRY = b"PK\x01\x02"  # begins each entry of a zip's table of contents
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, OverflowError)


@dataclass(frozen=True)
class ArchiveMember:
    """One file in a zip: its path in parts, when it was written, and the problem for which it is not read."""

    path: tuple[str, ...]
    info: zipfile.ZipInfo
    problem: str = ""

    @property
    def time(self) -> float:
        """Seconds since 1970; 0 if the zip tells no possible date."""
        try:
            return float(timegm((*self.info.date_time, 0, 0, 0)))
        except ValueError:
            return 0.0


class Archive:
    """An open zip; all that is ever read from it is counted, whatever its table of contents says."""

    def __init__(self, file: BinaryIO, members: int = MAX_MEMBERS, unpacked: int = MAX_UNPACKED) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except _BROKEN:
            raise UnreadableFile("it is not a zip, or it is damaged") from None
        entries = [info for info in self._zip.infolist() if not _is_installed(info)]
        infos = [info for info in entries if not info.is_dir()]
        self.folders = [_path(info) for info in entries if info.is_dir()]
        if len(infos) > members:
            raise UnreadableFile(f"it holds more than {members} files: hand in the notebook, not the whole folder")
        if sum(info.file_size for info in infos) > unpacked:
            raise UnreadableFile(f"unpacked it would be larger than {unpacked >> 20} MB")
        self.members = [ArchiveMember(_path(info), info, _problem(info)) for info in infos]
        self._left = unpacked

    def read(self, member: ArchiveMember, limit: int = MAX_FILE_BYTES) -> bytes:
        """Return a member's bytes; refuse what is larger than `limit`, or more than is left for this zip."""
        if member.problem:
            raise UnreadableFile(member.problem)
        try:
            with self._zip.open(member.info) as file:
                data = file.read(min(limit, self._left) + 1)
        except _BROKEN:
            raise UnreadableFile("it is damaged in the zip") from None
        self._left -= len(data)
        if len(data) > limit or self._left < 0:
            raise FileTooLarge(f"it is larger than {limit >> 20} MB, or its zip is larger than may be unpacked")
        return data


def open_archive(data: bytes, kind: str = ".zip") -> Archive:
    """Return a student's zip or ".tar"; one with too many entries is refused before they are read in.

    >>> open_archive(b"no zip")
    Traceback (most recent call last):
    lecture_lib.grading.intake.notebook_file.UnreadableFile: it is not a zip, or it is damaged
    """
    if kind == ".tar":
        return Archive(BytesIO(_zip_of_tar(data)))
    if data.count(_ENTRY) > MAX_ENTRIES:
        raise UnreadableFile(f"it holds more than {MAX_ENTRIES} files: hand in the notebook, not the whole folder")
    return Archive(BytesIO(data))


def _zip_of_tar(data: bytes) -> bytes:
    """Return a zip with the files of a tar, which may be compressed; a link becomes one in the zip."""
    written, unpacked = BytesIO(), _decompressed(data)
    _check_headers(unpacked)
    try:
        with tarfile.open(fileobj=BytesIO(unpacked), mode="r:") as tar, zipfile.ZipFile(written, "w") as made:
            for member in {each.name: each for each in tar}.values():  # of two with one name the later counts
                info = zipfile.ZipInfo(member.name + "/" * member.isdir(), _date(member.mtime))
                content = tar.extractfile(member) if member.isfile() else None
                if content is None and not member.isdir():
                    info.external_attr = stat.S_IFLNK << 16
                made.writestr(info, content.read() if content else b"")
    except (tarfile.TarError, *_BROKEN):
        raise UnreadableFile("it is not a tar, or it is damaged") from None
    return written.getvalue()


def _check_headers(tar: bytes) -> None:
    """Refuse a tar with too many entries, or with headers that take long to read or seem other than they are."""
    at = 0
    for _ in range(MAX_TAR_ENTRIES):
        header = tar[at : at + 512]
        if not header.strip(b"\0"):
            return
        kind, octal = header[156:157], header[124:136].strip(b" \0")
        size = int(octal or b"0", 8) if re.fullmatch(rb"[0-7]*", octal) else MAX_TAR + 1
        said = tar[at + 512 : at + 512 + size] if kind in b"xgXLKS" and size <= MAX_TAR_HEADER else b""
        if (
            size > (MAX_TAR_HEADER if kind in b"xgXLKS" else MAX_TAR)
            or kind == b"S"
            or re.search(rb"size=|sparse", said)
        ):
            raise UnreadableFile(f"it has a header that is not read, or would be larger than {MAX_TAR >> 20} MB")
        at += 512 + -(-size // 512) * 512
    raise UnreadableFile(f"it holds more than {MAX_TAR_ENTRIES} files: hand in the notebook, not the whole folder")


def _decompressed(data: bytes) -> bytes:
    try:
        if data.startswith(b"\x1f\x8b"):
            unpacked = zlib.decompressobj(31).decompress(data, MAX_TAR + 1)
        elif data.startswith(b"BZh"):
            unpacked = bz2.BZ2Decompressor().decompress(data, MAX_TAR + 1)
        elif data.startswith(b"\xfd7zXZ"):
            unpacked = lzma.LZMADecompressor(memlimit=MAX_DICTIONARY).decompress(data, MAX_TAR + 1)
        else:
            unpacked = data
    except (lzma.LZMAError, *_BROKEN):
        raise UnreadableFile("it is not a tar, or it is damaged") from None
    if len(unpacked) > MAX_TAR:
        raise UnreadableFile(f"unpacked it would be larger than {MAX_TAR >> 20} MB")
    return unpacked


def _date(seconds: float) -> tuple[int, int, int, int, int, int]:
    """Return a time as a zip can hold it."""
    try:
        return max(gmtime(seconds)[:6], (1980, 1, 1, 0, 0, 0)) if seconds < 4e9 else (2099, 1, 1, 0, 0, 0)
    except (ValueError, OverflowError, OSError):
        return 1980, 1, 1, 0, 0, 0


def _is_installed(info: zipfile.ZipInfo) -> bool:
    """Does it lie in a folder of programs, which a student who packs a whole folder hands in without a thought?"""
    return not _climbs(info) and not _INSTALLED.isdisjoint(_parts(info)[:-1])


def _parts(info: zipfile.ZipInfo) -> list[str]:
    return info.filename.replace("\\", "/").split("/")  # some programs write Windows' separators


def _climbs(info: zipfile.ZipInfo) -> bool:
    parts = _parts(info)
    return not parts[0] or ".." in parts or re.match("[A-Za-z]:", parts[0]) is not None


def _path(info: zipfile.ZipInfo) -> tuple[str, ...]:
    """Return the parts of a member's name; none if it is not to be trusted with a place."""
    if _climbs(info) or len(info.filename) > MAX_NAME_LENGTH:
        return ()
    return tuple(part for part in _parts(info) if part not in ("", "."))


def _problem(info: zipfile.ZipInfo) -> str:
    if not _path(info):
        return "a name in it leads out of the zip, or is not a name"
    if len(_path(info)) > MAX_MEMBER_DEPTH:
        return f"it lies more than {MAX_MEMBER_DEPTH} folders deep"
    if info.flag_bits & 1:
        return "it is encrypted in the zip"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link, and links are not followed"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "it is packed in the zip in a way that is not opened"
    if info.file_size > MIN_SUSPECT_SIZE and info.file_size > MAX_COMPRESSION_RATIO * info.compress_size:
        return f"it would swell to more than {MAX_COMPRESSION_RATIO} times its size in the zip"
    return ""

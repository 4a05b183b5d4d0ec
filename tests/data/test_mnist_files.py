"""All of MNIST: fetched, checked, kept; what goes wrong on the way is told, and leaves no half file (row 15.2).

Stand-in files of a few images are served on this machine; the network is never asked.
"""

import errno
import gzip
import hashlib
import http.server
import os
import struct
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.data import MIRRORS, MNIST_FILES, TRIES, MnistFile, cache_folder, digits, mnist, read_idx

MODULE = mnist.__globals__  # its own, also where the doctests have read the file a second time
RNG = np.random.default_rng(15)
ARRAYS = (
    RNG.integers(0, 256, (30, 28, 28), np.uint8),
    RNG.integers(0, 10, 30).astype(np.uint8),
    RNG.integers(0, 256, (10, 28, 28), np.uint8),
    RNG.integers(0, 10, 10).astype(np.uint8),
)


def idx(array):
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


PACKED = {file.name: gzip.compress(idx(array), mtime=0) for file, array in zip(MNIST_FILES, ARRAYS)}
STAND_INS = tuple(
    MnistFile(file.name, hashlib.md5(PACKED[file.name]).hexdigest(), array.shape)
    for file, array in zip(MNIST_FILES, ARRAYS)
)
FIRST = STAND_INS[0].name


class Mirror:
    """A server on this machine; `spoil` changes what it sends the next times, `asked` counts by name."""

    def __init__(self):
        mirror = self
        self.spoil, self.asked, self.pieces = [], [], dict(PACKED)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                name = self.path.lstrip("/")
                mirror.asked.append(name)
                body = mirror.pieces[name]
                sent = mirror.spoil.pop(0)(body) if mirror.spoil else body
                if sent is None:
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()


@pytest.fixture
def mirror():
    mirror = Mirror()
    yield mirror
    mirror.server.shutdown()
    mirror.server.server_close()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LECTURE_LIB_CACHE", str(tmp_path))
    monkeypatch.setitem(MODULE, "MNIST_FILES", STAND_INS)
    return tmp_path / "mnist"


def names(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def is_small(found):
    return all(np.array_equal(a, b) for a, b in zip(found, digits()))


def test_the_published_files_are_asked_for_at_two_mirrors():
    assert [file.shape for file in MNIST_FILES] == [(60000, 28, 28), (60000,), (10000, 28, 28), (10000,)]
    assert len({file.md5 for file in MNIST_FILES}) == 4 and all(len(file.md5) == 32 for file in MNIST_FILES)
    assert len(MIRRORS) == 2 and all(mirror.startswith("https://") and mirror.endswith("/") for mirror in MIRRORS)


def test_it_is_fetched_once_and_then_read_without_a_network(mirror, cache, capsys):
    found = mnist(mirrors=[mirror.address])
    assert found.x.shape == (30, 784) and found.x.dtype == np.float32 and found.y.tolist() == ARRAYS[1].tolist()
    assert np.array_equal(np.rint(found.x_test * 255), ARRAYS[2].reshape(10, 784)) and found.x.max() <= 1
    assert names(cache) == sorted(PACKED) and sorted(mirror.asked) == sorted(PACKED)
    assert f"{FIRST}: 0.0 of 0.0 megabytes" in capsys.readouterr().out
    for again in (mnist(download=False), mnist(mirrors=["http://127.0.0.1:9/"])):
        assert np.array_equal(again.x, found.x)
    assert len(mirror.asked) == 4 and capsys.readouterr().out == ""
    with pytest.raises(ValueError, match="read-only"):
        found.x[0] = 1


def test_without_asking_for_a_download_the_network_is_left_alone(mirror, cache, capsys):
    assert is_small(mnist(download=False, mirrors=[mirror.address]))
    assert mirror.asked == [] and names(cache) == []
    assert capsys.readouterr().out == (
        "All of MNIST is not here yet: mnist() fetches it once, 12 megabytes. "
        "Going on with the 5000 images of the course.\n"
    )


def test_without_a_network_the_small_set_is_used_and_a_line_says_so(cache, capsys):
    assert is_small(mnist(mirrors=["http://127.0.0.1:9/"]))
    said = capsys.readouterr().out
    assert "MNIST cannot be fetched (" in said and "is this computer online? Call mnist() again when it is." in said
    assert "Going on with the 5000 images of the course." in said and names(cache) == []


def test_a_mirror_that_lacks_the_file_is_followed_by_the_next(mirror, cache):
    mirror.spoil = [lambda body: None]
    assert len(mnist(mirrors=[mirror.address, mirror.address]).y) == 30
    assert mirror.asked[:2] == [FIRST, FIRST] and names(cache) == sorted(PACKED)


@pytest.mark.parametrize("spoil", [lambda b: b[:-5] + b"wrong", lambda b: b[: len(b) // 2]], ids=["corrupt", "half"])
def test_a_file_that_comes_damaged_is_fetched_again(mirror, cache, spoil):
    mirror.spoil = [spoil]
    assert len(mnist(mirrors=[mirror.address]).y) == 30
    assert mirror.asked.count(FIRST) == 2 and names(cache) == sorted(PACKED)


def test_a_file_that_always_comes_damaged_is_not_kept_and_the_small_set_is_used(mirror, cache, capsys):
    mirror.spoil = [lambda body: b"<html>please log in</html>"[: len(body)].ljust(len(body))] * 9
    assert is_small(mnist(mirrors=[mirror.address]))
    assert mirror.asked == [FIRST] * TRIES and names(cache) == []
    assert "came, but damaged" in capsys.readouterr().out


@pytest.mark.parametrize("left", [b"", PACKED[FIRST][:100], b"something else"], ids=["empty", "half", "other"])
def test_a_damaged_file_in_the_cache_is_thrown_away_and_fetched_again(mirror, cache, capsys, left):
    mnist(mirrors=[mirror.address])
    (cache / FIRST).write_bytes(left)
    assert is_small(mnist(download=False))
    assert f"{FIRST} is damaged or only half there: it is thrown away." in capsys.readouterr().out
    assert FIRST not in names(cache)
    assert len(mnist(mirrors=[mirror.address]).y) == 30 and (cache / FIRST).read_bytes() == PACKED[FIRST]


def test_a_full_disk_leaves_no_half_file_and_says_what_to_do(mirror, cache, capsys, monkeypatch):
    def full(name, pieces):
        yield next(iter(pieces))[0][:10]
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setitem(MODULE, "_tell_progress", full)
        assert is_small(mnist(mirrors=[mirror.address]))
    said = capsys.readouterr().out
    assert f"The disk is full: MNIST needs 12 megabytes in {cache}. Make room" in said
    assert "or set LECTURE_LIB_CACHE to a folder elsewhere, then call mnist() again." in said and names(cache) == []
    assert len(mnist(mirrors=[mirror.address]).y) == 30


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_really_full_device_is_told_in_the_same_words(mirror, cache, capsys, monkeypatch):
    def always_full(suffix, prefix, folder):
        part = folder / f"{prefix}1{suffix}"
        part.touch()
        return os.open("/dev/full", os.O_WRONLY), str(part)

    monkeypatch.setattr(tempfile, "mkstemp", always_full)
    assert is_small(mnist(mirrors=[mirror.address]))
    assert "The disk is full" in capsys.readouterr().out and names(cache) == []


def test_a_folder_that_cannot_be_made_is_told_and_the_small_set_is_used(mirror, tmp_path, capsys, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("LECTURE_LIB_CACHE", str(tmp_path / "file"))
    assert is_small(mnist(mirrors=[mirror.address]))
    assert "cannot be written to" in capsys.readouterr().out and mirror.asked == []


def test_an_interrupted_download_leaves_no_half_file_says_so_and_goes_on_later(mirror, cache, capsys, monkeypatch):
    def stop(name, pieces):
        if name == STAND_INS[2].name:
            yield next(iter(pieces))[0][:10]
            raise KeyboardInterrupt
        yield from (piece for piece, _ in pieces)

    with monkeypatch.context() as patch:
        patch.setitem(MODULE, "_tell_progress", stop)
        with pytest.raises(KeyboardInterrupt):
            mnist(mirrors=[mirror.address])
    assert "Stopped. No half file is left, and whole ones are kept: call mnist() again" in capsys.readouterr().out
    assert names(cache) == sorted(file.name for file in STAND_INS[:2])
    asked = len(mirror.asked)
    assert len(mnist(mirrors=[mirror.address]).y) == 30 and len(mirror.asked) - asked == 2


@pytest.mark.parametrize(
    "data, says",
    [
        (b"", "The file begins with b''"),
        (b"\0\0\x0d\1", "begins with 0, 0, 8"),
        (b"\0\0\x08\1\0\0", "ends within its header, after 6 bytes of 8"),
        (idx(ARRAYS[1])[:-1], "promises 30 numbers, but 29 follow"),
        (idx(ARRAYS[1]) + b"1", "promises 30 numbers, but 31 follow"),
        (b"\0\0\x08\3" + b"\xff" * 12, "promises"),
    ],
)
def test_a_file_in_another_format_is_refused_in_words(data, says):
    with pytest.raises(InputError, match=says.replace("(", r"\(")):
        read_idx(data)


def test_a_file_of_another_shape_is_refused_in_words():
    assert np.array_equal(read_idx(idx(ARRAYS[0]), (30, 28, 28)), ARRAYS[0])
    with pytest.raises(InputError, match=r"shape \(30, 28, 28\). It should be \(60000, 28, 28\)"):
        read_idx(idx(ARRAYS[0]), (60000, 28, 28))


@pytest.mark.parametrize(
    "platform, variables, ends",
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/lecture_lib/mnist"),
        ("linux", {}, "/homes/a/.cache/lecture_lib/mnist"),
        ("darwin", {}, "/homes/a/Library/Caches/lecture_lib/mnist"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/lecture_lib/mnist"),
        ("linux", {"LECTURE_LIB_CACHE": "~/c"}, "/homes/a/c/mnist"),
    ],
)
def test_the_folder_is_the_users_own_for_what_can_be_fetched_again(platform, variables, ends, monkeypatch):
    for name in ("LECTURE_LIB_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"HOME": "/homes/a"} | variables).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert cache_folder().as_posix() == ends

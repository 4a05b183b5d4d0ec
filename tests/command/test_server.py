"""JupyterLab as the course starts it: what it prints, and the kernel that runs before the page asks for it."""

import asyncio
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest
from tornado.httpclient import HTTPRequest
from tornado.web import HTTPError
from tornado.websocket import websocket_connect

from lecture_lib.command.server import extension
from lecture_lib.command.server.launch import server_options
from lecture_lib.command.server.nodelay_connection import NoDelayConnection, ZMQChannelsWebsocketConnection
from tests.notebooks.rows import ROOT

NOTEBOOK = {
    "cells": [],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def execute_request(number, code):
    """A message as a page sends it when a cell is run."""
    header = {"msg_id": number, "msg_type": "execute_request", "session": "s", "username": "", "version": "5.3"}
    content = {"code": code, "silent": False}
    return json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"})


class Server:
    """A running server on a folder with two notebooks, and what it has printed."""

    def __init__(self, folder):
        for name in ("a b", "unused"):
            (folder / f"{name}.ipynb").write_text(json.dumps(NOTEBOOK))
        self.printed = folder / "printed"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{free.getsockname()[1]}"
        port = f"--port={self.host.split(':')[1]}"
        options = ["--no-browser", port, f"--ServerApp.root_dir={folder}"]
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lecture_lib.command.server.launch", *options],
            cwd=ROOT,
            env={**clean, "HOME": str(folder / "home")},
            stdout=self.printed.open("w"),
            stderr=subprocess.STDOUT,
        )
        self.token = self.wait_for(r"http://localhost:\d+/lab\?token=(\w+)\n.*\n")[1]

    def lines(self):
        """What was printed, without the times and the one address that differs from run to run."""
        text = re.sub(r"\d{4}-\d\d-\d\d \S+ ", "", self.printed.read_text())
        return text.replace(self.token, "TOKEN").replace(self.host.split(":")[1], "PORT").splitlines()

    def wait_for(self, pattern):
        """The first match in what is printed, once it is there."""
        for _ in range(600):
            found = re.search(pattern, self.printed.read_text())
            if found:
                return found
            assert self.process.poll() is None, self.printed.read_text()
            time.sleep(0.05)
        raise AssertionError(f"{pattern} is not printed: {self.printed.read_text()}")

    def ask(self, method, path, body=None):
        """The answer to a request as text, also to one that fails."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"http://{self.host}{path}", method=method, data=body, headers=headers)
        try:
            return urllib.request.urlopen(request, timeout=30).read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def kernels(self):
        """The kernel of each notebook that has one."""
        sessions = json.loads(self.ask("GET", "/api/sessions"))
        return {session["path"]: session["kernel"]["id"] for session in sessions}

    async def kill_kernel(self, kernel):
        """Be a page whose cell kills the kernel, until the next kernel answers."""
        headers = {"Authorization": f"token {self.token}"}
        url = f"ws://{self.host}/api/kernels/{kernel}/channels?session_id=s"
        page = await websocket_connect(HTTPRequest(url, headers=headers))
        await page.write_message(execute_request("dies", "import os; os._exit(1)"))
        while "restarted" not in self.printed.read_text():
            await asyncio.wait_for(page.read_message(), 30)
        await page.write_message(execute_request("lives", "1"))
        while not re.search('"execute_reply".*"lives"', await asyncio.wait_for(page.read_message(), 30)):
            pass
        page.close()


@pytest.fixture
def server(tmp_path):
    running = Server(tmp_path)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait()


# ---------------- what is always asked for


@pytest.mark.parametrize("uid, wanted", [(0, True), (1000, False)])
def test_root_is_allowed_only_to_root(monkeypatch, uid, wanted):
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    assert ("--allow-root" in server_options()) is wanted


def test_jupyterlab_sends_small_messages_at_once(monkeypatch):
    [option] = [word for word in server_options() if "websocket" in word]
    assert option.split("=") == [
        "--ServerApp.kernel_websocket_connection_class",
        f"{NoDelayConnection.__module__}.NoDelayConnection",
    ]
    done = []

    class Handler:
        def set_nodelay(self, value):
            done.append(("no delay", value))

    async def connect(self):
        done.append("connected")

    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", connect)
    prompt = NoDelayConnection.__new__(NoDelayConnection)
    monkeypatch.setattr(NoDelayConnection, "websocket_handler", Handler())
    asyncio.run(prompt.connect())
    assert done == [("no delay", True), "connected"]


# ---------------- a server that runs


@pytest.mark.slow
def test_two_lines_are_printed_and_then_what_goes_wrong(server):
    greeting = ["The course is at http://localhost:PORT/lab?token=TOKEN", "To stop it, press Ctrl-C here, twice."]
    server.ask("GET", "/lab/tree/unused.ipynb")  # to whose kernel nobody connects until the server stops
    assert '"treePath"' in server.ask("GET", "/lab/tree/a%20b.ipynb")  # the page, there as soon as its address is
    server.ask("GET", "/nothing-here")
    server.ask("GET", "/api/contents/a%20b.ipynb")
    for _ in range(100):
        if len(server.kernels()) == 2:
            break
        time.sleep(0.05)
    kernel = server.kernels()["a b.ipynb"]  # nobody but the page asked for it
    assert server.lines() == greeting
    server.ask("GET", "/lab/tree/a%20b.ipynb")
    assert server.kernels()["a b.ipynb"] == kernel
    asyncio.run(server.kill_kernel(kernel))
    assert server.lines() == [*greeting, f"[W ServerApp] kernel {kernel} restarted"]
    text = b'{"type": "file", "format": "text", "content": "x"}'
    server.ask("PUT", "/api/contents/no-folder/x.txt", text)
    failed = server.lines()[3:]
    assert failed[0].startswith("[E ServerApp] Error while saving file: no-folder/x.txt [Errno 2] No such file")
    assert failed[1].startswith("[W ServerApp] 500 PUT /api/contents/no-folder/x.txt") and len(failed) == 2
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 0
    busy = "[IPKernelApp] ERROR | KeyboardInterrupt caught in kernel."  # what ipykernel says if it is not yet at rest
    assert set(server.lines()[5:]) <= {busy}


# ---------------- what is printed


@pytest.mark.parametrize("level, filtered", [(logging.WARNING, 1), (logging.INFO, 0), (logging.DEBUG, 0)])
def test_whoever_asks_for_more_words_gets_them_all(level, filtered):
    handler = logging.StreamHandler()
    settings, callbacks = {}, []
    extension._load_jupyter_server_extension(
        SimpleNamespace(
            log_level=level,
            log=SimpleNamespace(handlers=[handler]),
            web_app=SimpleNamespace(settings=settings),
            io_loop=SimpleNamespace(add_callback=lambda *call: callbacks.append(call[1])),
        )
    )
    assert len(handler.filters) == filtered
    assert settings == {"page_config_hook": extension.start_kernel_for_page}
    assert callbacks == [extension.greet]


@pytest.mark.parametrize("error, keeps", [(OSError(28, "No space left"), False), (ValueError("a bug"), True)])
def test_a_traceback_is_kept_for_a_bug_and_not_for_a_full_disk(error, keeps):
    record = logging.makeLogRecord({"funcName": "save", "exc_info": (type(error), error, None)})
    assert extension.is_useful(record)
    assert bool(record.exc_info) is keeps


# ---------------- the kernel


class Sessions(list):
    """The sessions of a server that is not there."""

    async def session_exists(self, path):
        return path in self

    async def create_session(self, path, name, type, kernel_name):
        assert (name, type) == (path.rsplit("/")[-1], "notebook")
        self.append(path)
        return {"id": path, "kernel": {"id": kernel_name}}

    async def delete_session(self, session):
        self.remove(session)


class Kernels(dict):
    kernel_model = dict.get


@pytest.fixture
def fake(monkeypatch):
    """A server with one kind of kernel, to which nobody is connected, and no time that passes."""
    contents = {"a/b.ipynb": {"kernelspec": {"name": "python3"}}, "c.ipynb": {"kernelspec": {"name": "julia"}}, "d": {}}

    async def get(path, type):
        if path not in contents:
            raise HTTPError(404)
        return {"content": {"metadata": contents[path]}}

    async def sleep(seconds):
        pass

    monkeypatch.setattr(extension.asyncio, "sleep", sleep)
    return SimpleNamespace(
        io_loop=SimpleNamespace(add_callback=lambda call, *args: asyncio.ensure_future(call(*args))),
        session_manager=Sessions(),
        contents_manager=SimpleNamespace(get=get),
        kernel_spec_manager=SimpleNamespace(find_kernel_specs=lambda: {"python3": "there"}),
        kernel_manager=Kernels(python3={"connections": 1}),
    )


async def start_kernel(server, path):
    """Start a kernel, and let what follows come to its end."""
    await extension.start_kernel(server, path)
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})


@pytest.mark.parametrize("path, started", [("a/b.ipynb", True), ("c.ipynb", False), ("d", False), ("e.ipynb", False)])
def test_only_a_notebook_whose_kernel_is_there_gets_one(fake, path, started):
    asyncio.run(start_kernel(fake, path))
    assert fake.session_manager == [path] * started


def test_a_notebook_that_has_a_kernel_keeps_it(fake):
    fake.session_manager.append("a/b.ipynb")
    asyncio.run(start_kernel(fake, "a/b.ipynb"))
    assert fake.session_manager == ["a/b.ipynb"]


def test_a_kernel_to_which_no_page_connects_is_stopped(fake):
    fake.kernel_manager["python3"]["connections"] = 0
    asyncio.run(start_kernel(fake, "a/b.ipynb"))
    assert fake.session_manager == []


def test_a_kernel_that_was_changed_for_another_is_left_to_its_page(fake):
    del fake.kernel_manager["python3"]
    asyncio.run(start_kernel(fake, "a/b.ipynb"))
    assert fake.session_manager == ["a/b.ipynb"]


@pytest.mark.parametrize("tree, paths", [("/tree/a b.ipynb", ["a b.ipynb"]), ("/tree/a", []), (None, [])])
def test_the_page_s_address_says_which_notebook_it_is(tree, paths):
    asked = []
    server = SimpleNamespace(io_loop=SimpleNamespace(add_callback=lambda call, server, path: asked.append(path)))
    handler = SimpleNamespace(path_kwargs={"tree": tree}, serverapp=server)
    assert extension.start_kernel_for_page(handler, {"a": 1}) == {"a": 1}
    assert asked == paths

"""tools/lab.py sees when the server or the browser is gone; the real ones are in tests/browser."""

import socket

import pytest
from selenium.common.exceptions import WebDriverException
from urllib3.exceptions import MaxRetryError

from tools.lab import Lab, Page


class Driver:
    """A browser that answers, or is gone."""

    def __init__(self, problem=None):
        self.problem = problem

    def execute_script(self, body, *values):
        if self.problem:
            raise self.problem
        return [True]


@pytest.fixture
def server(tmp_path):
    """Where something accepts requests and answers each with nothing."""
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield Lab(f"http://127.0.0.1:{server.server_port}", "", tmp_path / "progress.jsonl")
        server.shutdown()


def test_a_page_that_is_whole_answers(server):
    assert Page(Driver(), server).answers()


@pytest.mark.parametrize(
    "problem",
    [WebDriverException("tab crashed"), MaxRetryError(None, "/session"), ConnectionResetError()],
    ids=["tab", "driver", "connection"],
)
def test_a_page_without_its_browser_does_not_answer(server, problem):
    assert not Page(Driver(problem), server).answers()


def test_a_page_without_its_server_does_not_answer(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # and nobody listens
        lab = Lab(f"http://127.0.0.1:{free.getsockname()[1]}", "", tmp_path / "progress.jsonl")
        assert not Page(Driver(), lab).answers()

"""A server extension: few words in the terminal, and a kernel that starts while the page loads."""

from __future__ import annotations

import asyncio
import logging
from pathlib import PurePosixPath
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from tornado.web import HTTPError

UNUSED_SECONDS = 60  # a kernel to which no page connects in this time is stopped
NEEDLESS = {  # functions of Jupyter Server whose lines nobody can act on
    "start_app",  # `greet` says it in fewer words
    "mark_trusted_cells",  # the notebooks of the course are signed by nobody, and need it not
    "check_and_sign",
    "log_request",  # what matters of a failed request has been said by `log_exception`
    "write_error",
    "ping_timeout",  # tornado takes seconds for what jupyter_server gives in milliseconds
    "_confirm_exit",  # whoever stops the server knows
    "_signal_stop",
}


def _load_jupyter_server_extension(server: ServerApp) -> None:
    if server.log_level >= logging.WARNING:  # whoever asks for more gets all
        for handler in server.log.handlers:
            handler.addFilter(is_useful)
    server.web_app.settings["page_config_hook"] = start_kernel_for_page
    server.io_loop.add_callback(server.io_loop.add_callback, greet, server)  # one turn later: when the port is open


def is_useful(record: logging.LogRecord) -> bool:
    """Return whether a learner can act on a line of the log; one about a full disk or the like loses its traceback.

    >>> is_useful(logging.makeLogRecord({"funcName": "start_app"}))
    False
    """
    if record.exc_info and isinstance(record.exc_info[1], OSError):
        record.exc_info = None
    return record.funcName not in NEEDLESS


def greet(server: ServerApp) -> None:
    """Say where the course is, and how it is stopped."""
    print(f"The course is at {server.public_url}\nTo stop it, press Ctrl-C here, twice.", flush=True)


def start_kernel_for_page(handler: JupyterHandler, page_config: dict[str, Any]) -> dict[str, Any]:
    """Have the kernel of the notebook that a page will show started while the browser loads the page."""
    path = (handler.path_kwargs.get("tree") or "").removeprefix("/tree/")
    if path.endswith(".ipynb"):
        handler.serverapp.io_loop.add_callback(start_kernel, handler.serverapp, path)
    return page_config


async def start_kernel(server: ServerApp, path: str) -> None:
    """Start a notebook's session unless it has one; the page looks for one before it starts its own."""
    if await ensure_async(server.session_manager.session_exists(path=path)):
        return
    try:
        notebook = await ensure_async(server.contents_manager.get(path, type="notebook"))
    except HTTPError:
        return  # the page tells what is wrong with the file
    kernel = notebook["content"]["metadata"].get("kernelspec", {}).get("name")
    if kernel not in server.kernel_spec_manager.find_kernel_specs():
        return  # the page asks which other one to take
    session = await server.session_manager.create_session(
        path=path, name=PurePosixPath(path).name, type="notebook", kernel_name=kernel
    )
    # Not awaited: what reads files waits for the end of this task, and at the end of the server that would be for ever.
    server.io_loop.add_callback(stop_unless_used, server, session["id"], session["kernel"]["id"])


async def stop_unless_used(server: ServerApp, session_id: str, kernel_id: str) -> None:
    """Stop a session to which no page connects."""
    kernels = server.kernel_manager
    for _ in range(UNUSED_SECONDS):
        await asyncio.sleep(1)
        if kernel_id not in kernels or kernels.kernel_model(kernel_id)["connections"]:
            return
    await server.session_manager.delete_session(session_id)

"""`python -m lecture_lib.command.server.launch`: JupyterLab without what makes its start slow and nobody needs.

`run.py lab` starts it so, in the environment that it has made; `lecture-lib lab` calls `launch`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # jsonschema does without: two seconds less

from jupyter_client import KernelManager  # noqa: E402
from jupyterlab.labapp import LabApp  # noqa: E402

OPTIONS = [
    "--Application.log_level=WARN",
    "--ServerApp.jpserver_extensions=lecture_lib.command.server.extension=True",
    "--ServerApp.kernel_websocket_connection_class=lecture_lib.command.server.nodelay_connection.NoDelayConnection",
    "--LanguageServerManager.autodetect=False",  # it asks npm, for a second, and finds none
]


def server_options() -> list[str]:
    """Return the options that are always given.

    >>> "--LanguageServerManager.autodetect=False" in server_options()
    True
    """
    encrypts = KernelManager.class_traits().get("transport_encryption") is not None  # from jupyter_client 8.10 on
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return OPTIONS + ["--KernelManager.transport_encryption=auto"] * encrypts + ["--allow-root"] * root


def launch(options: Sequence[str]) -> None:
    """Run JupyterLab with these options besides ours, until it is stopped."""
    LabApp.launch_instance(server_options() + list(options))


if __name__ == "__main__":
    launch(sys.argv[1:])

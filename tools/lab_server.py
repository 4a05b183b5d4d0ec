"""JupyterLab's server as `run.py lab` starts it: what makes its start slow and nobody needs is left out."""

from __future__ import annotations

import sys

from tools import skip_slow_import  # noqa: F401  (before anything that loads jsonschema)

from jupyter_client import KernelManager  # isort: skip
from jupyterlab.labapp import LabApp  # isort: skip

OPTIONS = [
    "--Application.log_level=WARN",
    "--ServerApp.jpserver_extensions=tools.lab_extension=True",
    "--ServerApp.kernel_websocket_connection_class=tools.nodelay_connection.NoDelayConnection",
    "--LanguageServerManager.autodetect=False",  # it asks npm, for a second, and finds none
]


def server_options() -> list[str]:
    """Return the options that are always given.

    >>> "--LanguageServerManager.autodetect=False" in server_options()
    True
    """
    encrypts = KernelManager.class_traits().get("transport_encryption") is not None  # from jupyter_client 8.10 on
    return OPTIONS + ["--KernelManager.transport_encryption=auto"] * encrypts


if __name__ == "__main__":
    LabApp.launch_instance(server_options() + sys.argv[1:])

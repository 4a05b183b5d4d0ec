"""Makes this process like Python in a browser (Pyodide): no process and no thread begins, and no clock rings."""

import _thread
import multiprocessing.process
import os
import signal
import subprocess
import sys
import sysconfig
import threading


def enter_webassembly() -> None:
    """Take away what is not there; nothing gives it back."""
    sysconfig.get_config_vars()  # read once, by the name of the real system
    sys.platform = "emscripten"
    for name in dir(os):
        if name.startswith(("fork", "spawn", "posix_spawn", "exec")):
            delattr(os, name)
    for name in ("alarm", "setitimer", "getitimer", "SIGALRM", "ITIMER_REAL"):
        if hasattr(signal, name):
            delattr(signal, name)
    for place, name in ((threading.Thread, "start"), (_thread, "start_new_thread"), (threading, "_start_new_thread")):
        setattr(place, name, _no_thread)
    subprocess.Popen.__init__ = multiprocessing.process.BaseProcess.start = _no_process


def _no_thread(*_arguments, **_named):
    raise RuntimeError("can't start new thread")


def _no_process(*_arguments, **_named):
    raise OSError("emscripten does not support processes.")

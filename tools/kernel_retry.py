"""A pytest plugin that mends one thing in nbval 0.11: a kernel that dies at its start is started once more.

A kernel is told its ports before it opens them. Now and then another program takes one in between, and the kernel
ends at once: jupyter/jupyter_client#154, which is open. Somebody who runs the notebook by hand starts it again, and
so does this. Where an update of nbval moves the place that it holds on to, it stops the run and says so; what to do
then, and what could replace nbval, stands in CONTRIBUTING.md.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib import metadata

import nbval.kernel
import pytest

REPLACEMENT = "CONTRIBUTING.md, “Who judges the notebooks”, tells what to do."


def pytest_configure() -> None:
    """Let nbval start its kernels with a second try."""
    if trouble := misfit():
        version = metadata.version("nbval")
        raise pytest.UsageError(f"tools/kernel_retry.py does not fit nbval {version}: {trouble}. {REPLACEMENT}")
    nbval.kernel.start_new_kernel = with_second_try(nbval.kernel.start_new_kernel)


def with_second_try(start: Callable) -> Callable:
    """Return a `start` that is called again if the kernel dies before it answers.

    >>> tries = iter([RuntimeError("Kernel died"), "a kernel"])
    >>> def start():
    ...     if isinstance(found := next(tries), Exception):
    ...         raise found
    ...     return found
    >>> with_second_try(start)()
    'a kernel'
    """

    @wraps(start)
    def start_with_second_try(*arguments, **named):
        try:
            return start(*arguments, **named)
        except RuntimeError:
            return start(*arguments, **named)

    return start_with_second_try


def misfit() -> str:
    """Say why nbval would not notice that its kernels start with a second try; nothing if it would.

    >>> misfit()
    ''
    """
    if not hasattr(nbval.kernel, "start_new_kernel"):
        return "nbval.kernel.start_new_kernel is gone"
    if "start_new_kernel" not in nbval.kernel.RunningKernel.__init__.__code__.co_names:
        return "nbval.kernel.RunningKernel does not start its kernel by start_new_kernel"
    return ""

"""A pytest plugin: a kernel that dies at its start is started once more.

A kernel is told its ports before it opens them; now and then another program takes one in between, and the kernel
ends at once. Who runs the notebook by hand starts it again, and so does this.
"""

import nbval.kernel

_start = nbval.kernel.start_new_kernel


def start_with_retry(*arguments, **named):
    """Start a kernel as nbval does; if it dies before it answers, start another."""
    try:
        return _start(*arguments, **named)
    except RuntimeError:
        return _start(*arguments, **named)


nbval.kernel.start_new_kernel = start_with_retry

"""A progress bar round a loop: how far, how long still, and what happened if it was stopped."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from IPython import get_ipython
from IPython.display import HTML, display
from markupsafe import Markup

from ..validation import InputError

Item = TypeVar("Item")
_EVERY = 0.1  # seconds between two redraws


class _Bar:
    """A bar with a line of text beside it, plain HTML: a notebook that is opened again still shows it."""

    def __init__(self, label: str, n: int) -> None:
        self._label, self._n = label, n
        self._shown = display(self._html(0, _line(label, 0, n, 0.0)), display_id=True)

    def show(self, done: int, said: str) -> None:
        if self._shown is not None:  # nobody looks where there is no notebook
            self._shown.update(self._html(done, said))

    def _html(self, done: int, said: str) -> HTML:
        bar = Markup('<progress max="{}" value="{}" style="width:16em" aria-label="{}"></progress> <span>{}</span>')
        return HTML(bar.format(self._n, done, self._label, said))


def progress_bar(items: Iterable[Item], label: str, total: int | None = None) -> Iterator[Item]:
    """Yield the items one by one and show a bar with the time that is left.

    `total` is needed where `items` has no length. Stopping the kernel (■) or leaving the loop leaves the bar
    where it was and says so; what the loop has kept so far is still there. A cell that is stopped says a plain line.

    >>> sum(progress_bar([1, 2, 3], "adding"))                          # doctest: +ELLIPSIS
    <IPython...HTML object>
    6
    """
    n = _length(items, total)
    _stop_in_plain_words()
    bar = _Bar(label, n)
    started = shown = time.monotonic()
    done = 0
    try:
        for item in items:
            yield item
            done += 1
            if time.monotonic() - shown >= _EVERY:
                shown = time.monotonic()
                bar.show(done, _line(label, done, n, shown - started))
    finally:
        stopped = done < n
        took = _seconds(time.monotonic() - started)
        bar.show(done, f"{label}: stopped at {done} of {n}" if stopped else f"{label}: {n} of {n} done in {took}")


def _stop_in_plain_words() -> None:
    """Make a notebook answer to ■ by a line, where it would show a traceback."""
    if shell := get_ipython():
        shell.set_custom_exc((KeyboardInterrupt,), _tell_stopped)


def _tell_stopped(shell, kind, problem, trace, tb_offset=None) -> None:
    sys.stdout.write("Stopped. What has been computed so far is kept; run the cell again to start it afresh.\n")


def _length(items: Iterable, total: int | None) -> int:
    if total is not None:
        return total
    try:
        return len(items)
    except TypeError:
        raise InputError("how many items there are cannot be seen beforehand; give total=...") from None


def _line(label: str, done: int, n: int, seconds: float) -> str:
    left = f", about {_seconds(seconds / done * (n - done))} left" if done else ""
    return f"{label}: {done} of {n}{left}"


def _seconds(seconds: float) -> str:
    """Write a time span as it is said.

    >>> _seconds(0.4), _seconds(7.2), _seconds(95)
    ('less than 1 s', '7 s', '1 min 35 s')
    """
    if seconds < 1:
        return "less than 1 s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"

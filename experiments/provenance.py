"""Where a kept result comes from: versions, machine, day and duration, and whatever else it depends on."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path

import numpy as np


def provenance(seconds: float, **settings) -> dict:
    """Return what is kept beside a result that took so many seconds.

    >>> sorted(provenance(12.3, seed=0))
    ['finished', 'machine', 'numpy', 'python', 'seconds', 'seed']
    """
    return settings | {
        "numpy": np.__version__,
        "python": platform.python_version(),
        "machine": _machine(),
        "finished": time.strftime("%Y-%m-%d"),
        "seconds": round(seconds),
    }


def _machine() -> str:
    """Return the kind of processor and how many cores; never the machine's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.machine()
    return f"{model}, {os.cpu_count()} cores, {platform.system()}"

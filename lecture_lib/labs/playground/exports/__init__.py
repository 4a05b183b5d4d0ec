"""What can be kept of a playground, and read back: a state as JSON, where its training stands, its network as a
program in NumPy or PyTorch, its weights.
"""

from .numpy_code import numpy_code
from .snapshot import read_snapshot, snapshot_text
from .state_json import read_state, state_json
from .torch_text import torch_text
from .weights_json import weights_json

__all__ = [
    "numpy_code",
    "read_snapshot",
    "read_state",
    "snapshot_text",
    "state_json",
    "torch_text",
    "weights_json",
]

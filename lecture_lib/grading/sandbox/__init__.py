"""The wall: where strangers' code runs, what crosses over to it, and what the wall is proven to stop.

The other side (`runner`, `fork_server`, `locks`, `wire`) is shipped into the sandbox and imports nothing of ours.
"""

from .inside.wire import FunctionReference, KnownFunction, NetworkWeights, UnsupportedValue
from .limits import SubmissionStopped
from .probes import sandbox_report, strongest_sandbox
from .session import CALL_SECONDS, CELL_SECONDS, SUBMISSION_SECONDS, GraderFault, Session, out_of_time
from .session_pool import SessionPool, open_session
from .temporary_folders import remove_abandoned_folders
from .walls import Bubblewrap, Container, Landlock, ProcessSandbox, Sandbox, Trusted, library_files, shipped_files
from .webassembly import WebAssembly

__all__ = [
    "CALL_SECONDS",
    "CELL_SECONDS",
    "SUBMISSION_SECONDS",
    "Bubblewrap",
    "Container",
    "FunctionReference",
    "GraderFault",
    "KnownFunction",
    "Landlock",
    "NetworkWeights",
    "ProcessSandbox",
    "Sandbox",
    "Session",
    "SessionPool",
    "SubmissionStopped",
    "Trusted",
    "UnsupportedValue",
    "WebAssembly",
    "library_files",
    "open_session",
    "out_of_time",
    "remove_abandoned_folders",
    "sandbox_report",
    "shipped_files",
    "strongest_sandbox",
]

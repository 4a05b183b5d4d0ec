"""The third wall: WebAssembly, for systems that have neither bubblewrap nor Landlock. Needs the extra `wall`."""

from .host_client import GuestHost
from .session import GuestSession
from .wall import WebAssembly

__all__ = ["GuestHost", "GuestSession", "WebAssembly"]

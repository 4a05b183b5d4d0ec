"""What can be kept of a playground: where training stands as text, and back again."""

from .snapshot import read_snapshot, snapshot_text

__all__ = ["read_snapshot", "snapshot_text"]

"""The playground's challenges, each with a prediction before it and what was measured after it."""

from .all_challenges import CHALLENGES, challenge_named, explain, foretell
from .challenge import Challenge

__all__ = ["CHALLENGES", "Challenge", "challenge_named", "explain", "foretell"]

"""What all controls have in common, and what a group of them says while it is closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Control:
    """What every kind of control has: the `group` of the rail that it stands in; "" is outside of all groups."""

    group: str = field(default="", kw_only=True)

    @property
    def names(self) -> tuple[str, ...]:
        """What a lesson may call the control: its label, and the field of the state that it sets."""
        return tuple(vars(self)[name] for name in ("label", "field") if name in vars(self))


def group_summaries(faces: Iterable[Mapping]) -> dict[str, str]:
    """Return what is set in each group, by the group's name, in the order of the first control of each.

    >>> rate = {"kind": "slider", "label": "rate", "says": "0.1", "group": "training"}
    >>> rule = {"kind": "menu", "label": "rule", "options": ["SGD", "Adam"], "at": 1, "group": "training"}
    >>> group_summaries([rate, rule])
    {'training': 'rate 0.1, Adam'}
    """
    said: dict[str, list[str]] = {}
    for face in faces:
        if face["group"]:
            said.setdefault(face["group"], [])
            said[face["group"]] += [_brief(face)] * bool(face.get("shown", True) and _brief(face))
    return {name: ", ".join(dict.fromkeys(parts)) for name, parts in said.items()}  # each word once


def _brief(face: Mapping) -> str:
    """Return what one control is set to, in as few words as can be understood without its label beside it."""
    match face["kind"]:
        case "slider":
            return f"{face['label']} {face['says']}"
        case "menu" | "segments":
            return face["options"][face["at"]]
        case "toggle" if face["at"]:
            return face["label"]
        case "text":
            return face["text"]
    return ""

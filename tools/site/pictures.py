"""The pictures in what cells put out: each becomes a file of its own, so that a page is light."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes

_IMAGE = re.compile(r'<img\b([^>]*?)\bsrc="data:image/(svg\+xml|png|jpeg)(;base64)?,([^"]*)"([^>]*)>')
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_WIDTH = re.compile(r'\bwidth="([\d.]+)"')
_VIEW_BOX = re.compile(r'viewBox="\S+ \S+ ([\d.]+) ([\d.]+)"')
_CLASS = re.compile(r'\bclass="[^"]*"')
_NOT_DARKENED = "dark-light"  # the theme's word for a picture that is right on a dark page as it is
_ENDINGS = {"svg+xml": "svg", "png": "png", "jpeg": "jpg"}


class Pictures:
    """What the outputs of a site have in common: pictures as files in `folder`, and the styles that all bring along."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.styles: dict[str, None] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def taken_out(self, html: str, address: str) -> str:
        """Return the HTML with its pictures as files at `address`, and without the styles that it brought along."""

        def style(match: re.Match) -> str:
            self.styles.setdefault(match[1])
            return ""

        return _IMAGE.sub(lambda match: self._file(match, address), _STYLE.sub(style, html))

    def _file(self, match: re.Match, address: str) -> str:
        before, kind, encoded, data, after = match.groups()
        content = base64.b64decode(data) if encoded else unquote_to_bytes(data)
        name = f"{hashlib.sha256(content).hexdigest()[:16]}.{_ENDINGS[kind]}"
        (self.folder / name).write_bytes(content)
        attributes = f"{before}{after}"
        class_ = f"{_NOT_DARKENED} ll-figure" if "ll-figure" in attributes else _NOT_DARKENED
        others = f"{_CLASS.sub('', attributes).strip()} {_height(attributes, content)}"
        return f'<img class="{class_}" {others} loading="lazy" src="{address}/{name}">'


def _height(attributes: str, content: bytes) -> str:
    """Return the height that belongs to the width: a page that keeps the room does not move when the picture comes."""
    width, box = _WIDTH.search(attributes), _VIEW_BOX.search(content[:2000].decode("utf-8", "replace"))
    if not width or not box:
        return ""
    return f'height="{float(width[1]) * float(box[2]) / float(box[1]):.0f}"'

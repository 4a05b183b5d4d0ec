"""The stage card: what a person sees and touches of a widget, in the page; and its still form, without a kernel.

What stands in a notebook is the still card, plain HTML with the picture as an image. While a kernel lives, the
page finds that HTML by its key and puts the living card in its place: so a notebook that is saved, exported or
looked at elsewhere shows the still card, and none of what moved it.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from time import monotonic
from typing import Any

import anywidget
import ipywidgets
import traitlets
from IPython.display import display, update_display
from markupsafe import Markup

from ..drawing import BETWEEN, DARK, LIGHT, STYLESHEET, Picture, css_variables

_HERE = Path(__file__).parent
_COLOURS = f".ll-card{{{css_variables(LIGHT)}}}[data-jp-theme-light=false] .ll-card{{{css_variables(DARK)}}}"


def _source(name: str) -> str:
    """Return what a page needs of a file: its lines without indents and without comments that fill a line."""
    lines = map(str.strip, (_HERE / name).read_text("utf-8").splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


_STYLE = STYLESHEET + _COLOURS + _source("card.css")
_CODE = f"const STYLE = {json.dumps(_STYLE)};\n" + "".join(
    _source(f"{name}.js") for name in ("parts", "board", "files", "controls", "card")
)
INVITATION = "To play, run the cell: click into it and press Shift+Enter."
_LOADER = """
// The code of all cards comes once, in a widget of its own; each card of a page runs the same copy of it.
async function library(model) {
  const id = model.get("script").replace("IPY_MODEL_", "");
  const code = (await model.widget_manager.get_model(id)).get("code");
  const loaded = (globalThis.lectureLibCards ??= new Map());
  if (!loaded.has(code)) loaded.set(code, import(URL.createObjectURL(new Blob([code], { type: "text/javascript" }))));
  return loaded.get(code);
}
export default {
  initialize: async ({ model }) => (await library(model)).initialize({ model }),
  render: async ({ model, el }) => (await library(model)).render({ model, el }),
};
"""


class _Script(ipywidgets.Widget):
    """The code that all cards of a kernel share."""

    code = traitlets.Unicode(_CODE).tag(sync=True)


@cache
def _script() -> _Script:
    return _Script()


_PATIENCE = 1.0  # seconds that a page is waited for


class StageCard(anywidget.AnyWidget):
    """The page's side of a card: it shows `face` with its `controls`, `panels` and `pixels`, and reports what is done.

    `on_message(message)` is called with what the page sends. While one message is being answered the page waits and
    keeps only the newest drag, so the last value always arrives and none piles up. Each `frame` comes as one message,
    and of those that a run shows the page reports which it has painted.

    >>> StageCard(lambda message: None).panels
    []
    """

    _esm = _LOADER
    key = traitlets.Unicode().tag(sync=True)
    face = traitlets.Dict().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    panels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    pixels = traitlets.Bytes().tag(sync=True)
    palettes = traitlets.Dict().tag(sync=True)
    frame = traitlets.Int().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)
    link = traitlets.Dict().tag(sync=True)
    script = traitlets.Instance(_Script).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, on_message: Callable[[Any], None]) -> None:
        self._on_message, self._ahead = on_message, None
        self._told: list[str] = []  # the panels that the page has
        self._wakers: list[Callable[[], Any]] = []  # each ends a wait for the page
        super().__init__(key=uuid.uuid4().hex, script=_script())
        self.on_msg(lambda _card, message, _buffers: self.receive(message))

    def receive(self, message: Any) -> None:
        """Hand on what the page has sent, and let it send again; or note what it has painted."""
        match message:
            case {"kind": "painted", "ahead": int(ahead)}:
                self._ahead = max(ahead, self._ahead or 0)
                for wake in tuple(self._wakers):
                    wake()
                return
        try:
            self._on_message(message)
        finally:
            self.send({"done": True})

    def get_state(self, key=None, drop_defaults=False) -> dict[str, Any]:
        """Return all of the state, or what a page is to be told of it; panels are sent as their parts.

        Of panels that keep their parts a page is told only those that have changed since it was last told.
        """
        state = super().get_state(key, drop_defaults)
        if "panels" in state:
            told, parts = ([panel.split(BETWEEN) for panel in panels] for panels in (self._told, self.panels))
            state["panels"] = parts if key is None else _changed_parts(told, parts)
        return state

    def tell(self, face: dict, picture: Picture | None = None) -> None:
        """Show another face, and another picture, at once."""
        with self.hold_sync():
            self.controls = face["controls"]  # by themselves: at most frames of a run they are what they were
            self.face = {name: part for name, part in face.items() if name != "controls"}
            if picture is not None:
                self.panels = [str(panel.markup) for panel in picture.panels]
                self.pixels, self.palettes = picture.pixels, picture.palettes
            self.frame += 1
        self._told = self.panels

    async def painted(self) -> None:
        """Wait until a page is ready for another frame, so that late ones never queue up.

        A page that has painted says up to which frame it wants more: two more, or six where it keeps up. Where no page
        has ever painted one there is nothing to wait for; one that paints no more, as in a tab that is not looked at,
        holds up each frame for a second.
        """
        loop, until = asyncio.get_running_loop(), monotonic() + _PATIENCE
        while self._wanted_no_more and monotonic() < until:
            woken = asyncio.Event()
            self._wakers.append(wake := partial(loop.call_soon_threadsafe, woken.set))  # messages may come in a thread
            if self._wanted_no_more:  # and one may just have come
                with suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), until - monotonic())
            self._wakers.remove(wake)

    @property
    def _wanted_no_more(self) -> bool:
        return self._ahead is not None and self.frame >= self._ahead

    def give(self, file_name: str, content: bytes) -> None:
        """Let the page that has asked for a file save it."""
        self.send({"file": file_name}, [content])

    def show(self, still: str, words: str) -> None:
        """Put the card where the cell's output is."""
        display(self._bundle(still, words), raw=True, display_id=self.key)

    def keep(self, still: str, words: str) -> None:
        """Let the notebook hold another still card."""
        update_display(self._bundle(still, words), raw=True, display_id=self.key)

    def _bundle(self, still: str, words: str) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/html": still, "text/plain": words}
        if _needs_a_view():
            view, _metadata = self._repr_mimebundle_()
            bundle = view | bundle
        return bundle


def _changed_parts(before: list[list[str]], after: list[list[str]]) -> list[list[str]] | dict[int, dict[int, str]]:
    """Return the parts that are new, by panel and place; all parts where a panel has lost some or got more.

    >>> _changed_parts([["<svg>", "a", "b"]], [["<svg>", "a", "c"]])
    {0: {2: 'c'}}
    >>> _changed_parts([], [["<svg>", "a", "c"]])
    [['<svg>', 'a', 'c']]
    """
    if [*map(len, before)] != [*map(len, after)]:
        return after
    pairs = enumerate(zip(before, after))
    changed = {i: {k: new for k, (old, new) in enumerate(zip(*pair)) if old != new} for i, pair in pairs}
    return {i: parts for i, parts in changed.items() if parts}


class Shown:
    """What a cell shows as a card: it has a `card`, a `face`, and perhaps a `picture`; its repr says it in words."""

    card: StageCard
    picture: Picture | None = None

    @property
    def face(self) -> dict:
        """All that the card shows beside its picture, as plain data."""
        raise NotImplementedError

    def still(self, key: str = "") -> Markup:
        """Return the still card; with a `key`, the living card of that key takes its place."""
        return still_card(self.face, self.picture, key)

    def keep(self) -> None:
        """Let the notebook hold the card as it stands now."""
        self.card.keep(self.still(self.card.key), repr(self))

    def _ipython_display_(self) -> None:
        self.card.show(self.still(self.card.key), repr(self))

    def _repr_html_(self) -> str:
        return self.still(self.card.key)


def _needs_a_view() -> bool:
    """Does the page show each output in a frame of its own, where the card must come as a view of the widget?"""
    return "VSCODE_PID" in os.environ or "google.colab" in sys.modules


def still_card(face: dict, picture: Picture | None = None, key: str = "") -> Markup:
    """Return the card as HTML that stands still: title, goal, picture, feedback, and how to bring it to life.

    It also reads well where a page takes away all styles. With the `key` of a living card it is where that appears.

    >>> asked = {"name": "x", "title": "One neuron", "goal": None, "feedback": {"text": ""}, "controls": []}
    >>> "run the cell" in still_card(asked)
    True
    """
    goal, said = face["goal"], face["feedback"]["text"]
    head = [_html("h4", face["title"])]
    if goal:
        mark = Markup('<span class="mark">{}</span>').format("✓" if face["reached"] else "")
        word = _html("b", "Reached" if face["reached"] else "Goal")
        head.append(_html("p", Markup("{}{} {}").format(mark, word, goal["asks"])))
    body = [_html("div", _html("div", _still_picture(picture), "ll-picture"), "ll-pic")] if picture else []
    rail = [_html("p", face["prompt"])] if "prompt" in face else []
    rail += [
        _html("ul", Markup().join(_html("li", text) for text in control["options"]))
        for control in face["controls"]
        if control["kind"] == "options"
    ]
    rail += [_html("p", said, "ll-fb")] if said else []
    rail.append(_html("p", INVITATION))
    card = [_html("style", _STILL_STYLE), _html("div", Markup().join(head), "ll-head"), *body]
    card.append(_html("div", Markup().join(rail), "ll-rail"))
    return Markup('<div class="ll-card ll-is-{}" data-ll-card="{}" data-state="still">{}</div>').format(
        face["name"], key, Markup().join(card)
    )


def _still_picture(picture: Picture) -> Markup:
    """Return a picture as images that bring their own colours, light and dark; the first one bears the words."""
    images = [
        Markup('<img alt="{}" width="{:g}" src="data:image/svg+xml;base64,{}">').format(
            "" if i else picture.text, panel.width, base64.b64encode(panel.standalone.encode()).decode()
        )
        for i, panel in enumerate(picture.panels)
    ]
    return Markup().join(images)


def _html(name: str, content: str, class_: str = "") -> Markup:
    return Markup("<{0}{1}>{2}</{0}>").format(name, Markup(' class="{}"').format(class_) if class_ else "", content)


_STILL_STYLE = Markup((_HERE / "still.css").read_text("utf-8").replace("\n", ""))  # noqa: S704 - our own file

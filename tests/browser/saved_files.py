"""The files that a card gives: what the page would save is caught in it, and read here."""

from __future__ import annotations

import base64

from tools.lab import Page
from tools.page_driver import WidgetDriver


def catch_files(page: Page) -> None:
    """Let the page keep, as `saved`, what it would save as files; forget what was saved before."""
    page.script(
        """
        if (!window.saved) {
          window.saved = [];
          const real = URL.createObjectURL;
          URL.createObjectURL = (blob) => (window.last = blob, real(blob));
          HTMLAnchorElement.prototype.click = function () { saved.push([this.download, last]); };
        }
        saved.length = 0;"""
    )


def choose_from_menu(hand: WidgetDriver, label: str) -> None:
    """Choose an entry of the card's menu."""
    hand.script(
        """
        stage.querySelector('[aria-label=More]').click();
        [...stage.querySelectorAll('.ll-menu button')].find((each) => each.textContent === label).click();""",
        label=label,
    )


def saved(hand: WidgetDriver) -> list[tuple[str, bytes]]:
    """Return name and content of each file that was saved since they are caught; wait for the first."""
    found = hand.script(
        """
        await driver.settled(stage);
        const pause = () => new Promise((go) => setTimeout(go, 20));
        for (const end = Date.now() + 5000; !saved.length && Date.now() < end; ) await pause();
        const text = (blob) => new Promise((go) => {
          const reader = new FileReader();
          reader.onload = () => go(reader.result.split(',')[1]);
          reader.readAsDataURL(blob);
        });
        return Promise.all(saved.map(async ([name, blob]) => [name, await text(blob)]));"""
    )
    return [(name, base64.b64decode(content)) for name, content in found]

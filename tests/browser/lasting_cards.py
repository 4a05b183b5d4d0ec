"""What lasts of a card: in the saved notebook, opened again; in its export; and when the kernel has been restarted."""

from __future__ import annotations

import json
import re
from html import unescape

import nbformat
from nbconvert import HTMLExporter

OF_WIDGETS = re.compile(r"widget-view|model_id|Error displaying widget|jupyter\.widget")
REPR = re.compile(r"\b(?:StageCard|App|Board|Stage|Quiz|Prediction|[HV]Box|FloatSlider|Dropdown)\(\w*=?")

SHOWN = """
const shown = (node) => node?.checkVisibility() ? node.innerText.trim().replace(/\\s+/g, ' ') : '';
return [...document.querySelectorAll('[data-ll-card]')].map((card) => ({
  key: card.dataset.llCard, state: card.dataset.state, title: shown(card.querySelector('h4')),
  goal: shown(card.querySelector('.ll-goal > span:nth-child(2)')).replace(/^(Goal|Reached) /, ''),
  words: card.querySelector('.ll-words > div')?.textContent ?? '', says: shown(card),
  painted: [...card.querySelectorAll('img')].every((image) => image.complete && image.naturalWidth > 0),
  lost: shown(card.querySelector('.ll-lost')),
}));"""


def save(page, path: str) -> tuple[dict, list[dict]]:
    """Save the notebook that the page shows; return what the file holds, and its cards as they are seen."""
    page.script("await jupyterapp.shell.currentWidget.context.save();")
    return json.loads(page.lab.ask("GET", f"/api/contents/{path}"))["content"], page.script(SHOWN)


def write_outputs(page, path: str, saved: dict) -> None:
    """Write a notebook that holds of a saved one what has outputs: to open it again takes half the time."""
    shown = saved | {"cells": [cell for cell in saved["cells"] if cell.get("outputs")]}
    content = {"type": "notebook", "format": "json", "content": shown}
    page.lab.ask("PUT", f"/api/contents/{path}", json.dumps(content).encode())


def widgets_in_file(saved: dict) -> list[str]:
    """Say which traces of widgets a saved notebook holds."""
    outputs = [output for cell in saved["cells"] for output in cell.get("outputs", ())]
    return [f"the file holds {found}" for found in OF_WIDGETS.findall(json.dumps([saved["metadata"], outputs]))]


def missing_in_export(saved: dict, living: list[dict]) -> list[str]:
    """Export a saved notebook to HTML; say what of its cards is not there, and which Python is."""
    page, _ = HTMLExporter().from_notebook_node(nbformat.from_dict(saved))
    parts = re.split(r'data-ll-card="(\w*)"', page)
    cards = dict(zip(parts[1::2], parts[2::2]))
    faults = []
    for card in living:
        text = cards.get(card["key"], "")
        seen = " ".join(unescape(re.sub("<[^>]*>", "", text)).split())
        read = [" ".join(unescape(words).split()) for words in re.findall(r'<img\b[^>]* alt="([^"]*)"', text)]
        title, goal, words = (" ".join(card[part].split()) for part in ("title", "goal", "words"))
        faults += [f"{title}: “{part}” is not in the export" for part in (title, goal) if part not in seen]
        if words and (words not in read or 'src="data:image/' not in text):
            faults.append(f"{title}: no picture in the export that says “{words}”, but {read}")
    return faults + [f"the export shows {found}" for found in REPR.findall(page)]


def faults_when_lost(page, count: int) -> list[str]:
    """Restart the kernel; say which cards do not tell what has happened and what to press."""
    page.script("""
        await jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart();
        const all = () => [...document.querySelectorAll('[data-ll-card]')];
        for (const start = Date.now(); Date.now() - start < 10000; await new Promise((go) => setTimeout(go, 50)))
          if (all().every((card) => card.dataset.state === 'lost')) break;""")
    cards = page.script(SHOWN)
    told = [
        f"{card['title']} is {card['state']}, says “{card['lost']}”"
        for card in cards
        if card["state"] != "lost" or "Shift+Enter" not in card["lost"]
    ]
    return told + ([] if len(cards) == count else [f"{count} cards have become {len(cards)}"])


def faults_when_reopened(page, living: list[dict]) -> list[str]:
    """Say what is amiss with the cards of a saved notebook that has just been opened."""
    page.script(
        """
        const all = () => document.querySelectorAll('[data-ll-card]').length;
        for (const start = Date.now(); Date.now() - start < 10000 && all() < count; )
          await new Promise((go) => setTimeout(go, 50));""",
        count=len(living),
    )
    still = {card["key"]: card for card in page.script(SHOWN)}
    faults = [f"{key} is not a card of before" for key in still.keys() - {card["key"] for card in living}]
    for card in living:
        now = still.get(card["key"], {"state": "gone", "title": "", "says": "", "painted": False})
        if (now["state"], now["title"], now["painted"]) != ("still", card["title"], True):
            faults.append(f"{card['title']} is {now['state']}, its title “{now['title']}”, painted: {now['painted']}")
        elif "run the cell" not in now["says"] or card["goal"] not in now["says"]:
            faults.append(f"{card['title']} says “{now['says']}”")
    if page.script("return document.body.innerText.includes('Error displaying widget');"):
        faults.append("Error displaying widget")
    return faults

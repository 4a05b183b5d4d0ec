"""The family tree of lecture D, its figure 2.1, drawn anew: one schematic for each of eight families (row 16.5)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from markupsafe import Markup

from ...drawing import Panel, Picture, join_elements, line_segment, panels, tag
from ...validation import InputError
from .schematic_marks import (
    fixed_box,
    flow,
    image_tile,
    layered_units,
    learned_box,
    repeated_frame,
    schematic_panel,
    small_text,
    value_dot,
)


def _dense() -> Panel:
    return schematic_panel(
        "Dense network",
        "every unit reads every unit before it",
        layered_units((3, 5, 5, 2), 50, 34, 150, 128),
        small_text(50, 180, "input"),
        small_text(125, 180, "hidden layers"),
        small_text(200, 180, "output"),
    )


def _autoencoder() -> Panel:
    return schematic_panel(
        "Autoencoder",
        "a copy through a bottleneck",
        layered_units((6, 4, 2, 4, 6), 18, 34, 130, 120),
        layered_units((6, 2, 6), 178, 34, 56, 120),
        small_text(83, 58, "code"),
        flow((83, 63), (83, 75)),
        small_text(83, 178, "deep"),
        small_text(206, 178, "shallow"),
    )


_CROSS = np.array([[0, 0, 1, 0, 0, 0], [0, 0, 1, 1, 0, 0], [0, 1, 1, 1, 1, 0], [0, 1, 0, 0, 1, 0], [1, 1, 0, 0, 1, 1]])
_SHAPE = np.vstack([_CROSS, [[1, 0, 0, 0, 0, 1]]]).astype(float)


def _maps(left: float, top: float, side: float, n: int = 3) -> Markup:
    sheets = (
        tag("rect", x=left + 7 * i, y=top + 7 * i, width=side, height=side, fill="var(--zone)", stroke="var(--soft)")
        for i in range(n)
    )
    return join_elements(sheets)


def _cnn() -> Panel:
    window = {"fill": "none", "stroke": "var(--accent)", "stroke_width": 2.5}
    rays = [
        line_segment(x, y, 106, 113, stroke="var(--accent)", stroke_width=1, opacity=0.8)
        for x, y in ((49, 82), (49, 112))
    ]
    return schematic_panel(
        "Convolutional network (CNN)",
        "one small filter slides over the image",
        image_tile(9, 72, 60, _SHAPE),
        tag("rect", x=19, y=82, width=30, height=30, **window),
        _maps(86, 68, 44),
        *rays,
        tag("rect", x=103, y=108, width=8, height=8, fill="var(--accent)"),
        _maps(158, 78, 24),
        flow((148, 104), (158, 104)),
        layered_units((4, 2), 212, 60, 26, 84),
        flow((198, 104), (206, 104)),
        small_text(39, 160, "image"),
        small_text(108, 160, "feature maps"),
        small_text(177, 160, "pooled"),
        small_text(226, 160, "dense"),
    )


def _cell(x: float, name: str, step: str) -> Markup:
    return (
        flow((x, 146), (x, 122))
        + learned_box(x - 15, 92, 30, 30, name)
        + flow((x, 92), (x, 66))
        + small_text(x, 160, f"x{step}")
        + small_text(x, 60, f"y{step}")
    )


def _rnn() -> Panel:
    loop = tag("path", d="M61 100C88 84 88 130 65 115", fill="none", stroke="var(--accent)", stroke_width=1.6)
    head = tag("polygon", points="61,112 69.5,113 65.5,119.5", fill="var(--accent)")
    steps = "₁₂₃"
    return schematic_panel(
        "Recurrent network (RNN)",
        "the same weights at every step",
        _cell(46, "h", "ₜ"),
        loop,
        head,
        small_text(99, 112, "="),
        *(_cell(130 + 44 * i, f"h{step}", step) for i, step in enumerate(steps)),
        *(flow((145 + 44 * i, 107), (159 + 44 * i, 107), learned=True) for i in range(2)),
        flow((233, 107), (246, 107), learned=True),
        small_text(46, 180, "folded"),
        small_text(174, 180, "unfolded"),
    )


def _transformer() -> Panel:
    return schematic_panel(
        "Transformer",
        "every word reads every other word",
        repeated_frame(4, 42, 100, 112, "encoder ×N"),
        learned_box(14, 122, 80, 24, "attention"),
        flow((54, 122), (54, 98)),
        learned_box(14, 74, 80, 24, "dense"),
        flow((54, 168), (54, 146)),
        small_text(54, 180, "all words"),
        repeated_frame(121, 42, 112, 112, "decoder ×N"),
        learned_box(127, 126, 100, 22, "attention"),
        learned_box(127, 95, 100, 22, "cross-attention"),
        learned_box(127, 64, 100, 22, "dense"),
        flow((178, 126), (178, 117)),
        flow((178, 95), (178, 86)),
        flow((94, 86), (112, 86), (112, 106), (127, 106)),
        flow((178, 168), (178, 148)),
        small_text(178, 180, "words so far"),
        small_text(168, 35, "next word"),
        flow((210, 64), (210, 31), (243, 31), (243, 176), (217, 176)),
    )


def _diffusion() -> Panel:
    rng = np.random.default_rng(5)
    noise, sides = rng.uniform(0, 1, (6, 6)), (0.0, 0.35, 0.7, 1.0)
    at = [12 + 62 * i for i in range(4)]
    mixed = [image_tile(x, 84, 40, (1 - s) * _SHAPE + s * noise) for x, s in zip(at, sides)]
    there = [flow((x + 22, 80), (x + 40, 66), (x + 64, 66), (x + 80, 80)) for x in at[:3]]
    back = [flow((x + 80, 128), (x + 64, 142), (x + 40, 142), (x + 22, 128), learned=True) for x in at[:3]]
    return schematic_panel(
        "Diffusion model",
        "an image out of noise, step by step",
        *mixed,
        *there,
        *back,
        small_text(125, 54, "add noise (given)"),
        small_text(125, 160, "remove noise (learned)", learned=True),
        small_text(32, 180, "image"),
        small_text(218, 180, "noise"),
    )


def _gan() -> Panel:
    rng = np.random.default_rng(5)
    fake = np.clip(_SHAPE[:, ::-1] * 0.7 + 0.25 * rng.uniform(0, 1, (6, 6)), 0, 1)
    return schematic_panel(
        "Adversarial networks (GAN)",
        "one network forges, the other judges",
        *(value_dot((20, y), 5) for y in (56, 70, 84)),
        small_text(22, 106, "noise"),
        flow((27, 70), (40, 70)),
        learned_box(40, 54, 68, 32, "generator"),
        flow((108, 70), (118, 70)),
        image_tile(118, 52, 36, fake),
        small_text(136, 46, "fake"),
        image_tile(118, 122, 36, _SHAPE),
        small_text(136, 173, "real"),
        learned_box(160, 90, 88, 32, "discriminator"),
        flow((154, 70), (204, 70), (204, 90)),
        flow((154, 140), (190, 140), (190, 122)),
        flow((222, 122), (222, 150)),
        small_text(208, 166, "real or fake?"),
    )


def _reinforcement() -> Panel:
    return schematic_panel(
        "Reinforcement learning",
        "actions that pay become more likely",
        learned_box(12, 86, 70, 36, "agent"),
        fixed_box(152, 86, 94, 36, "environment"),
        flow((47, 86), (47, 54), (200, 54), (200, 86)),
        small_text(124, 48, "action"),
        flow((186, 122), (186, 146), (60, 146), (60, 122)),
        small_text(124, 140, "observation"),
        flow((214, 122), (214, 172), (32, 172), (32, 122)),
        small_text(124, 166, "reward"),
    )


_WORDS = {
    "dense": "A dense network: 3 inputs, two hidden layers of 5 units, 2 outputs. Every unit is joined to "
    "every unit of the layer before.",
    "autoencoder": "An autoencoder. Deep: layers of 6, 4, 2, 4 and 6 units, with the code of 2 in the middle. "
    "Shallow: layers of 6, 2 and 6 units.",
    "cnn": "A convolutional network: a small learned window slides over an image and gives three feature maps. "
    "These are pooled to smaller maps, and a dense layer follows.",
    "rnn": "A recurrent network. Folded: one learned cell h from x to y, with a loop back to itself. Unfolded: three "
    "copies h₁, h₂, h₃ in a row, each with its own x and y, each passing its state on to the next.",
    "transformer": "A transformer. The encoder repeats attention and a dense layer on all words. The decoder repeats "
    "attention to the words so far, cross-attention to the encoder and a dense layer. The next word joins the words "
    "so far.",
    "diffusion": "A diffusion model: four images from a clear shape to noise. Arrows above lead to more noise and are "
    "given. Arrows below lead back and are learned.",
    "gan": "Two networks. A generator turns noise into a fake image. A discriminator sees fake and real images and "
    "says: real or fake?",
    "reinforcement": "Reinforcement learning: a learned agent sends an action to its environment, which is not learned "
    "and returns an observation and a reward.",
}
_DRAWERS: dict[str, Callable[[], Panel]] = {
    "dense": _dense,
    "autoencoder": _autoencoder,
    "cnn": _cnn,
    "rnn": _rnn,
    "transformer": _transformer,
    "diffusion": _diffusion,
    "gan": _gan,
    "reinforcement": _reinforcement,
}
FAMILIES = tuple(_DRAWERS)
"""The eight families, in the order of lecture D's figure."""


def family_schematic(name: str) -> Picture:
    """Return the schematic of one family, with its text alternative; `FAMILIES` lists the names.

    >>> family_schematic("gan")
    Two networks. A generator turns noise into a fake image. A discriminator sees fake and real ... real or fake?
    >>> family_schematic("perceptron")
    Traceback (most recent call last):
    lecture_lib.validation.InputError: there is no family 'perceptron'; choose one of dense, ..., reinforcement
    """
    if name not in FAMILIES:
        raise InputError(f"there is no family {name!r}; choose one of {', '.join(FAMILIES)}")
    return panels(_DRAWERS[name](), title=f"Schematic: {name}", text=_WORDS[name])


def family_tree() -> Picture:
    """Return all eight schematics side by side, as far as the page has room.

    >>> len(family_tree().panels)
    8
    """
    return panels(
        *(draw() for draw in _DRAWERS.values()),
        title="The family tree",
        text="Eight schematics: dense network, autoencoder, convolutional network, recurrent network (folded and "
        "unfolded), transformer, diffusion model, adversarial networks, reinforcement learning. What is purple is "
        "learned, what is grey is given or computed. Each one is described beside its member.",
    )

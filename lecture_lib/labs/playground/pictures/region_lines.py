"""Where the ReLU units of a network bend: the linear regions of the map, exact and not from a raster."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from markupsafe import Markup

from ....drawing import Frame, region_outlines, tag
from ....nn import MLP, identity, leaky_relu, relu
from ....piecewise_linear import regions_2d
from ....validation import count_phrase
from ..run import Run
from ..setup import Setup
from ..state import State

MOST_BENDING_UNITS = 48
"""So many units' lines are drawn; the number of regions, and the time they take, grows with its square."""
_PLACES = {"x1": 0, "x2": 1}


def region_lines(state: State, frame: Frame) -> tuple[Markup, str]:
    """Return the borders of the linear regions, to be drawn in the frame of the map, and what they are in words.

    Where there are none, the words say why.

    >>> from lecture_lib.drawing import plane_frame
    >>> frame = plane_frame(-6, 6, -6, 6)
    >>> region_lines(State(hidden=(1,), activations=("relu",)), frame)[1]
    'The ReLU units cut the plane into 2 regions; in each, z of the output is linear.'
    >>> region_lines(State(), frame)[1]
    'No linear regions are drawn: layer 1 has tanh, which is curved everywhere.'
    """
    return _drawn(state.setup, state.run, frame)


@lru_cache(maxsize=2)
def _drawn(setup: Setup, run: Run, frame: Frame) -> tuple[Markup, str]:
    if why := _why_none(setup):
        return Markup(), f"No linear regions are drawn: {why}."
    layers, units = 0, 0
    for size, g in zip(setup.hidden, setup.activations):
        bending = 0 if g == identity.name else size
        if layers and units + bending > MOST_BENDING_UNITS:
            break
        layers, units = layers + 1, units + bending
    found = regions_2d(_on_the_plane(setup, run, layers), (frame.x0, frame.y0), (frame.x1, frame.y1))
    path = "".join(region_outlines(frame, found).values())
    n = len(found.active)
    cut = f"cut the plane into {count_phrase(n, 'region')}" if n > 1 else "do not cut this part of the plane"
    said = f"The ReLU units {cut}; in each, z of the output is linear."
    if layers < len(setup.hidden):
        which = "layer 1" if layers == 1 else f"layers 1 to {layers}"
        said = f"The ReLU units of {which} {cut}. Those of the later layers are too many to be drawn at every step."
    lines = tag("path", d=path, fill="none", stroke="var(--ink)", stroke_width=0.9, stroke_opacity=0.7)
    return lines, said


def _why_none(setup: Setup) -> str:
    """Return why there are no linear regions to draw, or nothing."""
    if not setup.hidden:
        return "there is no hidden layer, so z of the output is linear on the whole plane"
    if others := [text for text in setup.features if text not in _PLACES]:
        return f"the network reads {others[0]}, and the regions have straight borders in x1 and x2 only"
    for layer, g in enumerate(setup.activations, start=1):
        if g == "step":
            return f"layer {layer} has step units, whose output jumps and does not bend"
        if g not in (relu.name, leaky_relu.name, identity.name):
            return f"layer {layer} has {g}, which is curved everywhere"
    if all(g == identity.name for g in setup.activations):
        return "no layer bends, so z of the output is linear on the whole plane"
    return ""


def _on_the_plane(setup: Setup, run: Run, layers: int) -> MLP:
    """Return the first hidden layers as a network that reads x1 and x2, whichever of them are features."""
    spread = np.zeros((len(setup.features), 2))
    spread[np.arange(len(setup.features)), [_PLACES[text] for text in setup.features]] = 1
    first, *rest = [run.net[l] for l in range(1, layers + 1)]
    return MLP.of_checked([first._replace(W=first.W @ spread), *rest])

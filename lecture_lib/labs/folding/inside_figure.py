"""What happens inside a network with two hidden layers on one input: pre-activations, clipped, weighted (row 13.4)."""

from __future__ import annotations

import numpy as np

from ...drawing import MINUS, PLUS, SOFT, RenderedFigure, figure, render_figure
from ...nn import MLP, forward
from ...piecewise_linear import unit_breakpoints
from ...validation import InputError, count_phrase

_ROWS = ("pre-activation\nz′", "clipped:\nh′ = max(0, z′)", "weighted:\nφ′ h′")


def hidden_units_figure(net: MLP, low: float = 0.0, high: float = 1.0) -> RenderedFigure:
    """Return three panels per unit of the second hidden layer: its pre-activation, its output, its share of the sum.

    Grey lines stand at the joints of the first layer, which all units share; orange dots where clipping makes new ones.

    >>> from lecture_lib import identity, relu
    >>> layer, last = ([[1.0, -1.0]], [0.0], relu), ([[2.0]], [0.0], identity)
    >>> hidden_units_figure(MLP(([[1.0], [1.0]], [0.0, -0.5], relu), layer, last))
    Inside a network: 1 unit of the second layer. Joints of the first layer: 0.5. Unit 1 clips at no place.
    """
    if len(net) != 3 or net.sizes[0] != 1:
        raise InputError(f"the network has sizes {net.sizes}. It should have one input and two hidden layers.")
    shared = low + (high - low) * unit_breakpoints(MLP(net[1]), [low], [high])
    places = low + (high - low) * unit_breakpoints(MLP(net[1], net[2]), [low], [high])
    x = np.sort(np.concatenate([np.linspace(low, high, 401), places]))
    trace, n = forward(net, x[:, None]), net.sizes[2]
    z = np.asarray(trace.z[2])
    h = np.maximum(z, 0)
    rows = (z, h, h * net[3].W[0])
    fig, axes = figure(min(2.6 * n, 7.2), 5.6, 3, n)
    for i, row in enumerate(np.reshape(axes, (3, n))):
        for j, ax in enumerate(row):
            _panel(ax, x, rows[i][:, j], shared, _new_joints(x, z[:, j], places, shared) if i else ())
            ax.set_title(f"unit {j + 1}" if i == 0 else "", fontsize=11)
            ax.set_ylabel(_ROWS[i] if j == 0 else "")
            ax.set_xlabel("x" if i == 2 else "")
    clips = " ".join(
        f"Unit {j + 1} clips at {_places_text(_new_joints(x, z[:, j], places, shared))}." for j in range(n)
    )
    return render_figure(
        fig,
        f"Inside a network: {count_phrase(n, 'unit')} of the second layer. Joints of the first layer: "
        f"{_places_text(shared)}. {clips}",
    )


def _panel(ax, x, y, shared, new) -> None:
    for v in shared:
        ax.axvline(v, color=SOFT, linewidth=0.8, linestyle=":")
    ax.axhline(0, color=SOFT, linewidth=0.8)
    ax.plot(x, y, color=PLUS, linewidth=2)
    ax.plot(new, np.interp(new, x, y), "o", color=MINUS, markersize=6)


def _new_joints(x, z, places, shared) -> np.ndarray:
    """Return the places, none of them a joint of the first layer, at which z (sampled at x) goes through 0."""
    own = places[[np.abs(shared - v).min(initial=1.0) > 1e-9 for v in places]]
    scale = np.abs(z).max(initial=1e-300)
    return own[np.abs(np.interp(own, x, z)) < 1e-9 * scale]


def _places_text(places) -> str:
    return ", ".join(f"{v:.3g}" for v in places) or "no place"

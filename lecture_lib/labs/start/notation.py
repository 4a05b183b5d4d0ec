"""One network with one hidden layer, in the words of the four lectures and of this course (row 00.4).

`NETWORK_PARTS` are the things that have names; `NOTATIONS` gives each lecture's name for each of them, or "" where it
has none. Names are in LaTeX; `latex_to_unicode(name)` makes them fit for a drawing or for reading aloud.
"""

from __future__ import annotations

from dataclasses import dataclass

NETWORK_PARTS = {
    "x": ("input", "the input"),
    "W1": ("hidden weights", "the weights into the hidden layer"),
    "b1": ("hidden biases", "the biases of the hidden layer"),
    "z1": ("hidden sums", "the hidden sums, before the activation"),
    "g1": ("hidden function", "the hidden activation function"),
    "a1": ("hidden values", "the hidden values, after the activation"),
    "W2": ("output weights", "the weights into the output"),
    "b2": ("output bias", "the bias of the output"),
    "z2": ("output sum", "the output's sum, before its activation"),
    "g2": ("output function", "the output's activation function"),
    "a2": ("output", "the output"),
    "y": ("target", "the target: what the output should be"),
    "da": ("derivative", "the derivative of the loss with respect to a layer's values"),
    "L": ("number of layers", "the number that counts layers"),
}
"""Part → (its short name, what it is)."""


@dataclass(frozen=True)
class Notation:
    """How one lecture names the parts, the network in its own equations, and a word on what is special."""

    title: str
    names: dict[str, str]
    equations: tuple[str, ...]
    remark: str


NOTATIONS = {
    "here": Notation(
        "this course",
        {
            "x": "x = a[0]",
            "W1": "W[1]",
            "b1": "b[1]",
            "z1": "z[1]",
            "g1": "g",
            "a1": "a[1]",
            "W2": "W[2]",
            "b2": "b[2]",
            "z2": "z[2]",
            "g2": "g",
            "a2": "a[2]",
            "y": "y",
            "da": "da[l]",
            "L": "L",
        },
        (r"z[1] = W[1]\,x + b[1]", r"a[1] = g(z[1])", r"z[2] = W[2]\,a[1] + b[2]", r"a[2] = g(z[2])"),
        "The code's own names: net[1].W, trace.z[1], grads.da[1]. L counts every layer that has weights.",
    ),
    "A": Notation(
        "lecture A",
        {
            "x": r"\mathbf{x}",
            "W1": r"\mathbf{W}",
            "b1": "c",
            "z1": "",
            "g1": "g_2",
            "a1": r"\mathbf{h}",
            "W2": r"\mathbf{w}",
            "b2": "b",
            "z2": "",
            "g2": "g_1",
            "a2": "y",
            "y": r"\hat{y},\ t",
            "da": r"\partial L/\partial y_i",
            "L": "L",
        },
        (r"\mathbf{h} = g_2(\mathbf{W}\mathbf{x} + c)", r"y = g_1(\mathbf{w}^\top \mathbf{h} + b)"),
        "The functions are numbered from the output back, and the hat marks the true label, not the prediction.",
    ),
    "B": Notation(
        "lecture B",
        {
            "x": r"\mathbf{x}",
            "W1": "W^\\top",
            "b1": "b",
            "z1": r"z_\text{in}",
            "g1": r"\sigma",
            "a1": r"z = z_\text{out}",
            "W2": "U^\\top",
            "b2": "c",
            "z2": r"f_\text{in}",
            "g2": r"\tau",
            "a2": r"f = f_\text{out}",
            "y": "y",
            "da": "",
            "L": "l",
        },
        (
            r"z_\text{in} = W^\top \mathbf{x} + b",
            r"z_\text{out} = \sigma(z_\text{in})",
            r"f_\text{in} = U^\top z_\text{out} + c",
            r"f_\text{out} = \tau(f_\text{in})",
        ),
        "Weights are stored with one column per unit and printed transposed; l counts hidden layers only.",
    ),
    "C first": Notation(
        "lecture C, at first",
        {
            "x": "x",
            "W1": r"\theta_{j1}",
            "b1": r"\theta_{j0}",
            "z1": "",
            "g1": r"a[\cdot]",
            "a1": "h_j",
            "W2": r"\phi_j",
            "b2": r"\phi_0",
            "z2": "",
            "g2": "",
            "a2": "y",
            "y": "",
            "da": "",
            "L": "",
        },
        (r"h_j = a[\theta_{j0} + \theta_{j1} x]", r"y = \phi_0 + \phi_1 h_1 + \phi_2 h_2"),
        "Unit by unit. A second hidden layer brings ψ. The bias comes first, as number 0.",
    ),
    "C": Notation(
        "lecture C, in general",
        {
            "x": r"\mathbf{x}",
            "W1": r"\Omega_0",
            "b1": r"\beta_0",
            "z1": "",
            "g1": r"a[\cdot]",
            "a1": r"\mathbf{h}_1",
            "W2": r"\Omega_1",
            "b2": r"\beta_1",
            "z2": "",
            "g2": "",
            "a2": r"\mathbf{y}",
            "y": "",
            "da": "",
            "L": "K",
        },
        (r"\mathbf{h}_1 = a[\beta_0 + \Omega_0 \mathbf{x}]", r"\mathbf{y} = \beta_1 + \Omega_1 \mathbf{h}_1"),
        "Weights carry the number of the layer they start from; a is a function; K counts hidden layers only.",
    ),
    "D": Notation(
        "lecture D",
        {
            "x": r"x = a^{[0]}",
            "W1": "W^{[1]}",
            "b1": "b^{[1]}",
            "z1": "z^{[1]}",
            "g1": "S^{[1]}",
            "a1": "a^{[1]}",
            "W2": "W^{[2]}",
            "b2": "b^{[2]}",
            "z2": "z^{[2]}",
            "g2": "S^{[2]}",
            "a2": r"a^{[2]} = \hat{y}",
            "y": "y",
            "da": r"\zeta^{[\ell]}",
            "L": "L",
        },
        (
            r"z^{[1]} = W^{[1]} x + b^{[1]}",
            r"a^{[1]} = S^{[1]}(z^{[1]})",
            r"z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}",
            r"\hat{y} = a^{[2]} = S^{[2]}(z^{[2]})",
        ),
        "Closest to this course: the same W, b, z, a with the layer's number in brackets.",
    ),
}


def latex_to_unicode(name: str) -> str:
    """Return a LaTeX name as plain Unicode text.

    >>> [latex_to_unicode(latex) for latex in (r"z = z_\\text{out}", "W^{[1]}", r"\\hat{y},\\ t", "W^\\\\top")]
    ['z = zₒᵤₜ', 'W^[1]', 'ŷ, t', 'Wᵀ']
    """
    for latex, text in _PLAIN:
        name = name.replace(latex, text)
    return name


def notation_table() -> str:
    """Return the dictionary in Markdown: a table with a row per part and a column per notation, then the equations.

    >>> notation_table().splitlines()[3]
    '| hidden\xa0weights | $W[1]$ | $\\\\mathbf{W}$ | $W^\\\\top$ | $\\\\theta_{j1}$ | $\\\\Omega_0$ | $W^{[1]}$ |'
    """
    head = ["", *(notation.title for notation in NOTATIONS.values())]
    rows = [head, ["---"] * len(head)]
    for part, (short, _) in NETWORK_PARTS.items():
        names = (notation.names[part] for notation in NOTATIONS.values())
        rows.append([short.replace(" ", "\u00a0"), *(f"${name}$" if name else "–" for name in names)])
    equations = (
        f"- {notation.title}: {', '.join(f'${line}$' for line in notation.equations)}. {notation.remark}"
        for notation in NOTATIONS.values()
    )
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n\n" + "\n".join(equations)


_PLAIN = (
    (r"\hat{y}", "ŷ"),
    (r"\mathbf{x}", "x"),
    (r"\mathbf{W}", "W"),
    (r"\mathbf{w}", "w"),
    (r"\mathbf{h}", "h"),
    (r"\mathbf{y}", "y"),
    (r"^\top", "ᵀ"),
    (r"_\text{in}", "ᵢₙ"),
    (r"_\text{out}", "ₒᵤₜ"),
    (r"\sigma", "σ"),
    (r"\tau", "τ"),
    (r"\theta_{j1}", "θⱼ₁"),
    (r"\theta_{j0}", "θⱼ₀"),
    (r"\phi_j", "φⱼ"),
    (r"\phi_0", "φ₀"),
    (r"a[\cdot]", "a[·]"),
    (r"\Omega_0", "Ω₀"),
    (r"\Omega_1", "Ω₁"),
    (r"\beta_0", "β₀"),
    (r"\beta_1", "β₁"),
    (r"\zeta^{[\ell]}", "ζ^[ℓ]"),
    (r"\partial L/\partial y_i", "∂L/∂yᵢ"),
    ("{[1]}", "[1]"),
    ("{[2]}", "[2]"),
    ("{[0]}", "[0]"),
    ("g_1", "g₁"),
    ("g_2", "g₂"),
    ("h_1", "h₁"),
    ("h_j", "hⱼ"),
    (r"\ ", " "),
)

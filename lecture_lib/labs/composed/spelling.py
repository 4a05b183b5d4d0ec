"""A network of any depth in the symbols of each lecture and in code (row 07.2). One hidden layer: `notation`.

A part is named as this course counts: "x", then "W1", "b1", "z1", "g1", "a1" for layer 1, and so on to layer L,
whose "aL" is the output. `spell_network` gives each part's name in a notation, the equations, and lines of code that
run.
Weights are given to the code as the notation stores them: W (n_out, n_in), in lecture B (n_in, n_out).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ...drawing import subscript
from ...validation import InputError, count_phrase, numbers

_LOW = str.maketrans("0123456789in", "₀₁₂₃₄₅₆₇₈₉ᵢₙ")
_HIGH = str.maketrans("0123456789()Tl", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ᵀˡ")


class Symbol(NamedTuple):
    """A symbol with what stands low and high at its right; `str` writes it in one line."""

    base: str
    low: str = ""
    high: str = ""

    def __str__(self) -> str:
        low = subscript(int(self.low)) if self.low.isdigit() else f"_{self.low}" if self.low else ""
        return self.base + low + (f"^{self.high}" if self.high else "")

    @property
    def inline(self) -> str:
        """The symbol for a sentence, low and high by the letters that there are for it.

        >>> Symbol("z", "in", "(1)").inline, Symbol("W", "", "[2]").inline
        ('zᵢₙ⁽¹⁾', 'W[²]')
        """
        return self.base + self.low.translate(_LOW) + self.high.translate(_HIGH)


class FormulaPiece(NamedTuple):
    """A stretch of a formula or of code, and the part that it stands for ("" for signs between)."""

    name: Symbol
    part: str = ""


@dataclass(frozen=True)
class Spelling:
    """A network in one notation.

    names: part → symbol, only for parts that have one. equations: for each layer, its equations, each a tuple of
    pieces. code: for each layer, its lines, each a pair (pieces, comment). counts: how it counts layers.
    """

    title: str
    names: dict[str, Symbol]
    equations: tuple[tuple[tuple[FormulaPiece, ...], ...], ...]
    code: tuple[tuple[tuple[tuple[FormulaPiece, ...], str], ...], ...]
    counts: str


NOTATION_TITLES = {"A": "lecture A", "B": "lecture B", "C": "lecture C", "D": "lecture D", "here": "this course"}
"""Notation → what it is called."""

# For each notation: the lines of a hidden layer, then those of the last layer. {W} is the layer's weight matrix and so
# on, {in} what it reads. The first table is for formulas, the second for code.
_TWO_STEPS = ("{z} = {W} {in} + {b}", "{a} = {g}({z})")
_FORMULAS = {
    "A": (("{a} = {g}({W} {in} + {b})",), ("{a} = {W} {in} + {b}",)),
    "C": (("{a} = {g}[{b} + {W} {in}]",), ("{a} = {b} + {W} {in}",)),
} | dict.fromkeys(("B", "D", "here"), (_TWO_STEPS, _TWO_STEPS))
_CODE = {
    notation: tuple(
        tuple(
            form.replace("{W} ", "{W}.T @ " if notation == "B" else "{W} @ ").replace("[{b}", "({b}").replace("]", ")")
            for form in forms
        )
        for forms in layers
    )
    for notation, layers in _FORMULAS.items()
}


def spell_network(notation: str, sizes: Sequence[int]) -> Spelling:
    """Return the network with these sizes (n_0, ..., n_L) in the symbols of a notation, one of `NOTATION_TITLES`.

    >>> spelling = spell_network("C", (3, 4, 1))
    >>> formula_text(spelling.equations[0][0]), formula_text(spelling.equations[1][0])
    ('h₁ = a[β₀ + Ω₀ x]', 'y = β₁ + Ω₁ h₁')
    >>> str(spelling.names["W2"]), str(spell_network("D", (3, 4, 1)).names["W2"])
    ('Ω₁', 'W^[2]')
    """
    if notation not in NOTATION_TITLES:
        raise InputError(f"there is no notation {notation!r}; there are {', '.join(NOTATION_TITLES)}")
    n = [int(v) for v in numbers(sizes, "sizes", ndim=(1,))]
    if len(n) < 2:
        raise InputError(f"sizes are {tuple(n)}; they should hold the inputs and at least one layer")
    depth, layers = len(n) - 1, range(1, len(n))
    symbols, letters = (
        {"x": Symbol("x")} | {part: name for l in layers for part, name in make(notation, l, depth).items()}
        for make in (_symbols, _letters)
    )
    formulas = {part: name for part, name in symbols.items() if _used(part, notation, depth)}
    return Spelling(
        NOTATION_TITLES[notation],
        formulas,
        tuple(tuple(_pieces(form, symbols, l) for form in _FORMULAS[notation][l == depth]) for l in layers),
        tuple(
            tuple(
                (_pieces(form, letters, l), _comment(notation, letters, l, n) if not k else "")
                for k, form in enumerate(_CODE[notation][l == depth])
            )
            for l in layers
        ),
        _counts(notation, depth),
    )


def formula_text(pieces: Sequence[FormulaPiece]) -> str:
    """Return a formula or a line of code as plain text.

    >>> weights, space, x = Symbol("W", "", "[1]"), Symbol(" "), Symbol("x")
    >>> formula_text([FormulaPiece(weights, "W1"), FormulaPiece(space), FormulaPiece(x, "x")])
    'W^[1] x'
    """
    return "".join(str(name) for name, _ in pieces)


def part_description(part: str, depth: int) -> str:
    """Say in words what a part is.

    >>> part_description("W1", 3), part_description("a3", 3), part_description("x", 3)
    ('the weights into layer 1', 'the output', 'the input')
    """
    if part == "x" or part == f"a{depth}":
        return "the input" if part == "x" else "the output"
    return {
        "W": "the weights into layer {}",
        "b": "the biases of layer {}",
        "z": "the sums of layer {}",
        "g": "the activation of layer {}",
        "a": "the values of layer {}",
    }[part[0]].format(part[1:])


def _used(part: str, notation: str, depth: int) -> bool:
    """Has the notation a name for the part? A and C have none for the sums and for an output activation."""
    return notation in ("B", "D", "here") or not (part[0] == "z" or part == f"g{depth}")


def _symbols(notation: str, l: int, depth: int) -> dict[str, Symbol]:
    """Return the symbols of layer l, for formulas."""
    last, up, at = l == depth, f"({l})", f"[{l}]"
    return _numbered(
        l,
        {
            "A": (
                Symbol("W", "", up),
                Symbol("b", "", up),
                Symbol("z"),
                Symbol("g"),
                Symbol("y") if last else Symbol("h", "", up),
            ),
            "B": (Symbol("U", "", "T"), Symbol("c"), Symbol("f", "in"), Symbol("τ"), Symbol("f"))
            if last
            else (
                Symbol("W", "", f"({l})T"),
                Symbol("b", "", up),
                Symbol("z", "in", up),
                Symbol("σ"),
                Symbol("z", "", up),
            ),
            "C": (
                Symbol("Ω", str(l - 1)),
                Symbol("β", str(l - 1)),
                Symbol("z"),
                Symbol("a"),
                Symbol("y") if last else Symbol("h", str(l)),
            ),
            "D": (
                Symbol("W", "", at),
                Symbol("b", "", at),
                Symbol("z", "", at),
                Symbol("S", "", at),
                Symbol("ŷ") if last else Symbol("a", "", at),
            ),
            "here": (Symbol(f"W{at}"), Symbol(f"b{at}"), Symbol(f"z{at}"), Symbol("g"), Symbol(f"a{at}")),
        }[notation],
    )


def _letters(notation: str, l: int, depth: int) -> dict[str, Symbol]:
    """Return the names of layer l in code."""
    last = l == depth
    plain = {
        "A": (f"W{l}", f"b{l}", "z", "g", "y" if last else f"h{l}"),
        "B": ("U", "c", "f_in", "tau", "f") if last else (f"W{l}", f"b{l}", f"z_in{l}", "sigma", f"z{l}"),
        "C": (f"Omega{l - 1}", f"beta{l - 1}", "z", "a", "y" if last else f"h{l}"),
        "D": (f"W{l}", f"b{l}", f"z{l}", f"S{l}", "y_hat" if last else f"a{l}"),
        "here": (f"net[{l}].W", f"net[{l}].b", f"z{l}", f"net[{l}].g", f"a{l}"),
    }[notation]
    return _numbered(l, [Symbol(name) for name in plain])


def _numbered(l: int, names: Sequence[Symbol]) -> dict[str, Symbol]:
    return {f"{letter}{l}": name for letter, name in zip("Wbzga", names)}


def _pieces(form: str, names: dict[str, Symbol], l: int) -> tuple[FormulaPiece, ...]:
    """Return a form with its places filled with the names of layer l."""
    found = []
    for k, text in enumerate(form.replace("}", "{").split("{")):
        if k % 2:
            part = (f"a{l - 1}" if l > 1 else "x") if text == "in" else f"{text}{l}"
            found.append(FormulaPiece(names[part], part))
        elif text:
            found.append(FormulaPiece(Symbol(text)))
    return tuple(found)


def _comment(notation: str, letters: dict[str, Symbol], l: int, n: Sequence[int]) -> str:
    rows, columns = (n[l - 1], n[l]) if notation == "B" else (n[l], n[l - 1])
    turned = ", a column per unit" if notation == "B" else ""
    return f"# {letters[f'W{l}']}: {rows} × {columns}{turned}"


def _counts(notation: str, depth: int) -> str:
    layers, hidden = count_phrase(depth, "layer"), count_phrase(depth - 1, "hidden layer")
    return {
        "A": f"A counts {layers}: L = {depth}. Layer l has the weights W⁽ˡ⁾.",
        "B": f"B counts {hidden}: l = {depth - 1}. The output has letters of its own, U and c.",
        "C": f"C counts {hidden}: K = {depth - 1}. Ω and β begin at 0: K + 1 = {depth} of each.",
        "D": f"D counts {layers}: L = {depth}, the output included.",
        "here": f"This course counts {layers}: L = {depth}, and net[l] is the l-th of them.",
    }[notation]

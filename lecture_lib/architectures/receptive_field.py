"""The receptive field: which inputs a unit can depend on, through several layers (row 16.2).

    r_l = r_{l−1} + (k_l − 1) · dilation_l · jump_{l−1}          jump_l = jump_{l−1} · stride_l

Both are 1 at the input. The jump is how many inputs lie between two neighbouring units of a layer. Windows of
convolutions and of pooling count alike. Without padding, unit i of a layer reads from unit i · stride of the layer
before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..validation import Array, InputError, whole
from .convolution_matrix import Sliding, tied_places


class Field(NamedTuple):
    """How many inputs a unit's field spans, and how many inputs lie between the fields of two neighbouring units."""

    size: int
    jump: int


def receptive_fields(layers: Sequence) -> list[Field]:
    """Return the field of a unit of each layer, the input's own first: len(layers) + 1 of them (row 16.2).

    A layer is (kernel, stride, padding, dilation), or the first few of these: (3,) or (3, 2). Padding plays no part.
    Kernels, strides and dilations below 1 raise `InputError`.

    >>> receptive_fields([(3, 1), (2, 2), (3, 1)])
    [Field(size=1, jump=1), Field(size=3, jump=1), Field(size=4, jump=2), Field(size=8, jump=2)]
    """
    fields = [Field(1, 1)]
    for layer in as_layers(layers):
        size, jump = fields[-1]
        fields.append(Field(size + (layer.kernel - 1) * layer.dilation * jump, jump * layer.stride))
    return fields


def as_layers(layers: Sequence) -> list[Sliding]:
    """Return the layers as `Sliding`, each checked.

    >>> as_layers([(3, 2)])
    [Sliding(kernel=3, stride=2, padding=0, dilation=1)]
    >>> as_layers([(3, 0)])
    Traceback (most recent call last):
    lecture_lib.validation.InputError: layer 1: stride is 0. Give a whole number of at least 1.
    """
    found = []
    for l, given in enumerate(layers, 1):
        if not isinstance(given, list | tuple) or not 1 <= len(given) <= 4:
            raise InputError(f"layer {l} is {given!r}. Give (kernel, stride) or (kernel, stride, padding, dilation).")
        layer = Sliding(*given)
        for name, low in (("kernel", 1), ("stride", 1), ("padding", 0), ("dilation", 1)):
            whole(getattr(layer, name), f"layer {l}: {name}", low)
        found.append(layer)
    return found


def connections(layers: Sequence, n: int) -> list[Array]:
    """Return for each layer which of its units reads which unit of the layer before: tables of True and False.

    n: the number of inputs. A layer whose kernel does not fit what it reads raises `InputError` with its number.

    >>> [table.shape for table in connections([(3, 1), (2, 2)], 8)]
    [(6, 8), (3, 6)]
    """
    tables, width = [], n
    for l, layer in enumerate(as_layers(layers), 1):
        try:
            tables.append(tied_places(width, *layer) >= 0)
        except InputError as problem:
            raise InputError(f"layer {l}: {problem}") from None
        width = len(tables[-1])
    return tables


def seen_inputs(layers: Sequence, n: int) -> Array:
    """Return which inputs each unit of the last layer can depend on: True and False, shape (units, n).

    It is where the product of the layers' matrices is not 0 (row 16.2). Read down its columns, it says which units an
    input can change. With dilation a field can have holes; its size counts them.

    >>> seen_inputs([(3,), (3,)], 6).astype(int)
    array([[1, 1, 1, 1, 1, 0],
           [0, 1, 1, 1, 1, 1]])
    """
    seen = np.eye(whole(n, "the number of inputs", 1), dtype=int)
    for table in connections(layers, n):
        seen = (table.astype(int) @ seen > 0).astype(int)
    return seen > 0


def lit_units(layers: Sequence, n: int, level: int, unit: int) -> list[Array]:
    """Return which units of each level a unit depends on, from the input (level 0) to its own level.

    level: from 0 (the inputs) to the number of layers; unit: counted from 0.

    >>> [lit.astype(int).tolist() for lit in lit_units([(3,), (2, 2)], 6, level=2, unit=1)]
    [[0, 0, 1, 1, 1, 1], [0, 0, 1, 1], [0, 1]]
    """
    tables = connections(layers, n)
    widths = [n, *map(len, tables)]
    level = whole(level, "level", 0, len(tables))
    lit = [np.arange(widths[level]) == whole(unit, "unit", 0, widths[level] - 1)]
    for table in reversed(tables[:level]):
        lit.insert(0, table[lit[0]].any(axis=0))
    return lit

"""All sixteen Boolean functions of two inputs (row 03.2).

`INPUTS` are the four corners (0,0), (0,1), (1,0), (1,1); `GATES` maps a gate's name to its labels there, -1
for false and +1 for true.

>>> GATES["XOR"].tolist(), len(GATES)
([-1.0, 1.0, 1.0, -1.0], 16)
"""

from __future__ import annotations

import numpy as np

INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])

_NAMES = (  # in the order of the truth table read as a binary number
    "FALSE",
    "AND",
    "x1 AND NOT x2",
    "x1",
    "x2 AND NOT x1",
    "x2",
    "XOR",
    "OR",
    "NOR",
    "XNOR",
    "NOT x2",
    "x1 OR NOT x2",
    "NOT x1",
    "x2 OR NOT x1",
    "NAND",
    "TRUE",
)

GATES = {name: np.array([+1.0 if code & bit else -1.0 for bit in (8, 4, 2, 1)]) for code, name in enumerate(_NAMES)}

for _constant in (INPUTS, *GATES.values()):
    _constant.setflags(write=False)

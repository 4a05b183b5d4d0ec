"""Errors that stop a learner's code, in plain words with the next step: the first ones that everybody meets."""

from __future__ import annotations

import re

_EXPLAINED = (
    (
        r"truth value of an array",
        "`if` and `and` decide about one number, but here is an array. Take np.where, or loop over its entries.",
    ),
    (
        r"could not be broadcast together with (?:remapped )?shapes (.+)",
        "arrays of shapes {0} do not fit together entry by entry. Print the shapes before that line.",
    ),
    (
        r"matmul: .*\(size (\d+) is different from (\d+)\)",
        "a matrix product needs equal inner lengths, and here {1} meets {0}. Is one factor to be transposed?",
    ),
    (r"shapes (\(.+\)) and (\(.+\)) not aligned", "a product of shapes {0} and {1} does not exist. Transpose one?"),
    (r"math range error", "math.exp overflows above about 709. Shift the exponents first, so that none is large."),
    (
        r"only (?:length-1|size-1|0-dimensional) arrays can be converted",
        "a function of `math` takes one number, but here is an array. The function of the same name in np takes both.",
    ),
    (
        r"takes (?:from )?(\d+)(?: to \d+)? positional arguments? but (\d+) (?:was|were) given",
        "your function takes {0} arguments, but the question hands it {1}. Keep the first line of the stub.",
    ),
    (
        r"missing (\d+) required positional argument",
        "your function takes more arguments than the question hands it. Keep the first line of the stub.",
    ),
    (r"name '(\w+)' is not defined", "the name {0} is not defined. Is it misspelt, or in a cell that has not run?"),
    (r"index (\S+) is out of bounds", "an index is too large or too small. Python counts from 0."),
    (r"list index out of range", "an index is too large or too small. Python counts from 0."),
    (r"maximum recursion depth exceeded", "your function calls itself without end."),
    (
        r"can't multiply sequence by non-int",
        "a list cannot be multiplied by a decimal. Make an array of it first, with np.array.",
    ),
    (
        r"unsupported operand type\(s\) for (\S+): '(\w+)' and '(\w+)'",
        "{0} does not work between {1} and {2}. A list has to become an array first, with np.array.",
    ),
    (
        r"'([\w.]+)' object is not callable",
        "something of type {0} is called like a function. Is a * missing, or a name reused?",
    ),
    (
        r"'([\w.]+)' object is not iterable|cannot unpack non-iterable ([\w.]+)",
        "a tuple or a list is needed in a place where there is something of type {0}{1}.",
    ),
    (
        r"'([\w.]+)' object is not subscriptable|object of type '([\w.]+)' has no len",
        "square brackets or len() meet something of type {0}{1}, which has no entries.",
    ),
    (
        r"used as indices must be of integer|only integers, slices|indices must be integers|integer scalar arrays",
        "an index has to be a whole number, and here it is not. A quotient with / is a decimal.",
    ),
    (
        r"shape-mismatch for sum|does not have enough dimensions|could not broadcast input array|inhomogeneous shape"
        r"|must match exactly|same number of dimensions|cannot reshape",
        "arrays of different shapes meet where they should be alike. Print the shapes before that line.",
    ),
    (r"axis (\S+) is out of bounds", "there is no axis {0} in that array. Print its shape before that line."),
    (
        r"not enough values to unpack \(expected (?:at least )?(\d+), got (\d+)\)",
        "{0} names are to receive values, but only {1} came. Are two arguments exchanged?",
    ),
    (r"too many values to unpack \(expected (\d+)", "{0} names are to receive values, but more came."),
    (
        r"'(list|tuple)' object has no attribute '(\w+)'",
        "a {0} has no `.{1}`. Make an array of it first, with np.array.",
    ),
    (
        r"'(\w+)' object has no attribute '(\w+)'",
        "something of type {0} has no `.{1}`. Is it what you think it is?",
    ),
    (
        r"object does not support item assignment",
        "an entry of a tuple cannot be changed. Make an array of it first.",
    ),
    (r"setting an array element with a sequence", "a whole array is put where one number has to be."),
    (r"cannot convert float (NaN|infinity) to integer", "{0} cannot become a whole number. Where does it come from?"),
    (r"No module named '([\w.]+)'", "the module {0} is not installed. The question can be answered without it."),
    (
        r"raw_input was called|StdinNotImplemented|EOF when reading",
        "input() does not work in a check. Use the arguments.",
    ),
    (r"division by zero", "a number is divided by 0."),
    (r"^NotImplementedError", "this case is not written yet. Replace the line that raises the error."),
)


def explained_error(error: str) -> str:
    """Return what an error means and what to do; the error as it is, where these words do not know it.

    >>> explained_error("ZeroDivisionError: division by zero")
    'a number is divided by 0. (ZeroDivisionError)'
    >>> explained_error("KeyError: 'w'")
    "KeyError: 'w'"
    """
    kind, _, says = error.partition(": ")
    if kind == "InputError":
        return says.rstrip(".")  # in plain words already
    for pattern, words in _EXPLAINED:
        found = re.search(pattern, error)
        if found:
            return f"{words.format(*(group or '' for group in found.groups()))} ({kind})"
    return error

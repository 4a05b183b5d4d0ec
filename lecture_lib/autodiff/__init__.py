"""Differentiation on computational graphs: typed formulas, forward and reverse mode, simplified and counted.

A graph's nodes keep local partial derivatives; adjoints are returned and never left on the nodes.
"""

from .chain import ChainResult, ChainStep, Dense, as_chain, backpropagate_chain
from .equivalence import (
    EQUALITY_TOLERANCE,
    MAX_DRAWS,
    N_TEST_POINTS,
    Counterexample,
    find_counterexample,
    must_be_input,
)
from .expression import FUNCTIONS, MAX_CHARACTERS, MAX_NESTING, MAX_OPERATIONS, Expression, parse_expression
from .graph import (
    Node,
    adjoints,
    constant,
    cos,
    edge_count,
    exp,
    log,
    relu,
    sigmoid,
    sin,
    tangents,
    tanh,
    topological_order,
    variable,
)
from .lexer import ExpressionError, Token, tokenise
from .operation_count import CountingArray, Tally, counting_array, counting_net
from .simplify import is_constant, named_quantity_graph, without_constants

__all__ = [
    "EQUALITY_TOLERANCE",
    "FUNCTIONS",
    "MAX_CHARACTERS",
    "MAX_DRAWS",
    "MAX_NESTING",
    "MAX_OPERATIONS",
    "N_TEST_POINTS",
    "ChainResult",
    "ChainStep",
    "Counterexample",
    "CountingArray",
    "Dense",
    "Expression",
    "ExpressionError",
    "Node",
    "Tally",
    "Token",
    "adjoints",
    "as_chain",
    "backpropagate_chain",
    "constant",
    "cos",
    "counting_array",
    "counting_net",
    "edge_count",
    "exp",
    "find_counterexample",
    "is_constant",
    "log",
    "must_be_input",
    "named_quantity_graph",
    "parse_expression",
    "relu",
    "sigmoid",
    "sin",
    "tangents",
    "tanh",
    "tokenise",
    "topological_order",
    "variable",
    "without_constants",
]

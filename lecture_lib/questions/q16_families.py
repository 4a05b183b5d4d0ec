"""Questions of notebook 16 and its sheet: families."""

from __future__ import annotations

import numpy as np

from ..architectures import attention, attention_weights, lstm_step
from ..checking import Mistake, Question, choice_question
from ..nn import softmax
from ..validation import Array, is_close

_CHECK_5 = choice_question(
    "16.5",
    "A network reads three words by self-attention without positions, and its answer is the mean of the three outputs. "
    "What can it answer to “dog bites man” and to “man bites dog”?",
    {
        "a": (
            "The same, whatever its weights",
            "Yes. Both sentences give the same three outputs, in another order, and a mean has no order.",
        ),
        "b": (
            "Two different answers, because each word reads the others",
            "Each word does read the others. But does it read another set of words in the other sentence?",
        ),
        "c": (
            "The same at the start, but training can make them different",
            "Training changes the weights. Is there any choice of weights for which the order matters?",
        ),
        "d": (
            "Two different answers, because the words come one after the other",
            "That is so in a recurrent network. Where does the order enter queries, keys or values here?",
        ),
    },
    right="a",
    hints=(
        "Which queries, keys and values do the three words give, and do they depend on the position of a word?",
        "Compare the set of the three outputs in both sentences. What does a mean do with their order?",
    ),
    explanation=(
        "Without positions, each word gives the same query, key and value wherever it is. Each word "
        "therefore reads the same set of three words in both sentences, and gives the same output. The three "
        "outputs only change their order, and a mean does not depend on the order. So the answers are equal "
        "whatever the weights are; training cannot change that, but positions can."
    ),
)

# --- the exercise sheet: attention -------------------------------------------------------------------------------


def _numbers_for_attention(rng, n_queries: int, n_keys: int, d: int, m: int) -> tuple[Array, Array, Array]:
    return tuple(rng.normal(size=shape).round(2) for shape in ((n_queries, d), (n_keys, d), (n_keys, m)))


_RNG = np.random.default_rng(16)
_SMALL = [_numbers_for_attention(_RNG, *sizes) for sizes in ((1, 3, 2, 1), (2, 3, 5, 4), (4, 2, 3, 5), (3, 4, 6, 2))]
_LARGE = (3000 * _SMALL[1][0], *_SMALL[1][1:])
_APART = (np.array([[0.5, 1.0], [-9000.0, 20.0]]), np.array([[1.0, 0.5], [1.001, 2.0], [1.002, 0.0]]), _SMALL[0][2])


def _read(Q, K, V):
    return attention(Q, K, V)[0]


def _scores(Q, K):
    return Q @ K.T / np.sqrt(Q.shape[1])


def _where_small(other):
    """Return a test for answers that do as `other` where nothing overflows; past that, the style decides."""
    return lambda f: all(is_close(f(*(v.copy() for v in case)), other(*case)) for case in _SMALL)


def _breaks_on(*cases):
    """Return a test for answers that are right for small scores, and on exactly these cases give no numbers."""

    def shows(f) -> bool:
        with np.errstate(all="ignore"):
            given = [np.asarray(f(*(v.copy() for v in case)), float) for case in (_LARGE, _APART)]
        broken = [not np.isfinite(numbers).all() for numbers in given]
        return _where_small(_read)(f) and broken == [any(case is one for one in cases) for case in (_LARGE, _APART)]

    return shows


def _does_not_fit(f) -> bool:
    """Does it work for one query, and stop for several, as sums without `keepdims` do?"""
    try:
        f(*(v.copy() for v in _SMALL[1]))
    except ValueError:
        return is_close(f(*(v.copy() for v in _SMALL[0])), _read(*_SMALL[0]))
    return False


def _scaled(factor):
    """Return attention whose scores, not divided by √d, are multiplied by factor(Q, K, V)."""
    return lambda Q, K, V: softmax.value(Q @ K.T * factor(Q, K, V)) @ V


def _hard(Q, K, V):
    return V[_scores(Q, K).argmax(axis=1)]


_SHEET_A = Question(
    "16.5a",
    _read,
    "one row per query: the values, weighted by softmax(Q Kᵀ / √d) along each row",
    cases=[*_SMALL, _LARGE, _APART],
    hidden=("other queries", lambda rng: _numbers_for_attention(rng, *rng.sizes(1, 7, 4))),
    mistakes=(
        Mistake(
            "not scaled",
            "The scores are not scaled: the length d of a query does not enter.",
            shows=_where_small(_scaled(lambda Q, K, V: 1)),
        ),
        Mistake(
            "divided by d",
            "You divide the scores by d. Their standard deviation grows more slowly than that.",
            shows=_where_small(_scaled(lambda Q, K, V: 1 / Q.shape[1])),
        ),
        Mistake(
            "multiplied",
            "You multiply the scores by √d. The scaling should make them smaller.",
            shows=_where_small(_scaled(lambda Q, K, V: np.sqrt(Q.shape[1]))),
        ),
        Mistake(
            "number of keys",
            "You scale by the number of keys. What makes scores large is the length of the vectors.",
            shows=_where_small(_scaled(lambda Q, K, V: 1 / np.sqrt(len(K)))),
        ),
        Mistake(
            "number of queries",
            "You scale by the number of queries. What makes scores large is the length of the vectors.",
            shows=_where_small(_scaled(lambda Q, K, V: 1 / np.sqrt(len(Q)))),
        ),
        Mistake(
            "length of the values",
            "You scale by the length of a value. The values do not enter the scores.",
            shows=_where_small(_scaled(lambda Q, K, V: 1 / np.sqrt(V.shape[1]))),
        ),
        Mistake(
            "scaled too late",
            "You scale the weights, after softmax. Then they do not sum to 1.",
            shows=_where_small(lambda Q, K, V: softmax.value(Q @ K.T) / np.sqrt(Q.shape[1]) @ V),
        ),
        Mistake(
            "down the columns",
            "Your weights sum to 1 over the queries. Each query needs weights that sum to 1 over the keys.",
            shows=_where_small(lambda Q, K, V: softmax.value(_scores(Q, K).T).T @ V),
        ),
        Mistake(
            "whole table",
            "Your weights sum to 1 over the whole table. Each query needs weights of its own.",
            shows=_where_small(lambda Q, K, V: np.exp(_scores(Q, K)) / np.exp(_scores(Q, K)).sum() @ V),
        ),
        Mistake(
            "not normalised",
            "You mix the values with exponentials. Those of a query still have to be divided by their sum.",
            shows=_where_small(lambda Q, K, V: np.exp(_scores(Q, K)) @ V),
        ),
        Mistake(
            "no softmax",
            "You mix the values with the scores themselves, which may be negative. They need a softmax.",
            shows=_where_small(lambda Q, K, V: _scores(Q, K) @ V),
        ),
        Mistake(
            "weights returned",
            "Those are the weights. The values still have to be mixed with them.",
            shows=_where_small(lambda Q, K, V: attention_weights(Q, K)),
        ),
        Mistake(
            "keys read",
            "You mix the keys. A key is what is compared, and its value is what is read.",
            shows=_where_small(lambda Q, K, V: attention_weights(Q, K) @ K),
        ),
        Mistake(
            "largest alone",
            "You return only the value of the best key. Attention reads a mixture of all.",
            shows=_where_small(_hard),
        ),
        Mistake(
            "keepdims forgotten",
            "One query works, several do not: NumPy lays the sums along the rows. Keep them as a column.",
            shows=_does_not_fit,
        ),
        Mistake(
            "overflow",
            "Right for small scores, but large ones overflow. Subtract each row's largest score first.",
            shows=_breaks_on(_LARGE, _APART),
        ),
        Mistake(
            "one shift for all",
            "You subtract the largest score of all queries. A row far below it becomes all zeros, and 0 / 0 is nan.",
            shows=_breaks_on(_APART),
        ),
    ),
    hints=(
        "All scores at once are one matrix product, with a row per query and a column per key. Then they are scaled.",
        "Softmax goes along each row: subtract the row's maximum, take exponentials, divide by their sum. "
        "Keep both as columns, with keepdims=True.",
        "The output is the product of the weights, shape (queries, keys), with V, shape (keys, m).",
    ),
    explanation=(
        "Q Kᵀ holds the score of every query with every key. The division by √d keeps the scores' size from growing "
        "with the number d of entries in a key. Softmax makes the scores of one query into weights that add up to 1, "
        "so each output is a weighted mean of the rows of V."
    ),
)

# --- the exercise sheet: one step of an LSTM cell ----------------------------------------------------------------


def _numbers_for_lstm(rng, d: int, k: int) -> tuple[Array, ...]:
    shapes = (d,), (k,), (k,), (4 * k, d), (4 * k, k), (4 * k,)
    return tuple(rng.normal(size=shape).round(2) for shape in shapes)


def _step(x, h, c, W, U, b) -> tuple[Array, Array]:
    (new_h, new_c), _ = lstm_step(x[None], h[None], c[None], W, U, b)
    return new_h[0], new_c[0]


def _squash(z):
    return 1 / (1 + np.exp(-z))


def _slip(cell=None, *, blocks=lambda z: np.split(z, 4), z=lambda x, h, W, U, b: W @ x + U @ h + b, gate=_squash,
          candidate=np.tanh):  # fmt: skip
    """Return a step in which one thing is another; cell(i, f, g, o, h, c) returns the pair."""

    def step(x, h, c, W, U, b):
        i, f, g, o = blocks(z(x, h, W, U, b))
        i, f, g, o = gate(i), gate(f), candidate(g), gate(o)
        if cell is not None:
            return cell(i, f, g, o, h, c)
        new = f * c + i * g
        return o * np.tanh(new), new

    return step


def _order(*places):
    return lambda z: [np.split(z, 4)[j] for j in places]


def _then_read(new_c):
    """Return what reads the cell as it should, after `new_c(i, f, g, o, h, c)` has filled it in another way."""

    def cell(i, f, g, o, h, c):
        new = new_c(i, f, g, o, h, c)
        return o * np.tanh(new), new

    return cell


_SHEET_B = Question(
    "16.5b",
    _step,
    "the pair h′, c′ with c′ = f c + i g and h′ = o tanh(c′)",
    parts=("h′", "c′"),
    cases=[_numbers_for_lstm(_RNG, *sizes) for sizes in ((1, 1), (3, 2), (2, 3), (5, 4))],
    hidden=("other cells", lambda rng: _numbers_for_lstm(rng, *rng.sizes(1, 6, 2))),
    mistakes=(
        Mistake(
            "i and f swapped",
            "Your gates i and f have changed places. Look at the order of the blocks of rows.",
            _slip(blocks=_order(1, 0, 2, 3)),
        ),
        Mistake(
            "g and o swapped",
            "Your candidate and your gate o have changed places. Look at the order of the blocks of rows.",
            _slip(blocks=_order(0, 1, 3, 2)),
        ),
        Mistake(
            "every fourth row",
            "You take every fourth row for a gate. The rows of a gate lie together, k of them in one block.",
            _slip(blocks=lambda z: [z[j::4] for j in range(4)]),
        ),
        Mistake(
            "bias forgotten",
            "The bias b does not enter.",
            _slip(z=lambda x, h, W, U, b: W @ x + U @ h),
        ),
        Mistake(
            "state forgotten",
            "The gates do not depend on the state h. They read the input and the state.",
            _slip(z=lambda x, h, W, U, b: W @ x + b),
        ),
        Mistake(
            "input forgotten",
            "The gates do not depend on the input x. They read the input and the state.",
            _slip(z=lambda x, h, W, U, b: U @ h + b),
        ),
        Mistake(
            "tanh for the gates",
            "Your gates are tanh. A gate is a factor from 0 to 1.",
            _slip(gate=np.tanh),
        ),
        Mistake(
            "gates not squashed",
            "Your gates are the pre-activations themselves. A gate is a factor from 0 to 1.",
            _slip(gate=lambda z: z),
        ),
        Mistake(
            "sigmoid for the candidate",
            "Your candidate is a sigmoid, so the cell could only grow. It may be negative too.",
            _slip(candidate=_squash),
        ),
        Mistake(
            "candidate not squashed",
            "Your candidate g is the pre-activation itself; a function of the cell is missing there.",
            _slip(candidate=lambda z: z),
        ),
        Mistake(
            "nothing forgotten",
            "Your cell keeps all of c. The gate f has to act on it.",
            _slip(_then_read(lambda i, f, g, o, h, c: c + i * g)),
        ),
        Mistake(
            "all written",
            "Your cell takes the whole candidate. The gate i has to act on it.",
            _slip(_then_read(lambda i, f, g, o, h, c: f * c + g)),
        ),
        Mistake(
            "one gate for both",
            "You write with 1 − f, as a GRU does. Here the gate i decides by itself.",
            _slip(_then_read(lambda i, f, g, o, h, c: f * c + (1 - f) * g)),
        ),
        Mistake(
            "h kept",
            "Your gate f acts on h. What is kept is the cell.",
            _slip(_then_read(lambda i, f, g, o, h, c: f * h + i * g)),
        ),
        Mistake(
            "old cell read",
            "Your h′ reads the cell as it was before this step.",
            _slip(lambda i, f, g, o, h, c: (o * np.tanh(c), f * c + i * g)),
        ),
        Mistake(
            "read without tanh",
            "Your h′ reads the cell itself. A function of it is missing.",
            _slip(lambda i, f, g, o, h, c: (o * (f * c + i * g), f * c + i * g)),
        ),
        Mistake(
            "not gated",
            "Your h′ reads the whole cell. The gate o has to act on it.",
            _slip(lambda i, f, g, o, h, c: (np.tanh(f * c + i * g), f * c + i * g)),
        ),
        Mistake(
            "pair swapped",
            "You return the cell first. The order is h′, c′.",
            _slip(lambda i, f, g, o, h, c: (f * c + i * g, o * np.tanh(f * c + i * g))),
        ),
        Mistake(
            "h only",
            "You return h′ alone. The next step needs the cell too.",
            _slip(lambda i, f, g, o, h, c: o * np.tanh(f * c + i * g)),
        ),
    ),
    hints=(
        "All four blocks are one affine function of x and h: 4k numbers. np.split(z, 4) cuts them into four blocks.",
        "The gates i, f and o are sigmoids of their blocks, and g is the tanh of its block, the third one.",
        "Compute c′ first: keep f of the old cell, add i of the candidate. Then h′ is read from this new cell.",
    ),
    explanation=(
        "The forget gate f decides how much of the old cell stays, and the input gate i how much of the candidate g "
        "is added: c′ = f · c + i · g. The output gate o decides what of the cell is read: h′ = o · tanh(c′). Where f "
        "is 1 and i is 0, the cell keeps its number unchanged, and so does the gradient on its way back."
    ),
)

QUESTIONS: tuple[Question, ...] = (_CHECK_5, _SHEET_A, _SHEET_B)

# %% [markdown]
# # Exercises 16 · Go beyond dense layers
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("16.1a")` in a cell of your own gives the next of three hints. `solution("16.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## ROW 16.1 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 16.2 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 16.3 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 16.4 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## 16.5a Attention
#
# Write attention for a table of queries `Q`, shape (queries, d), with keys `K`, shape (keys, d), and their values `V`,
# shape (keys, m): $\operatorname{softmax}(QK^\top/\sqrt d)\,V$, one row per query. Scores may be as large as 10,000, and
# no number may overflow. Write the softmax yourself.

# %% question="16.5a"
def attend(Q, K, V):
    ### BEGIN SOLUTION
    scores = Q @ K.T / np.sqrt(Q.shape[1])
    E = np.exp(scores - scores.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True) @ V
    ### END SOLUTION

# %% check="16.5a" points=3
check("16.5a", attend)   # stuck? hint("16.5a") · done? solution("16.5a")

# %% [markdown]
# ## 16.5b One step of an LSTM cell
#
# One cell with k units reads an input `x`, shape (d,), and has the state `h` and the cell `c`, both of shape (k,). The
# arrays `W`, shape (4k, d), `U`, shape (4k, k), and `b`, shape (4k,), hold one block of k rows each for $i$, $f$, $g$ and
# $o$, in this order. The gates $i$, $f$, $o$ are sigmoids and the candidate $g$ is a tanh, each of its block of
# $Wx + Uh + b$. Return the pair $h'$, $c'$ with
#
# $$c' = f \odot c + i \odot g, \qquad h' = o \odot \tanh(c').$$

# %% question="16.5b"
def cell_step(x, h, c, W, U, b):
    ### BEGIN SOLUTION
    i, f, g, o = np.split(W @ x + U @ h + b, 4)
    i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
    new_c = f * c + i * np.tanh(g)
    return o * np.tanh(new_c), new_c
    ### END SOLUTION

# %% check="16.5b" points=3
check("16.5b", cell_step)   # stuck? hint("16.5b") · done? solution("16.5b")


# %% [markdown]
# # Exercises 6 · Tell many classes apart with softmax
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("06.1a")` in a cell of your own gives the next of three hints. `solution("06.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## 06.1a Cross-entropy of a batch
#
# `P` holds the probabilities that a network gave, one row an example, shape (n, k). `Y` holds the targets, one-hot, of
# the same shape. Write the function that returns the mean cross-entropy, one number. Some probabilities may be 0, but
# never that of the true class; an entry that does not count must not spoil the sum.

# %% question="06.1a"
def mean_cross_entropy(P, Y):
    ### BEGIN SOLUTION
    p_true = (P * Y).sum(axis=1)
    return -np.log(p_true).mean()
    ### END SOLUTION

# %% check="06.1a" points=2
check("06.1a", mean_cross_entropy)   # stuck? hint("06.1a") · done? solution("06.1a")

# %% [markdown]
# ## 06.1b The same, from class numbers
#
# Often the targets come as class numbers, such as `c = [2, 0, 1]`, counted from 0. Write the mean cross-entropy from `P`
# and `c`, without making one-hot rows.

# %% question="06.1b"
def loss_of_classes(P, c):
    ### BEGIN SOLUTION
    return -np.log(P[np.arange(len(c)), c]).mean()
    ### END SOLUTION

# %% check="06.1b" points=2
check("06.1b", loss_of_classes)   # stuck? hint("06.1b") · done? solution("06.1b")

# %% [markdown]
# ## 06.2a Softmax of a batch
#
# On sheet 05 you wrote the softmax of one vector. Now `Z` is a table with one example a row, shape (n, k). Return a table
# of the same shape in which each row sums to 1. It must hold for logits such as 1000, and for rows that lie far apart.

# %% question="06.2a"
def softmax_rows(Z):
    ### BEGIN SOLUTION
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)
    ### END SOLUTION

# %% check="06.2a" points=3
check("06.2a", softmax_rows)   # stuck? hint("06.2a") · done? solution("06.2a")

# %% [markdown]
# ## 06.2b Temperature
#
# Write the probabilities of the logits `z` (one vector) at the temperature `T`. They must come out right at $T = 0.001$
# too.

# %% question="06.2b"
def at_temperature(z, T):
    ### BEGIN SOLUTION
    v = z / T
    e = np.exp(v - v.max())
    return e / e.sum()
    ### END SOLUTION

# %% check="06.2b" points=2
check("06.2b", at_temperature)   # stuck? hint("06.2b") · done? solution("06.2b")

# %% [markdown]
# ## 06.3a Slopes by hand
#
# The three output units of lecture B's network have the sums $0.57$, $2.95$ and $-0.86$. Suppose class **1** is true.
# Work out the slopes of the cross-entropy against the three sums, to two decimals or more.

# %% question="06.3a"
slopes = [..., ..., ...]
### BEGIN SOLUTION
e = np.exp([0.57, 2.95, -0.86])
slopes = e / e.sum() - [1, 0, 0]
### END SOLUTION

# %% check="06.3a" points=2
check("06.3a", slopes)   # stuck? hint("06.3a") · done? solution("06.3a")

# %% [markdown]
# ## 06.4a The gradient of softmax regression
#
# The model is $P = \tau(X W^\top + b)$, the loss is the mean cross-entropy against the one-hot targets `Y`. Write the
# function that returns the pair `dW, db`. Shapes: `W` (k, d), `b` (k,), `X` (n, d), `Y` (n, k).

# %% question="06.4a"
def gradient(W, b, X, Y):
    ### BEGIN SOLUTION
    Z = X @ W.T + b
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    dZ = (E / E.sum(axis=1, keepdims=True) - Y) / len(X)
    return dZ.T @ X, dZ.sum(axis=0)
    ### END SOLUTION

# %% check="06.4a" points=3
check("06.4a", gradient)   # stuck? hint("06.4a") · done? solution("06.4a")

# %% [markdown]
# ## 06.3b In your own words
#
# A network ends in a softmax and is trained with squares. For one image it is quite sure of a wrong class, and many
# steps later it still is. What is happening in the gradient, and why does the cross-entropy not have this trouble? Three
# or four sentences are enough. This one is read by a person.

# %% [markdown] explain="06.3b" points=2
# *Write here.*

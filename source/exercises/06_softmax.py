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
# The matrix `P` holds the probabilities that a network gave, one row per example, shape (n, k). The targets `Y` are one-hot,
# of the same shape. Write the function that returns the mean cross-entropy, one number. Some probabilities may be 0, but
# never that of the true class, which is at least $10^{-12}$. The function should be exact: an entry that does not count
# must not spoil the sum, and nothing may be added inside the logarithm.

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
# and the array `c`, without making one-hot rows.

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
# On sheet 05 you wrote the softmax of one vector. Now `Z` is a matrix with one example per row, shape (n, k). Return a
# matrix of the same shape in which each row sums to 1. It must be right for logits such as 1000 or −1000, and for rows that
# lie far apart.

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
# Write the function that returns the probabilities of the logits `z` (one vector) at the temperature `T`, which may be
# anything from 0.0001 to 1000.

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
# ## 06.3a A gradient by hand
#
# The three output units of lecture B's network have the logits $0.57$, $2.95$ and $-0.86$. Suppose class **1** is true.
# Work out the derivatives of the cross-entropy with respect to the three logits, to two decimals or more.

# %% question="06.3a"
derivatives = [..., ..., ...]
### BEGIN SOLUTION
e = np.exp([0.57, 2.95, -0.86])
derivatives = e / e.sum() - [1, 0, 0]
### END SOLUTION

# %% check="06.3a" points=2
check("06.3a", derivatives)   # stuck? hint("06.3a") · done? solution("06.3a")

# %% [markdown]
# ## 06.4a The gradient of softmax regression
#
# The model is $P = \tau(X W^\top + b)$, and the loss is the mean cross-entropy with the one-hot targets `Y`. Write the
# function that returns the pair `dW, db`. It must be right for logits such as 2000, too, so do not use the naive softmax.
# Shapes: `W` (k, d), `b` (k,), `X` (n, d), `Y` (n, k).

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
# A network ends in a softmax and is trained with half the squared error. For one image it is nearly certain of a wrong
# class, and many steps later it still is. What is happening in the gradient, and why does the cross-entropy not have this
# trouble? Three or four sentences are enough. A person reads this answer.

# %% [markdown] explain="06.3b" points=2
# With the squared error, the gradient with respect to the logits is $J\,(p - y)$, and $J$ is the Jacobian of softmax. Each of
# its entries contains a product of probabilities, $-p_i p_j$ or $p_i(1 - p_i)$. When the network is nearly certain, one
# probability is nearly 1 and the others are nearly 0, so all these products are nearly 0: softmax is saturated. The
# difference $p - y$ is large, but $J$ makes it vanish, and the steps are tiny although the mistake is large. They are not
# exactly 0, so training goes on, but it may take thousands of steps.
#
# The cross-entropy has the slope $-1/p_{\text{true}}$ with respect to the probability, which grows without bound as the
# probability of the true class goes to 0. In the product with $J$ that factor cancels the small probability, and $p - y$ is
# left. The worse the mistake, the longer this gradient: up to $\sqrt 2$.
#
# *For the reader.* 2 points: says that for the squared error the Jacobian (or the slope of softmax, its saturation) makes
# the gradient almost 0 although $p - y$ is large, and that with the cross-entropy the Jacobian cancels, so that $p - y$
# remains. 1 point: one of the two, or both without the reason (only "the gradient vanishes"). 0 points: only that one
# loss is better, or that the learning rate is too small.
#
# *Compare yours.*
#
# - Does it say what factor is almost 0, and why it is so where the network is nearly certain?
# - Does it say that the difference $p - y$ itself is large?
# - Does it say what the logarithm does to that factor, and what is left?
# - Does it say "slow" rather than "stuck forever"?

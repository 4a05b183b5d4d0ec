# %% [markdown]
# # Exercises 5 · Run a network forward, by hand
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("05.1a")` in a cell of your own gives the next of three hints. `solution("05.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## 05.1a A hidden layer on paper
#
# The hidden layer of lecture B's first network now reads $x = (2, -3, 4)$. Work out its four pre-activations $z$ by hand,
# or write the line of code that does it.

# %%
W = np.array([[3, -9, 2], [11, -2, 7], [-6, 3, -4], [6, -1, 5]])
b = np.array([5, 2, -1, 1])
x = np.array([2, -3, 4])

# %% question="05.1a"
z = [..., ..., ..., ...]
### BEGIN SOLUTION
z = [row @ x + bias for row, bias in zip(W, b)]   # unit 1: 3 * 2 + (-9) * (-3) + 2 * 4 + 5
### END SOLUTION

# %% check="05.1a" points=2
check("05.1a", z)   # stuck? hint("05.1a") · done? solution("05.1a")

# %% [markdown]
# ## 05.4a One layer
#
# Write a function that returns a layer's output for one example: the affine transformation, then the activation.
# `W` has shape (n_out, n_in), `b` (n_out,), `a` (n_in,), and `g` is a function that takes an array.

# %% question="05.4a"
def layer(W, b, g, a):
    ### BEGIN SOLUTION
    return g(W @ a + b)
    ### END SOLUTION

# %% check="05.4a" points=2
check("05.4a", layer)   # stuck? hint("05.4a") · done? solution("05.4a")

# %% [markdown]
# ## 05.2a Softmax
#
# Write the softmax of a vector `z`. It must work for logits of any size: also for `z = (1, 1000, 2)`, whose softmax, to
# the precision of a float, is (0, 1, 0), and for logits that are all far below 0.

# %% question="05.2a"
def my_softmax(z):
    ### BEGIN SOLUTION
    e = np.exp(z - np.max(z))
    return e / e.sum()
    ### END SOLUTION

# %% check="05.2a" points=3
check("05.2a", my_softmax)   # stuck? hint("05.2a") · done? solution("05.2a")

# %% [markdown]
# ## 05.3a Any number of layers
#
# You get a network as a list of layers `(W, b, g)`. Write the function that sends one example `x` through all of them
# and returns the output of the last.

# %% question="05.3a"
def run(layers, x):
    ### BEGIN SOLUTION
    a = x
    for W, b, g in layers:
        a = g(W @ a + b)
    return a
    ### END SOLUTION

# %% check="05.3a" points=3
check("05.3a", run)   # stuck? hint("05.3a") · done? solution("05.3a")

# %% [markdown]
# ## 05.4b Counting parameters
#
# `sizes` is a tuple such as `(3, 4, 4, 4, 3)`: the number of inputs, then the units of each layer. Write the function
# that counts all weights and biases.

# %% question="05.4b"
def n_parameters(sizes):
    ### BEGIN SOLUTION
    return sum(n_out * n_in + n_out for n_in, n_out in zip(sizes[:-1], sizes[1:]))
    ### END SOLUTION

# %% check="05.4b" points=2
check("05.4b", n_parameters)   # stuck? hint("05.4b") · done? solution("05.4b")

# %% [markdown]
# ## 05.5a A batch
#
# Write the affine transformation of a layer for a whole batch: `X` has one example per row, shape (n, n_in), and the
# result has shape (n, n_out).

# %% question="05.5a"
def affine_of_batch(W, b, X):
    ### BEGIN SOLUTION
    return X @ W.T + b
    ### END SOLUTION

# %% check="05.5a" points=2
check("05.5a", affine_of_batch)   # stuck? hint("05.5a") · done? solution("05.5a")

# %% [markdown]
# ## 05.5b In your own words
#
# A friend stores one example as an array of shape (3, 1) and adds a bias of shape (3,). What comes out, why does
# NumPy not complain, and what goes wrong later? Three sentences are enough. A person reads your answer; if you are on
# your own, `solution("05.5b")` shows one to compare with.

# %% [markdown] explain="05.5b" points=2
# The sum has shape (3, 3): its entry in row $i$, column $j$ is $x_i + b_j$, so every bias is added to every number, and
# only the diagonal holds what was meant. NumPy does not complain because this is broadcasting, a feature: an axis of length
# 1 is repeated until it fits. The example of shape (3, 1) and the bias of shape (3,), which counts as (1, 3), are both
# stretched to (3, 3).
#
# Later nothing stops either. The activation works entry by entry, and the next layer's product accepts a matrix with three
# rows, as if it were three examples side by side. So the network returns a matrix where one vector was expected, a loss
# averages over it, and the error shows only as bad results, or in a later line where a shape does not fit at last.
#
# *For the reader.* 2 points: names the shape (3, 3), gives broadcasting of both arrays as the reason that there is no
# error, and says that wrong numbers travel on through later layers or the loss. 1 point: two of these three. 0 points: says
# only that "the shapes do not match", or that NumPy raises an error.
#
# *Compare yours.*
#
# - Does it say that the result is a 3 × 3 matrix, and what its entries are?
# - Does it say that NumPy repeats both arrays, and that this is allowed?
# - Does it name something later that goes wrong without an error message?
# - Does it say how to avoid it: store one example with shape (3,), or print the shapes?

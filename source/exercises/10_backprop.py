# %% [markdown]
# # Exercises 10 · Find every gradient by backpropagation
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("10.1a")` in a cell of your own gives the next of three hints. `solution("10.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## 10.1a One neuron
#
# A neuron computes $z = w \cdot x + b$ and $a = \sigma(z)$; its loss is $L = \frac12 (a - y)^2$. Write the function that
# returns $\partial L/\partial z$. `w` and `x` are arrays, `b` and `y` numbers.

# %% question="10.1a"
def delta(w, b, x, y):
    ### BEGIN SOLUTION
    a = 1 / (1 + np.exp(-(w @ x + b)))
    return (a - y) * a * (1 - a)
    ### END SOLUTION

# %% check="10.1a" points=2
check("10.1a", delta)   # stuck? hint("10.1a") · done? solution("10.1a")

# %% [markdown]
# ## 10.2a One hidden layer
#
# A network with one hidden layer, sigmoids in both layers. `X` has one example a row, shape (n, n_in), `Y` holds the
# targets, shape (n, n_out). The loss is $\frac12 (a - y)^2$, summed over the outputs and averaged over the examples.
# Return `dW1, db1, dW2, db2`, each with the shape of what it belongs to.

# %% question="10.2a"
def gradients(W1, b1, W2, b2, X, Y):
    ### BEGIN SOLUTION
    A1 = 1 / (1 + np.exp(-(X @ W1.T + b1)))
    A2 = 1 / (1 + np.exp(-(A1 @ W2.T + b2)))
    dZ2 = (A2 - Y) / len(X) * A2 * (1 - A2)
    dZ1 = dZ2 @ W2 * A1 * (1 - A1)
    return dZ1.T @ X, dZ1.sum(axis=0), dZ2.T @ A1, dZ2.sum(axis=0)
    ### END SOLUTION

# %% check="10.2a" points=4
check("10.2a", gradients)   # stuck? hint("10.2a") · done? solution("10.2a")

# %% [markdown]
# ## 10.2b Any depth
#
# A network is a list of layers `(W, b, g, slope)`: `g` is the activation and `slope` its derivative, both functions of
# an array of pre-activations. Same loss, same batches as above. Return a list with one pair `(dW, db)` for each layer,
# in the order of the layers.

# %% question="10.2b"
def all_gradients(layers, X, Y):
    ### BEGIN SOLUTION
    A, Z = [X], []
    for W, b, g, slope in layers:
        Z.append(A[-1] @ W.T + b)
        A.append(g(Z[-1]))
    dA, pairs = (A[-1] - Y) / len(X), []
    for k in range(len(layers) - 1, -1, -1):
        W, b, g, slope = layers[k]
        dZ = dA * slope(Z[k])
        pairs.append((dZ.T @ A[k], dZ.sum(axis=0)))
        dA = dZ @ W
    return pairs[::-1]
    ### END SOLUTION

# %% check="10.2b" points=4
check("10.2b", all_gradients)   # stuck? hint("10.2b") · done? solution("10.2b")

# %% [markdown]
# ## 10.4a The gradient by differences
#
# `f` is a function of a 1-D array that returns a number. Write the function that returns its gradient at `p` by central
# differences with the step `h`: one number of `p` at a time.

# %% question="10.4a"
def numerical_gradient(f, p, h):
    ### BEGIN SOLUTION
    found = []
    for i in range(len(p)):
        up, down = p.copy(), p.copy()
        up[i] += h
        down[i] -= h
        found.append((f(up) - f(down)) / (2 * h))
    return np.array(found)
    ### END SOLUTION

# %% check="10.4a" points=3
check("10.4a", numerical_gradient)   # stuck? hint("10.4a") · done? solution("10.4a")

# %% [markdown]
# ## 10.5a The cost
#
# `sizes` is a tuple such as `(3, 4, 2)`. How many multiplications do the matrix products of the backward pass take for
# one example? Count what the gradients of all weights need. The derivative by the input is not wanted, and the slopes
# of the activations are left aside.

# %% question="10.5a"
def multiplications(sizes):
    ### BEGIN SOLUTION
    weights = [n_out * n_in for n_in, n_out in zip(sizes[:-1], sizes[1:])]
    return sum(weights) + sum(weights[1:])
    ### END SOLUTION

# %% check="10.5a" points=2
check("10.5a", multiplications)   # stuck? hint("10.5a") · done? solution("10.5a")

# %% [markdown]
# ## 10.6a In your own words
#
# A friend trains a network of 25 sigmoid layers. The loss hardly falls, although the gradient check passes. What would
# you measure, what do you expect to see, and which two changes would you try? Four sentences are enough. This one is
# read by a person.

# %% [markdown] explain="10.6a" points=2
# *Write here.*

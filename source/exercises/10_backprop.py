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
# A neuron computes $z = w \cdot x + b$ and $a = \sigma(z)$, and its loss is $L = \frac12 (a - y)^2$. Write the function that
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
# A network has one hidden layer and sigmoids in both layers. `X` has one example per row, shape (n, n_in), and `Y` holds
# the targets, shape (n, n_out). The loss is $\frac12 (a - y)^2$, summed over the outputs and averaged over the examples.
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
# an array of pre-activations. The loss and the batches are the same as above. Return a list with one pair `(dW, db)` for
# each layer, in the order of the layers.

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
# **Put it to work.** Gradients are all that training needs. Once your function is right, delete the two `#` in the next cell
# and run it. A 2-8-8-1 network with random weights then takes 3000 steps of gradient descent on 200 points, every one of
# them with *your* gradients. Afterwards spoil your function, by leaving a slope out for example, and train again: does a
# wrong gradient learn nothing?

# %%
# from lecture_lib.labs.backprop import train_with_own_gradients
# train_with_own_gradients(all_gradients)

# %% [markdown]
# ## 10.4a The gradient by differences
#
# `f` is a function of a 1-D array that returns a number. Write the function that returns its gradient at `p` by central
# differences with the step `h`: one number of `p` at a time. The array `p` may hold whole numbers, and your function must
# leave it as it is. Adding `h` and subtracting it again does not always do that: in floats, 1 + 0.1 − 0.2 + 0.1 is not 1.

# %% question="10.4a"
def numerical_gradient(f, p, h):
    ### BEGIN SOLUTION
    found = []
    for i in range(len(p)):
        up, down = np.array(p, float), np.array(p, float)
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
# one example? Count what the gradients of all weights need. Leave out the derivative with respect to the input and the
# slopes of the activations.

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
# you measure, what do you expect to see, and which two changes would you try? Four sentences are enough. A person
# reads this answer.

# %% [markdown] explain="10.6a" points=2
# I would measure the size of the gradient in every layer, for example the root mean square of `dz` or of `dW`, and plot its
# logarithm against the layer. I expect a straight line that falls towards layer 1: each layer multiplies the signal by the
# sigmoid's slope, at most ¼, and by the weights, so with gain 1 about a quarter is left per layer and about 10⁻¹⁵ after 24
# steps. The gradient is right, as the check says, but far too small to move the first layers. I would try another
# activation with weights to suit it, ReLU with He's initialisation or tanh with LeCun's, so that the factor per layer is
# near 1; and fewer layers. I would not merely raise the learning rate: the factor between the last layer and the first stays.
#
# *For the reader.* 2 points: all three, namely a measurement layer by layer (sizes of the gradients, not only the loss); the
# expectation that they shrink by a constant factor per layer towards the input, with the slope of at most ¼ as the reason;
# two changes that bring this factor near 1 or reduce the number of factors (another activation, an initialisation that
# suits it, fewer layers; also skip connections or normalisation). 1 point: vanishing gradients are named with one sensible
# change, but without a measurement by layer or without a reason. 0 points: the answer doubts the gradient check, or only
# changes the learning rate or the number of epochs.
#
# *Compare yours.*
#
# - Does it say what is measured, and that it is measured in every layer?
# - Does it say in which direction the gradients get smaller, and by about what factor per layer?
# - Does it say where this factor comes from?
# - Does it explain why the gradient check passes all the same?
# - Do your two changes act on this factor or on the number of layers?

# %% [markdown]
# # Exercises 2 · Bend a sum with an activation function
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("02.1a")` in a cell of your own gives the next of three hints. `solution("02.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## 02.1a The slope from the output
#
# A sigmoid layer has computed its outputs `a`, an array of numbers between 0 and 1. The sums $z$ are gone. Write the
# function that returns the sigmoid's slope at each of them, from `a` alone.

# %% question="02.1a"
def sigmoid_slope(a):
    ### BEGIN SOLUTION
    return a * (1 - a)
    ### END SOLUTION

# %% check="02.1a" points=2
check("02.1a", sigmoid_slope)   # stuck? hint("02.1a") · done? solution("02.1a")

# %% [markdown]
# ## 02.1b A leak
#
# Write the leaky ReLU for an array `z` of any shape. `epsilon` is the slope on the left, a number from 0 to 1.

# %% question="02.1b"
def my_leaky_relu(z, epsilon):
    ### BEGIN SOLUTION
    return np.where(z > 0, z, epsilon * z)
    ### END SOLUTION

# %% check="02.1b" points=2
check("02.1b", my_leaky_relu)   # stuck? hint("02.1b") · done? solution("02.1b")

# %% [markdown]
# ## 02.2a A convention as an argument
#
# Write the slope of the ReLU for an array `z` of any shape. Where `z` is exactly 0 it shall be `at_zero`.

# %% question="02.2a"
def relu_slope(z, at_zero):
    ### BEGIN SOLUTION
    return np.where(z > 0, 1.0, np.where(z < 0, 0.0, at_zero))
    ### END SOLUTION

# %% check="02.2a" points=2
check("02.2a", relu_slope)   # stuck? hint("02.2a") · done? solution("02.2a")

# %% [markdown]
# ## 02.3a Count what is stuck
#
# `Z` holds the sums of a layer for a batch: one row an example, one column a unit. `slope` is a function that takes an
# array and returns the activation's slope at each number. Count the units whose slope has a size below `tolerance` for
# *every* example.

# %% question="02.3a"
def count_stuck(Z, slope, tolerance):
    ### BEGIN SOLUTION
    return int((np.abs(slope(Z)) < tolerance).all(axis=0).sum())
    ### END SOLUTION

# %% check="02.3a" points=3
check("02.3a", count_stuck)   # stuck? hint("02.3a") · done? solution("02.3a")

# %% [markdown]
# ## 02.4a The gradient of the leak
#
# A PReLU layer has seen a batch. `z` and `da` are tables of the same shape, one row an example: the sums, and
# $\partial L / \partial a$ (the mean over the examples is in it already). One $\varepsilon$ serves the whole layer. Return
# $\partial L / \partial \varepsilon$.

# %% question="02.4a"
def gradient_of_epsilon(z, da):
    ### BEGIN SOLUTION
    return np.sum(da * np.minimum(0, z))
    ### END SOLUTION

# %% check="02.4a" points=3
check("02.4a", gradient_of_epsilon)   # stuck? hint("02.4a") · done? solution("02.4a")

# %% [markdown]
# ## 02.5a The Jacobian of the softmax
#
# Write the function that takes a vector `z` and returns the Jacobian of the softmax there: row $i$, column $j$ holds the
# change of output $i$ with input $j$.

# %% question="02.5a"
def softmax_jacobian(z):
    ### BEGIN SOLUTION
    p = np.exp(z - np.max(z))
    p = p / p.sum()
    return np.diag(p) - np.outer(p, p)
    ### END SOLUTION

# %% check="02.5a" points=3
check("02.5a", softmax_jacobian)   # stuck? hint("02.5a") · done? solution("02.5a")

# %% [markdown]
# ## 02.5b In your own words
#
# The Jacobian of the softmax cannot be inverted. Say in two or three sentences which change of the inputs it cannot see,
# and why that must be so. This one is read by a person.

# %% [markdown] explain="02.5b" points=2
# *Write here.*

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
# A layer uses the stretched sigmoid of lecture D's figure 2.6, $g(z) = 2\sigma(z) - 1$. It has computed its outputs `a`, an
# array of numbers between −1 and 1. The pre-activations $z$ have been deleted. Write the function that returns the slope
# $g'(z)$ at each of them, from `a` alone.

# %% question="02.1a"
def stretched_slope(a):
    ### BEGIN SOLUTION
    return (1 - a**2) / 2
    ### END SOLUTION

# %% check="02.1a" points=2
check("02.1a", stretched_slope)   # stuck? hint("02.1a") · done? solution("02.1a")

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
# Write the slope of the ReLU for an array `z` of any shape. Where `z` is exactly 0, the slope should be `at_zero`, a number
# from 0 to 1.

# %% question="02.2a"
def relu_slope(z, at_zero):
    ### BEGIN SOLUTION
    return np.where(z > 0, 1.0, np.where(z < 0, 0.0, at_zero))
    ### END SOLUTION

# %% check="02.2a" points=2
check("02.2a", relu_slope)   # stuck? hint("02.2a") · done? solution("02.2a")

# %% [markdown]
# ## 02.3a Examples on which a layer is silent
#
# The notebook counts units that are stuck on every example. Now look at the same layer the other way: on some examples,
# *every* unit has a dead slope, so the layers below learn next to nothing from them. `Z` holds the pre-activations of a
# layer for a batch, one row per example and one column per unit. `slope` is a function that takes an array and returns the
# activation's slope at each entry. Return the number of examples on which the slope of every unit is smaller than
# `tolerance` in absolute value.

# %% question="02.3a"
def count_silent(Z, slope, tolerance):
    ### BEGIN SOLUTION
    return int((np.abs(slope(Z)) < tolerance).all(axis=1).sum())
    ### END SOLUTION

# %% check="02.3a" points=3
check("02.3a", count_silent)   # stuck? hint("02.3a") · done? solution("02.3a")

# %% [markdown]
# ## 02.4a A leak for each unit
#
# In the notebook, all units of a layer share one $\varepsilon$. Here, each unit has an $\varepsilon$ of its own. `z` and `da`
# are arrays of the same shape, one row per example and one column per unit: the pre-activations, and
# $\partial L / \partial a$ (the mean over the examples is already in it). Return $\partial L / \partial \varepsilon$ for
# each unit, as a list or an array.

# %% question="02.4a"
def epsilon_gradients(z, da):
    ### BEGIN SOLUTION
    return np.sum(da * np.minimum(0, z), axis=0)
    ### END SOLUTION

# %% check="02.4a" points=3
check("02.4a", epsilon_gradients)   # stuck? hint("02.4a") · done? solution("02.4a")

# %% [markdown]
# ## 02.5a A softmax with temperature
#
# Language models divide the inputs of softmax by a *temperature* $T > 0$: $p = \tau(z / T)$. With a small $T$, the largest
# input gets nearly all of the probability; with a large $T$, the probabilities become more even. Write the function that takes a vector
# `z`, with numbers from −30 to 30, and a number `T` from 0.25 to 10, and returns the Jacobian: row $i$, column $j$ holds
# $\partial p_i / \partial z_j$.

# %% question="02.5a"
def softmax_jacobian(z, T):
    ### BEGIN SOLUTION
    p = np.exp(z / T)
    p = p / p.sum()
    return (np.diag(p) - np.outer(p, p)) / T
    ### END SOLUTION

# %% check="02.5a" points=3
check("02.5a", softmax_jacobian)   # stuck? hint("02.5a") · done? solution("02.5a")

# %% [markdown]
# ## 02.5b In your own words
#
# Suppose you know only the outputs $p$ of a softmax. What can you find out about its inputs $z$, and what can you not? How
# does its Jacobian show this? And why can the input of a single sigmoid be found from its output? Write four to six
# sentences. A person reads your answer; if you are on your own, `solution("02.5b")` shows one to compare with.

# %% [markdown] explain="02.5b" points=2
# The outputs tell us all differences of the inputs, because pᵢ / pⱼ = exp(zᵢ − zⱼ), and so zᵢ − zⱼ = log(pᵢ / pⱼ). They do
# not tell us the inputs themselves. If the same number is added to all of them, numerator and denominator are multiplied by
# the same factor, and p does not change. The Jacobian shows this, because each of its rows sums to 0, so it sends the
# vector (1, …, 1) to 0. A matrix that sends a vector other than 0 to 0 has no inverse.
#
# A sigmoid has one input and one output, and its slope a (1 − a) is above 0 everywhere. Different inputs therefore give
# different outputs, and we can solve for the input: z = log(a / (1 − a)). One may also say that a sigmoid is the softmax of
# (z, 0), in which one input is fixed, so that no common number can be added.
#
# *For the reader.* 2 points: names adding a common number to all inputs as what $p$ cannot show, connects it with
# the Jacobian (rows that sum to 0, or $J$ times $(1, \dots, 1)$ is 0), and gives a reason for the sigmoid (strictly
# increasing, slope above 0, or the formula for $z$). 1 point: names the common number and one of the other two, or both
# reasons without naming the common number. 0 points: says only that the matrix is singular, or that information is lost.
#
# *Compare yours.*
#
# - Does it say which change of the inputs leaves all outputs as they are?
# - Does it say what can still be found from the outputs: differences of inputs, or ratios of exponentials?
# - Does it say which vector the Jacobian sends to 0, or what its rows sum to?
# - Does it give a reason why the sigmoid can be inverted, such as a slope that is above 0 everywhere?

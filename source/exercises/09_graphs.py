# %% [markdown]
# # Exercises 9 · Follow the chain rule through a graph
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("09.1a")` in a cell of your own gives the next of three hints. `solution("09.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## 09.1a Both derivatives
#
# The loss of lecture A's neuron is $\frac12(\sigma(wx+b) - t)^2$, all of its letters single numbers. Write the function
# that returns its derivatives with respect to `w` and `b`, in this order. Ask for the sigmoid only once.

# %% question="09.1a"
def gradient(w, x, b, t):
    ### BEGIN SOLUTION
    y = 1 / (1 + np.exp(-(w * x + b)))
    z_bar = (y - t) * y * (1 - y)
    return z_bar * x, z_bar
    ### END SOLUTION

# %% check="09.1a" points=3
check("09.1a", gradient)   # stuck? hint("09.1a") · done? solution("09.1a")

# %% [markdown]
# ## 09.2a The graph of the loss
#
# Lecture A asks you to plot this graph. Here is the loss as a program of single operations:
#
# ```
# p = w * x
# z = p + b
# y = σ(z)
# e = y - t
# s = e ** 2
# L = s / 2
# ```
#
# Sketch it, then give its edges as a list of pairs `("from", "to")`, in any order. Constants get no node.

# %% question="09.2a"
edges_of_loss = [...]
### BEGIN SOLUTION
edges_of_loss = [("w", "p"), ("x", "p"), ("p", "z"), ("b", "z"), ("z", "y"),
                 ("y", "e"), ("t", "e"), ("e", "s"), ("s", "L")]
### END SOLUTION

# %% check="09.2a" points=2
check("09.2a", edges_of_loss)   # stuck? hint("09.2a") · done? solution("09.2a")

# %% [markdown]
# ## 09.2b The graph of the regularised loss
#
# This one has two terms, and lecture A asks for it too. Now one line may hold several operations, and every name is one
# node:
#
# ```
# z = w * x + b
# y = σ(z)
# L = (y - t) ** 2 / 2
# R = w ** 2 / 2
# Lreg = L + lam * R
# ```

# %% question="09.2b"
edges_of_price = [...]
### BEGIN SOLUTION
edges_of_price = [("w", "z"), ("x", "z"), ("b", "z"), ("z", "y"), ("y", "L"), ("t", "L"),
                  ("w", "R"), ("L", "Lreg"), ("R", "Lreg"), ("lam", "Lreg")]
### END SOLUTION

# %% check="09.2b" points=2
check("09.2b", edges_of_price)   # stuck? hint("09.2b") · done? solution("09.2b")

# %% [markdown]
# ## 09.3a From the graph to its function
#
# Lecture A's exercise 1, with a graph of our own. Which function does it compute? Answer with a function of
# `w`, `x`, `y` in this order, or with a formula as text, such as `"s = x + y; s*s"`. It is judged at random points.

# %%
from lecture_lib.labs.graphs import unknown_graph_diagram

unknown_graph_diagram("09.3a")

# %% question="09.3a"
reading = ...
### BEGIN SOLUTION
reading = "s = w*x + y; tanh(s)*s - w"
### END SOLUTION

# %% check="09.3a" points=3
check("09.3a", reading)   # stuck? hint("09.3a") · done? solution("09.3a")

# %% [markdown]
# ## 09.4a Two paths
#
# Lecture A's example: $f = h_2 + e^{h_1 h_2}$ with $h_1 = \cos x$ and $h_2 = x^2$. Write the function that returns
# $\mathrm df/\mathrm dx$ at `x`, by the chain rule.

# %% question="09.4a"
def slope_of_f(x):
    ### BEGIN SOLUTION
    h1, h2 = np.cos(x), x**2
    e = np.exp(h1 * h2)
    return h2 * e * -np.sin(x) + (1 + h1 * e) * 2 * x
    ### END SOLUTION

# %% check="09.4a" points=3
check("09.4a", slope_of_f)   # stuck? hint("09.4a") · done? solution("09.4a")

# %% [markdown]
# ## 09.5a What do all derivatives cost?
#
# A graph is given by its `edges`, a list of pairs as above, and by two lists of names: its `inputs` and its `outputs`. You
# want the derivative of every output with respect to every input. Write the function that returns two numbers: the
# multiplications of forward mode, and those of reverse mode. Count every walk as passing all edges.

# %% question="09.5a"
def multiplications(edges, inputs, outputs):
    ### BEGIN SOLUTION
    return len(inputs) * len(edges), len(outputs) * len(edges)
    ### END SOLUTION

# %% check="09.5a" points=2
check("09.5a", multiplications)   # stuck? hint("09.5a") · done? solution("09.5a")

# %% [markdown]
# ## 09.5b In your own words
#
# A friend says: "Backpropagation is the chain rule, so it is no algorithm." What does the structured way do that the
# formula of the chain rule does not say? Name what is stored, what is done once instead of many times, and what happens
# where two paths meet. Four sentences are enough. This one is read by a person.

# %% [markdown] explain="09.5b" points=2
# *Write here.*

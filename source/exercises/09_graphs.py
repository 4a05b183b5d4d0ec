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
# ## 09.1a Three derivatives
#
# Take lecture A's neuron with tanh in place of the sigmoid. Its loss is $\frac12(\tanh(wx+b) - t)^2$, where all letters are
# single numbers. Write the function that returns the derivatives of the loss with respect to `w`, `b` and `x`, in this
# order. With the structured way, one tanh is enough.

# %% question="09.1a"
def gradient(w, x, b, t):
    ### BEGIN SOLUTION
    y = np.tanh(w * x + b)
    z_bar = (y - t) * (1 - y**2)
    return z_bar * x, z_bar, z_bar * w
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
edges_of_regularised_loss = [...]
### BEGIN SOLUTION
edges_of_regularised_loss = [("w", "z"), ("x", "z"), ("b", "z"), ("z", "y"), ("y", "L"),
                             ("t", "L"), ("w", "R"), ("L", "Lreg"), ("R", "Lreg"), ("lam", "Lreg")]
### END SOLUTION

# %% check="09.2b" points=2
check("09.2b", edges_of_regularised_loss)   # stuck? hint("09.2b") · done? solution("09.2b")

# %% [markdown]
# ## 09.2c From a network to its graph
#
# A dense network has the given `sizes`: `(2, 3, 1)` has two inputs, three hidden units and one output. Every unit has a
# bias and an activation. Draw the computational graph of its forward pass for one example, with one number per node: the
# inputs, the weights, the biases, and for each unit its pre-activation and its output. All products and sums of a
# pre-activation are done in its node. Write the function that returns how many nodes and how many edges the graph has.

# %% question="09.2c"
def graph_size(sizes):
    ### BEGIN SOLUTION
    nodes, edges = sizes[0], 0
    for n, m in zip(sizes[:-1], sizes[1:]):
        nodes += m * n + 3 * m
        edges += m * (2 * n + 1) + m
    return nodes, edges
    ### END SOLUTION

# %% check="09.2c" points=3
check("09.2c", graph_size)   # stuck? hint("09.2c") · done? solution("09.2c")

# %% [markdown]
# ## 09.3a From the graph to its function
#
# This is lecture A's exercise 1, with a graph of our own. Which function does it compute? Answer with a function of
# `w`, `x`, `y` in this order, or with a formula as text, such as `"s = x + y; s*s"`. It is tested at random points.

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
# In the notebook, $f$ reads $h_2$ twice. Now it reads $h_1$ twice, and the inner functions are others:
# $f = h_1 + e^{h_1 h_2}$ with $h_1 = \sin x$ and $h_2 = x^3$. Write the function that returns $\mathrm df/\mathrm dx$ at
# the number `x`.

# %% question="09.4a"
def slope_of_f(x):
    ### BEGIN SOLUTION
    h1, h2 = np.sin(x), x**3
    e = np.exp(h1 * h2)
    return (1 + h2 * e) * np.cos(x) + h1 * e * 3 * x**2
    ### END SOLUTION

# %% check="09.4a" points=3
check("09.4a", slope_of_f)   # stuck? hint("09.4a") · done? solution("09.4a")

# %% [markdown]
# ## 09.4b Write the engine
#
# Now write reverse mode yourself. A graph is given as `edges`, a list of triples `(start, end, local derivative)` in *any*
# order. Two nodes may be joined by two edges, as in $w \cdot w$. Return a dictionary with the adjoint of every node: the
# derivative of the node `result` with respect to it. A node on which `result` does not depend has the adjoint 0.
#
# For `[("x", "a", 2.0), ("a", "f", 3.0), ("x", "f", 5.0)]` and the result `"f"`, it returns
# `{"x": 11.0, "a": 3.0, "f": 1.0}`. A node must not send its messages before all of its own have arrived, and it sends
# each of them once. So find an order of the nodes first.

# %% question="09.4b"
def adjoints(edges, result):
    ### BEGIN SOLUTION
    order = []

    def visit(node):
        if node not in order:
            for start, end, _ in edges:
                if end == node:
                    visit(start)
            order.append(node)

    for node in [result, *(end for _, end, _ in edges)]:
        visit(node)
    bar = dict.fromkeys(order, 0.0)
    bar[result] = 1.0
    for node in reversed(order):
        for start, end, partial in edges:
            if end == node:
                bar[start] += bar[end] * partial
    return bar
    ### END SOLUTION

# %% check="09.4b" points=4
check("09.4b", adjoints)   # stuck? hint("09.4b") · done? solution("09.4b")

# %% [markdown]
# ## 09.5a What do all derivatives cost?
#
# A graph is given by its `edges`, a list of pairs as in 09.2a, and by two lists of names: its `inputs` and its `outputs`.
# You want the derivative of every output with respect to every input. Write the function that returns two numbers: the
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
# A friend says: "Backpropagation is only the chain rule, not an algorithm." What does the structured way do that the
# formula of the chain rule does not say? Name what is stored, what is done once instead of many times, and what happens
# where two paths meet. Four sentences are enough. A person reads this answer.

# %% [markdown] explain="09.5b" points=2
# The chain rule says what a derivative is equal to; it does not say in which order to compute it, or what to keep.
# Backpropagation first runs forwards and stores the value of every node, because the local derivatives are evaluated at
# these values. Then it goes backwards through the nodes, each after all nodes that read it, and computes each adjoint
# once. All derivatives further back use that stored adjoint, so each edge costs one multiplication, although the number
# of paths can grow exponentially with the depth. Where two paths meet, the messages are added, and only the sum is sent
# on.
#
# *For the reader.* 2 points: the answer has all three, that the values (or the adjoints) are stored, that each node or edge is done
# once although many paths share it, and that messages are added where paths meet. 1 point: two of the three, or all
# three as words without what they save. 0 points: only that the chain rule multiplies derivatives.
#
# *Compare yours.*
#
# - Does it say which numbers are stored, and why they are needed later?
# - Does it say in which order the nodes are visited?
# - Does it say what is computed once, though many paths lead through it?
# - Does it say that messages are added where two paths meet?

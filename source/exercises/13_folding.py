# %% [markdown]
# # Exercises 13 · Compose two networks and fold the input
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. In a cell of your own, `hint("13.1a")` gives the next of three hints, and `solution("13.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import MLP, check, hint, identity, relu, solution

# %% [markdown]
# ## 13.1a Bends by hand
#
# A first network goes straight from $(0, 0.2)$ to $(0.4, 1)$ and from there to $(1, 0.1)$. A second network bends at
# $y = 0.4$ and at $y = 0.7$. At which $x$ between 0 and 1 does the composition bend? You can do this on paper. Give a list
# of numbers.

# %% question="13.1a"
composition_bends = ...
### BEGIN SOLUTION
composition_bends = [0.1, 0.25, 0.4, 0.6, 0.8]
### END SOLUTION

# %% check="13.1a" points=2
check("13.1a", composition_bends)   # stuck? hint("13.1a") · done? solution("13.1a")

# %% [markdown]
# ## 13.2a Which inputs land here?
#
# A network with one input is straight between its corners: at the points `t` it has the values `v`, two arrays. No piece
# is level. Return all $x$ from `t[0]` to `t[-1]`, ends included, at which its value is `y`, each of them once. If there is
# none, return an empty list.

# %% question="13.2a"
def inputs_that_land(t, v, y):
    ### BEGIN SOLUTION
    found = []
    for t0, t1, v0, v1 in zip(t[:-1], t[1:], v[:-1], v[1:]):
        if min(v0, v1) <= y <= max(v0, v1):
            x = t0 + (y - v0) / (v1 - v0) * (t1 - t0)
            if not found or x - found[-1] > 1e-9:
                found.append(x)
    return found
    ### END SOLUTION

# %% check="13.2a" points=3
check("13.2a", inputs_that_land)   # stuck? hint("13.2a") · done? solution("13.2a")

# %% [markdown]
# ## 13.2b In your own words
#
# What does it mean that a network *folds* its input? Say which inputs come to lie on each other, what the second network can
# and cannot do with them, and why unfolding gives copies. Four sentences are enough. A person reads this answer.

# %% [markdown] explain="13.2b" points=2
# The first network gives one number y for each input x. Where it turns back, several inputs get the same y, so they lie on
# each other like the layers of folded paper. The second network receives only y. It can draw any curve over y that its units
# allow, but it cannot treat two inputs with the same y differently. Unfolded, each layer carries the same drawing, stretched
# by the slope of its piece, and on a falling piece the drawing runs backwards.
#
# *For the reader.* 2 points: inputs with the same y lie on each other, the second network cannot tell them apart, *and* each
# layer therefore carries a copy of one drawing (that copies may run backwards need not be said). 1 point: two of these three,
# or all three with the roles of the networks exchanged. 0 points: only that the function has many bends or regions.
#
# *Compare yours.*
#
# - Does it say which inputs lie on each other: those to which the first network gives the same y?
# - Does it say that the second network receives only y, so it cannot tell these inputs apart?
# - Does it say why there are copies: each layer shows the same drawing?
# - Does it say what happens on a falling piece?

# %% [markdown]
# ## 13.3a The same as one network
#
# `theta2` has one row $(\theta'_{j0}, \theta'_{j1})$ for each unit of the second network; `phi` holds $\phi_0, \phi_1, \dots$
# of the first one. Return the coefficients $\psi$ of lecture C as a matrix: one row for each unit of the second network,
# with $\psi_{j0}$ in front and $\psi_{j1}, \psi_{j2}, \dots$ after it.

# %% question="13.3a"
def psi_table(theta2, phi):
    ### BEGIN SOLUTION
    psi = np.outer(theta2[:, 1], phi)
    psi[:, 0] += theta2[:, 0]
    return psi
    ### END SOLUTION

# %% check="13.3a" points=3
check("13.3a", psi_table)   # stuck? hint("13.3a") · done? solution("13.3a")

# %% [markdown]
# ## 13.3b One after the other
#
# A small network is `(w, b, v, c)`: its hidden units are relu$(w_k x + b_k)$, its output is $v \cdot h + c$. Here `w`, `b` and
# `v` are arrays, `c` is a number. `first` and `second` are two such networks, `x` is an array of numbers. Return the output of
# the second network for that of the first, one number for each $x$.

# %% question="13.3b"
def composition(first, second, x):
    ### BEGIN SOLUTION
    for w, b, v, c in (first, second):
        x = np.maximum(np.outer(x, w) + b, 0) @ v + c
    return x
    ### END SOLUTION

# %% check="13.3b" points=2
check("13.3b", composition)   # stuck? hint("13.3b") · done? solution("13.3b")

# %% [markdown]
# ## 13.6a Thirteen regions from six units
#
# Build two networks, each with one input, at most three ReLU units and one output. Composed, they should have *exactly*
# thirteen linear regions on the whole line. The pair of notebook 13 has ten, the library's `sawtooth` sixteen, so a copy of
# either is not enough. Give both networks as a pair, the one that reads $x$ first. Write each as
# `MLP((W, b, relu), (v, c, identity))`, or use `linear_interpolant` from `lecture_lib.piecewise_linear`.

# %% question="13.6a"
two_networks = ...
### BEGIN SOLUTION
folds = MLP(([[1], [1], [1]], [0, -0.4, -0.6], relu), ([[2.5, -7.5, 7.5]], [0], identity))
draws = MLP(([[-1], [1], [1]], [0.2, -0.5, -0.8], relu), ([[1, -2, 3]], [0], identity))
two_networks = folds, draws
### END SOLUTION

# %% check="13.6a" points=3
check("13.6a", two_networks)   # stuck? hint("13.6a") · done? solution("13.6a")

# %% [markdown]
# ## 13.6b Count the parameters
#
# Return three numbers of parameters for a given `n`, weights and biases together: for two networks with one input, `n` hidden
# units and one output each; for the two merged into one network with the sizes 1, n, n, 1, every weight counted; and for one
# network with a single hidden layer of 2n units.

# %% question="13.6b"
def parameter_counts(n):
    ### BEGIN SOLUTION
    return 2 * (3 * n + 1), (n + n) + (n * n + n) + (n + 1), 6 * n + 1
    ### END SOLUTION

# %% check="13.6b" points=2
check("13.6b", parameter_counts)   # stuck? hint("13.6b") · done? solution("13.6b")

# %% [markdown]
# # Exercises 4 · Solve XOR with a hidden layer
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("04.2a")` in a cell of your own gives the next of three hints. `solution("04.2a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import MLP, check, hint, relu, sigmoid, sign, solution, step, tanh
from lecture_lib.threshold import INPUTS

# %% [markdown]
# ## 04.2a From the input space to the hidden space
#
# Lecture A asks where its sign network sends the points of the input space. Its hidden layer is
#
# $$h = \operatorname{Sgn}\!\left(\begin{bmatrix}1&1\\1&1\end{bmatrix} x - \begin{bmatrix}0.5\\1.5\end{bmatrix}\right)$$
#
# with the values −1 and +1. The notebook did the four corners. Where do the points (0.2, −0.5), (0.4, 0.4), (−1, 2) and
# (1.2, 0.5) land? Give a table of four rows, one per point in this order, and two columns, $h_1$ and $h_2$.

# %% question="04.2a"
hidden_points = [[..., ...], [..., ...], [..., ...], [..., ...]]
### BEGIN SOLUTION
hidden_points = [[-1, -1], [1, -1], [1, -1], [1, 1]]
### END SOLUTION

# %% check="04.2a" points=2
check("04.2a", hidden_points)   # stuck? hint("04.2a") · done? solution("04.2a")

# %% [markdown]
# ## 04.3a Lecture A's ReLU network, hidden points and outputs
#
# The slide of the ReLU network asks for both: the points in the hidden space, and the output. Write one function for a
# whole table of points. The rows of `X` are the points, shape (n, 2). Return the pair `(h, y)`: the hidden points `h`,
# shape (n, 2), and the outputs `y`, shape (n,), of
#
# $$y = \max\!\left(0, \begin{bmatrix}1\\-2\end{bmatrix}^{\!\top} h - 0.5\right), \qquad
# h = \max\!\left(0, \begin{bmatrix}1&1\\1&1\end{bmatrix} x + \begin{bmatrix}0\\-1\end{bmatrix}\right).$$

# %% question="04.3a"
def relu_network(X):
    ### BEGIN SOLUTION
    h = np.maximum(0, X @ np.ones((2, 2)) + [0, -1])
    return h, np.maximum(0, h @ [1, -2] - 0.5)
    ### END SOLUTION

# %% check="04.3a" points=2
check("04.3a", relu_network)   # stuck? hint("04.3a") · done? solution("04.3a")

# %% [markdown]
# ## 04.4a Any hidden layer, any points
#
# Write the transformation for every hidden layer. `W` has shape (m, 2), `c` has shape (m,), `g` is a function that takes
# an array, and the points are the rows of `X`, shape (n, 2). Return their images, shape (n, m).

# %% question="04.4a"
def hidden_images(W, c, g, X):
    ### BEGIN SOLUTION
    return g(X @ W.T + c)
    ### END SOLUTION

# %% check="04.4a" points=2
check("04.4a", hidden_images)   # stuck? hint("04.4a") · done? solution("04.4a")

# %% [markdown]
# ## 04.4b Build a network for XNOR
#
# XNOR is true when both inputs are *equal*. Build a network with one hidden layer that does it; two hidden units are
# enough. Any weights will do, and any activation of `sign`, `step`, `relu`, `sigmoid`, `tanh`. The answer counts as +1
# where the output unit's sum is above 0; a network that gives 0 and 1 may also be read at ½. A network is written
# `MLP((W, c, g), (w, b, g))`. `W` has one row per hidden unit, `w` has one row, and `b` is a list of one number.

# %% question="04.4b"
xnor = ...
### BEGIN SOLUTION
xnor = MLP(([[1, 1], [1, 1]], [0, -1], relu), ([[-1, 2]], [0.5], relu))
### END SOLUTION

# %% check="04.4b" points=3
check("04.4b", xnor)   # stuck? hint("04.4b") · done? solution("04.4b")

# %% [markdown]
# ## 04.5a Polar features about a centre
#
# The rings of the notebook lie around the origin. Rings elsewhere need polar features about their own centre. Write the
# function that turns points, the rows of `X` with shape (n, 2), into such features. `centre` has shape (2,). The first
# column is the distance from the centre. The second is the angle in radians between the $x_1$ direction and the arrow
# from the centre to the point; whole turns do not matter.

# %% question="04.5a"
def polar_features(X, centre):
    ### BEGIN SOLUTION
    d = X - centre
    return np.column_stack([np.hypot(d[:, 0], d[:, 1]), np.arctan2(d[:, 1], d[:, 0])])
    ### END SOLUTION

# %% check="04.5a" points=2
check("04.5a", polar_features)   # stuck? hint("04.5a") · done? solution("04.5a")

# %% [markdown]
# ## 04.6a How many parameters
#
# The three models of lecture D's figure 2.5 read two inputs. Give them *five*. How many parameters, weights and biases
# together, does each of them then have: logistic regression, one hidden layer of 4 units, and one of 10 units? Give three
# numbers.

# %% question="04.6a"
counts = [..., ..., ...]
### BEGIN SOLUTION
counts = [5 + 1, (5 * 4 + 4) + (4 + 1), (5 * 10 + 10) + (10 + 1)]
### END SOLUTION

# %% check="04.6a" points=1
check("04.6a", counts)   # stuck? hint("04.6a") · done? solution("04.6a")

# %% [markdown]
# ## 04.7a Stuck, in your own words
#
# A friend trains a 2-2-1 network with ReLU on XOR, and the loss stays at 0.477. Explain in four or five sentences what
# has happened in the hidden plane, why gradient descent does not get out, and what you would change first. A person
# reads your answer; if you are on your own, `solution("04.7a")` shows one to compare with.

# %% [markdown] explain="04.7a" points=2
# Three of the four corners lie where both hidden units are off, so all three land on (0, 0) in the hidden plane. The
# output unit cannot tell them apart. Two corners of one class and one of the other share that point, or the reverse, so
# its best choice for them is p = 1/3 or 2/3, the fraction of the three that have the target 1. That gives the loss 0.477;
# the fourth corner is already nearly right and adds almost nothing.
#
# At the three corners the slope of both ReLUs is 0, so these examples send no gradient to the hidden weights. Only the
# fourth corner still moves them, and the better it is classified, the less. In the runs of the notebook, none of the
# three corners was switched on again within 5000 more epochs. First I would use more hidden units, for example eight
# instead of two, or a leaky ReLU, whose slope is never 0; a few new starts help as well.
#
# *For the reader.* 2 points: says that three corners of both classes land on one hidden point, where both units are off;
# that a ReLU that is off passes no gradient back for these corners (the fourth may still move the lines); and names one
# remedy that works (more units, a leak, another activation, a new start). 1 point: two of the three. 0 points: only says
# that there is a local minimum or that the learning rate is wrong. Do not accept "their z can never change": the weights
# are shared, so it does change, but in the notebook's runs it never came above 0.
#
# *Compare yours.*
#
# - Does it say how many corners share one hidden point, and of which classes they are?
# - Does it say why the output unit then cannot do better than 1/3 or 2/3 for them?
# - Does it say which derivative is 0 there, and for which corners?
# - Does it say that the weights are shared, so that the fourth corner still acts on them?
# - Does it name a remedy, and why it should help?

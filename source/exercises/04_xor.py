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
# This is the task on lecture A's slide. Its sign network has the hidden layer
#
# $$h = \operatorname{Sgn}\!\left(\begin{bmatrix}1&1\\1&1\end{bmatrix} x - \begin{bmatrix}0.5\\1.5\end{bmatrix}\right)$$
#
# with the values −1 and +1. Where do the four corners (0,0), (0,1), (1,0), (1,1) land? Give a table of four rows, one a
# corner in this order, and two columns, $h_1$ and $h_2$.

# %% question="04.2a"
hidden_points = [[..., ...], [..., ...], [..., ...], [..., ...]]
### BEGIN SOLUTION
hidden_points = [[-1, -1], [1, -1], [1, -1], [1, 1]]
### END SOLUTION

# %% check="04.2a" points=2
check("04.2a", hidden_points)   # stuck? hint("04.2a") · done? solution("04.2a")

# %% [markdown]
# ## 04.3a Lecture A's ReLU network
#
# Write the whole network as a function of one input `x`, an array of two numbers. It returns the output, one number:
#
# $$y = \max\!\left(0, \begin{bmatrix}1\\-2\end{bmatrix}^{\!\top} h - 0.5\right), \qquad
# h = \max\!\left(0, \begin{bmatrix}1&1\\1&1\end{bmatrix} x + \begin{bmatrix}0\\-1\end{bmatrix}\right).$$

# %% question="04.3a"
def relu_network(x):
    ### BEGIN SOLUTION
    h = np.maximum(0, np.ones((2, 2)) @ x + [0, -1])
    return np.maximum(0, np.array([1, -2]) @ h - 0.5)
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
# XNOR is true when both inputs are *equal*. Build a network with two hidden units that does it. Any weights will do, and
# any activation of `sign`, `step`, `relu`, `sigmoid`, `tanh`. The answer is read as +1 where the output unit's sum
# is above 0. A network is written `MLP((W, c, g), (w, b, g))`, with `W` of two rows, `w` of one row, and `b` a list of one
# number.

# %% question="04.4b"
xnor = ...
### BEGIN SOLUTION
xnor = MLP(([[1, 1], [1, 1]], [0, -1], relu), ([[-1, 2]], [0.5], relu))
### END SOLUTION

# %% check="04.4b" points=3
check("04.4b", xnor)   # stuck? hint("04.4b") · done? solution("04.4b")

# %% [markdown]
# ## 04.5a Polar features
#
# Write the function that turns points, the rows of `X` with shape (n, 2), into polar features: column 0 the distance from
# the origin, column 1 the angle from the $x_1$ axis, in radians. Whole turns do not matter.

# %% question="04.5a"
def polar_features(X):
    ### BEGIN SOLUTION
    return np.column_stack([np.hypot(X[:, 0], X[:, 1]), np.arctan2(X[:, 1], X[:, 0])])
    ### END SOLUTION

# %% check="04.5a" points=2
check("04.5a", polar_features)   # stuck? hint("04.5a") · done? solution("04.5a")

# %% [markdown]
# ## 04.6a How many parameters
#
# How many weights and biases together have the three models of lecture D's figure 2.5: logistic regression on two
# inputs, one hidden layer of 4 units, one hidden layer of 10 units? Give three numbers.

# %% question="04.6a"
counts = [..., ..., ...]
### BEGIN SOLUTION
counts = [2 + 1, (2 * 4 + 4) + (4 + 1), (2 * 10 + 10) + (10 + 1)]
### END SOLUTION

# %% check="04.6a" points=1
check("04.6a", counts)   # stuck? hint("04.6a") · done? solution("04.6a")

# %% [markdown]
# ## 04.7a Stuck, in your own words
#
# A friend trains a 2-2-1 network with ReLU on XOR, and the loss stands still at 0.477. Explain in three or four
# sentences what has happened in the hidden plane, why gradient descent does not get out, and what you would change
# first. Write your answer below.

# %% [markdown] explain="04.7a" points=2
# *Write here.*

# %% [markdown]
# # Exercises 8 · Lower the loss by gradient descent
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("08.1a")` in a cell of your own gives the next of three hints. `solution("08.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## 08.1a The risk of probabilities
#
# `p` holds the probability that a network gives to class 1, one number per example and none of them 0 or 1. `y` holds the
# true classes, 0 or 1. Both have shape (n,). Write the empirical risk with the binary cross-entropy, with the natural
# logarithm.

# %% question="08.1a"
def entropy_risk(p, y):
    ### BEGIN SOLUTION
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    ### END SOLUTION

# %% check="08.1a" points=2
check("08.1a", entropy_risk)   # stuck? hint("08.1a") · done? solution("08.1a")

# %% [markdown]
# ## 08.2a One step on paper
#
# A linear neuron $f(x) = w x + b$ has $w = 2$ and $b = -1$. There are three examples $(x, y)$: (1, 3), (3, 1) and (2, −1).
# The risk is the mean of half the squared error. Take one step of gradient descent with learning rate 0.1. What are $w$
# and $b$ then?

# %% question="08.2a"
w_and_b = [..., ...]
### BEGIN SOLUTION
x, y = np.array([1, 3, 2]), np.array([3, 1, -1])
error = 2 * x - 1 - y
w_and_b = [2 - 0.1 * np.mean(error * x), -1 - 0.1 * np.mean(error)]
### END SOLUTION

# %% check="08.2a" points=2
check("08.2a", w_and_b)   # stuck? hint("08.2a") · done? solution("08.2a")

# %% [markdown]
# ## 08.2b The batches of an epoch
#
# `order` is a shuffled list of the numbers of all examples, such as `[3, 1, 4, 0, 2]`, and `size` the size of a batch.
# Write the function that returns the batches of one epoch as a list of lists, here `[[3, 1], [4, 0], [2]]` for size 2.
# No example may be lost, so the last batch may be smaller.

# %% question="08.2b"
def batches(order, size):
    ### BEGIN SOLUTION
    return [order[first:first + size] for first in range(0, len(order), size)]
    ### END SOLUTION

# %% check="08.2b" points=2
check("08.2b", batches)   # stuck? hint("08.2b") · done? solution("08.2b")

# %% [markdown]
# ## 08.2c A step with momentum
#
# Write one step of momentum, $v \leftarrow \beta v + g$ and $p \leftarrow p - \eta v$, for arrays `p` (parameters), `v`
# (velocity) and `g` (gradient). Return the pair `(p, v)` after the step. The arrays that come in should stay as they are.

# %% question="08.2c"
def momentum_step(p, v, g, rate, beta):
    ### BEGIN SOLUTION
    v = beta * v + g
    return p - rate * v, v
    ### END SOLUTION

# %% check="08.2c" points=2
check("08.2c", momentum_step)   # stuck? hint("08.2c") · done? solution("08.2c")

# %% [markdown]
# ## 08.2d The stability limit
#
# A quadratic risk has the Hessian `H`, a symmetric matrix with positive eigenvalues. Write the function that returns the
# learning rate up to which plain gradient descent does not diverge.

# %% question="08.2d"
def largest_rate(H):
    ### BEGIN SOLUTION
    return 2 / np.linalg.eigvalsh(H).max()
    ### END SOLUTION

# %% check="08.2d" points=2
check("08.2d", largest_rate)   # stuck? hint("08.2d") · done? solution("08.2d")

# %% [markdown]
# ## 08.3a What kind of point is it?
#
# `H` is the Hessian at a stationary point. Return `"minimum"`, `"saddle"`, `"maximum"`, or `"flat"` where eigenvalues of 0
# leave it open. Count an eigenvalue as 0 if its size is at most 1e-9. If one eigenvalue is positive and one negative, it is
# a saddle in any case.

# %% question="08.3a"
def kind_of_point(H):
    ### BEGIN SOLUTION
    values = np.linalg.eigvalsh(H)
    up, down = (values > 1e-9).any(), (values < -1e-9).any()
    if up and down:
        return "saddle"
    if (np.abs(values) <= 1e-9).any():
        return "flat"
    return "minimum" if up else "maximum"
    ### END SOLUTION

# %% check="08.3a" points=3
check("08.3a", kind_of_point)   # stuck? hint("08.3a") · done? solution("08.3a")

# %% [markdown]
# ## 08.3b In your own words
#
# A paper shows coloured plots of two loss landscapes, each a slice along two random directions through a trained network:
# one smooth, one rugged. The authors conclude that the first network has found a minimum and is easier to train. What can
# be read from such a slice, and what not? Four sentences are enough. A person reads this answer.

# %% [markdown] explain="08.3b" points=2
# A slice shows the true risk, but only along two directions out of all the weights. If it falls anywhere in the slice, the
# point is not a minimum, so a slice can refute one. It cannot prove one: the curvature along a random direction averages
# all eigenvalues of the Hessian, and a few large positive ones hide many small negative ones. In the notebook, 22 of 105
# eigenvalues are negative, and all random slices show a bowl. Nor does a slice show the path of training, since a random
# plane keeps only about $\sqrt{2/d}$ of it. Whether a network is easier to train has to be measured by training it several
# times. To compare two plots at all, the directions must be scaled alike, because a network with larger weights
# looks smoother at the same step.
#
# *For the reader.* 2 points: the answer has two things. A slice is two directions of very many, so it cannot show a minimum
# (with a reason, such as averaged curvature or hidden negative eigenvalues), and ease of training does not follow from it
# (the path is not in the plane, or it has to be measured). 1 point: one of them with its reason, or both without. 0 points: the
# authors are right, or only that pictures can mislead.
#
# *Compare yours.*
#
# - Does it say how many directions a slice shows, out of how many?
# - Does it give a reason why a saddle can look like a bowl in a slice?
# - Does it say what a slice can show, or what it can refute?
# - Does it say how to find out which network is easier to train?

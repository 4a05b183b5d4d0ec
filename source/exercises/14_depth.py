# %% [markdown]
# # Exercises 14 · Weigh depth against width
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. In a cell of your own, `hint("14.1a")` gives the next of three hints, and `solution("14.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import MLP, check, hint, identity, relu, solution

# %% [markdown]
# ## 14.1a Count the regions
#
# A shallow network with one input is $f(x) = \sum_j v_j \max(0, w_j x + b_j)$. Write the function that counts its linear
# regions on the whole line. `w`, `b` and `v` are arrays of the same length. Mind units that never switch, units whose output
# weight is 0, and units that share a joint. Joints that differ only by rounding errors count as one. All others are at least
# 0.001 apart.

# %% question="14.1a"
def count_regions(w, b, v):
    ### BEGIN SOLUTION
    turns = {}
    for w_j, b_j, v_j in zip(w, b, v):
        if w_j != 0:
            t = round(-b_j / w_j, 9)
            turns[t] = turns.get(t, 0) + v_j * abs(w_j)
    return 1 + sum(abs(turn) > 1e-9 for turn in turns.values())
    ### END SOLUTION

# %% check="14.1a" points=3
check("14.1a", count_regions)   # stuck? hint("14.1a") · done? solution("14.1a")

# %% [markdown]
# ## 14.2a The cost of a shape
#
# One input, `depth` hidden layers of `width` units each, one output. Write the function that counts weights and biases.
# For `width = 10` and `depth = 5` lecture C says 471.

# %% question="14.2a"
def parameters(width, depth):
    ### BEGIN SOLUTION
    return 2 * width + (depth - 1) * width * (width + 1) + width + 1
    ### END SOLUTION

# %% check="14.2a" points=2
check("14.2a", parameters)   # stuck? hint("14.2a") · done? solution("14.2a")

# %% [markdown]
# ## 14.2b The widest within a budget
#
# Write the function that returns the largest width with which `depth` hidden layers, all of that width, have at most
# `budget` parameters. The network reads `n_in` numbers and gives `n_out`. At least one unit per layer fits the budget.

# %% question="14.2b"
def widest(budget, depth, n_in, n_out):
    ### BEGIN SOLUTION
    def cost(n):
        return n * (n_in + 1) + (depth - 1) * n * (n + 1) + n_out * (n + 1)
    n = 1
    while cost(n + 1) <= budget:
        n += 1
    return n
    ### END SOLUTION

# %% check="14.2b" points=2
check("14.2b", widest)   # stuck? hint("14.2b") · done? solution("14.2b")

# %% [markdown]
# ## 14.2c Two bounds
#
# A network reads $n_0 = 2$ numbers and has $K = 3$ hidden layers of $n = 5$ ReLU units. How many linear regions does
# some network of this shape have at least, by Montúfar's bound? And which number can none of them exceed, if every layer
# multiplies by the most that five lines make of the plane? Give both numbers, in this order.

# %% question="14.2c"
bounds = [..., ...]
### BEGIN SOLUTION
cells_of_5_lines = 1 + 5 + 10
bounds = [(5 // 2) ** ((3 - 1) * 2) * cells_of_5_lines, cells_of_5_lines ** 3]
### END SOLUTION

# %% check="14.2c" points=2
check("14.2c", bounds)   # stuck? hint("14.2c") · done? solution("14.2c")

# %% [markdown]
# ## 14.3a Build it
#
# Notebook 14 builds powers of two from hats. Here, build a ReLU network from one number to one number that has *exactly* 27
# linear regions on $[0, 1]$, with at most 34 parameters. They are counted exactly. Write it as
# `MLP((W, b, relu), ..., (W, b, identity))`.

# %% question="14.3a"
my_net = ...
### BEGIN SOLUTION
first = ([[1.0], [1.0], [1.0]], [0.0, -1 / 3, -2 / 3], relu)
again = ([[3.0, -6.0, 6.0]] * 3, [0.0, -1 / 3, -2 / 3], relu)
my_net = MLP(first, again, again, ([[3.0, -6.0, 6.0]], [0.0], identity))
### END SOLUTION

# %% check="14.3a" points=3
check("14.3a", my_net)   # stuck? hint("14.3a") · done? solution("14.3a")

# %% [markdown]
# ## 14.5a In your own words
#
# Networks of 15,000 parameters learn 4000 random labels by heart. What does that show, and what does it not show, about
# the same networks trained with the true labels? How would you find out how good they are? Four sentences are enough. A
# person reads this answer.

# %% [markdown] explain="14.5a" points=2
# It shows capacity: these networks can store any labels of 4000 examples, and gradient descent finds weights that do so. So a
# training error of 0 with the true labels does not show that anything has been learned about new examples. It does not show
# that the same networks generalise badly: with the true labels they made about 40% of mistakes on new signals, where guessing
# makes 90%. To find out how good they are, measure the error on examples that were not used in training, for several seeds.
#
# *For the reader.* 2 points: random labels show that the networks *can* memorise, so the training error tells nothing about
# new examples; they do *not* show that the networks generalise badly with true labels; and the error on held-out examples
# decides. 1 point: two of these three. 0 points: only that the networks are large or overfit, or that random labels prove
# bad generalisation.
#
# *Compare yours.*
#
# - Does it say that the networks are able to store any labels?
# - Does it conclude that a training error of 0 tells nothing about new examples?
# - Does it say that this does not prove bad generalisation with the true labels?
# - Does it name examples that were not used in training as the way to find out?

# %% [markdown]
# # Exercises 3 · Teach a perceptron with its mistakes
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("03.1a")` in a cell of your own gives the next of three hints. `solution("03.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## 03.1a The unit's answer
#
# Write the function that returns a perceptron's answer, −1 or +1, for one example. `w` and `x` have shape (d,), `b` is a
# number. A score of exactly 0 is answered with −1, as lecture A has it.

# %% question="03.1a"
def answer(w, b, x):
    ### BEGIN SOLUTION
    return 1 if w @ x + b > 0 else -1
    ### END SOLUTION

# %% check="03.1a" points=2
check("03.1a", answer)   # stuck? hint("03.1a") · done? solution("03.1a")

# %% [markdown]
# ## 03.1b One step of the rule
#
# Write the function that shows the unit one example and returns the weights and the bias afterwards, as `(w, b)`.
# `truth` is the true label, −1 or +1, and `rate` is the learning rate $\eta$. Leave the arrays that you are given as
# they are.

# %% question="03.1b"
def learn_from(w, b, x, truth, rate):
    ### BEGIN SOLUTION
    error = (1 if w @ x + b > 0 else -1) - truth
    return w - rate * error * x, b - rate * error
    ### END SOLUTION

# %% check="03.1b" points=3
check("03.1b", learn_from)   # stuck? hint("03.1b") · done? solution("03.1b")

# %% [markdown]
# ## 03.2a Weights for NAND
#
# NAND is +1 unless both inputs are 1. Give weights and a bias with which one unit computes it. Many are right.

# %% question="03.2a"
w1, w2, b = ..., ..., ...
### BEGIN SOLUTION
w1, w2, b = -1, -1, 1.5
### END SOLUTION

# %% check="03.2a" points=1
check("03.2a", (w1, w2, b))   # stuck? hint("03.2a") · done? solution("03.2a")

# %% [markdown]
# ## 03.2b Why there are no weights for XNOR
#
# XNOR is +1 where both inputs are equal. At each corner it wants an inequality: a score above 0 at $(0,0)$ and $(1,1)$,
# a score of at most 0 at $(0,1)$ and $(1,0)$. Turn the last two round, so that all four say "… > 0" or "… ≥ 0". How often
# must each be taken, in the order $(0,0), (0,1), (1,0), (1,1)$, so that in the sum $w_1$, $w_2$ and $b$ all cancel?

# %% question="03.2b"
taken = [..., ..., ..., ...]
### BEGIN SOLUTION
taken = [3, 2, 2, 1]
### END SOLUTION

# %% check="03.2b" points=2
check("03.2b", taken)   # stuck? hint("03.2b") · done? solution("03.2b")

# %% [markdown]
# ## 03.3a The margin
#
# Write the function that returns the margin with which the line $w^\top x + b = 0$ separates the examples: the distance of
# the nearest one, counted negative if any lies on the wrong side. `X` has one example a row, shape (n, d), and `y` holds
# the labels −1 and +1. Here $w$ may have any length.

# %% question="03.3a"
def margin(w, b, X, y):
    ### BEGIN SOLUTION
    return np.min(y * (X @ w + b)) / np.linalg.norm(w)
    ### END SOLUTION

# %% check="03.3a" points=3
check("03.3a", margin)   # stuck? hint("03.3a") · done? solution("03.3a")

# %% [markdown]
# ## 03.4a Count the mistakes of a run
#
# Start from $w = 0$, $b = 0$ and show the unit the examples `X[i]`, `y[i]` for each `i` in `order`. Return how many of
# them it got wrong at the moment when they were shown.

# %% question="03.4a"
def count_mistakes(X, y, order):
    ### BEGIN SOLUTION
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, 0
    for i in order:
        guess = 1 if w @ X[i] + b > 0 else -1
        if guess != y[i]:
            w, b, mistakes = w + 2 * y[i] * X[i], b + 2 * y[i], mistakes + 1
    return mistakes
    ### END SOLUTION

# %% check="03.4a" points=3
check("03.4a", count_mistakes)   # stuck? hint("03.4a") · done? solution("03.4a")

# %% [markdown]
# ## 03.4b In your own words
#
# The bound $(R/\gamma)^2$ speaks of a widest line that nobody knows while the rule runs. How can the bound hold all the
# same? And what does it tell you about a run that has already erred 1000 times? Four sentences are enough. This one is
# read by a person.

# %% [markdown] explain="03.4b" points=2
# *Write here.*

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
# NAND is +1 unless both inputs are 1. Give weights and a bias with which one unit computes it. Many choices are right.

# %% question="03.2a"
w1, w2, b = ..., ..., ...
### BEGIN SOLUTION
w1, w2, b = -1, -1, 1.5
### END SOLUTION

# %% check="03.2a" points=1
check("03.2a", (w1, w2, b))   # stuck? hint("03.2a") · done? solution("03.2a")

# %% [markdown]
# ## 03.2b Why no line separates four points
#
# Move one corner of XNOR: the points $(0,0)$ and $(2,2)$ are $+1$, the points $(0,1)$ and $(1,0)$ are $-1$. Each point
# asks for one inequality, a score above 0 where the label is $+1$ and a score of at most 0 where it is $-1$. Turn the
# two inequalities of $(0,1)$ and $(1,0)$ around, so that all four say "… > 0" or "… ≥ 0". How often must each be taken,
# in the order $(0,0), (0,1), (1,0), (2,2)$, so that $w_1$, $w_2$ and $b$ all cancel in the sum?

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
# Write the function that returns the margin with which the line $w^\top x + b = 0$ separates the examples: the smallest
# of their distances from it, where a distance counts as negative if the example lies on the wrong side. `X` has one
# example per row, shape (n, d), and `y` holds the labels −1 and +1. Here $w$ may have any length except 0.

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
# Start from $w = 0$, $b = 0$ and show the unit the examples `X[i]`, `y[i]` for each `i` in `order`, with the learning
# rule of section 03.1; a score of exactly 0 counts as −1. Return how many of them it got wrong at the moment when they
# were shown.

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
# The bound $(R/\gamma)^2$ contains the widest margin $\gamma$, which is unknown while the rule runs. How can the bound
# hold all the same? And what does it tell you about a run that has already made 1000 mistakes? Four sentences are
# enough. A person reads your answer; if you are on your own, `solution("03.4b")` shows one to compare with.

# %% [markdown] explain="03.4b" points=2
# The rule never uses γ or the line behind it; only the proof does. The proof compares the weights of the run with the
# weights v* of *some* line that separates the examples. Each mistake adds at least a fixed amount to the component of the
# weights along v*, while their length grows only like the square root of the number of mistakes. For that it is enough
# that such a line exists. Every line that separates the examples gives a bound, and the widest one gives the smallest
# bound, so that is the one we state.
#
# After 1000 mistakes we know that (R/γ)² ≥ 1000, if there is a γ at all. Either the examples can be separated, but only
# with a margin of at most R/√1000, about 3% of R, or no line separates them and the run never ends. The run itself does
# not tell which of the two is the case.
#
# *For the reader.* 2 points: says that the line is used only in the proof and need not be known, because its existence is
# enough; and that after 1000 mistakes either γ ≤ R/√1000 or no line separates the examples. 1 point: one of the two.
# 0 points: says that the rule finds the widest line, or that after 1000 mistakes the examples cannot be separated.
#
# *Compare yours.*
#
# - Does it say where the separating line is used: in the rule, or only in the proof?
# - Does it say that it is enough that such a line exists?
# - Does it turn 1000 mistakes into a statement about R/γ?
# - Does it leave both cases open: a narrow margin, and no separating line at all?

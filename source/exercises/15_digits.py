# %% [markdown]
# # Exercises 15 · See which features a network learns from digits
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("15.1a")` in a cell of your own gives the next of three hints. `solution("15.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## 15.1a Read by the nearest mean
#
# Write the baseline as a function. `X` has shape (n, d), one training image per row; `c` holds the n classes, whole
# numbers from 0 up, and each class occurs at least once. `Q` has shape (m, d): new images. Return m whole numbers: for
# each row of `Q`, the class whose mean image is nearest, by the usual (Euclidean) distance. The function must work for
# any number of classes and pixels.

# %% question="15.1a"
def read_by_nearest_mean(X, c, Q):
    ### BEGIN SOLUTION
    means = np.stack([X[c == k].mean(axis=0) for k in range(c.max() + 1)])
    return ((Q[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
    ### END SOLUTION

# %% check="15.1a" points=3
check("15.1a", read_by_nearest_mean)   # stuck? hint("15.1a") · done? solution("15.1a")

# %% [markdown]
# ## 15.2a The confusion matrix
#
# The arrays `true` and `read` hold one class per example, whole numbers from 0 to k − 1: what the image shows, and what
# the network read. Return a table of k rows and k columns: in row i and column j, how many examples of class i were
# read as class j.

# %% question="15.2a"
def confusions(true, read, k):
    ### BEGIN SOLUTION
    counts = np.zeros((k, k), int)
    for t, r in zip(true, read):
        counts[t, r] += 1
    return counts
    ### END SOLUTION

# %% check="15.2a" points=2
check("15.2a", confusions)   # stuck? hint("15.2a") · done? solution("15.2a")

# %% [markdown]
# ## ROW 15.3 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 15.4 (replace this cell by the questions of this row, or delete it)


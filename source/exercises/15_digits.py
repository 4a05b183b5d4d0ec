# %% [markdown]
# # Exercises 15 · See which features a network learns from digits
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. In a cell of your own, `hint("15.1a")` gives the next of three hints, and `solution("15.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## 15.1a Read by the nearest mean
#
# Write the baseline as a function. `X` has shape (n, d), one training image per row; `c` holds the n classes, whole
# numbers of at least 0, and each class occurs at least once. `Q` has shape (m, d): new images. Return m whole numbers:
# for each row of `Q`, the class whose mean image is nearest, by the usual (Euclidean) distance. The function must work
# for any number of classes and pixels.

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
# ## 15.3a The images that excite each unit most
#
# A layer has weights `W` of shape (m, d), one row per unit, and biases `b` of shape (m,). The images are the rows of
# `X`, shape (n, d). Write the function that returns, for each of the m units, the row numbers of the `k` images whose
# pre-activation $z$ is largest, the largest first. Row numbers count from 0. Return a table of shape (m, k).

# %% question="15.3a"
def most_exciting(W, b, X, k):
    ### BEGIN SOLUTION
    Z = X @ W.T + b
    return np.argsort(-Z, axis=0)[:k].T
    ### END SOLUTION

# %% check="15.3a" points=2
check("15.3a", most_exciting)   # stuck? hint("15.3a") · done? solution("15.3a")

# %% [markdown]
# ## 15.4a Principal components of a batch
#
# Write the function that projects a batch `X`, shape (n, d), onto its first `k` principal components. Return the
# coordinates, shape (n, k), with the direction of largest variance in the first column. The sign of each column is
# free.

# %% question="15.4a"
def principal_components(X, k):
    ### BEGIN SOLUTION
    D = X - X.mean(axis=0)
    U, S, Vt = np.linalg.svd(D, full_matrices=False)
    return D @ Vt[:k].T
    ### END SOLUTION

# %% check="15.4a" points=2
check("15.4a", principal_components)   # stuck? hint("15.4a") · done? solution("15.4a")

# %% [markdown]
# ## 15.4b Centre a drawing as MNIST does
#
# Write the function that moves an image, a table of 28 × 28 numbers from 0 (paper) to 1 (ink), by whole pixels, so
# that the centre of mass of its ink comes as near as possible to row 14 and column 14, counted from 0. The images
# of the check have enough paper round the ink that nothing is lost, and no centre of mass lies halfway between two
# possibilities.

# %% question="15.4b"
def centre_image(image):
    ### BEGIN SOLUTION
    position = np.arange(28)
    row = image.sum(axis=1) @ position / image.sum()
    column = image.sum(axis=0) @ position / image.sum()
    return np.roll(image, (round(14 - row), round(14 - column)), (0, 1))
    ### END SOLUTION

# %% check="15.4b" points=2
check("15.4b", centre_image)   # stuck? hint("15.4b") · done? solution("15.4b")

# %% [markdown]
# ## 15.4c Why the network was fooled
#
# Take a drawing that fooled the network in the card *Draw a digit* (or, if none did, a held-out digit that it
# misreads). Say in three to five sentences what you drew, what the network read and with what probability, what
# the nearest training images show, and why the network was fooled. Then say what you would change to make it read
# this drawing, and how you would test whether the change helped. A person reads this answer.

# %% [markdown] explain="15.4c" points=2
# I drew a seven with a bar through its stem. The network read 2 with probability 0.81
# and 7 with 0.12. Among the five nearest training images are three sevens without a bar and two twos. Hardly any
# seven among the 4000 training images has a bar, so no unit has learned that a bar may belong to a seven: the ink
# of the bar meets weights that training adjusted for other digits, and their products push the sums of units that
# vote for 2. The network compares sums of weighted pixels, and it has no notion of a stroke that could be left out.
# It is also sure of itself, because softmax turns a difference of a few units between two logits into a probability
# near 1, whether or not anything like the drawing was in the training data. I would add sevens with a bar to the
# training images, train again from several starts, and compare the accuracy on *other* barred sevens and on the old
# test set with the accuracy before, with an interval for each.
#
# *For the reader.* 2 points: the answer describes a drawing with the network's reading, relates the failure to
# what the training data contain or lack (or to preprocessing: position, size, thickness of the pen), explains it by
# how the network computes (weighted sums of pixels, no notion of strokes or shifts, softmax sure far from the
# data), and proposes a change *with a test on images that were not used for it*. 1 point: a cause that fits the
# drawing, but the test of the change is missing or uses the same drawing; or a sound test without a cause.
# 0 points: "the drawing was ugly" or "the network is bad" without a cause. Any digit is fine, and so are causes other
# than these if the nearest images support them.
#
# *Compare yours.*
#
# - Does it say what you drew, what the network read, and with what probability?
# - Does it use the nearest training images as evidence?
# - Does it explain the mistake by what the network computes, not by how the drawing looks?
# - Does it propose a change, and a test on images that were not used for it?

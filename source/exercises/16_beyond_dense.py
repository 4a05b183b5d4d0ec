# %% [markdown]
# # Exercises 16 · Go beyond dense layers
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("16.1a")` in a cell of your own gives the next of three hints. `solution("16.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## ROW 16.1 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 16.2 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 16.3 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## 16.4a A convolution of one volume
#
# Write a convolutional layer for one image with loops, or without. `x` is a volume (height, width, channels), `K` holds the
# kernels, shape (k, k, channels, number of kernels), and `b` one bias per kernel. `padding` rows and columns of zeros are
# put on every side of the image, and the kernel moves by `stride`. Return the output volume, with the axes height, width
# and channels:
#
# $$y_{ijo} = b_o + \sum_{u,v,c} \tilde x_{\,is+u,\;js+v,\;c}\; K_{uvco}, \qquad \tilde x = \text{the padded image}.$$

# %% question="16.4a"
def convolve(x, K, b, stride, padding):
    ### BEGIN SOLUTION
    x = np.pad(x, ((padding, padding), (padding, padding), (0, 0)))
    k, s = len(K), stride
    sides = [(side - k) // s + 1 for side in x.shape[:2]]
    y = np.zeros((*sides, len(b)))
    for i, j in np.ndindex(*sides):
        patch = x[i * s:i * s + k, j * s:j * s + k]
        y[i, j] = np.tensordot(patch, K, 3) + b
    return y
    ### END SOLUTION

# %% check="16.4a" points=3
check("16.4a", convolve)   # stuck? hint("16.4a") · done? solution("16.4a")

# %% [markdown]
# ## 16.4b In your own words
#
# VGG19 ends with a volume of 7 × 7 × 512 and three dense layers of 4096, 4096 and 1000 units. Somebody replaces the
# three by two steps: the mean of each of the 512 channels over its 7 × 7 numbers, and one dense layer of 1000 units. How
# many parameters does the network have then, roughly what part of the multiplications has been saved, and what does
# the network no longer know about what it has found? Three sentences are enough.

# %% [markdown] explain="16.4b" points=2
# The new dense layer has 513 · 1000 = 513,000 parameters, so about 20.5 million remain of 143.7 million. The work hardly
# changes: the three dense layers make about 124 million of 19.6 billion multiplications, 0.6 %, because each of their
# weights is used once and a kernel's weight at every position. The mean keeps whether, and how strongly, a feature is
# there, but loses where in the 7 × 7 it was found, so the last layer cannot tell one arrangement of parts from another.
#
# *For the reader.* 2 points: the parameters (20.5 million, or a sixth to a seventh of what there was), hardly any work
# saved (under 1 %), and the position as what is lost. 1 point: two of the three. 0 points: one, or none. Whoever counts
# 20,024,384 + 513,000 = 20,537,384 exactly has counted rightly. That convolutions before the mean still see
# neighbourhoods is a good remark, but not needed.

# %% [markdown]
# ## ROW 16.5 (replace this cell by the questions of this row, or delete it)


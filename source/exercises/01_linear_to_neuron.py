# %% [markdown]
# # Exercises 1 · Build a neuron from a linear model
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("01.1a")` in a cell of your own gives the next of three hints. `solution("01.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## 01.1a The subgradient of a batch
#
# A support vector machine has the cost
#
# $$P(w, b) = \frac1n \sum_i \max(0, 1 - m_i) + \frac{\lambda}{2} \lVert w \rVert^2, \qquad m_i = y_i (w^\top x_i + b).$$
#
# Write the function that returns a subgradient of it for one batch: `dw`, of the shape of `w`, and `db`, a number. The
# examples are the rows of `X`, shape (n, d), `y` holds n labels −1 or +1, and `penalty` is λ. No margin that is tried
# is exactly 1, so there is only one right answer.

# %% question="01.1a"
def svm_subgradient(w, b, X, y, penalty):
    ### BEGIN SOLUTION
    m = y * (X @ w + b)
    dz = -y * (m < 1) / len(y)
    return dz @ X + penalty * w, dz.sum()
    ### END SOLUTION

# %% check="01.1a" points=3
check("01.1a", svm_subgradient)   # stuck? hint("01.1a") · done? solution("01.1a")

# %% [markdown]
# ## 01.1b From the dual variables to the line
#
# The dual problem has been solved. You are given the numbers $\alpha_i$, each from 0 to 1, with the data and the
# penalty λ. Return `w` and `b` of the line that belongs to them. At least one example has an α strictly between
# 0 and 1.

# %% question="01.1b"
def line_from_dual(alpha, X, y, penalty):
    ### BEGIN SOLUTION
    w = (alpha * y) @ X / (penalty * len(y))
    i = np.flatnonzero((alpha > 0) & (alpha < 1))[0]
    return w, y[i] - w @ X[i]
    ### END SOLUTION

# %% check="01.1b" points=3
check("01.1b", line_from_dual)   # stuck? hint("01.1b") · done? solution("01.1b")

# %% [markdown]
# ## 01.2a One cell of a histogram of oriented gradients
#
# `gx` and `gy` are two arrays of the same shape: the two components of the gradient at each pixel of one cell. Return
# the cell's histogram, an array of `bins` numbers. Sector number $k$ covers the directions from $k\pi/\text{bins}$ up to
# $(k+1)\pi/\text{bins}$, measured from the first axis towards the second; opposite directions count as the same. Each pixel
# votes for the sector of its gradient's direction, with the gradient's length. In this exercise a vote is not shared
# between neighbouring sectors.

# %% question="01.2a"
def cell_histogram(gx, gy, bins):
    ### BEGIN SOLUTION
    sector = (np.arctan2(gy, gx) % np.pi / np.pi * bins).astype(int) % bins
    return np.bincount(sector.ravel(), np.hypot(gx, gy).ravel(), minlength=bins)
    ### END SOLUTION

# %% check="01.2a" points=3
check("01.2a", cell_histogram)   # stuck? hint("01.2a") · done? solution("01.2a")

# %% [markdown]
# ## 01.2b Is the network worth it?
#
# A colleague has a table of 300 machines with 8 measurements each. On one random split, her network gets 93% of 75 new
# machines right, and a forest of trees 91%. She wants to keep the network. Say in three or four sentences whether these
# numbers support that, and what you would measure before you decide. A person reads your answer; if you are on your own,
# `solution("01.2b")` shows one to compare with.

# %% [markdown] explain="01.2b" points=2
# The numbers do not support it. On 75 machines, 93% and 91% are 70 and 68 right, a difference of two machines. The 95%
# interval of one such fraction reaches about six percentage points to either side, so one more or less lucky split can
# reverse the order. I would repeat the comparison on ten or more random splits, train both on the same ones, and
# look at the mean of the differences with its interval. I would also add a linear model: for few examples and few
# features the simplest model may do as well, and then it is the one to keep.
#
# *For the reader.* 2 points: the answer says that the difference is not larger than chance (in numbers, or by the size
# of the test set), and it asks for several splits, with the difference of both models on the same split or with
# intervals. 1 point: only one of the two, or "more data" without saying what is compared. 0 points: the network is kept
# because 93 is more than 91.
#
# *Compare yours.*
#
# - Does it say how many machines the two percentages differ by?
# - Does it compare that difference with what chance does on 75 machines?
# - Does it ask for several splits, with both models on the same ones?
# - Does it say what result would decide, or name a simpler model to compare with?

# %% [markdown]
# ## 01.3a One step of a spiking neuron
#
# Write one step of the leaky integrate-and-fire neuron, for several neurons at once. `v` and `current` are arrays of k
# numbers, the potentials above rest in mV and the currents in nA; `R` (MΩ), `tau` (ms), `threshold` (mV) and `dt` (ms)
# are numbers. During the step the current is constant, so solve $\tau\,dv/dt = -v + R\,I$ exactly. A neuron whose new
# potential reaches the threshold fires, and its potential becomes 0; there is no dead time. Return two arrays: the
# potentials after the step, and for each neuron whether it fired.

# %% question="01.3a"
def lif_step(v, current, R, tau, threshold, dt):
    ### BEGIN SOLUTION
    v = R * current + np.exp(-dt / tau) * (v - R * current)
    fired = v >= threshold
    return np.where(fired, 0, v), fired
    ### END SOLUTION

# %% check="01.3a" points=3
check("01.3a", lif_step)   # stuck? hint("01.3a") · done? solution("01.3a")

# %% [markdown]
# ## 01.3b What an artificial neuron cannot tell apart
#
# Two currents have the same mean over 100 ms. Under the first, a leaky integrate-and-fire neuron fires four times, under
# the second not at all. How is that possible? What would an artificial neuron answer to the two, if it gets the mean
# current as its input, and why? Name one task for which this does not matter, or one for which it does. Four or five
# sentences are enough. A person reads your answer; if you are on your own, `solution("01.3b")` shows one to compare with.

# %% [markdown] explain="01.3b" points=2
# The second current never gets the potential up to the threshold: it is spread out, and R·I stays
# below the threshold all the time, so what it brings in leaks away as fast as it comes. The first brings the same charge
# in a short time. During that time R·I is above the threshold, and the potential reaches it four times before much of
# it can leak away. An artificial neuron has no time: it receives one number, the mean, and the two means are equal, so
# it gives the same output to both. For a picture in which nothing moves, that does not matter, because all inputs are
# there at once. To hear from which side a sound comes, it would matter, because there the times of arrival carry the
# information.
#
# *For the reader.* 2 points: both halves are there. The leak (or: the current must be above the rheobase for a while) is
# the reason why the packed current fires and the spread one does not; and the artificial neuron gives equal outputs
# *because* its input is one number without time. Any sensible task counts; without a task, both halves still give 2
# if the reasons are clear. 1 point: only one of the halves, or both claimed without a reason. 0 points: that the
# two currents carry different charge, or that the neuron fires by chance.
#
# *Compare yours.*
#
# - Does it name the leak as the reason why the same charge can fire or not?
# - Does it say that the current has to be above the rheobase for a while?
# - Does it say that an artificial neuron gives the same output to both, and why?
# - Does it name a task, and say whether the time of arrival matters there?

# %% [markdown]
# ## 01.5a One neuron, many examples, no separate bias
#
# Write one neuron for a whole batch, with the bias folded in. `w` has d + 1 numbers, and `w[0]` is the weight of a constant
# input 1. `X` has shape (n, d), one example per row, *without* the constant input. `g` is a function that takes an array.
# Return the n outputs.

# %% question="01.5a"
def neuron_outputs(w, X, g):
    ### BEGIN SOLUTION
    return g(np.column_stack([np.ones(len(X)), X]) @ w)
    ### END SOLUTION

# %% check="01.5a" points=2
check("01.5a", neuron_outputs)   # stuck? hint("01.5a") · done? solution("01.5a")

# %% [markdown]
# ## 01.6a From labels ±1 to the network's gradient
#
# A network of one layer, one unit and a sigmoid is trained with the binary cross-entropy, but the labels in `y` are −1
# and +1, as in logistic regression. `X` has shape (n, d + 1), and its first column is 1, so `w` holds the bias as well. Write
# the gradient of the mean cost with respect to `w` in the network's form, with probabilities and targets 0 and 1.

# %% question="01.6a"
def gradient(w, X, y):
    ### BEGIN SOLUTION
    p = 1 / (1 + np.exp(-X @ w))
    return X.T @ (p - (y + 1) / 2) / len(y)
    ### END SOLUTION

# %% check="01.6a" points=3
check("01.6a", gradient)   # stuck? hint("01.6a") · done? solution("01.6a")


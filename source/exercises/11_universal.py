# %% [markdown]
# # Exercises 11 · Approximate any continuous function
#
# Put your answer in place of the `...`, run the cell, then run the check below it. A check says *not attempted*, *right*,
# or names the mistake. `hint("11.1a")` in a cell of your own gives the next of three hints. `solution("11.1a")` opens
# once you have tried.

# %%
import numpy as np
from lecture_lib import check, hint, solution

# %% [markdown]
# ## 11.1a What polynomial units have to offer
#
# A hidden layer has forty units with random weights and biases, and the output layer has a bias. Put the units'
# outputs side by side, one column per unit, and a column of ones for the output bias. What is the largest possible
# rank of this matrix? Give three numbers: for $g(z) = z^4$ with one input, for $g(z) = z^2$ with two inputs, and for
# $g(z) = z^2$ with three inputs.

# %% question="11.1a"
new_functions = [..., ..., ...]
### BEGIN SOLUTION
new_functions = [5, 6, 10]
### END SOLUTION

# %% check="11.1a" points=2
check("11.1a", new_functions)   # stuck? hint("11.1a") · done? solution("11.1a")

# %% [markdown]
# ## 11.1b Six claims
#
# $K$ is a closed interval, $f^*$ a continuous function on the whole line, $\varepsilon > 0$, and *network* means one
# hidden layer of ReLU units. "Within $\varepsilon$" means at all $x \in K$, unless another set is named. Write 1 for each
# claim that holds and 0 for each that does not.
#
# 1. For every $f^*$ and every $\varepsilon$ there are an $N_1$ and a network with $N_1$ units that is within $\varepsilon$.
# 2. There is an $N_1$ such that for every $f^*$ and every $\varepsilon$ a network with $N_1$ units is within $\varepsilon$.
# 3. For every $N_1$ there are an $f^*$ and an $\varepsilon$ such that no network with $N_1$ units is within $\varepsilon$.
# 4. For every $f^*$ and every $N_1$ there is an $\varepsilon$ such that no network with $N_1$ units is within $\varepsilon$.
# 5. A network that is within $\varepsilon$ on $K$ is also within $\varepsilon$ on the interval with the same middle that is twice
#    as long as $K$.
# 6. For every $f^*$ there is a sequence of networks whose maximum errors from $f^*$ go to 0.

# %% question="11.1b"
claims = [..., ..., ..., ..., ..., ...]
### BEGIN SOLUTION
claims = [1, 0, 1, 0, 0, 1]
### END SOLUTION

# %% check="11.1b" points=3
check("11.1b", claims)   # stuck? hint("11.1b") · done? solution("11.1b")

# %% [markdown]
# ## 11.2a A bump from two steps
#
# Write the function of two step units that is `height` between `left` and `right` and 0 elsewhere. `x` is an array of
# numbers, whole ones or decimals, and the result has its shape. The values exactly at the two edges are up to you.

# %% question="11.2a"
def my_bump(x, left, right, height):
    ### BEGIN SOLUTION
    return height * np.where(x >= left, 1, 0) - height * np.where(x >= right, 1, 0)
    ### END SOLUTION

# %% check="11.2a" points=2
check("11.2a", my_bump)   # stuck? hint("11.2a") · done? solution("11.2a")

# %% [markdown]
# ## 11.2b Through given points
#
# A network of hinges, $c + \sum_k v_k \max(0, x - t_k)$, should go straight from point to point: through $(t_0, y_0)$,
# $(t_1, y_1)$, ..., $(t_n, y_n)$, where $t$ increases. It has $n$ hinges, at $t_0$ to $t_{n-1}$. The arrays `t` and `y` may
# hold whole numbers or decimals. Write the function that returns the network's numbers in one list: first the offset
# $c$, then the $n$ output weights.

# %% question="11.2b"
def offset_and_weights(t, y):
    ### BEGIN SOLUTION
    slopes = (y[1:] - y[:-1]) / (t[1:] - t[:-1])
    return [y[0], slopes[0], *(slopes[1:] - slopes[:-1])]
    ### END SOLUTION

# %% check="11.2b" points=3
check("11.2b", offset_and_weights)   # stuck? hint("11.2b") · done? solution("11.2b")

# %% [markdown]
# ## 11.2c How many steps?
#
# A target on an interval of length `length` is nowhere steeper than `L`. A staircase of equal pieces takes the
# target's value in the middle of each piece. Write the function that returns the smallest number of *step units* for
# which the maximum error is at most `epsilon`, whatever the target. All three numbers are above 0, and the number of
# pieces may well come out whole.

# %% question="11.2c"
def step_units(L, length, epsilon):
    ### BEGIN SOLUTION
    pieces = np.ceil(L * length / (2 * epsilon))
    return int(pieces) - 1
    ### END SOLUTION

# %% check="11.2c" points=2
check("11.2c", step_units)   # stuck? hint("11.2c") · done? solution("11.2c")

# %% [markdown]
# ## 11.2d A law from a table
#
# You have measured the maximum error for four sizes:
#
# | $N_1$ | 8 | 16 | 32 | 64 |
# | --- | --- | --- | --- | --- |
# | maximum error | 0.24 | 0.06 | 0.015 | 0.00375 |
#
# Give two numbers: the slope in a log–log plot, and the smallest number of units for which this law promises at most
# 0.0002.

# %% question="11.2d"
slope_and_units = [..., ...]
### BEGIN SOLUTION
slope = np.log(0.06 / 0.24) / np.log(16 / 8)
slope_and_units = [slope, int(np.ceil(64 * (0.0002 / 0.00375) ** (1 / slope)))]
### END SOLUTION

# %% check="11.2d" points=2
check("11.2d", slope_and_units)   # stuck? hint("11.2d") · done? solution("11.2d")

# %% [markdown]
# ## 11.3a In your own words
#
# A friend has trained a network with one hidden layer of 50 units and is disappointed. "The universal approximation
# theorem promises that it can follow any function. So training must be broken." Name three things that the theorem
# does not promise, and say for each how it could explain the disappointment. A person reads this answer.

# %% [markdown] explain="11.3a" points=3
# First, the theorem does not promise that 50 units are enough. It says that *some* number $N_1$ is, and this number
# depends on the target and on $\varepsilon$; a fast wave may need thousands. Second, it does not promise that training
# finds the network. It says that good weights exist, while gradient descent starts somewhere and may stop improving
# with several joints at the same position; other starts, more steps or another learning rate may do better.
#
# Third, it promises nothing outside the compact set $K$, and nothing for targets that are not continuous. If the friend
# looks at inputs beyond the training data, or if the target jumps, the error there says nothing about training. It is
# also about the distance from the target itself, whereas the friend may have only a few noisy examples of it.
#
# *For the reader.* One point for each of three different limits of the theorem, tied to the friend's case. 3 points:
# three limits (number of units, finding the weights, the set $K$, continuity, noise or few examples), each with what it
# could mean for the 50 units. 2 points: two such limits, or three that are only listed. 1 point: one limit, explained.
# 0 points: "the theorem is wrong", or "train longer" without saying what the theorem leaves open.
#
# *Compare yours.*
#
# - Does it say that the number of units depends on the target and on $\varepsilon$, so that 50 may be too few?
# - Does it separate *a network exists* from *training finds it*?
# - Does it say where the theorem speaks at all: on a compact set, for a continuous target?
# - Does each point say what it could mean for the friend's network, and not only what the theorem says?

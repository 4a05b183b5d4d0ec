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
# ## ROW 16.4 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 16.5 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## 16.5c A family for a wind farm
#
# A wind farm has 40 turbines of one make. Every minute each of them reports six numbers, among them its power, the
# direction of the wind and the temperature. From the last hour you want to predict the power of every turbine ten
# minutes ahead. Wind that reaches one turbine has often passed others a few minutes before; which ones depends on its
# direction. The list of turbines is in no particular order, and next year some will be added.
#
# Which family, or which two together, do you choose, and which weights are shared over what? What would a dense layer
# have to learn instead, and what happens to it when a turbine is added? Six sentences are enough. This one is read by a
# person.

# %% [markdown] explain="16.5c" points=2
# I would combine two families: a recurrent network along the minutes of each turbine, and attention between the
# turbines. The recurrent step has the same weights in every minute (shared over time) and for every turbine, because
# all are of one make. Attention compares any two turbines by one rule (shared over pairs), so that a turbine can look
# up those that the wind has passed before it; which ones is decided by the data, as the direction of the wind is among
# them. It has no positions for the place in the list, since the list is in no order: reordering the turbines reorders
# the predictions and nothing else. A dense layer would read 40 × 60 × 6 = 14,400 numbers, with a weight of its own for
# each and for each turbine predicted. It would have to learn the same laws 40 times, and for every minute anew. When a
# turbine is added, its matrix no longer fits, whereas the shared weights serve 41 turbines as they are.
#
# *For the reader.* 2 points need three things: sharing over time with a reason (the same step is made in every minute),
# sharing over turbines or pairs of turbines with a reason (one make, no order, or any two may matter), and what
# sharing saves or allows against a dense layer (fewer parameters, laws learned once, turbines can be added).
# A transformer over minutes and turbines, or kernels along time in place of recurrence, is as good if the reason is
# given. 1 point: a fitting family, with one of the two kinds of sharing explained. 0 points: a family named without a
# reason, or kernels over the list of turbines as if neighbours in the list were neighbours in the wind.

# %% [markdown]
# ## 16.5d Discounted returns
#
# Write the function that turns the rewards of one episode into its returns. `rewards` is an array of shape (n,), which
# may hold whole numbers; `gamma` is above 0 and at most 1. Return an array of shape (n,) with
#
# $$G_t = r_t + \gamma\, r_{t+1} + \gamma^2 r_{t+2} + \dots$$
#
# for every step, and leave `rewards` as it is.

# %% question="16.5d"
def returns(rewards, gamma):
    ### BEGIN SOLUTION
    G, found = 0.0, []
    for reward in rewards[::-1]:
        G = reward + gamma * G
        found.append(G)
    return np.array(found[::-1])
    ### END SOLUTION

# %% check="16.5d" points=2
check("16.5d", returns)   # stuck? hint("16.5d") · done? solution("16.5d")


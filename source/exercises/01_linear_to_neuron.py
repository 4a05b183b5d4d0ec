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
# ## ROW 01.1 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 01.2 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 01.3 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 01.4 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 01.5 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 01.6 (replace this cell by the questions of this row, or delete it)


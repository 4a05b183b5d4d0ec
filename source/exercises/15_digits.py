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
# ## ROW 15.1 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 15.2 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 15.3 (replace this cell by the questions of this row, or delete it)

# %% [markdown]
# ## ROW 15.4 (replace this cell by the questions of this row, or delete it)


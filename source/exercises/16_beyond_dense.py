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


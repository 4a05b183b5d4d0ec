# %% [markdown]
# # 16 · Go beyond dense layers
#
# **You will be able to**
#
# - ROW GOALS
#
# **You need** ...
# **Time** about 75 minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import check, predict, reveal
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 16.1 What dense layers cost on images
#
# (to be written)

# %% [markdown]
# ## 16.2 Sparse connections and the receptive field
#
# (to be written)

# %% [markdown]
# ## 16.3 Shared parameters
#
# (to be written)

# %% [markdown]
# ## 16.4 From vectors to volumes
#
# (to be written)

# %% [markdown]
# ## 16.5 The family tree
#
# (to be written)

# %% [markdown]
# Now the [exercises](../exercises/16_beyond_dense.ipynb).
#
# ## Summary
#
# - SUMMARY
#
# ## Notation
#
# | here | meaning |
# | --- | --- |
#
# ## References
#
# - REFERENCES

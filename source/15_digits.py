# %% [markdown]
# # 15 · See which features a network learns from digits
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
# ## 15.1 An image as 784 numbers
#
# (to be written)

# %% [markdown]
# ## 15.2 Training a network to read digits
#
# (to be written)

# %% [markdown]
# ## 15.3 Hidden units as feature detectors
#
# (to be written)

# %% [markdown]
# ## 15.4 From not separable to separable
#
# (to be written)

# %% [markdown]
# Now the [exercises](../exercises/15_digits.ipynb).
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

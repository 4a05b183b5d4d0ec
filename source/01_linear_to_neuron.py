# %% [markdown]
# # 1 · Build a neuron from a linear model
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
# ## 01.1 Three linear models: hypothesis, cost, learning
#
# (to be written)

# %% [markdown]
# ## 01.2 Features made by hand, features learned
#
# (to be written)

# %% [markdown]
# ## 01.3 The biological neuron
#
# (to be written)

# %% [markdown]
# ## 01.4 The McCulloch-Pitts neuron
#
# (to be written)

# %% [markdown]
# ## 01.5 One neuron in two steps
#
# (to be written)

# %% [markdown]
# ## 01.6 Logistic regression as a network of one layer
#
# (to be written)

# %% [markdown]
# Now the [exercises](../exercises/01_linear_to_neuron.ipynb).
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

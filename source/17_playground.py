# %% [markdown]
# # 17 · Play with a whole network
#
# **You will be able to**
#
# - read a small network as it trains: the picture of each unit, both losses, one point's way through the layers;
# - say beforehand what a feature, a unit, a learning rate or a penalty will change, and check it;
# - tell what a network can represent from what training finds, and say how often it finds it;
# - bring back dead units, overfit on purpose, and undo it;
# - try your own data, make a playground for a lesson, and keep what you have found.
#
# **You need** layers from notebook 05, softmax from notebook 06, gradient descent from notebook 08 and
# backpropagation from notebook 10.
# **Time** about 150 minutes; the challenges can be done one at a time.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import about, check, hint, predict, reveal, solution
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 17.1 A tour
#
# Many people have met neural networks first in TensorFlow Playground, a page on which a small network learns to colour
# a plane. The card below is a playground of our own. It computes with the same code as the rest of the course, so you
# can always ask what a number in it means, and check it.
#
# A playground begins with a *setup*: the data, the features that the network reads, the layers, the loss, and how it
# trains. The default setup has 500 points, a disc in one class and a ring around it in the other. Half of them are for
# training. The network reads the two coordinates, its hidden layers have four and two tanh units, and one sigmoid unit
# gives the probability of the class *blue*. Training takes one step per batch of 10 examples.
#
# **Predict first.**

# %%
predict("17.1", "The network has {parameters} weights and biases. An epoch takes {steps} steps.")

# %% [markdown]
# Count them in the network itself.

# %%
from lecture_lib.labs.playground import Setup, first_run, problem, run_epoch

setup = Setup()
run = first_run(setup)
reveal("17.1", parameters=run.net.n_parameters, steps=len(problem(setup).train) // setup.batch)

# %% [markdown]
# **Predict first.** Before training, the network classifies 121 of the 250 held-out examples correctly.

# %%
predict("17.1", "After 10 epochs it classifies {after_10} of them correctly, and after 50 epochs "
        "{after_50}.")

# %% [markdown]
# Here is the playground with this setup. Take the tour one step at a time.
#
# 1. **Look.** On the left are the *features*, the numbers that the network reads. In the middle are the hidden units.
#    The small picture of each unit shows its output at every point of the plane: blue where it is positive, orange
#    where it is negative. On the right is the output of the whole network, with the examples on top.
# 2. **Train.** Press *One batch* a few times, then *One epoch*, then *Run*, and pause it again. The chart shows the
#    training loss and the loss on the held-out examples.
# 3. **Choose a unit.** Press its picture. The large map now shows this unit, and its weights are listed. Press it again
#    to return to the output.
# 4. **Pin a point.** Press the map. The values $z$ and $a$ of that point are now followed through all layers, with the
#    formula and the numbers plugged in.
# 5. **Change a weight.** Type over a number in the list of weights, and watch what it does to the map.
# 6. **Go back.** *Back* takes back one step of training. *To epoch 0* returns to the same weights as before, and *New
#    weights* draws others. *Undo* works for every change that you make.
# 7. **Open a group.** *Data*, *Network*, *Training* and *Views* hold the settings, for example the learning rate. The
#    tiles below the network switch features on and off, and − and + change the number of units in a layer.
#
# All of it works by keyboard as well. *Keyboard* in the menu ⋯ of the card lists the keys.

# %%
from lecture_lib.labs.playground import explain, foretell, playground

playground()

# %% [markdown]
# Training is deterministic: the same setup always begins with the same weights and takes the same steps. That is
# why a state can be kept as one line of code, and why we can compute here what the card shows there.
#
# Train for 50 epochs, and count after each of them.

# %%
data = problem(setup)
n_right = []
for epoch in range(50):
    run = run_epoch(setup, run)
    is_blue = run.net(data.x_held_out)[:, 0] > 0.5
    n_right.append((is_blue == data.held_out.y).sum())
reveal("17.1", after_10=about(n_right[9], 15), after_50=about(n_right[-1], 5))

# %% [markdown]
# For the first ten epochs, hardly anything seems to happen: the loss stays near log 2, as if the network gave both
# classes the same probability. Then it falls quickly. A flat part of a loss curve does not prove that training has
# finished.

# %%
for losses in run.losses[4::9]:
    print(f"training {losses.train:.3f}, held out {losses.held_out:.3f}")

# %% [markdown]
# **Check yourself.** A playground reads the features x1, x2 and x1^2. Its hidden layers have six and three units, and
# it has one output unit. How many weights and biases are there?

# %%
parameters = ...
check("17.1", parameters)   # stuck? hint("17.1") · tried? solution("17.1")

# %% [markdown]
# ## 17.2 What a network can do
#
# This section and the next two consist of challenges. Each begins with a guess, which is kept and compared later. Then
# you try, for as long as you like, in a playground that judges your goal. Last, you see what came out when we tried:
# not from one random start but from many, with the 95% Wilson interval (section 06.4) wherever we say how often.
#
# Some settings are fixed in a challenge. If you change one of them, the card says so, and nothing counts until it is
# back. The first three challenges have no hidden layer at all. What can a single neuron do if you choose what it reads?
#
# **One tile instead of a layer.** The classes lie in four quarters, as in XOR, and the network has no hidden layer: it
# is a single neuron. Choose one feature, and no more than one, with which it can tell the classes apart.

# %%
foretell("one tile")

# %%
playground(challenge="one tile")

# %%
explain("one tile")

# %% [markdown]
# A feature need not be one of the tiles. Any formula in x1 and x2 will do: with sums, products, powers and functions
# such as sin, exp and abs. Type it in the group *Network*.
#
# **A formula for the wave.** A winding line separates the classes, and again there is no hidden layer. Type a formula
# as a feature. You may use two features, and each may be a whole expression in x1 and x2.

# %%
foretell("wave")

# %%
playground(challenge="wave")

# %%
explain("wave")

# %% [markdown]
# Next comes the other way round: the features are given, and you choose the boundary, in the group *Data*.
#
# **A boundary of your own.** You give the boundary now: points are blue where your formula is above 0. A single neuron
# reads x1^2 and x2^2, and the formula x1 + x2 is beyond it. Type another boundary, one that it can learn. Both classes
# must have a quarter of the examples or more.

# %%
foretell("boundary")

# %%
playground(challenge="boundary")

# %%
explain("boundary")

# %% [markdown]
# Whoever chooses the features has to know the problem. Hidden units find features by themselves. How many are
# needed, and how reliably does training find them? XOR is the smallest problem on which to ask (notebook 04).
#
# **XOR with two units.** Four clouds make the XOR problem, and the hidden layer has two units. Train it. If it gets
# stuck, go back to epoch 0 and change something, but keep the two units and the two features.

# %%
foretell("two units")

# %%
playground(challenge="two units")

# %%
explain("two units")

# %% [markdown]
# Keep the two questions apart. What a network *can represent* is a matter of its layers. What training *finds* also
# depends on the random start, the learning rate and the update rule.

# %%
quiz("17.2")

# %% [markdown]
# Four units are enough for XOR from every start that we tried. Look for their limit.
#
# **Too much for four units.** One hidden layer of four tanh units is all there is. Look for examples that it cannot
# learn, even those that it trains on: choose a data set, or make your own, and train for at least 100 epochs.

# %%
foretell("too much for four")

# %%
playground(challenge="too much for four")

# %%
explain("too much for four")

# %% [markdown]
# Build something larger. Depth helps here, because later layers fold what earlier ones have folded (notebook 13).
#
# **The spiral on x1 and x2.** Two arms wind round each other. Give the network no help from other features: find
# layers, activations and a way of training with which x1 and x2 are enough.

# %%
foretell("spiral")

# %%
playground(challenge="spiral")

# %%
explain("spiral")

# %% [markdown]
# Larger is always possible. The opposite is harder, and the card keeps your best.
#
# **As small as possible.** The network for the circle has 25 parameters. Make it smaller, and still reach a loss of at
# most 0.1 on the held-out examples. Only x1 and x2 may be read.

# %%
foretell("fewest parameters")

# %%
playground(challenge="fewest parameters")

# %%
explain("fewest parameters")

# %% [markdown]
# ## 17.3 How training goes
#
# The layers stay as they are in this section. Everything here is about the steps: how long they are, how many examples
# they look at, and what happens where the derivative is 0.
#
# **The right rate.** One linear neuron fits a plane, and each epoch is one step on all 600 examples. The learning rate
# is 0.3. Train and watch the loss. Then find a rate with which ten epochs are enough.

# %%
foretell("rate")

# %%
playground(challenge="rate")

# %%
explain("rate")

# %% [markdown]
# The loss of a linear neuron is a quadratic function, so the limit can be computed (section 08.1): it is 2 divided by
# the largest eigenvalue of the Hessian. Here the Hessian is the mean of $\tilde x \tilde x^\top$, where $\tilde x$ is
# an example with a 1 appended for the bias.

# %%
x = problem(Setup(data="plane", hidden=(), activations=())).x_train
with_one = np.column_stack([x, np.ones(len(x))])
eigenvalues = np.linalg.eigvalsh(with_one.T @ with_one / len(x))
print("eigenvalues", eigenvalues.round(2), " limit", (2 / eigenvalues.max()).round(3))

# %% [markdown]
# A step need not look at all examples. What does a smaller batch change, apart from the time?
#
# **A calm loss.** The network takes a step after every single example, and the loss jitters. Change only the batch
# size, until the training losses of the last 20 epochs differ by at most 1% of their mean.

# %%
foretell("batch")

# %%
playground(challenge="batch")

# %%
explain("batch")

# %% [markdown]
# Gradients can also be missing altogether. The perceptron used a step as its activation function (notebook 03). Why do
# today's networks avoid it?
#
# **Two step units.** Both hidden units have the step function, and the clouds are those of XOR. Train, and see which
# weights move. Then help: type weights and biases of the hidden units, and let training do the rest.

# %%
foretell("steps")

# %%
playground(challenge="steps")

# %%
explain("steps")

# %% [markdown]
# A ReLU has a derivative, but only on one side.
#
# **A dead network.** This network was trained for five epochs at a rate of 3. Now both ReLU units give 0 for every
# example. Bring both back. You may change two of the nine weights and biases, and you may not train.

# %%
foretell("revive")

# %%
playground(challenge="revive")

# %%
explain("revive")

# %% [markdown]
# You have changed a bias here. Would something else have done as well?

# %%
quiz("17.3")

# %% [markdown]
# ## 17.4 What a loss says
#
# The loss is what training lowers. It is not what you want in the end: few mistakes, on examples that the network
# has not seen. The two can drift apart in several ways, and you are going to cause each of them on purpose.
#
# **Right, but with a bad loss.** Two clouds overlap a little, and one neuron separates them. Make it worse than a coin,
# as the loss counts: at least 80% of the held-out examples classified correctly, and still a loss of log 2 or more.

# %%
foretell("right but bad")

# %%
playground(challenge="right but bad")

# %%
explain("right but bad")

# %% [markdown]
# **Check yourself.** A network with five classes gives 0 for each logit, whatever the example is. What is its mean
# cross-entropy?

# %%
loss = ...
check("17.4", loss)   # stuck? hint("17.4") · tried? solution("17.4")

# %% [markdown]
# Now let the network learn its examples by heart.
#
# **Learn by heart.** There are only 30 examples to train on, and they are noisy. Overfit on purpose: a training loss of
# at most 0.05, while the loss on the other 270 examples is at least 0.5.

# %%
foretell("overfit")

# %%
playground(challenge="overfit")

# %%
explain("overfit")

# %% [markdown]
# You begin where the last challenge ended. Stopping after a few epochs would have been a cure, and a good one. This
# time, look for another, in the group *Training*.
#
# **Repair it.** This network has learned its 30 examples by heart. Get its held-out loss down to 0.4, with the same
# examples and with 200 epochs or more: stopping early does not count.

# %%
foretell("repair")

# %%
playground(challenge="repair")

# %%
explain("repair")

# %% [markdown]
# Training minimises the loss with the penalty added, so the training loss itself becomes larger. The held-out loss shows
# what this is good for.
#
# Do we need training at all? With three classes in the plane, you can see where the weights have to point.
#
# **Three classes by hand.** Softmax has one output for each of the three classes, and the largest wins. Do not train:
# type weights and biases, until the network puts nearly all examples into their class.

# %%
foretell("by hand")

# %%
playground(challenge="by hand")

# %%
explain("by hand")

# %% [markdown]
# ## 17.5 Your own data, your own lesson
#
# The examples need not be ours. In the group *Data*, choose *your own*: paste a table or load a CSV file, draw points
# on the map, move them, change their class, or remove them.
#
# **No line will do.** These six examples are your own. A straight line separates the two classes. Move, remove and add
# examples, all at different points, until no line does. Use as few as you can.

# %%
foretell("no line")

# %%
playground(challenge="no line")

# %%
explain("no line")

# %% [markdown]
# A table may have more than two columns, and names for its classes. The card draws two of the inputs. The last column
# holds what the network is to learn, unless you name another one.

# %%
table = """weight;length;kind
1,2;7,0;apple
1,5;8,1;apple
1,4;7,4;apple
1,1;15,2;banana
1,3;17,9;banana
1,0;16,1;banana"""
playground(data="own", table=table, share=100, hidden=(), activations=())

# %% [markdown]
# The network reads the numbers as they are. If one column has much larger values than the others, it decides most of
# each gradient, and training is slow. Type a feature such as `x2/10` to bring it down.
#
# **Made for a lesson.** A playground is one line of code. All settings are its arguments, and `hide` removes controls
# that would distract. In the menu ⋯ of every card, *Copy as code* gives you such a line for what you see. This one is
# for a first lesson on the learning rate: one neuron, two clouds, and a single slider.

# %%
playground(
    data="two clouds", noise=20, hidden=(), activations=(), rate=0.001,
    hide=("challenge", "noise", "share", "data", "activation", "feature", "Add a layer", "rule",
          "batch", "loss", "l1", "l2", "dropout"),
)

# %% [markdown]
# Name one thing to be found out, and ask for a guess before anything may be pressed: `predict` makes such a card for
# any sentence of yours. For instance, you can ask at which of three learning rates the loss falls fastest.
#
# **Kept.** The same setup always goes the same way, so the code of a state is enough to make it again. The menu ⋯ offers
# more: the state as a file that can be loaded again, the network as a NumPy or a PyTorch program, its weights, and the
# picture as SVG or PNG. *Keep beside*, among the views, keeps the present state, so that you can compare a later one with
# it.
#
# If you keep many states and choose among them, mind what the choice does to the numbers.

# %%
quiz("17.5")

# %% [markdown]
# ## Summary
#
# - A playground is a setup and a number of steps. The same setup goes the same way each time.
# - A good feature can replace a hidden layer, and a hidden layer can find a good feature.
# - What a network can represent and what training finds are two questions. Answer the second with many random starts,
#   and give an interval.
# - A learning rate above 2 divided by the largest curvature makes the loss grow. Small batches make it jitter.
# - Where the derivative is 0, nothing is learned: in step units everywhere, in dead ReLU units on all examples.
# - Compare a loss with log k, the loss of equal probabilities. Few mistakes and a bad loss go together if the mistakes
#   are made with near certainty.
# - Look at the loss on held-out examples, and do not choose by it without measuring again.
#
# ## Notation
#
# | here | meaning |
# | --- | --- |
# | x1, x2 | the inputs $x_1$, $x_2$ as they are typed in formulas |
# | $z$, $a$ | pre-activation and activation of a unit |
# | $\tilde x$ | an example with a 1 appended |
# | $\lambda$ | an eigenvalue of the Hessian |
# | k | the number of classes |
#
# ## References
#
# - D. Smilkov, S. Carter, D. Sculley, F. Viégas, M. Wattenberg, *Direct-manipulation visualization of deep networks*,
#   2017: TensorFlow Playground.
# - E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, 1927.
# - The course's notebooks 03, 04, 06, 08 and 13.

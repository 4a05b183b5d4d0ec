# %% [markdown]
# # 15 · See which features a network learns from digits
#
# **You will be able to**
#
# - ROW GOALS
# - take an image apart into 784 numbers, and set up a baseline that a network has to beat;
# - train a network on handwritten digits, and say how sure its score is and which digits it confuses;
#
# **You need** softmax and the cross-entropy (notebook 06), gradient descent (08) and backpropagation (10).
# **Time** about 75 minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import check, predict, reveal
from lecture_lib.interactive import quiz

# %% [markdown]
# ## 15.1 An image as 784 numbers
#
# For a network, an image is a list of numbers. The digits of this notebook come with the course: 5000 images of the
# MNIST collection, written by hand, 500 of each digit. We train with 4000 of them and hold out the other 1000, 100 of
# each digit, for the test. Each image has 28 × 28 pixels, and a pixel is a number from 0 (paper) to 1 (ink). Lecture A's
# table gives pixels on the scale of one byte, from 0 to 255; ours are divided by 255.

# %%
from lecture_lib.data import digits
from lecture_lib.drawing import image_grid

X, c, X_test, c_test = digits()
names = [str(k) for k in c[:10]]
image_grid(X[:10], names, f"Ten handwritten digits: {', '.join(names)}.")

# %% [markdown]
# Lecture A writes a digit as a vector of 784 numbers. The vector takes the image row by row, from the top: first the 28
# pixels of row 0, then those of row 1, and so on (*row-major order*). If rows and columns are counted from 0, as NumPy
# does, the pixel in row $r$ and column $s$ has the number
#
# $$k = 28\,r + s, \qquad 0 \le k \le 783.$$
#
# **Predict first.** What number does the pixel in row 10, column 4 have? And how much of an image is paper: what
# fraction of its 784 numbers is exactly 0, on average over the training images?

# %%
predict("15.1", "The pixel in row 10, column 4 has number {number}. On average, a fraction of "
        "{paper} of an image is exactly 0 (a number from 0 to 1).")

# %% [markdown]
# The function `reshape` lays the 784 numbers out in rows again. The `assert` compares every pixel with the formula.

# %%
image = X[0].reshape(28, 28)
assert all(image[r, s] == X[0][28 * r + s] for r in range(28) for s in range(28))
number_of = np.arange(784).reshape(28, 28)
reveal("15.1", number=int(number_of[10, 4]), paper=np.mean(X == 0))

# %% [markdown]
# Look at the numbers themselves. The card has a lens: drag it over the image, or move it with the arrow keys, and
# the right part shows the 25 numbers under it. The strip below the image is the vector. The lens covers five
# separate stretches of it, because a pixel and the one below it are 28 numbers apart. Then do the reverse of the
# prediction: the card gives a number, and you find the pixel.

# %%
from lecture_lib.labs.digits import pixel_numbers

pixel_numbers(goal="pixel numbers")

# %% [markdown]
# Try the button *shuffled* as well. It puts the 784 numbers into another order, the same order for every digit. Can
# you still read them?
#
# **The mean digit.** Before we train a network, we need something to compare it with, a *baseline*. Here is one that
# learns almost nothing. Average all training images of a digit $k$, and read a new image as the digit whose mean is
# nearest:
#
# $$m_k = \frac{1}{n_k} \sum_{i\,:\,c_i = k} x_i, \qquad \hat c(x) = \arg\min_k \lVert x - m_k \rVert.$$

# %%
means = np.stack([X[c == k].mean(axis=0) for k in range(10)])
image_grid(means, [f"mean {k}" for k in range(10)],
           "The ten mean digits: blurred, but each can be read. The mean 1 is a slanted stroke.")

# %% [markdown]
# **Predict first.** How many of the 1000 test images does the nearest mean read correctly, and which digit does it
# read worst?

# %%
predict("15.1", "The nearest mean reads {right} of the 1000 test images correctly. It is worst at "
        "the digit {worst}.")

# %% [markdown]
# Each row of `squares` belongs to a test image, each column to a mean.

# %%
squares = ((X_test[:, None] - means) ** 2).sum(axis=2)
nearest = squares.argmin(axis=1)
hits = nearest == c_test
by_digit = [hits[c_test == k].mean() for k in range(10)]
reveal("15.1", right=int(hits.sum()), worst=int(np.argmin(by_digit)))

# %% [markdown]
# A count on 1000 images is uncertain. The 95 % Wilson interval of notebook 06 gives the range for the accuracy on all
# images of this kind.

# %%
from lecture_lib.training import wilson

low, high = wilson(int(hits.sum()), 1000)
print(f"{hits.mean():.3f} right, 95 % interval from {low:.3f} to {high:.3f}")
print("by digit:", {k: round(float(share), 2) for k, share in enumerate(by_digit)})

# %% [markdown]
# This baseline is already a network, although it was never trained. Expand the square:
#
# $$\lVert x - m_k \rVert^2 = \lVert x \rVert^2 - 2\left(m_k \cdot x - \tfrac12 \lVert m_k \rVert^2\right).$$
#
# The first term is the same for all $k$. So the nearest mean has the largest bracket, and the bracket is one layer:
# row $k$ of $W$ is the mean digit $m_k$, and the bias is $-\tfrac12 \lVert m_k \rVert^2$.

# %%
z = X_test @ means.T - (means**2).sum(axis=1) / 2
assert np.array_equal(z.argmax(axis=1), nearest)

# %% [markdown]
# The library has all three: the means, the reading, and the network.

# %%
from lecture_lib.linear import class_means, nearest_mean, nearest_mean_net

assert np.allclose(class_means(X, c), means)
assert np.array_equal(nearest_mean(means, X_test), nearest)
assert np.allclose(nearest_mean_net(means)(X_test), z)

# %% [markdown]
# **Predict first.** Now shuffle the pixels of *all* images in one and the same order, training images and test
# images, and compute the means anew. How many of the 1000 does the nearest mean read correctly?

# %%
predict("15.1", "With shuffled pixels, the nearest mean reads {shuffled} of the 1000 correctly.")

# %%
from lecture_lib.labs.digits import pixel_order

order = pixel_order()
shuffled = nearest_mean(class_means(X[:, order], c), X_test[:, order])
reveal("15.1", shuffled=int((shuffled == c_test).sum()))

# %% [markdown]
# A distance is a sum over pixels, and a sum does not depend on the order of its terms. The same is true of every sum
# $w \cdot x$ that a unit computes, and of its gradient: shuffle the images and the columns of the first $W$ alike,
# and training takes the same path. Your eye uses which pixels are neighbours. A dense layer is not told. Notebook 16
# builds layers that are.
#
# **Check yourself.** In which row and which column is pixel number 620? Count both from 0.

# %%
row_and_column = [..., ...]
check("15.1", row_and_column)

# %% [markdown]
# ## 15.2 Training a network to read digits
#
# Now put a hidden layer between the pixels and the ten classes. For a table $X$ with one image per row, the network
# and its loss are
#
# $$P = \tau\!\left(\operatorname{relu}(X W_1^\top + b_1)\, W_2^\top + b_2\right), \qquad
# L = -\frac1n \sum_{i=1}^{n} \log P_{i, c_i},$$
#
# where softmax $\tau$ acts on each row. The loss is the mean of $-\log p$, with $p$ the probability that the network
# gives to the true digit. We start with 100 hidden units, random weights and biases 0.
#
# **Predict first.** Before any training, how large is this loss on the test images?

# %%
sizes = (0, 0.1, 1, 2.3, 10, 100)
predict("15.2", "Before training, the mean loss is nearest to {start_loss}.", start_loss=sizes)

# %%
from lecture_lib import MLP, cross_entropy, forward, one_hot, relu, softmax

Y, Y_test = one_hot(c, 10), one_hot(c_test, 10)
start = MLP.random((784, 100, 10), relu, softmax, rng=np.random.default_rng(0))
start_loss = cross_entropy.of(forward(start, X_test), Y_test)
print("loss before training:", round(float(start_loss), 4))
reveal("15.2", start_loss=min(sizes, key=lambda size: abs(size - start_loss)))

# %% [markdown]
# A network that has no opinion gives each of the ten digits the probability 1/10, and $-\log \tfrac{1}{10} = \log 10
# \approx 2.303$. With output weights of 0 it is exactly this number. Random output weights make the network prefer
# some digits by chance, which costs a little more. This is worth a look before every training: a first loss far
# above $\log 10$ means that the weights are too large, or that something else is wrong.

# %%
neutral = start.with_layer(2, W=np.zeros((10, 100)))
assert np.isclose(cross_entropy.of(forward(neutral, X_test), Y_test), np.log(10))
for seed in range(5):
    other = MLP.random((784, 100, 10), relu, softmax, rng=np.random.default_rng(seed))
    print(round(float(cross_entropy.of(forward(other, X_test), Y_test)), 3), end="  ")

# %% [markdown]
# One *epoch* goes once through the training images, here in random batches of 50. For each batch, backpropagation
# gives the gradient, and every weight and bias takes one step: $W \leftarrow W - \eta\,dW$.

# %%
from lecture_lib import backward, update
from lecture_lib.training import batches

once = start
for rows in batches(4000, 50, np.random.default_rng(1)):
    grads = backward(forward(once, X[rows]), Y[rows], cross_entropy)
    once = update(once, grads, 0.1)

# %% [markdown]
# The library's `descend` does the same, faster. Both end at the same weights, up to rounding.

# %%
from lecture_lib import SGD, descend

first = next(descend(start, X, Y, cross_entropy, SGD(0.1), batch=50, rng=np.random.default_rng(1)))
assert all(np.allclose(a.W, b.W) and np.allclose(a.b, b.b) for a, b in zip(once, first.net))
print("right after one epoch:", int((first.net(X_test).argmax(axis=1) == c_test).sum()), "of 1000")

# %% [markdown]
# **Predict first.** Train for 20 epochs. How many of the 1000 test images does the network read correctly, and how many
# of the 4000 training images?

# %%
predict("15.2", "After 20 epochs, it reads {test_right} of the 1000 test images correctly, and "
        "{training_right} of the 4000 training images.")

# %%
from itertools import islice
from lecture_lib.interactive import progress_bar

run = descend(start, X, Y, cross_entropy, SGD(0.1), batch=50, rng=np.random.default_rng(1))
for epoch in progress_bar(islice(run, 20), "training", total=20):
    net = epoch.net
read = net(X_test).argmax(axis=1)
reveal("15.2", test_right=int((read == c_test).sum()),
       training_right=int((net(X).argmax(axis=1) == c).sum()))

# %% [markdown]
# The interval is the same kind as for the baseline. If you stop such a cell (■), `net` holds the network of the last
# whole epoch, and `descend(net, ...)` goes on from there.

# %%
low, high = wilson(int((read == c_test).sum()), 1000)
print(f"{np.mean(read == c_test):.3f} right, 95 % interval from {low:.3f} to {high:.3f}")

# %% [markdown]
# Now it is your turn. The card trains in small steps: *Run* becomes *Pause*, and *Continue* goes on where it stopped.
# *To epoch 0* goes back to the same random weights, so that you can try another setting from the same start. *New
# start* draws other weights. With *20,000: shifted*, each training image is there five times: in place, and one pixel
# further up, down, left and right. The lower left plot has a line at 0.94. Find settings that get above it.

# %%
from lecture_lib.labs.digits import digit_training

digit_training(goal="above 94 per cent")

# %% [markdown]
# Things to try:
#
# - Compare the two losses. Which of them goes on falling, and which one levels off?
# - Is it the learning rate, the number of units or the training images that brings you above the line?
# - Press *New start* a few times. How much does the score change with the random weights alone?
#
# One caution: if you try many settings and keep the one with the best test score, you have used the test images to
# choose. The best of many noisy numbers is too good by chance. So the following comparison fixes its settings
# beforehand: rate 0.1, batches of 50, and 1600 steps for each network. Its third network is trained with the *shifted
# copies*. A shifted 7 is still a 7, so the labels of these images are known without asking anyone.
#
# **Predict first.** Five starts each, on the same 1000 test images. How many more does the hidden layer read than
# softmax regression, the network without a hidden layer? And how many more again with shifted copies, in as many
# steps?

# %%
gain = (-20, 0, 20, 100)
predict("15.2", "The hidden layer reads about {gain_hidden} more of the 1000 than softmax "
        "regression; shifted copies bring about {gain_copies} more.",
        gain_hidden=gain, gain_copies=gain)

# %% [markdown]
# The runs are those of the card (`training_run`), so those that you have made there need not be made again.

# %%
from lecture_lib.labs.digits import Settings, training_run

plans = {"no hidden layer": (Settings(0), 20), "100 hidden units": (Settings(100), 20),
         "100, shifted copies": (Settings(100, copies=True), 4)}
right = {name: [] for name in plans}
for seed in progress_bar(range(5), "five starts"):
    for name, (plan, epochs) in plans.items():
        its_run = training_run(plan.with_seed(seed))
        right[name].append(its_run.measurements(epochs)[-1].n_right)

# %% [markdown]
# The three networks of one seed share the test images, and all their images come in an order drawn from that seed. So we
# compare them in pairs, seed by seed.

# %%
from lecture_lib.training import mean_with_interval, paired_difference

none, hidden, copies = right.values()
for name, scores in right.items():
    print(f"{name:20}", scores, "mean {:.1f} ± {:.1f}".format(*mean_with_interval(scores)))
gains = paired_difference(hidden, none), paired_difference(copies, hidden)
print("gains: {:.1f} ± {:.1f} and {:.1f} ± {:.1f}".format(*gains[0], *gains[1]))
nearest_gain = [min(gain, key=lambda g: abs(g - found.value)) for found in gains]
reveal("15.2", gain_hidden=nearest_gain[0], gain_copies=nearest_gain[1])

# %% [markdown]
# Neither interval contains 0, and both differences are positive: over random starts, the hidden layer is better
# than softmax regression on these 1000 images, and the shifted copies improve it once more. All three are far above the
# 784 of the mean digits.
#
# Five seeds say nothing about *other images*, because the test images were always the same. For that, compare two
# networks image by image. Images that both read correctly, or both misread, do not tell them apart. Only those on
# which exactly one is right count. If the two were equally good, each would win about half of them. First, here are the
# single scores of seed 0, each with its own interval.

# %%
trained = {name: training_run(plan).net(epochs) for name, (plan, epochs) in plans.items()}
ok = {name: net_(X_test).argmax(axis=1) == c_test for name, net_ in trained.items()}
ok["mean digits"] = hits
for name, correct in ok.items():
    low, high = wilson(int(correct.sum()), 1000)
    print(f"{name:20} {correct.mean():.3f}, interval {low:.3f} to {high:.3f}")

# %% [markdown]
# The interval of the hidden layer overlaps that of softmax regression. Now the comparison in pairs.

# %%
for a, b in (("no hidden layer", "mean digits"), ("100 hidden units", "no hidden layer")):
    wins, losses = int((ok[a] & ~ok[b]).sum()), int((ok[b] & ~ok[a]).sum())
    low, high = wilson(wins, wins + losses)
    print(f"{a} wins {wins}, {b} wins {losses}: fraction {low:.2f} to {high:.2f}")

# %% [markdown]
# Both intervals lie above one half. So for these networks, neither gap is an accident of which 1000 images were held
# out, although the two single intervals above overlap. It takes both comparisons, because a pair of networks from
# another seed may differ on too few images to decide: put `plan.with_seed(2)` in place of `plan`, and see.
#
# **Which digits does it confuse?** Count, for each true digit, what it was read as. The *confusion matrix* has one row
# per true digit and one column per digit that was read.

# %%
from lecture_lib.nn import confusion_matrix

counts = np.zeros((10, 10), int)
for true, seen in zip(c_test, read):
    counts[true, seen] += 1
assert np.array_equal(confusion_matrix(c_test, read), counts)
assert np.trace(counts) == (read == c_test).sum() and np.all(counts.sum(axis=1) == 100)

# %% [markdown]
# In the card, press a cell to open the images behind it. There are four readers to compare: the mean digits, and the
# three networks above with seed 0, which are trained when you choose them. Below each image are the reader's two best
# classes, with their probabilities, or with the distances in the case of the mean digits.

# %%
from lecture_lib.labs.digits import digit_confusions

digit_confusions(goal="most frequent mistake")

# %% [markdown]
# **The worst mistakes** are those with the largest loss: the network gave the true digit the least probability. Look at
# each, and decide whether you would have read it correctly.

# %%
from lecture_lib.nn import example_losses

P = net(X_test)
worst = np.argsort(-example_losses(P, c_test))[:10]
titles = [f"{c_test[i]}, read as {read[i]} ({P[i, read[i]]:.0%})" for i in worst]
image_grid(X_test[worst], titles,
           f"The ten test images with the largest loss: {'; '.join(titles)}.")

# %% [markdown]
# **More data.** MNIST has 70,000 images. One call, `mnist()`, fetches them once (12 megabytes), checks the files against
# their published MD5 sums and keeps them. With `download=False` it never goes online: if the files are not on this
# computer yet, it says so and returns the 5000 images. Delete the `#` if you are online and have a few minutes.

# %%
from lecture_lib.data import mnist

more = mnist(download=False)
# more = mnist()
print(len(more.y), "training images,", len(more.y_test), "test images")

# %% [markdown]
# **Check yourself.**

# %%
quiz("15.2")

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
# - An image of 28 × 28 pixels is a vector of 784 numbers, row by row: pixel $(r, s)$ has the number $28 r + s$. A dense
#   layer is not told which pixels are neighbours, so one order of the pixels is as good as any other.
# - A baseline comes first. The nearest mean digit reads 784 of 1000 test images, and it is a network of one layer whose
#   weights are the mean digits.
# - Before training, the loss is about $\log 10$. Afterwards, a score comes with its interval, and two networks are
#   compared in pairs: seed by seed for other starts, image by image for other images.
# - Shifted copies of the training images improved the network in as many steps. The confusion matrix and the worst
#   mistakes show what is still misread.
#
# ## Notation
#
# | here | meaning |
# | --- | --- |
# | $x$, $X$ | one image as 784 numbers; a table with one image per row |
# | $c$, $\hat c(x)$ | the digit that an image shows; the digit that is read |
# | $m_k$ | the mean of all training images of the digit $k$ |
#
# ## References
#
# - REFERENCES
# - Y. LeCun, C. Cortes, C. J. C. Burges, *The MNIST database of handwritten digits*, 1998.
# - E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, 1927.

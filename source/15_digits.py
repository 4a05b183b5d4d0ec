# %% [markdown]
# # 15 · See which features a network learns from digits
#
# **You will be able to**
#
# - take an image apart into 784 numbers, and set up a baseline that a network has to beat;
# - train a network on handwritten digits, and say how sure its score is and which digits it confuses;
# - take a hidden unit apart: weights, products, sum, and the class it votes for;
# - measure what the weights have learned, and how linearly separable each layer is;
# - draw digits of your own, fool the network, and say why; predict what damage does to it.
#
# **You need** softmax and the cross-entropy (notebook 06), gradient descent (08) and backpropagation (10).
# **Time** about 100 minutes.

# %%
# "No module named ..."? Choose the kernel .venv (in VS Code: top right), or use run.py lab.
import numpy as np
from lecture_lib import about, check, hint, predict, reveal, solution
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
# **Predict first.** What number does the pixel in row 10, column 4 have? Then, how much of an image is paper: what
# fraction of its 784 numbers is exactly 0, on average over the training images?

# %%
predict("15.1", "The pixel in row 10, column 4 has number {number}. On average, a fraction of "
        "{paper} of an image is exactly 0 (a number from 0 to 1, to within 0.1).")

# %% [markdown]
# The function `reshape` lays the 784 numbers out in rows again. The `assert` compares every pixel with the formula.

# %%
image = X[0].reshape(28, 28)
assert all(image[r, s] == X[0][28 * r + s] for r in range(28) for s in range(28))
number_of = np.arange(784).reshape(28, 28)
reveal("15.1", number=int(number_of[10, 4]), paper=about(np.mean(X == 0), within=0.1))

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
predict("15.1", "The nearest mean reads {right} of the 1000 test images correctly (to within 50). "
        "It is worst at the digit {worst}.")

# %% [markdown]
# Each row of `squares` belongs to a test image, each column to a mean.

# %%
squares = ((X_test[:, None] - means) ** 2).sum(axis=2)
nearest = squares.argmin(axis=1)
hits = nearest == c_test
by_digit = [hits[c_test == k].mean() for k in range(10)]
reveal("15.1", right=about(hits.sum(), within=50), worst=int(np.argmin(by_digit)))

# %% [markdown]
# A count on 1000 images is uncertain. The 95% Wilson interval of notebook 06 gives the range for the accuracy on all
# images of this kind.

# %%
from lecture_lib.training import wilson

low, high = wilson(int(hits.sum()), 1000)
print(f"{hits.mean():.3f} right, 95% interval from {low:.3f} to {high:.3f}")
print("by digit:", {k: round(float(share), 2) for k, share in enumerate(by_digit)})

# %% [markdown]
# This baseline is already a network, although it was never trained. Expand the square:
#
# $$\lVert x - m_k \rVert^2 = \lVert x \rVert^2 - 2\left(m_k \cdot x - \tfrac12 \lVert m_k \rVert^2\right).$$
#
# The first term is the same for all $k$. Hence the nearest mean has the largest bracket, and the bracket is one layer:
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
check("15.1", row_and_column)   # stuck? hint("15.1") · tried? solution("15.1")

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
predict("15.2", "After 20 epochs, it reads {test_right} of the 1000 test images correctly "
        "(to within 20), and {training_right} of the 4000 training images (to within 80).")

# %%
from itertools import islice
from lecture_lib.interactive import progress_bar

run = descend(start, X, Y, cross_entropy, SGD(0.1), batch=50, rng=np.random.default_rng(1))
for epoch in progress_bar(islice(run, 20), "training", total=20):
    net = epoch.net
read = net(X_test).argmax(axis=1)
reveal("15.2", test_right=about((read == c_test).sum(), within=20),
       training_right=about((net(X).argmax(axis=1) == c).sum(), within=80))

# %% [markdown]
# The interval is the same kind as for the baseline. If you stop such a cell (■), `net` holds the network of the last
# whole epoch, and `descend(net, ...)` goes on from there.

# %%
low, high = wilson(int((read == c_test).sum()), 1000)
print(f"{np.mean(read == c_test):.3f} right, 95% interval from {low:.3f} to {high:.3f}")

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
# - Press *New start* a few times. How much does the score change if only the random weights change?
#
# One caution: if you try many settings and keep the one with the best test score, you have used the test images to
# choose. The best of many noisy numbers is too good by chance. The following comparison therefore fixes its settings
# beforehand: rate 0.1, batches of 50, and 1600 steps for each network. Its third network is trained with the *shifted
# copies*. A shifted 7 is still a 7, so the labels of these images are known without asking anyone. This is called *data
# augmentation*.
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
# The three networks of one seed share the test images, and all their images come in an order drawn from that seed. We
# therefore compare them in pairs, seed by seed.

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
# A hidden unit takes all 784 pixels $x_i$, multiplies each by a weight, adds the products and its bias, and passes
# the sum through its activation:
#
# $$z_j = \sum_{i=1}^{784} w_{ji}\,x_i + b_j, \qquad a_j = \max(0, z_j).$$
#
# There are as many weights as pixels, so the weights of one unit can be shown as an image as well. Where the image
# has ink and the weight is positive, the sum grows; where the weight is negative, it falls. This is why lecture A
# calls such a unit a *feature detector*. The next cell trains a network with one hidden layer of 64 ReLU units,
# which takes about a second, and keeps the network from which training started.

# %%
from lecture_lib import forward
from lecture_lib.data import digits
from lecture_lib.labs.digits import trained_net, initial_net

x, y, x_test, y_test = digits()
start, net = initial_net(0, (64,)), trained_net(0, (64,))
print(f"{(net(x_test).argmax(axis=1) == y_test).mean():.1%} of the held-out digits are right")

# %% [markdown]
# This is the sum for unit 1 and the first held-out image: 784 products, one addition, one bias.

# %%
W, b, _ = net[1]
products = W[0] * x_test[0]
z_1 = products.sum() + b[0]
assert np.isclose(z_1, forward(net, x_test).z[1][0, 0])

# %% [markdown]
# The card below shows the products beside the weights and the image. *Add up the rows* builds the sum from the top row
# of pixels to the bottom. Begin with the weights *at the start*, then choose *trained*. Under the image you find the
# five training images that excite the unit most, which means that its $z$ is largest there.
#
# Each of the 64 units sends its activation to the ten outputs, through ten *outgoing weights*. We say that the unit
# *votes* for the class whose outgoing weight is largest. Predict the vote from what you see, and then press that
# digit.

# %%
from lecture_lib.labs.digits import unit_detector

unit_detector(goal="votes")

# %% [markdown]
# How good a guide are the five images? Take the most frequent digit among them as the prediction, for all 64 units.
#
# **Predict first.** For how many of the 64 units is that digit the class of the largest outgoing weight? (Guessing
# at random would give 6 or 7.) And how many of the 784 weights into a unit has training left exactly as they were
# at the start?

# %%
predict("15.3", "The five images give the vote of {agree} of the 64 units (to within 5). "
        "In each unit, {unmoved} of the 784 weights have not moved (to within 30).")

# %% [markdown]
# A weight moves only when its pixel has ink, because its derivative is $x_i$ times $\partial L / \partial z_j$. The
# pixels of `shifted_images()`, all images that training showed, decide this.

# %%
from lecture_lib.labs.digits import exciting_images, shifted_images, unit_votes

top = np.array([exciting_images(net, x, unit, k=5) for unit in range(1, 65)])
most_frequent = np.array([np.bincount(y[rows]).argmax() for rows in top])
agree = int((most_frequent == unit_votes(net)).sum())
unmoved = int((W == start[1].W).all(axis=0).sum())
reveal("15.3", agree=about(agree, within=5), unmoved=about(unmoved, within=30))

# %% [markdown]
# The second number is the number of pixels that are white in every training image. The derivative is 0 there, so
# those weights keep their random start, to the last bit.

# %%
from lecture_lib.training import wilson

white = (shifted_images() == 0).all(axis=0)
assert np.array_equal((W == start[1].W).all(axis=0), white)
low, high = wilson(agree, 64)
print(f"{agree} of 64 votes; 95% interval of the rate: {low:.0%} to {high:.0%}")

# %% [markdown]
# The images that excite a unit tell its vote far more often than chance would, and yet only for about half of the
# units. A unit with a large activation on fives may still vote for another class, because the output adds up 64
# votes and a class can be supported or opposed by many units.
#
# ### Do the weights look like strokes?
#
# Here are the weights of five units, before training in the first row and after it in the second.

# %%
from lecture_lib.drawing import image_grid

names = [f"{when} {j}" for when in ("start", "trained") for j in range(1, 6)]
image_grid(np.vstack([start[1].W[:5], W[:5]]), names,
           "Weights of five units as images. Before training they are noise; after it, "
           "units 2, 4 and 5 show patches of one sign within it.", signed=True)

# %% [markdown]
# Some hardly differ from their start; others show patches of one sign with noise between them. Seeing is not
# measuring, so we need a number for *smooth*. In a stroke, neighbouring pixels are similar. The correlation $r$ between
# the weights of neighbours, over all pairs of pixels that share a side, is near 1 for a smooth image and near 0 for
# noise. This is $r$ for unit 2:

# %%
image = W[1].reshape(28, 28)
pairs = np.hstack([[image[:, :-1].ravel(), image[:, 1:].ravel()],
                   [image[:-1].ravel(), image[1:].ravel()]])
round(float(np.corrcoef(pairs)[0, 1]), 3)

# %% [markdown]
# The library's `neighbour_correlation` returns the mean over all rows that it is given. The number below is that of
# all 64 units; single units differ a lot.

# %%
from lecture_lib.labs.digits import neighbour_correlation

assert np.isclose(neighbour_correlation(W[1:2]), np.corrcoef(pairs)[0, 1])
round(neighbour_correlation(W), 3)

# %% [markdown]
# One network proves little, so we train five of them from different starts, with two hidden layers of 64 and 32
# units. They will also serve in 15.4.

# %%
from lecture_lib.interactive import progress_bar

nets = [trained_net(seed) for seed in progress_bar(range(5), "training five networks")]
starts = [initial_net(seed) for seed in range(5)]

# %% [markdown]
# There are two controls. At the start, nothing has been learned. After *shuffling* the pixels, by the same
# permutation in all units, every number is still there, but neighbours are not. The fourth line is about the
# *change*, the trained weights minus those at the start, and the last about images with real strokes: five groups of
# 100 digits. The last column is the standard deviation of the numbers.

# %%
from lecture_lib.training import mean_with_interval

order = np.random.default_rng(0).permutation(784)
kinds = {"at the start": [s[1].W for s in starts], "trained": [n[1].W for n in nets],
         "trained, pixels shuffled": [n[1].W[:, order] for n in nets],
         "change by training": [n[1].W - s[1].W for n, s in zip(nets, starts)],
         "held-out digits": np.split(x_test[:500], 5)}
for kind, rows in kinds.items():
    r = mean_with_interval([neighbour_correlation(w) for w in rows])
    print(f"{kind:25s} r = {r.value:6.3f} ± {r.half:.3f}   std {np.std(rows):.3f}")

# %% [markdown]
# The intervals are 95% intervals over five networks, and over five groups of digits in the last line. Training has
# *added* something smooth: the change is as smooth as the digits. It has to be similar to them, because the
# derivative with respect to row $j$ of $W$ is the sum of the images, each times its $\partial L / \partial z_j$, so
# that every step adds a weighted sum of images. This sum was added to a random start of similar size, and that
# start never goes away. What looks like noise in the trained weights is to a large part the noise with which
# training began. Nothing in the loss asks for its removal.

# %% [markdown] slide_check="15.3" lecture="A"
# - **The slide says:** Each first-layer hidden unit computes $\sigma(w_j^T x)$ and acts as a feature detector; the weights, as an image, are shown for one unit that responds to a digital stroke.
# - **What holds:** A unit is a detector in the sense that its $z$ is large for some images and small for others. Its weights are not smooth as strokes are: in the five networks above, $r$ is 0.43 ± 0.02 after training and 0.00 at the start, against 0.79 ± 0.01 in the digits themselves. The formula leaves out the bias $b_j$, which the lecture's own definition of a unit contains.
# - **Why:** The slide shows one chosen unit. Nothing in the training asks for weights that a person can read.

# %% [markdown]
# **Check yourself.**

# %%
quiz("15.3")

# %% [markdown]
# ## 15.4 From not separable to separable
#
# Lecture A states the goal of the hidden layers: points that are not linearly separable should become so. With XOR, you
# saw this happen in a plane. Here the layers have 784, 64 and 32 dimensions, so we need a *projection* to see anything.
# *Principal component analysis* (PCA) chooses the plane in which the points vary most. With the mean subtracted, the
# singular value decomposition $X - \bar x = U S V^\top$ gives its directions, the first rows of $V^\top$.

# %%
A = forward(nets[0], x_test).a[2]
U, S, Vt = np.linalg.svd(A - A.mean(axis=0), full_matrices=False)
plane = (A - A.mean(axis=0)) @ Vt[:2].T

# %% [markdown]
# The library's version is `pca`. A direction may point either way, so the two agree up to the sign of each column.

# %%
from lecture_lib.linear import pca

found = pca(A, 2)
assert np.allclose(abs(found.project(A)), abs(plane), atol=1e-3)
assert np.allclose(found.fractions, (S**2 / (S**2).sum())[:2], atol=1e-5)

# %% [markdown]
# These are the held-out images in the plane of the pixels, of the first and of the second hidden layer. Each point is
# drawn as its digit.

# %%
from lecture_lib.labs.digits import digit_scatter

layers = forward(nets[0], x_test).a[:3]
planes = {name: pca(a, 2).project(a)
          for name, a in zip(("pixels", "hidden layer 1", "hidden layer 2"), layers)}
digit_scatter(planes, y_test, "Held-out digits in the plane of their first two principal "
              "components, for pixels and both hidden layers. In layer 2, digits such as 6, 0 "
              "and 4 stand apart from the others; in all three, many groups overlap.")

# %% [markdown]
# In the second hidden layer, digits such as 6, 0 and 4 stand apart, and yet many groups overlap in all three plots. A
# plane shows only part of what there is: the next cell prints what fraction of the variance lies in it.

# %%
for name, a in zip(planes, layers):
    print(f"{name}: {pca(a, 2).fractions.sum():.0%} of the variance")

# %% [markdown]
# To know how separable a representation is, measure it in all its dimensions. A *linear probe* is a linear classifier
# that is fitted to the activations of one layer; the fraction that it gets right, on training and on held-out images,
# tells how well a linear boundary can read the classes there. Least squares fits it in one line: with one column of
# targets per class,
#
# $$C = \arg\min_C \lVert A\,C - T \rVert^2, \qquad \text{class} = \arg\max_k\,(A\,C)_k.$$

# %%
ones = np.ones((len(x), 1))
A_train, T = np.hstack([forward(nets[0], x).a[2], ones]), np.eye(10)[y]
C = np.linalg.lstsq(A_train, T, rcond=None)[0]
by_hand = ((np.hstack([A, ones[:1000]]) @ C).argmax(axis=1) == y_test).mean()

# %% [markdown]
# The library's `linear_probe` adds a very small penalty, so that pixels which are always white do no harm.

# %%
from lecture_lib.linear import linear_probe

probe = linear_probe(forward(nets[0], x).a[2], y, A, y_test)
assert abs(probe.held_out - by_hand) < 0.005

# %% [markdown]
# **Predict first.** What per cent of the held-out images does a linear probe get right, from the pixels, from the
# second hidden layer after training, and from the same layer of the *untrained* network with its random weights?

# %%
predict("15.4", "To within 5 points: from the pixels {pixels}%; from hidden layer 2, trained, "
        "{trained}%; from the same layer, untrained, {untrained}%.")

# %% [markdown]
# Each of the five networks is probed at each layer, trained and untrained.

# %%
def probed(net, l):
    return linear_probe(forward(net, x).a[l], y, forward(net, x_test).a[l], y_test)

pixels = probed(nets[0], 0)
scores = {(kind, l): [probed(net, l) for net in some]
          for kind, some in (("trained", nets), ("untrained", starts)) for l in (1, 2)}
means = {key: mean_with_interval([100 * p.held_out for p in found])
         for key, found in scores.items()}
reveal("15.4", pixels=about(100 * pixels.held_out, within=5),
       trained=about(means["trained", 2].value, within=5),
       untrained=about(means["untrained", 2].value, within=5))

# %% [markdown]
# The table has the scores on the 4000 training images too, with 95% intervals over the five networks.

# %%
print(f"pixels               train {pixels.train:.1%}   held out {pixels.held_out:.1%}")
for (kind, l), found in scores.items():
    train = mean_with_interval([100 * p.train for p in found])
    held = means[kind, l]
    print(f"{kind:9s} layer {l}   train {train.value:.1f} ± {train.half:.1f}%   "
          f"held out {held.value:.1f} ± {held.half:.1f}%")

# %% [markdown]
# The first hidden layer is far easier to read than the pixels, on training images as well as on others. The control
# shows that layers do not do this by themselves: a random layer of 64 ReLU units loses information that a linear
# probe could use, and the next random layer loses more. What happens from layer 1 to layer 2? This is the
# difference, network by network, on training images and on held-out ones:

# %%
from lecture_lib.training import paired_difference

for part in ("train", "held_out"):
    first, second = ([100 * getattr(p, part) for p in scores["trained", l]] for l in (1, 2))
    gain = paired_difference(second, first)
    print(f"{part:8s} {gain.value:.1f} ± {gain.half:.1f} percentage points")
    assert gain.value > 0

# %% [markdown]
# The second layer is a little easier to read than the first, on training images and on held-out ones. Neither interval
# contains 0. All five networks were tested on the same 1000 images, so the intervals are about other networks, not about
# other images.
#
# Were the pixels not separable at all? Least squares is only one way to find a linear classifier. Softmax
# regression, run for 200 epochs on the same 4000 images, finds another.

# %%
from itertools import islice
from lecture_lib import MLP, descend, softmax
from lecture_lib.nn import cross_entropy
from lecture_lib.training import Momentum

linear = MLP((np.zeros((10, 784), np.float32), np.zeros(10, np.float32), softmax))
run = descend(linear, x.astype(np.float32), T.astype(np.float32), cross_entropy, Momentum(0.1),
              batch=64, rng=np.random.default_rng(0))
*_, last = islice(run, 200)
right = int((last.net(x).argmax(axis=1) == y).sum())
held_out = (last.net(x_test).argmax(axis=1) == y_test).mean()
print(f"right: {right} of 4000 for training, {held_out:.1%} of those held out")

# %% [markdown] slide_check="15.4" lecture="A"
# - **The slide says:** The goal of feature learning: "non-linearly separable to linearly separable", shown with digits as the example.
# - **What holds:** The 4000 training digits are linearly separable as they are: the weights found above get every one of them right. What the hidden layers improve is the score on images that were not used for fitting, from 87% for this classifier on pixels to about 93% for a linear probe on hidden layer 2 and about 95% for the network itself.
# - **Why:** In 784 dimensions there is much room: 4000 points, some of them close together, can often be separated. *Separable* says nothing about the images to come. In two dimensions, as with XOR, the slide's sentence is right.

# %% [markdown]
# ### Draw a digit
#
# The network has seen digits that other people wrote. Now write your own. MNIST's digits were scaled to fit 20 × 20
# pixels, and then moved so that the *centre of mass* of their ink is the centre of the 28 × 28 image. Weighted by the
# ink $m_{rc}$ in row $r$ and column $c$, it is
#
# $$\bar r = \frac{\sum_{r,c} r\,m_{rc}}{\sum_{r,c} m_{rc}}, \qquad \bar c = \frac{\sum_{r,c} c\,m_{rc}}{\sum_{r,c} m_{rc}}.$$

# %%
m = x.reshape(-1, 28, 28)
position, ink = np.arange(28), m.sum(axis=(1, 2))
row, column = (m.sum(axis=2) @ position) / ink, (m.sum(axis=1) @ position) / ink
for name, at in {"row": row, "column": column}.items():
    print(f"{name} of the centre: from {at.min():.2f} to {at.max():.2f}")

# %% [markdown]
# In all 4000 images it lies within half a pixel of 14, counted from 0. A drawing has to be treated in the same way,
# or the network would be asked about something it was never shown. `as_digit` does this: cut out the ink, scale it,
# move it. Applied to the data themselves, it should change next to nothing.

# %%
from lecture_lib.data import as_digit

change = np.array([abs(as_digit(image) - image).max() for image in x_test])
print(f"{(change < 1e-9).sum()} of 1000 held-out digits stay exactly as they are")

# %% [markdown]
# Draw in the card with the mouse or a finger; with the keyboard, arrow keys move the cross, Enter adds a point and
# N ends a line. While you draw, all layers answer. Say which digit it is and save it: your drawings are counted
# beside the test set. The goal is to *fool* the network, with a digit that is still plain enough for one of the
# five nearest training images to agree with you.

# %%
from lecture_lib.labs.digits import draw_digit

drawings = draw_digit(goal="fooled")
drawings

# %% [markdown]
# Things to try: a seven with a bar, a one with a foot, a four that is closed at the top, a nine with a straight leg.
# Then look at the nearest training images. They are nearest in the distance of pixels, which is not what the network
# uses, but they show what it has seen. The exercises ask why the network was fooled.
#
# ### Break it
#
# How much damage does the network bear? In the card, choose a kind of damage, drag the five dots to the accuracy
# that you expect at each amount, and press *Measure*. The curve is the mean over our five networks, with its 95%
# interval.
#
# - *Biases set to 0*, and *units cut*, are about randomly chosen units of the first hidden layer.
# - *Units shuffled* puts some of these units into another order while the next layer's weights stay in place; with
#   *both layers shuffled*, the next layer's columns follow the same order.
# - *Noise on weights* is in units of the standard deviation of each layer's weights.
# - *Image shifted* moves the image and leaves the network alone.

# %%
from lecture_lib.labs.digits import break_it

break_it(goal="foresee")

# %% [markdown]
# Two of the six are worth a second look. Units that are shuffled together with the next layer's columns compute the
# same function: the network does not depend on the order of its units. Here that is an assertion, and not
# a measurement.

# %%
order = np.random.default_rng(1).permutation(64)
moved = nets[0].with_layer(1, W=nets[0][1].W[order], b=nets[0][1].b[order])
both = moved.with_layer(2, W=nets[0][2].W[:, order])
assert np.allclose(both(x_test), nets[0](x_test), atol=1e-4)
for name, it in {"as it was": nets[0], "one shuffled": moved, "both shuffled": both}.items():
    print(f"{name}: {(it(x_test).argmax(axis=1) == y_test).mean():.1%} right")

# %% [markdown]
# The other is the shift. Our networks were trained on images shifted by one pixel as well. The control is five
# networks with the same starts that saw every image equally often, but never shifted.

# %%
shown_once = [trained_net(seed, shifted=False) for seed in progress_bar(range(5), "the control")]

# %% [markdown]
# Both kinds of networks are tested on held-out images that are moved to the right by 0 to 4 pixels.

# %%
from lecture_lib.drawing import figure, plot_with_intervals, render_figure
from lecture_lib.labs.digits import damage_curve

fig, ax = figure()
alt = plot_with_intervals(
    ax, {"trained on shifted images too": (range(5), damage_curve("image shifted")),
         "never shifted": (range(5), damage_curve("image shifted", shifted=False))},
    "shift in pixels", "held-out accuracy")
render_figure(fig, alt)

# %% [markdown]
# Training on shifted images helps at every shift, at 0 as well: it adds examples that are true. It does not make the
# network indifferent to shifts. To a dense network, a digit moved by four pixels is a new vector, and nothing in its
# structure says that the two are the same digit. Notebook 16 builds that knowledge into the weights.
#
# **Check yourself.** A batch of activations has three directions, with the singular values 6, 3 and 2 (after the
# mean is subtracted). What fraction of its variance lies in the plane of the first two principal components?

# %%
fraction = ...
check("15.4", fraction)   # stuck? hint("15.4") · tried? solution("15.4")

# %% [markdown]
# Now the [exercises](../exercises/15_digits.ipynb).
#
# ## Summary
#
# - An image of 28 × 28 pixels is a vector of 784 numbers, row by row: pixel $(r, s)$ has the number $28 r + s$. A dense
#   layer is not told which pixels are neighbours, so one order of the pixels is as good as any other.
# - A baseline comes first. The nearest mean digit reads 784 of 1000 test images, and it is a network of one layer whose
#   weights are the mean digits.
# - Before training, the loss is about $\log 10$. Afterwards, a score comes with its interval, and two networks are
#   compared in pairs: seed by seed for other starts, image by image for other images.
# - Shifted copies of the training images improved the network in as many steps. The confusion matrix and the worst
#   mistakes show what is still misread.
# - A hidden unit adds up weight times pixel. Its weights can be seen as an image; what training adds to them is
#   smooth, and the random start stays visible in it. Weights of pixels that are always white never move.
# - The images that excite a unit most tell its vote for about half of the units.
# - PCA shows the two directions of largest variance; a linear probe measures separability in all dimensions. It rises
#   from the pixels to the hidden layers of a trained network, and falls from layer to layer in an untrained one.
# - The 4000 training digits are linearly separable already as pixels. Separable on the training data does not mean
#   right on others.
# - A drawing has to be scaled and centred as the data are. The order of the units in a layer means nothing, as long
#   as the next layer's columns follow it.
#
# ## Notation
#
# | here | meaning |
# | --- | --- |
# | $x$, $X$ | one image as 784 numbers; a table with one image per row |
# | $c$, $\hat c(x)$ | the digit that an image shows; the digit that is read |
# | $m_k$ | the mean of all training images of the digit $k$ |
# | $w_{ji}$, $b_j$ | weight from pixel $i$ into unit $j$, and the unit's bias |
# | $r$ | correlation between the weights of neighbouring pixels |
# | $A$, $T$, $C$ | activations of a layer (rows are examples), targets with one 1 per row, weights of a linear probe |
# | $U$, $S$, $V^\top$ | singular value decomposition of a batch whose mean is subtracted |
# | $\bar r$, $\bar c$ | row and column of an image's centre of mass |
#
# ## References
#
# - Y. LeCun, C. Cortes, C. J. C. Burges, *The MNIST database of handwritten digits*, 1998; how the
#   digits were scaled and centred.
# - E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, 1927.
# - G. Alain, Y. Bengio, *Understanding intermediate layers using linear classifier probes*, 2016.
# - I. T. Jolliffe, *Principal Component Analysis*, 2nd edition, 2002.

# %% [markdown]
# # 16 · Go beyond dense layers
#
# **You will be able to**
#
# - ROW GOALS
# - predict the volume, the parameters and the multiplications of every layer of a ConvNet, and say where they are;
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
# A dense layer takes a vector and returns a vector. A convolutional layer takes a *volume*, an array of height × width ×
# depth, and returns a volume, as lecture A's last figure shows. The depth of an image is its number of colours, or *channels*: 1 if it is grey, 3 if it is
# red, green and blue. Every kernel of the layer makes one channel of the output, so the depth of the output is the
# number of kernels. A kernel is a small volume itself, because it reads all channels of its input at once:
#
# $$y_{ijo} = b_o + \sum_{u, v, c} x_{\,is + u,\; js + v,\; c}\; K_{uvco}.$$
#
# Here $s$ is the stride, and $o$ numbers the kernels. Zeros may be put round the image first; that is the padding $p$.

# %%
def conv_by_loops(x, K, b, s=1, p=0):
    x, k = np.pad(x, ((p, p), (p, p), (0, 0))), len(K)
    sides = [(side - k) // s + 1 for side in x.shape[:2]]
    y = np.zeros((*sides, len(b)))
    for i, j, o in np.ndindex(y.shape):
        patch = x[i * s:i * s + k, j * s:j * s + k]
        y[i, j, o] = (patch * K[:, :, :, o]).sum() + b[o]
    return y

# %% [markdown]
# Along one side the kernel therefore has $\lfloor (n + 2p - k) / s \rfloor + 1$ positions. The library's `conv2d` takes a
# whole batch, with the axes (image, height, width, channel), and also returns the way back.

# %%
from lecture_lib.architectures import conv2d, output_side

rng = np.random.default_rng(0)
x, K, b = (rng.normal(size=shape) for shape in ((2, 9, 8, 3), (3, 3, 3, 4), (4,)))
y, back = conv2d(x, K, b, stride=2, padding=1)
assert np.allclose(y[0], conv_by_loops(x[0], K, b, 2, 1))
assert y.shape == (2, output_side(9, 3, 2, 1), output_side(8, 3, 2, 1), 4)

# %% [markdown]
# The loops are slow. `conv2d` is fast because it lays the numbers under each position of the kernel into one row of a
# matrix, so that all positions and all images become a single matrix product. This is called *im2col*.

# %%
from lecture_lib.architectures import patches

rows = patches(x, (3, 3), stride=2, padding=1).reshape(-1, 27)
assert np.allclose(rows @ K.reshape(27, 4) + b, y.reshape(-1, 4))
rows.shape

# %% [markdown]
# Backwards, the product gives the gradient of the kernels, summed over all positions that share them. A pixel lies in
# several patches, so its derivative is a sum as well. Central differences agree with both.

# %%
from lecture_lib.nn import central_difference

dx, dK, db = back(np.cos(y))                    # for the loss sum(sin(y))
out = lambda x, K: conv2d(x.reshape(2, 9, 8, 3), K.reshape(3, 3, 3, 4), b, 2, 1)[0]
by_x = central_difference(lambda p: float(np.sin(out(p, K)).sum()), x.ravel())
by_K = central_difference(lambda p: float(np.sin(out(x, p)).sum()), K.ravel())
assert np.allclose(dx.ravel(), by_x, atol=1e-7) and np.allclose(dK.ravel(), by_K, atol=1e-7)

# %% [markdown]
# A small ConvNet for the handwritten digits has these layers. *Pooling* keeps the largest number of every 2 × 2 square.
#
# | layer | kernels | padding |
# | --- | --- | --- |
# | convolution, ReLU, pooling | 8 of 5 × 5 | 0 |
# | convolution, ReLU, pooling | 16 of 3 × 3 | 1 |
# | dense, softmax | 10 units | |
#
# **Predict first.** An image is 28 × 28 × 1. What volume does the dense layer read, and which layer has the most parameters?

# %%
layer_names = ("first convolution", "second convolution", "dense layer")
predict("16.4", "The dense layer reads a volume of {side} × {side} × {depth}. "
        "Most of the parameters belong to the {most_in}.", most_in=layer_names)

# %% [markdown]
# In the library, layers are data, and `count_layers` walks through them. A convolution with $d$ kernels of $k \times k$
# on $c$ channels has $(k^2 c + 1)\, d$ parameters. At each of its positions it makes $k^2 c\, d$ multiplications. The cell
# shows the shape, the parameters and the multiplications of each layer.

# %%
from lecture_lib.architectures import ConvLayer, DenseLayer, PoolLayer, count_layers

small_net = [ConvLayer(8, 5), PoolLayer(), ConvLayer(16, 3, padding=1), PoolLayer(), DenseLayer(10)]
counts = count_layers(small_net, (28, 28, 1))
[count[1:4] for count in counts]

# %%
side, _, depth = counts[3].shape
most = layer_names[int(np.argmax([counts[i].n_parameters for i in (0, 2, 4)]))]
reveal("16.4", side=side, depth=depth, most_in=most)

# %% [markdown]
# Four fifths of the parameters are in the dense layer, but 98 % of the work is in the convolutions, because a weight of a
# kernel is used at every position and a weight of a dense layer once.
#
# Now stack layers yourself. Press a layer in the list, and set its kernel, stride, padding and channels. The small square
# is the kernel on its input, and a dotted frame is the padding; *mult.* counts the multiplications for one image.

# %%
from lecture_lib.labs.architectures import volumes

volumes(goal="few parameters")

# %% [markdown]
# A stride above 1 leaves positions out, so it saves work where pooling would throw finished numbers away. Reach the same
# volume with as little work as possible.

# %%
volumes(goal="little work")

# %% [markdown]
# ### The same number of parameters, with and without convolutions
#
# The small ConvNet has 7146 parameters. A dense network with one hidden layer of 9 units has nearly as many.

# %%
n_conv, n_dense = (sum(count.n_parameters for count in count_layers(net, (28, 28, 1)))
                   for net in (small_net, [DenseLayer(9), DenseLayer(10)]))
assert abs(n_dense - n_conv) < 0.01 * n_conv
n_conv, n_dense

# %% [markdown]
# **Predict first.** Both are trained on the same 4000 digits and tested on 1000 others. Then the test digits are moved
# across their paper, by up to 4 pixels in each direction, and tested again without more training. What percentage does
# each get right? (Each guess counts if it is within 1 %.)

# %%
predict("16.4", "Centred digits: ConvNet {conv} %, dense network {dense} %. "
        "Shifted digits: ConvNet {conv_shifted} %, dense network {dense_shifted} %.")

# %% [markdown]
# Here is one training of each, from seed 0. The learning rate and the number of epochs are those that did best on digits
# kept back from the training set for that choice; the dense network may take up to 30 epochs, the ConvNet takes 10.

# %%
from lecture_lib import Adam
from lecture_lib.interactive import progress_bar
from lecture_lib.labs.architectures import train_conv_net, train_dense_net, training_images

centred = training_images("centred")
trainings = zip(range(10), train_conv_net(centred, 0, Adam(0.01)))
for _, (conv, loss) in progress_bar(trainings, "epochs of the ConvNet", total=10):
    pass

# %%
from lecture_lib.data import load_conv_scores

kept = load_conv_scores()
rate, epochs, _ = kept.settings["9 hidden units, centred"].values()
trainings = zip(range(epochs), train_dense_net(centred, (784, 9, 10), 0, Adam(rate)))
for _, (dense, loss) in progress_bar(trainings, "epochs of the dense network", total=epochs):
    pass

# %% [markdown]
# One seed proves nothing, and ten seeds of all networks take minutes. So the course keeps their scores; the command
# `python3 run.py experiment conv-scores` makes them again. Your run should come near the kept one from seed 0.

# %%
from lecture_lib.labs.architectures import accuracy, test_images

for kind in ("centred", "shifted"):
    for name, net in (("CNN", conv), ("9 hidden units", dense)):
        now, then = accuracy(net, test_images(kind)), kept.scores[f"{name}, centred, tested {kind}"]
        print(f"{name:15} {kind}: {now:.1%} now, {then[0]:.1%} kept")

# %% [markdown]
# These are the means over the ten seeds.

# %%
from lecture_lib.training import mean_with_interval, paired_difference

def kept_percent(network, trained, tested):
    return 100 * np.array(kept.scores[f"{network}, {trained}, tested {tested}"])

means = [kept_percent(name, "centred", tested).mean().round(1)
         for tested in ("centred", "shifted") for name in ("CNN", "9 hidden units")]
reveal("16.4", **dict(zip(("conv", "dense", "conv_shifted", "dense_shifted"), means)))

# %% [markdown]
# Is the comparison fair? One hidden layer of 9 units may be a poor use of 7000 parameters, so there are two controls: 8
# and 45 units in two hidden layers, with 7145 parameters, and 64 units in one, with seven times as many. Each has its
# own best rate and number of epochs. The pairs share their seeds.

# %%
dense_names = ("9 hidden units", "8 and 45 hidden units", "64 hidden units")
for tested in ("centred", "shifted"):
    for name in dense_names:
        both = (kept_percent(net, "centred", tested) for net in ("CNN", name))
        gap = paired_difference(*both)
        print(f"{tested}: ConvNet minus {name:21} {gap.value:5.1f} ± {gap.half:.1f} points")

# %% [markdown]
# On centred digits the ConvNet is 8 percentage points ahead of both dense networks of its size, and nearly 4 ahead of
# the large one. On shifted digits it is ahead by more than 20. Still, it gets only 55 % of them right, and the next
# figure shows how fast it falls: the test digits are moved left, right, up and down by whole pixels.

# %%
from lecture_lib.labs.architectures import shift_curves

shift_curves(("CNN", "9 hidden units", "64 hidden units"))

# %% [markdown]
# After a move by one pixel the ConvNet has lost under 2 percentage points, the dense networks 6 to 8. After four pixels
# it gets less than half of the digits right. Where a convolution's input moves, its output moves along, but the dense layer
# at the end has a weight for each position, and it has learned where centred digits are. What if the training digits
# are shifted as well, each by up to 4 pixels?

# %%
for name in ("CNN", *dense_names):
    for kind in ("centred", "shifted"):
        right = mean_with_interval(kept_percent(name, kind, "shifted"))
        print(f"{name:21} trained on {kind}: {right.value:.1f} ± {right.half:.1f} % of the shifted")

# %% [markdown]
# All of them improve a great deal. The ConvNet reaches 91 %, the dense networks of its size 55 and 62 %, and the one with
# seven times the parameters 82 %. A likely reason is that a dense network has to learn a stroke anew at every position,
# while a kernel is shared by all of them. These are 4000 small images and one ConvNet; the numbers belong to them, not
# to all networks of either kind.

# %% [markdown]
# ### VGG19, counted
#
# Lecture D names VGG19 as an example of a convolutional network. Its configuration was published by Simonyan and Zisserman:
# five blocks of 3 × 3 convolutions with padding 1, a pooling after each block, and three dense layers.

# %%
from lecture_lib.architectures import VGG19_SHAPE, vgg19_layers

vgg_layers = vgg19_layers()
print("input", VGG19_SHAPE)
for name in ("conv1_1", "pool1", "conv5_4", "dense1"):
    print(name, vgg_layers[name])

# %% [markdown]
# **Predict first.** Where are its parameters, and where is its work? And on how many pixels does one number depend
# after the last convolution, conv5_4? Use the rule of 16.2: per layer, the field grows by $(k - 1) \cdot$ jump.

# %%
kinds = ("convolutions", "dense layers")
predict("16.4", "Most parameters are in the {most_parameters}, most multiplications in "
        "the {most_work}. After conv5_4, one number depends on {field} × {field} pixels.",
        most_parameters=kinds, most_work=kinds)

# %%
from lecture_lib.architectures import vgg19_counts

vgg = vgg19_counts()
n_vgg, work_vgg = np.array([count[2:4] for count in vgg.values()]).T
assert n_vgg.sum() == 143_667_240
print(n_vgg.sum(), "parameters,", work_vgg.sum(), "multiplications")

# %%
is_dense = np.array(["dense" in name for name in vgg])
shares = [part[is_dense].sum() / part.sum() for part in (n_vgg, work_vgg)]
where = [kinds[int(share > 0.5)] for share in shares]
reveal("16.4", most_parameters=where[0], most_work=where[1], field=vgg["conv5_4"].field)

# %% [markdown]
# The same layer by layer. The bars show each layer's part of all parameters and of all multiplications.

# %%
from lecture_lib.labs.architectures import count_bars

count_bars(vgg)

# %% [markdown]
# The first dense layer holds 72 % of the parameters, since it has one weight for each of 25,088 numbers and each of its
# 4096 units. The work is spread over the convolutions.
#
# A field of 252 × 252 pixels is larger than the image, but it is centred on its own position. A number in the middle of
# the volume depends on the whole image. At a corner, the field begins in the padding. Each convolution has put one row
# there, and a row of a later layer is as wide as that layer's jump:

# %%
rows_before = sum(n * 2**block for block, n in enumerate((2, 2, 4, 4, 4)))
print("at a corner:", vgg["conv5_4"].field - rows_before, "of the 224 pixels per side")

# %% [markdown]
# Lecture D's reasons for convolutions are about counts, so compare counts. One is against a dense layer between the
# same two volumes, the other against a dense network with the same number of parameters.

# %%
by_dense = DenseLayer(224 * 224 * 64).n_parameters(VGG19_SHAPE)
print(f"to VGG19's first volume: {n_vgg[0]} parameters, by a dense layer {by_dense:.1e}")
print(f"dense layers of VGG19: {shares[0]:.0%} of the parameters, {shares[1]:.1%} of the work")
ours, rival = (sum(count.multiplications for count in count_layers(net, (28, 28, 1)))
               for net in (small_net, [DenseLayer(9), DenseLayer(10)]))
print(f"multiplications: our ConvNet {ours}, dense network {rival}, ratio {ours / rival:.0f}")

# %% [markdown] slide_check="16.4" lecture="D"
# - **The slide says:** With VGG19 as its example: smaller trainable convolutions in place of full connections significantly reduce the number of parameters, and this results in training that is much more efficient, and in a model that is more efficient in production as well.
# - **What holds:** Between the same two volumes it holds: 1792 parameters in place of 4.8 · 10¹¹ for the first layer of VGG19. But 86 % of VGG19's 143,667,240 parameters are in three dense layers, which this setup leaves as they are. And fewer parameters are not less work: with equal parameters, our ConvNet makes 40 times the multiplications of the dense network. What it is more efficient with is data: it gets 96 % right from 4000 images, the dense network 88 %.
# - **Why:** Sharing reduces the numbers that are stored, not the multiplications: a shared weight is used again at every position. Only the sparse connections reduce the work.

# %% [markdown]
# ### What the task asks of the last layers
#
# Lecture D names three tasks for images. All three can read the same last volume of VGG19, 7 × 7 × 512, and differ in what
# they put behind it.
#
# - **Classification** asks which of $K$ classes the image shows. A dense layer gives $K$ logits, and the loss is one
#   cross-entropy per image.
# - **Semantic segmentation** asks for the class of every pixel. A convolution with $K$ kernels of 1 × 1 keeps the
#   positions, its output is enlarged to the size of the image, and the loss is the mean of one cross-entropy per pixel.
# - **Localisation** asks for the class, and where the thing is. A dense layer gives $K + 4$ numbers, the last four being
#   a box (centre, width and height), and the loss adds their squared errors to the cross-entropy.

# %%
K_classes, features = 21, rng.normal(size=(1, 7, 7, 512)) / 20
logits, _ = conv2d(features, rng.normal(size=(1, 1, 512, K_classes)), np.zeros(K_classes))
enlarged = logits.repeat(32, axis=1).repeat(32, axis=2)
one, two = (count_layers([DenseLayer(n)], (7, 7, 512))[0].shape for n in (K_classes, K_classes + 4))
{"classification": one, "segmentation": enlarged.shape[1:], "localisation": two}

# %% [markdown]
# **Check yourself.** A colour image of 40 × 40 × 3 goes through a convolution with six kernels of 7 × 7, stride 2,
# padding 4, and a bias per kernel. Give height, width and depth of the output, and the number of parameters.

# %%
volume_and_parameters = [..., ..., ..., ...]
check("16.4", volume_and_parameters)

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
# - A convolutional layer takes a volume to a volume. Along one side it has ⌊(n + 2p − k) / s⌋ + 1 positions, its depth is
#   the number of kernels, and it has (k²c + 1) d parameters. At each position it makes k²c d multiplications.
# - With equal parameters, a small ConvNet is ahead of two dense networks on digits, most of all on shifted ones. It is
#   not invariant to shifts; it has to see them in training.
# - In VGG19, 86 % of the parameters are in three dense layers, and 99 % of the work is in sixteen convolutions.
#
# ## Notation
#
# | here | meaning |
# | --- | --- |
# | $k, s, p$ | side of a kernel, stride, padding |
# | $K_{uvco}$ | number of kernel $o$ at row $u$, column $v$, input channel $c$ |
#
# ## References
#
# - REFERENCES
# - K. Simonyan, A. Zisserman, Very deep convolutional networks for large-scale image recognition (2015): VGG19.
# - V. Dumoulin, F. Visin, A guide to convolution arithmetic for deep learning (2016): sides, strides and padding.
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Gradient-based learning applied to document recognition (1998).

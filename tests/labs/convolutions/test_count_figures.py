"""The figures of row 16.4 say the numbers they show."""

import re

import numpy as np
import pytest

from lecture_lib.architectures import ConvLayer, DenseLayer, PoolLayer, count_layers, vgg19_counts
from lecture_lib.data import load_conv_scores
from lecture_lib.labs.convolutions import count_bars, shift_curves


@pytest.mark.slow
def test_the_bars_of_vgg19_leave_poolings_out_and_name_the_largest():
    said = repr(count_bars(vgg19_counts()))
    assert said.startswith("Bars for 19 layers") and "most in dense1, 72." in said and "most in conv1_2, 9.4." in said


@pytest.mark.slow
def test_the_bars_are_parts_of_all():
    layers = {"one": ConvLayer(2, 2), "pool": PoolLayer(), "two": DenseLayer(3)}
    counts = dict(zip(layers, count_layers(layers.values(), (5, 5, 1))))  # 10 and 27 parameters, 128 and 24 products
    said = repr(count_bars(counts))
    assert "Bars for 2 layers" in said and "most in two, 73." in said and "most in one, 84." in said


@pytest.mark.slow
def test_the_curves_say_the_kept_means():
    said = repr(shift_curves(["CNN", "64 hidden units"]))
    for name in ("CNN", "64 hidden units"):
        means = np.mean(load_conv_scores().scores[f"{name}, by shift"], axis=0)
        shown = [float(v) for v in re.findall(r"([\d.]+) ±", said.split(f"{name}: ")[1])[:5]]
        assert shown == pytest.approx(means.tolist(), abs=0.001)

"""Data: point clouds made on demand, handwritten digits, MNIST-1D, the lectures' own networks, and kept results.

Whatever lies in a file stands here beside the function that reads it, with source and licence.
"""

from .conv_scores import ConvScores, load_conv_scores
from .depth_scores import DepthScores, data_checksum, load_depth_scores
from .digits import IMAGE_SIDE, Digits, digits
from .drawn_digits import Stroke, as_digit, stroke_image
from .feature_scores import FeatureScores, load_feature_scores
from .images import ONE_PIXEL, image_classes, image_rows, with_shifted_copies
from .lecture_examples import LECTURE_EXAMPLES, PRINTED_VALUES, LectureExample
from .mnist1d import MNIST1D, MNIST1D_TEMPLATES, mnist1d
from .mnist_files import MIRRORS, MNIST_FILES, TRIES, MnistFile, cache_folder, mnist, read_idx
from .random_labels import (
    HIDDEN_LAYER_SIZES,
    LEARNING_RATE,
    N_CLASSES,
    RandomLabelRun,
    TrainingCurve,
    TrainingPoint,
    load_random_label_run,
    random_label_examples,
    random_label_net,
    training_point,
)
from .shifted_digits import random_shifts, shift_images
from .toy import blobs, moons, rings, waves, xor_clouds

__all__ = [
    "HIDDEN_LAYER_SIZES",
    "IMAGE_SIDE",
    "LEARNING_RATE",
    "LECTURE_EXAMPLES",
    "MIRRORS",
    "MNIST1D",
    "MNIST1D_TEMPLATES",
    "MNIST_FILES",
    "N_CLASSES",
    "ONE_PIXEL",
    "PRINTED_VALUES",
    "TRIES",
    "ConvScores",
    "DepthScores",
    "Digits",
    "FeatureScores",
    "LectureExample",
    "MnistFile",
    "RandomLabelRun",
    "Stroke",
    "TrainingCurve",
    "TrainingPoint",
    "as_digit",
    "blobs",
    "cache_folder",
    "data_checksum",
    "digits",
    "image_classes",
    "image_rows",
    "load_conv_scores",
    "load_depth_scores",
    "load_feature_scores",
    "load_random_label_run",
    "mnist",
    "mnist1d",
    "moons",
    "random_label_examples",
    "random_label_net",
    "random_shifts",
    "read_idx",
    "rings",
    "shift_images",
    "stroke_image",
    "training_point",
    "waves",
    "with_shifted_copies",
    "xor_clouds",
]

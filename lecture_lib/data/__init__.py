"""Data: point clouds made on demand, handwritten digits, MNIST-1D, the lectures' own networks, and kept results.

Whatever lies in a file stands here beside the function that reads it, with source and licence.
"""

from .depth_scores import DepthScores, data_checksum, load_depth_scores
from .digits import IMAGE_SIDE, Digits, digits
from .feature_scores import FeatureScores, load_feature_scores
from .lecture_examples import LECTURE_EXAMPLES, PRINTED_VALUES, LectureExample
from .mnist1d import MNIST1D, MNIST1D_TEMPLATES, mnist1d
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
from .toy import blobs, moons, rings, waves, xor_clouds

__all__ = [
    "HIDDEN_LAYER_SIZES",
    "IMAGE_SIDE",
    "LEARNING_RATE",
    "LECTURE_EXAMPLES",
    "MNIST1D",
    "MNIST1D_TEMPLATES",
    "N_CLASSES",
    "PRINTED_VALUES",
    "DepthScores",
    "Digits",
    "FeatureScores",
    "LectureExample",
    "RandomLabelRun",
    "TrainingCurve",
    "TrainingPoint",
    "blobs",
    "data_checksum",
    "digits",
    "load_depth_scores",
    "load_feature_scores",
    "load_random_label_run",
    "mnist1d",
    "moons",
    "random_label_examples",
    "random_label_net",
    "rings",
    "training_point",
    "waves",
    "xor_clouds",
]

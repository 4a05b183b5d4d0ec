"""A class that has handed in, and where its results go."""

import pytest

from lecture_lib.grading.marking import course_secret
from tests.grading.whole_class import grade, hand_in_class


@pytest.fixture(scope="session")
def handed_in(tmp_path_factory):
    """The folder of a small class; nobody changes it."""
    folder = tmp_path_factory.mktemp("handed_in")
    hand_in_class(folder)
    return folder


@pytest.fixture(scope="session")
def secret(tmp_path_factory):
    """The secret of the course, so that all runs draw the same hidden cases."""
    return course_secret(tmp_path_factory.mktemp("secret"))


@pytest.fixture
def out(tmp_path, secret):
    """A folder for results that holds the secret alone."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "secret.txt").write_text(secret)
    return folder


@pytest.fixture(scope="session")
def truth(handed_in, tmp_path_factory, secret):
    """What an uninterrupted run with one worker gives."""
    folder = tmp_path_factory.mktemp("truth")
    (folder / "secret.txt").write_text(secret)
    return grade(handed_in, folder)

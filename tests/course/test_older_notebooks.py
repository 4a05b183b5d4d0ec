"""What a notebook of an older version sees: one plain line, and no traceback (row 00.1)."""

import importlib
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import lecture_lib
from lecture_lib.course import MissingPart, Signpost, put_up_signpost


@pytest.mark.parametrize(
    "cell, part",
    [
        ("from lecture_lib.puppets.tracer import tracer", "puppets"),
        ("import lecture_lib.gates", "gates"),
        ("from lecture_lib.labs.forward.juggler import juggler", "labs.forward.juggler"),
    ],
)
def test_a_folder_of_an_older_version_is_answered_in_one_plain_line(cell, part):
    with capture_output() as caught:
        InteractiveShell().run_cell(cell)
    (line,) = caught.stdout.strip().splitlines()
    assert f"lecture_lib has no part “{part}”." in line and "notebooks folder" in line


def test_what_is_there_and_what_belongs_to_others_is_found_as_ever():
    assert importlib.import_module("lecture_lib.nn.mlp")
    with pytest.raises(ModuleNotFoundError) as error:
        importlib.import_module("no_such_package_at_all")
    assert not isinstance(error.value, MissingPart)


def test_the_name_that_is_missing_can_be_read_by_programs():
    with pytest.raises(ModuleNotFoundError) as error:
        importlib.import_module("lecture_lib.questions.q99")
    assert error.value.name == "lecture_lib.questions.q99"


def test_there_is_one_signpost_however_often_the_library_is_loaded():
    put_up_signpost()
    importlib.reload(lecture_lib)
    assert sum(isinstance(finder, Signpost) for finder in sys.meta_path) == 1

"""A learner's copy: what is new comes, what the learner has changed stays, and a stop leaves nothing half done."""

import errno
import json
import os

import pytest

from lecture_lib.command import course_copy
from lecture_lib.command.course_copy import LIST, is_copy, update_copy
from lecture_lib.validation import InputError

NAMES = ("notebooks/04_xor.ipynb", "notebooks/14_depth.ipynb", "exercises/04_xor.ipynb")
XOR = NAMES[0]


@pytest.fixture
def course(tmp_path):
    """A course of three files, each with the words "as delivered"."""
    return publish(tmp_path / "course", "as delivered")


@pytest.fixture
def copy(course, tmp_path):
    """A learner's copy of version 1.0."""
    folder = tmp_path / "meine Übungen"
    update_copy(course, folder, "1.0")
    return folder


def publish(course, text):
    for name in NAMES:
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(f"{name} {text}", "utf-8")
    return course


def texts(folder):
    """All files of a folder but the list, with what they hold."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != LIST)
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}


def test_a_new_copy_holds_everything_and_says_so(course, tmp_path):
    folder = tmp_path / "a" / "new one"
    report = update_copy(course, folder, "1.0")
    assert texts(folder) == texts(course) and is_copy(folder)
    assert str(report) == f"New in {folder}: 2 notebooks and 1 exercise sheet."
    assert str(update_copy(course, folder, "1.0")) == ""


def test_an_update_replaces_what_is_unchanged_and_lays_the_rest_beside(course, copy):
    (copy / XOR).write_text("my work")
    publish(course, "newer")
    report = update_copy(course, copy, "1.1")
    beside = "notebooks/04_xor (1.1).ipynb"
    assert texts(copy) == texts(course) | {XOR: "my work", beside: f"{XOR} newer"}
    assert report.beside == {XOR: beside} and set(report.renewed) == set(NAMES[1:])
    assert str(report).splitlines() == [
        "Brought up to date, because you had not changed them: 1 notebook and 1 exercise sheet.",
        "You have changed these, so they stay as they are. The new ones lie beside them:",
        "  notebooks/04_xor.ipynb  (new: 04_xor (1.1).ipynb)",
    ]


def test_what_lies_beside_is_brought_once_and_belongs_to_the_learner(course, copy):
    (copy / XOR).write_text("my work")
    publish(course, "newer")
    update_copy(course, copy, "1.1")
    (copy / "notebooks/04_xor (1.1).ipynb").unlink()
    before = texts(copy)
    assert str(update_copy(course, copy, "1.1")) == "" and texts(copy) == before
    (copy / "notebooks/04_xor (1.1).ipynb").write_text("more of my work")
    publish(course, "newest of the same version")
    report = update_copy(course, copy, "1.1")
    assert report.beside == {XOR: "notebooks/04_xor (1.1, 2).ipynb"}
    assert texts(copy)["notebooks/04_xor (1.1).ipynb"] == "more of my work" and texts(copy)[XOR] == "my work"


def test_who_takes_the_new_one_for_the_own_gets_updates_again(course, copy):
    (copy / XOR).write_text("my work")
    publish(course, "newer")
    update_copy(course, copy, "1.1")
    (copy / "notebooks/04_xor (1.1).ipynb").replace(copy / XOR)
    publish(course, "newest")
    assert XOR in update_copy(course, copy, "1.2").renewed
    assert texts(copy) == texts(course)


def test_a_notebook_that_was_deleted_comes_back(course, copy):
    (copy / XOR).unlink()
    assert update_copy(course, copy, "1.0").added == [XOR]
    assert texts(copy) == texts(course)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"given": 3}', "\xff"])
def test_without_a_list_that_can_be_read_everything_counts_as_the_learners(course, copy, text):
    (copy / LIST).write_bytes(text.encode("latin-1"))
    publish(course, "newer")
    before = texts(copy)
    report = update_copy(course, copy, "1.1")
    assert set(report.beside) == set(NAMES) and before.items() <= texts(copy).items()


@pytest.mark.parametrize("room", range(5))  # files that can be written before the disk is full: three and the list
def test_a_full_disk_leaves_nothing_half_written_and_the_same_call_goes_on(course, copy, monkeypatch, room):
    (copy / XOR).write_text("my work")
    publish(course, "newer")
    left, replace = iter(range(room)), os.replace

    def replace_while_there_is_room(part, path):
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        replace(part, path)

    monkeypatch.setattr(os, "replace", replace_while_there_is_room)
    if room < 4:
        with pytest.raises(OSError):
            update_copy(course, copy, "1.1")
    else:
        update_copy(course, copy, "1.1")
    assert not list(copy.rglob("*.part"))
    allowed = {*(f"{name} {age}" for name in NAMES for age in ("as delivered", "newer")), "my work"}
    assert set(texts(copy).values()) <= allowed
    monkeypatch.undo()
    update_copy(course, copy, "1.1")
    assert texts(copy) == texts(course) | {XOR: "my work", "notebooks/04_xor (1.1).ipynb": f"{XOR} newer"}


def test_a_file_in_the_place_of_the_folder_is_told(course, tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(InputError, match="mine is a file. Next: lecture-lib lab --folder"):
        update_copy(course, tmp_path / "mine", "1.0")


def test_the_list_names_what_was_given_and_nothing_else(copy):
    assert list(json.loads((copy / LIST).read_text())) == ["given"]
    assert course_copy.course_names(copy) == sorted(NAMES[:2]) + [NAMES[2]]

"""What a class handed in is found in every layout; what is wrong with a file is said beside its student."""

import io
import json
import os
import stat
import struct
import unicodedata
import zipfile

import numpy as np
import pytest

from lecture_lib.grading.intake import (
    archive,
    candidates,
    collect_submissions,
    files,
    notebook_file,
    read_sheets,
    sheet_of,
)
from lecture_lib.grading.intake.sanitise import student_ids
from lecture_lib.validation import InputError
from tests.grading.layouts import lay, zipped
from tests.notebooks.rows import ROOT

SHEETS = read_sheets(ROOT / "exercises")


def notebook(*cells):
    code = [{"cell_type": "code", "source": cell} for cell in cells]
    return json.dumps({"nbformat": 4, "cells": code}).encode()


def sheet(number, said="x = 1"):
    """Return a sheet that is not answered; `said` tells it from others."""
    name = SHEETS[number].name
    blank = json.loads((ROOT / "exercises" / f"{name}.ipynb").read_text("utf-8"))
    return notebook(said, *("".join(cell["source"]) for cell in blank["cells"] if cell["cell_type"] == "code"))


def collected(folder, tree):
    return collect_submissions(lay(folder, tree), SHEETS)


def first_cell(entry):
    return entry.submission.cells[0]


def only(entries):
    assert len(entries) == 1
    return entries[0]


# --- layouts ------------------------------------------------------------------------------------------------

A, B = sheet("05", "who = 'anna'"), sheet("05", "who = 'bert'")
NAMES = ["Anna Muster_1234567", "Bert Quick_1234568"]
ANNA, BERT = (f"{name}_assignsubmission_file_" for name in NAMES)
LAYOUTS = {
    "folders": ({"anna/05_forward_by_hand.ipynb": A, "bert/week5/mine.ipynb": B}, ["anna", "bert"]),
    "notebooks": ({"anna.ipynb": A, "bert.ipynb": B}, ["anna", "bert"]),
    "zips": ({"anna.zip": zipped({"x.ipynb": A}), "bert.zip": zipped({"b/y.ipynb": B})}, ["anna", "bert"]),
    "one of each": ({"anna.ZIP": zipped({"x.ipynb": A}), "bert/x.ipynb": B}, ["anna", "bert"]),
    "zips in folders": ({"anna/x.zip": zipped({"x.ipynb": A}), "bert/x.ipynb": B}, ["anna", "bert"]),
    "a folder a sheet": ({"05_forward_by_hand/anna.ipynb": A, "05_Forward_by_hand/bert.ipynb": B}, ["anna", "bert"]),
    "nbgrader": (
        {
            "submitted/anna/05/x.ipynb": A,
            "submitted/bert/05/x.ipynb": B,
            "source/05/x.ipynb": A,
            "submitted/anna/05/timestamp.txt": b"2026",
            "header.ipynb": A,
        },
        ["anna", "bert"],
    ),
    "Moodle": ({f"{ANNA}/x.ipynb": A, f"{BERT}/x.ipynb": B}, NAMES),
    "Moodle, flat": ({f"{ANNA}x.ipynb": A, f"{BERT}x.ipynb": B}, NAMES),
    "Moodle, as a zip": ({"05.zip": zipped({f"{ANNA}/x.ipynb": A, f"{BERT}/w.zip": zipped({"x.ipynb": B})})}, NAMES),
    "Moodle, flat, as zips": ({"a.zip": zipped({f"{ANNA}x.ipynb": A}), "b.zip": zipped({f"{BERT}x.ipynb": B})}, NAMES),
    "Canvas": (
        {"musteranna_12345_678901_05_forward_by_hand.ipynb": A, "quickbert_LATE_12346_678902_y-3.ipynb": B},
        ["musteranna_12345", "quickbert_12346"],
    ),
    "Canvas, as a zip": (
        {"all.zip": zipped({"musteranna_1_2_x.ipynb": A, "quickbert_3_4_x.ipynb": B})},
        ["musteranna_1", "quickbert_3"],
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_read(tmp_path, layout):
    tree, students = LAYOUTS[layout]
    found = collected(tmp_path, tree)
    assert [(each.student, each.sheet, each.problem) for each in found] == [(n, "05", "") for n in students]
    assert [first_cell(each) for each in found] == ["who = 'anna'", "who = 'bert'"]
    assert [each.submission.attachments for each in found] == [(), ()]


def test_the_folder_above_and_the_folder_submitted_are_the_same(tmp_path):
    tree, _ = LAYOUTS["nbgrader"]
    assert collected(tmp_path, tree) == collect_submissions(tmp_path / "submitted", SHEETS) != []


def test_one_zip_can_be_given_itself(tmp_path):
    of_all = zipped({f"{ANNA}/x.ipynb": A, f"{BERT}/x.ipynb": B})
    lay(tmp_path, {"all.zip": of_all, "carl.zip": zipped({"x.ipynb": A})})
    assert [each.student for each in collect_submissions(tmp_path / "all.zip", SHEETS)] == NAMES
    assert only(collect_submissions(tmp_path / "carl.zip", SHEETS)).student == "carl"


def test_every_sheet_of_a_student_is_an_entry(tmp_path):
    answers = {"b": ("05", "z = [1]"), "a": ("04", "xnor = 1"), "c/d": ("03", "taken = [1]")}
    found = collected(tmp_path, {f"anna/{name}.ipynb": sheet(*answer) for name, answer in answers.items()})
    assert [(each.student, each.sheet, each.notes) for each in found] == [("anna", n, ()) for n in ("03", "04", "05")]


def test_what_systems_leave_behind_is_ignored(tmp_path):
    junk = {
        ".DS_Store": b"x",
        "__MACOSX/._x.ipynb": b"x",
        ".ipynb_checkpoints/x-checkpoint.ipynb": B,
        "Thumbs.db": b"x",
    }
    tree = {**junk, **{f"anna/{name}": data for name, data in junk.items()}, "anna/x.ipynb": A}
    tree["bert.zip"] = zipped({**junk, "x.ipynb": B})
    found = collected(tmp_path, tree)
    assert [(each.student, first_cell(each), each.notes) for each in found] == [
        ("anna", "who = 'anna'", ()),
        ("bert", "who = 'bert'", ()),
    ]


def test_there_must_be_a_folder(tmp_path):
    with pytest.raises(InputError, match="there is no folder"):
        collect_submissions(tmp_path / "nowhere", SHEETS)
    assert collect_submissions(tmp_path, SHEETS) == []


def test_the_order_of_the_file_system_does_not_matter(tmp_path, monkeypatch):
    tree = {f"{name}/{file}.ipynb": notebook(f"z = '{name}{file}'", CHECKS) for name in "cab" for file in "yxz"}
    twice = {f"05_{word}_by_hand/d.ipynb": notebook(f"z = '{word}'", CHECKS) for word in ("forward", "Forward")}
    expected = collected(tmp_path, tree | twice)
    for place in tmp_path.rglob("*.ipynb"):
        os.utime(place, (1, 1))
    folders = [place for place in (tmp_path, *tmp_path.iterdir()) if place.is_dir()]
    listed = {place: sorted(os.scandir(place), key=lambda e: e.name) for place in folders}
    monkeypatch.setattr(files.os, "scandir", lambda place: listed[place])
    forwards = collect_submissions(tmp_path, SHEETS)
    monkeypatch.setattr(files.os, "scandir", lambda place: reversed(listed[place]))
    backwards = collect_submissions(tmp_path, SHEETS)
    assert backwards == forwards
    assert [each.student for each in backwards] == [each.student for each in expected] == ["a", "b", "c", "d"]
    assert first_cell(backwards[0]) == "z = 'ax'"


# --- several notebooks of one sheet -------------------------------------------------------------------------

STUB = "def layer(W, b, g, a):\n    ...\nz = [..., ..., ..., ...]"
ANSWER = "def layer(W, b, g, a):\n    return g(W @ a + b)"
CHECKS = 'check("05.4a", layer)'


def test_of_two_with_the_same_answers_the_one_with_the_name_of_the_sheet_counts(tmp_path):
    second = ANSWER.replace("W @ a", "np.dot(W, a)")
    tree = {
        "anna/05_forward_by_hand.ipynb": notebook(ANSWER, CHECKS),
        "anna/05_forward_by_hand (1).ipynb": notebook(second, CHECKS),
    }
    entry = only(collected(tmp_path, tree))
    assert first_cell(entry) == ANSWER
    assert entry.notes == (
        "taken for this sheet: 05_forward_by_hand.ipynb; also there, not graded: 05_forward_by_hand (1).ipynb",
    )


def test_an_answered_copy_counts_before_an_untouched_sheet(tmp_path):
    entry = only(
        collected(
            tmp_path,
            {
                "anna/05_forward_by_hand.ipynb": notebook(STUB, CHECKS),
                "anna/05_forward_by_hand (1).ipynb": notebook(ANSWER, CHECKS),
            },
        )
    )
    assert first_cell(entry) == ANSWER
    assert entry.notes == (
        "taken for this sheet: 05_forward_by_hand (1).ipynb; also there, not graded: 05_forward_by_hand.ipynb",
    )


def test_else_the_one_with_most_answers(tmp_path):
    answers = {"a": STUB, "b": ANSWER, "c": "z = [...,\n 1]"}
    tree = {f"anna/{name}.ipynb": notebook(answer, CHECKS) for name, answer in answers.items()}
    entry = only(collected(tmp_path, tree))
    assert first_cell(entry) == ANSWER
    assert entry.notes == ("taken for this sheet: b.ipynb; also there, not graded: a.ipynb, c.ipynb",)


@pytest.mark.parametrize(
    "answer, stub",
    [
        ("def answer(w, b, x): return 1", "def answer(w, b, x):\n    ..."),
        ("w1, w2, b = 1, 1, -1", "w1, w2, b = ..., ..., ..."),
        ("taken = [1]", "taken = [..., ...]"),
    ],
)
def test_a_stub_is_no_answer(tmp_path, answer, stub):
    name = answer.replace("def ", "").split("(")[0].split(",")[0].split(" ")[0]
    number = {"answer": "03.1a", "w1": "03.2a", "taken": "03.2b"}[name]
    check = f'check("{number}", {name})'
    lay(tmp_path, {"anna/a.ipynb": notebook(answer, check), "anna/b.ipynb": notebook(stub, check)})
    os.utime(tmp_path / "anna" / "a.ipynb", (1, 1))  # the stub is the newer one
    entry = only(collect_submissions(tmp_path, SHEETS))
    assert first_cell(entry) == answer


def test_else_the_newest_else_the_first_by_name(tmp_path):
    lay(tmp_path, {f"anna/{name}.ipynb": notebook(f"z = '{name}'", CHECKS) for name in "abc"})
    for name, time in (("a", 5), ("b", 9), ("c", 9)):
        os.utime(tmp_path / "anna" / f"{name}.ipynb", (time, time))
    assert first_cell(only(collect_submissions(tmp_path, SHEETS))) == "z = 'b'"


def test_the_newest_in_a_zip(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(zipfile.ZipInfo("a.ipynb", (2026, 1, 1, 0, 0, 0)), notebook("z = 'old'", CHECKS))
        made.writestr(zipfile.ZipInfo("b.ipynb", (2026, 2, 1, 0, 0, 0)), notebook("z = 'new'", CHECKS))
    assert first_cell(only(collected(tmp_path, {"anna.zip": file.getvalue()}))) == "z = 'new'"


def test_on_canvas_the_highest_attempt_counts(tmp_path):
    names = {"x": "first", "x-2": "third", "x-1": "second"}
    entry = only(
        collected(
            tmp_path,
            {
                f"a_1_{i}0_{name}.ipynb": notebook(f"z = '{said}'", CHECKS)
                for i, (name, said) in enumerate(names.items())
            },
        )
    )
    assert first_cell(entry) == "z = 'third'"


def test_canvas_says_what_was_late(tmp_path):
    entry = only(collected(tmp_path, {"a_LATE_1_23_x.ipynb": A}))
    assert entry.notes == ("Canvas marks it as handed in late",)


def test_a_readable_copy_counts_before_a_damaged_one(tmp_path):
    entry = only(collected(tmp_path, {"anna/05_forward_by_hand.ipynb": b"{", "anna/copy.ipynb": A}))
    assert first_cell(entry) == "who = 'anna'"
    assert "05_forward_by_hand.ipynb (it breaks off" in entry.notes[0]


# --- trouble ------------------------------------------------------------------------------------------------


def test_trouble_is_told_and_the_class_goes_on(tmp_path):
    found = collected(
        tmp_path,
        {
            "anna/05_forward_by_hand.ipynb": b"",
            "bert.ipynb": b"{",
            "eve.ipynb": A,
            "carl/story.ipynb": notebook("q = 1"),
            "dana/essay.pdf": b"%PDF",
            "finn.zip": b"PK no zip",
        },
    )
    problems = {each.student: (each.sheet, each.problem) for each in found}
    assert problems == {
        "anna": ("05", "05_forward_by_hand.ipynb: it is empty"),
        "bert": ("", "bert.ipynb: it breaks off or is damaged: it is not a complete notebook"),
        "carl": ("", "story.ipynb: it is about none of the sheets: " + ", ".join(one.name for one in SHEETS.values())),
        "dana": ("", "no notebook (.ipynb) was handed in; there is essay.pdf"),
        "eve": ("05", ""),
        "finn": ("", "finn.zip: it is not a zip, or it is damaged"),
    }


def test_links_are_never_followed(tmp_path):
    outside = lay(tmp_path / "outside", {"x.ipynb": A, "05_forward_by_hand.ipynb": A})
    place = lay(tmp_path / "class", {"carl/x.ipynb": B})
    (place / "anna").symlink_to(outside)
    (place / "bert.ipynb").symlink_to(outside / "x.ipynb")
    (place / "carl" / "more").symlink_to(outside)
    (place / "carl" / "05_forward_by_hand.ipynb").symlink_to(outside / "05_forward_by_hand.ipynb")
    (place / "submitted").symlink_to(outside)
    found = {each.student: each for each in collect_submissions(place, SHEETS)}
    link = "it is a link, and links are not followed"
    assert found["anna"].problem == f"anna: {link}" and found["bert"].problem == f"bert.ipynb: {link}"
    assert found["submitted"].problem == f"submitted: {link}"
    assert first_cell(found["carl"]) == "who = 'bert'"
    assert found["carl"].notes == (
        f"left out: more ({link})",
        f"taken for this sheet: x.ipynb; also there, not graded: 05_forward_by_hand.ipynb ({link})",
    )


def test_a_pipe_holds_nothing_up(tmp_path):
    lay(tmp_path, {"bert.ipynb": B})
    os.mkfifo(tmp_path / "anna.ipynb")
    assert [each.problem for each in collect_submissions(tmp_path, SHEETS)] == [
        "anna.ipynb: it is not a plain file",
        "",
    ]


def test_folders_are_looked_into_to_a_depth(tmp_path):
    deep = "/".join("d" * files.MAX_FOLDER_DEPTH)
    entry = only(collected(tmp_path, {f"anna/{deep}/x.ipynb": A}))
    assert entry.problem.endswith("it lies more than 10 folders deep")


# --- zips ---------------------------------------------------------------------------------------------------

CLIMBING = [
    "../x.ipynb",
    "a/../../x.ipynb",
    "/etc/x.ipynb",
    "C:\\x.ipynb",
    "..\\x.ipynb",
    "c:/x.ipynb",
    "\\\\host\\x.ipynb",
]


@pytest.mark.parametrize("name", CLIMBING)
def test_members_that_climb_out_are_refused(tmp_path, name):
    tree = {"anna.zip": zipped({name: A}), "bert.zip": zipped({"x.ipynb": B, name: A})}
    place = lay(tmp_path / "class", tree)
    anna, bert = collect_submissions(place, SHEETS)
    assert anna.problem == "anna.zip: a name in it leads out of the zip, or is not a name"
    assert first_cell(bert) == "who = 'bert'" and "leads out of the zip" in bert.notes[0]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["anna.zip", "bert.zip", "class"]


def test_a_member_that_climbs_out_of_a_class_is_nobody_s(tmp_path):
    forged = f"../{BERT}/05_forward_by_hand.ipynb"
    found = collected(tmp_path, {"all.zip": zipped({f"{ANNA}/x.ipynb": A, forged: A})})
    assert [(each.student, bool(each.problem)) for each in found] == [(NAMES[0], False), ("all", True)]


def test_windows_separators_are_understood(tmp_path):
    entry = only(collected(tmp_path, {"anna.zip": zipped({"work\\05_forward_by_hand.ipynb": A})}))
    assert first_cell(entry) == "who = 'anna'"


def test_links_in_zips_are_refused(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        link = zipfile.ZipInfo("x.ipynb")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    entry = only(collected(tmp_path, {"anna.zip": file.getvalue()}))
    assert entry.problem == "anna.zip/x.ipynb: it is a link, and links are not followed"


def test_encrypted_members_are_refused(tmp_path):
    data = bytearray(zipped({"x.ipynb": A}))
    for entry, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(entry) + flags] |= 1
    found = collected(tmp_path, {"anna.zip": bytes(data), "bert.ipynb": B})
    assert [each.problem for each in found] == ["anna.zip/x.ipynb: it is encrypted in the zip", ""]


def test_a_link_to_an_export_is_not_followed(tmp_path):
    outside = lay(tmp_path / "outside", {"all.zip": zipped({f"{ANNA}/x.ipynb": A})})
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "all.zip").symlink_to(outside / "all.zip")
    entry = only(collect_submissions(tmp_path / "class", SHEETS))
    assert entry.problem == "all.zip: it is a link, and links are not followed"


def test_unusual_packing_and_endless_names_are_refused(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("x.ipynb", A, zipfile.ZIP_LZMA)
        made.writestr(f"{'n' * 1_001}.ipynb", A)
    assert only(collected(tmp_path, {"anna.zip": file.getvalue()})).problem == (
        "anna.zip/x.ipynb: it is packed in the zip in a way that is not opened"
    )
    endless = zipped({f"{'n' * 1_001}.ipynb": A})
    assert "is not a name" in only(collected(tmp_path, {"anna.zip": endless})).problem


def test_packed_bytes_that_are_none_are_refused(tmp_path):
    data = bytearray(zipped({"x.ipynb": A}))
    start = 30 + len("x.ipynb")
    data[start : start + 40] = b"\xff" * 40
    assert only(collected(tmp_path, {"anna.zip": bytes(data)})).problem.endswith("it is damaged in the zip")


def test_zips_in_zips_are_not_opened(tmp_path):
    entry = only(collected(tmp_path, {"anna.zip": zipped({"x.zip": zipped({"x.ipynb": A})})}))
    assert entry.problem == "anna.zip/x.zip: it is a zip inside a zip, which is not opened"


def test_a_bomb_is_refused_by_how_it_swells(tmp_path):
    entry = only(collected(tmp_path, {"anna.zip": zipped({"05.ipynb": bytes(archive.MIN_SUSPECT_SIZE + 1)})}))
    assert "it would swell to more than 250 times its size" in entry.problem


def test_a_bomb_of_many_files_is_refused_before_it_is_read_in(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 5)
    bomb = zipped({f"{i}.ipynb": A for i in range(6)})
    monkeypatch.setattr(archive, "Archive", None)
    assert only(collected(tmp_path, {"anna.zip": bomb})).problem == (
        "anna.zip: it holds more than 5 files: hand in the notebook, not the whole folder"
    )


def test_programs_that_were_packed_with_the_notebook_count_for_nothing(tmp_path):
    installed = {f"work/.venv/lib/site-packages/p{i}.py": b"x" for i in range(archive.MAX_MEMBERS)}
    more = {f".git/objects/{i}": b"x" for i in range(100)}
    packed = zipped({**installed, **more, "venv/05.ipynb": B, "work/05_forward_by_hand.ipynb": A})
    entry = only(collected(tmp_path, {"anna.zip": packed}))
    assert first_cell(entry) == "who = 'anna'" and entry.notes == () and entry.submission.attachments == ()
    many = zipped({f"{i}.txt": b"" for i in range(archive.MAX_MEMBERS + 1)})
    assert "it holds more than 2000 files" in only(collected(tmp_path / "b", {"anna.zip": many})).problem


def test_members_in_endless_folders_are_refused_at_once(tmp_path):
    deep = zipped({"a/" * 490 + f"{i}.ipynb": notebook("x = 1\n" * 150_000, CHECKS) for i in range(5)})
    entry = only(collected(tmp_path, {"anna.zip": deep}))
    assert entry.submission is None and "it lies more than 20 folders deep" in entry.problem


def test_little_is_read_of_notebooks_with_endless_code(tmp_path, monkeypatch):
    looked_at = []
    monkeypatch.setattr(candidates, "sheet_of", lambda *asked: looked_at.append(asked) or sheet_of(*asked))
    many = {f"{i:03}.ipynb": notebook("x = 1\n" * 150_000, CHECKS) for i in range(30)}
    entry = only(collected(tmp_path, {"anna.zip": zipped(many)}))
    assert entry.sheet == "05" and len(looked_at) <= 3
    assert "hold too much code" in " ".join(entry.notes) or "cannot be read: 003.ipynb" in " ".join(entry.notes)


def test_a_table_of_contents_that_announces_too_much_is_refused():
    data = zipped({"a": bytes(60), "b": bytes(60)})
    archive.Archive(io.BytesIO(data), unpacked=120)
    with pytest.raises(notebook_file.UnreadableFile, match="unpacked it would be larger"):
        archive.Archive(io.BytesIO(data), unpacked=119)


def test_what_is_read_from_a_zip_is_counted():
    opened = archive.Archive(io.BytesIO(zipped({"a": bytes(60)})), unpacked=100)
    assert opened.read(opened.members[0]) == bytes(60)
    with pytest.raises(notebook_file.UnreadableFile, match="larger"):
        opened.read(opened.members[0])


def test_one_member_has_a_bound_of_its_own():
    opened = archive.Archive(io.BytesIO(zipped({"a": bytes(60)})))
    with pytest.raises(notebook_file.UnreadableFile, match="larger"):
        opened.read(opened.members[0], limit=59)


def test_a_size_that_lies_is_found_out(tmp_path):
    data = bytearray(zipped({"x.ipynb": A}))
    for entry, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(entry) + size
        data[at : at + 4] = struct.pack("<I", 20)
    entry = only(collected(tmp_path, {"anna.zip": bytes(data)}))
    assert entry.submission is None and "it is damaged in the zip" in entry.problem


@pytest.mark.parametrize("cut", [10, 200, 2_000])
def test_damaged_zips_hurt_nobody_else(tmp_path, cut):
    data = zipped({"x.ipynb": A})
    broken = data[:cut] + b"\xff" * 40 + data[cut + 40 :]
    found = collected(tmp_path, {"anna.zip": broken, "bert.ipynb": B})
    assert [each.student for each in found] == ["anna", "bert"] and found[1].submission


def test_no_damage_to_a_zip_stops_the_class(tmp_path):
    whole, rng = zipped({"x.ipynb": A, "a/data.csv": b"1,2"}), np.random.default_rng(0)
    lay(tmp_path, {"bert.ipynb": B})
    outcomes = set()
    for _ in range(300):
        broken = np.frombuffer(whole, np.uint8).copy()
        near_the_end = len(broken) - rng.integers(1, 250, size=3)  # where the table of contents is
        broken[near_the_end] = rng.integers(0, 256, size=3)
        anna, bert = collected(tmp_path, {"anna.zip": broken.tobytes()})
        outcomes.add(anna.problem.split(": ")[-1])
        assert anna.student == "anna" and first_cell(bert) == "who = 'bert'"
    assert len(outcomes) > 5


def test_a_student_cannot_pose_as_a_class(tmp_path):
    posing = zipped({f"{BERT}/05_forward_by_hand.ipynb": A})
    found = collected(tmp_path, {"anna.zip": posing, "bert.zip": zipped({"x.ipynb": B})})
    assert [each.student for each in found] == ["anna", "bert"]
    assert "looks like the export of a whole class" in found[0].problem


# --- helper files -------------------------------------------------------------------------------------------


def helpers_of(entry):
    return [name for name, _ in entry.submission.attachments]


def npy(array):
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def npz(**arrays):
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def test_helper_files_come_along_sorted(tmp_path):
    beside = {"data.csv": b"1,2", "points.npz": npz(x=np.ones(3)), "tools.py": b"t", "w.npy": npy(np.ones(3))}
    more = {"x.ipynb": A, "deep/more.py": b"m", "film.mp4": b"f"}
    entry = only(collected(tmp_path, {f"anna/{name}": data for name, data in {**more, **beside}.items()}))
    assert entry.submission.attachments == tuple(sorted(beside.items()))
    assert entry.notes == ()


def test_folders_that_the_code_names_come_along(tmp_path):
    code = notebook("from pack.sums import total\nnp.loadtxt('data/x.csv')", CHECKS)
    wanted = {"pack/__init__.py": b"", "pack/deep/a.py": b"a", "data/x.csv": b"1", "pack/json.py": b"mine"}
    by_helper = {"tools.py": b"import more.of_it", "more/of_it.py": b""}
    other = {"week1/tools.py": b"w", "lecture_lib/nn/mlp.py": b"c", "pack/film.mp4": b"f"}
    tree = {"x.ipynb": code, **wanted, **by_helper, **other}
    entry = only(collected(tmp_path, {f"anna/own/{name}": data for name, data in tree.items()}))
    assert dict(entry.submission.attachments) == {**wanted, **by_helper} and entry.notes == ()


def test_files_of_unusual_kinds_come_along_where_the_code_says_their_names(tmp_path):
    code = notebook("open('model.pkl', 'rb')\n%run steps.ipynb\n# fast.so", CHECKS)
    tree = {"x.ipynb": code, "model.pkl": b"p", "steps.ipynb": notebook("s = 1"), "fast.so": b"", "old.pkl": b"p"}
    entry = only(collected(tmp_path, {f"anna/{name}": data for name, data in tree.items()}))
    assert helpers_of(entry) == ["model.pkl", "steps.ipynb"] and entry.notes == ()


def test_folders_come_along_from_a_zip_and_never_lead_elsewhere(tmp_path):
    code = notebook("import pack, numpy, a, b", CHECKS)
    tree = {"x.ipynb": code, "pack/m.py": b"m", "numpy/m.py": b"", "a/-rf.py": b"", "b/../../m.py": b""}
    entry = only(collected(tmp_path, {"anna.zip": zipped(tree)}))
    assert entry.submission.attachments == (("pack/m.py", b"m"),)
    assert "numpy/m.py (it would stand in the way of the module numpy)" in entry.notes[-1]


@pytest.mark.parametrize("name", ["numpy.py", "Random.py", "lecture_lib.py", "json.py"])
def test_helpers_that_would_shadow_a_module_are_left_out(tmp_path, name):
    entry = only(collected(tmp_path, {"anna/x.ipynb": A, f"anna/{name}": b""}))
    assert helpers_of(entry) == []
    why = f"it would stand in the way of the module {name[:-3]}"
    assert entry.notes == (f"helper files left out: {name} ({why})",)


@pytest.mark.parametrize(
    "name, data",
    [
        ("w.npy", npy(np.array([{}], object))),
        ("w.npy", b"no array"),
        ("w.npz", b"no zip"),
        ("w.npz", npz(x=np.array([{}], object))),
        ("w.npz", zipped({"x.txt": b"no array"})),
        ("-rf.py", b""),
        ("a\u202eyp.py", b""),
        ("=a.csv", b""),
        ("n" * 100 + ".py", b""),
    ],
    ids=range(9),
)
def test_harmful_helpers_are_left_out(tmp_path, name, data):
    entry = only(collected(tmp_path, {"anna/x.ipynb": A, f"anna/{name}": data}))
    assert helpers_of(entry) == [] and entry.notes[0].startswith("helper files left out: ")
    assert "\u202e" not in entry.notes[0]


def test_helpers_have_a_bound_in_number_and_size(tmp_path, monkeypatch):
    tree = {"anna/x.ipynb": A, **{f"anna/h{i:02d}.txt": bytes(10) for i in range(notebook_file.MAX_ATTACHMENTS + 2)}}
    entry = only(collected(tmp_path, tree))
    assert len(entry.submission.attachments) == notebook_file.MAX_ATTACHMENTS
    assert "h50.txt (there are more than 50)" in entry.notes[0]
    monkeypatch.setattr("lecture_lib.grading.intake.attachments.MAX_ATTACHMENT_BYTES", 35)
    assert helpers_of(only(collect_submissions(tmp_path, SHEETS))) == ["h00.txt", "h01.txt", "h02.txt"]


def test_helpers_of_a_flat_export_get_their_own_names(tmp_path):
    tree = {"a_1_21_x.ipynb": A, "a_1_22_tools.py": b"old", "a_1_23_tools-1.py": b"new"}
    entry = only(collected(tmp_path, tree))
    assert entry.submission.attachments == (("tools.py", b"new"),)
    assert entry.notes == ("helper files left out: tools.py (another one has its name)",)


# --- students -----------------------------------------------------------------------------------------------


def test_students_whose_names_look_alike_stay_apart(tmp_path):
    names = ["anna", "Anna", unicodedata.normalize("NFC", "zoé"), unicodedata.normalize("NFD", "zoé"), "bert"]
    folders = [f"{name}_1_assignsubmission_file_" for name in names]
    members = {f"{folder}/x.ipynb": notebook(f"z = {i}", CHECKS) for i, folder in enumerate(folders)}
    found = collected(tmp_path, {"class.zip": zipped(members)})
    assert len(found) == len({each.student.casefold() for each in found}) == 5
    assert sorted(first_cell(each) for each in found) == [f"z = {i}" for i in range(5)]
    assert {each.student: bool(each.notes) for each in found}["bert_1"] is False
    assert sum("looks the same" in "".join(each.notes) for each in found) == 4


HOSTILE = [
    "../../etc",
    "-rf",
    "=1+1",
    "+1",
    "@cmd",
    "a\u202eb",
    "a\x00\x1b[31mb",
    "\u2066",
    "",
    "..",
    "a/b",
    "x" * 5_000,
    "\ud800",
]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_become_harmless_ids(name):
    ((id_, note),) = student_ids([name]).values()
    assert id_ and len(id_) <= 100 and note
    assert not id_.startswith(("-", "=", "+", "@", ".", " ")) and "/" not in id_ and "\\" not in id_
    assert id_.isprintable() and id_.encode("utf-8")
    assert student_ids([name, "anna"])["anna"] == ("anna", "")


def test_ids_are_composed_characters():
    decomposed = unicodedata.normalize("NFD", "zoé")
    assert student_ids([decomposed]) == {decomposed: (unicodedata.normalize("NFC", "zoé"), "")}


def test_no_two_names_share_an_id():
    names = [*HOSTILE, "etc", "rf", "1+1", "ab", "student", "STUDENT", "a-b", "\uff23\uff24", "cd", "ﬁnn", "finn"]
    ids = student_ids(names)
    alike = {unicodedata.normalize("NFKC", id_).casefold() for id_, _ in ids.values()}
    assert len(alike) == len(names)


def test_names_that_are_no_text_are_read_all_the_same(tmp_path):
    place = os.fsencode(tmp_path) + b"/\xff\xfeanna.ipynb"
    with open(place, "wb") as file:
        file.write(A)
    entry = only(collect_submissions(tmp_path, SHEETS))
    assert entry.student.startswith("anna~") and first_cell(entry) == "who = 'anna'"


# --- cells that are not code --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_an_answer_in_a_cell_of_another_kind_is_handed_on_and_changes_no_digest(tmp_path, kind):
    cells = [
        {"cell_type": "code", "source": CHECKS},
        {"cell_type": kind, "source": ANSWER.splitlines(keepends=True)},
        {"cell_type": kind, "source": "The layer is computed from left to right."},
    ]
    with_text = json.dumps({"nbformat": 4, "cells": cells}).encode()
    anna, bert = collected(tmp_path, {"anna.ipynb": with_text, "bert.ipynb": notebook(CHECKS)})
    assert anna.submission.cells == (CHECKS,) and anna.submission.other_cells == (ANSWER,)
    assert anna.digest == bert.digest and bert.submission.other_cells == ()

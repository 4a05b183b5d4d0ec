"""Nobody vanishes and litter is no student: whatever lies in the folder of a class has its row and its reason."""

import os

import pytest

from lecture_lib.grading.intake import collect_submissions
from tests.grading.intake.test_collect import SHEETS, A, B, collected, first_cell, notebook, only, sheet, zipped
from tests.grading.layouts import lay


def done(number):
    """Return a sheet whose first question is answered."""
    task = SHEETS[number].tasks[0]
    return notebook(f"{task.names[0]} = [1]", f'check("{task.number}", {task.names[0]})')


LITTER = [
    ".DS_Store",
    "__MACOSX/x.ipynb",
    "index.html",
    "README.txt",
    "README",
    "readme.md",
    "LICENSE",
    "submission_metadata.yml",
    "grades.csv",
    "info.csv",
    "~$notes.docx",
    ".~lock.x.odt#",
    "._anna.ipynb",
    "Thumbs.db",
    "desktop.ini",
    ".gitignore",
    ".git/config",
    ".ipynb_checkpoints/x-checkpoint.ipynb",
    ".Trash-1000/x.ipynb",
    "gradebook.db",
    "class list.xlsx",
    "timestamp.txt",
    "nbgrader_config.py",
]


@pytest.mark.parametrize("name", LITTER)
@pytest.mark.parametrize("way", ["folder", "zip"])
def test_litter_is_no_student(tmp_path, name, way):
    tree = {name: B, "anna/x.ipynb": A, "bert.ipynb": B}
    found = collected(tmp_path, tree if way == "folder" else {"class.zip": zipped({**EXPORT, name: B})})
    assert [each.student for each in found] == (["anna", "bert"] if way == "folder" else ["A_1", "B_2"])
    assert [(each.problem, each.notes) for each in found] == [("", ())] * 2


EXPORT = {f"{name}_assignsubmission_file_/x.ipynb": data for name, data in (("A_1", A), ("B_2", B))}

NOT_OPENED = ". Archives of this kind are not opened: hand in a zip, or the notebook itself"
NOTHING_TO_READ = {
    "empty": ({}, "the folder is empty"),
    "a folder in it is empty": ({"week5/": None}, "week5/: the folder is empty"),
    "checkpoints": (
        {".ipynb_checkpoints/x-checkpoint.ipynb": A},
        "there is nothing in the folder but .ipynb_checkpoints",
    ),
    "litter": ({".DS_Store": b"x", "Thumbs.db": b"x"}, "there is nothing in the folder but .DS_Store, Thumbs.db"),
    "hidden": ({".x.ipynb": A}, ".x.ipynb: its name begins with a dot, so it is hidden and is not read: rename it"),
    "hidden folder": ({".w/x.ipynb": A}, ".w/: its name begins with a dot, so it is hidden and is not read: rename it"),
    "not a notebook": ({"x.rar": b"Rar!"}, "no notebook (.ipynb) was handed in; there is x.rar" + NOT_OPENED),
}


def lay_with_folders(folder, tree):
    """Lay out a tree in which a name that ends in "/" is an empty folder."""
    for path in tree:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if path.endswith("/"):
            (folder / path).mkdir(parents=True, exist_ok=True)
    return lay(folder, {path: data for path, data in tree.items() if not path.endswith("/")})


@pytest.mark.parametrize("kind", NOTHING_TO_READ)
def test_who_has_nothing_that_can_be_read_has_a_row_and_the_reason(tmp_path, kind):
    tree, reason = NOTHING_TO_READ[kind]
    lay_with_folders(
        tmp_path, {"anna/": None, **{f"anna/{path}": data for path, data in tree.items()}, "bert/x.ipynb": B}
    )
    anna, bert = collect_submissions(tmp_path, SHEETS)
    assert (anna.student, anna.sheet, anna.submission, anna.problem) == ("anna", "", None, reason)
    assert first_cell(bert) == "who = 'bert'"


@pytest.mark.parametrize(
    "members, reason",
    [
        ({}, "anna.zip: the zip is empty"),
        (
            {".DS_Store": b"", "__MACOSX/._x.ipynb": b""},
            "anna.zip: there is nothing in the zip but .DS_Store, __MACOSX",
        ),
        ({".x.ipynb": A}, "anna.zip/.x.ipynb: its name begins with a dot, so it is hidden and is not read: rename it"),
    ],
    ids=["empty", "litter", "hidden"],
)
def test_a_zip_in_which_nothing_can_be_read_has_a_row_and_the_reason(tmp_path, members, reason):
    anna, bert = collected(tmp_path, {"anna.zip": zipped(members), "bert.ipynb": B})
    assert (anna.student, anna.problem) == ("anna", reason) and bert.problem == ""


def test_an_empty_folder_in_an_export_is_a_student_too(tmp_path):
    export = {**EXPORT, "C_3_assignsubmission_file_/": b""}
    found = collected(tmp_path, {"class.zip": zipped(export)})
    assert [(each.student, each.problem) for each in found] == [
        ("A_1", ""),
        ("B_2", ""),
        ("C_3", "the folder is empty"),
    ]


def test_a_hidden_student_has_a_row_and_the_reason(tmp_path):
    found = collected(tmp_path, {".dot/x.ipynb": A, ".eve.ipynb": A, "bert.ipynb": B})
    rows = {each.student.split("~")[0]: each.problem for each in found}
    assert set(rows) == {"bert", "dot", "eve"} and rows["bert"] == ""
    assert "begins with a dot" in rows["dot"] and "begins with a dot" in rows["eve"]


def test_what_is_hidden_or_empty_beside_real_work_costs_no_word(tmp_path):
    tree = {"x.ipynb": A, ".x.ipynb": B, ".w/y.ipynb": B, "empty/": None, ".gitignore": b""}
    lay_with_folders(tmp_path, {f"anna/{path}": data for path, data in tree.items()})
    entry = only(collect_submissions(tmp_path, SHEETS))
    assert first_cell(entry) == "who = 'anna'" and entry.notes == ()


def test_a_class_of_five_has_five_rows(tmp_path):
    lay_with_folders(
        tmp_path,
        {
            "a/": None,
            "b/.ipynb_checkpoints/x-checkpoint.ipynb": A,
            "c/.05_forward_by_hand.ipynb": A,
            "d/.DS_Store": b"",
            "e/x.ipynb": A,
        },
    )
    found = collect_submissions(tmp_path, SHEETS)
    assert [(each.student, bool(each.problem)) for each in found] == [
        *((name, True) for name in "abcd"),
        ("e", False),
    ]


def test_a_folder_that_cannot_be_opened_has_a_row(tmp_path, monkeypatch):
    lay(tmp_path, {"anna/x.ipynb": A, "bert/x.ipynb": B})
    scan = os.scandir

    def locked(place):
        if os.path.basename(place) == "anna":
            raise PermissionError(13, "Permission denied")
        return scan(place)

    monkeypatch.setattr(os, "scandir", locked)
    anna, bert = collect_submissions(tmp_path, SHEETS)
    assert anna.problem == "the folder cannot be opened (Permission denied)" and bert.problem == ""


@pytest.mark.parametrize("name", ["anna.tar.zst", "anna.rar", "anna.7z", "anna.pdf", "anna.html", "anna.py"])
def test_who_sent_another_kind_of_file_has_a_row_under_their_name(tmp_path, name):
    found = collected(tmp_path, {name: b"x", "bert.ipynb": B})
    assert [each.student for each in found] == ["anna", "bert"] and f"there is {name}" in found[0].problem


# --- around the class ---------------------------------------------------------------------------------------

CLASS = {"anna/x.ipynb": A, "bert/w/x.ipynb": B, "carl.zip": zipped({"x.ipynb": sheet("05", "who = 'carl'")})}


@pytest.mark.parametrize("around", ["Abgaben", "Abgaben/Blatt 5", "submissions"])
@pytest.mark.parametrize("way", ["folder", "zip", "zip of the folder"])
def test_a_folder_around_the_class_is_opened(tmp_path, around, way):
    tree = {f"{around}/{path}": data for path, data in CLASS.items() if way == "folder" or path != "carl.zip"}
    if way == "zip":
        tree = {"all.zip": zipped({path: data for path, data in CLASS.items() if path != "carl.zip"})}
    elif way == "zip of the folder":
        tree = {"all.zip": zipped(tree)}
    found = collected(tmp_path, {**tree, "README.txt": b"r"})
    assert [each.student for each in found] == ["anna", "bert"] + ["carl"] * (way == "folder")
    assert [first_cell(each) for each in found][:2] == ["who = 'anna'", "who = 'bert'"]


SHEET_FOLDERS = {
    "files": {"Sheet 5/anna.ipynb": "05", "Sheet 5/bert.ipynb": "05", "Sheet 6/anna.ipynb": "06"},
    "folders": {"week5/anna/x.ipynb": "05", "week5/bert/x.ipynb": "05", "week6/anna/x.ipynb": "06"},
    "numbers": {"05/anna.ipynb": "05", "05/bert/x.ipynb": "05", "06/anna.ipynb": "06"},
    "in a folder": {"w/Blatt 5/anna.ipynb": "05", "w/Blatt 5/bert.ipynb": "05", "w/Blatt 6/anna.ipynb": "06"},
}


@pytest.mark.parametrize("kind", SHEET_FOLDERS)
def test_a_folder_for_each_sheet_holds_the_class(tmp_path, kind):
    found = collected(tmp_path, {path: done(number) for path, number in SHEET_FOLDERS[kind].items()})
    assert [(each.student, each.sheet) for each in found] == [("anna", "05"), ("anna", "06"), ("bert", "05")]


def test_one_folder_for_the_only_sheet_holds_the_class(tmp_path):
    found = collected(tmp_path, {"Sheet 5/anna.ipynb": A, "Sheet 5/bert.zip": zipped({"x.ipynb": B})})
    assert [(each.student, first_cell(each)) for each in found] == [("anna", "who = 'anna'"), ("bert", "who = 'bert'")]


@pytest.mark.parametrize(
    "tree",
    [
        {"05/x.ipynb": "05", "05/y.ipynb": "06", "06/z.ipynb": "05"},
        {"05/x.ipynb": "05", "05/x (1).ipynb": "05", "06/z.ipynb": "05"},
        {"Ex Ample/05.ipynb": "05", "Ex Ample/06.ipynb": "06", "Lab Lee/x.ipynb": "05"},
        {"Day, Doris/x.ipynb": "05", "anna/x.ipynb": "05", "anna/y.ipynb": "06"},
    ],
    ids=range(4),
)
def test_students_who_are_named_like_sheets_stay_students(tmp_path, tree):
    found = collected(tmp_path, {path: done(number) for path, number in tree.items()})
    assert {each.student for each in found} == {path.split("/")[0] for path in tree}


@pytest.mark.parametrize("names", [("1234567", "1234568"), ("Anna Alt", "Bert Quick", "Tag Lab"), ("a1", "b2", "05")])
def test_a_class_around_which_a_folder_lies_may_have_odd_names(tmp_path, names):
    assert {each.student for each in collected(tmp_path, {f"w/{name}/x.ipynb": A for name in names})} == set(names)


@pytest.mark.parametrize(
    "tree",
    [
        {"anna/week5/x.ipynb": A, "anna/week6/y.ipynb": sheet("06")},
        {"anna/exercises/x.ipynb": A, "anna/solutions/y.ipynb": sheet("06")},
        {"anna/05_forward_by_hand/x.ipynb": A, "anna/06/y.ipynb": sheet("06")},
        {"anna/week5/x.ipynb": A, "anna/week5/y.ipynb": A, "anna/week6/z.ipynb": sheet("06")},
        {"anna/old/x.ipynb": A, "anna/new/x.ipynb": A, "anna/data/d.csv": b"1"},
        {"anna/v1/x.ipynb": A, "anna/v2/x.ipynb": A},
        {"anna.zip": zipped({"Blatt 5/x.ipynb": A, "Blatt 6/x.ipynb": B})},
        {"anna/x.ipynb": A, "anna/own/y.ipynb": B, "anna/more/y.ipynb": B},
    ],
    ids=range(8),
)
def test_one_student_s_folders_are_not_a_class(tmp_path, tree):
    assert {each.student for each in collected(tmp_path, tree)} == {"anna"}


def test_a_second_notebook_that_cannot_be_read_is_no_second_row_if_it_is_a_link(tmp_path):
    lay(tmp_path, {"anna/x.ipynb": A})
    (tmp_path / "anna" / "y.ipynb").symlink_to(tmp_path / "anna" / "x.ipynb")
    entry = only(collect_submissions(tmp_path, SHEETS))
    assert entry.problem == "" and len(entry.notes) == 1 and "y.ipynb" in entry.notes[0]


def test_tables_of_the_teacher_are_told_and_are_no_students(tmp_path):
    said = []
    lay(tmp_path, {"class.xlsx": b"PK", "grades.csv": b"g", ".DS_Store": b"", "anna.ipynb": A})
    assert only(collect_submissions(tmp_path, SHEETS, say=said.append)).student == "anna"
    assert said == ["Left aside, as no student's work: class.xlsx"]


@pytest.mark.parametrize("name", ["05", "Sheet 5", "old", "x"])
def test_a_student_who_is_named_like_a_piece_of_work_is_one(tmp_path, name):
    found = collected(tmp_path, {f"{name}/x.ipynb": A, "bert/x.ipynb": B})
    assert {each.student for each in found} == {name, "bert"}


def test_collecting_a_large_class_reads_each_file_once(tmp_path, monkeypatch):
    from lecture_lib.grading.intake import files

    lay(
        tmp_path,
        {
            f"s{n:03}/{name}": data
            for n in range(200)
            for name, data in (("x.ipynb", notebook('check("05.1a", z)')), ("a.csv", b""))
        },
    )
    read, original = [], files.read_file
    monkeypatch.setattr(files, "read_file", lambda place, limit: read.append(place) or original(place, limit))
    assert len(collect_submissions(tmp_path, SHEETS)) == 200
    assert len(read) == len(set(read)) >= 200


DEEP = {
    "files": {f"{'a/' * 490}{n}.txt": b"" for n in range(300)},
    "folders": {f"{'a/' * 490}{n}/": b"" for n in range(300)},
    "hidden": {f".{n}/{'a/' * 400}x": b"" for n in range(300)},
    "names": {f"{'b_' * 100}{n}_file1_submission": b"" for n in range(300)},
}


@pytest.mark.parametrize("kind", DEEP)
@pytest.mark.parametrize("beside", [{}, {"bert/x.ipynb": B}], ids=["alone", "among others"])
def test_paths_in_a_zip_are_taken_apart_a_few_times_each(tmp_path, monkeypatch, kind, beside):
    """Counted in copies of a file's record: a path of 490 folders costs no more of them than one of 5."""
    from lecture_lib.grading.intake import class_layout, files

    made, original = [], files.SubmittedFile.__init__
    monkeypatch.setattr(
        files.SubmittedFile, "__init__", lambda self, *a, **k: made.append(1) or original(self, *a, **k)
    )
    collected(tmp_path, {"anna.zip": zipped(DEEP[kind]), **beside})
    assert len(made) < 300 * (class_layout.MAX_WRAPPERS + 1) * (class_layout.MAX_WRAPPERS + 2)


# --- one zip or folder around a class, and parts of one -------------------------------------------------------------

TWO = {"anna": A, "bert": B}
LOOSE = {f"{name}.ipynb": data for name, data in TWO.items()}
FOLDERS = {f"{name}/x.ipynb": data for name, data in TWO.items()}
REPOSITORIES = {f"exercise-5-{name}/x.ipynb": data for name, data in TWO.items()}
SIX = {f"{name}.ipynb": sheet("06") for name in TWO}
CLASSES = {
    "a zip of notebooks": {"all.zip": zipped(LOOSE)},
    "a zip with a folder of notebooks": {"2026.zip": zipped({f"Abgaben/{name}": LOOSE[name] for name in LOOSE})},
    "a folder of notebooks": {f"submissions/{name}": LOOSE[name] for name in LOOSE},
    "notebooks and folders": {"Abgabe 5/anna.ipynb": A, "Abgabe 5/bert/x.ipynb": B},
    "repositories": REPOSITORIES,
    "repositories in a folder": {f"exercise-5-submissions/{name}": REPOSITORIES[name] for name in REPOSITORIES},
    "repositories in a zip": {"x.zip": zipped({f"ex-5/{name}": REPOSITORIES[name] for name in REPOSITORIES})},
    "notebooks with the sheet's name in front": {"x.zip": zipped({f"blatt/05_{name}": LOOSE[name] for name in LOOSE})},
    "a zip for each sheet": {"05.zip": zipped(FOLDERS), "06.zip": zipped(SIX)},
    "groups of a class": {"Tue/anna/x.ipynb": A, "Tue/bert/x.ipynb": B, "Thu/cleo/x.ipynb": A},
    "groups with notebooks": {
        f"group {day}/{who}.ipynb": A for day, who in [(1, "al"), (1, "bo"), (2, "cy"), (2, "di")]
    },
    "who was late": {"late/anna/x.ipynb": A, "on time/bert/x.ipynb": B, "on time/cleo/x.ipynb": B},
    "nbgrader's inbound": {f"{name}+ps5+2026-01-30 15:00:0{i}.12 UTC/x.ipynb": A for i, name in enumerate(TWO)},
}
NAMED = {
    "repositories": {"exercise-5-anna", "exercise-5-bert"},
    "repositories in a folder": {"exercise-5-anna", "exercise-5-bert"},
    "repositories in a zip": {"exercise-5-anna", "exercise-5-bert"},
    "notebooks with the sheet's name in front": {"05_anna", "05_bert"},
    "groups of a class": {"anna", "bert", "cleo"},
    "groups with notebooks": {"al", "bo", "cy", "di"},
    "who was late": {"anna", "bert", "cleo"},
}


@pytest.mark.parametrize("kind", CLASSES)
def test_whatever_is_around_the_work_of_several_students_nobody_is_lost(tmp_path, kind):
    found = collected(tmp_path, CLASSES[kind])
    assert {each.student for each in found} == NAMED.get(kind, set(TWO))
    assert not any(each.problem for each in found) and all(each.notes == () for each in found)


@pytest.mark.parametrize(
    "tree",
    [
        {"anna.zip": zipped({"x.ipynb": A, "y.ipynb": sheet("06"), "z.ipynb": sheet("07")})},
        {"anna.zip": zipped({"solution.ipynb": A, "solution_old.ipynb": A, "solution (1).ipynb": A})},
        {"anna/mine.ipynb": A, "anna/with numpy.ipynb": A},
        {"anna/mine.ipynb": A, "anna/notes.ipynb": notebook("x = 1"), "anna/trials.ipynb": notebook("x = 2")},
        {"anna/exercise-loops/x.ipynb": A, "anna/exercise-numpy/x.ipynb": sheet("06")},
    ],
    ids=range(5),
)
def test_notebooks_and_folders_of_one_student_alone_stay_theirs(tmp_path, tree):
    assert {each.student for each in collected(tmp_path, tree)} == {"anna"}


def test_students_with_several_notebooks_each_are_not_parts_of_a_class(tmp_path):
    tree = {f"{name}/{own}.ipynb": A for name in TWO for own in ("mine", "numpy")}
    assert {each.student for each in collected(tmp_path, tree)} == set(TWO)
    hostile = {"carl/anna/x.ipynb": A, "carl/bert/x.ipynb": A, **FOLDERS}
    assert {each.student for each in collected(tmp_path / "more", hostile)} == {*TWO, "carl"}


def test_a_shortcut_to_a_notebook_has_its_row(tmp_path):
    entry = only(collected(tmp_path, {"anna.ipynb.url": b"[InternetShortcut]"}))
    assert entry.student == "anna" and "anna.ipynb.url" in entry.problem

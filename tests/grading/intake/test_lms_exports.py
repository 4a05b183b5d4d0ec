"""The exports of learning platforms, each as the platform is known to name it, find the students and their attempts."""

import pytest

from lecture_lib.grading.intake import code_cells, collect_submissions
from lecture_lib.grading.intake.lms_exports import ClassNames, file_origin, students_named
from tests.grading.intake.test_class_layout import done
from tests.grading.intake.test_collect import (
    ANSWER,
    CHECKS,
    SHEETS,
    STUB,
    A,
    B,
    collected,
    first_cell,
    notebook,
    only,
    sheet,
    zipped,
)
from tests.grading.layouts import lay

OLD, NEW = notebook(ANSWER, CHECKS, "z = 'old'"), notebook(ANSWER, CHECKS, "z = 'new'")
TIMES = ["2026-01-30-15-00-00", "2026-01-31-09-05-07"]
NOTE = "\ufeffName: {0} ({1})\r\nAssignment: {2}\r\nDate Submitted: Friday, January 30, 2026 3:00:00 PM CET\r\n"
GRADESCOPE = """\
submission_7001:
  :submitters:
  - :name: Anna Muster
    :sid: '100'
    :email: anna@uni.example
  :created_at: 2026-01-30 15:00:00.000000000 Z
  :score: 3.0
  :status: processed
  :results:
    :tests:
    - :name: not a student
      :score: 1.0
submission_7002:
  :submitters:
  - :name: Bert Quick
    :sid: '101'
    :email: bert@uni.example
"""

EXPORTS = {
    "Blackboard": (
        {
            f"ps5_hacker_attempt_{TIMES[0]}_05.ipynb": A,
            f"ps5_hacker_attempt_{TIMES[0]}.txt": NOTE.format("Alyssa Hacker", "hacker", "ps5").encode(),
            f"ps5_bitdiddle_attempt_{TIMES[0]}_05.ipynb": B,
            f"ps5_bitdiddle_attempt_{TIMES[0]}.txt": NOTE.format("Ben Bitdiddle", "bitdiddle", "ps5").encode(),
        },
        {"hacker": A, "bitdiddle": B},
    ),
    "Blackboard, underscores, with its notes": (
        {
            f"Sheet_5_a_muster_attempt_{TIMES[0]}_work.zip": zipped({"x.ipynb": A}),
            f"Sheet_5_a_muster_attempt_{TIMES[0]}.txt": NOTE.format("Anna Muster", "a_muster", "Sheet_5").encode(),
            f"Sheet_5_b_muster_attempt_{TIMES[0]}_x.ipynb": B,
            f"Sheet_5_b_muster_attempt_{TIMES[0]}.txt": NOTE.format("Bert Muster", "b_muster", "Sheet_5").encode(),
        },
        {"a_muster": A, "b_muster": B},
    ),
    "Blackboard, underscores, without its notes": (
        {f"Sheet_5_{user}_muster_attempt_{TIMES[0]}_x.ipynb": data for user, data in (("a", A), ("b", B))},
        {"a_muster": A, "b_muster": B},
    ),
    "Brightspace, folders": (
        {
            "13394-80551 - Anna Muster - Jan 30, 2026 300 PM/x.ipynb": A,
            "13395-80551 - Mary-Ann Quick - Jan 30, 2026 1205 PM/w/x.ipynb": B,
            "index.html": b"<html>",
        },
        {"Anna Muster": A, "Mary-Ann Quick": B},
    ),
    "Brightspace, flat": (
        {
            "13394-80551 - Anna Muster - Jan 30, 2026 300 PM - my - work.ipynb": A,
            "13395-80551 - Bert Quick- 30 January, 2026 1205 - x.zip": zipped({"x.ipynb": B}),
        },
        {"Anna Muster": A, "Bert Quick": B},
    ),
    "ILIAS": (
        {
            "Uebung 5/Muster_Anna_amuster_1234/20260130150000_x.ipynb": A,
            "Uebung 5/Quick_Bert_b_quick_1235/w.zip": zipped({"x.ipynb": B}),
            "Uebung 5/status.xlsx": b"PK",
        },
        {"Muster_Anna_amuster_1234": A, "Quick_Bert_b_quick_1235": B},
    ),
    "ILIAS, teams": (
        {
            "Uebung 5/Abgaben/Team 17/Muster_Anna_amuster_1234/x.ipynb": A,
            "Uebung 5/Abgaben/Team 18/Quick_Bert_bquick_1235/x.ipynb": B,
        },
        {"Muster_Anna_amuster_1234": A, "Quick_Bert_bquick_1235": B},
    ),
    "A+": (
        {"123123_file1_submission1": A, "123456_file1_submission1": zipped({"x.ipynb": B}), "info.csv": b"id,name\n"},
        {"123123": A, "123456": B},
    ),
    "Gradescope": (
        {
            "assignment_12_export/submission_metadata.yml": GRADESCOPE.encode(),
            "assignment_12_export/submission_7001/x.ipynb": A,
            "assignment_12_export/submission_7002/x.ipynb": B,
        },
        {"Anna Muster_100": A, "Bert Quick_101": B},
    ),
    "Gradescope, without its list": (
        {"submission_7001/x.ipynb": A, "submission_7002/x.ipynb": B},
        {"submission_7001": A, "submission_7002": B},
    ),
    "Google Classroom": (
        {"Anna Muster - 05_forward_by_hand.ipynb": A, "Bert Quick - 05_forward_by_hand.ipynb": B},
        {"Anna Muster": A, "Bert Quick": B},
    ),
    "Google Classroom, another title": (
        {"Anna Muster - Forward.ipynb": A, "Bert Quick - Forward.ipynb": B},
        {"Anna Muster": A, "Bert Quick": B},
    ),
    "Moodle, later ones": (
        {
            "Anna_M Muster_7_assignsubmission_file/x.ipynb": A,
            "Anna_M Muster_7_assignsubmission_onlinetext/onlinetext.html": b"<p>",
            "Group B-Bert Quick_8_assignsubmission_file/x.ipynb": B,
        },
        {"Anna_M Muster_7": A, "Group B-Bert Quick_8": B},
    ),
    "Canvas, anonymous": (
        {"anon_aB3cd_901_x.ipynb": A, "LATE_anon_xY9zz_902_x.ipynb": B},
        {"anon_aB3cd": A, "anon_xY9zz": B},
    ),
}


@pytest.mark.parametrize("way", ["folder", "zip", "zip beside litter"])
@pytest.mark.parametrize("platform", EXPORTS)
def test_an_export_gives_each_student_their_work(tmp_path, platform, way):
    tree, students = EXPORTS[platform]
    if way == "folder":
        found = collected(tmp_path, tree)
    else:
        beside = {"README.txt": b"r", ".DS_Store": b"d", "grades.csv": b"g"} if way == "zip beside litter" else {}
        found = collected(tmp_path, {"export.zip": zipped(tree), **beside})
    assert {each.student: first_cell(each) for each in found if not each.problem} == {
        student: {A: "who = 'anna'", B: "who = 'bert'"}[data] for student, data in students.items()
    }
    assert [each.problem for each in found if each.problem] == []


ATTEMPTS = {
    "Blackboard": [f"ps5_hacker_attempt_{time}_x.ipynb" for time in TIMES],
    "Brightspace": [
        f"1-2 - Anna Muster - Jan {day}, 2026 {clock}/x.ipynb" for day, clock in ((9, "300 PM"), (31, "905 AM"))
    ],
    "Brightspace, noon and midnight": [
        f"1-2 - Anna Muster - Jan 9, 2026 {clock}/x.ipynb" for clock in ("1205 AM", "905 AM")
    ],
    "Brightspace, in German": [
        f"1-2 - Anna Muster - {date} 1500/x.ipynb" for date in ("9 Mai, 2026", "1 Oktober, 2026")
    ],
    "ILIAS": [f"Muster_Anna_anna_17/{time.replace('-', '')}_x.ipynb" for time in TIMES],
    "A+": ["123123_file1_submission9", "123123_file1_submission10"],
    "Canvas": ["musteranna_1_20_x-1.ipynb", "musteranna_1_30_x-2.ipynb"],
}


@pytest.mark.parametrize("platform", ATTEMPTS)
def test_the_latest_attempt_counts_whatever_its_name(tmp_path, platform):
    """The older one has the sheet's name where the platform leaves the choice."""
    older, newer = ATTEMPTS[platform]
    older = older.replace("x.ipynb", "05_forward_by_hand.ipynb")
    entry = only(collected(tmp_path, {older: OLD, newer: NEW}))
    assert entry.submission.cells[-1] == "z = 'new'"
    assert "also there, not graded" in entry.notes[0]


@pytest.mark.parametrize("platform", ATTEMPTS)
@pytest.mark.parametrize("broken", [b"", b"{", notebook(STUB, CHECKS)], ids=["empty", "cut", "untouched"])
def test_the_latest_valid_attempt_counts(tmp_path, platform, broken):
    older, newer = ATTEMPTS[platform]
    entry = only(collected(tmp_path, {older: OLD, newer: broken}))
    assert entry.problem == "" and entry.submission.cells[-1] == "z = 'old'"


@pytest.mark.parametrize(
    "path, platform",
    [
        ("musteranna_LATE_12_34_x.ipynb", "Canvas"),
        ("LATE_anon_ab3Cd_34_x.ipynb", "Canvas"),
        ("Muster_Anna_anna_17/Late Submission - 20260130150000_x.ipynb", "ILIAS"),
        ("Muster_Anna_anna_17/Verspätete Abgabe - x.ipynb", "ILIAS"),
    ],
)
def test_what_came_late_is_marked(tmp_path, path, platform):
    entry = only(collected(tmp_path, {path: A}))
    assert entry.notes == (f"{platform} marks it as handed in late",)


def test_a_group_s_work_counts_for_each_of_its_members(tmp_path):
    found = collected(tmp_path, {"111+222_file1_submission1": A, "333_file1_submission1": B})
    assert [(each.student, first_cell(each)) for each in found] == [
        ("111", "who = 'anna'"),
        ("222", "who = 'anna'"),
        ("333", "who = 'bert'"),
    ]
    pair = GRADESCOPE.replace("    :email: anna@uni.example\n", "  - :name: Bert Quick\n    :sid: '101'\n").partition(
        "submission_7002"
    )[0]
    tree = {"submission_metadata.yml": pair.encode(), "submission_7001/x.ipynb": A}
    found = collected(tmp_path / "gradescope", tree)
    assert [(each.student, first_cell(each)) for each in found] == [
        ("Anna Muster_100", "who = 'anna'"),
        ("Bert Quick_101", "who = 'anna'"),
    ]


def test_an_attempt_keeps_its_own_helper_files(tmp_path):
    tree = {
        f"ps5_anna_attempt_{time}_{name}": data for time in TIMES for name, data in (("x.ipynb", A), ("d.csv", b"1"))
    }
    entry = only(collected(tmp_path, tree))
    assert entry.submission.attachments == (("d.csv", b"1"),)
    assert [note for note in entry.notes if "left out" in note] == []


def test_an_attempt_on_nbgrader_s_exchange_is_its_user_s(tmp_path):
    times = ["2026-01-30 15:00:00.123456 UTC", "2026-01-31 09:05:07.000001 UTC+aBcD_1"]
    tree = {f"ann+a+ps5+{time}/x.ipynb": data for time, data in zip(times, (OLD, NEW))}
    entry = only(collected(tmp_path, tree))
    assert entry.student == "ann+a" and entry.submission.cells == code_cells(NEW)


def test_a_copy_of_google_s_is_its_owner_s(tmp_path):
    tree = {"Anna Muster - Copy of 05_forward.ipynb": A, "Bert Quick - 05_forward.ipynb": B}
    assert [each.student for each in collected(tmp_path, tree)] == ["Anna Muster", "Bert Quick"]


# --- nobody is taken for another ----------------------------------------------------------------------------


def test_no_display_name_on_moodle_merges_two_students(tmp_path):
    forged = "Bert_7654321_assignsubmission_file__9999999_assignsubmission_file_"
    tree = {"Bert_7654321_assignsubmission_file_/x.ipynb": B, f"{forged}/05_forward_by_hand.ipynb": A}
    found = collected(tmp_path, tree)
    assert len(found) == 2
    assert {first_cell(each) for each in found} == {"who = 'anna'", "who = 'bert'"}
    flat = {"Bert_7654321_assignsubmission_file_x.ipynb": B, f"{forged}05_forward_by_hand.ipynb": A}
    assert len(collected(tmp_path / "flat", flat)) == 2


def test_a_file_of_moodle_s_that_was_handed_in_again_is_its_owner_s(tmp_path):
    mark = "Bert_76_assignsubmission_file_"
    assert only(collected(tmp_path, {f"{mark}{mark}x.ipynb": B})).student == "Bert_76"


def test_names_that_only_look_like_canvas_s_stay_apart(tmp_path):
    tree = {"sheet_05_2026_anna.ipynb": A, "sheet_05_2026_bert.ipynb": B}
    assert [first_cell(each) for each in collected(tmp_path, tree)] == ["who = 'anna'", "who = 'bert'"]


def test_a_title_before_the_name_is_no_student(tmp_path):
    tree = {f"{n} - {who}.ipynb": sheet(n, f"who = '{who}'") for n in ("05", "06") for who in ("Anna", "Bert")}
    assert len(collected(tmp_path, tree)) == 4


def test_namesakes_on_brightspace_are_told_apart_by_the_number_if_it_is_a_person_s():
    def students(*names):
        known = ClassNames([(name, "x") for name in names], {})
        return [known.origins((name, "x"))[0].student for name in names]

    anna = "{} - Anna Muster - Jan {}, 2026 300 PM"
    steady = [f"30-9 - Bert Quick - Jan {day}, 2026 300 PM" for day in (1, 2)]
    assert students(anna.format("10-9", 1), anna.format("20-9", 1), *steady)[:2] == ["Anna Muster_10", "Anna Muster_20"]
    own = [anna.format("10-9", 1), anna.format("10-9", 2), anna.format("20-9", 1)]  # hers are steady themselves
    assert students(*own) == ["Anna Muster_10", "Anna Muster_10", "Anna Muster_20"]
    assert students(anna.format("10-9", 1), anna.format("11-9", 2), *steady[:1])[:2] == ["Anna Muster"] * 2
    files = [f"{anna.format(number, 1)} - {name}.ipynb" for number in ("10-9", "11-9") for name in "xy"]
    assert students(*files) == ["Anna Muster"] * 4  # two files of one attempt do not make the number a person's


def test_a_name_with_two_numbers_is_told_to_the_teacher(tmp_path):
    said = []
    lay(tmp_path, {f"{n}-9 - Anna Muster - Jan {n}, 2026 300 PM/x.ipynb": A for n in (1, 2)})
    assert only(collect_submissions(tmp_path, SHEETS, say=said.append)).student == "Anna Muster"
    assert said == ["Brightspace gives more than one number to Anna Muster: look whether these are namesakes"]


def test_a_damaged_export_keeps_no_other_out(tmp_path):
    tree = {
        "05.zip": zipped(EXPORTS["Blackboard"][0]),
        "06.zip": b"PK no zip",
        "07.zip": zipped({"Uebung/A_B_c_1/x.ipynb": A}),
    }
    rows = {each.student: each.problem for each in collected(tmp_path, tree)}
    assert rows == {"hacker": "", "bitdiddle": "", "A_B_c_1": "", "06": "06.zip: it is not a zip, or it is damaged"}


def test_two_blackboard_assignments_have_the_same_users(tmp_path):
    tree = {f"ps{n}_{user}_attempt_{TIMES[0]}_x.ipynb": done(f"0{n}") for n in (5, 6) for user in ("anna", "bert")}
    assert [(each.student, each.sheet) for each in collected(tmp_path, tree)] == [
        ("anna", "05"),
        ("anna", "06"),
        ("bert", "05"),
        ("bert", "06"),
    ]


@pytest.mark.parametrize("platform", EXPORTS)
def test_no_student_can_pose_as_a_class(tmp_path, platform):
    """An export lies among students' folders: it is refused, and none of those whom it names gets its content."""
    tree, _ = EXPORTS[platform]
    place = lay(tmp_path, {"eve.zip": zipped(tree), "zoe.ipynb": B})
    found = {each.student: each for each in collect_submissions(place, SHEETS)}
    assert set(found) == {"eve", "zoe"} and first_cell(found["zoe"]) == "who = 'bert'"
    assert "looks like the export of a whole class" in found["eve"].problem


@pytest.mark.parametrize(
    "name", ["musteranna_1_20_x.ipynb", f"ps5_anna_attempt_{TIMES[0]}_x.ipynb", "Muster_Anna_anna_17/x.ipynb"]
)
def test_a_student_s_own_file_may_bear_a_platform_s_name(tmp_path, name):
    tree = {"anna.zip": zipped({name: A}), f"bert/{name}": done("05"), "bert/more.ipynb": done("06")}
    found = collected(tmp_path, tree)
    assert [(each.student, each.sheet, each.problem) for each in found] == [
        ("anna", "05", ""),
        ("bert", "05", ""),
        ("bert", "06", ""),
    ]


def test_an_unpacked_export_among_students_is_refused(tmp_path):
    tree = {f"05 export/{path}": data for path, data in EXPORTS["Moodle, later ones"][0].items()}
    found = {each.student: each for each in collected(tmp_path, {**tree, "zoe/x.ipynb": B})}
    assert set(found) == {"05 export", "zoe"} and "export of a whole class" in found["05 export"].problem


def test_several_exports_side_by_side_are_one_class(tmp_path):
    exports = {
        f"{n}.zip": zipped(
            {f"Anna Muster_{17}_assignsubmission_file_/x.ipynb": done(n), "B_18_assignsubmission_file_/x.ipynb": B}
        )
        for n in ("05", "06")
    }
    found = collected(tmp_path, exports)
    assert [(each.student, each.sheet) for each in found] == [
        ("Anna Muster_17", "05"),
        ("Anna Muster_17", "06"),
        ("B_18", "05"),
    ]
    unpacked = {f"{n}/{name}_assignsubmission_file_/x.ipynb": done(n) for n in ("05", "06") for name in ("A_1", "B_2")}
    assert len(collected(tmp_path / "unpacked", unpacked)) == 4


@pytest.mark.parametrize(
    "path",
    [
        ("anna", "x.ipynb"),
        ("anna.ipynb",),
        ("submission", "x.ipynb"),
        ("Muster_Anna", "x.ipynb"),
        ("2026_attempt_1.ipynb",),
        ("12-13 - Anna", "x.ipynb"),
        ("_file1_submission1",),
        ("anna_assignsubmission_file_", "x.ipynb"),
    ],
)
def test_ordinary_names_are_no_platform_s(path):
    assert file_origin(path).platform == "" and students_named([path]) == set()


def test_a_hostile_list_of_gradescope_is_read_in_no_time_and_hurts_nobody(tmp_path):
    hostile = "\n".join(
        ["a: &a [" + "x," * 50, *(f"submission_{n}:\n  :submitters:\n  - :name: !ruby/object" for n in range(9))]
    )
    tree = {"submission_metadata.yml": hostile.encode() + b"\xff", "submission_3/x.ipynb": A}
    assert first_cell(only(collected(tmp_path, tree))) == "who = 'anna'"

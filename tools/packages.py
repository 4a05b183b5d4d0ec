"""What goes into .venv: the locked packages, lecture_lib, and what people have added; installed by uv or by pip.

Nothing here changes an environment in use: `tools.install` hands it one that is being built.
"""

import contextlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from pathlib import Path

from tools.console import Trouble, say
from tools.machine import base_python, can_make_venv, check_venv_module
from tools.processes import ROOT, run_quietly

PROJECT = ROOT / "pyproject.toml"
LOCKS = {  # what each set of packages is locked in; the second holds every line of the first
    "lab": ROOT / "requirements.lock",
    "test": ROOT / "requirements-test.lock",
}
OWN = {"pip", "setuptools", "wheel", "lecture-lib"}  # came with the environment, or is the course
NOT_COMPILED = r"[/\\](tests?|pip)[/\\]"  # the packages' own tests, which nobody imports, and what is run once
UNNAMED = ".new-"  # begins the name of a file that is being written
FETCHED, UNPACKED = 0.6, 0.3  # shares of pip's time; what is left goes to compiling


# ---------------- the locks


def locked_lines(packages="lab"):
    """The lock's entries without their hashes, such as "numpy==2.4.6 ; python_full_version < '3.12'"."""
    lines = LOCKS[packages].read_text(encoding="utf-8").splitlines()
    return [line.rstrip(" \\") for line in lines if "==" in line]


def locked_names(packages="lab"):
    """The packages that the lock names, once each."""
    return sorted({line.split("==")[0] for line in locked_lines(packages)})


# ---------------- an empty environment


def make_empty(built, venv):
    """A virtual environment that holds pip and nothing else, built for the place of `venv`."""
    uv, doing = shutil.which("uv"), "making {}".format(venv.name)
    prompt = ["--prompt", venv.folder.name]
    if uv and not can_make_venv():
        run_quietly([uv, "venv", "--seed", "--allow-existing", "--python", base_python(), built.folder] + prompt, doing)
        return
    check_venv_module()
    run_quietly([base_python(), "-m", "venv", "--without-pip", built.folder] + prompt, doing)
    wheel = bundled_pip()
    if wheel:  # the same as ensurepip does, without compiling what is needed once
        run_installer(built, ["--no-deps", "--no-index", wheel], "giving it pip")
    else:
        run_quietly([built.python, "-m", "ensurepip", "--default-pip"], "giving it pip")


def bundled_pip():
    """The wheel of pip that this Python carries for ensurepip; None where a system keeps it elsewhere."""
    import ensurepip

    wheels = sorted((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
    return wheels[-1] if wheels else None


# ---------------- the installer


def install_locked(venv, packages):
    """Install what the lock names, held to its hashes, and compile it."""
    names = locked_names(packages)
    doing = "installing about {} packages".format(len(names))
    run_installer(venv, ["--no-deps", "--require-hashes", "-r", LOCKS[packages]], doing, len(names))
    compile_packages(venv)


def run_installer(venv, what, doing, count=0):
    """`install` by uv where it is on the PATH, and by pip where it is not, or fails. `count` packages are expected."""
    uv = shutil.which("uv")
    if uv:
        try:
            run_quietly(uv_pip_install(uv) + ["--python", venv.python] + what, doing)
            return
        except Trouble as trouble:
            say("  uv could not do it, so pip tries: {}".format(trouble))
    before = len(distributions(venv))

    def fraction(lines):
        fetched = sum(line.startswith(("Collecting ", "Requirement already")) for line in lines)
        unpacked = len(distributions(venv)) - before
        return min(1, (FETCHED * fetched + UNPACKED * unpacked) / count) if count else 0

    quiet = ["--no-input", "--no-compile", "--disable-pip-version-check", "--progress-bar=off"]
    quiet += ["--retries", "2"]  # a machine without a network is told so after two seconds, not after fifteen
    run_quietly(pip_of(venv) + ["install"] + quiet + what, doing, fraction)


def uv_pip_install(uv):
    """uv outside the course's folder: what pyproject.toml tells it is for making the locks, and refused with hashes."""
    return [uv, "--directory", tempfile.gettempdir(), "pip", "install"]


def pip_of(venv):
    """The command of its pip; before it has one, of the wheel that its Python carries."""
    if (venv.site / "pip").is_dir():
        return [venv.python, "-m", "pip"]
    return [venv.python, bundled_pip() / "pip"]


def compile_packages(venv):
    """Write the bytecode on all cores: pip would take one of them. A file that cannot be compiled is left."""
    command = [venv.python, "-m", "compileall", "-q", "-j", "0", "-x", NOT_COMPILED, venv.site]
    with contextlib.suppress(Trouble):
        run_quietly(command, "compiling them")


# ---------------- lecture_lib


def install_library(venv, final):
    """Install lecture_lib as a link to this folder, so that what is edited here is what is imported.

    That is what an editable install does; it is made here since pip needs setuptools for it, and since a
    relative link survives moving the folder. `final` is the place that `venv` is built for.
    """
    with tempfile.TemporaryDirectory() as folder:
        wheel = library_wheel(Path(folder))
        again = "--force-reinstall"  # the version may be the same and its requirements others
        run_installer(venv, ["--no-deps", "--no-index", again, wheel], "installing lecture_lib")
    link_library(venv, final)


def library_wheel(folder):
    """A wheel of lecture_lib's metadata, its command, and the name of the link to this folder."""
    import tomllib  # Python 3.11, which was asked for before

    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    label = "{}-{}".format(project["name"].replace("-", "_"), project["version"])
    tag = "Wheel-Version: 1.0\nGenerator: run.py\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    scripts = "".join("{} = {}\n".format(*item) for item in project.get("scripts", {}).items())
    files = {
        LINK: "",
        label + ".dist-info/METADATA": metadata(project),
        label + ".dist-info/WHEEL": tag,
        label + ".dist-info/entry_points.txt": "[console_scripts]\n" + scripts,
    }
    record = label + ".dist-info/RECORD"
    files[record] = "".join("{},,\n".format(name) for name in [*files, record])
    path = folder / (label + "-py3-none-any.whl")
    with zipfile.ZipFile(str(path), "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def metadata(project):
    """The core metadata of a project table: its name, version, Python and requirements."""
    lines = ["Metadata-Version: 2.1", "Name: " + project["name"], "Version: " + project["version"]]
    lines += ["Summary: " + project["description"], "Requires-Python: " + project["requires-python"]]
    lines += ["Requires-Dist: " + need for need in project["dependencies"]]
    for extra, needs in project.get("optional-dependencies", {}).items():
        lines += ["Provides-Extra: " + extra]
        lines += ['Requires-Dist: {} ; extra == "{}"'.format(need, extra) for need in needs]
    return "\n".join(lines) + "\n"


LINK = "lecture_lib.pth"


def link_library(venv, final):
    """Write the link to this folder: relative where `final` lies inside it, so that both can move together."""
    site = final.folder / venv.site.relative_to(venv.folder)
    target = os.path.relpath(str(ROOT), str(site)) if ROOT in site.parents else str(ROOT)
    replace_file(venv.site / LINK, target + "\n")


# ---------------- what people have added


def distributions(venv):
    """The distributions in an environment: name, version."""
    found = {}
    for info in venv.site.glob("*.dist-info") if venv.site else ():
        name, _, version = info.name[: -len(".dist-info")].partition("-")
        found[canonical(name)] = version
    return found


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def added(venv):
    """What somebody asked for by name, beyond both locks: "name==version" each."""
    ours = OWN.union(*(locked_names(packages) for packages in LOCKS))
    return sorted(
        "{}=={}".format(name, version)
        for name, version in distributions(venv).items()
        if name not in ours and asked_for(venv, name, version)
    )


def asked_for(venv, name, version):
    """Installers leave a file REQUESTED where a package was named, and none where another one needs it."""
    return any(
        (info / "REQUESTED").exists()
        for info in venv.site.glob("*-{}.dist-info".format(version))
        if canonical(info.name[: -len(".dist-info")].rpartition("-")[0]) == name
    )


def bring_back(venv, names):
    """Install the added packages into a new environment, beside the locked ones as they are."""
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder) / "constraints.txt"
        constraints.write_text("\n".join(locked_lines("test")), encoding="utf-8")
        run_installer(venv, ["-c", constraints] + names, "installing what was added: " + ", ".join(names))


# ---------------- files


def replace_file(path, content):
    """Write a file in one step. Its old content may have other names (hard links), and keeps them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    handle, name = tempfile.mkstemp(dir=str(path.parent), prefix=UNNAMED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, str(path))
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def replace_json(path, value):
    replace_file(path, json.dumps(value, indent=1))

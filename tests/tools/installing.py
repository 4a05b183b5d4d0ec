"""For the tests of installing: a small course with locks of tiny wheels, and a stand-in for uv that unpacks them.

Nothing is fetched: pip is kept from asking an index, and the stand-in knows one folder.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = ["console", "install", "machine", "packages", "processes", "venv_moves", "venv_state"]
PROJECT = """
[project]
name = "lecture-lib"
version = "0.1.0"
description = "A small course"
requires-python = ">=3.11,<3.15"
dependencies = ["numpy>=2,<3", "packaging>=24"]
[project.optional-dependencies]
lab = ["jupyterlab>=4,<5"]
[project.scripts]
lecture-lib = "lecture_lib:main"
[dependency-groups]
test = ["pytest>=8"]
"""
UV = """#!{python} -SE
import hashlib, os, pathlib, sys, zipfile
words = sys.argv[1:]
if {fails!r}:
    sys.exit("error: {fails}")
python = pathlib.Path(words[words.index("--python") + 1])
site = next(python.parent.parent.glob("lib/python3*/site-packages"))

def unpack(wheel):
    name = wheel.name.split("-")[0]
    for old in site.glob(name + "-*.dist-info"):
        for file in [*(site / old).iterdir()]:
            file.unlink()
        old.rmdir()
    with zipfile.ZipFile(wheel) as archive:
        for file in archive.namelist():
            (site / file).unlink(missing_ok=True)
            for bytecode in (site / file).parent.glob("__pycache__/" + (site / file).stem + ".*.pyc"):
                bytecode.unlink()  # as installers do: it would be taken for that of a file of its size and second
        archive.extractall(site)
        for file in archive.namelist():
            os.utime(site / file, (0, 0))
        for file in archive.namelist():
            if file.endswith("entry_points.txt"):
                command, _, call = archive.read(file).decode().splitlines()[1].partition(" = ")
                module, _, function = call.partition(":")
                text = f"#!{{python}}\\nfrom {{module}} import {{function}}\\n{{function}}()\\n"
                (python.parent / command).unlink(missing_ok=True)
                (python.parent / command).write_text(text)
                (python.parent / command).chmod(0o755)

for word in words:
    if word.endswith(".whl"):
        unpack(pathlib.Path(word))
wanted = [line for line in words if "==" in line]
if "-r" in words:
    wanted += pathlib.Path(words[words.index("-r") + 1]).read_text().replace("\\\\\\n", "").splitlines()
for line in wanted:
    label = line.split()[0].replace("==", "-")
    if (site / (label + ".dist-info")).is_dir():
        continue
    wheel = pathlib.Path({wheels!r}) / (label + "-py3-none-any.whl")
    if not wheel.exists():
        sys.exit("error: No matching distribution found for " + line.split()[0])
    if "--hash" in line and hashlib.sha256(wheel.read_bytes()).hexdigest() not in line:
        sys.exit("error: Hash mismatch for " + line.split()[0])
    unpack(wheel)
"""


def write_wheel(folder, name, version="1.0", files=None, requested=False):
    """A wheel with one module, or with the files given."""
    label = f"{name}-{version}.dist-info"
    content = files or {f"{name}.py": f"__version__ = {version!r}\n"}
    content[f"{label}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    content[f"{label}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    if requested:
        content[f"{label}/REQUESTED"] = ""
    content[f"{label}/RECORD"] = "".join(f"{file},,\n" for file in [*content, f"{label}/RECORD"])
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in content.items():
            archive.writestr(file, text)
    return path


class SmallCourse:
    """A course folder with the makers of .venv, two small locks, and a folder of wheels."""

    def __init__(self, folder, kit):
        self.folder, self.wheels, self.commands = folder, kit / "wheels", kit / "bin"

    @property
    def venv(self):
        return self.folder / ".venv"

    def lay_out(self):
        self.wheels.mkdir(parents=True)
        self.commands.mkdir()
        for name in ["run.py", "tools/__init__.py"] + [f"tools/{name}.py" for name in MODULES]:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.folder / name)
        (self.folder / "pyproject.toml").write_text(PROJECT)
        (self.folder / "lecture_lib").mkdir()
        (self.folder / "lecture_lib" / "__init__.py").write_text("def main():\n    print('a command')\n")
        import packaging

        source = Path(packaging.__file__).parent
        files = {f"packaging/{path.name}": path.read_text(encoding="utf-8") for path in source.glob("*.py")}
        write_wheel(self.wheels, "packaging", "25.0", files)
        for name, version in {"numpy": "2.0", "jupyterlab": "4.0", "pytest": "8.0", "ruff": "1.0"}.items():
            write_wheel(self.wheels, name, version)
        self.write_locks()
        self.uv()
        return self

    def write_locks(self, numpy="2.0", harm=""):
        """Both locks, with a version of numpy of one's choice; `harm` is put into numpy's hash."""
        learners = {"jupyterlab": "4.0", "numpy": numpy, "packaging": "25.0"}
        for name, entries in {"": learners, "-test": {**learners, "pytest": "8.0", "ruff": "1.0"}}.items():
            lines = [self.lock_line(*entry, harm if entry[0] == "numpy" else "") for entry in entries.items()]
            (self.folder / f"requirements{name}.lock").write_text("".join(lines))

    def lock_line(self, name, version, harm):
        wheel = self.wheels / f"{name}-{version}-py3-none-any.whl"
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest() if wheel.exists() else 64 * "0"
        return f"{name}=={version} \\\n    --hash=sha256:{harm}{digest[len(harm) :]}\n"

    def uv(self, fails=""):
        """Put the stand-in for uv on the PATH: one that works, or one that says why it does not."""
        path = self.commands / "uv"
        path.write_text(UV.format(python=sys.executable, wheels=str(self.wheels), fails=fails))
        path.chmod(0o755)

    def environment(self, **more):
        bends = ("PYTHONPATH", "LECTURE_LIB_VENV", "PIP_EXTRA_INDEX_URL")
        env = {name: value for name, value in os.environ.items() if name not in bends}
        path = os.pathsep.join([str(self.commands), "/usr/bin", "/bin"])
        pip = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": self.wheels.as_uri()}
        return {**env, "PATH": path, **pip, **more}

    def prepare(self, packages="lab", before="", folder=None, **more):
        """Call prepare in a process of its own: its exit code, and the lines that it said."""
        code = f"{before}\nfrom tools import install\nfrom tools.console import Trouble\n" + (
            f"try:\n    print('uses', install.prepare({packages!r}).folder.name)\n"
            + "except Trouble as trouble:\n    raise SystemExit(f'{trouble}\\nNext: {trouble.next_step}')\n"
        )
        ended = subprocess.run(
            [sys.executable, "-c", code],
            cwd=folder or self.folder,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=100,
        )
        assert "Traceback" not in ended.stderr, ended.stderr
        return ended.returncode, (ended.stdout + ended.stderr).splitlines()

    def ask(self, code, venv=None):
        """What a Python of an environment prints, outside the course's folder."""
        command = [str((venv or self.venv) / "bin" / "python"), "-c", code]
        return subprocess.run(
            command, cwd="/", env=self.environment(), capture_output=True, text=True, check=True
        ).stdout.strip()

    def check_works(self, venv=None, numpy="2.0"):
        """Nothing is missing: packages, this folder's lecture_lib, its command, pip."""
        venv = venv or self.venv
        code = "import jupyterlab, lecture_lib, numpy, pip; print(numpy.__version__, lecture_lib.__file__)"
        assert self.ask(code, venv) == f"{numpy} {venv.parent / 'lecture_lib' / '__init__.py'}"
        command = subprocess.run(
            [str(venv / "bin" / "lecture-lib")], env=self.environment(), capture_output=True, text=True, check=True
        )
        assert command.stdout == "a command\n"
        assert not [path.name for path in venv.parent.iterdir() if path.name.startswith((".vnew", ".vold"))]

    def stamp(self):
        return json.loads((self.venv / "made-from.json").read_text())

    def add_by_hand(self, name="torch"):
        """What a person would do with pip."""
        wheel = write_wheel(self.wheels, name, requested=True)
        subprocess.run([str(self.commands / "uv"), "--python", str(self.venv / "bin/python"), str(wheel)], check=True)

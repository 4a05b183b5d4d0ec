"""Each question tried with its own solution, changed in one place: `python3 run.py questions [05]`.

A mutant that is wrong on some input which the text allows must be refused, at the desk and by the grader, whatever
cases the grader draws. So every mutant is judged as at the desk and, where hidden cases are drawn, with the cases of
many seeds. What comes out is one of

- refused: wrong in each of these verdicts; named, if the verdict tells the mistake, the error or the part that is wrong
- right all the same: accepted each time, and `RIGHT_ALL_THE_SAME` gives the reason
- a fault: accepted each time without such a reason, or now accepted and now refused

The table is kept in docs/question-mutants.md.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np

from lecture_lib.checking import Mutant, Question, Verdict, answer_mutants, answer_slips, isolation, judge_answer
from lecture_lib.course import questions
from tools import notebook as nb

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "question-mutants.md"
SEEDS = 200  # of the table; tests try fewer
LIMIT = 1.5  # seconds for a verdict

_NEVER_NAN = "no allowed input gives nan or infinity"
_ONE_AXIS = "a vector is its own transpose, and a dot product has no order"
_WHOLE = "the numbers are whole in any case"
_EITHER_ORDER = "the function has no order"
_TINY = "the change is far below the tolerance"
_FREE = "the text leaves it open, and the network still does its task"
_SHIFT = "every shift gives the same softmax, and the text does not ask for logits that overflow"

RIGHT_ALL_THE_SAME = (
    # number (or its beginning), slip, what the change looks like, why it is right
    ("", "guard", r"nan_to_num", _NEVER_NAN),
    ("", "guard", r"np\.clip\(.*-500, 500\)", _TINY),
    (
        "",
        "transposed",
        r"(w|a|x|b_all|h|v|p|X\[i\])\.T|[Xx](\[i\])? @ w|(-?\w\)?) @ (p|h|x|np.ones)|p @ -w|h @ np",
        _ONE_AXIS,
    ),
    ("", "swapped", r"np\.(minimum|maximum|hypot)|min\(v|max\(v", _EITHER_ORDER),
    ("", "kind of number", r"", _WHOLE),
    ("01.", "transposed", r"dz\.T|\)\.T", _ONE_AXIS),
    ("01.1a", "strict for not strict", r"m <= 1", "no margin is exactly 1, as the text says"),
    ("01.1b", "multiplied for divided", r"alpha / y", "the labels are −1 and +1, each its own inverse"),
    ("01.1b", "off by one", r"0 → -?1", "any example with an α strictly between 0 and 1 will do"),
    ("01.6a", "rounding", r"// 2", "the labels are −1 and +1, so the quotient is a whole number"),
    ("02.1b", "strict for not strict", r"z >= 0", "at 0 both branches are 0"),
    ("02.5a", "", r"np\.(max|mean|min|sum)|→ z$", _SHIFT),
    ("02.5a", "in place", r"p /=", "p is the function's own array"),
    ("03.4a", "multiplied for divided", r"2 / y", "the labels are −1 and +1, each its own inverse"),
    ("04.3a", "off by one", r"2 → 1", "both rows are alike, and NumPy repeats the one that is left"),
    ("04.4b", "", r"", _FREE),
    ("06.1a", "another function", r"\(P \* Y\)\.max", "each row of P * Y has one number above 0"),
    ("06.1a", "swapped", r"Y, P", "the product P * Y has no order"),
    ("07.5a", "off by one", r"", _FREE),
    ("08.3a", "strict for not strict", r"1e-09", "no eigenvalue is exactly 1e−9"),
    ("10.5a", "swapped", r"zip", "each product is the same, and the first layer is left out in both"),
    ("11.2a", "strict for not strict", r"", "the text leaves open what holds at the edges"),
    ("11.2c", "swapped", r"length, L", "the product L * length has no order"),
    ("11.2d", "guard", r"np\.log", _TINY),
    ("11.2d", "rounding", r"16|0\.06", "the quotient is a whole number"),
    ("12.2", "off by one", r"1 → 2", _FREE),
    ("12.3a", "strict for not strict", r"r < r0", "at r = r0 both branches are 1"),
    ("13.2a", "strict for not strict", r"1e-09", "no two landings are exactly 1e−9 apart"),
    ("13.6a", "off by one", r"", _FREE),
    ("14.3a", "off by one", r"", _FREE),
    ("14.1a", "sign", r"", "the sums and the joints change their signs together, and their number stays"),
    ("14.1a", "off by one", r"9 →", "joints are equal up to rounding errors, or far apart"),
    ("14.1a", "strict for not strict", r"1e-09", "no sum is exactly 1e−9"),
    ("14.2b", "off by one", r"1 → 0", "a width of 0 costs no more than a width of 1, so the search goes on to it"),
    ("14.2c", "off by one", r"5 → 4", "⌊4 / 2⌋ is ⌊5 / 2⌋; the sum of binomials is written out"),
    ("15.1a", "another function", r"mean\(axis=2", "the mean orders the distances as the sum does"),
    ("15.3a", "", r"b$|X @ W\.T$|b = ", "a bias moves all images of a unit alike, and their order stays"),
    ("15.4a", "sign", r"return -", "the text leaves the sign open"),
)
"""Mutants that are right, with the reason; of several lines that fit, the first counts."""


class Task(NamedTuple):
    """A question with its solution: the cell's text, what the check is given, and the names that both can use."""

    question: Question
    solution: str
    answer: str
    names: dict[str, Any]


class Tried(NamedTuple):
    """A mutant and its verdicts: at the desk first, then with the cases of each seed. `is_told`: what is wrong."""

    mutant: Mutant
    verdicts: tuple[str, ...]
    is_told: bool

    @property
    def is_refused(self) -> bool:
        return "right" not in self.verdicts

    @property
    def is_named(self) -> bool:
        return self.is_refused and self.is_told

    @property
    def is_stable(self) -> bool:
        return self.is_refused or set(self.verdicts) == {"right"}


def tasks(number: str = "") -> Iterator[Task]:
    """Yield the questions of the sheets whose number begins like this, each after the cells before it have run."""
    for path in sorted((ROOT / "source" / "exercises").glob("*.py")):
        if not path.name.startswith(number[:2]):
            continue
        names: dict[str, Any] = {}
        for cell in nb.read(path.read_text("utf-8")).cells:
            if cell.cell_type != "code":
                continue
            if "check" not in cell.metadata:
                solution = cell.source
                _run(solution, names)
                continue
            asked = cell.metadata["check"]
            *before, last = cell.source.splitlines()
            _run("\n".join(before), names)
            if asked.startswith(number):
                answer = re.match(rf'check\("{asked}", (.+)\)   #', last)[1]
                yield Task(questions(asked[:2])[asked], solution, answer, names)


def _run(source: str, names: dict[str, Any]) -> None:
    with redirect_stdout(io.StringIO()):
        exec(source, names)


def tried_mutants(task: Task, n_seeds: int) -> list[Tried]:
    """Judge every mutant of the solution, with the hidden cases of so many seeds."""
    list(answer_slips(task.question))  # found once: each mutant is judged in a copy of this process
    return [judged(task, mutant, n_seeds) for mutant in answer_mutants(task.solution)]


def judged(task: Task, mutant: Mutant, n_seeds: int) -> Tried:
    """Return the verdicts on one mutant; it runs under the limits of a learner's code."""

    def answer():
        names = dict(task.names)
        _run(mutant.source, names)
        return eval(task.answer, names)

    def at_the_desk() -> dict:
        try:
            verdict = judge_answer(task.question, answer())
        except Exception:  # the cell itself stops
            return {"status": "wrong", "mistake": "stopped", "is_told": False}
        told = tells_what_is_wrong(task.question, verdict)
        return {"status": verdict.status, "mistake": verdict.mistake, "is_told": told}

    def by_the_grader() -> dict:
        drawn = (np.random.default_rng(seed) for seed in range(1, n_seeds))
        return {"statuses": [judge_answer(task.question, answer(), rng).status for rng in drawn]}

    first = _limited(at_the_desk, LIMIT) or {"status": "wrong", "mistake": "stopped", "is_told": False}
    passes = first["status"] == "right" or first["mistake"].startswith("hidden: ")
    drawn = _limited(by_the_grader, LIMIT * n_seeds) if passes and task.question.hidden else None
    return Tried(mutant, (first["status"], *(drawn or {"statuses": []})["statuses"]), first["is_told"])


def tells_what_is_wrong(question: Question, verdict: Verdict) -> bool:
    """Does a verdict name the mistake, say in words what an error means, or name the part that differs?

    >>> tells_what_is_wrong(Question("00.0", abs, "it"), Verdict("00.0", "wrong", "You gave 3. It should be it."))
    False
    """
    if verdict.mistake == "stopped":
        return "Error: " not in verdict.says
    if not verdict.mistake or verdict.mistake.startswith("hidden: "):
        return bool(question.parts or question.differs)
    return True


def _limited(act: Callable[[], dict], seconds: float) -> dict | None:
    """Return what `act` returns; nothing if it takes too long."""
    try:
        with warnings.catch_warnings(), patch.object(isolation, "TIME_LIMIT", seconds):
            warnings.simplefilter("ignore")
            return isolation.run_limited(act)
    except isolation.LimitExceeded:
        return None


def reason_line(number: str, mutant: Mutant) -> tuple[str, str, str, str] | None:
    """Return the line of `RIGHT_ALL_THE_SAME` that this mutant of a question falls under."""
    for line in RIGHT_ALL_THE_SAME:
        begins, operator, looks, _ = line
        if number.startswith(begins) and operator in ("", mutant.operator) and re.search(looks, mutant.change):
            return line
    return None


def reason(number: str, mutant: Mutant) -> str:
    """Return why this mutant is right all the same; nothing if no reason is known."""
    line = reason_line(number, mutant)
    return line[-1] if line else ""


def faults(task: Task, all_tried: list[Tried]) -> list[str]:
    """Return what is amiss with a question: mutants that are accepted without a reason, or by chance."""
    number = task.question.number
    by_chance = [
        f"{number}: {one.verdicts.count('right')} of {len(one.verdicts)} verdicts accept {one.mutant.change}"
        for one in all_tried
        if not one.is_stable
    ]
    return by_chance + [
        f"{number}: accepted, {one.mutant.operator}: {one.mutant.change}"
        for one in all_tried
        if one.is_stable and not one.is_refused and not reason(number, one.mutant)
    ]


class Row(NamedTuple):
    """A line of the table: a question, its mutants, how many are refused and named, and why the others are right."""

    number: str
    mutants: int
    refused: int
    named: int
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        because = "; ".join(self.reasons)
        return f"| {self.number} | {self.mutants} | {self.refused} | {self.named} | {because} |"


def row(task: Task, all_tried: list[Tried]) -> Row:
    """Return the question's line of the table."""
    number = task.question.number
    reasons = dict.fromkeys(reason(number, one.mutant) for one in all_tried if not one.is_refused)
    refused, named = sum(one.is_refused for one in all_tried), sum(one.is_named for one in all_tried)
    return Row(number, len(all_tried), refused, named, tuple(reasons))


def page(rows: list[Row]) -> str:
    """Return the text of the page.

    >>> print(page([Row("05.4b", 21, 19, 7, ("the numbers are whole in any case",))]).splitlines()[-2])
    | 05.4b | 21 | 19 | 7 | the numbers are whole in any case |
    """
    total = [sum(counts) for counts in zip(*(each[1:4] for each in rows))]
    return "\n".join([_HEAD.format(SEEDS), *map(str, rows), f"| all | {total[0]} | {total[1]} | {total[2]} | |", ""])


_HEAD = """# Questions against their own solutions

The solution of each question of the sheets, changed in one place as learners do, and what its check says. A mutant that
is not refused at once is judged again with the hidden cases of {} seeds, as the grader draws them; no verdict may
change. *Named* are those whose verdict tells the mistake, the error, or the part that is wrong. The page is made by
`python3 run.py questions --write`; the reasons are in `tools/question_mutants.py`.

| question | mutants | refused | named | right all the same, because |
| --- | --- | --- | --- | --- |"""


def main(arguments: list[str] | None = None) -> int:
    """Print a line for each question, then the faults; return the exit code."""
    parser = argparse.ArgumentParser(prog="run.py questions", description=__doc__.splitlines()[0])
    parser.add_argument("number", nargs="?", default="", help="how the question's number begins, such as 05 or 05.2a")
    parser.add_argument("--write", action="store_true", help=f"keep the whole table in {PAGE.relative_to(ROOT)}")
    options = parser.parse_args(arguments)
    os.environ["LECTURE_LIB_PROGRESS"] = os.devnull
    rows, found = [], []
    for task in tasks(options.number):
        all_tried = tried_mutants(task, SEEDS)
        rows.append(row(task, all_tried))
        found += faults(task, all_tried)
        print(rows[-1], flush=True)
    print("\n".join(found))
    if options.write and not options.number:
        PAGE.write_text(page(rows), encoding="utf-8")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())

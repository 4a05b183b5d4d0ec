"""The teacher's page: how a class did on each sheet, what was hardest, which mistakes were made."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import mean, median

from markupsafe import Markup

from ...drawing import Frame, join_elements, tag
from ...validation import count_phrase
from ..intake import HandIn, Sheet, safe_html
from ..marking import Mark, SheetResult, SubmissionMarks
from .html_page import html_document, html_table

MAX_MISTAKES = 10  # mistakes that are listed
_UNNAMED = "none of the known mistakes"


def overview_page(results: Sequence[SheetResult], sheets: dict[str, Sheet]) -> Markup:
    """Return the page for the teacher."""
    hand_ins = [each.hand_in for each in results]
    troubled = [each for each in hand_ins if each.problem]
    students = count_phrase(len({each.student for each in hand_ins}), "student")
    said = Markup(
        "<p>{}, {}, {} of them with a problem. "
        "The points are those that the grader gives; answers in words are read by a person.</p>"
    ).format(students, count_phrase(len(results), "submission"), len(troubled))
    by_sheet = {key: [each for each in results if each.hand_in.sheet == key] for key in sorted(sheets)}
    problems = [(each, each.problem) for each in troubled]
    notes = [(each, note) for each in hand_ins for note in each.notes]
    parts = [
        *(_sheet(sheets[key], by_sheet[key]) for key in by_sheet),
        _listing("Submissions with a problem", "what is wrong", problems),
        _listing("Notes", "note", notes),
    ]
    return html_document("The class", Markup("<h1>The class</h1>"), said, *filter(None, parts))


def _sheet(sheet: Sheet, results: list[SheetResult]) -> Markup:
    marked = [each.marked for each in results if not each.hand_in.problem]
    if not results:
        return Markup()
    submissions = count_phrase(len(results), "submission")
    parts = [Markup("<section><h2>{}</h2>").format(safe_html(sheet.name.replace("_", " ")))]
    if marked:
        points, of = [each.points for each in marked], count_phrase(sheet.points, "point")
        parts += [
            Markup("<p>{}, {} graded. Mean {:.1f}, median {:g} of {}.</p>").format(
                submissions, len(marked), mean(points), median(points), of
            ),
            points_histogram(points, sheet.points),
            Markup("<h3>Hardest questions first</h3>"),
            _hardest(marked),
            Markup("<h3>Commonest mistakes</h3>"),
            _mistakes(marked),
        ]
    else:
        parts.append(Markup("<p>{}, none graded.</p>").format(submissions))
    return Markup("\n").join((*parts, Markup("</section>")))


# --- the picture --------------------------------------------------------------------------------------------


def points_histogram(points: Sequence[float], of: float) -> Markup:
    """Return a picture of how many students have how many points, with the same in words below it.

    >>> "0 points: 1 student; 2 points: 2 students." in points_histogram([2, 0, 2], 2)
    True
    """
    gap = max(1, math.ceil(of / 30))
    tally = Counter(math.floor(p / gap + 0.5) * gap for p in points)
    about = "about " if gap > 1 or any(p % 1 for p in points) else ""
    columns = [f"{count_phrase(p, 'point')}: {count_phrase(n, 'student')}" for p, n in sorted(tally.items())]
    said = f"{about}{'; '.join(columns)}."
    most = max(4, 1.1 * max(tally.values()))
    frame = Frame(-gap / 2, of + gap / 2, 0, most, left=48, top=12, width=360, height=150)
    bars = join_elements(_bar(frame, p, n, gap) for p, n in sorted(tally.items()))
    drawn = tag(
        "svg",
        tag("title", "Distribution of the points"),
        tag("desc", said),
        bars,
        frame.axes("points", "students"),
        viewBox="0 0 420 210",
        width=420,
        height=210,
        role="img",
        aria_label=f"Distribution of the points. {said}",
    )
    return Markup('<figure>{}<figcaption class="soft">{}</figcaption></figure>').format(drawn, said.capitalize())


def _bar(frame: Frame, p: float, n: int, gap: float) -> Markup:
    left, top = frame.at(p - 0.4 * gap, n)
    right, bottom = frame.at(p + 0.4 * gap, 0)
    return tag("rect", x=left, y=top, width=right - left, height=bottom - top, class_="bar")


# --- the tables ---------------------------------------------------------------------------------------------


def _hardest(marked: Sequence[SubmissionMarks]) -> Markup:
    tallies: dict[str, Counter] = defaultdict(Counter)
    for each in marked:
        for mark in each.marks:
            tallies[mark.number][mark.status] += 1
    rows = sorted((tally["right"] / tally.total(), number, tally) for number, tally in tallies.items())
    rest = ("wrong", "not attempted", "lost", "stopped")
    return html_table(
        [("question", ""), ("right", ""), *((status, "num") for status in rest)],
        [
            [safe_html(number, 20), _share(share), *(str(tally[status]) for status in rest)]
            for share, number, tally in rows
        ],
    )


def _share(share: float) -> Markup:
    return Markup('<span class="share"><i style="width:{percent:.0f}%"></i></span> {percent:.0f} %').format(
        percent=100 * share
    )


def _mistakes(marked: Sequence[SubmissionMarks]) -> Markup:
    """Return the commonest mistakes, those with a name first, each with what was first said about it."""
    made: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for each in marked:
        for mark in each.marks:
            if mark.status in ("wrong", "lost", "stopped"):
                made[mark.number, mark.mistake or _UNNAMED].append(mark)
    if not made:
        return Markup("<p>None.</p>")
    common = sorted(made.items(), key=lambda item: (item[0][1] == _UNNAMED, -len(item[1]), item[0]))[:MAX_MISTAKES]
    head = [("students", "num"), ("question", ""), ("mistake", "name"), ("for example", "long")]
    return html_table(
        head,
        [
            [str(len(marks)), safe_html(number, 20), safe_html(name, 80), safe_html(marks[0].says, 300)]
            for (number, name), marks in common
        ],
    )


def _listing(title: str, column: str, found: list[tuple[HandIn, str]]) -> Markup:
    if not found:
        return Markup()
    rows = [
        [
            Markup("<bdi>{}</bdi>").format(safe_html(each.student, 100)),
            safe_html(each.sheet or "?", 20),
            safe_html(text),
        ]
        for each, text in found
    ]
    head = [("student", "name"), ("sheet", ""), (column, "long")]
    return Markup("<section><h2>{}</h2>{}</section>").format(title, html_table(head, rows))

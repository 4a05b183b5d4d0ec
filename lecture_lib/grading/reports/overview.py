"""The teacher's page: who has how many points, what was hardest, who missed what, and which mistakes were made."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from statistics import mean, median

from markupsafe import Markup

from ...drawing import Frame, join_elements, tag
from ...validation import count_phrase
from ..intake import HandIn, Sheet, safe_file_name, safe_html
from ..marking import Mark, SheetResult
from .html_page import html_document, html_table, question_anchor, safe_words, table_in_orders
from .question_text import question_title

MAX_MESSAGES = 20  # messages that are told apart for one question
_UNNAMED = "none of the known mistakes"
_REST = ("wrong", "not attempted", "lost", "stopped")


def overview_page(results: Sequence[SheetResult], sheets: dict[str, Sheet]) -> Markup:
    """Return the page for the teacher; its links lead to the students' pages in the folder `feedback` beside it."""
    hand_ins = [each.hand_in for each in results]
    troubled = [each for each in hand_ins if each.problem]
    students = count_phrase(len({each.student for each in hand_ins}), "student")
    said = Markup(
        "<p>{}, {} graded, {} without marks. "
        "The points are those that the grader gives; answers in words are read by a person.</p>"
    ).format(students, count_phrase(len(results) - len(troubled), "submission"), len(troubled))
    by_sheet = {key: [each for each in results if each.hand_in.sheet == key] for key in sorted(sheets)}
    problems = [(each, each.problem) for each in troubled]
    notes = [(each, note) for each in hand_ins for note in each.notes]
    parts = [
        _students(results, sheets),
        _listing("Without marks", "reason", problems),
        *(_sheet(sheets[key], by_sheet[key]) for key in by_sheet),
        _listing("Notes", "note", notes),
    ]
    return html_document("The class", Markup("<h1>The class</h1>"), said, *filter(None, parts))


def _page_link(student: str, number: str = "") -> Markup:
    """Return a student's name as a link to the page, at the question where one is given."""
    at = f"#{question_anchor(number)}" if number else ""
    return Markup('<a href="feedback/{}.html{}"><bdi>{}</bdi></a>').format(
        safe_file_name(student), at, safe_html(student, 100)
    )


# --- students -----------------------------------------------------------------------------------------------


def _students(results: Sequence[SheetResult], sheets: dict[str, Sheet]) -> Markup:
    """Return the list of all students with their points, on each sheet and together."""
    by_student: dict[str, dict[str, SheetResult]] = defaultdict(dict)
    for each in results:
        by_student[each.hand_in.student][each.hand_in.sheet] = each
    if not by_student:
        return Markup()
    keys = sorted({key for theirs in by_student.values() for key in theirs} & set(sheets))
    links = [(Markup('<a href="#{}">{}</a>').format(question_anchor(key), key), "num") for key in keys]
    head = [("student", "name"), ("points", "num"), ("of", "num"), *links]
    rows = {name: _student_row(name, theirs, sheets, keys) for name, theirs in by_student.items()}
    names = sorted(rows, key=_by_name)
    points = {name: sum(each.marked.points for each in by_student[name].values()) for name in names}
    orders = {
        "name": names,
        "most points": sorted(names, key=lambda name: -points[name]),
        "fewest points": sorted(names, key=lambda name: points[name]),
    }
    table = table_in_orders("students", head, rows, orders)
    return Markup("<section><h2>Students</h2>{}</section>").format(table)


def _student_row(name: str, theirs: dict[str, SheetResult], sheets: dict[str, Sheet], keys: list[str]) -> list[str]:
    graded = {key: each for key, each in theirs.items() if not each.hand_in.problem}
    points = sum(each.marked.points for each in graded.values())
    of = sum(sheets[key].points for key in graded if key in sheets)
    on_sheets = [
        f"{graded[key].marked.points:g}" if key in graded else "no marks" if key in theirs else "" for key in keys
    ]
    return [_page_link(name), f"{points:g}" if graded else "no marks", f"{of:g}" if graded else "", *on_sheets]


# --- a sheet ------------------------------------------------------------------------------------------------


def _sheet(sheet: Sheet, results: list[SheetResult]) -> Markup:
    graded = [each for each in results if not each.hand_in.problem]
    if not results:
        return Markup()
    submissions = count_phrase(len(results), "submission")
    parts = [
        Markup('<section id="{}"><h2>{}</h2>').format(
            question_anchor(sheet.lecture), safe_html(sheet.name.replace("_", " "))
        )
    ]
    if graded:
        points, of = [each.marked.points for each in graded], count_phrase(sheet.points, "point")
        parts += [
            Markup("<p>{}, {} graded. Mean {:.1f}, median {:g} of {}.</p>").format(
                submissions, len(graded), mean(points), median(points), of
            ),
            points_histogram(points, sheet.points),
            Markup("<h3>Questions</h3>"),
            _questions(sheet, graded),
            Markup("<h3>Who missed what</h3>"),
            _missed(sheet, graded),
            Markup("<h3>Mistakes</h3>"),
            _mistakes(sheet, graded),
        ]
    else:
        parts.append(Markup("<p>{}, none graded.</p>").format(submissions))
    return Markup("\n").join((*parts, Markup("</section>")))


def _marks_by_question(graded: Iterable[SheetResult]) -> dict[str, list[tuple[str, Mark]]]:
    """Return for each question, in the order of the sheet, every student with the mark."""
    found: dict[str, list[tuple[str, Mark]]] = defaultdict(list)
    for each in graded:
        for mark in each.marked.marks:
            found[mark.number].append((each.hand_in.student, mark))
    return found


def _titled(sheet: Sheet, number: str) -> str:
    titles = {task.number: question_title(task) for task in sheet.tasks}
    return f"{number} {titles.get(number, '')}".strip()


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


def _questions(sheet: Sheet, graded: Sequence[SheetResult]) -> Markup:
    """Return how many got each question right; its name leads to who missed it."""
    rows: dict[str, list[str]] = {}
    shares: dict[str, float] = {}
    for number, marks in _marks_by_question(graded).items():
        tally = Counter(mark.status for _, mark in marks)
        shares[number] = tally["right"] / tally.total()
        name = safe_html(_titled(sheet, number), 100)
        missed = Markup('<a href="#{}">{}</a>').format(question_anchor(number), name) if shares[number] < 1 else name
        rows[number] = [missed, _share(shares[number]), *(str(tally[status]) for status in _REST)]
    hardest = sorted(rows, key=lambda number: (shares[number], number))
    return table_in_orders(
        f"questions-{sheet.lecture}",
        [("question", "name"), ("right", "once"), *((status, "num") for status in _REST)],
        rows,
        {"hardest first": hardest, "number": list(rows)},
    )


def _share(share: float) -> Markup:
    return Markup('<span class="share"><i style="width:{percent:.0f}%"></i></span> {percent:.0f}%').format(
        percent=100 * share
    )


def _missed(sheet: Sheet, graded: Sequence[SheetResult]) -> Markup:
    """Return for each question who missed it, by what was said to them."""
    folded = [
        _missed_question(_titled(sheet, number), number, missed)
        for number, marks in _marks_by_question(graded).items()
        if (missed := [(student, mark) for student, mark in marks if mark.status != "right"])
    ]
    return Markup().join(folded) or Markup("<p>None missed any.</p>")


def _missed_question(title: str, number: str, missed: list[tuple[str, Mark]]) -> Markup:
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for student, mark in missed:
        said[mark.status, mark.says].append(student)
    common = sorted(said.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = [
        [str(len(who)), safe_html(status, 40), _names(who, number), safe_words(says, 300)]
        for (status, says), who in common[:MAX_MESSAGES]
    ]
    if rest := [student for _, who in common[MAX_MESSAGES:] for student in who]:
        rows.append([str(len(rest)), "", _names(rest, number), "other messages, each on the student's page"])
    head = [("students", "num"), ("verdict", ""), ("who", "name"), ("what was said", "long")]
    inside = Markup('<div id="{}">{}</div>').format(question_anchor(number), html_table(head, rows))  # a link opens it
    return Markup("<details><summary><b>{}</b>: {}</summary>{}</details>").format(
        safe_html(title, 100), count_phrase(len(missed), "student"), inside
    )


def _names(students: Iterable[str], number: str) -> Markup:
    return Markup(", ").join(_page_link(student, number) for student in sorted(students, key=_by_name))


def _by_name(student: str) -> tuple[str, str]:
    return student.casefold(), student


def _mistakes(sheet: Sheet, graded: Sequence[SheetResult]) -> Markup:
    """Return every mistake with how many made it, those with a name first, and what was first said about it."""
    made: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for number, marks in _marks_by_question(graded).items():
        for _, mark in marks:
            if mark.status not in ("right", "not attempted"):
                made[number, mark.mistake or _UNNAMED].append(mark)
    if not made:
        return Markup("<p>None.</p>")
    rows = {
        (number, name): [str(len(marks)), safe_html(number, 20), safe_html(name, 80), safe_words(marks[0].says, 300)]
        for (number, name), marks in made.items()
    }
    common = sorted(rows, key=lambda key: (key[1] == _UNNAMED, -len(made[key]), key))
    return table_in_orders(
        f"mistakes-{sheet.lecture}",
        [("students", "num"), ("question", ""), ("mistake", "name"), ("for example", "long")],
        rows,
        {"commonest first": common, "question": sorted(rows)},
    )


def _listing(title: str, column: str, found: list[tuple[HandIn, str]]) -> Markup:
    if not found:
        return Markup()
    rows = [[_page_link(each.student), safe_html(each.sheet or "?", 20), safe_html(text)] for each, text in found]
    head = [("student", "name"), ("sheet", ""), (column, "long")]
    return Markup("<section><h2>{}</h2>{}</section>").format(title, html_table(head, rows))

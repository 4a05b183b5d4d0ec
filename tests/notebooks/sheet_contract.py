"""What every sheet owes its questions: right answers pass, the stub is not attempted, each known mistake is named."""

import pytest

from lecture_lib import check
from lecture_lib.course import questions


class SheetContract:
    """Tests of one lecture's questions; a subclass gives the learner's answers by question number.

    `rows` are those of the lecture that the subclass is about, all of them if it names none. `right` and `stubs` hold
    lists of answers, `mistakes` an answer for the name of each known mistake. At least `styles` right answers are owed
    to a question that is no choice.
    """

    lecture: str
    rows: tuple[str, ...] = ()
    right: dict
    stubs: dict
    mistakes: dict
    styles = 3

    @classmethod
    def asked(cls) -> dict:
        """Return the lecture's questions of these rows, by number."""
        known = questions(cls.lecture)
        return {number: known[number] for number in known if not cls.rows or number[:4] in cls.rows}

    def pytest_generate_tests(self, metafunc):
        """Ask for each answer, mistake or number that a test takes."""
        own = metafunc.cls
        given = {
            ("number", "right_answer"): [(n, answer) for n, answers in own.right.items() for answer in answers],
            ("number", "stub"): [(n, answer) for n, answers in own.stubs.items() for answer in answers],
            ("number", "name"): [(n, name) for n, mistakes in own.mistakes.items() for name in mistakes],
            ("number",): [(n,) for n in own.right],
        }
        wanted = tuple(name for name in ("number", "right_answer", "stub", "name") if name in metafunc.fixturenames)
        if wanted in given:
            metafunc.parametrize(wanted, given[wanted], ids=[f"{n}-{i}" for i, (n, *_) in enumerate(given[wanted])])

    def test_right(self, number, right_answer):
        assert check(number, right_answer).right

    def test_stub(self, number, stub):
        assert check(number, stub).status == "not attempted"

    @pytest.mark.slow
    def test_mistake(self, number, name):
        known = {mistake.name: mistake.says for mistake in questions(self.lecture)[number].mistakes}
        verdict = check(number, self.mistakes[number][name])
        assert (verdict.status, verdict.mistake, verdict.says) == ("wrong", name, known[name])

    def test_nothing_is_left_out(self):
        for number, question in self.asked().items():
            assert len(self.right[number]) >= (1 if question.options else self.styles)
            assert set(self.mistakes[number]) == {mistake.name for mistake in question.mistakes}
        assert set(self.right) == set(self.stubs) == set(self.mistakes) == set(self.asked())

    def test_each_mistake_has_a_word_of_its_own_and_a_sheet_has_hints(self, number):
        question = questions(self.lecture)[number]
        says = [mistake.says for mistake in question.mistakes]
        assert len(set(says)) == len(says)
        assert len(question.hints) in ((3,) if number[-1].isalpha() else (2, 3))
        assert number[-1].isalpha() or question.explanation

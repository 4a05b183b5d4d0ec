"""Each word of the field is explained where a reader of the notebooks, in their order, first meets it.

`docs/glossary.md` says which section explains which word. There the word is set in italics. Before, a notebook may use
it only beside a pointer, such as "(notebook 08)" or "section 08.2", at its first use in that notebook; the list of
goals at its top may name what the notebook will teach.
"""

import re
from typing import NamedTuple

import pytest

from tests.notebooks.rows import ROOT, rows
from tests.notebooks.texts import paragraphs, source_cells

GLOSSARY = ROOT / "docs" / "glossary.md"
FORMS = {  # other forms of a word than its plural
    "Adam": "Adam",
    "bias": "bias|biases",
    "breakpoint": "breakpoints?|joints?",
    "composition": "compositions?|composed",
    "confusion matrix": "confusion matri(x|ces)",
    "convex hull": "convex hulls?|hulls?",
    "dead slope": "dead(?! time)( slopes?| units?)?",
    "decision boundary": "decision boundar(y|ies)",
    "filter": "filters?(?! normalisation)",
    "feature": "(?<!Histogram of oriented )features?",
    "GAN": "GANs?|generative adversarial networks?",
    "generator": "(?<!random )generators?",
    "GRU": "GRUs?|gated recurrent units?",
    "LSTM": "LSTMs?|long short-term memory",
    "generalisation": "generalis(ation|es?|ed|ing)",
    "Hessian": "Hessians?",
    "hidden layer": "hidden( layers?)?",
    "IoU": "IoU|intersection over union",
    "linear region": "linear regions?",
    "log–log plot": "log–log plots?|doubly logarithmic",
    "multi-layer perceptron": "multi-?layer perceptrons?|MLPs?",
    "overfitting": "overfit(s|ting)?|over-fit(ting)?",
    "perceptron": "(?<!layer )(?<!multilayer )perceptrons?",
    "policy": "polic(y|ies)",
    "pooling": "pool(s|ed|ing)?",
    "principal component analysis": "principal components?( analysis)?|PCA",
    "regularisation": "regularis(ation|es?|ed)",
    "saddle": "saddles?( points?)?",
    "saturation": "saturat(ion|es?|ed)",
    "score": "scores?(?! on)",
    "singular value decomposition": "singular value decompositions?|SVD",
    "stationary point": "stationary( points?)?",
    "stochastic gradient descent": "stochastic( gradient descent)?",
    "validation set": "validation( sets?)?",
    "vanishing gradients": "vanishing( gradients?)?",
    "activation": "activations?(?! functions?)",
    "cross-entropy": "(?<!binary )cross-entrop(y|ies)",
    "data augmentation": "(data )?augmentation",
    "label": "labels?",
    "width": "(?<!half )widths?",
}
NOT_PROSE = r"<small>.*?</small>|```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)"


class Term(NamedTuple):
    word: str
    meaning: str
    row: str

    @property
    def pattern(self):
        return re.compile(rf"(?<![\w-])({FORMS.get(self.word, re.escape(self.word) + '(s|es)?')})(?![\w-])", re.I)


def glossary():
    """Return the terms of the glossary."""
    table = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \| (\d\d\.\d) \|$", GLOSSARY.read_text("utf-8"), re.MULTILINE)
    return [Term(*row) for row in table]


class Paragraph(NamedTuple):
    notebook: str
    row: str  # "05.0" is the head of notebook 05, "05.9" its end
    line: int
    text: str


def paragraphs_of_notebooks():
    """Return the prose of all notebooks in reading order, without slide checks and titles of works."""
    found = []
    for path in sorted(ROOT.glob("source/*.py")):
        number, row = path.stem[:2], f"{path.stem[:2]}.0"
        for start, head, body in source_cells(path):
            if "[markdown]" not in head or "slide_check=" in head:
                continue
            if heading := re.match(r"## (\d\d\.\d+)", body):
                row = heading[1]
            elif "## Summary" in body:
                row = f"{number}.9"
            prose = body.split("## References")[0]
            for line, text in paragraphs(prose, start):
                found.append(Paragraph(number, row, line, text))
    return found


PARAGRAPHS = paragraphs_of_notebooks()
TERMS = glossary()


def plain(text):
    return re.sub(NOT_PROSE, " ", text, flags=re.DOTALL).replace("\n", " ")


def italics(text):
    """Return what is set in italics or bold in a paragraph.

    >>> italics("A *unit*, and **two**.")
    ['unit', 'two']
    """
    return re.findall(r"(?<!\*)\*{1,2}([^*]+?)\*{1,2}(?!\*)", plain(text))


def points_to(text, row):
    """Does the paragraph say that another notebook explains it?"""
    return bool(
        re.search(rf"\bnotebook(s \d\d and)? {row[:2]}\b|\b{row}\b|notebooks? {row[:2]}|{row[:2]}_\w+\.ipynb", text)
    )


def troubles(term, paragraphs=PARAGRAPHS):
    """Yield a line for each notebook that uses a term too early, and one if its own section does not explain it."""
    early = {}
    for paragraph in paragraphs:
        if term.pattern.search(plain(paragraph.text)) and paragraph.notebook not in early:
            if paragraph.row >= term.row or paragraph.row == f"{term.row[:2]}.0":
                break
            early[paragraph.notebook] = paragraph
    for paragraph in early.values():
        if not points_to(paragraph.text, term.row):
            found = term.pattern.search(plain(paragraph.text))
            around = plain(paragraph.text)[max(0, found.start() - 60) : found.end() + 40].strip()
            yield f"{paragraph.notebook}, line {paragraph.line}: “{term.word}” comes before {term.row}: … {around} …"
    own = [p for p in paragraphs if p.row == term.row and term.pattern.search(plain(p.text))]
    if not any(term.pattern.search(each) for p in own for each in italics(p.text)):
        where = f"line {own[0].line}" if own else "not used there"
        yield f"{term.row[:2]}, {where}: “{term.word}” is not set in italics in {term.row}, which is to explain it"


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.word)
def test_a_term_is_explained_where_it_is_met_first(term):
    found = list(troubles(term))
    assert not found, "\n" + "\n".join(found)


def test_the_glossary_is_in_order_and_names_rows_that_exist():
    words = [term.word.lower() for term in TERMS]
    assert words == sorted(words) and len(set(words)) == len(words) > 90
    assert {term.row for term in TERMS} <= {row for of_notebook in rows().values() for row in of_notebook}
    lines = GLOSSARY.read_text("utf-8").split("| --- | --- | --- |\n")[1].strip().split("\n")
    assert len(lines) == len(TERMS)


def test_every_meaning_is_one_short_sentence():
    assert [t.word for t in TERMS if not re.fullmatch(r"[A-Z1].*\.", t.meaning) or len(t.meaning.split()) > 26] == []


# --- the guard can bark ------------------------------------------------------------------------------------------

ADAM = Term("Adam", "", "08.2")
EXPLAINED = Paragraph("08", "08.2", 9, "The rule *Adam* gives each parameter a step of its own.")


@pytest.mark.parametrize(
    "early, found",
    [
        (Paragraph("04", "04.6", 3, "Adam trains it."), True),
        (Paragraph("04", "04.6", 3, "Adam (notebook 08) trains it."), False),
        (Paragraph("04", "04.6", 3, "`Adam` trains it."), False),
        (Paragraph("08", "08.0", 3, "- choose Adam"), False),
        (Paragraph("08", "08.1", 3, "Choose Adam."), True),
    ],
)
def test_a_term_that_comes_too_early_is_found(early, found):
    assert bool(list(troubles(ADAM, [early, EXPLAINED]))) == found


def test_a_term_that_is_not_explained_is_found():
    assert list(troubles(ADAM, [Paragraph("08", "08.2", 9, "Adam gives each parameter a step.")]))
    assert not list(troubles(ADAM, [EXPLAINED]))

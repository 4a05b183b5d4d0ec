"""Type a formula, see its graph, and walk through it: values first, then derivatives edge by edge (row 09.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...autodiff import ExpressionError, Node, edge_count, topological_order
from ...drawing import Picture, handle, number_text, picture, text
from ...interactive import App, Button, Choice, Event, LabGoal, View, widget
from ...validation import InputError, parse_number
from .diagram import LABEL_LENGTH, TAB_LENGTH, GraphAnnotations, graph_drawing, short_number
from .formula_field import FIELD_HEIGHT, formula_field
from .formulas import DEFAULT_VALUES, FORMULAS, PER_OPERATION, PER_QUANTITY, formula_graph, formula_values, walk_steps
from .layout import graph_layout, parent_indices
from .text import node_names
from .walkthrough import FORWARD_MODE, REVERSE_MODE, GraphStep, adjoint_text, step_sentence, sums_after, tangent_text

OWN_FORMULA = "your own"


@dataclass(frozen=True)
class State:
    """The formula, the values of its names, and how far the walk has come.

    `example` is the formula's name in `FORMULAS`, or `OWN_FORMULA`; `at` steps are done; `direction` is the
    way of the derivatives, `along` the name whose tangents run in forward mode; `nodes` says what a node is; `asked` is
    the node whose whole sum is shown; `draft` is typed text that could not be used, `fault` what is wrong with it,
    `fault_at` the character.
    """

    example: str = "the loss"
    formula: str = FORMULAS["the loss"]
    values: tuple[tuple[str, float], ...] = ()
    at: int = 0
    direction: str = REVERSE_MODE
    along: str = ""
    nodes: str = PER_OPERATION
    asked: int | None = None
    draft: str = ""
    fault: str = ""
    fault_at: int | None = None

    def __post_init__(self) -> None:
        if not self.values:
            object.__setattr__(self, "values", formula_values(self.formula))
        names = [node.name for node in topological_order(self.out) if not node.parents and node.name]
        if self.along not in names:
            object.__setattr__(self, "along", names[0] if names else "")
        object.__setattr__(self, "at", min(self.at, len(self.steps)))

    @property
    def out(self) -> Node:
        return formula_graph(self.formula, self.values, self.nodes)

    @property
    def steps(self) -> list[GraphStep]:
        return walk_steps(self.formula, self.values, self.nodes, self.along if self.direction == FORWARD_MODE else "")


def view(state: State) -> View:
    """Return the picture, the goal, and the last step in words.

    >>> view(State(OWN_FORMULA, "w*x", at=1)).note
    '(w × x) = w × x = 2 × 3 = 6.'
    """
    whole = state.at == len(state.steps)
    goal = LabGoal(
        "walk backwards to the end of a graph in which a node is used twice, so that messages meet",
        whole and state.direction == REVERSE_MODE and _meeting(state.out),
    )
    return View(draw(state), goal, step_text(state))


def step_text(state: State) -> str:
    """Return what is to be said: a fault, a whole sum that was asked for, or the last step."""
    if state.fault:
        return f"“{state.draft if len(state.draft) <= 60 else state.draft[:57] + '…'}” cannot be used: {state.fault}."
    names = node_names(state.out)
    if state.asked is not None:
        return (
            adjoint_text(state.out, state.asked, names)
            if not _tangents(state)
            else tangent_text(state.out, _input_along(state), state.asked, names)
        )
    if state.at == 0:
        return "Press Step. First the values go forwards, then the derivatives. Type over the formula or an input."
    return step_sentence(state.out, state.steps[state.at - 1], names)


def _tangents(state: State) -> bool:
    return state.direction == FORWARD_MODE and state.along != ""


def _input_along(state: State) -> int:
    """Return the place of the input along which the tangents run."""
    return next(i for i, node in enumerate(topological_order(state.out)) if node.name == state.along)


def _meeting(out: Node) -> bool:
    """Does a node that is no number have two edges that leave it?"""
    leaving = [parent for node in topological_order(out) for parent in node.parents]
    return len(leaving) > len(set(leaving))


def draw(state: State) -> Picture:
    """Return the picture: the formula, the graph as far as the walk has come, and the count of multiplications."""
    out, done = state.out, state.steps[: state.at]
    plan = graph_layout(parent_indices(out))
    sums, n = sums_after(done), edge_count(out)
    passed = sum(step.kind == "message" for step in done)
    inputs = sum(bool(node.name) and not node.parents for node in topological_order(out))
    cost = (
        (
            f"{passed} of {n} messages sent. Multiplications for all {inputs} inputs: {n} backwards, "
            f"{inputs} × {n} = {inputs * n} forwards."
        )
        if inputs
        else "There is no input, so there is no derivative."
    )
    left = max(0.0, (712 - plan.width) / 2)
    graph = graph_drawing(out, _marks(state, done, sums), left, FIELD_HEIGHT + 6)
    below = FIELD_HEIGHT + plan.height + 30
    way = f"Derivatives go {state.direction}{f', along {state.along}' if _tangents(state) else ''}."
    return picture(
        720,
        below + 12,
        formula_field(2, 4, 712, state.draft or state.formula, "formula", state.fault_at, wrong=bool(state.fault)),
        graph,
        text(4, below, f"{way} {cost}", "small soft"),
        title="A computational graph, step by step",
        text=f"{state.formula}. {way} {_said(state, done, sums)}",
    )


def _said(state: State, done: list[GraphStep], sums: Mapping[int, float]) -> str:
    names, order = node_names(state.out), topological_order(state.out)
    kind = "adjoint" if state.direction == REVERSE_MODE else f"tangent along {state.along}"
    known = [
        f"{names[i]} = {number_text(order[i].value)}" + (f" ({kind} {number_text(sums[i])})" if i in sums else "")
        for i in sorted(_there(state, done))
    ]
    return f"{', '.join(known)}; step {state.at} of {len(state.steps)}."


def _there(state: State, done: list[GraphStep]) -> set[int]:
    """Return the nodes whose value stands: the inputs, and what was worked out."""
    given = {i for i, node in enumerate(topological_order(state.out)) if not node.parents}
    return given | {step.node for step in done if step.kind == "value"}


def _marks(state: State, done: list[GraphStep], sums: Mapping[int, float]) -> GraphAnnotations:
    order, last = topological_order(state.out), done[-1] if done else None
    there = _there(state, done)
    strong = {last.node, last.into} if last and state.asked is None else set()
    if state.asked is not None:
        strong = {state.asked} | {
            (c, k)
            for c, node in enumerate(order)
            for k, p in enumerate(node.parents)
            if (p if state.direction == REVERSE_MODE else node) is order[state.asked]
        }
    labels = {
        (i, k): short_number(p, LABEL_LENGTH) for i, node in enumerate(order) for k, p in enumerate(node.partials)
    }
    strong |= {_input_along(state)} if _tangents(state) else set()
    sent = {step.into: "var(--good)" for step in done if step.kind == "message"}
    return GraphAnnotations(
        values={i: short_number(order[i].value) for i in there},
        tabs={i: short_number(v, TAB_LENGTH) for i, v in sums.items()},
        labels={edge: label for edge, label in labels.items() if edge[0] in there},
        room={edge: len(label) for edge, label in labels.items()},
        strong=strong,
        tones={edge: colour for edge, colour in sent.items() if edge not in strong},
        handles=_handles(state.out, sums),
    )


def _handles(out: Node, sums: Mapping[int, float]) -> dict:
    """Return what can be done: type over inputs; ask every node for its whole sum."""
    found: dict = {}
    for i, (node, name) in enumerate(zip(topological_order(out), node_names(out))):
        ask = handle(("ask", i), "press", f"{name}: press Enter for the whole sum at this node")
        if node.parents:
            found[i] = ask
        elif node.name:
            found[i] = handle(
                ("input", name),
                "edit",
                f"input {name}, {number_text(node.value)}: press Enter to type another",
                value=f"{node.value:g}",
            )
            if i in sums:
                found["tab", i] = ask
    return found


def on_event(state: State, event: Event) -> State:
    """Take a typed formula or input value, or show the whole sum of a node that is pressed."""
    match event:
        case Event("edit", ("formula",), text):
            return with_formula(state, text)
        case Event("edit", ("input", name), text):
            value = parse_number(text, name)
            values = tuple((other, value if other == name else v) for other, v in state.values)
            return replace(state, values=values, asked=None)
        case Event("press", ("ask", i)):
            return replace(state, asked=None if i == state.asked else i)
    return state


def with_formula(state: State, formula: str, example: str = OWN_FORMULA) -> State:
    """Return the state with another formula, at its start; or with what is wrong with it.

    >>> with_formula(State(), "2x").fault_at, with_formula(State(), "x*x").formula
    (1, 'x*x')
    """
    try:
        values = formula_values(formula, DEFAULT_VALUES | dict(state.values))
        return State(example, formula, values, direction=state.direction, nodes=state.nodes)
    except ExpressionError as problem:
        return replace(state, draft=formula, fault=str(problem), fault_at=min(problem.at, len(formula)))
    except InputError as problem:
        return replace(state, draft=formula, fault=str(problem), fault_at=None)


def _at_step(state: State, at: int, **changes) -> State:
    """Return the state after `at` steps, with nothing to be said but the last of them."""
    return replace(state, at=at, asked=None, draft="", fault="", fault_at=None, **changes)


def _end_of_pass(state: State) -> int:
    """Return the number of steps after which all values are there, or the end if they are already."""
    n = sum(step.kind == "value" for step in state.steps)
    return n if state.at < n else len(state.steps)


def _next_input(state: State) -> State:
    names = [node.name for node in topological_order(state.out) if not node.parents and node.name]
    after = names[(names.index(state.along) + 1) % len(names)]
    return _at_step(state, 0, along=after)


def formula_state(example: str = "the loss", formula: str | None = None, **settings) -> State:
    """Return the state at the start of one of `FORMULAS` or of a formula of your own, with other settings as given.

    >>> formula_state("two paths").formula[:11], formula_state(formula="w*x").example
    ('h1 = cos(x)', 'your own')
    """
    if formula is None and example not in FORMULAS:
        raise InputError(f"there is no formula {example!r}; there are: {', '.join(FORMULAS)}; or give formula='w*x'")
    formula = FORMULAS[example] if formula is None else formula
    return State(example if FORMULAS.get(example) == formula else OWN_FORMULA, formula, **settings)


@widget(start=formula_state)
def graph_stepper(state: State) -> App:
    """Return the widget; start with one of `FORMULAS`, `example="two paths"`, or `formula="w*x + w"` of your own.

    >>> app = graph_stepper(formula="w*x + w")
    >>> app.press("To the end"); app.press("To the end")
    >>> app.state.at == len(app.state.steps), app.goal.reached
    (True, True)
    """
    controls = [
        Choice(
            "example",
            "formula",
            (*FORMULAS, OWN_FORMULA),
            lambda s, example: with_formula(s, FORMULAS.get(example, "x*x + x"), example),
        ),
        Choice("direction", "derivatives", (REVERSE_MODE, FORWARD_MODE), lambda s, v: _at_step(s, 0, direction=v)),
        Choice("nodes", "nodes", (PER_OPERATION, PER_QUANTITY), lambda s, v: _at_step(s, 0, nodes=v)),
        Button("Step", lambda s: _at_step(s, s.at + 1), lambda s: s.at < len(s.steps)),
        Button("Step back", lambda s: _at_step(s, s.at - 1), lambda s: s.at > 0),
        Button("To the end", lambda s: _at_step(s, _end_of_pass(s)), lambda s: s.at < len(s.steps)),
        Button("Next input", _next_input, lambda s: s.direction == FORWARD_MODE and len(s.values) > 1),
    ]
    return App("graph_stepper", state, view, controls, on_event, title="Graph stepper")

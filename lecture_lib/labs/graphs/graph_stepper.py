"""Type a formula, see its graph, and walk through it: values first, then derivatives edge by edge (row 09.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...autodiff import ExpressionError, Node, edge_count, topological_order
from ...drawing import Panel, Picture, handle, join_elements, number_text, panel, panels, tag, text
from ...interactive import App, Button, Choice, Event, Goal, View, widget
from ...validation import InputError, count_phrase, parse_number
from .diagram import LABEL_LENGTH, TAB_LENGTH, GraphAnnotations, graph_drawing, short_number
from .formula_field import field_height, formula_field
from .formulas import DEFAULT_VALUES, FORMULAS, PER_OPERATION, PER_QUANTITY, formula_graph, formula_values, walk_steps
from .layout import FITTING_WIDTH, NODE_HEIGHT, Layout, graph_layout, parent_indices
from .text import node_names
from .walkthrough import FORWARD_MODE, REVERSE_MODE, GraphStep, adjoint_text, step_sentence, sums_after, tangent_text

OWN_FORMULA = "your own"
_HEIGHT = 450  # of the graph's panel; a graph of more than five layers takes what it needs
_ROWS = 3  # of the formula's field


@dataclass(frozen=True)
class State:
    """The formula, the values of its names, and how far the walk has come.

    `example` is the formula's name in `FORMULAS`, or `OWN_FORMULA`; `at` steps are done; `direction` is the
    way of the derivatives, `along` the name whose tangents run in forward mode; `nodes` says what a node is; `asked` is
    the node whose whole sum is shown; `walked` are the inputs from which forward walks came to the end; `draft` is
    typed text that could not be used, `fault` what is wrong with it, `fault_at` the character.
    """

    example: str = "the loss"
    formula: str = FORMULAS["the loss"]
    values: tuple[tuple[str, float], ...] = ()
    at: int = 0
    direction: str = REVERSE_MODE
    along: str = ""
    nodes: str = PER_OPERATION
    asked: int | None = None
    walked: tuple[str, ...] = ()
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
    """Return the picture, and the last step in words.

    >>> view(State(OWN_FORMULA, "w*x", at=1)).note
    '(w × x) = w × x = 2 × 3 = 6.'
    """
    return View(draw(state), note=step_text(state), right=False if state.fault else None)


def _has_walked_back(state: State) -> bool:
    return state.direction == REVERSE_MODE and state.at == len(state.steps) and edge_count(state.out) > 0


def _asks_where_messages_meet(state: State) -> bool:
    """Is a whole sum of several messages shown, at the end of a walk backwards?"""
    order = topological_order(state.out)
    uses = [parent for node in order for parent in node.parents]
    return state.asked is not None and _has_walked_back(state) and uses.count(order[state.asked]) > 1


GOALS = {
    "backwards": Goal("step until every message has come back", _has_walked_back),
    "paths meet": Goal("walk to the end, then press a node at which messages meet", _asks_where_messages_meet),
    "forwards": Goal("walk forwards to the end from each of the 5 inputs", lambda s: len(s.walked), 5),
}


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
        first = (
            "Press Step: first the values go forwards, then the derivatives come back."
            if state.direction == REVERSE_MODE
            else f"Press Step: first the values go forwards, then the derivatives along {state.along}."
        )
        return f"{first} You can type over the formula and the inputs."
    said = step_sentence(state.out, state.steps[state.at - 1], names)
    if state.at < len(state.steps):
        return said
    more = " Press Next input." if _tangents(state) and len(state.values) > 1 else " Press a node to see its whole sum."
    return said + more * (edge_count(state.out) > 0)


def _tangents(state: State) -> bool:
    return state.direction == FORWARD_MODE and state.along != ""


def _input_along(state: State) -> int:
    """Return the place of the input along which the tangents run."""
    return next(i for i, node in enumerate(topological_order(state.out)) if node.name == state.along)


def _plan(state: State) -> Layout:
    return graph_layout(parent_indices(state.out), NODE_HEIGHT, _HEIGHT)


def draw(state: State) -> Picture:
    """Return the graph as far as the walk has come, and beside it the formula and the count of multiplications."""
    done, plan = state.steps[: state.at], _plan(state)
    sums, wide = sums_after(done), max(FITTING_WIDTH, plan.width)
    way = f"Derivatives go {state.direction}{f', along {state.along}' if _tangents(state) else ''}."
    return panels(
        panel(wide, plan.height, graph_drawing(state.out, _marks(state, done, sums), plan, (wide - plan.width) / 2)),
        _beside(state, done),
        title="A computational graph, step by step",
        text=f"{state.formula}. {way} {_said(state, done, sums)} {_cost(state, done)}",
    )


def _cost(state: State, done: list[GraphStep]) -> str:
    """Return in words what the derivatives with respect to all inputs cost, either way."""
    passed, n, inputs = _counts(state, done)
    if not inputs:
        return "There is no input, so there is no derivative."
    return (
        f"{passed} of {count_phrase(n, 'message')} sent. Multiplications for the derivatives with respect to "
        f"{count_phrase(inputs, 'input')}: "
        f"{n} backwards, {inputs} × {n} = {inputs * n} forwards."
    )


def _counts(state: State, done: list[GraphStep]) -> tuple[int, int, int]:
    """Return how many messages are sent, how many edges and how many inputs there are."""
    inputs = sum(bool(node.name) and not node.parents for node in topological_order(state.out))
    return sum(step.kind == "message" for step in done), edge_count(state.out), inputs


def _beside(state: State, done: list[GraphStep]) -> Panel:
    """Return the panel with the formula's field, the messages that are sent, and what all derivatives cost."""
    passed, n, inputs = _counts(state, done)
    below = 28 + field_height(_ROWS)
    shown = state.draft or state.formula
    field = formula_field(2, 24, 252, _ROWS, shown, "formula", state.fault_at, wrong=bool(state.fault))
    most = max(inputs * n, 1)
    parts = [
        text(4, 16, "the formula: press to type another", "small soft"),
        field,
        text(4, below + 24, "messages sent", "bold"),
        text(252, below + 24, f"{passed} of {n}", "num end"),
        _bar(below + 32, passed / max(n, 1), "var(--accent)"),
        text(4, below + 76, "multiplications in all", "bold"),
        text(4, below + 98, "backwards", "small"),
        text(252, below + 98, f"{n}" if inputs else "0", "small num end"),
        _bar(below + 104, n / most if inputs else 0, "var(--soft)"),
        text(4, below + 136, "forwards", "small"),
        text(252, below + 136, f"{count_phrase(inputs, 'input')} × {n} = {inputs * n}", "small num end"),
        _bar(below + 142, 1 if inputs * n else 0, "var(--soft)"),
        *_legend(below + 180, state),
    ]
    return panel(FITTING_WIDTH, below + 256, join_elements(parts))


def _bar(y: float, share: float, colour: str) -> str:
    ground = tag("rect", x=4, y=y, width=250, height=10, rx=3, fill="var(--zone)", stroke="var(--faint)")
    filled = tag("rect", x=4, y=y, width=250 * share, height=10, rx=3, fill=colour)
    return tag("g", ground, filled, class_="moves")


def _legend(y: float, state: State) -> list[str]:
    """Return what the parts of the graph's drawing mean."""
    below = "adjoint" if state.direction == REVERSE_MODE else "tangent"
    chip = {"y": y - 12, "height": 18, "rx": 5, "x": 4, "width": 40}
    return [
        tag("rect", **chip, fill="var(--paper)", stroke="var(--faint)"),
        text(24, y + 1, "3", "mid small num"),
        text(54, y + 1, "on an edge: the local derivative", "small soft"),
        tag("rect", **chip | {"y": y + 14}, fill="var(--zone)"),
        text(24, y + 27, "1.5", "mid small num bold", style="fill:var(--accent)"),
        text(54, y + 27, f"below a node: its {below} so far", "small soft"),
        tag("path", d=f"M4 {y + 48}h40", stroke="var(--good)", stroke_width=2.5),
        text(54, y + 52, "this edge has sent its message", "small soft"),
        tag("circle", cx=24, cy=y + 70, r=6, fill="var(--accent)", stroke="var(--paper)", stroke_width=2),
        text(54, y + 74, "the message that came last", "small soft"),
    ]


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
        messengers=_messengers(state),
    )


def _messengers(state: State) -> list[tuple[tuple[int, int], int, bool]]:
    """Return the two messengers: the one that came last, seen, and the next one, which waits where it will start.

    They take turns, so that each of them moves along its own edge.
    """
    if not (messages := [n for n, step in enumerate(state.steps) if step.kind == "message"]):
        return []
    parents = parent_indices(state.out)
    came = sum(n < state.at for n in messages)
    found = {}
    for count in (came - 1, came):
        step = state.steps[messages[min(max(count, 0), len(messages) - 1)]]
        i, k = step.into
        ends = {i, parents[i][k]}
        start = (ends - {step.node} or ends).pop()
        seen = count == state.at - 1 - messages[0] == came - 1 >= 0 and state.asked is None
        found[count % 2] = ((i, k), step.node if count == came - 1 else start, seen)
    return [found[0], found[1]]


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
    new = replace(state, at=at, asked=None, draft="", fault="", fault_at=None, **changes)
    if _tangents(new) and new.at == len(new.steps) and new.along not in new.walked:
        return replace(new, walked=(*new.walked, new.along))
    return new


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
    >>> app.state.at == len(app.state.steps)
    True
    """
    controls = [
        Button("Step", lambda s: _at_step(s, s.at + 1), lambda s: s.at < len(s.steps), primary=True),
        Button("Step back", lambda s: _at_step(s, s.at - 1), lambda s: s.at > 0),
        Button("To the end", lambda s: _at_step(s, _end_of_pass(s)), lambda s: s.at < len(s.steps)),
        Button("Next input", _next_input, lambda s: _tangents(s) and len(s.values) > 1),
        Choice(
            "example",
            "formula",
            (*FORMULAS, OWN_FORMULA),
            lambda s, example: with_formula(s, FORMULAS.get(example, "x*x + x"), example),
        ),
        Choice(
            "direction",
            "derivatives",
            (REVERSE_MODE, FORWARD_MODE),
            lambda s, v: _at_step(s, 0, direction=v),
        ),
        Choice(
            "nodes",
            "nodes",
            (("operations", PER_OPERATION), (PER_QUANTITY, PER_QUANTITY)),
            lambda s, v: _at_step(s, 0, nodes=v, walked=()),
        ),
    ]
    return App("graph_stepper", state, view, controls, on_event, title="Values forwards, derivatives back", goals=GOALS)

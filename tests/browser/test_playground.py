"""The playground in the page: drawn, trained, edited, kept and loaded by pointer, keys and files.

What is shown is held against what the kernel has. No test looks at a clock: while the card trains, the frames that
come between a wish and its answer are counted.
"""

import json

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.browser.saved_files import catch_files, choose_from_menu, saved
from tools.page_driver import BACK, FORWARD, Control, WidgetDriver

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("board")]

MOST_FRAMES = 7  # up to the answer to a wish: the six that may be under way, and its own
FRAMES = 4  # that a run must show before it is taken to be running


def cards(*calls: str):
    """Let a notebook show the cards that these calls make, kept in the kernel as `one` and `other`."""
    names = ("one", "other")[: len(calls)]
    made = [f"{name} = playground({call})\ndisplay({name})" for name, call in zip(names, calls)]
    code = "\n".join(
        ["from functools import reduce", "from lecture_lib.labs.playground import playground, run_epoch", *made]
    )
    return pytest.mark.parametrize("own", [code], indirect=True, ids=[" and ".join(names)])


def hands(page) -> list[WidgetDriver]:
    return [WidgetDriver(page, card) for card in page.widgets()]


def ask(page, *expressions: str) -> list:
    """Return the values of expressions in the kernel, which JSON can hold."""
    said = page.script(
        """
        const { kernel } = jupyterapp.shell.currentWidget.context.sessionContext.session;
        const future = kernel.requestExecute({ code, store_history: false });
        let said = '';
        future.onIOPub = ({ content }) => (said += content.text ?? content.traceback?.join('\\n') ?? '');
        await future.done;
        return said;""",
        code=f"import json; print(json.dumps([{', '.join(expressions)}]))",
    )
    try:
        return json.loads(said)
    except ValueError:
        raise AssertionError(f"the kernel says {said}") from None


def say(hand: WidgetDriver) -> str:
    return hand.script("return stage.querySelector('.ll-say').textContent;")


def train(hand: WidgetDriver) -> None:
    """Press Run, and wait until the card has shown some frames."""
    hand.script("driver.grip(stage.querySelector('.ll-acts .play')); stage.querySelector('.ll-acts .play').click();")
    frames_come(hand)


def frames_come(hand: WidgetDriver) -> None:
    """Wait until the card has shown some more frames of its run."""
    hand.script(
        """
        const shown = () => stage.querySelector('.ll-say').textContent;
        let [count, last] = [0, shown()];
        for (const end = Date.now() + 30000; count < frames; await new Promise(requestAnimationFrame)) {
          if (shown() !== last) [count, last] = [count + 1, shown()];
          if (Date.now() > end) throw `only ${count} frames, then “${last}”`;
        }""",
        frames=FRAMES,
    )


def pause(hand: WidgetDriver) -> None:
    hand.script("stage.querySelector('.ll-acts .pause').click(); await driver.stopped(stage, 'Run');")


def colours(hand: WidgetDriver, name: str) -> list[int]:
    """Return how strong each pixel of a raster is, from -120 (orange) to 120 (blue)."""
    return hand.script(
        """
        const canvas = stage.querySelector(`canvas[data-raster="${name}"]`);
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const strengths = [];
        for (let i = 0; i < data.length; i += 4) {
          const [red, , blue, strength] = data.slice(i, i + 4);
          strengths.push(blue > red ? strength : -strength || 0);
        }
        return strengths;""",
        name=name,
    )


def kept_colours(panel: int, raster: str) -> str:
    """Return an expression for what `colours` should give: what the kernel holds of a raster."""
    of = f"next(r for r in one.picture.panels[{panel}].rasters if r.name == {raster!r})"
    strength = "(p[4*i+3] if p[4*i+2] > p[4*i] else -p[4*i+3])"
    return f"(lambda r, p: [{strength} for i in r.indices.ravel().tolist()])(*(lambda r: (r, r.palette))({of}))"


def open_groups(hand: WidgetDriver) -> None:
    hand.script("for (const group of stage.querySelectorAll('.ll-group')) group.open = true;")


def on_map(hand: WidgetDriver, x: float, y: float) -> tuple[float, float]:
    """Return where a place of the map is in the window."""
    left, top, width, height = hand.script(
        """
        const ground = stage.querySelector('[data-id=ground]');
        driver.grip(ground);
        const box = ground.getBoundingClientRect();
        return [box.left, box.top, box.width, box.height];"""
    )
    return left + (x + 6) / 12 * width, top + (6 - y) / 12 * height


def on_line(hand: WidgetDriver, id_: str) -> tuple[float, float]:
    """Return a point of the window where the pointer meets a line of the network."""
    return tuple(
        hand.script(
            """
            const line = driver.element(stage, id).querySelector('path');
            driver.grip(line.ownerSVGElement);
            for (let i = 1; i < 20; i++) {
              const at = line.getPointAtLength((i / 20) * line.getTotalLength());
              const { x, y } = at.matrixTransform(line.getScreenCTM());
              if (document.elementFromPoint(x, y) === line) return [x, y];
            }
            throw `no pointer can reach ${id}`;""",
            id=id_,
        )
    )


def tab_to(hand: WidgetDriver, name: str, back: bool = False) -> None:
    """Press Tab until what has the focus is an element of the picture, a button or a control with this name."""
    for _ in range(100):
        keys = ActionChains(hand.page.driver, duration=10)
        if back:
            keys.key_down(Keys.SHIFT)
        keys.send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
        focused = hand.script(
            """
            const node = document.activeElement;
            if (!stage.contains(node)) return null;
            const texts = [node.closest('label')?.querySelector('span'), node.querySelector('b'), node];
            return [node.dataset.id, ...texts.map((each) => each?.textContent)];"""
        )
        assert focused, f"Tab leaves the card before {name}"
        if name in focused:
            return
    raise AssertionError(f"Tab does not come to {name}")


@cards("data='own', hand=1, activations=('tanh', 'tanh'), rate=0.3", "data='spiral'")
def test_a_network_is_drawn_for_trained_edited_and_carried_over_to_another_card(own, tmp_path):
    one, other = hands(own)
    catch_files(own)
    one.stroke([on_map(one, 2, -3)])
    open_groups(one)
    one.script("stage.querySelector('.ll-group summary').focus();")
    tab_to(one, "Add an example")
    one.type(Keys.ENTER)
    one.see()
    one.focus("example.3")
    one.type(Keys.ARROW_UP, "f")
    one.see()
    (x, y, colour), moved = (line.split(",") for line in ask(own, "one.state.table.split()[3:]")[0])
    assert [float(x), float(y)] == pytest.approx([2, -3], abs=0.05) and colour == "blue"
    assert moved == ["0", "0.2", "orange"]

    train(one)
    pause(one)
    trained = one.look()
    one.stroke([on_line(one, "edge.1.2.0")])
    one.type(*"2.5", Keys.ENTER)
    edited = one.look()
    weight = "float(one.state.net[1].W[2, 0])"
    assert ask(own, weight) == [2.5]
    assert one.travel(BACK, trained) and ask(own, weight) != [2.5]
    assert one.travel(FORWARD, edited)

    choose_from_menu(one, "State as JSON")
    ((name, content),) = saved(one)
    (tmp_path / name).write_bytes(content)
    other.script("stage.querySelector('[aria-label=More]').click();")
    other.stage.find_element("css selector", ".ll-menu input[type=file]").send_keys(str(tmp_path / name))
    own.script(
        """
        const words = (stage) => stage.querySelector('.ll-words > div').textContent;
        for (const end = Date.now() + 10000; words(one) !== words(other) && Date.now() < end; )
          await new Promise((go) => setTimeout(go, 20));""",
        one=one.stage,
        other=other.stage,
    )
    bits = "{}.state.net({}.state.problem.x_train).tobytes().hex()"
    where = "[one.state.setup == other.state.setup, one.state.epochs == other.state.epochs]"
    mine, its, same = ask(own, bits.format("one", "one"), bits.format("other", "one"), where)
    assert mine == its and all(same)
    assert colours(one, "map") == colours(other, "map") == ask(own, kept_colours(1, "map"))[0]


@cards("")
def test_a_challenge_is_done_by_keys_alone(own):
    (hand,) = hands(own)
    hand.script("stage.querySelector('[aria-label=More]').focus();")
    tab_to(hand, "Challenge")
    hand.type(Keys.SPACE, Keys.TAB, *"One tile")
    hand.see()
    assert ask(own, "one.state.challenge") == ["one tile"]
    for feature in ("feature.4", "feature.1", "feature.0"):
        tab_to(hand, feature, back=True)
        hand.type(Keys.ENTER)
        hand.see()
    assert ask(own, "one.state.features") == [["x1*x2"]]
    tab_to(hand, "Run")
    hand.type(Keys.ENTER)
    hand.script("""
        await driver.until(stage, 30000, () => stage.querySelector('.ll-head.reached'));
        await driver.stopped(stage, 'Run');""")  # a moment after the frame that says so
    assert ask(own, "one.goal.reached", "one.face['state']") == [True, "reached"]


@cards("hidden=(3,), activations=('relu',)", "data='spiral', seed=2")
def test_two_playgrounds_run_side_by_side_and_do_not_meet(own):
    one, other = hands(own)
    train(one)
    train(other)
    frames_come(one)
    pause(one)
    still = one.script("return driver.look(stage);")
    frames_come(other)
    pause(other)
    assert one.look() == still
    for name, settings in (("one", "hidden=(3,), activations=('relu',)"), ("other", "data='spiral', seed=2")):
        start = f"type(one.state)({settings})"
        trained_alone = f"reduce(lambda run, _: run_epoch({start}.setup, run), range({name}.state.epochs), {start}.run)"
        state, its, wanted = ask(
            own,
            f"{name}.state == type(one.state)({settings}, epochs={name}.state.epochs)",
            f"{name}.state.net[1].W.tobytes().hex()",
            f"{trained_alone}.net[1].W.tobytes().hex()",
        )
        assert state and its == wanted


@cards("")
def test_a_kernel_that_is_restarted_under_a_running_card_is_told_in_words(own):
    (hand,) = hands(own)
    train(hand)
    own.script("await jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart();")
    told, seen, usable = hand.script(
        """
        await driver.until(stage, 10000, () => stage.dataset.state === 'lost');
        const usable = [...stage.querySelectorAll('button, input, select, textarea')].filter((each) => !each.disabled);
        const banner = stage.querySelector('.ll-lost');
        return [banner.innerText, banner.checkVisibility(), usable.length];"""
    )
    assert "has lost its kernel" in told and "Shift+Enter" in told and seen and usable == 0
    own.script("complaints.length = 0;")  # Python complains of a run that it has to leave unfinished as it ends


RECORD = """
const { kernel } = jupyterapp.shell.currentWidget.context.sessionContext.session;
window.record = [];
kernel.anyMessage.connect((_, { msg, direction }) => {
  const { state, content } = msg.content.data ?? {};
  if (direction === 'send' && content && content.kind !== 'painted') record.push(content.kind);
  if (direction === 'recv' && state?.frame) record.push('frame');
  if (direction === 'recv' && content?.done) record.push('done');
});
"""


@cards("rate=0.1")
def test_pause_a_slider_and_an_edit_are_answered_while_it_trains(own):
    (hand,) = hands(own)
    open_groups(hand)
    own.script(RECORD)
    train(hand)
    hand.script("stage.querySelector('input[aria-label=\"learning rate\"]').focus();")
    hand.type(Keys.ARROW_RIGHT)
    frames_come(hand)
    hand.focus("list.W.3.0.0")
    hand.type(Keys.ENTER, *"2.5", Keys.ENTER)
    frames_come(hand)
    pause(hand)

    record = own.script("return record;")
    for wish in ("set", "edit", "button"):
        asked = len(record) - 1 - record[::-1].index(wish)
        answered = record.index("done", asked)
        assert record[asked:answered].count("frame") <= MOST_FRAMES, (wish, record)
        assert (record[answered:].count("frame") >= FRAMES) == (wish != "button"), (wish, record)
    kept = "import_module('lecture_lib.labs.playground.exports').read_snapshot(one.state.kept, one.state.setup)"
    rate, weight, words, says, pixels = ask(
        own,
        "one.state.rate",
        f"float((lambda import_module: {kept})(__import__('importlib').import_module).net[3].W[0, 0])",
        "one.picture.text",
        "one.feedback.text",
        kept_colours(1, "map"),
    )
    assert rate == 0.3 and weight == 2.5
    assert hand.script("return stage.querySelector('.ll-words > div').textContent;") == words
    assert say(hand) == says and colours(hand, "map") == pixels


def paste(hand: WidgetDriver, text: str) -> None:
    """Put the text into the clipboard and paste it over what the area holds."""
    hand.script("await navigator.clipboard.writeText(text);", text=text)
    hand.stage.find_element("css selector", "textarea").send_keys(Keys.CONTROL, "a")
    hand.stage.find_element("css selector", "textarea").send_keys(Keys.CONTROL, "v")
    hand.stage.find_element("css selector", "textarea").send_keys(Keys.CONTROL, Keys.ENTER)
    hand.see()


@cards("")
def test_a_table_is_pasted_and_a_bad_one_is_refused_in_words(own):
    (hand,) = hands(own)
    own.driver.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    open_groups(hand)
    assert hand.move(Control("choose", "data", "your own"))
    hand.script("stage.querySelector('textarea').focus();")
    good, bad = "a;b;kind\n1,5;2;cat\n3;4,5;dog\n5;6;cow", "a;b;kind\n1;2;cat\n3;many;dog"
    paste(hand, good)
    hand.press("One epoch")
    shown = hand.look()
    paste(hand, bad)
    seen = hand.see()
    assert seen.trouble and "line 3 holds 'many' in column b" in seen.note and seen.look == shown
    assert hand.script("return stage.querySelector('textarea').value;") == bad
    classes, epochs = ask(own, "one.state.problem.train.classes", "one.state.epochs")
    assert classes == ["cat", "cow", "dog"] and epochs == 1
    hand.script("stage.querySelector('textarea').focus();")
    hand.type(Keys.ESCAPE)
    assert hand.see().note != seen.note and hand.look() == shown
    assert hand.script("return stage.querySelector('textarea').value;") == good


@cards("epochs=5")
def test_a_unit_that_is_pointed_at_is_seen_large_and_named_without_motion_where_that_is_wished(own):
    (hand,) = hands(own)
    wish = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    own.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", wish)
    names = """
        const texts = [...stage.querySelectorAll('.ll-panel text')];
        const seen = texts.filter((each) => each.checkVisibility({ visibilityProperty: true }));
        return seen.map((each) => each.textContent);"""
    output, unit = ask(own, kept_colours(1, "map"), kept_colours(0, "unit.1.2"))
    assert colours(hand, "map") == output
    title = "the network’s answer"
    assert title in hand.script(names)
    for point_at in (
        lambda node: ActionChains(own.driver).move_to_element(node).perform(),
        lambda _: hand.focus("unit.1.2"),
    ):
        point_at(hand.stage.find_element("css selector", '[data-id="unit.1.2"]'))
        assert colours(hand, "map") == unit
        now = hand.script(names)
        assert title not in now and any(each.startswith("unit 3 of layer 1") for each in now)
        assert hand.script("return stage.getAnimations({ subtree: true }).length;") == 0
        ActionChains(own.driver).move_to_element(hand.stage.find_element("css selector", "h4")).perform()
        hand.script("document.activeElement.blur(); await new Promise(requestAnimationFrame);")
        assert colours(hand, "map") == output and title in hand.script(names)
    own.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

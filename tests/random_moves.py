"""Random moves on a widget: whatever a hand does, words are said and no number breaks."""

import numpy as np

from tests.widget_driver import WidgetDriver

TEXTS = ("0", "1", "0.5", "7", "x", "nan", "-", "1e", "0.2 0.4")
STRANGE_TARGETS = (("ground",), ("strange",), ("c0.0",), ("corner", -1, 0), ("second", 9), ("knob", 99))


def move_at_random(driver: WidgetDriver, rng: np.random.Generator, near: float, times: int) -> None:
    """Do many things to what is there and to what is not; places lie up to `near` from 0, some of them far away."""
    for _ in range(times):
        _move_once(driver, rng, near)
        svg = driver.picture.svg
        assert "nan" not in svg and "inf" not in svg.replace("information", "")
        assert "This widget stopped" not in driver.note
        assert driver.note or driver.app.goal


def _move_once(driver: WidgetDriver, rng: np.random.Generator, near: float) -> None:
    targets = [*driver.elements(), *STRANGE_TARGETS]
    target = targets[rng.integers(len(targets))]
    places = [rng.uniform(-near, near, 2), rng.integers(-1, 2, 2).astype(float), np.array([1e9, -1e9])]
    x, y = places[rng.integers(3)].tolist()
    match rng.choice(["drag", "draw", "press", "key", "control", "edit"]):
        case "drag":
            driver.drag(target, x, y, last=bool(rng.integers(2)))
        case "draw":
            for last in (False, True):
                driver.draw(target, (x, y), last=last)
        case "press":
            driver.click(*target)
        case "key":
            driver.key(target, str(rng.choice(["Delete", "Backspace", "x"])))
        case "edit":
            driver.type(target, str(rng.choice(TEXTS)))
        case "control":
            _use_control(driver, rng)


def _use_control(driver: WidgetDriver, rng: np.random.Generator) -> None:
    label = str(rng.choice([label for label in driver.app.controls if label not in ("Fold", "Unfold")]))
    face = driver.control(label)
    if face["kind"] in ("menu", "segments", "slider"):
        count = face["last"] + 1 if face["kind"] == "slider" else len(face["options"])
        driver.send({"kind": "set", "name": label, "at": int(rng.integers(count))})
    elif face["kind"] == "toggle":
        driver.send({"kind": "set", "name": label, "at": int(rng.integers(2))})
    elif face["kind"] in ("text", "area", "upload"):
        driver.hand_in(label, str(rng.choice(TEXTS)))
    elif face["kind"] == "download":
        driver.download(label)
    elif face["kind"] == "button" and face["enabled"]:
        driver.press(label)

// The card: header, picture, rail. It is drawn from the model's `face` and `panels` and says what a person does.

const CALM = 600; // ms after the last move in which a screen reader is told what came of it
const TOOLS = [["undo", "Undo", "↶"], ["redo", "Redo", "↷"], ["restart", "Start again", "⟲"]];
const KEYS = [
  ["Tab", "goes to the next thing that can be moved"],
  ["Arrow keys", "move what can be dragged (with Shift five times as far), and sliders"],
  ["Enter", "presses, or opens a number to type over; Escape leaves it as it was"],
  ["Delete", "takes away what can be taken away"],
  ["Space", "turns a switch, and opens or closes a group of settings"],
  ["Enter in a field", "hands its text in, as leaving it does; Escape brings back the text from before"],
  ["Ctrl+Enter", "hands in a text of several lines"],
];
const AWAY = 1000; // ms from frame to frame in a tab that nobody looks at
const SMOOTH = 25; // ms from frame to frame at most of a run that is smooth
const AHEAD = { smooth: 6, slow: 2 }; // frames of a run that may be under way or wait to be shown
const LEFT = 1500; // ms after a person has left the card in which the notebook's still card is renewed
const LOST = "This picture has lost its kernel. Run the cell above again: click into it and press Shift+Enter.";

// `memory` is what a card keeps when the notebook draws it anew.
function mount(model, card, memory) {
  const face = () => ({ ...model.get("face"), controls: model.get("controls") });
  const first = face();
  let waiting = false; // the kernel is answering
  let pending = []; // what to send when it has answered; of drags only the newest is kept
  let calm = 0; // the timer of what a screen reader is told
  let lost = false;
  let asked = false; // for a file
  let followed = []; // what the controls show
  let touched = false; // since the notebook's still card was made

  card.className = `ll-card ll-is-${first.name}` + (first.look ? ` ll-${first.look}` : "");
  card.classList.toggle("ll-pictured", first.look === undefined);
  card.classList.toggle("ll-grouped", Object.keys(first.groups ?? {}).length > 0);
  // Said by classes, not asked by :has(), since the browser would look for what it asks at every frame of a run.
  for (const around of [".jp-OutputArea-output", ".jp-WindowedPanel-viewport"]) card.closest(around)?.classList.add("ll-holds-card");
  card.setAttribute("data-lm-suppress-shortcuts", "true"); // keys pressed here are ours, not JupyterLab's ...
  card.addEventListener("keydown", (event) => event.stopPropagation()); // ... nor the notebook's own: arrows

  function send(message) {
    if (lost) return;
    const last = pending.at(-1);
    const same = last && last.kind === message.kind && (last.id ?? last.name) === (message.id ?? message.name);
    if (same && (message.kind === "drag" || message.kind === "set")) pending.pop();
    if (same && message.kind === "draw" && !last.last) {
      pending.pop();
      message = { ...message, points: last.points.concat(message.points) };
    }
    pending.push(message);
    touched ||= !["motion", "rest", "code", "link", "download"].includes(message.kind);
    flush();
  }

  function wait(is) {
    waiting = is;
    picture.setAttribute("aria-busy", is);
  }

  function flush() {
    if (waiting || pending.length === 0) return;
    wait(true);
    const { id, ...message } = pending.shift();
    model.send(message);
  }

  // ---- its parts, in the order of reading

  const tools = TOOLS.map(([name, label, sign]) => element("button", {
    type: "button", "aria-label": label, title: label, onclick: () => send({ kind: "travel", name }) }, sign));
  const menu = element("div", { class: "ll-menu", hidden: "" });
  const more = element("button", { type: "button", "aria-label": "More", title: "More", "aria-expanded": "false",
    onclick: () => open(menu.hidden) }, "⋯");
  const mark = element("span", { class: "mark", "aria-hidden": "true" });
  const goalWord = element("b");
  const asks = element("span");
  const bar = element("i");
  const meter = element("span", { class: "meter", "aria-hidden": "true" }, bar);
  const count = element("span", { class: "count" });
  const again = element("button", { type: "button", class: "again", onclick: () => send({ kind: "travel", name: "restart" }) }, "Again");
  const goal = element("div", { class: "ll-goal" }, mark, element("span", {}, goalWord, " ", asks), meter, count, again);
  const question = first.look !== undefined; // it has no picture, and nothing to go back to
  const head = element("div", { class: "ll-head" }, element("h4", {}, ...(question ? [mark, " "] : []), first.title),
    ...(question ? [] : [element("div", { class: "ll-tools" }, ...tools, more, menu), goal]));

  const [wordsId, sayId] = [newId(), newId()];
  const picture = element("div", { class: "ll-picture", role: "group", "aria-label": first.title, "aria-describedby": wordsId });
  const banner = element("div", { class: "ll-lost", hidden: "" }, LOST);
  const FILES = { // the entries of the menu that give a file or take one
    download: (each) => element("button", { type: "button", onclick: () => {
      asked = true;
      send({ kind: "download", name: each.name });
      open(false);
    } }, each.label),
    upload: (each) => fileButton(each.label, (file) => {
      takeFile(file, each.name, send);
      open(false);
    }),
  };
  const inMenu = first.controls.filter((each) => each.kind in FILES);
  const faces = (now) => now.controls.filter((each) => !(each.kind in FILES));
  const controls = faces(first).map((each) => CONTROLS[each.kind](each, send, sayId));
  const among = (group, ...kinds) => controls.filter((_, i) => {
    const each = faces(first)[i];
    return (each.group ?? "") === group && kinds.includes(each.kind);
  });
  const acting = (group) => element("div", { class: "ll-acts" }, ...among(group, "button", "play"));
  const setting = (group) => element("div", { class: "ll-set" }, ...stacked(among(group, "menu", "segments", "slider", "toggle", "text", "area")));
  const say = element("div", { id: sayId, class: "ll-say", "aria-hidden": "true" });
  const status = element("div", { class: "ll-status ll-unseen", role: "status" });
  const feedback = element("div", { class: "ll-fb" }, say, status);
  const words = element("div", { id: wordsId });
  const acts = acting("");
  const opened = (memory.groups ??= {});
  const groups = Object.keys(first.groups ?? {}).map((name) => {
    const brief = element("span", { class: "ll-brief" });
    const group = element("details", { class: "ll-group", ontoggle: () => (opened[name] = group.open) },
      element("summary", {}, element("b", {}, name), brief), setting(name), acting(name));
    group.open = opened[name] ?? false;
    group.follow = (now) => (brief.textContent = now.groups[name]);
    return group;
  });
  const more_words = element("details", { class: "ll-words", ontoggle: () => (memory.words = more_words.open) },
    element("summary", {}, "The picture in words"), words);
  more_words.open = memory.words ?? false;
  const rail = element("div", { class: "ll-rail" },
    ...(question ? [sentence(first.prompt, first.controls, controls), acts, feedback]
      : [acts, setting(""), feedback, element("div", { class: "ll-groups" }, ...groups), more_words]));
  const pic = element("div", { class: "ll-pic" }, picture);
  card.replaceChildren(head, banner, element("div", { class: "ll-body" }, ...(question ? [] : [pic]), rail));
  const drawn = board(picture, send);

  // ---- drawing

  function follow(now, texts) {
    card.dataset.state = lost ? "lost" : now.state;
    tools.forEach((node, i) => (node.disabled = lost || !now[TOOLS[i][0]]));
    goal.hidden = !now.goal;
    const reached = now.reached;
    mark.textContent = reached ? "✓" : "";
    head.classList.toggle("reached", reached);
    if (now.goal) {
      goalWord.textContent = reached ? "Reached" : "Goal";
      asks.textContent = now.goal.asks;
      meter.hidden = !now.goal.count;
      bar.style.width = `${100 * now.goal.share}%`;
      count.textContent = now.goal.count;
      again.classList.toggle("ll-absent", !reached); // its place is kept, so that nothing moves
    }
    const held = document.activeElement?.type === "range" && waiting ? document.activeElement : null;
    const shown = [now.controls, texts, waiting];
    if (shown.some((each, i) => each !== followed[i])) {
      faces(now).forEach((each, i) => controls[i].follow(each, held && controls[i].contains(held), texts[each.name], waiting));
      for (const stack of rail.querySelectorAll(".ll-stack"))
        stack.classList.toggle("ll-several", stack.querySelectorAll(".ll-text:not(.ll-absent)").length > 1);
    }
    followed = shown;
    groups.forEach((group) => group.follow(now));
    const { text, tone } = now.feedback;
    say.textContent = text;
    feedback.className = `ll-fb ${tone}`;
    words.textContent = now.words;
    clearTimeout(calm);
    if (status.textContent !== text) calm = setTimeout(() => (status.textContent = text), CALM);
  }

  // A run sends frame after frame. The page shows one each time that it paints: while one waits, none that is late is missed.
  let frames = []; // that have come and are not shown yet
  let takeBack = null; // what takes back the wish to show one
  const newest = () => ({ number: model.get("frame"), face: face(), texts: model.get("texts"),
    picture: [model.get("panels"), model.get("pixels"), model.get("palettes")] });

  function come() {
    frames = [...frames, newest()].slice(-AHEAD.smooth);
    wish();
  }

  function wish() {
    if (takeBack || frames.length === 0) return;
    const [asked, end] = document.hidden ? [setTimeout(showNewest, AWAY), clearTimeout] : [requestAnimationFrame(showNext), cancelAnimationFrame];
    takeBack = () => end(asked);
  }

  function showNext() {
    const [next, ...later] = frames;
    show(next, later);
  }

  const showNewest = () => show(newest(), []);

  function show(frame, later) {
    takeBack?.();
    takeBack = null;
    frames = later;
    drawn.show(...frame.picture);
    card.classList.toggle("ll-many-panels", frame.picture[0].length > 2);
    follow(frame.face, frame.texts);
    if (frame.face.state === "moving") report(frame.number);
    wish();
  }

  // A report says up to which frame the page wants more. It costs JupyterLab a look at all its signs of a busy kernel, so
  // a smooth run is reported at every third frame only.
  let [ahead, shownAt, pace] = [0, 0, SMOOTH];
  function report(number) {
    const now = performance.now();
    pace += (Math.min(now - shownAt, 2 * SMOOTH) - pace) / 8;
    shownAt = now;
    const wanted = number + (pace > SMOOTH ? AHEAD.slow : AHEAD.smooth);
    if (lost || (wanted < ahead + AHEAD.smooth / 2 && number < ahead - 1)) return;
    ahead = wanted;
    model.send({ kind: "painted", ahead });
  }

  // ---- the menu

  function open(is) {
    menu.hidden = !is;
    more.setAttribute("aria-expanded", is);
    if (is) {
      menu.replaceChildren(
        element("button", { type: "button", onclick: () => ask("code", showCode) }, "Copy as code"),
        element("button", { type: "button", onclick: () => ask("link", showLink) }, "Copy link"),
        ...inMenu.map((each) => FILES[each.kind](each)),
        element("button", { type: "button", onclick: saveDrawing }, "Save picture as SVG"),
        element("button", { type: "button", onclick: savePixels }, "Save picture as PNG"),
        element("button", { type: "button", onclick: tellKeys }, "Keyboard"));
      menu.firstChild.focus();
    }
  }
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") open(false), more.focus();
  });
  const left = new AbortController(); // ends what this card has asked of the page
  const elsewhere = (event) => !menu.hidden && !menu.parentNode.contains(event.target) && open(false);
  document.addEventListener("pointerdown", elsewhere, { signal: left.signal });

  let answer = null; // what shows the text that was asked for, once it is there
  function ask(kind, show) {
    answer = show;
    send({ kind });
  }
  const showCode = () => copy(model.get("code"), "Copied. Paste it into a cell:", "Copy these lines into a cell:");

  function showLink() {
    const { address, card: asked } = model.get("link");
    if (!asked) return open(false); // it would be too long, and the feedback says so
    const place = globalThis.lectureLibAddress ?? address; // the course in the browser knows its own
    if (place) copy(`${place}#${asked}`, "Copied. It opens this card in a browser:", "Copy this link:");
    else copy(`#${asked}`, ...Array(2).fill("Put this behind the address of the course in the browser:"));
  }

  function copy(text, done, failed) {
    if (!text || menu.hidden) return;
    const told = element("p", {}, done);
    menu.replaceChildren(told, element("pre", { tabindex: 0 }, text));
    navigator.clipboard?.writeText(text).catch(() => (told.textContent = failed));
  }

  function tellKeys() {
    menu.replaceChildren(element("dl", {}, ...KEYS.flatMap(([key, does]) => [element("dt", {}, key), element("dd", {}, does)])));
  }

  function saveDrawing() {
    save(`${first.name}.svg`, pictureFile(drawn.copies()).text, "image/svg+xml");
    open(false);
  }

  async function savePixels() {
    save(`${first.name}.png`, await picturePixels(picture, drawn.copies()), "image/png");
    open(false);
  }

  // ---- what the notebook keeps: renewed when a person has left the card, since that draws it anew

  function leave() {
    setTimeout(() => {
      if (!touched || lost || !card.isConnected || card.contains(document.activeElement) || card.matches(":hover")) return;
      touched = false;
      send({ kind: "rest" });
    }, LEFT);
  }
  card.addEventListener("focusout", leave);
  card.addEventListener("pointerleave", leave);

  // ---- the kernel

  const done = (message, buffers) => {
    if (message.file && asked) {
      asked = false;
      save(message.file, buffers[0]);
    }
    if (!message.done) return;
    answer?.();
    answer = null;
    if (frames.length > 0) showNewest();
    wait(false);
    flush();
    if (waiting) return;
    drawn.answered();
    followed = [];
    follow(face(), model.get("texts")); // a control whose wish was refused goes back
  };
  const lose = () => {
    lost = true;
    clearTimeout(calm);
    wait(false);
    banner.hidden = false;
    open(false);
    for (const node of card.querySelectorAll("button, input, select, textarea")) node.disabled = true;
    card.dataset.state = "lost";
  };
  const handlers = { "msg:custom": done, "change:frame": come, comm_live_update: lose, destroy: lose };
  for (const [name, handler] of Object.entries(handlers)) model.on(name, handler);
  showNewest();
  report(model.get("frame"));
  send({ kind: "motion", reduced: matchMedia("(prefers-reduced-motion: reduce)").matches });
  return () => {
    left.abort();
    for (const [name, handler] of Object.entries(handlers)) model.off(name, handler);
  };
}

// A prompt with its blanks: {name} in it stands for the control of that name; others follow below it. What ends the
// sentence after a blank stays on the blank's line.
function sentence(prompt, faces, nodes) {
  const node = element("div", { class: "ll-prompt" });
  const [first, ...rest] = prompt.split(/\{(\w+)\}([.,:;?]?)/);
  node.append(first);
  for (let i = 0; i < rest.length; i += 3) {
    const blank = nodes[faces.findIndex((face) => face.name === rest[i])];
    node.append(element("span", { class: "ll-with-stop" }, blank, rest[i + 1]), rest[i + 2]);
  }
  node.append(...nodes.filter((each, i) => !each.isConnected && !node.contains(each) && faces[i].kind !== "button"));
  return node;
}

// Texts that follow one another share a place: as a rule one of them is there at a time.
function stacked(nodes) {
  const isText = (node) => node?.matches(".ll-text");
  return nodes.flatMap((node, i) => {
    if (!isText(node)) return [node];
    const end = nodes.findIndex((each, k) => k > i && !isText(each));
    return isText(nodes[i - 1]) ? [] : [element("div", { class: "ll-stack" }, ...nodes.slice(i, end < 0 ? undefined : end))];
  });
}

function giveStyle() {
  if (!document.getElementById("ll-style"))
    document.head.append(element("style", { id: "ll-style" }, STYLE));
}

// A model outlives the notebook that was closed, and must not take the card of one that is opened again.
function isAlive(model) {
  const manager = model.widget_manager;
  return !manager || !("kernel" in manager) || Boolean(manager.kernel);
}

// The notebook holds the still card; the living one takes its place wherever that stands, or comes to stand.
function initialize({ model }) {
  giveStyle();
  let panels = model.get("panels");
  model.on("change:frame", () => { // of panels that keep their parts, only those come that have changed
    const now = model.get("panels");
    panels = Array.isArray(now) ? now : panels.map((parts, i) => (now[i] ? Object.assign([...parts], now[i]) : parts));
    if (now !== panels) model.set("panels", panels);
  });
  const cards = new Map(); // the place: how to leave it
  const memory = {};
  const look = () => {
    if (!isAlive(model)) return observer.disconnect();
    for (const place of document.querySelectorAll(`[data-ll-card="${model.get("key")}"]`))
      if (!cards.has(place)) cards.set(place, mount(model, place, memory));
    for (const [place, leave] of cards)
      if (!place.isConnected) leave(), cards.delete(place);
  };
  const elsewhere = ({ target }) => !target.parentElement?.closest(".ll-card"); // what a card draws is its own affair
  const observer = new MutationObserver((changes) => changes.some(elsewhere) && look());
  observer.observe(document.body, { childList: true, subtree: true });
  model.on("comm_live_update", () => observer.disconnect());
  look();
}

function render({ model, el }) {
  giveStyle();
  const place = element("div");
  el.append(place);
  return mount(model, place, {});
}

export { initialize, render };

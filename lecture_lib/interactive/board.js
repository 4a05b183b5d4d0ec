// The board of a card: shows panels of SVG that the kernel writes and reports what a person does to them.
// It knows no mathematics. Elements say what they can do: data-can="drag press edit draw"; data-id names them
// on this page, data-target to the kernel; data-frame on an ancestor holds "x0 x1 y0 y1 left top width height": the data range and its place.
// Rasters lie below a panel's SVG, each a canvas: data-size says how many pixels it has, data-palette which colours; the
// numbers of all pixels come as bytes, canvas after canvas. While a person points at an element with data-enlarges="NAME"
// the canvas with data-enlarged shows the raster of that name, .ll-not-enlarged, which is of its own, is not seen, and the
// title of what is pointed at stands in the element with data-names-enlarged.

const DRAG_STARTS = 4; // pixels a pointer must travel before a press becomes a drag
const HOLD = 250; // ms that a finger rests before it draws; a finger that moves sooner scrolls the page

const colours = new Map(); // palette, each colour four bytes in hexadecimal: its colours as an image's data holds them

function coloursOf(palette) {
  if (!colours.has(palette)) {
    const bytes = Uint8Array.from(palette.match(/../g), (two) => parseInt(two, 16));
    colours.set(palette, new Uint32Array(bytes.buffer));
  }
  return colours.get(palette);
}

const onCanvas = new WeakMap(); // canvas: the raster that it shows

function same(before, after) {
  for (let i = 0; i < after.length; i++) if (before[i] !== after[i]) return false;
  return true;
}

// Paint the raster { width, height, palette, bytes }, if the canvas does not show it.
function paint(canvas, raster) {
  const { width, height, palette, bytes } = raster;
  const before = onCanvas.get(canvas);
  const sized = canvas.width === width && canvas.height === height; // else it is empty, or will be
  const fits = sized && before?.width === width && before.height === height;
  if (fits && before.palette === palette && same(before.bytes, bytes)) return;
  if (!sized) Object.assign(canvas, { width, height });
  const context = before?.context ?? canvas.getContext("2d", { willReadFrequently: true });
  const image = fits ? before.image : context.createImageData(width, height);
  const [data, table] = [new Uint32Array(image.data.buffer), coloursOf(palette)];
  for (let i = 0; i < data.length; i++) data[i] = table[bytes[i]];
  context.putImageData(image, 0, 0);
  onCanvas.set(canvas, { ...raster, image, context });
}

// Make `picture` a board. `send(message)` reports; `show(panels, pixels, palettes)` of the result draws, `isHeld()` tells of a
// drag, `copies()` gives the panels as SVG elements that stand by themselves.
function board(picture, send) {
  const shown = []; // the live panels
  let places = []; // each canvas with how many pixels it has
  let rasters = new Map(); // canvas: its raster
  let hovered = null; // the element that the pointer is on
  const wished = new Map(); // id: where arrow keys have moved it, until the kernel has answered them all
  let grip = null; // what the pointer holds

  const idOf = (node) => node?.closest?.("[data-id]")?.getAttribute("data-id");
  const find = (id) => picture.querySelector(`[data-id="${CSS.escape(id)}"]`);
  const can = (node, what) => (node?.getAttribute("data-can") ?? "").split(" ").includes(what);
  const named = (node) => ({ id: idOf(node), target: JSON.parse(node.getAttribute("data-target")) });
  const panelOf = (node) => node.ownerSVGElement ? panelOf(node.ownerSVGElement) : node; // frames are nested

  function show(panels, pixels, palettes) {
    const focused = picture.contains(document.activeElement) ? idOf(document.activeElement) : null;
    const maker = picture.cloneNode(false);
    let anew = panels.length !== shown.length;
    panels.forEach((parts, i) => {
      if (shown[i]?.renew(parts, maker)) return;
      anew = true;
      maker.innerHTML = parts.join(BETWEEN);
      const [old, fresh] = [picture.children[i], maker.firstChild];
      old ? renew(old, fresh) : picture.append(fresh);
      shown[i] = new LivePanel(picture.children[i], parts);
    });
    while (picture.children.length > panels.length) picture.lastChild.remove();
    shown.length = panels.length;
    if (anew) places = [...picture.querySelectorAll(":scope > .ll-panel > canvas")].map(placeOf);
    if (focused) (find(focused) ?? picture.querySelector("[tabindex]"))?.focus({ preventScroll: true });
    read(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength), palettes);
    paintAll();
  }

  // A canvas says its size in its markup, since it may show another raster.
  function placeOf(canvas) {
    const [width, height] = canvas.dataset.size.split(" ").map(Number);
    return { canvas, width, height, palette: canvas.dataset.palette };
  }

  // Find which pixels are whose.
  function read(pixels, palettes) {
    let at = 0;
    rasters = new Map();
    for (const { canvas, width, height, palette } of places)
      rasters.set(canvas, { width, height, palette: palettes[palette], bytes: pixels.subarray(at, (at += width * height)) });
  }

  function paintAll() {
    const pointed = [hovered, document.activeElement].map((node) => node?.closest?.("[data-enlarges]")).find((node) => picture.contains(node));
    const name = pointed?.dataset.enlarges;
    let enlarges = false;
    for (const [canvas, raster] of rasters) {
      const other = name !== undefined && "enlarged" in canvas.dataset && [...rasters.keys()].find((each) => each.dataset.raster === name);
      enlarges ||= Boolean(other);
      paint(canvas, other ? rasters.get(other) : raster);
    }
    picture.classList.toggle("ll-enlarging", enlarges);
    const says = (enlarges && pointed.querySelector("title")?.textContent) || "";
    for (const node of picture.querySelectorAll("[data-names-enlarged]")) node.textContent = says;
  }

  const point = (node) => {
    hovered = node;
    paintAll();
  };
  picture.addEventListener("pointerover", (event) => point(event.target));
  picture.addEventListener("pointerleave", () => point(null));
  picture.addEventListener("focusin", paintAll);
  picture.addEventListener("focusout", () => setTimeout(paintAll)); // when it is known where the focus goes

  function copies() {
    return [...picture.children].map((panel) => {
      const copy = (panel.matches("svg") ? panel : panel.querySelector(":scope > svg")).cloneNode(true);
      const { width, height } = copy.viewBox.baseVal;
      for (const canvas of [...panel.querySelectorAll(":scope > canvas")].reverse()) {
        const image = document.createElementNS(copy.namespaceURI, "image");
        const share = (side) => parseFloat(canvas.style[side]) / 100;
        const place = { x: share("left") * width, y: share("top") * height, width: share("width") * width, height: share("height") * height };
        const look = { href: canvas.toDataURL(), preserveAspectRatio: "none", style: `image-rendering:${getComputedStyle(canvas).imageRendering}` };
        for (const [key, value] of Object.entries({ ...place, ...look })) image.setAttribute(key, value);
        copy.prepend(image);
      }
      return copy;
    });
  }

  // Where is the pointer, moved by `shift`, in the data of the frame that `node` stands in?
  function place(node, event, shift = [0, 0]) {
    const p = new DOMPoint(event.clientX, event.clientY).matrixTransform(panelOf(node).getScreenCTM().inverse());
    const frame = node.closest("[data-frame]")?.getAttribute("data-frame").split(" ").map(Number);
    if (!frame) return { x: p.x + shift[0], y: p.y + shift[1] };
    const [x0, x1, y0, y1, left, top, width, height] = frame;
    const clamp = (v, a, b) => Math.min(Math.max(v, Math.min(a, b)), Math.max(a, b));
    return {
      x: clamp(x0 + ((p.x - left) / width) * (x1 - x0) + shift[0], x0, x1),
      y: clamp(y1 - ((p.y - top) / height) * (y1 - y0) + shift[1], y0, y1),
    };
  }

  const draw = (event, last) => {
    const node = grip.node.isConnected ? grip.node : (find(grip.id) ?? grip.node);
    const at = place(node, event);
    send({ kind: "draw", id: grip.id, target: grip.target, points: [[at.x, at.y]], last });
  };

  picture.addEventListener("pointerdown", (event) => {
    const node = event.target.closest("[data-id]");
    if (!node || event.button !== 0) return;
    const at = place(node, event);
    grip = { ...named(node), node, from: [event.clientX, event.clientY], moved: false, shift: [0, 0], latest: event };
    if (can(node, "drag")) grip.shift = [Number(node.dataset.x) - at.x, Number(node.dataset.y) - at.y];
    if (can(node, "draw")) {
      if (event.pointerType === "touch") grip.timer = setTimeout(() => ((grip.draws = true), draw(event, false)), HOLD);
      else (grip.draws = true), draw(event, false);
    }
    if (can(node, "drag") || grip.draws) {
      picture.setPointerCapture(event.pointerId);
      event.preventDefault();
      node.focus({ preventScroll: true });
    }
  });

  picture.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const far = Math.hypot(event.clientX - grip.from[0], event.clientY - grip.from[1]);
    grip.moved ||= far >= DRAG_STARTS;
    grip.latest = event;
    if (grip.moved && !grip.draws) clearTimeout(grip.timer);
    picture.classList.toggle("ll-held", grip.moved);
    if (grip.moved) follow(event, false);
  });

  function follow(event, last) {
    const { id, target } = grip;
    if (grip.draws) return draw(event, last);
    if (!can(grip.node, "drag")) return;
    const at = place(grip.node.isConnected ? grip.node : (find(id) ?? grip.node), event, grip.shift);
    send({ kind: "drag", id, target, ...at, last });
  }

  function release() {
    clearTimeout(grip?.timer);
    grip = null;
    picture.classList.remove("ll-held");
  }

  picture.addEventListener("pointerup", (event) => {
    if (!grip) return;
    const { id, node, moved, draws } = grip;
    if (moved || draws) follow(event, true);
    else if (can(node, "draw")) draw(event, true); // a finger that only touched
    else if (can(node, "edit")) edit(find(id) ?? node);
    else if (can(node, "press")) press(find(id) ?? node);
    release();
  });

  picture.addEventListener("pointercancel", () => {
    if (grip?.moved && (grip.draws || can(grip.node, "drag"))) follow(grip.latest, true); // it has no place itself
    release();
  });

  // Without these the browser would scroll the page under a finger that drags or draws, and open its own menu
  // over a field that a finger has opened.
  const keep = (type, holds) => picture.addEventListener(type, (event) => {
    if (event.cancelable && holds(event.target.closest("[data-id]"))) event.preventDefault();
  }, { passive: false });
  keep("touchstart", (node) => can(node, "drag"));
  keep("touchmove", () => grip?.draws);
  keep("touchend", (node) => node);

  function press(node) {
    node.focus({ preventScroll: true });
    send({ kind: "press", ...named(node) });
  }

  picture.addEventListener("keydown", (event) => {
    const node = event.target.closest("[data-id]");
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = node.getAttribute("data-id");
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const typed = event.key.length === 1 && /[-+.,\d]/.test(event.key);
    if (can(node, "drag") && arrows[event.key]) {
      const by = Number(node.dataset.step) * (event.shiftKey ? 5 : 1);
      const [dx, dy] = arrows[event.key];
      const from = wished.get(id) ?? { x: Number(node.dataset.x), y: Number(node.dataset.y) };
      const to = { x: from.x + dx * by, y: from.y + dy * by };
      wished.set(id, to);
      send({ kind: "drag", ...named(node), ...to, last: true });
    } else if (can(node, "edit") && (event.key === "Enter" || event.key === " ")) edit(node);
    else if (can(node, "edit") && typed) edit(node, event.key);
    else if (can(node, "press") && (event.key === "Enter" || event.key === " ")) press(node);
    else if (event.key === "Delete" || event.key === "Backspace" || /^[a-z]$/i.test(event.key))
      send({ kind: "key", ...named(node), key: event.key });
    else return;
    event.preventDefault();
  });

  // Open a field over the element; Enter, Tab or leaving it hands the text in, Escape does not.
  function edit(node, start) {
    const box = (node.querySelector("circle, rect") ?? node).getBoundingClientRect();
    const home = picture.parentNode.getBoundingClientRect();
    const { id, target } = named(node);
    const before = node.getAttribute("data-value") ?? "";
    const input = document.createElement("input");
    input.className = "ll-field";
    input.setAttribute("aria-label", node.getAttribute("aria-label") ?? id);
    input.value = start ?? before;
    const width = Math.min(Math.max(box.width + 14, 64), home.width);
    const left = Math.min(Math.max(box.left - home.left + box.width / 2 - width / 2, 0), home.width - width);
    input.style.cssText = `left:${left}px;top:${box.top - home.top + box.height / 2 - 16}px;width:${width}px`;
    let open = true;
    const close = (hand_in, next) => {
      if (!open) return;
      open = false;
      input.remove();
      const text = input.value.trim();
      if (next) find(next)?.focus({ preventScroll: true });
      const other = text !== before || start !== undefined;
      if (hand_in && text !== "" && other) send({ kind: "edit", id, target, text });
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") close(true, id);
      else if (event.key === "Escape") close(false, id);
      else if (event.key === "Tab") {
        const all = [...picture.querySelectorAll('[data-can~="edit"][tabindex]')].map(idOf);
        const next = all[all.indexOf(id) + (event.shiftKey ? -1 : 1)];
        if (!next) return;
        event.preventDefault();
        close(true, next);
      }
    });
    input.addEventListener("blur", () => close(true));
    picture.parentNode.append(input);
    input.focus();
    if (start === undefined) input.select();
  }

  return { show, copies, isHeld: () => Boolean(grip?.moved), answered: () => wished.clear() };
}


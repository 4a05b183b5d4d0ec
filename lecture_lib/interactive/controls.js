// The controls of a card: native elements, made from the faces that the kernel sends and made to follow them.

// An id of an element: a page may run two versions of this script, and counting would give one id to both.
const newId = () => `ll-${Math.random().toString(36).slice(2)}`;

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== undefined) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// Each maker returns a node with `follow(face, held, text, waiting)`: is it held now, what is its text, is an answer
// awaited; `act(message)` reports what a person has done. A text that was refused is described by the element `whyId`.
const CONTROLS = {
  button(face, act) {
    const press = () => act({ kind: "button", name: face.name, running: node.classList.contains("pause") });
    const node = element("button", { type: "button", onclick: press });
    node.follow = ({ label, enabled, primary, running }) => {
      node.textContent = label;
      node.classList.toggle("primary", primary);
      node.classList.toggle("play", running !== undefined && !running);
      node.classList.toggle("pause", running === true);
      node.setAttribute("aria-disabled", !enabled); // it keeps the focus when it has nothing more to do
    };
    return node;
  },

  menu(face, act) {
    const select = element("select", { onchange: () => act({ kind: "set", name: face.name, at: select.selectedIndex }) },
      ...face.options.map((text) => element("option", {}, text)));
    const long = face.options.some((text) => text.length > 13); // or it would be cut
    const node = element("label", { class: `ll-control${long ? " ll-long" : ""}` }, element("span", {}, face.label), select);
    node.follow = ({ at, shown }) => {
      select.selectedIndex = at;
      node.classList.toggle("ll-absent", !shown);
    };
    return node;
  },

  segments(face, act) {
    return options(face, act, "ll-control ll-segments", newId());
  },

  options(face, act) {
    return options(face, act, "ll-options", newId());
  },

  slider(face, act) {
    const range = element("input", {
      type: "range", min: 0, max: face.last, step: 1, "aria-label": face.label,
      oninput: () => act({ kind: "set", name: face.name, at: Number(range.value) }),
    });
    const says = element("output", { "aria-live": "off" });
    const node = element("label", { class: "ll-control ll-slider" },
      element("span", {}, face.label + " "), range);
    node.firstChild.append(says);
    node.follow = ({ at, says: text, shown }, held) => {
      if (!held) range.value = at;
      range.setAttribute("aria-valuetext", text);
      says.textContent = text;
      node.classList.toggle("ll-absent", !shown);
    };
    return node;
  },

  toggle(face, act) {
    const input = element("input", { type: "checkbox", role: "switch",
      onchange: () => act({ kind: "set", name: face.name, at: Number(input.checked) }) });
    const long = face.label.length > 13;
    const node = element("label", { class: `ll-control ll-toggle${long ? " ll-long" : ""}` }, input, element("span", {}, face.label));
    node.follow = ({ at, shown }) => {
      input.checked = at === 1;
      node.classList.toggle("ll-absent", !shown);
    };
    return node;
  },

  text(face, act, whyId) {
    const input = element("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
    const node = element("label", { class: "ll-control ll-text" }, element("span", {}, face.label), input);
    return typed(node, input, face, act, whyId, (event) => event.key === "Enter");
  },

  area(face, act, whyId) {
    const input = element("textarea", { autocomplete: "off", spellcheck: "false", "aria-label": face.label,
      placeholder: "Paste a text, or drop a file", onpaste: (event) => {
        if (!input.readOnly) return;
        event.preventDefault();
        act({ kind: "text", name: face.name, text: event.clipboardData.getData("text") });
      } });
    const load = (file) => takeFile(file, face.name, act);
    const note = element("p", {});
    const head = element("div", {}, element("span", { "aria-hidden": "true" }, face.label), fileButton("Load a file", load));
    const node = element("div", { class: "ll-control ll-text ll-area" }, head, input, note);
    const over = (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      event.stopPropagation();
      node.classList.toggle("ll-over", event.type === "dragenter" || event.type === "dragover");
      if (event.type === "drop") load(event.dataTransfer.files[0]);
    };
    for (const type of ["dragenter", "dragover", "dragleave", "drop"]) node.addEventListener(type, over);
    typed(node, input, face, act, whyId, (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey));
    const follow = node.follow;
    node.follow = (now, held, text, waiting) => {
      follow(now, held, text, waiting);
      note.textContent = text.note;
      note.hidden = !text.note;
      input.readOnly = Boolean(text.note);
    };
    return node;
  },

  number(face, act) {
    const hand_in = () => act({ kind: "type", name: face.name, text: input.value });
    const input = element("input", { type: "text", inputmode: face.wide ? "text" : "decimal", "aria-label": face.label,
      class: face.wide ? "wide" : undefined, autocomplete: "off", onchange: hand_in,
      onkeydown: (event) => event.key === "Enter" && (hand_in(), act({ kind: "button", name: "lock" })) });
    input.follow = ({ text, enabled }) => {
      if (document.activeElement !== input) input.value = text;
      input.readOnly = !enabled;
    };
    return input;
  },

  blank(face, act) {
    const node = options(face, act, "ll-blank ll-segments", newId());
    const follow = node.follow;
    node.follow = (now) => {
      follow(now);
      node.disabled = !now.enabled;
    };
    return node;
  },
};
CONTROLS.play = CONTROLS.button;

// Make `input` hand in its text when it is left or `ends(event)` holds for a key; Escape brings back the kernel's.
function typed(node, input, face, act, whyId, ends) {
  let own = false; // has it been typed into since it was handed in?
  let [accepted, refused] = ["", false];
  const handIn = () => {
    if (own) act({ kind: "text", name: face.name, text: input.value });
    own = false;
  };
  input.addEventListener("input", () => (own = true));
  input.addEventListener("blur", handIn);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (ends(event)) event.preventDefault(), handIn();
    if (event.key !== "Escape") return;
    own = false;
    if (refused) act({ kind: "keep text", name: face.name });
    else input.value = accepted;
  });
  node.follow = (now, _held, { text }, waiting) => {
    refused = now.refused;
    if (!refused) accepted = text;
    if (!own && !waiting && input.value !== text) input.value = text;
    input.setAttribute("aria-invalid", refused);
    refused ? input.setAttribute("aria-describedby", whyId) : input.removeAttribute("aria-describedby");
    node.classList.toggle("ll-absent", !now.shown);
  };
  return node;
}

function options(face, act, className, group) {
  const inputs = face.options.map((_, at) => element("input", {
    type: "radio", name: group, onchange: () => act({ kind: "set", name: face.name, at }) }));
  const node = element("fieldset", { class: className }, element("legend", {}, face.label),
    element("div", {}, ...face.options.map((text, i) => element("label", {}, inputs[i], element("span", {}, text)))));
  node.follow = ({ at, shown }) => {
    inputs.forEach((input, i) => (input.checked = i === at));
    node.classList.toggle("ll-absent", shown === false);
  };
  return node;
}

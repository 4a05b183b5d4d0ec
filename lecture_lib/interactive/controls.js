// The controls of a card: native elements, made from the faces that the kernel sends and made to follow them.

let made = Math.floor(Math.random() * 2 ** 48); // an id of its own: each card reads this script anew

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== undefined) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// Each maker returns a node with `follow(face)`; `act(message)` reports what a person has done.
const CONTROLS = {
  button(face, act) {
    const node = element("button", { type: "button", onclick: () => act({ kind: "button", name: face.name }) });
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
    const node = element("label", { class: "ll-control" }, element("span", {}, face.label), select);
    node.follow = ({ at, shown }) => {
      select.selectedIndex = at;
      node.hidden = !shown;
    };
    return node;
  },

  segments(face, act) {
    return options(face, act, "ll-control ll-segments", `ll-${++made}`);
  },

  options(face, act) {
    return options(face, act, "ll-options", `ll-${++made}`);
  },

  slider(face, act) {
    const report = (last) => act({ kind: "set", name: face.name, at: Number(range.value), last });
    const range = element("input", {
      type: "range", min: 0, max: face.last, step: 1, "aria-label": face.label,
      oninput: () => report(false), onchange: () => report(true),
    });
    const says = element("output", { "aria-live": "off" });
    const node = element("label", { class: "ll-control ll-slider" },
      element("span", {}, face.label + " "), range);
    node.firstChild.append(says);
    node.follow = ({ at, says: text, shown }, held) => {
      if (!held) range.value = at;
      range.setAttribute("aria-valuetext", text);
      says.textContent = text;
      node.hidden = !shown;
    };
    return node;
  },

  number(face, act) {
    const input = element("input", { type: "text", inputmode: "decimal", "aria-label": face.label, size: 7,
      onchange: () => act({ kind: "type", name: face.name, text: input.value }) });
    input.follow = ({ text, enabled }) => {
      if (document.activeElement !== input) input.value = text;
      input.disabled = !enabled;
    };
    return input;
  },
};
CONTROLS.play = CONTROLS.button;

function options(face, act, className, group) {
  const inputs = face.options.map((_, at) => element("input", {
    type: "radio", name: group, onchange: () => act({ kind: "set", name: face.name, at }) }));
  const node = element("fieldset", { class: className }, element("legend", {}, face.label),
    element("div", {}, ...face.options.map((text, i) => element("label", {}, inputs[i], element("span", {}, text)))));
  node.follow = ({ at, shown }) => {
    inputs.forEach((input, i) => (input.checked = i === at));
    node.hidden = shown === false;
  };
  return node;
}

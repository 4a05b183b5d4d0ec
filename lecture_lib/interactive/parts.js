// The parts of a panel, and how each is made what the kernel's newest markup says it is.

const BETWEEN = "<!---->"; // stands before, between and after the parts of a panel
const VALUE = /( data-id)?="([^"]*)"|>([^<]+)(?=<)/g; // in markup: what an attribute is, or a text
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"' };
const plain = (value) => value.replace(/&(?:(amp|lt|gt|quot)|#(\d+)|#x([\da-f]+));/gi, (_, name, decimal, hex) =>
  NAMED[name] ?? String.fromCodePoint(decimal ?? parseInt(hex, 16)));

// Make `old` what `fresh` is and leave alone what is the same: if the picture's style sheet went and came
// with every change, the browser would look at the whole page again. An element never takes over
// another's id.
function renew(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  const kind = (node) => [node.nodeName, node.dataset?.id, ...(node.getAttributeNames?.() ?? [])].join();
  if (old.nodeType !== Node.ELEMENT_NODE || kind(old) !== kind(fresh)) return old.replaceWith(fresh);
  for (const { name, value } of fresh.attributes)
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  renewChildren(old, fresh);
}

function renewChildren(old, fresh) {
  const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
  before.slice(after.length).forEach((node) => node.remove());
  after.forEach((node, i) => (before[i] ? renew(before[i], node) : old.append(node)));
}

// A panel in the page, of which `renew` changes those parts that are not what they were; false if more has changed.
class LivePanel {
  constructor(panel, parts) {
    const drawing = panel.matches("svg") ? panel : panel.lastChild;
    const marks = [...drawing.childNodes].filter((node) => node.nodeType === Node.COMMENT_NODE);
    this.parts = parts;
    this.live = marks.length === parts.length - 1 ? marks.slice(1).map((end, i) => new LivePart(marks[i], end, parts[i + 1])) : [];
  }

  renew(parts, maker) {
    const before = this.parts;
    if (parts === before) return true;
    if (this.live.length !== parts.length - 2 || before[0] !== parts[0] || before.at(-1) !== parts.at(-1)) return false;
    this.live.forEach((part, i) => part.renew(parts[i + 1], maker));
    this.parts = parts;
    return true;
  }
}

// What stands between two marks. From frame to frame of a run most parts keep all their elements: only values change, and
// these are written where they belong, without a look at the rest.
class LivePart {
  constructor(start, end, markup) {
    Object.assign(this, { start, end, markup, read: null, places: null });
  }

  renew(markup, maker) {
    if (markup === this.markup) return;
    const [before, now] = [this.read ?? valuesIn(this.markup), valuesIn(markup)];
    if (before.frame === now.frame) this.places ??= this.find(before.values);
    else this.places = null;
    if (this.places) now.values.forEach((value, i) => value === before.values[i] || this.places[i](plain(value)));
    else this.draw(markup, maker);
    [this.markup, this.read] = [markup, now];
  }

  // What writes each value, in the order of the markup; null if the page does not hold these values.
  find(values) {
    const places = [];
    let same = true;
    const add = (is, write) => (same &&= is === plain(values[places.length] ?? ""), places.push(write));
    const visit = (node) => {
      for (const { name, value } of node.attributes ?? [])
        if (name !== "data-id") add(value, (fresh) => node.setAttribute(name, fresh));
      if (node.nodeType === Node.TEXT_NODE) add(node.data, (fresh) => (node.data = fresh));
      node.childNodes.forEach(visit);
    };
    for (let node = this.start.nextSibling; node !== this.end; node = node.nextSibling) visit(node);
    return same && places.length === values.length ? places : null;
  }

  draw(markup, maker) {
    maker.innerHTML = `<svg>${markup}</svg>`;
    const end = this.end;
    let old = this.start.nextSibling;
    for (const fresh of [...maker.firstChild.childNodes]) {
      const next = old === end ? end : old.nextSibling;
      old === end ? end.before(fresh) : renew(old, fresh);
      old = next;
    }
    for (let next; old !== end; old = next) {
      next = old.nextSibling;
      old.remove();
    }
  }
}

// Take the values out of markup, but those that tell elements apart: what is left is its frame.
function valuesIn(markup) {
  const values = [];
  const frame = markup.replace(VALUE, (all, id, value, text) => {
    if (id) return all;
    values.push(value ?? text);
    return value === undefined ? ">" : '=""';
  });
  return { frame, values };
}

// Files: read into text, and given to the person who sits before the page.

const MOST_BYTES = 5e6; // as in exchange.py
const NO_TEXT = /[\0-\x08\x0e-\x1a\x1c-\x1f]/; // characters that no text holds

// The text of a file, as { text }, or why there is none, as { fault }.
async function readText(file) {
  if (file.size > MOST_BYTES) return { fault: "large" };
  try {
    const text = decode(new Uint8Array(await file.arrayBuffer()));
    return NO_TEXT.test(text) ? { fault: "binary" } : { text };
  } catch {
    return { fault: "unreadable" }; // a folder, or a file that is gone
  }
}

// UTF-16 shows by its mark, or by the zeros that plain letters have in it; what is not UTF-8 is Windows-1252.
function decode(bytes) {
  const zeros = (from) => bytes.subarray(0, 1000).filter((byte, i) => i % 2 === from && byte === 0).length;
  const many = Math.min(bytes.length, 1000) / 4;
  const as = (name, fatal) => new TextDecoder(name, { fatal }).decode(bytes);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (zeros(1) > many && !zeros(0))) return as("utf-16le");
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (zeros(0) > many && !zeros(1))) return as("utf-16be");
  try {
    return as("utf-8", true);
  } catch {
    return as("windows-1252");
  }
}

// Hand a file's text to the control with this name, or say what is wrong with the file.
async function takeFile(file, name, act) {
  const { text, fault } = await readText(file);
  act(fault ? { kind: "file fault", file: file.name, fault } : { kind: "text", name, text });
}

// A label that looks like a button, with the browser's own field for files in it: keys and readers know that one.
function fileButton(label, take) {
  const input = element("input", { type: "file", "aria-label": label, onchange: () => {
    const [file] = input.files;
    if (file) take(file);
    input.value = ""; // or the same file could not be loaded again
  } });
  return element("label", { class: "ll-file" }, input, element("span", {}, label));
}

function save(name, content, type = "application/octet-stream") {
  const link = element("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// ---- the picture as a file

// Panels (SVG elements that stand by themselves) side by side in one SVG, on a ground and with its own colours: those of
// `colours`, or light and dark ones as the reader's system has it.
function pictureFile(panels, colours = "") {
  const sizes = panels.map((panel) => panel.viewBox.baseVal);
  let x = 0;
  const places = sizes.map(({ width }) => (x += width + 16) - width - 16);
  const [width, height] = [x - 16, Math.max(...sizes.map((size) => size.height))];
  const inner = panels.map((panel, i) => {
    panel.removeAttribute("class"); // or it would have light colours within dark ones
    for (const [key, value] of [["x", places[i]], ["width", sizes[i].width], ["height", sizes[i].height]]) panel.setAttribute(key, value);
    return new XMLSerializer().serializeToString(panel);
  });
  const text = `<svg xmlns="http://www.w3.org/2000/svg" class="ll" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" style="--w:${width}px;${colours}">` +
    `<style>${STYLE.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</style><rect width="100%" height="100%" fill="var(--paper)"/>${inner.join("")}</svg>`;
  return { text, width, height };
}

const PIXELS = 2; // of a PNG for each unit of the picture

// The picture as pixels, in the colours that the page shows it in.
async function picturePixels(picture, panels) {
  const seen = getComputedStyle(picture.querySelector("svg"));
  const names = new Set([...STYLE.matchAll(/--[a-z]+(?=:#)/g)].map(([name]) => name));
  const { text, width, height } = pictureFile(panels, [...names].map((name) => `${name}:${seen.getPropertyValue(name)}`).join(";"));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = element("canvas", { width: PIXELS * width, height: PIXELS * height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((go) => canvas.toBlob(go, "image/png"));
}

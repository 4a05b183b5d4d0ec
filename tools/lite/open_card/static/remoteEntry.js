// An address that ends in #card=LABORATORY.NAME.TEXT opens a notebook with that card. This file is the container that
// JupyterLab expects of an extension; nothing is bundled, so there is nothing to build.
//
// A link comes from anybody. So no code is taken from it: the pattern lets letters, digits, _, - and two dots through,
// and `open_card` of the library reads TEXT as data.

const LINK = /^#card=([a-z][a-z0-9_]*\.([a-z][a-z0-9_]*)\.[A-Za-z0-9_-]+)$/;
const asked = LINK.exec(window.location.hash); // before JupyterLab changes the address
globalThis.lectureLibAddress = window.location.origin + window.location.pathname; // for the links that cards give

function notebook(link) {
  const cell = (cell_type, source, more) => ({ cell_type, id: cell_type, metadata: {}, source, ...more });
  return {
    cells: [
      cell("markdown", "This card came with a link. If it is not there yet, click into the cell and press Shift+Enter."),
      cell("code", `from lecture_lib.labs import open_card\n\nopen_card("${link}")`, { execution_count: null, outputs: [] }),
    ],
    metadata: { kernelspec: { display_name: "Python (Pyodide)", language: "python", name: "python" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

// The path of a notebook with this card: of one that has it already, else of a new one. No file is ever overwritten.
async function place(contents, name, wanted) {
  const code = wanted.cells[1].source;
  for (let n = 1; ; n++) {
    const path = n === 1 ? `${name}.ipynb` : `${name}-${n}.ipynb`;
    let there;
    try {
      there = await contents.get(path, { content: true });
    } catch {
      await contents.save(path, { type: "notebook", format: "json", content: wanted });
      return path;
    }
    if (there.content?.cells?.some(({ source }) => [source].flat().join("") === code)) return path;
  }
}

async function open(app, link, name) {
  await app.restored;
  const path = await place(app.serviceManager.contents, name, notebook(link));
  const panel = await app.commands.execute("docmanager:open", { path });
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session?.kernel?.info;
  await app.commands.execute("notebook:run-all-cells");
}

const activate = (app) => void (asked && open(app, asked[1], asked[2]));
const plugin = { id: "lecture-lib-open-card:plugin", autoStart: true, activate };
const factory = () => ({ __esModule: true, default: plugin });

(window._JUPYTERLAB ??= {})["lecture-lib-open-card"] = { init() {}, get: async () => factory };

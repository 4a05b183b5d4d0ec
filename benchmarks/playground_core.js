// Drives the core of TensorFlow Playground (the file given first, made from its src/nn.ts) on stdin's task.
// Per line of stdin, "epoch" or "frame": does it ROUNDS times and answers with the milliseconds of one.
const core = require(process.argv[2]);
const { start, x, y, batch, rate, density, half } = JSON.parse(require("fs").readFileSync(process.argv[3]));

const network = core.buildNetwork(start.sizes, core.Activations.TANH, core.Activations.TANH, null, ["x1", "x2"]);
network.slice(1).forEach((layer, l) => layer.forEach((node, j) => {
  node.bias = start.b[l][j];
  node.inputLinks.forEach((link, i) => { link.weight = start.W[l][j][i]; });
}));

const half_of_them = x.length / 2;
function loss(from, to) {
  let sum = 0;
  for (let i = from; i < to; i++) sum += core.Errors.SQUARE.error(core.forwardProp(network, x[i]), y[i]);
  return sum / (to - from);
}
function epoch() {
  for (let i = 0; i < half_of_them; i++) {
    core.forwardProp(network, x[i]);
    core.backProp(network, y[i], core.Errors.SQUARE);
    if ((i + 1) % batch === 0) core.updateWeights(network, rate, 0);
  }
}

const palette = Array.from({ length: 30 }, (_, i) => [8 * i, 128, 248 - 8 * i]);
const grids = {};
core.forEachNode(network, false, (node) => { grids[node.id] = Array.from({ length: density }, () => new Array(density)); });
const image = new Uint8ClampedArray(density * density * 4);
function frame() {
  epoch();
  loss(0, half_of_them);
  loss(half_of_them, x.length);
  for (let i = 0; i < density; i++) for (let j = 0; j < density; j++) {
    core.forwardProp(network, [-half + 2 * half * i / (density - 1), -half + 2 * half * j / (density - 1)]);
    core.forEachNode(network, false, (node) => { grids[node.id][i][j] = node.output; });
  }
  for (const grid of Object.values(grids)) for (let j = 0, p = 0; j < density; j++) for (let i = 0; i < density; i++) {
    const value = Math.min(Math.max(grid[i][j], -1), 1);
    const [r, g, b] = palette[Math.round((value + 1) / 2 * 29)];
    image[p++] = r; image[p++] = g; image[p++] = b; image[p++] = 160;
  }
}

const work = { epoch: [epoch, 200], frame: [frame, 20] };
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  if (line === "weights") {
    console.log(JSON.stringify(network.slice(1).map((l) => l.map((n) => [...n.inputLinks.map((k) => k.weight), n.bias]))));
    return;
  }
  const [act, rounds] = line === "once" ? [epoch, 1] : work[line];
  const begin = process.hrtime.bigint();
  for (let i = 0; i < rounds; i++) act();
  console.log(Number(process.hrtime.bigint() - begin) / 1e6 / rounds);
});

// Sets formulas with MathJax, once, when the site is built: pages carry no script for them.
// Reads [[TeX, display], ...] as JSON; writes {formulas: [{html, mathml} or {error}, ...], css}.
const fs = require("fs");
const [, , mathjax, fonts] = process.argv;

const shown = (M, tex, display) => {
  try {
    const html = M.startup.adaptor.outerHTML(M.tex2chtml(tex, { display }));
    return { html, mathml: M.tex2mml(tex, { display }).replace(/\n\s*/g, "") };
  } catch (error) {
    return { error: error.message };
  }
};

require(`${mathjax}/es5/node-main.js`)
  .init({
    loader: { load: ["input/tex-full", "output/chtml"], paths: { mathjax: `${mathjax}/es5` } },
    tex: {
      packages: { "[-]": ["noerrors", "noundefined"] }, // a formula that cannot be read is an error of the build
      formatError: (_, error) => {
        throw error;
      },
    },
    chtml: { fontURL: fonts },
  })
  .then((M) => {
    const formulas = JSON.parse(fs.readFileSync(0, "utf8")).map(([tex, display]) => shown(M, tex, display));
    const css = M.startup.adaptor.textContent(M.chtmlStylesheet());
    process.stdout.write(JSON.stringify({ formulas, css }));
  });

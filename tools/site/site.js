// The cards' and figures' own styles ask for JupyterLab's word for the theme: say it as the site's theme is switched.
const page = document.documentElement;
const sayTheme = () => (page.dataset.jpThemeLight = String(page.dataset.theme !== "dark"));
sayTheme();
new MutationObserver(sayTheme).observe(page, { attributeFilter: ["data-theme"] });

// What is wider than the page is moved inside its own box: let the keyboard reach it.
function reachWide() {
  for (const formula of document.querySelectorAll("p > mjx-container")) {
    const text = formula.parentNode;
    if (formula.getBoundingClientRect().right > text.getBoundingClientRect().right + 1) text.classList.add("wide");
  }
  for (const box of document.querySelectorAll("mjx-container[display=true], p.wide, .cell_output, .table-box")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}
addEventListener("load", reachWide);
addEventListener("resize", reachWide);

document.addEventListener("DOMContentLoaded", () => {
  const film = document.querySelector(".film");
  if (!film || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const again = film.appendChild(document.createElement("button"));
  again.textContent = "Play again";
  again.addEventListener("click", () => {
    for (const picture of film.querySelectorAll("img")) picture.src = `${picture.src.split("?")[0]}?${Date.now()}`;
  });
});

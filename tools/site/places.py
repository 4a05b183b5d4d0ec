"""Where the website is made, and where it is kept."""

from __future__ import annotations

from pathlib import Path

from tools.processes import ROOT

HERE = Path(__file__).resolve().parent
MADE = ROOT / "build"
SITE, EPUB = MADE / "site", MADE / "epub"  # the finished site, and the finished book
KEPT = MADE / "site-kept"  # executed notebooks and set formulas: what another build need not do again
OWN = ROOT / "docs" / "site"  # pages that only the site has

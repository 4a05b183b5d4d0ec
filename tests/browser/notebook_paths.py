"""Which notebooks the browser tests open: LECTURE_LIB_NOTEBOOKS points them at another folder."""

import os
from pathlib import Path

from tools.lab import ROOT

NOTEBOOKS = Path(os.environ.get("LECTURE_LIB_NOTEBOOKS", ROOT / "notebooks"))
NOTEBOOK_NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))

"""`python -m tools.lite TARGET` makes the course in the browser in a folder."""

import sys
from pathlib import Path

from tools.console import Trouble, say
from tools.lite import build

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tools.lite FOLDER")
    try:
        say(f"The course in the browser is in {build(Path(sys.argv[1]))}")
    except Trouble as trouble:
        sys.exit(f"{trouble}\nNext: {trouble.next_step}")

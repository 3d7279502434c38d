"""`python tests/lab [DIRECTORY]`: the lab's domain by hand. Prints where it is; Ctrl+C stops it."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # `lab` is found as in the tests

from lab.samba import serve  # noqa: E402  # needs the line above

sys.exit(serve(sys.argv[1:]))

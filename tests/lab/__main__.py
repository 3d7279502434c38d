"""`python tests/lab [samba|openldap|ds389] [DIRECTORY]`: a server of the lab by hand, Samba's domain when
none is named. Prints where it is; Ctrl+C stops it."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # `lab` is found as in the tests

from lab.by_hand import serve  # noqa: E402  # needs the line above

sys.exit(serve(sys.argv[1:]))

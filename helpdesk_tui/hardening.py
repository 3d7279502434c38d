"""What the process gives up before it reads a secret.

None of this replaces a clean start: a hostile environment acts on the interpreter before its first
line. Where operators are not trusted with the desk's files, start it through sudo or sshd with a fixed
environment, and with `python -I`.
"""

import contextlib
import ctypes
import os
import resource
import sys
from collections.abc import MutableMapping
from pathlib import Path

_PR_SET_DUMPABLE = 4  # prctl(2)
_PRIVATE = 0o077
_PREFIXES = (
    "PYTHON",  # PYTHON_KEYRING_BACKEND and others name code to run
    "TEXTUAL",  # TEXTUAL_LOG writes down every key that is typed
    "LD_",  # code for the programs that a keyring starts
    "KEYRING_PROPERTY_",  # changes any attribute of a keyring
    "OPENSSL",  # another configuration or engine of TLS
    "SSL",  # SSL_CERT_FILE adds authorities, SSLKEYLOGFILE writes down session keys
    "GCONV_",  # code for character sets
)


def harden(environ: MutableMapping[str, str] = os.environ) -> None:
    """New files are private, no core is dumped, no other process of the user reads our memory, and the
    environment loses what runs code or leaks secrets."""
    os.umask(_PRIVATE)
    drop_variables(environ)
    leave_working_directory()
    _forbid_dumps()


def drop_variables(environ: MutableMapping[str, str]) -> None:
    for name in [name for name in environ if name.startswith(_PREFIXES)]:
        del environ[name]


def leave_working_directory() -> None:
    """`python -m` looks for modules in the working directory first; a stranger's would be found there."""
    if sys.flags.safe_path or not sys.path:
        return
    with contextlib.suppress(OSError):
        if sys.path[0] == "" or Path(sys.path[0]).resolve() == Path.cwd():
            del sys.path[0]


def _forbid_dumps() -> None:
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Linux alone has it; elsewhere the limit above is all there is.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)

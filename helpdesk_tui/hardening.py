"""What the process gives up before it reads a secret.

None of this replaces a clean start: a hostile environment acts on the interpreter before its first
line. Where operators are not trusted with the desk's files, start it through sudo or sshd with a fixed
environment, and with `python -I`.
"""

import contextlib
import ctypes
import os
import resource
import signal
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
    "KRB5",  # another configuration of Kerberos names code to run; KRB5_TRACE writes down what it does
    "GSS",  # GSS_MECH_CONFIG names code to run
)
_KEPT = frozenset({"KRB5CCNAME"})  # where sshd says that it put the operator's ticket


def harden(environ: MutableMapping[str, str] = os.environ) -> None:
    """New files are private, no core is dumped, no other process of the user reads our memory, and the
    environment loses what runs code or leaks secrets. Signals do what they do in a program of its own."""
    os.umask(_PRIVATE)
    drop_variables(environ)
    take_signals()
    leave_working_directory()
    _forbid_dumps()


def drop_variables(environ: MutableMapping[str, str]) -> None:
    for name in [name for name in environ if name.startswith(_PREFIXES) and name not in _KEPT]:
        del environ[name]


def take_signals() -> None:
    """What is ignored or blocked is inherited: a shell without job control ignores SIGINT for what it starts
    in the background (POSIX, Shell Command Language 2.11), and Ctrl+C at a question would do nothing."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for each in (signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        if signal.getsignal(each) is signal.SIG_IGN:
            signal.signal(each, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


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
    # No limit keeps a core from a program that takes it through a pipe (core(5)), or others from reading our
    # memory (ptrace(2)). Linux alone has this; elsewhere the limit above is all there is.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)

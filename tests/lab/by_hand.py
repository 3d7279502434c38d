"""A server of the lab for somebody who wants to look: `python tests/lab [SERVER] [DIRECTORY]`."""

import signal
import sys
import tempfile
import threading
from pathlib import Path

from lab.ds389 import Ds389
from lab.openldap import OpenLdap
from lab.samba import SambaDomain

SERVERS = {"samba": SambaDomain, "openldap": OpenLdap, "ds389": Ds389}


def serve(arguments: list[str]) -> int:
    """Print where the server is, as JSON; keep it up until Ctrl+C."""
    named = arguments[:1] if arguments[:1] and arguments[0] in SERVERS else []
    places = arguments[len(named) :]
    if len(places) > 1:
        known = "|".join(SERVERS)
        print(f"usage: python tests/lab [{known}] [DIRECTORY]", file=sys.stderr)  # noqa: T201  # a command line's help
        return 2
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    with tempfile.TemporaryDirectory(prefix="lab-") as spare:
        directory = Path(places[0]).resolve() if places else Path(spare)
        with SERVERS[named[0] if named else "samba"](directory) as server:
            print(server.to_json(), flush=True)  # noqa: T201  # the answer
            stop.wait()
    return 0

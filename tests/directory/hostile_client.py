"""Asks hostile servers, in a process of its own, and tells what each request came to, how long it took and
how much memory the process had at most meanwhile. Arguments: the authority's file, and a list of cases."""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from peak import forget_peak, peak
from writing import a_change

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.directory import pages, searching
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.settings import Endpoint, Settings
from helpdesk_tui.secret import Secret

WHO = AccountId("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee")


class Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def ask(case: dict[str, str], ca_file: str) -> dict[str, object]:
    endpoint = Endpoint("localhost", int(case["port"]), case["tls"])
    port = ActiveDirectory(
        Settings((endpoint,), Path(ca_file), connect_timeout=1, receive_timeout=1), Clock()
    )
    began = time.monotonic()
    forget_peak()
    try:
        session = port.sign_in("olga", Secret("Canary-Pass-42"))
        began = time.monotonic()
        match case["asks"]:
            case "search":
                code = f"found {len(session.search('pat', 50).rows)}"
            case "read":
                code = f"read {session.read(WHO).login}"
            case "census":
                code = f"counted {sum(1 for _ in session.census([], frozenset()))}"
            case "write":
                with session.prepare_change(WHO) as prepared:
                    reply = prepared.change(a_change(unlock=True))
                code = f"{reply.kind} {reply.problem.code if reply.problem else ''} {reply.problem.detail}"
            case _:
                code = "signed in"
    except HelpdeskError as error:
        code = error.problem.code
    seconds = time.monotonic() - began
    port.break_off()
    return {"name": case["name"], "code": code, "seconds": seconds, "megabytes": peak()}


if __name__ == "__main__":
    searching._LONGEST_SEARCH = pages.LONGEST_COURSE = 2.0  # as the settings above: short
    for each in json.loads(sys.argv[2]):
        sys.stdout.write(f"{json.dumps(ask(each, sys.argv[1]))}\n")
        sys.stdout.flush()

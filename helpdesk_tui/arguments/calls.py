"""The arguments of a call: find, show, verify, act; and of the second operator."""

import argparse
from typing import Any

from helpdesk_tui.arguments.parts import (
    add_account,
    add_json,
    add_ticket,
    add_yes,
    command,
    inner,
    one,
)
from helpdesk_tui.text import clean


def add_reading(commands: Any, shared: argparse.ArgumentParser) -> None:
    lookup = command(commands, "lookup", shared, "find accounts by name, login, mail, phone or number")
    lookup.add_argument("query", type=clean, metavar="QUERY", nargs="+", help="what to look for")
    add_json(lookup)
    show = command(commands, "show", shared, "show one account: why it cannot sign in, methods, rights")
    add_account(show)
    add_json(show)


def add_acting(commands: Any, shared: argparse.ArgumentParser) -> None:
    verify = command(commands, "verify", shared, "prove the caller; an action may follow within minutes")
    add_account(verify)
    add_ticket(verify)
    verify.add_argument(
        "--for",
        dest="purpose",
        choices=("call", "methods"),
        default="call",
        help="what it clears the way for, once: reset, forced change, unlock (call), or methods",
    )
    add_json(verify)
    reset = command(commands, "reset", shared, "set a temporary password, after verification")
    add_account(reset)
    add_ticket(reset)
    reset.add_argument(
        "--ask-password", action="store_true", help="type the password instead of a generated one"
    )
    reset.add_argument("--no-unlock", action="store_true", help="leave a lockout as it is")
    reset.add_argument(
        "--no-force-change", action="store_true", help="let the person keep the password, where policy allows"
    )
    reset.add_argument(
        "--print-password",
        action="store_true",
        help="write the generated password to standard output, where it stays",
    )
    add_yes(reset)
    unlock = command(commands, "unlock", shared, "unlock an account, after verification")
    force = command(
        commands, "force-change", shared, "force a change at the next sign-in, after verification"
    )
    for each in (unlock, force):
        add_account(each)
        add_ticket(each)
        add_yes(each)


def add_approvals(commands: Any, shared: argparse.ArgumentParser) -> None:
    approvals = command(commands, "approvals", shared, "what waits for a second operator's approval")
    what = inner(approvals, "answer")
    add_json(one(what, "list", "list what waits for yours, oldest first"))
    for name in ("approve", "refuse"):
        answer = one(what, name, f"{name} one")
        answer.add_argument(
            "verification", type=clean, metavar="ID", help="as shown by list, or the account's login"
        )
        add_yes(answer)

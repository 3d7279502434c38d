"""The command line: what may be asked for. `docs/plain.md` explains each command and option."""

import argparse
from typing import Any, Never

from helpdesk_tui import __version__
from helpdesk_tui.plain.exits import MEANINGS, Exit
from helpdesk_tui.text import clean

PROGRAM = "helpdesk-tui"
_DESCRIPTION = """\
A console for the help desk: prove the caller, then reset, force a change or unlock.
Without a command it fills the screen; `demo` does so with fictional people."""
_EPILOG = "exit codes:\n" + "\n".join(f"  {code.value}  {MEANINGS[code]}" for code in Exit)


class Parser(argparse.ArgumentParser):
    """Exits with 2 on wrong usage; repeats what was typed without control characters."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        settings.setdefault("epilog", _EPILOG)
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> Never:
        super().error(clean(message, 400))


def parser() -> Parser:
    """All commands. The namespace has `command` (None = full screen), `demo` and each command's own."""
    top = Parser(prog=PROGRAM, description=_DESCRIPTION)
    top.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    top.add_argument("--config", metavar="FILE", help="the configuration to use")
    top.add_argument("--operator", type=clean, metavar="LOGIN", help="your login")
    top.add_argument("--keyring", action="store_true", help="take your password from the system keyring")
    top.set_defaults(demo=False, command=None)
    commands = top.add_subparsers(metavar="COMMAND", title="commands", parser_class=Parser)
    demo = commands.add_parser(
        "demo", help="use fictional people; alone: fill the screen", description="Use fictional people."
    )
    demo.set_defaults(demo=True)
    demo.add_argument(
        "--operator", type=clean, metavar="LOGIN", default=argparse.SUPPRESS, help="another of its operators"
    )
    _add_commands(commands, real=True)
    _add_commands(demo.add_subparsers(metavar="COMMAND", title="commands", parser_class=Parser), real=False)
    return top


def _add_commands(commands: Any, *, real: bool) -> None:
    for add in (_add_reading, _add_acting, _add_methods, _add_audit):
        add(commands, _signing_in(real))


def _signing_in(real: bool) -> argparse.ArgumentParser:
    """Options of every command; their defaults are the top's, so that they may stand before it too."""
    shared = argparse.ArgumentParser(add_help=False)
    group = shared.add_argument_group("signing in")
    group.add_argument(
        "--operator", type=clean, metavar="LOGIN", default=argparse.SUPPRESS, help="your login"
    )
    if real:
        group.add_argument(
            "--config", metavar="FILE", default=argparse.SUPPRESS, help="the configuration to use"
        )
        group.add_argument(
            "--keyring",
            action="store_true",
            default=argparse.SUPPRESS,
            help="take your password from the system keyring",
        )
    return shared


def _command(
    commands: Any, name: str, shared: argparse.ArgumentParser, words: str
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, parents=[shared], help=words, description=words)
    made.set_defaults(command=name)
    return made


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="write JSON, as docs/plain.md describes it")


def _add_account(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "account", type=clean, metavar="ACCOUNT", help="login, ID, or whatever finds one account only"
    )


def _add_ticket(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--ticket", default="", type=clean, metavar="NUMBER", help="the ticket that the call belongs to"
    )


def _add_reading(commands: Any, shared: argparse.ArgumentParser) -> None:
    lookup = _command(commands, "lookup", shared, "find accounts by name, login, mail, phone or number")
    lookup.add_argument("query", type=clean, metavar="QUERY", nargs="+", help="what to look for")
    _add_json(lookup)
    show = _command(commands, "show", shared, "show one account: why it cannot sign in, methods, rights")
    _add_account(show)
    _add_json(show)


def _add_acting(commands: Any, shared: argparse.ArgumentParser) -> None:
    verify = _command(commands, "verify", shared, "prove the caller; an action may follow within minutes")
    _add_account(verify)
    _add_ticket(verify)
    verify.add_argument(
        "--for",
        dest="purpose",
        choices=("call", "methods"),
        default="call",
        help="what it clears the way for, once: reset, forced change, unlock (call), or methods",
    )
    reset = _command(commands, "reset", shared, "set a temporary password, after verification")
    _add_account(reset)
    _add_ticket(reset)
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
    _add_yes(reset)
    unlock = _command(commands, "unlock", shared, "unlock an account, after verification")
    force = _command(
        commands, "force-change", shared, "force a change at the next sign-in, after verification"
    )
    for command in (unlock, force):
        _add_account(command)
        _add_ticket(command)
        _add_yes(command)


def _add_yes(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--yes", action="store_true", help="do not ask for confirmation; the caller is proved anyway"
    )


def _add_methods(commands: Any, shared: argparse.ArgumentParser) -> None:
    methods = _command(commands, "methods", shared, "list, add or remove verification methods")
    _add_account(methods)
    what = methods.add_subparsers(dest="change", metavar="WHAT", required=True, parser_class=Parser)
    listing = what.add_parser(
        "list", help="list them, strongest first", description="List them, strongest first."
    )
    _add_json(listing)
    add = what.add_parser("add", help="register one, after verification", description="Register a method.")
    add.add_argument(
        "kind", choices=("totp", "recovery-codes"), help="an authenticator app, or ten new codes"
    )
    add.add_argument(
        "--label", default="phone", type=clean, metavar="NAME", help="the person's name for the app"
    )
    remove = what.add_parser("remove", help="remove one, after verification", description="Remove a method.")
    remove.add_argument("method", type=clean, metavar="ID", help="as shown by list")
    for change in (add, remove):
        _add_ticket(change)
        _add_yes(change)


def _add_audit(commands: Any, shared: argparse.ArgumentParser) -> None:
    audit = _command(commands, "audit", shared, "read or check the record; for auditors and supervisors")
    what = audit.add_subparsers(dest="review", metavar="WHAT", required=True, parser_class=Parser)
    listing = what.add_parser("list", help="list its entries, oldest first", description="List the record.")
    listing.add_argument("--account", type=clean, metavar="ACCOUNT", help="only entries about this account")
    listing.add_argument("--last", type=_count, metavar="N", help="only the newest N entries")
    _add_json(listing)
    verify = what.add_parser(
        "verify", help="recompute its chain", description="Recompute the record's chain."
    )
    verify.add_argument("--head", type=_head, metavar="SEQ:DIGEST", help="a head noted earlier, elsewhere")
    _add_json(verify)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError("must be a number from 1 to 1000000")
    return int(text)


def _head(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    if not (number.isascii() and number.isdigit() and digest and len(number) < 16):
        raise argparse.ArgumentTypeError("must be a number and a digest: 42:9f86d0…")
    return int(number), digest

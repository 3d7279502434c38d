"""The command line: what may be asked for. `docs/plain.md` explains each command and option."""

import argparse
from typing import Any

from helpdesk_tui import __version__
from helpdesk_tui.arguments.administering import add_administering, add_audit, add_release
from helpdesk_tui.arguments.calls import add_acting, add_approvals, add_reading
from helpdesk_tui.arguments.methods import add_methods
from helpdesk_tui.arguments.parts import Parser
from helpdesk_tui.text import clean

PROGRAM = "helpdesk-tui"
_DESCRIPTION = """\
A console for the help desk: prove the caller, then reset, force a change or unlock.
Without a command it fills the screen; `demo` does so with fictional people."""
_ROOMS = (
    add_reading,
    add_acting,
    add_methods,
    add_approvals,
    add_release,
    add_administering,
    add_audit,
)


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
    for add in _ROOMS:
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

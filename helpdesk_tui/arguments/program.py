"""All commands and options. `docs/plain.md` explains each."""

import sys
from functools import cache
from typing import Any

from helpdesk_tui import __version__
from helpdesk_tui.arguments.administering import (
    add_administering,
    add_audit,
    add_configuration,
    add_copies,
    add_doctor,
    add_expiring,
    add_feedback,
    add_install,
    add_operators,
    add_over_ssh,
    add_release,
)
from helpdesk_tui.arguments.calls import (
    add_acting,
    add_approvals,
    add_brake,
    add_dialogue,
    add_explain,
    add_not_me,
    add_reading,
)
from helpdesk_tui.arguments.full_screen import add_options
from helpdesk_tui.arguments.methods import add_methods
from helpdesk_tui.arguments.parts import EXIT_CODES, Parser, in_order
from helpdesk_tui.demo.guide import guide_lines
from helpdesk_tui.language import N_, _, active

PROGRAM = "helpdesk-tui"
_DESCRIPTION = N_("""\
A console for the help desk: prove the caller, then reset, force a change or unlock.
Without a command it fills the screen; `demo` does so with fictional people.
Each option may stand anywhere: before the command, after it, or after its words.""")


class Program(Parser):
    """The parser of the whole command line: the only one whose `parse_args` is called."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """What is asked for, of the arguments without the program's name. Exits with 2 on wrong usage."""
        given = in_order(self, sys.argv[1:] if args is None else args)
        asked = super().parse_args(given, namespace)
        if asked.demo and (asked.config or asked.keyring):
            self.error("the demo has neither a configuration nor a keyring")
        if asked.demo and asked.command == "install":
            self.error("the demo is installed nowhere")
        if asked.demo and asked.command == "config" and asked.what != "explain":
            self.error("the demo has no configuration")
        return asked


def parser() -> Program:
    """All commands. The namespace has `command` (None = full screen), `demo` and each command's own."""
    return _parser(active())


@cache
def _parser(_language: str) -> Program:
    """Its help is said when it is made."""
    top = Program(prog=PROGRAM, description=_(_DESCRIPTION), epilog=EXIT_CODES)
    words = _("show program's version number and exit")
    top.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}", help=words)
    add_options(top)
    top.set_defaults(demo=False, command=None)
    commands = top.add_subparsers(metavar="COMMAND", title=_("commands"), parser_class=Parser)
    demo = commands.add_parser(
        "demo",
        help=_("use fictional people; alone: fill the screen"),
        description=_("Use fictional people."),
        epilog="\n".join([*guide_lines(), "", EXIT_CODES]),
    )
    demo.set_defaults(demo=True)
    _add_commands(commands)
    add_over_ssh(commands)
    _add_commands(demo.add_subparsers(metavar="COMMAND", title=_("commands"), parser_class=Parser))
    return top


def _add_commands(commands: Any) -> None:
    for add in (
        add_dialogue,
        add_reading,
        add_explain,
        add_acting,
        add_brake,
        add_methods,
        add_approvals,
        add_not_me,
        add_release,
        add_feedback,
        add_expiring,
        add_administering,
        add_operators,
        add_audit,
        add_doctor,
        add_configuration,
        add_copies,
        add_install,
    ):
        add(commands)

"""Runs one plain command, from signing in to its exit code."""

from argparse import Namespace
from collections.abc import Callable, Mapping

from helpdesk_tui.console import Console
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import HelpdeskError
from helpdesk_tui.plain import acting, proving, reading, registering
from helpdesk_tui.plain.conversation import Conversation, SavedPassword, sign_in
from helpdesk_tui.plain.exits import Exit, exit_of
from helpdesk_tui.plain.holding import end_politely
from helpdesk_tui.plain.output import Output
from helpdesk_tui.plain.terminal import Terminal

COMMANDS: Mapping[str, Callable[[Conversation, Namespace], Exit]] = {
    "lookup": reading.lookup,
    "show": reading.show,
    "verify": proving.verify,
    "reset": acting.reset,
    "unlock": acting.unlock,
    "force-change": acting.force_change,
    "methods": registering.methods,
    "audit": reading.audit,
}


def run(
    console: Console, asked: Namespace, saved: SavedPassword | None, terminal: Terminal | None = None
) -> Exit:
    """Do what `asked` says (`arguments.parser`). `saved` gives the operator's password instead of asking.

    Raises nothing that has a problem to tell: that is said on standard error.
    """
    end_politely()
    terminal, output = terminal or Terminal(), Output()
    try:
        return _signed_in(console, asked, saved, terminal, output)
    except HelpdeskError as error:
        output.note(str(error.problem), *_detail(error))
        return exit_of(error)
    except KeyboardInterrupt:
        output.note("", str(problem("cancelled")))
        return Exit.REFUSED
    finally:
        terminal.close()


def _signed_in(
    console: Console, asked: Namespace, saved: SavedPassword | None, terminal: Terminal, output: Output
) -> Exit:
    desk = sign_in(console, asked.operator, saved, terminal, output)
    try:
        return COMMANDS[asked.command](Conversation(console, desk, terminal, output), asked)
    finally:
        desk.sign_out()


def _detail(error: HelpdeskError) -> tuple[str, ...]:
    return (f"Detail: {error.problem.detail}",) if error.problem.detail else ()

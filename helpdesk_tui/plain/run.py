"""Runs one plain command, from signing in to its exit code."""

from argparse import Namespace
from collections.abc import Callable, Mapping

from helpdesk_tui.console import Console
from helpdesk_tui.desk.actions.change_password import CHANGE_PASSWORD
from helpdesk_tui.desk.actions.registry import READING, WRITING
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.plain import (
    acting,
    approvals,
    braking,
    changing_own,
    copies,
    devices,
    directory,
    expiring,
    feedback,
    importing,
    keys,
    listing,
    policy,
    proving,
    reading,
    registering,
    releasing,
    reporting,
)
from helpdesk_tui.plain.conversation import Conversation, Speaking
from helpdesk_tui.plain.exits import Exit, exit_of
from helpdesk_tui.plain.holding import exit_on_signals
from helpdesk_tui.plain.output import Output
from helpdesk_tui.plain.signing_in import SavedPassword, enrol, sign_in
from helpdesk_tui.plain.terminal import Terminal
from helpdesk_tui.words.problems import asks_for_somebody

COMMANDS: Mapping[str, Callable[[Conversation, Namespace], Exit]] = {
    "lookup": reading.lookup,
    "list": listing.list_accounts,
    "show": reading.show,
    "verify": proving.verify,
    **{spec.action.value: acting.act for spec in WRITING},
    CHANGE_PASSWORD.action.value: changing_own.change_password,
    "expire-temporary": expiring.expire,
    **{spec.action.value: devices.reveal for spec in READING},
    "brake": braking.brake,
    "methods": registering.methods,
    "approvals": approvals.approvals,
    "release": releasing.release,
    "not-me": reporting.not_me,
    "feedback": feedback.feedback,
    "import": importing.import_file,
    "policy": policy.policy,
    "directory": directory.directory,
    "audit": reading.audit,
}

WITHOUT_SIGN_IN: Mapping[str, Callable[[Speaking, Namespace], Exit]] = {
    "key": keys.rotate,
    "audit": reading.audit_as_system,
    "feedback": feedback.link,
    "expire-temporary": expiring.expire_as_system,
    "backup": copies.backup,
    "restore": copies.restore,
}

BY_THE_OWNER: Mapping[str, Callable[[Speaking, Namespace, SavedPassword | None], Exit]] = {
    "operators": enrol,
}
"""Of the store's key, at whose keyboard somebody signs in."""
DIALOGUE = "plain"
"""Whole calls: it signs in as often as somebody does."""
NAMES = frozenset(
    {*COMMANDS, *WITHOUT_SIGN_IN, *BY_THE_OWNER, DIALOGUE, "explain", "doctor", "config", "install"}
)


def run(
    console: Console, asked: Namespace, saved: SavedPassword | None, terminal: Terminal | None = None
) -> Exit:
    """Do what `asked` says (`arguments.parser`). `saved` gives the operator's password instead of asking.

    Raises nothing that has a problem to tell: that is said on standard error.
    """
    exit_on_signals()
    terminal, output = terminal or Terminal(), Output()
    speaking = Speaking(console, terminal, output)
    try:
        if asked.command == DIALOGUE:
            from helpdesk_tui.plain.dialogue.session import hold  # noqa: PLC0415 - the other commands do without

            return hold(speaking, asked, saved)
        if _needs_nobody(asked):
            return WITHOUT_SIGN_IN[asked.command](speaking, asked)
        if asked.command in BY_THE_OWNER:
            return BY_THE_OWNER[asked.command](speaking, asked, saved)
        return _signed_in(speaking, asked, saved)
    except HelpdeskError as error:
        output.note(str(error.problem), *_detail(error), *_help_link(console, error))
        return exit_of(error)
    except KeyboardInterrupt:
        output.note("", str(problem("cancelled")))
        return Exit.REFUSED
    finally:
        terminal.close()


def _needs_nobody(asked: Namespace) -> bool:
    """Whether it is done without a sign-in."""
    by_system = asked.command in {"audit", "expire-temporary"} and bool(asked.system)
    return (
        by_system
        or asked.command in {"key", "backup", "restore"}
        or (asked.command == "feedback" and not asked.what)
    )


def _signed_in(talk: Speaking, asked: Namespace, saved: SavedPassword | None) -> Exit:
    desk = sign_in(talk, asked.operator, saved)
    try:
        return COMMANDS[asked.command](Conversation(talk.console, talk.terminal, talk.output, desk), asked)
    finally:
        desk.sign_out()


def _detail(error: HelpdeskError) -> tuple[str, ...]:
    """The technical text, and what that means where it is known: cause and remedy stand there already."""
    detail = error.problem.detail
    if not detail:
        return ()
    from helpdesk_tui.words.pages import meaning_lines  # noqa: PLC0415 - the pages wait until somebody asks

    return (_("Detail: {detail}", detail=detail), *meaning_lines(detail))


def _help_link(console: Console, error: HelpdeskError) -> tuple[str, ...]:
    """Where somebody else is to be asked, policy may say where people find help."""
    link = console.sign_in.policy.notices.help_link
    return (_("Help: {link}", link=link),) if link and asks_for_somebody(error.problem) else ()

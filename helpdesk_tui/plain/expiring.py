"""Temporary passwords whose time is over, ended by a timer or an operator."""

from argparse import Namespace

from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.expiring import Ended, Expiring
from helpdesk_tui.language import _
from helpdesk_tui.plain.conversation import Conversation, Speaking
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.words.outcomes import OUTCOME_WORDS


def expire(talk: Conversation, asked: Namespace) -> Exit:  # noqa: ARG001 - as every command
    return _run(talk, talk.desk.expiring)


def expire_as_system(talk: Speaking, asked: Namespace) -> Exit:  # noqa: ARG001 - as every command
    with talk.console.expiring_as_service() as expiring:
        return _run(talk, expiring)


def _run(talk: Speaking, expiring: Expiring) -> Exit:
    """Nothing to end is well. Each is said as soon as it is over."""
    exits = {Exit.DONE}
    with held():
        for ended in expiring.run():
            talk.output.say(_line(ended))
            exits.add(_exit(ended))
    return next(each for each in (Exit.UNKNOWN, Exit.REFUSED, Exit.DONE) if each in exits)


def _line(ended: Ended) -> str:
    what = _("left alone") if ended.outcome is None else OUTCOME_WORDS[ended.outcome]
    if ended.number:
        said = _(
            "Temporary password of {login}: {what}, record {number}",
            login=ended.login,
            what=what,
            number=ended.number,
        )
    else:
        said = _("Temporary password of {login}: {what}", login=ended.login, what=what)
    return f"{said}. {ended.problem}" if ended.problem else said


def _exit(ended: Ended) -> Exit:
    if ended.is_well:
        return Exit.DONE
    return Exit.UNKNOWN if ended.outcome is Outcome.UNKNOWN else Exit.REFUSED

"""A supervisor's release in lines: a block ends before its time, another operator's hold too."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime

from helpdesk_tui.desk.ports import Hold
from helpdesk_tui.language import _
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.words.reports import RELEASE_OF_HELD, held_line


def release(talk: Conversation, asked: Namespace) -> Exit:
    """End an account's or an operator's block. `Exit.REFUSED` where the account stays blocked even so."""
    return _release_operator(talk, asked) if asked.operator_login else _release_account(talk, asked)


def _release_account(talk: Conversation, asked: Namespace) -> Exit:
    account = talk.desk.lookup.resolve(asked.account)
    card = talk.desk.lookup.card(account)
    found = card.account
    talk.tell(f"{found.name}, {found.login}")
    talk.announce(*will_lines(card.reported, talk.console.sign_in.clock.now()))
    talk.confirm(already=asked.yes)
    with held():
        blocked = talk.desk.releasing.release_account(account)
        if blocked:
            talk.output.note(str(blocked))
        else:
            talk.output.say(_("Released: {login}.", login=found.login))
    return Exit.REFUSED if blocked else Exit.DONE


def will_lines(reported: Hold | None, now: datetime) -> Iterator[str]:
    """What a release of an account does; `reported` = what holds it."""
    if reported:
        yield held_line(reported, now)
        yield _(RELEASE_OF_HELD)
    yield _("The failed proofs for this account are forgotten.")
    yield _("Whatever verification is open for it ends, and what was proven clears nothing more.")


def _release_operator(talk: Conversation, asked: Namespace) -> Exit:
    talk.announce(_("The failed proofs by the operator {login} are forgotten.", login=asked.operator_login))
    talk.confirm(already=asked.yes)
    with held():
        talk.desk.releasing.release_operator(asked.operator_login)
        talk.output.say(_("Released: the operator {login}.", login=asked.operator_login))
    return Exit.DONE

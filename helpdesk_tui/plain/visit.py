"""A visit to a person's methods: who it is about, the proof, what will happen, yes; and who was told."""

import contextlib
from argparse import Namespace

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.notices import Notice
from helpdesk_tui.language import _
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.proving import cleared
from helpdesk_tui.words.outcomes import notice_line


def cleared_to_change(talk: Conversation, asked: Namespace, account: AccountId, *what: str) -> Clearance:
    """Raises what stands against it before anybody is asked for a code."""
    card = talk.desk.lookup.card_for(account, Action.CHANGE_METHODS)
    talk.tell(f"{card.account.name}, {card.account.login}")
    talk.warn_of_threat()
    clearance = cleared(talk, account, Action.CHANGE_METHODS, asked.ticket)
    talk.announce(*what)
    talk.confirm(already=asked.yes)
    return clearance


def say_notices(talk: Conversation, notices: tuple[Notice, ...]) -> None:
    """How the person was told."""
    talk.output.say(*(notice_line(each) for each in notices))


def say_change(talk: Conversation, account: AccountId, sentence: str) -> None:
    """What was done, how the person was told, and what is still missing. Nothing here undoes it."""
    talk.output.say(sentence)
    try:
        say_notices(talk, talk.desk.registering.notices(account))
    except HelpdeskError:
        talk.output.note(_("How the person was told stands in the record."))
    say_due(talk, account)


def say_due(talk: Conversation, account: AccountId) -> None:
    """That the person must register; a store that cannot tell now hides nothing that was done."""
    with contextlib.suppress(HelpdeskError):
        due = talk.desk.registering.status(account).due
        if due:
            talk.output.note(due)

"""A person changes a password that is known, in lines: the operator is signed in, the person types."""

from argparse import Namespace

from helpdesk_tui.plain.acting import EXITS, say_receipt
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.signing_in import go_through


def change_password(talk: Conversation, asked: Namespace) -> Exit:
    """Old password, new one twice; nothing of it is seen."""
    talk.terminal.require()
    account = talk.desk.lookup.resolve(asked.account)
    change = talk.desk.changing_own.begin(account)
    go_through(talk, change)
    if change.receipt is None:
        return Exit.REFUSED
    say_receipt(talk, change.receipt)
    return EXITS[change.receipt.outcome]

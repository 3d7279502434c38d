"""The brake in lines: who, why, a second operator where it takes one, yes, receipt."""

from argparse import Namespace

from helpdesk_tui.language import _
from helpdesk_tui.plain.acting import EXITS, say_receipt
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.plain.signing_in import go_through
from helpdesk_tui.text import clean


def brake(talk: Conversation, asked: Namespace) -> Exit:
    """The command. Raises what stands against it before anybody is asked for anything."""
    account = talk.desk.lookup.resolve(asked.account)
    agreement = talk.desk.braking.begin(account, asked.ticket)
    shown = talk.desk.braking.preview(account)
    found = shown.account
    talk.tell(", ".join(part for part in (found.name, found.login, found.department, found.title) if part))
    talk.announce(*shown.sentences)
    talk.confirm(already=asked.yes)
    go_through(talk, agreement, {"reason": clean(asked.reason), "login": asked.second})
    with held() as signals:
        receipt = talk.desk.braking.brake(agreement)
        say_receipt(talk, receipt)
        if signals:
            talk.output.note(_("The key to cancel came too late: the outcome is above."))
    return EXITS[receipt.outcome]

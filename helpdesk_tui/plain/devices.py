"""Secrets of a person's computer in lines: who, proof, which one, yes, and the secret once."""

from argparse import Namespace

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import HelpdeskError, Refused
from helpdesk_tui.desk.revealing_devices import Revealed, Wanted
from helpdesk_tui.language import _
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.plain.proving import cleared
from helpdesk_tui.plain.spelling import aloud
from helpdesk_tui.plain.visit import say_notices
from helpdesk_tui.words.devices import LABELS, about_lines
from helpdesk_tui.words.outcomes import UNRECORDED, record_line


def reveal(talk: Conversation, asked: Namespace) -> Exit:
    """The command that is called as its action is."""
    if not asked.print_secret:
        talk.terminal.require()  # better known before it is read than after
    wanted = Wanted(Action(asked.command), asked.named)
    account = talk.desk.lookup.resolve(asked.account)
    card = talk.desk.lookup.card_for(account, wanted.action)
    talk.tell(", ".join(part for part in (card.account.name, card.account.login) if part))
    _previewed(talk, account, wanted)  # before anybody is asked for a code
    talk.warn_of_threat()
    clearance = cleared(talk, account, wanted.action, asked.ticket)
    talk.announce(*_previewed(talk, account, wanted))
    talk.confirm(already=asked.yes)
    revealed: Revealed | None = None
    try:
        with held() as signals:
            revealed = talk.desk.revealing.reveal(clearance.id, wanted)
            _say_receipt(talk, revealed)
            if signals:
                talk.output.note(_("The key to cancel came too late: it was read."))
        _hand_over(talk, asked, revealed)
    except (KeyboardInterrupt, SystemExit):  # once it was read, that is what the exit code says
        if revealed is None:
            raise
    finally:
        if revealed is not None:
            revealed.secret.drop()
    return Exit.DONE


def _previewed(talk: Conversation, account: AccountId, wanted: Wanted) -> tuple[str, ...]:
    """What will happen. Raises what stands against it."""
    shown = talk.desk.revealing.preview(account, wanted)
    if shown.refusals:
        raise Refused(shown.refusals[0])
    return shown.sentences


def _say_receipt(talk: Conversation, revealed: Revealed) -> None:
    talk.output.say(*about_lines(revealed, talk.console.sign_in.clock.now()))
    talk.output.say(record_line(revealed.number, revealed.server))
    say_notices(talk, revealed.notices)
    if not revealed.recorded:
        talk.output.note(_(UNRECORDED))


def _hand_over(talk: Conversation, asked: Namespace, revealed: Revealed) -> None:
    label = LABELS[revealed.place.action]
    if asked.print_secret:
        talk.output.say(f"{label}: {revealed.secret.reveal()}")
        return
    seconds = talk.desk.policy.passwords.visible_seconds
    try:
        with talk.terminal.page():
            talk.terminal.say(f"{label}: {revealed.secret.reveal()}", *aloud(revealed.secret), "")
            talk.terminal.wait(
                _("Enter clears this; it goes by itself after {count} seconds", count=seconds), seconds
            )
    except HelpdeskError:  # the terminal is gone
        talk.output.note(_("It could not be shown: verify the caller and read it again."))

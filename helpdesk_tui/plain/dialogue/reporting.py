""" "This was not me": what was done lately, the reason, a yes, and what can be done next."""

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.policy import TicketRule
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.asking import GoBack
from helpdesk_tui.plain.dialogue.spoken import Place
from helpdesk_tui.plain.dialogue.talking import Dialogue
from helpdesk_tui.plain.dialogue.writing import outcome_first
from helpdesk_tui.plain.reporting import lately_lines
from helpdesk_tui.words import reports

_HELP = (
    N_(
        "A person says that a change here was not theirs. That is believed, since it only closes: what was "
        "proven for the account ends, and it is held until a supervisor releases it."
    ),
)


def report(talk: Dialogue, account: AccountId) -> None:
    """Raises `GoBack`, and what stands against it: then nothing was ended."""
    with talk.terminal.at(Place(_(reports.TITLE), _HELP)):
        found = talk.desk.reporting.lately(account)
        talk.tell(*lately_lines(talk, found))
        reason = talk.terminal.ask(_("What the person said, in a few words; Enter alone goes back")).strip()
        if not reason:
            raise GoBack
        ticket = ""
        if talk.desk.policy.verification.ticket is not TicketRule.OFF:
            ticket = talk.terminal.ask(_("Ticket; Enter alone leaves it out")).strip()
        talk.announce(*reports.will_lines(found))
        talk.confirm()
    with outcome_first(talk):
        done = talk.desk.reporting.report(account, reason, ticket)
        talk.output.say(
            *reports.done_lines(done), *(_("Next: {line}", line=line) for line in reports.next_lines(done))
        )

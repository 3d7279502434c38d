"""A wish or a complaint about the desk: where it goes, and a note for whoever looks after it."""

from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.dialogue.spoken import Place
from helpdesk_tui.plain.dialogue.talking import Dialogue
from helpdesk_tui.plain.dialogue.writing import outcome_first
from helpdesk_tui.words.feedback import NO_SECRETS, kept_line

_HELP = (
    N_("What you wish of this desk, or what went wrong with it. Supervisors and auditors read it later."),
)


def write_down(talk: Dialogue) -> None:
    with talk.terminal.at(Place(_("A wish or a complaint about this desk"), _HELP)):
        link = talk.desk.feedback.link
        if link:
            talk.tell(_("It goes here: {link}. Or write it down.", link=link))
        talk.tell(_(NO_SECRETS))
        words = talk.terminal.ask(_("Text; Enter alone goes back")).strip()
        if not words:
            return
        about = talk.terminal.ask(_("Whose login it is about; Enter alone for nobody's")).strip()
        with outcome_first(talk):
            talk.output.say(kept_line(talk.desk.feedback.keep(words, about)))

"""Whether all is there that the desk needs: told as it is found, what is no good once more at the end."""

from collections.abc import Iterable

from helpdesk_tui.desk.diagnosis import Finding, Level
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.dialogue.spoken import Place
from helpdesk_tui.plain.dialogue.talking import Dialogue, Item
from helpdesk_tui.words.findings import NAMES, counted, topic_of

_HELP = (
    N_(
        "Looks at the desk's servers, certificates, clocks, store, backups, mail, SMS and so on; nothing is "
        "changed. That somebody looked is in the record."
    ),
    N_(
        "rights looks at an ordinary person's account: that is a search like any other. A test message "
        "goes to you alone, and counts as a code that is sent."
    ),
)


class Doctor:
    def __init__(self, talk: Dialogue) -> None:
        self._talk = talk
        self._is_told = False

    def stay(self) -> None:
        checkup, doctor = self._talk.desk.checkup, self._talk.console.doctor
        items = [
            Item("rights", _("Look at the rights on an account"), self._rights),
            Item(
                "test-mail",
                _("Send a test message to your own mail address"),
                lambda: self._tell(doctor.of_message(checkup, checkup.own_mail)),
            ),
            Item(
                "test-sms",
                _("Send a test message to your own mobile number"),
                lambda: self._tell(doctor.of_message(checkup, checkup.own_mobile)),
            ),
            Item("again", _("Look again"), self._look),
        ]
        self._talk.stay_at(
            Place(_("Doctor"), (*_HELP, *(f"{each.word}: {each.label}." for each in items))),
            tell=self._once,
            items=lambda: items,
            question=_("What to do, by the number or the word; Enter alone goes back"),
        )

    def _once(self) -> None:
        """When one comes here."""
        if not self._is_told:
            self._is_told = True
            self._look()

    def _look(self) -> None:
        talk = self._talk
        talk.desk.checkup.demand()
        found = self._tell(talk.console.doctor.surroundings())
        found += self._tell(talk.console.doctor.of_operator(talk.desk.checkup))
        talk.tell(counted(found, still=False))
        for each in found:
            if each.level in {Level.FAILED, Level.WARNING}:
                talk.tell(_line(each))

    def _rights(self) -> None:
        login = self._talk.terminal.ask(_("Login of an ordinary person; Enter alone goes back")).strip()
        if login:
            self._tell(self._talk.console.doctor.of_account(self._talk.desk.checkup, login))

    def _tell(self, findings: Iterable[Finding]) -> list[Finding]:
        found = []
        for each in findings:
            found.append(each)
            self._talk.tell(_line(each))
        return found


def _line(finding: Finding) -> str:
    said = " ".join(finding.said.split())
    return f"{NAMES[finding.level]}: {topic_of(finding)}: {said} {finding.remedy}".rstrip()

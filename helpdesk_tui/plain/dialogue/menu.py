"""Between two calls: find somebody, or one of the other things that an operator does."""

import contextlib
from functools import partial
from typing import Never

from helpdesk_tui.desk.between_calls import LastCall
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.language import N_, _, ngettext
from helpdesk_tui.plain.asking import GoBack
from helpdesk_tui.plain.dialogue.approvals import Approvals
from helpdesk_tui.plain.dialogue.call import Call
from helpdesk_tui.plain.dialogue.doctor import Doctor
from helpdesk_tui.plain.dialogue.explaining import explain_codes
from helpdesk_tui.plain.dialogue.feedback import write_down
from helpdesk_tui.plain.dialogue.finding import Finding
from helpdesk_tui.plain.dialogue.lists import Lists
from helpdesk_tui.plain.dialogue.speech import listed
from helpdesk_tui.plain.dialogue.spoken import Place, Quit, SignedOut, ToMenu
from helpdesk_tui.plain.dialogue.talking import Dialogue, Item, chosen, is_number
from helpdesk_tui.words import reports
from helpdesk_tui.words.times import clock_time

_FIND = "find "
_HELP = (
    N_("Type whom you look for: a name, a login, a mail address, a phone number, an employee number."),
    N_('Whom it finds can be narrowed: dept:finance, ou:"Head Office", group:sales, locked:.'),
    N_(
        "Or type the number or the word of what else you want. Enter alone says them. A name that is such "
        "a word is looked for by find: find lists."
    ),
)
_QUESTION = N_("Find whom; Enter alone for the menu")


class Menu:
    """What is reached from no call."""

    def __init__(self, talk: Dialogue) -> None:
        self._talk = talk
        self._call = Call(talk)
        self._finding = Finding(talk, self._call.open)
        self._asked_to_end = False

    def stay(self) -> Never:
        """Until the session ends. Raises what ended it."""
        while True:
            with contextlib.suppress(ToMenu), self._talk.terminal.at(Place(_("Menu"), self._help)):
                while True:
                    self._once()

    def _once(self) -> None:
        try:
            typed = self._talk.terminal.ask(self._question()).strip()
        except GoBack:
            self._interrupted()
            return
        self._asked_to_end = False
        self._talk.doing(partial(self._obey, typed))

    def _question(self) -> str:
        """With what waits for an approval; a store or a directory that cannot tell now says so elsewhere."""
        waiting = 0
        with contextlib.suppress(HelpdeskError):
            waiting = len(self._talk.desk.approving.waiting())
        if not waiting:
            return _(_QUESTION)
        said = ngettext("1 approval waits for you.", "{count} approvals wait for you.", waiting)
        return f"{said} {_(_QUESTION)}"

    def _interrupted(self) -> None:
        """Nothing is open here: the second time in a row ends."""
        if self._asked_to_end:
            raise Quit
        self._asked_to_end = True
        self._talk.tell(_("Nothing is open. quit ends, and so does Ctrl+C now."))

    def _obey(self, typed: str) -> None:
        items = self._items()
        if not typed:
            self._talk.tell(_("Menu."))
            self._talk.tell_items(items)
        elif typed.casefold().startswith(_FIND):
            self._finding.find(typed[len(_FIND) :].strip())
        elif (found := chosen(typed, items)) is not None:
            found.do()
        elif is_number(typed):
            self._talk.terminal.correct(
                _("Type a number from 1 to {count}, or whom you look for.", count=len(items))
            )
        else:
            self._finding.find(typed)

    def _help(self) -> tuple[str, ...]:
        return (*_HELP, *(f"{each.word}: {each.label}." for each in self._items()))

    # --- what else there is ---------------------------------------------------------------------------

    def _items(self) -> list[Item]:
        talk = self._talk
        items = [
            Item("last", _("Your last calls"), self._last_calls),
            Item("locked", _("Who is locked out now"), self._locked_now),
            Item("lists", _("Lists: who is locked, expires, has not registered, and so on"), self._lists),
            Item("approvals", _("Approvals that wait for you"), Approvals(talk).stay),
            Item(
                "explain", _("What a code, a line of a log or some words mean"), partial(explain_codes, talk)
            ),
            Item("feedback", _("A wish or a complaint about this desk"), partial(write_down, talk)),
            Item("sign-out", _("Sign out; somebody else can sign in"), self._sign_out),
        ]
        if Role.SUPERVISOR in talk.desk.operator.roles:
            items.insert(4, Item("held", _("Accounts that are held: 'this was not me'"), self._held))
            items.insert(
                5, Item("release-operator", _("Release an operator after wrong proofs"), self._release)
            )
        if talk.desk.checkup.is_offered:
            items.insert(-2, Item("doctor", _("Whether all is there that the desk needs"), Doctor(talk).stay))
        return items

    def _lists(self) -> None:
        Lists(self._talk, self._call.open).stay()

    def _sign_out(self) -> None:
        raise SignedOut

    def _last_calls(self) -> None:
        talk, now = self._talk, self._talk.console.sign_in.clock.now()
        found = talk.desk.between_calls.last_calls()
        if not found:
            talk.tell(_("You had no calls yet."))
            return
        labels = [_last_line(each, clock_time(each.at, now)) for each in found]
        self._call.open(found[talk.one_of(labels, _("Whom"))].account)

    def _locked_now(self) -> None:
        talk, found = self._talk, self._talk.desk.between_calls.locked_now()
        if found.unknown:
            talk.refuse(found.unknown)
        elif not found.rows:
            talk.tell(_("Nobody is known to be locked out now."))
        else:
            rows = [each.account for each in found.rows]
            more = _("There are more: lists has all of them.") if found.more else ""
            talk.tell(*([more] if more else []))
            labels = [listed((row.name, row.login, row.department)).rstrip(".") for row in rows]
            self._call.open(rows[talk.one_of(labels, _("Whom"))].id)

    def _held(self) -> None:
        talk, now = self._talk, self._talk.console.sign_in.clock.now()
        found = talk.desk.reporting.held()
        if not found:
            talk.tell(_("No account is held."))
            return
        chosen = talk.one_of([reports.held_short(each, now) for each in found], _("Whom"))
        self._call.open(found[chosen].report.account)

    def _release(self) -> None:
        talk = self._talk
        login = talk.terminal.ask(_("Login of the operator; Enter alone goes back")).strip()
        if not login:
            return
        talk.announce(_("The failed proofs by the operator {login} are forgotten.", login=login))
        talk.confirm()
        talk.desk.releasing.release_operator(login)
        talk.output.say(_("Released: the operator {login}.", login=login))


def _last_line(call: LastCall, when: str) -> str:
    return f"{call.login}, {when}, {call.what}"

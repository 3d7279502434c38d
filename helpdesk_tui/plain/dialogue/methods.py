"""The ways to prove a person: said, added, confirmed, renamed, replaced, removed."""

from collections.abc import Callable
from functools import partial

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.method import CONTACT_KINDS, FACTS, KEPT_HERE, Method, MethodKind, MethodStatus, Origin
from helpdesk_tui.desk.methods.enrolment import named
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.asking import GoBack
from helpdesk_tui.plain.dialogue.card import method_line
from helpdesk_tui.plain.dialogue.proving import Proof
from helpdesk_tui.plain.dialogue.speech import listed
from helpdesk_tui.plain.dialogue.spoken import Place
from helpdesk_tui.plain.dialogue.talking import Dialogue, Item
from helpdesk_tui.plain.dialogue.writing import outcome_first
from helpdesk_tui.plain.enrolling import enrolled, in_lines
from helpdesk_tui.plain.visit import say_change
from helpdesk_tui.words.methods import method_facts, registration_line

_HELP = (
    N_(
        "The ways to prove this person. Those that are kept here can be changed; what comes from the "
        "directory is changed there. The first change asks for a verification of the caller, further ones "
        "of the same call need no other one for some minutes. The person is told of each."
    ),
    N_("Type the number of a method to change it, or the word of what else is to be done."),
)
_ELSEWHERE = {
    Origin.PREFILLED: N_("It comes from the directory, and is changed there."),
    Origin.DESK: N_("It is the desk's own way: there is nothing to change."),
}


class Methods:
    """Of one account, while its card is open."""

    def __init__(self, talk: Dialogue, account: Account, proof: Proof) -> None:
        self._talk = talk
        self._desk = talk.desk
        self._account = account
        self._proof = proof
        self._card: Card | None = None

    def stay(self) -> None:
        self._talk.stay_at(
            Place(_("Methods"), self._help),
            tell=self._tell,
            items=self._items,
            question=_("What, by the number or the word; Enter alone goes back"),
        )

    def _help(self) -> tuple[str, ...]:
        return (*_HELP, *(f"{each.word}: {each.label}." for each in self._items() if each.word))

    def _tell(self) -> None:
        card = self._card = self._desk.lookup.card(self._account.id)
        talk = self._talk
        talk.tell(_("Methods."), registration_line(card.registration))
        why = self._against(card)
        if why is not None:
            talk.tell(str(why))
        elif self._proof.is_visiting:
            talk.tell(_("The caller is verified: further changes need no other proof for now."))
        lines = [method_line(option) for option in card.methods]
        more = [f"{each.label}." for each in self._wishes(card)]
        talk.tell(*(f"{number}. {line}" for number, line in enumerate([*lines, *more], 1)))

    def _against(self, card: Card) -> Problem | None:
        """Why nothing can be changed here, though it may still be asked for."""
        refusals = card.refusals[Action.CHANGE_METHODS]
        if refusals:
            return refusals[0]
        return None if self._proof.is_visiting else card.obstacles.get(Action.CHANGE_METHODS)

    # --- what can be done -----------------------------------------------------------------------------

    def _items(self) -> list[Item]:
        card = self._card
        if card is None:
            return []
        own = [Item("", named(option.method), partial(self._one, option.method)) for option in card.methods]
        return [*own, *self._wishes(card)]

    def _wishes(self, card: Card) -> list[Item]:
        wishes = [Item("require", _("The person must register again; needs no proof"), self._require)]
        if self._against(card) is None:
            wishes = [
                Item("add", _("Add a method"), self._add),
                Item("codes", _("Make new recovery codes; old ones end"), self._codes),
                Item("pass", _("Make an access pass, good for changing methods only"), self._pass),
                Item("reconfirm", _("The person says that all of it is still right"), self._reconfirm),
                *wishes,
            ]
        return wishes

    def _one(self, method: Method) -> None:
        """What fits it; what does not, the desk would refuse."""
        talk, card, now = self._talk, self._card, self._talk.console.sign_in.clock.now()
        talk.tell(listed((named(method), *method_facts(method, now))))
        if method.origin not in KEPT_HERE:
            talk.tell(_(_ELSEWHERE.get(method.origin, N_("It is kept by a service, and is changed there."))))
            return
        if card is not None and (why := self._against(card)) is not None:
            talk.refuse(why)
            return
        active = method.status is MethodStatus.ACTIVE
        ways: list[tuple[str, Callable[[Method], None]]] = []
        if method.status is MethodStatus.IMPORTED:
            ways.append((_("Confirm it by its owner's first code"), self._go_on_with))
        if active and method.kind in CONTACT_KINDS:
            ways.append((_("Another number or address in its place"), self._go_on_with))
        if active and not method.is_default:
            ways.append((_("Make it the default, the one that is taken first"), self._set_default))
        ways += [(_("Another name"), self._rename), (_("Remove it"), self._remove)]
        ways[talk.one_of([label for label, _do in ways], _("What"))][1](method)

    # --- adding ---------------------------------------------------------------------------------------

    def _add(self) -> None:
        """What is possible now by its number, the rest with the reason."""
        talk, found = self._talk, self._desk.registering.addable(self._account.id)
        kinds = sorted(found, key=lambda each: each.kind is not MethodKind.TOTP)  # an app first
        open_now = [each for each in kinds if each.why_not is None]
        for each in kinds:
            if each.why_not is not None:
                talk.tell(_("Not now: {label}. {why}", label=FACTS[each.kind].label, why=each.why_not))
        if not open_now:
            talk.tell(_("No method can be added for this person now."))
            return
        labels = [f"{FACTS[each.kind].label}, {each.how}" for each in open_now]
        self._register(open_now[talk.one_of(labels, _("Which"))].kind)

    def _codes(self) -> None:
        self._register(MethodKind.RECOVERY_CODE)

    def _pass(self) -> None:
        self._register(MethodKind.ACCESS_PASS)

    def _go_on_with(self, method: Method) -> None:
        self._register(method.kind, method)

    def _register(self, kind: MethodKind, method: Method | None = None) -> None:
        talk, clearance = self._talk, self._proof.of_visit()
        asker = in_lines(talk, self._account.id, kind, {})
        try:
            stands = enrolled(talk, asker, clearance.id, kind, method.id if method else None)
        except HelpdeskError as error:
            self._proof.heed(error)
            raise
        say_change(talk, self._account.id, stands.done)

    # --- changes that need no code --------------------------------------------------------------------

    def _rename(self, method: Method) -> None:
        clearance = self._proof.of_visit()
        name = self._talk.terminal.ask(
            _("Name of {named}; Enter alone goes back", named=named(method))
        ).strip()
        if not name:
            raise GoBack
        self._change(
            lambda: _(
                "Renamed: {named}.", named=named(self._desk.keeping.rename(clearance.id, method.id, name))
            )
        )

    def _set_default(self, method: Method) -> None:
        clearance = self._proof.of_visit()
        self._change(
            lambda: _(
                "The default: {named}.", named=named(self._desk.keeping.set_default(clearance.id, method.id))
            )
        )

    def _remove(self, method: Method) -> None:
        clearance = self._proof.of_visit()
        self._talk.announce(_("Removes {named}; it proves nothing any more.", named=named(method)))
        self._talk.confirm()
        self._change(
            lambda: _("Removed: {named}.", named=named(self._desk.keeping.remove(clearance.id, method.id)))
        )

    def _reconfirm(self) -> None:
        """All of it is read to the person first."""
        clearance = self._proof.of_visit()
        options = self._card.methods if self._card else ()
        own = [option.method for option in options if option.method.origin in KEPT_HERE]
        self._talk.announce(
            *(
                _("Still right: {method}", method=" ".join(filter(None, (named(method), method.detail))))
                for method in own
            )
        )
        self._talk.confirm()

        def reconfirm() -> str:
            self._desk.keeping.reconfirm(clearance.id)
            return _("Confirmed: all of it is still right.")

        self._change(reconfirm)

    def _require(self) -> None:
        """It only asks for more, so it takes no proof."""
        self._talk.announce(_("The person must register again at the next contact. Nothing is removed now."))
        self._talk.confirm()
        with outcome_first(self._talk):
            self._desk.keeping.require_again(self._account.id)
            self._talk.output.say(_("The person must register again."))

    def _change(self, change: Callable[[], str]) -> None:
        try:
            with outcome_first(self._talk):
                say_change(self._talk, self._account.id, change())
        except HelpdeskError as error:
            self._proof.heed(error)
            raise

"""One call: the card of whoever it is about, what may be done, and each of these things."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.change_password import CHANGE_PASSWORD
from helpdesk_tui.desk.actions.registry import READING, WRITING
from helpdesk_tui.desk.actions.spec import ActionSpec
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.explaining import explain
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.dialogue import card as words
from helpdesk_tui.plain.dialogue.acting import Acting
from helpdesk_tui.plain.dialogue.devices import Devices
from helpdesk_tui.plain.dialogue.methods import Methods
from helpdesk_tui.plain.dialogue.proving import Proof
from helpdesk_tui.plain.dialogue.receipt import ReceiptPlace
from helpdesk_tui.plain.dialogue.reporting import report
from helpdesk_tui.plain.dialogue.spoken import Place
from helpdesk_tui.plain.dialogue.talking import SAME, Dialogue, Item
from helpdesk_tui.plain.dialogue.writing import outcome_first
from helpdesk_tui.plain.releasing import will_lines
from helpdesk_tui.plain.signing_in import go_through
from helpdesk_tui.words.reasons import reason_line
from helpdesk_tui.words.servers import server_lines
from helpdesk_tui.words.times import clock_time

_HELP = (
    N_("The account as the directory shows it now. Type the number of what is to be done, or its word."),
    N_(
        "The caller is verified first, if that was not done yet. What is unknown could not be read: it "
        "does not mean no. Going back ends what was verified and not used."
    ),
)


class Call:
    """With whoever is on the line; one account at a time."""

    def __init__(self, talk: Dialogue) -> None:
        self._talk = talk

    def open(self, account: AccountId) -> None:
        """Until somebody goes back from the card."""
        of_one = _OfOne(self._talk, account)
        try:
            of_one.stay()
        finally:
            of_one.end()


class _OfOne:
    def __init__(self, talk: Dialogue, account: AccountId) -> None:
        self._talk = talk
        self._desk = talk.desk
        self._id = account
        self._card: Card | None = None
        self._proof = Proof(talk, account)
        self._said: list[str] = []

    def stay(self) -> None:
        self._talk.stay_at(
            Place(_("Card"), self._help, self._lost),
            tell=self._tell,
            items=lambda: list(self._items(self._read_card)),
            question=_("What to do, by the number or the word; Enter alone ends the call"),
            other=self._other,
        )

    def end(self) -> None:
        """The next caller who gives this name starts from nothing."""
        try:
            self._desk.verifying.end_call(self._id)
        except HelpdeskError:  # it ends by its own expiry
            return

    @property
    def _read_card(self) -> Card:
        if self._card is None:
            raise RuntimeError("no card was read")
        return self._card

    def _tell(self) -> None:
        """All of it once, and again where it is another by now."""
        self._card = card = self._desk.lookup.card(self._id)
        self._proof.in_hand = card.clearance
        items = list(self._items(card))
        said = [*words.short(card, self._now()), *(each.label for each in items)]
        if said == self._said:
            self._talk.tell(
                _("Card of {name}. again says all of it.", name=card.account.name or card.account.login)
            )
            return
        self._said = said
        self._talk.tell("", *said[: len(said) - len(items)])
        self._talk.tell_items(items)

    def _now(self) -> datetime:
        return self._talk.console.sign_in.clock.now()

    def _again(self) -> None:
        self._said = []

    def _lost(self) -> str:
        """A proof that was not used yet is not thrown away by one word."""
        now, clearance = self._now(), self._proof.in_hand
        if clearance is None or clearance.expires_at <= now:
            return ""
        return _(
            "The caller is verified until {until}, and leaving ends that.",
            until=clock_time(clearance.expires_at, now),
        )

    def _help(self) -> tuple[str, ...]:
        return (*_HELP, *(f"{each.word}: {each.label}." for each in self._items(self._read_card)))

    # --- what can be done -----------------------------------------------------------------------------

    def _items(self, card: Card) -> Iterator[Item]:
        """What can be begun now; of the rest its word still says why not."""
        can = [spec for spec in (*WRITING, *READING) if card.offers(spec.action)]
        yield from (self._item(spec) for spec in can if spec.mends)
        if card.clearance is None and any(card.offers(spec.action) for spec in WRITING):
            yield Item("verify", _("Verify the caller, and choose then"), self._verify)
        yield Item("methods", _("Methods: the ways to prove this person"), self._methods)
        if self._may_release(card):
            yield Item("release", _("Release: end a block, or a colleague's hold"), self._release)
        if card.disputable:
            yield Item(
                "not-me", _("The person says 'this was not me'"), partial(report, self._talk, self._id)
            )
        if card.offers(Action.CHANGE_PASSWORD):
            yield Item(CHANGE_PASSWORD.action.value, _label(CHANGE_PASSWORD), self._own_change)
        yield from (self._item(spec) for spec in can if not spec.mends)
        if not card.brake:
            yield Item("brake", _("Disable at once, under attack: no caller is proven"), self._brake)
        yield Item("servers", _("Where wrong passwords came in, by every server"), self._servers)
        yield Item("more", _("More of this account"), self._more)
        yield Item("again", _("Read the account again"), self._again)

    def _item(self, spec: ActionSpec) -> Item:
        return Item(spec.action.value, _label(spec), partial(self._act, spec))

    def _may_release(self, card: Card) -> bool:
        return card.releasable and Role.SUPERVISOR in self._desk.operator.roles

    def _other(self, typed: str) -> object:
        """A word of what cannot be done now says why."""
        word = "-".join(typed.casefold().split())
        why = next(self._against(self._read_card, word), None)
        if why is not None:
            self._talk.refuse(why)
        else:
            self._talk.terminal.correct(
                _("Type a number or a word that stands above; ? says what each does.")
            )
        return SAME

    @staticmethod
    def _against(card: Card, word: str) -> Iterator[Problem]:
        for spec in (*WRITING, *READING, CHANGE_PASSWORD):
            if word in {spec.action.value, "verify"}:
                yield from card.against(spec.action)
        if word == "brake":
            yield from card.brake

    # --- doing it -------------------------------------------------------------------------------------

    def _verify(self) -> None:
        self._proof.of_call(Action.RESET)

    def _act(self, spec: ActionSpec) -> None:
        account = self._read_card.account
        do: Callable[[], object]
        if spec.reads:
            do = partial(Devices(self._talk, account, self._proof).read, spec.action)
        else:
            do = partial(Acting(self._talk, account, self._proof, self._methods).act, spec.action)
        do()

    def _methods(self) -> None:
        Methods(self._talk, self._read_card.account, self._proof).stay()

    def _more(self) -> object:
        self._talk.tell(*words.full(self._read_card, self._now()))
        return SAME

    def _own_change(self) -> None:
        """The person takes the keyboard."""
        change = self._desk.changing_own.begin(self._id)
        go_through(self._talk, change)
        if change.receipt is not None:
            ReceiptPlace(self._talk, self._read_card.account, change.receipt, self._methods).stay()

    def _brake(self) -> None:
        talk, desk = self._talk, self._desk
        agreement = desk.braking.begin(self._id)
        try:
            talk.announce(*desk.braking.preview(self._id).sentences)
            talk.confirm()
            go_through(talk, agreement)
            with outcome_first(talk):
                receipt = desk.braking.brake(agreement)
                place = ReceiptPlace(talk, self._read_card.account, receipt, self._methods)
                place.begin()
        finally:
            agreement.end()
        place.stay()

    def _servers(self) -> None:
        """Each server is asked; what they show together may be more than the card does."""
        card, now = self._read_card, self._now()
        found = self._desk.lookup.at_every_server(self._id)
        self._talk.tell(_("Where the wrong passwords came in:"), *server_lines(found, now))
        for reason in explain(card.account, now, found):
            if reason not in card.reasons:
                self._talk.tell(f"{reason.sentence} {reason_line(reason, now)}")

    def _release(self) -> None:
        talk = self._talk
        talk.announce(*will_lines(self._read_card.reported, self._now()))
        talk.confirm()
        with outcome_first(talk):
            blocked = self._desk.releasing.release_account(self._id)
        if blocked:
            talk.refuse(blocked)
        else:
            talk.output.say(_("Released: the caller can be verified now."))


def _label(spec: ActionSpec) -> str:
    return f"{spec.words[:1].upper()}{spec.words[1:]}"

"""One action: the options, what will happen, a yes, and the receipt."""

from collections.abc import Callable
from dataclasses import replace

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.dates import asked_dates, typed_day
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.asking import GoBack
from helpdesk_tui.plain.dialogue.proving import Proof
from helpdesk_tui.plain.dialogue.receipt import ReceiptPlace
from helpdesk_tui.plain.dialogue.spoken import Place
from helpdesk_tui.plain.dialogue.talking import Dialogue
from helpdesk_tui.plain.dialogue.writing import outcome_first
from helpdesk_tui.plain.yes_or_no import is_yes
from helpdesk_tui.secret import Secret
from helpdesk_tui.words.times import clock_time

OPTIONS = "options"
_HELP = (
    N_("Nothing has been changed yet. yes does what was said under 'What will happen', once."),
    N_(
        "options asks for each option by itself; Enter alone leaves it as it is. back cancels; the "
        "verification stays good until its time is over."
    ),
)


class Acting:
    """On the account of one call."""

    def __init__(
        self, talk: Dialogue, account: Account, proof: Proof, open_methods: Callable[[], None]
    ) -> None:
        self._talk = talk
        self._account = account
        self._proof = proof
        self._open_methods = open_methods

    def act(self, action: Action) -> None:
        """Raises `GoBack`, and what stands against it: then nothing was changed."""
        clearance = self._proof.of_call(action)
        with self._talk.terminal.at(Place(SPECS[action].label, _HELP)):
            order = self._ordered(clearance, action)
        self._done(clearance, order)

    def _done(self, clearance: Clearance, order: Order) -> None:
        talk = self._talk
        with outcome_first(talk):
            try:
                receipt = talk.desk.actions.perform(clearance.id, order)
            finally:
                _drop(order)
            self._proof.in_hand = None
            typed = order.password is not None
            place = ReceiptPlace(talk, self._account, receipt, self._open_methods, typed=typed)
            place.begin()
        place.stay()

    # --- the order ------------------------------------------------------------------------------------

    def _ordered(self, clearance: Clearance, action: Action) -> Order:
        """The one that was said yes to."""
        talk, now = self._talk, self._talk.console.sign_in.clock.now()
        talk.tell(
            _(
                "{action}. Verification good until {until}.",
                action=SPECS[action].label,
                until=clock_time(clearance.expires_at, now),
            )
        )
        order = self._asked_for(talk.desk.actions.usual(self._account, action))
        try:
            while True:
                is_possible = self._is_possible(order)
                if is_possible and self._is_agreed(order):
                    return order
                order = self._changed(order) if is_possible else self._mended(order)
        except BaseException:
            _drop(order)
            raise

    def _is_possible(self, order: Order) -> bool:
        """What will happen is said, and what stands against it."""
        talk = self._talk
        shown = talk.desk.actions.preview(self._account.id, order)
        if shown.refusals:
            for why in shown.refusals:
                talk.refuse(why)
            return False
        talk.announce(*shown.sentences)
        talk.tell(*(_("Note: {warning}", warning=warning) for warning in shown.warnings))
        return True

    def _is_agreed(self, order: Order) -> bool:
        """Whether the operator says yes; else the options are asked for. For what was not said yet nobody has
        said yes. Raises `GoBack`."""
        talk = self._talk
        talk.terminal.drop_typed_ahead()
        options = self._has_options(order)
        question = (
            _("Type yes to do this once; {options} changes it; back leaves it", options=OPTIONS)
            if options
            else _("Type yes to do this once; back leaves it")
        )
        while True:
            typed = talk.terminal.ask(question).strip().casefold()
            if is_yes(typed):
                return True
            if typed == OPTIONS and options:
                return False
            talk.terminal.correct(
                _("Type yes, {options} or back.", options=OPTIONS) if options else _("Type yes or back.")
            )

    def _changed(self, order: Order) -> Order:
        return self._with_options(self._asked_for(order))

    def _mended(self, order: Order) -> Order:
        """What can be typed again is asked for again. Raises `GoBack` where nothing can be chosen."""
        if _must_ask(order.action):
            return self._asked_for(order)
        if order.password is not None:
            _drop(order)
            return replace(order, password=self._typed_twice())
        if not self._has_options(order):
            raise GoBack
        return self._with_options(order)

    # --- options --------------------------------------------------------------------------------------

    def _has_options(self, order: Order) -> bool:
        """Whether anything can be chosen."""
        return _must_ask(order.action) or bool(SPECS[order.action].also) or self._may_type(order.action)

    def _may_type(self, action: Action) -> bool:
        return SPECS[action].sets_password and self._talk.desk.actions.rules(self._account).may_be_typed

    def _asked_for(self, order: Order) -> Order:
        """What nobody but a person says."""
        spec = SPECS[order.action]
        if spec.asks_group:
            return replace(order, asked=self._group(order.action))
        return replace(order, asked=self._dates()) if spec.asks_dates else order

    def _group(self, action: Action) -> Asked:
        groups = self._talk.desk.actions.groups_for(self._account, action)
        return Asked(group=groups[self._talk.one_of([each.name for each in groups], _("Group"))].id)

    def _dates(self) -> Asked:
        """What cannot be a day is asked for again."""
        talk = self._talk
        now = typed_day(self._account.state.account_expires) or "never"
        while True:
            last = talk.terminal.ask(
                _("Last day, as YYYY-MM-DD, or never; now {now}; Enter alone leaves it", now=now)
            ).strip()
            first = ""
            if talk.desk.actions.keeps_first_day(self._account):
                first = talk.terminal.ask(
                    _("First day, as YYYY-MM-DD, or never: from the start; Enter alone leaves it")
                ).strip()
            try:
                return asked_dates(first, last)
            except Refused as error:
                talk.refuse(error.problem)

    def _with_options(self, order: Order) -> Order:
        """One after the other, with what is chosen now as the usual answer."""
        spec, chosen = SPECS[order.action], set(order.also)
        for each in spec.also:
            if self._talk.yes_or_no(SPECS[each].along, usual=each in chosen):
                chosen.add(each)
            else:
                chosen.discard(each)
        order = replace(order, also=frozenset(chosen))
        if not self._may_type(order.action):
            return order
        _drop(order)
        is_typed = order.password is not None
        if self._talk.yes_or_no(_("Type the password yourself, instead of a generated one"), usual=is_typed):
            return replace(order, password=self._typed_twice())
        return replace(order, password=None)

    def _typed_twice(self) -> Secret:
        talk = self._talk
        while True:
            first = talk.terminal.ask_secret(_("Temporary password; Enter alone goes back"))
            if not first:
                raise GoBack
            try:
                second = talk.terminal.ask_secret(_("The same again"))
            except BaseException:
                first.drop()
                raise
            same = first == second
            second.drop()
            if same:
                return first
            first.drop()
            talk.refuse(problem("typed-twice"))


def _must_ask(action: Action) -> bool:
    return SPECS[action].asks_group or SPECS[action].asks_dates


def _drop(order: Order) -> None:
    if order.password is not None:
        order.password.drop()

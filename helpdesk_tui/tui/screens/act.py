"""Choose the action, read what will happen, do it once."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.actions.spec import ActionSpec, Order
from helpdesk_tui.desk.actions.weighing import Preview
from helpdesk_tui.desk.asked import NOTHING, Asked
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.dates import asked_dates, typed_day
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.performing import Actions
from helpdesk_tui.desk.policy import PasswordRules
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import N_, _, of_class
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.call_messages import OrderGiven
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import DeskAnswered
from helpdesk_tui.tui.screens.base import Surroundings
from helpdesk_tui.tui.screens.previewing import PreviewingScreen
from helpdesk_tui.tui.widgets.choices import Choice, Tick
from helpdesk_tui.tui.widgets.fields import Field, SecretField, labelled
from helpdesk_tui.tui.widgets.heading import Heading
from helpdesk_tui.tui.widgets.rail import Step
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.times import clock_time

ARMING = 0.3  # seconds without Enter before the first preview: a key held down was meant for before
DEBOUNCE = 0.2  # seconds; each preview reads the account

_GENERATED, _TYPED = "generated", "typed"
_KINDS = ((_GENERATED, N_("Generated")), (_TYPED, N_("Typed by you")))


class ActScreen(PreviewingScreen[Preview]):
    TITLE = of_class("Change")
    STEP = Step.ACT
    HELP = of_class(
        "Nothing has been changed yet. Choose with Space or the arrow keys, go on with Tab; the lines under "
        "'What will happen' follow. Enter does exactly that, once. Esc cancels; the verification stays good "
        "until its time is over."
    )
    DOES = "act.do"
    BARRED = of_class("This cannot be done as it stands. Change the options, or Esc cancels.")
    READY = of_class("Enter does this once. Esc cancels.")
    UNTOLD = of_class("Esc cancels. {refresh} or a change of the options looks again.")
    DOING = of_class("Writing … please wait for the result.")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("act.do", "do_it"),
        bind("next-field", "app.focus_next"),
        bind("up", "app.focus_previous", show=False),
        bind("down", "app.focus_next", show=False),
    ]

    def __init__(
        self,
        around: Surroundings,
        *,
        actions: Actions,
        account: Account,
        clearance: Clearance,
        chosen: Action,
        permitted: tuple[Action, ...],
        rules: PasswordRules,
    ) -> None:
        """`permitted` are the actions that both clearance and guard allow, `chosen` is one of them."""
        super().__init__(around)
        self._actions = actions
        self._account = account
        self._clearance = clearance
        self._chosen = chosen
        self._permitted = permitted
        self._rules = rules

    def parts(self) -> ComposeResult:
        until = clock_time(self._clearance.expires_at, self.clock.now())
        yield Heading(_("Change"), self._account, _("Verification good until {until}", until=until))
        options = tuple((action.value, SPECS[action].words.capitalize()) for action in self._permitted)
        yield labelled(
            _("Action"),
            Choice(options, self._chosen.value, id="action", help_text=self.HELP),
            classes="choice",
        )
        help_text = _("A generated password meets the policy, and can be said aloud or sent to the person.")
        kinds = tuple((value, _(words)) for value, words in _KINDS)
        kind = Choice(
            kinds if self._rules.may_be_typed else kinds[:1], _GENERATED, id="kind", help_text=help_text
        )
        yield labelled(_("Password"), kind, classes="password")
        help_text = _("Shown as dots; checked against the policy as you type.")
        yield labelled(
            _("New password"), SecretField(id="new-password", help_text=help_text), classes="typed"
        )
        if any(SPECS[each].asks_dates for each in self._permitted):
            yield from self._date_fields()
        for each in self._permitted:
            if SPECS[each].asks_group:
                yield self._group_field(each)
        for spec in self._along():
            tick = Tick(spec.along, id=spec.action.value, help_text=spec.along_help)
            yield labelled("", tick, classes="along", id=f"row-{spec.action}")
        yield from self.preview_parts()

    def _group_field(self, action: Action) -> Widget:
        groups = self._actions.groups_for(self._account, action)
        options = tuple((each.id, each.name) for each in groups)
        choice = Choice(options, options[0][0] if options else "", id=f"{action}-group", help_text=self.HELP)
        return labelled(_("Group"), choice, classes=f"choice group {action}")

    def _date_fields(self) -> ComposeResult:
        last = typed_day(self._account.state.account_expires)
        help_text = _("The last day, as YYYY-MM-DD, or never; as it is where nothing is typed.")
        yield labelled(
            _("Last day"),
            Field(
                id="last-day",
                placeholder=_("(YYYY-MM-DD or never; now: {last})", last=last or _("never")),
                help_text=help_text,
            ),
            classes="dates",
        )
        if self._actions.keeps_first_day(self._account):
            help_text = _("The first day, as YYYY-MM-DD, or never: from the start.")
            yield labelled(_("First day"), Field(id="first-day", help_text=help_text), classes="dates")

    def on_mount(self) -> None:
        self._propose()
        self._show_fields()
        spec = SPECS[self._chosen]
        first = "#last-day" if spec.asks_dates else f"#{spec.action}-group" if spec.asks_group else "#action"
        if len(self._permitted) == 1 and spec.sets_password:
            first = "#kind"
        self.set_focus(self.query_one(first))
        self.query_one("#will-heading", Words).show(_("Looking …"))
        self.changed(ARMING)

    # --- options ------------------------------------------------------------------------------------

    @property
    def _action(self) -> Action:
        return Action(self.query_one("#action", Choice).value)

    @property
    def _is_typed(self) -> bool:
        return SPECS[self._action].sets_password and self.query_one("#kind", Choice).value == _TYPED

    def _along(self) -> list[ActionSpec]:
        """What may go along with one of those that are permitted."""
        return [SPECS[each] for each in Action if any(each in SPECS[one].also for one in self._permitted)]

    def _order(self) -> Order | Problem:
        """As it is chosen and typed; the problem where that is no date."""
        try:
            asked = self._asked()
        except Refused as refused:
            return refused.problem
        password = Secret(self.query_one("#new-password", SecretField).value) if self._is_typed else None
        ticked = frozenset(Action(each.id) for each in self.query(Tick) if each.id and each.ticked)
        return Order(self._action, ticked.intersection(SPECS[self._action].also), password, asked)

    def _asked(self) -> Asked:
        """Raises `Refused` (dates-unreadable)."""
        spec = SPECS[self._action]
        if spec.asks_group:
            return Asked(group=self.query_one(f"#{spec.action}-group", Choice).value)
        if not spec.asks_dates:
            return NOTHING
        first, last = (
            next(iter(self.query(f"#{name}-day").results(Field)), None) for name in ("first", "last")
        )
        return asked_dates(first.value if first else "", last.value if last else "")

    def on_choice_changed(self, event: Choice.Changed) -> None:
        event.stop()
        if event.choice.id == "action":
            self._propose()
        self._show_fields()
        if event.choice.id == "kind" and self._is_typed:
            self.set_focus(self.query_one("#new-password"))
        self.changed(DEBOUNCE)

    def on_tick_changed(self) -> None:
        self.changed(DEBOUNCE)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._is_typed or SPECS[self._action].asks_dates:
            self.changed(DEBOUNCE)
        if self._is_typed and isinstance(order := self._order(), Order):
            self._weigh(self.request, order)

    def _propose(self) -> None:
        """The options that are usual for this account."""
        usual = self._actions.usual(self._account, self._action)
        for each in self._along():
            self.query_one(f"#{each.action}", Tick).ticked = each.action in usual.also

    def _show_fields(self) -> None:
        spec = SPECS[self._action]
        self.query_one(".password").display = spec.sets_password
        for each in self._along():
            self.query_one(f"#row-{each.action}").display = each.action in spec.also
        self.query_one(".typed").display = self._is_typed
        for row in self.query(".dates"):
            row.display = spec.asks_dates
        for row in self.query(".group"):
            row.display = row.has_class(spec.action)
        if not self._is_typed:
            self.query_one("#new-password", SecretField).clear()

    # --- preview ------------------------------------------------------------------------------------

    async def ask_preview(self) -> Preview | Problem:
        order = self._order()
        if isinstance(order, Problem):
            return order
        return await ask(self._actions.preview, self._account.id, order)

    def warnings_of(self, preview: Preview) -> Sequence[Problem]:
        return preview.warnings

    @property
    def wait_before_enter(self) -> float:
        return ARMING

    @work(group="weigh", description="weigh a typed password", exit_on_error=False, exclusive=True)
    async def _weigh(self, request: int, order: Order) -> None:
        """Every rule that it breaks, before anything is read in the directory."""
        answer = await ask(self._actions.weigh, self._account, order)
        self.post_message(DeskAnswered(partial(self._weighed, request), answer))

    def _weighed(self, request: int, answer: tuple[Problem, ...] | Problem) -> None:
        """Until the preview comes, which knows more."""
        if request != self.request or self.preview is not None or isinstance(answer, Problem):
            return
        if answer:
            self.draw((), (), answer)
            self.say_next(self.BARRED)

    # --- doing it -----------------------------------------------------------------------------------

    def do_it(self, preview: Preview) -> None:
        self._account = preview.account
        self.post_message(OrderGiven(preview.account, self._clearance.id, preview.order))

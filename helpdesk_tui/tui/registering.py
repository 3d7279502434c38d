"""The course of registering: which screen comes after which, and what is said when a change is made."""

from collections.abc import Callable
from functools import partial

from helpdesk_tui.console import DemoGuide
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.clearance import Clearance, ClearanceId
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.methods import CONTACT_KINDS, FACTS, Method, MethodKind, MethodStatus, Origin
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.registration import Pass
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.dialogs.access_pass import PassDialog, PassTerms
from helpdesk_tui.tui.dialogs.kinds import KindDialog
from helpdesk_tui.tui.dialogs.name import NameDialog
from helpdesk_tui.tui.dialogs.notice import ConfirmDialog
from helpdesk_tui.tui.messages import ChangeAsked, MethodsWish, Wish
from helpdesk_tui.tui.screens.access_pass import PassScreen
from helpdesk_tui.tui.screens.contact import ContactScreen
from helpdesk_tui.tui.screens.enrol import EnrolScreen
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.screens.questions import QuestionsScreen
from helpdesk_tui.tui.screens.recovery_codes import RecoveryCodesScreen
from helpdesk_tui.tui.screens.registration import RegistrationScreen, Sitting
from helpdesk_tui.tui.screens.token import TokenScreen
from helpdesk_tui.tui.stack import Stack
from helpdesk_tui.tui.visit import Visit
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.words import notice_line

_OWN = frozenset({Origin.REGISTERED, Origin.IMPORTED})
_TOLD_OF = "The person could not be told: there is no address for it."


class Registering:
    """The changes of methods that one operator makes."""

    def __init__(
        self,
        stack: Stack,
        desk: Desk,
        context: Context,
        *,
        visit: Visit,
        clock: Clock,
        demo: DemoGuide | None,
    ) -> None:
        self._stack = stack
        self._desk = desk
        self._context = context
        self._visit = visit
        self._clock = clock
        self._demo = demo

    def open_methods(self, card: Card) -> None:
        until = partial(self._visit.until, card.account.id)
        screen = MethodsScreen(self._context, self._desk.lookup, card, self._clock, until)
        self._stack.push(screen, lambda _: self._stack.read_again())

    def fulfil(self, event: MethodsWish) -> None:
        card, method = event.card, event.method
        at_once: dict[Wish, Callable[[Card], None]] = {
            Wish.ADD: self._choose_kind,
            Wish.CODES: self._issue_codes,
            Wish.PASS: self._issue_pass,
            Wish.RECONFIRM: self._reconfirm,
            Wish.REQUIRE: self._require,
        }
        of_one: dict[Wish, Callable[[Card, Method], None]] = {
            Wish.CONFIRM: self._confirm,
            Wish.REPLACE: self._replace,
            Wish.RENAME: self._rename,
            Wish.DEFAULT: self._set_default,
            Wish.REMOVE: self._remove,
        }
        if event.wish in at_once:
            at_once[event.wish](card)
        elif method is not None:
            of_one[event.wish](card, method)

    # --- what a screen asks for ---------------------------------------------------------------------

    def ask(self, event: ChangeAsked) -> None:
        self._stack.write(event.description, self._asked, event)

    async def _asked(self, event: ChangeAsked) -> None:
        answer = await ask(event.use_case)
        self._visit.heed(answer)
        if self._stack.holds(event.screen):
            event.screen.post_message(event.answered(answer))
        elif event.too_late is not None and not isinstance(answer, Problem):
            await ask(event.too_late, answer)

    # --- adding -------------------------------------------------------------------------------------

    def _choose_kind(self, card: Card) -> None:
        async def look() -> None:
            kinds = await ask(self._desk.registration.kinds, card.account.id)
            if isinstance(kinds, Problem):
                self._stack.tell(kinds)
                return
            self._stack.push(KindDialog(kinds), chosen)

        def chosen(kind: MethodKind | None) -> None:
            if kind is not None:
                self._add(card, kind)

        self._stack.look(look(), "look what may be registered")

    def _add(self, card: Card, kind: MethodKind) -> None:
        if kind is MethodKind.RECOVERY_CODE:
            self._issue_codes(card)
        elif kind is MethodKind.ACCESS_PASS:
            self._issue_pass(card)
        elif kind is MethodKind.QUESTIONS:
            self._open(card.account, QuestionsScreen)
        elif kind is MethodKind.OATH_TOKEN:
            self._open(card.account, lambda context, sitting: TokenScreen(context, sitting, _imported(card)))
        elif kind in CONTACT_KINDS:
            self._open(card.account, lambda context, sitting: ContactScreen(context, sitting, kind))
        else:
            self._open(card.account, EnrolScreen)

    def _confirm(self, card: Card, method: Method) -> None:
        self._open(card.account, lambda context, sitting: TokenScreen(context, sitting, (method,), method))

    def _replace(self, card: Card, method: Method) -> None:
        def screen(context: Context, sitting: Sitting) -> ContactScreen:
            return ContactScreen(context, sitting, method.kind, replaces=method)

        self._open(card.account, screen)

    def _open(self, account: Account, make: Callable[[Context, Sitting], RegistrationScreen]) -> None:
        def ended(method: Method | None) -> None:
            if method is None:
                self._stack.read_again()
            else:
                self._done(account.id, f"Registered: {FACTS[method.kind].label}, {method.label}.")

        def cleared(clearance: Clearance) -> None:
            desk = self._desk
            sitting = Sitting(desk.registration, account, clearance.id, desk.policy, self._clock, self._demo)
            self._stack.push(make(self._context, sitting), ended)

        self._visit.enter(account, cleared)

    # --- handed out ---------------------------------------------------------------------------------

    def _issue_codes(self, card: Card) -> None:
        account = card.account

        def issue(clearance: ClearanceId) -> None:
            self._stack.write("issue recovery codes", self._hand_out_codes, account, clearance)

        def cleared(clearance: Clearance) -> None:
            if not any(option.method.kind is MethodKind.RECOVERY_CODE for option in card.methods):
                issue(clearance.id)
                return
            words = f"{_name(account)} has recovery codes. With new ones the earlier ones stop working."
            self._question(
                "Make new recovery codes?", words, "Keep them", "Make new ones", partial(issue, clearance.id)
            )

        self._visit.enter(account, cleared)

    async def _hand_out_codes(self, account: Account, clearance: ClearanceId) -> None:
        answer = await ask(self._desk.registration.issue_recovery_codes, clearance)
        self._visit.heed(answer)
        if isinstance(answer, Problem):
            self._stack.tell(answer)
            return
        self._show_codes(account, answer)

    def _show_codes(self, account: Account, codes: tuple[Secret, ...]) -> None:
        visible = self._desk.policy.passwords.visible_seconds
        screen = RecoveryCodesScreen(self._context, account, codes, visible)
        self._stack.push(screen, lambda _: self._done(account.id, "Registered: new recovery codes."))

    def _issue_pass(self, card: Card) -> None:
        account, rules = card.account, self._desk.policy.registration

        def cleared(clearance: Clearance) -> None:
            def given(terms: PassTerms | None) -> None:
                if terms is not None:
                    self._stack.write(
                        "issue an access pass", self._hand_out_pass, account, clearance.id, terms
                    )

            self._stack.push(PassDialog(rules.pass_minutes, rules.pass_once), given)

        self._visit.enter(account, cleared)

    async def _hand_out_pass(self, account: Account, clearance: ClearanceId, terms: PassTerms) -> None:
        answer = await ask(self._desk.registration.issue_pass, clearance, terms.minutes, terms.once)
        self._visit.heed(answer)
        if isinstance(answer, Problem):
            self._stack.tell(answer)
            return
        self._show_pass(account, answer)

    def _show_pass(self, account: Account, made: Pass) -> None:
        visible = self._desk.policy.passwords.visible_seconds
        screen = PassScreen(self._context, account, made, visible, self._clock)
        self._stack.push(screen, lambda _: self._done(account.id, "Registered: an access pass."))

    # --- changes at once ----------------------------------------------------------------------------

    def _rename(self, card: Card, method: Method) -> None:
        def cleared(clearance: Clearance) -> None:
            def named(label: str | None) -> None:
                if label is not None:
                    change = partial(self._desk.registration.rename, clearance.id, method.id, label)
                    self._change(card.account, "rename a method", change, "The name is changed.", "")

            self._stack.push(NameDialog(_words(method), method.label), named)

        self._visit.enter(card.account, cleared)

    def _set_default(self, card: Card, method: Method) -> None:
        def cleared(clearance: Clearance) -> None:
            change = partial(self._desk.registration.set_default, clearance.id, method.id)
            said = f"{_words(method)} is the default now."
            self._change(card.account, "set the default", change, said, "")

        self._visit.enter(card.account, cleared)

    def _remove(self, card: Card, method: Method) -> None:
        def cleared(clearance: Clearance) -> None:
            change = partial(self._desk.registration.remove, clearance.id, method.id)
            question = f"{_words(method)} of {_name(card.account)} will no longer prove this person."
            told = "" if method.status is not MethodStatus.ACTIVE else _TOLD_OF
            self._question(
                "Remove this method?",
                question,
                "Keep it",
                "Remove it",
                lambda: self._change(card.account, "remove a method", change, "The method is removed.", told),
            )

        self._visit.enter(card.account, cleared)

    def _reconfirm(self, card: Card) -> None:
        own = [option.method for option in card.methods if option.method.origin in _OWN]
        listed = "\n".join(f"· {_words(method)}, {method.detail}".rstrip(", ") for method in own)

        def cleared(clearance: Clearance) -> None:
            change = partial(self._desk.registration.reconfirm, clearance.id)
            self._question(
                "Is all of it still right?",
                f"Read it to {_name(card.account)}:\n{listed or 'Nothing is registered.'}",
                "Not all",
                "All still right",
                lambda: self._change(
                    card.account, "confirm the methods", change, "Confirmed: all of it is still right.", ""
                ),
            )

        self._visit.enter(card.account, cleared)

    def _require(self, card: Card) -> None:
        change = partial(self._desk.registration.require_again, card.account.id)
        self._question(
            "Ask for a new registration?",
            f"{_name(card.account)} must register again at the next call. Nothing is removed now.",
            "Leave it",
            "Must register again",
            lambda: self._change(
                card.account, "require a registration", change, "The person must register again.", None
            ),
        )

    def _question(self, title: str, words: str, no: str, yes: str, then: Callable[[], None]) -> None:
        def confirmed(answer: bool | None) -> None:
            if answer:
                then()

        self._stack.push(ConfirmDialog(title, words, no, yes), confirmed)

    def _change(
        self,
        account: Account,
        description: str,
        change: Callable[[], object],
        done: str,
        untold: str | None,
    ) -> None:
        """`untold`: said where nobody was told; None = this change is not one that is told."""
        self._stack.write(description, self._changed, account, change, done, untold)

    async def _changed(
        self, account: Account, change: Callable[[], object], done: str, untold: str | None
    ) -> None:
        answer = await ask(change)
        self._visit.heed(answer)
        if isinstance(answer, Problem):
            self._stack.read_again()
            self._stack.tell(answer)
        elif untold is None:
            self._say(done)
        else:
            await self._tell(account.id, done, untold)

    # --- what was done, and who was told ------------------------------------------------------------

    def _done(self, account: AccountId, sentence: str) -> None:
        self._stack.read_again()
        self._stack.look(self._tell(account, sentence, _TOLD_OF), "look who was told")

    async def _tell(self, account: AccountId, sentence: str, untold: str) -> None:
        notices = await ask(self._desk.registration.notices, account)
        told = () if isinstance(notices, Problem) else tuple(notice_line(each) for each in notices)
        self._say(" ".join([sentence, *(told or ((untold,) if untold else ()))]))

    def _say(self, sentence: str) -> None:
        self._stack.read_again()
        methods = self._stack.find(MethodsScreen)
        if methods is not None:
            methods.say(sentence)


def _imported(card: Card) -> tuple[Method, ...]:
    """Tokens that came with a file for this person and wait for their first code."""
    methods = (option.method for option in card.methods)
    return tuple(
        each
        for each in methods
        if each.kind is MethodKind.OATH_TOKEN and each.status is MethodStatus.IMPORTED
    )


def _words(method: Method) -> str:
    return " ".join(part for part in (FACTS[method.kind].label, method.label) if part)


def _name(account: Account) -> str:
    return account.name or account.login

"""Changes that need no screen of their own: name, default, removing, confirming, requiring."""

from collections.abc import Callable
from functools import partial

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.method import KEPT_HERE, Method, MethodStatus
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import _
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.dialogs.name import NameDialog
from helpdesk_tui.tui.dialogs.notice import ConfirmDialog
from helpdesk_tui.tui.registering.telling import UNTOLD, Telling, name, words
from helpdesk_tui.tui.stack import Stack
from helpdesk_tui.tui.visit import OngoingVisit


class Changing:
    def __init__(self, stack: Stack, desk: Desk, visit: OngoingVisit, telling: Telling) -> None:
        self._stack = stack
        self._desk = desk
        self._visit = visit
        self._telling = telling

    def rename(self, card: Card, method: Method) -> None:
        def cleared(clearance: Clearance) -> None:
            def named(label: str | None) -> None:
                if label is not None:
                    change = partial(self._desk.keeping.rename, clearance.id, method.id, label)
                    self._change(card.account, "rename a method", change, _("The name is changed."), "")

            self._stack.push(NameDialog(words(method), method.label), named)

        self._visit.enter(card.account, cleared)

    def set_default(self, card: Card, method: Method) -> None:
        def cleared(clearance: Clearance) -> None:
            change = partial(self._desk.keeping.set_default, clearance.id, method.id)
            said = _("{method} is the default now.", method=words(method))
            self._change(card.account, "set the default", change, said, "")

        self._visit.enter(card.account, cleared)

    def remove(self, card: Card, method: Method) -> None:
        def cleared(clearance: Clearance) -> None:
            change = partial(self._desk.keeping.remove, clearance.id, method.id)
            question = _(
                "{method} of {name} will no longer prove this person.",
                method=words(method),
                name=name(card.account),
            )
            told = "" if method.status is not MethodStatus.ACTIVE else _(UNTOLD)
            self._stack.confirm(
                ConfirmDialog(_("Remove this method?"), question, _("Keep it"), _("Remove it")),
                lambda: self._change(
                    card.account, "remove a method", change, _("The method is removed."), told
                ),
            )

        self._visit.enter(card.account, cleared)

    def reconfirm(self, card: Card) -> None:
        own = [option.method for option in card.methods if option.method.origin in KEPT_HERE]
        listed = "\n".join(f"· {words(method)}, {method.detail}".rstrip(", ") for method in own)

        def cleared(clearance: Clearance) -> None:
            change = partial(self._desk.keeping.reconfirm, clearance.id)
            self._stack.confirm(
                ConfirmDialog(
                    _("Is all of it still right?"),
                    _(
                        "Read it to {name}:\n{methods}",
                        name=name(card.account),
                        methods=listed or _("Nothing is registered."),
                    ),
                    _("Not all"),
                    _("All still right"),
                ),
                lambda: self._change(
                    card.account,
                    "confirm the methods",
                    change,
                    _("Confirmed: all of it is still right."),
                    "",
                ),
            )

        self._visit.enter(card.account, cleared)

    def require(self, card: Card) -> None:
        change = partial(self._desk.keeping.require_again, card.account.id)
        self._stack.confirm(
            ConfirmDialog(
                _("Ask for a new registration?"),
                _(
                    "{name} must register again at the next call. Nothing is removed now.",
                    name=name(card.account),
                ),
                _("Leave it"),
                _("Must register again"),
            ),
            lambda: self._change(
                card.account, "require a registration", change, _("The person must register again."), None
            ),
        )

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
            self._telling.say(done)
        else:
            await self._telling.tell(account.id, done, untold)

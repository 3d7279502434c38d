"""What the screens of a call ask for goes on to the calls of whoever is signed in."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpdesk_tui.tui import call_messages as messages
    from helpdesk_tui.tui.calls import Calls


class PassesOn:
    """Of an app."""

    @property
    def _at_work(self) -> "Calls":
        raise NotImplementedError  # the app's: Textual knows no abstract ones

    def on_account_chosen(self, event: "messages.AccountChosen") -> None:
        self._at_work.open_card(event.account, event.listed)

    def on_action_chosen(self, event: "messages.ActionChosen") -> None:
        self._at_work.begin_action(event.card, event.action)

    def on_order_given(self, event: "messages.OrderGiven") -> None:
        self._at_work.perform(event.account, event.clearance, event.order)

    def on_secret_wanted(self, event: "messages.SecretWanted") -> None:
        self._at_work.reveal(event.account, event.clearance, event.wanted)

    def on_brake_asked(self, event: "messages.BrakeAsked") -> None:
        self._at_work.begin_brake(event.account)

    def on_brake_agreed(self, event: "messages.BrakeAgreed") -> None:
        self._at_work.brake(event.account, event.agreement)

    def on_call_ended(self) -> None:
        self._at_work.next_call()

    def on_lists_asked(self) -> None:
        self._at_work.open_lists()

    def on_list_chosen(self, event: "messages.ListChosen") -> None:
        self._at_work.open_list(event.kind)

    def on_doctor_asked(self) -> None:
        self._at_work.open_doctor()

    def on_approvals_asked(self) -> None:
        self._at_work.open_approvals()

    def on_release_wanted(self, event: "messages.ReleaseWanted") -> None:
        self._at_work.release(event.account)

    def on_not_me_asked(self, event: "messages.NotMeAsked") -> None:
        self._at_work.open_report(event.account)

    def on_report_given(self, event: "messages.ReportGiven") -> None:
        self._at_work.report(event.account, event.reason, event.ticket)

    def on_registration_due(self) -> None:
        self._at_work.methods_after_receipt()

    def on_receipt_closed(self) -> None:
        self._at_work.back_to_card()

    def on_own_change_asked(self, event: "messages.OwnChangeAsked") -> None:
        self._at_work.begin_own_change(event.card)

    def on_methods_asked(self, event: "messages.MethodsAsked") -> None:
        self._at_work.registering.open_methods(event.card)

    def on_methods_wish(self, event: "messages.MethodsWish") -> None:
        self._at_work.registering.fulfil(event)

    def on_change_asked(self, event: "messages.ChangeAsked") -> None:
        self._at_work.registering.ask(event)

"""What the demo's callers say when they are asked: the one who tries the desk plays them as well."""

from collections.abc import Callable

from helpdesk_tui.demo.colleague import colleague_of
from helpdesk_tui.demo.inbox import Inbox
from helpdesk_tui.demo.phones import Phones
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.contacts import dialable, e164
from helpdesk_tui.desk.method import MethodKind


class Callers:
    """`account` and `manager` say what the directory holds; `asked_by` gives the login of the operator who
    verifies the account's caller now, "" = nobody does."""

    def __init__(
        self,
        phones: Phones,
        inbox: Inbox,
        *,
        account: Callable[[AccountId], Account],
        manager: Callable[[AccountId], Account | None],
        region: str,
        first_password: str = "",
        asked_by: Callable[[AccountId], str] = lambda _: "",
    ) -> None:
        self._phones = phones
        self._inbox = inbox
        self._account = account
        self._manager = manager
        self._asked_by = asked_by
        self._region = region
        self._first_password = first_password

    def say(self, account: AccountId, kind: MethodKind | None) -> str | None:
        """As `console.DemoGuide.caller_says`."""
        if kind is None:
            return self._first_password
        phones = self._phones
        answers: dict[MethodKind, Callable[[], str | None]] = {
            MethodKind.TOTP: lambda: phones.code(account, MethodKind.TOTP),
            MethodKind.OATH_TOKEN: lambda: phones.code(account, MethodKind.OATH_TOKEN),
            MethodKind.RECOVERY_CODE: lambda: next(iter(phones.unused_recovery_codes(account)), None),
            MethodKind.ACCESS_PASS: lambda: phones.access_pass(account),
            MethodKind.QUESTIONS: lambda: " / ".join(phones.answers(account)) or None,
            MethodKind.SMS: lambda: self._received(account, MethodKind.SMS),
            MethodKind.EMAIL: lambda: self._received(account, MethodKind.EMAIL),
            MethodKind.MANAGER: lambda: self._manager_received(account),
            MethodKind.CALL_BACK: lambda: self._number(account),
            MethodKind.SECOND_OPERATOR: lambda: colleague_of(self._asked_by(account)),
        }
        return answers[kind]() if kind in answers else None

    def _received(self, account: AccountId, kind: MethodKind) -> str | None:
        known = self._account(account)
        prefilled = known.mail if kind is MethodKind.EMAIL else e164(known.mobile or "", self._region) or ""
        return self._inbox.newest_code(prefilled, *self._phones.contacts(account, kind))

    def _manager_received(self, account: AccountId) -> str | None:
        manager = self._manager(account)
        return self._inbox.newest_code(manager.mail) if manager else None

    def _number(self, account: AccountId) -> str | None:
        known = self._account(account)
        forms = (dialable(number or "", self._region) for number in (known.mobile, known.office_phone))
        return next(filter(None, forms), None)

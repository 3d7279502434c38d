"""What the screens of a call tell the app, in the past tense. The app decides where the call goes next."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from textual.message import Message
from textual.screen import Screen

from helpdesk_tui.desk.account import Account, AccountId, AccountSummary
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.brake_agreement import Agreement
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.revealing_devices import Wanted


@dataclass
class AccountChosen(Message):
    """An account was picked, out of `listed`."""

    account: AccountId
    listed: tuple[AccountSummary, ...] = ()


@dataclass
class ActionChosen(Message):
    """The operator wants to do `action`; None = verify first, choose later."""

    card: Card
    action: Action | None


@dataclass
class OwnChangeAsked(Message):
    """The person is to change the password at this terminal."""

    card: Card


@dataclass
class MethodsAsked(Message):
    """The operator wants to see the methods of this account."""

    card: Card


@dataclass
class OrderGiven(Message):
    """The operator confirmed what the preview said."""

    account: Account
    clearance: ClearanceId
    order: Order


@dataclass
class SecretWanted(Message):
    """The operator confirmed which secret of which computer is to be read."""

    account: Account
    clearance: ClearanceId
    wanted: Wanted


@dataclass
class BrakeAsked(Message):
    """The operator wants to disable this account at once, as one under attack."""

    account: Account


@dataclass
class BrakeAgreed(Message):
    """All who must have said yes to it, and why."""

    account: Account
    agreement: Agreement


@dataclass
class CallEnded(Message):
    """The receipt was closed: on to the next caller."""


@dataclass
class ReceiptClosed(Message):
    """The receipt was closed: back to the card."""


@dataclass
class RegistrationDue(Message):
    """The receipt was closed, and the person is to register methods now."""


@dataclass
class ReleaseWanted(Message):
    """A supervisor wants to end what blocks this account."""

    account: Account


@dataclass
class NotMeAsked(Message):
    """Somebody says that they did not call: the operator wants to report it."""

    account: AccountId


@dataclass
class ReportGiven(Message):
    """The operator confirmed what a report does."""

    account: AccountId
    reason: str
    ticket: str


@dataclass
class ListsAsked(Message):
    """The operator wants to see which lists there are."""


@dataclass
class ListChosen(Message):
    """One of the lists is wanted."""

    kind: ListKind


@dataclass
class DoctorAsked(Message):
    """The operator wants to see whether all is there that the desk needs."""


@dataclass
class ApprovalsAsked(Message):
    """The operator wants to see what waits for a second one."""


class Wish(Enum):
    """What the operator wants of a person's methods."""

    ADD = auto()
    CODES = auto()
    PASS = auto()
    CONFIRM = auto()  # one that was imported
    RENAME = auto()
    REPLACE = auto()
    DEFAULT = auto()
    REMOVE = auto()
    RECONFIRM = auto()
    REQUIRE = auto()


OF_ONE = frozenset({Wish.CONFIRM, Wish.RENAME, Wish.REPLACE, Wish.DEFAULT, Wish.REMOVE})
"""Those that are about the marked method."""


@dataclass
class MethodsWish(Message):
    """The methods are to be changed; `method` is the marked one."""

    card: Card
    wish: Wish
    method: Method | None


@dataclass
class ChangeAsked(Message):
    """A screen asks for a change. The app runs `use_case` and sends the screen its answer, for `take`; if the
    screen is gone by then, `too_late` is called."""

    screen: Screen[Any]
    description: str
    use_case: Callable[[], object]
    take: Callable[[Any], None]
    too_late: Callable[[], None]

"""What screens tell the app, in the past tense. The app decides where the call goes next."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.clearance import Action, ClearanceId
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.methods import MethodId
from helpdesk_tui.desk.orders import Order


@dataclass
class SignedIn(Message):
    """The operator is at work."""

    desk: Desk


@dataclass
class AccountChosen(Message):
    """An account was picked from the results."""

    account: AccountId


@dataclass
class ActionChosen(Message):
    """The operator wants to do `action`; None = verify first, choose later."""

    card: Card
    action: Action | None


@dataclass
class MethodsAsked(Message):
    """The operator wants to see the methods of this account."""

    card: Card


@dataclass
class WorkLeft(Message):
    """A screen went and left something to close: a verification, a registration."""

    clean_up: Callable[[], None]


@dataclass
class OrderGiven(Message):
    """The operator confirmed what the preview said."""

    account: Account
    clearance: ClearanceId
    order: Order


@dataclass
class CallEnded(Message):
    """The receipt was closed: on to the next caller."""


@dataclass
class ReceiptClosed(Message):
    """The receipt was closed: back to the card."""


@dataclass
class AppWanted(Message):
    """An authenticator app is to be added."""

    account: Account


@dataclass
class CodesWanted(Message):
    """New recovery codes are to be made."""

    account: Account


@dataclass
class RemovalWanted(Message):
    """A method is to be removed; `words` say which."""

    account: Account
    method: MethodId
    words: str


@dataclass
class LabelGiven(Message):
    """The new app has a name; its key can be made."""

    clearance: ClearanceId
    label: str

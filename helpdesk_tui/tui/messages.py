"""What any screen, or the terminal, tells the app, in the past tense. What a call tells: `call_messages`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from helpdesk_tui.desk.account import AccountId
    from helpdesk_tui.desk.desk import Desk
    from helpdesk_tui.desk.locking import LockedBy
    from helpdesk_tui.desk.problems import Problem


@dataclass
class SignedIn(Message):
    """The operator is at work."""

    desk: "Desk"
    back_to: "AccountId | None" = None  # whose card opens with it


@dataclass
class LockDue(Message):
    """What was being written has its outcome, and the desk was to be locked."""

    by: "LockedBy"


@dataclass
class UnlockingOver(Message):
    """It was not unlocked, and will not be."""

    problem: "Problem"


@dataclass
class DeskAnswered(Message):
    """The desk answered a screen; `take` is what the screen does with it."""

    take: Callable[[Any], None]
    answer: object


@dataclass
class NoteCopied(Message):
    """The operator wants a note on the clipboard of the terminal."""

    text: str


@dataclass
class SessionEnded(Message):
    """The operator may not go on."""

    problem: "Problem"


@dataclass
class WorkLeft(Message):
    """A screen went and left something to close: a verification, a registration."""

    clean_up: Callable[[], None]


@dataclass
class TerminalLost(Message):
    """The line broke, or the window was closed: nobody types any more, and nobody sees the screen."""


@dataclass
class ThreadFailed(Message):
    """A thread died of a fault of ours."""

    error: BaseException

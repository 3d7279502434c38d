"""What there is to know of an action, and of an order for one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.asked import NOTHING, Asked
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import OfferedGroup, PasswordRules, Scope
from helpdesk_tui.desk.ports import DirectoryInfo, MessageKind
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import spoken
from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class Order:
    """One action, and those that go along in the same write. `password` None = the desk makes one, where the
    action sets one."""

    action: Action
    also: frozenset[Action] = frozenset()
    password: Secret | None = None
    asked: Asked = NOTHING


@dataclass(frozen=True)
class Case:
    """An order on an account as things are now: what a spec is asked about."""

    order: Order
    steps: tuple[Action, ...]  # of the order, in the order of `Action`
    account: Account
    rules: PasswordRules
    info: DirectoryInfo
    now: datetime
    groups: tuple[OfferedGroup, ...] = ()
    weighed_for: Account | None = None  # as whom a typed password was found hard to guess a moment ago


class ClearedBy(StrEnum):
    """What an action rests on. None rests on nothing."""

    CALLER = "caller"  # the clearance of a verification: the caller is that person
    OLD_PASSWORD = "old-password"  # noqa: S105 - a word: the write carries it, and a wrong one changes nothing
    RESET = "reset"  # the clearance that a reset leaves behind, for the end of its temporary password


class Past(NamedTuple):
    """What came of it, in a history: "unlocked"."""

    done: str
    refused: str
    unknown: str


@spoken("words", "purpose", "right", "title", "done", "was_so", "along", "along_help", "left_out")
@dataclass(frozen=True)
class ActionSpec:
    """One action, by itself and as one that goes along with another."""

    action: Action
    words: str  # in a sentence: "reset the password"
    key: str  # the letter that offers it
    purpose: str  # "set a temporary password, after verification"
    roles: frozenset[Role]
    right: str = ""  # completes "you have no right to …": "reset this password"
    title: str = ""  # by itself, where the action's name does not say it
    # who and when
    cleared_by: ClearedBy = ClearedBy.CALLER
    if_enabled: bool = True  # only for whom [scope] enables it
    cools_down: bool = False  # bound by the cool-down and the limit of a day
    switched_off: Callable[[Scope], Problem | None] = lambda _: None
    # doing it
    also: tuple[Action, ...] = ()  # what may go along in the same write; as a rule all of it does
    sets_password: bool = False
    reads: bool = False  # a secret of a device; nothing is written
    decides_enabled: bool = False  # whether the account is enabled
    everyday: bool = True  # told on every card, with what speaks against it; else where it can be done alone
    mends: bool = (
        True  # it takes away what is in the way of a person, so its key is shown where it can be used
    )
    hands_over: bool = True  # what may let a wrong caller in: whoever did it has a part in what is disputed
    keeps_password: bool = False  # that the person was given, where a change was forced
    asks_dates: bool = False
    asks_group: bool = False
    elsewhere: bool = False  # what it writes is not the account's own entry
    samples: Callable[[Case], tuple[Asked, ...]] = lambda _: (NOTHING,)
    """What could be asked for at that moment, one of each sort; all of it refused = not offered."""
    says: Callable[[Case], Iterable[str]] = lambda _: ()  # what it will do, in sentences
    warns: Callable[[Case], Iterable[Problem]] = lambda _: ()  # it may go on, but the operator should know
    against: Callable[[Case], Iterable[Problem]] = lambda _: ()  # it cannot go on
    # what came of it
    shows: Callable[[Account, Asked], bool | None] | None = None
    """Whether an account is as the action leaves it; None = unknown. A new password shows by its marks."""
    beside: Callable[[Account, tuple[Action, ...]], Problem | None] = lambda *_: None
    """What is to be said of the account after these steps, though all is done."""
    done: str = ""  # "Account unlocked"
    was_so: str = ""  # said instead, where the account was so before: "Account is not locked"
    notice: MessageKind | None = None  # what the person is told
    past: Past | None = None
    # as one that goes along
    along: str = ""  # "Unlock the account too"
    along_help: str = ""
    left_out: str = ""  # what leaving it out means: "leave a lockout as it is"

    @property
    def writes(self) -> bool:
        """Whether it is a write to the directory."""
        return self.sets_password or self.shows is not None

    @property
    def label(self) -> str:
        """By itself: "Force change"."""
        return self.title or self.action.value.replace("-", " ").capitalize()


AT_THE_DESK = frozenset({Role.OPERATOR, Role.SUPERVISOR})
SUPERVISORS = frozenset({Role.SUPERVISOR})

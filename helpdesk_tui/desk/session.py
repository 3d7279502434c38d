"""What every use case of one signed-in operator works with."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from helpdesk_tui.desk.account import Account, Person
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.operator import Operator, Role
from helpdesk_tui.desk.policy import DeskPolicy, PasswordRules, Tier
from helpdesk_tui.desk.ports import (
    Breached,
    Clock,
    Delivered,
    Delivery,
    DeliveryKind,
    DirectorySession,
    IsAlive,
    IsElevated,
    Message,
    Randomness,
    Stores,
    Verifier,
)
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.recorder import Recorder
from helpdesk_tui.desk.sending import against
from helpdesk_tui.desk.tiers import tier_of
from helpdesk_tui.secret import Secret


@dataclass
class Remembered:
    """When the operator's standing was last found good, and what ended it. `turn`: one asks, others wait."""

    good_at: datetime | None = None
    lost: Problem | None = None
    turn: threading.Lock = field(default_factory=threading.Lock)

    def is_fresh(self, now: datetime, memory: timedelta) -> bool:
        """A clock that went back makes nothing last longer."""
        return self.good_at is not None and timedelta() <= now - self.good_at < memory


@dataclass
class LastProof:
    """When the operator last proved more than the password, and by what."""

    at: datetime | None = None
    by: Method | None = None


@dataclass(frozen=True)
class Witnessed:
    """Another operator, by login and password; and the account as it was then."""

    operator: Operator
    account: Account


@dataclass(frozen=True, kw_only=True)
class Means:
    """What a desk is given, whoever signs in."""

    stores: Stores
    clock: Clock
    randomness: Randomness
    pause: Callable[[float], None]  # waits so many seconds
    is_alive: IsAlive
    delivery: Delivery
    is_elevated: IsElevated
    verifiers: Mapping[str, Verifier] = field(default_factory=dict)  # services outside, by kind of method
    breached: Breached | None = None  # None = no list is looked through
    words: Callable[[], tuple[str, ...]] = tuple  # that passwords are made of, where policy wants words
    in_flight: set[int] = field(default_factory=set)
    """Numbers of the intents whose write is under way in this process, over all its sign-ins."""

    def means(self) -> dict[str, Any]:
        """By name, for a session with them."""
        return {each.name: getattr(self, each.name) for each in fields(Means)}


@dataclass(frozen=True, kw_only=True)
class Session(Means):
    operator: Operator
    directory: DirectorySession
    policy: DeskPolicy
    recorder: Recorder
    role_groups: Mapping[Role, frozenset[str]]  # group ids
    witness: Callable[[str, Secret], Witnessed]
    """Login and password of a second operator → who that is. Raises as a sign-in; nobody stays signed in."""
    standing: Remembered = field(default_factory=Remembered)
    proved: LastProof = field(default_factory=LastProof)

    @property
    def policy_version(self) -> str:
        """What a verification and its clearance are bound to. Of the policy in force now: it changes with the
        threat."""
        return f"{self.policy.version}!" if self.is_elevated() else self.policy.version

    def send(self, message: Message) -> Delivered:
        """Hand a message over, with the words that every one of them has: its own, which may come from the
        record, do not replace them. An SMS only where one may go. What was written before it is on disk."""
        self.stores.commit()
        if why := against(message, self.policy.verification.sending):
            return Delivered(DeliveryKind.REFUSED, why)
        notices = self.policy.notices
        usual = {"desk": notices.help_desk, "link": notices.help_link}
        return self.delivery.send(replace(message, words=dict(message.words) | usual))

    def of(self, other: Operator) -> "Session":
        """The same for another operator, who proves who that is: whatever is recorded is recorded of them."""
        recorder = self.recorder.of(other)
        return replace(self, operator=other, recorder=recorder, standing=Remembered(), proved=LastProof())

    def password_rules(self, person: Person) -> PasswordRules:
        """How this person's password is made and given."""
        rules = self.policy.passwords
        return replace(rules, handed_over=self.tier(person).handed_over or rules.handed_over)

    def tier(self, person: Person) -> Tier:
        """What proves this person now."""
        return tier_of(person, self.policy, self.is_elevated())

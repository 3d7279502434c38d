"""One visit to a person's methods: proven once, good for several changes until the proof's time is up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.effect import ENDS
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.stack import Stack

Cleared = Callable[[Clearance], None]
Clears = Callable[[Account, tuple[Action, ...], frozenset[Action], Cleared], None]
"""(account, wanted, actions to verify for, what to do with the clearance)"""

_METHODS = frozenset({Action.CHANGE_METHODS})


@dataclass(frozen=True)
class _Held:
    account: AccountId
    clearance: Clearance
    card: CardScreen | None  # a call lasts as long as its card


class OngoingVisit:
    """`clears` finds or earns the clearance."""

    def __init__(self, stack: Stack, clock: Clock, clears: Clears) -> None:
        self._stack = stack
        self._clock = clock
        self._clears = clears
        self._held: _Held | None = None

    def enter(self, account: Account, then: Cleared) -> None:
        """`then` with the visit's clearance; after a verification, if there is no visit."""
        held = self._of(account.id)
        if held is not None:
            then(held.clearance)
            return

        def keep(clearance: Clearance) -> None:
            self._held = _Held(account.id, clearance, self._stack.find(CardScreen))
            then(clearance)

        self._clears(account, tuple(_METHODS), _METHODS, keep)

    def until(self, account: AccountId) -> datetime | None:
        """How long no further proof is needed; None = the next change begins with one."""
        held = self._of(account)
        return held.clearance.expires_at if held else None

    def heed(self, answer: object) -> None:
        """What the desk answered to a change may have ended the visit."""
        if isinstance(answer, Problem) and answer.effect in ENDS:
            self._held = None

    def _of(self, account: AccountId) -> _Held | None:
        held = self._held
        if held is None or held.account != account or held.card is not self._stack.find(CardScreen):
            return None
        return held if self._clock.now() < held.clearance.expires_at else None

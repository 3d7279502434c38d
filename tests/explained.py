"""What stops somebody, in the sentences that a person reads."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from helpdesk_tui.desk.account import Account, Marks, SignInState
from helpdesk_tui.desk.explaining import explain, of_sign_in


def why(account: Account, now: datetime) -> tuple[str, ...]:
    """Of signing in."""
    return tuple(each.sentence for each in of_sign_in(explain(account, now)))


def why_in(state: SignInState, now: datetime) -> tuple[str, ...]:
    """The same of a state, whoever has it."""
    somebody: Any = SimpleNamespace(state=state, policy=None, marks=Marks(None, None), server="")
    return why(somebody, now)

"""Whether a typed password is known from a breach. A generated one is in no list."""

from collections.abc import Iterator

from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.secret import Secret


def against(session: Session, typed: Secret | None) -> Iterator[Problem]:
    """A list that cannot be looked through lets none pass."""
    if session.breached is None or not typed:
        return
    try:
        if session.breached.holds(typed):
            yield problem("password-breached")
    except StoreUnavailable as error:
        yield error.problem

"""An unlock that is taken on to the server that decides on lockouts, where that is another than the
session's.

A lockout that stands there keeps the person out, though the session's server shows none. So it is looked at
once the unlock is done and recorded; and where the account is locked there, it is unlocked there: a step of
its own, with its own connection, intent, last look and outcome, read back there. Whatever becomes of it, the
first one stays as it was recorded. `performing` alone starts it: it hands over the clearance, and how the
write is prepared.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace

from helpdesk_tui.desk import guard
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome, StepResult, overall
from helpdesk_tui.desk.actions.registry import steps_of
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.errors import HelpdeskError, Refused, StoreUnavailable
from helpdesk_tui.desk.ports import Change, LockoutServer, PreparedChange, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.settling import Written, intend, record_outcome, settle, under_way

_ORDER = Order(Action.UNLOCK)
_READ_AGAIN_AFTER = (0.0, 1.0)
"""Seconds, after a lost answer. Somebody waits, and the first outcome stands already: what is not seen by
then is looked at again at the next sign-in."""


@dataclass(frozen=True)
class AlsoUnlocked:
    """What came of it at the server that decides on lockouts."""

    server: str  # its name; "" = which one it is cannot be told
    result: StepResult
    recorded: bool = True  # False: the outcome could not be recorded; the next start does it


def server_for(session: Session, account: Account, order: Order) -> LockoutServer | Problem | None:
    """Where `order` may have to unlock `account`, too; None = nowhere. Asked before anything is written, so
    that the intent can say it. A problem, where it cannot be told, stops nothing."""
    if Action.UNLOCK not in steps_of(order):
        return None
    try:
        return session.directory.lockout_server(account.id)
    except HelpdeskError as error:
        return problem("lockout-server-unknown", detail=_told(error.problem))
    except Exception as error:  # noqa: BLE001 - whatever it is, it keeps nobody from being unlocked here
        return problem("lockout-server-unknown", detail=type(error).__name__)


def is_due(steps: tuple[StepResult, ...]) -> bool:
    """Whether all is done here, an unlock among it. As long as a part is unknown its intent is open, and a
    further one on the account would keep it from being told for good."""
    return overall(steps) is Outcome.DONE and any(each.step is Action.UNLOCK for each in steps)


def not_asked(session: Session, first: Written, why: Problem, server: str = "") -> AlsoUnlocked:
    """Nothing is written there; the record and the receipt say why."""
    _note(session, first, server, "refused", why)
    return AlsoUnlocked(server, StepResult(Action.UNLOCK, Outcome.REFUSED, why))


def unlock_there(
    session: Session,
    clearance: Clearance,
    first: Written,
    server: LockoutServer,
    prepare: Callable[[], AbstractContextManager[PreparedChange]],
) -> AlsoUnlocked | None:
    """Unlock `first`'s account there, if it is locked there. None = it is not. Raises nothing."""
    try:
        with prepare() as prepared:
            seen = _looked_at(session, first, prepared, server)
            if seen is None:
                _note(session, first, server.name, "not-needed")
                return None
            return _unlock(_There(session, clearance, first, server), prepared, seen)
    except HelpdeskError as error:
        why = error.problem if isinstance(error, _Stays) else _unasked(server, error.problem)
    except Exception as error:  # noqa: BLE001 - the first write is over: nothing may hide it
        why = _unasked(server, problem("unexpected", where=type(error).__name__))
    return not_asked(session, first, why, server.name)


class _Stays(Refused):
    """It stays locked there, and the problem says so."""


@dataclass(frozen=True)
class _There:
    session: Session
    clearance: Clearance
    first: Written
    server: LockoutServer


def _looked_at(
    session: Session, first: Written, prepared: PreparedChange, server: LockoutServer
) -> Account | None:
    """The account as it stands there, if it is to be unlocked there; None = it is not locked. Raises `_Stays`
    for what speaks against it: this server may know of what the session's does not, yet."""
    seen = prepared.read()
    if seen.id != first.account.id:
        raise _stays(server, problem("account-changed"))
    if seen.state.locked is False:
        return None
    if seen.state.locked is None:
        raise _Stays(problem("lockout-server-blind", server=server.name))
    against = guard.refusals(session.operator, seen, first.order.action, session.policy.scope)
    if against:
        raise _stays(server, against[0])
    return seen


def _unlock(there: _There, prepared: PreparedChange, seen: Account) -> AlsoUnlocked | None:
    """Its intent, a last look, one write, what a read shows, and the outcome."""
    session = there.session
    try:
        begun = intend(session, there.clearance, seen, _ORDER, of=there.first.intent, server=seen.server)
    except StoreUnavailable as error:
        raise _stays(there.server, error.problem) from error
    try:
        with under_way(session, begun.intent):
            return _settled(there, *_written(there, begun, prepared))
    except Exception:  # noqa: BLE001 - it may be written: the intent is open, and is looked at again
        unknown = StepResult(Action.UNLOCK, Outcome.UNKNOWN, problem("outcome-unknown"))
        return AlsoUnlocked(there.server.name, unknown, recorded=False)


def _written(there: _There, begun: Written, prepared: PreparedChange) -> tuple[Written, Reply]:
    """The write, and what was there just before it."""
    try:
        seen = _looked_at(there.session, there.first, prepared, there.server)
    except HelpdeskError as error:
        return begun, Reply(ReplyKind.NOT_SENT, error.problem)
    if seen is None:
        return begun, Reply(ReplyKind.NOT_SENT, problem("not-locked"))
    return begun.seen(seen), prepared.change(Change(frozenset(begun.steps)))


def _settled(there: _There, begun: Written, reply: Reply) -> AlsoUnlocked | None:
    _, (result,) = settle(there.session, begun, reply, there.server.read, _READ_AGAIN_AFTER)
    recorded = record_outcome(there.session, begun, (result,), reply)
    why = result.problem
    if why is not None and why.code == "not-locked":
        return None  # in between, by somebody else, or it heard of the first one
    if result.outcome is Outcome.REFUSED and why is not None and why.code not in _SAID_IN_FULL:
        result = replace(result, problem=_stays(there.server, why).problem)
    return AlsoUnlocked(there.server.name, result, recorded)


_SAID_IN_FULL = frozenset({"lockout-server-keeps", "lockout-server-blind"})


def _stays(server: LockoutServer, why: Problem) -> _Stays:
    return _Stays(_of_server("lockout-server-keeps", server, why))


def _unasked(server: LockoutServer, why: Problem) -> Problem:
    return _of_server("lockout-server-unasked", server, why)


def _of_server(code: str, server: LockoutServer, why: Problem) -> Problem:
    return problem(code, server=server.name, why=why.cause, detail=_told(why))


def _told(why: Problem) -> str:
    return f"{why.code} {why.detail}".strip()


def _note(session: Session, first: Written, server: str, outcome: str, why: Problem | None = None) -> None:
    """That nothing was written there. A record that fails now hides nothing that was."""
    facts: dict[str, object] = {"intent": first.intent, "outcome": outcome}
    if why is not None:
        facts |= {"problem": why.code, "detail": why.detail}
    with suppress(StoreUnavailable):
        session.recorder.write("action.elsewhere", first.account, of_server=server, **facts)

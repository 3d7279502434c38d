"""Actions that were begun and have no outcome: found at the next sign-in and resolved by reading."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from helpdesk_tui.desk import temporary
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import (
    Before,
    Outcome,
    StepResult,
    kept,
    overall,
    read_back,
    was_applied,
    was_taken_on,
)
from helpdesk_tui.desk.actions.registry import READING, SPECS
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused
from helpdesk_tui.desk.notices import promise_of_action, words_of
from helpdesk_tui.desk.ports import Record
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session

_PATIENCE = 2  # silences at one sign-in
_LONGEST_WRITE = timedelta(minutes=10)  # for which a process may write: longer than all its timeouts
_GONE = timedelta(days=7)  # how long an account that cannot be seen is looked for
_SETTLING = timedelta(seconds=60)  # how long a server may still carry out what was lost
_DRIFT = timedelta(minutes=5)  # between the server's clock and ours


@dataclass(frozen=True)
class Resolved:
    """What became of an interrupted action. `final` False: looked at again at the next sign-in."""

    number: int
    login: str
    outcome: Outcome
    final: bool
    problem: Problem | None
    steps: tuple[StepResult, ...] = ()


@dataclass(frozen=True)
class _Look:
    """What was found of it, and the account as it was read for that; None = it was not."""

    found: Resolved
    account: Account | None = None


def resolve(session: Session) -> tuple[Resolved, ...]:
    """Read what each interrupted action did and record its outcome, and that the person is to be told.

    Left alone: actions under way. Kept open: those that cannot be told yet. Raises `StoreUnavailable`.
    """
    over = [intent for intent in session.stores.audit.open_intents() if is_over(session, intent)]
    looked = tuple(_looked(session, over))  # all of them before any is recorded
    return tuple(
        look.found for intent, look in looked if not look.found.final or _record(session, intent, look)
    )


def _looked(session: Session, over: Iterable[Record]) -> Iterator[tuple[Record, _Look]]:
    """What is down takes its time to say so, and somebody waits: the rest stays open then."""
    silent: list[Problem] = []
    for intent in over:
        if len(silent) >= _PATIENCE:
            yield intent, _open(intent, silent[0])
            continue
        try:
            yield intent, _look(session, intent)
        except DirectoryUnreachable as error:
            silent.append(error.problem)
            yield intent, _open(intent, error.problem)


def is_over(session: Session, intent: Record) -> bool:
    """Whether the process that was to write it is gone."""
    host, process = str(intent.facts.get("host")), str(intent.facts.get("process"))
    if (host, process) == (session.operator.source.host, session.operator.source.process):
        return intent.seq not in session.in_flight
    # One that stands still for so long is over too: should it wake, its outcome contradicts on the record.
    return session.is_alive(host, process) is False or session.clock.now() - intent.at > _LONGEST_WRITE


def _look(session: Session, intent: Record) -> _Look:
    if _was_read(intent):
        return _told(intent, Outcome.UNKNOWN, problem("resolve-read"))
    found = kept(intent)
    if found is None:
        return _told(intent, Outcome.UNKNOWN, problem("resolve-blind"))
    before, steps = found
    try:
        account = _account(intent)
        read = _reading(session, intent, account, before.server)
        if read is None:
            return _open(intent, problem("resolve-elsewhere", server=before.server))
        after = read(account)
    except Refused as error:
        # Gone, or out of this operator's sight: somebody else may see more.
        gone = error.problem.code == "account-gone" and session.clock.now() - intent.at > _GONE
        return _told(intent, Outcome.UNKNOWN, error.problem) if gone else _open(intent, error.problem)
    if _was_written_since(session, intent):
        return _told(intent, Outcome.UNKNOWN, problem("resolve-superseded"), after)
    return _Look(_judge(session, intent, before, after, steps), after)


def _was_read(intent: Record) -> bool:
    """Whether it was about to read a secret of a device: no read shows whether it did."""
    return any(spec.action == intent.facts.get("action") for spec in READING)


def _reading(
    session: Session, intent: Record, account: AccountId, server: str
) -> Callable[[AccountId], Account] | None:
    """How the account is read at `server`; None = from here it cannot be. What was taken on to the server
    that decides on lockouts is looked at there. Raises `DirectoryUnreachable`, `Refused`."""
    if server == session.directory.info_of(account).server:
        return session.directory.read
    there = session.directory.lockout_server(account) if was_taken_on(intent) else None
    return there.read if there and there.name.casefold() == server.casefold() else None


def _judge(
    session: Session, intent: Record, before: Before, after: Account, steps: tuple[Action, ...]
) -> Resolved:
    applied = was_applied(before, after, steps)
    if applied is False:
        if session.clock.now() - intent.at < _SETTLING:
            return _resolved(intent, Outcome.UNKNOWN, problem("not-settled"), final=False)
        return _resolved(intent, Outcome.REFUSED, problem("not-applied"))
    if applied is None or not _is_ours(intent, after, steps):
        return _resolved(intent, Outcome.UNKNOWN, problem("resolve-blind"))
    results = read_back(before, after, steps)
    why = next((result.problem for result in results if result.problem), None)
    return Resolved(intent.seq, _login(intent), overall(results), True, why, results)


def _is_ours(intent: Record, after: Account, steps: tuple[Action, ...]) -> bool:
    """Whether a password that moved did so at the time of this action, and not by somebody's hand later."""
    at = after.marks.password_at
    if not any(SPECS[step].sets_password for step in steps):
        return True
    return at is not None and intent.at - _DRIFT <= at <= intent.at + _DRIFT + _SETTLING


def _was_written_since(session: Session, intent: Record) -> bool:
    """Whether the desk began something else on the account later: then its marks tell nothing of this one."""
    begun = session.stores.audit.records(account=_account(intent), event="action.intent")
    return any(record.seq > intent.seq and not _was_read(record) for record in begun)


def _record(session: Session, intent: Record, look: _Look) -> bool:
    """False if another process recorded an outcome first."""
    found = look.found
    _set_ends(session, intent, look)  # before the outcome, behind which nobody looks any more
    recorded = session.recorder.finish(
        intent.seq,
        account=intent.facts["account"],
        account_login=found.login,
        server=intent.facts.get("server", session.directory.info.server),
        outcome=found.outcome.value,
        steps={result.step.value: result.outcome.value for result in found.steps},
        problems=[found.problem.code] if found.problem else [],
        resolved=True,
    )
    if recorded and found.outcome is not Outcome.REFUSED and not was_taken_on(intent):
        _promise(session, intent, look.account)
    return recorded is not None


def _set_ends(session: Session, intent: Record, look: _Look) -> None:
    """A temporary password that was set has its end, as it would have had; one whose end was not written is
    to be ended still. Whatever was begun while the others were looked at has an end of its own."""
    if _was_written_since(session, intent):
        return
    if not was_taken_on(intent):
        temporary.set_end(session, intent.seq, intent.at, look.account, look.found.steps)
    if intent.facts.get("action") == Action.EXPIRE and look.found.outcome is Outcome.REFUSED:
        used = session.stores.clearances.clearance(ClearanceId(str(intent.facts.get("clearance"))))
        if used is not None:
            temporary.try_again_later(session, used)


def _promise(session: Session, intent: Record, account: Account | None) -> None:
    """That the person is told (`late_notices`), unless the process that died saw to it."""
    due = session.stores.audit.records(account=_account(intent), event="notice.due")
    if any(record.facts.get("of") == intent.seq for record in due):
        return
    with suppress(DirectoryUnreachable, Refused, KeyError):  # gone, or of another version
        account = account or session.directory.read(_account(intent))
        # It waits in the record, which keeps to UTC.
        operator, when = str(intent.facts["operator_login"]), f"{intent.at:%Y-%m-%d %H:%M} UTC"
        words = {"operator": operator, "when": when, **words_of(intent)}
        promise_of_action(session, account, str(intent.facts["action"]), intent.seq, **words)


def _told(intent: Record, outcome: Outcome, why: Problem, account: Account | None = None) -> _Look:
    return _Look(_resolved(intent, outcome, why), account)


def _open(intent: Record, why: Problem) -> _Look:
    return _Look(_resolved(intent, Outcome.UNKNOWN, why, final=False))


def _resolved(intent: Record, outcome: Outcome, why: Problem, *, final: bool = True) -> Resolved:
    return Resolved(intent.seq, _login(intent), outcome, final, why)


def _account(intent: Record) -> AccountId:
    return AccountId(str(intent.facts["account"]))


def _login(intent: Record) -> str:
    return str(intent.facts.get("account_login", ""))

"""Actions that were begun and have no outcome: found at the next start and resolved by reading."""

from dataclasses import dataclass

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.orders import Step
from helpdesk_tui.desk.ports import Facts, Record
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.reading_back import Before, Outcome, overall, read_back, was_applied
from helpdesk_tui.desk.session import Session
from helpdesk_tui.errors import Refused


@dataclass(frozen=True)
class Resolved:
    """What became of an interrupted action. `outcome` UNKNOWN with `final` False: looked at again later."""

    number: int
    login: str
    outcome: Outcome
    final: bool
    problem: Problem | None


def resolve(session: Session) -> tuple[Resolved, ...]:
    """Read what each interrupted action did and record its outcome.

    Left alone: actions of a process that still runs. Kept open: those of another server, whose marks
    cannot be compared here. Raises `DirectoryUnreachable`, `StoreUnavailable`.
    """
    found = [
        _resolve(session, intent)
        for intent in session.stores.audit.open_intents()
        if _is_over(session, intent)
    ]
    return tuple(each for each in found if each is not None)


def _is_over(session: Session, intent: Record) -> bool:
    """Whether the process that began it is gone; on another host: whether it had ten minutes."""
    alive = session.is_alive(str(intent.facts["host"]), str(intent.facts["process"]))
    if alive is None:
        return (session.clock.now() - intent.at).total_seconds() > 600
    return not alive


def _resolve(session: Session, intent: Record) -> Resolved | None:
    login = str(intent.facts["account_login"])
    before, steps = _kept(intent.facts)
    if before.server != session.directory.info.server:
        return Resolved(
            intent.seq, login, Outcome.UNKNOWN, False, problem("resolve-elsewhere", server=before.server)
        )
    outcome, why = _look(session, intent, before, steps)
    written = session.recorder.finish(
        intent.seq,
        account=intent.facts["account"],
        account_login=login,
        outcome=outcome.value,
        problems=[why.code] if why else [],
        resolved=True,
    )
    return Resolved(intent.seq, login, outcome, True, why) if written else None


def _look(
    session: Session, intent: Record, before: Before, steps: tuple[Step, ...]
) -> tuple[Outcome, Problem | None]:
    try:
        after = session.directory.read(AccountId(str(intent.facts["account"])))
    except Refused as refused:
        return Outcome.UNKNOWN, refused.problem
    if _was_written_since(session, intent):
        return Outcome.UNKNOWN, problem("resolve-superseded")
    applied = was_applied(before, after, steps)
    if applied is None:
        return Outcome.UNKNOWN, problem("resolve-blind")
    if not applied:
        return Outcome.REFUSED, problem("not-applied")
    return overall(read_back(before, after, steps)), None


def _was_written_since(session: Session, intent: Record) -> bool:
    """Whether the desk did something else to the account later: then its marks tell nothing of this one."""
    later = session.stores.audit.records(account=AccountId(str(intent.facts["account"])))
    return any(
        record.event == "action.outcome" and record.seq > intent.seq and record.facts.get("outcome") == "done"
        for record in later
    )


def _kept(facts: Facts) -> tuple[Before, tuple[Step, ...]]:
    before, steps = facts["before"], facts["steps"]
    if not isinstance(before, dict) or not isinstance(steps, list):
        raise Refused(problem("audit-broken", seq="?", reason="an intent without its facts"))
    return Before(**before), tuple(Step(step) for step in steps)

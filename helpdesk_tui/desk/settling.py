"""Around a write: its intent in the record, and after it what a read shows, whom to tell, and its outcome.
Nothing that fails after it hides the write (invariants 2, 3 and 4)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from helpdesk_tui.desk import notices, temporary
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import (
    Before,
    Outcome,
    StepResult,
    all_steps,
    overall,
    read_back,
    was_applied,
)
from helpdesk_tui.desk.actions.registry import CLEARED_BY_CALLER, steps_of
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.notices import Notice
from helpdesk_tui.desk.ports import Record, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session

READ_AGAIN_AFTER = (0.0, 1.0, 2.0, 3.0, 4.0)  # seconds; a lost write may still be under way at the server

Read = Callable[[AccountId], Account]
Seen = tuple[Account | None, tuple[StepResult, ...]]
"""The account as read back (None = could not be read), and what came of each step."""


@dataclass(frozen=True)
class Written:
    """A write under way: the number of its intent, and what was there before."""

    intent: int
    at: datetime  # when it was intended
    account: Account
    order: Order
    before: Before
    action: str  # as the record calls it
    words: Mapping[str, str] = field(default_factory=dict)  # of its notice, beside the usual ones

    @property
    def steps(self) -> tuple[Action, ...]:
        return steps_of(self.order)

    def seen(self, account: Account) -> "Written":
        """The same, on the account as the last look found it."""
        return replace(self, account=account, before=Before.of(account, self.steps, self.order.asked))


@dataclass(frozen=True)
class Settled:
    """What came of a write, who is due to be told, and when what it set comes to its end."""

    after: Account | None  # as read back; None = could not be read
    steps: tuple[StepResult, ...]
    due: Record | None
    recorded: bool  # False: the next start records the outcome
    good_until: datetime | Problem | None = None  # of a temporary password; see `temporary.set_end`

    @property
    def outcome(self) -> Outcome:
        return overall(self.steps)


def intend(
    session: Session,
    clearance: Clearance | None,
    account: Account,
    order: Order,
    action: str = "",
    /,
    **more: object,
) -> Written:
    """Record that `order` is about to be written, on the account as it is. No clearance: the old password
    clears it, or the brake needs none, which is what the record calls the `action` then. Raises
    `StoreUnavailable`: then nothing may be written."""
    steps, named = steps_of(order), action or order.action.value
    cleared: dict[str, object] = {}
    if clearance is not None:
        cleared = {
            "clearance": clearance.id,
            "verification": clearance.verification,
            "ticket": clearance.ticket,
            "policy_version": clearance.policy_version,
        }
    before = Before.of(account, steps, order.asked)
    intent = session.recorder.write(
        "action.intent",
        account,
        action=named,
        steps=[step.value for step in steps],
        before=asdict(before),
        **cleared,
        **more,
    )
    return Written(intent.seq, intent.at, account, order, before, named, notices.words_of(intent))


@contextmanager
def under_way(session: Session, intent: int) -> Iterator[None]:
    """Until it is over, nobody in this process takes it for interrupted. It is on disk first, whatever step
    it is part of: raises `StoreUnavailable`, and then nothing was written."""
    session.in_flight.add(intent)
    try:
        session.stores.commit()
        yield
    finally:
        session.in_flight.discard(intent)


def conclude(session: Session, written: Written, reply: Reply) -> Settled:
    """What a read shows, who is to be told, and the outcome in the record: last, so that whoever kills the
    program before it leaves an open intent, and after it nothing that is missing."""
    after, steps = settle(session, written, reply, session.directory.read)
    due, until, recorded = None, None, False
    try:
        with session.stores.together():
            due = _promise(session, written, after or written.account, steps)
            until = temporary.set_end(session, written.intent, written.at, after, steps)
            recorded = record_outcome(session, written, steps, reply)
    except StoreUnavailable as error:  # nothing of it is kept
        if due is not None:
            session.in_flight.discard(due.seq)
        ends_never = problem("temporary-unbounded", detail=error.problem.code)
        return Settled(after, steps, None, recorded=False, good_until=until and ends_never)
    return Settled(after, steps, due, recorded, until)


def end_unwritten(session: Session, begun: Written, why: Problem) -> None:
    """The last look said no: nothing was sent."""
    steps = all_steps(begun.steps, Outcome.REFUSED, why)
    record_outcome(session, begun, steps, Reply(ReplyKind.NOT_SENT, why))


def _promise(
    session: Session, written: Written, account: Account, steps: tuple[StepResult, ...]
) -> Record | None:
    """The person hears of what may have happened; of what surely did not, nobody needs to. In the record
    before the outcome is: whoever kills the program now keeps nobody from being told."""
    if overall(steps) is Outcome.REFUSED:
        return None
    due = notices.promise_of_action(session, account, written.action, written.intent, **written.words)
    if due is not None:
        session.in_flight.add(due.seq)
    return due


def tell(session: Session, written: Written, settled: Settled) -> tuple[Notice, ...]:
    """Who was told of it, and how."""
    if settled.outcome is Outcome.REFUSED:
        return ()
    account = settled.after or written.account
    return notices.tell_of_action(session, account, written.action, settled.due, **written.words)


def settle(
    session: Session,
    written: Written,
    reply: Reply,
    read: Read,
    read_again_after: Sequence[float] = READ_AGAIN_AFTER,
) -> Seen:
    """What came of it. `read`: how the account is read at the server that was written. After a lost answer it
    is read again after so many seconds each."""
    account_id, steps, before = written.account.id, written.steps, written.before
    if reply.kind in (ReplyKind.REFUSED, ReplyKind.NOT_SENT):
        return _try(read, account_id), all_steps(steps, Outcome.REFUSED, reply.problem)
    if reply.kind in (ReplyKind.ACCEPTED, ReplyKind.PARTLY):
        after = _try(read, account_id)
        if after is None:
            return None, all_steps(steps, Outcome.UNKNOWN, problem("outcome-unknown"))
        return after, _with_refusal(read_back(before, after, steps, reply), reply)
    return _search_for_lost(session, written, read, read_again_after)


def _search_for_lost(
    session: Session, written: Written, read: Read, read_again_after: Sequence[float]
) -> Seen:
    """After a lost answer: read, a few times, since the server may still be at it, or show a part of it."""
    after, found = None, all_steps(written.steps, Outcome.UNKNOWN, problem("outcome-unknown"))
    for seconds in read_again_after:
        session.pause(seconds)
        after = _try(read, written.account.id) or after
        if after is None:
            continue
        found = _found_of_lost(written, after)
        if overall(found) is Outcome.DONE:
            break
    return after, found


def _found_of_lost(written: Written, after: Account) -> tuple[StepResult, ...]:
    steps, before = written.steps, written.before
    applied = was_applied(before, after, steps)
    if applied:
        return read_back(before, after, steps)
    if applied is False:
        return all_steps(steps, Outcome.REFUSED, problem("not-applied"))
    return all_steps(steps, Outcome.UNKNOWN, problem("outcome-unknown"))


def _try(read: Read, account_id: AccountId) -> Account | None:
    """The account, or None: after a write nothing that fails may hide the write."""
    try:
        return read(account_id)
    except Exception:  # noqa: BLE001 - the write is over: nothing may hide it
        return None


def record_outcome(session: Session, written: Written, steps: tuple[StepResult, ...], reply: Reply) -> bool:
    """Whether the record holds it. The write is over; a store that fails now must not hide that.

    The intent stays open, and is looked at again at the next sign-in, when the outcome is unknown, and
    when a lost write was not seen: a slow server may still make it.
    """
    facts = {
        "server": written.before.server,
        "outcome": overall(steps).value,
        "steps": {result.step.value: result.outcome.value for result in steps},
        "problems": [result.problem.code for result in steps if result.problem],
        "reply": reply.kind.value,
        "code": reply.code,
    }
    settled = overall(steps) is not Outcome.UNKNOWN and (
        reply.kind is not ReplyKind.LOST or overall(steps) is Outcome.DONE
    )
    recorder = session.recorder
    try:
        if not settled:
            recorder.write("action.unsettled", written.account, intent=written.intent, **facts)
        elif not recorder.finish(written.intent, written.account, resolved=False, **facts):
            # somebody took this process for dead and recorded an outcome: say what was really seen
            recorder.write("action.contradicted", written.account, intent=written.intent, **facts)
    except StoreUnavailable:
        return False
    # Who knows the password has proven nothing else, and the brake asks nobody: what failed stays counted.
    if overall(steps) is Outcome.DONE and written.action in CLEARED_BY_CALLER:
        with suppress(StoreUnavailable):  # then the failures age out by themselves
            session.stores.attempts.clear(written.account.id)
    return True


def _with_refusal(results: tuple[StepResult, ...], reply: Reply) -> tuple[StepResult, ...]:
    """Why a step that is not done was refused, where the server said so."""
    if reply.problem is None:
        return results
    return tuple(
        replace(each, outcome=Outcome.REFUSED, problem=reply.problem)
        if each.outcome is Outcome.REFUSED or each.step in reply.undone
        else each
        for each in results
    )

"""A new password that nobody at the desk sees: it is sent to the person, once it was read back as set.

Where to: `password_ways`. It is kept in this process alone, while its receipt is open and for minutes at
most, so that it can be sent again: it is in no store, no queue and no record. What cannot be sent is lost
with it, and the person is reset once more.
"""

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from helpdesk_tui.desk import contacts, standing
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.reading_back import Outcome, StepResult, read_back
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.errors import Refused, StoreUnavailable
from helpdesk_tui.desk.notices import deliver
from helpdesk_tui.desk.password_ways import Way, demand_ways
from helpdesk_tui.desk.ports import Channel, DeliveryKind, Message, MessageKind, Reply
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.settling import Written
from helpdesk_tui.secret import Secret

MOST_SENDINGS = 3
HELD_FOR = timedelta(minutes=10)
_LEAST_HALF = 10  # characters; where both have them, a password is parted between two of its groups


@dataclass(frozen=True)
class SentPart:
    """The password on one channel, or a half of it. `problem` is None only when sent."""

    channel: Channel
    masked: str
    outcome: DeliveryKind
    problem: Problem | None = None


@dataclass(frozen=True)
class Handed:
    """What became of a password that nobody here sees."""

    parts: tuple[SentPart, ...] = ()  # () = nothing was sent
    why_not: Problem | None = None
    left: int = 0  # how often it can still be sent, while the desk holds it

    @property
    def is_sent(self) -> bool:
        return bool(self.parts) and all(part.outcome is DeliveryKind.SENT for part in self.parts)


@dataclass(frozen=True)
class _Held:
    """A password that can be sent again. `marks`: of the password that was read back; None = it was not."""

    written: Written
    reply: Reply
    password: Secret
    until: datetime
    marks: tuple[object, ...] | None
    left: int = MOST_SENDINGS


class HandingOver:
    """Sends new passwords to the people they are for; holds the newest one, of one receipt."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: _Held | None = None
        self._open: int | None = None  # the number of the receipt that is open
        self._lock = threading.Lock()

    def hand_over(
        self,
        written: Written,
        *,
        after: Account | None,
        steps: tuple[StepResult, ...],
        reply: Reply,
        password: Secret | None,
        ways: tuple[Way, ...],
    ) -> Handed:
        """Right after the write, whose reset is surely done: then it is sent. Where that is not known, a
        password that is not in force would lock the person out; so it waits for `again`, which looks first.
        `password` None: it is not in force, or nobody can tell any more. Raises nothing."""
        self._hold(None)
        self._open = written.intent
        if password is None:
            refused = any(_sets(each) and each.outcome is Outcome.REFUSED for each in steps)
            return Handed(why_not=None if refused else problem("password-unproven"))
        until = self._session.clock.now() + HELD_FOR
        done = _is_reset(steps)
        held = _Held(written, reply, password, until, _marks(after) if done and after else None)
        if not done:
            self._hold(held)
            return Handed(why_not=problem("password-unproven"), left=held.left)
        return self._send(held, after or written.account, ways)

    def again(self, number: int) -> Handed:
        """Send the password of that receipt once more, if it surely is in force. Raises `Refused`
        (password-unproven, password-unsendable, password-gone), `NotPermitted`, `DirectoryUnreachable`,
        `StoreUnavailable`; then nothing was sent."""
        session = self._session
        standing.demand(session)
        held = self._take(number)
        try:
            account = session.directory.read(held.written.account.id)
            marks = _proven(held, account)
            ways = demand_ways(session, account, held.written.order.action)
        except Refused as error:
            self._hold(replace(held, left=0) if error.problem.code == "password-gone" else held)
            raise
        except BaseException:
            self._hold(held)
            raise
        return self._send(replace(held, marks=marks), account, ways)

    def forget(self, number: int) -> None:
        """That receipt is closed; what is being sent now is not kept either."""
        if self._open == number:
            self._open = None
            self._hold(None)

    def _hold(self, held: _Held | None) -> None:
        """In the place of what was held; what is not held any more is dropped."""
        keeps = held is not None and held.left > 0 and held.written.intent == self._open
        with self._lock:
            before, self._held = self._held, held if keeps else None
        for each in (before, held):
            if each is not None and not (keeps and held is not None and each.password is held.password):
                each.password.drop()

    def _take(self, number: int) -> _Held:
        """The one held, for one sending. Raises `Refused` (password-gone)."""
        now = self._session.clock.now()
        with self._lock:
            held = self._held
            if held is not None and held.written.intent == number:
                self._held = None
                if held.left and held.until - HELD_FOR <= now < held.until:
                    return held
                held.password.drop()
        raise Refused(problem("password-gone"))

    def _send(self, held: _Held, account: Account, ways: tuple[Way, ...]) -> Handed:
        held = replace(held, left=held.left - 1)
        codes = _parted(held.password, len(ways))
        try:
            parts = tuple(
                self._send_part(account, way, code, str(number) if len(ways) > 1 else "")
                for number, (way, code) in enumerate(zip(ways, codes, strict=True), 1)
            )
        finally:
            for code in codes:
                code.drop()
            self._hold(held)
        return Handed(parts, left=held.left)

    def _send_part(self, account: Account, way: Way, code: Secret, part: str) -> SentPart:
        """`part`: "1" or "2" of two halves, "" = the whole."""
        session = self._session
        words = {
            "name": account.name or account.login,
            "operator": session.operator.name or session.operator.login,
            "part": part,
        }
        kind = MessageKind.PASSWORD_PART if part else MessageKind.NEW_PASSWORD
        delivered = deliver(
            session, Message(way.channel, kind, way.address, account.preferred_language, words, code)
        )
        masked = contacts.masked(way.kind, way.address)
        with suppress(StoreUnavailable):  # the write stands in the record by now
            session.recorder.write(
                "password.sent" if delivered.kind is DeliveryKind.SENT else "password.failed",
                account,
                channel=way.channel.value,
                to=masked,
                source=way.source,
                part=part,
                outcome=delivered.kind.value,
                problem=delivered.problem.code if delivered.problem else "",
                code=delivered.code,
            )
        return SentPart(way.channel, masked, delivered.kind, delivered.problem)


def _parted(password: Secret, count: int) -> tuple[Secret, ...]:
    """Each is dropped once it is sent. No local variable holds the text: a dump shows those."""
    if count == 1:
        return (Secret(password.reveal()),)
    return tuple(map(Secret, halves(password.reveal())))


def halves(password: str) -> tuple[str, str]:
    """In two, to be typed one after the other: before the sign between two groups that is nearest to the
    middle, where that leaves enough in both. The first half never ends in a sign, which would be taken for a
    full stop."""
    middle = len(password) // 2
    between = [place for place, sign in enumerate(password) if not sign.isalnum()]
    fit = [place for place in between if _LEAST_HALF <= place <= len(password) - _LEAST_HALF]
    cut = min(fit, key=lambda place: abs(place - middle), default=middle)
    while cut > 1 and not password[cut - 1].isalnum():
        cut -= 1
    return password[:cut], password[cut:]


def _sets(step: StepResult) -> bool:
    return SPECS[step.step].sets_password


def _is_reset(steps: tuple[StepResult, ...]) -> bool:
    return any(_sets(each) and each.outcome is Outcome.DONE for each in steps)


def _marks(account: Account) -> tuple[object, ...]:
    """What changes when somebody sets another password."""
    return (account.marks.password, account.marks.password_at)


def _proven(held: _Held, account: Account) -> tuple[object, ...]:
    """That the password is in force by now. Raises `Refused` (password-unproven, password-gone)."""
    marks = _marks(account)
    if held.marks is None:
        before, steps = held.written.before, held.written.steps
        if not _is_reset(read_back(before, account, steps, held.reply)):
            raise Refused(problem("password-unproven"))
    elif held.marks != marks:  # somebody set another one: this one would lock the person out
        raise Refused(problem("password-gone"))
    return marks

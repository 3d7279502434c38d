"""Ends temporary passwords whose time is over: those that this desk has set, that are as they were then, and
that nobody has used. Another one takes their place, which nobody knows; it must be changed, too.

No operator chooses whose: each end rests on the clearance that the reset left behind (`desk.temporary`),
which is used up once, by one run. What is not surely that password is left alone, and it is said why.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk_tui.desk import guard, passwords, settling, temporary
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.expire import TEMPORARY, THE_END
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.errors import (
    DirectoryUnreachable,
    HelpdeskError,
    NotPermitted,
    Refused,
    StoreUnavailable,
)
from helpdesk_tui.desk.new_password import names_of
from helpdesk_tui.desk.ports import Change, PreparedChange, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.settling import Written, conclude, intend, under_way
from helpdesk_tui.desk.standing import against_operator
from helpdesk_tui.secret import Secret

_AT_ONCE = 100  # writes in one run
_MOST_LOOKS = 2000  # in one run: what is left alone stands in nobody's way
_PATIENCE = 3  # silences in one run
_LENGTH = 32

_OVER = frozenset({"temporary-changed", "temporary-used", "account-gone"})
"""Why there is nothing to end any more."""


@dataclass(frozen=True)
class Ended:
    """What became of one. `outcome` None = left alone, for `problem`."""

    login: str
    outcome: Outcome | None
    problem: Problem | None = None
    number: int = 0  # of the intent in the record

    @property
    def is_well(self) -> bool:
        """Whether nobody need look at it."""
        over = self.outcome is None and self.problem is not None and self.problem.code in _OVER
        return over or self.outcome is Outcome.DONE


class Expiring:
    """`as_service`: the desk's own account does it, and no operator."""

    def __init__(self, session: Session, *, as_service: bool = False) -> None:
        self._session = session
        self._as_service = as_service

    def run(self) -> Iterator[Ended]:
        """One after the other, at most a hundred. Raises `NotPermitted`, `StoreUnavailable`, and
        `DirectoryUnreachable` where nobody answers."""
        session, silent, written = self._session, 0, 0
        if not self._as_service and (why := against_operator(session)):
            raise NotPermitted(why)
        for clearance in session.stores.clearances.left(session.clock.now(), _MOST_LOOKS):
            if written >= _AT_ONCE:
                return
            try:
                ended = self._end(clearance)
            except DirectoryUnreachable as error:
                silent += 1
                if silent >= _PATIENCE:
                    raise
                ended = Ended(clearance.account, None, error.problem)
            if ended is not None:
                written += ended.outcome is not None
                yield ended

    def _end(self, clearance: Clearance) -> Ended | None:
        """None = another run is at it."""
        try:
            sealed = self._session.stores.clearances.clearance(clearance.id)
        except StoreUnavailable as error:
            if error.problem.code != "store-altered":
                raise
            return Ended(clearance.account, None, error.problem)  # one row keeps nobody from the others
        if sealed is None or sealed.used_at is not None or sealed.actions != frozenset({Action.EXPIRE}):
            return None
        try:
            return self._looked_at(sealed)
        except (DirectoryUnreachable, StoreUnavailable):
            raise
        except HelpdeskError as error:
            return Ended(clearance.account, None, error.problem)

    def _looked_at(self, clearance: Clearance) -> Ended | None:
        """What needs no clearance comes first: who gives up before it is used tries it again."""
        session = self._session
        account = session.directory.read(clearance.account)
        if why := self._against(clearance, account):
            return self._left(clearance, account, why)
        try:
            replacement = self._replacement(account)
        except Refused as error:
            return self._left(clearance, account, error.problem)
        try:
            with session.directory.prepare_change(account.id) as prepared:
                if not session.stores.clearances.consume(clearance.id, session.clock.now()):
                    return None
                return self._consumed(clearance, account, prepared, replacement)
        finally:
            replacement.drop()

    def _left(self, clearance: Clearance, account: Account, why: Problem) -> Ended:
        session = self._session
        if why.code in _OVER and not session.stores.clearances.consume(clearance.id, session.clock.now()):
            return Ended(account.login, None, why)
        if not self._is_said(clearance, account, why):
            session.recorder.write("temporary.left", account, problem=why.code, clearance=clearance.id)
        return Ended(account.login, None, why)

    def _is_said(self, clearance: Clearance, account: Account, why: Problem) -> bool:
        """A timer comes every few minutes: the same is recorded once."""
        last = self._session.stores.audit.records(account=account.id, event="temporary.left", last=1)
        return any(
            (each.facts.get("clearance"), each.facts.get("problem")) == (clearance.id, why.code)
            for each in last
        )

    def _against(self, clearance: Clearance, account: Account) -> Problem | None:
        """Why this is left alone; None = it surely is that password, which nobody has used."""
        if not temporary.is_recognised(account):
            unread = account.state.must_change is None
            return problem("temporary-unread" if unread else "temporary-changed")
        if temporary.password_mark(account) != clearance.fingerprint:
            return problem("temporary-changed")
        if account.state.reset_enables:
            return problem("reset-would-enable")
        set_at, seen = account.marks.password_at, account.state.last_sign_in
        if isinstance(set_at, datetime) and isinstance(seen, datetime) and seen > set_at:
            return problem("temporary-used")
        session = self._session
        against = guard.refusals(session.operator, account, Action.EXPIRE, session.policy.scope)
        return against[0] if against else None

    # --- the write ------------------------------------------------------------------------------------

    def _consumed(
        self, clearance: Clearance, account: Account, prepared: PreparedChange, replacement: Secret
    ) -> Ended:
        session = self._session
        try:
            begun = intend(session, clearance, account, THE_END)
        except StoreUnavailable:
            temporary.try_again_later(session, clearance)
            raise
        with under_way(session, begun.intent):
            return self._written(clearance, begun, prepared, replacement)

    def _written(
        self, clearance: Clearance, begun: Written, prepared: PreparedChange, replacement: Secret
    ) -> Ended:
        written = begun
        try:
            written = begun.seen(prepared.read())
            why = self._against(clearance, written.account)
        except HelpdeskError as error:
            why = error.problem
        if why is not None:
            reply = Reply(ReplyKind.NOT_SENT, why)
        else:
            reply = prepared.change(Change(TEMPORARY, replacement))
        return self._settled(clearance, written, _of_the_end(reply))

    def _settled(self, clearance: Clearance, written: Written, reply: Reply) -> Ended:
        """What surely was not written is left to a later run; first, since nobody looks behind an outcome."""
        session, why = self._session, reply.problem
        if reply.kind in (ReplyKind.NOT_SENT, ReplyKind.REFUSED) and not (why and why.code in _OVER):
            temporary.try_again_later(session, clearance)
        settled = conclude(session, written, reply)
        why = next((result.problem for result in settled.steps if result.problem), None)
        settling.tell(session, written, settled)
        login = (settled.after or written.account).login
        return Ended(login, settled.outcome, why, written.intent)

    def _replacement(self, account: Account) -> Secret:
        """Raises `Refused` (password-generation)."""
        longest = account.policy.max_length if account.policy else _LENGTH
        length = min(_LENGTH, longest)
        return passwords.generate(account.policy, length, names_of(account), self._session.randomness)


def _of_the_end(reply: Reply) -> Reply:
    """What a directory calls a reset is the end here."""
    undone = {Action.EXPIRE if step is Action.RESET else step for step in reply.undone}
    return replace(reply, undone=frozenset(undone))

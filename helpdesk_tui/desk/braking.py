"""The brake: an account under attack is disabled at once, with a reason and no proof of a caller.

It is the one write without a proof (invariant 1), and it can only close: it takes no order, and makes one
change, which disables. A supervisor says yes to it, or an operator and a second one (`brake_agreement`); the
guard holds, and so does a limit (`brake_rules`). All else is as with every write: intent before, last look on
the connection that writes, one modify, read back, outcome after. It is taken back by enabling alone, under a
full clearance, by a supervisor (`recent.releases_brake`).
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from helpdesk_tui.desk import brake_rules, settling, standing
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import BRAKE, Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.brake_agreement import Agreed, Agreement, Second
from helpdesk_tui.desk.brake_rules import CLOSE, ORDER
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted, Refused, StoreUnavailable
from helpdesk_tui.desk.performing import Receipt
from helpdesk_tui.desk.ports import Attempt, PreparedChange, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.settling import Written, conclude, end_unwritten, intend, under_way
from helpdesk_tui.desk.standing import against_operator, against_roles
from helpdesk_tui.text import clean


@dataclass(frozen=True)
class BrakePreview:
    """What will happen, before anybody says yes."""

    account: Account
    sentences: tuple[str, ...]
    refusals: tuple[Problem, ...]  # it cannot go on
    by_two: bool  # whether a second operator must say yes


class Braking:
    """For one operator: `begin`, answer what the agreement asks, `brake`. Raises `NotPermitted` and
    `Refused` with the reason, `DirectoryUnreachable`, `StoreUnavailable`; then nothing was written."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._directory = session.directory

    def preview(self, account_id: AccountId) -> BrakePreview:
        """What the brake would do to the account as it is now."""
        session = self._session
        standing.demand(session)
        account = self._directory.read(account_id)
        limit = brake_rules.against_limit(session)
        refusals = (*brake_rules.against(session, account), *([limit] if limit else []))
        said = tuple(brake_rules.sentences(session, account))
        return BrakePreview(account, said, refusals, brake_rules.needs_second(session))

    def begin(self, account_id: AccountId, ticket: str = "") -> Agreement:
        """A `Talk` that asks for the reason, and for a second operator where it takes one. What cannot end
        well is raised before."""
        shown = self.preview(account_id)
        for why in shown.refusals:
            is_impossible = why in brake_rules.impossible(self._session, shown.account)
            self._record_denial(shown.account, why)
            raise (Refused if is_impossible else NotPermitted)(why)
        return Agreement(self._session, shown.account, clean(ticket, 64))

    def brake(self, agreement: Agreement) -> Receipt:
        """Disable the account that was agreed on, now; the receipt says what was read back.

        As with every write all is asked twice. What was agreed is used up once the connection stands: until
        then the same can be tried again.
        """
        session = self._session
        agreed = agreement.agreed(session)
        account = self._demand(agreed, lambda: self._directory.read(agreed.account))
        with self._directory.prepare_change(account.id) as prepared:
            agreed = agreement.use_up(session)
            with session.stores.together():
                counted = self._counted(account)
                session.stores.clearances.void(account.id, session.clock.now(), visits=True)
                begun = self._intend(agreed, account)
            with under_way(session, begun.intent):
                return self._write(agreed, begun, counted, prepared)

    # --- before the write ---------------------------------------------------------------------------

    def _demand(self, agreed: Agreed, read: Callable[[], Account]) -> Account:
        """The account by `read`, if everything holds that must at the moment of the write. The account is
        looked at last: nothing that takes time comes after it."""
        session, second = self._session, agreed.second
        why = against_operator(session) or self._against_second(second)
        account = read()
        if why is None and second is not None:
            why = brake_rules.against_second(session, second.who, account)
        forbidden = brake_rules.forbidden(session, session.operator, account)
        if why or forbidden:
            raise self._denied(account, why or forbidden[0])
        if impossible := brake_rules.impossible(session, account):
            self._record_denial(account, impossible[0])
            raise Refused(impossible[0])
        return account

    def _against_second(self, second: Second | None) -> Problem | None:
        """That it takes a second operator and there is none, or one who is none any more. Whose account lies
        beyond what this desk sees stays what it was."""
        session = self._session
        if second is None:
            return problem("brake-not-agreed") if brake_rules.needs_second(session) else None
        account, login = second.who.account, second.who.operator.login
        with suppress(Refused):
            account = self._directory.read(account.id)
        gone = against_roles(session, second.who.operator, account)
        return problem("brake-second-barred", login=login, why=gone.cause) if gone else None

    def _counted(self, account: Account) -> Attempt:
        try:
            return brake_rules.count(self._session)
        except NotPermitted as error:
            raise self._denied(account, error.problem) from None

    def _intend(self, agreed: Agreed, account: Account) -> Written:
        said: dict[str, object] = {"reason": agreed.reason, "ticket": agreed.ticket}
        if second := agreed.second:
            who = second.who.operator
            said |= {"second": who.id, "second_login": who.login, "second_factor": second.factor}
        version = self._session.policy_version
        return intend(self._session, None, account, ORDER, BRAKE, policy_version=version, **said)

    def _denied(self, account: Account, why: Problem) -> NotPermitted:
        self._record_denial(account, why)
        return NotPermitted(why)

    def _record_denial(self, account: Account, why: Problem) -> None:
        self._session.recorder.write("action.denied", account, action=BRAKE, problem=why.code)

    # --- the write, and after it --------------------------------------------------------------------

    def _write(self, agreed: Agreed, begun: Written, counted: Attempt, prepared: PreparedChange) -> Receipt:
        """The last look, and the modify at once."""
        session = self._session
        try:
            account = self._demand(agreed, prepared.read)
        except DirectoryUnreachable as error:
            return self._settle(begun, counted, Reply(ReplyKind.NOT_SENT, error.problem))
        except Refused as error:
            end_unwritten(session, begun, error.problem)
            self._give_back(counted)
            raise
        reply = prepared.change(CLOSE)
        return self._settle(begun.seen(account), counted, reply)

    def _settle(self, written: Written, counted: Attempt, reply: Reply) -> Receipt:
        settled = conclude(self._session, written, reply)
        if settled.outcome is Outcome.REFUSED and reply.kind is not ReplyKind.LOST:
            self._give_back(counted)
        told = settling.tell(self._session, written, settled)
        return Receipt(
            number=written.intent,
            action=Action.DISABLE,
            account=settled.after,
            steps=settled.steps,
            server=written.before.server,
            password=None,
            recorded=settled.recorded,
            notices=told,
        )

    def _give_back(self, counted: Attempt) -> None:
        """Nothing was closed, so it was no use of the brake."""
        with suppress(StoreUnavailable):  # then it counts as one
            self._session.stores.attempts.succeed(counted)

"""A supervisor's release: ends a block before its time, or another operator's hold on an account."""

from helpdesk_tui.desk import guard, reports
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.course import block_on
from helpdesk_tui.desk.lookup import Lookup
from helpdesk_tui.desk.methods.own_proof import release
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.standing import against_operator


class Releasing:
    """For supervisors. Raises `NotPermitted`, `Refused`, `DirectoryUnreachable`, `StoreUnavailable`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def release_account(self, account_id: AccountId) -> Problem | None:
        """Forget the failed proofs of an account, but those by this supervisor; end whatever verification or
        visit is open on it, and the hold by a report. The problem, if it is blocked all the same."""
        session = self._session
        account = session.directory.read(account_id)
        why = self._against_supervisor()
        why = why or self._against_release(account)
        if why:
            raise session.recorder.refusal("block.kept", why, account)
        hold = session.stores.reports.hold(account_id)
        about = {} if hold is None else {"reported_at": hold.report.at.isoformat()}
        with session.stores.together():
            session.recorder.write("block.released", account, **about)
            session.stores.attempts.clear(account_id, but_by=session.operator.id)
            session.stores.clearances.void(account_id, session.clock.now(), visits=True)
            session.stores.reports.release(account_id, session.clock.now())
        left = block_on(session, account_id)
        return problem("own-guesses-stay") if left and left.code == "account-blocked" else left

    def release_operator(self, login: str) -> AccountId:
        """Forget the failed proofs by an operator, and those at the operator's sign-in; not one's own."""
        session = self._session
        account = session.directory.read(Lookup(session).resolve(login))
        why = self._against_supervisor()
        if why is None and account.id == session.operator.id:
            why = problem("own-account")
        if why:
            raise session.recorder.refusal("block.kept", why, account)
        with session.stores.together():
            session.recorder.write("block.released", account, of_operator=True)
            session.stores.attempts.clear_operator(account.id)
            release(session, account.id)
        return account.id

    def _against_release(self, account: Account) -> Problem | None:
        """Whom policy lets nobody reset, a report may hold all the same: that ends by whoever had no part."""
        session = self._session
        against = guard.against_release(session.operator, account, session.policy.scope)
        return against[0] if against else reports.against_part(session, account.id)

    def _against_supervisor(self) -> Problem | None:
        if Role.SUPERVISOR not in self._session.operator.roles:
            return problem("supervisors-only")
        return against_operator(self._session)

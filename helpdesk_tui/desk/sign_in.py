"""The way in: who signs in, by what, and the desk that opens behind it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.checkup import Checkup
from helpdesk_tui.desk.configured_names import ConfiguredNames
from helpdesk_tui.desk.desk import Desk, WayBack, opened_desk
from helpdesk_tui.desk.errors import HelpdeskError, NotPermitted, Refused
from helpdesk_tui.desk.expiring import Expiring
from helpdesk_tui.desk.interrupted import resolve
from helpdesk_tui.desk.late_notices import tell_late
from helpdesk_tui.desk.named import PlaceOf, key_of
from helpdesk_tui.desk.operator import Operator, Role, SignInBy, Source
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import (
    DirectoryPort,
    DirectorySession,
)
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.recorder import Recorder
from helpdesk_tui.desk.session import Means, Remembered, Session, Witnessed
from helpdesk_tui.desk.sign_in_ticket import SignInTicket, TicketOffer, offer_of
from helpdesk_tui.desk.signing_in import OwnerOfTheKey, SigningIn
from helpdesk_tui.desk.standing import against_account
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean


@dataclass(frozen=True, kw_only=True)
class SignIn(Means):
    """The way in. `roles` and the policy's protected groups name groups of the directory."""

    directory: DirectoryPort
    policy: DeskPolicy
    roles: Mapping[Role, tuple[str, ...]]
    source: Source
    by: SignInBy = SignInBy.PASSWORD
    ticket: SignInTicket = field(default_factory=SignInTicket)
    base_dn: str = ""  # what bounds all that is seen; "" = the whole directory
    place_of: PlaceOf = key_of  # where in the configuration a name stands

    def begin(
        self,
        login: str,
        password: Secret,
        owner: OwnerOfTheKey | None = None,
        again: AccountId | None = None,
    ) -> SigningIn[Desk]:
        """Ask the directory; what more is asked stands in what comes back, and the desk once nothing is.
        Raises `NotPermitted` (wrong-password, operator-…, no-role, second-factor-none), `Refused`,
        `DirectoryUnreachable`, `StoreUnavailable`. The password is the session's until `sign_out`, or the
        `end` of what comes back. With `owner` a second factor is registered, whatever there was; with `again`
        this operator unlocks, and nobody else does (unlock-other)."""
        if not self.takes_passwords:
            raise NotPermitted(problem("password-unused"))
        return self._begun(self._bound(login, password), login, opened_desk, owner, again)

    def begin_with_ticket(
        self, owner: OwnerOfTheKey | None = None, again: AccountId | None = None
    ) -> SigningIn[Desk]:
        """The same by the ticket that this computer holds; it stands for the password and for no more. Raises
        also what the directory says of the ticket, and `NotPermitted` (ticket-spent, ticket-unused). With
        `again` as `begin`: a spent ticket does, but behind a second factor alone."""
        if (why := self.ticket.against(self.by)) and (again is None or self.takes_passwords):
            raise NotPermitted(why)
        directory = self._bound_by_ticket()

        def opened(session: Session, proven_by: str, way_back: WayBack) -> Desk:
            if again is not None and not proven_by:
                raise NotPermitted(problem("ticket-spent"))
            self.ticket.spend()
            return opened_desk(session, proven_by, way_back, by_ticket=True)

        return self._begun(directory, directory.operator.login, opened, owner, again)

    def _bound_by_ticket(self) -> DirectorySession:
        """The directory's yes to the ticket; an account may be over while its ticket lasts."""
        try:
            directory = self.directory.sign_in_with_ticket()
        except HelpdeskError as error:
            self._record_refusal("", error.problem)
            raise
        try:
            self._demand_standing(directory, directory.operator.login)
        except BaseException:
            directory.close()
            raise
        return directory

    def _demand_standing(self, directory: DirectorySession, login: str) -> None:
        if over := against_account(directory.operator, self.clock.now()):
            self._record_refusal(login, over)
            raise NotPermitted(over)

    def ticket_offer(self, login: str = "") -> TicketOffer:
        """Whether a ticket signs in now: nobody but `login`, where one is named. Raises what speaks against
        it where nothing else signs in."""
        return offer_of(self.by, self.ticket, self.directory.ticket_holder, login)

    @property
    def takes_passwords(self) -> bool:
        return self.by is not SignInBy.TICKET

    def _begun(
        self,
        directory: DirectorySession,
        login: str,
        opened: Callable[[Session, str, WayBack], Desk],
        owner: OwnerOfTheKey | None,
        again: AccountId | None,
    ) -> SigningIn[Desk]:
        try:
            _demand_same(directory, again)
            session = self._session(directory, login)
            way_back = WayBack(login.strip(), self.ticket, is_taken=again is not None)

            def open_desk(proven_by: str) -> Desk:
                return opened(session, proven_by, way_back)

            return SigningIn(session, directory.operator, open_desk, owner)
        except BaseException:
            directory.close()
            raise

    @contextmanager
    def as_service(self, name: str) -> Iterator[Expiring]:
        """What a timer does, by the desk's own account at the directory; `name`: of the system account, for
        the record. Raises `NotPermitted` (service-none) and what a sign-in raises."""
        # as a supervisor: whatever a reset has left may be ended
        with self._service(name, frozenset({Role.OPERATOR, Role.SUPERVISOR})) as session:
            resolve(session)
            tell_late(session)
            yield Expiring(session, as_service=True)

    @contextmanager
    def looking_as_service(self, name: str) -> Iterator[Checkup]:
        """What a monitor asks, in the same way: nothing is resolved, nobody is told of anything."""
        with self._service(name, frozenset()) as session:
            just_now = Remembered(good_at=self.clock.now())  # its own account may show it no state
            yield Checkup(replace(session, standing=just_now))

    @contextmanager
    def _service(self, name: str, roles: frozenset[Role]) -> Iterator[Session]:
        directory = self.directory.sign_in_as_service()
        try:
            groups, policy = self._named(directory).resolved(self.policy)
            account = directory.operator
            service = Operator(
                id=account.id,
                security_id=account.security_id,
                login=f"system account {name}",
                name=policy.notices.help_desk,
                roles=roles,
                source=self.source,
            )
            yield Session(
                **self.means(),
                operator=service,
                directory=directory,
                policy=policy,
                recorder=Recorder(self.stores.audit, self.clock, service, directory.info.server),
                role_groups=groups,
                witness=self.witness,
            )
        finally:
            directory.close()

    def sign_in(self, login: str, password: Secret) -> Desk:
        """The same for whoever can answer nothing. Raises `NotPermitted` (second-factor-needed) too."""
        signing_in = self.begin(login, password)
        if signing_in.opened is None:
            signing_in.end()
            raise NotPermitted(problem("second-factor-needed"))
        return signing_in.opened

    def _bound(self, login: str, password: Secret) -> DirectorySession:
        """The directory's yes to them."""
        if not login.strip() or not password:
            raise Refused(problem("sign-in-empty"))
        try:
            return self.directory.sign_in(login.strip(), password)
        except HelpdeskError as error:
            self._record_refusal(login, error.problem)
            raise

    def _session(self, directory: DirectorySession, login: str) -> Session:
        groups, policy = self._named(directory).resolved(self.policy)
        operator = self._operator_of(directory, groups, login)
        recorder = Recorder(self.stores.audit, self.clock, operator, directory.info.server)
        return Session(
            **self.means(),
            operator=operator,
            directory=directory,
            policy=policy,
            recorder=recorder,
            role_groups=groups,
            witness=self.witness,
        )

    def witness(self, login: str, password: Secret) -> Witnessed:
        """Who a second operator is, by login and password. Raises as `begin`; nobody stays signed in."""
        if not self.takes_passwords:
            raise NotPermitted(problem("password-unused-here"))
        directory = self._bound(login, password)
        try:
            self._demand_standing(directory, login)
            operator = self._operator_of(directory, self._named(directory).groups_of_roles(), login)
            return Witnessed(operator, directory.operator)
        finally:
            directory.close()

    def break_off(self) -> None:
        """The program ends: who waits for the directory waits no longer, whoever signs in or reads. A change
        that is being written is not touched. From any thread."""
        self.directory.break_off()

    def _operator_of(
        self, directory: DirectorySession, groups: Mapping[Role, frozenset[str]], login: str
    ) -> Operator:
        account = directory.operator
        held = frozenset(role for role, ids in groups.items() if ids & (account.group_ids or frozenset()))
        if not held:
            why = problem("no-role")
            self._record_refusal(login, why)
            raise NotPermitted(why)
        return Operator(
            id=account.id,
            security_id=account.security_id,
            login=account.login,
            name=account.name,
            roles=held,
            source=self.source,
        )

    def _named(self, directory: DirectorySession) -> ConfiguredNames:
        return ConfiguredNames(directory, self.roles, self.place_of, self.base_dn)

    def _record_refusal(self, login: str, why: Problem) -> None:
        # Some type their password here, and the record cannot be corrected: so only its beginning, unless
        # the directory's answer shows that it was a login.
        known = why.code.startswith("operator-") or why.code == "no-role"
        facts = {
            "operator_login": clean(login, 64) if known else f"{clean(login, 64)[:3]}…",
            "problem": why.code,
            **asdict(self.source),
        }
        self.stores.audit.append("sign-in.refused", facts, self.clock.now())


def _demand_same(directory: DirectorySession, again: AccountId | None) -> None:
    """A login may have become somebody else's."""
    if again is not None and directory.operator.id != again:
        raise NotPermitted(problem("unlock-other"))

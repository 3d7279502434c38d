"""The use cases of lists: who is locked, whose password ends, who has not registered. A list comes in parts,
as they are read, and says of itself when it is not whole."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from helpdesk_tui.desk import guard, standing
from helpdesk_tui.desk.account import AccountKind, AccountSummary, CensusEntry
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused, StoreUnavailable
from helpdesk_tui.desk.listing import (
    OF_REGISTRATION,
    WITHIN_DAYS,
    ListedAccount,
    ListKind,
    ListPage,
)
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.ports import Done, Standing
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.registration.status import Due, RegistrationStatus, status_by
from helpdesk_tui.desk.session import Session

USUAL_DAYS = 14
MOST_DAYS = 3650

_AT_ONCE = 100  # people whose methods are read at once
_NOTHING = Standing(None, None)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class WantedList:
    """`days` of those that look ahead; `method`: of lists of registrations, only who has one of that kind."""

    kind: ListKind
    days: int = USUAL_DAYS
    method: MethodKind | None = None


@dataclass(frozen=True)
class ListPart:
    """The next rows, and how far the whole list is. Numbers are of all parts up to this one."""

    rows: tuple[ListedAccount, ...] = ()
    found: int = 0  # of whom it is known that they are on the list
    unsure: int = 0  # rows of whom that cannot be told
    looked_at: int = 0  # accounts
    untold: int = 0  # people whom the directory does not compare, so that they are no rows
    incomplete: tuple[Problem, ...] = ()  # what was not looked through, and why
    is_checking: bool = False  # all rows are there; now it is looked whether anybody was not compared
    is_last: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is all there."""
        return self.is_last and not self.incomplete and not self.untold

    def with_page(self, page: ListPage) -> "ListPart":
        unsure = sum(row.unsure for row in page.rows)
        return replace(
            self,
            rows=page.rows,
            found=self.found + len(page.rows) - unsure,
            unsure=self.unsure + unsure,
            looked_at=self.looked_at + page.looked_at,
            incomplete=(*self.incomplete, page.unlooked) if page.unlooked else self.incomplete,
        )


class Lists:
    """For whoever may search. Raises `NotPermitted`, `Refused`, `DirectoryUnreachable`,
    `StoreUnavailable`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self, wanted: WantedList) -> Generator[ListPart]:
        """Those on the list whom the desk serves, in parts as they come; the last one says so. What breaks it
        off, once it has begun, is in the last part. Recorded when it begins and when it ends, also by who
        stops reading."""
        session = self._session
        standing.demand(session)
        facts = _facts(wanted)
        session.recorder.write("list.begun", **facts)
        part = ListPart()
        try:
            for part in self._parts(wanted):
                standing.demand(session)
                yield part
        finally:
            session.recorder.write(
                "list.ended", **facts, found=part.found, looked_at=part.looked_at, complete=part.is_whole
            )

    def _parts(self, wanted: WantedList) -> Iterator[ListPart]:
        part = ListPart()
        try:
            for page in self._pages(wanted):
                part = part.with_page(page)
                yield part
            part = replace(part, rows=(), is_checking=True)
            yield part
            untold = 0
            for number in self._untold(wanted.kind):
                untold += number
                yield part
            yield replace(part, untold=max(untold, 0), is_last=True)
        except (DirectoryUnreachable, Refused, StoreUnavailable) as error:
            if part == ListPart() or error.problem.code == "signed-out":
                raise
            yield replace(part, rows=(), incomplete=(*part.incomplete, error.problem), is_last=True)

    def _pages(self, wanted: WantedList) -> Iterator[ListPage]:
        kind = wanted.kind
        if kind in OF_REGISTRATION:
            return self._registrations(wanted)
        if kind is ListKind.TEMPORARY:
            return self._temporary()
        return self._told(kind, wanted.days if kind in WITHIN_DAYS else 0)

    def _told(self, kind: ListKind, days: int = 0) -> Iterator[ListPage]:
        """By the directory, of those whom the desk serves."""
        scope, session = self._session.policy.scope, self._session
        until = session.clock.now() + timedelta(days=days)
        for page in session.directory.listing(kind, scope.bases, until):
            rows = (row for row in page.rows if row.account.kind is AccountKind.PERSON)
            yield replace(page, rows=tuple(row for row in rows if self._is_served(row.account.dn)))

    def _untold(self, kind: ListKind) -> Iterator[int]:
        """None where everybody was looked at."""
        if kind in OF_REGISTRATION:
            return iter(())
        asked = ListKind.MUST_CHANGE if kind is ListKind.TEMPORARY else kind
        return self._session.directory.untold(asked, self._session.policy.scope.bases)

    def _is_served(self, dn: str) -> bool:
        return not any(is_within(dn, base) for base in self._session.policy.scope.excluded)

    # --- temporary passwords ----------------------------------------------------------------------------

    def _temporary(self) -> Iterator[ListPage]:
        """Of those who must change their password, whose was last set by this desk."""
        for page in self._told(ListKind.MUST_CHANGE):
            yield replace(page, rows=tuple(filter(None, map(self._set_here, page.rows))))

    def _set_here(self, row: ListedAccount) -> ListedAccount | None:
        done = self._session.stores.audit.done(row.account.id, _LONG_AGO)
        last = next(filter(_may_have_reset, reversed(done)), None)
        if last is None:
            return None
        by = str(last.intent.facts.get("operator_login") or "")
        return replace(row, at=last.intent.at, about=by, unsure=row.unsure or last.outcome != "done")

    # --- registrations ----------------------------------------------------------------------------------

    def _registrations(self, wanted: WantedList) -> Iterator[ListPage]:
        """Of everybody in the scope, by the rules that verify; a forest's other domains are not counted."""
        session, scope = self._session, self._session.policy.scope
        groups = scope.protected_groups | scope.enabled_groups
        groups = groups.union(*(tier.groups for tier in session.policy.verification.tiers))
        people = session.directory.census(scope.bases, groups)
        while page := list(islice(people, _AT_ONCE)):
            ids = [entry.id for entry in page]
            registered = session.stores.methods.methods_of(ids)
            standings = session.stores.methods.standings_of(ids)
            rows = []
            for entry in page:
                if entry.enabled is not False and self._is_served(entry.dn):
                    known = registered.get(entry.id, ()), standings.get(entry.id, _NOTHING)
                    status = status_by(session, entry, *known)
                    if self._is_on(wanted, entry, status):
                        rows.append(_registered(entry, status))
            yield ListPage(tuple(rows), len(page))
        if session.directory.info.also:
            own, others = session.directory.info.domain, ", ".join(session.directory.info.also)
            yield ListPage(unlooked=problem("list-own-domain", domain=own, others=others))

    def _is_on(self, wanted: WantedList, entry: CensusEntry, status: RegistrationStatus) -> bool:
        if wanted.method and wanted.method not in {each.kind for each in status.own}:
            return False
        enabled = guard.is_served(entry, Action.RESET, self._session.policy.scope)
        return {
            ListKind.REGISTERED: status.enough,
            ListKind.ENABLED: enabled,
            ListKind.CAPABLE: enabled and status.enough,
            ListKind.MUST_REGISTER: status.must is Due.REGISTER,
            ListKind.RECONFIRM: status.must is Due.RECONFIRM,
        }[wanted.kind]


def _facts(wanted: WantedList) -> dict[str, object]:
    """As they stand in the record."""
    facts: dict[str, object] = {"list": wanted.kind.value}
    if wanted.kind in WITHIN_DAYS:
        facts["days"] = wanted.days
    if wanted.method:
        facts["method"] = wanted.method.value
    return facts


def _may_have_reset(done: Done) -> bool:
    return done.intent.facts.get("action") == Action.RESET and done.outcome in {"done", "unknown"}


def _registered(entry: CensusEntry, status: RegistrationStatus) -> ListedAccount:
    """With the kinds that count for the person, strongest first."""
    row = AccountSummary(
        id=entry.id,
        login=entry.login,
        name=entry.name,
        mail=entry.mail,
        department=entry.department,
        dn=entry.dn,
        kind=AccountKind.PERSON,
        enabled=entry.enabled,
        locked=None,
        must_change=None,
        password_expired=None,
        account_expired=None,
    )
    kinds = dict.fromkeys(method.kind.value for method in status.own)
    return ListedAccount(row, at=status.confirmed_at or "never", about=", ".join(kinds))

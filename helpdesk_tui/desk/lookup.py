"""The use cases of finding an account and reading its card."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from helpdesk_tui.desk import brake_rules, offering, recent, standing
from helpdesk_tui.desk.account import Account, AccountId, AccountSummary
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS, CLEARED_BY_CALLER, OFFERED
from helpdesk_tui.desk.call_history import calls
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.course import against_held, block_on
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.explaining import Reason, explain
from helpdesk_tui.desk.history import Entry
from helpdesk_tui.desk.narrowing import take_apart
from helpdesk_tui.desk.one_moment import at_one_moment
from helpdesk_tui.desk.planning import plan_for
from helpdesk_tui.desk.ports import AccountAtServers, Capability, Found, Hold, OpenVerification, SearchedBy
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.registration.status import RegistrationStatus, status_of
from helpdesk_tui.desk.replicas import not_known_here
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.verification import MethodOption, Plan
from helpdesk_tui.language import _
from helpdesk_tui.text import LONGEST_DN, clean

_RECORDS = 200  # newest of an account: what its history is made of
_CALLS = 20  # lines of history on a card
MOST_ROWS = 500
"""Of one search, however often more are asked for."""


@dataclass(frozen=True)
class Card:
    """All that an operator sees of one account."""

    account: Account
    reasons: tuple[Reason, ...]  # what stops the person; empty = nothing is in the way
    methods: tuple[MethodOption, ...]  # strongest first
    refusals: dict[Action, tuple[Problem, ...]]  # per action on offer: why this operator may not; empty = may
    obstacles: dict[Action, Problem]  # per action: why the caller cannot be verified for it now
    brake: tuple[Problem, ...]  # why this operator may not use it; empty = may
    unprovable: Problem | None  # why the caller cannot be verified with what is registered
    clearance: Clearance | None  # in force, of this operator
    history: tuple[Entry, ...]  # a line a call, newest first
    tier: str  # name of the policy's tier
    exceptional: bool  # too few methods: by the way that policy leaves for that
    registration: RegistrationStatus
    held: OpenVerification | None  # by another operator, now
    blocked: Problem | None  # after failed proofs: of this account, or of this operator
    reported: Hold | None  # the person said "this was not me": held until a supervisor releases it
    braked: Problem | None  # what disabled it is the brake
    not_known_here: Problem | None  # done at another server, and not shown by this one yet

    def may(self, action: Action) -> bool:
        return self.refusals.get(action) == ()

    def offers(self, action: Action) -> bool:
        """Whether it can be begun now."""
        return self.may(action) and action not in self.obstacles

    def against(self, action: Action) -> tuple[Problem, ...]:
        """Why it is not offered, the weightiest reason; and what can be released in any case."""
        refusals, obstacle = self.refusals[action][:1], self.obstacles.get(action)
        return (*refusals, obstacle) if obstacle and (self.releasable or not refusals) else refusals

    @property
    def disputable(self) -> bool:
        """Whether something was done here of which the person may say "this was not me"."""
        return bool(self.history)

    @property
    def releasable(self) -> bool:
        """Whether a supervisor can end what is in the way of a verification, or of a usual one."""
        if self.reported is not None:
            return True
        return self.held is not None or (self.blocked is not None and self.blocked.code == "account-blocked")


class Lookup:
    """Finds accounts for one operator. Raises `Refused`, `DirectoryUnreachable`, `StoreUnavailable`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._slow: frozenset[SearchedBy] = frozenset()  # of which it was said

    def search(self, query: str, limit: int = 0, shown: Sequence[AccountSummary] = ()) -> Found:
        """Accounts for what was typed, filters among it (`desk.narrowing`); recorded. At most `limit`, which
        is the policy's `search_limit` where none is given. Whoever of `shown` is found again comes first, in
        that order. What was slow is said once."""
        standing.demand(self._session)
        query = clean(query, LONGEST_DN)
        wanted = take_apart(query)
        most = min(limit or self._session.policy.search_limit, MOST_ROWS)
        found = self._session.directory.search(wanted.text, most, wanted.only)
        # What found nobody may be a password, typed in the wrong place: it does not go into the record.
        said = str(wanted) if found.rows else f"{len(query)} characters"
        self._session.recorder.write("search", query=said, found=len(found.rows), more=found.more)
        untold = found.slow - self._slow
        self._slow |= untold
        return replace(_behind(found, shown), slow=untold)

    def search_more(self, query: str, shown: Sequence[AccountSummary]) -> Found:
        """The same, and as many behind as are shown at once."""
        return self.search(query, len(shown) + self._session.policy.search_limit, shown)

    def resolve(self, query: str) -> AccountId:
        """The one account meant by a login, ID or anything else that matches one only.

        Raises `Refused` (account-not-found, account-ambiguous, account-maybe-elsewhere).
        """
        found = self.search(query)
        demand_all_searched(found, query)
        named = [row for row in found.rows if query.casefold() in (row.login.casefold(), row.id)]
        exact = named or found.rows[: found.exact]
        rows = exact or found.rows
        if not rows:
            raise Refused(problem("account-not-found", query=clean(query)))
        if len(rows) > 1 or (found.more and not exact):
            count = _("{count} or more", count=len(rows)) if found.more else len(rows)
            raise Refused(problem("account-ambiguous", query=clean(query), count=count))
        return rows[0].id

    def card(self, account_id: AccountId) -> Card:
        """The account now, with methods, rights and history; recorded."""
        session = self._session
        standing.demand(session)
        account = session.directory.read(account_id)
        session.recorder.write("account.viewed", account)
        session = at_one_moment(session)
        registered = session.stores.methods.methods(account_id)
        others = CLEARED_BY_CALLER - CALL_ACTIONS
        made = plan_for(session, account, CALL_ACTIONS, registered)
        plans = {CALL_ACTIONS: made, others: plan_for(session, account, others, registered)}
        now = session.clock.now()
        find = session.stores.clearances.find
        found = (find(session.operator.id, account_id, action, now) for action in OFFERED)
        clearance = next(filter(None, found), None)
        held, blocked = self._held(account_id), block_on(session, account_id)
        closed = blocked or (against_held(held) if held else None)
        return Card(
            account=account,
            reasons=explain(account, now),
            methods=made.options,
            refusals={action: offering.against(session, account, action) for action in OFFERED},
            obstacles=dict(_obstacles(plans, clearance, closed)),
            brake=brake_rules.against(session, account),
            unprovable=made.lacking,
            clearance=clearance,
            history=calls(session.stores.audit.records(account=account_id, last=_RECORDS))[:_CALLS],
            tier=session.tier(account).name,
            exceptional=made.exceptional,
            registration=status_of(session, account),
            held=held,
            blocked=blocked,
            reported=session.stores.reports.hold(account_id),
            braked=recent.braked(session, account.id) if account.state.enabled is False else None,
            not_known_here=not_known_here(session, account),
        )

    def at_every_server(self, account_id: AccountId) -> AccountAtServers:
        """Where the wrong passwords came in; recorded. Raises `Refused` (servers-unable) where the
        directory cannot tell, with the reason."""
        session = self._session
        standing.demand(session)
        info = session.directory.info_of(account_id)
        if info.able(Capability.EVERY_SERVER) is False:
            raise Refused(problem("servers-unable", why=info.why(Capability.EVERY_SERVER)))
        session.recorder.write("account.servers", session.directory.read(account_id))
        return session.directory.at_every_server(account_id)

    def why(self, account_id: AccountId) -> tuple[Reason, ...]:
        """What stops the person, with what every server knows, where the directory can tell; recorded."""
        session = self._session
        standing.demand(session)
        account = session.directory.read(account_id)
        session.recorder.write("account.viewed", account)
        able = session.directory.info_of(account_id).able(Capability.EVERY_SERVER)
        servers = None if able is False else self.at_every_server(account_id)
        return explain(account, session.clock.now(), servers)

    def card_for(self, account_id: AccountId, action: Action) -> Card:
        """The card, if this operator may do that and it can be done. Raises `NotPermitted` or `Refused`, and
        that is recorded."""
        card = self.card(account_id)
        if not card.may(action):
            why = card.refusals[action][0]
            self._session.recorder.write("action.denied", card.account, action=action.value, problem=why.code)
            forbidden = offering.forbidden(self._session, card.account, action)
            raise NotPermitted(why) if forbidden else Refused(why)
        return card

    def _held(self, account_id: AccountId) -> OpenVerification | None:
        """Another operator's verification of this account."""
        session = self._session
        held = session.stores.clearances.held(account_id, session.clock.now())
        return held if held and held.operator != session.operator.id else None


def demand_all_searched(found: Found, meant: str) -> None:
    """Of an account that is meant, and not looked at first, nobody may be left out who bears the same name.
    Raises `Refused` (account-maybe-elsewhere)."""
    why = found.unsearched
    if why is None:
        return
    by_login = any(row.login.casefold() == meant.casefold() for row in found.rows)
    if (
        why.code != "catalogue-numbers" or not by_login
    ):  # logins are numbers, too, and all of them were searched
        raise Refused(problem("account-maybe-elsewhere", why=why.cause))


def _behind(found: Found, shown: Sequence[AccountSummary]) -> Found:
    if not shown:
        return found
    places = {row.id: place for place, row in enumerate(shown)}
    rows = sorted(found.rows, key=lambda row: places.get(row.id, len(places)))
    return replace(found, rows=tuple(rows), exact=0)


def _obstacles(
    plans: Mapping[frozenset[Action], Plan], clearance: Clearance | None, closed: Problem | None
) -> Iterator[tuple[Action, Problem]]:
    """`closed`: why no verification can begin at all. What a clearance in force is for needs none."""
    needs_none = clearance.actions if clearance else frozenset()
    for actions, plan in plans.items():
        if why := closed or plan.lacking:
            yield from ((each, why) for each in actions - needs_none)

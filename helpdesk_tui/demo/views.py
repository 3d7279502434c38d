"""From an entry to what the desk reads: cleaned text, computed state, unknown where it may not be read."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from helpdesk_tui.demo import rules
from helpdesk_tui.demo.domain import DemoDomain
from helpdesk_tui.demo.entries import CONTACTS, SHORT_DOMAIN, DemoEntry
from helpdesk_tui.demo.groups import protected_by
from helpdesk_tui.demo.searching import sid_of
from helpdesk_tui.desk.account import (
    Account,
    AccountId,
    AccountSummary,
    CensusEntry,
    ContactTimes,
    Marks,
    Rights,
    SignInState,
    When,
    is_past,
)
from helpdesk_tui.desk.actions.registry import WRITING
from helpdesk_tui.desk.listing import ListedAccount, ListKind, belongs, moment_of
from helpdesk_tui.text import LONGEST_DN, clean

SERVER = "dc1.demo.example"

_STATE_FIELDS = frozenset(field.name for field in fields(SignInState))
_NO_RIGHTS: Rights = {}
_UNKNOWN = {"rights": _NO_RIGHTS, "marks": Marks(None, None), "contact_times": ContactTimes()}
"""What stands for parts of an account that may not be read; for all others None."""

_TEXTS = (
    "login", "name", "given_name", "surname", "mail", "mobile", "office_phone", "employee_number",
    "title", "department", "company", "office", "preferred_language",
)  # fmt: skip
"""What an account has as the entry has it, cleaned."""


def account_of(domain: DemoDomain, entry: DemoEntry, operator: AccountId) -> Account:
    """The account as `operator` may read it now."""
    policy = domain.policy(entry)
    state = rules.state_of(entry, policy, domain.now())
    may = domain.may_write(operator, entry)
    texts: dict[str, Any] = {name: clean(getattr(entry, name)) for name in _TEXTS}
    known = Account(
        **texts,
        id=entry.id,
        principal_name=clean(entry.upn),
        kind=entry.kind,
        security_id=sid_of(entry),
        dn=clean(entry.dn, LONGEST_DN),
        domain=SHORT_DOMAIN,
        manager=_manager_name(domain, entry),
        state=state,
        policy=policy,
        group_ids=domain.group_sids(entry),
        protected_by=protected_by(entry.rid, domain.group_sids(entry)),
        was_protected=entry.admin_count or domain.is_guarded(entry),
        rights={spec.action: may for spec in WRITING if not spec.elsewhere},
        marks=Marks(entry.password_version, str(entry.usn), entry.password_at),
        server=SERVER,
        contact_times=_contact_times(entry),
    )
    return _hidden(known, entry.unreadable)


def summary_of(domain: DemoDomain, entry: DemoEntry) -> AccountSummary:
    """One row of search results."""
    state = _hidden_state(rules.state_of(entry, domain.policy(entry), domain.now()), entry.unreadable)
    return AccountSummary(
        id=entry.id,
        login=clean(entry.login),
        name=clean(entry.name),
        mail=clean(entry.mail),
        department=clean(entry.department),
        dn=clean(entry.dn, LONGEST_DN),
        kind=entry.kind,
        enabled=state.enabled,
        locked=state.locked,
        must_change=state.must_change,
        password_expired=state.password_expired,
        account_expired=is_past(state.account_expires, domain.now()),
    )


def listed_of(domain: DemoDomain, entry: DemoEntry, kind: ListKind, until: datetime) -> ListedAccount | None:
    """One row of a list; None where it is not on it."""
    known = rules.state_of(entry, domain.policy(entry), domain.now())
    state = _hidden_state(known, entry.unreadable)
    is_on = belongs(kind, state, domain.now(), until)
    if is_on is False:
        return None
    return ListedAccount(summary_of(domain, entry), moment_of(kind, state), unsure=is_on is None)


def census_of(domain: DemoDomain, entry: DemoEntry, groups: frozenset[str]) -> CensusEntry:
    """What a policy is counted with; `groups`: ids of those that were asked about."""

    def shown(field: str, value: Any, hidden: Any = None) -> Any:
        return hidden if field in entry.unreadable else value

    return CensusEntry(
        id=entry.id,
        security_id=sid_of(entry),
        login=clean(entry.login),
        domain=SHORT_DOMAIN,
        principal_name=clean(entry.upn),
        dn=clean(entry.dn, LONGEST_DN),
        enabled=shown("enabled", entry.enabled),
        mail=clean(entry.mail),
        mobile=shown("mobile", clean(entry.mobile)),
        office_phone=shown("office_phone", clean(entry.office_phone)),
        manager=shown("manager", _manager_name(domain, entry), ""),
        contact_times=shown("contact_times", _contact_times(entry), ContactTimes()),
        group_ids=shown("group_ids", domain.group_sids(entry) & groups, frozenset()),
        protected_by=shown("group_ids", protected_by(entry.rid, domain.group_sids(entry))),
        name=clean(entry.name),
        department=clean(entry.department),
    )


def _manager_name(domain: DemoDomain, entry: DemoEntry) -> str:
    manager = domain.by_login(entry.manager)
    return clean(manager.name) if manager else ""


def _contact_times(entry: DemoEntry) -> ContactTimes:
    times: dict[str, When] = {datum: entry.contacts_at.get(datum, "never") for datum in CONTACTS}
    return ContactTimes(**times)


def _hidden(account: Account, unreadable: frozenset[str]) -> Account:
    hidden: dict[str, Any] = {name: _UNKNOWN.get(name) for name in unreadable - _STATE_FIELDS}
    return replace(account, state=_hidden_state(account.state, unreadable), **hidden)


def _hidden_state(state: SignInState, unreadable: frozenset[str]) -> SignInState:
    hidden: dict[str, Any] = dict.fromkeys(unreadable & _STATE_FIELDS)
    return replace(state, **hidden)

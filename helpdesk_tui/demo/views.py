"""From an entry to what the desk reads: cleaned text, computed state, unknown where it may not be read."""

from dataclasses import fields, replace
from typing import Any

from helpdesk_tui.demo import rules
from helpdesk_tui.demo.domain import DemoDomain
from helpdesk_tui.demo.entries import CONTACTS, SHORT_DOMAIN, DemoEntry
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
from helpdesk_tui.text import LONGEST_DN, clean

SERVER = "dc1.demo.example"

_STATE_FIELDS = frozenset(field.name for field in fields(SignInState))
_UNKNOWN_RIGHTS: Rights = {}
_UNKNOWN_MARKS = Marks(None, None)


def account_of(domain: DemoDomain, entry: DemoEntry, operator: AccountId) -> Account:
    """The account as `operator` may read it now."""
    policy = domain.policy(entry)
    state = rules.state_of(entry, policy, domain.now())
    may = domain.may_write(operator, entry)
    manager = domain.by_login(entry.manager) if entry.manager else None
    known = Account(
        id=entry.id,
        kind=entry.kind,
        sid=sid_of(entry),
        dn=clean(entry.dn, LONGEST_DN),
        login=clean(entry.login),
        domain=SHORT_DOMAIN,
        upn=clean(entry.upn),
        name=clean(entry.name),
        given_name=clean(entry.given_name),
        surname=clean(entry.surname),
        mail=clean(entry.mail),
        mobile=clean(entry.mobile),
        office_phone=clean(entry.office_phone),
        employee_number=clean(entry.employee_number),
        title=clean(entry.title),
        department=clean(entry.department),
        company=clean(entry.company),
        office=clean(entry.office),
        manager=clean(manager.name) if manager else "",
        preferred_language=clean(entry.preferred_language),
        state=state,
        policy=policy,
        group_ids=domain.group_sids(entry),
        admin_count=entry.admin_count or domain.is_guarded(entry),
        rights={spec.action: may for spec in WRITING},
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


def census_of(domain: DemoDomain, entry: DemoEntry, groups: frozenset[str]) -> CensusEntry:
    """What a policy is counted with; `groups`: ids of those that were asked about."""

    manager = domain.by_login(entry.manager) if entry.manager else None

    def shown(field: str, value: Any, hidden: Any = None) -> Any:
        return hidden if field in entry.unreadable else value

    return CensusEntry(
        id=entry.id,
        sid=sid_of(entry),
        login=clean(entry.login),
        domain=SHORT_DOMAIN,
        upn=clean(entry.upn),
        dn=clean(entry.dn, LONGEST_DN),
        enabled=shown("enabled", entry.enabled),
        mail=clean(entry.mail),
        mobile=shown("mobile", clean(entry.mobile)),
        office_phone=shown("office_phone", clean(entry.office_phone)),
        manager=shown("manager", clean(manager.name) if manager else "", ""),
        contact_times=shown("contact_times", _contact_times(entry), ContactTimes()),
        group_ids=shown("group_ids", domain.group_sids(entry) & groups, frozenset()),
    )


def _contact_times(entry: DemoEntry) -> ContactTimes:
    times: dict[str, When] = {datum: entry.contacts_at.get(datum, "never") for datum in CONTACTS}
    return ContactTimes(**times)


def _hidden(account: Account, unreadable: frozenset[str]) -> Account:
    hidden: dict[str, Any] = dict.fromkeys(unreadable - _STATE_FIELDS)
    if "rights" in hidden:
        hidden["rights"] = _UNKNOWN_RIGHTS
    if "marks" in hidden:
        hidden["marks"] = _UNKNOWN_MARKS
    if "contact_times" in hidden:
        hidden["contact_times"] = ContactTimes()
    return replace(account, state=_hidden_state(account.state, unreadable), **hidden)


def _hidden_state(state: SignInState, unreadable: frozenset[str]) -> SignInState:
    hidden: dict[str, Any] = dict.fromkeys(unreadable & _STATE_FIELDS)
    return replace(state, **hidden)

"""From an entry of an LDAPv3 directory to the desk's account."""

from dataclasses import dataclass

from helpdesk_tui.desk.account import Account, AccountId, AccountKind, AccountSummary, SignInState
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.dialect import Facts
from helpdesk_tui.directory.ldapv3.groups import group_key
from helpdesk_tui.directory.ldapv3.schema import Schema
from helpdesk_tui.directory.values import first_value
from helpdesk_tui.keeping import kept_if_short
from helpdesk_tui.text import LONGEST_DN

_MACHINES = frozenset({"device", "iphost", "computer", "ipahost", "nshost"})


@dataclass(frozen=True)
class Place:
    """Where accounts are read, and who they are there."""

    server: str
    schema: Schema


def account_of(
    entry: Attributes,
    identity: AccountId,
    place: Place,
    facts: Facts,
    *,
    groups: frozenset[str] | None,
    protected_by: str | None,
) -> Account:
    """The account, of an entry that shows its identity."""
    schema = place.schema
    return Account(
        id=identity,
        kind=kind_of(entry, schema),
        security_id=facts.security_id or group_key(entry.dn),
        dn=entry.dn,
        login=entry.first(schema.login),
        domain="",
        principal_name=entry.text("krbPrincipalName", 1024),
        name=entry.first(schema.name),
        given_name=entry.first(schema.given_name),
        surname=entry.first(schema.surname),
        mail=entry.first(schema.mail),
        mobile=entry.known_first(schema.mobile),
        office_phone=entry.known_first(schema.office_phone),
        employee_number=entry.first(schema.employee_number),
        title=entry.first(schema.title),
        department=entry.first(schema.department),
        company=entry.first(schema.company),
        office=entry.first(schema.office),
        manager=manager_of(entry, schema),
        preferred_language=entry.first(schema.preferred_language),
        state=facts.state,
        policy=facts.policy,
        group_ids=groups,
        protected_by=protected_by,
        was_protected=False,
        rights=facts.rights,
        marks=facts.marks,
        server=place.server,
        contact_times=facts.contact_times,
    )


def summary_of(
    entry: Attributes, identity: AccountId, schema: Schema, state: SignInState, *, expired: bool | None
) -> AccountSummary:
    """A row of search results."""
    return AccountSummary(
        id=identity,
        login=entry.first(schema.login),
        name=entry.first(schema.name),
        mail=entry.first(schema.mail),
        department=entry.first(schema.department),
        dn=entry.dn,
        kind=kind_of(entry, schema),
        enabled=state.enabled,
        locked=state.locked,
        must_change=state.must_change,
        password_expired=state.password_expired,
        account_expired=expired,
    )


def kind_of(entry: Attributes, schema: Schema) -> AccountKind:
    """What cannot be told from a person's account for certain is a system's: the guard refuses those."""
    classes = _names(entry.all_raw("objectClass"))
    login = entry.first(schema.login)
    if classes & _MACHINES or login.endswith("$"):
        return AccountKind.MACHINE
    is_person = not classes.isdisjoint(schema.kinds)
    return AccountKind.PERSON if is_person and login else AccountKind.SYSTEM


def _bytes(values: tuple[bytes, ...]) -> int:
    return sum(map(len, values))


@kept_if_short(64, 512, _bytes)  # people have the same ones
def _names(classes: tuple[bytes, ...]) -> frozenset[str]:
    return frozenset(each.decode("utf-8", "replace").lower() for each in classes)


def manager_of(entry: Attributes, schema: Schema) -> str:
    """The first value of the manager's DN."""
    return first_value(entry.first(schema.manager, LONGEST_DN))

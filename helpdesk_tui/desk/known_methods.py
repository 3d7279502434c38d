"""Every method that a person has: registered, prefilled from the directory, at a service outside, and the
desk's own ways."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from helpdesk_tui.desk.account import Person, When
from helpdesk_tui.desk.contacts import MAIL, MOBILE, OFFICE, address_form, dialable, is_textable
from helpdesk_tui.desk.method import Method, MethodId, MethodKind, MethodStatus, Origin
from helpdesk_tui.desk.ports import Verifier
from helpdesk_tui.desk.services import known_outside
from helpdesk_tui.desk.session import Session
from helpdesk_tui.text import mask_mail, mask_phone


def known_methods(
    account: Person,
    registered: tuple[Method, ...],
    region: str,
    texted: Collection[str] = (),
    verifiers: Mapping[str, Verifier] = MappingProxyType({}),
) -> tuple[Method, ...]:
    """All of them, strongest first. `texted`: the countries that SMS go to; none = all of them. `verifiers`:
    the services outside, by kind of method."""
    prefilled = _prefilled(account, region, texted)
    every = [*registered, *prefilled, *known_outside(account, verifiers), *_desks_own(account)]
    return tuple(sorted(every, key=lambda method: method.strength))


def known_methods_of(
    session: Session, person: Person, registered: tuple[Method, ...] | None = None
) -> tuple[Method, ...]:
    """The same by the policy in force. `registered`: those of the store, where they are read already."""
    if registered is None:
        registered = session.stores.methods.methods(person.id)
    policy = session.policy
    texted = policy.verification.sending.countries
    return known_methods(person, registered, policy.phone_region, texted, session.verifiers)


def prefilled_id(account: Person, kind: MethodKind, which: str) -> MethodId:
    return MethodId(f"{account.id}:{kind.value}:{which}")


def _prefilled(account: Person, region: str, texted: Collection[str]) -> list[Method]:
    """The directory's mail address and numbers."""
    times, mail, mobile, office = account.contact_times, account.mail, account.mobile, account.office_phone
    found = []
    if mail:
        shown = mask_mail(mail) if address_form(mail) else ""
        found.append(_from_directory(account, MethodKind.EMAIL, MAIL, shown, times.mail))
    if mobile:
        shown = mask_phone(mobile)
        textable, callable_ = is_textable(mobile, region, texted), dialable(mobile, region) is not None
        found.append(
            _from_directory(account, MethodKind.SMS, MOBILE, shown if textable else "", times.mobile)
        )
        found.append(
            _from_directory(account, MethodKind.CALL_BACK, MOBILE, shown if callable_ else "", times.mobile)
        )
    if office:
        shown = mask_phone(office) if dialable(office, region) else ""
        found.append(_from_directory(account, MethodKind.CALL_BACK, OFFICE, shown, times.office_phone))
    return found


def _from_directory(account: Person, kind: MethodKind, which: str, shown: str, changed: When) -> Method:
    return Method(
        id=prefilled_id(account, kind, which),
        account=account.id,
        kind=kind,
        label=which,
        origin=Origin.PREFILLED,
        status=MethodStatus.ACTIVE,
        detail=shown,
        since=None,
        last_used=None,
        changed=changed,
    )


def _desks_own(account: Person) -> list[Method]:
    """In person, by the manager if the directory names one, by a second operator."""
    kinds = [MethodKind.IN_PERSON, MethodKind.SECOND_OPERATOR]
    if account.manager:
        kinds.append(MethodKind.MANAGER)
    return [
        Method(
            id=MethodId(f"{account.id}:{kind.value}"),
            account=account.id,
            kind=kind,
            label=account.manager if kind is MethodKind.MANAGER else "",
            origin=Origin.DESK,
            status=MethodStatus.ACTIVE,
            detail="",
            since=None,
            last_used=None,
            changed=account.contact_times.manager if kind is MethodKind.MANAGER else "never",
        )
        for kind in kinds
    ]

"""Every method that a person has: registered, prefilled from the directory, at a service outside, and the
desk's own ways."""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from helpdesk_tui.desk.account import Person, When
from helpdesk_tui.desk.contacts import MAIL, MOBILE, OFFICE, contact_form, is_textable, masked
from helpdesk_tui.desk.method import OUTSIDE_KINDS, Method, MethodId, MethodKind, MethodStatus, Origin
from helpdesk_tui.desk.ports import Verifier
from helpdesk_tui.desk.session import Session


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
    every = [*registered, *prefilled, *_outside(account, verifiers), *_desks_own(account)]
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


def _prefilled(person: Person, region: str, texted: Collection[str]) -> Iterator[Method]:
    """By the directory's mail address and numbers; with nothing to show where one cannot be used."""
    times = person.contact_times
    data = (
        (MethodKind.EMAIL, MAIL, person.mail, times.mail),
        (MethodKind.SMS, MOBILE, person.mobile, times.mobile),
        (MethodKind.CALL_BACK, MOBILE, person.mobile, times.mobile),
        (MethodKind.CALL_BACK, OFFICE, person.office_phone, times.office_phone),
    )
    for kind, which, datum, changed in data:
        if datum:
            sms = kind is MethodKind.SMS
            fits = is_textable(datum, region, texted) if sms else contact_form(kind, datum, region)
            shown = masked(kind, datum) if fits else ""
            yield _unregistered(person, kind, Origin.PREFILLED, label=which, detail=shown, changed=changed)


def _outside(person: Person, verifiers: Mapping[str, Verifier]) -> Iterator[Method]:
    """One method of each kind, for everybody: its `detail` is the login there, "" where there is none."""
    for kind in sorted(OUTSIDE_KINDS):
        verifier = verifiers.get(kind)
        yield _unregistered(person, kind, detail=verifier.login_of(person) if verifier else "")


def _desks_own(person: Person) -> Iterator[Method]:
    """In person, by a second operator, by the manager if the directory names one."""
    yield _unregistered(person, MethodKind.IN_PERSON)
    yield _unregistered(person, MethodKind.SECOND_OPERATOR)
    if person.manager:
        changed = person.contact_times.manager
        yield _unregistered(person, MethodKind.MANAGER, label=person.manager, changed=changed)


def _unregistered(
    person: Person,
    kind: MethodKind,
    origin: Origin = Origin.DESK,
    *,
    label: str = "",
    detail: str = "",
    changed: When = "never",
) -> Method:
    which = f":{label}" if origin is Origin.PREFILLED else ""
    return Method(
        id=MethodId(f"{person.id}:{kind.value}{which}"),
        account=person.id,
        kind=kind,
        label=label,
        origin=origin,
        status=MethodStatus.ACTIVE,
        detail=detail,
        since=None,
        last_used=None,
        changed=changed,
    )

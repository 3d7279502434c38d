"""Fills the demo domain."""

from datetime import datetime, timedelta

from helpdesk_tui.demo.cast import cast
from helpdesk_tui.demo.domain import Domain
from helpdesk_tui.demo.entries import CONTACTS, Entry
from helpdesk_tui.demo.people import crowd
from helpdesk_tui.demo.staff import operators, system_accounts
from helpdesk_tui.desk.account import AccountKind
from helpdesk_tui.secret import Secret

START_PASSWORD = "Winter-Rain-4137"  # noqa: S105 - of people who do not exist
"""What every person signs in with until it is reset. Operators have their login as password."""

_LEAST_AGE = 40  # days since contact data changed, of those of whom nothing else is said


def populate(domain: Domain, now: datetime) -> None:
    """Always the same entries in the same order, with times relative to `now`."""
    rows: list[tuple[Entry, str | None]] = []
    for entry in system_accounts(now):
        rows.append((entry, START_PASSWORD if entry.kind is AccountKind.PERSON else None))
    rows += [(entry, entry.login) for entry in operators(now)]
    rows += [(entry, START_PASSWORD) for entry in [*cast(now), *crowd(now)]]
    for place, (entry, password) in enumerate(rows):
        _date_contacts(entry, now - timedelta(days=_LEAST_AGE + place * 17 % 900, minutes=place * 41 % 600))
        domain.add(entry, None if password is None else Secret(password))


def _date_contacts(entry: Entry, at: datetime) -> None:
    for datum in CONTACTS:
        if getattr(entry, datum):
            entry.contacts_at.setdefault(datum, at)

"""Fills the demo domain."""

from datetime import datetime

from helpdesk_tui.demo.cast import cast
from helpdesk_tui.demo.domain import Domain
from helpdesk_tui.demo.people import crowd
from helpdesk_tui.demo.staff import operators, system_accounts
from helpdesk_tui.desk.account import AccountKind
from helpdesk_tui.secret import Secret

START_PASSWORD = "Winter-Rain-4137"  # noqa: S105 - of people who do not exist
"""What every person signs in with until it is reset. Operators have their login as password."""


def populate(domain: Domain, now: datetime) -> None:
    """Always the same entries in the same order, with times relative to `now`."""
    for entry in system_accounts(now):
        machine = entry.kind is not AccountKind.PERSON
        domain.add(entry, None if machine else Secret(START_PASSWORD))
    for entry in operators(now):
        domain.add(entry, Secret(entry.login))
    for entry in [*cast(now), *crowd(now)]:
        domain.add(entry, Secret(START_PASSWORD))

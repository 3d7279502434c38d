"""Those who sign in to the desk, and the accounts that belong to no person.

Each operator's password is the login, so that the demo needs no list of passwords.
"""

from datetime import datetime, timedelta
from typing import Any

from helpdesk_tui.demo.entries import COMPUTERS, DESK, SERVERS, SUFFIX, USERS, DemoEntry
from helpdesk_tui.demo.groups import AUDITORS, OPERATORS, REGISTRARS, SUPERVISORS
from helpdesk_tui.demo.people import employee, office_number
from helpdesk_tui.demo.rules import hour_of_week
from helpdesk_tui.desk.account import AccountKind


def operators(now: datetime) -> list[DemoEntry]:
    """`demo` and `super`, the other roles, and one operator for each reason not to be let in."""
    day = timedelta(days=1)
    just_now = now - timedelta(minutes=2)
    away = frozenset((hour_of_week(now) + 72 + hour) % 168 for hour in range(9))
    return [
        _operator(now, 1, "demo", "Dana Moore", {OPERATORS, REGISTRARS}),
        _operator(now, 2, "super", "Simon Pryce", {SUPERVISORS, REGISTRARS}),
        _operator(now, 3, "operator", "Olive Grant", {OPERATORS}),
        _operator(now, 4, "registrar", "Regina Holt", {REGISTRARS}),
        _operator(now, 5, "auditor", "Arthur Rowan", {AUDITORS}),
        _operator(now, 6, "norole", "Norman Rowle", set()),
        _operator(now, 7, "expired", "Eddie Past", {OPERATORS}, password_set=now - 100 * day),
        _operator(now, 8, "mustchange", "Minnie Change", {OPERATORS}, password_set=None),
        _operator(
            now, 9, "locked", "Lucas Lock", {OPERATORS}, locked_at=just_now, bad_at=just_now, bad_count=5
        ),
        _operator(now, 10, "disabled", "Daisy Bell", {OPERATORS}, enabled=False),
        _operator(now, 11, "ended", "Enid Close", {OPERATORS}, account_expires=now - day),
        _operator(now, 12, "hours", "Horace Knight", {OPERATORS}, logon_hours=away),
        _operator(now, 13, "elsewhere", "Elsa Ware", {OPERATORS}, elsewhere_only=True),
        _operator(now, 14, "restricted", "Rex Strict", {OPERATORS}, restricted=True),
    ]


def system_accounts(now: datetime) -> list[DemoEntry]:
    """Accounts with well-known RIDs, computers, a managed service account and a trust."""
    old = now - timedelta(days=40)
    machine: dict[str, Any] = {"kind": AccountKind.MACHINE, "password_set": old, "last_sign_in": now}
    computer = machine | {"primary_group": "Domain Computers"}
    return [
        DemoEntry("Administrator", name="Administrator", parent=USERS, rid=500, never_expires=True,
                  groups={"Domain Admins", "Schema Admins", "Enterprise Admins"}, password_set=old),
        DemoEntry("Guest", name="Guest", kind=AccountKind.SYSTEM, parent=USERS, rid=501, enabled=False,
                  primary_group="Domain Guests", not_required=True, never_expires=True),
        DemoEntry("krbtgt", name="krbtgt", kind=AccountKind.SYSTEM, parent=USERS, rid=502, enabled=False,
                  admin_count=True, password_set=old),
        DemoEntry("DC1$", name="DC1", parent=SERVERS, primary_group="Domain Controllers", **machine),
        DemoEntry("ADA-LAPTOP$", name="ADA-LAPTOP", parent=COMPUTERS, **computer),
        DemoEntry("KIOSK-07$", name="KIOSK-07", parent=COMPUTERS, **computer),
        DemoEntry("svc-backup$", name="svc-backup", parent=f"CN=Managed Service Accounts,{SUFFIX}",
                  **computer),
        DemoEntry("PARTNER$", name="PARTNER$", parent=USERS, **machine),
    ]  # fmt: skip


def _operator(now: datetime, place: int, login: str, name: str, groups: set[str], **facts: Any) -> DemoEntry:
    given_name, surname = name.split()
    usual: dict[str, Any] = {
        "parent": DESK,
        "office_phone": office_number(900 + place),
        "employee_number": str(10900 + place),
        "title": "Help desk",
        "department": "IT",
        "groups": groups,
        "password_set": now - timedelta(days=10),
        "last_sign_in": now - timedelta(days=1),
    }
    return employee(login, given_name, surname, **(usual | facts))

"""The ordinary people of the demo directory: names from everywhere, nothing in the way of a sign-in."""

import re
from datetime import datetime, timedelta
from typing import Any

from helpdesk_tui.demo.entries import DOMAIN, LEGAL, PEOPLE, DemoEntry
from helpdesk_tui.demo.groups import FINANCE
from helpdesk_tui.demo.names import NAMES
from helpdesk_tui.demo.searching import fold

COMPANY = "Demo Trading Ltd"

_DEPARTMENTS = (
    "Sales", "Engineering", "Operations", FINANCE, "Human Resources", "Customer Care", "Research",
    "Legal", "Marketing", "IT",
)  # fmt: skip
_HEADS = {
    "Sales": "james.wilson",
    "Legal": "james.wilson2",
    "Engineering": "ada.byron",
    FINANCE: "marta.nowak",
}
_TITLES = (
    "Analyst",
    "Coordinator",
    "Specialist",
    "Engineer",
    "Consultant",
    "Team Lead",
    "Assistant",
    "Manager",
)
_OFFICES = ("London", "Leeds", "Bristol", "Glasgow", "Cardiff", "Home")
_LONGEST_LOGIN = 20  # sAMAccountName
_OLDEST_PASSWORD = 55  # days: under every policy here
_FIRST_NUMBER = 10001


def crowd(now: datetime) -> list[DemoEntry]:
    """One entry for each name, with other attributes that are always the same for that name."""
    rows = [row.split(";") for row in NAMES.strip().splitlines()]
    return [_person(place, row, now) for place, row in enumerate(rows)]


def employee(login: str, given_name: str, surname: str, **facts: Any) -> DemoEntry:
    """Somebody of the company, in London and English where `facts` say nothing else."""
    usual: dict[str, Any] = {
        "name": f"{given_name} {surname}".strip(),
        "mail": f"{login}@{DOMAIN}",
        "company": COMPANY,
        "office": "London",
        "preferred_language": "en",
    }
    return DemoEntry(login, given_name, surname, **(usual | facts))


def mobile_number(place: int) -> str:
    """Of the range 07700 900000 to 900999, which is kept for fiction, in the spellings people use."""
    tail = f"900{place % 1000:03d}"
    spellings = (
        f"+44 7700 {tail}",
        f"07700 {tail}",
        f"+447700{tail}",
        f"+44 (0)7700 {tail}",
        f"07700-{tail}",
    )
    return spellings[place % len(spellings)]


def office_number(place: int) -> str:
    """Of the range 020 7946 0000 to 0999, which is kept for fiction."""
    tail = f"0{place % 1000:03d}"
    spellings = (
        f"+44 20 7946 {tail}",
        f"020 7946 {tail}",
        f"(020) 7946-{tail}",
        f"+44 20 7946 0999 ext. {place}",
    )
    return spellings[place % len(spellings)]


def _person(place: int, row: list[str], now: datetime) -> DemoEntry:
    language, given_name, surname, *rest = row
    login = rest[0] if rest else _login(given_name, surname)
    department = _DEPARTMENTS[place * 7 % len(_DEPARTMENTS)]
    return employee(
        login,
        given_name,
        surname,
        mobile="" if place % 9 == 4 else mobile_number(100 + place),
        office_phone="" if place % 5 == 3 else office_number(100 + place),
        employee_number=str(_FIRST_NUMBER + place),
        parent=LEGAL if department == "Legal" else PEOPLE,
        title=f"{department} {_TITLES[place * 3 % len(_TITLES)]}",
        department=department,
        office=_OFFICES[place * 5 % len(_OFFICES)],
        manager=_HEADS.get(department, "victoria.ashworth"),
        preferred_language=language,
        groups={FINANCE} if department == FINANCE else set(),
        password_set=now - timedelta(days=3 + place * 11 % (_OLDEST_PASSWORD - 3), minutes=place * 37 % 600),
        last_sign_in=now - timedelta(days=place * 5 % 9, minutes=13 + place * 29 % 480),
    )


def _login(given_name: str, surname: str) -> str:
    """`ada.byron`: first given name and whole surname in plain letters, at most 20 characters."""
    parts = (given_name.split(maxsplit=1)[0], surname)
    return ".".join(re.sub(r"[^a-z0-9-]", "", fold(part)) for part in parts)[:_LONGEST_LOGIN]

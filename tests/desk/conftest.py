"""A person and an operator to try the desk's rules on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from helpdesk_tui.desk.account import (
    Account,
    AccountId,
    AccountKind,
    Marks,
    PasswordPolicy,
    Rights,
    SignInState,
)
from helpdesk_tui.desk.operator import Operator, Role, Source

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DOMAIN = "S-1-5-21-1004336348-1177238915-682003330"

MakeAccount = Callable[..., Account]
MakeOperator = Callable[..., Operator]


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make_account() -> MakeAccount:
    state = SignInState(
        enabled=True,
        locked=False,
        locked_until="never",
        account_expires="never",
        password_set=NOW - timedelta(days=10),
        password_expires=NOW + timedelta(days=32),
        password_expired=False,
        must_change=False,
        password_never_expires=False,
        smart_card_required=False,
        cannot_change_password=False,
        password_not_required=False,
        outside_hours=False,
        last_sign_in=NOW - timedelta(days=1),
    )
    policy = PasswordPolicy(
        source="domain policy",
        min_length=8,
        complexity=True,
        history=24,
        min_age=timedelta(days=1),
        max_age=timedelta(days=42),
        lockout_threshold=5,
        lockout_duration=timedelta(minutes=30),
        lockout_window=timedelta(minutes=30),
    )
    account = Account(
        id=AccountId("11111111-2222-3333-4444-555555555555"),
        kind=AccountKind.PERSON,
        sid=f"{DOMAIN}-1107",
        dn="CN=Ada Byron,OU=People,DC=demo,DC=example",
        login="ada.byron",
        domain="DEMO",
        upn="ada.byron@demo.example",
        name="Ada Byron",
        given_name="Ada",
        surname="Byron",
        mail="ada.byron@demo.example",
        mobile="+44 7700 900123",
        office_phone="020 7946 0101",
        employee_number="1815",
        title="Analyst",
        department="Engines",
        company="",
        office="",
        manager="",
        preferred_language="",
        state=state,
        policy=policy,
        group_ids=frozenset({f"{DOMAIN}-513", f"{DOMAIN}-1500"}),
        admin_count=False,
        rights=Rights(True, True, True),
        marks=Marks("1", "100"),
        server="dc1.demo.example",
    )

    def make(**changes: object) -> Account:
        """The usual person with `changes`; those of the state's fields go into the state."""
        of_state = {name: value for name, value in changes.items() if hasattr(state, name)}
        rest = {name: value for name, value in changes.items() if name not in of_state}
        return replace(account, state=replace(state, **of_state), **rest)  # type: ignore[arg-type]  # names are checked by replace

    return make


@pytest.fixture
def make_operator() -> MakeOperator:
    def make(*roles: Role, **changes: object) -> Operator:
        operator = Operator(
            id=AccountId("99999999-2222-3333-4444-555555555555"),
            sid=f"{DOMAIN}-1200",
            login="dana",
            name="Dana Moore",
            group_ids=frozenset({f"{DOMAIN}-1600"}),
            roles=frozenset(roles or {Role.OPERATOR}),
            source=Source("host", "1:1", "/dev/pts/1", ""),
        )
        return replace(operator, **changes)  # type: ignore[arg-type]  # names are checked by replace

    return make

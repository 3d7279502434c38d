"""The contract of `DirectoryPort`: lists of people by what decides about their signing in."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from contract.directory_cases import DirectoryCase, Ds389Case, OpenLdapCase, SambaCase
from lab.domain import Domain
from lab.ldap_server import LdapServer
from writing import a_change, write

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.listing import OF_DIRECTORY, WITHIN_DAYS, ListedAccount, ListKind, belongs, moment_of
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.ports import Change, DirectorySession, ReplyKind
from helpdesk_tui.secret import Secret

KINDS = sorted(OF_DIRECTORY)
FAR = datetime.now(UTC) + timedelta(days=100 * 365)
BY_STATE = {
    ListKind.LOCKED: ("locked", "locked-for-ever"),
    ListKind.DISABLED: ("disabled",),
    ListKind.EXPIRED: ("expired",),
    ListKind.PASSWORD_EXPIRED: ("password-expired",),
    ListKind.MUST_CHANGE: ("must-change",),
}
"""Whom the case names by what keeps them out."""


def listed(
    session: DirectorySession, kind: ListKind, *bases: str, until: datetime = FAR
) -> list[ListedAccount]:
    return [row for page in session.listing(kind, bases, until) for row in page.rows]


def kinds_of(case: DirectoryCase) -> list[ListKind]:
    return [kind for kind in KINDS if kind not in case.lists_unable]


def let_some_end(case: DirectoryCase, session: DirectorySession) -> None:
    """Fresh people, whose accounts end in a few days and in some weeks."""
    for days in (2, 20):
        asked = Asked(ends=datetime.now(UTC) + timedelta(days=days))
        reply = write(session, case.person().id, Change(frozenset({Action.SET_DATES}), asked=asked))
        assert reply.kind is ReplyKind.ACCEPTED


@pytest.fixture(scope="module")
def everybody(case: DirectoryCase) -> Iterator[list[Account]]:
    """Each read by itself."""
    session = case.port.sign_in(case.operator, Secret(case.operator_password))
    if case.keeps_dates:
        let_some_end(case, session)
    yield [session.read(entry.id) for entry in session.census((), frozenset())]
    session.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_holds_just_those_whose_card_says_so(
    case: DirectoryCase, session: DirectorySession, everybody: list[Account], kind: ListKind
) -> None:
    known = {case.states[name] for name in BY_STATE.get(kind, ()) if name in case.states}
    if kind in case.lists_unable:
        with pytest.raises(Refused) as caught:
            listed(session, kind)
        assert caught.value.problem.code == "list-unable"
        assert not known
        return
    now = datetime.now(UTC)
    found = listed(session, kind)
    assert set(Counter(row.account.id for row in found).values()) <= {1}
    said = {row.account.login for row in found if not row.unsure}
    if kind is ListKind.NEVER_SIGNED_IN:  # a card tells what its own server saw, a list what any did
        assert said <= {each.login for each in everybody if each.state.last_sign_in in ("never", None)}
        assert said
        return
    assert said == {each.login for each in everybody if belongs(kind, each.state, now, FAR)}
    assert said >= known
    assert said


def test_a_row_says_what_the_card_says(
    case: DirectoryCase, session: DirectorySession, everybody: list[Account]
) -> None:
    cards = {each.id: each for each in everybody}
    for kind in kinds_of(case):
        for row in listed(session, kind):
            card = cards[row.account.id]
            assert (row.account.login, row.account.name, row.account.dn) == (card.login, card.name, card.dn)
            if not row.unsure:
                assert row.at == moment_of(kind, card.state), kind


def test_who_ends_within_some_days_is_not_who_ends_later(
    case: DirectoryCase, session: DirectorySession, everybody: list[Account]
) -> None:
    now = datetime.now(UTC)
    for kind in WITHIN_DAYS - case.lists_unable:
        moments = sorted(
            at for each in everybody if isinstance(at := moment_of(kind, each.state), datetime) and at > now
        )
        assert moments, kind
        for until in {at + timedelta(hours=1) for at in moments[:: max(1, len(moments) // 4)]}:
            rows = [row for row in listed(session, kind, until=until) if not row.unsure]
            expected = {each.login for each in everybody if belongs(kind, each.state, now, until)}
            assert {row.account.login for row in rows} == expected


def test_whoever_was_just_locked_is_on_the_list_and_only_until_unlocked(
    case: DirectoryCase, session: DirectorySession
) -> None:
    person = case.person()
    assert person.login not in {row.account.login for row in listed(session, ListKind.LOCKED)}
    case.lock(person.login)
    assert person.login in {row.account.login for row in listed(session, ListKind.LOCKED)}
    assert write(session, person.id, a_change(unlock=True)).kind is ReplyKind.ACCEPTED
    assert person.login not in {row.account.login for row in listed(session, ListKind.LOCKED)}


def test_only_those_below_a_base_are_listed(case: DirectoryCase, session: DirectorySession) -> None:
    unit, _ = case.unit
    for kind in kinds_of(case):
        whole, within = listed(session, kind), listed(session, kind, unit)
        expected = {row.account.id for row in whole if is_within(row.account.dn, unit)}
        assert {row.account.id for row in within} == expected


@pytest.mark.parametrize("base", ["OU=Nowhere,DC=lab,DC=example", "no dn", ""])
def test_a_base_that_is_not_there_is_told(session: DirectorySession, base: str) -> None:
    with pytest.raises(Refused) as caught:
        listed(session, ListKind.LOCKED, base)
    assert caught.value.problem.code == "base-not-found"


def test_everybody_is_compared_where_everybody_may_be_read(
    case: DirectoryCase, session: DirectorySession
) -> None:
    for kind in kinds_of(case):
        assert sum(session.untold(kind, ())) == 0


def test_a_list_may_be_left_half_way(session: DirectorySession) -> None:
    pages = session.listing(ListKind.LOCKED, (), FAR)
    assert next(pages).looked_at
    pages.close()
    assert listed(session, ListKind.LOCKED)


def test_after_signing_out_nobody_is_listed(case: DirectoryCase) -> None:
    session = case.port.sign_in(case.operator, Secret(case.operator_password))
    session.close()
    with pytest.raises(Refused) as caught:
        listed(session, ListKind.LOCKED)
    assert caught.value.problem.code == "signed-out"


# --- against the server's own client ------------------------------------------------------------------------

Entry = dict[str, list[bytes]]
_AD = "(&(objectCategory=person)(objectClass=user)(!(sAMAccountName=krbtgt))(!(sAMAccountName=Guest)))"
_NEVER = 2**63 - 1


def number(entry: Entry, name: str) -> int:
    return int(entry.get(name, [b"0"])[0])


def filetime(at: datetime) -> int:
    return int((at - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7


def text_of(at: datetime) -> str:
    return f"{at:%Y%m%d%H%M%SZ}"


OF_SAMBA: dict[ListKind, Callable[[Entry, datetime, datetime], bool]] = {
    ListKind.LOCKED: lambda e, now, until: bool(number(e, "msDS-User-Account-Control-Computed") & 0x10),
    ListKind.DISABLED: lambda e, now, until: bool(number(e, "userAccountControl") & 2),
    ListKind.EXPIRED: lambda e, now, until: 0 < number(e, "accountExpires") <= filetime(now),
    ListKind.ENDING: lambda e, now, until: filetime(now) < number(e, "accountExpires") <= filetime(until),
    ListKind.PASSWORD_EXPIRED: lambda e, now, until: (
        0 < number(e, "msDS-UserPasswordExpiryTimeComputed") <= filetime(now)
    ),
    ListKind.PASSWORD_EXPIRING: lambda e, now, until: (
        filetime(now) < number(e, "msDS-UserPasswordExpiryTimeComputed") <= filetime(until) < _NEVER
    ),
    ListKind.MUST_CHANGE: lambda e, now, until: (
        number(e, "pwdLastSet") == 0 and not number(e, "userAccountControl") & 0x50000
    ),
    ListKind.NEVER_SIGNED_IN: lambda e, now, until: (
        number(e, "lastLogonTimestamp") == number(e, "lastLogon") == 0
    ),
}
"""By what the domain controller itself says or computes of each entry."""


@pytest.mark.lab
def test_the_numbers_are_those_of_active_directory(samba: Domain) -> None:
    case = SambaCase(samba)
    computed = ("msDS-User-Account-Control-Computed", "msDS-UserPasswordExpiryTimeComputed")
    told = ("userAccountControl", "accountExpires", "pwdLastSet", "lastLogonTimestamp", "lastLogon")
    session = case.port.sign_in(case.operator, Secret(case.operator_password))
    let_some_end(case, session)
    entries = samba.search(_AD, "sAMAccountName", *told, *computed)
    now = datetime.now(UTC)
    for kind, fits in OF_SAMBA.items():
        for days in (3, 40, 4000) if kind in WITHIN_DAYS else (40,):
            until = now + timedelta(days=days)
            found = {row.account.login for row in listed(session, kind, until=until) if not row.unsure}
            server = {e["sAMAccountName"][0].decode() for e in entries if fits(e, now, until)}
            assert found == server, (kind, days)
        assert found, kind
    session.close()


@pytest.mark.lab
def test_the_numbers_are_those_of_openldap_and_389(openldap: LdapServer, ds389: LdapServer) -> None:
    now, far = text_of(datetime.now(UTC)), text_of(FAR)
    asked = (
        (OpenLdapCase(openldap), ListKind.MUST_CHANGE, "(pwdReset=TRUE)"),
        (OpenLdapCase(openldap), ListKind.EXPIRED, f"(pwdEndTime<={now})"),
        (OpenLdapCase(openldap), ListKind.ENDING, f"(pwdEndTime>={now})(pwdEndTime<={far})"),
        (Ds389Case(ds389), ListKind.DISABLED, "(nsAccountLock=true)"),
        (Ds389Case(ds389), ListKind.MUST_CHANGE, "(passwordExpirationTime=19700101000000Z)"),
    )
    for case, kind, where in asked:
        session = case.port.sign_in(case.operator, Secret(case.operator_password))
        if kind is ListKind.ENDING:
            let_some_end(case, session)
        found = {row.account.login for row in listed(session, kind) if not row.unsure}
        server = case.lab.search(f"(&(objectClass=person){where})", "uid")
        assert found == {entry["uid"][0].decode() for entry in server}, (case, kind)
        assert found
        session.close()

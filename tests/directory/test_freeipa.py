"""FreeIPA's rules, on a real 389 Directory Server with FreeIPA's schema and tree. What its plugins do by
themselves is not done there: the desk must bring it about."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from explained import why_in
from hypothesis import given
from hypothesis import strategies as st
from lab import freeipa, people
from lab.ds389 import Ds389 as Lab
from lab.ds389 import Ds389Server
from lab.ds389_people import stamp
from lab.ldap_server import Bind, NewPerson
from writing import a_change, write

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk import passwords
from helpdesk_tui.desk.account import Account, AccountId, PasswordPolicy, SignInState
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.narrowing import Narrowing
from helpdesk_tui.desk.ports import Capability, ReplyKind
from helpdesk_tui.directory.freeipa import FreeIpa
from helpdesk_tui.directory.freeipa.policy import _NUMBERS, policy_of
from helpdesk_tui.directory.freeipa.state import ATTRIBUTES, sign_in_state
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3 import LdapDirectory
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.session import LdapSession
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.root_dse import ServerKind, read_root
from helpdesk_tui.directory.settings import Credentials, Endpoint, Settings
from helpdesk_tui.secret import Secret
from helpdesk_tui.tls import verifying_context

GIVEN = "Given-By-Desk-9"
NOW = datetime(2026, 6, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ds389Server]:
    with Lab(tmp_path_factory.mktemp("freeipa"), delegate="aci", freeipa=True) as server:
        yield server


@pytest.fixture(scope="module")
def session(lab: Ds389Server) -> Iterator[LdapSession]:
    looks = Credentials(lab.administrator, Secret(lab.administrator_password))
    where = Settings((Endpoint(lab.host, lab.port),), lab.ca_file, base_dn=freeipa.ACCOUNTS, lookup=looks)
    one = LdapDirectory(where, SystemClock(), FreeIpa).sign_in(people.OPERATOR, Secret(lab.password))
    yield one
    one.close()


def account(session: LdapSession, login: str) -> Account:
    (row,) = session.search(login, 5).rows
    return session.read(row.id)


def person(lab: Ds389Server, **changes: str | int) -> NewPerson:
    values = freeipa.principal("somebody") | changes
    return lab.new_person(parent=freeipa.USERS, objectClass=freeipa.PEOPLE_CLASSES, **values)


lab_test = pytest.mark.lab


@lab_test
def test_people_are_in_the_state_that_freeipa_takes_them_for(session: LdapSession) -> None:
    def flags(login: str) -> list[str]:
        state = account(session, login).state
        held = ("locked", "must_change", "password_expired")
        return [name for name in held if getattr(state, name)] + ([] if state.enabled else ["disabled"])

    assert {login: flags(login) for login in ("iris.ipa", "ina.unlocked", "igor.free")} == {
        "iris.ipa": [],
        "ina.unlocked": [],
        "igor.free": [],
    }
    assert flags("ian.locked") == flags("ivy.forever") == ["locked"]
    assert flags("ida.expired") == ["must_change", "password_expired"]
    assert flags("ilse.disabled") == ["disabled"]
    assert account(session, "ivy.forever").state.locked_until == "never"
    ended = account(session, "ike.ended").state.account_expires
    assert isinstance(ended, datetime)
    assert ended < datetime.now(UTC)


@lab_test
def test_those_who_are_locked_are_found_together(session: LdapSession) -> None:
    found = {row.login: row.locked for row in session.search("", 500, Narrowing(locked=True)).rows}
    assert {login: found.get(login) for login in ("ian.locked", "ivy.forever")} == {
        "ian.locked": True,
        "ivy.forever": True,
    }
    assert not {"iris.ipa", "ina.unlocked", "igor.free"} & found.keys()


@lab_test
def test_the_policy_is_the_groups_else_everybodys_else_unknown(session: LdapSession) -> None:
    usual, strict = account(session, "iris.ipa").policy, account(session, "ivy.forever").policy
    assert usual is not None
    assert strict is not None
    assert (usual.source, usual.min_length, usual.min_age) == ("global_policy", 8, timedelta(hours=1))
    assert (usual.lockout_threshold, usual.lockout_duration) == (6, timedelta(minutes=10))
    assert (strict.source, strict.min_length, strict.lockout_duration) == ("strict", 20, None)
    assert (strict.quality.kinds, strict.quality.same) == (4, 1)
    hidden = account(session, "ivo.hidden")
    assert (hidden.policy, hidden.state.locked) == (None, None)


@lab_test
@pytest.mark.parametrize("reset", [True, False])
def test_who_has_made_way_for_another_of_that_name_is_not_written_and_nor_is_the_other(
    lab: Ds389Server, session: LdapSession, *, reset: bool
) -> None:
    one = person(lab)
    time.sleep(1.05)  # so that the write need not wait, and look again
    with session.prepare_change(AccountId(one.id)) as prepared:
        prepared.read()
        lab.rename(one.login, f"{one.login}-new")
        values = freeipa.principal("somebody")
        other = lab.new_person(one.login, parent=freeipa.USERS, objectClass=freeipa.PEOPLE_CLASSES, **values)
        reply = prepared.change(a_change(Secret(GIVEN)) if reset else a_change(unlock=True))
    assert (reply.kind, reply.problem and reply.problem.code) == (ReplyKind.NOT_SENT, "account-gone")
    assert lab.bind(other.dn, other.password) is Bind.OK
    assert lab.bind(f"{one.login}-new", one.password) is Bind.OK


@lab_test
def test_what_freeipa_does_not_weigh_the_desk_does(session: LdapSession) -> None:
    assert session.info.able(Capability.CHECKED_RESET) is False
    policy = account(session, "ivy.forever").policy
    told = passwords.check(Secret("short"), policy, "ivy.forever", "Ivy Forever")
    assert {problem.code for problem in told} == {"password-too-short", "password-lacks"}


@lab_test
def test_a_person_is_known_by_the_security_identifier(session: LdapSession) -> None:
    assert account(session, "iris.ipa").security_id == "S-1-5-21-1-2-3-1001"
    assert account(session, "iris.ipa").principal_name == "iris.ipa@LAB.EXAMPLE"
    assert account(session, "ian.locked").security_id == account(session, "ian.locked").dn


@lab_test
def test_administrators_are_protected_and_others_are_not(session: LdapSession) -> None:
    admin = account(session, "ira.admin")
    assert admin.protected_by == "a member of FreeIPA's admins"
    assert admin.rights[Action.RESET] is False
    assert account(session, "iris.ipa").protected_by == ""
    assert account(session, "iris.ipa").rights[Action.RESET] is True
    assert account(session, "iris.ipa").group_ids == {f"cn=ipausers,{freeipa.GROUPS}"}


@lab_test
def test_a_reset_is_expired_from_the_beginning_and_unlocks(lab: Ds389Server, session: LdapSession) -> None:
    now = datetime.now(UTC)
    one = person(lab, krbLoginFailedCount=6, krbLastFailedAuth=stamp(now))
    assert session.read(AccountId(one.id)).state.locked is True
    reply = write(session, AccountId(one.id), a_change(Secret(GIVEN), must_change=True, unlock=True))
    assert reply.kind is ReplyKind.ACCEPTED
    after = session.read(AccountId(one.id))
    assert (after.state.must_change, after.state.locked, after.marks.entry) == (True, False, reply.mark)
    assert lab.bind(one.login, GIVEN) is Bind.OK  # without FreeIPA's plugins
    expires = lab.attributes(one.login, "krbPasswordExpiration")["krbPasswordExpiration"][0]
    assert "1970" not in expires
    assert expires < stamp(now)


@lab_test
def test_a_reset_that_is_to_be_kept_forces_nothing(lab: Ds389Server, session: LdapSession) -> None:
    one = person(lab)
    assert write(session, AccountId(one.id), a_change(Secret(GIVEN))).kind is ReplyKind.ACCEPTED
    assert session.read(AccountId(one.id)).state.must_change is False


@lab_test
def test_an_unlock_alone_counts_on_every_server(lab: Ds389Server, session: LdapSession) -> None:
    one = person(lab, krbLoginFailedCount=6, krbLastFailedAuth=stamp(datetime.now(UTC)))
    assert write(session, AccountId(one.id), a_change(unlock=True)).kind is ReplyKind.ACCEPTED
    kept = lab.attributes(one.login, "krbLoginFailedCount", "krbLastAdminUnlock")
    assert kept["krbLoginFailedCount"] == ["0"]
    assert "krbLastAdminUnlock" in kept
    assert session.read(AccountId(one.id)).state.locked is False


@lab_test
def test_what_was_begun_and_then_refused_is_told_as_that(lab: Ds389Server, session: LdapSession) -> None:
    """The forced change may be written, the password may not."""
    one = person(lab)
    rule = f'(targetattr = "userPassword")(targetfilter = "(uid={one.login})")'
    rule += f'(version 3.0; acl "keep {one.login}"; deny (write) userdn = "ldap:///all";)'
    lab.set_attributes(one.dn, aci=rule)
    reply = write(session, AccountId(one.id), a_change(Secret(GIVEN), must_change=True))
    assert reply.kind is ReplyKind.PARTLY
    assert reply.problem is not None
    assert reply.problem.code == "no-right"
    assert reply.undone == {Action.RESET}
    after = session.read(AccountId(one.id))
    assert after.state.must_change is True
    assert lab.bind(one.login, one.password) is Bind.OK


@lab_test
def test_a_password_that_may_be_set_and_not_expired_is_told_as_that(
    lab: Ds389Server, session: LdapSession
) -> None:
    """As older servers delegate it. FreeIPA itself would have expired the password."""
    one = person(lab)
    rule = f'(targetattr = "krbPasswordExpiration")(targetfilter = "(uid={one.login})")'
    rule += f'(version 3.0; acl "keep {one.login}"; deny (write) userdn = "ldap:///all";)'
    lab.set_attributes(one.dn, aci=rule)
    reply = write(session, AccountId(one.id), a_change(Secret(GIVEN), must_change=True))
    assert (reply.kind, reply.undone) == (ReplyKind.PARTLY, {Action.FORCE_CHANGE})
    assert lab.bind(one.login, GIVEN) is Bind.OK
    assert session.read(AccountId(one.id)).state.must_change is False


@lab_test
def test_freeipa_is_known_by_its_own_operations(ds389: Ds389Server) -> None:
    link = Link(Endpoint(ds389.host, ds389.port), verifying_context(ds389.ca_file), 5, 10)
    link.open()
    bare = read_root(link)
    link.close()
    assert bare.kind is ServerKind.DS389
    its_own = bare.extensions | {"2.16.840.1.113730.3.8.10.1"}
    assert replace(bare, extensions=its_own).kind is ServerKind.FREEIPA


# --- the rule of the lock, by property -------------------------------------------------------------------


def state(policy: dict[str, int], **values: int | datetime) -> SignInState:
    held = {
        name.lower(): (str(value if isinstance(value, int) else stamp(value)).encode(),)
        for name, value in values.items()
    }
    entry = Attributes(DirectoryEntry("uid=ada", held), frozenset(name.lower() for name in ATTRIBUTES))
    return sign_in_state(entry, _policy(**policy), NOW)


def _policy(**numbers: int) -> PasswordPolicy | None:
    held = {name.lower(): (str(number).encode(),) for name, number in numbers.items()}
    return policy_of(Attributes(DirectoryEntry("cn=p", held), frozenset(map(str.lower, _NUMBERS))))


ago = st.integers(0, 5000)


@given(
    count=st.integers(0, 9),
    most=st.integers(0, 6),
    lasting=st.integers(0, 4000),
    failed=ago,
    unlocked=st.none() | ago,
)
def test_locked_takes_failures_enough_and_lately_and_no_unlock_since(
    count: int, most: int, lasting: int, failed: int, unlocked: int | None
) -> None:
    at = NOW - timedelta(seconds=failed)
    freed = {} if unlocked is None else {"krbLastAdminUnlock": NOW - timedelta(seconds=unlocked)}
    found = state(
        {"krbPwdMaxFailure": most, "krbPwdLockoutDuration": lasting},
        krbLoginFailedCount=count,
        krbLastFailedAuth=at,
        **freed,
    )
    lately = not lasting or failed < lasting
    since = unlocked is not None and unlocked <= failed
    assert found.locked is (0 < most <= count and lately and not since)


_DATES = [b"99991231235959Z", b"00010101000000Z", stamp(NOW).encode()]
_VALUES = st.sampled_from([b"", b"-1", b"7", b"x", *_DATES])


@given(
    values=st.dictionaries(st.sampled_from(ATTRIBUTES), _VALUES),
    readable=st.frozensets(st.sampled_from(sorted(name.lower() for name in ATTRIBUTES))),
    lasting=st.integers(0, 2**63),
)
def test_any_entry_has_a_state(values: dict[str, bytes], readable: frozenset[str], lasting: int) -> None:
    entry = Attributes(
        DirectoryEntry("uid=ada", {name.lower(): (value,) for name, value in values.items()}), readable
    )
    rules = _policy(**dict.fromkeys(_NUMBERS, 0) | {"krbPwdMaxFailure": 1, "krbPwdLockoutDuration": lasting})
    why_in(sign_in_state(entry, rules, NOW), NOW)

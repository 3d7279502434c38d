"""The contract of the actions beside reset, forced change and unlock: what a server makes of a sign-in says
whether each was done."""

from datetime import UTC, datetime, timedelta

import pytest
from contract.directory_cases import Answer, DirectoryCase, Person, Verdict
from writing import write

from helpdesk_tui.desk.account import Account, When
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.actions.weighing import impossible
from helpdesk_tui.desk.asked import NOTHING, Asked
from helpdesk_tui.desk.policy import PasswordRules
from helpdesk_tui.desk.ports import Capability, Change, DirectorySession, Reply, ReplyKind
from helpdesk_tui.secret import Secret


@pytest.fixture
def person(case: DirectoryCase) -> Person:
    return case.person()


def do(session: DirectorySession, person: Person, action: Action, asked: Asked = NOTHING) -> Reply:
    return write(session, person.id, Change(frozenset({action}), asked=asked))


def shows(account: Account, action: Action, asked: Asked = NOTHING) -> bool | None:
    told = SPECS[action].shows
    assert told
    return told(account, asked)


def demand_done(session: DirectorySession, person: Person, action: Action, asked: Asked = NOTHING) -> None:
    """It is accepted, and shows at once; and it did not show before."""
    assert shows(session.read(person.id), action, asked) is False
    reply = do(session, person, action, asked)
    assert (reply.kind, reply.problem) == (ReplyKind.ACCEPTED, None)
    assert shows(session.read(person.id), action, asked) is True


def test_who_is_disabled_cannot_sign_in_until_enabled(
    case: DirectoryCase, session: DirectorySession, person: Person
) -> None:
    before = session.read(person.id)
    assert before.state.can_be_disabled is True
    demand_done(session, person, Action.DISABLE)
    assert case.signs_in(person.login, person.password) is not Verdict.OK
    assert session.read(person.id).state.locked is False  # no unlock takes it away
    demand_done(session, person, Action.ENABLE)
    assert case.signs_in(person.login, person.password) is Verdict.OK
    assert session.read(person.id).state.password_set == before.state.password_set


def test_what_else_an_account_is_stays(case: DirectoryCase, session: DirectorySession) -> None:
    """Of all that may stand beside it, one thing is changed."""
    for state in case.states.keys() & {"never-expires", "cannot-change", "not-required"}:
        (row,) = (
            row for row in session.search(case.states[state], 10).rows if row.login == case.states[state]
        )
        known = Person(row.id, row.login, "")
        before = session.read(row.id).state
        demand_done(session, known, Action.DISABLE)
        demand_done(session, known, Action.ENABLE)
        after = session.read(row.id).state
        assert (after.password_never_expires, after.cannot_change_password, after.password_not_required) == (
            before.password_never_expires, before.cannot_change_password, before.password_not_required,
        )  # fmt: skip


def test_a_reset_never_enables_unsaid(case: DirectoryCase, session: DirectorySession, person: Person) -> None:
    """Where a new password would enable the account, its state says so, and the desk does not offer it."""
    assert session.read(person.id).state.reset_enables is False
    demand_done(session, person, Action.DISABLE)
    account = session.read(person.id)
    assert account.state.reset_enables is case.reset_enables_disabled
    against = impossible(account, Action.RESET, PasswordRules(), session.info, datetime.now(UTC))
    assert ("reset-would-enable" in {each.code for each in against}) is case.reset_enables_disabled
    if case.reset_enables_disabled:
        return
    change = Change(frozenset({Action.RESET}), Secret("Brand-New-Lantern-83"))
    assert write(session, person.id, change).kind is ReplyKind.ACCEPTED
    assert session.read(person.id).state.enabled is False
    assert case.signs_in(person.login, "Brand-New-Lantern-83") is not Verdict.OK


def test_whoever_comes_second_enables_nobody_again_and_harms_nothing(
    case: DirectoryCase, session: DirectorySession, person: Person
) -> None:
    """Some servers take what stands there already; others take a mark away, and there is none."""
    before = session.read(person.id)
    assert Answer.of(do(session, person, Action.ENABLE)) == case.enabled_again
    after = session.read(person.id)
    assert (after.state.enabled, after.state.password_set) == (True, before.state.password_set)


def test_a_forced_change_is_cleared_and_the_password_stays(
    case: DirectoryCase, session: DirectorySession, person: Person
) -> None:
    assert do(session, person, Action.FORCE_CHANGE).kind is ReplyKind.ACCEPTED
    assert case.signs_in(person.login, person.password) is Verdict.MUST_CHANGE
    demand_done(session, person, Action.CLEAR_CHANGE)
    assert case.signs_in(person.login, person.password) is Verdict.OK


def _soon() -> datetime:
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=30)


@pytest.mark.parametrize("ends", [_soon(), _soon().replace(year=2099)], ids=["soon", "far"])
def test_an_account_ends_when_that_is_said(
    case: DirectoryCase, session: DirectorySession, person: Person, ends: When
) -> None:
    if not case.keeps_dates:
        assert session.info.cannot[Action.SET_DATES]
        reply = do(session, person, Action.SET_DATES, Asked(ends=ends))
        assert Answer.of(reply) == (ReplyKind.NOT_SENT, "not-on-this-server")
        return
    assert Action.SET_DATES not in session.info.cannot
    demand_done(session, person, Action.SET_DATES, Asked(ends=ends))
    assert case.signs_in(person.login, person.password) is Verdict.OK
    demand_done(session, person, Action.SET_DATES, Asked(ends="never"))
    assert session.read(person.id).state.account_expires == "never"


def test_an_account_that_has_ended_takes_nobody(
    case: DirectoryCase, session: DirectorySession, person: Person
) -> None:
    ended = Asked(ends=datetime(2020, 1, 1, tzinfo=UTC))
    if not case.keeps_dates:
        reply = do(session, person, Action.SET_DATES, ended)
        assert Answer.of(reply) == (ReplyKind.NOT_SENT, "not-on-this-server")
        assert case.signs_in(person.login, person.password) is Verdict.OK
        return
    demand_done(session, person, Action.SET_DATES, ended)
    assert case.signs_in(person.login, person.password) is not Verdict.OK


def test_a_first_day_is_kept_or_it_is_said_that_none_is(
    case: DirectoryCase, session: DirectorySession, person: Person
) -> None:
    assert session.info.able(Capability.FIRST_DAY) is case.keeps_first_day
    if not case.keeps_first_day:
        assert session.info.why(Capability.FIRST_DAY)
        return
    demand_done(session, person, Action.SET_DATES, Asked(begins=_soon()))
    assert case.signs_in(person.login, person.password) is not Verdict.OK
    demand_done(session, person, Action.SET_DATES, Asked(begins="never"))
    assert case.signs_in(person.login, person.password) is Verdict.OK


def test_somebody_is_added_to_a_group_and_removed_again(
    case: DirectoryCase, session: DirectorySession, person: Person
) -> None:
    for name in case.offered_groups:
        group = session.group_id(name)
        assert group is not None
        demand_done(session, person, Action.ADD_TO_GROUP, Asked(group=group))
        assert group in (session.read(person.id).group_ids or ())
        again = do(session, person, Action.ADD_TO_GROUP, Asked(group=group))
        assert Answer.of(again) == (ReplyKind.REFUSED, "changed-meanwhile")
        assert group in (session.read(person.id).group_ids or ())
        demand_done(session, person, Action.REMOVE_FROM_GROUP, Asked(group=group))


def test_who_is_no_member_itself_is_not_removed(
    case: DirectoryCase, session: DirectorySession, person: Person
) -> None:
    for name in case.offered_groups:
        group = session.group_id(name)
        assert group
        reply = do(session, person, Action.REMOVE_FROM_GROUP, Asked(group=group))
        assert Answer.of(reply) == (ReplyKind.REFUSED, "not-member-itself")
        assert group not in (session.read(person.id).group_ids or ())


@pytest.mark.parametrize("action", [Action.ADD_TO_GROUP, Action.REMOVE_FROM_GROUP])
def test_a_group_that_is_not_there_takes_nobody(
    case: DirectoryCase, session: DirectorySession, person: Person, action: Action
) -> None:
    """Nor does what is no group, or one of another domain."""
    before = session.read(person.id)
    expected = case.absent_groups(before)
    assert {
        group: Answer.of(do(session, person, action, Asked(group=group))) for group in expected
    } == expected
    assert session.read(person.id).group_ids == before.group_ids


def test_a_group_says_what_its_members_may(case: DirectoryCase, session: DirectorySession) -> None:
    """Through any number of groups between: `Server Team` is in the administrators' group."""
    for name in case.offered_groups:
        power = session.group_power(session.group_id(name) or "")
        assert power.ids is not None
        assert session.group_id(name) in power.ids
        assert power.protects == ""
    for name in {each for names in case.groups_held.values() for each in names}:
        group = session.group_id(name) or ""
        power = session.group_power(group)
        assert power.ids is not None
        assert group in power.ids
        assert bool(power.protects) is bool(case.protected)
    unknown = session.group_power("cn=nobody,dc=lab,dc=example")
    assert (unknown.ids, unknown.protects) == (None, None)


def test_what_ends_no_session_says_so(session: DirectorySession) -> None:
    assert session.info.able(Capability.END_SESSIONS) is False
    assert session.info.why(Capability.END_SESSIONS)

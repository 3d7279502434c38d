"""A change with the old password: what every directory does with it, whoever sends it."""

import pytest
from contract.directory_cases import ACCEPTED, Answer, DirectoryCase, Ds389Case, Person, Verdict

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Before, Outcome, read_back
from helpdesk_tui.desk.ports import DirectorySession, Reply, ReplyKind
from helpdesk_tui.secret import Secret

NEW = "Their-Own-Choice-88"
STEPS = (Action.CHANGE_PASSWORD,)


def change(session: DirectorySession, person: Person, old: str, new: str = NEW) -> Reply:
    with session.prepare_own_change(person.id) as prepared:
        return prepared.change(Secret(old), Secret(new))


def code(reply: Reply) -> str:
    return reply.problem.code if reply.problem else ""


@pytest.mark.parametrize("trouble", ["must-change", "expired"])
def test_whoever_knows_the_old_password_changes_it(
    case: DirectoryCase, session: DirectorySession, trouble: str
) -> None:
    """Though nobody could sign in with it (AD: data 773 and 532; pwdReset; pwdMaxAge, no grace)."""
    person = case.person()
    {"must-change": case.must_change, "expired": case.expire_password}[trouble](person.login)
    before = Before.of(session.read(person.id), STEPS)
    reply = change(session, person, person.password)
    assert reply.kind is ReplyKind.ACCEPTED
    (result,) = read_back(before, after := session.read(person.id), STEPS, reply)
    assert result.outcome is Outcome.DONE
    # 389 Directory Server lets nobody in whose password has expired; of a change that somebody else sends it
    # demands another one, and the receipt says so.
    again = isinstance(case, Ds389Case) and trouble == "expired"
    assert after.state.must_change is again
    assert (result.problem.code if result.problem else "") == ("own-change-again" if again else "")
    assert case.signs_in(person.login, NEW) is (Verdict.MUST_CHANGE if again else Verdict.OK)


@pytest.mark.parametrize("trouble", ["must-change", "expired"])
def test_a_wrong_old_password_changes_nothing_and_is_counted(
    case: DirectoryCase, session: DirectorySession, trouble: str
) -> None:
    person = case.person()
    {"must-change": case.must_change, "expired": case.expire_password}[trouble](person.login)
    replies = [change(session, person, "Not-The-Old-One-1") for _ in range(5)]
    assert {reply.kind for reply in replies} == {ReplyKind.REFUSED}
    assert code(replies[0]) == "old-password-wrong"
    assert case.signs_in(person.login, person.password) is Verdict.LOCKED
    late = change(session, person, person.password)
    assert code(late) == "own-change-locked"
    assert case.signs_in(person.login, NEW) is not Verdict.OK


@pytest.mark.parametrize("trouble", ["must-change", "expired"])
@pytest.mark.parametrize("bad", ["short", "the same"])
def test_the_policy_weighs_it_as_the_persons_own(
    case: DirectoryCase, session: DirectorySession, trouble: str, bad: str
) -> None:
    """Also where the operator is a password administrator, whose resets nothing weighs."""
    person = case.person()
    {"must-change": case.must_change, "expired": case.expire_password}[trouble](person.login)
    new = person.password if bad == "the same" else case.weak_password
    reply = change(session, person, person.password, new)
    assert reply.kind is ReplyKind.REFUSED
    assert code(reply) == case.own_change_refused[bad]
    assert case.signs_in(person.login, new) is not Verdict.OK


def test_a_password_that_was_just_changed_obeys_the_minimum_age(
    case: DirectoryCase, session: DirectorySession
) -> None:
    """It is no reset, which would pass."""
    person = case.person_with_minimum_age()
    policy = session.read(person.id).policy
    assert policy
    assert policy.min_age
    case.must_change(person.login)
    assert Answer.of(change(session, person, person.password)) == ACCEPTED
    too_soon = change(session, person, NEW, "Once-More-Today-3")
    assert Answer.of(too_soon) == (ReplyKind.REFUSED, case.own_change_refused["too soon"])
    assert case.signs_in(person.login, NEW) is Verdict.OK


def test_without_an_old_password_nothing_is_sent(case: DirectoryCase, session: DirectorySession) -> None:
    """With an empty one some servers would take it for a reset."""
    person = case.person()
    assert change(session, person, "").kind is ReplyKind.NOT_SENT
    assert change(session, person, person.password, "").kind is ReplyKind.NOT_SENT
    assert change(session, person, person.password, "lone \ud800 surrogate").kind is ReplyKind.NOT_SENT
    assert case.signs_in(person.login, person.password) is Verdict.OK


def test_an_account_that_is_gone_is_not_changed(case: DirectoryCase, session: DirectorySession) -> None:
    nobody = Person(AccountId("00000000-0000-4000-8000-000000000000"), "nobody", "Any-Password-1")
    reply = change(session, nobody, nobody.password)
    assert reply.kind is ReplyKind.NOT_SENT
    assert code(reply) == "account-gone"

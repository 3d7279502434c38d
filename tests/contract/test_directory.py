"""The contract of `DirectoryPort`: the same behaviour from every directory."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from contract.directory_cases import DirectoryCase, Verdict
from explained import why
from writing import a_change, write

from helpdesk_tui.desk import passwords
from helpdesk_tui.desk.account import Account, AccountId, AccountKind
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.ports import Capability, DirectorySession, Reply, ReplyKind
from helpdesk_tui.secret import Secret

NEW = "Brand-New-Lantern-83"
NOBODY = AccountId("00000000-0000-4000-8000-000000000000")


def find(session: DirectorySession, text: str, limit: int = 10) -> list[str]:
    return sorted(row.login for row in session.search(text, limit).rows)


def find_here(session: DirectorySession, text: str) -> list[str]:
    """As `find`; nobody where it is said that somebody of another domain is meant."""
    try:
        return find(session, text)
    except Refused as refused:
        if refused.problem.code != "account-of-another-forest":
            raise
        return []


def account(session: DirectorySession, login: str) -> Account:
    found = [row for row in session.search(login, 10).rows if row.login == login]
    assert len(found) == 1
    return session.read(found[0].id)


def written(before: Account, after: Account, reply: Reply) -> bool:
    """Whether the marks prove that the password was written between the two, by the write of this reply."""
    if reply.mark is not None:
        return reply.mark == after.marks.entry != before.marks.entry
    return passwords_of(before) != passwords_of(after)


def untouched(before: Account, after: Account) -> bool:
    """Whether the marks say that the password was not written between the two."""
    return passwords_of(before) == passwords_of(after)


def passwords_of(account: Account) -> tuple[object, ...]:
    return account.marks.password, account.marks.password_at


def code(reply: Reply) -> str:
    return reply.problem.code if reply.problem else ""


# --- signing in -------------------------------------------------------------------------------------


def test_the_operator_signs_in_by_every_form_of_the_login(case: DirectoryCase) -> None:
    for login in (case.operator, f" {case.operator} ", *case.login_forms):
        session = case.port.sign_in(login, Secret(case.operator_password))
        assert session.operator.login == case.operator
        session.close()


def test_the_session_says_where_it_is(case: DirectoryCase, session: DirectorySession) -> None:
    info = session.info
    assert (info.domain, info.acts_as, info.read_only) == (case.domain, case.operator, False)
    assert info.server
    assert session.operator.server == info.server


@pytest.mark.parametrize(("login", "password"), [("", "x"), ("somebody", ""), ("", "")])
def test_login_and_password_are_both_needed(case: DirectoryCase, login: str, password: str) -> None:
    with pytest.raises(NotPermitted) as caught:
        case.port.sign_in(login, Secret(password))
    assert caught.value.problem.code == "sign-in-empty"


def test_a_wrong_password_and_an_unknown_login_are_told_alike(case: DirectoryCase) -> None:
    for login in (case.second_operator, "no.such.person"):
        with pytest.raises(NotPermitted) as caught:
            case.port.sign_in(login, Secret("Not-The-Password-0"))
        assert caught.value.problem.code == "wrong-password"
    case.port.sign_in(case.second_operator, Secret(case.password_of(case.second_operator))).close()


def test_each_trouble_of_an_operator_is_told(case: DirectoryCase) -> None:
    told = {}
    for problem, login in case.refused_operators.items():
        with pytest.raises(NotPermitted) as caught:
            case.port.sign_in(login, Secret(case.password_of(login)))
        told[problem] = caught.value.problem.code
    assert told == {problem: problem for problem in case.refused_operators}


def test_after_closing_nothing_is_read_or_written(case: DirectoryCase) -> None:
    session = case.port.sign_in(case.operator, Secret(case.operator_password))
    me = session.operator.id
    session.close()
    session.close()
    for call in (lambda: session.read(me), lambda: session.search("ada", 5)):
        with pytest.raises(Refused) as caught:
            call()
        assert caught.value.problem.code == "signed-out"
    reply = write(session, case.person().id, a_change(unlock=True))
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "signed-out")


# --- searching --------------------------------------------------------------------------------------


def test_a_person_is_found_by_everything_that_names_one(
    case: DirectoryCase, session: DirectorySession
) -> None:
    known = case.known
    one = account(session, known.login)
    for text in (
        known.login,
        known.login.upper(),
        known.name,
        known.start_of_name,
        f"  {known.start_of_name} ",
        known.mail,
        known.mail.upper(),
        *case.names_exactly(one),
        known.mobile,
        known.mobile_national,
        known.mobile_bare,
        known.employee_number,
        one.dn,
        one.id,
        f"{{{one.id.upper()}}}",
    ):
        assert find(session, text) == [known.login], text


def test_another_domains_login_is_not_ours(case: DirectoryCase, session: DirectorySession) -> None:
    assert find_here(session, f"OTHER\\{case.known.login}") == []


def test_odd_names_are_found_as_they_are_typed(case: DirectoryCase, session: DirectorySession) -> None:
    assert {text: find(session, text) for text in case.odd_names} == {
        text: [login] for text, login in case.odd_names.items()
    }


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        (
            "O'Brannigan",
            ["O'Brannigan", "O’Brannigan", "O‘Brannigan", "Oʼbrannigan", "o`brannigan", "O´Bran"],
        ),
        ("O’Connelly", ["O'Connelly", "O’Connelly", "Oʼconnelly"]),
        ("Smith-Zander", ["Smith-Zander", "Smith‐Zander", "Smith–Zander", "smith‑zan"]),
        ("Kerr‐Yardley", ["Kerr-Yardley", "Kerr‐Yardley"]),
        ("Brontëdal", ["Brontëdal", "Bronte\u0308dal", "bronte\u0308d"]),
        ("Ze\u0301phirin", ["Z\u00e9phirin", "Ze\u0301phirin", "z\u00e9phi"]),
        ("Griffinworth", ["Griﬃnworth", "Ｇｒｉｆｆｉｎｗｏｒｔｈ"]),
        ("O’Ne\u0301ve-Quist", ["O'N\u00e9ve-Quist"]),
    ],
)
def test_a_name_is_found_in_every_spelling(
    case: DirectoryCase, session: DirectorySession, stored: str, typed: list[str]
) -> None:
    person = case.person()
    case.set_names(person.login, surname=stored, name=f"Pat {stored}")
    assert {text: find(session, text) for text in typed} == {text: [person.login] for text in typed}
    assert find(session, f"Pat {typed[-1]}") == [person.login]


def test_a_number_is_found_in_every_spelling(case: DirectoryCase, session: DirectorySession) -> None:
    person = case.person()
    case.set_contact(person.login, mobile="+44 7700 954321 (private)", office_phone="020 7946 0987 ext. 4")
    for typed in (
        "tel:+447700954321;ext=12", "tel:7700954321;phone-context=+44", "+44‐7700‐954321", "+44−7700−954321",
        "＋44 7700 954321", "０７７００ ９５４３２１",
        "+44\u00a0(0)7700\u202f954321", "00447700954321", "0 77 00 95 43 21",
        "07700 954321 mob", "020 7946 0987 extension 12", "020 7946 0987 #12", "020 7946 0987x4", "7946 0987",
    ):  # fmt: skip
        assert (typed, find(session, typed)) == (typed, [person.login])


def test_who_bears_just_that_number_comes_first_whatever_the_limit(
    case: DirectoryCase, session: DirectorySession
) -> None:
    wanted = case.person()
    case.set_names(wanted.login, employee_number="00087654", name="Zz Last Of All")
    for number in range(4):
        case.set_contact(case.person().login, office_phone=f"+44 20 7{number}87 6540")
    for limit in (1, 3):
        found = session.search("00087654", limit)
        assert (found.rows[0].login, found.exact, found.more) == (wanted.login, 1, True)
    assert len(session.search("00087654", 10).rows) == 5


def test_who_bears_just_that_name_comes_first_whatever_the_limit(
    case: DirectoryCase, session: DirectorySession
) -> None:
    others = [case.person() for _ in range(6)]
    for place, other in enumerate(others):
        case.set_names(other.login, name=f"Quillon Aardvark{place}", surname="Quillon")
    wanted = case.person()
    case.set_names(wanted.login, name="Quillon", surname="Other")
    for limit in (1, 3):
        found = session.search("quillon", limit)
        assert (found.rows[0].login, found.exact, found.more) == (wanted.login, 1, True)
    assert session.search("Quillon Aar", 3).exact == 0


def test_every_identifier_names_one_account_exactly(case: DirectoryCase, session: DirectorySession) -> None:
    known = account(session, case.known.login)
    identifiers = (known.login, known.login.upper(), known.mail, known.employee_number, known.id, known.dn)
    for typed in (*identifiers, *case.names_exactly(known)):
        found = session.search(typed, 1)
        assert (typed, [row.login for row in found.rows], found.exact) == (typed, [known.login], 1)
    assert session.search(case.twins_name, 10).exact == len(case.twins)


HOSTILE = [
    "*",
    "**",
    "*)(|(cn=*",
    "*)(objectClass=*",
    "\\2a",
    "\0",
    "a\0*",
    "(",
    ")",
    "&",
    "|(a=*)",
    "x)(!(cn=x)",
    "CN=*,DC=*",
    'CN=a+b=c\\,"<>;=#@,DC=x',
    " CN= a ,DC= b ",
    "CN=\\ff\\fe,DC=x",
    "OTHER\\*",
    "*@*",
    "@",
    "\\",
    "S-1-*",
    "S-1-5-21-0-0-0-0",
    "<GUID=x>",
    "<WKGUID=a,DC=b>",
    "12345678901234567890",
    "++++++",
    "\ud800",
    "\u202e\u2066",
    "x" * 5000,
    "=",
    "CN=",
    "=a,=b",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_query_finds_one_object_or_none(
    case: DirectoryCase, session: DirectorySession, text: str
) -> None:
    assert len(find_here(session, text)) <= 1
    assert find(session, case.known.login) == [case.known.login]  # and the session lives on


@pytest.mark.parametrize("text", ["", " ", "\t"])
def test_an_empty_query_finds_nothing(session: DirectorySession, text: str) -> None:
    found = session.search(text, 10)
    assert (found.rows, found.more) == ((), False)


def test_the_limit_holds_and_more_is_told(case: DirectoryCase, session: DirectorySession) -> None:
    both, one = session.search(case.twins_name, 2), session.search(case.twins_name, 1)
    assert (sorted(row.login for row in both.rows), both.more) == (sorted(case.twins), False)
    assert (len(one.rows), one.more) == (1, True)


def test_machines_and_system_accounts_are_found_by_exact_login_and_told_apart(
    case: DirectoryCase, session: DirectorySession
) -> None:
    expected = {**case.kinds, case.known.login: AccountKind.PERSON}
    assert {login: account(session, login).kind for login in expected} == expected


def test_a_row_says_what_the_account_says(case: DirectoryCase, session: DirectorySession) -> None:
    now = datetime.now(UTC)
    for login in (login for state, login in case.states.items() if state != "policy-unknown"):
        (row,) = (row for row in session.search(login, 10).rows if row.login == login)
        one = session.read(row.id)
        assert (row.id, row.name, row.mail, row.department, row.dn) == (
            one.id, one.name, one.mail, one.department, one.dn,
        )  # fmt: skip
        state = one.state
        assert (row.enabled, row.locked, row.must_change, row.password_expired) == (
            state.enabled, state.locked, state.must_change, state.password_expired,
        )  # fmt: skip
        expires = state.account_expires
        assert row.account_expired == (isinstance(expires, datetime) and expires <= now)


# --- reading ----------------------------------------------------------------------------------------

FLAGS = (
    "enabled", "locked", "must_change", "password_expired", "password_never_expires", "smart_card_required",
    "cannot_change_password", "password_not_required", "outside_hours",
)  # fmt: skip


def test_each_state_is_read_and_no_other_with_it(case: DirectoryCase, session: DirectorySession) -> None:
    states = case.states.keys() - {"policy-unknown", "no-policy"}
    for trouble in sorted(states):
        state = account(session, case.states[trouble]).state
        expected = dict.fromkeys(FLAGS, False) | {"enabled": True} | case.troubles[trouble]
        assert (trouble, {flag: getattr(state, flag) for flag in FLAGS}) == (trouble, expected)


def test_moments_are_read(case: DirectoryCase, session: DirectorySession) -> None:
    now = datetime.now(UTC)
    usual = account(session, case.states["usual"])
    assert usual.policy is not None
    assert usual.policy.max_age is not None
    assert isinstance(usual.state.password_set, datetime)
    assert usual.state.password_set < now
    assert usual.state.password_expires == usual.state.password_set + usual.policy.max_age
    assert usual.state.account_expires == "never"

    if "expired" in case.states:
        expired = account(session, case.states["expired"]).state.account_expires
        assert isinstance(expired, datetime)
        assert expired < now

    locked = account(session, case.states["locked"])
    assert isinstance(locked.state.locked_until, datetime)
    assert now < locked.state.locked_until < now + timedelta(hours=12)

    assert account(session, case.states["never-expires"]).state.password_expires == "never"
    if "not-begun" in case.states:
        begins = account(session, case.states["not-begun"]).state.begins
        assert isinstance(begins, datetime)
        assert begins > now


def test_why_somebody_cannot_sign_in_is_a_sentence(case: DirectoryCase, session: DirectorySession) -> None:
    words = {
        "locked": "The account is locked after wrong passwords.",
        "locked-for-ever": "The account is locked.",
        "disabled": "The account is disabled.",
        "expired": "The account has expired.",
        "not-begun": "The account may not be used yet.",
        "password-expired": "The password has expired.",
        "must-change": "The password must be changed at the next sign-in.",
    }
    for state in case.states.keys() & words.keys():
        assert why(account(session, case.states[state]), datetime.now(UTC)) == (words[state],)
    assert why(account(session, case.states["usual"]), datetime.now(UTC)) == ()


def test_a_person_is_read_whole(case: DirectoryCase, session: DirectorySession) -> None:
    known, one = case.known, account(session, case.known.login)
    assert (one.login, one.name) == (known.login, known.name)
    assert (one.mail, one.mobile, one.employee_number) == (known.mail, known.mobile, known.employee_number)
    assert one.manager == known.shown_manager
    assert one.security_id
    assert (one.was_protected, one.protected_by) == (False, "")
    for action in (Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK):
        assert one.rights.get(action) is case.rights.get(action)


def test_the_policy_in_force_is_the_domains_or_the_fine_grained_one_or_unknown(
    case: DirectoryCase, session: DirectorySession
) -> None:
    usual = account(session, case.states["usual"]).policy
    login, name = case.fine_grained
    strict = account(session, login).policy
    assert usual is not None
    assert strict is not None
    assert (usual.source, strict.source) == (case.usual_policy, name)
    assert strict.min_length > usual.min_length
    assert account(session, case.states["policy-unknown"]).policy is None


def test_groups_are_transitive_and_have_the_primary_one(
    case: DirectoryCase, session: DirectorySession
) -> None:
    usual = account(session, case.states["usual"]).group_ids
    assert usual is not None
    for login, names in case.groups_held.items():
        groups = {session.group_id(name) for name in names}
        assert None not in groups
        assert groups <= (account(session, login).group_ids or frozenset())
        assert not groups & usual


def test_what_the_directory_itself_protects_is_said(case: DirectoryCase, session: DirectorySession) -> None:
    for login in case.groups_held:
        assert account(session, login).protected_by == case.protected.get(login, "")


def test_a_group_is_known_by_name_dn_and_id(case: DirectoryCase, session: DirectorySession) -> None:
    by_name = session.group_id(case.operators_group)
    assert by_name is not None
    assert by_name in (session.operator.group_ids or ())
    assert session.group_id(case.operators_group.upper()) == by_name
    assert session.group_id(by_name) == by_name


def test_what_is_no_group_has_no_id(case: DirectoryCase, session: DirectorySession) -> None:
    for name in ("", "No Such Group", "*", "CN=Nothing,DC=nowhere", "ada.byron", *case.no_groups):
        assert session.group_id(name) is None


def test_no_right_is_shown_where_the_operator_has_none(
    case: DirectoryCase, session: DirectorySession
) -> None:
    shown = account(session, case.untouchable).rights
    for action in (Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK):
        assert shown.get(action) is case.no_rights.get(action)


def test_an_account_that_is_not_there_is_gone(session: DirectorySession) -> None:
    for wrong in (NOBODY, AccountId(""), AccountId("CN=x,DC=y")):
        with pytest.raises(Refused) as caught:
            session.read(wrong)
        assert caught.value.problem.code == "account-gone"


def test_no_control_character_comes_out(case: DirectoryCase, session: DirectorySession) -> None:
    for login in ("esc.ape", "eve.escape"):
        for row in session.search(login, 5).rows:
            shown = repr(row) + repr(session.read(row.id))
            assert not any(mark in shown for mark in ("\\x1b", "\\x07", "\\u202e", "\\n"))


def test_one_session_serves_many_threads(case: DirectoryCase, session: DirectorySession) -> None:
    one = account(session, case.known.login)
    seen: list[object] = []

    def work() -> None:
        seen.append(session.read(one.id).id)
        seen.append(session.search(case.known.login, 3).rows[0].id)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert seen == [one.id] * 12


# --- writing ----------------------------------------------------------------------------------------


def test_reset_forced_change_and_unlock_happen_together(
    case: DirectoryCase, session: DirectorySession
) -> None:
    person = case.person()
    case.lock(person.login)
    before = session.read(person.id)
    assert before.state.locked is True
    reply = write(session, person.id, a_change(Secret(NEW), must_change=True, unlock=True))
    assert (reply.kind, reply.problem, reply.code) == (ReplyKind.ACCEPTED, None, "0")
    after = session.read(person.id)
    assert (after.state.locked, after.state.must_change) == (False, True)
    assert written(before, after, reply)
    assert case.signs_in(person.login, NEW) is Verdict.MUST_CHANGE
    assert case.signs_in(person.login, person.password) is Verdict.NO


def test_a_reset_alone_leaves_the_rest(case: DirectoryCase, session: DirectorySession) -> None:
    person = case.person()
    assert write(session, person.id, a_change(Secret(NEW))).kind is ReplyKind.ACCEPTED
    assert case.signs_in(person.login, NEW) is not Verdict.NO
    # some servers force a change of whatever was reset: then it is seen, and said
    forced = session.read(person.id).state.must_change
    assert case.signs_in(person.login, NEW) is (Verdict.MUST_CHANGE if forced else Verdict.OK)


def test_a_forced_change_alone_leaves_the_password(case: DirectoryCase, session: DirectorySession) -> None:
    person = case.person()
    before = session.read(person.id)
    assert write(session, person.id, a_change(must_change=True)).kind is ReplyKind.ACCEPTED
    after = session.read(person.id)
    assert (before.state.must_change, after.state.must_change) == (False, True)
    assert untouched(before, after)
    assert case.signs_in(person.login, person.password) is Verdict.MUST_CHANGE


def test_an_unlock_alone_leaves_the_password(case: DirectoryCase, session: DirectorySession) -> None:
    person = case.person()
    case.lock(person.login)
    before = session.read(person.id)
    assert write(session, person.id, a_change(unlock=True)).kind is ReplyKind.ACCEPTED
    after = session.read(person.id)
    assert (before.state.locked, after.state.locked) == (True, False)
    assert untouched(before, after)
    assert case.signs_in(person.login, person.password) is Verdict.OK


def test_a_password_against_the_policy_is_refused_and_nothing_is_written(
    case: DirectoryCase, session: DirectorySession
) -> None:
    """By the server; where it checks nothing that operators set, it is said so, and the desk checks."""
    person = case.person()
    assert session.read(person.id).policy
    if not case.weak_code:
        assert session.info.able(Capability.CHECKED_RESET) is not True
        assert session.info.why(Capability.CHECKED_RESET)
        policy = session.read(person.id).policy
        assert passwords.check(Secret(case.weak_password), policy, person.login, "")
        return
    case.lock(person.login)
    before = session.read(person.id)
    reply = write(session, person.id, a_change(Secret(case.weak_password), must_change=True, unlock=True))
    assert (reply.kind, code(reply)) == (ReplyKind.REFUSED, "password-refused")
    assert reply.code.endswith(case.weak_code)
    after = session.read(person.id)
    assert after.marks == before.marks
    assert (after.state.locked, after.state.must_change) == (True, False)


def test_history_is_obeyed_or_said_to_be_impossible(case: DirectoryCase, session: DirectorySession) -> None:
    person = case.person()
    session.read(person.id)  # some learn from it how the server takes their writes
    reply = write(session, person.id, a_change(Secret(person.password), obey_history=True))
    if session.info.able(Capability.HISTORY_ON_RESET):
        assert (reply.kind, code(reply)) == (ReplyKind.REFUSED, "password-in-history")
    else:
        assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "control-missing")
        assert session.info.why(Capability.HISTORY_ON_RESET)


def test_the_directory_refuses_what_the_operator_may_not(
    case: DirectoryCase, session: DirectorySession
) -> None:
    target = account(session, case.untouchable)
    for each in (a_change(Secret(NEW)), a_change(must_change=True), a_change(unlock=True)):
        reply = write(session, target.id, each)
        assert (reply.kind, code(reply)) == (ReplyKind.REFUSED, "no-right")
        assert reply.code.startswith("50")
    assert session.read(target.id).marks == target.marks


def test_a_write_to_nobody_is_not_sent(session: DirectorySession) -> None:
    reply = write(session, NOBODY, a_change(unlock=True))
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "account-gone")


def test_the_connection_that_writes_shows_what_happens_after_it_was_opened(
    case: DirectoryCase, session: DirectorySession
) -> None:
    person = case.person()
    with session.prepare_change(person.id) as prepared:
        before = prepared.read()
        case.edit(person.login)
        case.set_contact(person.login, mobile="+44 7700 900931")
        assert (before.mobile, prepared.read().mobile) != ("+44 7700 900931", before.mobile)
        assert prepared.read().mobile == "+44 7700 900931"
        assert prepared.change(a_change(Secret(NEW))).kind is ReplyKind.ACCEPTED
    assert case.signs_in(person.login, NEW) is not Verdict.NO


def test_nothing_to_do_is_not_sent(case: DirectoryCase, session: DirectorySession) -> None:
    reply = write(session, case.person().id, a_change())
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "nothing-to-do")


def test_marks_move_with_a_write_and_only_then(case: DirectoryCase, session: DirectorySession) -> None:
    person = case.person()
    first = session.read(person.id)
    marks = first.marks
    shows = marks.password is not None or marks.password_at is not None
    assert shows is (session.info.able(Capability.PROOF_OF_WRITE) is True)
    assert (marks.password is not None) is case.counts_writes
    assert marks.entry is not None
    assert session.read(person.id).marks == marks

    case.edit(person.login)
    edited = session.read(person.id)
    assert edited.marks == replace(marks, entry=edited.marks.entry)

    write(session, person.id, a_change(must_change=True))
    forced = session.read(person.id)
    assert untouched(first, forced)

    replies = [
        write(session, person.id, a_change(Secret(NEW), must_change=True)),
        write(session, person.id, a_change(Secret(NEW + "2"), must_change=True)),
    ]
    again = session.read(person.id)
    assert written(forced, again, replies[-1])
    seen = [each.marks.entry for each in (first, edited, forced, again)]
    assert len(set(seen)) == 4


def test_a_renamed_account_is_still_the_one_that_is_written(
    case: DirectoryCase, session: DirectorySession
) -> None:
    person = case.person()
    assert session.read(person.id).login == person.login
    assert write(session, person.id, a_change(must_change=True)).kind is ReplyKind.ACCEPTED
    assert account(session, person.login).state.must_change is True


def test_where_no_other_server_decides_on_lockouts_there_is_none(session: DirectorySession) -> None:
    """As in a directory that has no such server, and where it is the session's own."""
    assert session.lockout_server(session.operator.id) is None


def test_where_wrong_passwords_came_in_is_told_for_each_server_or_it_is_said_why_not(
    case: DirectoryCase, session: DirectorySession
) -> None:
    person = case.person()
    if session.info.able(Capability.EVERY_SERVER) is False:
        assert session.info.why(Capability.EVERY_SERVER)
        with pytest.raises(Refused) as caught:
            session.at_every_server(person.id)
        assert caught.value.problem.code == "servers-unable"
        return
    (row,) = session.at_every_server(person.id).rows
    assert (row.server, row.problem, row.wrong_passwords, row.locked_since) == (
        session.info.server, None, 0, "never",
    )  # fmt: skip
    case.signs_in(person.login, "Not-The-Password-0")
    found = session.at_every_server(person.id)
    assert (found.rows[0].wrong_passwords, found.unasked) == (1, 0)
    assert isinstance(found.rows[0].last_wrong, datetime)
    with pytest.raises(Refused) as caught:
        session.at_every_server(NOBODY)
    assert caught.value.problem.code == "account-gone"

"""Whose password never expires, and who needs a smart card: told before anybody is asked for a proof, by both
front ends, on a real domain. Where policy lets the first keep the temporary password, they are reset."""

import re

import pytest
from e2e.calls import CLEARED, find, sign_in
from e2e.conftest import Place, code
from lab import people
from lab.domain import Domain, Kinit, NewPerson

KEEPING = "[passwords]\nkeep_never_expiring = true"
REASONS = {
    people.NEVER_EXPIRES: "A reset must force a change, which does not work here",
    people.SMART_CARD: "A smart card is required: no password lets this person sign in",
}
DEAD_ENDS = [(people.NEVER_EXPIRES, ""), (people.SMART_CARD, ""), (people.SMART_CARD, KEEPING)]


def somebody(samba: Domain, flag: int) -> NewPerson:
    return samba.new_person(mobile="+44 7700 900201", userAccountControl=people.NORMAL | flag)


def words(text: str) -> str:
    """Without the breaks of lines."""
    return re.sub(r"\s+", " ", text)


def events(place: Place) -> list[str]:
    return [each["event"] for each in place.json("audit", "list", operator=people.AUDITOR)]


@pytest.mark.parametrize(("flag", "more"), DEAD_ENDS)
def test_at_the_screen_no_proof_is_asked_for_that_leads_nowhere(
    place: Place, samba: Domain, flag: int, more: str
) -> None:
    place.configure(more=more)
    person = somebody(samba, flag)
    before = samba.attributes(person.login, "pwdLastSet", "whenChanged")
    with place.console() as terminal:
        sign_in(terminal, place)
        find(terminal, person)
        terminal.wait_for_words(f"Not reset the password: {REASONS[flag]}")
        terminal.press("r")
        terminal.wait_still()
        assert "Proofs:" not in terminal.text
        terminal.wait_for_words(REASONS[flag])
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0
    assert "verification.begun" not in events(place)
    assert samba.attributes(person.login, "pwdLastSet", "whenChanged") == before


@pytest.mark.parametrize(("flag", "more"), DEAD_ENDS)
@pytest.mark.parametrize("command", ["reset", "force-change"])
def test_in_lines_no_proof_is_asked_for_that_leads_nowhere(
    place: Place, samba: Domain, flag: int, more: str, command: str
) -> None:
    place.configure(more=more)
    person = somebody(samba, flag)
    ended, text = place.run(command, person.login, "--yes")
    reason = REASONS[flag] if command == "reset" else "Forcing a new password has no effect here"
    assert ended != 0
    assert reason in words(text)
    assert "Method, by its number" not in text
    assert "verification.begun" not in events(place)


def test_at_the_screen_a_password_that_never_expires_is_kept_where_policy_says_so(
    place: Place, samba: Domain
) -> None:
    place.configure(more=KEEPING)
    person = somebody(samba, people.NEVER_EXPIRES)
    key = place.has_app(person)
    with place.console() as terminal:
        sign_in(terminal, place)
        find(terminal, person)
        terminal.press("r")
        terminal.wait_for("App code", 10)
        terminal.type(code(key, steps=1))
        terminal.press("enter")
        terminal.wait_for(CLEARED, 10)
        terminal.wait_for("[ ] Must change it at the next sign-in")
        terminal.wait_for_words("The person keeps this password")
        terminal.press("enter")
        terminal.wait_for("Record", 15)
        terminal.press("f2")
        terminal.wait_still()
        terminal.wait_for("Temporary password set")
        terminal.wait_for("Account is not locked")
        assert "NOT DONE" not in terminal.text
        temporary = terminal.wait_for_match(r"[A-Za-z0-9]{4}[-.+=][A-Za-z0-9]{4}[-.+=][A-Za-z0-9]{5}")
        terminal.press("enter")
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0
    in_force(samba, person, temporary[0])


def test_in_lines_a_password_that_never_expires_is_kept_where_policy_says_so(
    place: Place, samba: Domain
) -> None:
    place.configure(more=KEEPING)
    person = somebody(samba, people.NEVER_EXPIRES)
    key = place.has_app(person)
    with place.plain("reset", person.login, "--yes", "--print-password") as terminal:
        terminal.wait_for("Password of", 15)
        terminal.type(f"{place.domain.password}\r")
        terminal.wait_for("Method, by its number", 15)
        terminal.type("1\r")
        terminal.wait_still()
        terminal.type(f"{code(key, steps=1)}\r")
        assert terminal.wait_exit(20) == 0, terminal.text
        text = terminal.text
    assert "Must change at next sign-in" not in text
    temporary = re.search(r"Temporary password: (\S+)", text)
    assert temporary, text
    in_force(samba, person, temporary[1])


def test_a_locked_person_with_a_smart_card_is_unlocked(place: Place, samba: Domain) -> None:
    person = somebody(samba, people.SMART_CARD)
    key = place.has_app(person)
    samba.lock(person.login)
    with place.plain("unlock", person.login, "--yes") as terminal:
        terminal.wait_for("Password of", 15)
        terminal.type(f"{place.domain.password}\r")
        terminal.wait_for("Method, by its number", 15)
        terminal.type("1\r")
        terminal.wait_still()
        terminal.type(f"{code(key, steps=1)}\r")
        assert terminal.wait_exit(20) == 0, terminal.text
        terminal.wait_for("Account unlocked: DONE")
    assert samba.attributes(person.login, "lockoutTime").get("lockoutTime", ["0"]) == ["0"]


def in_force(samba: Domain, person: NewPerson, temporary: str) -> None:
    """The new password opens, at once and without a change; the old one does not."""
    assert samba.ldap_bind(person.login, temporary) == "ok"
    assert samba.kinit(person.login, temporary) is Kinit.OK
    assert samba.ldap_bind(person.login, person.password) == "52e"

"""An account under attack, on a real domain: two operators close it by keys, and nobody signs in any more."""

from e2e.calls import find, sign_in
from e2e.conftest import Place
from lab import people
from lab.domain import Domain, Kinit, NewPerson


def test_two_operators_close_an_account_at_once(place: Place, samba: Domain, person: NewPerson) -> None:
    with place.console() as terminal:
        sign_in(terminal, place)
        find(terminal, person)
        terminal.wait_for("k disable at once", 10)
        terminal.press("k")
        terminal.wait_for("Reason", 10)
        terminal.wait_still()
        terminal.type("A call that was no call")
        terminal.press("down")
        terminal.type(people.SECOND_OPERATOR)
        terminal.press("down")
        terminal.type(samba.password)
        terminal.press("enter")
        terminal.wait_for("Record", 20)
        terminal.wait_for("Account disabled")
        terminal.press("escape")
        terminal.wait_for("The brake disabled this account", 10)
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0
    (control,) = samba.attributes(person.login, "userAccountControl")["userAccountControl"]
    assert int(control) & 2
    assert samba.kinit(person.login, person.password) is Kinit.REVOKED
    listed = place.json("audit", "list", "--account", person.login, operator=people.AUDITOR)
    (intent,) = [each for each in listed if each["event"] == "action.intent"]
    assert (intent["facts"]["action"], intent["facts"]["second_login"]) == ("brake", people.SECOND_OPERATOR)
    assert samba.password not in str(listed)

"""The plain commands with a Kerberos ticket: no password is asked."""

from dataclasses import replace

import pytest
from plain.driving import Answer, PlainDesk, Ran, Scripted

from helpdesk_tui.arguments import parser
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.operator import SignInBy
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.run import run
from helpdesk_tui.secret import Secret

LOOKUP = ("lookup", "ada.byron")


def at_work(desk: PlainDesk, by: SignInBy, ticket_of: str = "") -> PlainDesk:
    """A desk that takes tickets; nobody is named beforehand."""
    desk.directory.hold_ticket(ticket_of)
    changed = desk.changed(by=by)
    return replace(changed, console=replace(changed.console, demo=None, default_login=""))


def start(
    desk: PlainDesk, *words: str, answers: list[tuple[str, Answer]] | None = None, terminal: bool = True
) -> Ran:
    """With no saved password."""
    scripted = Scripted(answers=list(answers or []), is_there=terminal)
    desk.capture.readouterr()
    code = run(desk.console, parser().parse_args([*words]), None, scripted)
    written = desk.capture.readouterr()
    assert not scripted.answers, f"never asked: {scripted.answers}"
    return Ran(code, written.out, written.err, scripted)


@pytest.mark.parametrize("by", [SignInBy.TICKET, SignInBy.EITHER])
def test_nothing_is_asked_and_it_is_said_who_signed_in(desk: PlainDesk, by: SignInBy) -> None:
    ran = start(at_work(desk, by, "demo"), *LOOKUP, terminal=False)
    assert ran.code is Exit.DONE
    assert "Signed in as demo by your Kerberos ticket." in ran.err
    assert "ada.byron" in ran.out


def test_for_a_script_too_and_its_output_stays_clean(desk: PlainDesk) -> None:
    ran = start(at_work(desk, SignInBy.TICKET, "demo"), *LOOKUP, "--json", terminal=False)
    assert ran.code is Exit.DONE
    assert "Kerberos" not in ran.out
    assert "Kerberos" in ran.err


def test_without_a_ticket_the_password_is_asked(desk: PlainDesk) -> None:
    answers: list[tuple[str, Answer]] = [("Your login", "demo"), ("Password of demo", "demo")]
    ran = start(at_work(desk, SignInBy.EITHER), *LOOKUP, answers=answers)
    assert ran.code is Exit.DONE
    assert "Kerberos" not in ran.err


def test_with_one_that_has_expired_that_is_said_first(
    desk: PlainDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def expired() -> str:
        raise NotPermitted(problem("ticket-expired"))

    working = at_work(desk, SignInBy.EITHER)
    monkeypatch.setattr(desk.directory, "ticket_holder", expired)
    ran = start(working, *LOOKUP, answers=[("Your login", "demo"), ("Password of demo", "demo")])
    assert ran.code is Exit.DONE
    assert "Your Kerberos ticket has expired. Get a new one with kinit" in ran.err


def test_whoever_names_another_login_is_asked_for_its_password(desk: PlainDesk) -> None:
    working = at_work(desk, SignInBy.EITHER, "olga.operator")
    ran = start(working, "--operator", "demo", *LOOKUP, answers=[("Password of demo", "demo")])
    assert ran.code is Exit.DONE


def test_without_a_ticket_a_desk_of_tickets_says_how_to_get_one(desk: PlainDesk) -> None:
    ran = start(at_work(desk, SignInBy.TICKET), *LOOKUP)
    assert ran.code is Exit.NOT_PERMITTED
    assert "There is no Kerberos ticket here. Get one with kinit" in ran.err


def test_a_saved_password_goes_before_a_ticket(desk: PlainDesk) -> None:
    working = at_work(desk, SignInBy.EITHER, "demo")
    scripted = Scripted()
    desk.capture.readouterr()
    code = run(working.console, parser().parse_args(["--operator", "demo", *LOOKUP]), Secret, scripted)
    assert code is Exit.DONE
    assert "Kerberos" not in desk.capture.readouterr().err


def test_the_owner_of_the_key_may_let_somebody_register_by_ticket(desk: PlainDesk) -> None:
    working = at_work(desk, SignInBy.TICKET, "demo").started_in({})
    ran = start(working, "operators", "enrol", "--yes")
    assert "There is no Kerberos ticket" not in ran.err
    assert "Password of" not in ran.terminal.text
    assert "second-factor.confirmed" in desk.events()

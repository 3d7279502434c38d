"""The note for the ticket: what was done, by which proofs, who was told, and nothing that is secret."""

import pytest
from desk.policies import proving
from desk.proofs import refused
from desk.registering import every_kind
from writing import FULL_RESET

from helpdesk_tui.desk.actions.registry import CALL_ACTIONS
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.policy import TicketRule
from helpdesk_tui.desk.ticket_note import TicketNote
from helpdesk_tui.words.ticket_note import note_text


@pytest.fixture
def app(world):
    return world.register_app()


@pytest.fixture
def desk(world):
    return world.sign_in(policy=every_kind())


def test_it_says_when_about_whom_what_and_by_whom(world, desk, app) -> None:
    began = world.clock.now()
    receipt = desk.actions.perform(world.clear(desk, app).id, FULL_RESET)
    note = desk.ticket_notes.of(world.ada, receipt.number)
    assert note == TicketNote(
        receipt.number,
        began,
        "dana",
        "ada.byron",
        "Ada Byron",
        "",
        "reset · authenticator app · told by mail, SMS",
    )
    assert note_text(note).splitlines() == [
        f"{began:%Y-%m-%d %H:%M} UTC · ada.byron (Ada Byron)",
        "Reset · authenticator app · told by mail, SMS",
        f"Help desk: dana, record {receipt.number}",
    ]


def test_the_ticket_is_named(world, app) -> None:
    desk = world.sign_in(policy=proving(ticket=TicketRule.OPTIONAL, ticket_pattern=r"INC-\d+"))
    begun = desk.verifying.begin(world.ada.id, CALL_ACTIONS, "INC-4711")
    by_app = next(each.method.id for each in begun.options if each.method.kind is MethodKind.TOTP)
    cleared = desk.verifying.prove(begun.id, by_app, app()).clearance
    receipt = desk.actions.perform(cleared.id, FULL_RESET)
    assert "ticket INC-4711" in note_text(desk.ticket_notes.of(world.ada, receipt.number))


def test_no_secret_is_in_it(world, desk, app) -> None:
    receipt = desk.actions.perform(world.clear(desk, app).id, FULL_RESET)
    text = note_text(desk.ticket_notes.of(world.ada, receipt.number))
    for secret in (receipt.password.reveal(), world.ada.mail, world.ada.mobile):
        assert secret
        assert secret not in text


def test_nobody_gets_a_note_of_a_colleagues_call_or_of_somebody_else(world, desk, app) -> None:
    receipt = desk.actions.perform(world.clear(desk, app).id, FULL_RESET)
    world.second_operator()
    colleague = world.sign_in(login="sam")
    assert refused(colleague.ticket_notes.of, world.ada, receipt.number, kind=Refused) == "note-not-found"
    eve = world.add_person("eve")
    assert refused(desk.ticket_notes.of, eve, receipt.number, kind=Refused) == "note-not-found"
    assert refused(desk.ticket_notes.of, world.ada, 99_999, kind=Refused) == "note-not-found"

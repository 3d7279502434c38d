"""Codes that a real FreeRADIUS checks."""

import time

import pytest
from lab.freeradius import ASKS, SECRET, FreeRadius

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk.errors import Refused, VerifierUnreachable
from helpdesk_tui.desk.ports import Accepted, Challenged, Rejected
from helpdesk_tui.secret import Secret
from helpdesk_tui.verifiers.radius import Radius
from helpdesk_tui.verifiers.settings import RadiusServer, RadiusSettings

ADA, TWO, ZOE = "ada.byron", "two.steps", "zoë.ångström"


def verifier(*ports: int, secret: str = SECRET, host: str = "127.0.0.1", **changes: object) -> Radius:
    settings = {"server_seconds": 2.0, "timeout_seconds": 4.0} | changes
    servers = tuple(RadiusServer(host, port) for port in ports)
    return Radius(RadiusSettings(servers, Secret(secret), **settings), SystemChance())


def code(server: FreeRadius, name: str) -> Secret:
    return Secret(server.code(name))


def wrong(server: FreeRadius, name: str) -> Secret:
    return Secret(f"{(int(server.code(name)) + 1) % 1_000_000:06}")


@pytest.mark.parametrize("name", [ADA, ZOE])
def test_the_code_of_the_token_is_accepted(freeradius: FreeRadius, name: str):
    assert verifier(freeradius.port).check(name, code(freeradius, name)) == Accepted()


def test_another_code_is_rejected_in_the_servers_words(freeradius: FreeRadius):
    found = verifier(freeradius.port).check(ADA, wrong(freeradius, ADA))
    assert found == Rejected("This is not the code")


def test_somebody_whom_the_server_does_not_know_is_rejected(freeradius: FreeRadius):
    found = verifier(freeradius.port).check("nobody", code(freeradius, ADA))
    assert found == Rejected("Nobody of that name")


def test_another_persons_code_is_rejected(freeradius: FreeRadius):
    assert isinstance(verifier(freeradius.port).check(ZOE, code(freeradius, ADA)), Rejected)


def test_a_server_that_asks_on_gets_its_answer(freeradius: FreeRadius):
    asked = verifier(freeradius.port)
    found = asked.check(TWO, code(freeradius, TWO))
    assert isinstance(found, Challenged)
    assert found.words == ASKS
    assert asked.check(TWO, Secret("rosebud"), found.continuation) == Accepted()


def test_a_wrong_answer_to_what_it_asked_is_rejected(freeradius: FreeRadius):
    asked = verifier(freeradius.port)
    found = asked.check(TWO, code(freeradius, TWO))
    assert isinstance(found, Challenged)
    assert isinstance(asked.check(TWO, Secret("thorn"), found.continuation), Rejected)


def test_the_answer_goes_to_the_server_that_asked(freeradius: FreeRadius):
    """The first one is down: the second asks, and only that one knows what about."""
    asked = verifier(9, freeradius.port)
    found = asked.check(TWO, code(freeradius, TWO))
    assert isinstance(found, Challenged)
    assert found.continuation.server == 1
    assert asked.check(TWO, Secret("rosebud"), found.continuation) == Accepted()


def test_servers_whose_answers_bear_no_signature_do_not_count(freeradius: FreeRadius):
    """The server says yes here: FreeRADIUS as it was before the attack was known."""
    with pytest.raises(VerifierUnreachable) as caught:
        verifier(freeradius.unsigned_port).check(ADA, code(freeradius, ADA))
    assert caught.value.problem.code == "radius-unsigned"


def test_where_the_first_does_not_sign_the_next_is_asked(freeradius: FreeRadius):
    asked = verifier(freeradius.unsigned_port, freeradius.port, server_seconds=0.5)
    assert asked.check(ADA, code(freeradius, ADA)) == Accepted()


def test_who_has_another_secret_gets_no_answer(freeradius: FreeRadius):
    with pytest.raises(VerifierUnreachable) as caught:
        verifier(freeradius.port, secret="another").check(ADA, code(freeradius, ADA))
    assert caught.value.problem.code == "radius-no-answer"


def test_a_server_that_went_away_is_no_wrong_code(freeradius: FreeRadius):
    freeradius.stop()
    try:
        began = time.monotonic()
        with pytest.raises(VerifierUnreachable) as caught:
            verifier(freeradius.port).check(ADA, code(freeradius, ADA))
        assert caught.value.problem.code == "radius-no-answer"
        assert time.monotonic() - began < 4.5
    finally:
        freeradius.start()
    assert verifier(freeradius.port).check(ADA, code(freeradius, ADA)) == Accepted()


def test_a_code_that_no_radius_packet_can_hold_goes_nowhere(freeradius: FreeRadius):
    for typed in ("1" * 129, "12\0", "12\ud932"):
        with pytest.raises(Refused) as caught:
            verifier(freeradius.port).check(ADA, Secret(typed))
        assert caught.value.problem.code == "verifier-code-malformed"


def test_the_code_is_in_no_log_of_ours(freeradius: FreeRadius, capfd: pytest.CaptureFixture[str]):
    typed = code(freeradius, ADA)
    verifier(freeradius.port).check(ADA, typed)
    heard = capfd.readouterr()
    assert typed.reveal() not in heard.out + heard.err
    assert SECRET not in heard.out + heard.err

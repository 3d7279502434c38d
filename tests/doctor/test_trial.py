"""A test message goes to the operator's own address, and to no other."""

from dataclasses import replace
from functools import partial

import pytest
from doctor.conftest import levels, looked, trouble
from doctor.test_services import mail, sms
from lab import gateway, smtp

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.compose.doctor.trial import try_sending
from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.secret import Secret

OWN, MOBILE = "olga@example.com", "+447700900123"


@pytest.fixture
def operator():
    session = DemoDirectory(SystemClock(), SystemChance(), "GB").sign_in("operator", Secret("operator"))
    found = replace(session.operator, mail=OWN, mobile=MOBILE)
    session.close()
    return found


def test_it_goes_by_mail_to_ones_own_address(configured, authority, good, tmp_path, operator):
    with smtp.serve(tmp_path, authority=authority, certificate=good) as server:
        config = mail(configured, server.port, server.ca_file)
        assert levels(looked(partial(try_sending, config, {}, operator, "OLGA@example.com"))) == ["ok"]
        assert "test" in server.wait_for(OWN)["Subject"].lower()
        assert len(server.received) == 1


def test_it_goes_by_sms_to_ones_own_number(configured, authority, good, tmp_path, operator):
    with gateway.serve(tmp_path, authority=authority, certificate=good) as server:
        config = sms(configured, server.url, server.ca_file)
        assert levels(looked(partial(try_sending, config, {}, operator, "+44 7700 900123"))) == ["ok"]
        assert server.wait_for(MOBILE)


@pytest.mark.parametrize(
    "address", ["ada@example.com", "+447700900999", "olga@example.com.evil.example", "@", "1"]
)
def test_nobody_else_gets_one(configured, authority, good, tmp_path, operator, address):
    with smtp.serve(tmp_path, authority=authority, certificate=good) as server:
        config = mail(configured, server.port, server.ca_file)
        assert trouble(looked(partial(try_sending, config, {}, operator, address))).level == "failed"
        assert server.received == []


def test_an_operator_of_whom_nothing_is_known_gets_none(configured, operator):
    unknown = replace(operator, mail="", mobile=None)
    for address in ("", " ", MOBILE, OWN):
        assert trouble(looked(partial(try_sending, configured(), {}, unknown, address))).level == "failed"


def test_one_that_the_server_does_not_take_fails(configured, authority, good, tmp_path, operator):
    refuse = {"RCPT": "550 5.1.1 no such user"}
    with smtp.serve(tmp_path, authority=authority, certificate=good, refuse=refuse) as server:
        config = mail(configured, server.port, server.ca_file)
        assert trouble(looked(partial(try_sending, config, {}, operator, OWN))).level == "failed"


@pytest.mark.parametrize("address", [OWN, MOBILE])
def test_where_nothing_is_configured_it_says_so(configured, operator, address):
    assert trouble(looked(partial(try_sending, configured(), {}, operator, address))).level == "failed"

"""Kerberos: whose ticket is here, and what is wrong with it."""

from functools import partial

import pytest
from doctor.conftest import Configured, looked

from helpdesk_tui.compose.doctor import tickets
from helpdesk_tui.desk.diagnosis import Finding
from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError, NotPermitted
from helpdesk_tui.desk.problems import problem

BY_TICKET = 'kind = "active-directory"\nsign_in = "either"'


@pytest.fixture
def said(configured: Configured, monkeypatch: pytest.MonkeyPatch):
    def look(holder: str | HelpdeskError) -> list[Finding]:
        class Directory:
            def ticket_holder(self) -> str:
                if isinstance(holder, str):
                    return holder
                raise holder

        monkeypatch.setattr(tickets, "directory_of", lambda *_: Directory())
        return looked(partial(tickets.look_at_tickets, configured(directory=BY_TICKET), {}))

    return look


def test_where_passwords_sign_in_nothing_is_said_of_tickets(configured: Configured):
    assert tickets.ticket_checks(configured(), {}) == []
    assert len(tickets.ticket_checks(configured(directory=BY_TICKET), {})) == 1


def test_whose_ticket_it_is_is_told(said):
    (found,) = said("olga@EXAMPLE.COM\x1b[31m")
    assert (found.level, found.said) == ("ok", "The ticket here is that of olga@EXAMPLE.COM[31m.")


@pytest.mark.parametrize(
    ("why", "level"),
    [
        (NotPermitted(problem("no-ticket")), "skipped"),  # of a timer there is none
        (NotPermitted(problem("ticket-expired")), "failed"),
        (NotPermitted(problem("ticket-clock")), "failed"),
        (DirectoryUnreachable(problem("no-kdc", server="dc1")), "failed"),
    ],
)
def test_what_is_wrong_with_it_is_told(said, why, level):
    (found,) = said(why)
    assert (found.level, found.said, bool(found.remedy)) == (level, why.problem.cause, True)
